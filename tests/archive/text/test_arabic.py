from __future__ import annotations

import pytest

from archive.text.arabic import clean, fold


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  كلمة \u00a0 أخرى\t\r\n\n\n سطر ", "كلمة أخرى\nسطر"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("عـــاجل «نصٌّ» “ب” ٣٫٥ ﻻ", "عـــاجل «نصٌّ» “ب” ٣٫٥ ﻻ"),
        ("\ufeffأ\u200bب\u202eج\u0000د\u2066ه\u2069", "أبجده"),
        ("\u200fنص\u200f", "نص"),
        ("a\ud800b", "ab"),
    ],
)
def test_clean_takes_only_what_no_reader_sees(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("أحمد", "احمد"),
        ("فاطمة", "فاطمه"),
        ("بنى", "بني"),
        ("روبرـــــت", "روبرت"),
        ("مَبنا", "مبنا"),
        ("٢٠٢٦ ۱۴ Reuters", "2026 14 reuters"),
        ("ایران کتاب", "ايران كتاب"),
        ("ﻻ", "لا"),
    ],
)
def test_fold_gives_one_form(text: str, folded: str) -> None:
    assert fold(text) == folded
