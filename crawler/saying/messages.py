"""What people are told: each reason in a few words, and what can be done about it. Each has its exit code."""

from __future__ import annotations

import errno
import sys
import unicodedata
from collections.abc import Iterable

from archive.exchange.history import Look
from archive.models import Kept, Outcome, Reason
from archive.watching import EventKind

EXIT_OK = 0
EXIT_USAGE = 2
EXIT_NOT_ARTICLE = 3
EXIT_FAILED = 4
EXIT_REFUSED = 5
EXIT_BUSY = 6
EXIT_DISK_FULL = 7
EXIT_DAMAGE = 8
EXIT_INTERRUPTED = 130

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""Numbers of the errors that a full disk gives: exit code 7."""

_EXITS = {
    Outcome.ARCHIVED: EXIT_OK,
    Outcome.UNCHANGED: EXIT_OK,
    Outcome.REJECTED: EXIT_NOT_ARTICLE,
    Outcome.FAILED: EXIT_FAILED,
    Outcome.REFUSED: EXIT_REFUSED,
}

WORDS: dict[Reason, tuple[str, str]] = {
    Reason.NOT_HTML: ("not a web page", "the bytes are kept; only HTML pages are read as articles"),
    Reason.UNDECODABLE: ("its letters cannot be told", "save the page and try: warraq extract FILE --encoding windows-1256"),
    Reason.EMPTY: ("nothing on it", "the bytes are kept; it may need JavaScript, or be broken at the outlet"),
    Reason.LISTING: ("a list of stories, not a story", "give the address of one story, or add the page as a source's section"),
    Reason.TOO_SHORT: ("too little text for a story", "the bytes are kept; nothing to do if the page holds no more"),
    Reason.PAYWALL: ("closed to who does not pay", "the bytes are kept; what is not shown cannot be read"),
    Reason.BLOCKED: ("a page that keeps robots out", "write to the outlet, with your contact set in settings.toml"),
    Reason.EXTRACT_FAILED: ("could not be read within the limits", "the bytes are kept; please report the address"),
    Reason.NOT_FOUND: ("no such page there", "check the address"),
    Reason.GONE: ("taken down by the outlet", "an older capture may be here: warraq show URL"),
    Reason.FORBIDDEN: ("the server will not show it to us", "write to the outlet, with your contact set in settings.toml"),
    Reason.THROTTLED: ("the server asks us to slow down", "try later"),
    Reason.SERVER_ERROR: ("the server is in trouble", "try later"),
    Reason.HTTP_ERROR: ("the server did not send the page", "check the address in a browser"),
    Reason.BAD_URL: ("not an address", "write it in full, such as https://example.com/story"),
    Reason.NO_DNS: ("no such host", "check the spelling of the host, and your network"),
    Reason.CONNECTION_REFUSED: ("the server refuses connections", "check the port, or try later"),
    Reason.CONNECTION_LOST: ("the connection broke", "what came is kept; try again"),
    Reason.BAD_CERTIFICATE: (
        "its certificate is not to be trusted",
        "tell the outlet; it may be a forged site",
    ),
    Reason.BAD_HTTP: ("its answer is not proper HTTP", "what came is kept; try again, or tell the outlet"),
    Reason.TIMEOUT: ("too slow", "what came is kept; try later, or raise DOWNLOAD_TIMEOUT in settings.toml"),
    Reason.TOO_LARGE: ("too large", "what came is kept; raise DOWNLOAD_MAXSIZE in settings.toml to have all"),
    Reason.TOO_MANY_REDIRECTS: ("redirected without end", "check the address in a browser"),
    Reason.INTERRUPTED: ("stopped", "run the command again: it goes on where it was"),
    Reason.ROBOTS: ("closed by robots.txt", "ask the outlet; or, if you may, --ignore-robots (recorded in the WARC file)"),
    Reason.ROBOTS_UNREACHABLE: ("its robots.txt cannot be read", "try later: until it answers, nothing is fetched (RFC 9309)"),
    Reason.ADDRESS: ("an address that is not public", "--allow-private opens loopback and private networks"),
    Reason.SCHEME: ("not a web address", "only http and https are fetched"),
}

KINDS: dict[EventKind, str] = {
    EventKind.EDITED: "edited",
    EventKind.SILENT_EDIT: "edited without saying so",
    EventKind.REMOVED: "taken down",
    EventKind.RESTORED: "there again",
    EventKind.GAP: "stories may have been missed",
    EventKind.LIST_DEAD: "a list brings nothing any more",
    EventKind.LIST_BACK: "a list answers again",
    EventKind.FOUND: "found by a saved search",
}
"""Events, in words."""


def say(words: str) -> None:
    """Say something to people, beside what programs read."""
    print(f"warraq: {plain(words)}", file=sys.stderr)  # noqa: T201 - the command line speaks here


def what(kept: Kept | Look) -> str:
    """Return why, with the particulars: "no such page there (HTTP 404 Not Found)"."""
    if kept.reason is None:
        return ""
    words = WORDS[kept.reason][0]
    return f"{words} ({kept.detail})" if kept.detail else words


def remedy(kept: Kept) -> str:
    """Return what the user can do."""
    return WORDS[kept.reason][1] if kept.reason is not None else ""


def exit_code(kept: Iterable[Kept]) -> int:
    """Return the worst exit code of all."""
    return max((_exit(one) for one in kept), default=EXIT_OK)


def _exit(kept: Kept) -> int:
    return EXIT_USAGE if kept.reason is Reason.BAD_URL else _EXITS[kept.outcome]


def plain(text: str | None) -> str:
    """Return `text` fit for a terminal: no control, bidi or private characters (they stay in the archive)."""
    return "".join(" " if _acts(letter) else letter for letter in text or "")


def _acts(letter: str) -> bool:
    return letter not in _JOINERS and unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


_JOINERS = {"\u200c", "\u200d"}
"""ZWNJ and ZWJ shape letters; they are format characters only in name."""
