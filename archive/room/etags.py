"""Answers with an entity tag: who has it already is not sent it again (RFC 9110, 8.8.3 and 13.1.2)."""

from __future__ import annotations

from hashlib import blake2b
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response


def tagged(request: Request, body: bytes, media_type: str, **headers: str) -> Response:
    """Return the answer; that it is as the client has it (304), where it asked with its tag."""
    tag = f'"{blake2b(body, digest_size=16).hexdigest()}"'
    told = {"ETag": tag, "Cache-Control": "no-cache"} | headers
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if request.method in {"GET", "HEAD"} and known & {tag, "*"}:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=told)
    return Response(body, headers=told, media_type=media_type)
