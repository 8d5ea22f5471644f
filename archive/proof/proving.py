"""Which seal proves a record: the newest of its day that has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archive.errors import WarcError
from archive.proof.bundle import make_bundle
from archive.proof.seal import Sealed

SEALS = "seals"
"""The folder of the seals, in an archive's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a record lies. `offset`, `length`: bytes of its gzip member in the file. `day`: of its WARC-Date (UTC)."""

    path: Path
    offset: int
    length: int
    day: date


def proof_of(spot: Spot, seals: Iterable[Sealed]) -> bytes | None:
    """Return the proof of a record by the newest of `seals` that has it, None where none has.

    `seals`: in the order of their numbers. Raises SealError, WarcError for what is no record by itself, OSError.
    """
    of_day = [sealed for sealed in seals if sealed.seal.day == spot.day]
    if not of_day or not spot.length:  # one that shares its gzip member with others cannot be shown by itself
        return None
    with spot.path.open("rb") as file:
        file.seek(spot.offset)
        member = file.read(spot.length)
    for sealed in reversed(of_day):
        try:
            return make_bundle(member, sealed)
        except LookupError:
            continue
        except ValueError as problem:
            raise WarcError(spot.path, spot.offset, str(problem)) from problem
    return None
