import pytest

from spiders.fronts import feeds_named

AT = "https://outlet.example/ar/"
PAGE = """<html><head><meta charset="utf-8">
<link rel="alternate" type="application/rss+xml" title="كل الأخبار" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="الواحة &raquo; خلاصة التعليقات" href="/all/feed2/">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
<link rel="ALTERNATE nofollow" type="Application/Atom+XML; charset=utf-8" href="atom.xml">
<link rel="alternate" type="application/feed+json" href="https://other.example/feed.json">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
<link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" type="text/css" href="/x.css">
<link rel="alternate" type="application/rss+xml" href="javascript:x()"><link rel="alternate" type="application/rss+xml">
<link rel="alternate" type="application/rss+xml" href="/feed/">
</head><body></body></html>"""


def test_feeds_named_are_those_of_stories() -> None:
    assert feeds_named(PAGE.encode(), url=AT, content_type="text/html") == (
        "https://outlet.example/feed/",
        "https://outlet.example/ar/atom.xml",
        "https://other.example/feed.json",
    )


def test_feeds_named_are_read_from_the_pages_base() -> None:
    page = '<base href="/x/"><link rel=alternate type=application/rss+xml href=rss>'
    assert feeds_named(page.encode(), url=AT, content_type=None) == ("https://outlet.example/x/rss",)


@pytest.mark.parametrize("payload", [b"", b"no page", bytes(range(256)) * 9])
def test_feeds_named_are_none_on_what_is_no_page(payload: bytes) -> None:
    assert feeds_named(payload, url=AT, content_type=None) == ()
