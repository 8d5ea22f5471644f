from __future__ import annotations

import pytest

from archive.text.body.titled import is_titled, known_titles

TITLE = "افتتاح معرض الكتاب المستعمل في الساحة الكبرى"


@pytest.mark.parametrize(
    ("node", "is_own"),
    [
        ({"title": TITLE}, True),
        ({"headlines": {"basic": TITLE, "mobile": "معرض الكتاب"}}, True),
        ({"name": f"{TITLE} - المثال"}, True),
        ({"title": "إغلاق معرض الكتاب قبل موعده"}, False),
        ({"title": "محليات"}, False),
        ({"body": TITLE}, False),
        ({"title": 17}, False),
    ],
)
def test_object_with_a_title_of_the_page_is_its_storys(node: dict[str, object], is_own: bool) -> None:
    assert is_titled(node, known_titles((TITLE, "محليات"))) is is_own
