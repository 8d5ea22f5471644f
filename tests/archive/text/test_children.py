from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from archive.models import Reason, Rejected
from archive.text.children import Children
from archive.text.extract import Page
from tests.archive.text.readers import misbehave
from tests.timing import promptly, until

TIMEOUT_S, MEMORY_MAX_BYTES = 3, 256 << 20
ROOT = Path(__file__).parents[3]
PARENT = """
import sys, time
from datetime import UTC, datetime
from archive.text.children import Children
from archive.text.extract import Page
from tests.archive.text.readers import misbehave

children = Children(2, reader=misbehave)
for deed in (b"pid", b"hang", b"hang"):
    future = children.submit(Page(url="", payload=deed, content_type=None, captured_at=datetime.now(UTC)))
    if deed == b"pid":
        future.result()
print("ready", flush=True)
time.sleep(60)
"""


def page(deed: bytes) -> Page:
    return Page(url="https://news.example/a", payload=deed, content_type=None, captured_at=datetime(2026, 5, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def child() -> Iterator[Children]:
    """One child, shared: each test leaves it able to read on, which is what they test."""
    children = Children(1, timeout_s=TIMEOUT_S, memory_max_bytes=MEMORY_MAX_BYTES, reader=misbehave)
    children.submit(page(b"pid")).result()
    yield children
    children.close()


def rejection(children: Children, deed: bytes) -> Rejected:
    read = children.submit(page(deed)).result(timeout=120)
    assert isinstance(read, Rejected)
    return read


@pytest.mark.parametrize(
    ("deed", "detail"),
    [
        (b"crash", "child killed by SIGSEGV"),
        (b"hang", "stopped after 3 s"),
        (b"swell", "out of memory"),
        (b"leave", "child ended with code 0"),
        (b"raise", "RuntimeError: raise"),
    ],
)
def test_child_that_is_lost_costs_its_page_alone(child: Children, deed: bytes, detail: str) -> None:
    assert (rejection(child, deed).reason, rejection(child, deed).detail) == (Reason.EXTRACT_FAILED, detail)
    assert rejection(child, b"pid").reason is Reason.EMPTY


def test_next_page_is_read_within_two_seconds_of_a_crash(child: Children) -> None:
    rejection(child, b"crash")
    with promptly(2):
        rejection(child, b"pid")


def test_child_killed_while_idle_is_replaced(child: Children) -> None:
    os.kill(int(rejection(child, b"pid").detail or ""), signal.SIGKILL)
    time.sleep(0.1)
    assert rejection(child, b"pid").reason in {Reason.EMPTY, Reason.EXTRACT_FAILED}
    assert rejection(child, b"pid").reason is Reason.EMPTY


def test_child_takes_no_more_than_its_memory(child: Children) -> None:
    pid = int(rejection(child, b"pid").detail or "")
    peaks: list[int] = []
    done = threading.Event()

    process = psutil.Process(pid)
    peaks.append(process.memory_info().rss)

    def watch() -> None:
        while not done.wait(0.01):
            try:
                peaks.append(process.memory_info().rss)
            except psutil.NoSuchProcess:
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    rejection(child, b"swell")
    done.set()
    watcher.join()
    assert max(peaks) <= MEMORY_MAX_BYTES


def test_child_survives_the_parents_ctrl_c(child: Children) -> None:
    pid = rejection(child, b"pid").detail
    os.kill(int(pid or ""), signal.SIGINT)
    assert rejection(child, b"pid").detail == pid


def test_child_is_renewed_after_its_share_of_pages() -> None:
    children = Children(1, tasks_max=2, reader=misbehave)
    pids = [rejection(children, b"pid").detail for _ in range(4)]
    children.close()
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_closing_now_gives_up_what_waits_and_leaves_no_child() -> None:
    children = Children(1, reader=misbehave)
    pid = int(rejection(children, b"pid").detail or "")
    futures = [children.submit(page(b"hang")) for _ in range(3)]
    time.sleep(0.1)
    with promptly(2):
        children.close(now=True)
    assert [future.result().detail for future in futures] == ["interrupted"] * 3
    assert not psutil.pid_exists(pid)
    assert children.submit(page(b"pid")).result(0).detail == "interrupted"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_children_die_with_a_parent_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        until(lambda: len(psutil.Process(parent.pid).children()) == 2)
        orphans = psutil.Process(parent.pid).children()
        parent.kill()
    _, alive = psutil.wait_procs(orphans, timeout=30)
    assert alive == []


def test_importing_children_does_not_import_trafilatura() -> None:
    code = "import sys, archive.text.children; sys.exit('trafilatura' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
