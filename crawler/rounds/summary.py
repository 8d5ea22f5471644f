"""What a crawl came to, for people: counts by source, reasons a line each, and what became of what pages needed."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from archive.models import Outcome
from crawler.keeping.needs import Assets
from crawler.rounds.tally import Tally
from crawler.saying.messages import plain
from crawler.saying.tables import print_counted


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
