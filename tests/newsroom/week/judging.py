"""The week lived and judged: stories against the catalogue, processes and exit codes against what they should be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.catalog.catalog import Catalog
from archive.watching import CrawlRun
from tests.newsroom.week.compare import CRAWLS_MAX, Score, compare
from tests.newsroom.week.faults import FaultKind
from tests.newsroom.week.living import Lived, Plan, live

CLOCK_LINES_PER_H = 30
CPU_MAX = 0.4
"""Of a processor, that a daemon may take: its clock runs hundreds of times as fast, and it looks at it three times a second."""

SAMPLE = 5
"""Stories whose history and page the commands are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a week came to. `numbers`, `outlets`: of stories; `machine`: of processes; `wrong`: what must not be, in words."""

    plan: Plan
    numbers: dict[str, float]
    outlets: dict[str, dict[str, float]]
    machine: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def judged(plan: Plan, home: Path, tell: Callable[[str], None]) -> Judgement:
    """Live through the week in the new folder `home`, and judge it."""
    found: list[Judgement] = []
    live(plan, home, tell, lambda lived: found.append(_judge(lived)))
    return found[0]


def _judge(lived: Lived) -> Judgement:
    events = lived.warraq("events --json").answers
    with Catalog.open(lived.warraq.home / "catalog.sqlite", read_only=True) as catalog:
        score = compare(lived, catalog, events)
        crawls = catalog.crawls(CRAWLS_MAX)
    machine = {
        "real seconds": round(lived.took_s),
        "crawls": len(crawls),
        "crawls that went wrong": dict(Counter(_went(run) for run in crawls if run.note)),
        "exit codes of the daemon": lived.codes,
        "exit codes of second daemons": lived.second,
        "seconds to end after SIGTERM": round(lived.ended_in_s, 1),
        "processor of the daemon": round(lived.cpu_share, 3),
        "lines about the clock": _log(lived).count("clock was set"),
    }
    wrong = [*score.wrong, *_wrong_processes(lived), *_wrong_commands(lived, score)]
    return Judgement(plan=lived.plan, numbers=score.numbers, outlets=score.outlets, machine=machine, wrong=wrong)


def _wrong_processes(lived: Lived) -> list[str]:
    kills = sum(fault.kind is FaultKind.KILL_DAEMON for fault in lived.faults)
    expected = sorted([-9] * kills + [130])
    wrong = [*lived.missed, *(f"left over: {words}" for words in lived.left)]
    if sorted(lived.codes) != expected:
        wrong.append(f"the daemon ended with {lived.codes}, expected were {expected}")
    if any(code != 6 for code in lived.second):
        wrong.append(f"second daemons ended with {lived.second}")
    if lived.ended_in_s > 10:
        wrong.append(f"it took {lived.ended_in_s:.1f} s to end after SIGTERM")
    if lived.cpu_share > CPU_MAX:
        wrong.append(f"the daemon took {lived.cpu_share:.2f} of a processor")
    if "Traceback" in _said(lived):
        wrong.append("a traceback was printed")
    if _log(lived).count("clock was set") > 2 + lived.took_s / 3600 * CLOCK_LINES_PER_H:
        wrong.append("the log is full of the clock")
    return wrong


def _wrong_commands(lived: Lived, score: Score) -> list[str]:
    """Ask the commands what the catalogue was asked: some stories, and the status."""
    wrong = []
    status = lived.warraq("status --json")
    if status.code != 0 or sum(one["archived"] for one in status.answers[0]["sources"]) < score.numbers.get("archived", 0):
        wrong.append(f"status ended with {status.code}, or knows of fewer stories than there are")
    with Catalog.open(lived.warraq.home / "catalog.sqlite", read_only=True) as catalog:
        recent = catalog.recent(SAMPLE)
    for kept in recent:
        codes = lived.warraq("show --json", kept.url).code, lived.warraq("history --json", kept.url).code
        wrong += [f"show, history of {kept.url} ended with {codes}"] if codes != (0, 0) else []
    return wrong


def _went(run: CrawlRun) -> str:
    return re.sub(r"\d+", "N", run.note or "")


def _log(lived: Lived) -> str:
    return "".join(path.read_text("utf-8") for path in sorted((lived.warraq.home / "logs").glob("warraq.log*")))


def _said(lived: Lived) -> str:
    return Path(f"{lived.warraq.home}.said").read_text("utf-8", "replace")
