"""The API answers as its document says, and never with a server's error."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.exchange.answers import line
from archive.room.api.endpoint import Endpoint
from archive.room.api.table import ENDPOINTS
from tests.archive.room.api.telling import DOCUMENT, problems_of
from tests.archive.room.library import HOSTILE

READ = tuple(one for one in ENDPOINTS if one.method == "GET")


def asked(library: Any, endpoint: Endpoint) -> str:
    """An address at which the endpoint has something to tell."""
    story = f"/api/story/{library.ids['market']}"
    return {
        "today": "/api/today?day=2026-11-03",
        "search": "/api/search?q=المرفأ&limit=2",
        "story": story,
        "story_at": "/api/story?url=https://wakala.example/news/market",
        "versions": f"{story}/versions",
        "version": f"{story}/versions/2",
        "comparison": f"{story}/comparison?before=1&after=4",
        "history": f"{story}/history",
        "trace": f"/api/story/{library.ids['port']}/trace",
        "printing": f"/api/story/{library.ids['port']}/trace/{library.ids['port-cut']}",
        "mementos": "/api/mementos?url=https://wakala.example/news/market",
        "changes": "/api/changes?limit=2",
        "request": "/api/requests/none",
        "alerts": "/api/saved/none",
        "sources": "/api/sources?country=PS",
        "source": "/api/sources/wakala",
    }.get(endpoint.name, endpoint.path)


@pytest.mark.parametrize("endpoint", READ, ids=lambda one: one.name)
def test_endpoint_answers_as_the_document_has_it(client, library, endpoint):
    answer = client.get(asked(library, endpoint))
    assert answer.status_code == {"request": 404, "alerts": 404, "sources": 503, "source": 503}.get(endpoint.name, 200)
    assert problems_of(endpoint.path, answer) == []


def test_document_is_served_and_names_every_endpoint(client):
    served = client.get("/api/openapi.json").json()
    assert (served["openapi"], served) == ("3.1.0", DOCUMENT)
    assert {(path, method) for path, told in served["paths"].items() for method in told} == {
        (one.path, one.method.lower()) for one in ENDPOINTS
    }


def test_pages_of_a_search_follow_one_another(client):
    first = client.get("/api/search?limit=7&order=newest")
    assert first.headers["link"] == f'<{first.json()["next"]}>; rel="next"'
    ids, address = [], "/api/search?limit=7&order=newest"
    while address:
        told = client.get(address).json()
        ids += [hit["id"] for hit in told["hits"]]
        address = told["next"]
    assert len(ids) == len(set(ids)) == first.json()["summary"]["total"]


def test_pages_of_changes_follow_one_another(client):
    every = [event["id"] for event in client.get("/api/changes").json()["events"]]
    seen, address = [], "/api/changes?limit=1"
    while address:
        told = client.get(address).json()
        seen += [event["id"] for event in told["events"]]
        address = told["next"]
    assert seen == every
    kinds = {event["kind"] for event in client.get("/api/changes?kind=removed&kind=edited").json()["events"]}
    assert kinds == {"removed", "edited"}


def test_answer_known_already_is_not_sent_again(client):
    first = client.get("/api/search?q=المرفأ")
    for known in (first.headers["etag"], f'"other",W/{first.headers["etag"]}', "*"):
        again = client.get("/api/search?q=المرفأ", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert client.get("/api/search?q=المرفأ", headers={"If-None-Match": '"other"'}).json() == first.json()


def test_head_says_what_get_would(client):
    got, head = client.get("/api/saved"), client.head("/api/saved")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", got.headers["etag"])


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        ("/api/search?limit=0", 400, "limit"),
        ("/api/search?limit=201", 400, "limit"),
        ("/api/search?offset=-1", 400, "offset"),
        ("/api/search?order=worst", 400, "order"),
        ("/api/search?colour=red", 400, "colour"),
        ("/api/search?q=a&q=b", 400, "q"),
        ("/api/changes?since=yesterday", 400, "since"),
        ("/api/story/zz", 400, "id"),
        ("/api/story", 400, "url"),
        ("/api/story/000000000000", 404, None),
        ("/api/nothing", 404, None),
    ],
)
def test_what_makes_no_sense_is_told_with_what_to_do(client, path, status, parameter):
    answer = client.get(path)
    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"], told["status"]) == (status, "application/problem+json", status)
    assert told["remedy"]
    assert [fault["parameter"] for fault in told["faults"]] == ([parameter] if parameter else [])


def test_api_gives_no_leave_to_other_origins(client):
    for answer in (client.get("/api/saved", headers={"Origin": "https://evil.example"}), client.options("/api/saved")):
        assert not [name for name in answer.headers if name.startswith("access-control")]
    assert client.options("/api/saved").status_code == 405


def test_lone_surrogate_is_written_as_json_has_it():
    assert line({"a": "\ud800"}).encode("utf-8", "backslashreplace") == b'{"a": "\\ud800"}'


WORDS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40), st.text(alphabet='"()-:«» ORأبجlangdate|\\*^', max_size=60))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(endpoint=st.sampled_from(READ), words=st.lists(WORDS, min_size=4, max_size=4))
def test_no_parameters_make_a_server_s_error(client, endpoint, words):
    safe = [word.encode("utf-8", "replace").decode() for word in words]
    path = endpoint.path
    for name in ("id", "number", "name"):
        path = path.replace(f"{{{name}}}", quote(safe[0], safe="") or "x")
    told = {name: safe[1] for name in endpoint.asked.__dataclass_fields__ if f"{{{name}}}" not in endpoint.path}
    answer = client.get(path, params=told)
    assert answer.status_code in {200, 307, 400, 404} or (answer.status_code == 503 and endpoint.name in {"sources", "source"})


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS)
def test_no_query_is_an_error(client, words):
    assert client.get("/api/search", params={"q": words.encode("utf-8", "replace").decode()}).status_code == 200
