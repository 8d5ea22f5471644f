"""Whether each source is well, and if not, why and what to do. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from archive.watching import Cause, State
from crawler.watching.complaints import Complaint, Facts, Figure, complaints
from crawler.watching.usual import Watched, has_usual

CROWD_MIN = 4
"""Sources of a country from which most of them being quiet together says that it is the day, not they."""


_RATE = frozenset({Cause.SILENT, Cause.LOW})


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a source is, and why."""

    source: str
    state: State
    complaints: tuple[Complaint, ...] = ()


def judge(everyone: Iterable[Facts], now: datetime) -> Mapping[str, Health]:
    """Return the health of each source, by name. A country whose sources are quiet together has a holiday."""
    found = {facts.source: (facts, judge_one(facts, now)) for facts in everyone}
    countries = Counter(facts.country for facts, health in found.values() if health.state is not State.NEW)
    low = Counter(facts.country for facts, health in found.values() if _causes(health) & _RATE)
    return {name: _as_its_country(facts, health, low, countries) for name, (facts, health) in found.items()}


def judge_one(facts: Facts, now: datetime) -> Health:
    """Return the health of a source by itself."""
    found = tuple(complaints(facts, now))
    if any(complaint.cause is not Cause.NOT_RUNNING for complaint in found):
        state = State.UNHEALTHY
    elif found:
        state = State.UNWATCHED
    else:
        state = State.OK if facts.pace and has_usual(Watched(facts.pace)) else State.NEW
    return Health(source=facts.source, state=state, complaints=found)


def _as_its_country(facts: Facts, health: Health, low: Counter[str | None], countries: Counter[str | None]) -> Health:
    together, of_all = low[facts.country], countries[facts.country]
    if not _causes(health) or _causes(health) - _RATE or facts.country is None or of_all < CROWD_MIN or 2 * together <= of_all:
        return health
    words = f"; so are {together} of the {of_all} sources of {facts.country}: a holiday?"
    crowd: dict[str, Figure] = {"together": together, "of_all": of_all, "country": facts.country}
    quiet = tuple(replace(one, words=one.words + words, figures={**one.figures, **crowd}) for one in health.complaints)
    return replace(health, state=State.QUIET, complaints=quiet)


def _causes(health: Health) -> frozenset[Cause]:
    return frozenset(complaint.cause for complaint in health.complaints)
