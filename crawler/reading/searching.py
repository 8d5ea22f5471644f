"""`warraq search`: what the archive holds on something, as lines to be read or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from archive.catalog.search.answers import Facet, Hit, Hits, Marked, Order
from archive.catalog.search.explaining import explain, explain_notes
from archive.catalog.search.parsing import parse
from archive.catalog.search.query import Query, Value, leaves
from archive.exchange import answers
from archive.exchange.searched import summary
from archive.urls import readable
from crawler.home.folder import home_folder
from crawler.reading.asking import is_empty, open_catalog
from crawler.reading.events import moment
from crawler.reading.filling import fill_index
from crawler.saying import messages
from crawler.saying.messages import plain
from crawler.saying.tables import shown

MARK = "bold yellow"
"""How the words searched for are shown."""

FACETS = ("source", "agency", "section")
VALUES_MAX = 5
"""Values of a facet that are told in its line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is searched for, and how it is shown. `words`: the query, as typed. `since`, `until`: a day, or time ago ("7d")."""

    words: tuple[str, ...]
    since: str | None = None
    until: str | None = None
    source: str | None = None
    agency: str | None = None
    newest: bool = False
    older: bool = False
    limit: int = 10
    offset: int = 0


def search(wish: Wish, *, home: Path | None, json: bool) -> int:
    """Print what fits; exit code 0 where nothing does, too."""
    query = query_of(wish, datetime.now(UTC))
    folder = home_folder(home)
    if is_empty(folder):
        return messages.EXIT_FAILED
    try:
        fill_index(folder)
    except KeyboardInterrupt:
        messages.say("stopped; what is indexed is indexed, and the next search goes on")
        return messages.EXIT_INTERRUPTED
    order = Order.NEWEST if wish.newest else Order.BEST
    countries = _countries(folder) if json else countries_for(query, folder)
    with open_catalog(folder) as catalog:
        hits = catalog.search(query, order=order, offset=wish.offset, limit=wish.limit, older=wish.older, countries=countries)
    if json:
        _print_lines(hits)
    else:
        _print_hits(Console(), hits)
    return messages.EXIT_OK


def query_of(wish: Wish, now: datetime) -> Query:
    """Return the query with what the options add to it. Raises BadParameter for a day that is none."""
    options = (
        f"since:{_day(wish.since, now)}" if wish.since else "",
        f"until:{_day(wish.until, now)}" if wish.until else "",
        f'source:"{wish.source}"' if wish.source else "",
        f'agency:"{wish.agency}"' if wish.agency else "",
    )
    asked = " ".join(wish.words)
    added = " ".join(filter(None, options))
    return parse(f"({asked}) {added}" if asked.strip() and added else asked or added)


def _day(text: str, now: datetime) -> str:
    found = moment(text, now)
    return f"{found:%Y-%m-%d}"


def countries_for(query: Query, home: Path) -> Mapping[str, str]:
    """Return the country of each source, where the query asks for one."""
    found = (*leaves(query.root), *leaves(query.root, negated=True))
    is_asked = any(isinstance(leaf, Value) and leaf.field == "country" for leaf in found)
    return _countries(home) if is_asked else {}


def _countries(home: Path) -> Mapping[str, str]:
    from spiders.source import load_all  # noqa: PLC0415 - a quarter of a second that other searches need not pay

    return {source.name: source.country for source in load_all(home / "sources")}


def _print_hits(console: Console, hits: Hits) -> None:
    for note in explain_notes(hits.query):
        messages.say(note)
    for place, hit in enumerate(hits.hits, hits.offset + 1):
        _print_hit(console, place, hit)
    console.print(_told(hits), markup=False, highlight=False, soft_wrap=not console.is_terminal)
    for facet in hits.facets:
        if facet.field in FACETS and len(facet.counts) > 1:
            console.print(_facet_line(facet), soft_wrap=not console.is_terminal)
    for query in hits.suggestions:
        console.print(Text.assemble(("did you mean: ", "dim"), plain(str(query))), soft_wrap=not console.is_terminal)


def _print_hit(console: Console, place: int, hit: Hit) -> None:
    article = hit.article
    beside = (shown(article.date_published), hit.source or article.publisher, article.source_organization, article.dateline)
    older = "" if hit.is_latest else f"  version {hit.number}, no longer shown"
    console.print(Text.assemble((f"{place:>3}  ", "dim"), _marked(hit.headline, "bold")), soft_wrap=not console.is_terminal)
    told = " · ".join(plain(each) for each in beside if each)
    console.print(Text(f"     {told}{older}", style="dim"), soft_wrap=not console.is_terminal)
    if hit.snippet.text:
        console.print(Text.assemble("     ", _marked(hit.snippet, "")), soft_wrap=not console.is_terminal)
    console.print(Text(f"     {hit.id[:12]}  {plain(readable(hit.url))}", style="dim"), soft_wrap=True)
    console.print()


def _marked(marked: Marked, style: str) -> Text:
    """Return the text with its marks; `plain` puts one character for each, so that these stay where they are."""
    text = Text(plain(marked.text), style=style)
    for start, end in marked.marks:
        text.stylize(MARK, start, end)
    return Text.assemble("… " if marked.is_cut_before else "", text, " …" if marked.is_cut_after else "")


def _told(hits: Hits) -> str:
    """Return how much was found, in a sentence: "12 stories with «مصر», best first; shown are 1 to 10"."""
    explained = explain(hits.query).removeprefix("stories ").removeprefix("every story")
    asked = f" {plain(explained)}" if explained else ""
    if not hits.total:
        return f"nothing{asked}"
    many = f"{'' if hits.is_exact else 'at least '}{hits.total:,} {'story' if hits.total == 1 else 'stories'}"
    last = hits.offset + len(hits.hits)
    window = f"; shown are {hits.offset + 1:,} to {last:,}" if len(hits.hits) < hits.total and hits.hits else ""
    return f"{many}{asked}, {hits.order} first{window}"


def _facet_line(facet: Facet) -> Text:
    values = (f"{plain(value)} {count:,}" for value, count in facet.counts[:VALUES_MAX])
    more = "  …" if len(facet.counts) > VALUES_MAX else ""
    return Text.assemble((f"{facet.field + ':':<9}", "dim"), "  ".join(values), more)


def _print_lines(hits: Hits) -> None:
    for each in (*hits.hits, {"summary": asdict(summary(hits))}):
        print(answers.line(each))  # noqa: T201 - the command's answer
