"""What is searched for, as data: a tree of words, phrases, fields and days; written again as a query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

TEXT_FIELDS = ("headline", "author", "place")
"""Fields that hold words; any other is one value, of the shelf a text stands on."""

_APART = frozenset(" ()|«»“”„″＂")
"""Signs that end a value, unless it is quoted."""
_UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word in any of its forms, as typed; in one field, or anywhere. Several where signs divide it («كوفيد-19»)."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words exactly as printed, one after the other; in one field, or in headline or text."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value that a text's agency, source, section, language (lang) or country has.

    `is_exact`: that value alone, as facets count it; not any spelling of an agency's name, or any words of an outlet's.
    `text` is then as `value_of` returns it.
    """

    field: str
    text: str
    is_exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days from `first` to `last`, both within (20261103), as `field` says them of `text`: since, until, before, after, on.

    Those that texts bear; of "came", those on which stories came in: in UTC, when the first text of each was captured.
    """

    field: str
    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """What must not hold."""

    node: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """What must hold together."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    """Of which one must hold."""

    nodes: tuple[Node, ...]


Node = Word | Phrase | Value | Days | Not | All | Any


class NoteKind(StrEnum):
    """Why something of a query was left out: it is too long, it has too many words, a field says nothing."""

    LONG = "long"
    MANY = "many"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What was left out of a query. `about`: how many characters or words were read; the field with what was typed."""

    kind: NoteKind
    about: int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query that was read. `root`: None where nothing is asked for: every text fits. `notes`: what was left out, and why."""

    root: Node | None
    notes: tuple[Note, ...] = ()

    def __str__(self) -> str:
        """Return the query in its one spelling, which reads as the same query: for permalinks."""
        return "" if self.root is None else _write(self.root, top=True)


def seen(text: str) -> str:
    """Return what of a query is read: without signs that nobody sees; controls and lone surrogates are spaces."""
    return _UNREADABLE.sub(" ", _UNSEEN.sub("", text))


def value_of(text: str) -> str:
    """Return a value as a query can hold it: what is seen of it, without quotation marks, words one space apart."""
    return " ".join(seen(text).replace('"', " ").split())


def leaves(node: Node | None, *, negated: bool = False) -> tuple[Word | Phrase | Value | Days, ...]:
    """Return what the tree is made of and must, or may, hold; with `negated` what must not."""
    if node is None:
        return ()
    if isinstance(node, Not):
        return leaves(node.node, negated=not negated)
    if isinstance(node, (All, Any)):
        return tuple(leaf for each in node.nodes for leaf in leaves(each, negated=negated))
    return () if negated else (node,)


def _write(node: Node, *, top: bool = False) -> str:
    match node:
        case Word(text=text, field=field):
            return f"{field}:{text}" if field else text
        case Phrase(text=text, field=field):
            return f'{field}:"{text}"' if field else f'"{text}"'
        case Value(field=field, text=text, is_exact=is_exact):
            sign = "=" if is_exact else ""
            return f'{field}:{sign}"{text}"' if set(text) & _APART or text.startswith("=") else f"{field}:{sign}{text}"
        case Days(field=field, text=text):
            return f"{field}:{text}"
        case Not(node=inner):
            return f"-{_write(inner)}"
        case All(nodes=nodes):
            written = " ".join(map(_write, nodes))
        case Any(nodes=nodes):
            written = " OR ".join(map(_write, nodes))
        case _:
            assert_never(node)
    return written if top else f"({written})"
