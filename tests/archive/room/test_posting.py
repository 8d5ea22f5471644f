"""What is sent to the room is taken from its own pages alone."""

from __future__ import annotations

import asyncio
import json
import socket
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import Receive, Scope, Send

from archive.requests.requests import Requests
from archive.room.posting import sent_json, with_body
from archive.room.security import Guarded, Origins
from archive.room.tokens import LIFE_S, Tokens
from tests.archive.room.sending import FORM, send, token_of
from tests.archive.room.shelf import NO_TLS, serving

URL = "https://news.example/story/1"
NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": ""}, 303),  # an older browser says nothing of it
        ({"Content-Type": f"{FORM}; charset=UTF-8"}, 303),
        ({"Origin": ""}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "{replay}"}, 403),
        ({"Origin": "{room}.evil.example"}, 403),
        ({"Origin": "{room}/"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
        ({"Content-Type": "application/json"}, 415),
        ({"Content-Type": ""}, 415),
        ({"Host": "evil.example"}, 405),
        ({"Host": "{replay_host}"}, 405),
    ],
)
def test_form_is_taken_from_the_room_s_own_pages_alone(room, shelf, headers, status):
    told = {"room": room.room, "replay": room.replay, "replay_host": room.replay.partition("://")[2]}
    answer = send(room, "/archive", urls=URL, headers={name: value.format(**told) for name, value in headers.items()})
    assert answer.status_code == status
    assert Requests(shelf.home).stand().queued == (status == 303)


@pytest.mark.parametrize("token", ["", "x", "6543210.00", "{token}0", "0{token}"])
def test_form_that_was_not_read_here_is_not_taken(room, shelf, token):
    answer = send(room, "/archive", urls=URL, token=token.format(token=token_of(room, "/archive")))
    assert answer.status_code == 403
    assert Requests(shelf.home).stand().queued == 0


def test_form_of_a_room_that_was_started_anew_says_so_in_the_reader_s_language(room, shelf):
    old = token_of(room, "/archive")
    with serving(shelf.home) as anew:
        assert "انتهت صلاحية" in send(anew, "/archive", urls=URL, token=old).text
        assert "out of date" in send(anew, "/en/archive", urls=URL, token=old).text


def test_token_holds_for_half_a_day_and_for_its_room_alone():
    tokens = Tokens(origin="http://127.0.0.1:8765")
    token = tokens.sign(NOW)
    assert tokens.knows(token, NOW + timedelta(seconds=LIFE_S))
    assert not tokens.knows(token, NOW + timedelta(seconds=LIFE_S + 1))
    assert not tokens.knows(token, NOW - timedelta(seconds=1))
    assert not Tokens(origin="http://127.0.0.1:8766", key=tokens.key).knows(token, NOW)
    assert not Tokens(origin=tokens.origin).knows(token, NOW)


@pytest.mark.parametrize("token", ["", ".", "zz.00", "\ud800.\udfff", "ة.ة", "1" * 9_000, "-1.00"])
def test_token_of_any_letters_is_merely_unknown(token):
    assert not Tokens(origin="http://127.0.0.1:8765").knows(token, NOW)


def test_body_that_is_too_large_is_not_read(room, shelf):
    answer = send(room, "/archive", urls="x" * 70_000)
    assert answer.status_code == 413
    assert Requests(shelf.home).stand().queued == 0


def test_body_that_says_no_length_is_cut_off_at_the_limit(room):
    def parts():
        for _ in range(200):
            yield b"a=" + b"x" * 1_000

    headers = {"Origin": room.room, "Content-Type": FORM}
    with httpx.Client(trust_env=False, verify=NO_TLS, timeout=20) as client:
        assert client.post(f"{room.room}/archive", content=parts(), headers=headers).status_code == 413


