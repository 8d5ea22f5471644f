"""Two long texts laid beside each other by whole paragraphs, so that nobody waits for their words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from archive.text.changes.opcodes import opcodes
from archive.text.changes.runs import Fate, Run
from archive.text.changes.tokens import Token, tokens_of

FATES = {"equal": Fate.KEPT, "delete": Fate.REMOVED, "insert": Fate.ADDED}


def align_paragraphs(before: str, after: str) -> tuple[Run, ...]:
    """Return both texts as one row of runs of whole paragraphs. One that moved is told as gone and come."""
    return tuple(_runs(before.splitlines(), after.splitlines()))


def _runs(old: list[str], new: list[str]) -> Iterator[Run]:
    keys = [[" ".join(line.split()) for line in lines] for lines in (old, new)]
    for is_kept, stretch in groupby(opcodes(*keys), key=lambda code: code[0] == "equal"):
        for tag, start, end, new_start, new_end in sorted(stretch):  # what went comes before what came in its place
            lines = old[start:end] if tag == "delete" else new[new_start:new_end]
            yield Run(FATES[tag], _tokens(lines, is_kept=is_kept))


def _tokens(lines: list[str], *, is_kept: bool) -> tuple[Token, ...]:
    """Return the words of what changed, by which its kind is told; what was kept as it is, a token a paragraph."""
    if is_kept:
        return tuple(Token(line, "\n") for line in lines)
    return tokens_of("".join(f"{line}\n" for line in lines))
