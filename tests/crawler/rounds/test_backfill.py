"""A walk back in time over a site whose sitemaps reach back years: by days, newest first, in runs, killed and resumed."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.models import Outcome
from tests.crawler.octets import OctetServer, Reply
from tests.crawler.replies import refusing, sized, story
from tests.site import SOURCE, headline

pytestmark = pytest.mark.slow

FAST = ("--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_SYNC_DELAY=0.02")
ONE_BY_ONE = ("--set=CONCURRENT_REQUESTS_PER_DOMAIN=1", "--set=WARRAQ_SYNC_RECORDS=1")
XML = b"Content-Type: text/xml\r\n"
YEARS = (2022, 2023, 2024)
DAYS = (3, 17)


def path_of(day: date) -> str:
    """Every other month's stories show their day in the address, the others' only in the sitemap."""
    return f"/{day:%Y/%m/%d}/story" if day.month % 2 else f"/story/{day:%y%m%d}0"


def stories(year: int, month: int) -> list[date]:
    return [date(year, month, day) for day in DAYS]


def every() -> list[date]:
    return [day for year in YEARS for month in range(1, 13) for day in stories(year, month)]


def urlset(days: list[date], *, dated: bool = True) -> Reply:
    entries = "".join(f"<url><loc>{path_of(day)}</loc>{f'<lastmod>{day}</lastmod>' if dated else ''}</url>" for day in days)
    return sized(f"<urlset><url><loc>/</loc></url>{entries}</urlset>".encode(), XML)


def index(paths: list[str]) -> Reply:
    entries = "".join(f"<sitemap><loc>{path}</loc></sitemap>" for path in paths)
    return sized(f"<sitemapindex>{entries}</sitemapindex>".encode(), XML)


def site() -> OctetServer:
    """/index.xml → /sitemap-YEAR.xml → /sitemap-YEAR-MONTH.xml → stories; and lists of tags, which nobody should ask for."""
    replies = {"/index.xml": index(["/tag-sitemap.xml", *(f"/sitemap-{year}.xml" for year in YEARS)])}
    for year in YEARS:
        months = [f"/sitemap-{year}-{month:02}.xml" for month in range(1, 13)]
        replies[f"/sitemap-{year}.xml"] = index(months)
        replies |= {path: urlset(stories(year, number)) for number, path in enumerate(months, 1)}
    replies |= {path_of(day): story(day.toordinal()) for day in every()}
    server = OctetServer(replies)
    robots = f"User-agent: *\nDisallow:\nSitemap: {server.url('/index.xml')}\n"
    server.replies["/robots.txt"] = sized(robots.encode(), b"Content-Type: text/plain\r\n")
    server.replies["/"] = refusing(b"503 Unavailable")
    return server


def declare(home: Path, server: OctetServer, more: str = "") -> None:
    (home / "sources").mkdir(parents=True, exist_ok=True)
    base = server.url("")
    text = SOURCE.format(base=base, host=base.removeprefix("http://")) + more.replace("{base}", base)
    (home / "sources" / "site.toml").write_text(text, "utf-8")


def asked(server: OctetServer) -> list[str]:
    return [head.split(b" ", 2)[1].decode() for head in server.requests]


def fetched(server: OctetServer) -> list[date]:
    days = {path_of(day): day for day in every()}
    return [days[path] for path in asked(server) if path in days]


def summary(ran) -> dict:
    return next(answer for answer in ran.answers if "source" in answer)


def test_a_walk_takes_the_days_asked_for_newest_first_and_leaves_other_sitemaps_alone(warraq):
    with site() as server:
        declare(warraq.home, server)
        ran = warraq("crawl", "site", "--json", "--since=2022-11-10", "--until=2023-02-03", *FAST, *ONE_BY_ONE)
        days, paths = fetched(server), asked(server)
    wanted = [day for day in every() if date(2022, 11, 10) <= day <= date(2023, 2, 3)]
    assert ran.code == 0, ran.said
    assert days == sorted(wanted, reverse=True)
    assert {path for path in paths if "sitemap-" in path} == {
        *("/sitemap-2022.xml", "/sitemap-2023.xml", "/sitemap-2022-11.xml", "/sitemap-2022-12.xml"),
        *("/sitemap-2023-01.xml", "/sitemap-2023-02.xml"),
    }
    assert paths.count("/robots.txt") == 1
    assert summary(ran)["archived"] == len(wanted)
    assert summary(ran)["walk"] == {"left_lists": 0, "left_links": 0, "undated": 0}


def test_a_walk_is_bounded_and_goes_on_where_the_last_run_ended(warraq):
    with site() as server:
        declare(warraq.home, server, '[[source.sitemap]]\nurl = "{base}/index.xml"\n')
        runs, left = [], []
        for _ in range(7):
            server.requests.clear()
            words = ("crawl", "site", "--json", "--since=2022-01-01", "--until=2024-12-31")
            ran = warraq(*words, *FAST, *ONE_BY_ONE, "--set=WARRAQ_PAGES_MAX=20")
            assert ran.code == 0, ran.said
            runs.append(fetched(server))
            left.append(summary(ran)["walk"])
        last = asked(server)
    assert [len(days) for days in runs] == [20, 20, 20, 12, 0, 0, 0]
    assert [day for days in runs for day in days] == sorted(every(), reverse=True)
    assert all(each["left_lists"] for each in left[:3])
    assert left[-1] == {"left_lists": 0, "left_links": 0, "undated": 0}
    assert last == [], "what was walked is not asked for again"


def test_a_walk_is_bounded_by_its_lists_too_and_comes_to_an_end(warraq):
    with site() as server:
        declare(warraq.home, server)
        counts = []
        for _ in range(9):
            server.requests.clear()
            ran = warraq("crawl", "site", "--json", "--since=2022-01-01", *FAST, "--set=WARRAQ_LISTS_MAX=10")
            assert ran.code == 0, ran.said
            counts.append(sum("xml" in path for path in asked(server)))
            if not summary(ran)["walk"]["left_lists"]:
                break
        with Catalog.open(warraq.home / "catalog.sqlite", read_only=True) as catalog:
            found = [catalog.find(server.url(path_of(day))) for day in every()]
    assert max(counts) <= 10
    assert all(one.kept.outcome is Outcome.ARCHIVED for one in found)


def killed_after(words: list[str], warraq, acknowledged: int) -> set[str]:
    """Run a command that is killed when so many stories are acknowledged; return their addresses."""
    environment = {**os.environ, **warraq.environment}
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True) as crawl:
        told = {json.loads(line)["url"] for line in itertools.islice(crawl.stdout, acknowledged)}
        crawl.kill()
    return told


def test_a_walk_that_is_killed_is_resumed_and_nothing_acknowledged_is_fetched_twice(warraq):
    with site() as server:
        declare(warraq.home, server)
        words = warraq.words("crawl", "site", "--json", "--since=2022-01-01", *FAST, *ONE_BY_ONE)
        told = killed_after([*words, "--set=DOWNLOAD_DELAY=0.1"], warraq, 30)
        months = {path for path in asked(server) if re.search(r"-\d{4}-\d\d\.xml", path)}
        server.requests.clear()
        ran = warraq("crawl", "site", "--json", "--since=2022-01-01", *FAST, *ONE_BY_ONE)
        after, again = fetched(server), asked(server)
        urls = [server.url(path_of(day)) for day in every()]
        twice = told & {server.url(path_of(day)) for day in after}
        with Catalog.open(warraq.home / "catalog.sqlite", read_only=True) as catalog:
            assert {len(catalog.versions(url)) for url in urls} == {1}
            assert {catalog.find(url).kept.outcome for url in urls} == {Outcome.ARCHIVED}
    assert ran.code == 0, ran.said
    assert len(told) == 30
    assert not twice, "what was acknowledged is not fetched again"
    assert len(months & set(again)) <= 1, "only the one that was being read when it was killed"
    assert after == sorted(after, reverse=True)


def test_links_without_a_date_are_counted_and_taken_only_when_told(warraq):
    days = stories(2024, 2) + stories(2024, 3)
    with OctetServer({path_of(day): story(day.toordinal()) for day in days}) as server:
        server.replies["/posts.xml"] = urlset(days, dated=False)
        declare(warraq.home, server, '[[source.sitemap]]\nurl = "{base}/posts.xml"\n')
        words = ("crawl", "site", "--since=2024-01-01", "--until=2024-12-31", *FAST)
        without = warraq(*words, "--json")
        told = warraq(*words)
        taken = warraq(*words, "--json", "--undated")
    assert (summary(without)["archived"], summary(without)["walk"]["undated"]) == (2, 2), without.said
    assert "nothing of these days is left" in " ".join(told.out.split())
    assert summary(taken)["archived"] == 2


def test_a_site_without_sitemaps_is_walked_by_its_pages(warraq):
    days = [day for day in every() if day.month % 2 and day.year == 2024]
    pages = [days[start : start + 4] for start in range(0, len(days), 4)]
    with OctetServer({path_of(day): story(day.toordinal()) for day in days}) as server:
        for number, held in enumerate(reversed(pages), 1):
            links = "".join(f'<h2><a href="{path_of(day)}">{headline(day.toordinal())}</a></h2>' for day in reversed(held))
            link = f'<a rel="next" href="/news?page={number + 1}">التالي</a>'
            page = f"<html><head><meta charset='utf-8'></head><body>{links}{link}</body></html>"
            server.replies["/news" if number == 1 else f"/news?page={number}"] = sized(page.encode())
        declare(warraq.home, server, '[[source.section]]\nurl = "{base}/news"\n')
        ran = warraq("crawl", "site", "--json", "--since=2024-07-01", *FAST)
        got, paths = fetched(server), asked(server)
    assert sorted(got) == [day for day in days if day >= date(2024, 7, 1)], ran.said
    assert "/news?page=6" not in paths
    assert Counter(got).most_common(1)[0][1] == 1


def cards(days: list[date]) -> str:
    """Headlines, of which every other tells its day beside it alone."""
    said = "<article><h2><a href='{path}'>{headline}</a></h2><time datetime='{day}'></time></article>"
    return "".join(said.format(path=path_of(day), headline=headline(day.toordinal()), day=day) for day in days)


def pages_by_number(days: list[date]) -> dict[str, str]:
    """/news, /news?page=2 …: the newest first, six a page, and numbers below them."""
    held = [days[start : start + 6] for start in range(0, len(days), 6)]
    below = "".join(f"<a href='/news?page={number}'>{number}</a>" for number in range(1, len(held) + 1))
    return {f"/news{f'?page={number}' if number > 1 else ''}": cards(each) + below for number, each in enumerate(held, 1)}


def pages_by_words(days: list[date]) -> dict[str, str]:
    """/news, /page/2/ …, where «الأقدم» leads on; the last page shows again what the one before it did."""
    held = [days[start : start + 6] for start in range(0, len(days), 6)]
    held.append(held[-1])
    pages = {}
    for number, each in enumerate(held, 1):
        pages["/news" if number == 1 else f"/page/{number}/"] = cards(each) + f"<a href='/page/{number + 1}/'>الأقدم ←</a>"
    return pages


def pages_by_calendar(days: list[date]) -> dict[str, str]:
    """A month leads to its days and to the month before; only days show stories, and the newest month is the first page."""
    pages = {}
    for year, month in itertools.product(YEARS, range(1, 13)):
        before = f"/archive/{year - (month == 1)}/{(month - 2) % 12 + 1:02}"
        held = [day for day in days if (day.year, day.month) == (year, month)]
        named = "".join(f"<td><a href='/archive/{day:%Y/%m/%d}'>{day.day}</a></td>" for day in held)
        pages[f"/archive/{year}/{month:02}"] = f"<table>{named}</table><a href='{before}'>الشهر السابق</a>"
        pages |= {f"/archive/{day:%Y/%m/%d}": cards([day]) for day in held}
    return {"/news": pages.pop("/archive/2024/12"), **pages}


@pytest.mark.parametrize("pages", [pages_by_number, pages_by_words, pages_by_calendar])
def test_archive_pages_are_walked_over_runs_newest_first_and_nothing_twice(pages, warraq):
    window = [day for day in every() if date(2023, 9, 1) <= day <= date(2024, 3, 31)]
    with OctetServer({path_of(day): story(day.toordinal()) for day in every()}) as server:
        for path, body in pages(sorted(every(), reverse=True)).items():
            server.replies[path] = sized(f"<html><meta charset=utf-8><body>{body}</body></html>".encode())
        declare(warraq.home, server, '[[source.section]]\nurl = "{base}/news"\n')
        for _ in range(12):
            words = ("crawl", "site", "--json", "--since=2023-09-01", "--until=2024-03-31")
            ran = warraq(*words, *FAST, *ONE_BY_ONE, "--set=WARRAQ_LISTS_MAX=6")
            assert ran.code == 0, ran.said
            if not summary(ran)["walk"]["left_lists"]:
                break
        got, lists = fetched(server), Counter(path for path in asked(server) if path in pages(every()))
    assert got == sorted(window, reverse=True)
    assert max(lists.values()) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--since=2024-13-01",), "2024-13-01"),
        (("--since=2024-05-01", "--until=2024-04-01"), "turn them round"),
        (("--since=2999-01-01",), "still to come"),
        (("--undated",), "--since"),
    ],
)
def test_days_that_cannot_be_are_refused(options, words, warraq):
    ran = warraq("crawl", *options)
    assert ran.code == 2
    assert words in " ".join(ran.said.split())
    assert "Traceback" not in ran.said


def test_a_walk_leaves_the_polls_of_lists_alone(warraq):
    with site() as server:
        declare(warraq.home, server, '[[source.sitemap]]\nurl = "{base}/index.xml"\n')
        warraq("crawl", "site", "--json", "--since=2024-12-01", *FAST)
        with Catalog.open(warraq.home / "catalog.sqlite", read_only=True) as catalog:
            assert catalog.polls() == ()
            assert catalog.validators(server.url("/index.xml")) is None
            assert catalog.next_due(["site"], datetime.now(UTC)) == {}
