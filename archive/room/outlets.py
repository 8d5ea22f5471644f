"""Who publishes what a source brings: what pages say of it besides its name. The application tells the room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A source as readers know it. `name`: its slug, as the catalogue has it. `title`, `title_en`: as it calls itself.

    `country`: ISO 3166-1 alpha-2, or "INT". `kind`: "agency", "newspaper", "broadcaster", "portal" or "aggregator".
    """

    name: str
    title: str
    title_en: str
    country: str
    kind: str

    def titled(self, code: str) -> str:
        """Return what it is called in a language of the room."""
        return self.title if code == "ar" else self.title_en
