"""A child ends when its parent is gone, whichever way that went: nobody else would end it.

The child holds the one end of a pipe, and the parent the other. When the parent is killed, the kernel closes its end, and
tells the child that nobody can read any more.
"""

from __future__ import annotations

import os
import select
import signal
import threading


def end_without_parent(descriptor: int, *, kill_after_s: float, code: int) -> None:
    """Send this process SIGTERM when nobody reads from `descriptor` any more, and end it by `code` where it does not hear."""
    listening = threading.Thread(
        target=_listen, args=(descriptor, kill_after_s, code), name="listener to the parent", daemon=True
    )
    listening.start()


def _listen(descriptor: int, kill_after_s: float, code: int) -> None:
    listener = select.poll()
    listener.register(descriptor, 0)  # an error is told of, whether asked for or not
    listener.poll()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(kill_after_s)
    os._exit(code)
