"""Whether what was sealed is as it was: the seals, their signatures, their leaves, and the records in the WARC files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from archive.errors import SealError
from archive.proof.leaves import day_of, leaves_of
from archive.proof.merkle import leaf_hash, root_of
from archive.proof.seal import KEY_SUFFIX, SIGNATURE_SUFFIX, Sealed, leaves_path, read_leaves, seals_in
from archive.proof.signing import is_signed, read_public
from archive.warc.sorting import SortedLines
from archive.warc.verify_file import Fault
from archive.warc.verify_walk import Check

TOLD_MAX = 100
"""Sealed records that are not there which are told one by one."""

Place = Callable[[str], tuple[Path, int] | None]
"""Says in which file and at which offset a record lies, by its id; None where it lies nowhere."""


def check_seals(
    folder: Path, paths: Sequence[Path], place_of: Place, heard: Callable[[int], None] = lambda _: None
) -> Iterator[Fault]:
    """Yield what is not as it was when it was sealed. `folder`: of the seals. `paths`: all closed WARC files of the archive.

    The files are read once more, where there is a seal at all; memory does not grow with them. Raises OSError.
    """
    try:
        seals = seals_in(folder)
    except SealError as problem:
        yield _fault(problem.path, problem.why)
        return
    whole = []
    for sealed in seals:
        faults = tuple(_of_seal(sealed))
        yield from faults
        whole += [] if faults else [sealed]
    if whole:
        yield from _told(_missed(whole, paths, place_of, heard))


def _of_seal(sealed: Sealed) -> Iterator[Fault]:
    """Yield what is wrong with one seal by itself."""
    yield from _of_signature(sealed)
    try:
        root = root_of(map(leaf_hash, read_leaves(sealed)))
    except SealError as problem:
        yield _fault(problem.path, problem.why)
        return
    if root.hex() != sealed.seal.root:
        yield _fault(leaves_path(sealed.path), "holds other leaves than were sealed")


def _of_signature(sealed: Sealed) -> Iterator[Fault]:
    signature, key = (sealed.path.with_name(sealed.path.name + suffix) for suffix in (SIGNATURE_SUFFIX, KEY_SUFFIX))
    if not signature.exists() and not key.exists():
        return
    try:
        if not is_signed(sealed.text, signature.read_bytes(), read_public(key.read_bytes())):
            yield _fault(signature, f"is not a signature of {sealed.path.name} by the key beside it")
    except FileNotFoundError as problem:
        yield _fault(Path(str(problem.filename)), "is not there: a signature and its key belong together")
    except ValueError as problem:
        yield _fault(key, str(problem))


def _missed(seals: Sequence[Sealed], paths: Sequence[Path], place_of: Place, heard: Callable[[int], None]) -> Iterator[Fault]:
    """Yield the sealed records that no file holds as they were."""
    sealed = SortedLines()
    for leaf in chain.from_iterable(map(read_leaves, seals)):
        sealed.add((leaf,))
    by_day = {one.seal.day: one.path for one in seals}
    there = leaves_of(paths, frozenset(by_day), heard)
    for leaf in _only_in(sealed, there):
        seal, record_id = by_day[day_of(leaf)], leaf.split(b" ", 2)[1].decode("utf-8", "replace")
        place = place_of(record_id)
        if place:
            yield _fault(place[0], f"is not as it was sealed in {seal.name}", place[1], record_id)
        else:
            yield _fault(seal, "was sealed, and is in no closed file", 0, record_id)


def _only_in(these: Iterable[bytes], those: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the lines, each once, that the second of two ordered rows lacks."""
    last, other = b"", next(those, None)
    for line in these:
        if line == last:
            continue
        last = line
        while other is not None and other < line:
            other = next(those, None)
        if other != line:
            yield line


def _told(found: Iterator[Fault]) -> Iterator[Fault]:
    last = None
    for last in islice(found, TOLD_MAX):
        yield last
    if last and (more := sum(1 for _ in found)):
        yield _fault(last.file, f"{more} more records are not as they were sealed")


def _fault(file: Path, why: str, offset: int = 0, record_id: str = "") -> Fault:
    return Fault(file=file, offset=offset, record_id=record_id, check=Check.SEAL, why=why, is_damage=True)
