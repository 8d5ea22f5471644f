"""A page to ask that addresses be archived: a form, what became of what was asked last, and what keeps it waiting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.errors import BadScheme, BadUrl, Busy, CatalogError, DiskFull, TooMany
from archive.models import Reason
from archive.requests.answers import Asked, State
from archive.requests.taking import is_taken_care_of
from archive.room.posting import Fields
from archive.room.room import Room
from archive.urls import fetchable, without_userinfo

ADDRESSES_MAX = 20
"""Addresses of one form."""

NEWEST = 20
"""Requests that are shown."""

_BARE = re.compile(r"\A[^\s/:@.?#]++\.[^\s/:@?#]++(?:[/?#].*+)?", re.DOTALL)
"""An address without its scheme, as people type it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A story that is archived already. `captured_at`: when its newest text was captured."""

    id: str
    headline: str
    captured_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said to one address: that it waits (`asked`), is there already (`known`), or why it is not taken (`reason`)."""

    typed: str
    asked: Asked | None = None
    known: Known | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why none is taken. `name`: of the words that say it. `most`: a limit that is reached, or None."""

    name: str
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The page. `answers`: to what was just sent. `newest`: the requests, those made last first. `typed`: what is in the form.

    `is_open`: whether anything can be taken. `is_run`: whether a schedule runs that sees to it.
    """

    is_open: bool
    is_run: bool
    newest: tuple[Asked, ...]
    answers: tuple[Answer, ...] = ()
    refused: Refused | None = None
    typed: str = ""

    @property
    def is_moving(self) -> bool:
        """Whether what is shown will soon be otherwise."""
        return self.is_run and any(one.state is not State.DONE for one in self.newest)

    @property
    def known(self) -> tuple[Answer, ...]:
        """The addresses that are archived already: to be asked for again, if one likes."""
        return tuple(one for one in self.answers if one.known)


def archive_page(room: Room, request: Request) -> Response:
    """Show the form; `url` in the address fills it in."""
    typed = request.query_params.get("url", "")[:8_000]
    return room.page(request, "archive.html", asking=_asking(room, typed=typed))


def ask_for(room: Room, request: Request, fields: Fields) -> Response:
    """Queue what a form asks for. One address leads on to how it goes; of several it is said what becomes of each."""
    typed = fields.get("urls", "")
    try:
        answers = ask(room, addresses_in(typed), datetime.now(UTC), again="again" in fields)
    except (TooMany, DiskFull, Busy, CatalogError) as problem:
        refused = _refused(problem)
        return room.page(
            request, "archive.html", 429 if refused.most else 503, asking=_asking(room, typed=typed, refused=refused)
        )
    if len(answers) == 1 and answers[0].asked is not None:
        return RedirectResponse(f"{room.language.prefix}/archive/{answers[0].asked.id}", 303)
    is_taken = any(one.asked for one in answers)
    kept = "" if is_taken else "\n".join(one.typed for one in answers if one.reason)
    taken = 200 if is_taken or any(one.known for one in answers) else 422
    return room.page(request, "archive.html", taken, asking=_asking(room, answers=answers, typed=kept))


def ask(room: Room, addresses: Sequence[str], now: datetime, *, again: bool = False) -> tuple[Answer, ...]:
    """Queue the addresses that can be fetched, and say of each what becomes of it. `again`: also what is archived already.

    Raises TooMany, and queues none; DiskFull, Busy or CatalogError where nothing can be written.
    """
    if len(addresses) > ADDRESSES_MAX:
        raise TooMany("addresses", ADDRESSES_MAX, "at once")
    answers = tuple(_look_at(room, address, again=again) for address in addresses)
    wanted = [one.typed for one in answers if one.known is None and one.reason is None]
    asked = {one.url: one for one in room.requests.ask(wanted, now)} if wanted else {}
    return tuple(replace(one, asked=asked.get(one.typed)) for one in answers)


def addresses_in(text: str) -> tuple[str, ...]:
    """Return the addresses of a text, one a line; https where none says how."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(dict.fromkeys(f"https://{line}" if _BARE.fullmatch(line) else line for line in lines if line))


def _look_at(room: Room, address: str, *, again: bool) -> Answer:
    """Return what can be said of an address without the net."""
    try:
        url = fetchable(address)
    except BadScheme:
        return Answer(typed=without_userinfo(address), reason=Reason.SCHEME)
    except BadUrl:
        return Answer(typed=without_userinfo(address[:200]), reason=Reason.BAD_URL)
    if room.guard(url) is not None:
        return Answer(typed=url, reason=Reason.ADDRESS)
    return Answer(typed=url, known=None if again else _known(room, url))


def _known(room: Room, url: str) -> Known | None:
    found = room.catalog.find(url)
    if found is None or not found.versions:
        return None
    newest = found.versions[-1]
    return Known(id=found.id, headline=newest.article.headline, captured_at=newest.captured_at)


def _asking(room: Room, *, answers: tuple[Answer, ...] = (), refused: Refused | None = None, typed: str = "") -> Asking:
    return Asking(
        is_open=room.requests.can_be_written(),
        is_run=is_taken_care_of(room.home),
        newest=room.requests.newest(NEWEST),
        answers=answers,
        refused=refused,
        typed=typed,
    )


def _refused(problem: Exception) -> Refused:
    if isinstance(problem, TooMany):
        name = {"a minute": "asked_too_fast", "waiting": "queue_full"}.get(problem.span, "too_many_addresses")
        return Refused(name=name, most=problem.most)
    return Refused(name="disk_full" if isinstance(problem, DiskFull) else "cannot_be_written")
