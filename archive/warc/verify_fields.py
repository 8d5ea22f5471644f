"""The named fields of a record: those that must be there, and that their values can be read. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archive.warc.pairing import DATE
from archive.warc.verify_walk import Check, Flaw

MANDATORY = ("warc-record-id", "content-length", "warc-date", "warc-type")
"""Section 5.1."""

REFERRING = frozenset({"revisit", "conversion"})
OF_A_PAGE = REFERRING | {"response", "resource", "request"}
"""Types that have a WARC-Target-URI (5.14)."""

TYPES = OF_A_PAGE | {"warcinfo", "metadata", "continuation"}
"""Section 5.5."""


def field_flaws(fields: Mapping[str, str], *, is_ours: bool) -> Iterator[Flaw]:
    """Yield what is wrong with a record's fields, given by their names in lower case; `is_ours`: Warraq wrote them."""
    for name in _missing(fields, is_ours=is_ours):
        yield Flaw(check=Check.FRAMING, why=f"a record without {name}")
    date, warc_type = fields.get("warc-date", ""), fields.get("warc-type", "")
    if date and not DATE.fullmatch(date):
        yield Flaw(check=Check.FRAMING, why=f"a WARC-Date that is none: {date[:40]!r}")
    if warc_type and warc_type not in TYPES:
        yield Flaw(check=Check.FRAMING, why=f"a record of a type that is not known: {warc_type[:40]!r}", is_damage=is_ours)


def _missing(fields: Mapping[str, str], *, is_ours: bool) -> Iterator[str]:
    wanted = (*MANDATORY, *_promised(fields.get("warc-type", ""))) if is_ours else MANDATORY
    return (name for name in wanted if name not in fields)


def _promised(warc_type: str) -> Iterator[str]:
    """Yield what every record of ours of a type has besides."""
    yield "warc-block-digest"
    if warc_type in OF_A_PAGE:
        yield "warc-target-uri"
    if warc_type in REFERRING:
        yield "warc-refers-to"
