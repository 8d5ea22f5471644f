"""PROMISES R1, for the catalogue alone: what was said to be acknowledged is there after kill -9."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.links import LinkState
from archive.models import Outcome

ROOT = Path(__file__).parents[3]
KILLS = 10


def kill_while_acknowledging(path: Path, name: str, after_s: float) -> list[str]:
    """Return the addresses the process said were acknowledged before it was killed."""
    command = [sys.executable, "-m", "tests.archive.catalog.acknowledging", str(path), name, "100000"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(after_s)
        process.kill()
        said = first + process.stdout.read()
    assert process.returncode == -9
    return said[: said.rfind("\n")].split("\n")


@pytest.mark.slow
def test_all_that_was_acknowledged_survives_kills(path: Path) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    moments = random.Random(seed)
    for kill in range(KILLS):
        urls = kill_while_acknowledging(path, f"k{kill}", moments.uniform(0, 0.3))
        with Catalog.open(path) as catalog:
            for url in urls:
                found = catalog.find(url)
                assert found is not None, url
                assert found.kept is not None
                assert found.kept.outcome is Outcome.ARCHIVED
                assert found.link is not None
                assert found.link.state is LinkState.ARCHIVED
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
