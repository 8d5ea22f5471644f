"""Small Arabic outlets served on loopback: what the demo, the tests and the benchmarks run against.

    with Newsroom() as room:
        room.write_sources(folder)      # declared for the crawler
        room.at(MORNING)                # stories appear, change, vanish
    for gold in expectations():         # what each story's page should give
        ...
    for hazard in HAZARDS:              # what is listed at "sariya" and is no whole story, and what should become of it
        ...

All outlets, people and events are invented; the text is this project's own (Apache-2.0). Agencies' names are real where
a credit is: reading such credits is what is tested.
"""

from __future__ import annotations

from tests.newsroom.edition import EVENING, MORNING
from tests.newsroom.gold import expectations
from tests.newsroom.house import Outlet
from tests.newsroom.model import Expectation
from tests.newsroom.newsroom import Newsroom, Served
from tests.newsroom.outlets.sariya_hazards import HAZARDS, Hazard

__all__ = ["EVENING", "HAZARDS", "MORNING", "Expectation", "Hazard", "Newsroom", "Outlet", "Served", "expectations"]
