"""What people see on a terminal of 80 columns, or through a pipe: nothing of it cut, records and addresses in one piece."""

from __future__ import annotations

import pytest

from tests.crawler.octets import OctetServer
from tests.crawler.replies import moved, refusing, story


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
