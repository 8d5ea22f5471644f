"""The captures of an address as Memento tells them (RFC 7089): Link headers, and TimeMaps. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from archive.catalog.mementos import Memento
from archive.models import CdxRecord
from archive.room.replay.moments import http_date, stamp
from archive.room.replay.places import capture_path
from archive.warc.cdxj import line_of, urlkey

LINK_FORMAT = "application/link-format"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The captures of one address, oldest first, and the origin that they are shown at ("http://localhost:8766")."""

    url: str
    mementos: tuple[Memento, ...]
    origin: str

    def address(self, memento: Memento, flag: str = "") -> str:
        """Return where a capture is shown."""
        return self.origin + capture_path(stamp(memento, self.mementos), memento.url, flag)

    @property
    def timegate(self) -> str:
        """Return where whoever knows a moment is led to the capture nearest to it."""
        return f"{self.origin}/web/{self.url}"

    def timemap(self, form: str = "link") -> str:
        """Return where all captures are listed."""
        return f"{self.origin}/web/timemap/{form}/{self.url}"


def link_header(story: Story, shown: Memento | None = None) -> str:
    """Return the Link header of a TimeGate, or of the capture that is `shown`: with first, prev, next and last."""
    general = (_link(story.url, "original"), _link(story.timegate, "timegate"), _timemap_link(story, "timemap"))
    return ", ".join((*general, *(_memento_link(story, one, rel) for one, rel in _named(story.mementos, shown))))


def as_links(story: Story) -> Iterator[str]:
    """Yield a TimeMap in link-format (RFC 7089 section 5), a link a line."""
    first, last = (f'; {name}="{http_date(story.mementos[at].date)}"' for name, at in (("from", 0), ("until", -1)))
    yield f"{_link(story.url, 'original')},\n"
    yield f"{_link(story.timegate, 'timegate')},\n"
    yield f"{_timemap_link(story, 'self')}{first}{last}"
    for at, one in enumerate(story.mementos):
        ends = (("first ", at == 0), ("last ", at == len(story.mementos) - 1))
        yield ",\n" + _memento_link(story, one, "".join(name for name, is_it in ends if is_it) + "memento")
    yield "\n"


def as_json(story: Story) -> Iterator[str]:
    """Yield a TimeMap in JSON, in the words of MemGator and pywb's clients."""
    told = [{"datetime": _iso(one), "uri": story.address(one)} for one in story.mementos]
    forms = {f"{name}_format": story.timemap(form) for name, form in (("link", "link"), ("json", "json"), ("cdxj", "cdxj"))}
    mementos = {"first": told[0], "last": told[-1], "list": told}
    answer = {"original_uri": story.url, "self": story.timemap("json"), "timegate_uri": story.timegate}
    yield json.dumps({**answer, "timemap_uri": forms, "mementos": mementos}, ensure_ascii=False, indent=1) + "\n"


def as_cdxj(story: Story) -> Iterator[str]:
    """Yield the lines that the index of the WARC files has of the captures."""
    for one in story.mementos:
        row = CdxRecord(
            urlkey=urlkey(one.url),
            timestamp=stamp(one, story.mementos),
            url=one.url,
            mime=one.mime or "",
            status=one.status,
            digest=one.record.digest,
            length=one.record.length,
            offset=one.record.offset,
            filename=one.record.filename,
        )
        yield line_of(row).decode()


TIMEMAPS: dict[str, tuple[str, Callable[[Story], Iterator[str]]]] = {
    "link": (LINK_FORMAT, as_links),
    "json": ("application/json", as_json),
    "cdxj": ("application/x-cdxj", as_cdxj),
}
"""By its name in the address: media type, and what writes it."""


def _named(mementos: Sequence[Memento], shown: Memento | None) -> Iterator[tuple[Memento, str]]:
    """Yield the captures that a header names, in order, each with all that it is."""
    at = mementos.index(shown) if shown else None
    names = {0: ["first"], len(mementos) - 1: ["last"]} if len(mementos) > 1 else {0: ["first", "last"]}
    if at is not None:
        names.setdefault(at, [])
        if at > 0:
            names.setdefault(at - 1, []).append("prev")
        if at + 1 < len(mementos):
            names.setdefault(at + 1, []).append("next")
    return ((mementos[number], " ".join((*names[number], "memento"))) for number in sorted(names))


def _memento_link(story: Story, memento: Memento, rel: str) -> str:
    return f'{_link(story.address(memento), rel)}; datetime="{http_date(memento.date)}"'


def _timemap_link(story: Story, rel: str) -> str:
    return f'{_link(story.timemap(), rel)}; type="{LINK_FORMAT}"'


def _link(address: str, rel: str) -> str:
    """Return a link (RFC 8288); what could end the address early is escaped."""
    return f'<{quote(address, safe=_ADDRESS)}>; rel="{rel}"'


_ADDRESS = "%/:?#[]@!$&'()*+,;=~"
"""All that RFC 3986 lets an address hold, "%" of its escapes included."""


def _iso(memento: Memento) -> str:
    return memento.date.isoformat(timespec="seconds").replace("+00:00", "Z")
