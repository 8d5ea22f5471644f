"""A file that holds whole records or nothing, whatever the disk does."""

from __future__ import annotations

import errno
import fcntl
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.errors import DiskFull, WarcError
from archive.warc.openfile import OpenFile
from archive.warc.store import recover

NAME = "WARRAQ-x.warc.gz"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenFile]:
    file = OpenFile(tmp_path, NAME)
    yield file
    file.close()


@pytest.fixture
def size_limit() -> Iterator[int]:
    """Let no file grow past the given size: what a full disk is like, without one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield 100_000
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_what_is_written_is_there_with_its_offsets(opened: OpenFile) -> None:
    with opened.whole():
        assert opened.write([b"ab", b"c"]) == (0, 3)
        assert opened.write([b"de"]) == (3, 2)
    assert opened.path.read_bytes() == b"abcde"
    assert opened.size == 5


def test_interrupted_writing_leaves_what_was_before(opened: OpenFile) -> None:
    with opened.whole():
        opened.write([b"first"])

    def interrupted() -> Iterator[bytes]:
        yield b"x" * 5_000_000
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), opened.whole():
        opened.write(interrupted())
    assert opened.path.read_bytes() == b"first"
    with opened.whole():
        assert opened.write([b"second"]) == (5, 6)
    assert opened.path.read_bytes() == b"firstsecond"


def test_write_that_fails_half_way_is_cut_back(opened: OpenFile, size_limit: int) -> None:
    with opened.whole():
        opened.write([b"a" * 60_000])
    with pytest.raises(OSError, match=os.strerror(errno.EFBIG)), opened.whole():
        opened.write([b"b" * 60_000])
    assert opened.path.stat().st_size == 60_000 < size_limit
    with opened.whole():
        opened.write([b"c" * 10_000])
    assert opened.path.read_bytes() == b"a" * 60_000 + b"c" * 10_000


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT SHOWN: a full disk needs root to mount a small tmpfs")
def test_full_disk_is_said_and_nothing_is_torn(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"NOT SHOWN: no tmpfs can be mounted here: {mounted.stderr!r}")
    try:
        fill(disk)
    finally:
        subprocess.run(["umount", disk], check=True)


def fill(disk: Path) -> None:
    with closing(OpenFile(disk, NAME)) as file:
        with file.whole():
            file.write([b"a" * 100_000])
        for _ in range(3):
            with pytest.raises(DiskFull) as full, file.whole():
                file.write([b"b" * 200_000])
            assert full.value.path == file.path
            assert file.path.stat().st_size == 100_000
        with file.whole():
            file.write([b"c" * 10_000])
    assert (disk / NAME).read_bytes() == b"a" * 100_000 + b"c" * 10_000


def test_file_that_cannot_be_cut_back_takes_nothing_more(tmp_path: Path) -> None:
    file = OpenFile(tmp_path, NAME)
    with file.whole():
        file.write([b"first"])
    closed = os.open("/dev/full", os.O_WRONLY)
    os.dup2(closed, file._descriptor, inheritable=False)
    os.close(closed)
    with pytest.raises(DiskFull), file.whole():
        file.write([b"second"])
    assert file.broken
    with pytest.raises(WarcError), file.whole():
        file.write([b"third"])
    with pytest.raises(WarcError):
        file.sync()
    file.close()
    assert file.path.read_bytes() == b"first"


def test_sync_that_fails_breaks_the_file(tmp_path: Path) -> None:
    file = OpenFile(tmp_path, NAME)
    with file.whole():
        file.write([b"first"])
    pipe = os.pipe()
    os.dup2(pipe[1], file._descriptor, inheritable=False)  # a pipe cannot be synced
    for end in pipe:
        os.close(end)
    with pytest.raises(OSError, match=os.strerror(errno.EINVAL)):
        file.sync()
    with pytest.raises(WarcError), file.whole():
        file.write([b"second"])
    file.close()
    assert file.path.exists()


def test_file_is_locked_while_it_is_open(opened: OpenFile) -> None:
    with opened.path.open("rb") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_forked_child_does_not_keep_the_lock(tmp_path: Path) -> None:
    script = (
        "import os, sys, time; from pathlib import Path; from archive.warc.openfile import OpenFile\n"
        "file = OpenFile(Path(sys.argv[1]), 'x')\n"
        "if os.fork() == 0: os.close(1); time.sleep(60)\n"
        "else: print(os.getpid(), flush=True); os.kill(os.getpid(), 9)"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, start_new_session=True)
    try:
        process.communicate()
        with (tmp_path / "x.open").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("taken", [NAME, NAME + ".open"])
def test_name_that_is_taken_is_refused(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).write_bytes(b"another's")
    with pytest.raises(FileExistsError):
        OpenFile(tmp_path, NAME)
    assert (tmp_path / taken).read_bytes() == b"another's"


def test_empty_file_is_removed_when_closed(tmp_path: Path) -> None:
    OpenFile(tmp_path, NAME).close()
    assert list(tmp_path.iterdir()) == []


def test_recovery_that_comes_between_creation_and_lock_takes_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = OpenFile._lock

    def late(self: OpenFile, descriptor: int) -> None:
        recover(tmp_path, now=datetime(2026, 3, 1, tzinfo=UTC))
        lock(self, descriptor)

    monkeypatch.setattr(OpenFile, "_lock", late)
    with pytest.raises(FileExistsError):
        OpenFile(tmp_path, NAME)
    assert list(tmp_path.iterdir()) == []


def test_recovery_that_holds_the_lock_takes_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = OpenFile._lock

    def beaten(self: OpenFile, descriptor: int) -> None:
        with self.path.open("rb") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            lock(self, descriptor)

    monkeypatch.setattr(OpenFile, "_lock", beaten)
    with pytest.raises(FileExistsError):
        OpenFile(tmp_path, NAME)
