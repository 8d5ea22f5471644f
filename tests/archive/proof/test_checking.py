"""Whether a change of anything that was sealed is told, and of nothing else."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.proof.checking import TOLD_MAX, check_seals
from archive.proof.seal import Sealed
from archive.warc.records import Stored, records
from archive.warc.verify_file import Fault
from archive.warc.writer import WarcWriter
from tests.archive.proof.test_seal import closed, seal, sealed, write, writer

__all__ = ["sealed", "writer"]


def check(tmp_path: Path) -> list[Fault]:
    """Hold the seals against the files; a record lies where the first of its id does."""
    places: dict[str, tuple[Path, int]] = {}
    for path in closed(tmp_path):
        for one in records(path):
            if isinstance(one, Stored):
                places.setdefault((one.get("WARC-Record-ID") or "").strip("<>"), (path, one.offset))
    return list(check_seals(tmp_path / "seals", closed(tmp_path), places.get))


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    octets = change(path.read_bytes())
    path.chmod(0o640)
    path.write_bytes(octets)


@pytest.mark.usefixtures("sealed")
def test_archive_that_was_not_changed_has_no_fault(writer: WarcWriter, tmp_path: Path) -> None:
    write(writer, 2)  # later, and not sealed yet
    writer.close()
    assert check(tmp_path) == []


def test_archive_without_seals_has_no_fault(tmp_path: Path) -> None:
    assert check(tmp_path) == []


@pytest.mark.usefixtures("sealed")
def test_day_that_was_sealed_twice_is_whole(writer: WarcWriter, tmp_path: Path) -> None:
    write(writer, 2)
    writer.close()
    assert seal(tmp_path) is not None
    assert check(tmp_path) == []


@pytest.mark.usefixtures("sealed")
def test_forged_record_is_named_where_it_lies(tmp_path: Path) -> None:
    (path,) = closed(tmp_path)
    one = [one for one in records(path) if isinstance(one, Stored) and one.get("WARC-Type") == "response"][3]
    offset, end = one.offset, one.offset + one.length
    forged = gzip.compress(gzip.decompress(path.read_bytes()[offset:end]).replace(b"story 3", b"story X"))
    rewrite(path, lambda octets: octets[:offset] + forged + octets[end:])
    (found,) = check(tmp_path)
    assert (found.file, found.offset) == (path, offset)
    assert found.why == "is not as it was sealed in 2026-03-01.json"


def test_record_that_was_taken_out_is_named_by_its_id(sealed: Sealed, tmp_path: Path) -> None:
    (path,) = closed(tmp_path)
    last = [one for one in records(path) if isinstance(one, Stored)][-1]
    rewrite(path, lambda octets: octets[: last.offset])
    (found,) = check(tmp_path)
    assert (found.file, found.record_id) == (sealed.path, (last.get("WARC-Record-ID") or "").strip("<>"))
    assert "in no closed file" in found.why


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize(
    ("suffix", "change"),
    [
        (".json", lambda octets: octets.replace(b'"records": ', b'"records": 1')),
        (".json.sig", lambda octets: bytes([octets[0] ^ 1]) + octets[1:]),
        (".json.pub", lambda _: b"no key"),
        (".leaves.gz", lambda octets: gzip.compress(gzip.decompress(octets).replace(b"/3\n", b"/4\n", 1))),
        (".leaves.gz", lambda octets: octets[:-20]),
    ],
)
def test_changed_file_of_a_seal_is_named(tmp_path: Path, suffix: str, change: Callable[[bytes], bytes]) -> None:
    rewrite(tmp_path / "seals" / f"2026-03-01{suffix}", change)
    assert check(tmp_path)


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize("suffix", [".json.sig", ".json.pub", ".leaves.gz"])
def test_missing_file_of_a_seal_is_named(tmp_path: Path, suffix: str) -> None:
    (gone := tmp_path / "seals" / f"2026-03-01{suffix}").unlink()
    assert [found.file for found in check(tmp_path)] == [gone]


def test_missing_records_without_end_are_counted(writer: WarcWriter, tmp_path: Path) -> None:
    write(writer, 40)
    writer.close()
    assert seal(tmp_path) is not None
    closed(tmp_path)[0].unlink()
    found = check(tmp_path)
    assert len(found) == TOLD_MAX + 1
    assert found[-1].why.startswith("21 more records")
