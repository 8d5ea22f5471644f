"""Every page, feed and answer of the room, over an archive of hostile words: nothing of them acts, and all is well-formed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from archive.room.app import PAGES
from tests.archive.room.everything import ADDRESS, Everything, everything
from tests.archive.room.shelf import NO_TLS

WHOLE = pytest.mark.parametrize("page", [page for page, _ in PAGES])
RAW = ("<script>alert", "<img src=x", "</title>\u202e", "49{{")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src {replay}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
LEADING = ("href", "src", "action", "formaction", "data", "poster", "background", "ping", "srcset", "cite", "xlink:href")
KINDS_MAX = 4
"""Addresses of one kind (the same but for ids and queries' values) that are followed."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everything]:
    with everything(Path(tmp_path_factory.mktemp("everything"))) as made:
        yield made


@pytest.fixture(scope="module")
def reader(whole) -> Iterator[httpx.Client]:
    anew = httpx.Limits(max_keepalive_connections=0)  # the room closes a connection that is idle, and may as we ask again
    with httpx.Client(base_url=whole.room.room, trust_env=False, verify=NO_TLS, timeout=60, limits=anew) as client:
        yield client


@WHOLE
def test_hostile_words_are_words_on_every_page(whole, reader, page):
    for path in whole.addresses[page]:
        for answer in (reader.get(path), reader.get(f"/en{path}")):
            assert answer.status_code in {200, 404, 409}, path
            assert faults_of(answer) == [], path


@WHOLE
def test_every_page_comes_with_the_room_s_policy(whole, reader, page):
    answer = reader.get(whole.addresses[page][0])
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["content-security-policy"] == POLICY.format(replay=whole.room.replay)
    assert not [name for name in answer.headers if name.startswith("access-control") or name == "set-cookie"]


def test_every_answer_of_the_api_is_json_and_acts_nowhere(whole, reader):
    for path in whole.answers:
        answer = reader.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json"), path
        assert isinstance(json.loads(answer.content), dict)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_head_says_what_get_would(whole, reader):
    for path in (*(paths[0] for paths in whole.addresses.values()), *whole.answers):
        head = reader.head(path)
        assert (head.status_code, head.content) == (reader.get(path).status_code, b""), path


@pytest.mark.parametrize("path", ["/nothing", "/api/nothing", "/story/000000000000", "/static/nothing.css", "/sources/nothing"])
def test_what_is_not_here_comes_with_the_policy_too(reader, path):
    answer = reader.get(path)
    assert answer.status_code == 404
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.slow
def test_every_link_inside_the_room_leads_somewhere(whole, reader):
    known, broken = Known(), []
    todo = [path for path in ("/", "/en/", *whole.all()) if known.is_new(path)]
    for path in todo:
        answer = reader.get(path)
        if answer.status_code >= 400:
            broken.append(f"{path}: {answer.status_code}")
        todo += [link for link in links_of(answer, path) if known.is_new(link)]
    assert broken == []


HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def faults_of(answer: httpx.Response) -> list[str]:
    """Return what is wrong with an answer, by its kind."""
    kind = answer.headers["content-type"].partition(";")[0]
    if kind == "text/html":
        return [word for word in RAW if word in answer.text] + list(faults_of_page(document_fromstring(answer.content)))
    if kind.endswith("xml"):
        return list(faults_of_feed(etree.fromstring(answer.content)))
    if kind.endswith("json"):
        json.loads(answer.content)
        return []
    is_file = answer.headers.get("content-disposition", "").startswith("attachment") or kind == "text/plain"
    return [] if is_file or kind == "application/wacz" else [f"{kind} is shown as it is"]


def faults_of_page(page: HtmlElement) -> Iterator[str]:
    for script in page.iter("script"):
        if not (script.get("src") or "").startswith("/static/") or script.text:
            yield f"a script: {script.get('src')}"
    for element in page.iter(etree.Element):
        for name, value in element.attrib.items():
            if name.startswith("on") or name in {"style", "srcdoc"}:
                yield f"{element.tag} {name}={value}"
            if name in LEADING and not value.startswith(("/", "#", "?", "http://", "https://", "data:image/svg")):
                yield f"{element.tag} {name}={value}"
    if page.xpath("//style | //base | //object | //embed | //main//img[@onerror] | //img[@src='x']"):
        yield "an element that no page of the room has"


def faults_of_feed(feed: etree._Element) -> Iterator[str]:
    for element in feed.iter(etree.Element):
        for value in (element.text or "", *element.attrib.values()):
            if value.strip() == ADDRESS and etree.QName(element).localname in {"link", "id", "enclosure", "uri"}:
                yield f"{element.tag}: {value}"


def links_of(answer: httpx.Response, path: str) -> list[str]:
    """Return the addresses inside the room that a page leads to."""
    if not answer.headers["content-type"].startswith("text/html"):
        return []
    page = document_fromstring(answer.content)
    base = httpx.URL(path)
    found = [value for name in ("href", "src") for value in page.xpath(f"//@{name}")]
    return [str(base.join(one)) for one in found if one.startswith(("/", "?")) and not one.startswith("//")]


@dataclass
class Known:
    """The addresses that are to be followed, and how many of a kind."""

    seen: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)

    def is_new(self, path: str) -> bool:
        """Note an address; tell whether it is to be followed."""
        kind = kind_of(path)
        if path in self.seen or self.kinds[kind] >= KINDS_MAX:
            return False
        self.seen.add(path)
        self.kinds[kind] += 1
        return True


def kind_of(path: str) -> str:
    """Return an address without what changes from one story, day or query to another."""
    url = httpx.URL(path)
    parts = ["#" if any(letter.isdigit() for letter in part) else part for part in url.path.split("/")[:5]]
    names = () if "search" in url.path else sorted(url.params.keys())  # what searches are narrowed by goes together in any way
    return "/".join(parts) + "?" + "&".join(names)
