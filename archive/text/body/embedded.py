"""The data that a page's scripts carry (`__NEXT_DATA__`, `window.__INITIAL_STATE__ = …`, `__NUXT__`): scripts → values.

Read only where a page shows no story, or a part of one: a script is not run, so what is not written out is not found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

SIZE_MIN, SIZE_MAX = 300, 2_000_000
"""Characters of a script: a shorter one carries no story."""
STARTS_MAX = 60
"""Places of one script where a value may begin."""
DEPTH_MAX = 3
"""How often data lie in a string of data: `JSON.parse("…")`, rich text kept as a string."""
SCRIPTS_MAX = 200

_START = re.compile(r"(?:[=(:,]|^)[ \t\r\n]{0,20}(?=[{\[\"'])")
_SINGLE = re.compile(r"'((?:[^'\\\n]|\\.)*+)'")
_QUOTE_OR_ESCAPE = re.compile(r"\\(.)|\"", re.DOTALL)
_PAIR = re.compile(r"[{,\s\"]([A-Za-z_]\w{1,30})\"?[ \t]{0,5}:[ \t]{0,5}(\"(?:[^\"\\\n]|\\.)*+\")")
_WORD = re.compile(r"[\u0620-\u06ff]{2}|\\u06[0-9A-Fa-f]{2}\\u06")
_DECODER = json.JSONDecoder(strict=False)


def read_data(tree: HtmlElement) -> tuple[str, ...]:
    """Return the scripts that may carry data with text in an Arabic script, as they stand, the longest first."""
    found = [script.text for script in tree.iter("script") if script.get("src") is None and _may_carry(script)]
    return tuple(sorted(filter(None, found), key=len, reverse=True)[:SCRIPTS_MAX])


def values_in(script: str, depth: int = 0) -> Iterator[object]:
    """Yield the values that stand in `script`: all of it where it is JSON, else what is assigned or passed.

    Of an object in JavaScript's own notation, which is no JSON, its strings beside their names, as one flat object.
    """
    if depth >= DEPTH_MAX:
        return
    whole = _whole(script)
    if whole is not None:
        yield whole
        return
    end = tried = 0
    is_foreign = False
    while tried < STARTS_MAX and (start := _START.search(script, end)):
        tried += 1
        value, end, is_read = _value_at(script, start.end())
        is_foreign |= not is_read
        if isinstance(value, str):
            yield from values_in(value, depth + 1) if len(value) >= SIZE_MIN else ()
        if isinstance(value, (dict, list)):
            yield value
    if is_foreign:
        yield from _strings_named(script)


def nested_data(value: str, depth: int) -> Iterator[object]:
    """Yield the values in a string that itself looks like data."""
    if len(value) >= SIZE_MIN and ('{"' in value or '["' in value):
        yield from values_in(value, depth + 1)


def _whole(script: str) -> object:
    try:
        return json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return None


def _may_carry(script: HtmlElement) -> bool:
    text = script.text
    if not text or not SIZE_MIN <= len(text) <= SIZE_MAX or "ld+json" in (script.get("type") or ""):
        return False
    return _WORD.search(text) is not None


def _value_at(script: str, start: int) -> tuple[object, int, bool]:
    """Return the value that begins at `start`, the index behind it, and whether it could be read."""
    if script[start] == "'":
        single = _SINGLE.match(script, start)
        return (_unquoted(single[1]), single.end(), True) if single else (None, start + 1, True)
    try:
        value, end = _DECODER.raw_decode(script, start)
    except (ValueError, RecursionError):
        return None, start + 1, script[start] not in "{["
    return value, end, True


def _unquoted(text: str) -> object:
    """Return a JavaScript string in single quotes as what it says."""
    escaped = _QUOTE_OR_ESCAPE.sub(lambda found: "'" if found[1] == "'" else found[0] if found[1] else '\\"', text)
    try:
        return json.loads(f'"{escaped}"', strict=False)
    except ValueError:
        return None


def _strings_named(script: str) -> Iterator[object]:
    """Yield the strings of objects whose names have no quotes, each with its name: the longest of each name."""
    named: dict[str, str] = {}
    for name, literal in _PAIR.findall(script):
        if len(literal) > len(named.get(name, "")):
            named[name] = literal
    yield {name: value for name, literal in named.items() if (value := _read_literal(literal)) is not None}


def _read_literal(literal: str) -> str | None:
    try:
        value = json.loads(literal, strict=False)
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def walk(values: Sequence[object], nodes_max: int) -> Iterator[dict[str, object]]:
    """Yield every object in `values`, outer ones first, without recursion, so that no nesting is too deep."""
    waiting: list[tuple[object, int]] = [(value, 0) for value in reversed(values)]
    seen = 0
    while waiting and seen < nodes_max:
        (value, depth), seen = waiting.pop(), seen + 1
        if isinstance(value, dict):
            yield value
            waiting.extend((inner, depth) for inner in value.values() if isinstance(inner, (dict, list, str)))
        elif isinstance(value, list):
            waiting.extend((inner, depth) for inner in value if isinstance(inner, (dict, list, str)))
        elif isinstance(value, str) and depth < DEPTH_MAX:
            waiting.extend((inner, depth + 1) for inner in nested_data(value, depth))
