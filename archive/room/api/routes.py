"""The API among the room's routes."""

from __future__ import annotations

from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from archive.errors import WarraqError
from archive.room.api.answering import answer, json_answer
from archive.room.api.openapi import document
from archive.room.api.problems import Refused, failed, not_served, refused
from archive.room.api.table import ENDPOINTS
from archive.room.room import Room

PREFIX = "/api"


def api(room: Room) -> Mount:
    """Return what answers below /api."""
    routes = [Route(one.path.removeprefix(PREFIX), partial(answer, room, one), methods=[one.method]) for one in ENDPOINTS]
    handlers = {HTTPException: not_served, Refused: refused, WarraqError: failed}
    return Mount(PREFIX, Starlette(routes=[Route("/openapi.json", _document), *routes], exception_handlers=handlers))


def _document(request: Request) -> Response:
    return json_answer(request, document())
