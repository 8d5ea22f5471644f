"""One exchange of what is imported, read whole where it lies, its digests checked; and a revisit with what it revisits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from archive.errors import WarcError
from archive.exchange.imports.layout import Part, read_from
from archive.exchange.imports.scan import Spot
from archive.models import Capture, Truncated
from archive.warc.coding import cut
from archive.warc.http import codings, response_head
from archive.warc.pairing import Archived, read_exchange
from archive.warc.records import Stored
from archive.warc.verify_digests import Digests, is_right_of


def read_spot(part: Part, spot: Spot) -> Archived:
    """Return the exchange. Raises WarcError where it is damaged or a digest it declares is not that of its octets."""
    group = list(_sound(part, spot))
    try:
        found = read_exchange(group)
    except ValueError as error:
        raise WarcError(Path(part.name), spot.offset, str(error)) from error
    if found is None:
        raise WarcError(Path(part.name), spot.offset, "no exchange is there any more")
    return found


def put_together(revisit: Capture, original: Capture) -> Capture | None:
    """Return what was received when `revisit` was: its own head, or the original's, with the body that it says came again.

    None where the two were coded otherwise, so that the body would be read wrongly.
    """
    head, kept = response_head(revisit.response), response_head(original.response)
    if kept is None or original.truncated:
        return None
    if head is None:
        return replace(revisit, response=original.response)
    if codings(head) != codings(kept):
        return None
    return replace(revisit, response=revisit.response[: head.length] + original.response[kept.length :])


def alone(revisit: Capture) -> Capture:
    """Return a revisit whose original is nowhere: a head, and no more."""
    return replace(revisit, truncated=Truncated.UNSPECIFIED)


def _sound(part: Part, spot: Spot) -> Iterator[Stored]:
    for found in islice(read_from(part, spot.offset), spot.count):
        if isinstance(found, WarcError):
            raise WarcError(Path(part.name), found.offset, found.why)
        _check(part, found)
        yield found


def _check(part: Part, stored: Stored) -> None:
    """Raise WarcError where a digest is wrong; payload digests are right by any reading that tools have of a payload."""
    digests = Digests({name.lower(): value for name, value in reversed(stored.fields)})
    for piece in cut(stored.block):
        digests.update(memoryview(piece))
    block, payload = digests.block, digests.payload
    if block is not None and not block.is_right():
        raise WarcError(Path(part.name), stored.offset, f"the block is not that of {block.text}")
    if payload is not None and not payload.is_right() and not is_right_of(stored.block, payload.text):
        raise WarcError(Path(part.name), stored.offset, f"the payload is not that of {payload.text}")
