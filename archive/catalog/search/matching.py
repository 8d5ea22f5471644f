"""Which texts fit a query: words are asked of FTS5, shelves and days of the columns, phrases of the texts that FTS5 found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from sqlalchemy import Connection, Text, bindparam, select, text, type_coerce

from archive.catalog.schema import version
from archive.catalog.search.columns import Columns, Mask
from archive.catalog.search.query import All, Any, Days, Node, Not, Phrase, Value, Word
from archive.catalog.search.schema import text_entry
from archive.text.arabic import fold
from archive.text.origin.agencies import agency_named
from archive.text.terms import holds, term, variants, words

READ_MAX = 500
"""Texts that are read, the newest first, to tell whether a phrase stands in them exactly so."""

READ_AT_ONCE = 200

_SHELVED = {
    "agency": ("agency",),
    "source": ("source", "publisher"),
    "section": ("section",),
    "lang": ("language",),
    "country": ("source",),
}
"""What of its shelf a text's value is read from."""

_COUNTED = _SHELVED | {"source": ("outlet",), "country": ("outlet",)}
"""What of it facets are counted by."""

_READ_IN: dict[str | None, tuple[str, ...]] = {
    None: ("article_body", "headline", "alternative_headline", "description", "author", "dateline", "keywords"),
    "headline": ("headline", "alternative_headline"),
    "author": ("author",),
    "place": ("dateline",),
}
"""Where a phrase is looked for: what `entry.terms_row` indexes."""

_MATCHING = text("SELECT group_concat(rowid) FROM search_text WHERE search_text MATCH :match")
"""The ids as one text: a row each would take Python three times as long."""

_CAME = text(
    "SELECT group_concat(id) FROM text_entry WHERE came BETWEEN :first AND :last AND id BETWEEN :first_id AND :last_id"
)
ID_MAX = 2**63 - 1


@dataclass(slots=True)
class Search:
    """One search. `countries`: of each source, its country's code. `read_max`: None for no limit. `first`, `last`: its ids.

    `is_exact`: whether all texts were looked at; False where phrases would have had to be looked for in more than `read_max`.
    """

    connection: Connection
    columns: Columns
    countries: Mapping[str, str]
    within: Mask
    read_max: int | None
    is_exact: bool = True
    first: int = 0
    last: int = ID_MAX

    def fitting(self, node: Node | None) -> Mask:
        """Return the texts that fit."""
        if node is None:
            return self.within
        match node:
            case All(nodes=nodes):
                return self._fitting_all(nodes)
            case Any(nodes=nodes):
                return self._fitting_any(nodes)
            case Not(node=inner):
                return self.within & ~self.fitting(inner)
            case Days() | Value():
                return self.within & self._in_columns(node)
            case _:
                return self._fitting_all((node,))

    def _in_columns(self, node: Days | Value) -> Mask:
        if isinstance(node, Days):
            return self._came(node) if node.field == "came" else self.columns.on_days(node.first, node.last)
        names, test = (_COUNTED, self._is) if node.is_exact else (_SHELVED, self._test)
        return reduce(or_, (self.columns.having(name, test(node)) for name in names[node.field]))

    def _came(self, days: Days) -> Mask:
        asked = {"first": days.first, "last": days.last, "first_id": self.first, "last_id": self.last}
        return self.columns.of_ids(json.loads(f"[{self.connection.scalar(_CAME, asked) or ''}]"))

    def _is(self, value: Value) -> Callable[[str], bool]:
        """Return what tells whether a text is counted under the value in its facet."""
        if value.field == "country":
            return lambda outlet: self.countries.get(outlet, "") == value.text
        return lambda name: name == value.text

    def _test(self, value: Value) -> Callable[[str], bool]:
        """Return what tells whether a text has the value: in any spelling of an agency, by any part of an outlet's name."""
        asked = value.text
        match value.field:
            case "agency":
                name = agency_named(asked) or asked
                return lambda agency: (agency_named(agency) or agency) == name or is_named(asked, agency)
            case "lang":
                return lambda language: _primary(language) == _primary(asked)
            case "country":
                return lambda source: self.countries.get(source, "").lower() == asked.lower()
            case _:
                return lambda name: is_named(asked, name)

    def matching(self, match: str) -> Mask:
        """Return what FTS5 finds."""
        found = self.connection.scalar(_MATCHING, {"match": match})
        return self.within & self.columns.of_ids(json.loads(f"[{found or ''}]"))

    def _fitting_all(self, nodes: Iterable[Node]) -> Mask:
        """Return what fits all: words and phrases are asked for together, so that a rare one spares the others' lists."""
        asked = [node for node in nodes if is_text(node)]
        others = [node for node in nodes if not is_text(node)]
        masks = [self.matching(expression(All(nodes=tuple(asked))))] if asked else [self.within]
        fitting = reduce(and_, map(self.fitting, others), masks[0]) if masks[0] else 0
        for node in asked:
            if isinstance(node, Phrase):
                fitting = self._holding(node, fitting)
        return fitting

    def _fitting_any(self, nodes: Iterable[Node]) -> Mask:
        plain = [node for node in nodes if is_text(node) and not isinstance(node, Phrase)]
        masks = [self.matching(expression(Any(nodes=tuple(plain))))] if plain else []
        return reduce(or_, map(self.fitting, (node for node in nodes if node not in plain)), reduce(or_, masks, 0))

    def _holding(self, phrase: Phrase, mask: Mask) -> Mask:
        """Return the texts of the set that hold the phrase as printed, of the newest `read_max`."""
        candidates = self.columns.newest(mask, mask.bit_count() if self.read_max is None else self.read_max)
        self.is_exact &= len(candidates) == mask.bit_count()
        read = _read_fields(self.connection, candidates)
        return self.columns.of_ids(entry for entry, fields in read if _is_held(phrase, fields))


