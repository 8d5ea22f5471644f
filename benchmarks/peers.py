"""Other readers of articles: their environment, and what they tell of pages.

They live in a virtualenv of their own, made once from benchmarks/peers.txt, so that no requirement of theirs is one of ours;
trafilatura too is read there. Each peer reads all pages in one process (benchmarks/peers_reader.py), with a time limit.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scoring import Told

HERE = Path(__file__).parent
PINNED = HERE / "peers.txt"
READER = HERE / "peers_reader.py"
NAMES = (
    *("trafilatura", "trafilatura, precision", "trafilatura, recall"),
    *("readability-lxml", "newspaper4k", "goose3", "jusText", "resiliparse", "news-please"),
)
START_S, PAGE_S, INSTALL_S = 60, 10, 900
FIELDS = ("text", "headline", "date_published", "byline", "outcome")


class NotMeasured(Exception):
    """A peer, or all of them, could not be run; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """A page on disk. `url`: its address, or nothing where that is unknown."""

    slug: str
    path: Path
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """What was told of a page, and the CPU seconds that it took."""

    told: Told
    seconds: float


def prepare(environment: Path) -> Path:
    """Return the Python of the peers' environment, made or made anew when the pinned versions have changed."""
    python, ready = environment / "bin" / "python", environment / ".ready"
    if ready.exists() and ready.read_bytes() == PINNED.read_bytes():
        return python
    print(f"setting up the peers in {environment} (once)", file=sys.stderr)
    venv.create(environment, with_pip=True, clear=True)
    _install(python, "--upgrade", "pip")  # the one that Python 3.11 brings stumbles over lxml's repeated extra
    if _install(python, "--requirement", str(PINNED)):
        ready.write_bytes(PINNED.read_bytes())
        return python
    for line in PINNED.read_text("utf-8").splitlines():  # one that cannot be had keeps no other from being measured
        if (pin := line.partition("#")[0].strip()) and not _install(python, pin):
            print(f"NOT INSTALLED: {pin}", file=sys.stderr)
    return python


def read_by_peer(python: Path, name: str, pages: Sequence[PageFile]) -> dict[str, Timed]:
    """Return what the peer called `name` tells of each page, by slug; raises NotMeasured, also when it fails on every page."""
    lines = "".join(json.dumps({"slug": page.slug, "path": str(page.path), "url": page.url}) + "\n" for page in pages)
    limit_s = START_S + PAGE_S * len(pages)
    try:
        command = [str(python), str(READER), name]
        done = subprocess.run(command, input=lines, capture_output=True, encoding="utf-8", timeout=limit_s, check=True)
    except subprocess.TimeoutExpired as error:
        raise NotMeasured(f"not done after {limit_s} s") from error
    except subprocess.CalledProcessError as error:
        raise NotMeasured((error.stderr.strip().splitlines() or [f"exit code {error.returncode}"])[-1]) from error
    except OSError as error:
        raise NotMeasured(str(error)) from error
    read = {row["slug"]: Timed(told=_told(row), seconds=row["seconds"]) for row in map(json.loads, done.stdout.splitlines())}
    failures = [timed.told.outcome for timed in read.values() if timed.told.outcome != "article"]
    if len(failures) == len(pages) > 0:
        raise NotMeasured(f"fails on every page: {failures[0]}")
    return read


def _told(row: dict[str, str | None]) -> Told:
    return Told(**{field: row[field] for field in FIELDS if row.get(field)})  # type: ignore[arg-type]


def _install(python: Path, *what: str) -> bool:
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what]
    try:
        return subprocess.run(command, stdout=sys.stderr, timeout=INSTALL_S, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False
