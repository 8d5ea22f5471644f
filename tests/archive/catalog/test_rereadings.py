from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.groups import Group, add_journal
from archive.catalog.ids import page_id
from archive.catalog.readings import Choice, Standing
from archive.catalog.replay import replay
from archive.catalog.rereadings import Rereading, write_rereadings
from archive.catalog.versions import text_digest
from archive.links import Claim, LinkState
from archive.models import Article, Kept, Outcome, Reason, Record
from archive.warc.told import Place, Told
from tests.archive.catalog.samples import URL, after, article, failure, fetch, link, record, redirected, story

OTHER = URL + "/2"


def apply(catalog: Catalog, *rereadings: Rereading) -> tuple[bool, ...]:
    with catalog._database.write() as connection:
        return write_rereadings(connection, rereadings)


def reread(kept: Kept, body: str, number: int = 1) -> Rereading:
    assert kept.conversion is not None
    new = article(kept.article.url, body) if kept.article else article(kept.url, body)
    return Rereading(
        at=after(90), article=new, conversion=record("conversion"), number=number, before=kept.conversion.record_id
    )


def refused(url: str = URL) -> Kept:
    return replace(failure(url, Reason.TOO_SHORT, after(1)), outcome=Outcome.REJECTED, fetch=fetch(url))


def standings(catalog: Catalog, choice: Choice | None = None) -> list[Standing]:
    return list(catalog.standings(choice or Choice()))


def test_version_keeps_its_number_its_moment_and_its_response(catalog):
    first, second = story(body="قديم أول."), story(body="قديم ثان.", at=after(5))
    catalog.acknowledge([], [first, second])
    before, events = catalog.versions(URL), catalog.events()
    again = reread(first, "جديد أول.")
    assert apply(catalog, again) == (True,)
    one, two = catalog.versions(URL)
    assert one == replace(before[0], article=again.article, text_digest=text_digest(again.article), conversion=again.conversion)
    assert (two, catalog.events()) == (before[1], events)


def test_reading_whose_place_another_took_is_not_written(catalog):
    kept = story()
    catalog.acknowledge([], [kept])
    first, late = reread(kept, "جديد."), reread(kept, "أجد.")
    assert apply(catalog, first, late) == (True, False)
    assert apply(catalog, first) == (False,), "told twice, it is written once"
    assert catalog.versions(URL)[0].article == first.article


def test_texts_that_became_one_stay_two_and_are_no_edit(catalog):
    first, second = story(body="أول."), story(body="ثان.", at=after(5))
    catalog.acknowledge([], [first, second])
    told = catalog.events()
    apply(catalog, reread(first, "واحد."), reread(second, "واحد.", 2))
    kept = catalog.acknowledge([], [story(body="واحد.", at=after(200))])
    assert (kept[0].outcome, len(catalog.versions(URL)), catalog.events()) == (Outcome.UNCHANGED, 2, told)


def test_a_page_that_was_no_article_gets_its_first_version(catalog):
    catalog.list_links([link()])
    kept = refused()
    catalog.acknowledge([], [kept])
    assert catalog.link(URL).state is LinkState.REJECTED
    found = Rereading(
        at=after(90), article=article(), conversion=record("conversion"), asked=URL, fetch_id=kept.fetch.record.record_id
    )
    assert apply(catalog, found, found) == (True, False)
    (version,) = catalog.versions(URL)
    assert (version.number, version.captured_at, version.record) == (1, kept.fetch.date, kept.fetch.record)
    now = catalog.last_kept(URL)
    assert (now.outcome, now.reason, now.at, now.conversion) == (Outcome.ARCHIVED, None, after(90), found.conversion)
    assert (catalog.link(URL).state, catalog.events()) == (LinkState.ARCHIVED, ())


