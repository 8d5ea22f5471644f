"""What is searched for, as data: a tree of words, phrases, fields and days; written again as a query, and in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

TEXT_FIELDS = ("headline", "author", "place")
"""Fields that hold words; any other is one value, of the shelf a text stands on."""

_FIELD_WORDS = {
    "headline": "in the headline",
    "author": "by",
    "place": "from",
    "agency": "of the agency",
    "source": "printed by",
    "section": "in the section",
    "lang": "in the language",
    "country": "from the country",
    "since": "since",
    "until": "until",
    "before": "before",
    "after": "after",
    "on": "on",
}
_APART = frozenset(" ()|«»“”„″＂")
"""Signs that end a value, unless it is quoted."""


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
    """A value that a text's agency, source, section, language (lang) or country has."""

    field: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days from `first` to `last`, both within (20261103), as `field` says them of `text`: since, until, before, after, on."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query that was read. `root`: None where nothing is asked for: every text fits. `notes`: what was left out, and why."""

    root: Node | None
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the query in its one spelling, which reads as the same query: for permalinks."""
        return "" if self.root is None else _write(self.root, top=True)

    def explain(self) -> str:
        """Return the query in plain words."""
        return "every story" if self.root is None else f"stories {_words(self.root)}"


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
        case Value(field=field, text=text):
            return f'{field}:"{text}"' if set(text) & _APART else f"{field}:{text}"
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


def _words(node: Node) -> str:
    match node:
        case Not(node=inner):
            return f"not {_words(inner)}"
        case All(nodes=nodes):
            return ", ".join(map(_words, nodes))
        case Any(nodes=nodes):
            return f"({' or '.join(map(_words, nodes))})"
        case Days(field=field, text=text):
            return f"{_FIELD_WORDS[field]} {text}"
        case _:
            exactly = "exactly " if isinstance(node, Phrase) else ""
            return f"{_FIELD_WORDS[node.field] if node.field else 'with'} {exactly}«{node.text}»"
