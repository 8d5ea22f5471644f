"""What readers ask for, as programs do: addresses to be archived, and how that goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from pydantic import Field

from archive.requests.answers import Asked
from archive.room.api.asking import Limit
from archive.room.api.endpoint import Endpoint
from archive.room.api.problems import Fault, Refused, missing
from archive.room.pages.asked import Progress, progress_of
from archive.room.pages.asking import ADDRESSES_MAX, Answer, ask
from archive.room.room import Room

PATH = "/api/requests"

Address = Annotated[str, Field(max_length=8_000, examples=["https://news.example/story/1"])]


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
    """What is to be archived. `again`: also what is archived already."""

    urls: Annotated[tuple[Address, ...], Field(min_length=1, max_length=ADDRESSES_MAX, description="Addresses.")]
    again: Annotated[bool, Field(description="Also what is archived already.")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is said to each address, in their order: that it waits, is archived already, or why it is not taken."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """The requests, those made last first."""

    requests: tuple[Asked, ...]


def requests(room: Room, asked: RequestsAsked) -> Requested:
    """List what was asked for last."""
    return Requested(requests=room.requests.newest(asked.limit))


def request(room: Room, asked: RequestAsked) -> Progress:
    """Tell how a request goes."""
    progress = progress_of(room, asked.id, datetime.now(UTC))
    if progress is None:
        raise missing(f"there is no request {asked.id!r}", f"{PATH} lists them")
    return progress


def queue(room: Room, wanted: Wanted) -> Answers:
    """Queue addresses. Raises Refused where none can be taken."""
    answers = ask(room, tuple(dict.fromkeys(wanted.urls)), datetime.now(UTC), again=wanted.again)
    faults = tuple(Fault(parameter="urls", why=f"{one.typed}: {one.reason.value}") for one in answers if one.reason)
    if len(faults) == len(answers):
        remedy = "send http or https addresses that are public"
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "none of the addresses is taken", remedy, faults)
    return Answers(answers=answers)


REQUESTS = (
    Endpoint(name="requests", path=PATH, asked=RequestsAsked, answer=Requested, gather=requests),
    Endpoint(name="queue", path=PATH, asked=Wanted, answer=Answers, gather=queue, method="POST"),
    Endpoint(name="request", path=f"{PATH}/{{id}}", asked=RequestAsked, answer=Progress, gather=request),
)
