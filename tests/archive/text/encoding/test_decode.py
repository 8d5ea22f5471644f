from __future__ import annotations

import pytest

from archive.text.encoding.decode import codec_of, declared_codec, decode

STORY = "أعلنت وزارة الزراعة في بيان أن المحصول المتوقع من القمح يفوق حصاد العام الماضي، وقال الوزير إن المزارعين في الشمال."
HTML = f"<html><head>%s</head><body><p>{STORY}</p></body></html>"
META = '<meta http-equiv="Content-Type" content="text/html; charset=%s">'


@pytest.mark.parametrize("codec", ["utf-8", "cp1256", "iso8859_6"])
@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1256", "iso-8859-6", "iso-8859-1", "bogus"])
@pytest.mark.parametrize("where", ["header", "page"])
def test_text_is_read_right_whatever_is_declared(codec: str, declared: str | None, where: str) -> None:
    html = HTML % (META % declared if declared and where == "page" else "")
    text = decode(
        html.encode(codec, "replace"), f"text/html; charset={declared}" if declared and where == "header" else "text/html"
    )
    assert text == html.encode(codec, "replace").decode(codec)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_byte_order_mark_or_nuls_tell_the_encoding(codec: str) -> None:
    assert decode((HTML % "").encode(codec), "text/html; charset=windows-1256") == HTML % ""


def test_forced_encoding_is_believed() -> None:
    assert decode("سلام".encode("cp1256"), "text/html; charset=utf-8", "x-cp1256") == "سلام"


@pytest.mark.parametrize("codec", ["cp1256", "latin-1"])
def test_text_encoded_twice_is_read_once_more(codec: str) -> None:
    twice = (HTML % "").encode().decode(codec)
    assert decode(twice.encode(), "text/html") == HTML % ""


def test_broken_utf8_keeps_all_but_the_broken_letter() -> None:
    octets = (HTML % "").encode()
    cut = octets.index("الوزير".encode()) + 1
    assert decode(octets[:cut] + octets[cut + 1 :], None) == (HTML % "").replace("الوزير", "\ufffdلوزير", 1)


def test_page_of_question_marks_is_undecodable() -> None:
    assert decode((HTML % "<title>صحيفة</title>").replace(STORY, "??? ????? ?? ??????? " * 20).encode(), None) is None


def test_binary_is_undecodable() -> None:
    assert decode(b"<p>" + bytes(range(1, 32)) * 50 + bytes(range(128, 255)) * 9, "text/html; charset=utf-8") is None


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("x-cp1256", "cp1256"),
        ("CP1256", "cp1256"),
        (" arabic ", "iso8859-6"),
        ("asmo-708", "iso8859-6"),
        ("ecma-114", "iso8859-6"),
        ("latin1", "cp1252"),
        ("unicode-1-1-utf-8", "utf-8"),
        ("x-mac-cyrillic", "mac-cyrillic"),
        ("bogus", None),
        ("rot13", None),
        ("zip", None),
        ("é", None),
        ("", None),
        (None, None),
    ],
)
def test_label_gives_its_codec(label: str | None, codec: str | None) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        (b"<meta charset=windows-1256>", "cp1256"),
        (b'<!-- <meta charset="utf-8"> --><META CHARSET = "arabic">', "iso8859-6"),
        (b'<?xml version="1.0" encoding="windows-1256"?><html>', "cp1256"),
        (b" " * 3000 + b'<meta http-equiv=Content-Type content="text/html;charset=utf-8">', "utf-8"),
        (b'<meta charset="bogus"><meta charset="x-cp1256">', "cp1256"),
        (b"<p>charset=utf-8", None),
    ],
)
def test_declaration_is_found_in_the_head(head: bytes, codec: str | None) -> None:
    assert declared_codec(head) == codec
