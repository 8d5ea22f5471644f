"""What the address of the list of changes says, and its address: which kinds, of which source, from where on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from archive.catalog.changed import Wanted
from archive.catalog.search.query import seen
from archive.watching import EventKind

NUMBER_MAX = 2**62
SOURCE_MAX = 200
"""Characters of a source's name."""


class Which(StrEnum):
    """What may be chosen."""

    ALL = ""
    EDITS = "edits"
    SILENT = "silent"
    CORRECTIONS = "corrections"
    DELETIONS = "deletions"
    RETURNS = "returns"


KINDS = {
    Which.ALL: (),
    Which.EDITS: (EventKind.EDITED, EventKind.SILENT_EDIT),
    Which.SILENT: (EventKind.SILENT_EDIT,),
    Which.CORRECTIONS: (EventKind.EDITED,),
    Which.DELETIONS: (EventKind.REMOVED,),
    Which.RETURNS: (EventKind.RESTORED,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A list of changes. `source`: "" for all. `older_than`: the number of the change after which it goes on, or None."""

    which: Which = Which.ALL
    source: str = ""
    older_than: int | None = None

    def wanted(self) -> Wanted:
        """Return the same for the catalogue."""
        return Wanted(
            kinds=KINDS[self.which],
            source=self.source or None,
            older_than=self.older_than,
            corrected=self.which is Which.CORRECTIONS,
        )

    def address(self, path: str) -> str:
        """Return the address of the list at `path`."""
        pairs = (("kind", self.which), ("source", self.source), ("before", str(self.older_than or "")))
        told = urlencode([(name, value) for name, value in pairs if value])
        return f"{path}?{told}" if told else path

    def of(self, which: Which) -> Asked:
        """Return the list of another kind, from its beginning."""
        return replace(self, which=which, older_than=None)


def read_asked(parameters: QueryParams) -> Asked:
    """Return what an address asks for, whatever it says: what makes no sense asks for nothing."""
    kind, before = parameters.get("kind", ""), parameters.get("before", "")
    is_number = before.isascii() and before.isdecimal() and len(before) <= len(str(NUMBER_MAX))
    return Asked(
        which=Which(kind) if kind in set(Which) else Which.ALL,
        source=seen(parameters.get("source", "")[:SOURCE_MAX]).strip(),
        older_than=min(int(before), NUMBER_MAX) if is_number else None,
    )
