"""What a story's dates were read from, in a line for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from archive.dating import DateEvidence, DateKind, DateOf, DateStanding
from archive.models import Article

PLACES = {
    DateKind.RULE: "the source's rule",
    DateKind.JSON_LD: "JSON-LD",
    DateKind.META: "meta",
    DateKind.MICRODATA: "microdata",
    DateKind.TIME_ELEMENT: "a time element",
    DateKind.VISIBLE: "the page",
    DateKind.LIST: "the list",
    DateKind.OPENING: "the story's opening",
    DateKind.DATA: "the page's data",
    DateKind.ADDRESS: "the address",
}
TAKEN = frozenset((DateStanding.CHOSEN, DateStanding.AGREES))
TEXT_MAX = 60


def date_line(article: Article, of: DateOf) -> str | None:
    """Return the date with its evidence, or what was refused where there is none; None where nothing was found.

    Such as: 2026-04-23 18:32 +03:00, from JSON-LD datePublished "2026-04-23T15:32:00Z"; agrees: the page "…"; refused: …
    """
    value = article.date_published if of is DateOf.PUBLISHED else article.date_modified
    found = [one for one in article.date_evidence if one.of is of]
    if value is None and (of is DateOf.MODIFIED or not found):
        return None
    taken = [one for one in article.date_evidence if one.standing is DateStanding.CHOSEN]
    chosen = [one for one in taken if one.of is of] or (taken if value and not found else [])
    agreeing = [one for one in found if one.standing is DateStanding.AGREES]
    refused = [one for one in found if one.standing not in TAKEN]
    parts = (
        exact(value) + _listed(", from", chosen),
        _listed("agrees:", agreeing),
        "refused: " + ", ".join(f"{_said(one)} ({one.standing})" for one in refused) if refused else "",
    )
    return "; ".join(filter(None, parts))


def exact(moment: datetime | date | None) -> str:
    """Return a date as people read it, with its time and the offset of its clock where it has them."""
    if isinstance(moment, datetime):
        offset = f"{moment:%z}"
        return f"{moment:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:5]}"
    return moment.isoformat() if moment else "none"


def _listed(words: str, found: Sequence[DateEvidence]) -> str:
    return f"{words} {', '.join(map(_said, found))}" if found else ""


def _said(one: DateEvidence) -> str:
    text = one.text if len(one.text) <= TEXT_MAX else f"{one.text[:TEXT_MAX]}…"
    return " ".join(filter(None, (PLACES[one.kind], one.name, f'"{text}"')))
