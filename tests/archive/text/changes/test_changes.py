from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.changes.align import align
from archive.text.changes.changes import BODY, DECK, HEADLINE, compare, compare_within
from archive.text.changes.kinds import ChangeKind
from archive.text.changes.runs import Fate
from archive.text.changes.tokens import sentences_of, text_of, tokens_of
from tests.archive.text.changes.articles import article

FIRST = "قال الوزير محمد علي إن 12 شخصا أصيبوا في القاهرة."
SECOND = "وأضاف أن التحقيق ما زال مستمرا حتى مساء اليوم."
THIRD = "وكانت الشرطة قد وصلت إلى المكان بعد ساعة كاملة."

texts = st.lists(
    st.sampled_from([FIRST, SECOND, THIRD, "نعم.", "د. سمير حضر", "«كلمة» في 3.5% من", "\n", " ", "قالَ", "."]), max_size=12
).map(" ".join)


def kinds(before: str, after: str) -> list[tuple[str, str, str]]:
    found = compare(article(body=before), article(body=after)).changes
    return [(change.kind.value, change.before, change.after) for change in found]


def side(before: str, after: str, fates: set[Fate], *, without_inner: bool) -> str:
    runs = [run for run in align(before, after) if run.fate in fates]
    if without_inner:
        runs = [run for run in runs if not (run.fate is Fate.REMOVED and run.move is not None)]
    return " ".join(token.text for run in runs for token in run.tokens)


@given(texts, texts)
@settings(max_examples=300, deadline=None)
def test_pieces_put_together_are_the_text_after(before, after):
    comparison = compare(article(body=before), article(body=after))
    shown = "".join(piece.text for piece in comparison.body if piece.fate in {Fate.KEPT, Fate.ADDED, Fate.MOVED_HERE})
    assert shown == after.lstrip()


@given(texts, texts)
@settings(max_examples=300, deadline=None)
def test_runs_put_together_are_the_text_before(before, after):
    fates = {Fate.KEPT, Fate.REMOVED, Fate.MOVED_AWAY}
    assert side(before, after, fates, without_inner=True) == " ".join(token.text for token in tokens_of(before))


@given(texts)
def test_the_same_text_has_no_change(text):
    assert compare(article(body=text), article(body=text)).changes == ()


@given(texts, texts)
@settings(deadline=None)
def test_each_change_is_shown_once_and_a_move_at_both_ends(before, after):
    comparison = compare(article(body=before), article(body=after))
    numbers = [change.number for change in comparison.changes]
    assert numbers == list(range(1, len(numbers) + 1))
    shown = [number for number, _ in groupby(piece.change for piece in comparison.body) if number is not None]
    for change in comparison.changes:
        if change.kind is not ChangeKind.WHITESPACE:
            assert shown.count(change.number) >= 1 + (change.kind is ChangeKind.MOVE)


def test_a_number_a_name_and_who_said_it_are_told_apart():
    assert kinds(FIRST, FIRST.replace("12", "15")) == [("number", "12", "15")]
    assert kinds(FIRST, FIRST.replace("علي", "سعيد")) == [("name", "علي", "سعيد")]
    assert kinds(FIRST, FIRST.replace("القاهرة", "الإسكندرية")) == [("name", "القاهرة", "الإسكندرية")]
    assert kinds(FIRST, FIRST.replace("قال", "زعم")) == [("attribution", "قال", "زعم")]
    assert kinds("أصيب ثلاثة في الحادث", "أصيب خمسة في الحادث") == [("number", "ثلاثة", "خمسة")]
    assert kinds("التقى الرئيس عون الوفد", "التقى الرئيس سلام الوفد") == [("name", "عون", "سلام")]


def test_digits_of_another_script_are_the_same_number():
    assert kinds(FIRST, FIRST.replace("12", "١٢")) == [("spelling", "12", "١٢")]


def test_hamza_marks_and_punctuation_are_spelling():
    assert kinds("في الإسكندرية أمس", "في الاسكندرية أمس") == [("spelling", "الإسكندرية", "الاسكندرية")]
    assert kinds("تقر الحكومة", "تُقِرّ الحكومة") == [("spelling", "تقر", "تُقِرّ")]
    assert kinds("جاء أمس.", "جاء أمس!") == [("spelling", ".", "!")]


def test_paragraphs_joined_are_white_space_only():
    comparison = compare(article(body=f"{FIRST}\n{SECOND}"), article(body=f"{FIRST} {SECOND}"))
    assert [change.kind for change in comparison.changes] == [ChangeKind.WHITESPACE]
    assert comparison.is_whitespace_only


def test_a_sentence_that_moved_is_no_removal():
    before, after = f"{FIRST}\n{SECOND}\n{THIRD}", f"{THIRD}\n{FIRST}\n{SECOND}"
    assert kinds(before, after) == [("move", THIRD, THIRD)]


