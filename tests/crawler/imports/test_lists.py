"""What the files that are named come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.imports.lists import given_files


@pytest.mark.parametrize("opening", [b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18"])
@pytest.mark.parametrize("name", ["others.warc.zst", ""])  # itself, and the folder it lies in
def test_file_packed_by_zstandard_is_refused_in_words(tmp_path: Path, opening: bytes, name: str) -> None:
    (tmp_path / "others.warc.zst").write_bytes(opening + b"\0" * 64)
    (found,) = given_files([str(tmp_path / name)])
    assert found.path is None
    assert "zstd -d" in (found.why or "")


def test_file_that_is_nothing_of_this_is_told(tmp_path: Path) -> None:
    (path := tmp_path / "noise").write_bytes(bytes(range(256)))
    (found,) = given_files([str(path)])
    assert found.why == "neither WARC, ARC nor WACZ, nor a list of such"
