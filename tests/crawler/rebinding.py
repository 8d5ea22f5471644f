"""A resolver for tests, named in a setting: every name leads to loopback, through the real guard."""

from __future__ import annotations

from typing import Any, Self

from scrapy.crawler import Crawler
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer

from crawler.fetching.resolver import GuardedResolver


@implementer(IHostnameResolver)
class Answers:
    """Gives, at each asking, the next of its answers; the last one for ever."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self._answers = list(answers)

    def resolveHostName(self, receiver, _host, port, _types, _semantics):  # noqa: N802 - Twisted's name
        receiver.resolutionBegan(None)
        for address in self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]:
            receiver.addressResolved(IPv4Address("TCP", address, port))
        receiver.resolutionComplete()


class ToLoopback(GuardedResolver):
    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        return cls(reactor, Answers(("127.0.0.1",)), allow_private=crawler.settings.getbool("WARRAQ_ALLOW_PRIVATE"))
