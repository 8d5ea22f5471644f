"""What a robots.txt says, line by line of RFC 9309; and the cases that Google's own parser is tested with, where they are at hand."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from crawler.manners.rfc9309 import MAX_BYTES, read_robots

SHARED = os.environ.get("WARRAQ_SHARED")
BESIDE_THE_STANDARD = {
    "google/ID_Encoding/63": "a raw letter in a URL is its escape (section 2.2.2, the table)",
    "google/ID_Encoding/65": "as 63",
    "google/ID_Encoding/66": "an escape of an unreserved letter is that letter (section 2.2.2, the table)",
}

CLOSED_BY = [  # robots.txt, path, whether it is closed to "warraq"
    # groups (section 2.2.1)
    ("User-agent: *\nDisallow: /a", "/a/1", True),
    ("User-agent: WARRAQ\nDisallow: /a\nUser-agent: *\nDisallow: /b", "/a", True),
    ("User-agent: warraq\nDisallow: /a\nUser-agent: *\nDisallow: /b", "/b", False),
    ("User-agent: warraq\nUser-agent: *\nDisallow: /a", "/a", True),
    ("User-agent: x\nUser-agent: warraq\nUser-agent: y\nDisallow: /a", "/a", True),
    ("User-agent: warraq\nDisallow: /a\nUser-agent: x\nDisallow: /c\nUser-agent: warraq\nDisallow: /b", "/b", True),
    ("User-agent: *\nDisallow: /a\nUser-agent: x\nAllow: /\nUser-agent: *\nDisallow: /b", "/b", True),
    ("User-agent: warraq\n\nUser-agent: x\n\nDisallow: /a", "/a", True),
    ("User-agent: warraq\nUnknown: x\nUser-agent: x\nDisallow: /a", "/a", True),
    ("User-agent: warraq\nSitemap: https://oasis.example/s.xml\nUser-agent: x\nDisallow: /a", "/a", True),
    ("User-agent: *\nCrawl-delay: 5\nUser-agent: x\nDisallow: /", "/a", False),
    ("User-agent: warraq\nDisallow:\nUser-agent: *\nDisallow: /", "/a", False),
    ("Disallow: /a\nUser-agent: *\nDisallow: /b", "/a", False),
    ("User-agent: war\nDisallow: /\n", "/a", False),
    ("User-agent: warraqbot\nDisallow: /\n", "/a", False),
    ("User-agent: my-warraq\nDisallow: /\n", "/a", False),
    ("User-agent: Warraq/2.0\nDisallow: /a\n", "/a", True),
    ("User-agent: warraq bot\nDisallow: /a\n", "/a", True),
    ("User-agent: *bot\nDisallow: /\n", "/a", False),
    # lines
    ("user-AGENT:*\nDISALLOW:/a", "/a", True),
    ("  User-agent :  * # us\n\tDisallow\t: /a # this", "/a", True),
    ("User-agent *\nDisallow /a", "/a", True),
    ("User-agent: *\nDissallow: /a", "/a", True),
    ("User-agent: *\r\nDisallow: /a\r\n", "/a", True),
    ("User-agent: *\rDisallow: /a\r", "/a", True),
    ("\ufeffUser-agent: *\nDisallow: /a", "/a", True),
    ("User-agent: *\nDisallow: # /a", "/a", False),
    ("<html><body>User-agent: * Disallow: /</body></html>", "/a", False),
    ("", "/a", False),
    # the longest wins, and of two as long the one that opens (section 2.2.2)
    ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", False),
    ("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", True),
    ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", False),
    ("User-agent: *\nDisallow: /a*c\nAllow: /a", "/abc", True),
    ("User-agent: *\nDisallow: /\nAllow: /$", "/", False),
    ("User-agent: *\nDisallow: /\nAllow: /$", "/a", True),
    ("User-agent: *\nDisallow: /\nAllow: /index.html", "/", True),
    ("User-agent: *\nDisallow: /a", "/A", False),
    ("User-agent: *\nDisallow: /", "/robots.txt", False),
    # wildcards (section 2.2.3)
    ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", True),
    ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x=1", False),
    ("User-agent: *\nDisallow: /*.pdf", "/a/b.pdf?x=1", True),
    ("User-agent: *\nDisallow: *.pdf", "/a/b.pdf", True),
    ("User-agent: *\nDisallow: /a**b", "/axxb", True),
    ("User-agent: *\nDisallow: /a*b*c$", "/abcbc", True),
    ("User-agent: *\nDisallow: /a*b*c$", "/acb", False),
    ("User-agent: *\nDisallow: /ab*ba$", "/aba", False),
    ("User-agent: *\nDisallow: /*?", "/a?b", True),
    ("User-agent: *\nDisallow: /*?", "/a", False),
    ("User-agent: *\nDisallow: /a$b", "/a$b", True),
    ("User-agent: *\nDisallow: /a%24$", "/a$", True),
    ("User-agent: *\nDisallow: /a-%2A.html", "/a-*.html", True),
    ("User-agent: *\nDisallow: /a-%2A.html", "/a-b.html", False),
    # percent-encoding (section 2.2.2)
    ("User-agent: *\nDisallow: /خبر", "/%D8%AE%D8%A8%D8%B1/1", True),
    ("User-agent: *\nDisallow: /%d8%ae%d8%a8%d8%b1", "/خبر/1", True),
    ("User-agent: *\nDisallow: /%6eews", "/news", True),
    ("User-agent: *\nDisallow: /news", "/%6Eews", True),
    ("User-agent: *\nDisallow: /a%2Fb", "/a/b", False),
    ("User-agent: *\nDisallow: /a%2fb", "/a%2Fb", True),
    ("User-agent: *\nDisallow: /a%3Fb", "/a?b", False),
    ("User-agent: *\nDisallow: /a|b", "/a%7Cb", True),
    ("User-agent: *\nDisallow: /100%", "/100%", True),
]


@pytest.mark.parametrize(("text", "path", "is_closed"), CLOSED_BY)
def test_a_path_is_closed_as_the_standard_says(text, path, is_closed):
    assert read_robots(text.encode(), "warraq").allows(f"https://oasis.example{path}") is not is_closed


def test_octets_of_another_encoding_close_what_they_name_and_no_more():
    robots = read_robots(b"User-agent: *\nDisallow: /" + "خبر".encode("windows-1256"), "warraq")
    assert not robots.allows("https://oasis.example/%CE%C8%D1/1")
    assert robots.allows("https://oasis.example/")


def test_a_line_that_is_cut_at_the_limit_closes_nothing():
    rules = b"User-agent: *\nDisallow: /a\n"
    text = rules + b"#" * (MAX_BYTES - len(rules) - 13) + b"\nDisallow: /all-of-this\nDisallow: /b\n"
    robots = read_robots(text, "warraq")
    assert [robots.allows(f"https://oasis.example{path}") for path in ("/", "/a", "/b")] == [True, False, True]


@pytest.mark.parametrize(
    ("said", "delay_s"), [("7", 7.0), ("0.5", 0.5), ("0", None), ("-1", None), ("inf", None), ("soon", None)]
)
def test_a_delay_is_told_where_it_is_a_number(said, delay_s):
    assert read_robots(f"User-agent: *\nCrawl-delay: {said}".encode(), "warraq").crawl_delay_s == delay_s


def test_a_delay_of_another_s_group_is_not_ours():
    robots = read_robots(b"User-agent: warraq\nDisallow: /a\nUser-agent: *\nCrawl-delay: 9", "warraq")
    assert robots.crawl_delay_s is None


def test_sitemaps_are_told_whichever_group_they_stand_in():
    robots = read_robots(b"Sitemap: https://a.example/1\nUser-agent: x\nDisallow: /\nsitemap:https://a.example/2", "warraq")
    assert robots.sitemaps == ("https://a.example/1", "https://a.example/2")


@pytest.mark.parametrize(
    "text",
    [
        b"User-agent: *\n" * 20_000 + b"Disallow: /a\n" * 18_000,
        b"User-agent: *\n" + b"Disallow: /" + b"*a" * 250_000,
        b"User-agent: *\n" + b"Disallow: /*a*b*c*d*e$\n" * 20_000,
        bytes(range(256)) * 2_000,
        b"User-agent: *\nDisallow: /a" + b" " * 500_000 + b"x",
    ],
)
def test_a_hostile_file_takes_no_time(text):
    began = time.process_time()
    read_robots(text, "warraq").allows("https://oasis.example/" + "a" * 2_000)
    assert time.process_time() - began < 2


@pytest.mark.skipif(not SHARED, reason="NOT SHOWN: set WARRAQ_SHARED to the folder that holds torture/")
def test_cases_of_google_s_parser_come_out_as_there():
    lines = (Path(str(SHARED)) / "torture/robots/cases/google_robotstxt.jsonl").read_text("utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if not case["google_only"]]
    others = [
        case["id"]
        for case in cases
        if read_robots(case["robots"].encode(), case["agent"]).allows(case["url"]) != case["allowed"]
    ]
    assert len(cases) == 72
    assert others == list(BESIDE_THE_STANDARD)
