from __future__ import annotations

from crawler.keeping.needs import STYLES_DEPTH_MAX, Assets, Limits, Needs, summed
from spiders.requisites import Requisite

PAGE = "https://news.example/story"


def needs(number_max: int = 10, size_max_bytes: int = 1_000, time_max_s: float = 60.0) -> Needs:
    limits = Limits(number_max=number_max, size_max_bytes=size_max_bytes, time_max_s=time_max_s)
    return Needs(url=PAGE, source="wakala", limits=limits, began=100.0)


def pictures(*numbers: int) -> list[Requisite]:
    return [Requisite(url=f"https://news.example/{number}.jpg") for number in numbers]


def test_a_page_waits_for_each_address_once():
    page = needs()
    page.add(pictures(1, 2, 1), PAGE, 0)
    page.add(pictures(2, 3), "https://news.example/s.css", 1)
    assert [(need.wanted.url[-5:], need.via[-5:]) for need in page.waiting] == [
        *(("1.jpg", "story"), ("2.jpg", "story")),
        ("3.jpg", "s.css"),
    ]


def test_what_is_past_the_number_of_a_page_is_left_and_told():
    page = needs(number_max=2)
    page.add(pictures(1, 2, 3, 4), PAGE, 0)
    page.waiting.clear()
    assert page.told() == Assets(url=PAGE, source="wakala", left=2)


def test_stylesheets_are_followed_so_deep_and_no_deeper():
    page = needs()
    page.add([Requisite(url="https://news.example/deep.css", is_style=True), *pictures(1)], PAGE, STYLES_DEPTH_MAX)
    assert [need.wanted.url for need in page.waiting] == ["https://news.example/1.jpg"]


def test_a_page_has_had_enough_by_octets_and_by_time():
    page = needs(size_max_bytes=10, time_max_s=5)
    assert not page.is_spent(104)
    assert page.is_spent(106)
    page.count(None, 10)
    assert page.is_spent(100)


def test_what_came_and_what_did_not_is_counted_by_reason():
    page = needs()
    for failure, size_bytes in ((None, 7), ("ROBOTS", 0), ("GONE", 3), ("ROBOTS", 0), ("INTERRUPTED", 0)):
        page.count(failure, size_bytes)
    told = Assets(url=PAGE, source="wakala", kept=1, failed=3, left=1, size_bytes=10, reasons=(("ROBOTS", 2), ("GONE", 1)))
    assert page.told() == told
    assert summed((told, told)) == Assets(
        url="", source=None, kept=2, failed=6, left=2, size_bytes=20, reasons=(("ROBOTS", 4), ("GONE", 2))
    )


def test_a_page_that_needs_nothing_has_nothing_to_tell():
    assert needs().is_done
    assert not needs().told().is_any