def test_a_moved_sentence_shows_what_was_changed_in_it():
    touched = THIRD.replace("ساعة كاملة", "ساعتين")
    assert kinds(f"{FIRST}\n{SECOND}\n{THIRD}", f"{touched}\n{FIRST}\n{SECOND}") == [
        ("move", THIRD, THIRD),
        ("wording", "ساعة كاملة", "ساعتين"),
    ]


def test_a_sentence_added_or_removed_is_told_whole():
    assert kinds(f"{FIRST}\n{SECOND}", f"{FIRST}\n{THIRD}\n{SECOND}") == [("addition", "", THIRD)]
    assert kinds(f"{FIRST}\n{THIRD}\n{SECOND}", f"{FIRST}\n{SECOND}") == [("removal", THIRD, "")]
    assert kinds(FIRST, f"{FIRST} {SECOND}") == [("addition", "", SECOND)]


@pytest.mark.parametrize("notice", ["تصحيح: ورد في نسخة أولى اسم آخر", "تنويه - العدد الصحيح هو 15", "نعتذر عن الخطأ في الاسم"])
def test_a_correction_notice_is_known(notice):
    assert kinds(FIRST, f"{FIRST}\n{notice}")[-1][0] == "correction"


def test_a_story_about_a_correction_is_none():
    assert kinds(FIRST, f"{FIRST}\nتصحيح مسار الاقتصاد يحتاج إلى سنوات طويلة.")[-1][0] == "addition"


def test_two_unlike_sentences_share_no_islands():
    found = kinds("سافر الوفد صباحا في طائرة خاصة نحو الحدود", "تراجعت الأسعار كثيرا في أسواق آسيا خلال التعاملات")
    assert [kind for kind, _, _ in found] == ["wording"]


def test_headline_and_text_are_told_apart():
    comparison = compare(
        article(headline="عنوان أول", body=FIRST), article(headline="عنوان ثان", body=FIRST.replace("12", "13"))
    )
    assert [(change.number, change.where) for change in comparison.changes] == [(1, HEADLINE), (2, BODY)]
    assert {piece.change for piece in comparison.body} == {None, 2}


def test_an_initial_ends_no_sentence():
    text = "حضر د. سمير اللقاء. وتحدث «طويلا». ثم انصرف؟! نعم"
    assert [text_of(one) for one in sentences_of(tokens_of(text))] == [
        "حضر د. سمير اللقاء.",
        "وتحدث «طويلا».",
        "ثم انصرف؟!",
        "نعم",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("كلمة في " * 15_000, "كلمة على " * 15_000),
        ("كلمة في.\n" * 9_000, "كلمة على.\n" * 9_000),
        (". " * 50_000, "! " * 50_000),
        (f"{FIRST}\n" * 1_000, f"{SECOND}\n{FIRST}\n" * 700),
    ],
    ids=["words", "lines", "marks", "sentences"],
)
def test_hostile_texts_take_bounded_time(before, after):
    began = process_time()
    compare(article(body=before), article(body=after))
    assert process_time() - began < 10


def test_a_prefix_makes_no_other_name_and_no_other_speaker():
    assert kinds(FIRST, FIRST.replace("في القاهرة", "بالقاهرة")) == [("wording", "في القاهرة", "بالقاهرة")]
    assert kinds(FIRST, FIRST.replace("قال", "وقال")) == [("wording", "قال", "وقال")]
    assert kinds(FIRST, FIRST.replace("في القاهرة", "بالإسكندرية"))[0][0] == "name"
    assert kinds(FIRST, FIRST.replace("قال", "وزعم"))[0][0] == "attribution"


def test_a_number_written_otherwise_is_spelling():
    assert kinds("بلغ العدد 1,200 شخص", "بلغ العدد ١٬٢٠٠ شخص")[0][0] == "spelling"
    assert kinds("بلغ العدد 1200 شخص", "بلغ العدد 1,200 شخص")[0][0] == "spelling"
    assert kinds("ارتفع 3% أمس", "ارتفع ٣٪ أمس")[0][0] == "spelling"
    assert kinds("بلغ العدد 1,200 شخص", "بلغ العدد 1.200 شخص")[0][0] == "number"


@pytest.mark.parametrize("unseen", ["\u200b", "\u200f", "\u00ad", "\ufeff", "\u061c"])
@pytest.mark.parametrize("place", ["قال", "قا", "القاهرة", "12"])
def test_what_nobody_sees_is_white_space_only(place, unseen):
    comparison = compare(article(body=FIRST), article(body=FIRST.replace(place, place + unseen)))
    assert [change.kind for change in comparison.changes] == [ChangeKind.WHITESPACE]
    assert {piece.fate for piece in comparison.body} == {Fate.KEPT}


def test_a_change_at_the_end_of_a_very_long_text_is_found():
    long = "\n".join(f"{number} {SECOND}" for number in range(9_000))
    assert kinds(f"{long}\n{FIRST}", f"{long}\n{FIRST.replace('12', '13')}") == [("number", "12", "13")]


