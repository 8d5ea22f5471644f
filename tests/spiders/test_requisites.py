from __future__ import annotations

import pytest

from spiders.requisites import REQUISITES_MAX, Requisite, page_requisites, stylesheet_requisites

URL = "https://news.example/a/story"


def needs(markup: str, url: str = URL) -> list[str]:
    return [
        one.url.removeprefix("https://news.example") for one in page_requisites(markup.encode(), url=url, content_type=None)
    ]


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body><p>خبر</p>{body}</body></html>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<img src='p.jpg'>", ["/a/p.jpg"]),
        ("<img src='/صورة.jpg'>", ["/%D8%B5%D9%88%D8%B1%D8%A9.jpg"]),
        ("<img src='data:image/gif;base64,R0' data-src='late.jpg'>", ["/a/late.jpg"]),
        ("<img data-original='/late.jpg'>", ["/late.jpg"]),
        ("<img src='p.jpg' srcset='p.jpg 300w, q.jpg 600w,r.jpg 2x'>", ["/a/p.jpg", "/a/q.jpg", "/a/r.jpg"]),
        ("<img data-srcset='q.jpg, r.jpg 2x'>", ["/a/q.jpg", "/a/r.jpg"]),
        ("<picture><source srcset='w.webp'><img src='p.jpg'></picture>", ["/a/p.jpg", "/a/w.webp"]),
        ("<noscript><img src='n.jpg'></noscript>", ["/a/n.jpg"]),
        (
            "<video poster='v.jpg' src='v.mp4'><source src='w.mp4' srcset='x.mp4'></video><audio src='a.mp3'></audio>",
            ["/a/v.jpg"],
        ),
        (
            "<svg><image xlink:href='i.png'></image><use xlink:href='s.svg#mark'></use><use href='#here'></use></svg>",
            ["/a/i.png", "/a/s.svg"],
        ),
        ("<div style=\"background: url('b.png')\"></div>", ["/a/b.png"]),
        ("<table background='t.png'></table><div data-bg='d.png'></div>", ["/a/t.png", "/a/d.png"]),
        ("<input type=image src='i.png'><input type=text src='no.png'>", ["/a/i.png"]),
        ("<iframe src='f.html'></iframe><a href='b.html'>ب</a><embed src='e.swf'>", []),
        ("<img src=''><img src='#x'><img src='{{ photo }}'><img src='javascript:x'><img src='http://[::1'>", []),
        (f"<img src='{URL}'>", []),
        ("<img src='p.jpg'><img src='p.jpg#again'>", ["/a/p.jpg"]),
    ],
)
def test_what_a_body_shows_is_needed(body: str, expected: list[str]) -> None:
    assert needs(page(body)) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<link rel='stylesheet' href='s.css'>", ["/a/s.css"]),
        ("<link rel='alternate stylesheet' href='s.css'>", ["/a/s.css"]),
        ("<link rel='shortcut icon' href='/i.ico'>", ["/i.ico"]),
        ("<link rel=preload as=font href='f.woff2'><link rel=preload as=video href='v.mp4'>", ["/a/f.woff2"]),
        ("<link rel='modulepreload preload' href='m.js'>", ["/a/m.js"]),
        ("<link rel=canonical href='/c'><link rel=alternate href='/rss'><link rel=preconnect href='//x.example'>", []),
        ("<script src='s.js'></script><script>var url = 'no.js'</script>", ["/a/s.js"]),
        ("<style>@import 'i.css'; p { background: url(b.png) }</style>", ["/a/i.css", "/a/b.png"]),
    ],
)
def test_what_a_head_asks_for_is_needed(head: str, expected: list[str]) -> None:
    assert needs(page("", head)) == expected


def test_addresses_are_relative_to_the_page_s_base() -> None:
    assert needs(page("<img src='p.jpg'>", "<base href='/files/'><base href='/no/'>")) == ["/files/p.jpg"]


def test_styles_come_first_and_other_sizes_of_a_picture_last() -> None:
    body = "<img src='p.jpg' srcset='q.jpg 2x'><script src='s.js'></script><link rel=stylesheet href='s.css'>"
    assert needs(page(body)) == ["/a/s.css", "/a/p.jpg", "/a/s.js", "/a/q.jpg"]


def test_only_a_stylesheet_is_one() -> None:
    found = page_requisites(page("<img src='p.jpg'><style>@import 'i.css'</style>").encode(), url=URL, content_type=None)
    assert [one.is_style for one in found] == [True, False]


def test_a_stylesheet_s_addresses_are_relative_to_itself_and_imports_come_first() -> None:
    found = stylesheet_requisites(b"a{b:url(../c.png)} @import 'd.css'", url="https://cdn.example/s/x.css", content_type=None)
    assert found == (Requisite(url="https://cdn.example/s/d.css", is_style=True), Requisite(url="https://cdn.example/c.png"))


def test_what_cannot_be_read_needs_nothing() -> None:
    assert page_requisites(b"\x00\x01\x02" * 99, url=URL, content_type="application/octet-stream") == ()
    assert page_requisites(b"", url=URL, content_type=None) == ()


def test_a_page_lists_so_many_and_no_more() -> None:
    assert len(needs(page("".join(f"<img src='{number}.jpg'>" for number in range(REQUISITES_MAX + 50))))) == REQUISITES_MAX
