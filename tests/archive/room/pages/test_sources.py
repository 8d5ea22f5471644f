"""How the sources are, as a page says it: who is ill, why, what to do; and one of them closely."""

from __future__ import annotations

from tests.archive.room.shelf import serving


def test_room_that_knows_nothing_of_sources_says_so(shelf):
    with serving(shelf.home) as room:
        answers = [room.read("/sources"), room.read("/en/sources/wakala")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("warraq status" in answer.text for answer in answers)
