"""Whether days are sealed for good, and whether a proof holds, and only where it should."""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.errors import SealError
from archive.models import Capture
from archive.proof.bundle import check_bundle, make_bundle
from archive.proof.leaves import day_of, leaves_of
from archive.proof.seal import Sealed, leaves_path, make_seal, read_leaves, read_seal, seals_in
from archive.proof.signing import fingerprint, is_signed, new_key, public_pem, read_key, read_public
from archive.warc.records import Stored, records
from archive.warc.writer import WarcInfo, WarcWriter

DAY = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)
REQUEST = b"GET / HTTP/1.1\r\nHost: wire.example\r\n\r\n"
KEY = Ed25519PrivateKey.generate()


@pytest.fixture
def writer(tmp_path: Path) -> WarcWriter:
    info = WarcInfo(software="Warraq/0", operator=None, robots="obey", user_agent="x", hostname="h")
    return WarcWriter(tmp_path / "warc", info=info)


def write(writer: WarcWriter, count: int, *, when: datetime = NOON) -> None:
    for number in range(count):
        capture = Capture(
            target_uri=f"http://wire.example/{number}",
            date=when + timedelta(seconds=number % 3),
            ip_address=None,
            request=REQUEST,
            response=b"HTTP/1.1 200 OK\r\n\r\nstory %d" % number,
        )
        writer.write_pair(capture, now=when, digest="sha256:1")


def closed(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "warc").glob("*.warc.gz"))


def seal(tmp_path: Path, *, key: Ed25519PrivateKey | None = KEY, day: date = DAY) -> Sealed | None:
    leaves = leaves_of(closed(tmp_path), frozenset({day}))
    return make_seal(tmp_path / "seals", day, leaves, now=NOON, key=key)


def members(tmp_path: Path) -> list[bytes]:
    found = [(path, one) for path in closed(tmp_path) for one in records(path) if isinstance(one, Stored)]
    return [path.read_bytes()[one.offset : one.offset + one.length] for path, one in found]


@pytest.fixture
def sealed(writer: WarcWriter, tmp_path: Path) -> Sealed:
    write(writer, 7)
    writer.close()
    made = seal(tmp_path)
    assert made is not None
    return made


def test_every_record_of_a_day_and_none_of_another_is_a_leaf(writer: WarcWriter, tmp_path: Path) -> None:
    write(writer, 3)
    write(writer, 2, when=NOON - timedelta(days=1))
    writer.close()
    for day, count in ((DAY, 10), (DAY - timedelta(days=1), 6), (DAY + timedelta(days=1), 0)):
        leaves = list(leaves_of(closed(tmp_path), frozenset({day})))
        assert len(leaves) == count
        assert leaves == sorted(leaves)
        assert {day_of(leaf) for leaf in leaves} <= {day}


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8, 11])
def test_every_record_of_a_day_is_proven(writer: WarcWriter, tmp_path: Path, count: int) -> None:
    write(writer, count)
    writer.close()
    made = seal(tmp_path)
    assert made is not None
    assert made.seal.records == 3 * count + 1
    for member in members(tmp_path):
        for form in (member, gzip.decompress(member), gzip.compress(gzip.decompress(member), 1)):
            proven = check_bundle(make_bundle(form, made), KEY.public_key())
            assert proven.seal == made.seal


def test_day_without_records_is_sealed_as_such(tmp_path: Path) -> None:
    made = make_seal(tmp_path / "seals", DAY, (), now=NOON, key=None)
    assert made is not None
    assert made.seal.root == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert list(read_leaves(made)) == []


def test_day_is_sealed_again_only_when_it_has_more(sealed: Sealed, writer: WarcWriter, tmp_path: Path) -> None:
    first = sealed.path.read_bytes()
    assert seal(tmp_path) is None
    write(writer, 1)
    assert seal(tmp_path) is None, "what lies in an open file may still be cut"
    writer.close()
    second = seal(tmp_path)
    assert second is not None
    assert (second.path.name, second.seal.number, second.seal.records) == ("2026-03-01.2.json", 2, 26)
    assert sealed.path.read_bytes() == first
    assert [one.seal for one in seals_in(tmp_path / "seals")] == [sealed.seal, second.seal]
    assert not list((tmp_path / "seals").glob("*.draft"))


@pytest.mark.parametrize("change", ["removed", "altered"])
def test_changed_history_is_told(sealed: Sealed, tmp_path: Path, change: str) -> None:
    later = make_seal(tmp_path / "seals", DAY + timedelta(days=1), (), now=NOON, key=KEY)
    assert later is not None
    sealed.path.chmod(0o640)
    if change == "removed":
        sealed.path.unlink()
    else:
        sealed.path.write_bytes(sealed.text.replace(b'"records": 22', b'"records": 21'))
    with pytest.raises(SealError):
        seals_in(tmp_path / "seals")


