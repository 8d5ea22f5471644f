"""Programs save searches, read what these found, note it as seen, and delete them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive.requests.alerting import look
from archive.requests.requests import Requests
from archive.requests.searches import SEARCHES_MAX
from tests.archive.room.api.telling import problems_of
from tests.archive.room.shelf import NOW

PATH = "/api/saved"
ONE = "/api/saved/{id}"
BEFORE = NOW - timedelta(hours=1)


@pytest.fixture
def requests(shelf):
    one = Requests(shelf.home)
    yield one
    one.close()


def keep(shelf, number: int) -> None:
    url = f"https://news.example/story/{number}"
    shelf.tell(shelf.put(url, f"<p>{number}</p>"), "عادت المياه إلى القرية.", headline=f"عودة المياه {number}")


def test_search_is_saved_and_listed(program):
    answer = program.post(PATH, json={"q": " مياه OR نهر ", "name": "الماء"})
    assert (answer.status_code, problems_of(PATH, answer, "post")) == (200, [])
    assert answer.json()["query"] == "مياه OR نهر"
    assert program.get(PATH).json()["searches"] == [answer.json()]
    assert program.post(PATH, json={"q": "مياه OR نهر", "name": "الماء"}).json()["id"] == answer.json()["id"]
    assert program.post(PATH, json={"q": "نهر"}).json()["name"] == "نهر"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"q": ""}, 422),
        ({"q": "()"}, 422),
        ({"q": "نهر", "name": "مياه"}, 409),
        ({"q": "ا" * 1_001}, 400),
        ({"q": "نهر", "name": "ا" * 101}, 400),
        ({"name": "نهر"}, 400),
        ({"q": 7}, 400),
        ({"q": "نهر", "id": "1"}, 400),
    ],
)
def test_search_that_cannot_be_saved_is_told_why(program, requests, sent, status):
    requests.save("مياه", "مياه", None, BEFORE)
    answer = program.post(PATH, json=sent)
    assert (answer.status_code, problems_of(PATH, answer, "post")) == (status, [])
    assert len(requests.saved()) == 1


def test_more_searches_than_the_limit_are_refused(program, requests):
    for number in range(SEARCHES_MAX):
        requests.save(str(number), f"مياه {number}", None, BEFORE)
    answer = program.post(PATH, json={"q": "نهر"})
    assert (answer.status_code, f"{SEARCHES_MAX}" in answer.json()["detail"]) == (429, True)


def test_what_a_search_found_is_told_until_it_is_seen(program, shelf, requests):
    one = requests.save("مياه", "مياه", None, BEFORE)
    for number in range(3):
        keep(shelf, number)
    look(shelf.catalog, requests, {}, NOW)
    answer = program.get(f"{PATH}/{one.id}?limit=2")
    told = answer.json()
    assert problems_of(ONE, answer) == []
    assert ([alert["headline"] for alert in told["alerts"]], told["total"]) == (["عودة المياه 2", "عودة المياه 1"], 3)
    seen = program.post(f"{PATH}/{one.id}/seen", json={"last": told["alerts"][1]["id"]})
    assert (seen.json()["unseen"], problems_of(f"{ONE}/seen", seen, "post")) == (1, [])
    assert program.get(f"{PATH}/{one.id}").json()["fresh"] == 1


@pytest.mark.parametrize("sent", [{}, {"last": -1}, {"last": "1"}, {"last": True}, {"last": 2**70}, {"last": 1, "id": "x"}])
def test_number_that_is_none_marks_nothing(program, shelf, requests, sent):
    one = requests.save("مياه", "مياه", None, BEFORE)
    keep(shelf, 1)
    look(shelf.catalog, requests, {}, NOW)
    assert program.post(f"{PATH}/{one.id}/seen", json=sent).status_code == 400
    assert requests.saved()[0].unseen == 1


def test_search_is_deleted(program, requests):
    one = requests.save("مياه", "مياه", None, BEFORE)
    answer = program.delete(f"{PATH}/{one.id}")
    assert (answer.status_code, answer.json()["query"], problems_of(ONE, answer, "delete")) == (200, "مياه", [])
    assert requests.saved() == ()


@pytest.mark.parametrize(("method", "ending"), [("GET", ""), ("DELETE", ""), ("POST", "/seen")])
def test_search_that_is_not_there_is_missing(program, method, ending):
    answer = program.request(method, f"{PATH}/none{ending}", json={"last": 1} if method == "POST" else None)
    assert (answer.status_code, problems_of(f"{ONE}{ending}", answer, method.lower())) == (404, [])


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}],
)
def test_nothing_changes_for_a_page_elsewhere(program, requests, headers):
    one = requests.save("مياه", "مياه", None, BEFORE)
    answers = [
        program.delete(f"{PATH}/{one.id}", headers=headers),
        program.post(PATH, json={"q": "نهر"}, headers=headers),
        program.post(f"{PATH}/{one.id}/seen", json={"last": 1}, headers=headers),
    ]
    assert {answer.status_code for answer in answers} <= {403, 405}
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}
    assert requests.saved() == (one,)
