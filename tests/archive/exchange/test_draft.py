"""What is exported appears whole or not at all, whatever was left by a process that was killed."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from archive.errors import Busy
from archive.exchange.draft import DRAFT, MANIFEST, REPLACED, drafted_file, drafted_folder


def make(folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / "a").write_text(text)
    (folder / MANIFEST).write_text("{}")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_file_has_its_name_when_it_is_whole(tmp_path):
    with drafted_file(tmp_path / "x", force=False) as file:
        file.write(b"whole")
        assert names(tmp_path) == ["x" + DRAFT]
    assert names(tmp_path) == ["x"]
    assert (tmp_path / "x").read_bytes() == b"whole"


@pytest.mark.parametrize("drafted", [drafted_file, drafted_folder])
def test_failure_leaves_nothing(tmp_path, drafted):
    with pytest.raises(KeyboardInterrupt), drafted(tmp_path / "x", force=False):
        raise KeyboardInterrupt
    assert names(tmp_path) == []


def test_draft_of_a_killed_process_is_begun_anew(tmp_path):
    (tmp_path / ("x" + DRAFT)).write_bytes(b"a long half")
    with drafted_file(tmp_path / "x", force=False) as file:
        file.write(b"whole")
    assert (tmp_path / "x").read_bytes() == b"whole"


def test_folder_of_a_killed_process_is_begun_anew(tmp_path):
    make(tmp_path / ("x" + DRAFT), "half")
    with drafted_folder(tmp_path / "x", force=False) as folder:
        (folder / "b").write_text("whole")
    assert names(tmp_path / "x") == ["b"]


@pytest.mark.parametrize("drafted", [drafted_file, drafted_folder])
def test_draft_of_a_living_process_is_left_alone(tmp_path, drafted):
    with drafted(tmp_path / "x", force=False):
        with pytest.raises(Busy, match="another export"), drafted(tmp_path / "x", force=False):
            pass
        assert names(tmp_path) == ["x" + DRAFT]
    assert names(tmp_path) == ["x"]


def test_killed_before_the_new_folder_stood_the_old_one_is_put_back(tmp_path):
    make(tmp_path / ("x" + REPLACED), "old")
    with pytest.raises(FileExistsError), drafted_folder(tmp_path / "x", force=False):
        pass
    assert names(tmp_path) == ["x"]
    assert (tmp_path / "x" / "a").read_text() == "old"


def test_killed_after_the_new_folder_stood_the_old_one_goes(tmp_path):
    make(tmp_path / ("x" + REPLACED), "old")
    make(tmp_path / "x", "new")
    with drafted_folder(tmp_path / "x", force=True) as folder:
        (folder / "a").write_text("newest")
    assert names(tmp_path) == ["x"]
    assert (tmp_path / "x" / "a").read_text() == "newest"


def test_folder_that_only_looks_put_aside_is_not_touched(tmp_path):
    (tmp_path / ("x" + REPLACED)).mkdir()
    (tmp_path / ("x" + REPLACED) / "mine").write_text("mine")
    with drafted_folder(tmp_path / "x", force=False):
        pass
    assert names(tmp_path) == ["x", "x" + REPLACED]


@pytest.mark.parametrize("drafted", [drafted_file, drafted_folder])
def test_link_in_the_place_of_a_draft_is_not_followed(tmp_path, drafted):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "a").write_text("mine")
    (tmp_path / ("x" + DRAFT)).symlink_to(tmp_path / "precious")
    with pytest.raises(OSError, match=r"x\.draft"), drafted(tmp_path / "x", force=False):
        pass
    assert (tmp_path / "precious" / "a").read_text() == "mine"


def test_lock_that_is_held_elsewhere_is_busy(tmp_path):
    draft = tmp_path / ("x" + DRAFT)
    draft.touch()
    descriptor = os.open(draft, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(Busy), drafted_file(tmp_path / "x", force=False):
        pass
    os.close(descriptor)
