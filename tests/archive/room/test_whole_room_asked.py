"""Whatever is asked of the room's pages is answered; whatever is sent to it from elsewhere, or without leave, does nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from archive.requests.requests import Requests
from archive.room.api.table import ENDPOINTS
from archive.room.app import FORMS, PAGES
from tests.archive.room.everything import Everything, everything
from tests.archive.room.sending import FORM, token_of
from tests.archive.room.shelf import NO_TLS

ABSURD = (
    *("", "-1", "0", "99999999999999999999", "1e9", "NaN", "%D9%A3", "0001-01-01", "9999-12-31", "2026-02-30", "2026-13"),
    *("%00", "%ED%A0%80", "%FF%FE", "%E2%80%AE", "..%2f..%2fcatalog.sqlite", "%0d%0aSet-Cookie:%20a=b", "x" * 5_000),
)
"""Values that nobody means, as they stand in an address."""

NAMES = ("q", "page", "day", "from", "to", "with", "on", "since", "until", "order", "older", "source", "agency", "country")
NAMES += ("state", "kind", "url", "limit", "lang", "section", "view", "after", "before", "id")
"""What pages may be asked by, some by others than they know."""

OUTSIDE = (
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/static/..%2f..%2fapp.py",
    "/static/%2e%2e%2f%2e%2e%2fetc/passwd",
    "/static//etc/passwd",
    "/static/vendor/../../security.py",
    "/static/..%5c..%5capp.py",
    "/static/room.css%00.html",
    "/story/..%2f..%2fcatalog.sqlite",
    "/story/%2e%2e.wacz",
    "/sources/..%2f..%2fcatalog.sqlite",
    "/saved/..%2f..%2frequests.sqlite",
    "/looked/..%2f..%2fetc/passwd",
    "/web/..%2f..%2fetc/passwd",
    "/api/story/..%2f..%2fcatalog.sqlite",
    "/api/sources/..%2f..%2fetc%2fpasswd",
)
KEPT = (b"SQLite format", b"root:", b"from __future__", b"import ")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everything]:
    with everything(Path(tmp_path_factory.mktemp("everything"))) as made:
        yield made


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page, _ in PAGES if not page.endswith(".wacz")])
def test_absurd_questions_are_answered(whole, page):
    path = whole.addresses[page][0].partition("?")[0]
    for number, value in enumerate(ABSURD):
        for asked in (f"{NAMES[number % len(NAMES)]}={value}", "&".join(f"{name}={value[:300]}" for name in NAMES)):
            answer = whole.room.read(f"{path}?{asked}")
            assert answer.status_code < 500, asked[:200]
            assert "set-cookie" not in answer.headers


@pytest.mark.slow
@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if one.method == "GET"], ids=lambda one: one.name)
def test_absurd_questions_of_programs_are_answered(whole, endpoint):
    names = [name for name in endpoint.asked.__dataclass_fields__ if name not in endpoint.in_path]
    for value in ABSURD:
        path = re.sub(r"\{\w+\}", lambda _, value=value: value or "x", endpoint.path)
        for asked in ("&".join(f"{name}={value}" for name in names), *(f"{name}={value}" for name in names)):
            answer = whole.room.read(f"{path}?{asked}")
            assert answer.status_code < 500, asked[:200]
            assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("page", [page for page, _ in PAGES if "{" in page])
def test_absurd_places_are_not_there(whole, page):
    for value in ("%00", "%ED%A0%80", "%E2%80%AE", "-1", "000000000000", "x" * 3_000, "%22%3E%3Cscript%3E"):
        path = page.replace("{id}", value).replace("{name}", value).replace("{rest:path}", value)
        assert whole.room.read(path).status_code in {302, 307, 404}, path[:200]


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_file_outside_is_reached(whole, path):
    for answer in (whole.room.read(path), whole.room.get(path)):
        assert answer.status_code in {302, 307, 400, 404}
        assert not [told for told in KEPT if told in answer.content]


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[Everything]:
    """Such a room that may be written to."""
    with everything(tmp_path) as made:
        yield made


@pytest.mark.slow
def test_no_form_does_anything_without_its_token_or_from_elsewhere(writable, tmp_path):
    room, before = writable.room, written(tmp_path)
    token = token_of(room, "/archive")
    told = {"urls": "https://news.example/new", "q": "جديد", "last": "9999999999"}
    attempts = (
        (told, {"Origin": room.room}),
        (told | {"token": token[:-1] + "x"}, {"Origin": room.room}),
        (told | {"token": token}, {"Origin": "https://evil.example"}),
        (told | {"token": token}, {"Origin": "null"}),
        (told | {"token": token}, {"Origin": room.replay}),
        (told | {"token": token}, {}),
        (told | {"token": token}, {"Origin": room.room, "Sec-Fetch-Site": "cross-site"}),
    )
    for form, _ in FORMS:
        path = form.replace("{id}", Requests(tmp_path).saved()[0].id)
        for fields, headers in attempts:
            body = str(httpx.QueryParams(fields)).encode()
            with httpx.Client(trust_env=False, verify=NO_TLS, timeout=20) as client:
                answer = client.post(room.room + path, content=body, headers={"Content-Type": FORM} | headers)
            assert answer.status_code == 403, (path, headers)
    assert written(tmp_path) == before


@pytest.mark.slow
def test_nothing_of_the_api_does_anything_for_a_page_elsewhere(writable, tmp_path):
    """What a page elsewhere can have a browser send without asking: other types, or its own Origin; and its question."""
    room, before = writable.room, written(tmp_path)
    elsewhere = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for one in ENDPOINTS:
        if one.method == "GET":
            continue
        path = one.path.replace("{id}", Requests(tmp_path).saved()[0].id)
        sent = {"urls": ["https://news.example/new"], "q": "جديد", "last": 9_999_999_999}
        wanted = {name: value for name, value in sent.items() if name in one.asked.__dataclass_fields__}
        with httpx.Client(base_url=room.room, trust_env=False, verify=NO_TLS, timeout=20) as client:
            assert client.request(one.method, path, json=wanted, headers=elsewhere).status_code == 403
            question = client.options(path, headers=elsewhere | {"Access-Control-Request-Method": one.method})
            assert (question.status_code, [name for name in question.headers if name.startswith("access-")]) == (405, [])
            if one.method == "POST":
                assert client.post(path, content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert written(tmp_path) == before


def written(home: Path) -> tuple[object, ...]:
    """Return all that readers asked for."""
    requests = Requests(home)
    told = (requests.saved(), requests.newest(100))
    requests.close()
    return told
