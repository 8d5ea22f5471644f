"""Bytes → text, in the order a reader can follow: the user's word, BOM, HTTP header, declaration in the page, detector.

Declarations are believed only while the bytes agree: Arabic pages that say one of UTF-8, windows-1256 and ISO-8859-6 and
are another are common. Labels are those of the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels).
"""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

PRESCAN_BYTES = 8_192
"""The standard asks for 1,024; pages with long comments or scripts in their head declare later."""
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

_XML = re.compile(rb"""^\s{0,64}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})""")
_META = re.compile(rb"<meta[\s/][^>]{0,1000}", re.IGNORECASE)
_CHARSET = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_COMMON_WORDS = re.compile(r"(?<!\w)(?:ال\w\w|(?:في|من|على|إلى|الى|أن|عن|مع|هذا|التي|الذي|کے|میں|است|این)(?!\w))")
_OUTSIDE_ASCII = re.compile(r"[^\x00-\x7f]+")
_DOUBLED = {
    "cp1256": re.compile(r"[طظ][\u00a0-\u00ff\u0152-\u0192\u2013-\u2122؛؟ءآأؤإئابة…]"),
    "latin": re.compile("[ØÙ][\u0080-\u00bf]"),
}


def decode(payload: bytes, content_type: str | None = None, forced: str | None = None) -> str | None:
    """Return the text of `payload`, or None when no encoding gives readable text.

    `content_type`: the header's value, with its charset. `forced`: a label the user gave, believed without question; an
    unknown one is ignored. The result holds no NUL, no lone surrogate and no BOM.
    """
    believed = codec_of(forced) or _bom(payload)
    if believed:
        return _cleanse(payload.decode(believed, "replace"))
    declared = codec_of(_charset_of((content_type or "").encode("ascii", "ignore"))) or codec_of(declared_label(payload))
    text = _by_evidence(payload, declared)
    return None if text is None else _cleanse(_undouble(text))


def codec_of(label: str | None) -> str | None:
    """Return the Python codec for a WHATWG label (x-cp1256, arabic, asmo-708 …), or None for one unknown."""
    if not label or not label.isascii():
        return None
    label = label.strip().lower()
    name = NAMED_OTHERWISE.get(label) or map_encoding_to_html5(label, fallback_utf8=False) or label
    try:
        info = codecs.lookup(name)
    except LookupError:
        return None
    return info.name if info._is_text_encoding else None  # noqa: SLF001 - "rot13" and "zip" are codecs too


def declared_label(payload: bytes) -> str | None:
    """Return the label the page declares in its XML declaration or a meta element, as written."""
    head = _COMMENT.sub(b"", payload[:PRESCAN_BYTES])
    xml = _XML.match(head)
    if xml:
        return xml[1].decode("ascii", "ignore")
    return next((label for meta in _META.finditer(head) if (label := _charset_of(meta[0]))), None)


def _charset_of(value: bytes) -> str | None:
    found = _CHARSET.search(value)
    return found[1].decode("ascii", "ignore") if found else None


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
    text = payload.decode(best, "replace")
    return text if _readable(text) else None


def _best_codec(sample: bytes, declared: str | None) -> str:
    """Return the declared codec, or a rival in which the bytes hold clearly more Arabic words."""
    detected = codec_of(detect_encoding(sample)) or "cp1252"
    first = declared or detected
    scores = {codec: _arabic_score(sample, codec) for codec in dict.fromkeys((first, *ARABIC_RIVALS, detected))}
    rival = max(scores, key=lambda codec: scores[codec])
    if scores[rival] >= 2 and scores[rival] > 1.3 * scores[first]:
        return rival
    if first == "utf-8" and _broken_share(sample.decode("utf-8", "replace")) > BROKEN_MAX:
        return detected
    return first


def _arabic_score(sample: bytes, codec: str) -> float:
    text = sample.decode(codec, "replace")
    return len(_COMMON_WORDS.findall(text)) * max(0.0, 1 - 4 * _broken_share(text))


def _broken_share(text: str) -> float:
    outside = sum(map(len, _OUTSIDE_ASCII.findall(text)))
    return text.count("\ufffd") / outside if outside else 0.0


def _readable(text: str) -> bool:
    """Return whether text is text: few characters replaced, few controls."""
    sample = text[:SAMPLE_BYTES]
    controls = sum(sample.count(chr(code)) for code in (*range(1, 9), *range(14, 32)))
    replaced = sample.count("\ufffd")
    return controls <= max(2, len(sample) // 100) and (replaced <= 3 or _broken_share(sample) <= 4 * BROKEN_MAX)


def _undouble(text: str) -> str:
    """Undo UTF-8 that was read as a one-byte encoding and written again as UTF-8 («ط§ظ„» for «ال»)."""
    sample = text[:SAMPLE_BYTES]
    for codec, pattern in _DOUBLED.items():
        pairs = len(pattern.findall(sample))
        if pairs < 8 or pairs < len(_COMMON_WORDS.findall(sample)) * 4:
            continue
        octets = _octets(text, codec)
        repaired = octets.decode("utf-8", "replace") if octets else ""
        if _broken_share(repaired) <= BROKEN_MAX and len(_COMMON_WORDS.findall(repaired)) > 2:
            return repaired
    return text


def _octets(text: str, codec: str) -> bytes | None:
    """Return the bytes `text` was before it was misread; None when it holds what that misreading cannot give."""
    octets = bytearray()
    for char in text:
        if codec == "latin" and ord(char) < 0x100:
            octets.append(ord(char))
            continue
        try:
            octets += char.encode("cp1252" if codec == "latin" else codec)
        except UnicodeEncodeError:
            octets += char.encode("utf-8", "replace")
    return bytes(octets)


def _cleanse(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\0", "")
