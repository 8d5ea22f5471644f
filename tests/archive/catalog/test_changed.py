"""What became of stories, over all sources and of one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from archive.catalog.changed import OF_STORIES, Wanted, _events
from archive.watching import EventKind
from tests.archive.room.library import filled
from tests.archive.room.shelf import NOW, Shelf


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    shelf = Shelf(Path(tmp_path_factory.mktemp("told")))
    yield shelf.catalog, filled(shelf)
    shelf.close()


def kinds(catalog, limit: int = 100, **wanted) -> list[EventKind]:
    return [one.event.kind for one in catalog.changed(Wanted(**wanted), limit)]


def test_changes_of_all_sources_come_newest_first(told):
    catalog, ids = told
    found = catalog.changed(Wanted(), 100)
    assert [one.event.kind for one in found] == ["removed", "silent_edit", "silent_edit", "edited"]
    assert [one.id for one in found] == [ids["gone"], *[ids["market"]] * 3]


def test_an_edit_has_both_texts_and_a_removal_the_last(told):
    removed, edited, *_ = told[0].changed(Wanted(), 100)
    assert (removed.before, removed.after.headline, removed.digests) == (None, "زيارة مرتقبة للوزير", None)
    assert (edited.before.headline, edited.after.headline) == (
        "نابلس تفتتح سوق الكتب القديمة",
        "سوق الكتب القديمة في نابلس تفتح أبوابها",
    )


def test_changes_are_chosen_by_kind_source_and_time(told):
    catalog = told[0]
    assert kinds(catalog, kinds=(EventKind.SILENT_EDIT,)) == ["silent_edit"] * 2
    assert kinds(catalog, source="jusur") == ["removed"]
    assert kinds(catalog, since=NOW + timedelta(minutes=200), until=NOW + timedelta(minutes=201)) == ["silent_edit"]
    assert kinds(catalog, source="nobody") == []


def test_pages_of_changes_go_on_where_the_last_ended(told):
    catalog = told[0]
    paged, last = [], None
    while some := catalog.changed(Wanted(older_than=last), 1):
        paged += [one.event for one in some]
        last = some[-1].event.id
    assert paged == [one.event for one in catalog.changed(Wanted(), 100)]


def test_past_of_a_story_says_what_it_shows_and_what_befell_it(told):
    catalog, ids = told
    market, gone = catalog.past(ids["market"]), catalog.past(ids["gone"])
    assert (market.shown.number, market.source, market.removed_at) == (4, "wakala", None)
    assert [(event.kind, event.version) for event in market.events] == [("edited", 2), ("silent_edit", 3), ("silent_edit", 4)]
    assert gone.removed_at == gone.looked_at == NOW + timedelta(days=2, minutes=30)
    assert {came.status for came in market.came.values()} == {200}
    assert catalog.past("000000000000") is None


def test_a_text_that_returned_is_the_one_that_is_shown(tmp_path):
    shelf = Shelf(tmp_path)
    for minutes, text in ((0, "نص أول."), (10, "نص ثان."), (20, "نص أول.")):
        shelf.tell(shelf.put("https://n.example/1", f"{minutes}", minutes=minutes), text)
    past = shelf.catalog.past("https://n.example/1")
    shelf.close()
    assert (past.shown.number, len(past.found.versions)) == (1, 2)


def test_corrections_are_the_edits_that_own_up(told):
    (one,) = told[0].changed(Wanted(corrected=True), 10)
    assert one.event.detail.endswith("; correction notice")


def test_events_are_read_from_the_index_of_their_kind(told):
    with told[0]._database.read() as connection:
        for wanted, index in ((Wanted(), "ix_event_kind_at"), (Wanted(source="jusur"), "ix_event_source_kind_at")):
            query = _events(connection, wanted, 26).compile(connection, compile_kwargs={"literal_binds": True})
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
            assert sum(f"INDEX {index} " in step for step in plan) == len(OF_STORIES)
            assert not any(step.startswith(("SCAN event", "SCAN page")) for step in plan)
