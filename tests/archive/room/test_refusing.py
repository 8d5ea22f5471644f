"""What the door refuses it says in words to people, and as a problem to programs; and what an address takes it names."""

from __future__ import annotations

import httpx
import pytest

from tests.archive.room.shelf import NO_TLS, serving

PROBLEM = "application/problem+json"


def ask(room, method: str, path: str, **headers: str) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with httpx.Client(trust_env=False, verify=NO_TLS, timeout=20) as client:
        return client.request(method, room.room + path, headers=sent)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/", "GET, HEAD"),
        ("OPTIONS", "/archive", "GET, HEAD, POST"),
        ("GET", "/saved/x/delete", "POST"),
        ("PUT", "/static/room.css", "GET, HEAD"),
        ("PATCH", "/nothing", "GET, HEAD"),
        ("DELETE", "/api/saved", "GET, HEAD, POST"),
        ("OPTIONS", "/api/saved/x", "DELETE, GET, HEAD"),
        ("GET", "/api/saved/x/seen", "POST"),
        ("POST", "/api/search", "GET, HEAD"),
        ("POST", "/api/nothing", "GET, HEAD"),
    ],
)
def test_address_names_what_it_takes(room, method, path, allowed):
    answer = ask(room, method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.headers["content-type"].startswith(PROBLEM if path.startswith("/api/") else "text/")


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {"Host": "evil.example"}, 421),
        ("POST", {"Content-Type": "text/plain"}, 415),
        ("POST", {"Content-Type": "application/json", "Origin": "https://evil.example"}, 403),
    ],
)
def test_refusal_is_a_problem_for_programs_and_words_for_people(room, method, headers, status):
    told = ask(room, method, "/api/saved", **headers)
    assert (told.status_code, told.headers["content-type"]) == (status, PROBLEM)
    assert (told.json()["status"], bool(told.json()["detail"] and told.json()["remedy"])) == (status, True)
    words = ask(room, method, "/saved", **{"Origin": room.room} | headers)
    assert (words.status_code, words.headers["content-type"]) == (status, "text/plain; charset=utf-8")
    for answer in (told, words):
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_address_that_is_too_long_is_a_problem(room):
    assert ask(room, "GET", f"/api/search?q={'x' * 20_000}").json()["status"] == 414


def test_body_that_is_too_large_is_a_problem(room):
    with httpx.Client(trust_env=False, verify=NO_TLS, timeout=20) as client:
        answer = client.post(f"{room.room}/api/saved", json={"q": "x" * 70_000})
    assert (answer.status_code, answer.json()["status"], answer.headers["content-type"]) == (413, 413, PROBLEM)


def test_password_that_is_missing_is_a_problem(shelf):
    with serving(shelf.home, password="long enough") as room:  # noqa: S106
        answer = ask(room, "GET", "/api/saved")
        assert (answer.status_code, answer.headers["content-type"]) == (401, PROBLEM)
        assert answer.headers["www-authenticate"].startswith("Basic ")


def test_no_method_reaches_the_replay_but_reading(room):
    with httpx.Client(trust_env=False, verify=NO_TLS, timeout=20) as client:
        answers = [client.request(method, f"{room.replay}/api/saved") for method in ("POST", "DELETE", "OPTIONS")]
    assert {(answer.status_code, answer.headers["allow"]) for answer in answers} == {(405, "GET, HEAD")}
