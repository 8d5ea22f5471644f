"""Who publishes in the week: the newsroom's houses, with other lists where the houses' own are not all there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tests.newsroom.house import House
from tests.newsroom.lists import json_feed, rdf
from tests.newsroom.model import Desk, Page
from tests.newsroom.outlets import jusur, madar, mishkat, salla, shurfa, sunbula, wadi, wakala


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekOutlet:
    """An outlet of the week. `path`: of a story, to be filled with `number` and `at`. `shown`: stories on its lists.

    `a_day`: stories, by the usual hours; `burst`: so many more within ten minutes, once a day. `tells_edits`: its pages show when
    they were changed. `twins`: its pages say their canonical address. `tracked`: what its lists append to each address.
    `more`: a list that its house has not, by path. `late`: it is declared only in the middle of the week. `steady`: its pages stay
    as they are until they are edited, and say so (304); the others show what time it is.
    """

    name: str
    house: House
    path: str
    shown: int
    a_day: int
    burst: int = 0
    tells_edits: bool = False
    twins: bool = False
    tracked: str = ""
    more: tuple[str, Callable[[Desk], Page]] | None = None
    late: bool = False
    steady: bool = True

    @property
    def declared(self) -> House:
        """The house as it is told to a crawler."""
        named = replace(self.house, name=self.name)
        return replace(named, feeds=(self.more[0],), sitemaps=(), sections=()) if self.more else named


def _outlet(house: House, path: str, shown: int, a_day: int, **more: object) -> WeekOutlet:
    return WeekOutlet(name=house.name, house=house, path=path, shown=shown, a_day=a_day, **more)  # type: ignore[arg-type]


OUTLETS = (
    _outlet(wakala.HOUSE, "/news/{number}", 40, 30, tells_edits=True, twins=True),
    _outlet(salla.HOUSE, "/article/{number}", 25, 12, steady=False),
    _outlet(shurfa.HOUSE, "/{at:%Y/%m/%d}/خبر-{number}/", 20, 10, tells_edits=True, twins=True),
    _outlet(
        mishkat.HOUSE, "/politics/{at:%Y/%m}/story-{number}", 30, 12, twins=True, tracked="?utm_source=rss&utm_medium=feed"
    ),
    _outlet(sunbula.HOUSE, "/news.asp?id={number}", 30, 8),
    _outlet(jusur.HOUSE, "/mashriq/{number}", 40, 8),
    _outlet(madar.HOUSE, "/companies/story-{number}", 50, 12),
    _outlet(wadi.HOUSE, "/n/{number}", 30, 6, steady=False),
    WeekOutlet(
        name="hibr",
        house=shurfa.HOUSE,
        path="/{at:%Y/%m/%d}/حبر-{number}/",
        shown=20,
        a_day=10,
        more=("/feed.json", lambda desk: json_feed(desk, "حبر", "/feed.json")),
    ),
    WeekOutlet(
        name="qalam",
        house=salla.HOUSE,
        path="/article/{number}",
        shown=15,
        a_day=6,
        more=("/index.rdf", lambda desk: rdf(desk, "قلم", "/index.rdf")),
        late=True,
    ),
    WeekOutlet(name="barq", house=wakala.HOUSE, path="/news/{number}", shown=6, a_day=12, burst=16, tells_edits=True),
)
"""A wire agency, an aggregator, a blog, newspapers; RSS, Atom, JSON Feed, RDF, sitemaps, sections; a short feed with bursts."""

BY_NAME: Mapping[str, WeekOutlet] = {outlet.name: outlet for outlet in OUTLETS}
