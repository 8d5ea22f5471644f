"""`warraq crawl --since --until`: a walk back in time over sources, and what is left of it for the next run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer

from archive.catalog.catalog import Catalog
from crawler.configure import settings_for
from crawler.home.folder import home_folder
from crawler.home.log import log_to
from crawler.keeping.links import PENDING_MAX
from crawler.manners.sharing import share
from crawler.rounds import ending
from crawler.rounds.choice import Choice, choose
from crawler.rounds.round import crawl_and_count, sum_up
from crawler.rounds.tally import Tally
from crawler.rounds.walks import Walks
from spiders.backfill import Walk, WalkSpider, wanted
from spiders.items import Listed
from spiders.source import Source
from spiders.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days that are walked for, both within, in each outlet's own zone. `undated`: stories of no known day too."""

    since: date | None
    until: date | None
    undated: bool = False


def days_of(since: datetime | None, until: datetime | None, *, undated: bool) -> Days | None:
    """Return the days that the command's options name, or None where they name none. Raises BadParameter."""
    days = Days(since=since.date() if since else None, until=until.date() if until else None, undated=undated)
    if days.since is None and days.until is None:
        if undated:
            raise typer.BadParameter("--undated is for a walk back in time; name days with --since and --until")
        return None
    if days.since and days.until and days.since > days.until:
        raise typer.BadParameter(f"--since {days.since} is after --until {days.until}; turn them round")
    if days.since and days.since > datetime.now().astimezone().date():
        raise typer.BadParameter(f"--since {days.since} is still to come")
    return days


def walk_back(choice: Choice, days: Days, *, home: Path | None, options: Mapping[str, Any], json: bool) -> int:
    """Walk back through the chosen sources' sitemaps, the newest first, and return the exit code, as for a crawl.

    A run ends at WARRAQ_PAGES_MAX stories of a source; the next goes on from there. Its stories are not looked at again later.
    """
    folder = home_folder(home)
    settings = settings_for(folder, options)
    settings.set("WARRAQ_RECHECKS", [], priority="cmdline")  # old stories: nobody edits them a quarter of an hour from now
    log_to(folder, settings)
    ending.ask_for_contact(settings)
    sources, leave = share(choose(choice, folder), folder, settings, is_walk=True)
    now, windows = datetime.now(UTC), {source.name: _window(source, days) for source in sources}
    walks = Walks(folder, windows.items())
    found = [Walk(source=one, window=windows[one.name], walked=walks.walked(one.name)) for one in sources]

    def heard(listed: Listed) -> None:
        walks.note(listed, datetime.now(UTC))

    ended, tallies = crawl_and_count(WalkSpider, windows, settings, json=json, heard=heard, walks=found, now=now, leave=leave)
    _count_left(folder / "catalog.sqlite", windows, tallies)
    return sum_up(ended, tallies, json=json)


def _window(source: Source, days: Days) -> Window:
    return Window(since=days.since, until=days.until, zone=ZoneInfo(source.time_zone), undated=days.undated)


def _count_left(file: Path, windows: Mapping[str, Window], tallies: Mapping[str, Tally]) -> None:
    if not file.exists():
        return
    with Catalog.open(file, read_only=True) as catalog:
        for source, window in windows.items():
            tally = tallies[source]
            tally.left_lists = tally.left_lists or 0
            tally.left_links = len(wanted(window, catalog.pending(source, PENDING_MAX, datetime.now(UTC))))
