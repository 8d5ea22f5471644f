"""The agency that a page's data name as the source of its story, where nothing on the page does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from archive.text.body import embedded, titled
from archive.text.origin.agencies import agency_named

NODES_MAX = 20_000
KEYS = frozenset(
    ("source", "sourcename", "newssource", "sourcetitle", "agency", "agencyname", "newsagency", "provider", "providername")
)
"""Names of what a story's source is kept under, in small letters without what joins their words."""

_SOURCE = re.compile(
    r"[\"{,](?:source|sourcename|source_name|newssource|news_source|agency|agency_?name|news_?agency|provider)\"?\s{0,3}:\s{0,3}"
    r"(?:\{[^{}\"]{0,5}\"(?:name|title)\"\s{0,3}:\s{0,3})?\"((?:[^\"\\\n]|\\u[0-9a-fA-F]{4}){2,60})\"",
    re.IGNORECASE,
)
_JOINS = re.compile(r"[_-]")


def agency_in_data(scripts: Sequence[str], titles: Sequence[str]) -> str | None:
    """Return the agency named beside one of the page's `titles` in `scripts` (embedded.read_data), or None.

    A script is parsed only where it names an agency as a source at all.
    """
    known = titled.known_titles(titles)
    for script in scripts:
        if any(agency_named(_unescaped(found[1])) for found in _SOURCE.finditer(script)):
            nodes = embedded.walk(list(embedded.values_in(script)), NODES_MAX)
            own = (name for node in nodes if titled.is_titled(node, known) for name in _sources_of(node, script))
            if agency := next(own, None):
                return agency
    return None


def _sources_of(node: dict[str, object], script: str) -> Iterator[str]:
    """Yield the agencies under a source's name; where a script is no JSON, a name in it twice may be another story's."""
    is_flat = all(isinstance(value, str) for value in node.values())
    for key, value in node.items():
        if _JOINS.sub("", key).lower() in KEYS and not (is_flat and script.count(key) > 1):
            yield from (name for text in titled.strings_of(value) if (name := agency_named(text)))


def _unescaped(text: str) -> str:
    return str(json.loads(f'"{text}"', strict=False)) if "\\u" in text else text
