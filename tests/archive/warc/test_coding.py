"""Entities: chunk framing and content codings undone, within limits, and what is wrong told."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.models import Capture, Truncated
from archive.warc.http import Entity, entity

LIMIT = 10_000_000
PAGE = "خبر عاجل من المدينة ".encode() * 500
CHUNKED = "Transfer-Encoding: chunked"
zipped = partial(gzip.compress, mtime=0)  # the same octets at each run: they name the tests
GZIP = "Content-Encoding: gzip"


def deflate_bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def chunk(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (*pieces, b""))


def read(
    body: bytes,
    *headers: str,
    status: int = 200,
    method: bytes = b"GET",
    truncated: Truncated | None = None,
    limit: int = LIMIT,
) -> Entity:
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status} OK", *headers, "")).encode()
    exchange = Capture(
        target_uri="http://wire.example/",
        date=datetime(2026, 1, 1, tzinfo=UTC),
        ip_address=None,
        request=method + b" / HTTP/1.1\r\n\r\n",
        response=head + body,
        truncated=truncated,
    )
    return entity(exchange, limit)


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("identity", PAGE),
        ("gzip", zipped(PAGE)),
        ("X-GZIP", zipped(PAGE)),
        ("gzip", zipped(PAGE[:100]) + zipped(PAGE[100:])),
        ("gzip", zipped(PAGE) + b"\0" * 9_000),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", deflate_bare(PAGE)),
        ("gzip, gzip", zipped(zipped(PAGE))),
        ("deflate, gzip", zipped(zlib.compress(PAGE))),
    ],
)
def test_content_coding_is_undone(coding: str, coded: bytes) -> None:
    whole = Entity(data=PAGE, whole=True, too_large=False, why=None)
    assert read(coded, f"Content-Encoding: {coding}") == whole
    singly = chunk(*(coded[at : at + 1] for at in range(len(coded))))
    assert read(singly, f"Content-Encoding: {coding}", CHUNKED) == whole


def test_two_content_encoding_headers_are_one_list() -> None:
    coded = zipped(zlib.compress(PAGE))
    assert read(coded, "Content-Encoding: deflate", "content-encoding: gzip").data == PAGE


def test_transfer_coding_gzip_is_undone() -> None:
    assert read(chunk(zipped(PAGE)), "Transfer-Encoding: gzip, chunked").data == PAGE


@pytest.mark.parametrize(
    "framed",
    [
        b"3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n",
        b"3;a=b;c\r\nabc\r\n4 ; x\r\ndefg\r\n0;end\r\nTrailer: 1\r\nAnother: 2\r\n\r\n",
        b"3\nabc\n04\ndefg\n0\n\n",
        b"0003\r\nabc\r\n4\r\ndefg\r\n00\r\n",
        b"3\r\nabc4\r\ndefg0\r\n\r\n",
    ],
)
def test_chunk_framing_is_undone(framed: bytes) -> None:
    assert read(framed, CHUNKED) == Entity(data=b"abcdefg", whole=True, too_large=False, why=None)


@pytest.mark.parametrize(
    ("framed", "data", "why"),
    [
        (b"3\r\nabc\r\n5\r\nde", b"abcde", "ends within a chunk"),
        (b"3\r\nabc\r\n", b"abc", "ends before the last chunk"),
        (b"3\r\nabc\r\n1", b"abc", "ends before the last chunk"),
        (b"3\r\nabc\r\nxyz\r\nde\r\n", b"abc", "bad chunk size"),
        (b"3\r\nabc\r\n-2\r\nde\r\n", b"abc", "bad chunk size"),
        (b"3\r\nabc\r\n" + b"f" * 30 + b"\r\nde\r\n", b"abc", "bad chunk size"),
        (b"", b"", "ends before the last chunk"),
    ],
)
def test_bad_chunk_framing_keeps_what_could_be_read(framed: bytes, data: bytes, why: str) -> None:
    assert read(framed, CHUNKED) == Entity(data=data, whole=False, too_large=False, why=why)


@pytest.mark.parametrize("body", [b"<html>not chunked at all\n</html>", b"<html>" + b"one line. " * 5_000, b"Zeile\r\n"])
def test_a_body_that_was_taken_out_of_its_chunks_is_whole(body: bytes) -> None:
    """As many archives keep it, with the header that it came with."""
    assert read(body, CHUNKED) == Entity(data=body, whole=True, too_large=False, why="declared chunked, and is not")


def test_truncated_gzip_gives_what_could_be_read() -> None:
    coded = zipped(bytes(range(256)) * 40 + PAGE)
    cut = read(coded[:-30], GZIP)
    assert not cut.whole
    assert cut.why == "ends within its content coding"
    assert len(cut.data) > 10_000
    assert (bytes(range(256)) * 40 + PAGE).startswith(cut.data)


def test_damaged_gzip_gives_what_was_before_the_damage() -> None:
    data = b"".join(b"%d " % (at * at) for at in range(60_000))
    coded = bytearray(zipped(data))
    coded[len(coded) // 2 : len(coded) // 2 + 40] = b"\xff" * 40
    cut = read(bytes(coded), GZIP)
    assert not cut.whole
    assert cut.why == "damaged in its content coding"
    assert len(cut.data) > len(data) // 3
    assert data[: len(data) // 3] == cut.data[: len(data) // 3]


@pytest.mark.parametrize("coding", ["br", "zstd", "nonsense"])
def test_unknown_coding_is_left_as_it_is(coding: str) -> None:
    left = read(b"coded octets", f"Content-Encoding: {coding}")
    assert left == Entity(data=b"coded octets", whole=True, too_large=False, why=f"declared {coding}, left as it is")


def test_plain_body_declared_gzip_is_left_as_it_is() -> None:
    assert read(PAGE, GZIP) == Entity(data=PAGE, whole=True, too_large=False, why="declared gzip, left as it is")


@pytest.mark.parametrize("headers", [(GZIP,), ("Content-Encoding: deflate",), ()])
def test_empty_body_is_whole(headers: tuple[str, ...]) -> None:
    assert read(b"", *headers) == Entity(data=b"", whole=True, too_large=False, why=None)


@pytest.mark.parametrize(("method", "status"), [(b"HEAD", 200), (b"GET", 204), (b"GET", 304)])
def test_answer_that_has_no_body_is_whole(method: bytes, status: int) -> None:
    told = ("Content-Length: 500", GZIP)
    assert read(b"", *told, method=method, status=status) == Entity(data=b"", whole=True, too_large=False, why=None)


def test_body_shorter_than_its_content_length_is_not_whole() -> None:
    cut = read(b"abc", "Content-Length: 4")
    assert cut == Entity(data=b"abc", whole=False, too_large=False, why="shorter than its Content-Length")


def test_truncated_capture_is_not_whole() -> None:
    cut = read(b"abc", truncated=Truncated.TIME)
    assert cut == Entity(data=b"abc", whole=False, too_large=False, why="truncated: time")


def test_capture_without_a_whole_head_has_no_entity() -> None:
    exchange = Capture(
        target_uri="http://x/", date=datetime(2026, 1, 1, tzinfo=UTC), ip_address=None, request=b"", response=b"HTTP/1.1 2"
    )
    assert entity(exchange, LIMIT) == Entity(data=b"", whole=False, too_large=False, why="no whole head")


def test_limit_holds_at_its_very_byte() -> None:
    assert read(b"abcd", limit=4).whole
    cut = read(b"abcde", limit=4)
    assert (cut.data, cut.whole, cut.too_large, cut.why) == (b"abcd", False, True, "larger than 4 bytes")


def zeros(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    pieces = [packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)]
    return b"".join((*pieces, packer.flush()))


@pytest.mark.parametrize("coding", ["gzip", "gzip, gzip", "deflate", "gzip with chunks"])
def test_bomb_is_stopped_while_it_unfolds(coding: str) -> None:
    bomb = zeros(200_000_000)
    if coding == "gzip, gzip":
        bomb = zipped(bomb)
    if coding == "deflate":
        bomb = bomb[10:-8]
    chunks = (CHUNKED,) if coding == "gzip with chunks" else ()
    body = chunk(bomb) if chunks else bomb
    tracemalloc.start()
    stopped = read(body, f"Content-Encoding: {coding.removesuffix(' with chunks')}", *chunks, limit=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert stopped.too_large
    assert len(stopped.data) == 1_000_000
    assert peak < 8_000_000


def test_layers_beyond_the_limit_are_left() -> None:
    coded = b"heart"
    for _ in range(7):
        coded = zipped(coded)
    left = read(coded, "Content-Encoding: " + ", ".join(["gzip"] * 7))
    assert gzip.decompress(gzip.decompress(left.data)) == b"heart"
    assert left.why == "7 codings, 5 undone"


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "gzip, deflate", "br"]), st.booleans())
@settings(max_examples=150)
def test_any_octets_are_read_without_an_error(body: bytes, coding: str, framed: bool) -> None:  # noqa: FBT001
    headers = [f"Content-Encoding: {coding}", *([CHUNKED] if framed else [])]
    assert len(read(body, *headers, limit=1_000).data) <= 1_000


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=8))
@settings(max_examples=100)
def test_chunks_come_out_as_they_went_in(pieces: list[bytes]) -> None:
    assert read(chunk(*pieces), CHUNKED) == Entity(data=b"".join(pieces), whole=True, too_large=False, why=None)
