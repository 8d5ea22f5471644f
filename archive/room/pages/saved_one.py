"""What one saved search has found since it was saved: a page, and a feed."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from archive.catalog.ids import article_id, event_id
from archive.catalog.search.parsing import parse
from archive.exchange.atom import MIME, Entry, Feed, atom
from archive.requests.answers import Alert, Saved
from archive.requests.events import event_of
from archive.room.room import Room

SHOWN = 200
"""Stories of a search that are shown: the last."""

FEED_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """What a search found, the newest first. `fresh`: how many of them no reader has marked as seen.

    `total`: texts of the archive that fit it now, found or known before.
    """

    saved: Saved
    alerts: tuple[Alert, ...]
    fresh: int
    total: int

    @property
    def last(self) -> int | None:
        """The number of the newest."""
        return self.alerts[0].id if self.alerts else None


def search_alerts(room: Room, request: Request) -> Response:
    """Show what a search has found."""
    seen = alerts_of(room, request.path_params["id"], SHOWN)
    return room.page(request, "saved_one.html", seen=seen, titled=room.titled) if seen else room.missing(request)


def saved_feed(room: Room, request: Request) -> Response:
    """Tell what a search has found as an Atom feed."""
    seen = alerts_of(room, request.path_params["id"], FEED_MAX)
    if seen is None:
        return room.missing(request)
    page = f"{room.origins.room}{room.language.prefix}/saved/{seen.saved.id}"
    feed = Feed(id=f"urn:uuid:{seen.saved.id}", title=seen.saved.name, link=page, own=f"{page}.atom")
    return Response(atom(feed, (_entry(room, one) for one in seen.alerts)), media_type=MIME)


def alerts_of(room: Room, saved_id: str, limit: int) -> Alerts | None:
    """Return what a search has found; None where there is no search of this id."""
    saved = next((one for one in room.requests.saved() if one.id == saved_id), None)
    if saved is None:
        return None
    alerts = room.requests.alerts(saved_id=saved_id, limit=limit, newest_first=True)
    countries = {source: outlet.country for source, outlet in room.outlets.items()}
    total = room.catalog.count_fitting(parse(saved.query), countries=countries)
    return Alerts(saved=saved, alerts=alerts, fresh=min(saved.unseen, len(alerts)), total=total)


def _entry(room: Room, alert: Alert) -> Entry:
    return Entry(
        id=event_id(event_of(alert)),
        title=alert.headline,
        updated=alert.at,
        link=f"{room.origins.room}{room.language.prefix}/story/{article_id(alert.url)}",
        summary=alert.url,
        categories=((alert.source, "urn:warraq:source"),) if alert.source else (),
    )
