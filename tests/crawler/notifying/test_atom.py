"""The Atom feed of events: valid, whole, bounded, and nothing of a page can break it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import feedparser
from lxml import etree

from archive.exchange.atom import NAMESPACE
from archive.watching import Event, EventKind
from crawler.notifying.atom import atom

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)


def event(number: int, **given) -> Event:
    said = {"at": NOW - timedelta(minutes=number), "kind": EventKind.EDITED, "url": f"http://a.jo/{number}", "source": "a"}
    return Event(**(said | given))


def test_a_reader_reads_it(tmp_path):
    events = [event(0, kind=EventKind.SILENT_EDIT, detail="headline"), event(1, kind=EventKind.REMOVED)]
    read = feedparser.parse(atom(events, {"http://a.jo/0": "بلدية الميناء تعلن خطة"}, tmp_path))
    assert not read.bozo
    assert read.version == "atom10"
    assert [entry.link for entry in read.entries] == ["http://a.jo/0", "http://a.jo/1"]
    assert read.entries[0].title == "edited without saying so: بلدية الميناء تعلن خطة"
    assert [tag.term for tag in read.entries[0].tags] == ["silent_edit", "a"]
    assert read.entries[0].summary == "headline"
    assert read.entries[1].title == "taken down: http://a.jo/1"
    assert read.feed.updated == "2026-11-03T10:00:00Z"


def test_it_has_what_rfc_4287_demands(tmp_path):
    feed = etree.fromstring(atom([event(number) for number in range(3)], {}, tmp_path))
    names = [etree.QName(child).localname for child in feed]
    assert feed.tag == f"{{{NAMESPACE}}}feed"
    assert all(names.count(name) == 1 for name in ("id", "title", "updated", "author"))
    ids = []
    for entry in feed.findall(f"{{{NAMESPACE}}}entry"):
        inside = [etree.QName(child).localname for child in entry]
        assert all(inside.count(name) == 1 for name in ("id", "title", "updated", "summary"))
        ids.append(entry.findtext(f"{{{NAMESPACE}}}id"))
    assert all(name.startswith("urn:uuid:") for name in ids)
    assert len(set(ids)) == 3


def test_an_empty_feed_is_valid_too(tmp_path):
    read = feedparser.parse(atom([], {}, tmp_path))
    assert not read.bozo
    assert read.entries == []


def test_ids_stay_the_same(tmp_path):
    assert atom([event(1, id=5)], {}, tmp_path) == atom([event(1, id=9)], {}, tmp_path)


def test_nothing_of_a_page_breaks_it(tmp_path):
    vile = "</title><script>alert(1)</script>\x00\x0b\ud800\uffff ]]> &amp; \u202e"
    read = etree.fromstring(atom([event(0, detail=vile)], {"http://a.jo/0": vile}, tmp_path))
    assert read.findall(".//{*}script") == []


def test_what_a_saved_search_found_is_told_with_its_name(tmp_path):
    found = event(0, kind=EventKind.FOUND, detail="بلدية الميناء", search="الميناء", version=1)
    read = feedparser.parse(atom([found], {"http://a.jo/0": "بلدية الميناء"}, tmp_path))
    assert (read.entries[0].title, read.entries[0].summary) == ("found by a saved search: بلدية الميناء", "الميناء")
