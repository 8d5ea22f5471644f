"""`warraq seal`, `prove` and `verify-proof` as commands: what they print, and their exit codes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from archive.errors import BadSettings, SealError
from archive.models import Capture
from archive.warc.writer import WarcInfo, WarcWriter
from crawler.upkeep import sealing

NOW = datetime.now(UTC)
TODAY = NOW.date()
INFO = WarcInfo(software="Warraq/0", operator=None, robots="obey", user_agent="w", hostname="h")
URL = "http://wire.example/خبر/%d"


def write(home: Path, *numbers: int, is_closed: bool = True) -> WarcWriter:
    writer = WarcWriter(home / "warc", info=INFO)
    for number in numbers:
        capture = Capture(
            target_uri=URL % number,
            date=NOW,
            ip_address=None,
            request=b"GET / HTTP/1.1\r\nHost: wire.example\r\n\r\n",
            response=b"HTTP/1.1 200 OK\r\n\r\nbody %d" % number,
        )
        writer.write_pair(capture, now=NOW, digest="sha256:1")
    writer.sync()
    if is_closed:
        writer.close()
    return writer


def seal(home: Path, *, day: date | None = None, key: Path | None = None) -> int:
    return sealing.seal(day, key=key, home=home, json=True)


def said(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_record_is_sealed_proven_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, 1, 2, 3)
    assert sealing.make_key(tmp_path, json=True) == 0
    public = tmp_path / "newsroom.pub"
    public.write_text(str(said(capsys)[0]["public_key"]))
    assert seal(tmp_path) == 0
    (one,) = said(capsys)
    assert (one["day"], one["records"], one["signed"]) == (str(TODAY), 10, True)
    proof = tmp_path / "a.proof.json"
    assert sealing.prove(URL % 2, out=proof, home=tmp_path, json=True) == 0
    assert said(capsys)[0]["root"] == one["root"]
    assert sealing.verify_proof(proof, key=public, json=True) == 0
    (told,) = said(capsys)
    assert (told["valid"], told["type"], told["root"]) == (True, "response", one["root"])
    assert sealing.verify_proof(proof, key=None, json=False) == 0
    assert "Signed with the key in the proof itself" in capsys.readouterr().out


def test_sealing_twice_seals_once_and_more_records_seal_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, 1)
    assert (seal(tmp_path), seal(tmp_path)) == (0, 0)
    assert len(said(capsys)) == 1
    write(tmp_path, 2)
    assert seal(tmp_path) == 0
    (again,) = said(capsys)
    assert (again["number"], str(again["file"]).endswith(f"{TODAY}.2.json")) == (2, True)


def test_open_file_is_left_out_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, 1)
    writer = write(tmp_path, 2, is_closed=False)
    assert seal(tmp_path) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["records"] == 4
    assert "still open" in told.err
    assert sealing.prove(URL % 2, out=tmp_path / "p", home=tmp_path, json=True) == 4
    writer.close()


def test_proof_that_was_changed_ends_with_damage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, 1)
    seal(tmp_path)
    proof = tmp_path / "p.json"
    sealing.prove(URL % 1, out=proof, home=tmp_path, json=True)
    proof.chmod(0o640)
    proof.write_text(proof.read_text().replace('"index": ', '"index": 1'))
    capsys.readouterr()
    assert sealing.verify_proof(proof, key=None, json=True) == 8
    assert said(capsys)[0]["valid"] is False


def test_what_is_not_kept_or_not_sealed_has_no_proof(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, 1)
    assert sealing.prove("http://wire.example/none", out=tmp_path / "p", home=tmp_path, json=False) == 4
    assert sealing.prove(URL % 1, out=tmp_path / "p", home=tmp_path, json=False) == 4
    assert f"warraq seal --day {TODAY}" in capsys.readouterr().err
    assert not (tmp_path / "p").exists()


def test_changed_seals_are_told_by_seal_and_prove(tmp_path: Path) -> None:
    write(tmp_path, 1)
    seal(tmp_path)
    path = tmp_path / "seals" / f"{TODAY}.json"
    path.chmod(0o640)
    path.write_bytes(path.read_bytes().replace(b'"number": 1', b'"number": 3'))
    with pytest.raises(SealError):
        seal(tmp_path)
    with pytest.raises(SealError):
        sealing.prove(URL % 1, out=tmp_path / "p", home=tmp_path, json=False)


def test_day_to_come_and_bad_keys_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.pem").write_text("no key")
    with pytest.raises(BadSettings, match="still to come"):
        seal(tmp_path, day=TODAY + timedelta(days=2))
    with pytest.raises(BadSettings, match="no key"):
        seal(tmp_path, key=tmp_path / "bad.pem")
    sealing.make_key(tmp_path, json=True)
    with pytest.raises(BadSettings, match="is there already"):
        sealing.make_key(tmp_path, json=True)
