"""The webhook: events are posted to an address of the operator's, each at least once, in the order they were written.

A request is a JSON array of events, each with an `id` that stays the same however often it comes. An answer of 2xx takes them;
after any other, or none, the same are posted again, later and later. How far that went stands in <home>/webhook.json.
"""

from __future__ import annotations

import json
import threading
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from archive.catalog.catalog import Catalog
from archive.catalog.ids import event_id
from archive.errors import BadSettings, WarraqError
from archive.exchange.answers import event_answer, line
from archive.requests.answers import Alert
from archive.requests.events import event_of
from archive.requests.requests import Requests
from archive.watching import Event
from crawler.home.log import logger
from crawler.home.replacing import write_whole

EVENTS_MAX = 100
"""Events in one request."""

TIMEOUT_S = 30.0
ANSWER_MAX_BYTES = 65_536
RETRY_MIN_S, RETRY_MAX_S = 5.0, 3_600.0
LOOK_EVERY_S = 30.0
"""Events that `warraq crawl` by hand brought are noticed so soon; those of the schedule's own crawls at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where events are posted. `shown`: as people may see it. `url`: without user and password, which `authorization` holds."""

    url: str
    shown: str
    authorization: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last event that was taken: its number, its lasting id, and its time; what went wrong since, and since when.

    `alert`: the number of the last story that was taken of those that saved searches found, which are counted apart.
    """

    number: int = 0
    event: str | None = None
    at: str | None = None
    alert: int = 0
    problem: str | None = None
    failing_since: str | None = None


def address_of(setting: str) -> Address | None:
    """Return what WARRAQ_WEBHOOK says; None for nothing. Raises BadSettings, which does not repeat it."""
    if not setting:
        return None
    try:
        parts = urlsplit(setting)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as problem:
        raise BadSettings("WARRAQ_WEBHOOK", "is no web address; write it as https://example.com/events") from problem
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadSettings("WARRAQ_WEBHOOK", "is no web address; write it as https://example.com/events")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    user = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}" if parts.username else None
    return Address(
        url=urlunsplit((parts.scheme, host + port, parts.path or "/", parts.query, "")),
        shown=f"{parts.scheme}://{host}{port}",  # a path may be as secret as a password
        authorization=f"Basic {b64encode(user.encode()).decode()}" if user else None,
    )


class Webhook:
    """Posts what is new, in a thread of its own, until `stop`."""

    def __init__(self, address: Address, catalog: Catalog, home: Path) -> None:
        self._address, self._catalog, self._path = address, catalog, home / "webhook.json"
        self._requests = Requests(home)
        self._changed, self._stopped = threading.Event(), threading.Event()
        self._failures = 0
        self._thread = threading.Thread(target=self._work, name="webhook", daemon=True)

    def start(self) -> None:
        """Begin: with what is new from now on, where nothing was ever posted from this home."""
        if not self._path.exists():
            last = self._requests.alerts(limit=1, newest_first=True)
            self._save(_at(Cursor(), self._catalog.events(limit=1, newest_first=True), last))
        self._thread.start()

    def notice(self) -> None:
        """Look for new events now; one that waits after a failure goes on waiting."""
        self._changed.set()

    def stop(self) -> None:
        """End the thread; what is being posted may arrive, and then comes again at the next start."""
        self._stopped.set()
        self._changed.set()

    def _work(self) -> None:
        while not self._stopped.is_set():
            self._changed.clear()
            try:
                went_on = self._post_next()
            except WarraqError as problem:  # the catalogue is busy, or its disk full
                self._failed(str(problem))
                went_on = False
            if self._failures:
                self._stopped.wait(min(RETRY_MAX_S, RETRY_MIN_S * 2 ** (self._failures - 1)))
            elif not went_on:
                self._changed.wait(LOOK_EVERY_S)

    def _post_next(self) -> bool:
        """Post the next events; whether there may be more."""
        cursor = self._sure(read_cursor(self._path))
        events = self._catalog.events(after_id=cursor.number, limit=EVENTS_MAX)
        alerts = self._requests.alerts(after_id=cursor.alert, limit=EVENTS_MAX - len(events))
        told = (*events, *map(event_of, alerts))
        if not told:
            self._failures = 0
            return False
        problem = _post(self._address, told)
        if problem:
            self._failed(problem)
            return False
        self._failures = 0
        self._save(_at(cursor, events, alerts))
        logger.info("webhook posted=%d to=%s", len(told), self._address.shown)
        return True

    def _sure(self, cursor: Cursor) -> Cursor:
        """Return the cursor as the catalogue counts now: rebuilt, it has other numbers, and the time says where to go on."""
        if cursor.number == 0 or cursor.at is None:
            return cursor
        here = self._catalog.events(after_id=cursor.number - 1, limit=1)
        if here and event_id(here[0]) == cursor.event:
            return cursor
        later = self._catalog.events(since=datetime.fromisoformat(cursor.at), limit=1)
        newest = self._catalog.events(limit=1, newest_first=True)
        first = later or newest
        return replace(cursor, number=(first[0].id or 0) - bool(later)) if first else Cursor(alert=cursor.alert)

    def _failed(self, problem: str) -> None:
        self._failures += 1
        cursor = read_cursor(self._path)
        since = cursor.failing_since or datetime.now(UTC).isoformat(timespec="seconds")
        logger.warning("webhook to=%s failed: %s", self._address.shown, problem)
        self._save(replace(cursor, problem=problem, failing_since=since))

    def _save(self, cursor: Cursor) -> None:
        try:
            write_whole(self._path, json.dumps(asdict(cursor)).encode())
        except OSError as problem:  # a full disk: the same events are posted again
            logger.warning("webhook.json cannot be written: %s", problem.strerror)


def read_cursor(path: Path) -> Cursor:
    """Return how far the webhook came; the beginning, where nothing or nonsense is written."""
    try:
        told: dict[str, Any] = json.loads(path.read_bytes())
        return Cursor(**told)
    except (OSError, ValueError, TypeError):
        return Cursor()


def _at(before: Cursor, events: Sequence[Event], alerts: Sequence[Alert]) -> Cursor:
    """Return the cursor that stands at the last of the events and of the alerts; where there are none, as before."""
    last_alert = alerts[-1].id if alerts else None
    cursor = replace(before, alert=last_alert or before.alert, problem=None, failing_since=None)
    if not events:
        return cursor
    return replace(cursor, number=events[-1].id or 0, event=event_id(events[-1]), at=events[-1].at.isoformat())


def _post(address: Address, events: Sequence[Event]) -> str | None:
    """Post the events; return what went wrong, without a word of the address, or None."""
    body = f"[{','.join(line(event_answer(event)) for event in events)}]".encode("utf-8", "replace")
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Warraq"}
    if address.authorization:
        headers["Authorization"] = address.authorization
    request = Request(address.url, data=body, headers=headers, method="POST")  # noqa: S310 - address_of allows http, https
    try:
        with build_opener(_Stay).open(request, timeout=TIMEOUT_S) as answer:
            answer.read(ANSWER_MAX_BYTES)
    except HTTPError as refusal:
        refusal.close()
        return f"HTTP {refusal.code}"
    except OSError as problem:  # URLError is one
        reason = getattr(problem, "reason", problem)
        return str(getattr(reason, "strerror", None) or type(reason).__name__)
    except (HTTPException, ValueError) as problem:
        return type(problem).__name__
    return None


class _Stay(HTTPRedirectHandler):
    """Follows no redirect: what is posted, and the password with it, is for the address that was set."""

    def redirect_request(self, *_: object) -> None:
        """Refuse."""
