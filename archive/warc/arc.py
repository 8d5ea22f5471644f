"""ARC files (to 2008), read through warcio, which gives their records the names of WARC's fields."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from archive.errors import WarcError
from archive.warc.records import Stored, check_length, read_block

ARC_START = b"filedesc://"


def is_arc(path: Path) -> bool:
    """Tell whether a file begins as an ARC file does, compressed or not."""
    with path.open("rb") as file:
        if file.read(len(ARC_START)) == ARC_START:
            return True
    try:
        with gzip.open(path) as unpacked:
            return unpacked.read(len(ARC_START)) == ARC_START
    except (OSError, EOFError, zlib.error):
        return False


def arc_records(path: Path, start: int = 0, *, end: int | None = None) -> Iterator[Stored | WarcError]:
    """Yield the records of an ARC file from offset `start` on, those that begin before `end`.

    The walk ends at the first damage, which is yielded as a WarcError.
    """
    with path.open("rb") as file:
        file.seek(start)
        walk = ArchiveIterator(file, no_record_parse=True, arc2warc=True)
        try:
            for record in walk:
                block = read_block(record.raw_stream, check_length(record.length))
                if end is not None and walk.get_record_offset() >= end:
                    return
                yield Stored(
                    filename=path.name,
                    offset=walk.get_record_offset(),  # after the block: asking reads to the record's end
                    length=walk.get_record_length(),
                    fields=tuple(record.rec_headers.headers),
                    block=block,
                )
        except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, zlib.error) as error:
            yield WarcError(path, walk.offset, str(error))
