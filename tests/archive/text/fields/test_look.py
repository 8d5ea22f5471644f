"""Headlines that no title names: told by their look, and by the story that tells of them."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from archive.text.body import story
from archive.text.fields.look import headline_by_look
from archive.text.page.blocks import read_lines

HEADLINE = "افتتاح سد جديد في وادي الزيتون"
KICKER = "بحضور وزراء من ثلاث دول"
PROSE = "".join(
    f"<p>{text}</p>"
    for text in (
        "افتتح وزير الموارد المائية اليوم سد وادي الزيتون بعد خمس سنوات من الأشغال، بحضور وزراء من دول الجوار.",
        "وقال الوزير إن السد الجديد سيروي نحو ثلاثة آلاف هكتار من الأراضي الزراعية في المنطقة.",
    )
)
OUTLET = "الوكالة الوطنية للأنباء والصحافة - المثال"


def look(above: str, *titles: str) -> str | None:
    body = document_fromstring(f"<html><body><div>{above}</div><div>{PROSE}</div></body></html>").find("body")
    assert body is not None
    lines = read_lines(body)
    found = headline_by_look(lines, story.find(lines, None), titles)
    return found.text_content() if found is not None else None


@pytest.mark.parametrize(
    "above",
    [
        f"<h2>{HEADLINE}</h2>",
        f'<h2><a href="/a/17">{HEADLINE}</a></h2>',
        f"<h5>{KICKER}</h5><h3>{HEADLINE}</h3>",
        f"<font size=5>{HEADLINE}</font>",
        f"<font size=3>{KICKER}</font><br><font size=5><b>{HEADLINE}</b></font>",
        f"<b>{KICKER}</b><br><font size=+5>{HEADLINE}</font>",
        f'<span class="newstitle"><b>{HEADLINE}</b></span>',
        f'<p style="font-size:22px">{HEADLINE}</p><p style="font-size:18px">{KICKER}</p>',
        f"<p><strong>{HEADLINE}</strong></p>",
        f"<table><tr><td>محليات</td></tr><tr><td><b>{HEADLINE}</b></td></tr></table>",
    ],
)
@pytest.mark.parametrize("titles", [(OUTLET,), ("طباعة",), ()])
def test_headline_is_the_loudest_line_above_where_titles_name_the_outlet(above: str, titles: tuple[str, ...]) -> None:
    assert look(above, *titles) == HEADLINE


@pytest.mark.parametrize(
    ("above", "title"),
    [
        (f"<b>{KICKER}</b>", "وزير الموارد يفتتح سد وادي الزيتون"),
        ("<b>تصدر عن مؤسسة النخيل للطباعة والنشر</b>", OUTLET),
        ("<h3>حريق يلتهم مخازن الأخشاب في الميناء القديم</h3>", OUTLET),
        ("<p>لا شيء هنا أعلى صوتا من سواه</p>", OUTLET),
    ],
)
def test_title_stays_where_it_tells_the_story_or_no_line_does(above: str, title: str) -> None:
    assert look(above, title) is None
