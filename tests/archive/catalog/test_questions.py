from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from archive.catalog.catalog import Catalog
from archive.models import Fetch, Kind, Original, Outcome, Reason, Truncated
from tests.archive.catalog.samples import FEED, URL, after, article, failure, fetch, record, redirected, sha256, story


def as_original(one: Fetch) -> Original:
    return Original(record=one.record, target_uri=one.url, date=one.date, digest=one.digest)


def revisit(of: Fetch, minute: float, **other: object) -> Fetch:
    return replace(of, record=record("revisit"), original=of.record, date=after(minute), **other)  # type: ignore[arg-type]


def test_original_is_the_first_whole_response_with_the_entity(catalog: Catalog) -> None:
    first, second = fetch(content="A"), fetch(content="A", date=after(1))
    cut = fetch(content="A", date=after(-2), truncated=Truncated.LENGTH)
    early = replace(fetch(content="A", date=after(-1)), record=record("revisit"))
    catalog.acknowledge([second, cut, early, first], [])
    assert catalog.original(URL, sha256("A")) == as_original(first)


def test_original_is_of_the_same_url_and_entity(catalog: Catalog) -> None:
    catalog.acknowledge([fetch(content="A")], [])
    assert catalog.original(URL, sha256("B")) is None
    assert catalog.original(URL + "/2", sha256("A")) is None


def test_validators_are_of_the_last_whole_success(catalog: Catalog) -> None:
    feed = fetch(FEED, kind=Kind.LIST, etag='"1"', last_modified="Tue, 03 Nov 2026 12:00:00 GMT")
    newer = fetch(FEED, kind=Kind.LIST, etag='"2"', date=after(1), content="newer")
    cut = fetch(FEED, kind=Kind.LIST, etag='"3"', date=after(2), truncated=Truncated.TIME)
    error = fetch(FEED, kind=Kind.LIST, etag='"4"', date=after(3), status=503)
    catalog.acknowledge([feed, newer, cut, error], [])
    validators = catalog.validators(FEED)
    assert validators is not None
    assert (validators.etag, validators.last_modified, validators.original) == ('"2"', None, as_original(newer))


def test_validators_name_the_original_of_a_revisit(catalog: Catalog) -> None:
    feed = fetch(FEED, etag='"1"')
    catalog.acknowledge([feed, revisit(feed, 1, etag='"2"'), revisit(feed, 2, status=304)], [])
    validators = catalog.validators(FEED)
    assert validators is not None
    assert (validators.etag, validators.original) == ('"2"', as_original(feed))


def test_validators_are_none_where_the_server_gave_none(catalog: Catalog) -> None:
    catalog.acknowledge([fetch(FEED, etag='"1"'), fetch(FEED, date=after(1))], [])
    assert catalog.validators(FEED) is None
    assert catalog.validators(URL) is None


def test_validators_too_long_to_keep_are_not_kept_in_part(catalog: Catalog) -> None:
    catalog.acknowledge([fetch(FEED, etag='"' + "x" * 9_000 + '"')], [])
    assert catalog.validators(FEED) is None


def test_last_kept_is_the_latest_outcome_in_any_spelling(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(), failure(at=after(1), reason=Reason.SERVER_ERROR)])
    kept = catalog.last_kept("HTTPS://News.example:443/story/./1#end")
    assert kept is not None
    assert (kept.outcome, kept.reason, kept.article) == (Outcome.FAILED, Reason.SERVER_ERROR, None)


def test_last_kept_follows_a_redirect_from_either_end(catalog: Catalog) -> None:
    kept = redirected(story(), "http://short.example/1")
    catalog.acknowledge([], [kept])
    assert catalog.last_kept(URL) == catalog.last_kept("http://short.example/1") == kept


def test_last_kept_of_an_unknown_url_is_none(catalog: Catalog) -> None:
    assert catalog.last_kept(URL) is None


def test_last_reading_is_what_was_read_from_the_same_bytes(catalog: Catalog) -> None:
    first, changed = story(body="A"), story(body="B", at=after(1))
    rejected = replace(
        failure(URL + "/2"), outcome=Outcome.REJECTED, reason=Reason.LISTING, fetch=fetch(URL + "/2", content="C")
    )
    catalog.acknowledge([], [first, changed, rejected])
    assert catalog.last_reading(URL, sha256("A")) == first
    assert catalog.last_reading(URL + "/2", sha256("C")) == rejected
    assert catalog.last_reading(URL, sha256("C")) is None


def test_versions_are_told_oldest_first_with_their_records(catalog: Catalog) -> None:
    kept = [story(body="A"), story(body="B", at=after(1))]
    catalog.acknowledge([], kept)
    versions = catalog.versions(URL)
    assert [(one.number, one.article, one.conversion) for one in versions] == [
        (number, one.article, one.conversion) for number, one in enumerate(kept, start=1)
    ]
    assert [one.record for one in versions] == [one.fetch.record for one in kept if one.fetch]


def test_recent_gives_new_texts_newest_first(catalog: Catalog) -> None:
    stories = [story(f"{URL}/{minute}", at=after(minute)) for minute in range(4)]
    catalog.acknowledge([], [*stories, story(f"{URL}/0", at=after(9)), failure(at=after(10))])
    assert catalog.recent(2) == (stories[3], stories[2])


def test_article_stated_outside_the_calendar_is_kept(catalog: Catalog) -> None:
    never = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=3)))
    catalog.acknowledge([], [replace(story(), article=article(date_published=never))])
    assert catalog.versions(URL)[0].article.date_published == never
