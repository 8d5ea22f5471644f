"""Forms sent to a room as a browser sends them, and as others would."""

from __future__ import annotations

import re

import httpx

from tests.archive.room.shelf import NO_TLS, Room

FORM = "application/x-www-form-urlencoded"


def token_of(room: Room, path: str) -> str:
    """Return what stands in the form of a page."""
    return re.search(r'name="token" value="([^"]+)"', room.read(path).text)[1]


def send(
    room: Room, path: str, *, page: str | None = None, headers: dict[str, str] | None = None, **fields: str
) -> httpx.Response:
    """Send a form from its page (`page`: where that is another). `headers`: others than a browser's own; "" leaves one out."""
    told = {"Origin": room.room, "Sec-Fetch-Site": "same-origin", "Content-Type": FORM} | (headers or {})
    sent = {"token": token_of(room, page or path)} | fields
    with httpx.Client(trust_env=False, verify=NO_TLS, timeout=20) as client:
        body = httpx.QueryParams(sent)
        kept = {name: value for name, value in told.items() if value}
        return client.post(room.room + path, content=str(body).encode(), headers=kept)
