"""What outlets changed, took away and brought back, as it is told one by one: in pages, feeds and answers alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.catalog.changed import Changed
from archive.catalog.ids import event_id
from archive.exchange.edited import Announced, Counted, Edit, read_edit_briefly
from archive.models import Article
from archive.watching import EventKind

NOTHING_LOST = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTold:
    """A change of a story. `id`: of the change, lasting; `story`: the id of the story. `number`: after which a list goes on.

    `headline`: as it is now, "" where no text is there; `headline_before`: where it was another. `version`, `previous`: the
    numbers of the two texts of an edit. `classes`: what changed, None where the texts are too long to be compared in a list.
    `announced`: None where nobody sees the change, or where it is no edit. `lag_s`: seconds from publication until it was seen.
    """

    id: str
    number: int
    story: str
    at: datetime
    kind: EventKind
    url: str
    source: str | None
    headline: str
    headline_before: str | None
    version: int | None
    previous: int | None
    classes: tuple[Counted, ...] | None
    announced: Announced | None
    lag_s: int | None
    detail: str | None


def tell_change(changed: Changed) -> ChangeTold:
    """Return what is told of a change."""
    event, before, after = changed.event, changed.before, changed.after
    edit = read_edit_briefly(before, after) if before and after else None
    was = before.headline if before and after and before.headline != after.headline else None
    return ChangeTold(
        id=event_id(event),
        number=event.id or 0,
        story=changed.id,
        at=event.at,
        kind=event.kind,
        url=event.url,
        source=event.source,
        headline=after.headline if after else "",
        headline_before=was,
        version=event.version,
        previous=event.previous,
        classes=edit.classes if edit else None,
        announced=_announced(event.kind, edit),
        lag_s=_lag_s(before or after, event.at),
        detail=event.detail,
    )


def _announced(kind: EventKind, edit: Edit | None) -> Announced | None:
    """Return how an edit was announced: as was found when it was seen, where its texts are not compared here."""
    if edit is not None:
        return edit.announced
    return {EventKind.SILENT_EDIT: Announced.SILENTLY, EventKind.EDITED: Announced.DATE}.get(kind)


def _lag_s(article: Article | None, at: datetime) -> int | None:
    """Return the seconds since publication; None where the page tells no time of day, or one that is yet to come."""
    published = article.date_published if article else None
    if not isinstance(published, datetime) or at - published < NOTHING_LOST:
        return None
    return int((at - published).total_seconds())
