"""The replay: captures shown again at /web/, and found by their time (Memento, RFC 7089)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from archive.catalog.catalog import Catalog
from archive.catalog.mementos import Memento
from archive.errors import BadUrl, WarcError
from archive.models import Capture
from archive.room.replay.moments import at, nearest, read_http_date, span_of, stamp
from archive.room.replay.places import asked, web_address
from archive.room.replay.showing import Shown, answer
from archive.room.replay.timemaps import TIMEMAPS, Story, link_header
from archive.urls import normalize
from archive.warc.http import entity, response_head
from archive.warc.reader import read_answer
from archive.warc.store import path_of

SIZE_MAX_BYTES = 16_000_000
"""A larger answer is not shown, nor one that unfolds to more: a crawl keeps less of one, and a bomb wants far more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What answers below /web/. `folder`: of the WARC files. `origin`: where captures are shown.

    `shows`: whether this is there; from elsewhere, who asks for a capture is led to it.
    """

    catalog: Catalog
    folder: Path
    origin: str
    shows: bool = True

    def timemap(self, request: Request) -> Response:
        """List the captures of an address."""
        form, _, written = rest_of(request, "/web/timemap/").partition("/")
        url = web_address(written)
        story = self._story(url) if url else None
        if form not in TIMEMAPS or story is None:
            return _none(url)
        media_type, write = TIMEMAPS[form]
        return StreamingResponse(write(story), media_type=media_type)

    def capture(self, request: Request) -> Response:
        """Show the capture that an address names, or lead to the one nearest to the moment asked for."""
        wanted = asked(rest_of(request, "/web/"))
        story = self._story(wanted.url) if wanted else None
        if wanted is None or story is None:
            return _none(wanted.url if wanted else None)
        if wanted.digits is None:
            return _timegate(story, request.headers.get("accept-datetime"))
        try:
            found = nearest(story.mementos, span_of(wanted.digits))
        except ValueError as problem:
            return PlainTextResponse(f"{problem}\n", 400)
        is_its_own = wanted.digits == stamp(found, story.mementos) and found.url == story.url
        if not (is_its_own and self.shows):
            return _led(story.address(found, wanted.flag), {"Link": link_header(story, found)})
        return self._show(story, found, wanted.flag, request)

    def _story(self, url: str) -> Story | None:
        try:
            normal = normalize(url)
        except BadUrl:
            return None
        found = self.catalog.mementos(normal)
        return Story(url=normal, mementos=found, origin=self.origin) if found else None

    def _show(self, story: Story, memento: Memento, flag: str, request: Request) -> Response:
        try:
            shown = self._read(memento, stamp(memento, story.mementos), flag)
        except (WarcError, OSError) as problem:
            return PlainTextResponse(f"this capture cannot be read from its WARC file: {problem}\n", 500)
        if isinstance(shown, str):
            return PlainTextResponse(f"this capture is {shown}: too large to be shown; its record has it as it came\n", 413)
        answered = answer(shown, request.headers.get("sec-fetch-dest", ""))
        answered.headers["Link"] = link_header(story, memento)
        return answered

    def _read(self, memento: Memento, digits: str, flag: str) -> Shown | str:
        """Return a capture to be shown, or why it is too large; a revisit with its original's entity, a 304 as its original."""
        own = self._received(memento.record.filename, memento.record.offset)
        whole = self._received(memento.original.filename, memento.original.offset) if memento.original else own
        head = None if memento.status == 304 else response_head(own.response)
        head = head or response_head(whole.response)
        if head is None:
            raise WarcError(self.folder / memento.record.filename, memento.record.offset, "no whole head of an answer")
        body = entity(whole, SIZE_MAX_BYTES)
        if body.too_large:
            return body.why or "very large"
        return Shown(memento=memento, stamp=digits, flag=flag, head=head, payload=body.data)

    def _received(self, filename: str, offset: int) -> Capture:
        return read_answer(path_of(self.folder, filename), offset, SIZE_MAX_BYTES)


def _timegate(story: Story, wanted: str | None) -> Response:
    """Lead to the capture nearest to the moment that is wanted; to the last one where none is (RFC 7089 section 4)."""
    try:
        found = nearest(story.mementos, at(read_http_date(wanted))) if wanted else story.mementos[-1]
    except ValueError:
        return PlainTextResponse(f"Accept-Datetime: {wanted!r} is no date of HTTP\n", 400, {"Vary": "accept-datetime"})
    return _led(story.address(found), {"Vary": "accept-datetime", "Link": link_header(story)})


def _led(address: str, headers: dict[str, str]) -> Response:
    """Lead to an address as it is; Starlette's own redirect would escape some of it."""
    return Response(status_code=302, headers={"Location": address, **headers})


def _none(url: str | None) -> Response:
    why = f"nothing of {url} is in this archive" if url else "write /web/2026/https://example.com/page, or without the year"
    return PlainTextResponse(why + "\n", 404)


def rest_of(request: Request, prefix: str) -> str:
    """Return what follows `prefix` in the address, as it was written: octets that are escaped there stay escaped."""
    raw = request.scope["raw_path"] if request.scope.get("raw_path") else quote(request.scope["path"]).encode()
    query = request.scope["query_string"]
    written: str = (raw + (b"?" + query if query else b"")).decode("latin-1")
    return written.partition(prefix)[2]
