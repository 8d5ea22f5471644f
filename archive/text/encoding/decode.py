"""Bytes → text, in the order a reader can follow: the user's word, BOM, HTTP header, declaration in the page, detector.

Declarations are believed only while the bytes agree: Arabic pages that say one of UTF-8, windows-1256 and ISO-8859-6 and
are another are common. Labels are those of the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels).
"""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

from archive.text.encoding.lost import are_asked
from archive.text.encoding.mojibake import mend, mend_octets
from archive.text.encoding.prescan import charset_in, declared_labels

SAMPLE_BYTES = 200_000
BROKEN_MAX = 0.05
"""Share of characters outside ASCII that may be replaced by U+FFFD before a reading counts as wrong."""
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
NAMED_OTHERWISE = {
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ukrainian": "mac_cyrillic",
    "tis-620": "cp874",
    "windows-874": "cp874",
}
"""Labels of the standard that resiliparse leaves out or takes for a smaller set."""
ARABIC_RIVALS = ("utf-8", "cp1256", "iso8859_6")

_LABEL = re.compile(r"[a-z0-9][a-z0-9_.:+ -]{1,39}")
_COMMON_WORDS = re.compile(r"(?<!\w)(?:ال\w\w|(?:في|من|على|إلى|الى|أن|عن|مع|هذا|التي|الذي|کے|میں|است|این)(?!\w))")
_COMMON_PAIRS = re.compile("ال|ين|ات|ية|ون|ها|من|لا|را|ري|ما|لى|وا|لي|ير|يم|ته|ست|کی|گا")
_IN_NO_WORD = re.compile("(?<=[\u0621-\u064a])[\u00a1-\u00ff\u0152-\u02dc\u2000-\u200b\u2010-\u2122\ufffd](?=[\u0621-\u064a])")
_OUTSIDE_ASCII = re.compile(r"[^\x00-\x7f]+")


def decode(payload: bytes, content_type: str | None = None, forced: str | None = None) -> str | None:
    """Return the text of `payload`, or None when no encoding gives readable text.

    `content_type`: the header's value, with its charset. `forced`: a label the user gave, believed without question; an
    unknown one is ignored. The result holds no NUL, no lone surrogate and no BOM.
    """
    believed = codec_of(forced) or _bom(payload)
    if believed:
        return _cleanse(payload.decode(believed, "replace"))
    declared = codec_of(charset_in((content_type or "").encode("ascii", "ignore"))) or declared_codec(payload)
    text = _by_evidence(payload, declared)
    return None if text is None or are_asked(text) else mend(_cleanse(text))


def codec_of(label: str | None) -> str | None:
    """Return the Python codec for a WHATWG label (x-cp1256, arabic, asmo-708 …), or None for one unknown."""
    label = (label or "").strip().lower()
    if not _LABEL.fullmatch(label):
        return None
    name = NAMED_OTHERWISE.get(label) or map_encoding_to_html5(label, fallback_utf8=False) or label
    try:
        info = codecs.lookup(name)
    except LookupError:
        return None
    return info.name if info._is_text_encoding else None  # noqa: SLF001 - "rot13" and "zip" are codecs too


def declared_codec(payload: bytes) -> str | None:
    """Return the codec of the first label known that the page declares in itself, or None."""
    return next((codec for label in declared_labels(payload) if (codec := codec_of(label))), None)


def _bom(payload: bytes) -> str | None:
    """BOM, or the NULs of UTF-16 that came without one."""
    for mark, codec in BOMS:
        if payload.startswith(mark):
            return codec
    if payload[:4] in {b"<\0h\0", b"<\0!\0", b"<\0H\0", b"<\0?\0"}:
        return "utf-16-le"
    return "utf-16-be" if payload[:4] in {b"\0<\0h", b"\0<\0!", b"\0<\0H", b"\0<\0?"} else None


def _by_evidence(payload: bytes, declared: str | None) -> str | None:
    if declared and declared.startswith("utf-16"):
        declared = "utf-8"  # a declaration that could be read as ASCII is not in UTF-16 (WHATWG prescan)
    if declared in {None, "utf-8"}:
        try:
            return payload.decode("utf-8")
        except UnicodeDecodeError:
            pass
    best = _best_codec(payload[:SAMPLE_BYTES], declared)
    text = (mend_octets(payload) if best == "utf-8" else payload).decode(best, "replace")
    return text if _readable(text) else None


def _best_codec(sample: bytes, declared: str | None) -> str:
    """Return the declared codec, or a rival in which the bytes hold clearly more Arabic words."""
    detected = codec_of(detect_encoding(sample)) or "cp1252"
    first = declared or detected
    scores = {codec: _arabic_score(sample, codec) for codec in dict.fromkeys((first, *ARABIC_RIVALS, detected))}
    rival = max(scores, key=lambda codec: scores[codec])
    if scores[rival] >= 1 and scores[rival] > 1.3 * scores[first]:
        return rival
    if first == "utf-8" and _broken_share(sample.decode("utf-8", "replace")) > BROKEN_MAX:
        return detected
    return first


def _arabic_score(sample: bytes, codec: str) -> float:
    """Return how many common words and letter pairs `sample` holds when read so, less what stands in no Arabic word."""
    text = sample.decode(codec, "replace")
    arabic = len(_COMMON_WORDS.findall(text)) + len(_COMMON_PAIRS.findall(text)) / 4
    return max(0.0, arabic - len(_IN_NO_WORD.findall(text))) * max(0.0, 1 - 4 * _broken_share(text))


def _broken_share(text: str) -> float:
    outside = sum(map(len, _OUTSIDE_ASCII.findall(text)))
    return text.count("\ufffd") / outside if outside else 0.0


def _readable(text: str) -> bool:
    """Return whether text is text: few characters replaced, few controls."""
    sample = text[:SAMPLE_BYTES]
    controls = sum(sample.count(chr(code)) for code in (*range(1, 9), *range(14, 32)))
    replaced = sample.count("\ufffd")
    return controls <= max(2, len(sample) // 100) and (replaced <= 3 or _broken_share(sample) <= 4 * BROKEN_MAX)


def _cleanse(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\0", "")
