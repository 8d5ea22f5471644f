"""Signs of life: a crawl that the schedule began tells it so every few seconds, and ends when nobody listens any more.

The sign comes from the event loop, so a crawl whose loop is stuck is seen to be. A crawl whose schedule was killed does not
go on alone; nobody else would kill it, so where it does not end it kills itself, whatever its loop is stuck in.
"""

from __future__ import annotations

import asyncio
import os
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.rounds.handing import VARIABLE
from crawler.saying import messages
from crawler.scheduling.parent import end_without_parent
from crawler.scheduling.running import KILL_AFTER_S

EVERY_S = 2.0


class Alive:
    """Gives signs of life, where somebody asked for them."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one; raises NotConfigured where nobody listens."""
        if VARIABLE not in os.environ:
            raise NotConfigured
        descriptor = int(os.environ[VARIABLE])  # not taken out: other threads read the environment as they start children
        os.set_inheritable(descriptor, False)  # noqa: FBT003 - Python's own
        one = cls(descriptor)
        crawler.signals.connect(one.start, signals.engine_started)
        return one

    def start(self) -> None:
        """Begin."""
        end_without_parent(self._descriptor, kill_after_s=KILL_AFTER_S, code=messages.EXIT_INTERRUPTED)
        self._task = asyncio.get_running_loop().create_task(self._tell())

    async def _tell(self) -> None:
        os.set_blocking(self._descriptor, False)
        while True:
            try:
                os.write(self._descriptor, b".")
            except BlockingIOError:  # nobody has read for hours, but somebody is there
                pass
            except BrokenPipeError:
                return
            await asyncio.sleep(EVERY_S)
