from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from archive.text import terms as module
from archive.text.arabic import fold
from archive.text.terms import holds, runs, term, terms, variants, words

FAMILIES = (
    "لبنان اللبناني اللبنانية لبنانيون واللبنانيين",
    "سوريا سورية السوري للسوريين",
    "ألمانيا المانيا الألمانية الألماني",
    "أمريكا أميركا الأمريكي الأميركية",
    "أوروبا أوربا الأوروبي الأوربية",
    "التزام الالتزام بالالتزام بالتزام",
    "حكومة الحكومات حكومته حكومتها للحكومة",
    "لجنة اللجنة للجنة لجنتها واللجنة",
    "وزير الوزير للوزير وزيرة وزيرا وَزِيرٌ",
    "مسؤول المسئول مسؤولة مسئولين",
    "شؤون شئون الشؤون",
    "قراءة القراءات قراءته",
    "الله والله لله",
    "مستشفى المستشفى مستشفيات",
    "كتابٌ كتـــاب الكتاب كتابا",
    "دولة الدولتين دولتان دولته دولتهم",
    "وفاة الوفاة وفاته وفاتهما",
    "مباراة المباراتين مبارياته مباراتهم",
    "منازل المنازل منازلهم",
    "رياضة الرياضة رياضي رياضية الرياضيين",
    "عملية العمليات عمليتين",
    "جمعية الجمعيات للجمعية",
    "شرطة الشرطة شرطي",
    "والد والده والدته الوالدين",
    "شاطئ شاطيء الشاطئ",
    "فيينا ڤيينا",
    "1,000 1000 ١٬٠٠٠ ١٠٠٠ 1،000",
)
APART = (
    "لبنان لبن",
    "بحرين بحر",
    "سوريا سور",
    "سليمان سليم",
    "لجنة جنة",
    "وزير زير",
    "رمضان رمض",
    "الله له",
    "ماء ما",
    "علي عليا",
    "الرياض رياضة",
    "جمعة جمعية",
    "جمعة جمع",
    "شرطة شرط",
    "سلامة سلام",
    "عملة عمل",
    "عملة عملية",
    "وفاة وفا",
    "مرأة مرات",
    "مساهم مسا",
    "السيستاني السيسي",
)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.split()[0])
def test_forms_of_one_word_have_one_term(family: str) -> None:
    assert len({term(word) for word in family.split()}) == 1


@pytest.mark.parametrize("pair", APART)
def test_words_that_only_look_alike_are_apart(pair: str) -> None:
    one, other = pair.split()
    assert term(one) != term(other)


@pytest.mark.parametrize(
    ("asked", "printed"),
    [("مصر", "ولمصر"), ("مصر", "بمصر"), ("مصريين", "فالمصريون"), ("سنة", "بسنة"), ("لبنان", "بلبنان"), ("سوريا", "بسوريا")],
)
def test_particles_before_a_word_do_not_hide_it(asked: str, printed: str) -> None:
    assert term(printed) in variants(asked)


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("ريم", "كريم"),
        ("ريم", "وكريم"),
        ("حر", "بحر"),
        ("عيد", "بعيد"),
        ("أحد", "واحد"),
        ("رقة", "ورقة"),
        ("أهم", "الولايات"),
        ("صلاة", "فصل"),
        ("حصة", "فحص"),
        ("باب", "كباب"),
    ],
)
def test_word_of_its_own_is_not_taken_for_one_with_a_particle(asked: str, printed: str) -> None:
    assert term(printed) not in variants(asked)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("٢٠٢٦", "2026"),
        ("۲۰۲۶", "2026"),
        ("ﺍﻟﺴﻼﻡ", "السلام"),
        ("کتاب", "كتاب"),
        ("Café", "cafe"),
        ("e\u0301mile", "émile"),
        ("ا\u0653سيا", "آسيا"),
        ("مي\u0654ة", "مئة"),
        ("پيرو", "پيرو"),
    ],
)
def test_spellings_that_mean_the_same_are_folded_alike(one: str, other: str) -> None:
    assert term(one) == term(other) != ""


@given(some.text(alphabet=[chr(code) for code in range(0x621, 0x653) if not 0x63B <= code <= 0x63F], max_size=12))
def test_short_way_of_folding_ends_where_the_long_one_does(word: str) -> None:
    assert module._folded(word) == fold(word).translate(str.maketrans("ؤئ", "ءء")).replace("_", "")


@given(some.text())
def test_terms_are_letters_and_digits_between_spaces(text: str) -> None:
    parts = terms(text).split(" ")
    assert all(char.isalnum() or unicodedata.category(char) in {"Mc", "Me", "Nl", "No"} for part in parts for char in part)
    assert len(parts) == max(1, len(list(words(text))))


@given(some.text())
def test_words_stand_where_they_are_said_to(text: str) -> None:
    for start, end, word in words(text):
        assert text[start:end].replace("_", " ") == word


@pytest.mark.parametrize(
    ("text", "phrase", "is_held"),
    [
        ("اجتمع مجلس الأمن أمس", "مجلس الأمن", True),
        ("اجتمع مَجْلِسُ الأمـن أمس", "مجلس الأمن", True),
        ("اجتمع مجلس\nالأمن", "مجلس الأمن", True),
        ("قال: «نعم»، ثم", "قال نعم ثم", True),
        ("اجتمع مجلس الامن", "مجلس الأمن", False),
        ("اجتمعت مجالس الأمن", "مجلس الأمن", False),
        ("مجلس الأمناء، ثم مجلس الأمن", "مجلس الأمن", True),
        ("مجلس الأمناء", "مجلس الأمن", False),
        ("The Old Bridge", "old bridge", True),
        ("ترجم کتاب", "كتاب", True),
    ],
)
def test_phrase_is_held_as_printed(text: str, phrase: str, is_held: bool) -> None:  # noqa: FBT001
    assert holds(text, phrase) is is_held


@pytest.mark.parametrize("glued", ["عبدالله", "أبوظبي", "نيويورك", "بورسعيد", "كفرالشيخ", "وعبدالرحمن"])
def test_name_in_one_is_the_name_in_two(glued: str) -> None:
    parts = [word for _, _, word in words(f"قال {glued} أمس")][1:-1]
    assert (len(parts), "".join(parts)) == (2, glued)
    assert terms(glued) == terms(" ".join(parts))


@pytest.mark.parametrize("whole", ["عبداله", "أبواب", "نيوزيلندي", "معبدالمدينة", "12345,678", "1,00"])
def test_word_that_only_begins_so_stays_whole(whole: str) -> None:
    assert "عبد" not in terms(whole).split()
    assert "ابو" not in terms(whole).split()
    assert terms(whole) != terms(whole.replace(",", "")) or "," not in whole


@pytest.mark.parametrize(
    ("text", "found"),
    [("و25", "و 25"), ("بـ٢٥", "ب 25"), ("كوفيد19", "كوفيد 19"), ("60كم", "60 كم"), ("و2,500", "و 2500"), ("G20", "g20")],
)
def test_number_beside_a_word_is_a_word(text: str, found: str) -> None:
    assert terms(text) == found


def test_word_is_looked_for_with_what_may_stand_before_it() -> None:
    assert ("لعبد", "الله") in runs("عبدالله")
    assert ("ب" + term("كوفيد"), "19") in runs("كوفيد-19")
    assert runs("-".join("abcdef")) == (tuple("abcdef"),)
