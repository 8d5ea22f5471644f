"""What a story is filed under: its section, from metadata or the breadcrumb trail, and its keywords."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from archive.text.arabic import fold
from archive.text.body import labels
from archive.text.body.likeness import agreement, stems_in, stems_of
from archive.text.fields.addresses import is_front
from archive.text.origin.agencies import agency_named
from archive.text.page.blocks import Line

SECTION_MAX = 60
KEYWORD_MAX = 80
KEYWORDS_MAX = 50
STORY_MAX = 8_000
"""Characters of a story among which its keywords are looked for."""
TRAIL_MAX = 8
LINKS_MAX = 400
STEPS_MAX = 6
"""Links from which a row of them is a menu."""
PARENTS = 3
IN_STORY_MIN, GENERIC_MIN = 0.25, 0.3
"""Share of a list's keywords that the story must hold; more is asked of meta keywords, where outlets describe themselves."""
FEW = 4
"""Keywords below which a list is too short to be told by its words."""

_PARTS = re.compile(r"[,،;؛|\n\r]|\s[-–—/•:]\s")
_TRAIL = re.compile(r"breadcrumb|crumbs?\b|bread-crumb|you-are-here|\bpathway\b|\btrail\b", re.IGNORECASE)
_HOLDERS = ("nav", "ol", "ul", "div", "p", "section", "span", "td", "p-breadcrumb", "app-breadcrumb")
_CATEGORY = re.compile(r"categor|ctgr|(?:^|[\s_-])(?:cat|section|rubric|rubrique|qism|taxonomy)(?:[\s_-]|$)", re.IGNORECASE)
_EDGES = " #\u200f\u200e\u202a\u202b\u202c\"'«»“”.:[]()"


def titled_trail(titles: Iterable[str], headline: str, seen: Iterable[Line]) -> tuple[str, ...]:
    """Return what stands beside the headline in a title, nearest last, where a link on the page has that name."""
    for title in titles:
        before, found, after = title.partition(headline) if headline else ("", "", "")
        parts = [name for part in _PARTS.split(after if len(after) >= len(before) else before) if (name := part.strip(_EDGES))]
        if found and len(parts) > 1:
            linked = {fold(line.text) for line in seen if line.linked}
            named = tuple(part for part in parts if fold(part) in linked)
            return named[::-1] if len(after) >= len(before) else named
    return ()


def section_of(told: Sequence[str], trails: Iterable[Sequence[str]], title: str, outlets: Sequence[str]) -> str | None:
    """Return the section's name, or None.

    `told`: by metadata, in order of trust. `trails`: breadcrumb trails, outermost name first: the innermost name that is
    neither the home page nor the story counts. `outlets`: the outlet's names, never a section.
    """
    known = {fold(name).strip() for name in outlets}
    for text in (*told, *(name for trail in trails for name in reversed(trail))):
        name = " ".join(text.split()).strip(_EDGES + ">›‹/|»«")
        if (
            not any(map(str.isdigit, name))
            and 1 < len(name) <= SECTION_MAX
            and not labels.is_one("home", name)
            and fold(name) not in known
            and _is_label(name, title)
        ):
            return name
    return None


def shown_crumbs(root: HtmlElement) -> tuple[str, ...]:
    """Return the names in the first breadcrumb trail that the page shows, told by its class, label or element."""
    return next((trail for element in root.iter(*_HOLDERS) if _is_trail(element) and (trail := _steps(element))), ())


def trails_near(near: Iterable[Line]) -> tuple[tuple[str, ...], ...]:
    """Return what the lines around the headline tell of its path: a trail without a name, a link to its category."""
    around = [link for line in near for link in _few_links(line)]
    return (_from_home(around), tuple(_text(link) for link in around if _is_category(link))[:1])


def menu_entry(root: HtmlElement, url: str) -> tuple[str, ...]:
    """Return the text of the link whose address the page at `url` lies under most closely: its section's entry in a menu."""
    path = unquote(urlsplit(url).path).rstrip("/")
    best, text = "", ""
    for link in islice(root.iter("a"), LINKS_MAX):
        above = _path(link.get("href") or "")
        if len(best) < len(above) < len(path) and path.startswith(f"{above}/") and not is_front(above):
            best, text = above, _text(link) or text
    return (text,) if text else ()


