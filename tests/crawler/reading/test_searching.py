"""`warraq search`, at a terminal of 80 columns, through a pipe, and read by a program."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from archive.catalog.catalog import Catalog
from crawler.cli import app
from crawler.reading.searching import Wish, query_of, search
from tests.archive.catalog.samples import URL, story
from tests.archive.catalog.test_opening import step_down

NOW = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    bodies = ("غرق القارب قرب الميناء.\nنجا الصياد.", "عاد القارب \u202eسالما\x1b[31m إلى الميناء.", "افتتح المتحف.")
    with Catalog.open(tmp_path / "catalog.sqlite") as catalog:
        catalog.acknowledge([], [story(f"{URL}/{place}", body) for place, body in enumerate(bodies)])
    return tmp_path


def asked(home: Path, *words: str, **wish: object) -> int:
    return search(Wish(words=words, **wish), home=home, json=False)  # type: ignore[arg-type]


def test_stories_found_are_shown_with_what_they_are_of(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(home, "قارب", "-سالم") == 0
    shown = capsys.readouterr().out
    assert "غرق القارب قرب الميناء. نجا الصياد." in shown
    assert "2026-11-03 12:00 · wire · الأناضول · تونس" in shown
    assert "1 story with «قارب», not with «سالم», best first" in shown


def test_word_found_is_emphasised_at_a_terminal(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")
    asked(home, "صياد")
    assert "\x1b[1;33mالصياد\x1b[0m" in capsys.readouterr().out


def test_nothing_of_a_page_acts_on_the_terminal(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked(home, "سالما", "\u202e\x1b")
    shown = capsys.readouterr().out
    assert "سالما" in shown
    assert {"\x1b", "\u202e"} & set(shown) == set()


def test_nothing_found_is_said_with_what_may_have_been_meant(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(home, "القارت") == 0
    assert capsys.readouterr().out.splitlines() == ["nothing with «القارت»", "did you mean: القارب"]


def test_home_without_a_catalogue_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(tmp_path, "قارب") == 4
    assert "nothing is archived" in capsys.readouterr().err


def test_answer_for_programs_is_a_line_a_story_and_a_summary(home: Path) -> None:
    done = CliRunner().invoke(app, ["search", "قارب", "-متحف", "--json", "--limit", "1", "--home", str(home)])
    hit, last = map(json.loads, done.stdout.splitlines())
    start, end = hit["snippet"]["marks"][0]
    assert hit["snippet"]["text"][start:end] == "القارب"
    assert hit["article"]["headline"] == hit["headline"]["text"]
    summary = last["summary"]
    assert (summary["query"], summary["total"], summary["facets"]["source"]) == ("قارب -متحف", 2, {"wire": 2})
    assert summary["days"] == {"2026-11-03": 2}


def test_options_are_of_the_query() -> None:
    wish = Wish(words=("أ OR ب",), since="7d", until="2026-11-09", source="al quds", agency="وفا")
    assert str(query_of(wish, NOW)) == '(أ OR ب) since:2026-11-03 until:2026-11-09 source:"al quds" agency:وفا'


def test_day_that_is_none_is_refused() -> None:
    with pytest.raises(typer.BadParameter, match="write a date such as"):
        query_of(Wish(words=(), since="أمس"), NOW)


def test_index_of_before_is_filled_first_and_said_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    step_down(home / "catalog.sqlite", "0004")
    Catalog.open(home / "catalog.sqlite").close()
    assert asked(home, "قارب") == 0
    shown = capsys.readouterr()
    assert "2 stories with «قارب»" in shown.out
    assert "3 stories of before are put into the search index first, once" in shown.err
    asked(home, "قارب")
    assert capsys.readouterr().err == ""
