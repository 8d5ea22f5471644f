"""How all sources are, for people: who is ill and what to do, then a line a source. Whole on a terminal of 80 columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from rich.console import Console
from rich.table import Table
from rich.text import Text

from archive.catalog.answers import Hours, SourceStatus
from archive.catalog.hours import HOUR
from archive.models import Reason
from archive.watching import State
from crawler.saying import tables
from crawler.saying.messages import plain
from crawler.watching.health import Health
from crawler.watching.view import View

MARKS = {
    State.UNHEALTHY: ("✗", "red"),
    State.QUIET: ("–", "yellow"),
    State.UNWATCHED: ("?", "yellow"),
    State.NEW: ("+", "cyan"),
    State.OK: ("✓", "green"),
}
WORDS = {
    State.UNHEALTHY: "unhealthy",
    State.QUIET: "quiet like their country",
    State.UNWATCHED: "not looked at",
    State.NEW: "too new to know what is usual",
    State.OK: "as usual",
}
BY_HAND = "(by hand)"
SHOWN = ("listed", "archived", "rejected", "failed", "refused")


def print_overview(console: Console, seen: View) -> None:
    """Print who is ill, with why and what to do; what each source listed in the last day; and what came to nothing, why."""
    _print_line(console, _summary(seen.health.values()))
    for state in (State.UNHEALTHY, State.QUIET, State.UNWATCHED):
        print_complaints(console, [health for health in seen.health.values() if health.state is state])
    console.print()
    console.print(_table(seen))
    _print_trouble(console, seen)
    for name, words in seen.held.items():
        console.print(Text(f"{name} is left alone: {plain(words)}", style="dim"), soft_wrap=True)


def print_complaints(console: Console, healths: Sequence[Health]) -> None:
    """Print what is wrong with each source; what is wrong with many alike is told once."""
    alike: dict[tuple[tuple[str, str], ...], list[Health]] = {}
    for health in healths:
        alike.setdefault(tuple((one.words, one.remedy) for one in health.complaints), []).append(health)
    for complaints, together in alike.items():
        mark, style = MARKS[together[0].state]
        names = ", ".join(health.source for health in together)
        for words, remedy in complaints:
            _print_line(console, Text.assemble((f"{mark} {names}: ", style), plain(words)))
            _print_line(console, Text(f"  → {plain(remedy)}", style="dim"))


def print_hours(console: Console, hours: Iterable[Hours]) -> None:
    """Print what was listed in each hour and what became of what, the last hour first; several sources together."""
    found = tuple(hours)
    if not found:
        return
    table = columns(("hour, UTC",), (*SHOWN, "gaps", "polls"))
    for place in reversed(range(len(found[0].listed))):
        counts = [sum(getattr(one, name)[place] for one in found) for name in (*SHOWN, "gaps", "polls")]
        table.add_row(f"{found[0].since + place * HOUR:%Y-%m-%d %H}:00", *map(counted, counts))
    console.print()
    console.print(table)


def columns(first: Sequence[str], numbers: Sequence[str]) -> Table:
    """Return an empty table: the columns of these headings, the last of which alone may be broken, and those of numbers."""
    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 1, 0, 0))
    for heading in first:
        table.add_column(heading, overflow="fold", no_wrap=heading != first[-1])
    for heading in numbers:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def ago(wait: timedelta) -> str:
    """Return a time in as few letters as a table has room for: "4m", "3h", "12d"."""
    if wait < 2 * HOUR:
        return f"{-(-wait // timedelta(minutes=1))}m"
    return f"{wait // HOUR}h" if wait < timedelta(days=2) else f"{wait.days}d"


def _summary(healths: Iterable[Health]) -> Text:
    counts = Counter(health.state for health in healths)
    told = [Text(f"{counts[state]} {WORDS[state]}", style=MARKS[state][1]) for state in State if counts[state]]
    return Text(f"{counts.total()} sources: ") + Text(", ").join(told) if told else Text("no sources are crawled yet")


def _print_line(console: Console, line: Text) -> None:
    """Print a line: broken between words on a terminal, whole through a pipe."""
    console.print(line, soft_wrap=not console.is_terminal)


def _print_trouble(console: Console, seen: View) -> None:
    """Print what came to nothing in the last day, and why; of all sources that are well together."""
    others: Counter[Reason] = Counter()
    for source in seen.status.sources:
        health = seen.health.get(source.source or "")
        if health is not None and health.state is not State.UNHEALTHY:
            others.update(dict(source.failures))
        elif source.failures:
            tables.print_counted(console, f"{source.source or BY_HAND}: the last day's trouble", source.failures)
    if others:
        tables.print_counted(console, "the others: the last day's trouble", others.most_common())


def _table(seen: View) -> Table:
    shown = SHOWN if any(day.refused for day in seen.last_day.values()) else SHOWN[:-1]
    table = columns(("", "last 24 hours"), (*shown, "open", "gaps", "last", "next"))
    for name in seen.sources:
        mark, style = MARKS[seen.health[name].state]
        table.add_row(Text(mark, style=style), name, *_cells(seen, name, shown))
    by_hand = next((one for one in seen.status.sources if one.source is None), None)
    if by_hand is not None:
        table.add_row("", BY_HAND, *("–" for _ in shown), "–", "–", _since(by_hand, seen.status.at), "–")
    return table


def _cells(seen: View, name: str, shown: Sequence[str]) -> Iterator[str]:
    state, day, now = seen.of(name), seen.last_day.get(name), seen.status.at
    yield from (counted(getattr(day, count) if day else 0) for count in shown)
    yield counted(state.listed if state else 0)
    yield counted(day.gaps if day else 0)
    yield _since(state, now)
    yield _until(seen.due.get(name), now)


def counted(count: int) -> str:
    """Return a number for a table, in which nothing must not look like something."""
    return str(count) if count else "·"


def _since(state: SourceStatus | None, now: datetime) -> str:
    return ago(max(timedelta(0), now - state.last_story)) if state and state.last_story else "–"


def _until(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "–"
    return ago(at - now) if at > now else "now"
