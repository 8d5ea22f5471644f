"""What a home page says of its outlet."""

from __future__ import annotations

import pytest

from spiders.outlet import Outlet, feeds_in, read_outlet

URL = "https://oasis.example/ar/"
PAGE = """<!doctype html><html lang="ar-JO" dir="rtl"><head><meta charset="{charset}">
<title>الرئيسية | واحة الأخبار - أخبار الأردن والعالم</title>
<meta property="og:site_name" content="واحة الأخبار"><meta property="og:locale" content="ar_JO">
<link rel="alternate" type="application/rss+xml" href="../rss.xml"><link rel="alternate" type="application/json" href="/wp-json/">
<link rel="alternate" type="application/rss+xml" title="تعليقات" href="/comments/feed/">
<script type="application/ld+json">{{"@graph":[{{"@type":"NewsMediaOrganization","name":"Oasis News","address":
{{"@type":"PostalAddress","addressCountry":"jo"}}}},{{"@type":"NewsArticle","name":"خبر"}}]}}</script></head><body>
<header><a href="/">الرئيسية</a><a href="sport/">رياضة</a><a href="/economy">اقتصاد</a><a href="/login">دخول</a>
<a href="https://other.example/x">شريك</a></header>
<div id="main-menu"><a href="/contact-us">اتصل بنا</a><a href="/culture">ثقافة وفنون</a></div>
<article><a href="/news/2024">خبر طويل العنوان لا يكون في القائمة أبدا</a></article>
<footer><a href="/rss/economy">RSS</a><a href="https://oasis.example/feedback">رأيك</a><a href="podcast/feed">صوت</a></footer>
</body></html>"""


def read(charset: str = "utf-8") -> Outlet:
    return read_outlet(PAGE.format(charset=charset).encode(charset), url=URL, content_type="text/html")


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_an_outlet_s_names_are_read_whatever_the_encoding(charset):
    assert read(charset).titles == ("واحة الأخبار", "Oasis News", "أخبار الأردن والعالم")


def test_language_and_regions_come_from_lang_locale_and_address():
    assert (read().language, read().regions) == ("ar", ("JO",))


def test_feeds_are_those_named_then_those_that_look_like_one():
    assert read().feeds == ("https://oasis.example/rss.xml", "https://oasis.example/rss/economy")


def test_the_menu_is_sections_on_the_same_host():
    host = "https://oasis.example"
    assert read().menu == (f"{host}/ar/sport/", f"{host}/economy", f"{host}/culture")


def test_types_are_those_of_the_outlet_alone():
    assert read().types == {"NewsMediaOrganization"}


@pytest.mark.parametrize("payload", [b"", b"\x00\x01\xfe\xff", b"<html></html>", b"<" * 100_000])
def test_a_page_that_says_nothing_gives_nothing(payload):
    outlet = read_outlet(payload, url=URL, content_type=None)
    assert (outlet.titles, outlet.feeds, outlet.menu) == ((), (), ())


def test_a_page_about_feeds_gives_them_all():
    page = b"<a href='/rss/1'>1</a><a href='/feed.aspx?cat=2'>2</a><a href='/about'>3</a><a href='/logo-rss.png'>4</a>"
    assert feeds_in(page, url=URL, content_type=None) == (
        "https://oasis.example/rss/1",
        "https://oasis.example/feed.aspx?cat=2",
    )
