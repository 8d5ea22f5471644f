"""`warraq serve`: the real command, over an archive, from ready to Ctrl-C."""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from archive.errors import BadSettings
from archive.room.security import Origins
from crawler.room.origins import Wish, aliases_of, is_loopback, listen, origins_of
from crawler.room.serving import PASSWORD
from tests.archive.room.shelf import HTML, Room, Shelf
from tests.timing import promptly

URL = "https://news.example/story/1"
AT = "20261103100000"


@contextmanager
def served(
    home: Path, *options: str, before: Sequence[str] = (), **environment: str
) -> Iterator[tuple[subprocess.Popen[str], Room]]:
    """Run the command until the block ends."""
    words = [
        *before,
        sys.executable,
        "-m",
        "crawler",
        "serve",
        f"--home={home}",
        "--json",
        "--port=0",
        "--replay-port=0",
        *options,
    ]
    with subprocess.Popen(
        words, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        told = json.loads(process.stdout.readline())
        assert told["state"] == "ready"
        try:
            yield process, Room(told["room"], told["replay"])
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)  # strace does not pass it on


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shelf = Shelf(tmp_path_factory.mktemp("served") / "home")
    shelf.tell(shelf.put(URL, "<p>وصلت القافلة</p>"))
    shelf.put(f"{URL}/%D8%AE%D8%A8%D8%B1", "<p>خبر</p>")
    shelf.put("https://news.example/bomb", gzip.compress(bytes(300_000_000), 9), HTML, "Content-Encoding: gzip")
    shelf.put(
        "https://news.example/nested", gzip.compress(gzip.compress(bytes(300_000_000), 9)), HTML, "Content-Encoding: gzip, gzip"
    )
    shelf.put("https://news.example/tags", b"<p>" * 3_000_000)
    shelf.put("https://news.example/text", b"x " * 2_400_000)
    shelf.put("https://news.example/sheet", b"@import url(" * 1_200_000, "Content-Type: text/css")
    shelf.close()
    return shelf.home


@pytest.fixture(scope="module")
def running(home: Path) -> Iterator[tuple[subprocess.Popen[str], Room]]:
    with served(home) as both:
        yield both


@pytest.mark.slow
def test_room_and_replay_answer_by_their_own_names_alone(running):
    _, room = running
    assert room.read("/").status_code == 200
    assert "وصلت القافلة" in room.get(f"/web/{AT}/{URL}").text
    for host in ("evil.example", "127.0.0.1", "localhost", room.room.removeprefix("http://") + ".evil.example", ""):
        assert (room.read("/", host=host).status_code, room.get(f"/web/{AT}/{URL}", host=host).status_code) == (421, 421)
    port = room.room.rpartition(":")[2]
    other = room.read("/story/x?y=z", host=f"localhost:{port}")
    assert (other.status_code, other.headers["location"]) == (307, f"{room.room}/story/x?y=z")


@pytest.mark.slow
def test_arabic_letters_are_taken_as_curl_sends_them(running):
    _, room = running
    host = room.replay.removeprefix("http://")
    with socket.create_connection(("127.0.0.1", int(host.rpartition(":")[2]))) as connection:
        request = f"GET /web/2026/{URL}/\u062e\u0628\u0631 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        answer = connection.makefile("rb").read().decode()
    assert answer.startswith("HTTP/1.1 302 ")
    assert f"{AT}/{URL}/%D8%AE%D8%A8%D8%B1\r\n" in answer


@pytest.mark.slow
def test_room_only_reads(running):
    _, room = running
    address = room.room.removeprefix("http://").split(":")
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE"):
        with socket.create_connection((address[0], int(address[1]))) as connection:
            connection.sendall(
                f"{method} / HTTP/1.1\r\nHost: {':'.join(address)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
            )
            assert connection.recv(1_000).split()[1] == b"405"


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["/", "/en/", "/sources", "/story/{id}", "/en/story/{id}", f"/looked/{AT}/{URL}", "/nothing", "/static/room.css"]
)
def test_pages_of_the_room_come_with_its_policy(running, path):
    _, room = running
    found = re.search(r"/story/([0-9a-f]{12})", room.read("/").text)
    answer = room.read(path.format(id=found[1]))
    policy = answer.headers["content-security-policy"]
    assert f"frame-src {room.replay};" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert not re.search(r"<script(?! src)|style=|\son\w+=|https?://(?!news\.example|localhost|127\.0\.0\.1)", answer.text)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bomb", "nested", "tags", "text", "sheet"])
def test_bomb_costs_little_memory_and_time(home, name):
    with served(home) as (process, room):
        assert room.get(f"/web/{AT}/{URL}").status_code == 200  # all is loaded
        before = memory(process.pid)
        began = cpu(process.pid)
        assert room.get(f"/web/{AT}/https://news.example/{name}").status_code in {200, 413}
        took = cpu(process.pid) - began
        assert (memory(process.pid) - before) < 64_000_000
        assert took < 2.0


