"""`warraq show` and `warraq status`: by any spelling, in words and in JSON, and where there is nothing to tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from archive.catalog.ids import article_id
from tests.crawler.octets import OctetServer
from tests.crawler.replies import moved, refusing, story
from tests.site import body, headline

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Kept:
    url: str
    typed: str
    server: OctetServer


@pytest.fixture(scope="module")
def kept(shared) -> Iterator[Kept]:
    with OctetServer({"/to": moved(b"/story"), "/story": story(1), "/gone": refusing(b"410 Gone")}) as server:
        shared.archive(server.url("/story"), server.url("/gone"), "ftp://example.com/x")
        server.replies["/story"] = story(1, "وأضيفت فقرة ثانية في المساء إلى آخر الخبر.")
        shared.archive(server.url("/to"))
        yield Kept(server.url("/story"), server.url("/story").replace("http://", "HTTP://"), server)


def test_a_story_is_found_by_every_name_it_has(kept, shared):
    identity = article_id(kept.url)
    names = (kept.url, kept.typed, kept.url + "#part", f" {kept.url} ", kept.url.replace("//", "//user:word@"), identity)
    for name in (*names, identity[:6], identity.upper(), kept.server.url("/to")):
        ran = shared("show", "--json", name)
        assert ran.code == 0, (name, ran.said)
        assert ran.answers[0]["id"] == identity
        assert ran.answers[0]["url"] == kept.url


def test_programs_are_told_all_of_it(kept, shared):
    found = shared("show", "--json", kept.url).answers[0]
    assert set(found) >= {"id", "url", "outcome", "reason", "detail", "article", "record", "listed", "versions"}
    assert [version["number"] for version in found["versions"]] == [1, 2]
    assert found["article"]["headline"] == headline(1)
    for version in found["versions"]:
        for place in (version["record"], version["conversion"]):
            assert (shared.home / "warc" / place["filename"]).stat().st_size >= place["offset"] + place["length"]


def test_people_are_shown_headline_text_versions_and_records(kept, shared):
    said = shared("show", kept.url).out
    for words in (headline(1), *body(1), "version 1", "version 2", ".warc.gz at ", article_id(kept.url)):
        assert words in said, words


def test_what_failed_is_shown_with_its_reason(kept, shared):
    said = shared("show", kept.server.url("/gone")).out
    assert "taken down by the outlet (HTTP 410 Gone)" in said
    assert "not a web address" in shared("show", "ftp://example.com/x").out


@pytest.mark.parametrize("name", ["http://example.com/never", "abcdef123456", "abc", "nonsense", ""])
@pytest.mark.usefixtures("kept")
def test_what_is_not_here_is_told_plainly(shared, name):
    for options in ((), ("--json",)):
        ran = shared("show", *options, "--", name)
        assert ran.code == 4
        assert ran.out == ""
        assert "warraq archive URL" in ran.said
        assert "Traceback" not in ran.said


def test_status_counts_in_words_and_json(kept, shared):
    state = shared("status", "--json").answers[0]
    assert kept.url
    assert (state["articles"], state["versions"], state["links"]) == (1, 2, 0)
    assert state["fetches"] == 4, "a story, a refusal, a redirect and the story again"
    assert state["warc_files"] == 2
    assert state["warc_bytes"] > 0
    assert state["free_bytes"] > 0
    by_hand = state["sources"][0]
    assert (by_hand["source"], by_hand["articles"]) == (None, 1)
    said = shared("status").out
    assert "(by hand)" in said
    assert "1 articles, 2 texts, 4 exchanges" in said
    assert str(shared.home) in said


@pytest.mark.parametrize(
    "command", [("status",), ("status", "--json"), ("show", "abcdef"), ("show", "--json", "http://a.com/")]
)
def test_an_empty_home_is_told_plainly_and_left_empty(warraq, command):
    ran = warraq(*command)
    assert ran.code == 4
    assert "nothing is archived in" in ran.said
    assert "warraq archive URL" in ran.said
    assert not warraq.home.exists()


def test_a_catalogue_that_is_none_is_told_plainly(warraq):
    warraq.home.mkdir()
    (warraq.home / "catalog.sqlite").write_bytes(b"nothing like a database" * 99)
    for command in (("status",), ("show", "abcdef"), ("archive", "http://127.0.0.1:1/", "--allow-private")):
        ran = warraq(*command)
        assert ran.code == 8, ran.said
        assert "catalog.sqlite" in ran.said
        assert "Traceback" not in ran.said
