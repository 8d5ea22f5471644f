from datetime import UTC, date, datetime, timedelta

import pytest

from spiders.archives import further_pages
from spiders.frontier import Frontier, Trail, is_settled
from spiders.spans import Span
from spiders.window import FurtherList, Window

SITE = "https://outlet.example"
NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)
PAST = Window(since=date(2023, 1, 1), until=date(2024, 12, 31))
OPEN = Window(since=date(2023, 1, 1), until=None)


def taken(frontier: Frontier) -> list[str]:
    found = []
    while stop := frontier.take():
        found.append(stop.further.url.removeprefix(f"{SITE}/"))
    return found


def test_take_gives_the_newest_first_over_all_indexes_and_those_of_no_age_last() -> None:
    frontier = Frontier(PAST, Trail(), NOW)
    frontier.add_roots([f"{SITE}/root.xml"])
    frontier.add([f"{SITE}/a-2023-05.xml", f"{SITE}/a-2024-05.xml"], [None, None], 1)
    frontier.add([f"{SITE}/b.xml", f"{SITE}/c.xml"], [datetime(2024, 2, 1, tzinfo=UTC), None], 1)
    assert taken(frontier) == ["a-2024-05.xml", "b.xml", "a-2023-05.xml", "root.xml", "c.xml"]


def test_add_says_how_many_are_still_to_be_read() -> None:
    walked = {f"{SITE}/s-2024-05.xml": NOW - timedelta(days=40)}
    frontier = Frontier(PAST, Trail(walked=walked), NOW)
    lists = [f"{SITE}/s-2022-05.xml", f"{SITE}/s-2024-04.xml", f"{SITE}/s-2024-05.xml"]
    assert frontier.add(lists, [None, None, None], 1) == 1
    assert frontier.add(lists, [None, None, None], 1) == 0
    assert taken(frontier) == ["s-2024-04.xml"]


@pytest.mark.parametrize(
    ("window", "modified", "span", "ago", "settled"),
    [
        (OPEN, NOW - timedelta(days=3), None, timedelta(days=2), True),
        (OPEN, NOW - timedelta(days=1), None, timedelta(days=2), False),
        (OPEN, None, Span(first=date(2026, 10, 1), last=date(2026, 10, 31)), timedelta(days=2), True),
        (OPEN, None, Span(first=date(2026, 11, 1), last=date(2026, 11, 30)), timedelta(days=2), False),
        (OPEN, None, None, timedelta(hours=2), True),
        (OPEN, None, None, timedelta(days=2), False),
        (PAST, None, None, timedelta(days=2), True),
    ],
)
def test_is_settled_is_a_list_that_can_show_nothing_new(
    window: Window, modified: datetime | None, span: Span | None, ago: timedelta, *, settled: bool
) -> None:
    one = FurtherList(url=f"{SITE}/s.xml", modified=modified, span=span)
    assert is_settled(one, NOW - ago, window, NOW) is settled


def pages(*paths: str) -> tuple[FurtherList, ...]:
    return further_pages([f"{SITE}/{path}" for path in paths], None)


def test_add_pages_takes_those_of_the_window_and_else_the_nearest_after_it() -> None:
    frontier = Frontier(PAST, Trail(), NOW)
    frontier.add_pages(pages("2026/11", "2025/03", "2025/04"))
    frontier.add_pages(pages("2022/05", "2024/05", "2025/02", "news?page=2"), depth=1)
    assert taken(frontier) == ["2025/03", "2024/05", "news?page=2"]


def test_add_pages_puts_what_they_led_to_in_place_of_those_that_were_walked() -> None:
    walked = dict.fromkeys((f"{SITE}/news", f"{SITE}/news?page=2"), NOW - timedelta(hours=2))
    led = {f"{SITE}/news": [f"{SITE}/news?page=2"], f"{SITE}/news?page=2": [f"{SITE}/news?page=3", f"{SITE}/news"]}
    frontier = Frontier(OPEN, Trail(walked=walked, led=led), NOW)
    assert frontier.add_pages(pages("news")) == (f"{SITE}/news?page=3",)
    assert taken(frontier) == ["news?page=3"]


def test_add_pages_leaves_days_to_come() -> None:
    frontier = Frontier(OPEN, Trail(), NOW)
    frontier.add_pages(pages("archive/2026-11-06", "archive/2026-11-05"))
    assert taken(frontier) == ["archive/2026-11-05"]
