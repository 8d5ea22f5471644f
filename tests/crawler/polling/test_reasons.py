"""Why a list brought nothing, as a code: by its status, by what kept an answer from coming, by what it could not show."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.models import Reason
from archive.watching import Poll
from crawler.polling.memory import Memory, from_json, to_json
from crawler.polling.reasons import list_reason

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
POLL = {"source": "a", "url": "https://a.example/rss", "polled_at": NOW, "due_at": NOW}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"status": 403, "problem": "HTTP 403"}, Reason.FORBIDDEN),
        ({"status": 503, "problem": "HTTP 503"}, Reason.SERVER_ERROR),
        ({"status": 418, "problem": "HTTP 418"}, Reason.HTTP_ERROR),
        ({"status": 200, "problem": "it shows no link"}, "NO_LINKS"),
        ({"status": 200, "problem": "no feed"}, "UNREADABLE"),
        ({"status": None, "problem": "too slow", "memory": to_json(Memory(reason=Reason.TIMEOUT))}, Reason.TIMEOUT),
        ({"status": None, "problem": "too slow", "memory": to_json(Memory())}, "UNREACHABLE"),
        ({"status": None, "problem": "too slow", "memory": None}, "UNREACHABLE"),
    ],
)
def test_reason_of_a_poll_that_brought_nothing(given, reason):
    assert list_reason(Poll(**POLL, errors=3, **given)) == reason


@pytest.mark.parametrize("given", [{"problem": None, "errors": 0}, {"problem": "an item has no address", "errors": 0}])
def test_list_that_brings_something_has_none(given):
    assert list_reason(Poll(**POLL, status=200, **given)) is None


def test_memory_of_before_reasons_is_read_still():
    told = to_json(Memory(errors=2)).replace(',"reason":null', "")
    assert "reason" not in told
    assert from_json(told) == Memory(errors=2)
    assert from_json(to_json(Memory()).replace('"reason":null', '"reason":"NONSENSE"')) is None
