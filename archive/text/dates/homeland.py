"""The country an outlet is at home in, by what its pages say of it: its name, its address and telephone, its menu.

Clocks are printed without their zone, and most hosts end in no country. What a page says of its outlet is as good where its
signs agree: one that is sure, or two that are not, such as an entry of its menu and the land its story is about; two
countries, either as likely, give none, unless they have one clock.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from archive.text.arabic import fold
from archive.text.dates.months import WORDS, any_of, folded
from archive.text.page.blocks import Line
from archive.text.page.zones import Zone

SURE, ENOUGH = 2, 2
NAMES_MAX = 4
DATE_LINES, DATE_MAX = 6, 160
"""Lines around a story, and characters of one, in which its date may stand."""
TEXT_MAX = 2_000
"""Characters of a paragraph that is looked at."""
SEASONS = (datetime(2018, 7, 15), datetime(2025, 1, 15), datetime(2025, 7, 15))  # noqa: DTZ001 - a clock's own days
EVERYONES = frozenset(("ps",))
"""Countries that have an entry in menus everywhere."""
ITEM_WORDS_MAX = 3
"""Words of a menu's entry: more are a story's title, which may name any country."""
LINE_MAX = 300
LINES_MAX = 60
"""Lines at the top and the end of a page that are looked at."""

_OWNERS = re.compile(r"©|حقوق|copyright|all rights|العنوان|المقر|هاتف|تلفون|فاكس|ص\.\s?ب")
_MONTHS_OF = {month: countries.split() for countries, months in WORDS["months_of"].items() for month in folded(months)}
_MONTHS = re.compile(rf"\d\s{{1,3}}({'|'.join(_MONTHS_OF)})(?![^\W\d])")
_HIJRI = re.compile(r"1[34]\d\d\s?ه")
_TELEPHONE = re.compile(r"(?<!\d)(?:\+|00)\s?(\d{2,3})[\s().-]{0,3}\d{1,4}[\s().-]{0,3}\d{3}")


def home_zone(names: Sequence[str], seen: Sequence[Line], headline: int, last: int) -> tzinfo | None:
    """Return the clock of the outlet's country, or None.

    `names`: the outlet's. `seen`: the page's lines, of which `headline` and `last` are the story's first and last.
    """
    votes: Counter[str] = Counter()
    for name in names[:NAMES_MAX]:
        votes.update(dict.fromkeys(_named(name), SURE))
    for line in seen[last + 1 :][-LINES_MAX:]:
        votes.update(dict.fromkeys(_owned(line.text), SURE))
    entries = {text: named for text in _entries(seen[: min(headline, LINES_MAX)]) if (named := _named(text))}
    menu = {country for named in entries.values() for country in named}
    if len(menu) == 1:
        votes.update(dict.fromkeys(menu, min(SURE, len(entries))))
        votes.update(_about(seen[headline : last + 1]) & menu)
    votes.update(_written(seen[max(0, headline - DATE_LINES) : last + 1 + DATE_LINES]))
    return _of_most(votes)


def _of_most(votes: Counter[str]) -> tzinfo | None:
    """Return the clock of the Arab country that most signs name, where few name another with another clock."""
    first, most = min(votes.items(), key=lambda one: (-one[1], one[0]), default=("", 0))
    if most < ENOUGH or first in WORDS["abroad"]["countries"]:
        return None
    zone = ZoneInfo(WORDS["countries"][first])
    others = (ZoneInfo(WORDS["countries"][country]) for country, count in votes.items() if 2 * count > most)
    return zone if all(_have_one_clock(zone, other) for other in others) else None


def _have_one_clock(one: ZoneInfo, other: ZoneInfo) -> bool:
    return all(one.utcoffset(day) == other.utcoffset(day) for day in SEASONS)


def _written(lines: Iterable[Line]) -> Counter[str]:
    """Count the countries that lines with a date speak for: by months that only they write so, by a Hijri day."""
    texts = [fold(line.text) for line in lines if len(line.text) <= TEXT_MAX and any(map(str.isdigit, line.text))]
    months = {country for text in texts for found in _MONTHS.finditer(text) for country in _MONTHS_OF[found[1]]}
    votes = Counter(dict.fromkeys(months, SURE))
    if any(_HIJRI.search(text) for text in texts if len(text) <= DATE_MAX):
        votes["sa"] += 1
    return votes


def _about(story: Sequence[Line]) -> set[str]:
    """Return the one country that a story names; none where it names another too."""
    named = [
        found for line in story if (found := _countries_in(fold(line.text).lower(), "lands", "capitals", "peoples", "towns"))
    ]
    countries = set().union(*named)
    return countries - EVERYONES if len(countries) == 1 else set()


def _entries(lines: Iterable[Line]) -> Iterator[str]:
    """Yield what stands above the headline by itself in few words: a menu's entries, a slogan."""
    for line in lines:
        if line.zone in {None, Zone.CHROME} and len(line.text) <= LINE_MAX:
            links = (" ".join(link.text_content().split()) for link in line.block.iter("a"))
            texts = [line.text] if not line.linked else [*links]
            yield from (text for text in texts if text.count(" ") < ITEM_WORDS_MAX)


def _owned(text: str) -> set[str]:
    """Return the countries that a line on the page's owner names: by a telephone's code, or a land or town in its address."""
    plain = fold(text).lower() if len(text) <= LINE_MAX else ""
    called = {_caller(found[1]) for found in _TELEPHONE.finditer(plain)} - {""}
    return called or (_countries_in(plain, "lands", "towns") if _OWNERS.search(plain) else set())


def _caller(code: str) -> str:
    codes: dict[str, str] = WORDS["telephones"]
    return codes.get(code) or codes.get(code[:2], "")


def _named(text: str) -> set[str]:
    return _countries_in(fold(text).lower(), "lands", "capitals", "peoples")


def _countries_in(plain: str, *tables: str) -> set[str]:
    apart = plain.replace(" وال", " ال")
    return {_countries(tables)[found[0]] for found in _pattern(tables).finditer(apart)}


@cache
def _countries(tables: tuple[str, ...]) -> dict[str, str]:
    return {name.lower(): country for table in tables for country, names in WORDS[table].items() for name in folded(names)}


@cache
def _pattern(tables: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(any_of(_countries(tables)))