def test_leaves_that_were_changed_prove_nothing(sealed: Sealed, tmp_path: Path) -> None:
    leaves = list(read_leaves(sealed))
    path = leaves_path(sealed.path)
    path.chmod(0o640)
    path.write_bytes(gzip.compress(b"".join([*leaves[:-1], leaves[-1].replace(b"wire", b"fire")])))
    with pytest.raises(SealError, match="not those that were sealed"):
        make_bundle(members(tmp_path)[1], sealed)
    path.write_bytes(gzip.compress(b"".join(leaves[:-1])))
    with pytest.raises(SealError, match="21 leaves"):
        make_bundle(members(tmp_path)[1], sealed)


def test_record_that_is_not_sealed_has_no_proof(sealed: Sealed, writer: WarcWriter, tmp_path: Path) -> None:
    write(writer, 1)
    writer.close()
    with pytest.raises(LookupError):
        make_bundle(members(tmp_path)[-1], sealed)


def test_damaged_record_is_not_sealed(writer: WarcWriter, tmp_path: Path) -> None:
    write(writer, 2)
    writer.close()
    (path,) = closed(tmp_path)
    octets = bytearray(path.read_bytes())
    octets[
        next(one.offset for one in records(path) if isinstance(one, Stored) and one.get("WARC-Type") == "response") + 90
    ] ^= 1
    path.chmod(0o640)
    path.write_bytes(octets)
    assert len(list(leaves_of([path], frozenset({DAY})))) == 6


def bundle_of(sealed: Sealed, tmp_path: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(make_bundle(members(tmp_path)[4], sealed))
    return said


def packed(said: object) -> bytes:
    return json.dumps(said).encode()


def flipped(text: str) -> str:
    """Return base64 with one letter in its middle changed for another."""
    place = len(text) // 2
    return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]


HOSTILE: list[Any] = [
    None,
    0,
    -1,
    10**30,
    1.5,
    True,
    "",
    "x",
    "\ud800",
    [],
    {},
    ["00"],
    ["zz"],
    [None],
    ["00" * 32] * 65,
    "../../etc",
]


def test_change_of_any_part_is_found(sealed: Sealed, tmp_path: Path) -> None:
    good = bundle_of(sealed, tmp_path)
    check_bundle(packed(good), KEY.public_key())
    changes = {
        "format": "warraq-proof/2",
        "leaf": good["leaf"].replace("wire", "fire"),
        "index": good["index"] + 1,
        "path": good["path"][:-1],
        "seal": good["seal"].replace('"number": 1', '"number": 2'),
        "signature": flipped(good["signature"]),
        "record": flipped(good["record"]),
    }
    assert set(changes) == set(good) - {"public_key"}
    for name, value in changes.items():
        with pytest.raises(ValueError, match=r"\w"):
            check_bundle(packed(good | {name: value}))
    other = public_pem(Ed25519PrivateKey.generate().public_key()).decode()
    with pytest.raises(ValueError, match="signature"):
        check_bundle(packed(good | {"public_key": other}))


@pytest.mark.parametrize("name", ["format", "leaf", "index", "path", "seal", "signature", "record"])
def test_hostile_values_are_refused(sealed: Sealed, tmp_path: Path, name: str) -> None:
    good = bundle_of(sealed, tmp_path)
    for value in HOSTILE:
        with pytest.raises(ValueError, match=r"\w"):
            check_bundle(packed(good | {name: value}), KEY.public_key())
    del good[name]
    with pytest.raises(ValueError, match=r"\w"):
        check_bundle(packed(good), KEY.public_key())


