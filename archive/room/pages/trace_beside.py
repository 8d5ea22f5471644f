"""The origin of a story and one printing of it beside one another: which two texts an address asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.catalog.catalog import Catalog
from archive.catalog.ids import is_id
from archive.catalog.tracing.answers import Printing, Story
from archive.models import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """`origin`, `printed`: the texts themselves; of the origin's page the one that the printing was compared with."""

    story: Story
    printing: Printing
    origin: Version
    printed: Version


def pair_of(catalog: Catalog, stories: Iterable[Story], asked: str, other: str) -> Pair | None:
    """Return the origin and a printing of one of the stories of the article `asked`; None where `other` has to do with none.

    `other`: the id of a printing; of the origin where `asked` is one.
    """
    found = catalog.find(other) if is_id(other) else None
    if found is None or not found.versions:
        return None
    for story in stories:
        wanted = asked if found.id == story.origin.id else found.id
        printing = next((one for one in story.printings if one.text.id == wanted), None)
        if printing is None:
            continue
        origin = _text(catalog, story.origin.id, printing.origin_number)
        printed = _text(catalog, printing.text.id, printing.text.number)
        if origin and printed:
            return Pair(story=story, printing=printing, origin=origin, printed=printed)
    return None


def _text(catalog: Catalog, article: str, number: int) -> Version | None:
    found = catalog.find(article)
    return next((one for one in found.versions if one.number == number), None) if found else None
