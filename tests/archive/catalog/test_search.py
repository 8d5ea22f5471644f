from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.search.answers import Hits, Marked, Order
from archive.catalog.search.parsing import parse
from archive.catalog.search.query import Query, Value
from archive.models import Kept
from tests.archive.catalog.samples import NOON, after, article, story

HERE = Path(__file__).parent
TEXTS = [line.split(" | ") for line in (HERE / "search_texts.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
QUERIES = [
    [part.strip() for part in line.split("¦")]
    for line in (HERE / "search_queries.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """A catalogue of the texts of the table."""
    with Catalog.open(tmp_path_factory.mktemp("library") / "catalog.sqlite") as opened:
        opened.acknowledge([], [written(name, body, headline=headline) for name, headline, body in TEXTS])
        yield opened


def written(name: str, body: str = "نص الخبر.", at: datetime = NOON, source: str = "wire", **fields: object) -> Kept:
    url = f"https://news.example/{name}"
    return replace(story(url, body, at), article=article(url, body, **fields), source=source)


def names(hits: Hits) -> set[str]:
    return {hit.url.rpartition("/")[2] for hit in hits.hits}


def marked(text: Marked) -> list[str]:
    return [text.text[start:end] for start, end in text.marks]


@pytest.mark.parametrize(("query", "must", "must_not"), QUERIES, ids=[query for query, _, _ in QUERIES])
def test_query_of_the_table_finds_what_it_must_and_nothing_it_must_not(
    library: Catalog, query: str, must: str, must_not: str
) -> None:
    found = names(library.search(query, limit=200))
    assert (set(must.split()) - found, set(must_not.split()) & found) == (set(), set())


def test_table_is_of_queries_over_texts_that_are_there() -> None:
    known = {name for name, _, _ in TEXTS}
    assert (len(QUERIES), len(TEXTS), len(known)) == (160, 200, 200)
    assert {name for _, must, must_not in QUERIES for name in f"{must} {must_not}".split()} <= known


def test_words_found_are_marked_in_the_text_as_printed(library: Catalog) -> None:
    (hit,) = library.search("أهل البحر").hits[:1]
    assert (marked(hit.snippet), marked(hit.headline)) == (["البَحْرِ", "وَأَهْلِهِ"], ["البَحْرِ"])


def test_phrase_is_marked_as_one_and_only_where_it_stands_so(library: Catalog) -> None:
    (hit,) = library.search('"مجلس الأمن"').hits
    assert marked(hit.snippet) == ["مجلس الأمن", "مجلس الأمن"]


def test_snippet_shows_where_most_of_the_words_stand(catalog: Catalog) -> None:
    body = "\n".join(("ذكر الوزير مرة.", "كلام آخر عن الطقس والمطر. " * 40, "ثم قال الوزير إن الجسر مغلق.", "ختام. " * 60))
    catalog.acknowledge([], [written("long", body)])
    (hit,) = catalog.search("وزير جسر").hits
    assert marked(hit.snippet) == ["الوزير", "الجسر"]
    assert (hit.snippet.is_cut_before, hit.snippet.is_cut_after) == (True, True)
    assert len(hit.snippet.text) < 300


def test_search_finds_the_text_a_page_shows_and_the_older_where_asked(catalog: Catalog) -> None:
    catalog.acknowledge([], [written("edited", "غرق القارب")])
    catalog.acknowledge([], [written("edited", "غرقت السفينة", after(5))])
    assert (catalog.search("قارب").total, catalog.search("سفينة").total) == (0, 1)
    (hit,) = catalog.search("قارب", older=True).hits
    assert (hit.number, hit.is_latest) == (1, False)


def test_text_that_returns_is_found_again(catalog: Catalog) -> None:
    for minutes, body in enumerate(("غرق القارب", "غرقت السفينة", "غرق القارب")):
        catalog.acknowledge([], [written("edited", body, after(minutes))])
        assert catalog.search(body.split()[1]).total == 1
    assert catalog.search("سفينة").total == 0


def test_texts_of_one_group_show_the_last(catalog: Catalog) -> None:
    catalog.acknowledge([], [written("edited", "غرق القارب"), written("edited", "غرقت السفينة", after(1))])
    assert (catalog.search("قارب").total, catalog.search("سفينة").total) == (0, 1)


def test_search_follows_what_another_process_writes(path: Path) -> None:
    with Catalog.open(path) as writer, Catalog.open(path, read_only=True) as reader:
        writer.acknowledge([], [written("one", "غرق القارب")])
        assert reader.search("قارب").total == 1
        writer.acknowledge([], [written("one", "غرقت السفينة", after(1)), written("two", "قارب جديد", source="other")])
        assert names(reader.search("قارب")) == {"two"}
        assert dict(reader.search("").facets[0].counts) == {"wire": 1, "other": 1}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("agency:AFP", {"afp"}),
        ("وكالة:رويترز", {"reuters"}),
        ('agency:"فرانس برس"', {"afp"}),
        ("source:al-quds", {"reuters"}),
        ("source:الغد", {"afp"}),
        ("source:غد", set()),
        ("country:ps", {"reuters"}),
        ("-country:PS", {"afp"}),
        ("section:رياضة", {"afp"}),
        ("lang:en", {"reuters"}),
        ("lang:ar -agency:AFP", set()),
        ("author:سلمى", {"afp"}),
        ('كاتب:"سلمى الراوي"', {"afp"}),
        ("place:بيروت", {"reuters"}),
        ("since:2026-11-02", {"afp"}),
        ("since:٢٠٢٦-١١", {"afp"}),
        ("until:31/10/2026", {"reuters"}),
        ("before:2026-11", {"reuters"}),
        ("after:2026-10-30", {"afp"}),
        ("on:2026", {"afp", "reuters"}),
        ("on:2025 OR agency:Reuters", {"reuters"}),
        ("since:2026-10-30 until:2026-10-30", {"reuters"}),
        ("lang:zz", set()),
    ],
)
def test_field_finds_its_values(catalog: Catalog, query: str, found: set[str]) -> None:
    afp = {"source_organization": "وكالة فرانس برس", "publisher": "صحيفة الغد", "author": ("سلمى الراوي",)}
    reuters = {"source_organization": "رويترز", "dateline": "بيروت", "in_language": "en", "date_published": date(2026, 10, 30)}
    texts = [
        written("afp", article_section="رياضة", **afp),
        written("reuters", source="al-quds", article_section="سياسة", **reuters),
    ]
    catalog.acknowledge([], texts)
    assert names(catalog.search(query, countries={"al-quds": "PS"})) == found


@pytest.mark.parametrize("field", ["source", "agency", "section", "lang", "country"])
def test_value_of_a_facet_finds_as_many_as_it_counts(catalog: Catalog, field: str) -> None:
    names = ("الغد", "صحيفة الغد", 'صحيفة "الغد"', "غد", "=غد", "agence غد", "ps")
    texts = [
        written(str(place), source=name, source_organization=name, article_section=name, in_language=("ar", "ar-EG")[place % 2])
        for place, name in enumerate(names)
    ]
    catalog.acknowledge([], texts)
    countries = dict.fromkeys(names[:2], "PS") | {"غد": "ps"}
    (facet,) = (facet for facet in catalog.search("", countries=countries).facets if facet.field == field)
    found = {
        value: catalog.search(Query(root=Value(field=field, text=value, is_exact=True)), countries=countries)
        for value, _ in facet.counts
    }
    assert {value: hits.total for value, hits in found.items()} == dict(facet.counts)
    assert all(parse(str(hits.query)) == hits.query for hits in found.values())


def test_everything_that_fits_is_counted(catalog: Catalog) -> None:
    days = [date(2026, 10, 30), date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 1)]
    texts = [
        written(str(place), source=f"s{place % 2}", date_published=day, article_section="" if place else "رأي")
        for place, day in enumerate(days)
    ]
    catalog.acknowledge([], texts)
    hits = catalog.search("نص", limit=1, countries={"s0": "PS"})
    facets = {facet.field: dict(facet.counts) for facet in hits.facets}
    assert (hits.total, len(hits.hits)) == (4, 1)
    assert (facets["source"], facets["country"], facets["section"]) == ({"s0": 2, "s1": 2}, {"PS": 2}, {"رأي": 1})
    assert hits.days == (("2026-10-30", 1), ("2026-10-31", 1), ("2026-11-01", 2))
    assert hits.months == (("2026-10", 2), ("2026-11", 2))


def test_best_first_is_the_one_with_the_word_in_its_headline(catalog: Catalog) -> None:
    texts = [written("body", "عاصفة في الجبل " * 3), written("headline", headline="عاصفة تقترب")]
    catalog.acknowledge([], [*texts, written("none", "كلام آخر")])
    assert [hit.url[-4:] for hit in catalog.search("عاصفة").hits] == ["line", "body"]


def test_where_too_many_fit_headlines_come_first_and_then_the_newest(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.catalog.search.finding.RANKED_MAX", 1)
    texts = [written(str(hour), "عاصفة", date_published=NOON.replace(hour=hour)) for hour in range(3)]
    catalog.acknowledge([], [*texts, written("headline", headline="عاصفة", date_published=date(2025, 1, 1))])
    assert [hit.url.rpartition("/")[2] for hit in catalog.search("عاصفة").hits] == ["headline", "2", "1", "0"]


def test_newest_first_is_by_the_day_a_text_bears_and_pages_do_not_overlap(catalog: Catalog) -> None:
    texts = [written(str(day), date_published=datetime(2026, 10, day, tzinfo=UTC)) for day in range(1, 10)]
    catalog.acknowledge([], texts)
    pages = [catalog.search("نص", order=Order.NEWEST, limit=4, offset=offset).hits for offset in (0, 4, 8)]
    assert [hit.url[-1] for page in pages for hit in page] == list("987654321")


@pytest.mark.parametrize("few", [0, 100])
def test_newest_of_many_follow_what_is_added_and_read_again(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("archive.catalog.search.columns.FEW", 1)
    monkeypatch.setattr("archive.catalog.search.columns.ADDED_FEW", few)
    for days in ((5, 2), (4, 7), (1, 6)):
        texts = [written(str(day), date_published=datetime(2026, 10, day, tzinfo=UTC)) for day in days]
        catalog.acknowledge([], texts)
        found = catalog.search("نص", order=Order.NEWEST).hits
        assert [hit.url[-1] for hit in found] == sorted((hit.url[-1] for hit in found), reverse=True)
    catalog.acknowledge([], [written("2", "نص آخر", after(9), date_published=datetime(2026, 10, 30, tzinfo=UTC))])
    assert [hit.url[-1] for hit in catalog.search("نص", order=Order.NEWEST, limit=3).hits] == ["2", "7", "6"]


def test_text_dated_after_its_capture_is_as_new_as_its_capture(catalog: Catalog) -> None:
    catalog.acknowledge(
        [], [written("future", date_published=date(2099, 1, 1)), written("past", date_published=date(2020, 1, 1))]
    )
    assert catalog.search("since:2027").total == 0
    assert catalog.search("on:2026-11-03").total == 1


@pytest.mark.parametrize(
    ("typed", "meant"), [("القاهزة", "القاهرة"), ("لبتان", "لبنان"), ("مدرشة", "مدرسة"), ("brigde", "bridge")]
)
def test_word_a_letter_away_is_suggested_where_nothing_is_found(catalog: Catalog, typed: str, meant: str) -> None:
    catalog.acknowledge([], [written("one", "زار وفد لبنان ثم القاهرة وفيها مدرسة قرب bridge قديم")])
    hits = catalog.search(f"{typed} -غائب")
    assert (hits.total, f"{meant} -غائب" in [str(query) for query in hits.suggestions]) == (0, True)


def test_word_of_two_letters_is_suggested_for_none(catalog: Catalog) -> None:
    catalog.acknowledge([], [written("one", "قد زار وفد عدس")])
    assert [str(query) for query in catalog.search("القدس").suggestions] == ["عدس"]


def test_nothing_is_suggested_where_enough_is_found(library: Catalog) -> None:
    assert library.search("لبنان").suggestions == ()


def test_phrase_in_too_many_texts_is_counted_at_least(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog.acknowledge([], [written(str(number), "مجلس الأمن") for number in range(3)])
    assert (catalog.search('"مجلس الأمن"').total, catalog.search('"مجلس الأمن"').is_exact) == (3, True)
    monkeypatch.setattr("archive.catalog.search.finding.READ_MAX", 2)
    hits = catalog.search('"مجلس الأمن"')
    assert (hits.total, hits.is_exact, len(list(catalog.matching('"مجلس الأمن"')))) == (2, False, 3)


def test_text_that_may_hold_what_must_not_be_in_it_is_left_out(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog.acknowledge([], [written(str(number), "مجلس الأمن") for number in range(3)])
    monkeypatch.setattr("archive.catalog.search.finding.READ_MAX", 2)
    hits = catalog.search('نص OR مجلس -"مجلس الأمن"')
    assert (hits.total, hits.is_exact) == (0, False)


def test_word_asked_for_again_finds_what_was_added_and_not_what_was_rewritten(catalog: Catalog) -> None:
    for day in (1, 2):
        catalog.acknowledge([], [written(str(day), "وصلت قافلة")])
        assert (
            catalog.search("قافلة").total == catalog.search("قافلة وصلت").total == catalog.search("قافلة OR وصلت").total == day
        )
    catalog.acknowledge([], [written("1", "وصل وفد", after(9))])
    assert (names(catalog.search("قافلة")), names(catalog.search("قافلة", older=True))) == ({"2"}, {"1", "2"})


def test_phrase_may_be_one_of_several_and_what_must_not_be(library: Catalog) -> None:
    assert names(library.search('"مجلس الأمن" OR "مجلس الامن"')) == {"council1", "spell1"}
    assert names(library.search('مجلس -"مجلس الأمن" -قرية -"مجلس العزاء"')) == {"spell1", "affairs1", "prime2"}


def test_matching_yields_every_version_that_fits(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.catalog.search.finding.PLACES", 2)
    catalog.acknowledge([], [written(str(number)) for number in range(5)])
    catalog.acknowledge([], [written("0", "نص آخر", after(1))])
    assert len(set(catalog.matching("نص"))) == 5
    assert len(set(catalog.matching("نص", older=True))) == 6
    assert [number for _, number in catalog.matching("آخر")] == [2]


def test_same_hits_in_a_catalogue_that_was_told_the_same_in_another_order(tmp_path: Path, library: Catalog) -> None:
    with Catalog.open(tmp_path / "rebuilt.sqlite") as rebuilt:
        for name, headline, body in reversed(TEXTS):
            rebuilt.acknowledge([], [written(name, body, headline=headline)])
        texts = [word for _, _, body in TEXTS for word in body.split()[:1]]
        for query in [query for query, _, _ in QUERIES] + texts[:100]:
            one, other = library.search(query, limit=50), rebuilt.search(query, limit=50)
            assert [hit.url for hit in one.hits] == [hit.url for hit in other.hits]
            assert (one.total, one.facets, one.days) == (other.total, other.facets, other.days)
            assert one.suggestions == other.suggestions
