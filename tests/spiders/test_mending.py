import pytest

from spiders.mending import from_root, tree


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<rss/>", "rss"),
        ("\n <?xml version='1.0'?>\n<!-- <html> --><?style x?><RDF:RDF/>", "rdf"),
        ("<!DOCTYPE html>\n<HTML>", "html"),
        ("<br />\n<b>Warning</b>: of a server<br />\n<?xml version='1.0'?><rss >", "rss"),
        ('<!DOCTYPE rss [<!ENTITY a "&b;"><!ENTITY b SYSTEM "file:///etc/passwd">]>\n<rss/>', "rss"),
        ("http://127.0.0.1/\nhttp://127.0.0.1/a", ""),
        ("<!-- never closed <rss/>", "rss"),
        ("", ""),
    ],
)
def test_from_root_skips_what_stands_before(text: str, name: str) -> None:
    found, body = from_root(text)
    assert found == name
    assert "<!DOCTYPE" not in body
    assert "ENTITY" not in body


def test_tree_says_nothing_against_sound_xml() -> None:
    root, complaint = tree("<rss><a>&amp;</a></rss>", "http://127.0.0.1/")
    assert root is not None
    assert (root.findtext("a"), complaint) == ("&", None)


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("a & b", "a & b"),
        ("3 < 5", "3 < 5"),
        ("?a=1&b=2&copy=3", "?a=1&b=2&copy=3"),
        ("«خبر»&nbsp;&laquo;", "«خبر»\xa0«"),
        ("&unheard;", "&unheard;"),
        ("a<br>b", "a<br>b"),
        ("a\x0bb&#0;&#xD800;", "ab\ufffd"),
        ("<![CDATA[a & <b>]]> &", "a & <b> &"),
    ],
)
def test_tree_mends_without_losing_text(inner: str, text: str) -> None:
    root, complaint = tree(f"<rss><title>{inner}</title><unclosed></rss>", "http://127.0.0.1/")
    assert root is not None
    assert root.findtext("title") == text
    assert complaint is not None
    assert "malformed" in complaint
