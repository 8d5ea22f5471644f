"""Whatever is exported appears whole or not at all: it is written to NAME.draft beside, and then given its name.

A process that is killed leaves the draft; the next one, which takes its lock, begins anew over it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from archive.errors import Busy
from archive.warc.closing import sync_folder

DRAFT, REPLACED = ".draft", ".replaced"

MANIFEST = "_export.json"
"""In every folder that is exported: what it holds. A folder without one is nobody's to replace."""


@contextmanager
def drafted_file(target: Path, *, force: bool) -> Iterator[BinaryIO]:
    """Give a file to write; left without an error, it is durable and has its name; else nothing of it stays.

    Raises FileExistsError where the target is there, and is not to be replaced (`force`) or is a folder; Busy, OSError.
    """
    _refuse(target, is_replaceable=force and target.is_file())
    draft = target.with_name(target.name + DRAFT)
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    with os.fdopen(descriptor, "wb") as file, _removing_unfinished(draft):
        _lock(draft, descriptor)
        os.ftruncate(descriptor, 0)
        yield file
        file.flush()
        os.fsync(descriptor)
        _refuse(target, is_replaceable=force and target.is_file())
        draft.rename(target)
        sync_folder(target.parent)


@contextmanager
def drafted_folder(target: Path, *, force: bool) -> Iterator[Path]:
    """Give an empty folder to fill; left without an error, it is durable and has its name; else nothing of it stays.

    One that is replaced is put aside until the new one stands in its place. Raises as `drafted_file`.
    """
    _put_back(target)
    _refuse(target, is_replaceable=_is_replaceable(target, force=force))
    draft = target.with_name(target.name + DRAFT)
    draft.mkdir(exist_ok=True)
    descriptor = os.open(draft, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        _lock(draft, descriptor)
        with _removing_unfinished(draft):
            _empty(draft)
            yield draft
            os.sync()  # a tree may have a million files
            _refuse(target, is_replaceable=_is_replaceable(target, force=force))
            _replace(target, draft)
    finally:
        os.close(descriptor)


def _lock(draft: Path, descriptor: int) -> None:
    """Take the draft for this process, unless another has it, or has just given it its name."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), draft.stat()):
            return
    except (BlockingIOError, FileNotFoundError):
        pass
    raise Busy(f"another export writes {draft}")


@contextmanager
def _removing_unfinished(draft: Path) -> Iterator[None]:
    try:
        yield
    except Busy:
        raise
    except BaseException:
        _remove(draft)
        raise


def _refuse(target: Path, *, is_replaceable: bool) -> None:
    if os.path.lexists(target) and not is_replaceable:
        raise FileExistsError(f"{target} is there already")


def _is_replaceable(target: Path, *, force: bool) -> bool:
    """Tell whether a folder may be replaced: an empty one, or, when asked for, an export of ours."""
    if target.is_symlink() or not target.is_dir():
        return False
    return not any(target.iterdir()) or (force and (target / MANIFEST).is_file())


def _replace(target: Path, draft: Path) -> None:
    aside = target.with_name(target.name + REPLACED)
    is_put_aside = target.exists() and any(target.iterdir())
    if is_put_aside:
        target.rename(aside)
    draft.rename(target)
    sync_folder(target.parent)
    if is_put_aside:
        _remove(aside)


def _put_back(target: Path) -> None:
    """Finish what a process left that was killed while it replaced a folder."""
    aside = target.with_name(target.name + REPLACED)
    if not (aside / MANIFEST).is_file():
        return
    if target.exists():
        _remove(aside)
    else:
        aside.rename(target)


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        _remove(entry)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
