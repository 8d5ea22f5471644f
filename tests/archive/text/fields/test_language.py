"""The language of a text, whatever the page declares."""

from __future__ import annotations

import pytest

from archive.text.fields.language import language_of

SAID = {
    "ar": "أعلنت وزارة الزراعة بدء موسم حصاد القمح في سهول الشمال بعد شتاء وفير الأمطار، وقال الوزير إن المحصول يفوق حصاد العام الماضي.",
    "fa": "وزیر کشاورزی گفت که فصل برداشت گندم در دشت‌های شمال آغاز شد و محصول امسال از سال گذشته بیشتر است و مراکز خرید برای کشاورزان باز است.",
    "ur": "وزیر زراعت نے کہا ہے کہ شمالی میدانوں میں گندم کی کٹائی شروع ہو گئی ہے اور اس سال کی پیداوار پچھلے سال سے زیادہ ہے۔",
    "ckb": "وەزیری کشتوکاڵ ڕایگەیاند کە وەرزی دروێنەی گەنم لە دەشتەکانی باکوور دەستی پێکردووە و بەرهەمی ئەمساڵ لە ساڵی ڕابردوو زیاترە.",
    "en": "The minister of agriculture said that the wheat harvest has begun in the northern plains and that it is larger than last year.",
    "fr": "Le ministre de l'agriculture a annoncé que la récolte du blé est ouverte dans les plaines du nord et que les centres sont prêts.",
    "tr": "Tarım bakanı kuzey ovalarında buğday hasadının başladığını ve bu yıl daha çok ürün beklendiğini çiftçiler için duyurdu.",
    "kmr": "Wezîrê çandiniyê got ku demsala genim li deştên bakur dest pê kir û berhema îsal ji ya par zêdetir e û navend ji bo cotkaran hatin vekirin.",
    "he": "שר החקלאות הודיע כי עונת קציר החיטה החלה במישורי הצפון וכי היבול השנה גדול יותר מאשתקד.",
}


@pytest.mark.parametrize("code", SAID)
def test_language_is_told_by_the_text_where_another_is_declared(code: str) -> None:
    assert language_of(SAID[code], "en-US" if code != "en" else "ar") == code


def test_arabic_story_with_persian_names_is_arabic() -> None:
    assert language_of(f"{SAID['ar']} وقالت وكالة پارس إن الوفد زار گيلان وچابهار.", "fa") == "ar"


def test_persian_typed_with_arabic_letters_is_persian() -> None:
    assert language_of(SAID["fa"].replace("ی", "ي").replace("ک", "ك"), "ar") == "fa"


@pytest.mark.parametrize(("declared", "expected"), [("ar-EG", "ar"), ("fa_IR", "fa"), (None, "ar")])
def test_declared_language_counts_where_there_is_next_to_no_text(declared: str | None, expected: str) -> None:
    assert language_of("عاجل", declared) == expected
