"""Where the reading room listens, and what browsers call it: two origins, so that an archived page is at home in neither.

The room is at 127.0.0.1 and the replay at localhost, on the next port. Another port alone makes another origin, but cookies
know no ports: another name makes another *site*, and no cookie, storage or process of the browser is shared. Both names need no
set-up and count as secure, which the viewer of packages asks for (https://w3c.github.io/webappsec-secure-contexts/#localhost).
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from archive.errors import BadSettings, Busy
from archive.room.security import Origins

BACKLOG = 64
MINE, MINE_TOO = "127.0.0.1", "localhost"

Sockets = list[socket.socket]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Where to listen, as the options say. `replay_port`: None for the port after `port`; 0 is any that is free.

    `origin`, `replay_origin`: what browsers call the two where something stands before them; None for what is listened at.
    """

    host: str
    port: int
    replay_port: int | None = None
    origin: str | None = None
    replay_origin: str | None = None


def listen(wish: Wish) -> tuple[Sockets, Sockets]:
    """Return the sockets of the room and of the replay, bound. Raises BadSettings, and Busy where a port is taken."""
    rooms = _bind(_address(wish.host), wish.port)
    taken = rooms[0].getsockname()[1]
    replay_port = (taken + 1 if wish.port else 0) if wish.replay_port is None else wish.replay_port
    try:
        return rooms, _bind(_address(wish.host), replay_port, both=is_loopback(wish.host))
    except BaseException:
        for one in rooms:
            one.close()
        raise


def origins_of(wish: Wish, room: socket.socket, replay: socket.socket) -> Origins:
    """Return what browsers call the room and the replay. Raises BadSettings where they would be one, or have no name."""
    host = _address(wish.host)
    mine = (MINE_TOO, MINE) if wish.host == MINE_TOO else (host, MINE_TOO)
    names = mine if is_loopback(wish.host) else (host, host)
    first = wish.origin or f"http://{_written(names[0])}:{room.getsockname()[1]}"
    second = wish.replay_origin or f"http://{_written(names[1])}:{replay.getsockname()[1]}"
    origins = Origins(room=_checked(first), replay=_checked(second))
    if origins.room == origins.replay:
        raise BadSettings("--replay-origin", "is the room's own: an archived page must be at home elsewhere")
    return origins


def aliases_of(origins: Origins) -> Mapping[str, str]:
    """Return the other name of a room on loopback, and where it leads."""
    room = urlsplit(origins.room)
    other = {MINE: MINE_TOO, MINE_TOO: MINE}.get(room.hostname or "")
    alias = f"{other}:{room.port}"
    return {alias: origins.room} if other and alias != urlsplit(origins.replay).netloc else {}


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach `host`. Raises BadSettings for what is no address."""
    return ip_address(_address(host)).is_loopback


def _address(host: str) -> str:
    """Return the address of what `--host` says; names other than localhost are not asked for. Raises BadSettings."""
    try:
        return MINE if host == MINE_TOO else str(ip_address(host.strip("[]")))
    except ValueError as problem:
        raise BadSettings("--host", f"{host!r} is no address of this machine: write 127.0.0.1, or 192.168.1.5") from problem


def _bind(address: str, port: int, *, both: bool = False) -> Sockets:
    """Return a socket that listens. `both`: and one at ::1, where the machine has it, since localhost may be either."""
    sockets = [_bound(address, port)]
    if both and address == MINE and socket.has_ipv6:
        with suppress(Busy, BadSettings):
            sockets.append(_bound("::1", sockets[0].getsockname()[1]))
    return sockets


def _bound(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    one = socket.socket(family, socket.SOCK_STREAM)
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind((address, port))
        one.listen(BACKLOG)
    except OSError as problem:
        one.close()
        if problem.errno == errno.EADDRINUSE:
            remedy = f"another warraq serve, perhaps; see who with: ss -ltnp 'sport = :{port}', or choose another --port"
            raise Busy(f"port {port} of {address} is taken ({remedy})") from problem
        raise BadSettings("--host", f"nothing can listen at {address}, port {port}: {problem.strerror}") from problem
    return one


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _checked(origin: str) -> str:
    """Return an origin as browsers write it. Raises BadSettings."""
    parts = urlsplit(origin)
    is_plain = not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not is_plain or parts.hostname in {"0.0.0.0", "::"}:  # noqa: S104
        why = f"{origin!r} is no origin: say how it is reached, such as https://archive.example.org (--origin, --replay-origin)"
        raise BadSettings("--origin", why)
    port = {"http": 80, "https": 443}[parts.scheme]
    return origin.rstrip("/").removesuffix(f":{port}").lower()
