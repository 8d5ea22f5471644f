from __future__ import annotations

import pytest

from archive.models import Reason, Rejected
from benchmarks.scoring import Gold, Scored, Told, averages, grams, same, score, told, words

TEXT = "قال الوزير إن القمة ستعقد غدا"  # six words: three grams
INSTANT = "2026-05-01T12:30:00+03:00"


def scores(gold: Gold, **found: str) -> dict[str, float]:
    return score("page", {"text": TEXT} | dict(gold), Told(**{"text": TEXT} | found)).scores


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT, (1.0, 1.0, 1.0)),
        ("", (0.0, 0.0, 0.0)),
        ("نص آخر لا صلة له بالأول", (0.0, 0.0, 0.0)),
        ("قال الوزير إن القمة", (0.5, 1.0, 1 / 3)),
        (f"{TEXT} في موعدها المقرر سلفا", (0.6, 3 / 7, 1.0)),
        (f"{TEXT}\n{TEXT}", (0.5, 1 / 3, 1.0)),
    ],
    ids=["same", "nothing", "another", "less", "more", "twice"],
)
def test_text_is_scored_by_its_bag_of_grams(text: str, expected: tuple[float, ...]) -> None:
    found = scores({}, text=text)
    assert (found["f1"], found["precision"], found["recall"]) == pytest.approx(expected)


@pytest.mark.parametrize("text", [TEXT, f"{TEXT}\nانتهى الخبر من المصدر"])
def test_an_optional_line_may_stand_or_not(text: str) -> None:
    assert scores({"optional_lines": ["انتهى الخبر، من المصدر."]}, text=text)["f1"] == 1.0


@pytest.mark.parametrize(
    ("gold", "found", "expected"),
    [
        ({"agency": "رويترز"}, {"agency": "رويترز"}, 1.0),
        ({"agency": "رويترز"}, {"agency": "وفا"}, 0.0),
        ({"agency": "رويترز"}, {}, 0.0),
        ({"agency": None}, {"agency": "وفا"}, 0.0),
        ({"agency": None}, {}, None),
        ({}, {"agency": "وفا"}, None),
    ],
    ids=["right", "wrong", "missed", "invented", "rightly none", "not in the gold"],
)
def test_a_field_counts_where_the_gold_speaks_of_it(gold: Gold, found: dict[str, str], expected: float | None) -> None:
    assert scores(gold, **found).get("agency") == expected


@pytest.mark.parametrize(
    ("gold", "found", "expected"),
    [
        (INSTANT, INSTANT, {"day": 1.0, "minute": 1.0}),
        (INSTANT, "2026-05-01T09:30:30Z", {"day": 1.0, "minute": 1.0}),
        (INSTANT, "2026-05-01T12:31:00+03:00", {"day": 1.0, "minute": 0.0}),
        (INSTANT, "2026-05-01T12:30:00", {"day": 1.0, "minute": 1.0}),
        ("2026-05-01T12:30:00", INSTANT, {"day": 1.0, "minute": 1.0}),
        (INSTANT, "2026-05-01", {"day": 1.0, "minute": 0.0}),
        ("2026-05-01", INSTANT, {"day": 1.0}),
        ("2026-05-01", "2026-05-02", {"day": 0.0}),
    ],
    ids=["same", "other offset", "a minute off", "no zone found", "no zone in the gold", "day found", "day asked", "wrong day"],
)
def test_dates_are_scored_by_day_and_by_minute(gold: str, found: str, expected: dict[str, float]) -> None:
    read = scores({"date_published": gold}, date_published=found)
    assert {name: read[name] for name in ("day", "minute") if name in read} == expected


def test_boilerplate_is_found_as_whole_words() -> None:
    gold = {"text": TEXT, "boilerplate_samples": ["شارك الخبر", "القم", "؟"]}
    found = score("page", gold, Told(text=f"{TEXT}\nشارِك، الخبر!"))
    assert (found.leaks, found.samples) == (("شارك الخبر",), 2)


def test_means_are_over_the_pages_that_a_measure_applies_to_and_leaks_over_samples() -> None:
    pages = [
        Scored(slug="one", scores={"f1": 1.0, "agency": 1.0}, samples=3, leaks=("تعليق",)),
        Scored(slug="two", scores={"f1": 0.5}, samples=1),
    ]
    assert averages(pages) == {"f1": 0.75, "agency": 1.0, "leaked": 0.25}


def test_a_rejected_page_tells_nothing() -> None:
    assert told(Rejected(url="", digest="", reason=Reason.LISTING)) == Told(outcome="rejected LISTING")


def test_words_are_read_without_marks() -> None:
    assert words("قـــالَ «الوزيرُ»: ﻻ") == ["قال", "الوزير", "لا"]


def test_a_short_text_is_one_gram() -> None:
    assert (list(grams("نص قصير")), list(grams(""))) == ([("نص", "قصير")], [])


@pytest.mark.parametrize(
    ("left", "right", "expected"), [("أحمد", "احمد", True), ("علي", "على", True), ("أحمد", "محمد", False), (None, "", True)]
)
def test_values_are_the_same_whatever_the_form_of_their_letters(left: str | None, right: str | None, *, expected: bool) -> None:
    assert same(left, right) is expected
