"""Record headers that nothing can break out of."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.warc.record import Draft, field_lines, gzip_member, warc_date, warc_uri


@given(st.text(max_size=80))
def test_a_value_stays_on_its_line(value: str) -> None:
    octets = field_lines([("via", value)])
    assert octets.startswith(b"via: ")
    assert octets.endswith(b"\r\n")
    assert len(octets.decode().splitlines()) == 1


def test_arabic_values_are_kept_as_utf8() -> None:
    assert field_lines([("title", "عاجل: خبر")]) == "title: عاجل: خبر\r\n".encode()


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\r\nb", "عنوان"])
def test_a_name_that_is_no_token_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no field name"):
        field_lines([(name, "value")])


@given(st.text(max_size=80))
def test_any_uri_is_ascii_without_space_or_brackets(uri: str) -> None:
    written = warc_uri(uri)
    assert written.isascii()
    assert not set(written) & set(' <>"\r\n\t\x00\x7f')


@pytest.mark.parametrize(
    ("uri", "written"),
    [
        ("http://x.example/%D8%AE?a=b&c=%20#f", "http://x.example/%D8%AE?a=b&c=%20#f"),
        ("http://x.example/خ", "http://x.example/%D8%AE"),
        ("http://x.example/\r\nWARC-Type: x", "http://x.example/%0D%0AWARC-Type:%20x"),
        ("https://user:canary@x.example/a@b", "https://x.example/a@b"),
        ("https://x.example/?q=user:pass@y", "https://x.example/?q=user:pass@y"),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080/"),
    ],
)
def test_uri_is_written_as_percent_encoded_ascii(uri: str, written: str) -> None:
    assert warc_uri(uri) == written


def test_date_is_utc_with_microseconds() -> None:
    assert warc_date(datetime(2026, 3, 1, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=3)))) == "2026-02-28T22:02:03.000004Z"
    assert warc_date(datetime(2026, 3, 1, tzinfo=UTC)) == "2026-03-01T00:00:00.000000Z"


def test_date_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        warc_date(datetime(2026, 3, 1))  # noqa: DTZ001


def test_member_is_one_whole_record() -> None:
    draft = Draft(warc_type="metadata", record_id="urn:uuid:1", fields=(("A", "b"),), content_type="text/plain", block=b"block")
    pieces, digest = gzip_member(draft, "urn:uuid:0")
    assert digest == "sha1:AIKLJM2V2EOKR4WOIWUWRQTEMUN57P4D"
    assert zlib.decompress(b"".join(pieces), 31) == (
        b"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:1>\r\nA: b\r\nWARC-Warcinfo-ID: <urn:uuid:0>\r\n"
        b"WARC-Block-Digest: sha1:AIKLJM2V2EOKR4WOIWUWRQTEMUN57P4D\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n"
        b"block\r\n\r\n"
    )
