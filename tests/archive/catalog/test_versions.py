from __future__ import annotations

import hashlib

import pytest

from archive.catalog.versions import Decision, decide, text_digest
from archive.models import Outcome
from tests.archive.catalog.samples import article


def new(number: int) -> Decision:
    return Decision(number=number, outcome=Outcome.ARCHIVED, is_new=True)


def returned(number: int) -> Decision:
    return Decision(number=number, outcome=Outcome.ARCHIVED, is_new=False)


def unchanged(number: int) -> Decision:
    return Decision(number=number, outcome=Outcome.UNCHANGED, is_new=False)


@pytest.mark.parametrize(
    ("latest", "known", "text", "decision"),
    [
        (None, "", "A", new(1)),
        (1, "A", "A", unchanged(1)),
        (2, "AA", "A", unchanged(2)),  # read again, they came to have one text
        (3, "AAB", "A", returned(1)),
        (1, "A", "B", new(2)),
        (2, "AB", "A", returned(1)),
        (1, "AB", "A", unchanged(1)),
        (1, "AB", "B", returned(2)),
        (1, "AB", "C", new(3)),
    ],
)
def test_decide_tells_new_old_and_returned_texts(latest: int | None, known: str, text: str, decision: Decision) -> None:
    assert decide(latest, tuple(known), text) == decision


def test_text_digest_is_of_headline_line_feed_and_body() -> None:
    read = article(body="سطر\nسطر", headline="عنوان")
    assert text_digest(read) == "sha256:" + hashlib.sha256("عنوان\nسطر\nسطر".encode()).hexdigest()


def test_text_digest_leaves_all_else_out() -> None:
    assert text_digest(article(dateline="صنعاء", author=("كاتب",))) == text_digest(article(dateline=None))


def test_text_digest_of_a_lone_surrogate_is_that_of_a_question_mark() -> None:
    assert text_digest(article(body="a\ud800b")) == text_digest(article(body="a?b"))
