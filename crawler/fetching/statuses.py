"""What an HTTP status that brings no page says, in the catalogue's words."""

from __future__ import annotations

from archive.models import Reason

_REASONS = {404: Reason.NOT_FOUND, 410: Reason.GONE, 401: Reason.FORBIDDEN, 403: Reason.FORBIDDEN, 429: Reason.THROTTLED}


def reason_of(status: int) -> Reason:
    """Return why an answer with this status, which is not 200, is no page."""
    return _REASONS.get(status, Reason.SERVER_ERROR if 500 <= status < 600 else Reason.HTTP_ERROR)
