"""The encoding a page declares in itself, found as browsers find it.

https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding, but for the length: the
standard looks at 1,024 bytes, and pages with long comments or scripts in their head declare later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

PRESCAN_BYTES = 8_192

_XML = re.compile(rb"""^\s{0,64}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})""")
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_OTHER = re.compile(rb"<[!/?][^>]*>?")
_TAG = re.compile(rb"</?([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = re.compile(
    rb"""[\s/]{0,200}([^\s/>=][^\s/>=]{0,200})(?:\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)|(?=(["']))|))?""",
    re.DOTALL,
)
_CHARSET = re.compile(rb"""charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"'][^\s;]*))""", re.IGNORECASE)


def declared_labels(payload: bytes) -> Iterator[str]:
    """Yield the labels that the page declares in its XML declaration or in meta elements, as written, in their order."""
    head = payload[:PRESCAN_BYTES]
    xml = _XML.match(head)
    if xml:
        yield _label(xml[1])
    position = 0
    while (position := head.find(b"<", position)) >= 0:
        skipped = _COMMENT.match(head, position) or (None if _TAG.match(head, position) else _OTHER.match(head, position))
        tag = _TAG.match(head, position)
        if skipped:
            position = skipped.end()
        elif not tag:
            position += 1
        else:
            position, attributes = _attributes(head, tag.end())
            if tag[0].lower() == b"<meta" and (label := _of_meta(attributes)):
                yield label


def charset_in(value: bytes) -> str | None:
    """Return the charset that a Content-Type value names, or None."""
    found = _CHARSET.search(value)
    return _label(found[1] or found[2] or found[3] or b"") or None if found else None


def _attributes(head: bytes, position: int) -> tuple[int, dict[bytes, bytes]]:
    """Return where the tag ends, and its attributes by lower-case name; the first of a name counts. An open quote ends all."""
    found: dict[bytes, bytes] = {}
    while attribute := _ATTRIBUTE.match(head, position):
        if attribute[5]:
            return len(head), {}
        value = attribute[2] or attribute[3] or attribute[4] or b""
        found.setdefault(attribute[1].lower(), value)
        position = attribute.end()
    return position, found


def _of_meta(attributes: dict[bytes, bytes]) -> str | None:
    if label := _label(attributes.get(b"charset", b"")):
        return label
    told = attributes.get(b"http-equiv", b"").lower() == b"content-type"
    return charset_in(attributes.get(b"content", b"")) if told else None


def _label(value: bytes) -> str:
    return value.strip().decode("ascii", "ignore")[:40]
