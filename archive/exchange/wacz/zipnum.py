"""A sorted index in gzip members of a thousand lines, with a second index that says where each begins: as pywb's ZipNum.

https://pywb.readthedocs.io/en/latest/manual/indexing.html#zipnum-compressed-index; names and details as cdxj-indexer has them.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from itertools import islice

from archive.exchange.subset import Counted
from archive.warc.coding import GZIP
from archive.warc.record import LEVEL

LINES = 1_024
"""In a member; as py-wacz has it."""

NAME = "index.cdx.gz"


def write_zipnum(lines: Iterable[bytes], out: Counted) -> list[bytes]:
    """Write the lines, which are in order; return those of the second index, of which there is one in a thousand."""
    meta = json.dumps({"format": "cdxj-gzip-1.0", "filename": NAME})
    entries, rest = [f"!meta 0 {meta}\n".encode()], iter(lines)
    while block := list(islice(rest, LINES)):
        packed, offset = _pack(b"".join(block)), out.size
        out.write(packed)
        place = {"offset": offset, "length": len(packed), "digest": f"sha256:{hashlib.sha256(packed).hexdigest()}"}
        entries.append(block[0].partition(b"{")[0] + json.dumps(place).encode() + b"\n")
    return entries


def _pack(octets: bytes) -> bytes:
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    return deflate.compress(octets) + deflate.flush()
