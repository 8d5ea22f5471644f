from datetime import date

import pytest

from spiders.spans import Span, span_of_story, spans_of_lists

SITE = "https://outlet.example/"


def days(first: str, last: str | None = None) -> Span:
    return Span(first=date.fromisoformat(first), last=date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("name", "span"),
    [
        ("sitemap-2024-05.xml", days("2024-05-01", "2024-05-31")),
        ("post-sitemap202402.xml.gz", days("2024-02-01", "2024-02-29")),
        ("2024/05/sitemap.xml", days("2024-05-01", "2024-05-31")),
        ("2024/sitemap-2024-12.xml", days("2024-12-01", "2024-12-31")),
        ("sitemap-20240517.xml", days("2024-05-17")),
        ("sitemap-2024-5-7.xml", days("2024-05-07")),
        ("archive_2019.xml", days("2019-01-01", "2019-12-31")),
        ("sitemap-201901-201906.xml", days("2019-01-01", "2019-06-30")),
        ("s.xml?yyyy=2024&mm=05&dd=17", days("2024-05-17")),
        ("s.xml?year=2024&month=5", days("2024-05-01", "2024-05-31")),
        ("s.xml?from=2024-05-03&to=2024-06-01", days("2024-05-03", "2024-06-01")),
        ("news-2024-3.xml", days("2024-01-01", "2024-12-31")),
    ],
)
def test_spans_of_lists_reads_the_days_in_a_name(name: str, span: Span) -> None:
    assert spans_of_lists([SITE + name]) == {SITE + name: span}


@pytest.mark.parametrize("name", ["sitemap.xml", "post-sitemap12.xml", "s-12345678.xml", "s-1889.xml", "s.xml?id=20240"])
def test_spans_of_lists_leaves_out_what_names_no_day(name: str) -> None:
    assert spans_of_lists([SITE + name]) == {}


def test_spans_of_lists_tells_numbers_from_years_by_the_names_beside_them() -> None:
    assert spans_of_lists([f"{SITE}s-{number}.xml" for number in (7, 2010)]) == {}
    assert len(spans_of_lists([f"{SITE}s-{number}.xml" for number in (2009, 2010)])) == 2


def test_spans_of_lists_takes_the_parts_of_a_year_for_no_months() -> None:
    parts = spans_of_lists([f"{SITE}s-2024-{number}.xml" for number in range(1, 15)])
    assert set(parts.values()) == {days("2024-01-01", "2024-12-31")}
    months = spans_of_lists([f"{SITE}s-2024-{number}.xml" for number in range(1, 13)])
    assert months[f"{SITE}s-2024-2.xml"] == days("2024-02-01", "2024-02-29")


def test_span_of_story_is_the_day_or_the_month_in_its_address() -> None:
    assert span_of_story(f"{SITE}2024/05/17/rain") == days("2024-05-17")
    assert span_of_story(f"{SITE}2024/05/rain") == days("2024-05-01", "2024-05-31")
    assert span_of_story(f"{SITE}news/202405") is None
