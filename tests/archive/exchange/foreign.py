"""Archives as others write them: WARC by warcio, ARC by hand, packages as zip files."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.site import body, headline

DAY = datetime(2024, 1, 1, tzinfo=UTC)
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response to be written. `fields`: more of its WARC header, or others instead."""

    url: str
    payload: bytes
    at: datetime = DAY
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", HTML),)
    fields: dict[str, str] = field(default_factory=dict)
    has_request: bool = True


def page(number: int, more: str = "") -> bytes:
    """A story's page."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in (*body(number), more) if paragraph)
    head = f"<!doctype html><html lang='ar'><head><meta charset='utf-8'><title>{headline(number)}</title></head>"
    return f"{head}<body><article><h1>{headline(number)}</h1>{paragraphs}</article></body></html>".encode()


def story(number: int, host: str = "foreign.example", **other: object) -> Answer:
    """A story's answer; captured a minute after the one before."""
    at = DAY + timedelta(minutes=number)
    told = {"url": f"https://{host}/story/{number}", "payload": page(number), "at": at} | other
    return Answer(**told)  # type: ignore[arg-type]


def write_warc(path: Path, answers: Iterable[Answer], *, gzip: bool = True, version: str = "1.0") -> Path:
    """Write a file with warcio: warcinfo, then pairs."""
    with path.open("wb") as file:
        writer = _Writer(file, gzip=gzip, warc_version=version)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "other/1.0"}))
        for answer in answers:
            _write(writer, answer)
    return path


def write_revisit(path: Path, original: Answer, at: datetime) -> Path:
    """Write a file of one revisit of `original`."""
    with path.open("wb") as file:
        writer = _Writer(file, gzip=True, warc_version="1.1")
        digest = "sha1:" + _base32(hashlib.sha1(original.payload, usedforsecurity=False).digest())
        writer.write_record(
            writer.create_revisit_record(
                original.url,
                digest,
                original.url,
                _date(original.at),
                http_headers=StatusAndHeaders(original.status, list(original.headers), protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": _date(at)},
            )
        )
    return path


def write_arc(path: Path, answers: Iterable[Answer], *, packed: str = "") -> Path:
    """Write an ARC 1.0 file. `packed`: "" not at all, "members" a record a member, "whole" all as one."""
    about = b"1 0 other\nURL IP-address Archive-date Content-type Archive-length\n"
    records = [b"filedesc://%b 0.0.0.0 20240101000000 text/plain %d\n%b\n" % (path.name.encode(), len(about), about)]
    for answer in answers:
        headers = "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
        block = f"HTTP/1.1 {answer.status}\r\n{headers}\r\n".encode() + answer.payload
        line = f"{answer.url} 192.0.2.1 {answer.at:%Y%m%d%H%M%S} text/html {len(block)}\n"
        records.append(line.encode() + block + b"\n")
    if packed == "members":
        records = [gzip.compress(record) for record in records]
    octets = b"".join(records)
    path.write_bytes(gzip.compress(octets) if packed == "whole" else octets)
    return path


def write_package(
    path: Path, entries: dict[str, bytes], *, packed: Sequence[str] = (), wrong: Sequence[str] = (), bare: bool = False
) -> Path:
    """Write a WACZ of `entries` by name. `packed`: deflated; `wrong`: with a digest not theirs; `bare`: no datapackage.json."""
    resources = [
        {
            "path": name,
            "name": name.rpartition("/")[2],
            "bytes": len(octets),
            "hash": "sha256:" + hashlib.sha256(octets + b"x" * (name in wrong)).hexdigest(),
        }
        for name, octets in entries.items()
    ]
    described = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}).encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, octets in (entries if bare else entries | {"datapackage.json": described}).items():
            package.writestr(name, octets, zipfile.ZIP_DEFLATED if name in packed else zipfile.ZIP_STORED)
    return path


class _Writer(WARCWriter):
    """Closes what it opens: in memory."""

    @staticmethod
    def _create_temp_file() -> io.BytesIO:
        return io.BytesIO()


def _write(writer: WARCWriter, answer: Answer) -> None:
    date = {"WARC-Date": _date(answer.at)}
    response = writer.create_warc_record(
        answer.url,
        "response",
        payload=io.BytesIO(answer.payload),
        http_headers=StatusAndHeaders(answer.status, list(answer.headers), protocol="HTTP/1.1"),
        warc_headers_dict=date | {"WARC-IP-Address": "192.0.2.1"} | answer.fields,
    )
    if not answer.has_request:
        writer.write_record(response)
        return
    request = writer.create_warc_record(
        answer.url,
        "request",
        http_headers=StatusAndHeaders("GET / HTTP/1.1", [("Host", "foreign.example")], is_http_request=True),
        warc_headers_dict=date,
    )
    writer.write_request_response_pair(request, response)


def _date(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _base32(digest: bytes) -> str:
    from base64 import b32encode  # noqa: PLC0415

    return b32encode(digest).decode()
