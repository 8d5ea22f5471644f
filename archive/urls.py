"""URLs as browsers read them (WHATWG URL Standard), in percent-encoded ASCII: what WARC-Target-URI and the catalogue hold."""

from __future__ import annotations

import re

import ada_url

from archive.errors import BadScheme, BadUrl

SCHEMES = ("http:", "https:")
LENGTH_MAX = 8_000
"""Longer addresses are traps or accidents; servers refuse them (RFC 9110 section 4.1 asks for 8,000 octets)."""
_USERINFO = re.compile(r"^(\s*[a-zA-Z][a-zA-Z0-9+.-]*:[/\\]+)[^/\\?#]*@")


def normalize(url: str, base: str | None = None) -> str:
    """Return `url` as an absolute URL in ASCII: host in punycode, path percent-encoded, no fragment, no user or password.

    A password is not for an archive to keep, nor to be told to whom a page names. Any scheme passes (the guard decides which
    may be fetched). Raises BadUrl for what a browser would not open.
    """
    if len(url) > LENGTH_MAX:
        raise BadUrl(without_userinfo(url[:100]) + "…", f"longer than {LENGTH_MAX} characters")
    try:
        parsed = ada_url.URL(url.strip(), base=base) if base else ada_url.URL(url.strip())
    except ValueError as error:
        raise BadUrl(without_userinfo(url), "no browser would open it") from error
    parsed.hash = ""
    if parsed.username or parsed.password:  # where there is no host, they cannot even be set to nothing
        parsed.username = parsed.password = ""
    return str(parsed.href)


def without_userinfo(text: str) -> str:
    """Return `text`, an address or what was meant as one, without the user and password in it."""
    return _USERINFO.sub(r"\1", text)


def fetchable(url: str) -> str:
    """Return `url` normalised. Raises BadUrl, or BadScheme for what is neither http nor https."""
    normalized = normalize(url)
    if not normalized.startswith(SCHEMES):
        raise BadScheme(without_userinfo(url), f"{normalized.partition(':')[0]} is neither http nor https")
    return normalized


def readable(url: str) -> str:
    """Return `url` with its host and path as a reader would type them, Arabic letters and all; for display only."""
    from urllib.parse import unquote  # noqa: PLC0415

    try:
        host = ada_url.URL(url).hostname
    except ValueError:
        return url
    shown = url.replace(host, ada_url.idna.decode(host), 1) if host else url
    return unquote(shown)
