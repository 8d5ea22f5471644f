"""The outlet's name in the links to its front page."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from archive.text.fields.masthead import mastheads


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<a href="/">صحيفة المثال</a>', ("صحيفة المثال",)),
        ('<a href="https://news.example/"><img src="l.png" alt="المثال"></a>', ("المثال",)),
        ('<a href="/index.php" title="المثال"><img src="l.png"></a>', ("المثال",)),
        ('<a href="/ar/">المثال</a>', ("المثال",)),
        ('<a href="/">الرئيسية</a>', ()),
        ('<a href="/en/">English</a>', ()),
        ('<a href="#">إلى أعلى</a>', ()),
        ('<a href="https://other.example/">جريدة أخرى</a>', ()),
        ('<a href="/?s=x">بحث في الموقع</a>', ()),
        ('<a href="/sport">رياضة</a>', ()),
    ],
)
def test_masthead_is_what_leads_to_the_own_front_page(link: str, expected: tuple[str, ...]) -> None:
    root = document_fromstring(f"<html><body>{link}</body></html>")
    assert mastheads(root, "https://news.example/ar/story/17.html") == expected
