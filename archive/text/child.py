"""The child's own side of `archive.text.children`: limits first, then pages from a pipe until it closes."""

from __future__ import annotations

import ctypes
import importlib
import logging
import os
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection

from archive.models import Article, Rejected
from archive.text.extract import Page
from archive.text.rules import Rules

Reading = Article | Rejected
Reader = Callable[[Page, Rules], Reading]

PR_SET_PDEATHSIG = 1


def serve() -> None:
    """Be a child: read pages from the pipe named on the command line until it closes. Run by `_Child` alone."""
    pipe, parent, memory_max_bytes = (int(word) for word in sys.argv[1:4])
    _limit(parent, memory_max_bytes)
    logging.disable(logging.CRITICAL)
    importlib.import_module("trafilatura")
    with Connection(pipe) as mine:
        try:
            reader: Reader = mine.recv()
            mine.send("ready")
            while True:
                mine.send(_answer(reader, *mine.recv()))
        except (EOFError, ConnectionError):
            return


def _answer(reader: Reader, page: Page, rules: Rules) -> Reading | str:
    """Return what the page reads as, or what went wrong in words: the child is then not used again."""
    try:
        return reader(page, rules)
    except MemoryError:
        return "out of memory"
    except Exception as error:  # noqa: BLE001 - whatever a page provokes is that page's outcome
        return f"{type(error).__name__}: {error}"[:200]


def _limit(parent: int, memory_max_bytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_max_bytes, memory_max_bytes))
    die_with(parent)


def die_with(parent: int) -> None:
    """Let this process be killed when its parent dies, however that dies. Where the kernel knows no such wish, it is not."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)  # the parent died before it could be watched
