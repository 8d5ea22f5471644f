"""The section a story is filed under: as metadata, a breadcrumb trail, a label beside the headline or the menu have it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from archive.text.arabic import fold
from archive.text.body import labels
from archive.text.body.likeness import agreement
from archive.text.fields.addresses import is_front
from archive.text.page.blocks import CELL, Line

SECTION_MAX = 60
TRAIL_MAX = 8
LINKS_MAX = 400
LABEL_MAX, LABEL_WORDS = 35, 4
LABELS_MAX = 80
"""Characters of a line of labels: a section, a date, a count."""
PIECES_MAX = 12
ALL_LINKED = 0.9
MENU_MIN = 4
"""Lines in a row, each a short link, from which they are a menu."""
STEPS_MAX = 6
"""Links from which a row of them is a menu."""
PARENTS = 3

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
    lines = [_few_links(line) for line in _outside_menus(near)]
    around = [link for links in lines for link in links]
    steps = next((links for links in lines if len(links) > 1 and _is_home(links[0])), ())
    return (tuple(map(_text, steps)) or _from_home(around), tuple(_text(link) for link in around if _is_category(link))[:1])


def short_links(root: HtmlElement) -> tuple[str, ...]:
    """Return the texts of the page's links that are short enough for a section's, as often as they stand there."""
    texts = (_text(link) for link in islice(root.iter("a"), LINKS_MAX))
    return tuple(text for text in texts if _may_be_section(text))


def labels_near(near: Sequence[Line], headline: int, named: Iterable[str], titled: Iterable[str]) -> tuple[str, ...]:
    """Return the labels in the line nearest to the headline's that holds one which the page confirms.

    `near`: the lines around, without the story's own. `named`: texts of links (short_links): a menu names a section again.
    `titled`: what stands beside the headline in titles.
    """
    known = Counter(fold(name).strip(_EDGES) for name in named)
    beside = {fold(part).strip(_EDGES) for part in titled}
    for line in sorted(_outside_menus(near), key=lambda line: (line.index > headline, abs(line.index - headline))):
        confirmed = tuple(
            text for text, is_link in _labels_in(line) if _is_confirmed(fold(text), known, beside, is_link=is_link)
        )
        if confirmed and line.index != headline:
            return confirmed
    return ()


def title_parts(titles: Iterable[str], headline: str) -> tuple[str, ...]:
    """Return what stands beside the headline in titles, but for what is outermost there: the outlet's name."""
    found: list[str] = []
    for title in titles:
        before, _, after = title.partition(headline) if headline else ("", "", "")
        parts = [name for part in _PARTS.split(after or before) if (name := part.strip(_EDGES))]
        found += parts[:-1] if after else parts
    return tuple(found)


def _is_confirmed(label: str, known: Mapping[str, int], beside: Iterable[str], *, is_link: bool) -> bool:
    """Return whether a label stands beside the headline in a title too, or is a link elsewhere on the page."""
    return label in beside or known.get(label, 0) > is_link


def _labels_in(line: Line) -> Iterator[tuple[str, bool]]:
    """Yield what is short enough for a section among a line and the elements in its block, and whether it is a link."""
    if len(line.text) > LABELS_MAX:
        return
    texts = {cell.strip(_EDGES): line.link_density > ALL_LINKED for cell in (line.text, *line.text.split(CELL))}
    for element in islice(line.block.iter("a", "span", "b", "strong", "font", "em", "label", "li"), PIECES_MAX):
        if (text := _text(element).strip(_EDGES)) and text in line.text:
            texts[text] = (
                element.tag == "a" or element.find(".//a") is not None or next(element.iterancestors("a"), None) is not None
            )
    yield from ((text, is_link) for text, is_link in texts.items() if _may_be_section(text))


def _may_be_section(text: str) -> bool:
    return 1 < len(text) <= LABEL_MAX and text.count(" ") < LABEL_WORDS


def _outside_menus(lines: Iterable[Line]) -> list[Line]:
    """Leave out runs of short links in one place, one a line."""
    kept: list[Line] = []
    for (is_entry, _), group in groupby(lines, key=lambda line: (_is_entry(line), line.block.getparent())):
        run = list(group)
        kept += run if not is_entry or len(run) < MENU_MIN else []
    return kept


def _is_entry(line: Line) -> bool:
    return line.link_density > ALL_LINKED and len(line.text) <= LABEL_MAX


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
        if not _is_home(link):
            continue
        holder = next(islice(link.iterancestors("ul", "ol", "div", "p", "td", "span", "nav", "section"), 1), None)
        links = list(islice(holder.iter("a"), TRAIL_MAX)) if holder is not None else []
        if 1 < len(links) < STEPS_MAX and links[0] is link:
            return tuple(map(_text, links))
    return ()


def _is_home(link: HtmlElement) -> bool:
    return labels.is_one("home", (link.text or "")[:SECTION_MAX])


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


def _is_label(name: str, title: str) -> bool:
    """Return whether a name is not the headline, whole or cut."""
    return agreement(name, (title,)) < 0.8 and not fold(title).startswith(fold(name.rstrip(" .…")) + " ")
