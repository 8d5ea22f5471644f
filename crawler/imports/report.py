"""What people and programs are told of an import: as it goes, and at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn

from archive.errors import WarcError
from archive.exchange import answers
from archive.exchange.imports.ledger import Counted
from archive.models import Kept, Kind, Outcome
from crawler.saying import messages
from crawler.upkeep.verifying import print_line

MEGA = 1_000_000


@dataclass(slots=True)
class Stage:
    """What was passed since a stage began: looking, fetching, keeping."""

    began: float = field(default_factory=monotonic)
    count: int = 0
    octets: int = 0

    def rates(self, count: int, octets: int) -> tuple[float, float]:
        """Take in what was passed now; return how many, and how many MB, a second."""
        self.count += count
        self.octets += octets
        took_s = max(monotonic() - self.began, 0.001)
        return self.count / took_s, self.octets / MEGA / took_s


@dataclass(slots=True)
class Report:
    """Counts what is found and kept. `known`: exchanges that were kept before. `others`: answers from no address of the web."""

    json: bool
    began: float = field(default_factory=monotonic)
    stage: Stage = field(default_factory=Stage)
    files: int = 0
    known_files: int = 0
    unreadable: int = 0
    damage: int = 0
    known: int = 0
    others: int = 0
    records: int = 0
    octets: int = 0
    pages: int = 0
    counted: Counted = field(default_factory=Counted)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)
    progress: Progress | None = None
    task: TaskID | None = None

    @contextmanager
    def shown(self) -> Generator[None]:
        """Show on standard error how far it is and how fast, where that is a terminal."""
        console = Console(stderr=True)
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[rate]}"),
        )
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as self.progress:
            yield
        self.progress = self.task = None

    def begin(self, what: str, total: int | None) -> None:
        """Show the next stage. `total`: of what is passed in it, bytes or pages."""
        self.stage = Stage()
        if self.progress is not None:
            if self.task is not None:
                self.progress.remove_task(self.task)
            self.task = self.progress.add_task(what, total=total, rate="")

    def heard(self, records: int, octets: int) -> None:
        """Hear that records were passed by a scan."""
        self.records += records
        self.octets += octets
        counts, rates = self.stage.rates(records, octets)
        self._show(octets, f"{counts:,.0f} records/s {rates:,.1f} MB/s")

    def fetched(self, octets: int) -> None:
        """Hear that more of a file came."""
        _, rate = self.stage.rates(0, octets)
        self._show(octets, f"{self.stage.octets / MEGA:,.0f} MB {rate:,.1f} MB/s")

    def know_file(self, counted: Counted) -> None:
        """Count a file of which all is kept already."""
        self.files += 1
        self.known_files += 1
        self.counted += counted

    def passed(self) -> None:
        """Hear that an exchange was read whole."""
        self.pages += 1
        rate, _ = self.stage.rates(1, 0)
        self._show(1, f"{rate:,.1f}/s, {self.articles:,} articles")

    @property
    def articles(self) -> int:
        """Return how many pages gave an article, new or known."""
        return self.outcomes[Outcome.ARCHIVED] + self.outcomes[Outcome.UNCHANGED]

    def count_exchange(self, kind: Kind) -> None:
        """Count an exchange that is kept now."""
        self.kinds[kind] += 1

    def tell_kept(self, kept: Kept) -> None:
        """Tell what became of a page."""
        self.outcomes[kept.outcome] += 1
        if kept.reason is not None:
            self.reasons[kept.reason] += 1
        if self.json:
            print_line(answers.line(answers.kept_answer(kept)))

    def tell_damage(self, damage: WarcError) -> None:
        """Tell of a damaged spot: nothing of it is kept."""
        self.damage += 1
        if self.json:
            place = {"file": str(damage.path), "offset": damage.offset}
            print_line(answers.line(place | {"severity": "damage", "why": damage.why}))
        else:
            print_line(messages.plain(f"damage: {damage.path} at {damage.offset}: {damage.why}"))

    def tell_unreadable(self, name: str, why: str) -> None:
        """Tell of a file that cannot be read."""
        self.unreadable += 1
        if self.json:
            print_line(answers.line({"file": name, "severity": "unreadable", "why": why}))
        else:
            messages.say(f"{name} cannot be imported: {why}")

    def sum_up(self) -> None:
        """Tell what came of all."""
        took_s = max(monotonic() - self.began, 0.001)
        if self.json:
            print_line(answers.line({"summary": self._summary() | {"seconds": round(took_s, 3)}}))
            return
        rates = f"{self.octets / MEGA / took_s:,.1f} MB/s, {self.pages / took_s:,.1f} exchanges/s"
        print_line(f"{self.files} files, {self.counted.records:,} records, {self.counted.exchanges:,} exchanges ({rates})")
        told = [*self.outcomes.items(), *((kind, count) for kind, count in self.kinds.items() if kind is not Kind.STORY)]
        print_line(", ".join(f"{count:,} {what}" for what, count in told) or "nothing new")
        for what, count in self._besides():
            print_line(f"{what}: {count:,}")

    def exit_code(self) -> int:
        """Return 8 where anything is damaged, 4 where a file could not be read, 3 where nothing of all is an article."""
        codes = [messages.EXIT_OK if self.articles or self.known or self.known_files else messages.EXIT_NOT_ARTICLE]
        codes += [messages.EXIT_FAILED] * bool(self.unreadable) + [messages.EXIT_DAMAGE] * bool(self.damage)
        return max(codes)

    def _show(self, more: int, rate: str) -> None:
        if self.progress is not None and self.task is not None:
            self.progress.update(self.task, advance=more, rate=rate)

    def _besides(self) -> list[tuple[str, int]]:
        told = (
            ("known before", self.known),
            ("files known before", self.known_files),
            ("left out, as asked", self.counted.unwanted),
            ("not of the web", self.others),
            ("damaged", self.damage),
            ("files that cannot be read", self.unreadable),
            *((f"not archived, {reason}", count) for reason, count in self.reasons.most_common()),
        )
        return [(what, count) for what, count in told if count]

    def _summary(self) -> dict[str, object]:
        return {
            "files": self.files,
            "records": self.counted.records,
            "exchanges": self.counted.exchanges,
            "bytes": self.octets,
            **{outcome.value: self.outcomes[outcome] for outcome in Outcome},
            "kept": {kind.value: count for kind, count in self.kinds.items()},
            "reasons": dict(self.reasons),
            "known": self.known,
            "known_files": self.known_files,
            "unwanted": self.counted.unwanted,
            "others": self.others,
            "damage": self.damage,
            "unreadable": self.unreadable,
        }
