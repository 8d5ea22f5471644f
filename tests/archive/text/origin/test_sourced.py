from __future__ import annotations

import json

import pytest

from archive.text.origin.sourced import agency_in_data

TITLE = "ضبط أسماك فاسدة في مخزن بالمنطقة الصناعية"
OTHER = {"title": "افتتاح معرض الكتاب في الساحة الكبرى", "source": "رويترز"}


@pytest.mark.parametrize(
    "story",
    [
        {"title": TITLE, "Source": "كونا"},
        {"title": TITLE, "source_name": "كونا"},
        {"headline": TITLE, "agency": {"id": 7, "name": "كونا"}},
    ],
)
@pytest.mark.parametrize("escaped", ["yes", ""])
def test_source_beside_the_pages_title_is_the_storys(story: dict[str, object], escaped: str) -> None:
    script = json.dumps({"props": {"related": [OTHER], "story": story}}, ensure_ascii=bool(escaped))
    assert agency_in_data((script,), (TITLE,)) == "وكالة الأنباء الكويتية"


@pytest.mark.parametrize(
    "data",
    [
        {"related": [OTHER], "story": {"title": TITLE, "source": "المثال"}},
        {"related": [OTHER], "story": {"title": TITLE}},
        {"story": {"title": TITLE, "photo": "رويترز"}},
    ],
)
def test_other_storys_source_and_other_names_are_none(data: dict[str, object]) -> None:
    assert agency_in_data((json.dumps(data, ensure_ascii=False),), (TITLE,)) is None


def test_script_without_json_names_no_source_twice() -> None:
    script = f'window.data = {{title:"{TITLE}",source:"كونا"}}; window.more = {{source:"رويترز"}}'
    assert agency_in_data((script,), (TITLE,)) is None
