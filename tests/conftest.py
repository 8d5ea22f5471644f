"""What holds for all tests: how their processes hear signals, however pytest itself was begun."""

from __future__ import annotations

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # So is what a script runs in the background; its children would be deaf to the Ctrl-C that tests send them.
    signal.signal(signal.SIGINT, signal.default_int_handler)
