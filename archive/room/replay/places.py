"""Addresses within the reading room: which capture one asks for, and how one is written. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

FLAGS = frozenset({"", "id_", "im_", "cs_", "js_", "if_", "mp_", "oe_", "fr_"})
"""What follows the digits, as in all replay tools. id_: the entity as captured. The others are shown alike, by their type."""

RAW = "id_"
IMAGE, STYLE, FRAME = "im_", "cs_", "if_"

_CAPTURE = re.compile(r"(\d{4,17})([a-z]{2}_)?/(.+)", re.DOTALL | re.ASCII)
_SCHEME = re.compile(r"(https?):/*", re.IGNORECASE)
_ESCAPED_SCHEME = re.compile(r"https?%3a", re.IGNORECASE)
_ANY_SCHEME = re.compile(r"\A[A-Za-z][A-Za-z0-9+.-]*+:(?!\d)")  # not a host and its port
_HOST = re.compile(r"\A[^/?#.]++\.[^/?#]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address under /web/ asks for. `digits`: of the moment, None for whichever is wanted (a TimeGate)."""

    digits: str | None
    flag: str
    url: str


def asked(rest: str) -> Asked | None:
    """Read what follows /web/: DIGITS[FLAG]/URL or URL alone; None where there is no URL.

    Slashes that a client or a proxy has folded (http:/host) are put back; a host without a scheme is http's.
    """
    found = _CAPTURE.fullmatch(rest)
    digits, flag, written = found.groups() if found else (None, None, rest)
    url = web_address(written)
    if url is None or (flag or "") not in FLAGS:
        return None
    return Asked(digits=digits, flag=flag or "", url=url)


def web_address(written: str) -> str | None:
    """Return an http or https address of what may lack its scheme or a slash, or be escaped as a whole; None for all else."""
    written = unquote(written) if _ESCAPED_SCHEME.match(written) else written
    scheme = _SCHEME.match(written)
    if scheme:
        return f"{scheme[1].lower()}://{written[scheme.end() :]}" if scheme.end() < len(written) else None
    if _ANY_SCHEME.match(written):
        return None
    return f"http://{written.lstrip('/')}" if _HOST.match(written.lstrip("/")) else None


def capture_path(stamp: str, url: str, flag: str = "") -> str:
    """Return the path of a capture: /web/20261103100000im_/https://example.com/a.png."""
    return f"/web/{stamp}{flag}/{url}"
