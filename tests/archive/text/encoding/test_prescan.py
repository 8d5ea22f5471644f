from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest

from archive.text.encoding.decode import codec_of, declared_codec
from archive.text.encoding.prescan import PRESCAN_BYTES, charset_in, declared_labels

SHARED = os.environ.get("WARRAQ_SHARED")
BEYOND = {"encoding/tests1.dat/53"}
"""Rows that a prescan alone cannot answer: a script writes the declaration."""


@pytest.mark.parametrize(
    ("head", "labels"),
    [
        (b"<meta charset=windows-1256>", ["windows-1256"]),
        (b"<META CHARSET='windows-1256'/>", ["windows-1256"]),
        (b'<meta charset = "a" charset="b"><meta charset=c>', ["a", "c"]),
        (b'<meta content="text/html; charset=x-cp1256" http-equiv=content-type>', ["x-cp1256"]),
        (b'<meta content="text/html; charset=x-cp1256">', []),
        (b'<meta name=description content="charset=x"><meta charset=y>', ["y"]),
        (b"<!-- <meta charset=a> --><meta charset=b>", ["b"]),
        (b"<!doctype html><?php <meta charset=a> ?><meta charset=b>", ["b"]),
        (b'<p title="<meta charset=a>"><meta charset=b>', ["b"]),
        (b'<p title="<meta charset=a><meta charset=b>', []),
        (b"<metal charset=a></meta charset=b>", []),
        (b'<?xml version="1.0" encoding="windows-1256"?><meta charset=b>', ["windows-1256", "b"]),
        (b" " * PRESCAN_BYTES + b"<meta charset=a>", []),
        (b"<meta charset=", []),
        (b"<", []),
    ],
)
def test_labels_are_those_a_browser_finds(head: bytes, labels: list[str]) -> None:
    assert list(declared_labels(head)) == labels


@pytest.mark.parametrize(
    ("value", "charset"),
    [
        (b"text/html; charset=utf-8", "utf-8"),
        (b'text/html;charset="windows-1256"; q=1', "windows-1256"),
        (b"text/html; CHARSET = 'x'", "x"),
        (b"text/html; charset", None),
        (b"text/html; charset=", None),
        (b"", None),
    ],
)
def test_charset_is_read_from_a_content_type(value: bytes, charset: str | None) -> None:
    assert charset_in(value) == charset


@pytest.mark.skipif(not SHARED, reason="NOT SHOWN: set WARRAQ_SHARED to the folder that holds torture/")
def test_prescan_agrees_with_the_standards_own_cases() -> None:
    cases = Path(str(SHARED)) / "torture" / "encoding-html" / "cases"
    rows = [
        json.loads(line) for file in cases.glob("html5lib_*.jsonl") for line in file.read_text("utf-8").splitlines() if line
    ]
    assert len(rows) > 50
    for row in rows:
        payload = base64.b64decode(row["data_b64"])
        found = "utf-8" if payload.startswith(b"\xef\xbb\xbf") else declared_codec(payload) or "cp1252"
        assert found == codec_of(row["encoding"]) or row["id"] in BEYOND, row["id"]
