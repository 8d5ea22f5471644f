"""The page for programs lists every endpoint, in the reader's language, with examples that answer."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from archive.requests.requests import Requests
from archive.room.api.table import ENDPOINTS
from archive.room.language import ARABIC, ENGLISH
from tests.archive.room.browser import axe, opened
from tests.archive.room.library import PORT
from tests.archive.room.shelf import NOW

URL = "https://news.example/خبر/1?a=b&c=d"


@pytest.mark.parametrize(("path", "language"), [("/api/", ARABIC), ("/en/api/", ENGLISH)])
def test_every_endpoint_is_listed_in_the_reader_s_language(room, path, language):
    page = document_fromstring(room.read(path).text)
    told = [" ".join(code.text_content().split()) for code in page.xpath("//li/p[1]/code")]
    assert told == [f"{one.method} {one.path}" for one in ENDPOINTS]
    headings = [heading.text for heading in page.xpath("//li/h2")]
    assert headings == [language.words[f"api_{one.name}"] for one in ENDPOINTS]


def test_examples_answer(shelf, room):
    for source, url, minutes in (("wire", "https://wire.example/1", 0), ("wakala", URL, 30)):
        fetch = shelf.put(url, f"<p>{url}</p>", source=source, minutes=minutes)
        shelf.tell(fetch, "\n".join(PORT), publisher=source, date_published=fetch.date)
    requests = Requests(shelf.home)
    requests.ask(["https://news.example/2"], NOW)
    requests.save("الماء", "مياه", None, NOW)
    requests.close()
    examples = document_fromstring(room.read("/en/api/").text).xpath("//li//a/@href")
    assert len(examples) == sum(one.method == "GET" for one in ENDPOINTS)
    answered = {path: room.read(path).status_code for path in examples}
    unwatched = dict.fromkeys(("/api/sources", "/api/sources/wakala"), 503)  # nobody watches the sources in this room
    assert {path: status for path, status in answered.items() if status != 200} == unwatched


def test_empty_archive_has_only_examples_that_need_no_story(room):
    examples = document_fromstring(room.read("/api/").text).xpath("//li//a/@href")
    assert "/api/search?order=newest&limit=5" in examples
    assert not [path for path in examples if path.startswith("/api/story")]


@pytest.mark.slow
@pytest.mark.parametrize(
    "look", [{"color_scheme": "dark"}, {"viewport": {"width": 360, "height": 740}}], ids=["dark", "narrow"]
)
def test_page_is_accessible_and_fits(browser, library, look):
    with opened(browser, library.room, **look) as page:
        for path in ("/api", "/en/api/"):
            page.goto(path)
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
