"""What people see on a terminal of 80 columns, or through a pipe: nothing of it cut, records and addresses in one piece."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from archive.models import Kept, Outcome, Reason
from crawler.tables import print_summary
from crawler.tally import Tally
from tests.crawler.octets import OctetServer
from tests.crawler.replies import moved, refusing, story

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


@pytest.mark.slow
def test_status_and_show_keep_their_lines_whole(warraq):
    replies = {"/gone": refusing(b"410 Gone"), "/loop": moved(b"/loop"), "/451": refusing(b"451 No"), "/story": story(1)}
    with OctetServer(replies) as server:
        warraq.archive(*(server.url(path) for path in replies))
        shown = warraq("show", server.url("/story")).out.splitlines()
    status = warraq("status").out
    (trouble,) = (line for line in status.splitlines() if "trouble" in line)
    assert trouble.startswith("(by hand): the last day's trouble: ")
    assert sorted(trouble.rpartition(": ")[2].split(", ")) == ["1 GONE", "1 HTTP_ERROR", "1 TOO_MANY_REDIRECTS"]
    assert "…" not in status
    assert shown[-1].startswith("version 1, ")
    assert shown[-1].endswith(" bytes")
