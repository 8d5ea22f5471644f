"""Saved searches: which there are, what is new to them; saving and deleting one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.catalog.search.parsing import parse
from archive.errors import Busy, CatalogError, DiskFull, TooMany
from archive.requests.answers import NAME_MAX, QUERY_MAX, Saved
from archive.requests.taking import is_taken_care_of
from archive.room.posting import Fields
from archive.room.room import Room

FULL = "too_many_searches"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSaved:
    """Why a search was not saved. `name`: of the words that say it. `most`: the limit that they name, or None."""

    name: str
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Searches:
    """The page. `problem`: why a search was not saved, or None. `name`, `query`: what is in the form.

    `is_open`, `is_run`: as for requests.
    """

    searches: tuple[Saved, ...]
    is_open: bool
    is_run: bool
    name: str = ""
    query: str = ""
    problem: NotSaved | None = None


def saved_page(room: Room, request: Request) -> Response:
    """Show the saved searches, and a form for another; `q` in the address fills it in."""
    query = request.query_params.get("q", "")[:QUERY_MAX]
    return room.page(request, "saved.html", seen=searches_of(room, query=query))


def save_search(room: Room, request: Request, fields: Fields) -> Response:
    """Save the search of a form."""
    query, name = fields.get("q", "").strip(), fields.get("name", "").strip()
    told = keep(room, name, query, datetime.now(UTC))
    if isinstance(told, Saved):
        return RedirectResponse(f"{room.language.prefix}/saved", 303)
    seen = searches_of(room, name=name, query=query, problem=told)
    return room.page(request, "saved.html", 429 if told.name == FULL else 422, seen=seen)


def keep(room: Room, name: str, query: str, now: datetime) -> Saved | NotSaved:
    """Save a search, by its query where it has no name; the one that is there, where it is saved already."""
    if not query or parse(query).root is None:
        return NotSaved(name="nothing_asked")
    if len(query) > QUERY_MAX or len(name) > NAME_MAX:
        return NotSaved(name="search_too_long", most=QUERY_MAX if len(query) > QUERY_MAX else NAME_MAX)
    try:
        return room.requests.save(name or query[:NAME_MAX], query, room.catalog.last_text(), now)
    except ValueError:
        return NotSaved(name="name_taken")
    except TooMany as problem:
        return NotSaved(name=FULL, most=problem.most)
    except (DiskFull, Busy, CatalogError):
        return NotSaved(name="cannot_be_written")


def forget_search(room: Room, request: Request, fields: Fields) -> Response:  # noqa: ARG001 - a form's, which says no more
    """Delete the search that the address names."""
    if not room.requests.forget(request.path_params["id"]):
        return room.missing(request)
    return RedirectResponse(f"{room.language.prefix}/saved", 303)


def note_seen(room: Room, request: Request, fields: Fields) -> Response:
    """Note that a reader has seen what the search found, to the alert that the form names."""
    last = fields.get("last", "")
    if last.isdecimal() and last.isascii() and len(last) < len(str(2**63)):
        room.requests.note_seen(request.path_params["id"], int(last))
    return RedirectResponse(f"{room.language.prefix}/saved/{request.path_params['id']}", 303)


def searches_of(room: Room, *, name: str = "", query: str = "", problem: NotSaved | None = None) -> Searches:
    """Return the saved searches."""
    is_open, is_run = room.requests.can_be_written(), is_taken_care_of(room.home)
    searches = room.requests.saved()
    return Searches(searches=searches, is_open=is_open, is_run=is_run, name=name, query=query, problem=problem)
