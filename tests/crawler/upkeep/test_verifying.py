"""`warraq verify` and `warraq repair` as commands: what they print, and their exit codes."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from archive.catalog.catalog import Catalog
from archive.models import Capture, Fetch, Kept, Kind, Outcome, Reason
from archive.warc.records import Stored, records
from archive.warc.writer import WarcInfo, WarcWriter
from crawler.home.lock import held
from crawler.upkeep import repairing, sealing, verifying
from tests.timing import until

NOW = datetime(2026, 3, 1, 10, 20, 30, tzinfo=UTC)
INFO = WarcInfo(software="Warraq/0", operator=None, robots="obey", user_agent="w", hostname="h")
URL = "http://wire.example/a"


def exchange(number: int) -> Capture:
    return Capture(
        target_uri=f"{URL}/{number}",
        date=NOW,
        ip_address=None,
        request=b"GET /a HTTP/1.1\r\nHost: wire.example\r\n\r\n",
        response=b"HTTP/1.1 200 OK\r\n\r\nbody %d" % number,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home of three exchanges, all acknowledged."""
    writer = WarcWriter(tmp_path / "warc", info=INFO)
    written = [(capture, writer.write_pair(capture, now=NOW, digest="sha256:1")) for capture in map(exchange, range(3))]
    writer.sync()
    writer.close()
    fetches = [
        Fetch(
            url=capture.target_uri,
            date=NOW,
            kind=Kind.STORY,
            source=None,
            via=None,
            status=200,
            mime="text/html",
            digest="sha256:1",
            record=record,
            original=None,
            truncated=None,
            etag=None,
            last_modified=None,
        )
        for capture, record in written
    ]
    kept = [
        Kept(url=one.url, at=NOW, source=None, outcome=Outcome.REJECTED, reason=Reason.LISTING, fetch=one) for one in fetches
    ]
    with Catalog.open(tmp_path / "catalog.sqlite") as catalog:
        catalog.acknowledge(fetches, kept)
    return tmp_path


def only(home: Path) -> Path:
    (path,) = (home / "warc").glob("*.warc.gz")
    return path


def flip(path: Path, number: int) -> int:
    """Damage one record; return its offset."""
    offset = [found.offset for found in records(path) if isinstance(found, Stored)][number]
    octets = bytearray(path.read_bytes())
    octets[offset + 80] ^= 0xFF
    path.chmod(0o640)
    path.write_bytes(octets)
    return offset


def verify(home: Path, *files: Path) -> int:
    return verifying.verify(files, home=home, json=True)


