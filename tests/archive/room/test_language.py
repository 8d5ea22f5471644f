"""What the room says in its two languages: the same things, with numbers and dates as each writes them."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

import archive.room
from archive.room.language import ARABIC, ENGLISH

FILES = sorted((Path(archive.room.__file__).parent / "words").glob("*.toml"))
TOLD = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in FILES}
CATEGORIES = {"ar": {"zero", "one", "two", "few", "many", "other"}, "en": {"one", "other"}}
"""https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html"""


def test_names_stand_in_one_file_only():
    names = [name for told in TOLD.values() for name in told]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("area", TOLD)
def test_words_are_in_both_languages(area):
    for name, said in TOLD[area].items():
        if isinstance(said, dict):
            assert {code: set(forms) for code, forms in said.items()} == CATEGORIES, name
        else:
            arabic, english = said
            assert name == "other_language" or re.search("[\u0621-\u064a]", arabic), name
            assert re.findall(r"\{\w*\}", arabic) == re.findall(r"\{\w*\}", english), name


@pytest.mark.parametrize(
    ("language", "moment", "day"),
    [(ARABIC, "3 نوفمبر 2026، 10:05 ت.ع.م", "1 يناير 2026"), (ENGLISH, "3 November 2026, 10:05 UTC", "1 January 2026")],
    ids=["ar", "en"],
)
def test_dates_are_written_out(language, moment, day):
    assert language.date(datetime(2026, 11, 3, 10, 5, tzinfo=UTC)) == moment
    assert language.date(date(2026, 1, 1)) == day
    assert language.date(None) == ""


@pytest.mark.parametrize(
    ("code", "arabic", "english"),
    [
        ("JO", "الأردن", "Jordan"),
        ("PS", "فلسطين", "Palestine"),
        ("INT", "دولي", "International"),
        ("XQ", "XQ", "XQ"),
    ],
    ids=["CLDR's", "ours", "no country", "unknown"],
)
def test_countries_are_called_as_readers_call_them(code, arabic, english):
    assert (ARABIC.country(code), ENGLISH.country(code)) == (arabic, english)


@pytest.mark.parametrize(
    ("number", "arabic", "english"),
    [
        (0, "لا أخبار", "0 stories"),
        (1, "خبر واحد", "one story"),
        (2, "خبران", "2 stories"),
        (3, "3 أخبار", "3 stories"),
        (11, "11 خبرًا", "11 stories"),
        (100, "100 خبر", "100 stories"),
        (1103, "1,103 أخبار", "1,103 stories"),
    ],
)
def test_what_is_counted_has_its_plural(number, arabic, english):
    assert (ARABIC.count("n_stories", number), ENGLISH.count("n_stories", number)) == (arabic, english)


def test_moment_that_utc_has_no_year_for_is_told_by_its_day():
    never = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=3)))
    assert (ARABIC.date(never), ENGLISH.date(never)) == ("1 يناير 1", "1 January 1")
