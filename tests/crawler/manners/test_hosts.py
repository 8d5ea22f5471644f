"""Hosts are crawled by one process at a time, and are free again when it dies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from crawler.manners.hosts import HostLocks
from tests.crawler.scheduling.test_batches import source

HOLD = """
import sys, time
from pathlib import Path
from crawler.manners.hosts import HostLocks
locks = HostLocks(Path(sys.argv[1]))
print(all([locks.claim(host) for host in sys.argv[2:]]), flush=True)
sys.stdin.read()
"""


def other(home: Path, *hosts: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, home, *hosts], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "True\n"
    return process


def test_a_host_another_process_crawls_is_not_ours_until_that_is_killed(tmp_path):
    holder = other(tmp_path, "a.jo", "b.jo")
    locks = HostLocks(tmp_path)
    assert [locks.claim(host) for host in ("a.jo", "b.jo", "c.jo")] == [False, False, True]
    holder.kill()
    holder.communicate()
    assert locks.claim("a.jo")
    locks.close()


def test_sources_are_claimed_whole(tmp_path):
    holder = other(tmp_path, "b.jo")
    locks = HostLocks(tmp_path)
    ours = locks.claim_all([source("a", "a.jo"), source("b", "x.jo", feeds=("http://b.jo/rss",))])
    assert [one.name for one in ours] == ["a"]
    holder.communicate()
    locks.close()
