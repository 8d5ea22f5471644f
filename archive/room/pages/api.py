"""What programs may ask the room: each endpoint of the API in words, with a question that this archive has an answer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from archive.catalog.ids import article_id
from archive.room.api.asking import parameters_of
from archive.room.api.endpoint import Endpoint
from archive.room.api.table import ENDPOINTS
from archive.room.room import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An endpoint as the page shows it. `parameters`: beside those of its path.

    `example`: the address of a question; None where there is nothing to ask for.
    """

    endpoint: Endpoint
    parameters: tuple[str, ...]
    example: str | None


def api_page(room: Room, request: Request) -> Response:
    """Show what programs may ask."""
    return room.page(request, "api.html", told=endpoints_told(ENDPOINTS, known_in(room)))


def endpoints_told(endpoints: Iterable[Endpoint], known: Mapping[str, str]) -> tuple[Told, ...]:
    """Return the endpoints as they are shown. `known`: what may stand in an example, by what it is."""
    return tuple(_told(one, known) for one in endpoints)


def known_in(room: Room) -> dict[str, str]:
    """Return what the archive has to make examples of: its newest story, the last request, the first saved search."""
    known: dict[str, str | None] = {"number": "1"}
    for kept in room.catalog.recent(1):
        texts = len(room.catalog.versions(kept.url))
        known |= {"story": article_id(kept.url), "url": kept.url, "texts": str(texts or 1), "name": kept.source}
        stories = room.catalog.stories(kept.url, room.agencies)
        known["printing"] = next((one.text.id for story in stories for one in story.printings), None)
    known["requests"] = next((one.id for one in room.requests.newest(1)), None)
    known["saved"] = next((one.id for one in room.requests.saved()), None)
    return {name: value for name, value in known.items() if value is not None}


def _told(one: Endpoint, known: Mapping[str, str]) -> Told:
    parameters = tuple(name for name in parameters_of(one.asked) if name not in one.in_path)
    return Told(endpoint=one, parameters=parameters, example=_example(one, known) if one.method == "GET" else None)


def _example(endpoint: Endpoint, known: Mapping[str, str]) -> str | None:
    """Return an address with what is known in the place of its parameters; an id is that of what the path names first."""
    subject = endpoint.path.split("/")[2]
    written = {name: quote(value, safe="") for name, value in known.items()}
    written |= {"id": written[subject]} if subject in written else {}
    address = f"{endpoint.path}?{endpoint.example}" if endpoint.example else endpoint.path
    try:
        return address.format_map(written)
    except KeyError:
        return None
