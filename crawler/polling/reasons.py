"""Why a list brought nothing, as a code: for words in other languages than the poll's own."""

from __future__ import annotations

from archive.watching import Poll
from crawler.fetching.statuses import reason_of
from crawler.polling.memory import from_json
from spiders.listing import NO_LINK

HTTP_CLIENT_ERROR = 400
NO_LINKS, UNREADABLE, UNREACHABLE = "NO_LINKS", "UNREADABLE", "UNREACHABLE"
"""Beside those of `archive.models.Reason`: it shows no link; what it answers is no list; nothing is known of its failure."""


def list_reason(poll: Poll) -> str | None:
    """Return why the last poll of a list brought nothing; None where it brought something."""
    if poll.problem is None or not poll.errors:
        return None
    if poll.status is None:
        memory = from_json(poll.memory)
        return str(memory.reason) if memory and memory.reason else UNREACHABLE
    if poll.status >= HTTP_CLIENT_ERROR:
        return str(reason_of(poll.status))
    return UNREADABLE if poll.problem != NO_LINK else NO_LINKS
