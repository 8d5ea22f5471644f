"""Saved searches are held against what was written since they last looked: who calls this decides when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from archive.catalog.asking import Questions
from archive.catalog.search.news import NewText, Reach
from archive.catalog.search.parsing import parse
from archive.requests import searches
from archive.requests.answers import Saved
from archive.requests.requests import Requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a look brought. `told`: stories new to a search. `untold`: those past its limit. `goes_on`: there is more."""

    told: int
    untold: int
    goes_on: bool


def look(catalog: Questions, requests: Requests, countries: Mapping[str, str], now: datetime) -> Looked:
    """Look at the next new texts for all saved searches.

    A story is told once to a search: not for a later text of it, and not where it was captured before the search was saved.
    `countries`: of each source, the code of its country.
    """
    told, untold, goes_on = 0, 0, False
    for reach, together in _by_reach(requests.saved()).items():
        news = catalog.news({one.id: parse(one.query) for one in together}, reach, countries)
        if news.reach != reach:
            found = [(one, _since_saved(one, news.found.get(one.id, ()))) for one in together]
            told += requests.note_found(found, news.reach, now)
            untold += sum(max(0, len(texts) - searches.ALERTS_AT_ONCE) for _, texts in found)
        goes_on |= news.goes_on
    return Looked(told=told, untold=untold, goes_on=goes_on)


def _by_reach(saved: tuple[Saved, ...]) -> dict[Reach | None, list[Saved]]:
    """Return the searches that have looked equally far together: nearly always all of them."""
    together: dict[Reach | None, list[Saved]] = {}
    for one in saved:
        together.setdefault(one.reach, []).append(one)
    return together


def _since_saved(one: Saved, texts: tuple[NewText, ...]) -> list[NewText]:
    return [text for text in texts if text.captured_at >= one.saved_at]