def mend(home: Path, *files: Path, dry_run: bool = False) -> int:
    return repairing.mend(files, home=home, into=None, dry_run=dry_run, json=True)


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_whole_archive_is_0(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(home) == 0
    (summary,) = printed(capsys)
    assert (summary["summary"]["files"], summary["summary"]["records"], summary["summary"]["notes"]) == (1, 10, 0)


def test_damage_is_8_and_names_file_offset_and_record(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    offset = flip(only(home), 4)
    assert verify(home) == 8
    *faults, summary = printed(capsys)
    assert faults[0]["file"] == str(only(home))
    assert (faults[0]["offset"], faults[0]["check"], faults[0]["severity"]) == (offset, "gzip", "damage")
    assert summary["summary"]["damage"] == len(faults)


def test_catalogue_that_says_otherwise_is_8(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(home / "catalog.sqlite") as database:
        database.execute("UPDATE record SET offset = offset + 1 WHERE rowid = 2")
        database.execute("UPDATE record SET id = 'urn:uuid:none' WHERE rowid = 3")
    database.close()
    assert verify(home) == 8
    told = [one for one in printed(capsys) if one.get("check") == "catalogue" and one["severity"] == "damage"]
    faults = [one for one in told if one["record"]]
    assert len(faults) == 2
    assert any("offset" in one["why"] for one in faults)
    assert any("no file holds" in one["why"] for one in faults)


def test_file_that_is_gone_is_told_once(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    only(home).unlink()
    assert verify(home) == 8
    (fault, _) = printed(capsys)
    assert "3 records" in fault["why"]


def test_answer_that_the_catalogue_does_not_know_is_a_note(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    writer = WarcWriter(home / "warc", info=INFO)
    writer.write_pair(exchange(9), now=NOW, digest="sha256:1")
    writer.close()
    assert verify(home) == 0
    note, _ = printed(capsys)
    assert (note["severity"], note["check"]) == ("note", "catalogue")


def test_file_that_cannot_be_read_is_4_and_others_are_read(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(home / "pipe")
    assert verify(home, home / "none.warc.gz", home / "pipe", only(home)) == 4
    *unreadable, summary = printed(capsys)
    assert [one["severity"] for one in unreadable] == ["unreadable"] * 2
    assert summary["summary"]["records"] == 10


def test_home_without_an_archive_is_4(tmp_path: Path) -> None:
    assert verify(tmp_path / "none") == 4
    assert mend(tmp_path / "none") == 4
    assert not (tmp_path / "none").exists()


def test_text_is_for_people(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    offset = flip(only(home), 4)
    assert verifying.verify((home / "warc",), home=None, json=False) == 8
    said = capsys.readouterr().out
    assert f"at {offset}" in said
    assert "damage: " in said.splitlines()[-1]


@pytest.mark.parametrize("work", ["run", "crawl", "repair"])
def test_busy_archive_is_6(home: Path, work: str) -> None:
    with held(home / f"{work}.lock", f"warraq {work}"):
        done = subprocess.run(
            [sys.executable, "-m", "crawler", "repair", f"--home={home}"], capture_output=True, text=True, check=False
        )
    assert done.returncode == 6
    assert f"warraq {work}" in done.stderr


def test_archive_that_a_one_off_command_writes_to_is_6(home: Path) -> None:
    writer = WarcWriter(home / "warc", info=INFO)
    writer.write_pair(exchange(9), now=NOW, digest="sha256:1")
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "repair", f"--home={home}"], capture_output=True, text=True, check=False
    )
    writer.close()
    assert done.returncode == 6
    assert ".open" in done.stderr


def test_repair_of_an_archive_does_all_there_is_to_do(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = only(home)
    left = path.with_name("WARRAQ-20260301000000-00000-h.warc.gz.open")
    left.write_bytes(path.read_bytes()[:-5])
    flip(path, 4)
    before = path.read_bytes()
    assert mend(home, dry_run=True) == 0
    assert [one["step"] for one in printed(capsys)[:-1]] == ["cut", "salvaged"]
    assert left.exists()
    assert mend(home) == 0
    cut, salvaged, summary = printed(capsys)
    assert Path(cut["into"]).exists()
    assert salvaged["records"] == 9
    assert (summary["summary"]["cut"], summary["summary"]["salvaged"]) == (1, 1)
    assert path.read_bytes() == before
    assert verify(home, Path(salvaged["into"]), Path(cut["into"])) == 0
    capsys.readouterr()
    assert mend(home) == 0
    assert [one["step"] for one in printed(capsys)[:-1]] == ["salvaged-before"]


@pytest.mark.slow
def test_interrupted_verify_is_130(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path / "warc", info=INFO)
    large = Capture(target_uri=URL, date=NOW, ip_address=None, request=b"GET / HTTP/1.1\r\n\r\n", response=b"HTTP/1.1 200 OK\r\n\r\n" + bytes(8_000_000))  # fmt: skip
    for _ in range(12):
        writer.write_pair(large, now=NOW, digest="sha256:1")
    writer.close()
    path = only(tmp_path)
    command = [sys.executable, "-m", "crawler", "verify", *[str(path)] * 200]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            until(lambda: any(opened.path == str(path) for opened in psutil.Process(process.pid).open_files()))
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=120)
        finally:
            process.kill()
    assert process.returncode == 130, said


def changed(home: Path, statement: str) -> None:
    with sqlite3.connect(home / "catalog.sqlite") as raw:
        assert raw.execute(statement).rowcount == 1


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE record SET warc_type = 'revisit' WHERE rowid = 1", "says type revisit, and it is response"),
        ("UPDATE record SET offset = offset + 1 WHERE rowid = 2", "says offset"),
        ("DELETE FROM record WHERE rowid = 1", "names a row of record that is not there"),
    ],
)
def test_row_of_the_catalogue_that_was_changed_is_8(home: Path, statement: str, why: str, capsys) -> None:
    changed(home, statement)
    assert verify(home) == 8
    *found, _ = printed(capsys)
    assert any(why in fault["why"] for fault in found if fault["check"] == "catalogue")


def test_catalogue_that_cannot_be_read_is_damage_with_its_remedy(home: Path, capsys) -> None:
    (home / "catalog.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 5_000)
    assert verify(home) == 8
    (found, _) = printed(capsys)
    assert (Path(found["file"]).name, found["check"]) == ("catalog.sqlite", "catalogue")
    assert "warraq rebuild" in found["why"]


def test_catalogue_that_is_gone_is_a_note(home: Path, capsys) -> None:
    for path in home.glob("catalog.sqlite*"):
        path.unlink()
    assert verify(home) == 0
    (found, _) = printed(capsys)
    assert (found["severity"], found["check"]) == ("note", "catalogue")


def test_seals_are_held_against_the_records(home: Path, capsys) -> None:
    assert sealing.seal(NOW.date(), key=None, home=home, json=True) == 0
    assert verify(home) == 0
    flip(only(home), 1)
    capsys.readouterr()
    assert verify(home) == 8
    found = [fault for fault in printed(capsys) if fault.get("check") == "seal"]
    assert [Path(fault["file"]).suffix for fault in found] == [".json"]
    assert found[0]["record"] is not None


def test_dry_run_of_repair_leaves_an_older_catalogue_as_it_is(home: Path) -> None:
    with sqlite3.connect(home / "catalog.sqlite") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0001'")
    raw.close()
    before = (home / "catalog.sqlite").read_bytes()
    flip(only(home), 1)
    assert mend(home, dry_run=True) == 0
    assert (home / "catalog.sqlite").read_bytes() == before


def test_file_that_could_not_be_repaired_is_counted(home: Path, capsys) -> None:
    assert mend(home, home / "none.warc.gz") == 4
    (summary,) = printed(capsys)
    assert summary["summary"]["failed"] == 1
    assert repairing.mend([home / "none.warc.gz"], home=home, into=None, dry_run=False, json=False) == 4
    assert "1 failed" in capsys.readouterr().out
