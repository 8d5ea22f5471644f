from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from archive.room.replay.looking import page_for_looking, sheet_for_looking

URL = "https://news.example/a/story.html"
AT = "20261103100000"


def looked_at(html: str | bytes, content_type: str | None = "text/html; charset=utf-8") -> str:
    octets = html if isinstance(html, bytes) else html.encode()
    page = page_for_looking(octets, content_type, URL, AT)
    assert page is not None
    return page.decode()


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ('<a href="b?c=d#e">x</a>', f"/web/{AT}/https://news.example/a/b?c=d#e"),
        ('<a href="//other.example/x">x</a>', f"/web/{AT}/https://other.example/x"),
        ('<a href=" java\nscript.html">x</a>', f"/web/{AT}/https://news.example/a/javascript.html"),
        ('<img src="خبر.png">', f"/web/{AT}im_/https://news.example/a/%D8%AE%D8%A8%D8%B1.png"),
        ('<img srcset="s.png 1x, l.png 2x">', f"/web/{AT}im_/https://news.example/a/s.png 1x"),
        ('<img src="data:image/gif;base64,R0" data-src="real.jpg">', f"/web/{AT}im_/https://news.example/a/real.jpg"),
        ('<link rel="stylesheet" href="s.css">', f"/web/{AT}cs_/https://news.example/a/s.css"),
        ('<iframe src="/f"></iframe>', f"/web/{AT}if_/https://news.example/f"),
        ('<video poster="p.png"></video>', f"/web/{AT}im_/https://news.example/a/p.png"),
        ('<table background="t.png"></table>', f"/web/{AT}im_/https://news.example/a/t.png"),
        ('<p style="background:url(b.png)"></p>', f"/web/{AT}im_/https://news.example/a/b.png"),
        ("<style>@import 'i.css'; p{background:url(b.png)}</style>", f"/web/{AT}cs_/https://news.example/a/i.css"),
        ('<svg><image xlink:href="v.png"></image></svg>', f"/web/{AT}im_/https://news.example/a/v.png"),
        ('<meta http-equiv="refresh" content="3;URL=\'next\'">', f"3;url=/web/{AT}/https://news.example/a/next"),
        ('<base href="/other/"><a href="x">x</a>', f"/web/{AT}/https://news.example/other/x"),
    ],
)
def test_addresses_lead_into_the_archive(markup, address):
    assert address in looked_at(f"<html><head></head><body>{markup}</body></html>")


@pytest.mark.parametrize(
    "markup",
    [
        "<script>evil</script>",
        "<script src=//evil></script>",
        '<a href="javascript:evil()">x</a>',
        '<a href="mailto:evil@evil">x</a>',
        '<a href="data:text/html,evil">x</a>',
        '<p onclick="evil()">x</p>',
        '<body onload="evil()">',
        '<link rel="preconnect" href="//evil">',
        '<link rel="dns-prefetch stylesheet" href="//evil">',
        '<link rel="prefetch" href="//evil">',
        '<link href="//evil">',
        '<form action="//evil"><button formaction="//evil">x</button></form>',
        '<iframe srcdoc="&lt;link rel=preconnect href=//evil&gt;"></iframe>',
        '<a ping="//evil" href="/x">x</a>',
        '<object data="//evil"></object>',
        '<embed src="//evil">',
        '<base href="//evil">',
        '<meta http-equiv="content-security-policy" content="evil">',
        '<meta http-equiv="x-dns-prefetch-control" content="evil">',
        '<html manifest="//evil">',
        "<!-- evil -->",
        "<!--[if IE]><evil><![endif]-->",
        '<svg><a><animate attributeName="href" to="//evil"></animate></a></svg>',
        "<noembed><evil></noembed>",
        "<noframes><evil></noframes>",
        '<img attributionsrc="//evil">',
    ],
)
def test_what_acts_is_taken_out(markup):
    assert "evil" not in looked_at(f"<html><head></head><body>{markup}<p>text</p></body></html>").replace("/https://evil", "")


@pytest.mark.parametrize("raw", ["style", "xmp", "iframe", "plaintext", "textarea", "title"])
def test_markup_within_raw_text_stays_text_in_svg(raw):
    page = looked_at(f"<svg><{raw}><p><link rel=preconnect href=//evil></{raw}></svg>")
    assert "<link" not in page
    assert "<p><" not in page


def test_object_shows_what_stands_in_it():
    assert "<p>instead</p>" in looked_at("<object data=x><p>instead</p></object>")


def test_page_goes_on_after_an_embedded_thing():
    assert "<p>after</p>" in looked_at("<div><embed src=x><p>after</p></div>")


def test_fragment_of_the_page_stays_where_it_is():
    assert 'href="#part"' in looked_at('<a href="#part">x</a>')


def test_text_and_doctype_are_kept():
    page = looked_at("<!DOCTYPE html><html><head></head><body><p>وصلت القافلة &amp; عادت</p></body></html>")
    assert page.startswith("<!DOCTYPE html>")
    assert "<p>وصلت القافلة &amp; عادت</p>" in page


@pytest.mark.parametrize(
    ("html", "content_type"),
    [
        ("<p>وصلت القافلة</p>".encode("cp1256"), "text/html; charset=windows-1256"),
        ("<meta charset=windows-1256><p>وصلت القافلة</p>".encode("cp1256"), "text/html"),
        ("\ufeff<p>وصلت القافلة</p>".encode("utf-16-le"), "text/html"),
        ("<p>وصلت القافلة</p>".encode(), None),
    ],
)
def test_letters_are_those_a_browser_would_read(html, content_type):
    assert document_fromstring(looked_at(html, content_type)).text_content().strip("\ufeff \n") == "وصلت القافلة"


@pytest.mark.parametrize(
    ("css", "readdressed"),
    [
        ("p{a:url(b.png)}", f'p{{a:url("/web/{AT}im_/https://news.example/a/b.png")}}'),
        ("p{a:url( 'b.png' )}", f'p{{a:url( "/web/{AT}im_/https://news.example/a/b.png" )}}'),
        ("p{a:url(خبر.png)}", f'p{{a:url("/web/{AT}im_/https://news.example/a/%D8%AE%D8%A8%D8%B1.png")}}'),
        (r"p{a:url(\62 .png)}", f'p{{a:url("/web/{AT}im_/https://news.example/a/b.png")}}'),
        ("@import 'x.css';", f'@import "/web/{AT}cs_/https://news.example/a/x.css";'),
        ("p{a:url(javascript:x)}", 'p{a:url("")}'),
        ("p{a:url(data:image/png;base64,xx)}", 'p{a:url("data:image/png;base64,xx")}'),
        ("/* url(x) */ p{content:'url(y)'}", "/* url(x) */ p{content:'url(y)'}"),
        ("p{fill:url(#g)}", 'p{fill:url("#g")}'),
        ("p{content:'خبر'}", "p{content:'خبر'}"),
    ],
)
def test_sheet_is_readdressed_and_else_left(css, readdressed):
    assert sheet_for_looking(css.encode(), URL, AT).decode() == readdressed


def test_sheet_in_another_encoding_keeps_its_octets():
    css = "p{content:'خبر'}".encode("cp1256")
    assert sheet_for_looking(css, URL, AT) == css


def test_page_of_too_many_elements_is_not_shown():
    assert page_for_looking(b"<p>" * 200_000, "text/html", URL, AT) is None
