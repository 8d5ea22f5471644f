"""`warraq seal`, `prove`, `verify-proof`: days sealed, one record shown to be of a sealed day, and that checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.errors import BadSettings
from archive.exchange import answers
from archive.models import CdxRecord
from archive.proof.bundle import BUNDLE_MAX_BYTES, Proven, check_bundle
from archive.proof.leaves import day_of, leaves_of
from archive.proof.proving import SEALS, Spot, proof_of
from archive.proof.seal import Sealed, make_seal, seals_in
from archive.proof.signing import fingerprint, new_key, public_pem, read_key, read_public
from archive.warc.closing import OPEN_SUFFIX, write_whole
from archive.warc.index import lookup
from archive.warc.store import archive_files
from crawler.home.folder import home_folder
from crawler.saying import messages
from crawler.upkeep.verifying import print_line, progress_of

KEY = "keys/seal.pem"
USUAL = (timedelta(days=1), timedelta())
"""Which days are sealed where none is named: yesterday and today."""


def make_key(home: Path | None, *, json: bool) -> int:
    """Make the key that seals are signed with from now on, and print the one to be given away."""
    path = home_folder(home) / KEY
    try:
        public = new_key(path).public_key()
    except FileExistsError:
        raise BadSettings("--new-key", f"{path} is there already; move it away first, and keep its public key") from None
    if json:
        print_line(answers.line({"key": str(path), "public_key": public_pem(public).decode(), "sha256": fingerprint(public)}))
    else:
        print_line(f"{path}: made; keep it to yourself. Give this away, dated, where others will keep it:")
        print_line(public_pem(public).decode().strip())
    return messages.EXIT_OK


def seal(day: date | None, *, key: Path | None, home: Path | None, json: bool) -> int:
    """Seal a day, or yesterday and today where they have records; print each seal that is new."""
    folder, now = home_folder(home), datetime.now(UTC)
    if day and day > now.date():
        raise BadSettings("--day", f"{day} is still to come")
    signer = _signer(folder, key)
    days = (day,) if day else tuple(now.date() - before for before in USUAL)
    paths = tuple(path for path in archive_files(folder) if not path.name.endswith(OPEN_SUFFIX))
    paths = tuple(path for path in paths if _may_hold(path, days[0]))
    try:
        with progress_of(paths) as heard:
            made = tuple(_sealed(folder, days, leaves_of(paths, frozenset(days), heard), signer, is_asked=day is not None))
    except KeyboardInterrupt:
        return messages.EXIT_INTERRUPTED
    for sealed in made:
        _tell_seal(sealed, is_signed=signer is not None, json=json)
    if not made and not json:
        print_line("nothing new to seal")
    if any((folder / "warc").glob("*" + OPEN_SUFFIX)):
        messages.say("records of files that are still open are not sealed: seal the day again when they are closed")
    return messages.EXIT_OK


def prove(url: str, *, out: Path | None, home: Path | None, json: bool) -> int:
    """Write the proof of the newest sealed record of an address; of a response, if there is one."""
    folder = home_folder(home)
    paths = [path for path in archive_files(folder) if not path.name.endswith(OPEN_SUFFIX)]
    found = sorted(lookup(paths, url), key=lambda one: (one.mime != "warc/revisit", one.timestamp), reverse=True)
    if not found:
        messages.say(f"{url}: no closed WARC file holds a record of it")
        return messages.EXIT_FAILED
    seals = seals_in(folder / SEALS)
    by_name = {path.name: path for path in paths}
    for one in found:
        path = by_name.get(one.filename)
        bundle = proof_of(Spot(path=path, offset=one.offset, length=one.length, day=_day(one)), seals) if path else None
        if bundle is not None:
            file = out or Path(f"{one.timestamp}.proof.json")
            write_whole(file, (bundle,))
            print_line(answers.line({"url": one.url, "file": str(file)} | _said(check_bundle(bundle))) if json else str(file))
            return messages.EXIT_OK
    messages.say(f"{url}: kept, but in no seal yet; run: warraq seal --day {_day(found[0])}")
    return messages.EXIT_FAILED


def verify_proof(path: Path, *, key: Path | None, json: bool) -> int:
    """Check a proof, without an archive or a network; say what it proves, or what is wrong with it."""
    with path.open("rb") as file:
        octets = file.read(BUNDLE_MAX_BYTES + 1)
    try:
        public = read_public(key.read_bytes()) if key else None
    except ValueError as problem:
        raise BadSettings("--key", f"{key}: {problem}") from problem
    try:
        proven = check_bundle(octets, public)
    except ValueError as problem:
        if json:
            print_line(answers.line({"file": str(path), "valid": False, "why": str(problem)}))
        messages.say(f"{path} proves nothing: {problem}")
        return messages.EXIT_DAMAGE
    if json:
        print_line(answers.line({"file": str(path), "valid": True} | _said(proven)))
    else:
        _tell_proven(proven, is_known=public is not None)
    return messages.EXIT_OK


def _signer(folder: Path, named: Path | None) -> Ed25519PrivateKey | None:
    path = named or folder / KEY
    if not named and not path.exists():
        return None
    try:
        return read_key(path)
    except ValueError as problem:
        raise BadSettings("--key", f"{path}: {problem}") from problem


def _may_hold(path: Path, day: date) -> bool:
    """Tell whether a file was written on a day or after it: no record is dated later than it was written."""
    return path.stat().st_mtime >= datetime.combine(day, time(), UTC).timestamp()


def _sealed(
    folder: Path, days: tuple[date, ...], leaves: Iterator[bytes], key: Ed25519PrivateKey | None, *, is_asked: bool
) -> Iterator[Sealed]:
    """Seal day after day, as their leaves come; a day without records only where it is asked for."""
    seen = set()
    for day, of_day in groupby(leaves, day_of):
        seen.add(day)
        sealed = make_seal(folder / SEALS, day, of_day, now=datetime.now(UTC), key=key)
        yield from (sealed,) if sealed else ()
    if is_asked and not seen:
        sealed = make_seal(folder / SEALS, days[0], (), now=datetime.now(UTC), key=key)
        yield from (sealed,) if sealed else ()


def _day(record: CdxRecord) -> date:
    return datetime.strptime(record.timestamp[:8], "%Y%m%d").replace(tzinfo=UTC).date()


def _tell_seal(sealed: Sealed, *, is_signed: bool, json: bool) -> None:
    said = asdict(sealed.seal)
    if json:
        print_line(answers.line(said | {"day": str(sealed.seal.day), "file": str(sealed.path), "signed": is_signed}))
        return
    how = "signed" if is_signed else "not signed (warraq seal --new-key makes a key)"
    print_line(f"{sealed.seal.day}: {sealed.seal.records} records, {how}")
    print_line(f"  {sealed.seal.root}")
    print_line(f"  {sealed.path}")


def _said(proven: Proven) -> dict[str, Any]:
    fields, seal = proven.fields, proven.seal
    return {
        "target_uri": fields.get("warc-target-uri"),
        "date": fields.get("warc-date"),
        "record": fields.get("warc-record-id"),
        "type": fields.get("warc-type"),
        "sha256": proven.digest,
        "seal": seal.number,
        "day": str(seal.day),
        "sealed_at": seal.sealed_at.isoformat(),
        "root": seal.root,
        "signed_by": fingerprint(proven.key) if proven.key else None,
    }


def _tell_proven(proven: Proven, *, is_known: bool) -> None:
    for name, value in _said(proven).items():
        print_line(messages.plain(f"{name:>12}  {'none' if value is None else value}"))
    if proven.key is None:
        print_line("The seal is not signed: compare its root with what was made known of that day.")
    elif not is_known:
        print_line("Signed with the key in the proof itself: ask its owner whether it is theirs, and pass it as --key.")
