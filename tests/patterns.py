"""Every regular expression of the three floors, by its place: in modules, in functions, in tables and declarations."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Any

import archive
import crawler
import spiders
from archive.text.body import phrases
from archive.text.verdict import walls
from spiders.declaration import SLUG
from spiders.source import COUNTRY, LANGUAGE, load_all
from tests.backtracking import Pattern

FLOORS = (archive, spiders, crawler)
NESTED_MAX = 4
CALLS = frozenset(("compile", "match", "fullmatch", "search", "split", "sub", "subn", "findall", "finditer"))

ARGUMENTS: Mapping[str, Iterable[tuple[Any, ...]]] = {
    "archive.text.body.phrases.shape": [(name,) for name in tomllib.loads(phrases.TABLE.read_text("utf-8"))["shapes"]],
    "archive.text.dates.homeland._pattern": [(("lands", "capitals", "peoples", "towns"),)],
    "archive.text.encoding.mojibake._any_of_utf8": [("cp1256",), ("cp1252",)],
    "archive.text.encoding.mojibake._run_of_utf8": [("cp1256",), ("cp1252",)],
    "archive.text.origin.byline._opening": [("wrote",), ("edited",), ("translated",)],
    "archive.text.origin.byline._within": [("wrote",), ("edited",), ("translated",)],
    "archive.text.verdict.walls.shape": [(kind,) for kind in tomllib.loads(walls.TABLE.read_text("utf-8"))],
}
"""What the functions that return a pattern, and need arguments, are called with."""

DECLARED = frozenset(
    (
        "archive.text.backtracking.repeats_within_repeat",
        "archive.text.rules._pattern",
        "archive.text.rules.is_trailer",
        "spiders.declaration.match",
        "spiders.proposal.story_patterns",
        "spiders.source.compiled",
    )
)
"""Functions whose patterns come from declarations of sources: those shipped, and what they are held to, are in `declared`."""


@cache
def every_pattern() -> dict[str, Pattern]:
    """Return all patterns by their places, such as "spiders.shapes.ID"; of equal ones, the first."""
    found: dict[Pattern, str] = {}
    for place, pattern in (*_in_modules(), *declared()):
        found.setdefault(pattern, place)
    return {place: pattern for pattern, place in found.items()}


def declared() -> Iterator[tuple[str, Pattern]]:
    """Yield the patterns in the shipped declarations of sources: of stories' addresses, and of lines that end a story."""
    yield from ((f"spiders.source, {one}", re.compile(one)) for one in (SLUG, COUNTRY, LANGUAGE))
    for source in load_all(None):
        trailers = [trailer for rules in source.rules for trailer in rules.trailers]
        for number, pattern in enumerate((*source.story_patterns, *trailers)):
            yield f"source {source.name}, {number}", re.compile(pattern)


def unread() -> frozenset[str]:
    """Return the functions that make a pattern of what no module holds, and return none: their patterns would go untested."""
    return frozenset(place for module in modules() for place, pattern in _called(module) if pattern is None)


def modules() -> Iterator[ModuleType]:
    """Yield every module of the floors but those that run when they are imported."""
    for floor in FLOORS:
        for found in pkgutil.walk_packages(floor.__path__, f"{floor.__name__}."):
            if "migrations" not in found.name and not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def _in_modules() -> Iterator[tuple[str, Pattern]]:
    for module in modules():
        for name, value in tuple(vars(module).items()):
            for number, pattern in enumerate(_inside(value)):
                yield f"{module.__name__}.{name}" + (f", {number}" if number else ""), pattern
            if inspect.isroutine(value) or hasattr(value, "__wrapped__"):
                yield from _returned(module, name, value)
        yield from ((place, pattern) for place, pattern in _called(module) if pattern is not None)


def _inside(value: Any, nested: int = 0) -> Iterator[Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif nested < NESTED_MAX and isinstance(value, (tuple, list, set, frozenset, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _inside(one, nested + 1)


def _returned(module: ModuleType, name: str, function: Callable[..., Any]) -> Iterator[tuple[str, Pattern]]:
    place = f"{module.__name__}.{name}"
    is_here = getattr(function, "__module__", None) == module.__name__ and place not in DECLARED
    if is_here and "re.Pattern" in str(getattr(function, "__annotations__", {}).get("return")):
        for arguments in ARGUMENTS[place] if inspect.signature(function).parameters else [()]:
            yield f"{place}{arguments}", function(*arguments)


def _called(module: ModuleType) -> Iterator[tuple[str, Pattern | None]]:
    """Yield what a module's calls to `re` are given, by the functions they stand in; None where only a call can tell."""
    for function in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            place = f"{module.__name__}.{function.name}"
            is_known = place in DECLARED or (function.returns and "re.Pattern" in ast.unparse(function.returns))
            calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _is_of_re(node.func)]
            yield from ((f"{place}:{call.lineno}", _given(module, call)) for call in calls if not is_known)


def _is_of_re(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr in CALLS
    )


def _given(module: ModuleType, call: ast.Call) -> Pattern | None:
    flags = next((one.value for one in call.keywords if one.arg == "flags"), ast.Constant(0))
    try:
        pattern, said = (eval(ast.unparse(one), vars(module)) for one in (call.args[0], flags))  # noqa: S307 - our own source
    except NameError:
        return None
    return re.compile(pattern, said)
