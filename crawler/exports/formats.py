"""The formats of `warraq export`: what each writes, and where it goes when nobody says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from archive.catalog.exporting import Chosen, Selection
from archive.errors import WarcError
from archive.exchange.citing import cited
from archive.exchange.copying import Tell
from archive.exchange.export_cdxj import write_cdxj
from archive.exchange.export_csv import write_csv
from archive.exchange.export_json import write_jsonl, write_jsonld
from archive.exchange.export_parquet import write_parquet
from archive.exchange.export_text import write_text
from archive.exchange.export_warc import into_file, into_folder, write_warcs
from archive.exchange.subset import Label
from archive.exchange.wacz.package import write_package

WARC_ENDING = ".warc.gz"


@dataclass(slots=True)
class Job:
    """An export under way.

    `heard` is told of each text that is passed on. `name`: of the file, when it will be done. `counts`: what was written.
    """

    selection: Selection
    warcs: Path
    label: Label
    tell: Tell
    heard: Callable[[], None]
    name: str = ""
    bom: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    def rows(self) -> Iterator[Chosen]:
        """Yield the texts; what they cite is looked for on the way."""
        for chosen in cited(self.selection, self.warcs, self.tell):
            yield chosen
            self.heard()

    def count(self, **counts: int) -> None:
        """Note what was written. Raises WarcError when it is nothing: all of it is damaged or gone."""
        if not counts["records"]:
            raise WarcError(self.warcs, 0, "no record of what was chosen can be read: nothing was written")
        self.counts |= counts


def _wacz(job: Job, out: BinaryIO) -> None:
    packed = write_package(out, job.selection, job.warcs, job.label, tell=job.tell)
    job.count(pages=packed.pages, records=packed.records, files=packed.files)


def _warc(job: Job, out: BinaryIO) -> None:
    job.count(records=write_warcs(job.selection, job.warcs, into_file(out, job.name, job.label), job.tell))


def _warcs(job: Job, folder: Path) -> None:
    job.count(records=write_warcs(job.selection, job.warcs, into_folder(folder, job.label), job.tell))


STREAMS: dict[str, Callable[[Job, BinaryIO], None]] = {
    "jsonl": lambda job, out: write_jsonl(job.rows(), out),
    "csv": lambda job, out: write_csv(job.rows(), out, bom=job.bom),
    "jsonld": lambda job, out: write_jsonld(job.rows(), out),
    "cdxj": lambda job, out: write_cdxj(job.selection, job.warcs, out, job.tell),
}
"""Written to standard output, or to a file that is named."""

FILES: dict[str, Callable[[Job, BinaryIO], None]] = {"wacz": _wacz, "warc": _warc}
"""Written to a file; `warc` to one only where it is named so (WARC_ENDING)."""

FOLDERS: dict[str, Callable[[Job, Path], None]] = {
    "parquet": lambda job, folder: write_parquet(job.rows(), folder),
    "text": lambda job, folder: write_text(job.rows(), folder),
    "warc": _warcs,
}
"""Written as a folder of files."""

DEFAULTS = {name: f"warraq-export-{name}" for name in FOLDERS} | {"wacz": "warraq-export.wacz"}
"""What is written in the folder that one is in, when nobody says where."""

READING_RECORDS = frozenset({"warc", "wacz", "cdxj"})
"""Made of records, not of rows: how many there will be is not known before."""

FORMATS = tuple(dict.fromkeys((*STREAMS, *FOLDERS, *FILES)))
