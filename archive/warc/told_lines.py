"""The lines of a journal: each a name and one JSON object, that tells one thing of `archive.warc.told`.

Only what the other records do not say stands there; where they lie stands there, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from archive.links import Claim, Link
from archive.models import Kind, Outcome, Reason
from archive.warc.told import FetchTold, LinksTold, LooksTold, OutcomeTold, Place, ReadingTold, ReleaseTold, Told
from archive.watching import Event, EventKind

Json = Mapping[str, Any]

LINKS_A_LINE = 100
TITLE_MAX = 2_000
TEXT_MAX = 20_000
"""Characters of a claim that are told: as many as the catalogue keeps."""

_ACTING = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What JSON lets stand and a line of a WARC record, or UTF-8, does not."""


def lines_of(told: Told) -> Iterator[tuple[str, str]]:
    """Yield the lines that tell it, as (name, JSON). Links are told some at a time."""
    if isinstance(told, LinksTold):
        for fields in _links_fields(told):
            yield "warraq-links", _json(fields)
        return
    name, fields_of = _WRITTEN[type(told)]
    yield name, _json(fields_of(told))


def read_line(name: str, text: str) -> Told | None:
    """Return what a line tells; None for a kind of line that is not known. Raises ValueError where it cannot be understood."""
    read = _READ.get(name)
    if read is None:
        return None
    try:
        return read(json.loads(text))
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"{name}: {error!r}") from error


def _json(fields: Json) -> str:
    """Return one line of JSON without what is absent: Arabic as itself, what acts on a line escaped."""
    said = {name: value for name, value in fields.items() if value is not None}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _place_fields(place: Place | None) -> Json | None:
    if place is None:
        return None
    return {"id": place.record_id, "file": place.filename, "offset": place.offset}


def _fetch_fields(told: FetchTold) -> Json:
    return {
        "record": _place_fields(told.place),
        "kind": told.kind.value,
        "source": told.source,
        "via": told.via,
        "counts": None if told.counts else False,
    }


def _outcome_fields(told: OutcomeTold) -> Json:
    return {
        "url": told.url,
        "at": _written(told.at),
        "source": told.source,
        "outcome": told.outcome.value,
        "reason": told.reason and told.reason.value,
        "detail": told.detail and told.detail[:TITLE_MAX],
        "record": _place_fields(told.fetch),
        "reading": _place_fields(told.conversion),
    }


def _links_fields(told: LinksTold) -> Iterator[Json]:
    """Yield what the links of one list share, and the links, some at a time."""
    for (source, at, where), links in groupby(told.links, key=lambda link: (link.source, link.listed_at, link.listed_in)):
        listed = tuple(links)
        for start in range(0, len(listed), LINKS_A_LINE):
            some = [_link_fields(one) for one in listed[start : start + LINKS_A_LINE]]
            yield {"source": source, "at": _written(at), "in": where, "walked": told.walked or None, "links": some}


def _link_fields(link: Link) -> Json:
    claim = link.claim
    said = {
        "url": link.url,
        "date": claim.date and claim.date.isoformat(),
        "title": claim.title and claim.title[:TITLE_MAX],
        "text": claim.text and claim.text[:TEXT_MAX],
        "author": claim.author and claim.author[:TITLE_MAX],
    }
    return {name: value for name, value in said.items() if value is not None}


def _event_fields(event: Event) -> Json:
    return {
        "at": _written(event.at),
        "kind": event.kind.value,
        "url": event.url,
        "source": event.source,
        "version": event.version,
        "previous": event.previous,
        "detail": event.detail and event.detail[:TITLE_MAX],
    }


def _reading_fields(told: ReadingTold) -> Json:
    return {
        "at": _written(told.at),
        "reading": _place_fields(told.reading),
        "version": told.number,
        "before": told.before,
        "url": told.asked,
        "record": told.fetch_id,
    }


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _read_fetch(said: Json) -> FetchTold:
    return FetchTold(
        place=_read_place(said["record"]),
        kind=Kind(said["kind"]),
        source=_words(said, "source"),
        via=_words(said, "via"),
        counts=said.get("counts") is not False,
    )


