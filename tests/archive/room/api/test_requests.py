"""Programs ask that addresses be archived."""

from __future__ import annotations

import httpx
import pytest

from archive.requests.requests import Requests
from tests.archive.room.api.telling import problems_of
from tests.archive.room.shelf import NO_TLS, serving

PATH = "/api/requests"
URL = "https://news.example/story/1"


def test_addresses_are_queued_and_looked_at(program, shelf):
    answer = program.post(PATH, json={"urls": [URL, "https://news.example/2", URL]})
    assert (answer.status_code, problems_of(PATH, answer, "post")) == (200, [])
    asked = [one["asked"] for one in answer.json()["answers"]]
    assert [one["url"] for one in asked] == [URL, "https://news.example/2"]
    told = program.get(f"{PATH}/{asked[0]['id']}")
    assert (told.json()["asked"]["url"], problems_of(f"{PATH}/{{id}}", told)) == (URL, [])
    assert Requests(shelf.home).stand().queued == len(program.get(PATH).json()["requests"]) == 2


def test_what_is_archived_is_told_and_queued_only_again(program, shelf):
    shelf.tell(shelf.put(URL, "<p>x</p>"))
    (told,) = program.post(PATH, json={"urls": [URL]}).json()["answers"]
    assert (told["asked"], told["known"]["id"]) == (None, shelf.catalog.find(URL).id)
    (told,) = program.post(PATH, json={"urls": [URL], "again": True}).json()["answers"]
    assert (told["asked"]["url"], told["known"]) == (URL, None)


def test_addresses_that_cannot_be_fetched_are_told_beside_those_that_can(program, shelf):
    answer = program.post(PATH, json={"urls": ["ftp://news.example/", URL]})
    assert [one["reason"] for one in answer.json()["answers"]] == ["SCHEME", None]
    refused = program.post(PATH, json={"urls": ["ftp://news.example/", "http://"]})
    assert (refused.status_code, problems_of(PATH, refused, "post")) == (422, [])
    assert [fault["why"] for fault in refused.json()["faults"]] == ["ftp://news.example/: SCHEME", "http://: BAD_URL"]
    assert Requests(shelf.home).stand().queued == 1


@pytest.mark.parametrize(
    "sent", [["urls"], {}, {"urls": []}, {"urls": [URL] * 21}, {"urls": URL}, {"urls": [1]}, {"urls": [URL], "by": "me"}]
)
def test_what_makes_no_sense_is_refused(program, shelf, sent):
    answer = program.post(PATH, json=sent)
    assert (answer.status_code, problems_of(PATH, answer, "post")) == (400, [])
    assert Requests(shelf.home).stand().queued == 0


def test_more_than_the_rate_is_refused_for_now(program):
    urls = [f"https://news.example/{number}" for number in range(20)]
    assert program.post(PATH, json={"urls": urls}).status_code == 200
    answer = program.post(PATH, json={"urls": [URL]})
    assert (answer.status_code, answer.headers["retry-after"], problems_of(PATH, answer, "post")) == (429, "60", [])


def test_addresses_that_are_not_public_are_refused(shelf):
    def guard(url: str) -> str | None:
        return "a private network" if "127.0.0.1" in url else None

    with serving(shelf.home, guard=guard) as room, httpx.Client(base_url=room.room, trust_env=False, verify=NO_TLS) as client:
        answer = client.post(PATH, json={"urls": ["http://127.0.0.1:5432/", URL]})
        refused = client.post(PATH, json={"urls": ["http://127.0.0.1:5432/"]})
    assert [(one["reason"], bool(one["asked"])) for one in answer.json()["answers"]] == [("ADDRESS", False), (None, True)]
    assert refused.status_code == 422
    assert [one.url for one in Requests(shelf.home).newest(9)] == [URL]
