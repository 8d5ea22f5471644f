"""`warraq serve`: the reading room in this process, until Ctrl-C. It opens the archive to read, listens, and asks nobody."""

from __future__ import annotations

import asyncio
import json as json_lines
import os
import re
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import anyio.to_thread
import h11
import uvicorn
from scrapy.settings import Settings
from uvicorn.protocols.http.h11_impl import H11Protocol

from archive.catalog.catalog import Catalog
from archive.errors import BadSettings, CatalogError
from archive.room.app import reading_room
from archive.room.room import Guard
from archive.room.security import Guarded, Origins
from crawler.configure import settings_for
from crawler.fetching.guard import url_refusal
from crawler.home.folder import home_folder
from crawler.reading.asking import is_empty, open_catalog
from crawler.room.origins import Wish, aliases_of, is_loopback, listen, origins_of
from crawler.room.watch import HomeWatch
from crawler.saying import messages
from crawler.scheduling.parent import end_without_parent

PASSWORD = "WARRAQ_ROOM_PASSWORD"  # noqa: S105 - the name of the variable
PASSWORD_MIN = 8
"""Characters of a password that others than this machine's users are asked for."""

CONNECTIONS_MAX = 100
READERS_MAX = 4
"""Answers made at a time: each may hold a page of some megabytes in several forms."""

PARENT = "WARRAQ_ROOM_PARENT_FD"
"""Names the descriptor that tells whether the schedule is still there that began this room."""

HEAD_MAX_BYTES = 32_768
_HEAD_END = b"\r\n\r\n"
_UNESCAPED = re.compile(rb"[\x80-\xff]")
ENDING_S = 1
"""How long answers under way may take once it is told to stop."""


def serve(wish: Wish, *, home: Path | None, options: Mapping[str, Any], json: bool) -> int:
    """Serve the archive's reading room until a signal, or until the schedule is gone that began it; return the exit code.

    Raises BadSettings for an address that cannot be used, Busy where another program has the port, CatalogError.
    """
    folder, password = home_folder(home), password_for(wish.host)
    settings = settings_for(folder, options)
    if is_empty(folder):
        return messages.EXIT_FAILED
    with open_catalog(folder) as catalog:
        rooms, replays = listen(wish)
        origins = origins_of(wish, rooms[0], replays[0])
        if PARENT in os.environ:
            end_without_parent(int(os.environ[PARENT]), kill_after_s=2 * ENDING_S, code=messages.EXIT_INTERRUPTED)
        watch = HomeWatch(folder, catalog, settings)
        watch.begin()
        threading.Thread(target=_search_first, args=(catalog,), name="search first", daemon=True).start()
        app = reading_room(
            folder,
            catalog,
            origins,
            password=password,
            aliases=aliases_of(origins),
            outlets=watch.outlets,
            watch=watch,
            guard=guard_of(settings),
        )
        asyncio.run(_answer(app, [*rooms, *replays], lambda: _tell(origins, folder, json=json)))
    return messages.EXIT_INTERRUPTED


def guard_of(settings: Settings) -> Guard:
    """Return what says of an address, by its letters, why nobody who has these settings would fetch it."""
    return partial(url_refusal, allow_private=settings.getbool("WARRAQ_ALLOW_PRIVATE"))


def password_for(host: str) -> str | None:
    """Return the password to ask for. Raises BadSettings where others can reach the address, and it is none or too short."""
    password = os.environ.get(PASSWORD) or None
    if not is_loopback(host) and len(password or "") < PASSWORD_MIN:
        why = f"others can reach {host}: set a password of {PASSWORD_MIN} characters or more, or leave --host out"
        raise BadSettings(PASSWORD, why)
    return password


def _search_first(catalog: Catalog) -> None:
    """Search while nobody waits: the first search reads what all choose by, half a second for 100,000 texts."""
    with suppress(CatalogError):  # who searches next is told
        catalog.search("", limit=1)


class _Patient(H11Protocol):
    """uvicorn's, that takes addresses with Arabic letters as they are typed: curl sends them so, and h11 refuses them.

    What is above ASCII in a request's head stands in the address or in a header that nothing here reads.
    """

    _before = b""
    """The last octets of a head that is coming: its end may come in two parts."""

    def data_received(self, data: bytes) -> None:
        if self.conn.their_state is h11.IDLE:
            end = (self._before + data).find(_HEAD_END)
            length = len(data) if end < 0 else end + len(_HEAD_END) - len(self._before)
            self._before = b"" if end >= 0 else (self._before + data)[1 - len(_HEAD_END) :]
            data = _UNESCAPED.sub(lambda octet: b"%%%02X" % octet[0][0], data[:length]) + data[length:]
        super().data_received(data)


class _Server(uvicorn.Server):
    """uvicorn's, that says when it listens, and leaves the signals to us."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _answer(app: Guarded, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
    """Answer on the sockets until SIGINT or SIGTERM."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = READERS_MAX
    config = uvicorn.Config(
        app,
        http=_Patient,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS_MAX,
        h11_max_incomplete_event_size=HEAD_MAX_BYTES,
        timeout_graceful_shutdown=ENDING_S,
    )
    server = _Server(config, ready)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, server.handle_exit, number, None)
    await server.serve(sockets)


def _tell(origins: Origins, home: Path, *, json: bool) -> None:
    if json:
        told = {"state": "ready", "room": origins.room, "replay": origins.replay, "home": str(home)}
        sys.stdout.write(json_lines.dumps(told, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"the reading room is ready: {origins.room}/  (Ctrl-C ends it)\n")
    sys.stdout.flush()
