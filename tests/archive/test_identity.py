from __future__ import annotations

import json
import os
import string
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import ada_url
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.identity import identity

SHARED = os.environ.get("WARRAQ_SHARED")
STORY = "https://news.example/politics/123-%D8%AE%D8%A8%D8%B1"

paths = st.lists(st.text("abz019-_.~خبرة %+'()", min_size=1, max_size=8).map(quote), max_size=4)
names = st.text(string.ascii_letters + "_خ[]", min_size=1, max_size=6).map(quote)
pairs = st.lists(st.tuples(names, st.text("0123456789abقصة-+", max_size=8).map(quote)), max_size=4)
hosts = st.sampled_from(
    ["news.example", "www.news.example", "m.news.example", "amp.news.example", "ar.news.example", "موقع.مصر"]
)


@st.composite
def urls(draw: st.DrawFn) -> str:
    query = "&".join(f"{name}={value}" for name, value in draw(pairs))
    scheme = draw(st.sampled_from(["http", "https"]))
    ending = draw(st.sampled_from(["", "/", "/amp", "/amp/", "/index.html", "//index.php", ";jsessionid=A1"]))
    return f"{scheme}://{draw(hosts)}/{'/'.join(draw(paths))}{ending}{query and '?'}{query}"


@pytest.mark.parametrize(
    "twin",
    [
        "http://news.example/politics/123-%D8%AE%D8%A8%D8%B1",
        "https://news.example:443/politics/123-%D8%AE%D8%A8%D8%B1",
        "http://news.example:80/politics/123-خبر",
        "https://NEWS.example./politics/123-%d8%ae%d8%a8%d8%b1/",
        "https://www.news.example/politics/%31%32%33-%D8%AE%D8%A8%D8%B1",
        "https://m.news.example/politics/123-خبر#top",
        "https://www.m.news.example/politics/123-خبر",
        "https://mobile.news.example/politics/123-خبر?m=1",
        "https://wap.news.example/politics//123-خبر",
        "https://amp.news.example/politics/123-خبر",
        "https://news.example/amp/politics/123-خبر",
        "https://news.example/politics/123-خبر/amp",
        "https://news.example/politics/123-خبر/amp/",
        "https://news.example/politics/123-خبر.amp",
        "https://news.example/politics/123-خبر/?amp=1",
        "https://news.example/politics/123-خبر?amp",
        "https://news.example/politics/123-خبر?outputType=amp",
        "https://news.example/politics/123-خبر/index.html",
        "https://news.example/politics/123-خبر/index.php?",
        "https://news.example/politics/123-خبر;jsessionid=0A1B2C?",
        "https://news.example/politics/123-خبر?PHPSESSID=0123456789abcdef0123&sid=0123456789abcdef",
        "https://news.example/politics/123-خبر?utm_source=twitter&utm_medium=social&UTM_Campaign=x&amp;utm_term=1",
        "https://news.example/politics/123-خبر?fbclid=IwAR0&gclid=1&ocid=ar.rss&at_medium=RSS&igsh=1",
        "https://news.example/politics/123-خبر?ref=rss&source=telegram&from=home-page",
        "https://news.example/politics/123-خبر?share=facebook&mibextid=Zxz2cZ&sfnsn=mo&_x_tr_sl=ar&print=1",
        "https://reader:secret@news.example/politics/123-خبر",
        "https://news-example.cdn.ampproject.org/c/s/www.news.example/amp/politics/123-خبر",
        "https://www.google.com/amp/s/news.example/politics/123-خبر/amp/",
        "  https://news.example/politics/./x/../123-خبر ",
    ],
)
def test_identity_is_one_for_all_addresses_of_a_story(twin: str) -> None:
    assert identity(twin) == STORY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/?id=1", "https://news.example/?id=2"),
        ("https://news.example/story?p=1", "https://news.example/story"),
        ("https://news.example/story?ref=4521", "https://news.example/story?ref=4522"),
        ("https://news.example/story?sid=4521", "https://news.example/story?sid=4522"),
        ("https://news.example/story?sid=4521", "https://news.example/story"),
        ("https://news.example/?sid=gaza-talks-resume-2026", "https://news.example/?sid=gaza-talks-resume-2027"),
        ("https://news.example/story?m=12", "https://news.example/story"),
        ("https://news.example/story?share=12", "https://news.example/story"),
        ("https://news.example/story?print=12", "https://news.example/story"),
        ("https://news.example/story?source=%D9%82%D8%B5%D8%A9", "https://news.example/story"),
        ("https://news.example/?view=story", "https://news.example/"),
        ("https://news.example/a?id=1&id=2", "https://news.example/a?id=2&id=1"),
        ("https://news.example/A1b", "https://news.example/a1B"),
        ("https://news.example/2026/11/3", "https://news.example/2026/11/30"),
        ("https://ar.news.example/1", "https://en.news.example/1"),
        ("https://news.example:8080/1", "https://news.example/1"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example/a%3Fb", "https://news.example/a?b"),
        ("https://news.example/index.php/1", "https://news.example/index.php/2"),
        ("https://news.example/amplifier", "https://news.example/lifier"),
        ("https://news.example/story.html", "https://news.example/story"),
    ],
)
def test_identity_keeps_two_stories_apart(one: str, other: str) -> None:
    assert identity(one) != identity(other)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://amp.dev/story", "https://amp.dev/story"),
        ("http://m.com/", "https://m.com/"),
        ("https://www.example/", "https://www.example/"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/amp", "https://news.example/"),
        ("http://[::1]:80/a", "https://[::1]/a"),
        ("https://news.example/%%341", "https://news.example/%2541"),
        ("https://news.example/?q=%20a&b=", "https://news.example/?b&q=+a"),
        ("mailto:desk@news.example", "mailto:desk@news.example"),
        ("ليس عنوانا", "ليس عنوانا"),
        ("", ""),
        ("https://news.example/" + "a" * 9_000, "https://news.example/" + "a" * 9_000),
    ],
)
def test_identity_at_the_edges(url: str, expected: str) -> None:
    assert identity(url) == expected


