from __future__ import annotations

from archive.catalog.catalog import Catalog
from archive.models import Truncated
from tests.archive.catalog.samples import URL, after, fetch, record


def dates(catalog: Catalog, url: str) -> list[tuple[str, int]]:
    return [(one.url, one.status) for one in catalog.mementos(url)]


def test_captures_come_in_the_order_of_time(catalog):
    catalog.acknowledge([fetch(date=after(minutes), record=record()) for minutes in (30, 0, 10)], [])
    assert [one.date for one in catalog.mementos(URL)] == [after(0), after(10), after(30)]


def test_other_spellings_stand_in_where_the_address_has_nothing(catalog):
    catalog.acknowledge([fetch("https://www.news.example/story/1/")], [])
    assert dates(catalog, "http://news.example/story/1?utm_source=x") == [("https://www.news.example/story/1/", 200)]
    assert dates(catalog, "https://news.example/story/2") == []


def test_address_itself_is_preferred_to_its_twins(catalog):
    catalog.acknowledge([fetch(URL), fetch("https://www.news.example/story/1", date=after(5))], [])
    assert dates(catalog, URL) == [(URL, 200)]


def test_redirect_of_a_twin_would_lead_back_to_itself(catalog):
    catalog.acknowledge(
        [fetch("http://news.example/story/1", status=301), fetch("http://news.example/story/1", status=200)], []
    )
    assert dates(catalog, "https://news.example/story/1") == [("http://news.example/story/1", 200)]


def test_what_cannot_be_shown_is_left_out(catalog):
    original = fetch(status=200)
    nothing = fetch(status=None, record=record("request"), date=after(1), truncated=Truncated.TIME)
    unconfirmed = fetch(status=304, date=after(2))
    lost = fetch(status=200, record=record("revisit"), date=after(3))
    confirmed = fetch(status=304, record=record("revisit"), original=original.record, date=after(4))
    catalog.acknowledge([original, nothing, unconfirmed, lost, confirmed], [])
    assert [(one.date, one.original) for one in catalog.mementos(URL)] == [
        (after(0), None),
        (after(4), original.record),
    ]


def test_no_address_has_no_captures(catalog):
    assert catalog.mementos("http://[") == ()