def memory(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


def cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("strace"), reason="NOT SHOWN: strace is not installed (apt-get install strace)")
def test_nothing_of_the_archive_is_written_and_nobody_is_asked(home, tmp_path):
    log = tmp_path / "strace"
    calls = "open,openat,creat,unlink,unlinkat,rename,renameat2,mkdir,write,pwrite64,ftruncate,fallocate,connect"
    with served(home, before=["strace", "-f", "-y", "-o", str(log), "-e", f"trace={calls}"]) as (_, room):
        story = re.search(r"/story/[0-9a-f]{12}", room.read("/").text)[0]
        for path in ("/en/", "/sources", "/en/sources", story, story + ".wacz", f"/looked/{AT}/{URL}", "/nothing"):
            room.read(path)
        for path in (f"/web/{AT}/{URL}", f"/web/{URL}", f"/web/timemap/link/{URL}"):
            room.get(path)
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if "openat resumed>" not in line]  # told in two
    touched = [line for line in lines if str(home) in line and not re.search(r"open\w*\([^O]*O_RDONLY", line)]
    assert {re.search(r"catalog\.sqlite-(?:wal|shm)", line) is not None for line in touched} == {True}
    assert [line for line in touched if "-wal" in line and "openat(" not in line] == []  # opened by SQLite, not written to
    assert [line for line in lines if "connect(" in line and "AF_INET" in line] == []


@pytest.mark.slow
def test_ctrl_c_ends_within_three_seconds(home):
    with served(home) as (process, room):
        address = room.room.removeprefix("http://").split(":")
        with socket.create_connection((address[0], int(address[1]))) as idle:
            idle.sendall(b"GET / HTTP/1.1\r\n")
            with promptly(3):
                process.send_signal(signal.SIGINT)
                assert process.wait(60) == 130


@pytest.mark.slow
def test_port_that_is_taken_is_named(home, warraq):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = warraq("serve", f"--home={home}", f"--port={port}")
    assert (ran.code, f"port {port}" in ran.said, "--port" in ran.said) == (6, True, True)


@pytest.mark.slow
def test_archive_that_is_not_there_is_told(warraq):
    ran = warraq("serve", "--port=0")
    assert (ran.code, "warraq archive URL" in ran.said, warraq.home.exists()) == (4, True, False)


@pytest.mark.slow
def test_address_that_others_reach_wants_a_password(home, warraq):
    ran = warraq("serve", f"--home={home}", "--host=0.0.0.0")
    assert (ran.code, "WARRAQ_ROOM_PASSWORD" in ran.said) == (2, True)


@pytest.mark.slow
def test_password_is_asked_for_at_both_origins(home):
    with served(home, **{PASSWORD: "correct horse"}) as (_, room):
        asked = room.read("/")
        assert (asked.status_code, asked.headers["www-authenticate"].split()[0]) == (401, "Basic")
        for said, status in (("correct horse", 200), ("wrong horse", 401), ("", 401)):
            token = base64.b64encode(f"reader:{said}".encode()).decode()
            assert room.read("/", authorization=f"Basic {token}").status_code == status
            assert room.get(f"/web/{AT}/{URL}", authorization=f"Basic {token}").status_code == status
        assert room.read("/", authorization="Basic %%%").status_code == 401
        assert room.read("/", authorization="Bearer correct horse").status_code == 401


def test_room_and_replay_are_two_sites():
    rooms, replays = listen(Wish(host="127.0.0.1", port=0))
    try:
        origins = origins_of(Wish(host="127.0.0.1", port=0), rooms[0], replays[0])
        assert origins.room.startswith("http://127.0.0.1:")
        assert origins.replay.startswith("http://localhost:")
        assert aliases_of(origins) == {"localhost:" + origins.room.rpartition(":")[2]: origins.room}
    finally:
        for one in (*rooms, *replays):
            one.close()


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Wish(host="0.0.0.0", port=0), "no origin"),  # noqa: S104 - refused
        (Wish(host="127.0.0.1", port=0, origin="https://a.example/path"), "no origin"),
        (Wish(host="127.0.0.1", port=0, origin="ftp://a.example"), "no origin"),
        (Wish(host="127.0.0.1", port=0, origin="https://a.example", replay_origin="https://A.example:443/"), "elsewhere"),
    ],
)
def test_origins_that_cannot_be_are_refused(wish, why):
    with socket.create_server(("127.0.0.1", 0)) as one, pytest.raises(BadSettings, match=why):
        origins_of(wish, one, one)


def test_origins_behind_a_proxy_are_as_told():
    wish = Wish(host="127.0.0.1", port=0, origin="https://a.example", replay_origin="https://b.example:8443/")
    with socket.create_server(("127.0.0.1", 0)) as one:
        origins = origins_of(wish, one, one)
    assert origins == Origins(room="https://a.example", replay="https://b.example:8443")
    assert aliases_of(origins) == {}


@pytest.mark.parametrize(("host", "mine"), [("127.0.0.1", True), ("localhost", True), ("[::1]", True), ("192.168.1.5", False)])
def test_loopback_is_known(host, mine):
    assert is_loopback(host) is mine


def test_names_are_not_asked_for():
    with pytest.raises(BadSettings, match="no address"):
        is_loopback("example.com")
