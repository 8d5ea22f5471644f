"""When a story is looked at again: a row a story, made when it is first archived, moved on by every look, gone after the last.

Looks are due so many seconds after the story appeared. Where a look shows nothing sure (the site does not answer), it is tried
again; where it shows a story missing, a day later once more: `archive.catalog.removals` tells what that comes to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select, update

from archive.catalog.database import insert_or_replace
from archive.catalog.ids import page_id
from archive.catalog.links import PASSING
from archive.catalog.removals import ANSWERED_WITHIN, APART, Absence
from archive.catalog.schema import link, poll, recheck
from archive.models import Kept, LinkState, Reason

STEPS_S: Final = (900, 3_600, 21_600, 86_400, 604_800, 2_592_000)
"""Seconds after a story appeared: a quarter of an hour, an hour, six, a day, a week, thirty days."""

DATED_WITHIN = timedelta(days=1)
"""How long before its first capture a story may say it appeared: it is an old one otherwise, and edits of it are as old."""

AGAIN_AFTER = timedelta(minutes=15)
"""When a look that showed nothing sure is tried again."""

AGAIN_FOR = timedelta(days=1)
"""How long after it was due such a look is tried again."""
