"""Stories are files: stories/*.toml, one a story, gold and printings together.

The body is written one block a line, blank lines between: "## " a sub-heading, "- " an item, "> " a quotation,
"| a | b |" a table's row, "~ " a line of verse; anything else is a paragraph.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.newsroom.model import Block, BlockKind, Change, CreditStyle, Printing, Story

FOLDER = Path(__file__).parent / "stories"
MARKS = {"## ": BlockKind.HEADING, "- ": BlockKind.ITEM, "> ": BlockKind.QUOTE, "~ ": BlockKind.VERSE}
LENGTHS_WORDS = {"flash": 20, "brief": 80, "full": 150, "long": 300}


@cache
def read_stories() -> tuple[Story, ...]:
    """Return all stories, in the order of their ids."""
    return tuple(read_story(path) for path in sorted(FOLDER.glob("*.toml")))


def read_story(path: Path) -> Story:
    """Return the story of one file; its id is the file's name."""
    data: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    return Story(
        id=path.stem,
        headline=data["headline"],
        description=data["description"],
        section=data["section"],
        keywords=tuple(data["keywords"]),
        dateline=data.get("dateline"),
        agency=data.get("agency"),
        published=data["published"],
        length=data["length"],
        body=parse_body(data["body"]),
        printings=tuple(_printing(each) for each in data["printing"]),
    )


def parse_body(text: str) -> tuple[Block, ...]:
    """Return the blocks of a body as it is written in a story's file."""
    return tuple(_block(line.strip()) for line in text.splitlines() if line.strip())


def words(blocks: tuple[Block, ...]) -> int:
    """Return how many words the blocks hold."""
    return sum(len(block.text.split()) for block in blocks)


def _block(line: str) -> Block:
    if line.startswith("|"):
        cells = (cell.strip() for cell in line.strip("|").split("|"))
        return Block(kind=BlockKind.ROW, text=" | ".join(cells))
    for mark, kind in MARKS.items():
        if line.startswith(mark):
            return Block(kind=kind, text=line.removeprefix(mark).strip())
    return Block(kind=BlockKind.PARAGRAPH, text=line)


def _printing(data: dict[str, Any]) -> Printing:
    changes = tuple(_change(each) for each in data.pop("change", ()))
    style = CreditStyle(data.pop("credit_style", CreditStyle.NONE))
    author = tuple(data.pop("author", ()))
    replace = _pairs(data.pop("replace", ()))
    return Printing(credit_style=style, author=author, changes=changes, replace=replace, **data)


def _change(data: dict[str, Any]) -> Change:
    at: datetime = data["at"]
    return Change(at=at, kind=data["kind"], replace=_pairs(data.get("replace", ())), headline=data.get("headline"))


def _pairs(data: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((old, new) for old, new in data)
