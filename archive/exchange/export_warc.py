"""A subset of the archive as WARC files: every record of the chosen stories, octet for octet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from archive.catalog.exporting import Selection
from archive.exchange.copying import Tell, lift_all
from archive.exchange.subset import Copying, Counted, Label, write_records
from archive.warc.closing import HASH_SUFFIX, INDEX_SUFFIX
from archive.warc.sorting import SortedLines


def write_warcs(selection: Selection, warcs: Path, how: Copying, tell: Tell) -> int:
    """Write the records; return how many there were. `tell` hears of those that are damaged or gone.

    `warcs`: the folder of the archive's WARC files. Raises as `write_records` and `gather`.
    """
    return write_records(lift_all(selection, warcs, tell), how)


def into_folder(folder: Path, label: Label) -> Copying:
    """Return how to write files of at most `label.file_max_bytes` (and an exchange), each with index and SHA-256 beside it."""
    lines: list[SortedLines] = []

    @contextmanager
    def opened(name: str) -> Iterator[Counted]:
        lines[:] = [SortedLines()]
        with (folder / name).open("xb") as file:
            counted = Counted(file)
            yield counted
        with (folder / (name + INDEX_SUFFIX)).open("xb") as index:
            index.writelines(lines[0])
        (folder / (name + HASH_SUFFIX)).write_text(f"{counted.sha256}  {name}\n", "ascii")

    return Copying(label=label, opened=opened, noted=lambda line: lines[0].add((line,)))


def into_file(out: BinaryIO, name: str, label: Label) -> Copying:
    """Return how to write one file, however large. `name`: what it will be called."""

    @contextmanager
    def opened(_: str) -> Iterator[Counted]:
        yield Counted(out)

    return Copying(label=label, opened=opened, name=name)
