"""Where stories are listed: feeds, sitemaps and section pages, octets in, links out. Pure: no socket, no file, no exception.

A list that cannot be read, or only in part, says so in `Listing.problem`.
"""

from __future__ import annotations

from spiders.claims import Clock
from spiders.feeds import feed
from spiders.listing import FoundLink, Listing
from spiders.sections import section
from spiders.sitemaps import sitemap

__all__ = ["Clock", "FoundLink", "Listing", "feed", "section", "sitemap"]
