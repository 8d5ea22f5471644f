"""Keywords: lists that have to do with the story."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from archive.text.fields.keywords import keywords_of, shown_tags

TITLE = "افتتاح سد جديد في وادي الزيتون"
STORY = "افتتح وزير الموارد المائية سد وادي الزيتون بعد خمس سنوات من الأشغال لري آلاف الهكتارات من الأراضي الزراعية."


def test_tags_are_links_told_to_be_tags() -> None:
    links = '<a rel="tag" href="/t/1">سدود</a><a rel="category tag" href="/c">اقتصاد</a><a href="/x">المزيد</a>'
    assert shown_tags(document_fromstring(f"<html><body>{links}</body></html>")) == ("سدود",)


@pytest.mark.parametrize(
    ("told", "shown", "expected"),
    [
        ((("سدود، الري; الزراعة | #وادي الزيتون",), ()), (), ("سدود", "الري", "الزراعة", "وادي الزيتون")),
        (((), ("أخبار, عاجل, رياضة, فن, سياسة, صحيفة المثال",)), ("سدود",), ("سدود",)),
        (((), ("سد, وادي الزيتون, أخبار",)), (), ("سد", "وادي الزيتون", "أخبار")),
        (((), (TITLE,)), (), ()),
        (((), ()), (), ()),
    ],
)
def test_keywords_have_to_do_with_the_story(
    told: tuple[tuple[str, ...], ...], shown: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert keywords_of(told, shown, STORY, TITLE, ("صحيفة المثال",)) == expected
