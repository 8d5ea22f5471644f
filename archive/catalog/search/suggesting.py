"""What else may have been meant, where little is found: words of the index that are one letter away from the one typed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select, text

from archive.catalog.schema import version
from archive.catalog.search.matching import Search
from archive.catalog.search.query import All, Any, Node, Not, Query, Word
from archive.catalog.search.schema import text_entry
from archive.text.arabic import fold
from archive.text.terms import term, words

FEW = 3
"""Texts found below which more are suggested."""

SUGGESTIONS_MAX = 3

WORDS_MAX = 16
"""Words of a query that are looked at, to find the one that is misspelt: the one that the fewest texts have."""

LETTERS_MIN, LETTERS_MAX = 3, 20
"""Letters of a word that has neighbours worth naming, and, at the least, of the neighbours: two letters are near anything."""

_ALPHABETS = ("ابتثجحخدذرزسشصضطظعغفقكلمنهويء", "abcdefghijklmnopqrstuvwxyz")
_KNOWN = text("SELECT term, doc FROM search_word WHERE term IN (SELECT value FROM json_each(:terms))")


def suggest(search: Search, query: Query, total: int) -> tuple[Query, ...]:
    """Return at most SUGGESTIONS_MAX queries in which one word is another that more texts have; none where enough is found."""
    if total > FEW or query.root is None:
        return ()
    typed = list(_single_words(query.root))[:WORDS_MAX]
    if not typed:
        return ()
    word, own = _rarest(search.connection, typed)
    best = sorted(_neighbours(search.connection, word, own), key=lambda one: (-one[1], one[0]))[:SUGGESTIONS_MAX]
    printed = (_as_printed(search, other) for other, _ in best)
    return tuple(Query(root=_with(query.root, word, other)) for other in printed if other)


def edits(word: str) -> frozenset[str]:
    """Return what is one letter away: left out, put in, taken for another, or two changed places."""
    alphabet = _ALPHABETS[word.isascii()]
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    shorter = {head + tail[1:] for head, tail in halves if tail}
    turned = {head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1}
    other = {head + letter + tail[1:] for head, tail in halves if tail for letter in alphabet}
    longer = {head + letter + tail for head, tail in halves for letter in alphabet}
    return frozenset((shorter | turned | other | longer) - {word, ""})


def _single_words(node: Node) -> Iterator[Word]:
    """Yield the words that must or may occur, that are one word each, and of a length worth it."""
    if isinstance(node, (All, Any)):
        for each in node.nodes:
            yield from _single_words(each)
    elif isinstance(node, Word) and len(node.text) <= LETTERS_MAX and _is_one(node.text):
        yield node


def _is_one(typed: str) -> bool:
    return len(list(words(typed))) == 1 and len(term(typed)) >= LETTERS_MIN


def _rarest(connection: Connection, typed: Sequence[Word]) -> tuple[Word, int]:
    """Return the word that the fewest texts have, the first of such, and how many have it."""
    known = _count(connection, {term(word.text) for word in typed})
    return min(((word, known.get(term(word.text), 0)) for word in typed), key=lambda one: one[1])


def _neighbours(connection: Connection, word: Word, own: int) -> list[tuple[str, int]]:
    """Return the terms near a word that more texts have than itself, and how many."""
    itself = term(word.text)
    near = {*edits(itself), *map(term, edits(fold(word.text)))} - {itself}  # an ending may be what is misspelt
    known = _count(connection, {other for other in near if len(other) >= LETTERS_MIN})
    return [(other, count) for other, count in known.items() if count > 2 * own]


def _count(connection: Connection, terms: Collection[str]) -> dict[str, int]:
    """Return how many texts have each of the terms that are known."""
    return {row.term: row.doc for row in connection.execute(_KNOWN, {"terms": json.dumps(sorted(terms))})}


def _as_printed(search: Search, wanted: str) -> str | None:
    """Return a word that has this term, as the newest text that has it prints it."""
    newest = search.columns.newest(search.matching(f'"{wanted}"'), 1)
    same = (version.c.page_id == text_entry.c.page_id) & (version.c.number == text_entry.c.number)
    query = select(version.c.article).select_from(text_entry).join(version, same).where(text_entry.c.id.in_(newest))
    article = search.connection.scalar(query)
    if article is None:
        return None
    texts = (article.headline, article.article_body, article.dateline or "", *article.author, *article.keywords)
    return next((word for each in texts for _, _, word in words(each) if term(word) == wanted), None)


def _with(node: Node, word: Word, printed: str) -> Node:
    """Return the tree with another word in the place of one."""
    if node == word:
        return replace(word, text=printed)
    if isinstance(node, (All, Any)):
        return replace(node, nodes=tuple(_with(each, word, printed) for each in node.nodes))
    return Not(node=_with(node.node, word, printed)) if isinstance(node, Not) else node