def is_text(node: Node) -> bool:
    """Return whether FTS5 can answer the node by itself; what phrases are in, but for themselves, must be read."""
    match node:
        case Word() | Phrase():
            return True
        case All(nodes=nodes) | Any(nodes=nodes):
            return all(is_text(each) and not isinstance(each, Phrase) for each in nodes)
        case _:
            return False


def expression(node: Node) -> str:
    """Return FTS5's expression for words and phrases. Each is quoted: nothing in it is syntax."""
    match node:
        case Word(text=typed, field=field):
            return _in_field(_word(typed), field)
        case Phrase(text=typed, field=field):
            return _in_field(_adjacent(typed), field)
        case All(nodes=nodes):
            return f"({' AND '.join(map(expression, nodes))})"
        case Any(nodes=nodes):
            return f"({' OR '.join(map(expression, nodes))})"
        case _:
            raise ValueError(f"{node} is no matter of words")


def _read_fields(connection: Connection, ids: list[int]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the articles of entries as they are stored, some at a time: to make an Article of each takes twice as long."""
    same = (version.c.page_id == text_entry.c.page_id) & (version.c.number == text_entry.c.number)
    query = select(text_entry.c.id, type_coerce(version.c.article, Text)).join(version, same)
    chosen = query.where(text_entry.c.id.in_(bindparam("ids", expanding=True)))
    for start in range(0, len(ids), READ_AT_ONCE):
        for entry, article in connection.execute(chosen, {"ids": ids[start : start + READ_AT_ONCE]}):
            yield entry, json.loads(article)


def _is_held(phrase: Phrase, fields: dict[str, str]) -> bool:
    names = _READ_IN[phrase.field]
    texts = ("\n".join(fields[name]) if isinstance(fields[name], list) else fields[name] for name in names)
    return any(text and holds(text, phrase.text) for text in texts)


def _word(typed: str) -> str:
    parts = [word for _, _, word in words(typed)]
    if len(parts) > 1:
        return _adjacent(typed)
    return f"({' OR '.join(f'{chr(34)}{each}{chr(34)}' for each in variants(parts[0]))})"


def _adjacent(typed: str) -> str:
    return f'"{" ".join(filter(None, (term(word) for _, _, word in words(typed))))}"'


def _in_field(expression: str, field: str | None) -> str:
    return f"({field} : {expression})" if field else expression


def is_named(asked: str, name: str) -> bool:
    """Return whether the words asked for stand one after the other in a name; «الأخبار» in «الأخبار اليوم», not in «أخباري»."""
    return f" {_plain(asked)} " in f" {_plain(name)} "


def _plain(text: str) -> str:
    return " ".join(fold(word) for _, _, word in words(text))


def _primary(language: str) -> str:
    return language.lower().split("-")[0]
