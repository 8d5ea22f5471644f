"""`warraq crawl --due`: what is due of the sources and nothing else. The schedule runs it; a crontab may."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.catalog.catalog import Catalog
from crawler.configure import settings_for
from crawler.home.folder import home_folder
from crawler.home.log import log_to
from crawler.manners.hosts import lists_of
from crawler.manners.sharing import share
from crawler.rounds import ending
from crawler.rounds.choice import Choice, choose
from crawler.rounds.due import EARLY, due_looks, not_due
from crawler.rounds.handing import VARIABLE, handed
from crawler.rounds.round import crawl_and_count, sum_up
from spiders.news import NewsSpider


def crawl_due(choice: Choice, *, home: Path | None, options: Mapping[str, Any], json: bool) -> int:
    """Read the lists of the chosen sources that are due, fetch what is new or open, look again at stories whose time it is.

    Return the exit code, as `crawl_once` does; 6 where other crawls are at the hosts of all. May run beside others.
    """
    folder = home_folder(home)
    settings = settings_for(folder, options)
    is_scheduled = VARIABLE in os.environ
    chosen = handed() if is_scheduled else choose(choice, folder)
    log_to(folder, settings)
    if not is_scheduled:  # the schedule has asked for it
        ending.ask_for_contact(settings)
    sources, leave = share(chosen, folder, settings, turn_s=settings.getfloat("WARRAQ_CRAWL_TURN"))
    now, early = datetime.now(UTC), min(EARLY, timedelta(seconds=settings.getfloat("WARRAQ_POLL_MIN") / 12))
    with Catalog.open(folder / "catalog.sqlite") as catalog:
        skipped = not_due(catalog, sources, now, early)
        rechecks = due_looks(catalog, sources, now, settings.getint("WARRAQ_RECHECKS_MAX"))
    polled = [source.name for source in sources if not skipped.issuperset(lists_of(source))]
    ended, tallies = crawl_and_count(
        NewsSpider,
        polled,
        settings,
        json=json,
        sources=sources,
        skipped=skipped,
        rechecks=rechecks,
        leave=leave,
        is_patient=True,
    )
    told = {name: tally for name, tally in tallies.items() if json or tally.outcomes or tally.problems}
    return sum_up(ended, told, json=json, polled=polled)
