"""Text behind a button is shown; text that nothing shows stays hidden."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from archive.text.page.blocks import read_lines
from archive.text.page.folded import unfold

SHOWN = "قال المتحدث إن الأعمال تسير وفق الجدول المعلن منذ بداية العام."
REST = (
    "وأضاف أن المرحلة الثانية تبدأ بعد العيد، وأن العمال سيعملون في ورديتين، وأن الطريق يفتح في نهاية السنة إن سمح الطقس بذلك."
)
MORE = f"<p>{REST}</p><p>{REST}</p>"
FOLDED = {
    "button": f'<div id="m" style="display:none">{MORE}</div><button>اقرأ المزيد</button>',
    "link to nowhere": f'<div class="read-more-text">{MORE}</div><a href="#" class="rm">قراءة المزيد</a>',
    "label": f'<label for="x">تابع القراءة</label><div hidden>{MORE}</div>',
    "wrapped button": f'<div aria-hidden="true">{MORE}</div><div><span class="b">عرض المزيد</span></div>',
}
HIDDEN = {
    "no button": f'<div style="display:none">{MORE}</div>',
    "button elsewhere": f'<div style="display:none">{MORE}</div><p>نص</p><p>نص</p><div><div><button>عرض المزيد</button></div></div>',
    "link to a page": f'<div style="display:none">{MORE}</div><a href="/all">المزيد</a>',
    "links": f'<div class="related">{"<a href=/1>خبر آخر قديم عن موضوع مختلف تماما</a>" * 9}</div><button>عرض المزيد</button>',
}


def shown(html: str) -> list[str]:
    tree = document_fromstring(f"<html><body><div><p>{SHOWN}</p>{html}</div></body></html>")
    unfold(tree)
    return [line.text for line in read_lines(tree.find("body")) if line.zone is None]


@pytest.mark.parametrize("name", FOLDED)
def test_part_is_shown_when_a_button_stands_beside_it(name: str) -> None:
    assert shown(FOLDED[name])[:4].count(REST) == 2


@pytest.mark.parametrize("name", HIDDEN)
def test_part_stays_hidden_when_no_button_shows_it(name: str) -> None:
    assert shown(HIDDEN[name])[0] == SHOWN
    assert REST not in shown(HIDDEN[name])
    assert not any("خبر آخر" in text for text in shown(HIDDEN[name]))
