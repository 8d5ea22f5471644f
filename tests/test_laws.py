"""The laws of the house: imports point down, the archive stands alone, nothing of a machine or a host is written in."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("archive", "spiders", "crawler")
ROOMS = ("dating links", "models watching", "warc text", "catalog proof", "exchange requests", "room")
WINGS = (
    *("settings", "configure home saying", "fetching loader notifying", "polling", "keeping"),
    *("browsing manners reading", "exports rounds", "registry scheduling upkeep", "imports watching"),
    *("room", "service", "commands", "cli", "__main__"),
)
"""Packages of crawler/, and the modules beside them, from the lowest: each imports only what is named before it."""

FOREIGN = ("scrapy", "twisted", "apscheduler", "spiders", "crawler")


def imports(path: Path) -> set[str]:
    """Return the dotted names a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def files(floor: str) -> list[Path]:
    return sorted((ROOT / floor).rglob("*.py"))


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_point_down(floor):
    above = FLOORS[FLOORS.index(floor) + 1 :]
    upward = {
        (str(path.relative_to(ROOT)), name) for path in files(floor) for name in imports(path) if name.split(".")[0] in above
    }
    assert upward == set()


def test_archive_imports_nothing_that_crawls():
    foreign = {(path.name, name) for path in files("archive") for name in imports(path) if name.split(".")[0] in FOREIGN}
    assert foreign == set()


def test_rooms_of_the_archive_import_inwards():
    rank = {room: number for number, rooms in enumerate(ROOMS) for room in rooms.split()}
    outward = set()
    for path in files("archive"):
        room = path.relative_to(ROOT / "archive").parts[0].removesuffix(".py")
        for name in imports(path):
            parts = name.split(".")
            other = parts[1] if parts[0] == "archive" and len(parts) > 1 else room
            if other != room and rank.get(other, 0) >= rank.get(room, 0) and other in rank:
                outward.add((str(path.relative_to(ROOT)), name))
    assert outward == set()


def test_packages_of_the_crawler_import_downwards():
    rank = {name: number for number, names in enumerate(WINGS) for name in names.split()}
    upward = set()
    for path in files("crawler"):
        wing = path.relative_to(ROOT / "crawler").parts[0].removesuffix(".py")
        for name in imports(path):
            parts = name.split(".")
            other = parts[1] if parts[0] == "crawler" and len(parts) > 1 else wing
            if other != wing and rank[other] >= rank[wing]:
                upward.add((str(path.relative_to(ROOT)), name))
    assert upward == set()


@pytest.mark.slow
def test_archive_works_where_scrapy_is_not():
    program = (
        "import sys\n"
        "class Absent:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.split('.')[0] in {FOREIGN!r}:\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Absent())\n"
        "import pkgutil, importlib, archive\n"
        "for module in pkgutil.walk_packages(archive.__path__, 'archive.'):\n"
        "    if 'migrations' not in module.name:\n"
        "        importlib.import_module(module.name)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


CRAWLING = {
    *("news.py", "page.py", "items.py", "reading.py", "standins.py", "backfill.py", "frontier.py"),
    *("looking.py", "propose.py"),
}
"""Modules of spiders/ that ask and are answered; the others read what came."""


def test_sources_and_discovery_need_no_scrapy():
    modules = [path for path in files("spiders") if path.name not in CRAWLING]
    assert {name for path in modules for name in imports(path) if name.split(".")[0] in {"scrapy", "twisted"}} == set()


def test_no_host_of_a_registry_is_written_in():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    hosts = ("pythonhosted" + ".org", "pypi" + ".org/simple", "index" + "-url")
    named = {
        name for name in listed if (ROOT / name).is_file() for host in hosts if host.encode() in (ROOT / name).read_bytes()
    }
    assert named == set()


@pytest.mark.slow
def test_tests_are_called_the_same_whenever_they_are_collected():
    """Workers that disagree on the names of tests run none: names made of the time, or in the order of a set, differ."""
    collect = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "tests"]
    named = []
    for seed in ("1", "2"):
        done = subprocess.run(
            collect, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        named.append([line for line in done.stdout.splitlines() if "::" in line])
    assert named[0]
    assert named[0] == named[1]