def test_numbers_changed_all_over_a_very_long_text_are_small_changes():
    long = "\n".join(f"{number} شخصا وصلوا إلى المدينة في القافلة الأخيرة." for number in range(4_000))
    found = kinds(long, long.replace("شخصا", "فردا"))
    assert (len(found), set(found)) == (4_000, {("wording", "شخصا", "فردا")})


def test_of_texts_too_long_to_be_compared_both_are_told_whole():
    before, after = "كلمة أخرى هنا " * 12_000, "شيء مختلف هناك " * 12_000
    (change,) = compare(article(body=before), article(body=after)).changes
    assert (change.before, change.after) == (before.strip(), after.strip())


def test_words_changed_within_a_moved_sentence_know_its_move():
    before, after = f"{FIRST}\n{SECOND}\n{THIRD}", f"{SECOND}\n{THIRD}\n{FIRST.replace('12', '13')}"
    pieces = compare(article(body=before), article(body=after)).body
    (move,) = {piece.move for piece in pieces if piece.fate is Fate.MOVED_HERE}
    assert [(piece.text.strip(), piece.move) for piece in pieces if piece.fate is Fate.REMOVED] == [("12", move)]
    stands = [piece for piece in pieces if piece.fate is not Fate.REMOVED or piece.move is None]
    stood = "".join(piece.text for piece in stands if piece.fate in {Fate.KEPT, Fate.REMOVED, Fate.MOVED_AWAY})
    assert stood.split() == before.split()


def test_decks_are_compared_too():
    before, after = (replace(article(body=FIRST), alternative_headline=deck) for deck in ("قتل 12 شخصا", "قتل 15 شخصا"))
    comparison = compare(before, after)
    assert [(change.kind, change.where) for change in comparison.changes] == [("number", DECK)]
    assert [piece.text.strip() for piece in comparison.deck] == ["قتل", "12", "15", "شخصا"]


def test_long_texts_are_compared_by_paragraphs():
    lines = [f"{number} {SECOND}" for number in range(2_000)]
    after = [*lines[:7], FIRST, *lines[8:]]
    comparison = compare_within(article(body="\n".join(lines)), article(body="\n".join(after)))
    assert comparison.by_paragraph
    assert [(change.before, change.after) for change in comparison.changes] == [(lines[7], FIRST)]
    assert (
        "".join(piece.text for piece in comparison.body if piece.fate is not Fate.REMOVED).split() == "\n".join(after).split()
    )


def test_a_megabyte_rewritten_takes_bounded_time():
    before, after = (" ".join(f"{word}{number}" for number in range(80_000)) for word in ("كلمة", "لفظ"))
    began = process_time()
    comparison = compare_within(article(body=before), article(body=after))
    assert [change.kind for change in comparison.changes] == [ChangeKind.WORDING]
    assert process_time() - began < 5


def test_a_notice_that_repeats_what_it_corrects_stands_for_itself():
    notice = "تصحيح: ورد في نسخة سابقة أن القتلى 12."
    assert kinds("قتل 12 شخصا.", f"قتل 15 شخصا.\n{notice}") == [("number", "12", "15"), ("correction", "", notice)]
    assert kinds(f"{FIRST}\n{notice}", f"{FIRST}\n{notice.replace('12', '13')}") == [("number", "12", "13")]
    assert [kind for kind, *_ in kinds(f"{notice}\n{FIRST}\n{SECOND}", f"{FIRST}\n{SECOND}\n{notice}")] == ["move"]


@pytest.mark.parametrize(
    "notice",
    [
        "(تصحيح لعدد الجرحى في الفقرة الأولى)",
        "اعتذار: نشرت الوكالة في وقت سابق رقمًا آخر.",
        "تمّ تحديث هذا الخبر بإضافة تصريحات الوزارة.",
        "عُدّل هذا الخبر في 3 نوفمبر لتصحيح عدد القتلى.",
        "(إعادة لتصحيح الاسم في الفقرة الثانية)",
        "Correction: an earlier version of this story gave another figure.",
    ],
)
def test_notices_are_known_by_what_editors_write(notice):
    assert kinds(f"{FIRST}\n{SECOND}", f"{FIRST}\n{SECOND}\n{notice}") == [("correction", "", notice)]


def test_a_speaker_that_came_or_went_within_a_sentence_is_attribution():
    said = FIRST.replace(".", "، وفق ما نقلت وكالة محلية.")
    assert [kind for kind, *_ in kinds(said, FIRST)] == ["attribution"]
    assert [kind for kind, *_ in kinds(FIRST, f"{FIRST}\nوقال المتحدث إن الطريق إلى المدينة مفتوح.")] == ["addition"]


def test_a_passage_written_anew_is_wording_whatever_its_numbers():
    before, after = (" ".join(f"{word}{number}" for number in range(40)) for word in ("كلمة", "لفظ"))
    assert [kind for kind, *_ in kinds(f"{before} 12", f"{after} 15")] == ["wording"]