def _path(address: str) -> str:
    """Return the path of a link's address, without parsing it: a page has hundreds."""
    if "?" in address:
        return ""
    if "://" in address[:8]:
        address = address[address.find("/", 8) :]
    path = address.partition("#")[0].rstrip("/")
    return unquote(path) if "%" in path else path


def _is_trail(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('aria-label') or ''} {element.tag!s}"
    return _TRAIL.search(names) is not None


def _steps(trail: HtmlElement) -> tuple[str, ...]:
    items = list(islice(trail.iter("li"), TRAIL_MAX)) or list(islice(trail.iter("a"), TRAIL_MAX))
    return tuple(text for item in items if (text := _text(item)))


def _from_home(around: Iterable[HtmlElement]) -> tuple[str, ...]:
    """Return the steps of a trail without a name: a few links in one place, the first of which goes home. Menus hold more."""
    for link in around:
        if not labels.is_one("home", (link.text or "")[:SECTION_MAX]):
            continue
        holder = next(islice(link.iterancestors("ul", "ol", "div", "p", "td", "span", "nav", "section"), 1), None)
        links = list(islice(holder.iter("a"), TRAIL_MAX)) if holder is not None else []
        if 1 < len(links) < STEPS_MAX and links[0] is link:
            return tuple(map(_text, links))
    return ()


def _few_links(line: Line) -> list[HtmlElement]:
    """Return the links whose text stands in a line, where it is no menu's."""
    holder = line.block.getparent()
    if not line.linked or (line.tag == "li" and holder is not None and len(holder) >= STEPS_MAX):
        return []
    links = [link for link in islice(line.block.iter("a"), LINKS_MAX // 4) if (text := _text(link)) and text in line.text]
    return links if len(links) < STEPS_MAX else []


def _is_category(link: HtmlElement) -> bool:
    """Return whether a link is told to be the story's category: by its relation, its address, or a class around it."""
    if "category" in (link.get("rel") or "").lower().split():
        return True
    if not labels.words("sections").isdisjoint(unquote(link.get("href") or "").lower().split("/")):
        return True
    names = " ".join(str(element.get("class") or "") for element in (link, *islice(link.iterancestors(), PARENTS)))
    return _CATEGORY.search(names) is not None


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content()[: SECTION_MAX * 4].split())


def keywords_of(
    told: Iterable[Sequence[str]], shown: Sequence[str], story: str, title: str, outlets: Sequence[str]
) -> tuple[str, ...]:
    """Return the first list of keywords that has to do with the story.

    `told`: by metadata, a list a source, in order of trust, meta keywords last; a string may hold several. `shown`: tags on
    the page. `story`: its text. Lists that an outlet gives to every page are told by their words, which the story lacks.
    """
    stems = stems_in(f"{title}\n{story}", STORY_MAX)
    barred = {fold(name).strip() for name in (*outlets, title)}
    *trusted, own = told
    for values in (*trusted, shown):
        kept = _parted(values, barred)
        if kept and (len(kept) < FEW or sum(_is_in(word, stems) for word in kept) >= IN_STORY_MIN * len(kept)):
            return kept
    kept = _parted(own, barred)
    inside = sum(_is_in(word, stems) and agency_named(word) is None for word in kept)
    return kept if inside >= GENERIC_MIN * len(kept) else ()


def _parted(values: Iterable[str], barred: Container[str]) -> tuple[str, ...]:
    words = (" ".join(part.split()).strip(_EDGES) for value in values for part in _PARTS.split(value))
    kept = (word for word in words if 1 < len(word) <= KEYWORD_MAX and fold(word) not in barred)
    return tuple(dict.fromkeys(kept))[:KEYWORDS_MAX]


def shown_tags(body: HtmlElement) -> tuple[str, ...]:
    """Return the tags that links on the page give the story (rel="tag", https://microformats.org/wiki/rel-tag)."""
    links = (
        link for link in body.iter("a") if "tag" in (rel := (link.get("rel") or "").lower().split()) and "category" not in rel
    )
    return tuple(text for link in islice(links, KEYWORDS_MAX) if (text := " ".join(link.text_content().split())))


def _is_in(word: str, stems: frozenset[str]) -> bool:
    mine = stems_of(word)
    return bool(mine) and len(mine & stems) >= 0.5 * len(mine)


def _is_label(name: str, title: str) -> bool:
    """Return whether a name is not the headline, whole or cut."""
    return agreement(name, (title,)) < 0.8 and not fold(title).startswith(fold(name.rstrip(" .…")) + " ")