@pytest.mark.parametrize("octets", [b"", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"format": "warraq-proof/1"}'])
def test_what_is_no_bundle_is_refused(octets: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        check_bundle(octets)


@pytest.mark.parametrize(
    "record",
    [b"\x1f\x8b", gzip.compress(b"no record"), gzip.compress(b"WARC/1.1\r\n\r\n") * 2, b"WARC/1.1", b""],
    ids=["cut", "other", "two", "plain", "none"],
)
def test_what_is_no_record_proves_nothing(sealed: Sealed, tmp_path: Path, record: bytes) -> None:
    good = bundle_of(sealed, tmp_path)
    with pytest.raises(ValueError, match="record"):
        check_bundle(packed(good | {"record": base64.b64encode(record).decode()}))


def test_seal_without_a_key_is_no_signed_one(writer: WarcWriter, tmp_path: Path) -> None:
    write(writer, 1)
    writer.close()
    made = seal(tmp_path, key=None)
    assert made is not None
    bundle = make_bundle(members(tmp_path)[1], made)
    assert check_bundle(bundle).key is None
    with pytest.raises(ValueError, match="not signed"):
        check_bundle(bundle, KEY.public_key())


@pytest.mark.parametrize("said", [b"", b"{}", b"[]", b"x" * 5_000, b'{"format": "warraq-seal/1", "day": 1}'])
def test_what_is_no_seal_is_refused(said: bytes) -> None:
    with pytest.raises(ValueError, match=r"seal|Expecting"):
        read_seal(said)


@pytest.mark.parametrize(
    "call", [("fsync", 1), ("fsync", 2), ("fsync", 3), ("fsync", 4), ("replace", 1), ("replace", 2), ("replace", 4)]
)
def test_seal_killed_at_any_step_is_made_by_the_next(writer: WarcWriter, tmp_path: Path, call: tuple[str, int]) -> None:
    write(writer, 3)
    writer.close()
    child = os.fork()
    if not child:
        _seal_until(tmp_path, *call)
    os.waitpid(child, 0)
    made = seal(tmp_path)
    standing = seals_in(tmp_path / "seals")
    assert len(standing) == 1
    assert made is None or made == standing[0]
    assert sorted(path.name for path in (tmp_path / "seals").iterdir()) == [
        "2026-03-01.json",
        "2026-03-01.json.pub",
        "2026-03-01.json.sig",
        "2026-03-01.leaves.gz",
    ]
    check_bundle(make_bundle(members(tmp_path)[2], standing[0]), KEY.public_key())


def _seal_until(tmp_path: Path, name: str, count: int) -> None:
    """Seal, and be killed at the `count`-th call of a function."""
    seen = 0

    def counted(*given: object) -> object:
        nonlocal seen
        seen += 1
        if seen == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given)

    real: Callable[..., object] = getattr(os, name)
    setattr(os, name, counted)
    seal(tmp_path)
    os.kill(os.getpid(), signal.SIGKILL)


def test_key_is_for_its_owner_alone_and_never_replaced(tmp_path: Path) -> None:
    made = new_key(tmp_path / "keys" / "seal.pem")
    assert (tmp_path / "keys" / "seal.pem").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        new_key(tmp_path / "keys" / "seal.pem")
    assert is_signed(b"x", read_key(tmp_path / "keys" / "seal.pem").sign(b"x"), made.public_key())
    assert fingerprint(read_public(public_pem(made.public_key()))) == fingerprint(made.public_key())
    (tmp_path / "bad.pem").write_bytes(public_pem(made.public_key()))
    with pytest.raises(ValueError, match="key"):
        read_key(tmp_path / "bad.pem")
    with pytest.raises(ValueError, match="key"):
        read_public(b"-----BEGIN NOTHING-----")


def run_as_told(tmp_path: Path, bundle: bytes) -> subprocess.CompletedProcess[str]:
    """Run the lines of docs/proof.md over a bundle."""
    text = (Path(__file__).parents[3] / "docs" / "proof.md").read_text("utf-8")
    (lines,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert lines.count("\n") <= 36
    (tmp_path / "check.py").write_text(lines, "utf-8")
    (tmp_path / "one.proof.json").write_bytes(bundle)
    command = [sys.executable, "-I", tmp_path / "check.py", tmp_path / "one.proof.json"]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={"TMPDIR": str(tmp_path), "PATH": os.environ["PATH"]}
    )


@pytest.mark.slow
def test_lines_of_the_documentation_check_a_proof(sealed: Sealed, tmp_path: Path) -> None:
    for member in members(tmp_path):
        ran = run_as_told(tmp_path, make_bundle(member, sealed))
        assert ran.returncode == 0, ran.stderr
        assert sealed.seal.root in ran.stdout
    good = bundle_of(sealed, tmp_path)
    changes = {
        "leaf": good["leaf"].replace("wire", "fire"),
        "index": good["index"] ^ 1,
        "path": ["00" * 32, *good["path"][1:]],
        "seal": good["seal"].replace('"number": 1', '"number": 2'),
        "signature": flipped(good["signature"]),
        "record": flipped(good["record"]),
    }
    for name, value in changes.items():
        assert run_as_told(tmp_path, packed(good | {name: value})).returncode != 0, name


@pytest.mark.parametrize("name", ["signature", "public_key", "path"])
def test_proof_that_lost_a_field_is_none_also_without_a_key(sealed: Sealed, tmp_path: Path, name: str) -> None:
    good = bundle_of(sealed, tmp_path)
    renamed = {name + "s": good[name]} | {key: value for key, value in good.items() if key != name}
    with pytest.raises(ValueError, match="fields"):
        check_bundle(packed(renamed))


def test_signature_that_was_taken_away_is_told_by_the_key_it_left(sealed: Sealed, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no signature"):
        check_bundle(packed(bundle_of(sealed, tmp_path) | {"signature": None}))


def test_path_that_is_spelled_otherwise_is_refused(sealed: Sealed, tmp_path: Path) -> None:
    good = bundle_of(sealed, tmp_path)
    for path in ([step.upper() for step in good["path"]], [f"{step} " for step in good["path"]]):
        with pytest.raises(ValueError, match="SHA-256"):
            check_bundle(packed(good | {"path": path}))
