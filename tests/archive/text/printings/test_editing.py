from __future__ import annotations

import pytest

from archive.models import Article
from archive.text.changes.kinds import ChangeKind
from archive.text.printings.editing import PARAGRAPHS_MAX, Part, editing
from tests.archive.catalog.samples import article
from tests.archive.text.printings.labelled import DEVELOPED, second_hand

LINES = (
    "أعلنت الوزارة اليوم افتتاح الجسر الجديد فوق النهر بعد عامين من العمل المتواصل ليلا ونهارا.",
    "وقال المدير العام سمير الحداد إن التكلفة بلغت 12 مليون دينار دفعت البلدية نصفها.",
    "ويربط الجسر ضفتي المدينة ويختصر الطريق إلى المستشفى المركزي عشرين دقيقة كاملة.",
    "وكان الجسر القديم قد انهار في فيضان ضرب المنطقة قبل سبعة أعوام.",
)
OTHER = "وتنظم الجمعية في المساء حفلا موسيقيا تشارك فيه فرق من القرى المجاورة."


def text(*lines: str) -> Article:
    return article("https://news.example/1", "\n".join(lines))


WIRE = text(*LINES)


def test_a_text_that_was_not_touched():
    found = editing(WIRE, WIRE)
    assert (found.kept, found.cut, found.cut_from, found.added, found.altered, found.moved) == (1.0, (), (), (), (), 0)


@pytest.mark.parametrize(
    ("left", "numbers", "parts"),
    [
        ((0, 1), [3, 4], (Part.BOTTOM,)),
        ((2, 3), [1, 2], (Part.TOP,)),
        ((0, 3), [2, 3], (Part.MIDDLE,)),
        ((1,), [1, 3, 4], (Part.TOP, Part.BOTTOM)),
        ((0, 2), [2, 4], (Part.MIDDLE, Part.BOTTOM)),
    ],
)
def test_where_paragraphs_were_cut(left, numbers, parts):
    found = editing(WIRE, text(*(LINES[place] for place in left)))
    assert [passage.number for passage in found.cut] == numbers
    assert [passage.text for passage in found.cut] == [LINES[number - 1] for number in numbers]
    assert (found.cut_from, found.added) == (parts, ())
    assert 0 < found.kept < 1


def test_a_text_of_which_nothing_is_left():
    found = editing(WIRE, text(OTHER))
    assert (found.kept, len(found.cut), found.cut_from) == (0.0, 4, tuple(Part))
    assert [passage.text for passage in found.added] == [OTHER]


def test_what_was_added_by_its_number_in_the_printing():
    found = editing(WIRE, text(OTHER, *LINES))
    assert [(passage.number, passage.text) for passage in found.added] == [(1, OTHER)]
    assert (found.cut, found.kept) == ((), 1.0)


def test_numbers_and_names_are_told_before_other_words():
    changed = LINES[1].replace("12 مليون", "15 مليون").replace("سمير الحداد", "نبيل الحداد").replace("دفعت", "سددت")
    found = editing(WIRE, text(LINES[0], changed, *LINES[2:]))
    assert found.altered[0].kind is ChangeKind.NUMBER
    assert (found.altered[0].before.strip(), found.altered[0].after.strip()) == ("12", "15")
    assert found.cut == found.added == ()


def test_a_paragraph_that_was_rewritten_is_altered_and_not_cut():
    found = editing(WIRE, text(LINES[0].replace("أعلنت الوزارة اليوم", "كشفت الوزارة أمس عن"), *LINES[1:]))
    assert found.cut == found.added == ()
    assert found.altered


def test_other_digits_and_marks_alter_nothing():
    found = editing(WIRE, text(*(line.translate(str.maketrans("12", "١٢")) for line in LINES)))
    assert (found.kept, found.cut, found.added) == (1.0, (), ())
    assert ChangeKind.NUMBER not in {change.kind for change in found.altered}


@pytest.mark.parametrize("body", ["", "\n\n", "كلمة", "كلمة أخرى"])
def test_next_to_no_text(body):
    for found in (editing(WIRE, text(body)), editing(text(body), WIRE), editing(text(body), text(body))):
        assert 0.0 <= found.kept <= 1.0


def test_long_texts_are_compared_in_part():
    long = text(*(f"فقرة رقم {number} من نص طويل جدا لا يقرؤه أحد" for number in range(3 * PARAGRAPHS_MAX)))
    found = editing(long, text(LINES[0]))
    assert len(found.cut) <= PARAGRAPHS_MAX


@pytest.mark.parametrize("wire", second_hand(DEVELOPED)[:4], ids=lambda wire: wire.stem)
def test_what_desks_did_is_told(wire):
    lines = wire.text.splitlines()
    made = {one.kind: editing(text(*lines), text(*one.text.splitlines())) for one in wire.printings}
    assert made["gulf"].cut_from == (Part.BOTTOM,)
    assert made["retold"].cut[-1].number == len(lines)
    assert [passage.number for passage in made["maghreb"].cut] == [3]
    assert made["lead"].added[0].number == 1
    assert len(made["merged"].added) == 3
    assert made["brief"].kept < made["gulf"].kept
