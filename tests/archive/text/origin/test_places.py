from __future__ import annotations

import pytest

from archive.text.origin.places import is_place, is_town, may_be_place


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("لندن/دبي", True),
        ("القدس المحتلة", True),
        ("رام الله وغزة", True),
        ("مدينة غزة", True),
        ("اسطنبول", True),
        ("الاقتصاد", False),
        ("", False),
    ],
)
def test_place_is_one_that_datelines_name(text: str, *, known: bool) -> None:
    assert is_place(text) is known


@pytest.mark.parametrize(("text", "is_one"), [("أسيوط", True), ("الكويت", True), ("مصر", False), ("مصر والأردن", False)])
def test_country_is_no_town(text: str, *, is_one: bool) -> None:
    assert is_town(text) is is_one


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("تل الزعفران", True),
        ("قال مسؤول", False),
        ("وزير الخارجية", False),
        ("عين 5", False),
        ("الأحد", False),
        ("كلمات أكثر من أن تكون اسما", False),
    ],
)
def test_unknown_place_has_few_words_and_none_of_news(text: str, *, may_be: bool) -> None:
    assert may_be_place(text) is may_be
