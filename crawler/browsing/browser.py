"""A browser for one page: found, begun in a process of its own, held to its limits, ended with all its processes."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from archive.errors import BadSettings
from archive.models import Reason
from crawler.browsing.forward import Forward, Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MEMORY_MAX_BYTES = 3 << 30
"""Of all its processes; what they share is counted for each of them."""
WATCH_EVERY_S = 0.5
BEGIN_S = 15.0
"""What the browser may take to begin and to end, beside the page's own time."""
EVENTS_MAX = 10_000
LATE = "not shown within WARRAQ_BROWSER_TIMEOUT"

MISSING = "pages are rendered by Playwright and Chromium: pip install 'warraq[browser]', then apt-get install chromium"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A page to be rendered, and its limits. `insecure`: accept bad certificates. `number_max`: exchanges that are kept."""

    url: str
    chromium: str
    user_agent: str
    allow_private: bool
    insecure: bool
    timeout_s: float
    number_max: int
    size_max_bytes: int
    total_max_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came of a job. `events`: the child's, in their order, bodies in `bodies` by their names.

    `method`: with what it was captured, in words. `trouble`: why there is no document, or None. `addresses`: by host:port.
    """

    events: tuple[dict[str, Any], ...]
    bodies: dict[str, bytes]
    method: str
    trouble: Trouble | None
    addresses: dict[str, str]


def find(setting: str) -> str:
    """Return the path of the browser: `setting`, or the first that is found. Raises BadSettings where one is missing."""
    if importlib.util.find_spec("playwright") is None:
        raise BadSettings("--browser", f"Playwright is not installed; {MISSING}")
    path = shutil.which(setting) if setting else next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        where = f"{setting} is no program" if setting else "no Chromium is found"
        raise BadSettings("WARRAQ_CHROMIUM", f"{where}; {MISSING}; or set WARRAQ_CHROMIUM to its path")
    return path


async def render(job: Job, running: set[int]) -> Seen:
    """Render a page, however it behaves: no longer than its time. `running`: takes the process, whom `end` ends, meanwhile."""
    limits = {"size_max_bytes": job.size_max_bytes, "total_max_bytes": job.total_max_bytes}
    with TemporaryDirectory(prefix="warraq-browser-", ignore_cleanup_errors=True) as folder:
        async with Forward(allow_private=job.allow_private, timeout_s=job.timeout_s + BEGIN_S, **limits) as forward:
            child = await _begin(job, folder, forward.port)
            running.add(child.pid)
            try:
                trouble = await _watch(child, job.timeout_s + BEGIN_S)
            finally:
                end(child.pid)
                running.discard(child.pid)
                await child.wait()
        return await asyncio.to_thread(_seen, Path(folder), forward, trouble)


def end(pid: int) -> None:
    """End a process and all that descend from it; each is named by its id."""
    for one in (pid, *_descendants(pid)):
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


async def _begin(job: Job, folder: str, port: int) -> asyncio.subprocess.Process:
    told = {name: getattr(job, name) for name in ("url", "chromium", "user_agent", "insecure", "timeout_s", "number_max")}
    limits = {"size_max_bytes": job.size_max_bytes, "total_max_bytes": job.total_max_bytes}
    words = json.dumps(told | limits | {"folder": folder, "proxy_port": port})
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        **dict.fromkeys(("HOME", "TMPDIR"), folder),
        "LANG": "C.UTF-8",
    }
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "crawler.browsing.child"),  # nothing of the folder we happen to be in
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # a Ctrl-C of the terminal is ours to pass on
        env=environment,
    )
    assert child.stdin is not None  # noqa: S101 - it is a pipe
    with suppress(ConnectionError):
        child.stdin.write(words.encode() + b"\n")
        await child.stdin.drain()  # and it stays open: its end is our end
    return child


async def _watch(child: asyncio.subprocess.Process, limit_s: float) -> Trouble | None:
    """Wait for the child's end; return why it had to be ended, where it had."""
    ends = monotonic() + limit_s
    while child.returncode is None:
        if monotonic() > ends:
            return Trouble(Reason.TIMEOUT, LATE)
        if _memory_bytes(child.pid) > MEMORY_MAX_BYTES:
            return Trouble(Reason.TOO_LARGE, "the page took too much memory in the browser")
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(child.wait()), WATCH_EVERY_S)
    return None if child.returncode == 0 else Trouble(Reason.CONNECTION_LOST, "the browser came to an unexpected end")


def _seen(folder: Path, forward: Forward, trouble: Trouble | None) -> Seen:
    events = tuple(_events(folder / "events.jsonl"))
    names = (event[key] for event in events for key in ("body", "document") if event.get(key))
    bodies = {name: (folder / name).read_bytes() for name in names}
    browser = next((event["browser"] for event in events if "browser" in event), "Chromium")
    method = f"browser ({browser}, Playwright {version('playwright')})"
    return Seen(
        events=events,
        bodies=bodies,
        method=method,
        trouble=_trouble(events, forward, trouble),
        addresses=dict(forward.addresses),
    )


def _events(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the child's events; a last line that was cut off is none."""
    with suppress(FileNotFoundError), file.open("rb") as lines:
        for number, line in enumerate(lines):
            with suppress(ValueError):
                if number < EVENTS_MAX:
                    yield json.loads(line)


def _trouble(events: Sequence[dict[str, Any]], forward: Forward, ended: Trouble | None) -> Trouble | None:
    """Return why there is no document: the last trouble on the way to it, or the browser's word, or why it was `ended`."""
    shown = next((event for event in events if "document" in event), None)
    if shown is not None:
        return None if shown["document"] else Trouble(Reason.TOO_LARGE, f"a document of {shown['size']} bytes")
    said = next((event["error"] for event in events if "error" in event), None)
    if said is None:
        return ended or Trouble(Reason.CONNECTION_LOST, "the browser came to an unexpected end")
    hosts = (urlsplit(event["failed"]).netloc for event in reversed(events) if event.get("is_navigation") and "failed" in event)
    troubles = (trouble for host in hosts if (trouble := forward.troubles.get(host)) is not None)
    reason = next((reason for word, reason in _ERRORS.items() if word in said), Reason.CONNECTION_LOST)
    words = LATE if reason is Reason.TIMEOUT else said.splitlines()[0][:200]
    return next(troubles, Trouble(reason, words))


_ERRORS = {
    "Timeout": Reason.TIMEOUT,
    "ERR_CERT": Reason.BAD_CERTIFICATE,
    "ERR_SSL": Reason.BAD_CERTIFICATE,
    "ERR_TOO_MANY_REDIRECTS": Reason.TOO_MANY_REDIRECTS,
    "ERR_UNKNOWN_URL_SCHEME": Reason.SCHEME,
    "ERR_UNSAFE_REDIRECT": Reason.SCHEME,
    "ERR_INVALID": Reason.BAD_HTTP,
    "Download is starting": Reason.NOT_HTML,
}
"""What Chromium and Playwright call it, and what we do."""


def _descendants(pid: int) -> tuple[int, ...]:
    """Return the processes that descend from one, as /proc has it."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            parent = int(stat.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found: list[int] = []
    waiting = list(children.get(pid, ()))
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, ())
    return tuple(found)


def _memory_bytes(pid: int) -> int:
    """Return the resident memory of a process and its descendants."""
    pages = 0
    for one in (pid, *_descendants(pid)):
        with suppress(OSError, ValueError, IndexError):
            pages += int(Path(f"/proc/{one}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
