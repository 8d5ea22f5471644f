"""What readers ask for, as programs do: addresses to be archived, and the searches that are saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from pydantic import Field

from archive.errors import CatalogError, DiskFull, TooMany
from archive.requests.answers import Asked, Saved
from archive.room.api.asking import Limit
from archive.room.api.endpoint import Endpoint
from archive.room.api.problems import Refused, missing
from archive.room.pages.asked import Progress, progress_of
from archive.room.pages.asking import Answer, ask
from archive.room.room import Room

PATH = "/api/requests"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsAsked:
    """How many requests."""

    limit: Limit = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAsked:
    """Which request."""

    id: Annotated[str, Field(max_length=100, description="The request's id.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be archived. `again`: also where it is archived already."""

    url: Annotated[str, Field(max_length=8_000, description="An address.", examples=["https://news.example/story/1"])]
    again: Annotated[bool, Field(description="Also where it is archived already.")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAsked:
    """All saved searches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """The requests, those made last first."""

    requests: tuple[Asked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearches:
    """The searches that are saved."""

    searches: tuple[Saved, ...]


def requests(room: Room, asked: RequestsAsked) -> Requested:
    """List what was asked for last."""
    return Requested(requests=room.requests.newest(asked.limit))


def request(room: Room, asked: RequestAsked) -> Progress:
    """Tell how a request goes."""
    progress = progress_of(room, asked.id, datetime.now(UTC))
    if progress is None:
        raise missing(f"there is no request {asked.id!r}", f"{PATH} lists them")
    return progress


def queue(room: Room, wanted: Wanted) -> Answer:
    """Queue an address."""
    try:
        (answer,) = ask(room, (wanted.url,), datetime.now(UTC), again=wanted.again)
    except TooMany as problem:
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, str(problem), "ask again in a minute") from problem
    except (DiskFull, CatalogError) as problem:
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, str(problem), "make room in the archive's folder") from problem
    if answer.reason is not None:
        why = f"{answer.typed!r} is not taken: {answer.reason}"
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, why, "send an http or https address that is public")
    return answer


def saved(room: Room, _: SavedAsked) -> SavedSearches:
    """List the saved searches."""
    return SavedSearches(searches=room.requests.saved())


REQUESTS = (
    Endpoint(name="requests", path=PATH, asked=RequestsAsked, answer=Requested, gather=requests),
    Endpoint(name="queue", path=PATH, asked=Wanted, answer=Answer, gather=queue, method="POST"),
    Endpoint(name="request", path=f"{PATH}/{{id}}", asked=RequestAsked, answer=Progress, gather=request),
    Endpoint(name="saved", path="/api/saved", asked=SavedAsked, answer=SavedSearches, gather=saved),
)
