"""Letters that no reading brings back: replaced by U+FFFD or by question marks, or misread too often to be mended."""

from __future__ import annotations

import re

LOST_MAX = 0.3
"""The share of a text's letters that may be lost; a reader makes sense of no more."""
LETTERS_MIN = 40
"""Letters, lost or not, from which a share says something."""

_REPLACED = re.compile(r"\ufffd|\?{2,}|(?<= )\?(?= )")
_MISREAD = re.compile("[\u0080-\u00bf\u00c2-\u00c5\u00cb\u00c6\u00d8-\u00db\u00e2\u0152-\u0192\u02c6\u02dc\u2013-\u2122]{4,}")
"""Four signs in a row as octets of UTF-8 look in windows-1252: no language writes so."""
_ASKED = re.compile(r"\?{3,}")
_LETTER = re.compile(r"[^\W\d_a-zA-Z]")
ASKED_MIN = 100
"""Question marks for letters from which a page says something of itself; scripts know two in a row."""


def are_asked(markup: str) -> bool:
    """Return whether question marks stand in a page, menus included, where most letters stood: written in a smaller set."""
    if "???" not in markup:  # most pages: a search for characters is a hundred times quicker than one for a pattern
        return False
    asked = sum(map(len, _ASKED.findall(markup)))
    return asked >= ASKED_MIN and asked > len(_LETTER.findall(markup))


def is_lost(text: str) -> bool:
    """Return whether more of the letters in `text`, as a page shows it, are lost than a reader can do without."""
    misread = sum(map(len, _MISREAD.findall(text)))
    lost = sum(map(len, _REPLACED.findall(text))) + misread
    letters = sum(map(str.isalpha, _MISREAD.sub("", text)))
    return lost + letters >= LETTERS_MIN and lost > LOST_MAX * (lost + letters)
