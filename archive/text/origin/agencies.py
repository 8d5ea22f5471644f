"""The news agencies and how Arabic outlets spell them: a table (agencies.json) and the two questions asked of it.

`ordinary` spellings are words of everyday Arabic as well («معا»: together, «بنا»: with us) or short Latin letters: they
count only where nothing but a credit can stand. `openings`: those with which the agency opens its reports («وطنية - »).
«وكالات», agencies unnamed, is a value of its own.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from archive.text.arabic import fold

TABLE = Path(__file__).with_name("agencies.json")
UNNAMED = "وكالات"

_NOT_WORD = re.compile(r"[\W_]+")
_ANY_FORM = {
    "ا": "[اأإآٱ]",
    "أ": "[اأإآٱ]",
    "إ": "[اأإآٱ]",
    "آ": "[اأإآٱ]",
    "ة": "[ةه]",
    "ه": "[ةه]",
    "ي": "[يىی]",
    "ى": "[يىی]",
    "ك": "[كک]",
}
_GAP = r"[\s.\u0640_\"«»“”]{0,3}"
SELF_NAMED = r"(?:ال)?وكالة(?:\s[^\W\d_]{2,15}){1,4}\s(?:للأنباء|للانباء|الإخبارية|الاخبارية)"
_SELF_NAMED = re.compile(SELF_NAMED)
_DOTTED = re.compile(r"^(?:\w[\s.]{1,2}){1,3}\w$")


@lru_cache(maxsize=2_048)
def agency_named(text: str) -> str | None:
    """Return the canonical name when `text`, brackets and dots aside, is a spelling of an agency and nothing else.

    An agency that is not in the table keeps the name it gives itself, when that says what it is («وكالة … للأنباء»).
    """
    known = _names().get(_key(text)) if "+" not in text else None  # «A+ A-», the buttons for the size of letters
    if known:
        return known
    itself = _SELF_NAMED.fullmatch(text.strip(' ()[]«»"“”.-–—'))
    return itself[0] if itself else None


def is_ordinary(text: str) -> bool:
    """Return whether a spelling is an everyday word too, so that its position must show it to be a credit.

    «ومع» is one, «و.م.ع» is none.
    """
    is_dotted = _DOTTED.match(text.strip()) is not None
    return _key(text) in _ordinary() and not (is_dotted and _key(text) in _dotted())


def opens_reports(spelling: str) -> bool:
    """Return whether an agency's reports open with this spelling alone."""
    return _key(spelling) in _openings()


def agency_at(url: str) -> str | None:
    """Return the agency whose own site `url` is on: what stands there without a credit is its own text."""
    owner = _owner_of(url)
    return owner[0] if owner else None


def country_at(url: str) -> str | None:
    """Return the code of the country of the agency whose own site `url` is on, in small letters."""
    owner = _owner_of(url)
    return owner[1].lower() if owner else None


def _owner_of(url: str) -> tuple[str, str] | None:
    """Return the name and the country of the agency whose site `url` is on."""
    labels = (urlsplit(url).hostname or "").split(".")
    hosts = (".".join(labels[start:]) for start in range(len(labels) - 1))
    return next((owner for host in hosts if (owner := _hosts().get(host))), None)


@cache
def spelling_pattern() -> str:
    """Return the source of a pattern that matches any spelling, in any form of its letters, longest first."""
    spellings = {spelling for row in _rows() for spelling in (*row["spellings"], *row["ordinary"])}
    return "|".join([SELF_NAMED, *(_pattern_of(spelling) for spelling in sorted(spellings, key=len, reverse=True))])


def _pattern_of(spelling: str) -> str:
    """«أ ف ب» also matches «أ.ف.ب», «ا. ف. ب» and «أف ب», but not the middle of a word."""
    words = spelling.replace(".", " ").split() if _DOTTED.match(spelling) else _NOT_WORD.split(spelling)
    return _GAP.join("".join(_ANY_FORM.get(char, re.escape(char)) for char in word) for word in words if word)


def _key(text: str) -> str:
    return _NOT_WORD.sub("", fold(text))


@cache
def _rows() -> tuple[dict[str, list[str]], ...]:
    return tuple(json.loads(TABLE.read_text("utf-8")))


@cache
def _names() -> dict[str, str]:
    return {_key(spelling): str(row["name"]) for row in _rows() for spelling in (*row["spellings"], *row["ordinary"])}


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(_key(spelling) for row in _rows() for spelling in row["ordinary"])


@cache
def _dotted() -> frozenset[str]:
    return frozenset(_key(spelling) for row in _rows() for spelling in row["spellings"] if _DOTTED.match(spelling))


@cache
def _openings() -> frozenset[str]:
    return frozenset(_key(spelling) for row in _rows() for spelling in row.get("openings", ()))


@cache
def _hosts() -> dict[str, tuple[str, str]]:
    return {host: (str(row["name"]), str(row["country"])) for row in _rows() for host in str(row["domain"]).split()}
