"""The languages of the room, Arabic first. Pages ask for words by name, and each language has them all: `words/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

from babel import Locale
from babel.dates import format_date

Words = Mapping[str, str]
Plurals = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language of the room. `code`: BCP 47. `prefix`: of its addresses; Arabic has none. `other`: that of the other.

    `words`: by name. `plurals`: by name, the forms by their category of CLDR.
    """

    code: str
    direction: str
    prefix: str
    other: str
    words: Words
    plurals: Plurals

    def day(self, value: date) -> str:
        """Return a day with its weekday: "الثلاثاء 3 نوفمبر 2026"."""
        return format_date(value, "EEEE d MMMM y", locale=self.code)

    @property
    def arrow(self) -> str:
        """From what was to what is, the way the language runs."""
        return "\N{LEFTWARDS ARROW}" if self.direction == "rtl" else "\N{RIGHTWARDS ARROW}"

    def date(self, value: datetime | date | None) -> str:
        """Return a day, with its time in UTC where it has one: "3 نوفمبر 2026، 10:00 ت.ع.م"; "" for None."""
        if value is None:
            return ""
        moment = _in_utc(value) if isinstance(value, datetime) else value
        day = format_date(moment, "d MMMM y", locale=self.code)
        comma = "،" if self.direction == "rtl" else ","
        return f"{day}{comma} {moment:%H:%M} {self.words['utc']}" if isinstance(moment, datetime) else day

    def number(self, value: int) -> str:
        """Return a number with its thousands apart: 12,345."""
        return f"{value:,}"

    def country(self, code: str) -> str:
        """Return the name of a country: "الأردن" for JO; the code of one that nobody knows."""
        return self.words.get(f"country_{code}") or Locale.parse(self.code).territories.get(code, code)

    def count(self, name: str, value: int) -> str:
        """Return how many there are of what `name` counts, in words as the language has them: "3 أخبار", "11 خبرًا"."""
        forms = self.plurals[name]
        form = forms.get(Locale.parse(self.code).plural_form(value), forms["other"])
        return form.format(n=self.number(value))


def _in_utc(value: datetime) -> datetime | date:
    """Return a moment in UTC; its day alone where UTC has no year for it: of the year 1, which some print for never."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return value.date()


def _read(place: int, code: str) -> tuple[Words, Plurals]:
    """Return the words of a language, which stand at `place` of each pair, and its plural forms, which stand at its `code`."""
    files = sorted((Path(__file__).parent / "words").glob("*.toml"))
    told = {name: said for file in files for name, said in tomllib.loads(file.read_text("utf-8")).items()}
    words = {name: said[place] for name, said in told.items() if isinstance(said, list)}
    plurals = {name: MappingProxyType(said[code]) for name, said in told.items() if isinstance(said, dict)}
    return MappingProxyType(words), MappingProxyType(plurals)


def _language(place: int, code: str, direction: str, prefix: str, other: str) -> Language:
    words, plurals = _read(place, code)
    return Language(code=code, direction=direction, prefix=prefix, other=other, words=words, plurals=plurals)


ARABIC = _language(0, "ar", "rtl", "", "/en")
ENGLISH = _language(1, "en", "ltr", "/en", "")
