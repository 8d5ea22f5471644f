"""Which pages are wanted: none of a language may be missed, and others cost no parsing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.exchange.imports.wanted import Wanted, is_wanted_address, is_wanted_page
from archive.models import Capture
from tests.archive.exchange.foreign import page
from tests.site import body

ARABIC = Wanted(languages=("ar",))
WORDS = {
    "en": "The council said on Tuesday that the new road would be open to the public before the end of the year. ",
    "fr": "Le conseil municipal a annoncé mardi que la nouvelle route serait ouverte au public avant la fin de cette année. ",
    "fa": "شورای شهر روز سه‌شنبه اعلام کرد که این جاده جدید پیش از پایان سال برای مردم گشوده می‌شود و هزینه آن پرداخت شده است. ",
    "ur": "کونسل نے منگل کو بتایا کہ نئی سڑک سال کے اختتام سے پہلے عوام کے لیے کھول دی جائے گی اور اس کی لاگت ادا ہو چکی ہے۔ ",
    "ru": "Городской совет сообщил во вторник, что новая дорога будет открыта для жителей до конца этого года. ",
    "he": "מועצת העיר הודיעה ביום שלישי כי הכביש החדש ייפתח לציבור לפני סוף השנה וכי העלות כבר שולמה. ",
}


def capture(payload: bytes, content_type: str | None = "text/html; charset=utf-8", status: int = 200) -> Capture:
    kind = f"Content-Type: {content_type}\r\n" if content_type else ""
    return Capture(
        target_uri="https://foreign.example/",
        date=datetime(2024, 1, 1, tzinfo=UTC),
        ip_address=None,
        request=b"",
        response=f"HTTP/1.1 {status} OK\r\n{kind}\r\n".encode() + payload,
    )


def in_words(code: str) -> bytes:
    paragraphs = f"<p>{WORDS[code]}</p>" * 8
    return f"<html lang='{code}'><title>{WORDS[code]}</title><body>{paragraphs}</body></html>".encode()


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "iso-8859-6", "utf-16"])
def test_arabic_is_seen_in_every_encoding(number: int, charset: str) -> None:
    text = page(number).decode().replace("charset='utf-8'", f"charset='{charset}'")
    assert is_wanted_page(capture(text.encode(charset), f"text/html; charset={charset}"), ARABIC)


def test_arabic_is_seen_where_no_encoding_is_declared() -> None:
    text = page(4).decode().replace("<meta charset='utf-8'>", "")
    assert is_wanted_page(capture(text.encode("windows-1256"), None), ARABIC)


def test_arabic_is_seen_written_as_references() -> None:
    letters = "".join(f"&#{ord(letter)};" if ord(letter) > 127 else letter for letter in "".join(body(3)))
    assert is_wanted_page(capture(f"<p>{letters}</p>".encode()), ARABIC)


def test_arabic_is_seen_in_the_data_of_scripts() -> None:
    letters = "".join(f"\\u{ord(letter):04x}" if ord(letter) > 127 else letter for letter in "".join(body(3)))
    assert is_wanted_page(capture(f"<script>var a = '{letters}'</script>".encode()), ARABIC)


def test_arabic_is_seen_below_much_that_is_not() -> None:
    assert is_wanted_page(capture(b"<script>" + b"var menu;" * 8_000 + b"</script>" + page(2)), ARABIC)


@pytest.mark.parametrize("code", WORDS)
def test_other_languages_are_not_arabic(code: str) -> None:
    assert not is_wanted_page(capture(in_words(code)), ARABIC)


@pytest.mark.parametrize("code", WORDS)
def test_another_language_may_be_wanted(code: str) -> None:
    assert is_wanted_page(capture(in_words(code)), Wanted(languages=(code,)))
    assert not is_wanted_page(capture(page(1)), Wanted(languages=(code,)))


def test_only_whole_pages_are_wanted() -> None:
    assert not is_wanted_page(capture(page(1), status=404), ARABIC)
    assert not is_wanted_page(capture(page(1), "image/png"), ARABIC)
    assert not is_wanted_page(capture(b"<p>x</p>"), ARABIC)


@pytest.mark.parametrize(
    ("url", "is_wanted"),
    [
        ("https://wakala.example/a", True),
        ("http://www.wakala.example:8080/a", True),
        ("https://wakala.example./a", True),
        ("https://notwakala.example/a", False),
        ("https://wakala.example.evil.example/", False),
        ("https://other.example/?wakala.example", False),
    ],
)
def test_a_domain_is_a_host_and_all_beneath_it(url: str, is_wanted: bool) -> None:  # noqa: FBT001 - a case
    assert is_wanted_address(url, Wanted(domains=("wakala.example",))) is is_wanted
