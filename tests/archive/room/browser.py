"""A real browser on the room: what it must never do there fails the test, and axe-core looks at what it shows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.archive.room.shelf import Room

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ("--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost")
"""A container lets Chromium make no sandbox of its own; and whatever a page may try, no name leads out of this machine."""

INSIDE = ("blob:", "data:", "about:")
AXE = {"resultTypes": ["violations"], "iframes": False}
"""Archived pages, in their frames, are as accessible as they were."""


@dataclass
class Watch:
    """What a context did that no page of the room may do. `seen`: in words, as it happened."""

    room: Room
    seen: list[str] = field(default_factory=list)

    def follow(self, context: Any) -> None:
        """Note requests that leave, errors, dialogs and windows, of every page that the context opens."""
        context.on("request", lambda request: self._asked(request.url))
        context.on("page", self._opened)
        context.on("weberror", lambda error: self.seen.append(f"uncaught error: {error.error}"))
        context.on("console", self._said)
        context.on("dialog", self._dialog)

    def _asked(self, url: str) -> None:
        if not url.startswith((f"{self.room.room}/", f"{self.room.replay}/", *INSIDE)):
            self.seen.append(f"outside request: {url}")

    def _opened(self, page: Any) -> None:
        if len(page.context.pages) > 1:
            self.seen.append(f"window: {page.url}")

    def _said(self, message: Any) -> None:
        """Note an error of the console, broken policies among them; that a page is not there (404) is an answer like others.

        Of archived pages, which the sandbox keeps from much, the console is full.
        """
        source = message.location["url"]
        is_page = message.page is not None and source == message.page.url
        if message.type == "error" and not is_page and not source.startswith(f"{self.room.replay}/web/"):
            self.seen.append(f"console: {message.text} ({source})")

    def _dialog(self, dialog: Any) -> None:
        self.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@contextmanager
def opened(browser: Any, room: Room, **context: Any) -> Iterator[Any]:
    """Open a page in a context of its own, at the room; at the end, fail where it did what no page of the room may do.

    `context`: for `browser.new_context`: viewport, color_scheme, bypass_csp, java_script_enabled. A path is an address.
    """
    made, watch = browser.new_context(base_url=room.room, **context), Watch(room)
    watch.follow(made)
    try:
        yield made.new_page()
    finally:
        made.close()
    assert not watch.seen, "\n".join(watch.seen)


def axe(page: Any) -> list[str]:
    """Return the serious and critical faults that axe-core (https://github.com/dequelabs/axe-core) finds, a line a place."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - half a megabyte, read by those who ask

    violations = Axe().run(page, options=AXE).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {' '.join(node['target'])}: {node['failureSummary']}"
        for fault in violations
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]
