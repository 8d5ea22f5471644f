from __future__ import annotations

import pytest

from archive.text.fields.headline import outlets_told
from archive.text.fields.signed import read_signed


@pytest.mark.parametrize(
    ("title", "headline", "name"),
    [
        ("القربة المخرومة: ماذا بقي من الحكم؟ .. بقلم: عبد المنعم أبو سبيب", "القربة المخرومة: ماذا بقي من الحكم؟", "عبد المنعم أبو سبيب"),
        ("حين تغيب الجسور عن المدينة … بقلم / هدى الطاهر", "حين تغيب الجسور عن المدينة", "هدى الطاهر"),
        ("حين تغيب الجسور عن المدينة.. بقلم هدى الطاهر", "حين تغيب الجسور عن المدينة", "هدى الطاهر"),
        ("حكايات الجسور - كتب: هدى الطاهر", "حكايات الجسور", "هدى الطاهر"),
        ("حكايات الجسور (بقلم: هدى الطاهر)", "حكايات الجسور", "هدى الطاهر"),
        ("حكايات الجسور .. بقلم: هدى الطاهر - المثال", "حكايات الجسور", "هدى الطاهر"),
        ("حكايات الجسور بقلم: هدى الطاهر", "حكايات الجسور", "هدى الطاهر"),
    ],
)  # fmt: skip
def test_name_that_a_label_sets_apart_ends_a_title(title: str, headline: str, name: str) -> None:
    signed = read_signed(title)
    assert (signed.title, signed.name) == (headline, name)


@pytest.mark.parametrize(
    "title",
    [
        "كتاب «بقلم امرأة» يفوز بجائزة المدينة",
        "رحيل المعماري الذي بنى الجسور.. بقلم جديد يروى تاريخه",
        "هدى الطاهر تكتب: حين تغيب الجسور عن المدينة",
        "رسائل كتبت: قصة الحرب كما رواها الجنود",
        "بقلم: هدى الطاهر",
        "وزير كتب استقالته بقلم رصاص",
    ],
)
def test_title_without_a_signature_is_left(title: str) -> None:
    assert (read_signed(title).title, read_signed(title).name) == (title, None)


def test_writer_beside_the_headline_is_no_outlet() -> None:
    titles = ("حكايات الجسور القديمة .. بقلم: هدى الطاهر - المثال",)
    assert not any("هدى" in name for name in outlets_told(titles, "حكايات الجسور القديمة"))
