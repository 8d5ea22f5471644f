"""Which exchanges of a great mixed file are wanted, told before any page is parsed: by host, status, kind and letters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.models import Capture
from archive.text.encoding.decode import decode
from archive.text.fields.language import language_of
from archive.warc.http import entity, response_head

SAMPLE_BYTES = 262_144
"""How much of a response is looked at."""

LETTERS_MIN = 120
"""Letters of a language's script in a page of it: a headline and two lines. Pages in other languages name and quote less."""

_RUNS = re.compile("[\u0620-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]+")
_ARABIC = frozenset({"ar", "fa", "ur", "ckb", "ps"})
"""Languages that `archive.text.fields.language` tells by words in Arabic letters."""

_ASCII_RUN = re.compile(r"[\x00-\x7f]+")
_HIGH = bytes(range(0x80, 0x100))
_LEADS = b"\xd8\xd9\xda\xdb\xdd\xe0\xef"
"""Bytes that letters of the script begin with in UTF-8: U+0600 to U+06FF, U+0750 on, U+08A0 on, the presentation forms."""
_ESCAPES = (b"&#1", b"&#x6", b"\\u06", b"\\u06".upper())
"""How letters are written where a page is all ASCII: as references, or in the data of its scripts."""

_WIDE = (b"\xff\xfe", b"\xfe\xff")
_REFERENCE = re.compile(r"&#(?:(\d{4})|[xX]([0-9a-fA-F]{3,4}));")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_OPENING = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`domains`: hosts, each with all beneath it. `languages`: ISO 639 codes. Nothing: all that there is."""

    domains: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def is_wanted_address(url: str, wanted: Wanted) -> bool:
    """Tell whether the host is one of the domains, or beneath one."""
    if not wanted.domains:
        return True
    host = (urlsplit(url).hostname or "").rstrip(".")
    return any(host == domain or host.endswith(f".{domain}") for domain in wanted.domains)


def is_wanted_page(capture: Capture, wanted: Wanted) -> bool:
    """Tell whether a response, or its beginning, is an HTML page that came whole with status 200, in one of the languages."""
    head = response_head(capture.response)
    if head is None or head.status != 200 or "html" not in (head.get("content-type") or "text/html").lower():
        return False
    if not wanted.languages:
        return True
    payload = entity(capture, SAMPLE_BYTES).data
    if _ARABIC.issuperset(wanted.languages) and not _may_be_arabic(payload):
        return False
    text = decode(payload, head.get("content-type"))
    return text is not None and any(_is_in(text, code) for code in wanted.languages)


def _may_be_arabic(payload: bytes) -> bool:
    """Tell whether a page holds enough that may be Arabic letters, in any encoding: cheap, and no page of it is missed."""
    if sum(payload.count(escape) for escape in _ESCAPES) >= LETTERS_MIN or payload.startswith(_WIDE):
        return True
    others = _LEADS if _is_utf8(payload) else _HIGH
    return len(payload) - len(payload.translate(None, others)) >= LETTERS_MIN


def _is_utf8(payload: bytes) -> bool:
    """Tell whether it is UTF-8 throughout, but for a letter that is cut at its end."""
    try:
        payload.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(payload) - 3
    return True


def _is_in(text: str, code: str) -> bool:
    if code not in _ARABIC:
        return language_of(_shown(text), None) == code
    words = _words(text)
    if len(words) < LETTERS_MIN:
        words = _words(_ESCAPE.sub(_letter, _REFERENCE.sub(_letter, text)))
    return len(words) >= LETTERS_MIN and language_of(words, None) == code


def _shown(text: str) -> str:
    """Return about what a page shows: its text without tags, scripts and styles."""
    first, *others = _OPENING.split(text)
    return _TAG.sub(" ", " ".join((first, *(other.partition("</")[2] for other in others)))).strip()


def _words(text: str) -> str:
    """Return the words in Arabic letters; what is ASCII goes first, since most of a page is."""
    return " ".join(_RUNS.findall(_ASCII_RUN.sub(" ", text)))


def _letter(reference: re.Match[str]) -> str:
    decimal, *hexadecimal = reference.groups() if reference.re is _REFERENCE else (None, reference[1])
    return chr(int(decimal)) if decimal else chr(int(hexadecimal[0], 16))
