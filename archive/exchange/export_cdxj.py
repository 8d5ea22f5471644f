"""The index of the chosen stories' records as they lie in the archive (CDXJ 0.1.0), in order."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from archive.catalog.exporting import Selection
from archive.exchange.copying import Tell, lift_all
from archive.warc.cdxj import lines_of


def write_cdxj(selection: Selection, warcs: Path, out: BinaryIO, tell: Tell) -> None:
    """Write a line a capture. `tell` hears of records that are damaged or gone."""
    lifted = lift_all(selection, warcs, tell)
    out.writelines(lines_of(stored for one in lifted for stored in one.records))
