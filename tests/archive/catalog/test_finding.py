from __future__ import annotations

from dataclasses import replace

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.ids import article_id, page_id
from archive.models import Outcome, Reason
from tests.archive.catalog.samples import URL, after, article, failure, link, redirected, story


def find_url(catalog: Catalog, text: str) -> str | None:
    found = catalog.find(text)
    return found.url if found else None


@pytest.fixture
def filled(catalog: Catalog) -> Catalog:
    catalog.list_links([link()])
    catalog.acknowledge([], [replace(story(), article=article(canonical_url="/canonical/1")), story(URL + "/2")])
    return catalog


@pytest.mark.parametrize(
    "text",
    [
        URL,
        " HTTPS://NEWS.example:443/story/1#top ",
        "https://news.example/canonical/1",
        article_id(URL),
        article_id(URL).upper(),
        page_id(URL),
        page_id(URL)[:6],
    ],
)
def test_find_takes_any_spelling_canonical_or_id(filled: Catalog, text: str) -> None:
    found = filled.find(text)
    assert found is not None
    assert (found.url, found.id) == (URL, article_id(URL))
    assert found.link is not None
    assert found.kept is not None
    assert found.kept.outcome is Outcome.ARCHIVED
    assert [version.number for version in found.versions] == [1]


@pytest.mark.parametrize("text", ["https://news.example/other", "abcdef", "abc", "", "غير موجود", page_id(URL)[:5]])
def test_find_of_what_is_not_there_is_none(filled: Catalog, text: str) -> None:
    assert filled.find(text) is None


def test_find_keeps_the_versions_in_sight_after_a_failure(catalog: Catalog) -> None:
    catalog.acknowledge([], [redirected(story(), "https://short.example/1")])
    catalog.acknowledge([], [failure("https://short.example/1", at=after(1))])
    found = catalog.find("https://short.example/1")
    assert found is not None
    assert found.kept is not None
    assert (found.url, found.kept.reason, len(found.versions)) == (URL, Reason.TIMEOUT, 1)


def test_find_gives_a_link_that_nothing_has_become_of(catalog: Catalog) -> None:
    catalog.list_links([link()])
    found = catalog.find(URL)
    assert found is not None
    assert (found.link, found.kept, found.versions) == (link(), None, ())


def test_find_gives_a_failure_under_what_was_typed(catalog: Catalog) -> None:
    catalog.acknowledge([], [failure("http://", reason=Reason.BAD_URL)])
    assert find_url(catalog, "http://") == "http://"


def test_find_passes_lists_and_robots_by(catalog: Catalog) -> None:
    kept = story()
    assert kept.fetch is not None
    catalog.acknowledge([replace(kept.fetch, url="https://news.example/robots.txt")], [])
    assert catalog.find("https://news.example/robots.txt") is None
    assert catalog.find(article_id("https://news.example/robots.txt")) is None


def test_find_by_a_beginning_of_several_ids_is_none_and_candidates_tells_them(catalog: Catalog) -> None:
    by_beginning: dict[str, list[str]] = {}
    for number in range(100_000):
        url = f"{URL}/{number}"
        same = by_beginning.setdefault(page_id(url)[:6], [])
        same.append(url)
        if len(same) == 2:
            break
    catalog.acknowledge([], [story(url) for url in same])
    beginning = page_id(same[0])[:6]
    assert catalog.find(beginning) is None
    assert sorted(catalog.candidates(beginning)) == sorted(same)
    assert find_url(catalog, article_id(same[1])) == same[1]
