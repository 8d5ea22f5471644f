"""`python -m tests.newsroom`: serve the outlets until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
from datetime import UTC, datetime
from pathlib import Path

from tests.newsroom.edition import EVENING, MORNING, SLOW_S
from tests.newsroom.newsroom import Newsroom


def main() -> None:
    """Serve, print where, and wait."""
    options = _options()
    with Newsroom(options.at, port_base=options.port_base, slow_s=options.slow) as room:
        print(_table(room), flush=True)
        if options.write_sources is not None:
            print(f"sources written to {room.write_sources(options.write_sources)}", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom", description=main.__doc__)
    parser.add_argument("--port-base", type=int, default=0, help="first of a row of ports; free ports when not given")
    parser.add_argument("--write-sources", type=Path, metavar="DIR", help="write DIR/newsroom.toml, the outlets as sources")
    parser.add_argument(
        "--at", type=_moment, default=EVENING, help=f"the scripted moment, ISO 8601; another: {MORNING:%Y-%m-%dT%H:%MZ}"
    )
    parser.add_argument(
        "--slow", type=float, default=SLOW_S, metavar="SECONDS", help="over how many seconds the slow page comes"
    )
    return parser.parse_args()


def _moment(words: str) -> datetime:
    moment = datetime.fromisoformat(words)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _table(room: Newsroom) -> str:
    rows = [(outlet.name, outlet.base_url, outlet.title_en) for outlet in room.outlets]
    lines = [f"{name:<10} {base_url:<26} {title}" for name, base_url, title in rows]
    return "\n".join((*lines, f"the newsroom's clock stands at {room.now:%Y-%m-%d %H:%M} UTC; Ctrl-C ends it"))


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    main()
