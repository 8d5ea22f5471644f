"""Great files fetched to disk, in pieces, to be gone on with: archives of others that an import is given the addresses of.

Not a crawl: nothing of it is captured. Every address is `crawler.fetching.guard`'s to allow, the one that is checked is the
one that is connected to, for each redirect anew, and certificates are checked.
"""

from __future__ import annotations

import os
import shutil
import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from time import monotonic
from urllib.parse import urljoin, urlsplit

from scrapy.settings import BaseSettings

from archive.errors import BadUrl, DiskFull
from archive.urls import normalize
from crawler.fetching import guard
from crawler.saying import messages

PIECE_BYTES = 1_048_576
SIZE_MAX_BYTES = 20_000_000_000
"""A larger file is not fetched."""

REDIRECTS_MAX = 10
TRIES_MAX = 5
SILENCE_S = 60.0
"""How long a server may say nothing."""

SLOWEST_BYTES_S = 1_000
"""Below this rate over a whole answer, it is given up: a byte a second would never end."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})


class FetchStopped(Exception):
    """A file that cannot be fetched, or may not be."""


class _Broken(Exception):
    """The connection broke: what came is kept, and it may go on."""


def download(url: str, target: Path, settings: BaseSettings, heard: Callable[[int], None]) -> Path:
    """Fetch `url` to `target`, going on where a former try ended; return the path. `heard` is told of bytes that came.

    What is not whole lies in TARGET.part. Raises FetchStopped; DiskFull where less than WARRAQ_DISK_FREE_MIN would stay free.
    """
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    for tries in range(1, TRIES_MAX + 1):
        try:
            _fetch(url, part, settings, heard)
            break
        except (_Broken, OSError, HTTPException) as problem:
            if isinstance(problem, OSError) and problem.errno in messages.FULL:
                raise
            if tries == TRIES_MAX:
                raise FetchStopped(f"the connection broke {tries} times: {problem}; run it again to go on") from problem
    part.replace(target)
    return target


def _fetch(url: str, part: Path, settings: BaseSettings, heard: Callable[[int], None]) -> None:
    """Fetch what is missing of `part`, following redirects."""
    for _ in range(REDIRECTS_MAX + 1):
        have = part.stat().st_size if part.exists() else 0
        with closing(_connection(url, settings)) as connection:
            answer = _ask(connection, url, have, settings)
            if answer.status not in REDIRECTS:
                _take(answer, part, have, settings, heard)
                return
            url = urljoin(url, answer.getheader("Location") or "")
    raise FetchStopped(f"more than {REDIRECTS_MAX} redirects")


def _ask(connection: HTTPConnection, url: str, have: int, settings: BaseSettings) -> HTTPResponse:
    parts = urlsplit(normalize(url))
    headers = {"User-Agent": settings["USER_AGENT"], "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=headers)
    return connection.getresponse()


def _take(answer: HTTPResponse, part: Path, have: int, settings: BaseSettings, heard: Callable[[int], None]) -> None:
    """Write what comes; the whole anew where the server does not go on where we were."""
    if answer.status == 416 and have:  # nothing is missing
        return
    if answer.status not in {200, 206}:
        raise FetchStopped(f"HTTP {answer.status} {answer.reason}")
    start = have if answer.status == 206 and _starts_at(answer, have) else 0
    if answer.status == 206 and start != have:
        raise FetchStopped("the server sent another part than was asked for")
    if start + (answer.length or 0) > SIZE_MAX_BYTES:
        raise FetchStopped(f"larger than {SIZE_MAX_BYTES} bytes")
    with part.open("r+b" if start else "wb") as file:
        file.seek(start)
        file.truncate()
        _pour(answer, file.fileno(), start, settings, heard)
        os.fsync(file.fileno())


def _pour(answer: HTTPResponse, file: int, size: int, settings: BaseSettings, heard: Callable[[int], None]) -> None:
    began, came = monotonic(), 0
    while piece := answer.read1(PIECE_BYTES):
        size += os.write(file, piece)
        came += len(piece)
        heard(len(piece))
        if size > SIZE_MAX_BYTES:
            raise FetchStopped(f"larger than {SIZE_MAX_BYTES} bytes")
        if shutil.disk_usage(settings["WARRAQ_HOME"]).free < settings.getint("WARRAQ_DISK_FREE_MIN"):
            raise DiskFull(Path(settings["WARRAQ_HOME"]), shutil.disk_usage(settings["WARRAQ_HOME"]).free)
        if came < SLOWEST_BYTES_S * (monotonic() - began - SILENCE_S):
            raise FetchStopped(f"slower than {SLOWEST_BYTES_S} bytes a second")
    if answer.length:
        raise _Broken(f"{answer.length} bytes did not come")


def _starts_at(answer: HTTPResponse, have: int) -> bool:
    return (answer.getheader("Content-Range") or "").startswith(f"bytes {have}-")


def _connection(url: str, settings: BaseSettings) -> HTTPConnection:
    """Return a connection to an address of the host that may be connected to."""
    allow_private = settings.getbool("WARRAQ_ALLOW_PRIVATE")
    why = guard.url_refusal(url, allow_private=allow_private)
    if why is not None:
        raise FetchStopped(why)
    try:
        parts = urlsplit(normalize(url))
    except BadUrl as problem:
        raise FetchStopped(problem.why) from problem
    if parts.scheme == "https":
        context = ssl.create_default_context()
        if not settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"):
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        secure = HTTPSConnection(parts.hostname or "", parts.port, timeout=SILENCE_S, context=context)
        secure.sock = context.wrap_socket(_connected(secure, allow_private=allow_private), server_hostname=parts.hostname)
        return secure
    plain = HTTPConnection(parts.hostname or "", parts.port, timeout=SILENCE_S)
    plain.sock = _connected(plain, allow_private=allow_private)
    return plain


def _connected(connection: HTTPConnection, *, allow_private: bool) -> socket.socket:
    """Connect to the first address of the host that may be and can be."""
    last: Exception = FetchStopped(f"{connection.host} has no address")
    try:
        found = socket.getaddrinfo(connection.host.strip("[]"), connection.port, type=socket.SOCK_STREAM)
    except OSError as problem:
        raise FetchStopped(f"no such host: {connection.host}") from problem
    for family, kind, protocol, _, address in found:
        why = guard.refusal(str(address[0]), allow_private=allow_private)
        if why is not None:
            last = FetchStopped(why)
            continue
        sock = socket.socket(family, kind, protocol)
        sock.settimeout(SILENCE_S)
        try:
            sock.connect(address)
        except OSError as problem:
            sock.close()
            last = problem
            continue
        return sock
    raise last
