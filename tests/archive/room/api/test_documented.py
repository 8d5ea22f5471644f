"""docs/api.md is true: it names every endpoint and no other, and its examples are answered as it shows."""

from __future__ import annotations

import json
import re
import shlex
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from archive.catalog.answers import Total
from archive.requests.alerting import look
from archive.requests.requests import Requests
from archive.room.api.table import ENDPOINTS
from archive.room.outlets import Outlet
from archive.room.standings import Series, Standing, Standings, Terms
from archive.watching import State
from tests.archive.room.library import TITLES, filled
from tests.archive.room.shelf import NO_TLS, NOW, Shelf, serving

PAGE = (Path(__file__).parents[4] / "docs" / "api.md").read_text("utf-8")
BASE = "http://127.0.0.1:8765"
MORE = "…"

BLOCKS = re.findall(r"^```(sh|json)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES = [(asked.strip(), json.loads(told)) for (kind, asked), (_, told) in pairwise(BLOCKS) if kind == "sh"]
SERIES = Series(since=NOW, listed=(1,) * 168, usual=(1.0,) * 168, watched=(True,) * 168, gaps=(0,) * 168)
NOTHING = Total(**dict.fromkeys(Total.__slots__, 0) | {"source": "wakala"})
WELL = Standing(source="wakala", state=State.OK, troubles=(), hours=SERIES, lists=(), day=NOTHING, last_story_at=NOW)


@dataclass(frozen=True)
class Told:
    """Knows of one source, which is well."""

    def standings(self, now: datetime) -> Standings:
        return Standings(at=now, sources=(WELL,), schedule_since=NOW)

    def terms(self, source: str, now: datetime) -> Terms | None:  # noqa: ARG002 - the protocol's
        return None


@pytest.fixture(scope="module")
def documented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A program that asks a room over the archive that the page tells of, with a search that has found something."""
    shelf = Shelf(tmp_path_factory.mktemp("documented"))
    filled(shelf)
    requests = Requests(shelf.home)
    requests.save("السلّوم", "السلوم", None, NOW - timedelta(days=1))
    look(shelf.catalog, requests, {}, NOW)
    requests.close()
    outlets = {"wakala": Outlet(name="wakala", title=TITLES["wakala"], title_en="The Agency", country="JO", kind="agency")}
    with (
        serving(shelf.home, outlets=outlets, watch=Told()) as room,
        httpx.Client(base_url=room.room, trust_env=False, verify=NO_TLS, timeout=20) as client,
    ):
        yield client
    shelf.close()


def test_every_endpoint_is_documented_and_no_other():
    named = re.findall(r"^\| `([A-Z]+ /[^`]+)` \|", PAGE, re.MULTILINE)
    assert named == list(dict.fromkeys(named))
    assert set(named) == {f"{one.method} {one.path}" for one in ENDPOINTS}


def test_every_endpoint_has_an_example():
    patterns = {one: re.compile(re.sub(r"\{\w+\}", "[^/]+", one.path)) for one in ENDPOINTS}
    asked = [request(command, {}) for command, _ in EXAMPLES]
    without = {
        one.name
        for one, pattern in patterns.items()
        if not any(method == one.method and pattern.fullmatch(httpx.URL(url).path) for method, url, _ in asked)
    }
    assert without == set()


def test_examples_are_answered_as_shown(documented):
    known, wrong = {}, []
    for command, shown in EXAMPLES:
        method, url, sent = request(command, known)
        headers = {"Content-Type": "application/json"} if sent else {}
        answer = documented.request(method, url, content=sent, headers=headers)
        wrong += [f"{command}: {place}" for place in differences(shown, answer.json(), "")]
        told = tuple(ids(answer.json()))
        known |= {"ID": told[0], "LAST": told[-1]} if told else {}
    assert wrong == []


def request(command: str, known: dict[str, str]) -> tuple[str, str, str | None]:
    """Return what curl would ask: method, address, body. `known`: what stands for which name."""
    for name, value in known.items():
        command = re.sub(rf"\b{name}\b", value, command)
    curl = ArgumentParser()
    curl.add_argument("url")
    curl.add_argument("-X", dest="method")
    curl.add_argument("-G", action="store_true", dest="is_query")
    curl.add_argument("--json")
    curl.add_argument("-d", "--data-urlencode", action="append", default=[], dest="data")
    given = curl.parse_args(shlex.split(command.removeprefix("curl ")))
    assert given.url.startswith(BASE)
    assert given.is_query or not given.data
    url = httpx.URL(given.url.removeprefix(BASE))
    url = url.copy_merge_params([tuple(one.split("=", 1)) for one in given.data]) if given.data else url
    return given.method or ("POST" if given.json else "GET"), str(url), given.json


def differences(shown: Any, told: Any, place: str) -> Iterator[str]:
    """Yield where an answer is not as it is shown; what is not shown may be anything."""
    if shown == MORE and told:
        return
    if isinstance(shown, dict) and isinstance(told, dict):
        for name, value in shown.items():
            yield from differences(value, told.get(name, "nothing"), f"{place}.{name}")
    elif isinstance(shown, list) and isinstance(told, list):
        yield from differences_of_lists(shown, told, place)
    elif shown != told:
        yield f"{place} is {told!r}"


def differences_of_lists(shown: list[Any], told: list[Any], place: str) -> Iterator[str]:
    first, last = shown[:1] == [MORE], shown[-1:] == [MORE] and len(shown) > 1
    parts = shown[first : len(shown) - last]
    if first:
        start = next((at for at in range(len(told)) if not list(differences(parts[0], told[at], ""))), 0)
        told = told[start:]
    if len(parts) > len(told) or (len(parts) < len(told) and not last):
        yield f"{place} has {len(told)}"
        return
    for number, part in enumerate(parts):
        yield from differences(part, told[number], f"{place}[{number}]")


def ids(told: Any) -> Iterator[str]:
    """Yield the ids of an answer, the outermost first."""
    if isinstance(told, dict):
        yield from (str(told["id"]),) if "id" in told else ()
        for value in told.values():
            yield from ids(value)
    elif isinstance(told, list):
        for value in told:
            yield from ids(value)
