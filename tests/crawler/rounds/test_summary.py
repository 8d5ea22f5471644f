"""What a crawl came to, on a terminal of 80 columns."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from rich.console import Console

from archive.models import Kept, Outcome, Reason
from crawler.rounds.summary import print_summary
from crawler.rounds.tally import Tally

FAILURES = (Reason.CONNECTION_LOST, Reason.TOO_MANY_REDIRECTS, Reason.CONNECTION_LOST, Reason.SERVER_ERROR)


def kept(outcome: Outcome, reason: Reason | None = None) -> Kept:
    return Kept(
        url="https://example.com/", at=datetime(2026, 11, 1, tzinfo=UTC), source="wakala", outcome=outcome, reason=reason
    )


def test_summary_on_80_columns_cuts_nothing():
    tally = Tally(lists=1, listed=6, new=6)
    for one in (kept(Outcome.ARCHIVED), kept(Outcome.REFUSED, Reason.ROBOTS), *(kept(Outcome.FAILED, why) for why in FAILURES)):
        tally.add_kept(one)
    terminal = Console(file=io.StringIO(), width=80)
    print_summary(terminal, {"wakala": tally})
    lines = terminal.file.getvalue().splitlines()
    assert [line.split() for line in lines[:2]] == [
        ["source", "listed", "new", *Outcome],
        ["wakala", "6", "6", "1", "0", "0", "4", "1"],
    ]
    assert lines[2:] == [
        "wakala: refused: 1 ROBOTS",
        "wakala: failed: 2 CONNECTION_LOST, 1 TOO_MANY_REDIRECTS, 1 SERVER_ERROR",
    ]
