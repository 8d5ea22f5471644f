"""What each step of reading takes away, and why: kept beside the result, so that the decisions can be shown to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from archive.text.page.blocks import Line


class Why(StrEnum):
    """Why a line is not the story's, in words for people."""

    OUTSIDE = "outside the story's place"
    RULE = "below the end that the source's rule names"
    ZONE = "in a place that is not the story's"
    TITLE = "repeats the headline"
    READERS = "a reader's comment, or below one"
    LABELS = "a label above the story's first paragraph"
    COMMENTS = "a comment section or a wall, or below one"
    BOX = "in a box of something else"
    RELATED = "leads to other stories"
    FURNITURE = "a label or a prompt"
    CAPTION = "a picture's caption or credit"
    TRAILER = "trails after the story's last paragraph"
    MARKS = "marks without words"
    OPINION = "in doubt, and a second opinion leaves it out"
    ENDED = "below the end of the text that the page carries a second time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`lines`: what stays after this step. `why`: why it left out the others."""

    why: Why
    lines: Sequence[Line]
