"""Is the page a list of stories? Boxes alike that lead elsewhere, titles with teasers, and what speaks against it.

No single sign decides: each adds or takes points, and the signs that spoke for a list are told with the verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from archive.text.arabic import fold
from archive.text.body import labels
from archive.text.body.likeness import agreement, stems_in, stems_of, words_of
from archive.text.body.reading import Reading
from archive.text.body.story import is_prose
from archive.text.body.teasers import is_title_link
from archive.text.fields.metadata import Metadata
from archive.text.page.blocks import HEADINGS, Line
from archive.text.verdict import repeats

ENOUGH = 3
"""Points from which a page is a list."""
CUT_MIN = 3
SHORT_TITLE = 3
"""Words of a title that names a section, a tag or a writer."""
LONG_RUN = 5
"""Paragraphs in a row, without a title that is a link, that lists do not have."""
FOLLOWING_MIN = 8
OPENING = 1_000

_SEARCH = re.compile(r"(?:^|&)(?:s|q|query|search|keyword|keywords|word)=[^&]")
_SERVICES_IN = re.compile(r"[:،,-]\s{0,3}|\sو(?=\w)")
_CUT = ("...", "…", "[…]", "[...]", "»»")
_LISTS = frozenset(("CollectionPage", "SearchResultsPage", "ProfilePage", "ItemList", "Blog", "ImageGallery", "MediaGallery"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign for a list (points above nought) or for a story (below), in a few plain words."""

    points: int
    words: str


def listing_signs(url: str, told: Metadata, found: Reading) -> tuple[str, ...]:
    """Return the signs that make the page a list of stories, or nothing when it is none."""
    signs = [
        *_of_shape(found),
        *_of_posts(url, found),
        *_of_rows(found),
        *_of_address(url),
        *_of_title(found),
        *_of_claims(told),
    ]
    if not signs or sum(sign.points for sign in signs) < ENOUGH:
        return ()
    signs += _of_story(told, found)
    return tuple(sign.words for sign in signs if sign.points > 0) if sum(sign.points for sign in signs) >= ENOUGH else ()


def _of_shape(found: Reading) -> Iterable[Sign]:
    boxes = repeats.boxes_of(found.kept, found.title)
    if boxes:
        yield Sign(points=3, words=f"{boxes} boxes alike, each with a title that leads elsewhere")
    elif repeats.has_teasers(found.inside, found.kept):
        yield Sign(points=3, words="titles that are links, each with a teaser")
    if repeats.has_linked_items(found.kept):
        yield Sign(points=3, words="its items open with links")
    if _titled_elsewhere(found):
        yield Sign(points=2, words="the text's title leads elsewhere")
    if (following := _following(found)) >= FOLLOWING_MIN and not boxes:
        yield Sign(points=1, words=f"{following} titles of others follow")
    if sum(line.text.endswith(_CUT) for line in found.kept) >= CUT_MIN:
        yield Sign(points=1, words="its paragraphs are cut off")


def _of_posts(url: str, found: Reading) -> Iterable[Sign]:
    if posts := repeats.posts_of(found.shown, url):
        yield Sign(points=6, words=f"{posts} whole posts, each with a title that leads to it")


def _of_rows(found: Reading) -> Iterable[Sign]:
    """Yield what makes a page one that is looked up: a table, a poll, the same again."""
    if repeats.is_monotonous(found.kept):
        yield Sign(points=5, words="it says the same again and again")
    if repeats.is_numbers(found.kept):
        yield Sign(points=5, words="a table of numbers")
    elif repeats.is_table(found.kept):
        yield Sign(points=3, words="rows of numbers, and no sentence")
    if repeats.is_poll(found.inside) and not any(map(repeats.is_read, found.kept)):
        yield Sign(points=5, words="a poll's answers, which make a whole")


def _of_address(url: str) -> Iterable[Sign]:
    parts = urlsplit(url)
    if _SEARCH.search(parts.query) or "search" in _path_of(url)[-1:]:
        yield Sign(points=2, words="the address is a search's")
    elif is_shelf(url):
        yield Sign(points=2, words="the address is that of a section, tag or writer")


def is_shelf(url: str) -> bool:
    """Return whether an address is that of a section, tag or writer."""
    return not labels.words("shelves").isdisjoint(map(fold, _path_of(url)[-2:]))


def _path_of(url: str) -> list[str]:
    path = unquote(urlsplit(url).path).lower().split("/")
    return [part for part in path if part and not part.isdigit() and part != "page"]


def _of_title(found: Reading) -> Iterable[Sign]:
    if len(words_of(found.title)) <= SHORT_TITLE:
        yield Sign(points=1, words="its title is a label")
    if labels.opens("lists", found.title):
        yield Sign(points=2, words="its title is a list's")
    if any(labels.opens("services", part) for part in _SERVICES_IN.split(found.title)):
        yield Sign(points=1, words="its title is a service's")


def _of_claims(told: Metadata) -> Iterable[Sign]:
    claimed = sorted(_LISTS & told.types)
    if claimed and not told.is_described:
        yield Sign(points=2, words=f"it calls itself {claimed[0]}")
    elif told.kind in {"website", "blog", "profile"} and not told.is_described:
        yield Sign(points=1, words=f"it calls itself a {told.kind}")


def _of_story(told: Metadata, found: Reading) -> Iterable[Sign]:
    """Yield what speaks against a list."""
    if told.is_described:
        yield Sign(points=-2, words="")
    elif told.kind == "article" or told.published:
        yield Sign(points=-1, words="")
    if found.shown is not None and _heads_story(told, found):
        yield Sign(points=-2, words="")
    if max(map(len, _runs(found)), default=0) >= LONG_RUN and not repeats.boxes_of(found.kept, found.title):
        yield Sign(points=-1, words="")


def _heads_story(told: Metadata, found: Reading) -> bool:
    """Return whether the headline names a story, as the page's titles do, and its text tells of it."""
    title = words_of(found.title)
    if len(title) <= SHORT_TITLE or agreement(found.title, told.titles) < 0.5:
        return False
    return len(stems_of(found.title) & stems_in(" ".join(found.paragraphs[:3]), OPENING)) >= 2


def _runs(found: Reading) -> Iterable[list[Line]]:
    """Yield the runs of prose between titles that are links."""
    run: list[Line] = []
    for line in found.inside:
        if is_title_link(line):
            yield run
            run = []
        elif is_prose(line):
            run.append(line)
    yield run


def _titled_elsewhere(found: Reading) -> bool:
    """Return whether the heading right above the text is a link to another page, as a teaser's is."""
    if not found.kept:
        return False
    above = [line for line in found.seen[max(0, found.first - 3) : found.first] if line.tag in HEADINGS]
    return (
        bool(above) and above[-1].index != found.top and is_title_link(above[-1]) and fold(above[-1].text) != fold(found.title)
    )


def _following(found: Reading) -> int:
    return sum(is_title_link(line) for line in found.seen[found.last + 1 :])
