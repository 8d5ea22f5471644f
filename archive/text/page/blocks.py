"""A tree → the lines a reader sees, each with what surrounds it: its block, its links, and the zone it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from archive.text.page.zones import Zone, zone_of

LINES_MAX = 5_000
"""A long report has 300 lines; what has more than this is an archive or a trap."""
CELL = " | "
"""Between the cells of a row: a row of results is one line."""
BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl",
        "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre",
        "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
INLINE = frozenset(
    (
        "a", "b", "strong", "em", "i", "u", "s", "font", "small", "big", "sub", "sup", "img", "picture",
        "source", "wbr", "ins", "mark", "abbr", "cite", "q", "time", "label", "bdi", "bdo",
    )
)  # fmt: skip
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

WRAPPED_MAX = 100
"""Characters of a line in text wrapped by hand, as the wires sent it."""

_GAPS = re.compile(r"\n[ \t\r]{0,200}\n|\n(?=[ \t]{2,9}\S)")
_BREAKS = re.compile(r"\n")
_SHOWN_AS_BLOCK = re.compile(r"display\s{0,3}:\s{0,3}block", re.IGNORECASE)
_SHOWN_BREAKS = re.compile(r"white-space\s{0,3}:\s{0,3}pre|whitespace-pre", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as shown: a paragraph, a heading, an item, or what stands between two breaks.

    `block`: the innermost block element. `linked`: characters inside links. `zone`: what kind of place it stands in, or
    None for the open page; `holder`: the element that opened the zone. `index`: its place among the page's lines.
    """

    text: str
    block: HtmlElement
    linked: int
    zone: Zone | None
    holder: HtmlElement | None
    index: int

    @property
    def tag(self) -> str:
        """Return the block's element name."""
        return str(self.block.tag)

    @property
    def link_density(self) -> float:
        """Return the share of characters that are links, 0 to 1."""
        return self.linked / len(self.text)


def read_lines(root: HtmlElement, spared: Iterable[HtmlElement] = ()) -> tuple[Line, ...]:
    """Return the lines of `root` in document order, at most LINES_MAX.

    `spared`: elements never taken for a side zone, whatever their names: the headline's parents, and mistakes found out.
    """
    reader = _Reader(frozenset(spared))
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        (reader.open if event == "start" else reader.close)(element)
        if len(reader.lines) >= LINES_MAX:
            break
    reader.flush()
    return tuple(reader.lines)


class _Reader:
    """What is known while walking: the open blocks and zones, and the line being gathered."""

    def __init__(self, spared: frozenset[HtmlElement]) -> None:
        self.lines: list[Line] = []
        self._spared = spared
        self._parts: list[str] = []
        self._linked = self._in_link = 0
        self._blocks: list[HtmlElement] = []
        self._zones: list[tuple[HtmlElement, Zone]] = []

    def open(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "br" or _is_block(element):
            self.flush()
        if tag == "br":
            return
        if _is_block(element):
            self._blocks.append(element)
        elif tag in {"td", "th"}:
            self._parts.append(CELL)
        elif tag == "span" and _is_set_apart(element):
            self._parts.append(" ")
        if tag not in INLINE and element not in self._spared and (zone := zone_of(element)):
            self.flush()
            self._zones.append((element, zone))
        self._in_link += tag == "a"
        self._gather(element.text)

    def close(self, element: HtmlElement) -> None:
        tag = element.tag
        self._in_link -= tag == "a"
        if self._blocks and self._blocks[-1] is element:
            self.flush()
            self._blocks.pop()
        if self._zones and self._zones[-1][0] is element:
            self.flush()
            self._zones.pop()
        self._gather(element.tail)

    def flush(self) -> None:
        if not self._parts:
            return
        text = " ".join("".join(self._parts).split()).strip(" |")
        if text and self._blocks and any(map(str.isalnum, text)):
            holder, zone = self._zone()
            self.lines.append(
                Line(
                    text=text,
                    block=self._blocks[-1],
                    linked=min(self._linked, len(text)),
                    zone=zone,
                    holder=holder,
                    index=len(self.lines),
                )
            )
        self._parts.clear()
        self._linked = 0

    def _zone(self) -> tuple[HtmlElement, Zone] | tuple[None, None]:
        """Return the outermost zone that is open; one hidden within it hides all the same."""
        hidden = (opened for opened in self._zones if opened[1] is Zone.HIDDEN)
        return next(hidden, self._zones[0] if self._zones else (None, None))

    def _gather(self, text: str | None) -> None:
        if not text:
            return
        if "\n" in text and self._blocks and _keeps_breaks(self._blocks[-1]):
            first, *rest = _paragraphs(text)
            self._append(first)
            for paragraph in rest:
                self.flush()
                self._append(paragraph)
        else:
            self._append(text)

    def _append(self, text: str) -> None:
        self._parts.append(text)
        if self._in_link:
            self._linked += len(text.strip())


def _keeps_breaks(block: HtmlElement) -> bool:
    """Return whether the newlines of a block are shown: `pre`, or a style or class that says so."""
    if block.tag == "pre":
        return True
    names = block.get("style", "") + " " + block.get("class", "")
    return _SHOWN_BREAKS.search(names) is not None if len(names) > 1 else False


def _paragraphs(text: str) -> list[str]:
    """Part preformatted text: at empty and indented lines; at each break when lines are longer than wrapped by hand."""
    is_wrapped = max(map(len, text.splitlines())) <= WRAPPED_MAX
    return (_GAPS if is_wrapped else _BREAKS).split(text)


def _is_set_apart(span: HtmlElement) -> bool:
    """Tell spans that styles set apart, as the halves of a verse, from those that part a word: each has a class and words."""
    before = span.getprevious()
    if before is None or before.tag != "span" or before.tail or not (span.get("class") and before.get("class")):
        return False
    return all(" " in (one.text or "").strip() for one in (before, span))


def _is_block(element: HtmlElement) -> bool:
    """Cells count as blocks when they hold blocks, as in pages laid out with tables; a row of results is one line."""
    tag = element.tag
    if tag in {"td", "th"}:
        return any(child.tag == "br" or child.tag in BLOCKS for child in element) or len(element.text or "") > 120
    return tag in BLOCKS or (tag == "span" and _SHOWN_AS_BLOCK.search(element.get("style", "")) is not None)
