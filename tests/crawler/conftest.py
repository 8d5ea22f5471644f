from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Ran:
    """What the real command did: exit code, the JSON lines it printed, all that it said, and standard output alone."""

    code: int
    answers: list[dict[str, Any]]
    said: str
    out: str = ""

    def by_url(self) -> dict[str, dict[str, Any]]:
        return {answer["url"]: answer for answer in self.answers if "url" in answer}


@dataclass(frozen=True, slots=True)
class Warraq:
    """The real command, in a home of its own."""

    home: Path
    environment: Mapping[str, str]

    def __call__(self, command: str, *arguments: str, stdin: str | None = None, timeout: float = 120) -> Ran:
        done = subprocess.run(
            self.words(command, *arguments),
            env={**os.environ, **self.environment},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        return Ran(done.returncode, lines, done.stderr + done.stdout, done.stdout)

    def shell(self, line: str) -> Ran:
        """Run a line of the shell."""
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120, check=False)
        return Ran(done.returncode, [], done.stderr + done.stdout, done.stdout)

    def archive(self, *urls: str, options: Sequence[str] = ()) -> Ran:
        return self("archive", "--json", "--allow-private", "--ignore-robots", *FAST, *options, "--", *urls)

    def words(self, command: str, *arguments: str) -> list[str]:
        alone = ("--no-room",) if command == "run" and not any(word.startswith("--port") for word in arguments) else ()
        return [sys.executable, "-m", "crawler", *command.split(), f"--home={self.home}", *alone, *arguments]


FAST = ("--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_SYNC_DELAY=0.02")


@pytest.fixture
def warraq(tmp_path: Path) -> Warraq:
    return Warraq(tmp_path / "home", {"WARRAQ_CONTACT": "test@example.com"})


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Warraq:
    """The command in one home for all tests of a module: starting it costs a second."""
    return Warraq(tmp_path_factory.mktemp("shared") / "home", {"WARRAQ_CONTACT": "test@example.com"})
