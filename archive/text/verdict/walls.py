"""What stands between the reader and a story: robot checks, missing pages, faults, consent, logins, subscriptions.

A story about any of these uses their words too. So words count only at the start of a line, and only on a page that does not
look like a story's: undated, with next to no links or next to no text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from itertools import islice
from pathlib import Path

from lxml.html import HtmlElement

from archive.text.arabic import fold
from archive.text.page.blocks import Line

TABLE = Path(__file__).with_name("walls.toml")
LINES_MAX = 40
LINE_MAX = 400
WHOLE_MIN = 0.5
"""Share of a title that says nothing else; an outlet's name may stand beside it."""
QUOTED_MAX = 60
CHECKS = ("px-captcha", "challenge-form", "cf-wrapper")
SCRIPTS_MAX = 40
SCRIPT_START = 600
WALL_BELOW = 15
"""Lines below a story within which a wall cuts it off."""

_LEADS = " -–—_*.:|!«»\"'()[]،؛…"
_JOINT = re.compile(r"\s[|–—-]\s")
_WALLED_NAME = re.compile(
    r"pay-?wall|reg-?wall|subscri(?:be|ption|ber)-?wall|premium-?(?:wall|lock)|content-?lock", re.IGNORECASE
)


def guard_of(tree: HtmlElement) -> str | None:
    """Return the mark of a robot check among the page's scripts, frames and elements, or None. Before scripts are dropped."""
    for element in islice(tree.iter("script", "iframe"), SCRIPTS_MAX):
        found = shape("guards").search(f"{element.get('src') or ''} {(element.text or '')[:SCRIPT_START]}".lower())
        if found:
            return found[0]
    return next(
        (name for name in CHECKS if tree.get_element_by_id(name, None) is not None),
        None,
    )


def saying(kind: str, lines: Sequence[str], *, whole: bool = False) -> str | None:
    """Return the beginning of the first of `lines` that says what walls of this kind say, or None.

    `whole`: it says little more.
    """
    pattern = shape(kind)
    for text in lines[:LINES_MAX]:
        plain = _courtesies().sub("", fold(text[: LINE_MAX + 1]).strip(_LEADS)).strip(_LEADS)
        found = pattern.match(plain) if len(text) <= LINE_MAX else None
        if found and (not whole or len(found[0]) >= WHOLE_MIN * len(_JOINT.split(plain)[0])):
            return text[:QUOTED_MAX]
    return None


def wall_below(seen: Sequence[Line], first: int, last: int, kept: Sequence[Line]) -> str | None:
    """Return what closes the story off: a line that asks for a subscription or a login, or a box named as such, or None.

    It stands within the story or right below; a story's own sentence never counts, but for its last.
    """
    own = {line.index for line in kept[:-1]}
    for line in seen[max(0, first - 2) : last + WALL_BELOW]:
        if line.index not in own and (saying("wall", (line.text,)) or _is_in_wall(line)):
            return line.text[:QUOTED_MAX]
    return None


def is_offer(text: str) -> bool:
    """Return whether a line says what a subscription costs or gives, or asks for one."""
    return saying("offer", (text,)) is not None or saying("wall", (text,)) is not None


def asks_to_subscribe(seen: Sequence[Line]) -> bool:
    """Return whether any line of the page asks for a subscription or a login to read on."""
    return any(saying("wall", (line.text,)) for line in seen)


@cache
def shape(kind: str) -> re.Pattern[str]:
    """Return the pattern of the table's shapes of this kind, for folded text."""
    return re.compile("|".join(f"(?:{one})" for one in tomllib.loads(TABLE.read_text("utf-8"))[kind]))


@cache
def _courtesies() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{shape('courtesies').pattern})[\s!،,.…:-]{{1,6}}){{1,2}}")


def _is_in_wall(line: Line) -> bool:
    """Return whether a line stands in a box named as a wall, and asks for something."""
    if line.holder is None or not _WALLED_NAME.search(f"{line.holder.get('class')} {line.holder.get('id')}"):
        return False
    return shape("asking").search(fold(line.text[:LINE_MAX])) is not None
