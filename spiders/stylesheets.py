"""What a stylesheet needs: the addresses in its @import and url(), by the tokens of CSS Syntax Level 3, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.encoding.decode import codec_of
from archive.text.encoding.prescan import charset_in

LENGTH_MAX = 5_000_000
"""Characters that are read."""

_STRING = r"""(?:"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')"""
_TOKEN = re.compile(
    # comments, and strings that nothing makes an address, are passed over: what they hold is no token
    r"/\*.*?(?:\*/|\Z)"
    r"|@namespace[^;{}]*+"
    rf"|(?P<rule>@import\s*+)?(?:url\(\s*+(?:(?P<quoted>{_STRING})|(?P<bare>(?:[^\s()\"'\\]|\\.)*+))\s*+\)|(?P<string>{_STRING}))"
    r"""|["'][^\n]*+""",
    re.DOTALL | re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|\n|(.))", re.DOTALL | re.IGNORECASE)
_CHARSET = re.compile(rb'@charset "([^"]{1,40})";')
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def css_text(payload: bytes, content_type: str | None) -> str:
    """Return the text of a stylesheet: by its BOM, the header's charset, its @charset, else UTF-8 (CSS Syntax, section 3.2)."""
    for mark, codec in _BOMS:
        if payload.startswith(mark):
            return payload[len(mark) :].decode(codec, "replace")
    declared = _CHARSET.match(payload)
    labels = (charset_in((content_type or "").encode("ascii", "ignore")), declared[1].decode("latin-1") if declared else None)
    found = next((known for label in labels if (known := codec_of(label))), "utf-8")
    return payload.decode(found, "replace")


def styled(css: str) -> Iterator[tuple[str, bool]]:
    """Yield each address of `css`, as it is meant, in its order, and whether it is that of another stylesheet (@import)."""
    for token in _TOKEN.finditer(css, 0, LENGTH_MAX):
        is_import = token["rule"] is not None
        written = token["bare"]
        if written is None:
            string = token["quoted"] or (token["string"] if is_import else None)
            written = string[1:-1] if string else None
        if written:
            yield _unescaped(written), is_import


def _unescaped(written: str) -> str:
    return _ESCAPE.sub(_letter, written) if "\\" in written else written


def _letter(escape: re.Match[str]) -> str:
    """Return what an escape stands for (CSS Syntax, section 4.3.7); the end of a line within a string for nothing."""
    if escape[1] is None:
        return escape[2] or ""
    number = int(escape[1], 16)
    return "\ufffd" if number == 0 or 0xD800 <= number < 0xE000 or number > 0x10FFFF else chr(number)
