"""What is seen in files of others: their kinds, their exchanges, their damage."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path

import pytest

from archive.errors import WarcError
from archive.exchange.imports.layout import Layout, Part, layout_of, parts_of
from archive.exchange.imports.reading import read_spot
from archive.exchange.imports.scan import Scan, Spot
from archive.exchange.imports.wanted import Wanted
from tests.archive.exchange.foreign import page, story, write_arc, write_package, write_warc

SHARED = os.environ.get("WARRAQ_SHARED")
ROOM = 100_000_000


def parts(path: Path) -> list[Part | WarcError]:
    layout = layout_of(path)
    assert layout is not None
    return list(parts_of(path, layout, path.parent / "scratch", room_bytes=ROOM))


def seen(path: Path, wanted: Wanted | None = None) -> tuple[list[tuple[Part, Spot]], list[WarcError]]:
    """Return the spots of a file and its damage."""
    spots: list[tuple[Part, Spot]] = []
    damage: list[WarcError] = []
    for part in parts(path):
        if isinstance(part, WarcError):
            damage.append(part)
            continue
        for found in Scan(part=part, wanted=wanted or Wanted(), heard=lambda _records, _bytes: None).spots():
            if isinstance(found, WarcError):
                damage.append(found)
            else:
                spots.append((part, found))
    return spots, damage


def urls(path: Path) -> list[str]:
    return [spot.url for _, spot in seen(path)[0]]


STORIES = [story(number) for number in range(5)]
URLS = [one.url for one in STORIES]


def write_any(folder: Path, kind: str) -> Path:  # noqa: PLR0911 - one a kind
    """Write the same five stories in one of the ways there are."""
    plain = write_warc(folder / "five.warc", STORIES, gzip=False)
    packed = write_warc(folder / "five.warc.gz", STORIES, version="1.1")
    match kind:
        case "plain":
            return plain
        case "members":
            return packed
        case "whole":
            (folder / "odd.name").write_bytes(gzip.compress(plain.read_bytes()))
            return folder / "odd.name"
        case "arc" | "arc members" | "arc whole":
            return write_arc(folder / "five", STORIES, packed=kind.partition(" ")[2])
        case "package":
            return write_package(folder / "five.wacz", {"archive/data.warc.gz": packed.read_bytes()})
        case "package of plain":
            return write_package(folder / "five.wacz", {"archive/data.warc": plain.read_bytes()})
        case "deflated package":
            name = "archive/data.warc.gz"
            return write_package(folder / "five.wacz", {name: packed.read_bytes()}, packed=[name])
        case _:
            whole = gzip.compress(plain.read_bytes())
            return write_package(folder / "five.wacz", {"archive/data.warc.gz": whole})


KINDS = {
    "plain": Layout.PLAIN,
    "members": Layout.MEMBERS,
    "whole": Layout.WHOLE,
    "arc": Layout.ARC,
    "arc members": Layout.ARC,
    "arc whole": Layout.WHOLE,
    "package": Layout.PACKAGE,
    "package of plain": Layout.PACKAGE,
    "deflated package": Layout.PACKAGE,
    "package of whole": Layout.PACKAGE,
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_exchanges_of_every_kind_of_file_are_found_and_read(tmp_path: Path, kind: str) -> None:
    path = write_any(tmp_path, kind)
    assert layout_of(path) is KINDS[kind]
    spots, damage = seen(path)
    assert ([spot.url for _, spot in spots], damage) == (URLS, [])
    read = [read_spot(part, spot).capture for part, spot in spots]
    assert [capture.date for capture in read] == [one.at for one in STORIES]
    assert [capture.response.endswith(one.payload) for capture, one in zip(read, STORIES, strict=True)] == [True] * 5


@pytest.mark.parametrize("octets", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"\x1f\x8b\x08rubbish", b"\0" * 100])
def test_what_is_no_archive_is_told_by_its_octets(tmp_path: Path, octets: bytes) -> None:
    (tmp_path / "a.warc.gz").write_bytes(octets)
    assert layout_of(tmp_path / "a.warc.gz") is None


def test_a_list_is_text_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_text("https://example.com/a.warc.gz\n")
    (tmp_path / "b.gz").write_bytes(gzip.compress(b"crawl-data/a.warc.gz\n"))
    assert [layout_of(tmp_path / name) for name in ("a.warc", "b.gz")] == [Layout.LIST, Layout.LIST]


def test_a_file_that_was_cut_gives_what_is_whole_and_says_where(tmp_path: Path) -> None:
    path = write_any(tmp_path, "members")
    path.write_bytes(path.read_bytes()[:-700])
    spots, damage = seen(path)
    assert [spot.url for _, spot in spots][:4] == URLS[:4]
    assert len(damage) == 1
    assert damage[0].offset < path.stat().st_size


@pytest.mark.parametrize("kind", ["members", "plain", "package"])
def test_a_damaged_record_costs_no_other(tmp_path: Path, kind: str) -> None:
    path = write_any(tmp_path, kind)
    part, third = seen(path)[0][2]
    octets = bytearray(path.read_bytes())
    place = third.offset + 300 if kind != "plain" else octets.find(b"WARC/", third.offset) + 2
    octets[place] ^= 0xFF
    path.write_bytes(octets)
    spots, damage = seen(path)
    good = []
    for part, spot in spots:
        try:
            good.append(read_spot(part, spot).capture.target_uri)
        except WarcError as error:
            damage.append(error)
    assert good == [*URLS[:2], *URLS[3:]]
    assert any(one.offset == third.offset for one in damage)


@pytest.mark.parametrize("field", ["WARC-Block-Digest", "WARC-Payload-Digest"])
def test_a_digest_that_is_wrong_is_refused_where_it_stands(tmp_path: Path, field: str) -> None:
    path = write_any(tmp_path, "plain")
    _, (part, spot), *_ = seen(path)[0]
    octets = path.read_bytes()
    wrong = re.sub(rb"(%b: sha1:)\w{32}" % field.encode(), rb"\1" + b"A" * 32, octets[spot.offset :], count=1)
    path.write_bytes(octets[: spot.offset] + wrong)
    with pytest.raises(WarcError, match="is not that of sha1:AAAA") as caught:
        read_spot(part, spot)
    assert caught.value.offset == spot.offset


@pytest.mark.parametrize("dechunked", [True, False])
def test_both_readings_of_a_chunked_payload_are_right(tmp_path: Path, *, dechunked: bool) -> None:
    from base64 import b32encode  # noqa: PLC0415
    from hashlib import sha1  # noqa: PLC0415

    content = page(0)
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(content), content)
    digest = b32encode(sha1(content if dechunked else chunked, usedforsecurity=False).digest()).decode()
    headers = (("Content-Type", "text/html"), ("Transfer-Encoding", "chunked"))
    answer = story(0, payload=chunked, headers=headers, fields={"WARC-Payload-Digest": f"sha1:{digest}"})
    ((part, spot),), _ = seen(write_warc(tmp_path / "a.warc.gz", [answer]))
    assert read_spot(part, spot).capture.response.endswith(chunked)


def test_a_whole_file_of_gzip_that_is_damaged_gives_what_was_before(tmp_path: Path) -> None:
    path = write_any(tmp_path, "whole")
    path.write_bytes(path.read_bytes()[:-200])
    spots, damage = seen(path)
    assert [spot.url for _, spot in spots] == URLS[: len(spots)]
    assert "packed as a whole" in str(damage)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    head = write_warc(tmp_path / "a.warc", [story(0), story(1)], gzip=False).read_bytes()
    bomb = tmp_path / "bomb.warc.gz"
    bomb.write_bytes(gzip.compress(head + b"\0" * 80_000_000))
    with pytest.raises(WarcError, match="unfolds to more than"):
        parts(bomb)
    assert sum(path.stat().st_size for path in (tmp_path / "scratch").iterdir()) <= 68_000_000


def test_a_record_larger_than_any_page_is_left_out_unread(tmp_path: Path) -> None:
    path = write_warc(tmp_path / "a.warc.gz", [story(0), story(1), story(2)])
    huge = gzip.compress(
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://foreign.example/huge\r\n"
        b"WARC-Date: 2024-01-01T00:00:00Z\r\nContent-Length: 3000000000\r\n\r\n" + b"x" * 10
    )
    path.write_bytes(huge + path.read_bytes())
    spots, damage = seen(path)
    assert [spot.url for _, spot in spots] == URLS[:3]
    assert "a block of 3000000000 bytes" in damage[0].why


@pytest.mark.skipif(not SHARED, reason="NOT SHOWN: set WARRAQ_SHARED to the folder that holds torture/")
def test_files_collected_by_others_are_read_or_refused() -> None:
    found = 0
    for path in sorted(Path(SHARED or "").glob("torture/warc/files/**/*.*")):
        if not path.is_file() or (layout := layout_of(path)) in {None, Layout.LIST} or layout is None:
            continue
        try:
            spots, _ = seen_elsewhere(path, layout)
        except WarcError:
            assert "invalid" in path.name
            continue
        for part, spot in spots:
            try:
                found += read_spot(part, spot).capture.target_uri.startswith("http")
            except WarcError:
                continue
    assert found > 280


def seen_elsewhere(path: Path, layout: Layout) -> tuple[list[tuple[Part, Spot]], list[WarcError]]:
    """As `seen`, of a folder that is not to be written to."""
    import tempfile  # noqa: PLC0415

    spots, damage = [], []
    with tempfile.TemporaryDirectory() as scratch:
        for part in parts_of(path, layout, Path(scratch), room_bytes=ROOM):
            if isinstance(part, WarcError):
                damage.append(part)
            elif part.is_own:
                found = Scan(part=part, wanted=Wanted(), heard=lambda _records, _bytes: None).spots()
                spots += [(part, spot) for spot in found if isinstance(spot, Spot)]
    return spots, damage
