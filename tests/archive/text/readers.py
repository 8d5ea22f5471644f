"""Readers that misbehave, for children: what a page could do to the process that reads it."""

from __future__ import annotations

import os
import signal
import time

from archive.models import Article, Reason, Rejected
from archive.text.extract import Page, extract
from archive.text.rules import Rules

HOARD: list[bytearray] = []


def misbehave(page: Page, rules: Rules) -> Article | Rejected:
    """Do what the payload says: crash, hang, swell, raise, leave; read anything else as a page."""
    deed = page.payload.decode("ascii", "replace")
    if deed == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if deed == "hang":
        while True:
            time.sleep(60)
    if deed == "swell":
        while True:
            HOARD.append(bytearray(1 << 24))
    if deed == "leave":
        os._exit(0)
    if deed == "raise":
        raise RuntimeError(deed)
    if deed == "pid":
        return Rejected(url=page.url, digest="", reason=Reason.EMPTY, detail=str(os.getpid()))
    return extract(page, rules)
