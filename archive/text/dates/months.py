"""Words of dates, folded: months by calendar, marks of years and times, spans, labels (dates.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from archive.text.arabic import fold

WORDS: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("dates.toml").read_text("utf-8"))
KURDISH = "kurdish"


def folded(names: Iterable[str]) -> tuple[str, ...]:
    """Return each name as it is compared."""
    return tuple(fold(name) for name in names)


def numbered(table: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the number of each name in a table of {number: names}."""
    return {name: int(number) for number, names in table.items() for name in folded(names)}


def any_of(names: Iterable[str]) -> str:
    """Return a pattern for any of `names` as a whole word, the longest first; digits may touch it."""
    longest_first = sorted(set(names), key=len, reverse=True)
    return rf"(?<![^\W\d])(?:{'|'.join(map(re.escape, longest_first))})(?![^\W\d])"


def _in_order(families: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the number of each month; Kurdish joins a yaa to what a year follows («نیسانی ٢٠٢٦»)."""
    return {
        name + ending: number
        for family, names in families.items()
        for number, name in enumerate(folded(names), 1)
        for ending in (("", "ي") if family == KURDISH else ("",))
    }


GREGORIAN_MONTHS = numbered(WORDS["gregorian_spellings"]) | _in_order(WORDS["gregorian"])
HIJRI_MONTHS = numbered(WORDS["hijri_spellings"]) | _in_order(WORDS["hijri"])
JALALI_MONTHS = numbered(WORDS["jalali_spellings"]) | _in_order(WORDS["jalali"])
DATE_WORDS = frozenset(name for kind in ("published", "changed", "beside") for name in folded(WORDS["labels"][kind])) - {
    "من",
    "في",
    "كتب",
}
"""Words that open a date in a line of several things."""
