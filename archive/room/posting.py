"""What readers send: forms, and the JSON of programs. Read whole, and small; what a form says counts where it is signed.

Before it comes here `archive.room.security` has looked at its Origin, its type and its address.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from archive.room.refusing import LAST, refusal

if TYPE_CHECKING:
    from archive.room.room import Handler, Room

BODY_MAX = 65_536
"""Bytes of what is sent."""

BODY_TIMEOUT_S = 20
"""How long it may take to come."""

FIELDS_MAX = 50

TOKEN = "token"  # noqa: S105 - the name of the field

Fields = Mapping[str, str]
Poster = Callable[["Room", Request, Fields], Response]
"""A page that does what a form asks for."""

_BODY = "warraq.body"


def with_body(app: ASGIApp) -> ASGIApp:
    """Return `app`, which is handed what was sent with a request, BODY_MAX bytes at most."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            try:
                with anyio.fail_after(BODY_TIMEOUT_S):
                    scope[_BODY] = await _read(receive)
            except TimeoutError:
                why = f"what is sent did not come within {BODY_TIMEOUT_S} seconds"
                await refusal(scope["path"], 408, why, "send it again", **LAST)(scope, receive, send)
                return
            if scope[_BODY] is None:
                why = f"more than {BODY_MAX} bytes"
                await refusal(scope["path"], 413, why, "send it in parts", **LAST)(scope, receive, send)
                return
        await app(scope, receive, send)

    return answer


def signed(poster: Poster) -> Handler:
    """Return the handler that has `poster` do what a form asks for, where the form was read here and lately."""

    def answer(room: Room, request: Request) -> Response:
        fields = _fields(request.scope[_BODY])
        if fields is None:
            return PlainTextResponse("what was sent is no form\n", 400)
        if not room.tokens.knows(fields.get(TOKEN, ""), datetime.now(UTC)):
            return room.page(request, "stale.html", answered=403)
        return poster(room, request, fields)

    return answer


def sent_json(request: Request) -> Any:
    """Return the JSON that a program sent. Raises ValueError for what is none."""
    try:
        return json.loads(request.scope[_BODY])
    except RecursionError as problem:
        raise ValueError("nested too deeply") from problem


async def _read(receive: Receive) -> bytes | None:
    """Return the body; None where it is larger than BODY_MAX."""
    body = bytearray()
    while True:
        message: Message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_MAX:
            return None
        if not message.get("more_body", False):  # the client that went away, too: what there is of a form is not signed
            return bytes(body)


def _fields(body: bytes) -> Fields | None:
    """Return a form's fields (https://url.spec.whatwg.org/#application/x-www-form-urlencoded); None for what is none."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MAX)
    except ValueError:  # UnicodeDecodeError is one
        return None
    return dict(pairs)
