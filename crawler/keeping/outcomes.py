"""What a fetch came to: pure decisions, from a response or from what came instead, to an outcome and its reason."""

from __future__ import annotations

from dataclasses import replace

from archive.errors import BadScheme, BadUrl
from archive.models import Kept, Outcome, Reason
from crawler.fetching.failures import FetchFailed, RobotsRefused
from crawler.fetching.redirect import TooManyRedirects
from crawler.fetching.statuses import reason_of
from crawler.keeping.archivist import Reading


def http_failure(reading: Reading) -> tuple[Reason, str] | None:
    """Return what is wrong with the response as HTTP, before anybody reads it as a page."""
    head, body = reading.head, reading.entity
    if head is None or head.status is None:
        return Reason.BAD_HTTP, "no status line"
    if body.too_large:
        return Reason.TOO_LARGE, "larger than the limit once decoded"
    if head.status != 200:
        return reason_of(head.status), f"HTTP {head.status} {head.reason}".strip()
    if not body.whole:
        return Reason.BAD_HTTP, body.why or "the body is damaged"
    return None


def as_before(kept: Kept, before: Kept) -> Kept:
    """Return the outcome of a page that has not changed by a byte: what was read then is what it says now."""
    if before.article is None:
        return replace(kept, outcome=before.outcome, reason=before.reason, detail=before.detail)
    return replace(kept, outcome=Outcome.UNCHANGED, article=before.article, conversion=before.conversion)


def outcome_of(cause: Exception) -> tuple[Outcome, Reason, str]:
    """Return what became of a fetch that `cause` ended, why, and the particulars."""
    if isinstance(cause, BadUrl):
        refused = isinstance(cause, BadScheme)
        return Outcome.REFUSED if refused else Outcome.FAILED, Reason.SCHEME if refused else Reason.BAD_URL, cause.why
    if isinstance(cause, RobotsRefused):
        return Outcome.REFUSED, cause.reason, cause.detail
    if isinstance(cause, FetchFailed):
        refused = cause.reason in {Reason.ADDRESS, Reason.SCHEME}
        return Outcome.REFUSED if refused else Outcome.FAILED, cause.reason, cause.detail
    if isinstance(cause, TooManyRedirects):
        return Outcome.FAILED, Reason.TOO_MANY_REDIRECTS, str(cause)
    return Outcome.FAILED, Reason.BAD_HTTP, f"{type(cause).__name__}: {cause}"
