"""The address that Prometheus scrapes: what it answers, to whom, and that nobody who asks can hold up the schedule."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families
from scrapy.settings import Settings

from archive.catalog.catalog import Catalog
from archive.catalog.polls import Polled
from archive.errors import BadSettings
from archive.watching import Poll
from crawler.configure import settings_for
from crawler.service import readings
from crawler.service.listening import REQUESTS_MAX, Place, listening, place_of
from crawler.service.readings import Readings
from tests.archive.catalog.samples import failure, link, story
from tests.crawler.living import living
from tests.crawler.service.test_daemon import running, said
from tests.timing import promptly, until


@pytest.mark.parametrize(
    ("setting", "place"),
    [
        ("", None),
        ("9464", Place(host="127.0.0.1", port=9464)),
        (" :9464 ", Place(host="127.0.0.1", port=9464)),
        ("localhost:0", Place(host="127.0.0.1", port=0)),
        ("0.0.0.0:80", Place(host="0.0.0.0", port=80)),  # noqa: S104 - never bound here
        ("[::1]:9464", Place(host="::1", port=9464)),
    ],
)
def test_where_to_listen(setting, place):
    assert place_of(setting) == place
    assert place is None or place.is_open == (place.port == 80)


@pytest.mark.parametrize(
    "setting",
    ["host", "127.0.0.1", "example.com:80", "1.2.3.4:99999", "u@127.0.0.1:1", "http://127.0.0.1:1", ":1/x", "[::1]", "-1"],
)
def test_what_is_no_address_is_refused_with_what_to_write(setting):
    with pytest.raises(BadSettings, match=r"no address to listen at; write 127\.0\.0\.1:9464"):
        place_of(setting)


def test_a_port_that_is_taken_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        with (
            pytest.raises(BadSettings, match=f"nothing can listen at {where}: Address already in use"),
            listening(where, lambda: None),
        ):
            pytest.fail("it listens")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Catalog.open(tmp_path / "catalog.sqlite") as catalog:
        now = readings.datetime.now(readings.UTC)
        poll = Poll(source="wire", url='http://a.jo/"\\\n</script>', polled_at=now, due_at=now, status=200, links=2)
        links = [link("http://a.jo/1", listed_at=now), link("http://a.jo/2", listed_at=now)]
        catalog.list_links(links, lambda _: Polled(poll=poll))
        catalog.acknowledge([], [story("http://a.jo/1", at=now), failure("http://a.jo/2", at=now)])
    return tmp_path


@contextmanager
def at(home: Path, capsys: pytest.CaptureFixture[str], settings: Settings | None = None) -> Iterator[int]:
    """Listen at a free port; give it."""
    with listening("127.0.0.1:0", Readings(home, settings or settings_for(home, {})).read):
        yield int(capsys.readouterr().err.partition("127.0.0.1:")[2].partition("/")[0])


def ask(port: int, path: str, headers: Mapping[str, str] = {}, method: str = "GET") -> tuple[HTTPResponse, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, headers=dict(headers))
    answer = connection.getresponse()
    return answer, answer.read().decode()


def test_metrics_are_read_by_prometheus_own_parser(home, capsys):
    with at(home, capsys) as port:
        answer, text = ask(port, "/metrics")
        openmetrics, text_too = ask(port, "/metrics", {"Accept": "application/openmetrics-text; version=1.0.0"})
    assert (answer.status, answer.headers["Content-Type"].partition(";")[0]) == (200, "text/plain")
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert all(family.documentation and name.startswith("warraq_") for name, family in families.items())
    found = {(one.name, *sorted(one.labels.values())): one.value for family in families.values() for one in family.samples}
    assert found["warraq_links_listed_total", "wire"] == 2
    assert found["warraq_story_requests_total", "archived", "wire"] == 1
    assert found["warraq_story_requests_total", "failed", "wire"] == 1
    assert found["warraq_polls_total", "read", "wire"] == 1
    assert found["warraq_gaps_total", "wire"] == 0
    assert found["warraq_source_state", "new", "wire"] + found["warraq_source_state", "unwatched", "wire"] == 1
    assert found["warraq_list_errors", 'http://a.jo/"\\\n</script>', "wire"] == 0
    assert found["warraq_catalog_readable",] == 1
    assert found["warraq_disk_free_bytes",] > 0
    assert openmetrics.headers["Content-Type"].startswith("application/openmetrics-text")
    assert {family.name for family in parse_openmetrics(text_too)} >= {"warraq_links_listed", "warraq_source_state"}


def test_health_is_ok_or_says_why_not(home, capsys):
    with at(home, capsys) as port:
        answer, text = ask(port, "/health")
    told = json.loads(text)
    assert (answer.status, answer.headers["Content-Type"], told["status"]) == (200, "application/json", "ok")
    too_much = settings_for(home, {"WARRAQ_DISK_FREE_MIN": 10**18})
    with at(home, capsys, too_much) as port:
        answer, text = ask(port, "/health")
    assert (answer.status, json.loads(text)["status"]) == (503, "failing")
    assert "paused" in json.loads(text)["reasons"][0]


def test_a_catalogue_that_cannot_be_read_is_told(home, capsys):
    (home / "catalog.sqlite").write_bytes(b"no database, but long enough to look at" * 99)
    with at(home, capsys) as port:
        health, text = ask(port, "/health")
        metrics, series = ask(port, "/metrics")
    assert (health.status, metrics.status) == (503, 200)
    assert "the catalogue cannot be read" in text
    assert "warraq_catalog_readable 0.0" in series


def test_other_paths_and_ways_are_refused(home, capsys):
    with at(home, capsys) as port:
        assert ask(port, "/")[0].status == 404
        assert ask(port, "/metrics", method="POST")[0].status == 501
        head, body = ask(port, "/metrics", method="HEAD")
    assert (head.status, body) == (200, "")
    assert head.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:9464", "", "[", "10.0.0.1"])
def test_another_host_s_name_is_refused(home, capsys, host):
    """A page anywhere may have its own name resolve to 127.0.0.1, and read the answer as its own."""
    with at(home, capsys) as port:
        answer, text = ask(port, "/metrics", {"Host": host})
    assert (answer.status, "warraq_" in text) == (403, False)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:1", "[::1]:1"])
def test_the_names_of_this_machine_are_not(home, capsys, host):
    with at(home, capsys) as port:
        assert ask(port, "/health", {"Host": host})[0].status == 200


def test_the_archive_is_read_no_oftener_than_need_be(home, capsys, monkeypatch):
    with at(home, capsys) as port:
        first = ask(port, "/metrics")[1]
        with Catalog.open(home / "catalog.sqlite") as catalog:
            catalog.list_links([link("http://a.jo/3", listed_at=readings.datetime.now(readings.UTC))])
        again = ask(port, "/metrics")[1]
        monkeypatch.setattr(readings, "FRESH_S", 0.0)
        later = ask(port, "/metrics")[1]
    line = 'warraq_links_listed_total{source="wire"} '
    assert (f"{line}2.0" in first, f"{line}2.0" in again, f"{line}3.0" in later) == (True, True, True)


def test_those_who_ask_and_say_nothing_more_keep_nobody_waiting(home, capsys):
    """As many as are answered at a time hang on; one more is hung up on; when they are gone, there is room."""
    with at(home, capsys) as port:
        hung = [socket.create_connection(("127.0.0.1", port)) for _ in range(REQUESTS_MAX)]
        until(lambda: not _is_answered(port))
        for each in hung:
            each.close()
        until(lambda: _is_answered(port))


def _is_answered(port: int) -> bool:
    try:
        return ask(port, "/health")[0].status == 200
    except OSError:
        return False
    except Exception as problem:  # noqa: BLE001 - http.client's: hung up on
        assert type(problem).__name__ in {"RemoteDisconnected", "BadStatusLine"}  # noqa: PT017
        return False


@pytest.mark.slow
def test_a_real_schedule_is_watched(warraq):
    with living() as site:
        site.publish(1, 2, 3)
        site.declare(warraq.home)
        with running(
            warraq, "--set=WARRAQ_LISTEN='127.0.0.1:0'", "--set=WARRAQ_POLL_MIN=3", "--set=WARRAQ_POLL_MAX=3"
        ) as process:
            until(lambda: "watched at http://127.0.0.1:" in said(warraq))
            port = int(said(warraq).partition("watched at http://127.0.0.1:")[2].partition("/")[0])
            assert ask(port, "/health")[0].status == 200
            until(lambda: 'outcome="archived",source="site"} 3.0' in ask(port, "/metrics")[1])
            second = warraq("run", f"--set=WARRAQ_LISTEN='127.0.0.1:{port}'", "--home", f"{warraq.home}2")
            hung = socket.create_connection(("127.0.0.1", port))
            with promptly(5):
                process.send_signal(signal.SIGTERM)
                assert process.wait(60) == 130
            hung.close()
    assert (second.code, f"nothing can listen at 127.0.0.1:{port}: Address already in use" in second.said) == (2, True)
    assert "Traceback" not in said(warraq)
    assert os.environ.get("WARRAQ_LISTEN") is None
