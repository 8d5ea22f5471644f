"""Every story of the newsroom, read and scored: floors that may be raised, never lowered."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from urllib.parse import unquote

import pytest

from archive.models import Article, Rejected
from archive.text.encoding.decode import decode
from archive.text.extract import Page, extract
from benchmarks.scoring import Scored, averages, score, told
from tests.newsroom import EVENING, Expectation, Newsroom, expectations

Remake = Callable[[str], str]
Case = tuple[Expectation, Page]

_NAMES = re.compile(r"""\s(?:class|id|role|itemprop|rel)=(?:"[^"]*"|'[^']*'|[^\s>]+)""")
_ELEMENTS = re.compile(r"<(/?)(?:article|section|aside|nav|footer|header|main|figure|figcaption|form)(?=[\s>])")
REMAKES: dict[str, Remake] = {
    "as served": lambda html: html,
    "without class names": lambda html: _NAMES.sub("", html),
    "all in divs": lambda html: _ELEMENTS.sub(r"<\1div", re.sub(r"<(/?)p(?=[\s>])", r"<\1div", html)),
    "paragraphs as breaks": lambda html: re.sub(r"<p(?:\s[^>]*)?>", "", html.replace("</p>", "<br><br>")),
}
FLOORS = {
    "as served": {"f1": 0.995, "headline": 1.0, "day": 1.0, "minute": 1.0, "agency": 1.0, "byline": 0.95, "dateline": 0.95},
    "without class names": {"f1": 0.98, "headline": 1.0, "day": 0.97, "minute": 0.97, "agency": 0.95, "dateline": 0.95},
    "all in divs": {"f1": 0.99, "headline": 1.0, "day": 1.0, "minute": 1.0, "agency": 1.0, "byline": 0.95, "dateline": 0.95},
    "paragraphs as breaks": {"f1": 0.99, "headline": 1.0, "day": 1.0, "minute": 1.0, "agency": 1.0, "byline": 0.95},
}
LEAKED_MAX = {"as served": 0.0, "without class names": 0.01, "all in divs": 0.01, "paragraphs as breaks": 0.01}


@cache
def cases() -> tuple[Case, ...]:
    with Newsroom() as newsroom:
        return tuple((expected, _page(newsroom, expected)) for expected in expectations())


def _page(newsroom: Newsroom, expected: Expectation) -> Page:
    path = unquote(expected.path)
    served, outlet = newsroom.page(expected.outlet, path), newsroom.outlet(expected.outlet)
    return Page(
        url=newsroom.url(expected.outlet, path),
        payload=served.body,
        content_type=served.content_type,
        captured_at=EVENING,
        time_zone=outlet.time_zone,
        publisher=outlet.title,
    )


def _scored(expected: Expectation, page: Page, remake: Remake) -> Scored:
    html = decode(page.payload, page.content_type) or ""
    remade = Page(
        url=page.url,
        payload=remake(html).encode(),
        content_type="text/html; charset=utf-8",
        captured_at=page.captured_at,
        time_zone=page.time_zone,
        publisher=page.publisher,
    )
    gold = {
        "text": expected.body,
        "headline": expected.headline,
        "agency": expected.agency,
        "dateline": expected.dateline,
        "byline": next(iter(expected.author), None),
        "date_published": expected.date_published,
        "boilerplate_samples": expected.leaks,
        "optional_lines": expected.optional,
    }
    return score(f"{expected.outlet} {expected.story}", gold, told(extract(remade)))


@pytest.mark.parametrize("remake", REMAKES)
def test_newsroom_reads_at_or_above_its_floors(remake: str) -> None:
    scored = [_scored(expected, page, REMAKES[remake]) for expected, page in cases()]
    summary = averages(scored)
    below = {name: summary[name] for name, floor in FLOORS[remake].items() if summary[name] < floor}
    worst = [(page.slug, page.outcome, page.scores) for page in scored if page.scores["f1"] < 0.95 or page.leaks]
    assert below == {}, worst
    assert summary["leaked"] <= LEAKED_MAX[remake], worst


def test_no_page_but_a_story_is_an_article() -> None:
    """Lists, galleries, logins, errors and forms; a paywalled story's open beginning is one."""
    with Newsroom() as newsroom:
        others = {(outlet.name, path) for outlet in newsroom.outlets for path in newsroom.paths(outlet.name)}
        stories = {(expected.outlet, unquote(expected.path)) for expected, _ in cases()}
        read = {
            (name, path): extract(
                Page(url=newsroom.url(name, path), payload=served.body, content_type=served.content_type, captured_at=EVENING)
            )
            for name, path in others - stories
            if len((served := newsroom.page(name, path)).body) < 10_000_000
        }
    taken = {place for place, page in read.items() if isinstance(page, Article) and page.is_accessible_for_free is not False}
    assert len(read) > 50
    assert taken == set()


def test_every_newsroom_story_is_an_article() -> None:
    rejected = [(page.url, read.reason) for _, page in cases() if isinstance(read := extract(page), Rejected)]
    assert rejected == []
