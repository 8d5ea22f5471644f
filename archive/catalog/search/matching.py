"""Which texts fit a query: words are asked of FTS5, shelves and days of the columns, phrases of the texts that FTS5 found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial, reduce
from operator import and_, or_

from sqlalchemy import Connection, text

from archive.catalog.search.columns import Columns
from archive.catalog.search.entry import led
from archive.catalog.search.masks import Mask, mask_of
from archive.catalog.search.parsing import PARTS_MAX
from archive.catalog.search.query import All, Any, Days, Node, Not, Phrase, Value, Word
from archive.catalog.search.remembered import State
from archive.text.arabic import fold
from archive.text.origin.agencies import agency_named
from archive.text.terms import holds, runs, term, words

READ_MAX = 300
"""Texts that one search reads, the newest first, to tell whether phrases stand in them exactly so."""

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

_MATCHING = text(
    "SELECT group_concat(rowid) FROM search_text WHERE search_text MATCH :match AND rowid BETWEEN :first AND :last"
)
"""The ids as one text: a row each would take Python three times as long. Of a part of the index, a common word costs little."""

_CAME = text(
    "SELECT group_concat(id) FROM text_entry WHERE came BETWEEN :first AND :last AND id BETWEEN :first_id AND :last_id"
)
_ARTICLES = (
    "SELECT text_entry.id, version.article FROM json_each(?) AS asked CROSS JOIN text_entry ON text_entry.id = asked.value"
    " CROSS JOIN version ON version.page_id = text_entry.page_id AND version.number = text_entry.number"
)
"""In the order asked for: SQLite might else begin with all versions there are."""

ID_MAX = 2**63 - 1


@dataclass(slots=True)
class Search:
    """One search, of the texts of ids from `first` to `last`. `countries`: of each source, its country's code.

    `reads`: texts it may still read; None for no limit.
    `unread`: texts that were left unread, so that nobody knows whether a phrase stands in them: where there are any, what fits
    is counted too low.
    """

    connection: Connection
    columns: Columns
    state: State
    countries: Mapping[str, str]
    within: Mask
    reads: int | None
    unread: Mask = 0
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
                return self._without(inner)
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
        def asked(first: int) -> Mask:
            told = {"first": days.first, "last": days.last, "first_id": max(first, self.first), "last_id": self.last}
            return self._set_of(self.connection.scalar(_CAME, told))

        return self._remembered(f"came {days.first} {days.last}", asked)

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
        return self.within & self._remembered(match, partial(self.asked, match))

    def asked(self, match: str, first: int) -> Mask:
        """Return what FTS5 finds among the ids from the first one on."""
        return self._set_of(self.connection.scalar(_MATCHING, {"match": match, "first": first, "last": self.last}))

    def _remembered(self, question: str, asked: Callable[[int], Mask]) -> Mask:
        """Return what is found: of texts that were there when the same was last asked, what was found then."""
        mask, length = self.columns.found.find(question, self.state) or (0, 0)
        if length < self.state.length:
            mask |= asked(length)
            self.columns.found.keep(question, mask, self.state)
        return mask

    def _set_of(self, ids: str | None) -> Mask:
        return mask_of(json.loads(f"[{ids or ''}]"), self.state.length)

    def _fitting_all(self, nodes: Iterable[Node]) -> Mask:
        """Return what fits all. Words not known are asked for together, so that a rare one spares the others' lists."""
        asked = [node for node in nodes if is_text(node)]
        known, unknown = self._known(asked)
        if unknown:
            known.append(self.matching(" AND ".join(unknown)))
        fitting = reduce(and_, known, self.within)
        for node in nodes:
            fitting = fitting & self.fitting(node) if fitting and node not in asked else fitting
        return self._holding([node for node in asked if isinstance(node, Phrase)], fitting)

    def _fitting_any(self, nodes: Iterable[Node]) -> Mask:
        """Return what fits one of them; what is known first, and no further once all that is there fits."""
        plain = [node for node in nodes if is_text(node) and not isinstance(node, Phrase)]
        known, unknown = self._known(plain)
        fitting = reduce(or_, known, 0)
        for match in unknown:
            fitting |= self.matching(match) if fitting != self.within else 0
        for node in nodes:
            fitting |= self.fitting(node) if node not in plain and fitting != self.within else 0
        return fitting

    def _known(self, nodes: Iterable[Node]) -> tuple[list[Mask], list[str]]:
        """Return what was found lately of words and phrases, and the expressions of the others."""
        matches = list(dict.fromkeys(map(expression, nodes)))
        known = [match for match in matches if self.columns.found.find(match, self.state)]
        return [self.matching(match) for match in known], [match for match in matches if match not in known]

    def _without(self, node: Node) -> Mask:
        """Return the texts that do not fit; not those either of which nobody knows."""
        before, self.unread = self.unread, 0
        fitting = self.fitting(node)
        rest = self.within & ~fitting & ~self.unread
        self.unread |= before
        return rest

    def _holding(self, phrases: Sequence[Phrase], mask: Mask) -> Mask:
        """Return the texts of the set that hold the phrases as printed, of the newest that may be read."""
        if not phrases or not mask:
            return mask
        candidates = self.columns.newest(mask, mask.bit_count() if self.reads is None else self.reads)
        if self.reads is not None:
            self.reads -= len(candidates)
            self.unread |= mask & ~mask_of(candidates, self.state.length)
        read = _read_fields(self.connection, candidates)
        held = (entry for entry, fields in read if all(_is_held(phrase, fields) for phrase in phrases))
        return mask_of(held, self.state.length)


