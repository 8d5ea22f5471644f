from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from spiders.cards import Cards
from spiders.claims import Clock

AMMAN = Clock(zone=ZoneInfo("Asia/Amman"), now=datetime(2026, 11, 5, 9, 30, tzinfo=UTC))
AT_SEVEN = datetime(2026, 11, 5, 7, 30, tzinfo=UTC)


def dates(body: str) -> list[datetime | None]:
    root = html.document_fromstring(f"<html><body><main>{body}</main></body></html>")
    return [Cards(root, AMMAN).date_of(anchor) for anchor in root.iter("a")]


@pytest.mark.parametrize(
    "said",
    [
        "<time datetime='2026-11-05T10:30:00+03:00'>اليوم</time>",
        "<time>2026-11-05 10:30</time>",
        "<span class='post-date'>الخميس 5 تشرين الثاني 2026 - 10:30</span>",
        "<div class='meta'><i class='time'>منذ ساعتين</i></div>",
    ],
)
def test_a_card_has_the_date_that_stands_in_it(said: str) -> None:
    card = f"<article><h2><a href='/1'>خبر</a></h2>{said}</article>"
    other = "<article><h2><a href='/2'>خبر</a></h2><time datetime='2026-11-04'></time></article>"
    assert dates(card + other) == [AT_SEVEN, datetime(2026, 11, 3, 21, tzinfo=UTC)]


@pytest.mark.parametrize(
    "body",
    [
        "<div><a href='/1'>خبر</a><time>2026-11-05</time><b>-</b><time>2026-11-04</time></div>",
        "<time>2026-11-05</time><div><a href='/1'>خبر</a></div>",
        "<div><p class='update'>2026-11-05</p><a href='/1'>خبر</a></div>",
        "<div><p class='date'>في مثل هذا اليوم من عام 2026 الموافق 2026-11-05 كانت الأخبار كثيرة جدا</p><a href='/1'>خبر</a></div>",
    ],
)
def test_what_may_be_anothers_date_is_none(body: str) -> None:
    assert dates(body) == [None]


def test_a_date_among_many_anchors_is_no_cards() -> None:
    assert set(dates("<div><time>2026-11-05</time>" + "<p><a href='/1'>خبر</a></p>" * 7 + "</div>")) == {None}
