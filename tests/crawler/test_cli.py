"""Ctrl-C is heard wherever it comes, and the exit code is the command's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.timing import promptly

IN_A_CALLBACK = """
import signal, time, weakref
def app():
    thing = type("Thing", (), {})()
    seen = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGINT))
    try:
        del thing
        time.sleep(60)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
"""

IN_A_STRING = """
def app():
    try:
        exec("raise KeyboardInterrupt")
    except KeyboardInterrupt:
        raise SystemExit(130) from None
"""


IN_VAIN = """
import weakref
def app():
    thing = type("Thing", (), {})()
    seen = weakref.ref(thing, lambda _: 1 / 0)
    del thing
"""


@pytest.mark.parametrize("app", [IN_A_CALLBACK, IN_A_STRING], ids=["callback", "string"])
def test_ctrl_c_ends_a_command_by_its_exit_code_wherever_it_comes(tmp_path: Path, app: str) -> None:
    with promptly(10):
        assert run(tmp_path, app).returncode == 130


def test_other_troubles_of_callbacks_are_told(tmp_path: Path) -> None:
    done = run(tmp_path, IN_VAIN)
    assert (done.returncode, "ZeroDivisionError" in done.stderr) == (0, True)


def run(folder: Path, app: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m crawler` with another application behind its door."""
    (folder / "sitecustomize.py").write_text(f"{app}\nfrom crawler import cli\ncli.app = app\n", "utf-8")
    path = os.pathsep.join([str(folder), str(Path(__file__).parents[2])])
    command = [sys.executable, "-m", "crawler"]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False)
