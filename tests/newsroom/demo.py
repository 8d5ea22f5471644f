"""`make demo`: the newsroom is served on loopback, the real command crawls it, and what was kept is shown.

`python -m tests.newsroom.demo --picture docs/demo.svg` draws what it shows, for the README.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from archive.catalog.catalog import Catalog
from archive.models import Kept, Outcome
from archive.urls import readable
from crawler.saying import messages, tables
from tests.newsroom.house import Outlet
from tests.newsroom.newsroom import Newsroom

STORIES_MAX = 200
WIDTH = 140
SETTINGS = ("--set=DOWNLOAD_DELAY=0.1", "--set=DOWNLOAD_TIMEOUT=3", "--set=WARRAQ_CONTACT=demo@example.com")


def main() -> int:
    """Run the demo; 0 when the crawl ended well and something was kept."""
    home = Path("demo-archive") / f"{datetime.now():%Y%m%d-%H%M%S}"  # noqa: DTZ005 - a name for people
    picture = sys.argv[2] if sys.argv[1:2] == ["--picture"] else None
    console = Console(width=None if sys.stdout.isatty() else WIDTH, record=picture is not None)
    with Newsroom() as room:
        room.write_sources(home / "sources")
        console.print(f"{len(room.outlets)} small outlets are served on loopback; Warraq crawls them:\n")
        command = ["crawl", "--home", str(home), "--allow-private", *SETTINGS]
        console.print(Text(f"$ warraq {shlex.join(command)}", style="bold"))
        done = subprocess.run([sys.executable, "-m", "crawler", *command], check=False)
    kept = _kept(home)
    if done.returncode == 0:
        _show(console, home, kept, {outlet.name: outlet for outlet in room.outlets})
    if picture:
        console.save_svg(picture, title="make demo")
    return done.returncode or int(not kept)


def _kept(home: Path) -> tuple[Kept, ...]:
    with Catalog.open(home / "catalog.sqlite", read_only=True) as catalog:
        return catalog.outcomes(STORIES_MAX)


def _show(console: Console, home: Path, kept: Sequence[Kept], outlets: dict[str, Outlet]) -> None:
    stories = sorted((one for one in kept if one.article), key=lambda one: (one.source or "", one.url))
    console.print(Text("\nkept", style="bold"))
    tables.print_records(console, ((one, outlets[one.source or ""].title) for one in stories))
    console.print(Text("\nkept as bytes, but no story; or not kept, and why", style="bold"))
    console.print(_refused([one for one in kept if one.outcome not in {Outcome.ARCHIVED, Outcome.UNCHANGED}]))
    console.print(f"\n{len(stories)} stories lie in {home}{os.sep}")
    console.print("  warc/            the exact bytes, in WARC files any web archive reads")
    console.print("  catalog.sqlite   what can be asked\n\nNext:")
    for words in _next(home, stories):
        console.print(Text(f"  .venv/bin/warraq {words}", style="bold"))


def _refused(kept: Sequence[Kept]) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("outlet", "address", "outcome", "why"):
        table.add_column(heading)
    for one in kept:
        table.add_row(
            one.source or "", Text(tables.plain(readable(one.url))), one.outcome, Text(tables.plain(messages.what(one)))
        )
    return table


def _next(home: Path, stories: Sequence[Kept]) -> tuple[str, ...]:
    return (
        f"show --home {home} {shlex.quote(stories[0].url)}",
        f"serve --home {home}            the reading room, in a browser",
        f"status --home {home}",
        f"extract {home}/warc | head -n 1",
        "archive https://…            a story of your own, into your own archive",
    )


if __name__ == "__main__":
    sys.exit(main())
