"""The trace follows from the versions: built again from WARC files, or traced later, it is the same; a text read anew leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from archive.catalog.catalog import Catalog
from archive.catalog.groups import Group
from archive.catalog.rereadings import Rereading, write_rereadings
from archive.catalog.tracing.schema import RULE, trace_state, traced_outlet, traced_pair, traced_run, traced_text
from tests.archive.catalog.keeping import MINUTE, Keeping, rebuild
from tests.archive.catalog.samples import after, article, record, story
from tests.archive.text.printings.labelled import DEVELOPED, second_hand

WIRE, OTHER, *_ = second_hand(DEVELOPED)


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    one = Keeping(tmp_path / "home")
    yield one
    one.close()


def traced(catalog: Catalog) -> tuple[object, ...]:
    """All that the tables of the trace tell, by addresses in the place of ids."""
    with catalog._database.read() as connection:
        outlets = {row.id: (row.source, row.host, row.publisher) for row in connection.execute(select(traced_outlet))}
        texts = {row.id: row for row in connection.execute(select(traced_text))}
        runs = [(row.span, row.run, place(texts[row.text_id])) for row in connection.execute(select(traced_run))]
        pairs = [
            (place(texts[row.text_id]), place(texts[row.other_id]), row.likelihood)
            for row in connection.execute(select(traced_pair))
        ]
        told = [(*place(row), outlets[row.outlet_id], row.appeared_s, row.is_agencys, row.runs) for row in texts.values()]
        return sorted(told), sorted(runs), sorted(pairs), connection.execute(select(trace_state)).all()


def place(text) -> tuple[str, int]:
    return text.page_id, text.number


def keep(keeping: Keeping, url: str, body: str, publisher: str) -> None:
    keeping.now += MINUTE
    read = keeping.story(url, body, publisher=publisher, source_organization=None, date_published=keeping.now)
    keeping.commit(Group(kept=(replace(read, source=urlsplit(url).netloc),)))


def keep_all(keeping: Keeping) -> None:
    keep(keeping, "http://wire.example/1", WIRE.text, "وكالة رويترز")
    for number, one in enumerate([*WIRE.printings, *WIRE.others]):
        keep(keeping, f"http://daily-{number}.example/1", one.text, one.headline)
    keep(keeping, "http://wire.example/1", f"{WIRE.text}\n{OTHER.text.splitlines()[0]}", "وكالة رويترز")
    keep(keeping, "http://daily-0.example/1", OTHER.text, "صحيفة")
    keep(keeping, "http://daily-0.example/1", WIRE.printings[0].text, "صحيفة")


def test_a_trace_built_again_is_the_same(keeping, tmp_path):
    keep_all(keeping)
    before = traced(keeping.catalog)
    assert len(before[2]) > 20
    keeping.reopen()
    catalog, _ = rebuild(keeping.home, tmp_path / "workshop")
    with catalog:
        assert traced(catalog) == before


def test_a_trace_made_later_is_the_same(keeping):
    keep_all(keeping)
    before = traced(keeping.catalog)
    assert len(before[2]) > 20
    with keeping.catalog._database.write() as connection:
        connection.execute(trace_state.update().values(rule=RULE - 1))
    while not keeping.catalog.fill_trace().is_whole:
        pass
    assert traced(keeping.catalog) == before


def test_a_text_that_was_read_anew_leaves_nothing_of_the_old_reading(tmp_path):
    def kept(number: int, body: str):
        url = f"https://daily-{number}.example/1"
        read = article(url, body, publisher=f"صحيفة {number}", source_organization=None)
        return story(url, body, after(number), source=None, article=read)

    wire, wrong, right = kept(1, WIRE.text), kept(2, WIRE.text), kept(2, OTHER.text)
    with Catalog.open(tmp_path / "anew.sqlite") as anew, Catalog.open(tmp_path / "at-once.sqlite") as at_once:
        anew.acknowledge([], [wire, wrong])
        assert [len(rows) for rows in traced(anew)[2:3]] == [2]
        conversion = record("conversion")
        again = Rereading(
            at=after(9), article=right.article, conversion=conversion, number=1, before=wrong.conversion.record_id
        )
        with anew._database.write() as connection:
            assert write_rereadings(connection, [again]) == (True,)
        at_once.acknowledge([], [wire, right])
        assert traced(anew) == traced(at_once)
        assert traced(anew)[2] == []
