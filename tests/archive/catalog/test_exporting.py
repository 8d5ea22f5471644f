"""What is chosen stays what it was, is read in short transactions, and takes no more memory when it is more."""

from __future__ import annotations

import sqlite3
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.exporting import BATCH, Choice, Selection
from archive.catalog.ids import page_id
from archive.errors import CatalogError
from tests.archive.catalog.samples import NOON, after, article, story


def fill(catalog: Catalog, count: int, body: str = "نص الخبر.") -> list[str]:
    urls = [f"https://news.example/{number:05}" for number in range(count)]
    catalog.acknowledge([], [story(url, f"{body} {url}", at=after(number)) for number, url in enumerate(urls)])
    return urls


def urls_of(path: Path, **said) -> list[str]:
    with Selection(path, Choice(**said)) as selection:
        return [chosen.version.url for chosen in selection]


def test_every_text_is_chosen_once_over_many_batches(catalog, path):
    urls = fill(catalog, 2 * BATCH + 1)
    with Selection(path, Choice()) as selection:
        assert len(selection) == len(urls)
        assert sorted(chosen.version.url for chosen in selection) == urls
        assert sorted(chosen.version.url for chosen in selection) == urls  # and again


def test_selection_is_what_it_was_when_it_was_chosen(catalog, path):
    urls = fill(catalog, 3)
    with Selection(path, Choice()) as selection:
        catalog.acknowledge([], [story("https://news.example/later", at=after(9))])
        assert {chosen.version.url for chosen in selection} == set(urls)


def test_texts_without_a_date_stand_where_they_were_captured(catalog, path):
    early, late = after(-60), after(60)
    kept = [story(f"https://news.example/{name}", name, at=at) for name, at in (("b", late), ("a", early))]
    undated = story("https://news.example/c", "c", at=NOON, article=article("https://news.example/c", "c", date_published=None))
    dated = [story(one.url, at=one.at, article=article(one.url, one.url, date_published=one.at)) for one in kept]
    catalog.acknowledge([], [*dated, undated])
    assert [url[-1] for url in urls_of(path)] == ["a", "c", "b"]


def test_pages_and_texts_must_both_fit(catalog, path):
    urls = fill(catalog, 4)
    keys = [page_id(url) for url in urls]
    texts = [(keys[1], 1), (keys[2], 1), (keys[3], 2)]
    assert sorted(urls_of(path, pages=keys[:2])) == urls[:2]
    assert sorted(urls_of(path, texts=texts)) == urls[1:3]
    assert urls_of(path, pages=keys[:2], texts=texts) == urls[1:2]
    assert urls_of(path, pages=[]) == []


def test_selection_of_no_catalogue_says_so(path):
    with pytest.raises(CatalogError, match="no catalogue"):
        Selection(path, Choice())


def test_selection_half_gone_through_keeps_no_log_from_being_folded_back(catalog, path):
    """R15: between two batches nobody reads."""
    fill(catalog, 2 * BATCH)
    with Selection(path, Choice()) as selection:
        rows = iter(selection)
        for _ in range(BATCH + 1):
            next(rows)
        fill(catalog, 1, body="آخر")
        with closing(sqlite3.connect(path)) as raw:
            busy, left, folded = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert (busy, left, folded) == (0, 0, 0)
        assert len(list(rows)) == BATCH - 1


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_texts(tmp_path):
    def peak_bytes(count: int) -> int:
        path = tmp_path / f"{count}.sqlite"
        with Catalog.open(path) as catalog:
            fill(catalog, count, body="نص الخبر. " * 300)
        tracemalloc.start()
        with Selection(path, Choice()) as selection:
            assert sum(1 for _ in selection) == count
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    peak_bytes(10)  # imports, and statements compiled once
    assert peak_bytes(1_200) < 1.3 * peak_bytes(300)
