"""Forms through the real command: what is sent arrives whole, is written where it belongs, and nothing else is."""

from __future__ import annotations

import re
import shutil
import socket
from pathlib import Path

import pytest

from archive.requests.requests import Requests
from tests.archive.room.sending import FORM, send, token_of
from tests.archive.room.shelf import Room, Shelf
from tests.crawler.room.test_serving import URL, served

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shelf = Shelf(tmp_path / "home")
    shelf.tell(shelf.put(URL, "<p>وصلت القافلة</p>"))
    shelf.close()
    return shelf.home


def sent_raw(room: Room, *parts: bytes) -> bytes:
    """Send octets as they are, in these parts; return the first line of the answer."""
    host, _, port = room.room.partition("://")[2].partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            connection.sendall(part)
        return connection.makefile("rb").readline()


@pytest.mark.skipif(not shutil.which("strace"), reason="NOT SHOWN: strace is not installed (apt-get install strace)")
def test_room_writes_down_what_it_is_asked_for_and_nothing_else(home, tmp_path):
    log = tmp_path / "strace"
    calls = "open,openat,creat,link,linkat,unlink,unlinkat,rename,renameat2,mkdir,write,pwrite64,ftruncate,fallocate,connect"
    with served(home, before=["strace", "-f", "-y", "-o", str(log), "-e", f"trace={calls}"]) as (_, room):
        assert send(room, "/archive", urls="https://news.example/new").status_code == 303
        assert send(room, "/saved", q="القافلة").status_code == 303
        for path in ("/archive", "/saved", "/en/archive"):
            assert room.read(path).status_code == 200
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if "openat resumed>" not in line]  # told in two
    touched = [line for line in lines if str(home) in line and not re.search(r"open\w*\([^O]*O_RDONLY", line)]
    written = [line for line in touched if not re.search(r"/catalog\.sqlite-(?:wal|shm)", line)]
    assert written != []
    assert [line for line in written if not re.search(r"/\.?requests\.sqlite", line)] == []
    assert [line for line in touched if "catalog.sqlite-wal" in line and "openat(" not in line] == []
    assert [line for line in lines if "connect(" in line and "AF_INET" in line] == []
    assert (home / "requests.sqlite").stat().st_mode & 0o077 == 0
    assert [path.name for path in home.iterdir() if path.name.startswith(".requests")] == []


def test_address_that_is_not_public_is_refused_as_the_settings_say(home):
    (home / "settings.toml").write_text("WARRAQ_ALLOW_PRIVATE = false\n")
    with served(home) as (_, room):
        assert send(room, "/archive", urls="http://127.0.0.1:9/x").status_code == 422
    (home / "settings.toml").write_text("WARRAQ_ALLOW_PRIVATE = true\n")
    with served(home) as (_, room):
        assert send(room, "/archive", urls="http://127.0.0.1:9/x").status_code == 303
    assert [one.url for one in Requests(home).newest(5)] == ["http://127.0.0.1:9/x"]


def test_body_is_taken_as_it_comes_and_the_head_with_arabic_letters(home):
    with served(home) as (_, room):
        token = token_of(room, "/archive")
        host = room.room.partition("://")[2]
        body = f"token={token}&urls=https%3A%2F%2Fnews.example%2F%D8%AE%D8%A8%D8%B1".encode()
        head = (
            f"POST /archive?\u062e\u0628\u0631 HTTP/1.1\r\nHost: {host}\r\nOrigin: {room.room}\r\nContent-Type: {FORM}\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        ).encode()
        assert b" 303 " in sent_raw(room, head + body)
        letters = "urls=\u062e\u0628\u0631".encode()
        raw = head.replace(f"Content-Length: {len(body)}".encode(), f"Content-Length: {len(letters)}".encode())
        assert b" 400 " in sent_raw(room, raw + letters)
        for cut in range(len(raw) - 6, len(raw) + 3):  # wherever the network cuts it, the body has the length that it says
            assert b" 400 " in sent_raw(room, (raw + letters)[:cut], (raw + letters)[cut:])
    assert [one.url for one in Requests(home).newest(5)] == ["https://news.example/%D8%AE%D8%A8%D8%B1"]
