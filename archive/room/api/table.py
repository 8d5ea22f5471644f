"""The endpoints, all of them."""

from __future__ import annotations

from archive.room.api.changes import CHANGES, EDITS
from archive.room.api.endpoint import Endpoint
from archive.room.api.mementos import MEMENTOS
from archive.room.api.requests import REQUESTS
from archive.room.api.saved import SAVED
from archive.room.api.search import SEARCH
from archive.room.api.sources import SOURCES
from archive.room.api.stories import STORIES
from archive.room.api.today import TODAY
from archive.room.api.traces import TRACES

ENDPOINTS: tuple[Endpoint, ...] = (TODAY, SEARCH, *STORIES, *TRACES, MEMENTOS, CHANGES, EDITS, *SOURCES, *REQUESTS, *SAVED)
