"""What may be wrong with a source, and what to do: judged by what was counted of it and how its lists stand. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp
from statistics import median

from archive.catalog.answers import Pace, Total
from archive.catalog.hours import HOUR, hour_of
from archive.models import Reason
from archive.watching import Cause, Poll
from crawler.polling.decision import DEAD_AFTER
from crawler.polling.memory import from_json
from crawler.polling.reasons import UNREACHABLE, list_reason
from crawler.saying.messages import WORDS
from crawler.watching.usual import Watched, shortfall

DAYS_BEFORE = 14
"""Days before the last one, of which a source's usual lengths, dates and rejections are read."""

TRIED_MIN = 5
"""Requests for stories in a day from which their failing says something."""

READ_MIN, READ_DAYS_MAX = 8, 3
"""Articles from which their lengths and dates say something, and the days they may be taken from."""

STALE_AFTER = timedelta(days=28)
EMPTY_AFTER = timedelta(days=1)
STALLED_AFTER = timedelta(hours=2)
GAPS_MAX = 2
"""Gaps in a day that are no more than a busy hour."""

BACKLOG_MIN = 50


Figure = int | float | str | datetime
"""A number, a share (float), a code, a moment."""

LOOK = "its pages may be made otherwise now: take one from warraq status {source}, and see with warraq extract --explain"

