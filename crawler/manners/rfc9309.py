"""robots.txt as RFC 9309 reads it: the group that speaks to us, and the most specific of its rules. Pure.

Own code, for Protego, which Scrapy brings, reads some files otherwise: a group for "war" is one for "warraq", a line that
nobody knows ends a list of user agents, `Allow: /index.html` opens "/", and octets that are not UTF-8 are left out, so that a
rule for one folder becomes a rule for all.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Final
from urllib.parse import urlsplit

MAX_BYTES: Final = 512_000
"""RFC 9309 section 2.5: at least 500 KiB are read; what follows is left."""

SITEMAPS_MAX: Final = 50
DISALLOW: Final = frozenset({"disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"})
"""With the misspellings that Google reads as well: their writers meant to close something."""

_LINE = re.compile(rb"\A\s*+([A-Za-z-]++)(?:\s*+:|\s)\s*+((?:.*\S)?)\s*")
_TOKEN = re.compile(rb"\*(?!\S)|[A-Za-z0-9_-]*")
_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})|[^!-~]|[\"<>\\^`{|}]")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What one line opens or closes. `parts`: the pattern between its asterisks. `is_whole`: it ends with a dollar sign."""

    is_open: bool
    parts: tuple[str, ...]
    is_whole: bool
    length: int

    def matches(self, path: str) -> bool:
        """Tell whether the pattern fits the beginning of a path, or all of it; the first places that fit are the best."""
        first, *rest = self.parts
        if not path.startswith(first):
            return False
        if not rest:
            return not self.is_whole or path == first
        place = len(first)
        for part in rest[:-1] if self.is_whole else rest:
            place = path.find(part, place) + len(part)
            if place < len(part):
                return False
        return not self.is_whole or path.endswith(rest[-1], place)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsTxt:
    """What a robots.txt says to one crawler. `rules`: the most specific first. `crawl_delay_s`: no part of the standard."""

    rules: tuple[Rule, ...] = ()
    crawl_delay_s: float | None = None
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Tell whether `url` may be fetched: as the longest rule that fits it says, or where an open one is as long, open."""
        path = _path(url)
        if path == "/robots.txt":
            return True
        return next((rule.is_open for rule in self.rules if rule.matches(path)), True)


def read_robots(payload: bytes, agent: str) -> RobotsTxt:
    """Return what `payload`, the body of a robots.txt, says to the crawler whose product token is `agent`."""
    lines, token = tuple(_lines(payload)), agent.lower()
    groups = _groups(lines, {token, "*"})
    group = groups.get(token) or groups.get("*") or _Group()
    sitemaps = tuple(value.decode("utf-8", "replace") for name, value in lines if name == "sitemap" and value)
    rules = sorted(group.rules, key=lambda rule: (-rule.length, not rule.is_open))
    return RobotsTxt(rules=tuple(rules), crawl_delay_s=group.crawl_delay_s, sitemaps=sitemaps[:SITEMAPS_MAX])


@dataclass(slots=True)
class _Group:
    rules: list[Rule] = field(default_factory=list)
    crawl_delay_s: float | None = None

    def add(self, name: str, value: bytes) -> None:
        if name == "crawl-delay":
            self.crawl_delay_s = _seconds(value) or self.crawl_delay_s
        elif value and (name == "allow" or name in DISALLOW):
            self.rules.append(_rule(value, is_open=name == "allow"))


def _lines(payload: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the fields that are known, in lower case, with their values; of a file that is cut, no line that is."""
    text = payload.removeprefix(b"\xef\xbb\xbf")
    if len(text) > MAX_BYTES:
        text = text[: max(text.rfind(end, 0, MAX_BYTES) for end in (b"\n", b"\r")) + 1]
    for line in text.splitlines():
        found = _LINE.fullmatch(line.partition(b"#")[0])
        name = found[1].decode().lower() if found else ""
        if found and (name in {"user-agent", "allow", "crawl-delay", "sitemap"} or name in DISALLOW):
            yield name, found[2]


def _groups(lines: Iterable[tuple[str, bytes]], tokens: Container[str]) -> dict[str, _Group]:
    """Return the groups of `tokens` that there are; those of one token are one (section 2.2.1).

    A Crawl-delay ends a list of user agents as a rule does: who writes one after a name means that name.
    """
    groups: dict[str, _Group] = {}
    named: set[str] = set()
    is_begun = False
    for name, value in lines:
        if name == "user-agent":
            named = set() if is_begun else named
            is_begun = False
            named |= {token for token in (_token(value),) if token in tokens}
        elif name != "sitemap":
            is_begun = True
        for token in named:
            groups.setdefault(token, _Group()).add(name, value)
    return groups


def _token(value: bytes) -> str:
    """Return the product token that a user-agent line begins with: "Warraq/1.0" and "warraq bot" name "warraq"."""
    found = _TOKEN.match(value)
    return found[0].decode().lower() if found else ""


def _rule(value: bytes, *, is_open: bool) -> Rule:
    is_whole = value.endswith(b"$")
    pattern = _encoded(value.removesuffix(b"$")).replace("$", "%24")
    length = len(pattern) + is_whole
    return Rule(is_open=is_open, parts=tuple(re.split(r"\*+", pattern)), is_whole=is_whole, length=length)


def _path(url: str) -> str:
    """Return the path and query of `url` as patterns are compared with it; an asterisk or dollar sign in it is a letter."""
    parts = urlsplit(url)
    path = (parts.path or "/") + ("?" if "?" in url.partition("#")[0] else "") + parts.query
    return _encoded(path.encode()).replace("*", "%2A").replace("$", "%24")


def _encoded(octets: bytes) -> str:
    """Return a path in one spelling (section 2.2.2): octets that need no escape without one, others with one in capitals."""

    def spell(found: re.Match[bytes]) -> bytes:
        octet = int(found[1], 16) if found[1] else found[0][0]
        return bytes([octet]) if octet in _UNRESERVED else b"%%%02X" % octet

    return _ESCAPED.sub(spell, octets).decode("ascii")


def _seconds(value: bytes) -> float | None:
    try:
        delay_s = float(value)
    except ValueError:
        return None
    return delay_s if isfinite(delay_s) and delay_s > 0 else None