def is_text(node: Node) -> bool:
    """Return whether FTS5 can answer the node by itself; what phrases are in, but for themselves, must be read."""
    match node:
        case Word() | Phrase():
            return True
        case All(nodes=nodes) | Any(nodes=nodes):
            return all(is_text(each) and not isinstance(each, Phrase) for each in nodes)
        case _:
            return False


def expression(node: Node, *, in_headline: bool = False) -> str:
    """Return FTS5's expression for words and phrases, each quoted: nothing is syntax. `in_headline`: as they stand there."""
    match node:
        case Word(text=typed, field=field):
            return _in_field(_word, typed, field or ("headline" if in_headline else None))
        case Phrase(text=typed, field=field):
            return _in_field(_adjacent, typed, field or ("headline" if in_headline else None))
        case All(nodes=nodes):
            return f"({' AND '.join(expression(each, in_headline=in_headline) for each in nodes)})"
        case Any(nodes=nodes):
            return f"({' OR '.join(expression(each, in_headline=in_headline) for each in nodes)})"
        case _:
            raise ValueError(f"{node} is no matter of words")


def _read_fields(connection: Connection, ids: Sequence[int]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the articles of entries as they are stored, by the driver alone: to make an Article of each takes twice as long."""
    cursor = connection.connection.cursor()
    cursor.execute(_ARTICLES, (json.dumps(ids),))
    while row := cursor.fetchone():
        yield row[0], json.loads(row[1])
    cursor.close()


def _is_held(phrase: Phrase, fields: dict[str, str]) -> bool:
    names = _READ_IN[phrase.field]
    texts = ("\n".join(fields[name]) if isinstance(fields[name], list) else fields[name] for name in names)
    return any(text and holds(text, phrase.text) for text in texts)


def _in_field(write: Callable[[str, Callable[[str], str]], str], typed: str, field: str | None) -> str:
    """Return the expression of a word or phrase. A field is asked for by the terms that stand for it alone."""
    return write(typed, partial(led, field) if field else str)


def _word(typed: str, spelt: Callable[[str], str]) -> str:
    return f"({' OR '.join(_quoted(run, spelt) for run in runs(typed))})"


def _adjacent(typed: str, spelt: Callable[[str], str]) -> str:
    """Return the expression of words one after the other; of a long phrase, of its beginning: its texts are read."""
    return _quoted([form for _, _, word in words(typed) if (form := term(word))][:PARTS_MAX], spelt)


def _quoted(run: Iterable[str], spelt: Callable[[str], str]) -> str:
    return f'"{" ".join(map(spelt, run))}"'


def is_named(asked: str, name: str) -> bool:
    """Return whether the words asked for stand one after the other in a name; «الأخبار» in «الأخبار اليوم», not in «أخباري»."""
    return f" {_plain(asked)} " in f" {_plain(name)} "


@lru_cache(maxsize=4_096)
def _plain(text: str) -> str:
    return " ".join(fold(word) for _, _, word in words(text))


def _primary(language: str) -> str:
    return language.lower().split("-")[0]
