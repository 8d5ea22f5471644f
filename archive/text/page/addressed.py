"""The addresses that a stylesheet loads from, put elsewhere: url() and @import (CSS Syntax Module Level 3, section 4)."""

from __future__ import annotations

import re
from collections.abc import Callable

_ADDRESS = re.compile(
    r"""
      /\*.*?(?:\*/|\Z)                                             # a comment
    | (?P<opening>url\(\s*+)
      (?: (?P<quote>["']) (?P<quoted>(?:[^"'\\\n]|\\.)*+) (?P=quote)
        | (?P<bare>(?:[^\s"'()\\]|\\(?>[0-9a-fA-F]{1,6}+\s?+|.))*+) )
      (?P<closing>\s*\))
    | (?P<import>@import\s*+) (?P<mark>["']) (?P<sheet>(?:[^"'\\\n]|\\.)*+) (?P=mark)
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'                    # a string that loads nothing
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)


def readdressed(css: str, elsewhere: Callable[[str], str | None], sheet: Callable[[str], str | None]) -> str:
    """Return `css` with each address put where `elsewhere` says, a stylesheet's where `sheet` does; None empties it."""

    def put(found: re.Match[str]) -> str:
        if found["opening"]:
            written = found["quoted"] if found["quote"] else found["bare"]
            return f'{found["opening"]}"{_quoted(elsewhere(_unescaped(written)))}"{found["closing"]}'
        if found["import"]:
            return f'{found["import"]}"{_quoted(sheet(_unescaped(found["sheet"])))}"'
        return found[0]

    return _ADDRESS.sub(put, css)


def _unescaped(written: str) -> str:
    return _ESCAPE.sub(lambda found: _letter(found[1]) if found[1] else found[2], written)


def _letter(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def _quoted(address: str | None) -> str:
    return "".join(f"\\{ord(letter):x} " if letter in '"\\\n\r\f<' else letter for letter in address or "")
