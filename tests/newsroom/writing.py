"""Arabic as pages write it: dates in words, escaped text, blocks as HTML in the manners of different sites."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

from tests.newsroom.model import Block, BlockKind, Printed

TEMPLATES = Path(__file__).parent / "templates"
DAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
MONTHS = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")
LEVANTINE = (
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
)


def fill(template: str, **values: object) -> str:
    """Return the template file `template` (below templates/) with its $names filled; values are HTML already."""
    return _template(template).substitute({name: str(value) for name, value in values.items()})


@cache
def _template(name: str) -> Template:
    return Template((TEMPLATES / name).read_text("utf-8"))


@cache
def read_template(name: str) -> str:
    """Return a file below templates/ as it is."""
    return (TEMPLATES / name).read_text("utf-8")


def text(value: str) -> str:
    """Return `value` escaped for HTML text and attributes."""
    return escape(value, quote=True)


def local(moment: datetime, zone: str) -> datetime:
    """Return `moment` on the clocks of `zone`."""
    return moment.astimezone(ZoneInfo(zone))


def day_in_words(moment: datetime, months: tuple[str, ...] = MONTHS) -> str:
    """Return "الجمعة 24 أبريل 2026"."""
    return f"{DAYS[moment.weekday()]} {moment.day} {months[moment.month - 1]} {moment.year}"


def day_doubled(moment: datetime) -> str:
    """Return "الجمعة 24 أبريل/ نيسان 2026"."""
    return f"{DAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}/ {LEVANTINE[moment.month - 1]} {moment.year}"


def clock_in_words(moment: datetime) -> str:
    """Return "09:22 صباحًا"."""
    return f"{moment:%I:%M} {'صباحًا' if moment.hour < 12 else 'مساءً'}"


def lines(printed: Printed) -> tuple[Block, ...]:
    """Return the blocks a page shows: the dateline glued before the first, a closing credit as one more paragraph."""
    first, *rest = printed.body
    opened = Block(kind=first.kind, text=printed.printing.lead_in + first.text)
    closing = [printed.printing.credit] if printed.printing.credit_style == "line" else []
    return (opened, *rest, *(Block(kind=BlockKind.PARAGRAPH, text=each) for each in closing))


def in_paragraphs(blocks: tuple[Block, ...], attributes: str = "") -> tuple[str, ...]:
    """Return the blocks as p, h3, ul, blockquote and table elements; `attributes` (" class=…") go on each p."""
    groups = ((kind, [block.text for block in group]) for kind, group in groupby(blocks, key=lambda block: block.kind))
    return tuple(element for kind, texts in groups for element in _elements(kind, texts, attributes))


def _elements(kind: BlockKind, texts: list[str], attributes: str) -> list[str]:
    match kind:
        case BlockKind.HEADING:
            return [f"<h3>{text(each)}</h3>" for each in texts]
        case BlockKind.ITEM:
            return ["<ul>\n" + "\n".join(f"<li>{text(each)}</li>" for each in texts) + "\n</ul>"]
        case BlockKind.QUOTE:
            return [f"<blockquote><p>{text(each)}</p></blockquote>" for each in texts]
        case BlockKind.ROW:
            return [_table(texts)]
        case BlockKind.VERSE:
            return ['<p class="verse">' + "<br />\n".join(text(each) for each in texts) + "</p>"]
        case BlockKind.PARAGRAPH:
            return [f"<p{attributes}>{text(each)}</p>" for each in texts]


def _table(rows: list[str]) -> str:
    head, *rest = (row.split(" | ") for row in rows)
    first = "<tr>" + "".join(f"<th>{text(cell)}</th>" for cell in head) + "</tr>"
    others = ("<tr>" + "".join(f"<td>{text(cell)}</td>" for cell in row) + "</tr>" for row in rest)
    return "<table>\n<thead>" + first + "</thead>\n<tbody>\n" + "\n".join(others) + "\n</tbody>\n</table>"


def in_breaks(blocks: tuple[Block, ...], between: str = "<br /><br />\n") -> str:
    """Return the blocks as bare text with `between` between them, as old sites do; sub-headings in bold."""
    return between.join(f"<b>{text(b.text)}</b>" if b.kind is BlockKind.HEADING else text(b.text) for b in blocks)


def in_boxes(blocks: tuple[Block, ...], tag: str, attributes: str) -> str:
    """Return each block in an element of its own (div, span) with `attributes` (" class=…")."""
    return "\n".join(f"<{tag}{attributes}>{text(block.text)}</{tag}>" for block in blocks)
