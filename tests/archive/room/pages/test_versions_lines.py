"""Two texts laid out for reading: which words stand in which line, what is folded, what leads where."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.room.pages.versions_lines import AFTER, BEFORE, Block, Line, lay_out, one_line
from archive.text.changes.changes import compare
from archive.text.changes.runs import Fate
from tests.archive.text.changes.articles import article

LINES = tuple(f"وصلت القافلة رقم {number} إلى المدينة صباح اليوم {number}." for number in range(1, 13))


def laid(before: str, after: str) -> tuple[Block, ...]:
    return lay_out(compare(article(body=before), article(body=after)).body)


def text_of(line: Line) -> str:
    return "".join(one.text for one in line).strip()


def both(blocks: tuple[Block, ...]) -> list[str]:
    return [text_of(line) for block in blocks for row in block.rows for line in row.both]


def test_words_put_for_others_stand_beside_them():
    block, _ = laid("بلغ عدد القتلى 12.\nنهاية", "بلغ عدد القتلى 15.\nنهاية")
    assert [(one.fate, one.text) for one in block.rows[0].both[0]][:3] == [
        (Fate.KEPT, "بلغ عدد القتلى "),
        (Fate.REMOVED, "12"),
        (Fate.ADDED, "15"),
    ]


def test_words_put_for_others_at_the_end_of_a_paragraph_stay_in_it():
    assert both(laid("وصلت القافلة أمس\nنهاية", "وصلت القافلة اليوم\nنهاية")) == ["وصلت القافلة أمس اليوم", "نهاية"]


def test_a_paragraph_that_went_has_a_line_of_its_own():
    blocks = laid("\n".join(LINES[:3]), "\n".join((LINES[0], LINES[2])))
    assert both(blocks) == list(LINES[:3])
    assert [row.is_kept for block in blocks for row in block.rows] == [True, False, True]


def test_a_paragraph_that_went_from_the_end_has_a_line_of_its_own():
    assert both(laid("\n".join(LINES[:2]), LINES[0])) == list(LINES[:2])


def test_what_stayed_is_folded_but_for_what_is_next_to_a_change():
    after = (*LINES[:5], LINES[5].replace("القافلة", "الشاحنة"), *LINES[6:])
    blocks = laid("\n".join(LINES), "\n".join(after))
    assert [(block.is_folded, len(block.rows)) for block in blocks] == [
        (True, 4),
        (False, 1),
        (False, 1),
        (False, 1),
        (True, 5),
    ]


def test_texts_that_are_the_same_are_folded_whole():
    (block,) = laid("\n".join(LINES), "\n".join(LINES))
    assert (block.is_folded, len(block.rows)) == (True, len(LINES))


def test_both_ends_of_a_move_lead_to_one_another():
    after = (LINES[3], *LINES[:3], *LINES[4:])
    words = [one for block in laid("\n".join(LINES), "\n".join(after)) for row in block.rows for one in row.both[0]]
    came, left = (one for one in words if one.other)
    assert (came.fate, left.fate) == (Fate.MOVED_HERE, Fate.MOVED_AWAY)
    assert (came.anchor, came.other) == (left.other, left.anchor)
    assert (came.is_later, left.is_later) == (True, False)


def test_sides_hold_what_was_and_what_is():
    before, after = "\n".join(LINES[:4]), "\n".join((LINES[1].replace("المدينة", "القرية"), LINES[0], LINES[3]))
    rows = [row for block in laid(before, after) for row in block.rows]
    assert "\n".join(text_of(line) for row in rows for line in row.before) == before
    assert "\n".join(text_of(line) for row in rows for line in row.after) == after


def test_a_headline_is_one_line_whatever_breaks_it():
    line = one_line(compare(article(headline="عنوان\nفي سطرين"), article(headline="عنوان\nفي ثلاثة")).headline)
    assert "\n" not in text_of(line)


@pytest.mark.parametrize("sign", ["\u202a", "\u202e", "\u2066", "\u2069"])
def test_what_turns_the_line_round_is_left_out(sign):
    assert sign not in "".join(both(laid(f"كلمة {sign}أولى", f"كلمة {sign}ثانية")))


texts = st.lists(st.sampled_from([*LINES[:4], "نعم.", "«كلمة» في", "\n", "\n\n", " "]), max_size=14).map(" ".join)


@given(texts, texts)
@settings(max_examples=200, deadline=None)
def test_no_word_is_lost_and_no_anchor_named_twice(before, after):
    comparison = compare(article(body=before), article(body=after))
    rows = [row for block in lay_out(comparison.body) for row in block.rows]
    pieces = [piece for piece in comparison.body if piece.fate is not Fate.REMOVED or piece.move is None]
    for fates, lines in ((BEFORE, [row.before for row in rows]), (AFTER, [row.after for row in rows])):
        shown = " ".join(one.text for row in lines for line in row for one in line).split()
        assert "".join(shown) == "".join("".join(piece.text for piece in pieces if piece.fate in fates).split())
    anchors = [one.anchor for row in rows for line in row.both for one in line if one.anchor]
    assert len(anchors) == len(set(anchors))
