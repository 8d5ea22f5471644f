"""`warraq extract`: saved pages, folders, WARC files, and what is none of them; one answer a page, in order."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.crawler.octets import OctetServer
from tests.crawler.replies import moved, page, refusing, sized, story
from tests.site import body, headline

pytestmark = pytest.mark.slow

KEYS = {"file", "url", "outcome", "reason", "detail", "article"}
UNDECLARED = page(4).replace(b"<meta charset='utf-8'>", b"").decode().encode("windows-1256")


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    """Fifty numbered pages, and a folder below with what is odd."""
    folder = tmp_path_factory.mktemp("pages")
    for number in range(50):
        (folder / f"{number:02}.html").write_bytes(page(number))
    (folder / "odd" / "deep").mkdir(parents=True)
    (folder / "odd" / "UPPER.HTM").write_bytes(page(1))
    (folder / "odd" / "deep" / "old.html").write_bytes(UNDECLARED)
    (folder / "odd" / "empty.html").write_bytes(b"")
    (folder / "odd" / "large.html").write_bytes(b"<p>" + b"x" * 10_000_001)
    (folder / "odd" / "noise.html").write_bytes(bytes(range(256)) * 40)
    (folder / "odd" / "notes.txt").write_text("not a page")
    (folder / "nothing").mkdir()
    return folder


def test_a_folder_gives_an_answer_a_page_in_order(warraq, pages):
    ran = warraq("extract", str(pages))
    assert ran.code == 4, "the worst: one page is too large"
    assert [json.loads(line) for line in ran.out.splitlines()] == ran.answers
    assert all(set(answer) == KEYS for answer in ran.answers)
    files = [Path(answer["file"]) for answer in ran.answers]
    assert files == sorted(files)
    assert len(files) == 55
    for number, answer in enumerate(ran.answers[:50]):
        assert answer["outcome"] == "archived"
        assert answer["article"]["headline"] == headline(number)
        assert answer["article"]["article_body"] == "\n".join(body(number))
    odd = {Path(answer["file"]).name: answer for answer in ran.answers[50:]}
    assert odd["old.html"]["article"]["headline"] == headline(4), "windows-1256 that nobody declares"
    assert odd["UPPER.HTM"]["article"]["headline"] == headline(1)
    assert (odd["empty.html"]["outcome"], odd["empty.html"]["reason"]) == ("rejected", "EMPTY")
    assert (odd["large.html"]["outcome"], odd["large.html"]["reason"]) == ("failed", "TOO_LARGE")
    assert odd["noise.html"]["outcome"] == "rejected"
    assert not warraq.home.exists(), "no archive is needed, none is made"


def test_files_that_cannot_be_read_cost_no_other_its_answer(warraq, pages):
    files = [pages / "00.html", pages / "missing.html", pages / "nothing", pages / "01.html"]
    ran = warraq("extract", *map(str, files))
    assert ran.code == 4
    assert [answer["outcome"] for answer in ran.answers] == ["archived", "failed", "failed", "archived"]
    assert [answer["file"] for answer in ran.answers] == list(map(str, files))
    told = warraq("extract", "--text", *map(str, files)).out
    assert f"{pages / 'missing.html'}: cannot be read: No such file or directory" in told
    assert headline(1) in told


def test_address_and_encoding_are_taken_from_the_user(warraq, pages):
    ran = warraq("extract", str(pages / "odd/deep/old.html"), "--encoding", "windows-1256", "--url", "http://مثال.com/خبر")
    assert ran.code == 0
    assert ran.answers[0]["article"]["headline"] == headline(4)
    assert ran.answers[0]["url"] == "http://xn--mgbh0fb.com/%D8%AE%D8%A8%D8%B1"
    for option, value in (("--encoding", "klingon"), ("--url", "nonsense")):
        refused = warraq("extract", str(pages / "00.html"), option, value)
        assert refused.code == 2
        assert value in refused.said
        assert refused.answers == []


def test_warc_files_are_read_packed_plain_and_damaged(warraq, tmp_path):
    replies = {
        "/1": story(1),
        "/old": sized(UNDECLARED, b"Content-Type: text/html\r\n"),
        "/404": refusing(b"404 Not Found"),
        "/to": moved(b"/1"),
        "/image": sized(b"\x89PNG", b"Content-Type: image/png\r\n"),
        "/short": sized("<p>لا شيء</p>".encode()),
    }
    with OctetServer(replies) as server:
        first = warraq.archive(*(server.url(path) for path in replies))
        base = server.url("")
    own = next((warraq.home / "warc").glob("*.warc.gz"))
    plain, torn, none = tmp_path / "plain.warc", tmp_path / "torn.warc.gz", tmp_path / "none.warc.gz"
    plain.write_bytes(gzip.decompress(own.read_bytes()))
    torn.write_bytes(own.read_bytes()[:-200])
    none.write_bytes(b"nothing like it")
    ran = warraq("extract", *map(str, (own, plain, torn, none)))
    assert ran.code == 4
    outcomes = {
        file: sorted((answer["url"] or "", answer["outcome"]) for answer in ran.answers if answer["file"] == str(file))
        for file in (own, plain, torn, none)
    }
    expected = sorted([(f"{base}/1", "archived"), (f"{base}/old", "archived"), (f"{base}/short", "rejected")])
    assert [each for each in outcomes[own] if each not in expected] == []
    assert {*outcomes[own]} == {*expected}
    assert outcomes[plain] == outcomes[own]
    assert ("", "failed") in outcomes[torn]
    assert outcomes[none] == [("", "failed")]
    assert "none.warc.gz at 0" in next(answer["detail"] for answer in ran.answers if answer["file"] == str(none))
    live = {answer["url"]: answer["article"] for answer in first.answers}
    again = {answer["url"]: answer["article"] for answer in ran.answers if answer["file"] == str(own)}
    assert again[f"{base}/1"]["article_body"] == live[f"{base}/1"]["article_body"], "the same lines read both"
    assert again[f"{base}/1"]["digest"] == live[f"{base}/1"]["digest"]


RULES = """
[[source]]
name = "oasis"
title = "واحة الأخبار"
title_en = "Oasis News"
kind = "newspaper"
country = "JO"
time_zone = "Asia/Amman"
language = "ar"
home = "https://oasis.example/"
domains = ["oasis.example"]
[[source.section]]
url = "https://oasis.example/"
[[source.rules]]
until = {until}
version = "old"
[source.rules.selectors]
article_section = "title"
[[source.rules]]
version = "new"
"""


@pytest.mark.parametrize(("until", "version"), [("2019-05-05", "new"), ("2019-05-06", "old")])
def test_a_page_saved_nobody_knows_when_is_read_by_the_rules_of_its_story_s_day(warraq, tmp_path, until, version):
    sources = warraq.home / "sources"
    sources.mkdir(parents=True, exist_ok=True)
    (sources / "oasis.toml").write_text(RULES.format(until=until))
    dated = b"<meta property='article:published_time' content='2019-05-06T10:00:00+03:00'></head>"
    (tmp_path / "old.html").write_bytes(page(7).replace(b"</head>", dated))
    (answer,) = warraq("extract", str(tmp_path / "old.html"), "--url", "https://www.oasis.example/news/7").answers
    assert answer["article"]["extractor"]["rules_version"] == version


@pytest.mark.parametrize(("until", "version"), [("2020-01-01", "new"), ("2199-01-01", "old")])
def test_a_known_source_s_page_is_read_by_the_rules_of_its_day(warraq, pages, until, version):
    sources = warraq.home / "sources"
    sources.mkdir(parents=True, exist_ok=True)
    (sources / "oasis.toml").write_text(RULES.format(until=until))
    (answer,) = warraq("extract", str(pages / "07.html"), "--url", "https://www.oasis.example/news/7").answers
    article = answer["article"]
    assert article["extractor"]["rules_version"] == version
    assert article["publisher"] == "واحة الأخبار"
    assert (article["article_section"] is not None) == (version == "old")


def test_a_rule_that_cannot_be_used_is_named_with_its_file_and_source(warraq, pages):
    (warraq.home / "sources").mkdir(parents=True, exist_ok=True)
    (warraq.home / "sources" / "oasis.toml").write_text(RULES.format(until="2020-01-01").replace('"title"', '"h1["'))
    ran = warraq("extract", str(pages / "07.html"))
    assert ran.code == 2
    assert "oasis.toml: source[0] 'oasis'.rules[0].selectors.article_section: not a CSS selector: 'h1['" in ran.said
