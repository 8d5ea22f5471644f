"""A query, and what was left out of it, in plain words: English and Arabic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from archive.catalog.search.query import All, Any, Days, Node, Not, Note, NoteKind, Phrase, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a language says it. `fields`: what stands before a field's value, "" for none; `days`: likewise, before a day.

    `alone`, `said`: of a query that asks for nothing, and of any other. `exact`: of a phrase. `both`: between what must hold.
    """

    alone: str
    said: str
    fields: Mapping[str, str]
    word: str
    exact: str
    day: str
    both: str
    either: str
    without: str
    notes: Mapping[NoteKind, str]


ENGLISH = Wording(
    alone="every story",
    said="stories {}",
    fields=MappingProxyType(
        {
            "": "with",
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
            "came": "that came in on",
        }
    ),
    word="{field} «{text}»",
    exact="{field} exactly «{text}»",
    day="{field} {text}",
    both=", ",
    either=" or ",
    without="not {}",
    notes=MappingProxyType(
        {
            NoteKind.LONG: "only the first {about} characters were read",
            NoteKind.MANY: "only the first {about} words were looked for",
            NoteKind.EMPTY: "{about} says nothing and was left out",
        }
    ),
)

ARABIC = Wording(
    alone="كل خبر",
    said="كل خبر {}",
    fields=MappingProxyType(
        {
            "": "فيه",
            "headline": "في عنوانه",
            "author": "كاتبه",
            "place": "مكانه",
            "agency": "وكالته",
            "source": "ناشره",
            "section": "قسمه",
            "lang": "لغته",
            "country": "بلد ناشره",
            "since": "نُشر منذ",
            "until": "نُشر حتى",
            "before": "نُشر قبل",
            "after": "نُشر بعد",
            "on": "نُشر في",
            "came": "ورد في",
        }
    ),
    word="{field} «\u2068{text}\u2069»",  # isolated: a day's figures would turn round after Arabic letters (UAX #9, W2)
    exact="{field} حرفيًّا «\u2068{text}\u2069»",
    day="{field} \u2068{text}\u2069",
    both="، و",
    either=" أو ",
    without="ليس مما {}",
    notes=MappingProxyType(
        {
            NoteKind.LONG: "قُرئ أول {about} حرف من البحث فقط",
            NoteKind.MANY: "بُحث عن أول {about} كلمة فقط",
            NoteKind.EMPTY: "لا معنى لـ\u2068{about}\u2069 فتُرك",
        }
    ),
)


def explain(query: Query, wording: Wording = ENGLISH) -> str:
    """Return the query in plain words: "stories with «مصر», not of the agency «وفا»"."""
    return wording.alone if query.root is None else wording.said.format(_top(query.root, wording))


def explain_notes(query: Query, wording: Wording = ENGLISH) -> tuple[str, ...]:
    """Return what was left out of the query as it was typed, a sentence each."""
    return tuple(wording.notes[note.kind].format(about=_about(note)) for note in query.notes)


def _about(note: Note) -> str:
    return f"{note.about:,}" if isinstance(note.about, int) else note.about


def _top(node: Node, wording: Wording) -> str:
    """Return what the whole query says; of several things at its top, without parentheses."""
    return wording.both.join(_words(each, wording) for each in node.nodes) if isinstance(node, All) else _words(node, wording)


def _words(node: Node, wording: Wording) -> str:
    match node:
        case Not(node=inner):
            return wording.without.format(_words(inner, wording))
        case All():
            return f"({_top(node, wording)})"
        case Any(nodes=nodes):
            return f"({wording.either.join(_words(each, wording) for each in nodes)})"
        case _:
            form = wording.day if isinstance(node, Days) else wording.exact if isinstance(node, Phrase) else wording.word
            return form.format(field=wording.fields[node.field or ""], text=node.text)
