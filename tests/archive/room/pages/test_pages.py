"""What the room's pages say, in both languages."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from lxml.html import document_fromstring

from archive.catalog.ids import article_id

URL = "https://news.example/story/1"


def seen(html: str) -> str:
    return " ".join(document_fromstring(html).find("body").text_content().split())


@pytest.mark.parametrize("path", ["/", "/story/{id}", "/looked/2026/" + URL, "/nothing"])
def test_other_language_is_one_click_away_and_back(shelf, room, path):
    shelf.tell(shelf.put(URL, "<p>x</p>"))
    path = path.format(id=article_id(URL))
    link = re.compile(r'class="tongue" id="tongue" href="([^"]+)"')
    (english,) = link.findall(room.read(path).text)
    assert english == "/en" + path
    assert link.findall(room.read(english).text) == [path]


def test_page_as_it_looked_is_framed_with_its_neighbours(shelf, room):
    for minutes in (0, 60, 120):
        shelf.put(URL, f"<p>{minutes}</p>", minutes=minutes)
    page = room.read(f"/looked/20261103110000/{URL}?").text
    frame = re.search(r'<iframe class="page" src="([^"]+)" sandbox referrerpolicy', page)
    assert frame[1] == f"{room.replay}/web/20261103110000/{URL}"
    assert re.findall(r'href="(/looked/[^"]+)"', page) == [f"/looked/20261103100000/{URL}", f"/looked/20261103120000/{URL}"]


@pytest.mark.parametrize(
    "path", ["/story/000000000000", "/story/x", "/story/000000000000.wacz", "/looked/2026/https://x.example/", "/looked/9/x"]
)
def test_what_is_not_here_is_told(room, path):
    answer = room.read("/en" + path)
    assert (answer.status_code, "Not here" in seen(answer.text)) == (404, True)


@pytest.mark.slow
def test_story_is_a_package_when_it_is_asked_for(shelf, room):
    shelf.tell(shelf.put(URL, "<p>x</p>"))
    answers = [room.read(f"/story/{article_id(URL)}.wacz"), room.get(f"/package/{article_id(URL)}.wacz")]
    assert answers[0].content == answers[1].content
    assert answers[0].headers["content-type"] == "application/wacz"
    with zipfile.ZipFile(io.BytesIO(answers[0].content)) as package:
        assert "وعادت مساء أمس".encode() in package.read("pages/pages.jsonl")
    part = room.get(f"/package/{article_id(URL)}.wacz", range="bytes=0-3")
    assert (part.status_code, part.content) == (206, b"PK\x03\x04")
