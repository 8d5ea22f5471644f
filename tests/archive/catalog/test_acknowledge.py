from __future__ import annotations

from dataclasses import replace

import pytest

from archive.catalog.acknowledge import acknowledge
from archive.catalog.catalog import Catalog
from archive.catalog.looks import USUAL
from archive.models import Kept, Outcome, Reason
from tests.archive.catalog.samples import URL, after, article, failure, fetch, record, redirected, sha256, story


def show(catalog: Catalog, *bodies: str) -> list[Kept]:
    """Acknowledge the page with these texts, one after the other."""
    return [catalog.acknowledge([], [story(body=body, at=after(minute))])[0] for minute, body in enumerate(bodies)]


def test_acknowledge_gives_back_the_identical_outcome(catalog: Catalog) -> None:
    kept = story()
    assert catalog.acknowledge([], [kept]) == (kept,)
    assert catalog.last_kept(URL) == kept


def test_acknowledge_keeps_what_databases_and_encodings_cannot(catalog: Catalog) -> None:
    read = article(body="ن\x00ص \ud800 \U0001f4f0" * 3, headline="\udfff\x00")
    catalog.acknowledge([], [replace(story(), article=read, detail="\x00\ud800")])
    kept = catalog.last_kept(URL)
    assert kept is not None
    assert (kept.article, kept.detail) == (read, "\ufffd\ufffd")


def test_acknowledge_keeps_a_body_of_ten_million_bytes(catalog: Catalog) -> None:
    body = "سطر طويل\n" * 700_000
    catalog.acknowledge([], [story(body=body)])
    assert catalog.versions(URL)[0].article.article_body == body


def test_acknowledge_answers_unchanged_with_what_was_read_before(catalog: Catalog) -> None:
    first = story()
    catalog.acknowledge([], [first])
    again = replace(story(at=after(5)), article=replace(first.article or article(), date_modified=after(4)))
    settled = catalog.acknowledge([], [again])[0]
    assert settled.outcome is Outcome.UNCHANGED
    assert (settled.article, settled.conversion, settled.fetch) == (first.article, first.conversion, again.fetch)
    assert catalog.last_kept(URL) == settled


def test_acknowledge_takes_an_unchanged_page_without_a_new_conversion(catalog: Catalog) -> None:
    first = story()
    catalog.acknowledge([], [first])
    again = replace(story(at=after(5)), outcome=Outcome.UNCHANGED, conversion=None)
    assert catalog.acknowledge([], [again])[0].conversion == first.conversion


def test_acknowledge_finds_a_changed_text_whatever_the_caller_thought(catalog: Catalog) -> None:
    show(catalog, "A")
    changed = replace(story(body="B", at=after(5)), outcome=Outcome.UNCHANGED)
    assert catalog.acknowledge([], [changed])[0].outcome is Outcome.ARCHIVED


def test_acknowledge_of_a_text_that_returns_makes_no_third_version(catalog: Catalog) -> None:
    settled = show(catalog, "A", "B", "A", "A")
    assert [one.outcome for one in settled] == [Outcome.ARCHIVED, Outcome.ARCHIVED, Outcome.ARCHIVED, Outcome.UNCHANGED]
    assert [one.article.article_body for one in settled if one.article] == ["A", "B", "A", "A"]
    assert [version.article.article_body for version in catalog.versions(URL)] == ["A", "B"]
    last = catalog.last_kept(URL)
    assert last is not None
    assert last.article is not None
    assert last.article.article_body == "A"


def test_acknowledge_decides_within_a_group_in_its_order(catalog: Catalog) -> None:
    group = [story(body=body, at=after(minute)) for minute, body in enumerate("AABA")]
    outcomes = [one.outcome for one in catalog.acknowledge([], group)]
    assert outcomes == [Outcome.ARCHIVED, Outcome.UNCHANGED, Outcome.ARCHIVED, Outcome.ARCHIVED]
    assert [version.number for version in catalog.versions(URL)] == [1, 2]


def test_acknowledge_is_one_version_by_whatever_address_it_was_asked(catalog: Catalog) -> None:
    catalog.acknowledge([], [story()])
    settled = catalog.acknowledge([], [redirected(story(at=after(1)), "http://short.example/1")])[0]
    assert settled.outcome is Outcome.UNCHANGED
    assert len(catalog.versions(URL)) == 1


def test_acknowledge_writes_failures_without_any_exchange(catalog: Catalog) -> None:
    lost = failure("\ud800 no address", reason=Reason.BAD_URL, detail="not an address")
    assert catalog.acknowledge([], [lost]) == (lost,)
    kept = catalog.last_kept(lost.url)
    assert kept == replace(lost, url="\ufffd no address")


def test_acknowledge_told_twice_writes_once(catalog: Catalog) -> None:
    listing, kept = fetch("https://news.example/rss"), story()
    catalog.acknowledge([listing], [kept])
    before = list(catalog.dump())
    catalog.acknowledge([listing], [kept])
    assert list(catalog.dump()) == before


def test_acknowledge_names_the_original_of_a_revisit_as_the_record_read(catalog: Catalog) -> None:
    original = record()
    exchange = replace(fetch(), record=record("revisit"), original=original)
    catalog.acknowledge([], [replace(story(), fetch=exchange)])
    assert catalog.versions(URL)[0].record == original


def test_acknowledge_of_nothing_is_nothing(catalog: Catalog) -> None:
    assert catalog.acknowledge([], []) == ()


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ({"article": None}, "goes with an article"),
        ({"outcome": Outcome.REJECTED, "reason": Reason.LISTING}, "any other outcome without"),
        ({"fetch": None}, "none is named"),
        ({"conversion": None}, "without its conversion record"),
    ],
)
def test_acknowledge_refuses_half_an_outcome_and_its_whole_group(
    catalog: Catalog, fault: dict[str, object], complaint: str
) -> None:
    before = list(catalog.dump())
    with pytest.raises(ValueError, match=complaint):
        catalog.acknowledge([fetch()], [story(URL + "/2"), replace(story(), **fault)])  # type: ignore[arg-type]
    assert list(catalog.dump()) == before


def test_acknowledge_keeps_the_digest_of_the_text_by_version(catalog: Catalog) -> None:
    show(catalog, "A")
    version = catalog.versions(URL)[0]
    assert version.text_digest == sha256(f"{version.article.headline}\nA")


@pytest.mark.slow
def test_another_text_of_a_page_of_many_costs_as_its_texts_not_as_their_square(catalog: Catalog) -> None:
    show(catalog, *(f"بلغ العدد {number} شخصا." for number in range(50)))
    few = steps_of_the_next(catalog, 50)
    show(catalog, *(f"وبلغ العدد {number} شخصا." for number in range(51, 200)))
    assert steps_of_the_next(catalog, 200) < 8 * few  # four times the texts; the square is sixteen


def steps_of_the_next(catalog: Catalog, number: int) -> int:
    """Return how many steps SQLite takes, in thousands, to acknowledge one more text of the page."""
    steps = []
    with catalog._database.write() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(lambda: steps.append(1), 1_000)
        acknowledge(connection, [], [story(body=f"ثم صار العدد {number}.", at=after(number))], USUAL)
        driver.set_progress_handler(None, 0)
    return len(steps)
