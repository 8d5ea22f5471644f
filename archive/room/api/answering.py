"""An endpoint's answer: JSON with an entity tag, and a link to what follows (RFC 8288)."""

from __future__ import annotations

from http import HTTPStatus
from threading import BoundedSemaphore

from starlette.requests import Request
from starlette.responses import Response

from archive.exchange.answers import line
from archive.room.api.asking import read, read_sent
from archive.room.api.endpoint import Endpoint
from archive.room.api.problems import Refused
from archive.room.etags import tagged
from archive.room.posting import sent_json
from archive.room.room import Room

AT_ONCE = 8
"""Questions of programs that are worked at: the room answers forty requests at a time, and the others are people's."""

_TURNS = BoundedSemaphore(AT_ONCE)


def answer(room: Room, endpoint: Endpoint, request: Request) -> Response:
    """Answer a request. Raises Refused."""
    asked = read_sent(endpoint.asked, request, _sent(request)) if endpoint.method == "POST" else read(endpoint.asked, request)
    if not _TURNS.acquire(blocking=False):
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, f"{AT_ONCE} questions are being answered", "ask again in a second")
    try:
        told = endpoint.gather(room, asked)
    finally:
        _TURNS.release()
    return json_answer(request, told, getattr(told, "next", None))


def json_answer(request: Request, told: object, following: str | None = None) -> Response:
    """Return what is told as JSON; nothing, where the client has it already."""
    body = (line(told) + "\n").encode("utf-8", "backslashreplace")  # a lone surrogate becomes its JSON escape
    link = {"Link": f'<{following}>; rel="next"'} if following else {}
    return tagged(request, body, "application/json", **link)


def _sent(request: Request) -> object:
    try:
        sent: object = sent_json(request)
    except ValueError as problem:
        why = f"what was sent is no JSON: {problem}"
        raise Refused(HTTPStatus.BAD_REQUEST, why, "/api/openapi.json says what is taken") from problem
    return sent
