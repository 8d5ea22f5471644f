"""A story to be taken along: its text, its citation, its package, the proof of its record; made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

from archive.catalog.exporting import Choice, Chosen, Selection
from archive.catalog.ids import is_id, page_id
from archive.catalog.past import Past
from archive.errors import WarcError
from archive.exchange.citations import bibtex, csl, ris
from archive.exchange.citations.citation import Citation
from archive.exchange.export_json import write_jsonld
from archive.exchange.export_text import text_lines
from archive.proof.proving import SEALS, Spot, proof_of
from archive.proof.seal import seals_in
from archive.room.pages.story_facts import Sealing, cited, recorded_on, sealing, why
from archive.room.replay.packages import Packages
from archive.room.room import Room
from archive.warc.store import path_of

JSON_LD = "application/ld+json"

_PROVING = Lock()
"""A proof takes all the leaves of its day into memory: one is made at a time."""


def story_text(room: Room, request: Request) -> Response:
    """Hand out the text with its fields above it, as `warraq export text` writes it."""
    return _made(room, request, _text, "text/plain; charset=utf-8", "txt")


def story_jsonld(room: Room, request: Request) -> Response:
    """Hand out the NewsArticle, as `warraq export jsonld` writes it."""
    return _made(room, request, _jsonld, JSON_LD, "jsonld")


def story_bibtex(room: Room, request: Request) -> Response:
    """Hand out the citation for BibTeX."""
    return _made(room, request, _citing(lambda one: bibtex.bibtex(one).encode()), f"{bibtex.MEDIA_TYPE}; charset=utf-8", "bib")


def story_ris(room: Room, request: Request) -> Response:
    """Hand out the citation for programs that read RIS."""
    return _made(room, request, _citing(lambda one: ris.ris(one).encode()), f"{ris.MEDIA_TYPE}; charset=utf-8", "ris")


def story_csl(room: Room, request: Request) -> Response:
    """Hand out the citation as CSL-JSON."""
    return _made(room, request, _citing(csl.csl), csl.MEDIA_TYPE, "csl.json")


def story_package(room: Room, request: Request) -> Response:
    """Hand out the story as a WACZ."""
    found = room.found(request)
    if found is None:
        return room.missing(request)
    try:
        return Packages(home=room.home).answer(found)
    except WarcError as problem:
        return _unreadable(room, request, found.id, problem)


def story_proof(room: Room, request: Request) -> Response:
    """Hand out the proof that the record was in the archive on its day; where there is none yet, say what makes one."""
    past = past_of(room, request)
    if past is None:
        return room.missing(request)
    state = sealing(room.home, past)
    try:
        proof = _proof(room, past) if state is Sealing.SEALED else None
    except (WarcError, OSError) as problem:
        return _unreadable(room, request, past.found.id, problem)
    if proof is None:
        told = {"id": past.found.id, "state": state, "day": recorded_on(past)}
        return room.page(request, "story_unproven.html", answered=404, **told)
    return _file(proof, "application/json", f"{past.found.id}.proof.json")


def past_of(room: Room, request: Request) -> Past | None:
    """Return the past of the story that the address names by its id; None where there is no text of it."""
    wanted = request.path_params["id"]
    return room.catalog.past(wanted) if is_id(wanted) else None


def _made(room: Room, request: Request, make: Callable[[Room, Past], bytes | None], kind: str, ending: str) -> Response:
    past = past_of(room, request)
    octets = make(room, past) if past else None
    if past is None or octets is None:
        return room.missing(request)
    return _file(octets, kind, f"{past.found.id}.{ending}")


def _file(octets: bytes, kind: str, name: str) -> Response:
    """Return a file to be kept. `name`: of hexadecimal digits, as nothing that a page says is part of it."""
    return Response(octets, headers={"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'})


def _unreadable(room: Room, request: Request, story_id: str, problem: WarcError | OSError) -> Response:
    return room.page(request, "story_unreadable.html", answered=404, id=story_id, trouble=why(problem))


def _text(room: Room, past: Past) -> bytes | None:
    chosen = _chosen(room, past)
    return "".join(text_lines(chosen)).encode() if chosen else None


def _jsonld(room: Room, past: Past) -> bytes | None:
    chosen, out = _chosen(room, past), BytesIO()
    write_jsonld([chosen] if chosen else [], out)
    return out.getvalue() or None


def _citing(write: Callable[[Citation], bytes]) -> Callable[[Room, Past], bytes]:
    return lambda room, past: write(cited(room, past))


def _chosen(room: Room, past: Past) -> Chosen | None:
    """Return the text that is shown as an export chooses it; None where a rebuild has just put another in its place."""
    texts = ((page_id(past.shown.url), past.shown.number),)
    with Selection(room.home / "catalog.sqlite", Choice(texts=texts)) as selection:
        return next(iter(selection), None)


def _proof(room: Room, past: Past) -> bytes | None:
    record = past.shown.record
    path = path_of(room.home / "warc", record.filename)
    spot = Spot(path=path, offset=record.offset, length=record.length, day=recorded_on(past))
    with _PROVING:
        return proof_of(spot, seals_in(room.home / SEALS))