_OF_PAGES = frozenset({Reason.LISTING, Reason.TOO_SHORT, Reason.EMPTY, Reason.UNDECODABLE})
"""What is no fault of one page when many are rejected for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One thing that is wrong, in words, and what can be done about it. `figures`: what it was judged by, for other words."""

    cause: Cause
    words: str
    remedy: str
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a source at `now`.

    `polls`: of its declared lists. `pace`: of the last `usual.WEEKS`. `days`: sums of the last 24 hours, of the 24
    before, and so on, None where nothing was counted. `failures`: why requests of the last day came to nothing, the most
    frequent first. `waiting`: links still to be fetched. `due_at`: when it was due, None
    for never yet. `scheduled_at`: since when a schedule runs that crawls it, or None. `held`: why it is left alone, or None.
    """

    source: str
    country: str | None = None
    polls: tuple[Poll, ...] = ()
    pace: Pace | None = None
    days: tuple[Total | None, ...] = ()
    failures: tuple[tuple[Reason, int], ...] = ()
    waiting: int = 0
    due_at: datetime | None = None
    scheduled_at: datetime | None = None
    held: str | None = None

    @property
    def day(self) -> Total:
        """The last 24 hours."""
        return _sum(self.source, self.days[:1])


def complaints(facts: Facts, now: datetime) -> Iterator[Complaint]:
    """Yield what is wrong with a source, nothing where it is well."""
    for check in (_watching, _lists, _rate, _stories, _reading, _gaps):
        yield from check(facts, now)


def _watching(facts: Facts, now: datetime) -> Iterator[Complaint]:
    """Whether anybody looks at all."""
    if facts.held is not None:
        return
    last = max((poll.polled_at for poll in facts.polls), default=None)
    if facts.scheduled_at is not None:
        late = now - max(facts.due_at or facts.scheduled_at, facts.scheduled_at)
        if late > STALLED_AFTER:
            words = f"due for {_long(late)}, and not crawled though the schedule runs"
            remedy, figures = "look into logs/warraq.log; restart warraq run", {"hours": late // HOUR}
            yield Complaint(cause=Cause.STALLED, words=words, remedy=remedy, figures=figures)
    elif last is None or now - (facts.due_at or now) > STALLED_AFTER:
        words = f"not looked at since {last:%Y-%m-%d %H:%M} UTC" if last else "never looked at"
        words += ": no schedule runs that crawls it"
        known: dict[str, Figure] = {"last": last} if last else {}
        yield Complaint(cause=Cause.NOT_RUNNING, words=words, remedy="begin with: warraq run", figures=known)


def _lists(facts: Facts, now: datetime) -> Iterator[Complaint]:
    """Whether its lists answer, and show stories."""
    if facts.polls and all(poll.errors >= DEAD_AFTER for poll in facts.polls) and not _stood_in(facts):
        worst = max(facts.polls, key=lambda poll: poll.errors)
        memory = from_json(worst.memory)
        failing_since = memory.failing_since if memory else None
        since = f", for {_long(now - failing_since)}" if failing_since else ""
        words = f"its lists bring nothing: {worst.problem}, {worst.errors} times in a row{since}"
        figures: dict[str, Figure] = {"times_running": worst.errors, "why": list_reason(worst) or UNREACHABLE}
        figures |= {"since": failing_since} if failing_since else {}
        yield Complaint(cause=Cause.LISTS_FAIL, words=words, remedy=_list_remedy(worst), figures=figures)
    elif facts.pace and _watched_for(facts.pace) > EMPTY_AFTER and not any((*facts.pace.listed, *_links(facts.polls))):
        remedy = f"see what they are with: warraq sources check {facts.source}"
        yield Complaint(cause=Cause.NO_STORIES, words="its lists answer, and show no story", remedy=remedy)


def _rate(facts: Facts, _now: datetime) -> Iterator[Complaint]:
    """Whether it lists as much as usual."""
    if facts.pace is None:
        return
    watched = Watched(facts.pace)
    short = shortfall(watched)
    remedy = f"see whether the outlet publishes, and what its lists show: warraq sources check {facts.source}"
    if short is not None:
        cause, many = (Cause.LOW, f"{short.listed} stories") if short.listed else (Cause.SILENT, "nothing new")
        words = f"{many} listed in {_hours(short.hours)}, usually {short.usual:.0f}"
        figures = {"stories": short.listed, "hours": short.hours, "usual": round(short.usual)}
        yield Complaint(cause=cause, words=words, remedy=remedy, figures=figures)
    elif watched.listed(watched.end - STALE_AFTER // HOUR, watched.end) == 0 and any(_links(facts.polls)):
        words, figures = f"nothing new listed for {STALE_AFTER.days} days", {"hours": STALE_AFTER // HOUR}
        yield Complaint(cause=Cause.STALE, words=words, remedy=remedy, figures=figures)


def _stories(facts: Facts, _now: datetime) -> Iterator[Complaint]:
    """Whether what is listed can be fetched, and is stories."""
    day, usual = facts.day, _sum(facts.source, facts.days[1:])
    tried = day.archived + day.rejected + day.failed + day.refused
    for cause, count, before in (
        (Cause.STORIES_FAIL, day.failed, usual.failed),
        (Cause.STORIES_REJECTED, day.rejected, usual.rejected),
        (Cause.STORIES_REFUSED, day.refused, usual.refused),
    ):
        tried_before = usual.archived + usual.rejected + usual.failed + usual.refused
        share_before = before / tried_before if tried_before >= TRIED_MIN else 0.0
        if tried >= TRIED_MIN and count >= tried / 2 and (count >= (share_before + 0.3) * tried or not day.archived):
            words, remedy = _why(facts.source, facts.failures)
            what = {Cause.STORIES_REJECTED: "were no stories", Cause.STORIES_REFUSED: "were not asked for"}.get(cause, "failed")
            figures: dict[str, Figure] = {"requests": tried, "count": count}
            figures |= {"why": str(facts.failures[0][0])} if facts.failures else {}
            words = f"of {tried} requests for stories in a day {count} {what}{words}"
            yield Complaint(cause=cause, words=words, remedy=remedy, figures=figures)
    if facts.waiting > max(BACKLOG_MIN, day.listed, 2 * day.archived) and not day.walked + usual.walked:
        words = f"{facts.waiting} stories wait to be fetched, {day.archived} were in a day"
        remedy = "it publishes more than may be asked of it: see Crawl-delay, DOWNLOAD_DELAY, WARRAQ_CRAWL_TURN, and its cap"
        counts = {"waiting": facts.waiting, "archived": day.archived}
        yield Complaint(cause=Cause.BACKLOG, words=words, remedy=remedy, figures=counts)


def _reading(facts: Facts, _now: datetime) -> Iterator[Complaint]:
    """Whether its articles are as long as usual, and dated."""
    recent, before = _recent(facts)
    remedy = LOOK.format(source=facts.source)
    dailies = [_typical(day) for day in before if day.archived >= 3]
    if recent.archived >= READ_MIN and len(dailies) >= 3:
        typical, usual = _typical(recent), median(dailies)
        if typical < 0.5 * usual and typical < 0.8 * min(dailies):
            words = f"its articles have {typical:.0f} words, usually {usual:.0f}"
            figures: dict[str, Figure] = {"words": round(typical), "usual": round(usual)}
            yield Complaint(cause=Cause.SHORT, words=words, remedy=remedy, figures=figures)
    read = sum(day.archived for day in before)
    if recent.archived >= READ_MIN and read >= READ_MIN:
        share, usually = recent.dateless / recent.archived, sum(day.dateless for day in before) / read
        if share >= usually + 0.4:
            words = f"{recent.dateless} of its last {recent.archived} articles have no date, usually {usually:.0%}"
            figures = {"count": recent.dateless, "articles": recent.archived, "share": usually}
            yield Complaint(cause=Cause.DATELESS, words=words, remedy=remedy, figures=figures)


def _gaps(facts: Facts, _now: datetime) -> Iterator[Complaint]:
    """Whether its lists are read often enough."""
    if facts.day.gaps > GAPS_MAX:
        words = f"its lists had turned over {facts.day.gaps} times in a day: stories may have been lost"
        remedy = "a shorter WARRAQ_POLL_MIN reads it oftener; more feeds or a sitemap show more"
        yield Complaint(cause=Cause.GAPS, words=words, remedy=remedy, figures={"times": facts.day.gaps})


def _stood_in(facts: Facts) -> bool:
    """Whether another list was read the last time that all declared ones were found dead."""
    at = max(poll.polled_at for poll in facts.polls)
    place = (hour_of(at) - facts.pace.since) // HOUR if facts.pace else -1
    return facts.pace is not None and 0 <= place < len(facts.pace.polls) and facts.pace.polls[place] > 0


def _watched_for(pace: Pace) -> timedelta:
    polled = [place for place, polls in enumerate(pace.polls) if polls]
    return (polled[-1] - polled[0]) * HOUR if polled else timedelta(0)


def _links(polls: Iterable[Poll]) -> Iterable[int]:
    return (poll.links for poll in polls)


def _recent(facts: Facts) -> tuple[Total, tuple[Total, ...]]:
    """Return the sums of the last days until enough was archived, and the days before them of which something is known."""
    for days in range(1, READ_DAYS_MAX + 1):
        recent = _sum(facts.source, facts.days[:days])
        if recent.archived >= READ_MIN:
            break
    return recent, tuple(day for day in facts.days[days:] if day is not None)


def _typical(total: Total) -> float:
    return exp(total.log_words / total.archived)


def _sum(source: str, totals: Iterable[Total | None]) -> Total:
    found = [total for total in totals if total is not None]
    names = [name for name in Total.__slots__ if name != "source"]
    return Total(source=source, **{name: sum(getattr(total, name) for total in found) for name in names})


def _why(source: str, failures: Sequence[tuple[Reason, int]]) -> tuple[str, str]:
    """Return the reasons in words, and what can be done about the most frequent."""
    if not failures:
        return "", "look into logs/warraq.log"
    words = ", ".join(f"{count} {reason}" for reason, count in failures[:2])
    reason = failures[0][0]
    remedy = LOOK.format(source=source) if reason in _OF_PAGES else WORDS[reason][1]
    return f": {WORDS[reason][0]} ({words})", remedy


def _list_remedy(poll: Poll) -> str:
    if poll.status in {401, 403, 429, 451}:
        return "write to the outlet, with your contact set in settings.toml"
    if poll.status in {404, 410}:
        return f"look for its lists of today: warraq sources check {poll.source}, then warraq sources add"
    return f"see what answers: warraq sources check {poll.source}; it is tried again {poll.due_at:%Y-%m-%d %H:%M} UTC"


def _hours(hours: int) -> str:
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"


def _long(wait: timedelta) -> str:
    return _hours(hours) if (hours := wait // HOUR) > 1 else f"{max(1, wait // timedelta(minutes=1))} min"
