"""What the address of a search says, and the address of a search: all there is to know of it, in one short spelling.

`q` is the query as typed. What narrows it by a click stands beside it (`agency`, `on` …), so that the box holds what its reader
wrote; a query of one piece, for a feed or an alert, is `str(asked.query())`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from archive.catalog.search.answers import Order
from archive.catalog.search.finding import OFFSET_MAX
from archive.catalog.search.parsing import QUERY_MAX, days_of, parse
from archive.catalog.search.query import All, Days, Node, Note, NoteKind, Query, Value, seen, value_of

SHOWN = 20
"""Hits on a page."""

PAGE_MAX = OFFSET_MAX // SHOWN + 1

VALUES = ("source", "agency", "country", "section", "lang")
DAYS = ("on", "since", "until", "came")
NARROWED_MAX = 16
"""Values and days that narrow one search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search as its address has it. `words`: the query as typed. `narrowed`: what must hold besides. `page`: from 1 on.

    `older`: whether texts are found that their pages no longer show. `notes`: what of the address made no sense.
    """

    words: str = ""
    narrowed: tuple[Value | Days, ...] = ()
    order: Order = Order.BEST
    older: bool = False
    page: int = 1
    notes: tuple[Note, ...] = ()

    def query(self) -> Query:
        """Return all that is asked for as one query."""
        typed = parse(self.words)
        return Query(root=_joined((*_parts(typed.root), *self.narrowed)), notes=(*typed.notes, *self.notes))

    def parameters(self) -> tuple[tuple[str, str], ...]:
        """Return the parameters of the address, in the one order; what goes without saying is not said."""
        said = (
            ("q", self.words),
            *((node.field, node.text) for node in self.narrowed),
            ("order", self.order if self.order is not Order.BEST else ""),
            ("older", "1" if self.older else ""),
            ("page", str(self.page) if self.page > 1 else ""),
        )
        return tuple((name, value) for name, value in said if value)

    def address(self, path: str = "/search") -> str:
        """Return the address of the search at `path`."""
        parameters = urlencode(self.parameters())
        return f"{path}?{parameters}" if parameters else path

    def narrowed_by(self, node: Value | Days) -> Asked:
        """Return the search narrowed further, from its first page on; a day takes the place of the month it was narrowed to."""
        kept = tuple(one for one in self.narrowed if one != node and not one.field == node.field == "on")
        return replace(self, narrowed=(*kept, node), page=1)

    def without(self, node: Value | Days) -> Asked:
        """Return the search with one narrowing taken off."""
        return replace(self, narrowed=tuple(one for one in self.narrowed if one != node), page=1)

    def with_words_of(self, query: Query) -> Asked:
        """Return the search with the words of `query`, which is this one with another word: a suggestion."""
        words = _parts(query.root)[: len(_parts(query.root)) - len(self.narrowed)]
        return replace(self, words=str(Query(root=_joined(words))), page=1)


def read_asked(parameters: QueryParams) -> Asked:
    """Return what an address asks for, whatever it says: what makes no sense is left out, and noted."""
    given = [(name, value_of(value)) for name, value in parameters.multi_items() if name in (*VALUES, *DAYS)][:NARROWED_MAX]
    nodes = {pair: _node(*pair) for pair in given if pair[1]}
    return Asked(
        words=" ".join(seen(parameters.get("q", "")[: QUERY_MAX * 2]).split())[: QUERY_MAX + 1],
        narrowed=tuple(dict.fromkeys(node for node in nodes.values() if node is not None)),
        order=Order.NEWEST if parameters.get("order") == Order.NEWEST else Order.BEST,
        older=parameters.get("older", "") not in ("", "0"),
        page=_page(parameters.get("page", "")),
        notes=tuple(Note(kind=NoteKind.EMPTY, about=":".join(pair)) for pair, node in nodes.items() if node is None),
    )


def _node(name: str, value: str) -> Value | Days | None:
    return days_of(name, value) if name in DAYS else Value(field=name, text=value, is_exact=True)


def _page(text: str) -> int:
    return min(max(int(text), 1), PAGE_MAX) if len(text) < len("10000") and text.isdecimal() else 1


def _parts(root: Node | None) -> tuple[Node, ...]:
    """Return what must hold together in a query."""
    return root.nodes if isinstance(root, All) else () if root is None else (root,)


def _joined(nodes: tuple[Node, ...]) -> Node | None:
    return All(nodes=nodes) if len(nodes) > 1 else next(iter(nodes), None)
