from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.schema import version
from archive.catalog.search.index import reindex
from tests.archive.catalog.samples import URL, after, article, story
from tests.archive.catalog.test_opening import ROOT, step_down

DYING = """
import os, signal, sys
from pathlib import Path
from archive.catalog.search import filling
from archive.catalog.catalog import Catalog

filling.BATCH = 2
with Catalog.open(Path(sys.argv[1])) as catalog:
    for _ in range(int(sys.argv[2])):
        catalog.fill_index()
    with catalog._database.write() as connection:
        filling.fill(connection)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def pages(number: int) -> list[str]:
    return [f"{URL}/{page}" for page in range(number)]


@pytest.fixture
def of_before(path: Path) -> Path:
    """A catalogue of five stories, one of them edited and edited back, that was written before there was an index."""
    with Catalog.open(path) as catalog:
        catalog.acknowledge([], [story(url, "غرق القارب") for url in pages(5)])
        catalog.acknowledge([], [story(URL + "/0", "غرقت السفينة", after(1))])
        catalog.acknowledge([], [story(URL + "/1", "غرقت السفينة", after(1))])
        catalog.acknowledge([], [story(URL + "/1", "غرق القارب", after(2))])
    step_down(path, "0004")
    return path


def filled(catalog: Catalog) -> tuple[int, int, int, bool]:
    hits = catalog.search("قارب", older=True)
    return catalog.search("قارب").total, catalog.search("سفينة").total, hits.total, hits.is_whole


def fill(catalog: Catalog) -> list[int]:
    added = [catalog.fill_index()]
    while not added[-1].is_whole:
        added.append(catalog.fill_index())
    return [each.added for each in added]


def test_new_catalogue_is_whole(catalog: Catalog) -> None:
    catalog.acknowledge([], [story()])
    assert (catalog.count_unindexed(), catalog.search("").is_whole, fill(catalog)) == (0, True, [0])


def test_texts_of_before_are_put_into_the_index_in_batches(of_before: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.catalog.search.filling.BATCH", 3)
    with Catalog.open(of_before) as catalog:
        assert (catalog.count_unindexed(), catalog.search("").is_whole) == (7, False)
        assert fill(catalog) == [3, 3, 1]
        assert (filled(catalog), catalog.count_unindexed()) == ((4, 1, 5, True), 0)


def test_texts_that_come_before_it_is_filled_are_not_put_in_twice(of_before: Path) -> None:
    with Catalog.open(of_before) as catalog:
        catalog.acknowledge([], [story(URL + "/2", "غرقت السفينة", after(3))])
        catalog.acknowledge([], [story(URL + "/new", "قارب آخر", after(3))])
        fill(catalog)
        assert filled(catalog) == (4, 2, 6, True)


@pytest.mark.slow
@pytest.mark.parametrize("batches", [0, 1, 3])
def test_kill_while_it_is_filled_costs_a_batch(of_before: Path, batches: int) -> None:
    done = subprocess.run([sys.executable, "-c", DYING, of_before, str(batches)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    with Catalog.open(of_before) as catalog:
        assert catalog.count_unindexed() == 7 - 2 * batches
        fill(catalog)
        assert filled(catalog) == (4, 1, 5, True)


def test_index_of_another_folding_is_begun_anew(path: Path) -> None:
    with Catalog.open(path) as catalog:
        catalog.acknowledge([], [story(url, "غرق القارب") for url in pages(3)])
        assert catalog.search("قارب").total == 3
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("UPDATE search_state SET terms = 0")
            raw.commit()
        assert (catalog.search("قارب").is_whole, catalog.count_unindexed()) == (False, 3)
        assert fill(catalog) == [3]
        assert (catalog.search("قارب").total, catalog.search("").is_whole) == (3, True)


def test_rewritten_text_is_found_by_its_new_words_alone(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(body="غرق القارب"), story(URL + "/2", "غرق القارب")])
    assert catalog.search("قارب").total == 2
    before, now = article(body="غرق القارب"), article(body="غرقت السفينة", article_section="محليات")
    with catalog._database.write() as connection:
        place = connection.execute(version.select().where(version.c.article == before)).mappings().one()
        connection.execute(version.update().where(version.c.page_id == place["page_id"]).values(article=now))
        reindex(connection, place["page_id"], 1, before=before)
    assert (catalog.search("قارب").total, catalog.search("سفينة").total, catalog.search("section:محليات").total) == (1, 1, 1)
    with closing(sqlite3.connect(catalog._database.path)) as raw:
        raw.execute("INSERT INTO search_text (search_text) VALUES ('integrity-check')")


def test_text_that_cannot_be_stored_as_it_is_can_be_found(catalog: Catalog) -> None:
    odd = replace(story(body="قارب\x00 \ud800 قديم"), source="a\x00b" + "س" * 5_000)
    catalog.acknowledge([], [odd])
    assert catalog.search("قارب قديم").total == 1
