"""S1 end to end: a public site that leads inwards, by redirects, robots.txt and feeds, gets nobody there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawler.public import INWARDS, OTHER, PUBLIC

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_nothing_that_a_public_site_names_leads_inwards(tmp_path):
    if os.geteuid() != 0 or not (shutil.which("unshare") and shutil.which("ip")):
        pytest.skip("NOT SHOWN: only root can make a network of its own (unshare --net, ip)")
    words = ["unshare", "--net", sys.executable, "-m", "tests.crawler.public", str(tmp_path / "home")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if "unshare failed" in done.stderr:
        pytest.skip(f"NOT SHOWN: {done.stderr}")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    answers = {url: tuple(outcome) for url, outcome in told["answers"].items()}
    refused = ("refused", "ADDRESS")
    assert answers.pop(f"http://{PUBLIC}/story") == ("archived", None)
    assert answers.pop(f"http://{OTHER}/story")[0] == "refused", "its robots.txt leads inwards"
    listed = {url for url in answers if url.endswith("/feed")}
    assert len(listed) >= len(INWARDS) - 1, "two are spellings of one address"
    assert answers == dict.fromkeys(answers, refused)
    assert {f"http://{PUBLIC}/to/{number}" for number in range(len(INWARDS))} <= answers.keys()
    assert told["connections"] == [0, 0, 0]
    assert told["codes"] == [5, 0]
