"""Whether lines come in order when they do not fit into memory, or into a process's files."""

from __future__ import annotations

import random
import tempfile

import pytest

from archive.warc import sorting
from archive.warc.sorting import SortedLines, merge


def some_lines(count: int) -> list[bytes]:
    chance = random.Random(7)
    return [b"%06d %d\n" % (chance.randrange(1_000_000), number) for number in range(count)]


def test_lines_on_the_disk_come_in_order_with_those_in_memory() -> None:
    lines, taken = some_lines(1_000), SortedLines(run_lines=64)
    for line in lines:
        taken.add((line,))
    assert list(taken) == sorted(lines)
    taken.add([b"000000 last\n"])
    assert list(taken) == sorted([*lines, b"000000 last\n"])


def test_lines_stay_in_memory_where_the_disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    lines, taken = some_lines(300), SortedLines(run_lines=64)
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    taken.add(lines[:100])
    monkeypatch.undo()
    taken.add(lines[100:])
    assert list(taken) == sorted(lines)


def test_more_parts_than_a_process_may_open_are_merged_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "TOGETHER_MAX", 3)
    lines = some_lines(400)
    assert list(merge(sorted(lines[start : start + 10]) for start in range(0, 400, 10))) == sorted(lines)


def test_nothing_gives_nothing() -> None:
    assert list(SortedLines()) == []
    assert list(merge(())) == []
