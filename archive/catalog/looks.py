"""When stories are looked at again, and how far apart the two looks must lie that show one to be removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

STEPS_S: Final = (900, 3_600, 21_600, 86_400, 604_800, 2_592_000)
"""Seconds after a story appeared: a quarter of an hour, an hour, six, a day, a week, thirty days."""

DAY: Final = timedelta(days=1)

AGAIN_FOR: Final = DAY
"""How long after it was due a look is tried again: for so long a site may be down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """`steps_s`: seconds after a story appeared, ascending; or none. `apart`: a day, for a story may be gone for hours.

    Where `apart` is less than a day, the waits after a look that showed nothing sure are as much shorter.
    """

    steps_s: tuple[int, ...] = STEPS_S
    apart: timedelta = DAY

    @property
    def apart_min(self) -> timedelta:
        """From when on two looks lie far enough apart: a schedule keeps no seconds."""
        return max(timedelta(0), self.apart - self._of_a_day(timedelta(minutes=1)))

    @property
    def again_after(self) -> timedelta:
        """When a look is tried again that met trouble which may pass."""
        return self._of_a_day(timedelta(hours=1))

    @property
    def doubted_for(self) -> timedelta:
        """When a look is tried again at which the story was missing and nothing was known of its site."""
        return self._of_a_day(timedelta(minutes=15))

    def _of_a_day(self, share: timedelta) -> timedelta:
        return max(timedelta(seconds=1), share * min(1.0, self.apart / DAY))


USUAL: Final = Looks()
