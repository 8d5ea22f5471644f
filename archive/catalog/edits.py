"""Edits: a text that changed, and whether the outlet says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from archive.catalog.database import is_among
from archive.catalog.ids import page_id
from archive.catalog.schema import outcome, version
from archive.dating import DateOf, DateStanding
from archive.models import Article, Kept
from archive.text.changes.changes import compare_within
from archive.text.changes.kinds import speaks_of_corrections
from archive.text.changes.tokens import is_same_unspaced
from archive.watching import Event, EventKind

NOTICE = "correction notice"
"""How the detail of an event ends whose text owns up to a mistake."""

UNSEEN = "white space only"
"""How it ends where nobody sees the difference."""

_Place = tuple[str, int]
"""A page's key and the number of a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A look at a page that showed another text than the look before. `version`, `previous`: the numbers of the two."""

    kept: Kept
    version: int
    previous: int


def edits(connection: Connection, changes: Sequence[Change]) -> tuple[Event, ...]:
    """Return the events of the changes that are not known yet. To be asked before their outcomes are written."""
    known = _known(connection, changes)
    fresh = [one for one in changes if one.kept.fetch and one.kept.fetch.record.record_id not in known]
    before = _articles(connection, {place for one in fresh if (place := _place(one))})
    return tuple(_events(fresh, before))


def edit(before: Article, now: Article) -> tuple[EventKind, str] | None:
    """Say what kind of edit led from the one reading to the other, and the evidence; None where it may be none.

    Silent: the page's dateModified did not change with its text, or there is none, no correction notice came with the change,
    and it can be seen. Where the two were not read by the same extractor, that proves nothing: the reading may have changed.
    """
    where = " and ".join(name for name in ("headline", "article_body") if getattr(before, name) != getattr(now, name))
    stated, was = stated_change(now), stated_change(before)
    told = f"; {NOTICE}" if _has_notice(before, now) else "" if _is_seen(before, now) else f"; {UNSEEN}"
    if stated is not None and stated != was:
        return (
            EventKind.EDITED,
            f"{where}; dateModified {stated.isoformat()}, before: {was.isoformat() if was else 'none'}{told}",
        )
    if before.extractor != now.extractor:
        return None
    kind = EventKind.EDITED if told else EventKind.SILENT_EDIT
    return kind, f"{where}; dateModified {f'still {stated.isoformat()}' if stated else 'none'}{told}"


def _has_notice(before: Article, now: Article) -> bool:
    """Whether a correction notice came with the change. Most texts have not the words for one: they need no comparing."""
    return speaks_of_corrections(f"{now.headline}\n{now.article_body}") and compare_within(before, now).has_notice


def _is_seen(before: Article, now: Article) -> bool:
    """Whether anything differs that a reader sees."""
    texts = (f"{one.headline}\n{one.article_body}" for one in (before, now))
    return not is_same_unspaced(*texts) or not compare_within(before, now).is_whitespace_only


def stated_change(article: Article) -> datetime | date | None:
    """Return when the page says that it was changed: also where, for want of a publication, it is not believed."""
    stated = (
        one.value for one in article.date_evidence if one.of is DateOf.MODIFIED and one.standing is DateStanding.DISAGREES
    )
    return article.date_modified or next(stated, None)


def _events(changes: Sequence[Change], before: dict[_Place, Article]) -> Iterator[Event]:
    for one in changes:
        article, previous = one.kept.article, before.get(_place(one) or ("", 0))
        found = edit(previous, article) if article and previous else None
        if article and found:
            yield Event(
                at=one.kept.at,
                kind=found[0],
                url=article.url,
                source=one.kept.source,
                version=one.version,
                previous=one.previous,
                detail=found[1],
            )


def _place(change: Change) -> _Place | None:
    return (page_id(change.kept.article.url), change.previous) if change.kept.article else None


def _known(connection: Connection, changes: Sequence[Change]) -> set[str]:
    """Return the exchanges whose outcomes are written: told twice, they show no change."""
    told = [one.kept.fetch.record.record_id for one in changes if one.kept.fetch]
    if not told:
        return set()
    return {key for key in connection.scalars(select(outcome.c.fetch_id).where(outcome.c.fetch_id.in_(told))) if key}


def _articles(connection: Connection, places: set[_Place]) -> dict[_Place, Article]:
    if not places:
        return {}
    query = select(version.c.page_id, version.c.number, version.c.article)
    rows = connection.execute(query.where(is_among(version.c.page_id, version.c.number, places)))
    return {(key, number): article for key, number, article in rows}
