"""`warraq sources list` and `show`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from crawler.cli import app, main
from spiders.source import SHIPPED, load_all
from tests.site import SOURCE


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one source of its own: "site", a portal of Jordan."""
    (tmp_path / "sources").mkdir()
    text = SOURCE.format(base="https://site.example", host="site.example")
    (tmp_path / "sources" / "site.toml").write_text(text, "utf-8")
    return tmp_path


def run(home: Path, command: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["sources", command, f"--home={home}", *arguments])


def answers(home: Path, command: str, *arguments: str) -> list[dict[str, Any]]:
    ran = run(home, command, "--json", *arguments)
    assert ran.exit_code == 0, ran.output
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_list_shows_every_source_in_arabic_with_how_sure_its_lists_are(tmp_path):
    ran = run(tmp_path, "list")
    assert ran.exit_code == 0
    assert all(source.name in ran.stdout and source.title in ran.stdout for source in load_all(None))
    assert "262 sources: 69 verified, 6 own_page, 187 listed; ● 72 of the 72 crawled when none is named" in ran.stdout


def test_list_of_a_country_and_kind_holds_the_home_s_own_too(home):
    found = answers(home, "list", "--country=JO", "--kind=portal")
    assert {"site", "jo24"} <= {each["name"] for each in found}
    assert {(each["country"], each["kind"]) for each in found} == {("JO", "portal")}
    assert [each["name"] for each in found if each["default"]] == ["site"], "the home's own are crawled, then"


def test_show_tells_all_that_is_declared_and_where(home):
    ran = run(home, "show", "wafa")
    assert ran.exit_code == 0
    (shown,) = answers(home, "show", "wafa")
    assert shown["file"] == str(SHIPPED / "palestine.toml")
    for words in (shown["title"], shown["title_en"], shown["file"], "Asia/", *(each["url"] for each in shown["sections"])):
        assert words in ran.stdout
    assert answers(home, "show", "site")[0]["file"] == str(home / "sources" / "site.toml")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("show", "wafaa"), "wafa"), (("list", "--kind=blog"), "known are agency"), (("list", "--country=XX"), "known are AE")],
)
def test_what_is_unknown_is_a_usage_error(home, arguments, words):
    ran = run(home, *arguments)
    assert ran.exit_code == 2
    assert words in ran.output


def test_a_bad_declaration_names_file_key_and_remedy(home, capsys, monkeypatch):
    (home / "sources" / "bad.toml").write_text('[[source]]\nname = "x"\ntitel = "y"\n', "utf-8")
    monkeypatch.setattr("sys.argv", ["warraq", "sources", "list", f"--home={home}"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "bad.toml: source[0] 'x'.titel: is no key that is known here; did you mean title?" in capsys.readouterr().err