@pytest.mark.parametrize("body", [b"\xff\xfe", b"%", b"a" * 10, b"&".join(b"a=%d" % n for n in range(60)), b"a=%ff", b""])
def test_body_that_is_no_form_of_ours_does_nothing(room, body):
    headers = {"Origin": room.room, "Content-Type": FORM}
    with httpx.Client(trust_env=False, verify=NO_TLS, timeout=20) as client:
        assert client.post(f"{room.room}/archive", content=body, headers=headers).status_code in {400, 403}


@pytest.mark.parametrize("path", ["/", "/en/", "/search", "/story/0123456789ab", "/archive/x", "/nothing", "/static/room.css"])
def test_nothing_is_sent_but_to_named_addresses(room, path):
    assert send(room, path, page="/archive").status_code == 405


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_other_methods_are_refused_there_too(room, method):
    host, _, port = room.room.partition("://")[2].partition(":")
    with socket.create_connection((host, int(port))) as connection:
        head = f"{method} /archive HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {room.room}\r\nContent-Length: 0\r\nConnection: close\r\n"
        connection.sendall(f"{head}\r\n".encode())
        assert connection.recv(1_000).split()[1] in {b"405", b"400"}


def test_password_is_asked_for_before_anything_is_taken(shelf):
    with serving(shelf.home, password="long enough") as room:  # noqa: S106
        headers = {"Origin": room.room, "Content-Type": FORM}
        with httpx.Client(trust_env=False, verify=NO_TLS, timeout=20) as client:
            assert client.post(f"{room.room}/archive", content=b"urls=x", headers=headers).status_code == 401
            token = (
                client.get(f"{room.room}/archive", auth=("", "long enough")).text.split('name="token" value="')[1].split('"')[0]
            )
            body = str(httpx.QueryParams({"token": token, "urls": URL})).encode()
            assert (
                client.post(f"{room.room}/archive", content=body, headers=headers, auth=("", "long enough")).status_code == 303
            )


def test_pages_let_browsers_say_where_a_form_comes_from(room):
    """With `no-referrer` they would say "null" (https://fetch.spec.whatwg.org/#append-a-request-origin-header)."""
    assert room.read("/archive").headers["referrer-policy"] == "same-origin"


def test_no_cookie_is_set(room):
    answer = send(room, "/archive", urls=URL)
    assert "set-cookie" not in answer.headers
    assert json.dumps(dict(room.read("/archive").headers)).lower().count("cookie") == 0


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the JSON that came; 400 for what is none."""
    try:
        answer = JSONResponse(sent_json(Request(scope)))
    except ValueError:
        answer = PlainTextResponse("no JSON", 400)
    await answer(scope, receive, send)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, '{"url": "https://news.example/\u062e\u0628\u0631"}', 200),
        ({"Origin": "http://127.0.0.1:1"}, "[]", 200),
        ({"Content-Type": "application/json; charset=utf-8"}, "[]", 200),
        ({"Origin": "https://evil.example"}, "[]", 403),
        ({"Origin": "null"}, "[]", 403),
        ({"Sec-Fetch-Site": "cross-site"}, "[]", 403),
        ({"Content-Type": FORM}, "url=x", 415),
        ({"Content-Type": "text/plain"}, "[]", 415),
        ({}, "{", 400),
        ({}, "[" * 60_000, 400),
        ({}, "x" * 70_000, 413),
    ],
)
def test_programs_send_json_and_pages_elsewhere_cannot(headers, body, status):
    origins = Origins(room="http://127.0.0.1:1", replay="http://localhost:2")
    door = Guarded(
        room=with_body(echo), replay=echo, origins=origins, password=None, aliases={}, takes=lambda _: frozenset({"POST"})
    )

    async def sent() -> httpx.Response:
        transport = httpx.ASGITransport(door)
        async with httpx.AsyncClient(transport=transport, base_url=origins.room) as client:
            told = {"Content-Type": "application/json"} | headers
            return await client.post("/api/requests", content=body.encode(), headers=told)

    answer = asyncio.run(sent())
    assert answer.status_code == status
    if status == 200:
        assert answer.json() == json.loads(body)
    assert not [name for name in answer.headers if name.startswith("access-control")]
