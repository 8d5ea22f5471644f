from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_demo_ends_by_itself_and_shows_what_was_kept_and_what_not(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.newsroom.demo"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    kept, _, rest = done.stdout.partition("kept as bytes, but no story")
    assert len(re.findall(r"00000 at \d+", kept)) >= 40
    assert all(word in rest for word in ("robots.txt", "HTTP 404", "too large", "too slow", "PDF", "a list of stories"))
    home = re.search(r"stories lie in (\S+)", rest)
    assert home is not None
    assert list((tmp_path / home.group(1) / "warc").glob("*.warc.gz"))
    assert "warraq show" in rest
