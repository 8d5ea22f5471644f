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
    **dict.fromkeys(("dos-874", "iso-8859-11", "iso8859-11", "iso885911", "tis-620", "windows-874"), "cp874"),
}
"""Labels of the standard that resiliparse leaves out or takes for a smaller set."""
WHOLE = {"gbk": "gb18030", "gb2312": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs"}
"""Python's codecs of sets that the standard reads with all that was added to them since."""
REPLACED = frozenset(("replacement", "csiso2022kr", "iso-2022-kr", "iso-2022-cn", "iso-2022-cn-ext", "hz-gb-2312"))
"""Labels for which the standard shows nothing of a page, since what they name can hide markup: the bytes decide instead."""
ARABIC_RIVALS = ("utf-8", "cp1256", "iso8859_6")

_LABEL = re.compile(r"[a-z0-9][a-z0-9_.:+ -]{1,39}")
_COMMON_WORDS = re.compile(r"(?<!\w)(?:ال\w\w|(?:في|من|على|إلى|الى|أن|عن|مع|هذا|التي|الذي|کے|میں|است|این)(?!\w))")
_COMMON_PAIRS = re.compile("ال|ين|ات|ية|ون|ها|من|لا|را|ري|ما|لى|وا|لي|ير|يم|ته|ست|کی|گا")
_IN_NO_WORD = re.compile("(?<=[\u0621-\u064a])[\u00a1-\u00ff\u0152-\u02dc\u2000-\u200b\u2010-\u2122\ufffd](?=[\u0621-\u064a])")
_OUTSIDE_ASCII = re.compile(r"[^\x00-\x7f]+")
_SHIFTED = re.compile(rb"\x1b\$[@-D()*+]|\x0e[!-~]{2}")
"""Where seven bits begin to stand for letters of another set."""
_SHIFTED_BY_TILDE = re.compile(rb"~\{[!-~]{2}")
_MARKUP = b"<az AZ=\"'09'\">&#;!-/+~\\n"
NULS_LOOKED_AT = 1_000
NULS_MIN = 0.3
"""The share of every second byte that is nought in UTF-16: markup is ASCII."""


def decode(payload: bytes, content_type: str | None = None, forced: str | None = None) -> str | None:
    """Return the text of `payload`, or None when no encoding gives readable text.

    `content_type`: the header's value, with its charset. `forced`: a label the user gave, believed without question; an
    unknown one is ignored. The result holds no NUL, no lone surrogate and no BOM.
    """
    believed = codec_of(forced) or _bom(payload)
    if believed:
        return _cleanse(payload.decode(believed, "replace"))
    in_header = charset_in((content_type or "").encode("ascii", "ignore"))
    declared = codec_of(in_header) or declared_codec(payload)
    is_stateful = (declared or "").startswith("iso2022")
    if not is_stateful and _is_shifted(payload, in_header):
        return None
    text = _by_evidence(payload, declared)
    return None if text is None or are_asked(text) else mend(_cleanse(text))


def codec_of(label: str | None) -> str | None:
    """Return the Python codec for a WHATWG label (x-cp1256, arabic, asmo-708 …), or None for one unknown or replaced.

    A label that the standard does not know (cp720, mac-arabic) counts where Python knows it and markup stays what it is.
    """
    label = (label or "").strip().lower()
    if not _LABEL.fullmatch(label) or label in REPLACED:
        return None
    known = NAMED_OTHERWISE.get(label) or map_encoding_to_html5(label, fallback_utf8=False)
    try:
        info = codecs.lookup(known or label)
    except LookupError:
        return None
    is_known = known is not None or (info._is_text_encoding and _extends_ascii(info))  # noqa: SLF001 - "rot13" is a codec too
    return WHOLE.get(info.name, info.name) if is_known else None


def declared_codec(payload: bytes) -> str | None:
    """Return the codec of the first label known that the page declares in itself, or None."""
    return next((codec for label in declared_labels(payload) if (codec := codec_of(label))), None)


def _extends_ascii(info: codecs.CodecInfo) -> bool:
    """Return whether markup reads as itself: not in UTF-7, EBCDIC, HZ or Python's own notations."""
    try:
        return info.decode(_MARKUP + b"\xc7", "replace")[0].startswith(_MARKUP.decode("ascii"))
    except UnicodeError:
        return False


def _is_shifted(payload: bytes, in_header: str | None) -> bool:
    """Return whether letters stand in seven bits, in a set that no label names: read as ASCII, they would be others."""
    if not payload.isascii():
        return False
    is_replaced = any(label.strip().lower() in REPLACED for label in (in_header or "", *declared_labels(payload)))
    return _SHIFTED.search(payload) is not None or (is_replaced and _SHIFTED_BY_TILDE.search(payload) is not None)


def _bom(payload: bytes) -> str | None:
    """BOM, or the NULs of UTF-16 that came without one."""
    for mark, codec in BOMS:
        if payload.startswith(mark):
            return codec
    first, second = payload[:NULS_LOOKED_AT:2].count(0), payload[1:NULS_LOOKED_AT:2].count(0)
    enough = NULS_MIN * len(payload[:NULS_LOOKED_AT]) / 2
    if max(first, second) <= enough or min(first, second) > enough / 3:
        return None
    return "utf-16-le" if second > first else "utf-16-be"


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
