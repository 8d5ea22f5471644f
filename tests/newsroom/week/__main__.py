"""`python -m tests.newsroom.week`: a week of news in minutes, faults thrown in; what the archive made of it. 1 where it is wrong."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.newsroom.week.clock import library
from tests.newsroom.week.judging import Judgement, judged
from tests.newsroom.week.living import Plan

COLUMNS = (
    *("published", "archived", "edits seen", "removals seen", "gaps told", "lost, and the gap told"),
    *("delay median, min", "delay 95 %, min", "requests"),
)


def main() -> int:
    """Live through the week and print what became of it."""
    options = _options()
    if library() is None:
        print("libfaketime is not installed (apt-get install faketime)", file=sys.stderr)
        return 2
    plan = Plan(
        days=options.days,
        day_s=options.seconds_a_day,
        seed=options.seed,
        faulty=options.faults == "on",
        after=options.after,
        late_s=options.late,
    )
    folder = options.home or Path(tempfile.mkdtemp(prefix="week-"))
    judgement = judged(plan, folder / "home", lambda words: print(words, file=sys.stderr, flush=True))
    if options.json:
        print(json.dumps(asdict(judgement), ensure_ascii=False))
    else:
        _print(judgement, folder)
    return 1 if judgement.wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom.week", description=__doc__)
    parser.add_argument("--days", type=float, default=7, help="days of news (7)")
    parser.add_argument("--after", type=float, default=1.5, help="days after them, in which nothing new appears (1.5)")
    parser.add_argument("--seconds-a-day", type=float, default=180, help="real seconds to a day (180)")
    parser.add_argument("--seed", type=int, default=1, help="of the stories and the faults (1)")
    parser.add_argument("--faults", choices=("on", "off"), default="on", help="whether faults are thrown in (on)")
    parser.add_argument("--late", type=float, default=90, help="real seconds by which crawls may be late (90)")
    parser.add_argument("--home", type=Path, help="an empty folder for the archive; a temporary one when not given")
    parser.add_argument("--json", action="store_true", help="one object, in place of the tables")
    return parser.parse_args()


def _print(judgement: Judgement, folder: Path) -> None:
    console = Console(width=None if sys.stdout.isatty() else 160)
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("outlet")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for name, numbers in (*judgement.outlets.items(), ("all", judgement.numbers)):
        table.add_row(name, *(_shown(numbers, column) for column in COLUMNS))
    console.print(table)
    for name, value in (*judgement.numbers.items(), *judgement.machine.items()):
        console.print(f"{name}: {value:,.6g}" if isinstance(value, float) else f"{name}: {value}", highlight=False)
    for words in judgement.wrong:
        console.print(f"WRONG  {words}", style="red", highlight=False)
    console.print(f"{len(judgement.wrong)} things are wrong; the archive lies in {folder}", highlight=False)


def _shown(numbers: Mapping[str, float], column: str) -> str:
    return f"{numbers[column]:,.0f}" if column in numbers else "–"


if __name__ == "__main__":
    sys.exit(main())
