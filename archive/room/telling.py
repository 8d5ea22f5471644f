"""What is said of sources, in a reader's language: sentences with their figures, what to do, spans of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from babel.dates import format_date

from archive.models import Reason
from archive.room.drawing import Drawing
from archive.room.language import Language
from archive.room.standings import Figure, ListStanding, RobotsTold, Said, Trouble
from archive.watching import Cause, CrawlRun

DAYS_FROM_H = 48
"""Hours from which days are said."""

HTTP_REDIRECT, HTTP_CLIENT_ERROR = 300, 400

_WELL = frozenset({0, 4})
"""Exit codes of a crawl that did its work: a list that failed says so itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What can be done. `name`: of its words. `command`: to be typed after them, or None."""

    name: str
    command: str | None = None


def sentences(language: Language) -> dict[str, Any]:
    """Return all that can be said, by name, in a language: for templates."""
    spoken = (said, complaint, charted, weekday, crawl_ended, list_fails, robots_told, seconds, took, wait, whys)
    return {"remedy": remedy} | {one.__name__: partial(one, language) for one in spoken}


def said(language: Language, one: Said) -> str:
    """Return a sentence; where a figure of it is not known, its bare words (`NAME_bare`)."""
    told = {name: _figure(language, name, value) for name, value in one.figures.items()}
    try:
        return language.words[one.name].format_map(told)
    except KeyError:
        return language.words[f"{one.name}_bare"].format_map(told)


def complaint(language: Language, trouble: Trouble) -> str:
    """Return what is wrong; of a source that is as quiet as its country, that it is."""
    sentence = said(language, Said(name=f"cause_{trouble.cause}", figures=trouble.figures))
    if "together" not in trouble.figures:
        return sentence
    return f"{sentence} {said(language, Said(name='crowd', figures=trouble.figures))}"


def remedy(source: str, trouble: Trouble) -> Remedy:
    """Return what can be done about a trouble of a source."""
    name = _OF_CAUSES.get(trouble.cause) or _OF_REASONS.get(str(trouble.figures.get("why")), "do_wait")
    if trouble.cause is Cause.LISTS_FAIL and name == "do_look_at_pages":
        name = "do_look_for_lists"
    command = _COMMANDS.get(name)
    return Remedy(name=name, command=command.format(source=source) if command else None)


def charted(language: Language, drawing: Drawing, span_name: str) -> str:
    """Return what a drawing shows, for who cannot see it. `span_name`: of the words for its time."""
    words = language.words
    told = [f"{words[span_name]}: {language.count('n_stories', drawing.listed)}"]
    if drawing.expected is not None:
        told.append(words["chart_usual"].format(usual=language.number(drawing.expected)))
    if drawing.gaps_count:
        told.append(words["chart_gaps"].format(gaps=language.number(drawing.gaps_count)))
    if drawing.unseen_hours:
        told.append(words["chart_unseen"].format(hours=language.number(drawing.unseen_hours)))
    return _comma(language).join(told)


def whys(language: Language, reasons: Iterable[tuple[Reason, int]]) -> str:
    """Return why things came to nothing, and how often each: "نصها أقصر من أن يكون خبرًا (3)، انقطع الاتصال (1)".

    Each reason is isolated (FSI, PDI): a number must not slip before the Latin letters that one ends with.
    """
    told = ((language.words[f"reason_{reason}"], language.number(count)) for reason, count in reasons)
    return _comma(language).join(f"\u2068{why}\u2069 ({count})" for why, count in told)


def weekday(language: Language, at: datetime) -> str:
    """Return the day of the week (UTC): "الإثنين"."""
    return format_date(at, "EEEE", locale=language.code)


def crawl_ended(language: Language, run: CrawlRun, *, runs: bool) -> str:
    """Return how a crawl ended. `runs`: whether a schedule is there that it may still run for."""
    if run.ended_at is None:
        return language.words["crawl_running" if runs else "crawl_lost"]
    if run.exit in _WELL:
        return language.words["crawl_well"]
    name = f"crawl_code_{run.exit}"
    return language.words.get(name) or language.words["crawl_code_other"].format(code=run.exit)


def list_fails(language: Language, one: ListStanding) -> str:
    """Return that a list brings nothing, and why."""
    return said(language, Said(name="list_fails", figures={"why": one.reason or "UNREACHABLE", "times_running": one.errors}))


def robots_told(language: Language, robots: RobotsTold) -> str:
    """Return what a robots.txt allows."""
    if robots.read_at is None:
        return language.words["robots_unread"]
    if robots.reason is not None:
        return said(language, Said(name="robots_unknown", figures={"why": robots.reason}))
    if robots.closed:
        return said(language, Said(name="robots_closes", figures={"lists": len(robots.closed)}))
    if robots.status is not None and robots.status >= HTTP_REDIRECT:
        return language.words["robots_led" if robots.status < HTTP_CLIENT_ERROR else "robots_none"]
    return said(language, Said(name="robots_open", figures={"rules": robots.rules}))


def seconds(language: Language, length_s: float) -> str:
    """Return so many seconds in words, a fraction as it is: "ثانيتين", "1.5 ثانية"."""
    whole = round(length_s)
    return language.count("n_seconds", whole) if whole == length_s else f"{length_s:g} {language.words['second']}"


def took(language: Language, run: CrawlRun) -> str:
    """Return how long a crawl took that has ended; "" for one that has not."""
    return seconds(language, max(1, round((run.ended_at - run.started_at).total_seconds()))) if run.ended_at else ""


def wait(language: Language, at: datetime, now: datetime) -> str:
    """Return how long ago a moment was, or how far ahead it is: "قبل 3 ساعات", "بعد 12 دقيقة"."""
    return language.words["ahead" if at > now else "ago"].format(span=span(language, abs(at - now)))


def span(language: Language, length: timedelta) -> str:
    """Return how long something is, in the largest whole unit that says it: "12 دقيقة", "3 ساعات", "يومين"."""
    if length < timedelta(minutes=90):
        return language.count("n_minutes", max(1, round(length / timedelta(minutes=1))))
    return _hours(language, round(length / timedelta(hours=1)))


def _comma(language: Language) -> str:
    return "، " if language.direction == "rtl" else ", "


def _figure(language: Language, name: str, value: Figure) -> str:
    if isinstance(value, datetime):
        return language.date(value)
    if isinstance(value, float):
        return f"{value:.0%}"
    if isinstance(value, str):
        return language.country(value) if name == "country" else language.words[f"reason_{value}"]
    if name == "hours":
        return _hours(language, value)
    return language.count(f"n_{name}", value) if f"n_{name}" in language.plurals else language.number(value)


def _hours(language: Language, hours: int) -> str:
    return language.count("n_hours", hours) if hours < DAYS_FROM_H else language.count("n_days", hours // 24)


_OF_CAUSES = {
    Cause.STALLED: "do_restart",
    Cause.NOT_RUNNING: "do_begin",
    Cause.NO_STORIES: "do_check",
    Cause.SILENT: "do_check",
    Cause.LOW: "do_check",
    Cause.STALE: "do_check",
    Cause.BACKLOG: "do_ease",
    Cause.SHORT: "do_look_at_pages",
    Cause.DATELESS: "do_look_at_pages",
    Cause.GAPS: "do_read_oftener",
}
_OF_REASONS: Mapping[str, str] = {
    **dict.fromkeys((Reason.FORBIDDEN, Reason.THROTTLED, Reason.BLOCKED, Reason.PAYWALL), "do_write"),
    Reason.ROBOTS: "do_ask",
    **dict.fromkeys((Reason.LISTING, Reason.TOO_SHORT, Reason.EMPTY, Reason.UNDECODABLE, Reason.NOT_HTML), "do_look_at_pages"),
    **dict.fromkeys((Reason.NOT_FOUND, Reason.GONE, "NO_LINKS", "UNREADABLE"), "do_look_for_lists"),
}
_COMMANDS = {
    "do_restart": "warraq run",
    "do_begin": "warraq run",
    "do_check": "warraq sources check {source}",
    "do_look_for_lists": "warraq sources check {source}",
    "do_wait": "warraq sources check {source}",
    "do_look_at_pages": "warraq extract --explain FILE",
}
