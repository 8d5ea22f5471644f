"""What people see: rich tables and lines, Arabic as their terminal shows it, nothing of a page able to act on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from archive.dating import DateOf
from archive.models import Article, Kept, Outcome, Record
from archive.urls import readable
from crawler import messages
from crawler.evidence import date_line
from crawler.messages import plain
from crawler.needs import Assets
from crawler.tally import Tally

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


def print_summary(console: Console, tallies: Mapping[str, Tally]) -> None:
    """Print a crawl's counts by source; the reasons beneath, a line each, for a narrow terminal would cut them in a table."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("source", "listed", "new", *Outcome):
        table.add_column(heading, justify="left" if heading == "source" else "right", no_wrap=True)
    for source, tally in sorted(tallies.items()):
        counts = (tally.listed, tally.new, *(tally.outcomes[outcome] for outcome in Outcome))
        table.add_row(source, *(str(count) for count in counts))
    console.print(table)
    for source, tally in sorted(tallies.items()):
        for outcome, reasons in tally.reasons.items():
            print_counted(console, f"{source}: {outcome}", reasons.most_common())
        if tally.assets.failed or tally.assets.left:
            console.print(f"{source}: assets: {assets_words(tally.assets)}", markup=False, highlight=False, soft_wrap=True)
        for problem in tally.problems:
            console.print(Text(f"{source}: {plain(problem)}", style="yellow"), soft_wrap=True)
        if tally.left_lists is not None:
            console.print(f"{source}: {_left_words(tally)}", markup=False, soft_wrap=True)
        for instead in tally.fallbacks:
            console.print(Text(f"{source}: {plain(str(instead))}", style="yellow"), soft_wrap=True)


def _left_words(tally: Tally) -> str:
    """Return what is left of a walk back in time: "12 lists and 340 stories are left; run it again to go on"."""
    left = f"{tally.left_lists} lists and {tally.left_links} stories are left; run it again to go on"
    words = left if tally.left_lists or tally.left_links else "nothing of these days is left"
    return f"{words}; {tally.undated} links without a date were left out (--undated takes them)" if tally.undated else words


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


def print_assets(console: Console, assets: Assets) -> None:
    """Print what became of what pages need to be shown again, where they need anything."""
    if assets.is_any:
        console.print(f"  assets     {assets_words(assets)}", markup=False, highlight=False, soft_wrap=True)


def assets_words(assets: Assets) -> str:
    """Return the counts in words: "23 kept (1.2 MB), 2 failed (1 ROBOTS, 1 GONE), 3 left …"."""
    said = [f"{assets.kept} kept ({assets.size_bytes / 1_000_000:.1f} MB)"]
    if assets.failed:
        said.append(f"{assets.failed} failed ({', '.join(f'{count} {reason}' for reason, count in assets.reasons)})")
    if assets.left:
        said.append(f"{assets.left} left (a limit, or the end of the run)")
    return ", ".join(said)


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
