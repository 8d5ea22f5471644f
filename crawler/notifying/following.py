"""Saved searches are held against what comes in, in a thread of its own: however much that is, crawls begin in time."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime

from archive.catalog.catalog import Catalog
from archive.errors import WarraqError
from archive.requests.alerting import look
from archive.requests.requests import Requests
from crawler.home.log import logger

LOOK_EVERY_S = 30.0
"""What `warraq crawl` or `archive` by hand brought is noticed so soon; what the schedule's own crawls brought at once."""


class Following:
    """Looks for new texts that fit saved searches, until `stop`. `countries`: of each source, the code of its country."""

    def __init__(self, catalog: Catalog, requests: Requests) -> None:
        self._catalog, self._requests = catalog, requests
        self.countries: Mapping[str, str] = {}
        self._changed, self._stopped, self._told = threading.Event(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="saved searches", daemon=True)

    def start(self) -> None:
        """Begin, with what came since they last looked."""
        self._thread.start()

    def notice(self) -> None:
        """Look now."""
        self._changed.set()

    def has_told(self) -> bool:
        """Whether something was found since this was last asked."""
        told = self._told.is_set()
        self._told.clear()
        return told

    def stop(self) -> None:
        """End; what was not looked at is looked at next time."""
        self._stopped.set()
        self._changed.set()
        self._thread.join(1)

    def _work(self) -> None:
        while not self._stopped.is_set():
            self._changed.clear()
            if not self._look():
                self._changed.wait(LOOK_EVERY_S)

    def _look(self) -> bool:
        """Look at the next texts; return whether there are more."""
        try:
            looked = look(self._catalog, self._requests, self.countries, datetime.now(UTC))
        except WarraqError as problem:  # the catalogue or the requests are busy, or their disk full
            logger.error("saved searches cannot be looked at: %s", problem)
            return False
        if looked.told or looked.untold:
            logger.info("saved searches found=%d untold=%d", looked.told, looked.untold)
            self._told.set()
        return looked.goes_on
