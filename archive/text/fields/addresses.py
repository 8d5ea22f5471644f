"""Which address a page gives itself: absolute, normalised, and the story's own, not a home page's or a section's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from archive.errors import BadUrl
from archive.urls import normalize

SLUG_MIN = 20
"""Characters of a last part of a path that names a story; sections' names are shorter."""
FRONTS = frozenset(("", "index.html", "index.htm", "index.php", "index.aspx", "default.aspx", "home", "home.aspx"))
VIEWS = frozenset(("amp", "print", "mobile", "m", "feed", "embed", "single", "photos"))
"""Last parts of a path that show the same story in another dress."""
PASSING = frozenset(
    ("ref", "source", "output", "amp", "print", "fbclid", "gclid", "share", "from", "nocache", "mobile", "view")
)
"""Parameters that do not tell which story is meant; and all that begin with utm_."""

HEAD_BYTES = 200_000

_TAGS = re.compile(rb"<(?:link|meta)\s[^>]{1,4000}", re.IGNORECASE)
_CANONICAL = re.compile(rb"""rel\s?=\s?["']?canonical""", re.IGNORECASE)
_OPEN_GRAPH = re.compile(rb"""(?:property|name)\s?=\s?["']?og:url""", re.IGNORECASE)
_WHERE = re.compile(rb"""(?:href|content)\s?=\s?["']?(https?://[^"'\s>]{1,4000})""", re.IGNORECASE)
_ID = re.compile(r"\d{4,}")
_WRAPPED = re.compile(r"^https?://web\.archive\.org/web/[^/]{1,30}/(https?:.{1,8000})$")


def absolute(value: str | None, base: str) -> str | None:
    """Return `value` as a normalised web address, or None where it is none. `base`: the page's own, or ""."""
    try:
        address = normalize(value, base or None) if value and value.strip() else None
    except BadUrl:
        return None
    return address if address and address.startswith(("http:", "https:")) else None


def story_address(claimed: Iterable[str], url: str) -> str | None:
    """Return the first of the `claimed` addresses that can be the story's at `url`, or None.

    An address on another host counts where it names the same story there (one that is syndicated), or is claimed twice.
    """
    addresses = [_unwrapped(address) for value in claimed if (address := absolute(value, url))]
    often = Counter(map(_key, addresses))
    return next((one for one in addresses if _may_be_story(urlsplit(one), urlsplit(url), is_sure=often[_key(one)] > 1)), None)


def stated_url(payload: bytes) -> str | None:
    """Return the address that a page states for itself (link rel=canonical, else og:url), without parsing the page."""
    tags = [tag[0] for tag in _TAGS.finditer(payload[:HEAD_BYTES])]
    stated = (found for mark in (_CANONICAL, _OPEN_GRAPH) for tag in tags if mark.search(tag) and (found := _WHERE.search(tag)))
    return next((url for found in stated if (url := absolute(found[1].decode("utf-8", "replace"), ""))), None)


def is_front(path: str) -> bool:
    """Return whether a path is a front page's: empty, an index, or a language and nothing more."""
    parts = [part for part in path.lower().split("/") if part]
    if parts and len(parts[0]) == 2:
        parts = parts[1:]
    return not parts or (len(parts) == 1 and parts[0] in FRONTS)


def _may_be_story(claimed: SplitResult, page: SplitResult, *, is_sure: bool) -> bool:
    if _is_number(claimed.hostname or "") and not _is_number(page.hostname or ""):
        return False
    if is_front(claimed.path) and not claimed.query:
        return bool(page.hostname) and is_front(page.path) and not page.query
    if not page.hostname:
        return True
    if _outlet(claimed.hostname or "") != _outlet(page.hostname):
        return is_sure or not _marks(claimed).isdisjoint(_marks(page))
    return not _is_section_of(claimed, page) and not _loses_story(claimed, page)


def _is_section_of(claimed: SplitResult, page: SplitResult) -> bool:
    """Return whether the claimed path stands above the page's and its last part is no story's name."""
    above, below = claimed.path.rstrip("/"), page.path.rstrip("/")
    if not below.startswith(f"{above}/"):
        return False
    rest = below[len(above) + 1 :].lower().split("/")
    if all(part in VIEWS or (part.isdigit() and len(part) < 3) for part in rest):
        return False
    last = unquote(above.rsplit("/", 1)[-1])
    return len(last) < SLUG_MIN and _ID.search(last) is None


def _loses_story(claimed: SplitResult, page: SplitResult) -> bool:
    """Return whether the page's parameters tell which story it is, and the claimed address has none."""
    if claimed.query or claimed.path.rstrip("/") != page.path.rstrip("/"):
        return False
    return any(name.lower() not in PASSING and not name.lower().startswith("utm_") for name, _ in parse_qsl(page.query))


def _marks(address: SplitResult) -> frozenset[str]:
    """Return what names a story in an address wherever it is printed: long numbers, and a long last part."""
    text = unquote(f"{address.path}?{address.query}")
    slugs = {part for part in unquote(address.path).strip("/").split("/")[-1:] if len(part) >= SLUG_MIN}
    return frozenset(_ID.findall(text)) - {str(year) for year in range(1990, 2100)} | slugs


def _outlet(host: str) -> str:
    """Return the label under which an outlet is registered: `example` of www.example.com and m.example.com.sa."""
    labels = host.split(".")
    below = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    return labels[-below] if len(labels) >= below else host


def _is_number(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return host == "localhost"
    return True


def _unwrapped(address: str) -> str:
    """Return the address that a web archive's address holds."""
    found = _WRAPPED.match(address)
    return (absolute(found[1], "") or address) if found else address


def _key(address: str) -> str:
    return unquote(address.split("://", 1)[-1].removeprefix("www.").rstrip("/")).lower()
