from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks.extraction import measured, read_corpus, table
from benchmarks.peers import NAMES, NotMeasured, PageFile, Timed, read_by_peer
from benchmarks.peers_reader import PEERS
from benchmarks.scoring import Told

TEXT = "قال الوزير إن القمة ستعقد غدا"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name in ("raw", "gold"):
        (tmp_path / name).mkdir()
    for slug in ("one", "two", "list"):
        (tmp_path / "raw" / f"{slug}.html").write_text("<p>", "utf-8")
    for slug in ("one", "two"):
        gold = {"text": TEXT, "headline": "القمة غدا", "agency": "وفا"}
        (tmp_path / "gold" / f"{slug}.json").write_text(json.dumps(gold), "utf-8")
    return tmp_path


def test_a_corpus_without_a_manifest_is_read(corpus: Path) -> None:
    read = read_corpus(corpus)
    assert ([page.slug for page in read.stories], [page.slug for page in read.others]) == (["one", "two"], ["list"])


def test_addresses_are_those_of_the_manifest(corpus: Path) -> None:
    (corpus / "manifest.jsonl").write_text('{"slug": "two", "url": "http://a.example/2 (of 2010)"}\n', "utf-8")
    assert [page.url for page in read_corpus(corpus).stories] == ["", "http://a.example/2"]


def test_a_story_of_which_nothing_was_told_counts_as_empty(corpus: Path) -> None:
    line = measured("peer", read_corpus(corpus), {"one": Timed(told=Told(text=TEXT, headline="القمة غدا"), seconds=0.5)})
    assert (line.means["f1"], line.means["headline"], line.empty, line.cost_ms) == (0.5, 0.5, 1, 250.0)
    assert "| peer | 0.500 | 0.500 | 0.500 | – | 0.500 | – | – | – | – | – | 250.0 | 1 |" in table([line])


def test_every_peer_has_its_reader() -> None:
    assert tuple(PEERS) == NAMES


def test_a_peer_that_is_not_installed_is_not_measured(corpus: Path) -> None:
    page = PageFile(slug="one", path=corpus / "raw" / "one.html", url="")
    with pytest.raises(NotMeasured, match="No module named 'newspaper'"):
        read_by_peer(Path(sys.executable), "newspaper4k", [page])


def test_an_environment_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotMeasured, match="No such file"):
        read_by_peer(tmp_path / "python", "jusText", [])
