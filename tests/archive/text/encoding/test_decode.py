from __future__ import annotations

import pytest

from archive.text.encoding.decode import REPLACED, codec_of, declared_codec, decode

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
        ("x-user-defined", None),
        ("cp864", "cp864"),
        ("bogus", None),
        ("rot13", None),
        ("zip", None),
        ("utf-7", None),
        ("utf-32", None),
        ("cp037", None),
        ("unicode_escape", None),
        ("idna", None),
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


# https://encoding.spec.whatwg.org/#names-and-labels: all of the table, by the Python codec that reads it.
STANDARD = """
utf-8: unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8
cp866: 866 cp866 csibm866 ibm866
iso8859-2: csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2
iso8859-3: csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3
iso8859-4: csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4
iso8859-5: csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988
iso8859-6: arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e
iso8859-6: iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987
iso8859-7: csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7
iso8859-7: iso_8859-7:1987 sun_eu_greek
iso8859-8: csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8
iso8859-8: iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical
iso8859-10: csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6
iso8859-13: iso-8859-13 iso8859-13 iso885913
iso8859-14: iso-8859-14 iso8859-14 iso885914
iso8859-15: csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9
iso8859-16: iso-8859-16
koi8-r: cskoi8r koi koi8 koi8-r koi8_r
koi8-u: koi8-ru koi8-u
mac-roman: csmacintosh mac macintosh x-mac-roman
cp874: dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874
cp1250: cp1250 windows-1250 x-cp1250
cp1251: cp1251 windows-1251 x-cp1251
cp1252: ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591
cp1252: iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252
cp1253: cp1253 windows-1253 x-cp1253
cp1254: cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5
cp1254: windows-1254 x-cp1254
cp1255: cp1255 windows-1255 x-cp1255
cp1256: cp1256 windows-1256 x-cp1256
cp1257: cp1257 windows-1257 x-cp1257
cp1258: cp1258 windows-1258 x-cp1258
mac-cyrillic: x-mac-cyrillic x-mac-ukrainian
gb18030: chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk
gb18030: gb18030
big5hkscs: big5 big5-hkscs cn-big5 csbig5 x-x-big5
euc_jp: cseucpkdfmtjapanese euc-jp x-euc-jp
iso2022_jp: csiso2022jp iso-2022-jp
cp932: csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis
cp949: cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601
cp949: windows-949
utf-16-be: unicodefffe utf-16be
utf-16-le: csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le
"""


@pytest.mark.parametrize("row", STANDARD.split("\n")[1:-1])
def test_every_spelling_of_the_standard_gives_its_codec(row: str) -> None:
    codec, labels = row.split(": ")
    assert {codec_of(label) for label in labels.split()} == {codec}


@pytest.mark.parametrize("label", [*sorted(REPLACED), "x-user-defined", "utf-16", "utf-16be", "utf-7", "ISO-2022-KR"])
@pytest.mark.parametrize("codec", ["utf-8", "cp1256"])
@pytest.mark.parametrize("where", ["header", "page"])
def test_page_under_a_label_that_shows_nothing_is_read_by_its_bytes(label: str, codec: str, where: str) -> None:
    html = HTML % (META % label if where == "page" else "")
    assert decode(html.encode(codec), f"text/html; charset={label}" if where == "header" else "text/html") == html


@pytest.mark.parametrize(
    ("label", "codec"),
    [("iso-2022-kr", "iso2022_kr"), ("hz-gb-2312", "hz"), ("replacement", "iso2022_kr"), ("utf-8", "iso2022_kr")],
)
def test_letters_in_seven_bits_that_no_label_names_are_undecodable(label: str, codec: str) -> None:
    korean, chinese = "산림청은 올해 숲을 복원한다고 밝혔다. " * 9, "林业局说今年恢复森林。" * 9
    html = (HTML % (META % label)).replace(STORY, chinese if codec == "hz" else korean)
    assert decode(html.encode(codec), "text/html") is None


def test_letters_in_seven_bits_are_read_where_a_label_names_them() -> None:
    html = (HTML % (META % "iso-2022-jp")).replace(STORY, "森林は今年回復する。" * 9)
    assert decode(html.encode("iso2022_jp"), "text/html") == html


def test_utf16_behind_spaces_is_told_by_its_nuls() -> None:
    assert decode(("\n\n " + HTML % "").encode("utf-16-be"), "text/html; charset=utf-16") == "\n\n " + HTML % ""
