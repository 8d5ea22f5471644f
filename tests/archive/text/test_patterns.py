"""No regular expression is slow: every one in archive/text, on inputs made to make them backtrack."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
import tomllib

import pytest

import archive.text
from archive.text.body import closing, phrases
from archive.text.origin import byline, parts
from archive.text.page import zones
from archive.text.verdict import walls

SIZE = 16_000
ENOUGH_S = 0.02
TRIES = 3
SEEDS = (
    "ا",
    " ",
    "1",
    "(",
    "- ",
    "1/",
    "<meta ",
    "<!--",
    "تعليقات ",
    "اقرأ ايضا ",
    "كتب ",
    "تابع ",
    "x-",
    "أ.",
    "/ ",
    "charset=",
    "20 يناير ",
    "محفوظ",
    "\n\t",
    "وكالة ",
    "12:3",
    "[(",
    "a=",
)


def every_pattern() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    found = {}
    for module in pkgutil.walk_packages(archive.text.__path__, "archive.text."):
        for name, value in vars(importlib.import_module(module.name)).items():
            for number, pattern in enumerate(value if isinstance(value, tuple) else [value]):
                inner = pattern[0] if isinstance(pattern, tuple) and pattern else pattern
                if isinstance(inner, re.Pattern):
                    found[f"{module.name.removeprefix('archive.text.')}.{name}.{number}"] = inner
    shapes = {f"shape {name}": phrases.shape(name) for name in phrases._read()["shapes"]}
    shapes |= {"courtesies": walls._courtesies()} | {
        f"wall {kind}": walls.shape(kind) for kind in tomllib.loads(walls.TABLE.read_text("utf-8"))
    }
    labels = {"spellings": zones.spellings(), "label": byline._opening("wrote"), "within": byline._within("wrote")}
    return found | shapes | labels | {"agency": parts._agency(), "suffix": closing._suffix()}


def seconds(pattern: re.Pattern[str] | re.Pattern[bytes], text: str) -> float:
    subject = text.encode() if isinstance(pattern.pattern, bytes) else text
    best = 1e9
    for _ in range(2):
        began = time.process_time()
        for _ in pattern.finditer(subject):
            pass
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize("name", every_pattern())
def test_twice_the_input_takes_about_twice_the_time(name: str) -> None:
    pattern = every_pattern()[name]
    for seed in SEEDS:
        assert any(_is_linear(pattern, seed) for _ in range(TRIES)), seed


def _is_linear(pattern: re.Pattern[str] | re.Pattern[bytes], seed: str) -> bool:
    half, whole = (seconds(pattern, (seed * size)[:size]) for size in (SIZE, 2 * SIZE))
    return whole < ENOUGH_S or whole <= 2.5 * half
