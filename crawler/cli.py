"""The command line: its commands gathered. What is slow to import is imported by the command that needs it."""

from __future__ import annotations

import signal
import sys
import threading

import typer

from archive.errors import BadSettings, BadSource, Busy, DiskFull, WarraqError
from crawler.commands import asking, crawling, exchange, room, sources, upkeep
from crawler.saying import messages

app = typer.Typer(
    name="warraq",
    help="ورّاق: fetch Arabic wire stories, keep the exact bytes, clean each page to an article, and keep doing so.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for part in (crawling, asking, upkeep, exchange, room):
    app.add_typer(part.app)
app.add_typer(sources.app, name="sources")

LATER_S = 0.01
"""After which a Ctrl-C that was dropped is heard again."""


def main() -> None:
    """Run the command line; every expected trouble is one clear line on standard error and its own exit code."""
    sys.unraisablehook = _interrupt_again
    try:
        app()
    except WarraqError as problem:
        messages.say(str(problem))
        sys.exit(_exit_code(problem))
    except OSError as problem:
        _complain_of_file(problem)
        sys.exit(messages.EXIT_DISK_FULL if problem.errno in messages.FULL else messages.EXIT_USAGE)


def _interrupt_again(lost: sys.UnraisableHookArgs) -> None:
    """Have Ctrl-C heard again that came where Python drops what is raised, as in a callback of the garbage collector."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        again = (threading.get_ident(), signal.SIGINT)
        later = threading.Timer(LATER_S, signal.pthread_kill, again)  # from here it would be dropped as well
        later.daemon = True
        later.start()
    else:
        sys.__unraisablehook__(lost)


def _complain_of_file(problem: OSError) -> None:
    """Name the file or folder that cannot be used; what is no file's trouble is a fault of ours, and seen as such."""
    if problem.filename is None and problem.errno not in messages.FULL:
        raise problem
    messages.say(f"{problem.strerror}: {problem.filename or 'standard output'}")


def _exit_code(problem: WarraqError) -> int:
    if isinstance(problem, Busy):
        return messages.EXIT_BUSY
    if isinstance(problem, DiskFull):
        return messages.EXIT_DISK_FULL
    if isinstance(problem, (BadSettings, BadSource)):
        return messages.EXIT_USAGE
    return messages.EXIT_DAMAGE