@given(urls())
def test_identity_of_an_identity_is_itself(url: str) -> None:
    assert identity(identity(url)) == identity(url)


@given(st.text())
def test_identity_never_raises(text: str) -> None:
    assert identity(identity(text)) == identity(text)
    assert identity(identity("http://" + text)) == identity("http://" + text)


@given(urls(), st.sampled_from(["utm_source=x", "fbclid=1", "amp=1"]))
def test_identity_is_blind_to_who_sent_the_reader(url: str, aside: str) -> None:
    assert identity(f"{url}{'&' if '?' in url else '?'}{aside}#top") == identity(url)


@given(urls(), st.integers(0, 10**9), st.integers(0, 10**9))
def test_identity_keeps_numbers_of_parameters_nobody_knows(url: str, one: int, other: int) -> None:
    joint = "&" if "?" in url else "?"
    same = identity(f"{url}{joint}newsid={one}") == identity(f"{url}{joint}newsid={other}")
    assert same == (one == other)


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=3), st.lists(st.integers(1, 10**9), min_size=1, max_size=3))
def test_identity_keeps_numbers_of_paths(one: list[int], other: list[int]) -> None:
    urls = ("https://news.example/" + "/".join(map(str, numbers)) for numbers in (one, other))
    assert (identity(next(urls)) == identity(next(urls))) == (one == other)


@given(urls(), st.randoms(use_true_random=False))
def test_identity_is_blind_to_the_order_of_parameters(url: str, random: object) -> None:
    path, _, query = url.partition("?")
    pairs = query.split("&")
    if len({pair.partition("=")[0] for pair in pairs}) == len(pairs):
        random.shuffle(pairs)  # type: ignore[attr-defined]
    assert identity(f"{path}?{'&'.join(pairs)}") == identity(url)


def browser_tests() -> Iterator[str]:
    """Yield the addresses of the Web Platform Tests."""
    for path in sorted(Path(SHARED or "", "torture", "urls").rglob("*.json")):
        for row in json.loads(path.read_text("utf-8")):
            if isinstance(row, dict):
                yield from (value for value in (row.get("input"), row.get("href")) if value)


@pytest.mark.skipif(not SHARED, reason="NOT SHOWN: set WARRAQ_SHARED to the folder that holds torture/")
def test_identity_of_what_browsers_are_tested_with() -> None:
    tested = tuple(browser_tests())
    assert len(tested) > 1_000
    assert [url for url in tested if identity(identity(url)) != identity(url)] == []
    web = [url for url in tested if url.startswith(("http://", "https://")) and ada_url.check_url(url)]
    assert [url for url in web if not ada_url.check_url(identity(url))] == []
