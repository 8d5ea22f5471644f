"""Files that must be unpacked before their records can be read one by one: within bounds that hold while unpacking."""

from __future__ import annotations

import errno
import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.errors import WarcError
from archive.exchange.imports.package import Entry
from archive.warc.coding import GZIP, PIECE_BYTES, unfold
from archive.warc.verify_reading import UNFOLD_FREE_BYTES, UNFOLD_RATIO_MAX


def unpack(path: Path, scratch: Path, *, room_bytes: int) -> tuple[Path, WarcError | None]:
    """Unpack a file of gzip into `scratch`; return where, and the damage that ended it: what is before that is there.

    Raises WarcError for a bomb: more than 64 MiB that are more than 200 times their packed size; OSError (ENOSPC) where
    there are more than `room_bytes`.
    """
    most = max(UNFOLD_FREE_BYTES, UNFOLD_RATIO_MAX * path.stat().st_size)
    target = scratch / f"{_short(str(path))}.unpacked"
    unfolding = _Unfolding(path)
    _write(target, unfolding.pieces(), path, most, room_bytes)
    return target, unfolding.damage


def unpack_entry(path: Path, entry: Entry, scratch: Path, *, room_bytes: int) -> Path:
    """Unpack a file of a package into `scratch`, under a name of ours; return where. Raises as `unpack`."""
    most = max(UNFOLD_FREE_BYTES, UNFOLD_RATIO_MAX * entry.packed_size)
    target = scratch / f"{_short(f'{path}!{entry.name}')}.entry"
    try:
        with zipfile.ZipFile(path) as package, package.open(entry.name) as file:
            _write(target, iter(lambda: file.read(PIECE_BYTES), b""), path, min(most, entry.size), room_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        raise WarcError(path, entry.start, f"{entry.name} cannot be unpacked: {problem}") from problem
    return target


def _write(target: Path, pieces: Iterable[bytes], source: Path, size_max: int, room_bytes: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with target.open("wb") as file:
        for piece in pieces:
            written += len(piece)
            if written > size_max:
                raise WarcError(source, 0, f"unfolds to more than {size_max} bytes: not unpacked")
            if written > room_bytes:
                raise OSError(errno.ENOSPC, "no room to unpack it", str(source))
            file.write(piece)


class _Unfolding:
    """What the gzip members of a file unfold to. `damage`: what ended it before the file's end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.damage: WarcError | None = None

    def pieces(self) -> Iterator[bytes]:
        """Yield it piece by piece, up to what is damaged."""
        decoder = zlib.decompressobj(GZIP)
        with self._path.open("rb") as file:
            while rest := file.read(PIECE_BYTES):
                while rest:
                    if decoder.eof:
                        decoder = zlib.decompressobj(GZIP)
                    try:
                        yield from unfold(decoder, rest)
                    except zlib.error as error:
                        self.damage = WarcError(self._path, file.tell() - len(rest), f"packed as a whole, and damaged: {error}")
                        return
                    rest = decoder.unused_data
            if not decoder.eof:
                self.damage = WarcError(self._path, file.tell(), "packed as a whole, and ends within its gzip member")


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
