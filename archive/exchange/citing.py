"""Whether what a row cites can be where it says: the file is there, and reaches so far. `warraq verify` reads what is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.catalog.exporting import Chosen
from archive.errors import WarcError
from archive.exchange.copying import Tell
from archive.models import Record
from archive.warc.store import path_of

FILES_MAX = 10_000
"""Files whose sizes are remembered."""


def cited(rows: Iterable[Chosen], folder: Path, tell: Tell) -> Iterator[Chosen]:
    """Pass the rows on, all of them; `tell` hears of each record that is not where its row says it is."""
    sizes: dict[str, int] = {}
    for chosen in rows:
        for record in (chosen.version.record, chosen.version.conversion):
            if (why := _missing(record, folder, sizes)) is not None:
                tell(WarcError(folder / record.filename, record.offset, f"{why} ({record.record_id})"))
        yield chosen


def _missing(record: Record, folder: Path, sizes: dict[str, int]) -> str | None:
    end = record.offset + record.length
    if end <= sizes.get(record.filename, 0):
        return None
    try:
        size = path_of(folder, record.filename).stat().st_size  # of an open file, more than when it was last asked
    except (WarcError, OSError) as problem:
        return problem.why if isinstance(problem, WarcError) else problem.strerror
    if len(sizes) >= FILES_MAX:
        sizes.clear()
    sizes[record.filename] = size
    return None if end <= size else f"the file ends before it, at {size}"
