"""What the files named come to: those in folders, and those that lists name, here or on the web."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.exchange.imports.layout import Layout, layout_of

LIST_MAX_BYTES = 16_777_216
FILES_MAX = 100_000
COMMON_CRAWL = "https://data.commoncrawl.org/"
"""What Common Crawl's lists (warc.paths) leave out of each address; they name paths from "crawl-data/" on."""

NOTHING = "neither WARC, ARC nor WACZ, nor a list of such"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file to be imported: `path`, or the `url` that it is to be fetched from. `why`: why it is none."""

    name: str
    path: Path | None = None
    layout: Layout | None = None
    url: str | None = None
    why: str | None = None


def given_files(named: Iterable[str]) -> Iterator[Given]:
    """Yield the files that are named, those in folders, and those in lists; each once, FILES_MAX at most."""
    seen: set[str] = set()
    for one in _unfolded(named):
        if one.name in seen:
            continue
        if len(seen) >= FILES_MAX:
            yield Given(name=one.name, why=f"more than {FILES_MAX} files: import them in several runs")
            return
        seen.add(one.name)
        yield one


def _unfolded(named: Iterable[str]) -> Iterator[Given]:
    for name in named:
        if name.startswith(("http://", "https://")):
            yield Given(name=name, url=name)
        elif Path(name).is_dir():
            yield from _in_folder(Path(name))
        else:
            yield from _file(Path(name), is_listed=False)


def _in_folder(folder: Path) -> Iterator[Given]:
    """Yield the files beneath a folder that can be imported, by name; links are followed nowhere."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place) / name
            if path.is_symlink() or not path.is_file():
                continue
            found = _given(path)
            if found.layout not in {None, Layout.LIST} or (found.why and found.layout is not None):
                yield found


def _file(path: Path, *, is_listed: bool) -> Iterator[Given]:
    found = _given(path)
    if found.layout is not Layout.LIST:
        yield found
    elif is_listed:
        yield Given(name=str(path), why="a list in a list")
    else:
        yield from _listed(path)


def _given(path: Path) -> Given:
    try:
        layout = layout_of(path)
    except OSError as problem:
        return Given(name=str(path), why=problem.strerror or str(problem))
    if layout is None:
        return Given(name=str(path), why=NOTHING)
    if layout is Layout.ZSTANDARD:
        return Given(
            name=str(path), layout=layout, why="packed by Zstandard, which is not read here: unpack it first (zstd -d)"
        )
    return Given(name=str(path), path=path.absolute(), layout=layout)


def _listed(path: Path) -> Iterator[Given]:
    """Yield what a list names, a line each; blank lines and # comments are passed over."""
    try:
        lines = _read(path).splitlines()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as problem:
        yield Given(name=str(path), why=f"a list that cannot be read: {problem}")
        return
    names = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not all(_may_be_named(path.parent, name) for name in names[:1]):
        yield Given(name=str(path), why=NOTHING)
        return
    for name in names:
        if name.startswith(("http://", "https://")):
            yield Given(name=name, url=name)
        elif name.startswith("crawl-data/") and not (path.parent / name).exists():
            yield Given(name=name, url=COMMON_CRAWL + name)
        else:
            yield from _file(path.parent / name, is_listed=True)


def _may_be_named(folder: Path, line: str) -> bool:
    """Tell whether a list's first line names anything: else it is a text of another kind."""
    if line.startswith(("http://", "https://", "crawl-data/")):
        return True
    try:
        return (folder / line).exists()
    except (OSError, ValueError):
        return False


def _read(path: Path) -> str:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with gzip.open(path) if packed else path.open("rb") as file:
        octets = file.read(LIST_MAX_BYTES + 1)
    if len(octets) > LIST_MAX_BYTES:
        raise OSError(f"more than {LIST_MAX_BYTES} bytes")
    return octets.decode("utf-8-sig")
