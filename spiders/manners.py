"""How one source wants to be asked, where that is known: when not, how often a day, how slowly. Declared with the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spiders.declaration import Table
from spiders.quiet import quiet_minutes

MANNERS: Final = ("quiet", "daily_max", "delay")
SPANS_MAX: Final = 24
DAILY_MAX: Final = 1_000_000
DELAY_MAX_S: Final = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """`quiet`: spans of hours such as "23:00-06:00", in the source's zone, in which nothing of it is fetched.

    `daily_max`: requests in 24 hours; 0 for as many as there are, None for what the settings say. `delay_s`: seconds at least
    between two requests to one host, one at a time; None for what the settings say.
    """

    quiet: tuple[str, ...] = ()
    daily_max: int | None = None
    delay_s: float | None = None


USUAL: Final = Manners()


def read_manners(table: Table) -> Manners:
    """Return what a source's declaration says of manners. Raises BadSource."""
    daily_max = table.number_or_none("daily_max", 0, DAILY_MAX)
    if daily_max is not None and daily_max != int(daily_max):
        table.refuse("daily_max", f"{daily_max} will not do; it must be a whole number of requests")
    return Manners(
        quiet=_quiet(table),
        daily_max=None if daily_max is None else int(daily_max),
        delay_s=table.number_or_none("delay", 0, DELAY_MAX_S),
    )


def _quiet(table: Table) -> tuple[str, ...]:
    is_one = isinstance(table.values.get("quiet"), str)
    spans = (table.string("quiet"),) if is_one else table.strings("quiet")
    if len(spans) > SPANS_MAX:
        table.refuse("quiet", f"has over {SPANS_MAX} spans; write fewer, longer ones")
    for number in range(len(spans)):
        try:
            quiet_minutes(spans[: number + 1])
        except ValueError as problem:
            table.refuse("quiet" if is_one else f"quiet[{number}]", str(problem))
    return spans
