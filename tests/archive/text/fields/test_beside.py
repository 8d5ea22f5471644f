"""Summary, second headline and outlet."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from archive.text.fields.beside import outlet_of, second_headline, summary_of
from archive.text.page.blocks import Line, read_lines

TITLE = "افتتاح سد جديد في وادي الزيتون"
STORY = ("افتتح وزير الموارد المائية سد وادي الزيتون بعد خمس سنوات من الأشغال.",)
SLOGAN = "صحيفة المثال: أخبار سياسة واقتصاد ورياضة على مدار الساعة"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (("سد وادي الزيتون يفتتح بعد خمس سنوات",), "سد وادي الزيتون يفتتح بعد خمس سنوات"),
        (("<p>سد وادي الزيتون&nbsp;يفتتح</p> بعد سنوات",), "سد وادي الزيتون يفتتح بعد سنوات"),
        ((SLOGAN, "سد وادي الزيتون يفتتح بعد خمس سنوات"), "سد وادي الزيتون يفتتح بعد خمس سنوات"),
        ((SLOGAN,), None),
        ((TITLE,), None),
    ],
)
def test_description_is_the_storys_not_the_outlets(told: tuple[str, ...], expected: str | None) -> None:
    assert summary_of(told, (), TITLE, STORY, ("صحيفة المثال",)) == expected


def lines_of(markup: str) -> tuple[Line, ...]:
    return read_lines(document_fromstring(f"<html><body>{markup}</body></html>").find("body"))


@pytest.mark.parametrize(
    ("markup", "top", "expected"),
    [
        (f'<h4 class="sub-title">المزارعون ينتظرون المياه منذ عقود</h4><h1>{TITLE}</h1>', 1, "المزارعون ينتظرون المياه منذ عقود"),
        (f'<h1>{TITLE}</h1><div class="subTitle2 kicker">المزارعون ينتظرون المياه منذ عقود</div>', 0, "المزارعون ينتظرون المياه منذ عقود"),
        (f'<h4 class="kicker">اقتصاد</h4><h1>{TITLE}</h1>', 1, None),
        (f"<h4>المزارعون ينتظرون المياه منذ عقود</h4><h1>{TITLE}</h1>", 1, None),
        (f'<h4 class="kicker">{TITLE}</h4><h1>{TITLE}</h1>', 1, None),
    ],
)  # fmt: skip
def test_second_headline_is_a_line_beside_the_first_whose_class_says_so(markup: str, top: int, expected: str | None) -> None:
    assert second_headline((), lines_of(markup), top, TITLE, ()) == expected


@pytest.mark.parametrize(
    ("given", "told", "titles", "names", "expected"),
    [
        ("المثال", ("Example",), (), (), "المثال"),
        (None, ("صحيفة المثال", "Example"), (), (), "صحيفة المثال"),
        (None, ("https://news.example/",), (f"{TITLE} - اقتصاد - صحيفة المثال",), ("اقتصاد", "صحيفة المثال"), "صحيفة المثال"),
        (None, (), (f"صحيفة المثال | {TITLE}",), ("صحيفة المثال",), "صحيفة المثال"),
        (None, ("رويترز", "صحيفة المثال"), (), (), "صحيفة المثال"),
        (None, ("14.08.2023, صحيفة المثال",), (), (), "صحيفة المثال"),
        (None, (), (TITLE,), ("news.example",), "news.example"),
        (None, (), (), (), None),
    ],
)
def test_publisher_is_a_name_where_there_is_one(
    given: str | None, told: tuple[str, ...], titles: tuple[str, ...], names: tuple[str, ...], expected: str | None
) -> None:
    assert outlet_of(given, told, titles, TITLE, names) == expected
