"""What docs/deploy starts and limits is what the code has: commands, settings, exit codes, seconds."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from crawler.cli import app
from crawler.configure import FROM_ENVIRONMENT
from crawler.saying import messages
from crawler.scheduling import running
from crawler.service import daemon
from crawler.service.listening import place_of

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "docs" / "deploy"
UNIT = (DEPLOY / "warraq.service").read_text("utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text("utf-8")
CONTAINERFILE = (DEPLOY / "Containerfile").read_text("utf-8")
EXPOSURE_MAX = 2.0


def unit(key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", UNIT, re.MULTILINE)


def check_command(words: list[str]) -> None:
    name, *arguments = words
    options = {option for param in get_command(app).commands[name].params for option in param.opts}
    assert {word.partition("=")[0] for word in arguments if word.startswith("-")} <= options


def test_the_unit_starts_a_command_that_there_is():
    program, *words = shlex.split(unit("ExecStart")[0])
    assert Path(program).name == "warraq"
    check_command(words)


def test_the_container_starts_a_command_that_there_is():
    assert 'ENTRYPOINT ["warraq"]' in CONTAINERFILE
    for text, pattern in ((CONTAINERFILE, r"^CMD \[(.*)\]"), (COMPOSE, r"command: \[(.*)\]")):
        found = re.search(pattern, text, re.MULTILINE)
        assert found
        check_command([word.strip(' "') for word in found[1].split(",")])


def test_variables_are_those_that_are_read():
    known = {*FROM_ENVIRONMENT, "WARRAQ_HOME"}
    assert set(re.findall(r"WARRAQ_[A-Z_]+", UNIT + COMPOSE + CONTAINERFILE)) <= known


def test_the_container_is_asked_for_its_health_where_it_answers():
    found = re.search(r"WARRAQ_LISTEN: (\S+)", COMPOSE)
    assert found
    place = place_of(found[1])
    assert place
    assert f"http://127.0.0.1:{place.port}/health" in COMPOSE
    assert f"- 127.0.0.1:{place.port}:{place.port}" in COMPOSE, "published to this machine alone: it asks for no password"


def test_the_unit_knows_the_exit_codes():
    assert unit("SuccessExitStatus") == [str(messages.EXIT_INTERRUPTED)]
    assert unit("RestartPreventExitStatus") == [f"{messages.EXIT_USAGE} {messages.EXIT_DAMAGE}"]


def test_there_is_time_to_end():
    assert running.KILL_AFTER_S < daemon.END_WITHIN_S
    assert int(unit("TimeoutStopSec")[0]) > daemon.END_WITHIN_S + 2
    grace = re.search(r"stop_grace_period: (\d+)s", COMPOSE)
    assert grace
    assert int(grace[1]) > daemon.END_WITHIN_S + 2
    assert unit("KillMode") == ["mixed"], "the schedule ends its crawls itself"


def test_the_unit_allows_what_tls_and_children_need():
    """cffi's callbacks for OpenSSL want memory that is written and executed; children call setrlimit; resolvers use AF_UNIX."""
    assert unit("MemoryDenyWriteExecute") == []
    assert "@resources" not in " ".join(unit("SystemCallFilter"))
    assert unit("RestrictAddressFamilies") == ["AF_INET AF_INET6 AF_UNIX"]


def test_the_image_is_made_of_what_there_is():
    named = re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINERFILE, re.MULTILINE)
    paths = {path for line in named for path in line.split()}
    let_in = set(re.findall(r"^!(\S+)$", (DEPLOY / "Containerfile.dockerignore").read_text("utf-8"), re.MULTILINE))
    assert paths == let_in
    assert {path for path in paths if not (ROOT / path).exists()} == set()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="NOT SHOWN: systemd-analyze is not here")
def test_systemd_takes_the_unit_and_finds_it_well_closed(tmp_path):
    file = tmp_path / "warraq.service"
    file.write_text(UNIT.replace("/opt/warraq/bin/warraq", "/bin/true"), "utf-8")
    verified = subprocess.run(["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=True)
    assert verified.stderr == ""
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(file)], capture_output=True, text=True, check=False
    )
    level = re.search(r"exposure level for warraq\.service: ([\d.]+)", judged.stdout)
    assert level, judged.stderr
    assert float(level[1]) <= EXPOSURE_MAX
