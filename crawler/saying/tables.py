"""What people see: rich tables and lines, Arabic as their terminal shows it, nothing of a page able to act on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from archive.dating import DateOf
from archive.models import Article, Kept, Outcome, Record
from archive.urls import readable
from crawler.saying import messages
from crawler.saying.evidence import date_line
from crawler.saying.messages import plain

STYLES = {
    Outcome.ARCHIVED: ("green", "✓"),
    Outcome.UNCHANGED: ("cyan", "="),
    Outcome.REJECTED: ("yellow", "–"),
    Outcome.FAILED: ("red", "✗"),
    Outcome.REFUSED: ("magenta", "✗"),
}


def kept_line(kept: Kept) -> Text:
    """Return one line for one URL: mark, outcome, address; headline, or why and what can be done."""
    style, mark = STYLES[kept.outcome]
    said = kept.article.headline if kept.article else messages.what(kept)
    remedy = f"; {messages.remedy(kept)}" if kept.reason else ""
    head = ((f"{mark} {kept.outcome:<9} ", style), (plain(readable(kept.url)), "dim"), "  ")
    return Text.assemble(*head, (plain(said), "bold"), remedy)


def print_kept(console: Console, kept: Kept) -> None:
    """Print what became of one URL, in full."""
    print_line(console, kept)
    for name, value in (*article_fields(kept.article), *_kept_fields(kept)):
        console.print(Text.assemble((f"  {name:<11}", "dim"), plain(value)), soft_wrap=True)


def print_line(console: Console, kept: Kept) -> None:
    """Print what became of one URL in one line, however long: a terminal wraps it, a file or a pipe need not."""
    console.print(kept_line(kept), soft_wrap=True)


def print_article(console: Console, article: Article) -> None:
    """Print a story to be read."""
    console.print(Text(plain(article.headline), style="bold"))
    for name, value in article_fields(article, in_full=True):
        console.print(Text.assemble((f"  {name:<11}", "dim"), plain(value)), soft_wrap=True)
    for paragraph in article.article_body.splitlines():
        console.print()
        console.print(Text(plain(paragraph)), soft_wrap=not console.is_terminal)


def print_counted(console: Console, title: str, reasons: Iterable[tuple[str, int]]) -> None:
    """Print how often each reason was given, in one line: "wakala: failed: 2 TIMEOUT, 1 GONE"."""
    console.print(f"{title}: {', '.join(f'{count} {reason}' for reason, count in reasons)}", markup=False, soft_wrap=True)


def print_records(console: Console, rows: Iterable[tuple[Kept, str]]) -> None:
    """Print what was kept: outlet, headline, agency, date, and the record by its file's serial number and offset."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading, width_max in (("outlet", 18), ("headline", 60), ("agency", 20), ("date", None), ("record", None)):
        table.add_column(heading, no_wrap=True, overflow="ellipsis", max_width=width_max)
    for kept, outlet in rows:
        if kept.article is not None and kept.fetch is not None:
            article = kept.article
            cells = (outlet, article.headline, article.source_organization or "–", shown(article.date_published))
            table.add_row(*(Text(plain(cell)) for cell in cells), _serial(kept.fetch.record))
    console.print(table)


def print_counts(console: Console, kept: Iterable[Kept]) -> None:
    """Print how many URLs had which outcome."""
    counts = Counter(one.outcome for one in kept)
    console.print("  ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome]))


def shown(moment: datetime | date | None) -> str:
    """Return a date as people read it; with its time where there is one."""
    if isinstance(moment, datetime):
        return f"{moment:%Y-%m-%d %H:%M}"
    return moment.isoformat() if moment else "–"


def article_fields(article: Article | None, *, in_full: bool = False) -> tuple[tuple[str, str], ...]:
    """Return what is known of the article; `in_full`: dates with what they were read from."""
    if article is None:
        return ()
    fields = (
        ("outlet", article.publisher),
        ("agency", article.source_organization),
        ("place", article.dateline),
        ("by", "، ".join(article.author)),
        ("published", _dated(article, DateOf.PUBLISHED, in_full=in_full)),
        ("modified", _dated(article, DateOf.MODIFIED, in_full=in_full)),
        ("text", f"{len(article.article_body.split())} words, {len(article.article_body.splitlines())} paragraphs"),
    )
    return tuple((name, value) for name, value in fields if value)


def _dated(article: Article, of: DateOf, *, in_full: bool) -> str | None:
    if in_full:
        return date_line(article, of)
    value = article.date_published if of is DateOf.PUBLISHED else article.date_modified
    return shown(value) if value else None


def _kept_fields(kept: Kept) -> tuple[tuple[str, str], ...]:
    record = kept.fetch.record if kept.fetch else None
    return (("record", place(record)),) if record else ()


def place(record: Record) -> str:
    """Return where a record lies: file, offset, length."""
    return f"{record.filename} at {record.offset}, {record.length} bytes"


def _serial(record: Record) -> str:
    """Return where a record lies in its series: "00000 at 6812"."""
    parts = record.filename.split("-")
    return f"{parts[2] if len(parts) > 3 else record.filename} at {record.offset}"
