"""What acts is escaped or guarded, and comes back as it was."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.exchange.active import ACTIVE, FORMULA, guard, json_line, unguard

SHARED = os.environ.get("WARRAQ_SHARED")
CASES = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    "\u200f=1",
    "\u202e=1",
    "'=1",
    "a\x1b[31m",
    "\ufeff=1",
)


@pytest.mark.parametrize("text", CASES)
def test_cell_that_would_act_is_guarded(text):
    cell = guard(text)
    assert cell.startswith("'")
    assert not ACTIVE.search(cell)
    assert unguard(cell) == text


@pytest.mark.parametrize("text", ["", "قال المتحدث إن الطريق مفتوح", "1 - 2", "a = b", "«نعم» - قال"])
def test_plain_cell_stays_as_it_is(text):
    assert guard(text) == text == unguard(text)


@given(st.text(st.characters(codec=None), max_size=30))
def test_any_cell_comes_back(text):
    cell = guard(text)
    assert unguard(cell) == text
    assert not ACTIVE.search(cell)
    assert cell.lstrip()[:1] not in FORMULA or not cell


@given(st.text(max_size=30))
def test_json_line_holds_nothing_that_acts_and_comes_back(text):
    line = json_line({"text": text}).decode()
    assert not ACTIVE.search(line)
    assert line.count("\n") == 1
    assert json.loads(line) == {"text": text}


def test_lone_surrogate_is_escaped_in_json():
    assert json_line("\ud800") == b'"\\ud800"\n'


@pytest.mark.skipif(not SHARED, reason="NOT SHOWN: set WARRAQ_SHARED to the folder that holds torture/")
def test_known_injections_are_guarded():
    folder = Path(SHARED or "") / "torture/injection"
    cases = [json.loads(line) for line in (folder / "cases/csv_injection.jsonl").read_text("utf-8").splitlines()]
    naughty = json.loads(next(folder.rglob("blns.json")).read_text("utf-8"))
    texts = [text for case in cases for text in case.values() if isinstance(text, str)] + naughty
    assert [text for text in texts if unguard(guard(text)) != text] == []
    assert [text for text in texts if guard(text)[:1] in {*FORMULA, "\t", "\r", "\n"}] == []
