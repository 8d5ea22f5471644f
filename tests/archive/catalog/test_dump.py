from __future__ import annotations

import json
from pathlib import Path

from archive.catalog.catalog import Catalog
from archive.catalog.polls import Polled
from archive.catalog.schema import VOLATILE, metadata
from archive.watching import Event, EventKind, Poll
from tests.archive.catalog.samples import FEED, NOON, URL, after, failure, fetch, link, story


def test_dump_is_the_same_for_the_same_rows_in_another_order(tmp_path: Path) -> None:
    listed, kept = [link(), link(URL + "/2")], [story(), failure(URL + "/2"), story(body="B", at=after(1))]
    listing = fetch("https://news.example/rss")
    with Catalog.open(tmp_path / "one") as one, Catalog.open(tmp_path / "other") as other:
        one.list_links(listed)
        one.acknowledge([listing], kept)
        other.list_links(listed[::-1])
        other.acknowledge([], [kept[1]])
        other.acknowledge([], [kept[0]])
        other.list_links([link(listed_at=after(90))])
        other.acknowledge([listing], [kept[2]])
        assert list(one.dump()) == list(other.dump())


def test_dump_holds_every_column_but_the_volatile(catalog: Catalog) -> None:
    catalog.list_links([link()])
    catalog.acknowledge([fetch()], [story()])
    catalog.acknowledge([], [story(body="B", at=after(1))])
    shown = {(row["table"], name) for row in map(json.loads, catalog.dump()) for name in row if name != "table"}
    index = {"shelf", "text_entry", "text_change", "search_state"}
    left_out = {"poll", "recheck", "crawl", "hour"} | index
    held = [each for each in metadata.sorted_tables if each.name not in left_out and not each.name.startswith("trace")]
    assert shown == {(table.name, column.name) for table in held for column in table.columns} - set(VOLATILE)


def test_dump_tells_a_changed_value(catalog: Catalog) -> None:
    catalog.acknowledge([], [story()])
    before = list(catalog.dump())
    with catalog._database.write() as connection:
        connection.exec_driver_sql("UPDATE record SET offset = offset + 1 WHERE warc_type = 'conversion'")
    assert len(set(before) ^ set(catalog.dump())) == 2


def test_dump_leaves_out_what_the_schedule_works_with(catalog: Catalog) -> None:
    catalog.begin_crawl(("wire",), after(0))
    before = list(catalog.dump())
    gap = Event(at=NOON, kind=EventKind.GAP, url=FEED, source="wire")
    poll = Poll(source="wire", url=FEED, polled_at=NOON, due_at=after(2), status=200)
    catalog.acknowledge([fetch(FEED)], [])
    listed = list(catalog.dump())
    catalog.list_links([], lambda _new: Polled(poll=poll, events=(gap,)))
    assert (list(catalog.dump()), len(catalog.events())) == (listed, 1)
    assert len(before) < len(listed)
