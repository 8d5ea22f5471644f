"""What keeps the reading room safe: two origins, a list of the names it answers to, a password where others can reach it.

An archived page is somebody else's, and may be hostile. It is shown at an origin of its own (by another name and another port),
where no script runs, nothing can be sent, and nothing is loaded but from the archive; so there are three locks on one door: the
addresses in it are rewritten, the policy forbids the rest, and the origin has nothing to steal. https://www.w3.org/TR/CSP3/

What writes (POST, DELETE) is taken at named addresses of the room alone, and only from the room's own pages: browsers say in
Origin and Sec-Fetch-Site where a form was sent from, which no page can forge (https://fetch.spec.whatwg.org/#origin-header).
The third lock is in each form (`archive.room.tokens`).
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from archive.room.refusing import ALWAYS, API, LAST, refusal

TARGET_MAX = 16_384
"""Characters of an address with its query: an archived address of 8,000 fits, escaped."""

FORM, JSON = "application/x-www-form-urlencoded", "application/json"

READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Where the room and the replay are reached, as browsers write origins: "http://127.0.0.1:8765"."""

    room: str
    replay: str


def room_headers(origins: Origins) -> dict[str, str]:
    """Return what goes with every page of the room: scripts and styles of its own files alone, frames of the replay alone."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"frame-src {origins.replay}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    return ALWAYS | {
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",  # with no-referrer browsers would send forms with "Origin: null"
    }


def replay_headers(origins: Origins) -> dict[str, str]:
    """Return what goes with every archived page: a sandbox (no script, form, window, origin), nothing loaded from elsewhere.

    Who may frame it is not said: a sandbox has no origin to be named by, so a page's own frames would be refused.
    """
    mine = origins.replay
    policy = (
        f"sandbox; default-src 'none'; img-src {mine} data:; media-src {mine} data:; font-src {mine} data:; "
        f"style-src {mine} 'unsafe-inline'; frame-src {mine}; form-action 'none'; base-uri 'none'"
    )
    return ALWAYS | {"Content-Security-Policy": policy, "Cross-Origin-Resource-Policy": "cross-origin"}


class Guarded:
    """The two applications behind one door, told apart by the Host that was asked for; a host that is neither is refused.

    A page elsewhere whose name leads to this machine (DNS rebinding) is thus shown nothing. `password`: asked for by HTTP Basic
    (RFC 7617, any user name), None for nobody. `aliases`: other names of the room, which lead to its own. `takes`: tells the
    methods that an address of the room takes, none where nothing is; elsewhere one reads.
    """

    def __init__(  # noqa: PLR0913 - what stands behind the door, and who may pass it
        self,
        *,
        room: ASGIApp,
        replay: ASGIApp,
        origins: Origins,
        password: str | None,
        aliases: Mapping[str, str],
        takes: Callable[[Scope], frozenset[str]] = lambda _: READING,
    ) -> None:
        self._apps = {_host(origins.room): room, _host(origins.replay): replay}
        self._origins, self._aliases, self._password, self._takes = origins, aliases, password, takes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            await self._application(scope)(scope, receive, send)

    def _application(self, scope: Scope) -> ASGIApp:
        headers, path = Headers(scope=scope), scope["path"]
        host, is_read = headers.get("host", "").lower(), scope["method"] in READING
        if not is_read and scope["method"] not in (taken := self._taken(host, scope)):
            allowed = ", ".join(sorted(taken))
            return refusal(path, 405, f"{scope['method']} is not for here", f"taken are {allowed}", Allow=allowed)
        if host in self._aliases:
            return RedirectResponse(self._aliases[host] + _target(scope), status_code=307, headers=ALWAYS)
        if host not in self._apps:
            return refusal(path, 421, "this is another host than you asked for", "ask at the address that warraq serve printed")
        if len(_target(scope)) > TARGET_MAX:
            return refusal(path, 414, f"an address of more than {TARGET_MAX} characters", "ask for less at once")
        if self._password is not None and not _knows(headers.get("authorization", ""), self._password):
            challenge = {"WWW-Authenticate": 'Basic realm="Warraq", charset="UTF-8"'}
            return refusal(path, 401, "a password is needed", "send it by HTTP Basic, with any user name", **challenge)
        return (None if is_read else self._refusal_of(scope)) or self._apps[host]

    def _taken(self, host: str, scope: Scope) -> frozenset[str]:
        return (self._takes(scope) if host == _host(self._origins.room) else None) or READING

    def _refusal_of(self, scope: Scope) -> Response | None:
        """Return why what is sent is not taken, as far as its head tells, or None.

        A browser always says in Origin where it was sent from. A program, which says nothing of it, is taken at its own
        addresses alone: no browser can be made to send JSON, or DELETE, from elsewhere.
        """
        headers, path, origin = Headers(scope=scope), scope["path"], self._origins.room
        is_api = path.startswith(API)
        said, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
        if (said != origin and not (is_api and said is None)) or site != "same-origin":
            remedy = "leave Origin out" if is_api else f"they are at {origin}"
            return refusal(path, 403, "only what is sent from the room's own pages is taken", remedy, **LAST)
        kind = JSON if is_api else FORM
        if scope["method"] == "POST" and headers.get("content-type", "").partition(";")[0].strip().lower() != kind:
            return refusal(path, 415, f"only {kind} is taken", "say so in Content-Type, and send it", **LAST)
        return None


def with_headers(app: ASGIApp, headers: Mapping[str, str]) -> ASGIApp:
    """Return `app` with headers put to each of its answers, where the answer has not its own."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = MutableHeaders(scope=message)
                for name, value in headers.items():
                    present.setdefault(name, value)
            await send(message)

        await app(scope, receive, sent)

    return answer


def _target(scope: Scope) -> str:
    """Return path and query as they came, octet by octet."""
    query: str = scope["query_string"].decode("latin-1")
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    return "/" + path.decode("latin-1").lstrip("/") + (f"?{query}" if query else "")


def _host(origin: str) -> str:
    return origin.partition("://")[2].lower()


def _knows(authorization: str, password: str) -> bool:
    """Compare in a time that tells nothing (https://docs.python.org/3/library/hmac.html#hmac.compare_digest)."""
    scheme, _, given = authorization.partition(" ")
    try:
        said = base64.b64decode(given, validate=True).partition(b":")[2] if scheme.lower() == "basic" else b""
    except ValueError:
        return False
    return hmac.compare_digest(said, password.encode())
