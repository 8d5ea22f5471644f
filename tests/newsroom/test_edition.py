from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.newsroom import EVENING, MORNING, Newsroom, expectations
from tests.newsroom.asking import fetch, listed, seen

GOLD = expectations()


def test_same_bytes_each_time_at_one_moment(scripted: Newsroom) -> None:
    def everything() -> dict[tuple[str, str], bytes]:
        names = [outlet.name for outlet in scripted.outlets]
        return {(name, path): scripted.page(name, path).body for name in names for path in scripted.paths(name)}

    before = everything()
    scripted.at(MORNING)
    assert everything() != before
    scripted.at(EVENING)
    assert everything() == before


def test_story_is_absent_before_it_is_published(scripted: Newsroom) -> None:
    url = scripted.url("wakala", "/news/50431")
    scripted.at(datetime(2026, 7, 20, 13, 51, tzinfo=UTC))
    assert fetch(url)[0].status == 404
    assert url not in listed(scripted.outlet("wakala").feeds[0])
    assert scripted.tick() == datetime(2026, 7, 20, 13, 52, tzinfo=UTC)
    assert fetch(url)[0].status == 200
    assert url in listed(scripted.outlet("wakala").feeds[0])


def test_next_morning_brings_new_edited_corrected_and_deleted(scripted: Newsroom) -> None:
    evening = {(gold.outlet, gold.path): gold for gold in GOLD}
    morning = {(gold.outlet, gold.path): gold for gold in expectations(MORNING)}
    assert {path for _, path in morning.keys() - evening.keys()} == {"/news/50440", "/article/82540", "/n/61530"}
    assert evening.keys() - morning.keys() == {("sariya", "/story/7077")}
    changed = {key: gold for key, gold in morning.items() if key in evening and gold.body != evening[key].body}
    assert {gold.story: gold.date_modified is None for gold in changed.values()} == {"heat-wave": False, "court-bread": True}
    scripted.at(MORNING)
    assert fetch(scripted.url("sariya", "/story/7077"))[0].status == 410
    for gold in changed.values():
        assert gold.body.split("\n")[0] in seen(gold.outlet, fetch(scripted.url(gold.outlet, gold.path))[1])


def test_feed_is_new_when_a_story_is(scripted: Newsroom) -> None:
    feed = scripted.outlet("wakala").feeds[0]
    first, _ = fetch(feed)
    scripted.at(EVENING + timedelta(minutes=5))
    assert fetch(feed, If_None_Match=first.headers["ETag"])[0].status == 304
    scripted.at(MORNING)
    assert fetch(feed, If_None_Match=first.headers["ETag"])[0].status == 200
