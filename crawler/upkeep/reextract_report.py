"""What `warraq reextract` tells: each story that reads otherwise now, and what that comes to in all."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from archive.exchange import answers
from archive.models import Record
from archive.text.extract import extractor_of
from archive.urls import readable
from crawler.saying import messages
from crawler.saying.messages import plain
from crawler.upkeep.rereading import Became, Reread
from crawler.upkeep.verifying import print_line

TEXT = "article_body"
VALUE_MAX = 60
"""Characters of a field's value that people are shown; programs are given all."""

BOUNDS = (0.005, 0.095, 0.495, 0.895, 0.995)
BUCKETS = ("0 %", "1-9 %", "10-49 %", "50-89 %", "90-99 %", "100 %")
"""Shares as they are counted, in whole per cent."""

MARKS = {
    Became.CHANGED: ("~", "yellow"),
    Became.FOUND: ("+", "green"),
    Became.LOST: ("-", "magenta"),
    Became.UNREAD: ("!", "red"),
    Became.DAMAGED: ("!", "red"),
}
WORDS = {
    Became.CHANGED: "read otherwise",
    Became.FOUND: "an article now",
    Became.LOST: "no article now, left as it is",
    Became.SAME: "the same",
    Became.CURRENT: "read by today's extractor before",
    Became.UNREAD: "too large to be read",
    Became.DAMAGED: "damaged",
}


@dataclass(slots=True, kw_only=True)
class Report:
    """Tells what is found, as it is found, and counts it. `applied`: readings that took the place of others."""

    json: bool
    is_applying: bool
    console: Console = field(default_factory=Console)
    became: Counter[Became] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    applied: int = 0

    def tell(self, reread: Reread, conversion: Record | None = None) -> None:
        """Count a capture; print it where anything is to be told of it. `conversion`: its new reading, once kept."""
        self.became[reread.became] += 1
        self.applied += conversion is not None
        self.fields.update(one.field for one in reread.differences)
        if reread.shares is not None:
            self.kept[bucket(reread.shares.kept)] += 1
            self.added[bucket(reread.shares.added)] += 1
        if reread.became not in MARKS:
            return
        if self.json:
            print_line(answers.line(_answer(reread, conversion)))
        else:
            self._print(reread)

    def sum_up(self, took_s: float) -> None:
        """Print what it comes to in all."""
        read = self.became.total() - self.became[Became.CURRENT]
        rate = read / took_s if took_s else 0.0
        if self.json:
            print_line(answers.line({"summary": self._summary(read, took_s, rate)}))
            return
        self.console.print(f"{read} captures read again ({rate:,.0f} a second)", soft_wrap=True)
        for one in (one for one in WORDS if self.became[one]):
            self.console.print(f"{self.became[one]:>8} {WORDS[one]}", soft_wrap=True)
        if self.fields:
            self.console.print(_counted(("field", "stories"), self.fields.most_common()))
            shares = ((name, self.kept[name], self.added[name]) for name in reversed(BUCKETS))
            self.console.print(_counted(("share", "of the old text stays", "of the new text is new"), shares))
        if self.is_applying:
            self.console.print(f"{self.applied} new readings are kept", soft_wrap=True)
        elif self.became[Became.CHANGED] or self.became[Became.FOUND]:
            self.console.print("nothing was written; --apply keeps the new readings", soft_wrap=True)

    def exit_code(self) -> int:
        """Return 8 where a capture is damaged, 4 where one could not be read."""
        if self.became[Became.DAMAGED]:
            return messages.EXIT_DAMAGE
        return messages.EXIT_FAILED if self.became[Became.UNREAD] else messages.EXIT_OK

    def _print(self, reread: Reread) -> None:
        """Print the story: what became of it, its address, and each field that differs."""
        standing, (mark, style) = reread.standing, MARKS[reread.became]
        day, source = f"{standing.captured_at:%Y-%m-%d}", standing.source or "by hand"
        head = f"{mark} {WORDS[reread.became]}{_shares_words(reread)}"
        self.console.print(Text.assemble((head, style), (f"  {source}, captured {day}", "dim")), soft_wrap=True)
        self.console.print(Text(f"  {plain(readable(standing.asked))}", style="dim"), soft_wrap=True)
        for one in reread.differences:
            if one.field != TEXT:
                self.console.print(Text(f"  {one.field}: {_shown(one.old)} → {_shown(one.new)}"), soft_wrap=True)
        if reread.article is not None and not reread.differences:
            self.console.print(Text(f"  {plain(reread.article.headline)}", style="bold"), soft_wrap=True)
        if why := reread.damage or reread.why:
            self.console.print(Text(f"  {plain(str(why))}"), soft_wrap=True)

    def _summary(self, read: int, took_s: float, rate: float) -> dict[str, Any]:
        return {
            "read": read,
            **{one.value: self.became[one] for one in Became},
            "applied": self.applied,
            "fields": dict(self.fields.most_common()),
            "kept": {name: self.kept[name] for name in BUCKETS},
            "added": {name: self.added[name] for name in BUCKETS},
            "seconds": round(took_s, 3),
            "captures_per_s": round(rate, 1),
        }


def bucket(share: float) -> str:
    """Return the bucket of a share from 0 to 1."""
    return BUCKETS[bisect_right(BOUNDS, share)]


def _answer(reread: Reread, conversion: Record | None) -> dict[str, Any]:
    standing = reread.standing
    old, new = answers.article_answer(standing.article) or {}, answers.article_answer(reread.article) or {}
    return {
        "url": standing.asked,
        "became": reread.became,
        "number": standing.number,
        "source": standing.source,
        "captured_at": standing.captured_at,
        "why": reread.why,
        "fields": {one.field: {"old": old[one.field], "new": new[one.field]} for one in reread.differences},
        "text": asdict(reread.shares) if reread.shares else None,
        "article": new if reread.became is Became.FOUND else None,
        "extractor": {"old": old.get("extractor"), "new": asdict(extractor_of(reread.rules))},
        "record": answers.record_answer(standing.record),
        "conversion": answers.record_answer(conversion),
    }


def _shares_words(reread: Reread) -> str:
    if reread.shares is None:
        return ""
    if all(one.field != TEXT for one in reread.differences):
        return ", its text the same"
    return f": {reread.shares.kept:.0%} of the text stays, {reread.shares.added:.0%} is new"


def _shown(value: object) -> str:
    """Return a field's value in one short line."""
    if isinstance(value, tuple):
        texts = [str(getattr(one, "text", one)) for one in value]
        value = "، ".join(texts)
    line = " ".join(plain(str(value)).split()) if value not in {None, ""} else "nothing"
    return line if len(line) <= VALUE_MAX else f"{line[: VALUE_MAX - 1]}…"


def _counted(headings: tuple[str, ...], rows: Any) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="left" if heading == headings[0] else "right", no_wrap=True)
    for name, *counts in rows:
        table.add_row(name, *map(str, counts))
    return table
