"""A citation for programs that read RIS (https://en.wikipedia.org/wiki/RIS_(file_format)): a tag and a value a line."""

from __future__ import annotations

from collections.abc import Iterator

from archive.exchange.citations.citation import Citation

MEDIA_TYPE = "application/x-research-info-systems"


def ris(cited: Citation) -> str:
    """Return the citation as a record. No value has a line break, so that none can begin a tag."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(cited))


def _lines(cited: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    yield "TI", cited.headline
    yield from (("AU", name) for name in cited.authors)
    if cited.outlet:
        yield "T2", cited.outlet
    if cited.published_on:
        yield "PY", f"{cited.published_on:%Y}"
        yield "DA", f"{cited.published_on:%Y/%m/%d}"
    yield "UR", cited.url
    yield "Y2", f"{cited.captured_on:%Y/%m/%d}"
    if cited.language:
        yield "LA", cited.language
    yield "AN", cited.record_id
    yield "N1", cited.note
    yield "ER", ""
