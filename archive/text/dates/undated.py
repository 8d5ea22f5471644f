"""The dates of a page's story in the data its scripts carry, for pages that tell and show none otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.dating import DateKind, DateOf
from archive.text.body import embedded, titled
from archive.text.dates.told import Told

NODES_MAX = 20_000
NAMES = {
    DateOf.PUBLISHED: (
        "datepublished", "publishedat", "publisheddate", "publishdate", "publishedtime", "publishtime", "publishedon",
        "firstpublishedat", "firstpublished", "firstpublishdate", "published", "pubdate", "postdate", "newsdate",
        "articledate", "displaydate", "createdat", "createddate", "created", "date",
    ),
    DateOf.MODIFIED: ("datemodified", "modifiedat", "modifieddate", "updatedat", "updateddate", "lastmodified", "lastupdate"),
}  # fmt: skip
"""Names in order of trust, in small letters without what joins their words."""

_JOINS = re.compile(r"[_-]")


def read_undated(scripts: Sequence[str], titles: Sequence[str]) -> tuple[Told, ...]:
    """Return the dates beside one of the page's `titles` in `scripts` (embedded.read_data); empty where none has it."""
    known = titled.known_titles(titles)
    for script in scripts:
        nodes = embedded.walk(list(embedded.values_in(script)), NODES_MAX)
        found = next(
            (dates for node in nodes if titled.is_titled(node, known) and (dates := tuple(_dates_of(node, script)))), ()
        )
        if found:
            return found
    return ()


def _dates_of(node: dict[str, object], script: str) -> Iterator[Told]:
    """Yield the first of each; where a script is no JSON, a name that stands in it twice may be another story's."""
    by_name = {_JOINS.sub("", key).lower(): key for key in node}
    is_flat = all(isinstance(value, str) for value in node.values())
    for of, names in NAMES.items():
        key = next((by_name[name] for name in names if name in by_name and isinstance(node[by_name[name]], (str, int))), None)
        if key is not None and not (is_flat and script.count(key) > 1):
            yield Told(of=of, kind=DateKind.DATA, name=key, text=str(node[key]))
