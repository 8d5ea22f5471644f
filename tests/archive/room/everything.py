"""A room that has something to show on each of its pages, and whose every word is hostile; and the addresses of all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from archive.catalog.answers import Total
from archive.links import Claim, Link
from archive.models import Kept, Outcome, Reason
from archive.requests.alerting import look
from archive.requests.requests import Requests
from archive.room.api.table import ENDPOINTS
from archive.room.app import PAGES
from archive.room.outlets import Outlet
from archive.room.pages.api import endpoints_told
from archive.room.standings import ListStanding, RobotsTold, Series, Standing, Standings, Terms, Trouble
from archive.watching import Cause, State
from tests.archive.room.library import MARKET, PORT, TITLES, Keeper, filled
from tests.archive.room.shelf import NOW, Room, Shelf, serving

MARK = "\"'><script>alert(1)</script><img src=x onerror=alert(1)></title>\u202e\u2067\x07\x1b[31m\ufffe{{7*7}}"
"""What would run, break out of an attribute or an element, turn the line round, or break XML."""

ADDRESS = "javascript:alert(1)"
HOURS = Series(since=NOW, listed=(0, 1, 3) * 56, usual=(1.0,) * 168, watched=(True, False) * 84, gaps=(0, 1) * 84)
NOTHING = Total(**dict.fromkeys(Total.__slots__, 0) | {"source": "wakala"})
TROUBLE = Trouble(cause=Cause.LISTS_FAIL, figures={"why": "NOT_FOUND", "times_running": 4})
ILL = Standing(
    source="wakala",
    state=State.UNHEALTHY,
    troubles=(TROUBLE,),
    hours=HOURS,
    lists=(ListStanding(kind="feed", url=f"https://wakala.example/{MARK}", reason="NOT_FOUND", errors=4, polled_at=NOW),),
    day=NOTHING,
    last_story_at=NOW,
)
OUTLETS = {
    name: Outlet(name=name, title=f"{title} {MARK}", title_en=f"{name} {MARK}", country=country, kind="newspaper")
    for (name, title), country in zip(TITLES.items(), ("JO", "EG", "PS", "INT", "LB"), strict=True)
}
QUERIES: Mapping[str, tuple[str, ...]] = {
    "/": ("?day=2026-11-03", "?day=0001-01-01"),
    "/search": ("?q=المرفأ", f"?q={quote(MARK)}", "?q=المرفأ&order=newest&older=1&on=2026-11", "?page=2"),
    "/archive": (f"?url={quote(MARK)}",),
    "/saved": (f"?q={quote(MARK)}",),
    "/sources": ("?state=unhealthy&country=JO",),
    "/changes": ("?kind=silent&source=wakala", "?kind=deletions", f"?source={quote(MARK)}"),
    "/changes.atom": ("?source=wakala",),
    "/story/{id}/versions": ("?from=1&to=2&view=side", "?from=2&to=1", f"?from={quote(MARK)}&to=1"),
}
"""What else may be asked of pages, by their addresses."""

STORIES = ("vile", "vile-gone", "market", "hostile-9", "bare", "herald", "port", "vile-copy", "gone", "hostile-8")
"""Those that are looked at: all on their own page, the first three also on what belongs to it."""


@dataclass(frozen=True)
class Told:
    """Knows of a source that is ill, and in words that are hostile, and of others that are well."""

    def standings(self, now: datetime) -> Standings:
        well = [replace(ILL, source=name, state=State.OK, troubles=(), lists=()) for name in TITLES if name != "wakala"]
        return Standings(at=now, sources=(ILL, *well), schedule_since=NOW)

    def terms(self, source: str, now: datetime) -> Terms | None:  # noqa: ARG002 - the protocol's
        robots = (RobotsTold(origin="https://wakala.example", read_at=NOW, status=200, closed=(f"https://x.example/{MARK}",)),)
        return Terms(delay_s=1.5, daily_max=9, used=1, quiet=("00:00-05:00",), time_zone="Asia/Amman", robots=robots)


@dataclass(frozen=True)
class Everything:
    """`addresses`: by the page, as `PAGES` has them, those at which it is looked at; `answers`: those of the API."""

    room: Room
    addresses: Mapping[str, tuple[str, ...]]
    answers: tuple[str, ...]

    def all(self) -> Iterator[str]:
        """Yield the addresses of all pages, in either language."""
        for paths in self.addresses.values():
            for path in paths:
                yield from (path, f"/en{path}")


@contextmanager
def everything(home: Path) -> Iterator[Everything]:
    """Serve such a room while the block runs."""
    shelf = Shelf(home)
    ids = filled(shelf) | _put_hostile(shelf)
    asked = _ask(shelf)
    with serving(home, outlets=OUTLETS, watch=Told()) as room:
        addresses = {page: tuple(_addresses(page, ids, asked)) for page, _ in PAGES}
        known = asked | {"number": "1", "texts": "2", "story": ids["vile"], "url": _url("vile"), "name": "wakala"}
        known["printing"] = ids["port-whole"]
        answers = tuple(one.example for one in endpoints_told(ENDPOINTS, known) if one.example)
        yield Everything(room=room, addresses=addresses, answers=answers)
    shelf.close()


def _put_hostile(shelf: Shelf) -> dict[str, str]:
    """Put stories onto the shelf all of whose fields are hostile: edited, printed by another, taken away and put back."""
    kept = Keeper(shelf)
    fields = {"author": (MARK,), "description": MARK, "dateline": MARK, "article_section": MARK, "keywords": (MARK,)}
    fields |= {"alternative_headline": MARK, "publisher": MARK, "source_organization": MARK, "in_language": MARK}
    fields |= {"image": ADDRESS, "canonical_url": ADDRESS, "headline": MARK}
    vile = tuple(f"{line} {MARK}" for line in PORT)
    kept.put("vile", "wakala", vile, minutes=400, **fields)
    kept.put("vile", "wakala", (MARK, *vile[1:], MARKET[1]), minutes=430, **fields | {"headline": f"{MARK} 7"})
    kept.put("vile-copy", "madar", vile[:5], minutes=450, **fields | {"headline": f"{MARK} 9", "publisher": ADDRESS})
    kept.put("vile-gone", "jusur", MARKET, minutes=460, **fields)
    for minutes in (2_000, 4_000):
        kept.lose("vile-gone", "jusur", minutes=minutes)
    listed = {"source": "wakala", "listed_at": datetime.now(UTC), "listed_in": ADDRESS, "claim": Claim(title=MARK)}
    shelf.catalog.list_links([Link(url=url, **listed) for url in (ADDRESS, f"https://wakala.example/{MARK}")])
    return kept.ids


def _url(name: str) -> str:
    return f"https://wakala.example/news/{name}"


def _ask(shelf: Shelf) -> dict[str, str]:
    """Have addresses asked for and a search saved, which finds something; return the ids."""
    requests = Requests(shelf.home)
    (one,) = requests.ask([f"https://wakala.example/{quote(MARK)}?{MARK}"], NOW)
    requests.take(NOW)
    failed = Kept(url=one.url, at=NOW, source=None, outcome=Outcome.FAILED, reason=Reason.NOT_FOUND, detail=MARK)
    requests.end(one.id, failed, None, NOW)
    requests.ask(["https://wakala.example/waits"], NOW + timedelta(minutes=2))
    saved = requests.save(MARK[:90], f"السلوم OR {MARK}", None, NOW - timedelta(days=1))
    look(shelf.catalog, requests, {}, datetime.now(UTC))
    requests.close()
    return {"requests": one.id, "saved": saved.id}


def _addresses(page: str, ids: Mapping[str, str], asked: Mapping[str, str]) -> Iterator[str]:
    """Yield where a page is looked at. A page with a new kind of place in its address has to be told of here."""
    subject = page.split("/")[1]
    if subject == "story":
        stories = STORIES if page == "/story/{id}" else STORIES[:3]
        yield from (page.replace("{id}", ids[name]) + query for name in stories for query in ("", *QUERIES.get(page, ())))
        if page.endswith("/trace"):
            beside = f"{page.replace('{id}', ids['vile'])}?with={ids['port-whole']}"
            yield from (beside, f"{beside}&view=side")
        return
    known = {"archive": asked["requests"], "saved": asked["saved"]}
    path = page.replace("{name}", "wakala").replace("{rest:path}", f"20261103180000/{_url('vile')}")
    path = path.replace("{id}", known.get(subject, "{id}"))
    assert "{" not in path, f"nobody says what stands in {page}"
    yield path
    yield from (path + query for query in QUERIES.get(page, ()))
