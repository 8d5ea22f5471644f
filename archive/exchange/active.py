r"""Characters that act instead of being read: on a terminal, in a spreadsheet, on the order of a line. None leaves as it is.

In JSON they are escaped, as JSON has it. Formats without escapes (CSV, TSV, plain text) have one rule, which undoes all of it:
**where a cell begins with an apostrophe, take that away, and read each \uXXXX in what is left as the character it names.**
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

ACTIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
"""Controls but tab and line feed, line separators, bidi overrides and isolates, and what UTF-8 cannot write."""

FORMULA = frozenset("=+-@＝＋－＠﹢﹣﹦﹫−")
"""How a formula begins, in any width (https://owasp.org/www-community/attacks/CSV_Injection)."""

LEADING = re.compile(r"[\t\r\n]")
"""White space with which some spreadsheets begin a formula."""

GUARD = "'"

_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")


def json_line(value: Any) -> bytes:
    """Return `value` as one line of JSON in UTF-8: Arabic as itself, active characters escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return ACTIVE.sub(_escape, text).encode() + b"\n"


def guard(text: str, *, formulas: bool = True) -> str:
    """Return `text` as it can stand in a cell: as it is, or guarded where something in it would act. `unguard` undoes it.

    `formulas`: whether the beginning of one acts; in plain text it does not.
    """
    if not ((formulas and _begins_formula(text)) or text.startswith(GUARD) or ACTIVE.search(text)):
        return text
    return GUARD + ACTIVE.sub(_escape, _ESCAPED.sub(r"\\u005cu\1", text))


def unguard(cell: str) -> str:
    """Return what `guard` was given."""
    if not cell.startswith(GUARD):
        return cell
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell.removeprefix(GUARD))


def _begins_formula(text: str) -> bool:
    if LEADING.match(text):
        return True
    first = next((letter for letter in text if not _is_passed_over(letter)), "")
    return first in FORMULA


def _is_passed_over(letter: str) -> bool:
    """Tell what a reader of cells may skip before a formula: spaces, marks without a width, controls."""
    return letter.isspace() or unicodedata.category(letter) in {"Cf", "Cc", "Zs"}


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
