"""How a command that fetches begins and ends: the contact it asks for, the trouble it tells, the code it exits with."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy.settings import Settings

from archive.errors import DiskFull
from archive.models import Kept
from crawler.rounds.crawl import Ended
from crawler.saying import messages
from crawler.saying.messages import say


def ask_for_contact(settings: Settings) -> None:
    """Warn while no contact is set: a newsroom whose server we trouble could not write to us."""
    if not settings["WARRAQ_CONTACT"]:
        say('no contact set: put WARRAQ_CONTACT = "you@example.com" into settings.toml in the home folder, or the environment')


def exit_code(ended: Ended, kept: Sequence[Kept], *, expected: int) -> int:
    """Return the exit code of a run that should have given `expected` outcomes; say what kept it from it."""
    if ended.problem is not None:
        return _trouble(ended.problem)
    if ended.interrupted:
        say("stopped; what was kept is kept, and the rest waits: run the command again")
        return messages.EXIT_INTERRUPTED
    if len(kept) < expected:
        say(f"{expected - len(kept)} of {expected} had no outcome: a fault of ours; the log in the home folder says more")
        return messages.EXIT_FAILED
    return messages.exit_code(kept)


def _trouble(problem: BaseException) -> int:
    full = isinstance(problem, DiskFull) or (isinstance(problem, OSError) and problem.errno in messages.FULL)
    if not full:
        raise problem
    say(f"the disk is (nearly) full: {problem}; what was acknowledged is kept; make room, then run the command again")
    return messages.EXIT_DISK_FULL
