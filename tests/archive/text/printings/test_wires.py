from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

WIRES = sorted((Path(__file__).parent / "wires").glob("*.toml"))
PRINTINGS = {
    "cut",
    "lead",
    "rewritten_lead_and_cut",
    "merged",
    "spelling",
    "light_rewrite",
    "brief",
    "reordered",
    "added_background",
}
OTHERS = {"own_report", "other_agency", "follow_up", "same_topic", "same_statement"}


@pytest.mark.parametrize("path", WIRES, ids=lambda path: path.stem)
def test_a_wire_story_has_its_printings_and_what_is_none(path: Path) -> None:
    story = tomllib.loads(path.read_text(encoding="utf-8"))
    printings, others = story["printing"], story["other"]
    assert set(story) == {"topic", "wire", "printing", "other"}
    assert len(printings) >= 4
    assert len(others) >= 3
    assert {each["kind"] for each in printings} <= PRINTINGS
    assert {each["kind"] for each in others} <= OTHERS
    assert len({each["headline"] for each in printings + others}) == len(printings + others)
    assert all(each[name].strip() for each in printings + others for name in ("outlet", "headline", "text"))
    assert all(each["text"].strip() != story["wire"].strip() for each in others)
    for each in printings:
        assert ("also" in each) == (each["kind"] == "merged")


@pytest.mark.parametrize("path", WIRES, ids=lambda path: path.stem)
def test_two_stories_are_merged_within_one_half(path: Path) -> None:
    stems = {each.stem for each in WIRES}
    for each in tomllib.loads(path.read_text(encoding="utf-8"))["printing"]:
        if "also" in each:
            assert each["also"] in stems - {path.stem}
            assert int(each["also"][:2]) % 2 == int(path.stem[:2]) % 2


def test_the_stories_are_numbered_without_a_gap() -> None:
    assert [int(path.stem[:2]) for path in WIRES] == list(range(1, len(WIRES) + 1))
