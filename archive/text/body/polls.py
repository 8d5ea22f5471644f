"""Polls among a story's paragraphs, made of bare lines: a question that asks for the reader's own mind, and short answers."""

from __future__ import annotations

from collections.abc import Sequence

from archive.text.arabic import fold
from archive.text.body.phrases import shape
from archive.text.page.blocks import Line

QUESTION_MAX = 160
ANSWER_MAX = 45
ANSWERS_MIN = 2
ANSWERS_MAX = 10

_STOPS = (".", ":", "؛", "،")


def without_polls(own: Sequence[Line]) -> list[Line]:
    """Return the lines of `own` that are neither a poll's question nor one of its answers."""
    kept: list[Line] = []
    end = 0
    for index, line in enumerate(own):
        if index < end:
            continue
        answers = _answers_below(own, index) if _asks(line.text) else 0
        end = index + 1 + answers if answers >= ANSWERS_MIN else end
        if index >= end:
            kept.append(line)
    return kept


def _asks(text: str) -> bool:
    """Tell a poll's question: named as one («استفتاء: …؟»), or put to the reader («هل تؤيد …؟»)."""
    return len(text) <= QUESTION_MAX and text.endswith(("؟", "?", ":")) and shape("poll").search(fold(text)) is not None


def _answers_below(own: Sequence[Line], index: int) -> int:
    """Return how many short lines made alike follow a question; questions in a row are an interview's or a story's."""
    answers = 0
    for line in own[index + 1 : index + 1 + ANSWERS_MAX]:
        if len(line.text) > ANSWER_MAX or line.text.endswith((*_STOPS, "؟", "?")) or line.tag != own[index + 1].tag:
            break
        answers += 1
    return answers
