from __future__ import annotations

import pytest

from archive.text.body.titled import is_titled, known_titles

TITLE = "افتتاح معرض الكتاب المستعمل في الساحة الكبرى"
KNOWN = known_titles((TITLE, "محليات"))


@pytest.mark.parametrize(
    "node",
    [
        {"title": TITLE},
        {"headlines": {"basic": TITLE, "mobile": "معرض الكتاب"}},
        {"name": f"{TITLE} - المثال"},
    ],
)
def test_object_with_a_title_of_the_page_is_its_storys(node: dict[str, object]) -> None:
    assert is_titled(node, KNOWN)


@pytest.mark.parametrize(
    "node", [{"title": "إغلاق معرض الكتاب قبل موعده"}, {"title": "محليات"}, {"body": TITLE}, {"title": 17}]
)
def test_object_with_another_title_or_a_short_one_is_not(node: dict[str, object]) -> None:
    assert not is_titled(node, KNOWN)
