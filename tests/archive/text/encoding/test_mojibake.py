from __future__ import annotations

import html
import time

import pytest

from archive.text.encoding.decode import decode
from archive.text.encoding.mojibake import mend, mend_octets

STORY = (
    "<h1>الوزير: «لا زيادة» في أسعار القمح هذا العام</h1><p>أعلنت وزارة الزراعة في بيان أن المحصول المتوقع – للمرة الثالثة – يفوق حصاد العام"
    " الماضي، وقال الوزير إن المزارعين ربحوا؟</p><p>© و</p>"
)
FRENCH = "<p>L’été à Orléans : où l’on a dégusté des crêpes, déjà vues à Noël. Ça ira, Françoise ÉTÉ.</p>"
PERSIAN = "<p>چگونه گزارش می‌شود؟ ایران و پاکستان به توافق رسیدند.</p>"


def misread(text: str, true: str, taken_for: str) -> str:
    """What `text` looks like after being written in `true` and read as `taken_for`; what that leaves undefined is a control."""
    octets = (bytes([code]) for code in text.encode(true))
    return "".join(octet.decode(taken_for, "ignore") or chr(octet[0]) for octet in octets)


@pytest.mark.parametrize("story", [STORY, PERSIAN, STORY + FRENCH, STORY * 20])
@pytest.mark.parametrize("taken_for", ["cp1256", "cp1252", "latin-1"])
def test_utf8_taken_for_another_is_read_right(story: str, taken_for: str) -> None:
    assert mend(misread(story, "utf-8", taken_for)) == story


def test_windows_1256_taken_for_windows_1252_is_read_right() -> None:
    assert mend(misread(STORY, "cp1256", "cp1252")) == STORY


@pytest.mark.parametrize(("true", "taken_for"), [("utf-8", "cp1256"), ("utf-8", "cp1252"), ("cp1256", "cp1252")])
def test_what_is_sound_stays_beside_what_is_mended(true: str, taken_for: str) -> None:
    sound = f"<title>عنوان سليم: «وبرضع»</title>{FRENCH}"
    assert mend(sound + misread(STORY, true, taken_for)) == sound + STORY


@pytest.mark.parametrize("text", [STORY, FRENCH, PERSIAN, "", "Øre Åse Ærø Çá va", "طظ ع؛ غ؟ ط§ وحدها", "Ù„ وحدها Ø§"])
def test_sound_text_stays(text: str) -> None:
    assert mend(text) == text


@pytest.mark.parametrize("taken_for", ["cp1252", "latin-1"])
def test_misread_text_written_as_references_is_read_right(taken_for: str) -> None:
    written = "".join(
        f"&{name};" if (name := html.entities.codepoint2name.get(ord(c))) and ord(c) > 127 else c
        for c in misread(STORY, "utf-8", taken_for)
    )
    assert "&Oslash;" in written
    assert mend(written) == STORY


def test_references_escaped_twice_are_references() -> None:
    numbered = "".join(f"&#{ord(char)};" if ord(char) > 127 else char for char in STORY)
    assert html.unescape(mend(numbered.replace("&#1", "&amp;#1"))) == STORY


def test_words_in_windows_1256_on_a_page_in_utf8_are_read() -> None:
    page = f"<body>{STORY}<p>".encode() + "شارك هذا الخبر على المواقع".encode("cp1256") + f"</p>{STORY * 3}".encode()
    assert decode(page, "text/html; charset=utf-8") == f"<body>{STORY}<p>شارك هذا الخبر على المواقع</p>{STORY * 3}"


def test_short_words_in_windows_1256_are_read_beside_longer_ones() -> None:
    told = "وأضاف أن الجسر كله صمم ليحمل كل قطار و لم يمر به أحد"
    page = f"<body>{STORY}<p>".encode() + told.encode("cp1256") + f"</p>{STORY * 3}".encode()
    assert decode(page, "text/html; charset=utf-8") == f"<body>{STORY}<p>{told}</p>{STORY * 3}"


@pytest.mark.parametrize("taken_for", ["cp1252", "latin-1"])
def test_text_misread_twice_is_read_right(taken_for: str) -> None:
    assert mend(misread(misread(STORY, "utf-8", taken_for), "utf-8", taken_for)) == STORY


def test_words_in_utf8_on_a_page_in_windows_1256_are_read() -> None:
    page = f"<body>{STORY * 3}<p>".encode("cp1256") + "شارك هذا الخبر على المواقع".encode() + b"</p>"
    assert decode(page, "text/html; charset=windows-1256") == f"<body>{STORY * 3}<p>شارك هذا الخبر على المواقع</p>"


def test_broken_utf8_is_not_taken_for_windows_1256() -> None:
    octets = "المزارعين".encode()
    assert mend_octets(octets[:5] + octets[6:]) == octets[:5] + octets[6:]


@pytest.mark.parametrize("unit", ["Ø§", "ط§", "Çá", "Çá ", "Ø§ ", "ÇáÇ a", "Øa", "&amp;#15", "Ù?"])
def test_time_grows_no_faster_than_text(unit: str) -> None:
    def seconds(text: str) -> float:
        begun = time.process_time()
        mend(text)
        return time.process_time() - begun

    small, large = "ط§Ø§Çá" + unit * 20_000, "ط§Ø§Çá" + unit * 80_000
    mend(small)
    assert min(seconds(large) for _ in range(3)) < 12 * min(seconds(small) for _ in range(3)) + 0.01
