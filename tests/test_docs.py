"""The documents keep step with the code: commands, settings, exit codes and links are there, and none is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from archive.models import Reason
from crawler import settings
from crawler.cli import app
from crawler.saying import messages

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").rglob("*.md")) + [ROOT / name for name in ("README.md", "SECURITY.md", "CHANGELOG.md")]
WIRING = {
    *("BOT_NAME", "SPIDER_LOADER_CLASS", "SPIDER_MODULES", "ROBOTSTXT_OBEY", "DOWNLOAD_WARNSIZE", "TWISTED_DNS_RESOLVER"),
    *("HTTPPROXY_ENABLED", "COOKIES_ENABLED", "DOWNLOAD_HANDLERS", "DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE"),
    *("ITEM_PIPELINES", "EXTENSIONS_BASE", "DUPEFILTER_CLASS", "RETRY_EXCEPTIONS", "TELNETCONSOLE_ENABLED"),
    *(
        "SCHEDULER_PRIORITY_QUEUE",
        "REMOTE_CONTROL_ENABLED",
        "LOG_INSTALL_ROOT_HANDLER",
        "CONCURRENT_ITEMS",
        "SCHEDULER_MEMORY_QUEUE",
    ),
}


def documented(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def test_every_command_is_documented_and_no_other():
    named = set(re.findall(r"^\| `warraq ([\w-]+)", documented("command-line.md"), re.MULTILINE))
    assert named == set(get_command(app).commands)


def test_every_option_of_what_fetches_is_documented():
    text = documented("command-line.md")
    commands = get_command(app).commands
    options = {
        opt for name in ("archive", "crawl", "run") for param in commands[name].params for opt in param.opts if opt[:2] == "--"
    }
    assert {option for option in options if f"`{option}" not in text} == set()


def test_every_setting_is_documented_with_its_default_and_no_other():
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]*) \|", documented("settings.md"), re.MULTILINE))
    names = {name for name in vars(settings) if name.isupper()}
    assert set(rows) == names - WIRING
    numbers = {name: rows[name] for name in rows if re.fullmatch(r"[\d,.]+ ?", rows[name])}
    assert {name: float(shown.replace(",", "")) for name, shown in numbers.items()} == {
        name: float(getattr(settings, name)) for name in numbers
    }


def test_every_exit_code_is_documented():
    rows = set(map(int, re.findall(r"^\| (\d+) \|", documented("command-line.md"), re.MULTILINE)))
    assert rows == {value for name, value in vars(messages).items() if name.startswith("EXIT_")}


def test_every_reason_has_words_and_a_remedy():
    assert set(messages.WORDS) == set(Reason)
    assert all(words and remedy for words, remedy in messages.WORDS.values())


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_files_that_are_named_exist(path):
    named = re.findall(r"`((?:archive|spiders|crawler|tests|benchmarks|docs)/[\w/.-]*)`", path.read_text("utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_readme_is_short():
    assert len((ROOT / "README.md").read_text("utf-8").split()) < 400


def test_ci_calls_the_readme_s_test_command():
    assert "make test" in (ROOT / ".ci/run").read_text("utf-8")
