"""No regular expression is slow: twice the input takes about twice the time, up to 1 MB, whatever the input repeats.

Every pattern is tried on inputs made to make it backtrack: all of them at a few thousand characters, where a square shows
at once, and the one that costs most at a megabyte. Times are of this process alone; a ratio that looks bad is measured again.
"""

from __future__ import annotations

import math
import re
import time
from typing import Any

import pytest

from tests.backtracking import Attack, Pattern, attacks, subject
from tests.patterns import every_pattern, unread

SMALL = (2_000, 8_000)
MIDDLE = (8_192, 65_536)
LARGE = (524_288, 1_048_576)
"""Sizes of the attack that costs most: one that grows as the square is stopped before a megabyte."""
GROWTH_MAX = 2.5
"""Of the time, where the input is twice as long."""
EVEN = 1.25
"""Times the cost of a character may grow in all up to 1 MB: the last doubling cannot then be beyond GROWTH_MAX."""
NOISE_S = 0.005
"""A time below which a ratio says nothing; a square of 8,000 characters takes ten times that."""
TICK_S = 1e-6
TRIES = 4
ROUNDS = 3
"""How often a pattern must be found slow: another process on the same core makes a time look longer; a square stays one."""


@pytest.mark.slow
@pytest.mark.parametrize("place", every_pattern())
def test_twice_the_input_takes_about_twice_the_time(place: str) -> None:
    pattern = every_pattern()[place]
    assert any((said := slow_on(pattern)) is None for _ in range(ROUNDS)), f"{place}: {said}"


def test_no_pattern_is_left_out() -> None:
    assert unread() == frozenset()


@pytest.mark.parametrize("quadratic", [r"\s+$", r"\d+x", r"<[^>]*>", rb"[ \t]+\Z", r"(?:كتب|قال)\s*:?\s*؟"])
def test_a_slow_pattern_is_found(quadratic: str | bytes) -> None:
    assert "times as long" in (slow_on(re.compile(quadratic)) or "")


def test_a_pattern_that_is_slow_after_its_beginning_alone_is_found() -> None:
    assert slow_on(re.compile(r"\Aعاجل(?:\s*-?\s*)!")) is not None


def slow_on(pattern: Pattern) -> str | None:
    """Return on what input, and how, the time of `pattern` grows faster than the input; None where it does not."""
    costs: dict[Attack, float] = {}
    for attack in attacks(pattern):
        costs[attack] = seconds(pattern, attack, SMALL[1])
        if costs[attack] > NOISE_S and (said := _growth(pattern, attack, *SMALL)):
            return said
    costliest = max(costs, key=lambda attack: costs[attack])
    return _growth(pattern, costliest, *MIDDLE) or _growth_at_length(pattern, costliest)


def seconds(pattern: Pattern, attack: Attack, size: int) -> float:
    """Return the CPU time of one search through the whole input, in seconds."""
    text = subject(attack, size)
    search: Any = pattern.finditer
    octets_or_text = text.encode() if isinstance(pattern.pattern, bytes) else text
    began = time.process_time()
    for _ in search(octets_or_text):
        pass
    return time.process_time() - began


def _growth(pattern: Pattern, attack: Attack, small: int, large: int) -> str | None:
    """Return what is to be said of a growth beyond the bound, judged by the shortest times of TRIES."""
    allowed = GROWTH_MAX ** math.log2(large / small)
    shorter = longer = float("inf")
    for _ in range(TRIES):
        shorter, longer = min(shorter, seconds(pattern, attack, small)), min(longer, seconds(pattern, attack, large))
        if longer < NOISE_S or longer <= allowed * shorter:
            return None
    return (
        f"{large:,} characters of {attack[0]!r} and then {attack[1]!r} again and again take {longer / shorter:.1f} times as long"
        f" as {small:,} ({longer:.3f} s): {pattern.pattern!r}"
    )


def _growth_at_length(pattern: Pattern, attack: Attack) -> str | None:
    """Return the same up to a megabyte; where a character costs there what it does in the middle, half of it is not measured."""
    ratio = seconds(pattern, attack, LARGE[1]) / max(seconds(pattern, attack, MIDDLE[1]), TICK_S)
    return _growth(pattern, attack, *LARGE) if ratio > EVEN * LARGE[1] / MIDDLE[1] else None
