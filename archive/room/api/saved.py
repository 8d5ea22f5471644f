"""Saved searches, as programs save them, read what they found, note it as seen, and delete them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from pydantic import Field

from archive.requests.answers import NAME_MAX, QUERY_MAX, Saved
from archive.room.api.asking import Limit
from archive.room.api.endpoint import Endpoint
from archive.room.api.problems import Refused, missing
from archive.room.language import ENGLISH
from archive.room.pages.saved import NotSaved, keep
from archive.room.pages.saved_one import Alerts, alerts_of
from archive.room.room import Room

PATH = "/api/saved"
ONE = f"{PATH}/{{id}}"

REFUSALS = {
    "name_taken": (HTTPStatus.CONFLICT, "send another name"),
    "too_many_searches": (HTTPStatus.TOO_MANY_REQUESTS, f"delete one: DELETE {ONE}"),
    "cannot_be_written": (HTTPStatus.SERVICE_UNAVAILABLE, "make room in the archive's folder, and let it be written to"),
    "nothing_asked": (HTTPStatus.UNPROCESSABLE_ENTITY, "send a query of words: docs/search.md"),
    "search_too_long": (HTTPStatus.UNPROCESSABLE_ENTITY, "send less"),
}
"""Why a search is not saved, by the name of the words that say it on the page."""

Id = Annotated[str, Field(max_length=100, description="The search's id.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAsked:
    """All saved searches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOfId:
    """Which search."""

    id: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsAsked:
    """What of which search."""

    id: Id
    limit: Limit = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchToSave:
    """A search to be saved."""

    q: Annotated[str, Field(max_length=QUERY_MAX, description="The query (docs/search.md).", examples=["agency:وفا القدس"])]
    name: Annotated[str, Field(max_length=NAME_MAX, description="Its name; the query, where none is sent.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What of a search has been seen. `last`: the number of an alert."""

    id: Id
    last: Annotated[int, Field(ge=0, le=2**62, strict=True, description="All to the alert of this id, which the search told.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearches:
    """The searches that are saved, the first saved first."""

    searches: tuple[Saved, ...]


def saved(room: Room, _: SavedAsked) -> SavedSearches:
    """List the saved searches."""
    return SavedSearches(searches=room.requests.saved())


def save(room: Room, wanted: SearchToSave) -> Saved:
    """Save a search. Raises Refused."""
    told = keep(room, wanted.name.strip(), wanted.q.strip(), datetime.now(UTC))
    if isinstance(told, NotSaved):
        status, remedy = REFUSALS[told.name]
        raise Refused(status, ENGLISH.words[told.name].replace("{n}", f"{told.most}"), remedy)
    return told


def alerts(room: Room, asked: AlertsAsked) -> Alerts:
    """Tell what a search has found since it was saved."""
    told = alerts_of(room, asked.id, asked.limit)
    if told is None:
        raise _missing(asked.id)
    return told


def note_seen(room: Room, asked: Seen) -> Saved:
    """Note that what a search found has been seen."""
    _found(room, asked.id)
    room.requests.note_seen(asked.id, asked.last)
    return _found(room, asked.id)


def forget(room: Room, asked: SearchOfId) -> Saved:
    """Delete a search, and tell of it once more."""
    one = _found(room, asked.id)
    if not room.requests.forget(asked.id):
        raise _missing(asked.id)
    return one


def _found(room: Room, saved_id: str) -> Saved:
    one = next((one for one in room.requests.saved() if one.id == saved_id), None)
    if one is None:
        raise _missing(saved_id)
    return one


def _missing(saved_id: str) -> Refused:
    return missing(f"there is no saved search {saved_id!r}", f"{PATH} lists them")


SAVED = (
    Endpoint(name="saved", path=PATH, asked=SavedAsked, answer=SavedSearches, gather=saved),
    Endpoint(name="save", path=PATH, asked=SearchToSave, answer=Saved, gather=save, method="POST"),
    Endpoint(name="alerts", path=ONE, asked=AlertsAsked, answer=Alerts, gather=alerts),
    Endpoint(name="seen", path=f"{ONE}/seen", asked=Seen, answer=Saved, gather=note_seen, method="POST"),
    Endpoint(name="forget", path=ONE, asked=SearchOfId, answer=Saved, gather=forget, method="DELETE"),
)
