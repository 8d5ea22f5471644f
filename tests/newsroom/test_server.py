from __future__ import annotations

import gzip
import http.client
from urllib.parse import unquote, urlsplit

from tests.newsroom import Newsroom, expectations
from tests.newsroom.asking import fetch

GOLD = expectations()


def test_gzip_is_sent_when_asked_for(room: Newsroom) -> None:
    url = room.url("wakala", "/rss.xml")
    plain, body = fetch(url)
    packed, octets = fetch(url, Accept_Encoding="gzip")
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(octets) == body


def test_wordpress_pages_come_in_chunks(room: Newsroom) -> None:
    gold = next(each for each in GOLD if each.outlet == "shurfa")
    response, body = fetch(room.url(gold.outlet, gold.path))
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert response.headers["Content-Length"] is None
    assert body == room.page(gold.outlet, unquote(gold.path)).body


def test_head_answers_without_a_body(room: Newsroom) -> None:
    response, body = fetch(room.url("wakala", "/"), "HEAD")
    assert (response.status, body) == (200, b"")


def test_other_methods_are_refused(room: Newsroom) -> None:
    response, _ = fetch(room.url("wakala", "/"), "POST")
    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")


def test_connection_is_kept_and_requests_in_a_row_are_answered_in_order(room: Newsroom) -> None:
    parts = urlsplit(room.url("wakala", "/"))
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    titles = []
    for path in ("/", "/rss.xml", "/robots.txt"):
        connection.request("GET", path)
        titles.append(connection.getresponse().read()[:15])
    connection.close()
    assert titles == [b"<!DOCTYPE html>", b'<?xml version="', b"User-agent: *\nD"]


def test_requests_are_remembered(room: Newsroom) -> None:
    fetch(room.url("wakala", "/nowhere"), User_Agent="probe")
    last = room.requests[-1]
    assert (last.outlet, last.method, last.path, last.status) == ("wakala", "GET", "/nowhere", 404)
    assert dict(last.headers)["user-agent"] == "probe"
