"""The reading room beside the schedule: open while that runs, again when it died, gone when that is; and never in its way."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil
import pytest

from crawler.service.room import RETRY_MAX_S, STEADY_S, ReadingRoom
from crawler.watching.opened import FILE, RoomTold, room_told
from tests.crawler.living import living
from tests.timing import promptly, until

OPEN = re.compile(r"the reading room is at (http://127\.0\.0\.1:\d+)/ \(archived pages at (http://localhost:\d+)\)")
READY = json.dumps({"state": "ready", "room": "http://127.0.0.1:1", "replay": "http://localhost:2"})


@contextmanager
def running(warraq, *options: str) -> Iterator[subprocess.Popen[str]]:
    """`warraq run` with its room until the block ends; what it says is in <home>.said."""
    with Path(f"{warraq.home}.said").open("a") as said, living() as site:
        site.publish(1)
        site.declare(warraq.home)
        process = subprocess.Popen(
            warraq.words("run", "--allow-private", *options),
            env={**os.environ, **warraq.environment},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(60)


def opened(warraq) -> list[tuple[str, str]]:
    """Return where the room was opened, each time."""
    return OPEN.findall(said(warraq))


def said(warraq) -> str:
    return Path(f"{warraq.home}.said").read_text("utf-8")


def read(origin: str) -> int:
    return httpx.get(f"{origin}/", trust_env=False, timeout=60).status_code


def room_of(process: subprocess.Popen[str]) -> psutil.Process:
    """Return the process of the room."""
    found: list[psutil.Process] = []
    for child in psutil.Process(process.pid).children():
        with suppress(psutil.Error):
            found += [child] if "serve" in child.cmdline() else []
    (room,) = found
    return room


@pytest.mark.slow
def test_room_is_open_beside_the_schedule_and_ends_with_it(warraq):
    with running(warraq, "--port=0") as process:
        until(lambda: opened(warraq))
        (room, replay) = opened(warraq)[0]
        assert read(room) == 200
        told = warraq("status", "--json").answers[0]["schedule"]["room"]
        assert told == {"room": room, "replay": replay, "problem": None}
        assert f"the reading room is at {room}/" in warraq("status").said
        family = psutil.Process(process.pid).children(recursive=True)
        with promptly(3):
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 130
        assert psutil.wait_procs(family, timeout=60)[1] == []
    assert not (warraq.home / FILE).exists()


@pytest.mark.slow
def test_room_that_was_killed_is_opened_again(warraq):
    with running(warraq, "--port=0") as process:
        until(lambda: opened(warraq))
        room_of(process).kill()
        until(lambda: len(opened(warraq)) == 2)
        assert read(opened(warraq)[1][0]) == 200
    assert "closed: killed by SIGKILL" in said(warraq)


@pytest.mark.slow
def test_room_does_not_outlive_a_schedule_that_was_killed(warraq):
    with running(warraq, "--port=0") as process:
        until(lambda: opened(warraq))
        room = room_of(process)
        process.kill()
        process.wait(60)
        assert psutil.wait_procs([room], timeout=60)[1] == []


@pytest.mark.slow
def test_schedule_goes_on_while_another_has_the_port(warraq):
    with two_ports() as (taken, port), running(warraq, f"--port={port}") as process:
        until(lambda: f"closed: busy: port {port} of 127.0.0.1 is taken" in said(warraq))
        assert "--port" in said(warraq)
        log = warraq.home / "logs" / "warraq.log"
        until(lambda: log.exists() and "exit=0" in log.read_text("utf-8"))
        assert f"closed: busy: port {port}" in warraq("status").said
        taken.close()
        until(lambda: opened(warraq))
        assert (read(opened(warraq)[0][0]), process.poll()) == (200, None)
    assert said(warraq).count("closed:") == 1


@pytest.mark.slow
def test_address_that_others_reach_wants_a_password(warraq):
    ran = warraq("run", "--host=0.0.0.0", "--port=0")
    assert (ran.code, "WARRAQ_ROOM_PASSWORD" in ran.said) == (2, True)


@contextmanager
def two_ports() -> Iterator[tuple[socket.socket, int]]:
    """Take a port whose next one is free; below those that the system gives to whom asks for any."""
    for port in random.sample(range(20_000, 30_000), 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)) as taken:
            socket.create_server(("127.0.0.1", port + 1)).close()
            yield taken, port
            return


class Clock:
    """Time as a test sets it."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@contextmanager
def kept(program: str, home: Path, clock: Clock) -> Iterator[ReadingRoom]:
    """Keep a program open as the room would be."""
    room = ReadingRoom((sys.executable, "-c", program), home, clock)
    try:
        yield room
    finally:
        room.end()


def look_until(room: ReadingRoom, problem: str | None, home: Path) -> None:
    def seen() -> bool:
        room.look()
        told = room_told(home)
        return told is not None and told.problem == problem and (problem is not None or told.room is not None)

    until(seen)


def test_room_that_cannot_open_is_tried_again_later_and_later(tmp_path, clock, capsys):
    marks = tmp_path / "marks"
    with kept(f"open({str(marks)!r}, 'a').write('x'); raise SystemExit('warraq: port 1 is taken')", tmp_path, clock) as room:
        waits = []
        for tries in range(1, 8):
            until(lambda tries=tries: room.look() or (room._process is None and len(marks.read_text("utf-8")) == tries))
            waits.append(room._again_at - clock.now)
            room.look()
            assert room._process is None  # not before it is time
            clock.now = room._again_at
    assert waits == [1, 2, 4, 8, 16, RETRY_MAX_S, RETRY_MAX_S]
    assert capsys.readouterr().err.count("port 1 is taken") == 1


def test_room_that_was_open_for_long_is_opened_at_once(tmp_path, clock):
    program = f"print({READY!r}, flush=True); input_ = open({str(tmp_path / 'go')!r}); raise SystemExit('warraq: lost its way')"
    os.mkfifo(tmp_path / "go")
    with kept(program, tmp_path, clock) as room:
        room._wait_s = RETRY_MAX_S
        look_until(room, None, tmp_path)
        assert room_told(tmp_path) == RoomTold(room="http://127.0.0.1:1", replay="http://localhost:2")
        clock.now += STEADY_S
        (tmp_path / "go").write_bytes(b"")
        look_until(room, "lost its way", tmp_path)
        assert room._again_at - clock.now == 1


def test_room_that_does_not_hear_is_killed(tmp_path, clock):
    deaf = f"import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print({READY!r}, flush=True); time.sleep(300)"
    with kept(deaf, tmp_path, clock) as room:
        look_until(room, None, tmp_path)
        process = room._process
        with promptly(3):
            room.end()
        assert process.returncode == -signal.SIGKILL


def test_rubbish_in_its_place_is_no_fault_of_the_schedule(tmp_path, clock):
    with kept("print('{}', flush=True); raise SystemExit(1)", tmp_path, clock) as room:
        look_until(room, "crashed with exit code 1", tmp_path)


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"room": 1, "replay": null, "problem": null}', b'{"room": "x"}'])
def test_note_that_cannot_be_used_says_nothing(tmp_path, content):
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    assert room_told(tmp_path) is None
