"""What repeats on a page: boxes alike that lead to other stories, titles with teasers, rows of numbers, the same again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, pairwise
from statistics import median
from urllib.parse import urljoin

from lxml.html import HtmlElement

from archive.text.arabic import fold
from archive.text.body import labels
from archive.text.body.likeness import stems_of
from archive.text.body.story import is_prose
from archive.text.body.teasers import is_title_link
from archive.text.page.blocks import HEADINGS, Line

REPEATS_MIN = 4
"""Boxes, titles or rows from which a shape repeats."""
LINK_MIN = 15
"""Characters of a link that may be a story's title."""
BEFORE_MAX = 60
"""Characters of date, section and the like that may stand before a title in its box."""
BOXES_MAX = 60
LEVELS = 9
"""How far above a line its box is looked for."""
LARGER = 3
"""How many times larger than the others a box may be, and still be one of them."""
POST_MIN = 400
"""Characters of a whole post; a teaser has fewer."""
MANY = 50
TOLD_MIN = 0.4
"""Share of titles that the text below them tells of."""
DIGITS_MIN = 0.4
NUMBERED_MIN = 0.7
ANSWERS_MIN = 2
ROUNDED = 3
"""How far from a hundred rounded shares may add up."""
SENTENCE_MIN = 70
"""Characters of a line that is read, not looked up."""

_SHARE = re.compile(r"(?<![\d.,٫])(\d{1,3}(?:[.,٫]\d{1,2})?)\s?[%٪]|[%٪]\s?(\d{1,3}(?:[.,٫]\d{1,2})?)(?![\d.,٫])")


