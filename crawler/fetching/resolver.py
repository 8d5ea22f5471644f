"""Names become addresses here, and only addresses that may be connected to come out: what is checked is what is connected to.

Each connection is resolved anew: there is no cache to poison. A name that answers first with a public address and later with a
private one (DNS rebinding) gains nothing. Literal addresses are `guard.url_refusal`'s business.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from scrapy.crawler import Crawler
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from crawler.fetching import guard


def refused_by_name(host: str) -> str | None:
    """Return why none of the addresses of `host` may be connected to, if that is what kept it from being resolved last."""
    from twisted.internet import reactor  # noqa: PLC0415 - importing it installs it

    resolver = getattr(reactor, "nameResolver", None)
    return resolver.refused.get(host) if isinstance(resolver, GuardedResolver) else None


@implementer(IHostnameResolver)
class GuardedResolver:
    """The reactor's own resolver (getaddrinfo in threads, IPv4 and IPv6), less the addresses that are refused."""

    def __init__(self, reactor: Any, inner: Any, *, allow_private: bool) -> None:
        self._reactor, self._inner, self._allow_private = reactor, inner, allow_private
        self.refused: dict[str, str] = {}
        """Why a name led nowhere, by name, the last time it was asked for."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        """Scrapy's way to make one."""
        return cls(reactor, reactor.nameResolver, allow_private=crawler.settings.getbool("WARRAQ_ALLOW_PRIVATE"))

    def install_on_reactor(self) -> None:
        """Let every connection of this process be resolved here."""
        self._reactor.installNameResolver(self)

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[Any] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """Resolve; the receiver hears of the addresses that may be connected to."""
        self.refused.pop(hostName, None)
        sieve = _Sieve(resolutionReceiver, self.refused, hostName, allow_private=self._allow_private)
        return self._inner.resolveHostName(sieve, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _Sieve:
    def __init__(self, receiver: Any, refused: dict[str, str], host: str, *, allow_private: bool) -> None:
        self._receiver, self._refused, self._host, self._allow_private = receiver, refused, host, allow_private
        self._passed = False

    def resolutionBegan(self, resolution: Any) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        why = guard.refusal(address.host, allow_private=self._allow_private)
        if why is None:
            self._passed = True
            self._receiver.addressResolved(address)
        else:
            self._refused[self._host] = why

    def resolutionComplete(self) -> None:
        if self._passed:
            self._refused.pop(self._host, None)
        self._receiver.resolutionComplete()
