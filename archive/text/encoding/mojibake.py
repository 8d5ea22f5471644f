"""Letters that were misread once before they reached us, read right.

«ط§ظ„ط£ط®ط¨ط§ط±» is UTF-8 read as windows-1256, «Ø§Ù„Ø£Ø®Ø¨Ø§Ø±» UTF-8 read as windows-1252, «ÇáÃÎÈÇÑ» windows-1256 read as
windows-1252: each is «الأخبار», written anew as UTF-8 after the misreading. Runs are mended, not pages: a sound headline over
a broken body stays as it is. A run is mended only where all of it gives letters of the Arabic block.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

RUN_MAX = 20_000
LETTERS_MIN = 3
PROOF_MIN = 6
"""Characters of the shortest run that is a proof: three letters of two octets each."""
WORDS_MIN = 3
"""Words in windows-1256 from which on a page's shorter ones, which prove nothing by themselves, are taken for it too."""
PROVEN_MIN = 60
"""Characters in proofs from which on the text as a whole counts as misread."""

_BETWEEN = r"[\x00-\x40\x5b-\x60\x7b-\x7f]"
_ARABIC = re.compile("[\u0600-\u06ff]")
_FOREIGN = re.compile("[\u00c0-\u05ff\u0700-\u1fff\u2c00-\ud7ff\ue000-\ufdff]")
_HIGH_REFERENCE = re.compile(r"&(?:#\d{3,4}|#[xX][0-9a-fA-F]{2,4}|[A-Za-z]{2,8}\d?);")
_ARABIC_ESCAPED_TWICE = re.compile(r"(?:&amp;#(?:1[5-7]\d\d|[xX]06[0-9a-fA-F]{2});){3}")
_ESCAPED_TWICE = re.compile(r"&amp;(#\d{2,5};|#[xX][0-9a-fA-F]{2,4};)")
_IN_REFERENCES = ("&Oslash;&sect;", "&#216;&#167;", "&Ccedil;&aacute;", "&#199;&#225;")
_WORDS_1256 = re.compile(rb"[\x80-\xff]+")
_SHORT_1256 = 2
"""Octets of a word too short to be a proof by itself: «أن», «و»."""
_PAIR = re.compile(rb"[\xd8-\xdb][\x80-\xbf]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Misreading:
    """`true`, `taken_for`: codecs. `run`: what alone is proof. `any_run`: shorter ones too, where proofs are many."""

    true: str
    taken_for: str
    run: re.Pattern[str]
    any_run: re.Pattern[str]


_SIGNS = {("utf-8", "cp1256"): ("ط§", "ظ„"), ("utf-8", "cp1252"): ("Ø§", "Ù„"), ("cp1256", "cp1252"): ("Çá",)}
"""In this order: what UTF-8 read as windows-1252 looks like is also made of accented letters."""
_SIGNS_TWICE = ("Ã˜Â", "Ã\x98Â", "Ã™â", "Ã\x99Â")
"""«ا», «ل» and others in UTF-8 that was read as windows-1252 twice."""


def mend(text: str) -> str:
    """Return `text` with misread runs read right; most text comes back as it is."""
    if "&amp;#" in text and _ARABIC_ESCAPED_TWICE.search(text):
        text = _ESCAPED_TWICE.sub(r"&\1", text)
    if any(sign in text for sign in _IN_REFERENCES):
        text = _HIGH_REFERENCE.sub(_unescaped, text)
    if any(sign in text for sign in _SIGNS_TWICE):
        text = _run_twice().sub(_once_misread, text)
    for (true, taken_for), signs in _SIGNS.items():
        if any(sign in text for sign in signs):
            text = _mend(text, _misreading(true, taken_for))
    return text


def mend_octets(payload: bytes) -> bytes:
    """Return a payload in UTF-8 with the words in it that are windows-1256 written anew: a page put together from two."""
    proofs = 0

    def written_anew(word: re.Match[bytes]) -> bytes:
        nonlocal proofs
        octets = _utf8_word(word[0])
        proofs += octets != word[0]
        return octets

    mended = _WORDS_1256.sub(written_anew, payload)
    return _WORDS_1256.sub(_utf8_short, mended) if proofs >= WORDS_MIN else mended


def _mend(text: str, one: Misreading) -> str:
    mended = _mended_by(one)
    proof = sum(len(run[0]) for run in one.run.finditer(text) if mended(run) != run[0])
    is_proven = proof >= PROVEN_MIN
    return (one.any_run if is_proven else one.run).sub(mended, text)


def _utf8_short(word: re.Match[bytes]) -> bytes:
    octets = word[0]
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        text = octets.decode("cp1256") if len(octets) <= _SHORT_1256 else ""
        return text.encode() if _ARABIC.match(text) else octets
    return octets


def _once_misread(run: re.Match[str]) -> str:
    """Return a run misread twice as it looked after the first misreading."""
    text = _octets(run[0], "cp1252").decode("utf-8", "replace")
    return run[0] if "\ufffd" in text else text


def _utf8_word(octets: bytes) -> bytes:
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        if 2 * len(_PAIR.findall(octets)) < len(octets) / 2 and _is_arabic(text := octets.decode("cp1256")):
            return text.encode()
    return octets


@cache
def _misreading(true: str, taken_for: str) -> Misreading:
    """Return the patterns; few pages need them."""
    run = _run_of_1256() if true == "cp1256" else _run_of_utf8(taken_for)
    any_run = _any_of_1256() if true == "cp1256" else _any_of_utf8(taken_for)
    return Misreading(true=true, taken_for=taken_for, run=run, any_run=any_run)


def _mended_by(one: Misreading) -> Callable[[re.Match[str]], str]:
    def mended(run: re.Match[str]) -> str:
        text = _octets(run[0], one.taken_for).decode(one.true, "replace")
        return text if _is_arabic(text) or (len(run[0]) < PROOF_MIN and "\ufffd" not in text) else run[0]

    return mended


def _is_arabic(text: str) -> bool:
    return len(_ARABIC.findall(text)) >= LETTERS_MIN and not _FOREIGN.search(text)


def _octets(text: str, codec: str) -> bytes:
    """Return the octets that `text` was; what the misreading cannot give stands for an octet lost."""
    known = _octets_of(codec)
    return b"".join(known.get(char, b"\xff") for char in text)


def _unescaped(reference: re.Match[str]) -> str:
    char = html.unescape(reference[0])
    return char if len(char) == 1 and ord(char) >= 0x80 else reference[0]


@cache
def _octets_of(codec: str) -> dict[str, bytes]:
    """Return the octet of each character. Octets that windows-1252 leaves undefined are taken for C1 controls by most."""
    known = {chr(code): bytes([code]) for code in range(0x100)} if codec == "cp1252" else {}
    for code in range(0x100):
        octet = bytes([code])
        char = octet.decode(codec, "replace")
        if char != "\ufffd":
            known[char] = octet
    return known


def _chars(codec: str, first: int, last: int) -> str:
    known = (char for char, octet in _octets_of(codec).items() if first <= octet[0] <= last)
    return f"[{re.escape(''.join(known))}]"


def _run_of_utf8(codec: str) -> re.Pattern[str]:
    """Return the pattern of three Arabic letters or more in UTF-8 taken for `codec`; a lost octet shows as ? or U+FFFD."""
    follows = _chars(codec, 0x80, 0xBF)
    letter = f"{_chars(codec, 0xD8, 0xDB)}(?:{follows}|[?\ufffd](?!{follows}))"
    mark = f"{_chars(codec, 0xC2, 0xC2)}{follows}|{_chars(codec, 0xE2, 0xE2)}{follows}{{2}}"
    unit = f"(?:{letter}|{mark})"
    return re.compile(f"{unit}{{3}}(?:{unit}|{_BETWEEN}{{1,9}}(?={unit})){{0,{RUN_MAX}}}")


def _any_of_utf8(codec: str) -> re.Pattern[str]:
    """Return the pattern of that, or of any one character in UTF-8 taken for `codec` that stands beside no letter."""
    follows = _chars(codec, 0x80, 0xBF)
    one = f"{_chars(codec, 0xC2, 0xDF)}{follows}|{_chars(codec, 0xE0, 0xEF)}{follows}{{2}}"
    return re.compile(f"{_run_of_utf8(codec).pattern}|(?<![\u0600-\u06ff])(?:{one}){{1,2}}(?![\u0600-\u06ff])")


@cache
def _run_twice() -> re.Pattern[str]:
    """Return the pattern of two characters or more in UTF-8 taken for windows-1252; a sound text has them one by one."""
    follows = _chars("cp1252", 0x80, 0xBF)
    return re.compile(
        f"(?:{_chars('cp1252', 0xC2, 0xDF)}{follows}|{_chars('cp1252', 0xE0, 0xEF)}{follows}{{2}}){{2,{RUN_MAX}}}"
    )


def _run_of_1256() -> re.Pattern[str]:
    """Return the pattern of words whose every letter is a Latin one with an accent: two at least, of three letters or more."""
    letter, rare = _chars("cp1252", 0xC0, 0xFF), _chars("cp1252", 0x80, 0xBF)
    word = f"{rare}{{0,2}}{letter}{{2}}(?:{letter}|{rare}){{1,40}}"
    rest = f"(?:{_BETWEEN}{{1,5}}(?:{letter}|{rare}){{1,40}})"
    return re.compile(f"(?<![A-Za-z]){word}{rest}{{1,{RUN_MAX}}}(?![A-Za-z])")


def _any_of_1256() -> re.Pattern[str]:
    """Return the pattern of that, or of one word or letter, which among such words is no Latin one."""
    letter, rare = _chars("cp1252", 0xC0, 0xFF), _chars("cp1252", 0x80, 0xBF)
    return re.compile(f"{_run_of_1256().pattern}|(?<![A-Za-z])(?:{letter}(?:{letter}|{rare}){{0,40}}|¡)(?![A-Za-z])")
