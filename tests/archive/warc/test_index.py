"""Whether every capture is found by its address, in closed files, open ones and such as have no index."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.errors import WarcError
from archive.models import Capture, CdxRecord
from archive.warc.cdxj import line_of, read_line, urlkey
from archive.warc.index import index_of, lookup, merged_lines, read_lines
from archive.warc.records import record_at
from archive.warc.store import recover
from archive.warc.writer import WarcInfo, WarcWriter

Make = Callable[..., Capture]

NOW = datetime(2026, 3, 1, 10, 20, 30, 123456, tzinfo=UTC)


@pytest.fixture
def filled(tmp_path: Path, info: WarcInfo, capture: Make) -> tuple[list[str], list[Path]]:
    """Return addresses, each kept once or oftener, and the files they are in: closed, open, without an index."""
    chance = random.Random(5)
    urls = [f"http://wire.example/{'%D8%AE' * (number % 7)}{number}" for number in range(60)]
    writers = [WarcWriter(tmp_path / "warc", info=info) for _ in range(4)]
    for writer in writers:
        for number in range(60):
            when = NOW + timedelta(seconds=chance.randrange(5))
            writer.write_pair(capture(target_uri=chance.choice(urls), date=when), now=NOW, digest="sha256:1")
            if number == 30:
                writer.close()
        writer.sync()
    paths = sorted(path for path in (tmp_path / "warc").iterdir() if path.suffix in {".gz", ".open"})
    assert [path.suffix for path in paths].count(".open") == 4
    index_of(next(path for path in paths if path.suffix == ".gz")).unlink()
    return urls, paths


def all_records(paths: list[Path]) -> list[CdxRecord]:
    return [read_line(line) for path in paths for line in read_lines(path)]


def test_lookup_gives_what_is_kept_of_an_address_in_the_order_of_time(filled: tuple[list[str], list[Path]]) -> None:
    urls, paths = filled
    everything = all_records(paths)
    assert len(everything) == 240
    for url in [*urls, "http://wire.example/", "http://a.example/", "http://zz.example/"]:
        found = lookup(paths, url)
        assert sorted(found, key=str) == sorted((one for one in everything if one.url == url), key=str)
        assert [one.timestamp for one in found] == sorted(one.timestamp for one in found)


def test_lookup_takes_addresses_that_have_one_key_for_the_same(filled: tuple[list[str], list[Path]]) -> None:
    urls, paths = filled
    assert lookup(paths, urls[3].replace("http://wire", "https://www.WIRE")) == lookup(paths, urls[3])


def test_merged_lines_are_those_of_all_files_in_order(filled: tuple[list[str], list[Path]]) -> None:
    _, paths = filled
    merged = list(merged_lines(paths))
    assert merged == sorted(line_of(one) for one in all_records(paths))


def test_lines_lead_to_their_records(filled: tuple[list[str], list[Path]]) -> None:
    _, paths = filled
    for path in paths:
        for line in read_lines(path):
            found = read_line(line)
            lying = record_at(path, found.offset)
            assert (lying.length, lying.get("WARC-Target-URI")) == (found.length, found.url)


def test_what_was_cut_back_is_not_in_the_index(tmp_path: Path, info: WarcInfo, capture: Make) -> None:
    writer = WarcWriter(tmp_path / "warc", info=info)
    writer.write_pair(capture(), now=NOW, digest="sha256:1")
    with pytest.raises(ValueError, match="no field name"):
        writer.write_pair(capture(), now=NOW, digest="sha256:1", fields=[("bad name", "x")])
    writer.write_pair(capture(), now=NOW, digest="sha256:1")
    writer.close()
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    assert index_of(path).read_bytes() == b"".join(read_lines(path))
    assert index_of(path).stat().st_mode & 0o777 == 0o440


STEPS = ("fsync", "fchmod", "replace", "rename")


@pytest.mark.parametrize("step", [(name, count) for name in STEPS for count in (1, 2, 3)])
def test_close_killed_at_any_step_is_finished_by_recover(
    tmp_path: Path, info: WarcInfo, capture: Make, step: tuple[str, int]
) -> None:
    child = os.fork()
    if not child:
        _close_until(tmp_path / "warc", info, capture, *step)
    os.waitpid(child, 0)
    recover(tmp_path / "warc", now=NOW)
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    assert index_of(path).read_bytes() == b"".join(read_lines(path))
    assert sorted(one.suffix for one in path.parent.iterdir()) == [".cdxj", ".gz", ".sha256"]


def _close_until(folder: Path, info: WarcInfo, capture: Make, name: str, count: int) -> None:
    """Write a file and be killed at the `count`-th call of a function while it is closed."""
    writer = WarcWriter(folder, info=info)
    for number in range(5):
        writer.write_pair(capture(target_uri=f"http://wire.example/{9 - number}"), now=NOW, digest="sha256:1")
    writer.sync()
    seen = 0

    def counted(*given: object) -> object:
        nonlocal seen
        seen += 1
        if seen == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given)

    real = getattr(os, name)
    setattr(os, name, counted)
    writer.close()
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://wire.example/a b\n", "example,wire)/a%20b"),
        ("http:///nowhere", "nowhere)/"),
        ("", "-"),
        ("http://أخبار.مصر/عاجل", "xn--wgbh1c,xn--igbicxr)/%d8%b9%d8%a7%d8%ac%d9%84"),
    ],
)
def test_key_is_one_word(url: str, key: str) -> None:
    assert urlkey(url) == key


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"a b",
        b"a b c",
        b"a b []",
        b'a b {"url": 1}',
        b'a b {"url": "u", "offset": [], "filename": "f"}',
        b"a b " + b"[" * 9**6,
    ],
)
def test_what_is_no_line_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's errors are among them
        read_line(line)


def test_line_of_another_tool_is_read() -> None:
    line = b'example,wire)/a 20260301102030 {"url":"http://wire.example/a","status":200,"offset":7,"filename":"f","more":[1]}\n'
    assert read_line(line) == CdxRecord(
        urlkey="example,wire)/a",
        timestamp="20260301102030",
        url="http://wire.example/a",
        mime=None,
        status=200,
        digest=None,
        length=0,
        offset=7,
        filename="f",
    )


def test_index_that_is_spoiled_is_told(filled: tuple[list[str], list[Path]]) -> None:
    _, paths = filled
    path = next(path for path in paths if index_of(path).exists())
    url = read_line(index_of(path).read_bytes().splitlines()[0]).url
    index_of(path).chmod(0o640)
    index_of(path).write_bytes(f"{urlkey(url)} 2026 no JSON\n".encode())
    with pytest.raises(WarcError, match="repair"):
        lookup(paths, url)
