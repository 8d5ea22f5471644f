"""One source closely, for who has to explain what is missing: its health, its lists, day by day what became of its stories."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from rich.console import Console
from rich.text import Text

from archive.catalog.answers import Became, Missing
from archive.catalog.catalog import Catalog
from archive.links import LinkState
from archive.models import Reason
from archive.urls import readable
from archive.watching import Poll
from crawler.saying.messages import WORDS, plain
from crawler.watching.overview import MARKS, columns, counted, print_complaints
from crawler.watching.overview import WORDS as STATES
from crawler.watching.view import View

DAYS_TOLD = 7
MISSING_MAX = 20
"""Stories that are named, of those that are missing."""

_STATES = (LinkState.ARCHIVED, LinkState.REJECTED, LinkState.FAILED, LinkState.REFUSED, LinkState.LISTED)


def print_source(console: Console, catalog: Catalog, seen: View, name: str) -> None:
    """Print how a source is and why, how its lists stand, and of the last days what was listed and is missing."""
    health = seen.health.get(name)
    if health is None:
        console.print(f"{name}: never crawled, and no schedule crawls it; begin with: warraq crawl {name}", soft_wrap=True)
        return
    mark, style = MARKS[health.state]
    console.print(Text.assemble((f"{mark} {name}: {STATES[health.state]}", style)))
    print_complaints(console, [health] if health.complaints else [])
    for line in _standing(seen, name):
        console.print(line, soft_wrap=True)
    since = seen.status.at - timedelta(days=DAYS_TOLD)
    _print_days(console, catalog.became(name, since))
    _print_missing(console, catalog.missing(name, since, MISSING_MAX + 1))


def closely(catalog: Catalog, now: datetime, name: str) -> dict[str, Any]:
    """Return for programs what became of what a source listed in the last days, and what is missing."""
    since = now - timedelta(days=DAYS_TOLD)
    missing = ((one, asdict(one.link)) for one in catalog.missing(name, since, MISSING_MAX))
    tried = ({**link, "reason": one.reason, "detail": one.detail, "tried_at": one.tried_at} for one, link in missing)
    return {"days": [asdict(one) for one in catalog.became(name, since)], "missing": list(tried)}


def _standing(seen: View, name: str) -> Iterable[Text]:
    state, due, held = seen.of(name), seen.due.get(name), seen.held.get(name)
    last = f"last story {state.last_story:%Y-%m-%d %H:%M}" if state and state.last_story else "no story yet"
    yield Text(f"{last}; crawled next {f'{due:%Y-%m-%d %H:%M}' if due else 'when it is chosen'} (UTC)")
    if held:
        yield Text(f"left alone: {plain(held)}", style="yellow")
    yield from (_poll(poll) for poll in seen.standing.polls if poll.source == name)


def _poll(poll: Poll) -> Text:
    gaps = f", {poll.gaps} gaps in all" if poll.gaps else ""
    came = f"brings nothing: {plain(poll.problem)}, {poll.errors} times in a row" if poll.errors else f"{poll.links} stories"
    return Text(
        f"{readable(poll.url)}: {came}; read {poll.polled_at:%Y-%m-%d %H:%M}{gaps}", style="yellow" if poll.errors else "dim"
    )


def _print_days(console: Console, became: Iterable[Became]) -> None:
    """Print a line a day; beneath it why what is missing is missing."""
    days: dict[date, list[Became]] = defaultdict(list)
    for one in became:
        days[one.day].append(one)
    console.print(
        f"\nof what it listed in the last {DAYS_TOLD} days (UTC), so much is now" if days else "\nit listed nothing of late"
    )
    table = columns(("day",), ("listed", "archived", "rejected", "failed", "refused", "open"))
    for day, found in days.items():
        counts = Counter({state: sum(one.count for one in found if one.state is state) for state in _STATES})
        table.add_row(day.isoformat(), *map(counted, (counts.total(), *(counts[state] for state in _STATES))))
    if days:
        console.print(table)
    for day, found in days.items():
        if why := _why(found):
            console.print(Text(f"{day}: {why}"), soft_wrap=True)


def _why(found: Iterable[Became]) -> str:
    reasons: Counter[Reason] = Counter()
    for one in found:
        if one.reason is not None:
            reasons[one.reason] += one.count
    return ", ".join(f"{count} {WORDS[reason][0]} ({reason})" for reason, count in reasons.most_common())


def _print_missing(console: Console, missing: Sequence[Missing]) -> None:
    if not missing:
        return
    more = f"the last {MISSING_MAX} of them" if len(missing) > MISSING_MAX else "all of them"
    console.print(f"\nlisted and not archived, {more}:")
    for one in missing[:MISSING_MAX]:
        title = plain(one.link.claim.title) or "(no title)"
        console.print(Text.assemble((f"{one.link.listed_at:%m-%d %H:%M} ", "dim"), (title, "bold")), soft_wrap=True)
        console.print(Text(f"  {plain(readable(one.link.url))}"), soft_wrap=True)
        console.print(Text(f"  {_what(one)}", style="dim"), soft_wrap=True)


def _what(one: Missing) -> str:
    if one.reason is None or one.tried_at is None:
        return "not asked for yet"
    state = "to be tried again" if one.link.state is LinkState.LISTED else one.link.state.value
    detail = f" ({plain(one.detail)})" if one.detail else ""
    return f"{state}: {WORDS[one.reason][0]}{detail}, {one.tried_at:%m-%d %H:%M}"