def test_readings_are_walked_by_page_and_number_then_refusals(catalog):
    told = Claim(title="عنوان من القائمة", author="سلمى حداد")
    catalog.list_links([link(claim=told), link(OTHER)])
    catalog.acknowledge([], [story(), story(body="ثان.", at=after(5)), refused(OTHER)])
    texts = [one for one in standings(catalog) if one.article]
    assert [(one.url, one.number, one.claim) for one in texts] == [(URL, 1, told), (URL, 2, told)]
    (none,) = (one for one in standings(catalog) if not one.article)
    assert (none.url, none.reason, none.number) == (OTHER, Reason.TOO_SHORT, None)
    assert catalog.count_standings(Choice()) == 3


def test_reading_that_a_redirect_led_to_has_the_claim_of_what_was_asked(catalog):
    catalog.list_links([link(OTHER, claim=Claim(title="كما عرضته القائمة"))])
    catalog.acknowledge([], [redirected(story(), OTHER)])
    (one,) = standings(catalog)
    assert (one.asked, one.url, one.claim.title) == (OTHER, URL, "كما عرضته القائمة")


def test_a_revisit_whose_original_nobody_named_is_read_from_what_it_repeats(catalog):
    first = fetch(content="<html>")
    again = fetch(content="<html>", date=after(5), record=record("revisit"))
    catalog.acknowledge([first], [replace(refused(), fetch=again)])
    (one,) = standings(catalog)
    assert (one.exchange, one.record) == (again.record, first.record)


def test_a_page_refused_first_and_read_since_is_no_refusal(catalog):
    catalog.acknowledge([], [refused(), story(at=after(30))])
    assert [one.number for one in standings(catalog)] == [1]


@pytest.mark.parametrize(
    ("choice", "count"),
    [
        (Choice(), 2),
        (Choice(sources=("wire",)), 2),
        (Choice(sources=("other",)), 0),
        (Choice(since=after(-1), until=after(1)), 2),
        (Choice(since=after(1)), 0),
        (Choice(until=after(-1)), 0),
        (Choice(keys=(page_id(OTHER),)), 1),
    ],
)
def test_readings_are_chosen(catalog, choice, count):
    catalog.acknowledge([], [story(), refused(OTHER)])
    assert (len(standings(catalog, choice)), catalog.count_standings(choice)) == (count, count)


def test_more_readings_than_are_asked_for_at_once_are_all_walked(catalog):
    urls = [f"{URL}/{number}" for number in range(450)]
    catalog.acknowledge([], [story(url) if number % 2 else refused(url) for number, url in enumerate(urls)])
    assert sorted(one.asked for one in standings(catalog)) == sorted(urls)


@dataclass(frozen=True)
class Placed:
    """Readings by the ids of their conversions; no exchange is told of beside them."""

    rereadings: tuple[Rereading, ...]

    def fetch(self, place: Place) -> None:
        raise AssertionError(place)

    def reading(self, place: Place) -> tuple[Article, Record] | None:
        return next(
            ((one.article, one.conversion) for one in self.rereadings if one.conversion.record_id == place.record_id), None
        )


def test_what_is_told_of_new_readings_gives_the_same_catalogue(tmp_path):
    text, none = story(), refused(OTHER)
    found = Rereading(
        at=after(90), article=article(OTHER), conversion=record("conversion"), asked=OTHER, fetch_id=none.fetch.record.record_id
    )
    rereadings = (reread(text, "جديد."), found, reread(text, "متأخر."))
    journals: list[Sequence[Told]] = []
    with Catalog.open(tmp_path / "grown") as grown, Catalog.open(tmp_path / "rebuilt") as rebuilt:
        for catalog in (grown, rebuilt):
            catalog.list_links([link(), link(OTHER)])
            catalog.acknowledge([], [text, none])
        told_by = (record("metadata"),)
        done = grown.commit(Group(rereadings=rereadings), lambda told, _: journals.append(told) or told_by)
        assert done.rereadings == (True, True, False)
        with rebuilt._database.write() as connection:
            assert replay(connection, journals[0], Placed(rereadings)) == 0
            add_journal(connection, told_by)
        assert list(rebuilt.dump()) == list(grown.dump())
        with rebuilt._database.write() as connection:
            assert replay(connection, journals[0], Placed(())) == 2, "both are lost"