def boxes_of(kept: Sequence[Line], title: str) -> int:
    """Return how many boxes alike lead to other stories, where the text kept stands in them; else 0."""
    prose = [line for line in kept if is_prose(line)] or list(kept)
    counts = (_boxes_around(line, prose, title) for line in (*prose[:1], *prose[len(prose) // 2 :][:1]))
    return next(filter(None, counts), 0)


def posts_of(shown: HtmlElement | None, url: str) -> int:
    """Return how many whole posts stand in a row, the headline's among them, when each has a title that leads to it.

    Where one story follows another without end, the first one's title leads nowhere else: `url` is the page's.
    """
    box = shown
    for _ in range(LEVELS):
        parent = box.getparent() if box is not None else None
        if box is None or parent is None:
            return 0
        posts = [child for child in islice(parent, 4 * BOXES_MAX) if _are_alike(child, box) and _is_post(child, url)]
        if box in posts and len(posts) >= REPEATS_MIN:
            return len(posts)
        box = parent
    return 0


def has_teasers(inside: Sequence[Line], kept: Sequence[Line]) -> bool:
    """Return whether titles that are links stand with a paragraph or two each; cards in a story are few beside its text."""
    titles = [index for index, line in enumerate(inside) if line.zone is None and is_title_link(line)]
    if len(titles) < REPEATS_MIN:
        return False
    gaps = [right - left for left, right in pairwise(titles)]
    runs = [sum(map(is_prose, inside[left:right])) for left, right in pairwise((0, *titles, len(inside)))]
    prose = sum(map(is_prose, kept))
    is_even = sum(gap <= 4 for gap in gaps) >= 0.7 * len(gaps) and max(runs) <= 3 and len(titles) >= 0.5 * prose
    return is_even and sum(_is_told_below(inside, index) for index in titles) >= TOLD_MIN * len(titles)


def has_linked_items(kept: Sequence[Line]) -> bool:
    """Return whether the text is a list or a table whose items open with links."""
    items = [line for line in kept if line.tag in {"li", "dd", "tr", "td"}]
    opening = [line for line in items if line.link_density > 0.05]
    return len(items) >= 2 * REPEATS_MIN and len(items) > 0.7 * len(kept) and len(opening) > 0.6 * len(items)


def is_monotonous(kept: Sequence[Line]) -> bool:
    """Return whether the text says the same again and again: an archive's table, a forecast, a trap."""
    different = len({line.text for line in kept})
    prose = [line.text for line in kept if is_prose(line)]
    return (len(kept) > MANY and different < 0.3 * len(kept)) or (
        len(prose) >= REPEATS_MIN and len(set(prose)) < 0.5 * len(prose)
    )


def is_numbers(kept: Sequence[Line]) -> bool:
    """Return whether the text is numbers more than words."""
    text = "".join(line.text for line in kept)
    letters = sum(map(str.isalpha, text))
    digits = sum(map(str.isdigit, text))
    return len(kept) > REPEATS_MIN and digits > DIGITS_MIN * (letters + digits)


def is_table(kept: Sequence[Line]) -> bool:
    """Return whether the text is looked up, not read: most lines hold a number, and none is a sentence."""
    numbered = sum(any(map(str.isdigit, line.text)) for line in kept)
    return len(kept) > REPEATS_MIN and numbered >= NUMBERED_MIN * len(kept) and not any(map(is_read, kept))


def is_read(line: Line) -> bool:
    """Return whether a line is a sentence, read and not looked up."""
    return len(line.text) >= SENTENCE_MIN or (is_prose(line) and line.text.endswith((".", "؟", "!", ":")))


def is_poll(lines: Sequence[Line]) -> bool:
    """Return whether the text is a poll's result: answers with shares that make a whole."""
    shares = [
        float((found[1] or found[2]).replace("٫", ".").replace(",", ".")) for line in lines if (found := _share_in(line.text))
    ]
    return len(shares) >= ANSWERS_MIN and abs(sum(shares) - 100) <= ROUNDED


def _share_in(text: str) -> re.Match[str] | None:
    """Find the one share in a short line; a sentence of several, or a long one, tells a story."""
    found = list(islice(_SHARE.finditer(text), 2))
    return found[0] if len(found) == 1 and len(text) < SENTENCE_MIN else None


def _boxes_around(line: Line, prose: Sequence[Line], title: str) -> int:
    box = line.block
    for _ in range(LEVELS):
        parent = box.getparent()
        if parent is None or parent.tag == "html":
            return 0
        alike = [child for child in islice(parent, 4 * BOXES_MAX) if _are_alike(child, box)][:BOXES_MAX]
        if len(alike) >= REPEATS_MIN:
            leads = [child for child in alike if _leads_elsewhere(child, title)]
            if box in leads and len(leads) >= max(REPEATS_MIN, 0.6 * len(alike)) and _hold(leads, prose, box):
                return len(leads)
        box = parent
    return 0


def _are_alike(one: HtmlElement, other: HtmlElement) -> bool:
    return bool(one.tag == other.tag and (one.get("class") or "").split()[:1] == (other.get("class") or "").split()[:1])


def _hold(leads: Sequence[HtmlElement], prose: Sequence[Line], box: HtmlElement) -> bool:
    """Return whether most of the text stands in the boxes, and the one at hand is not far larger than the others."""
    known = set(leads)
    held = sum(any(parent in known for parent in (line.block, *line.block.iterancestors())) for line in prose)
    return held >= 0.6 * len(prose) and len(_text(box)) <= LARGER * median(len(_text(lead)) for lead in leads) + 200


def _leads_elsewhere(box: HtmlElement, title: str) -> bool:
    """Return whether a box opens with a title that is a link, or closes with «المزيد»."""
    text = _text(box)
    links = [(link, _text(link)) for link in islice(box.iter("a"), 12) if _is_way(link.get("href"))]
    for _, words in links:
        if len(words) >= LINK_MIN and text.find(words) <= BEFORE_MAX and fold(words) != fold(title):
            return len(text) > len(words) or box.tag not in {"p", "li"}
    return (
        any(labels.is_one("more", words) and text.rfind(words) >= len(text) - BEFORE_MAX for _, words in links)
        and len(text) > BEFORE_MAX
    )


def _is_post(box: HtmlElement, url: str) -> bool:
    """Return whether a box holds a title that is a link to another page, and a text as long as a short story."""
    heading = next(box.iter(*HEADINGS), None)
    link = next(iter(heading.iter("a")), None) if heading is not None else None
    href = link.get("href") if link is not None else None
    if not _is_way(href) or (url and urljoin(url, href) == url):
        return False
    return len(_text(box)) >= POST_MIN


def _is_way(href: str | None) -> bool:
    return bool(href) and not str(href).startswith(("#", "javascript:", "mailto:", "tel:", "whatsapp:"))


def _is_told_below(inside: Sequence[Line], index: int) -> bool:
    """Return whether the text below a title tells of it, as a teaser does; a card in a story is followed by the story."""
    below = next((line for line in inside[index + 1 : index + 4] if is_prose(line)), None)
    return below is not None and len(stems_of(inside[index].text) & stems_of(below.text)) > 1


def _text(element: HtmlElement) -> str:
    return " ".join(" ".join(islice(element.itertext(), 200)).split())[:4_000]
