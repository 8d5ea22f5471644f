from __future__ import annotations

import tomllib
from pathlib import Path
from time import process_time

import pytest

from archive.text.printings.likeness import likeness, text_of
from archive.text.printings.shingles import SCALE, SIZE, fingerprint, narration, shingles, words_of

WIRES = sorted((Path(__file__).parent / "wires").glob("*.toml"))
WIRE = "أعلنت الوزارة اليوم افتتاح الجسر الجديد بعد عامين من العمل المتواصل. وقال المدير إن التكلفة بلغت 12 مليونا."


@pytest.fixture(scope="module")
def wires():
    return [tomllib.loads(path.read_text("utf-8")) for path in WIRES]


def test_words_of_another_house_style_are_the_same():
    assert words_of("وقال مسؤول في مدرسة إِسطنبول ١٢") == words_of("قال مسوول في مدرسه اسطنبول 12")


def test_a_short_text_is_one_run():
    assert len(shingles(words_of("خبر عاجل"))) == 1
    assert shingles(()) == frozenset()


def test_what_is_quoted_is_no_narration():
    assert words_of(narration("قال المدير «كل شيء على ما يرام» ثم انصرف")) == words_of("قال المدير ثم انصرف")


def test_a_cut_text_is_wholly_in_the_one_it_was_cut_from():
    cut = text_of(WIRE.partition(". ")[0])
    found = likeness(cut, text_of(WIRE))
    assert (found.shared, found.told, found.first, found.common, found.longest) == (1.0, 1.0, 1.0, 1.0, len(cut.words))
    assert likeness(text_of(WIRE), cut) == found


def test_two_texts_of_different_things_share_nothing():
    found = likeness(text_of(WIRE), text_of("فاز الفريق بالمباراة النهائية أمام جمهور كبير في الملعب الوطني مساء الخميس"))
    assert (found.shared, found.runs, found.longest, found.opening) == (0.0, 0, 0, 0.0)


def test_an_empty_text_is_like_none():
    assert likeness(text_of(""), text_of(WIRE)).shared == 0.0


def test_fingerprints_keep_the_same_runs_of_both(wires):
    whole = [shingles(words_of(wire["wire"])) for wire in wires]
    kept = sum(len(fingerprint(runs)) for runs in whole)
    assert 0.7 < kept * SCALE / sum(map(len, whole)) < 1.3
    for wire, runs in zip(wires, whole, strict=True):
        cut = shingles(words_of(wire["wire"][: len(wire["wire"]) // 2]))
        assert set(fingerprint(cut & runs)) <= set(fingerprint(runs))


def test_abridged_printings_share_more_than_own_reports(wires):
    for wire in wires:
        source = text_of(wire["wire"])
        cut = [likeness(source, text_of(one["text"])).shared for one in wire["printing"] if one["kind"] == "cut"]
        own = [likeness(source, text_of(one["text"])).shared for one in wire["other"] if one["kind"] == "own_report"]
        assert min(cut, default=1.0) > max(own, default=0.0) + 0.5


def test_long_texts_take_bounded_time():
    one, other = text_of("كلمة في مكان ما " * 100_000), text_of("كلمة في مكان اخر " * 100_000)
    began = process_time()
    likeness(one, other)
    assert process_time() - began < 5
    assert SIZE < len(one.words) <= 5_000
