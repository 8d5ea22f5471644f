"""An archive to be read in the room, filled answer by answer, and the room over it, on sockets of this machine."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from archive.catalog.catalog import Catalog
from archive.models import Capture, Fetch, Kept, Kind, Original, Outcome, Reason, Truncated
from archive.room.app import reading_room
from archive.room.security import Origins
from archive.warc.writer import WarcInfo, WarcWriter
from tests.archive.catalog.samples import article

NOW = datetime(2026, 11, 3, 10, 0, 0, 250_000, tzinfo=UTC)
INFO = WarcInfo(software="Warraq/0", operator=None, robots="obey", user_agent="w", hostname="h")
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Without certificates, which take a tenth of a second to load; nothing here is asked for over TLS."""

HTML = "Content-Type: text/html; charset=utf-8"


@dataclass
class Shelf:
    """A home with WARC files, the last one open, and a catalogue."""

    home: Path
    written: dict[str, Original] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.writer = WarcWriter(self.home / "warc", info=INFO)
        self.catalog = Catalog.open(self.home / "catalog.sqlite")

    def put(self, url: str, body: bytes | str = b"", *head: str, minutes: float = 0, status: int = 200, **said: Any) -> Fetch:
        """Write an answer and acknowledge it. `said`: truncated, source, or `original` (an earlier Fetch, which it revisits)."""
        octets = body if isinstance(body, bytes) else body.encode()
        lines = "\r\n".join((f"HTTP/1.1 {status} As Told", *(head or (HTML,)), "", ""))
        return self.put_octets(url, lines.encode() + octets, minutes=minutes, status=status, **said)

    def put_octets(self, url: str, octets: bytes, *, minutes: float = 0, status: int | None = 200, **said: Any) -> Fetch:
        date, truncated, first = NOW + timedelta(minutes=minutes), said.get("truncated"), said.get("original")
        digest = "sha256:" + sha256(octets.partition(b"\r\n\r\n")[2]).hexdigest()
        capture = Capture(
            target_uri=url, date=date, ip_address=None, request=b"GET / HTTP/1.1\r\n\r\n", response=octets, truncated=truncated
        )
        known = Original(record=first.record, target_uri=first.url, date=first.date, digest=first.digest) if first else None
        record = self.writer.write_pair(capture, now=date, digest=digest, original=known)
        self.writer.sync()
        fetch = Fetch(
            url=url,
            date=date,
            kind=Kind.STORY,
            source=said.get("source"),
            via=None,
            status=status,
            mime=None,
            digest=digest,
            record=record,
            original=first.record if first else None,
            truncated=Truncated(truncated) if truncated else None,
        )
        self.catalog.acknowledge([fetch], [])
        return fetch

    def tell(self, fetch: Fetch, body: str = "وصلت القافلة إلى المدينة.\nوعادت مساء أمس.", **said: Any) -> Kept:
        """Keep an article as read from an answer."""
        text = article(fetch.url, body, **({"digest": fetch.digest} | said))
        conversion = self.writer.write_conversion(text, fetch.record, date=fetch.date, now=fetch.date)
        self.writer.sync()
        kept = Kept(
            url=fetch.url,
            at=fetch.date,
            source=fetch.source,
            outcome=Outcome.ARCHIVED,
            fetch=fetch,
            article=text,
            conversion=conversion,
        )
        return self.catalog.acknowledge([], [kept])[0]

    def miss(self, fetch: Fetch) -> Kept:
        """Keep that the story was gone: an answer that says so."""
        kept = Kept(
            url=fetch.url, at=fetch.date, source=fetch.source, outcome=Outcome.FAILED, reason=Reason.NOT_FOUND, fetch=fetch
        )
        return self.catalog.acknowledge([], [kept])[0]

    def close_files(self) -> None:
        """Close the WARC file that is open; the next answer begins another."""
        self.writer.close()

    def close(self) -> None:
        self.writer.close()
        self.catalog.close()


@dataclass(frozen=True)
class Room:
    """A reading room that answers. `room`, `replay`: its origins."""

    room: str
    replay: str

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask the replay, by its address on this machine, as a browser would that knows its name."""
        return self._get(self.replay, path, headers)

    def read(self, path: str, **headers: str) -> httpx.Response:
        """Ask the room."""
        return self._get(self.room, path, headers)

    def _get(self, origin: str, path: str, headers: dict[str, str]) -> httpx.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        request = httpx.Request("GET", origin + "/", headers=sent)
        request.url = request.url.copy_with(raw_path=path.encode())  # octet by octet, as it is written
        with httpx.Client(trust_env=False, verify=NO_TLS, timeout=20) as client:
            return client.send(request)


def bound() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


@contextmanager
def serving(home: Path, password: str | None = None, **told: Any) -> Iterator[Room]:
    """Answer while the block runs. `told`: what else the room is told, such as `outlets`."""
    rooms, replays = bound(), bound()
    at = Room(f"http://127.0.0.1:{rooms.getsockname()[1]}", f"http://localhost:{replays.getsockname()[1]}")
    with Catalog.open(home / "catalog.sqlite", read_only=True) as catalog:
        app = reading_room(home, catalog, Origins(room=at.room, replay=at.replay), password=password, **told)
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, ws="none", http="h11"))
        thread = threading.Thread(target=asyncio.run, args=(server.serve([rooms, replays]),), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield at
        server.should_exit = True
        thread.join(10)