def _read_outcome(said: Json) -> OutcomeTold:
    reason, fetch, conversion = _words(said, "reason"), said.get("record"), said.get("reading")
    return OutcomeTold(
        url=_sure(said, "url"),
        at=_moment(said, "at"),
        source=_words(said, "source"),
        outcome=Outcome(said["outcome"]),
        reason=Reason(reason) if reason else None,
        detail=_words(said, "detail"),
        fetch=_read_place(fetch) if fetch else None,
        conversion=_read_place(conversion) if conversion else None,
    )


def _read_links(said: Json) -> LinksTold:
    source, at, where = _sure(said, "source"), _moment(said, "at"), _sure(said, "in")
    if len(said["links"]) > LINKS_A_LINE:
        raise ValueError(f"{len(said['links'])} links in one line")
    links = tuple(
        Link(url=_sure(one, "url"), source=source, listed_at=at, listed_in=where, claim=_read_claim(one))
        for one in said["links"]
    )
    return LinksTold(links=links, walked=bool(said.get("walked")))


def _read_claim(said: Json) -> Claim:
    return Claim(
        date=_moment(said, "date") if "date" in said else None,
        title=_words(said, "title"),
        text=_words(said, "text"),
        author=_words(said, "author"),
    )


def _read_event(said: Json) -> Event:
    return Event(
        at=_moment(said, "at"),
        kind=EventKind(said["kind"]),
        url=_sure(said, "url"),
        source=_words(said, "source"),
        version=_number(said, "version"),
        previous=_number(said, "previous"),
        detail=_words(said, "detail"),
    )


def _read_looks(said: Json) -> LooksTold:
    return LooksTold(steps_s=tuple(int(one) for one in said["steps"]), apart_s=float(said["apart"]))


def _read_reading(said: Json) -> ReadingTold:
    return ReadingTold(
        at=_moment(said, "at"),
        reading=_read_place(said["reading"]),
        number=_number(said, "version"),
        before=_words(said, "before"),
        asked=_words(said, "url"),
        fetch_id=_words(said, "record"),
    )


def _read_place(said: Json) -> Place:
    return Place(record_id=_sure(said, "id"), filename=_sure(said, "file"), offset=_number(said, "offset") or 0)


def _words(said: Json, name: str) -> str | None:
    value = said.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    return value


def _sure(said: Json, name: str) -> str:
    value = _words(said, name)
    if value is None:
        raise ValueError(f"{name} is missing")
    return value


def _number(said: Json, name: str) -> int | None:
    value = said.get(name)
    if value is not None and not (isinstance(value, int) and 0 <= value < 2**63):
        raise ValueError(f"{name} is no number of ours")
    return value


def _moment(said: Json, name: str) -> datetime:
    moment = datetime.fromisoformat(_sure(said, name))
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no time zone")
    return moment


_WRITTEN: Mapping[type[Any], tuple[str, Callable[[Any], Json]]] = {
    FetchTold: ("warraq-fetch", _fetch_fields),
    OutcomeTold: ("warraq-outcome", _outcome_fields),
    ReleaseTold: ("warraq-release", lambda told: {"source": told.source}),
    LooksTold: ("warraq-looks", lambda told: {"steps": list(told.steps_s), "apart": told.apart_s}),
    ReadingTold: ("warraq-reading", _reading_fields),
    Event: ("warraq-event", _event_fields),
}
_READ: Mapping[str, Callable[[Json], Told]] = {
    "warraq-fetch": _read_fetch,
    "warraq-outcome": _read_outcome,
    "warraq-links": _read_links,
    "warraq-release": lambda said: ReleaseTold(source=_sure(said, "source")),
    "warraq-looks": _read_looks,
    "warraq-reading": _read_reading,
    "warraq-event": _read_event,
}
