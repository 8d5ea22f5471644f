"""Dates that a page shows around its headline, each with its label; a clock on top of the page told from the story's date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from lxml.html import HtmlElement

from archive.dating import DateKind, DateOf, DateStanding
from archive.text.dates.clocks import LOCAL
from archive.text.dates.dates import Dated, Stamp, find_dates, plain_text
from archive.text.dates.months import WORDS, any_of, folded
from archive.text.dates.settle import day_of
from archive.text.page.blocks import Line
from archive.text.page.zones import Zone

ABOVE, BELOW = 6, 5
"""Lines above the headline and below the story where its date may stand."""
LINE_MAX = 160
CLOCK_MAX = 24
LINKS_MAX = 2
"""Linked lines between a date and the headline, from which the date is the page's head's, not the story's."""
WORDS_MAX = 9
"""Words of a line beside its date and label: a place, an agency and a reporter's name; more is prose that holds a date."""
RELATIVE_WORDS_MAX = 2
DAY = timedelta(days=1)
WITHIN_MAX = 6
"""Elements in a line's block whose names are looked at."""
LABELLED, ALONE, AMONG = 0, 1, 2
"""How surely a date is the story's: it says so; a line holds nothing else; it stands among other words."""

_CHANGED = any_of(folded(WORDS["labels"]["changed"]))
_PUBLISHED = rf"(?<!\w)[وف]?(?:{'|'.join(folded(WORDS['labels']['published']))})"
_LABEL = re.compile(rf"(?P<changed>{_CHANGED})|{_PUBLISHED}")
_BESIDE = frozenset(
    word for name in ("published", "changed", "beside") for phrase in folded(WORDS["labels"][name]) for word in phrase.split()
)
_MARKS = frozenset(word for names in WORDS["marks"].values() for word in folded(names)) | {"am", "pm", "ه"}
_SITES = re.compile(r"©|حقوق|للموقع|copyright", re.IGNORECASE)
"""What a line below a story has that is about the site."""
_PARTS = re.compile(r"[|•·/]|\s-\s")
_WORD = re.compile(r"[^\W\d_]+")
_CLOCK = re.compile(r"(?:الساعه\s{0,2}:?\s{0,2})?\d{1,2}:\d{2}(?::\d{2})?(?:\s?(?:[صم]|صباحا|مساء|ظهرا|am|pm))?(?!\w)")
_CLOCK_NAMES = re.compile(
    r"clock|today|current-?date|date-?now|now-?date|datetime-?now|live-?time|topbar|top-?bar", re.IGNORECASE
)
_CHANGED_NAMES = re.compile(r"(?:^|[\s_-])(?:updated?|modified|last-?update)(?:$|[\s_-])", re.IGNORECASE)
_ASIDE = frozenset((Zone.COMMENTS, Zone.RELATED, Zone.FORM, Zone.HIDDEN))
_PAGES = frozenset(("html", "body", "form"))
"""What holds a page as a whole: one of ASP.NET stands in a single form (https://learn.microsoft.com/dotnet/api/system.web.ui.htmlcontrols.htmlform)."""
_ABOVE_ASIDE = _ASIDE | {Zone.CHROME}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Where dates are looked for: the address, the page's lines, the headline's index, the story's first and last.

    `opening`: what stood before the story's first sentence, such as «بيروت 24-4-2026 (رويترز) - ». `has_headline`: whether
    the line at `headline` is the headline, not merely the first to look at.
    """

    url: str
    lines: Sequence[Line]
    headline: int
    first: int
    last: int
    opening: str = ""
    has_headline: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A date on the page. Local times have the zone `clocks.LOCAL`. `rank`: LABELLED, ALONE or AMONG."""

    of: DateOf
    kind: DateKind
    text: str
    dated: Dated
    rank: int


def read_shown(around: Around, now: datetime, *, is_exact: bool = True) -> tuple[Shown, ...]:
    """Return the dates shown around the headline, the surest first; the page's own clock has CLOCK for its trouble.

    Not `is_exact`: the page was seen at an unknown time before `now`, so that its clock is told by where it stands.
    """
    found = [(line, shown) for line in _near(around) for shown in _dates_of(line, around, now, is_exact=is_exact)]
    days = [*{day_of(shown.dated.value) for _, shown in found if shown.dated.value is not None}]
    kept = (_as_clock(shown) if days[1:] and _is_heads(line, shown, around, now) else shown for line, shown in found)
    return tuple(sorted(kept, key=lambda shown: shown.rank))


def _near(around: Around) -> Iterator[Line]:
    lines = [line for line in around.lines if line.zone not in _ASIDE and len(line.text) <= LINE_MAX]
    top = around.headline
    yield from (line for line in lines if top <= line.index < around.first)
    yield from (line for line in lines if around.first <= line.index <= around.last and line.zone is Zone.BYLINE)
    yield from (line for line in lines if top - ABOVE <= line.index < top and line.zone not in _ABOVE_ASIDE)
    ends = (line for line in lines if max(around.first, around.last - BELOW) <= line.index <= around.last)
    yield from (line for line in ends if _LABEL.match(plain_text(line.text).lstrip("( ")))
    below = (line for line in lines if around.last < line.index <= around.last + BELOW)
    yield from (line for line in below if _LABEL.search(plain_text(line.text)) and not _SITES.search(line.text))


def _dates_of(line: Line, around: Around, now: datetime, *, is_exact: bool) -> Iterator[Shown]:
    in_elements = [shown for element in line.block.iter("time") for shown in _date_of_element(element, line, now)]
    if in_elements:
        yield from in_elements
        yield from _clocks_beside(line, now)
        return
    if line.index == around.headline and around.has_headline:
        return  # «أسعار الذهب اليوم الأحد 12 أبريل 2026»: what the story is about
    for shown in _dates_in(_text_of(line) + _clock_below(line, around), now):
        is_clock = (
            shown.rank != LABELLED
            and line.index < around.headline
            and _is_clock(line, shown.dated.value, around, now if is_exact else None)
        )
        yield _as_clock(shown) if is_clock else shown


def _clock_below(line: Line, around: Around) -> str:
    """Return the time of day that stands alone in the line below a day's, in the same box as it."""
    below = around.lines[line.index + 1] if line.index + 1 < len(around.lines) else None
    is_clock = (
        below is not None and len(below.text) <= CLOCK_MAX and _CLOCK.fullmatch(plain_text(below.text).strip()) is not None
    )
    if below is None or not is_clock or _CLOCK.search(plain_text(line.text)):
        return ""
    return f" - {below.text}" if below.block.getparent() is line.block.getparent() else ""


def _date_of_element(element: HtmlElement, line: Line, now: datetime) -> Iterator[Shown]:
    """Read `datetime`, or the text where that is empty or broken; a local time in it is the outlet's.

    A clock in the text is the page's own, and shows what the mark of UTC in `datetime` is worth.
    """
    stated, text = element.get("datetime") or "", " ".join(element.text_content().split())
    read = [one for source in (stated, text) for one in find_dates(source, now=now, zone=LOCAL)[:1] if one.value]
    if not read:
        return
    before = plain_text(line.text).partition(plain_text(text))[0] if text else ""
    is_changed = _CHANGED_NAMES.search(element.get("class") or "") and "published" not in (element.get("class") or "")
    of = DateOf.MODIFIED if is_changed or _label_in(before) is DateOf.MODIFIED else DateOf.PUBLISHED
    yield Shown(of=of, kind=DateKind.TIME_ELEMENT, text=stated or text, dated=read[0], rank=LABELLED)
    for dated in filter(_is_local, read[1:]):
        yield Shown(of=of, kind=DateKind.VISIBLE, text=text, dated=dated, rank=LABELLED)


def _clocks_beside(line: Line, now: datetime) -> Iterator[Shown]:
    """Yield the clocks that a line shows beside its `time` elements, which may say «منذ ساعتين» only."""
    text = _text_of(line)
    for element in line.block.iter("time"):
        text = text.replace(" ".join(element.text_content().split()) or "\n", " | ", 1)
    yield from (shown for shown in _dates_in(text, now) if _is_local(shown.dated))


def _is_local(dated: Dated) -> bool:
    return isinstance(dated.value, datetime) and dated.value.tzinfo is LOCAL and not dated.is_relative


def _dates_in(text: str, now: datetime) -> Iterator[Shown]:
    plain, last = plain_text(text), 0
    found = find_dates(text, now=now, zone=LOCAL)
    others = _words_beside(plain, found)
    for dated in found:
        label, last = _label_in(plain[last : dated.start]), dated.end
        if others > WORDS_MAX or (dated.is_relative and _words_in_part(plain, dated) > RELATIVE_WORDS_MAX):
            continue
        rank = LABELLED if label is not None else AMONG if others else ALONE
        yield Shown(of=label or DateOf.PUBLISHED, kind=DateKind.VISIBLE, text=text, dated=dated, rank=rank)


def _label_in(before: str) -> DateOf | None:
    """Return what the label nearest to a date says of it: «نشر في», «آخر تحديث»."""
    nearest = next(reversed([*_LABEL.finditer(before)]), None)
    if nearest is None:
        return None
    return DateOf.MODIFIED if nearest["changed"] else DateOf.PUBLISHED


def _words_in_part(plain: str, dated: Dated) -> int:
    """Count the words beside a date between the bars or dots that part a line."""
    before, after = _PARTS.split(plain[: dated.start])[-1], _PARTS.split(plain[dated.end :])[0]
    return len(_other_words(f"{before} {after}"))


def _words_beside(plain: str, found: Sequence[Dated]) -> int:
    rest, last = [], 0
    for dated in found:
        rest.append(plain[last : dated.start])
        last = dated.end
    return len(_other_words(" ".join((*rest, plain[last:]))))


def _other_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word not in _BESIDE and word not in _MARKS]


def _text_of(line: Line) -> str:
    """Return the line with its elements apart, where markup alone stands between a name and a date."""
    if not len(line.block):
        return line.text
    apart = " ".join(" ".join(line.block.itertext()).split())
    return apart if apart.replace(" ", "") == line.text.replace(" ", "") else line.text


def _is_clock(line: Line, value: Stamp | None, around: Around, now: datetime | None) -> bool:
    """Whether a date above the headline is today's: it is called so, links part it from the headline, or it is today's.

    The last only where nothing but the page as a whole holds both. `now`: None where nobody knows when the page was seen;
    then a single line of links between them tells.
    """
    if any(_CLOCK_NAMES.search(f"{each.get('class', '')} {each.get('id', '')}") for each in _named_around(line.block)):
        return True
    between = around.lines[line.index + 1 : around.headline]
    linked = sum(each.link_density > 0.5 for each in between)
    if linked > LINKS_MAX:
        return True
    is_todays = linked > 0 if now is None else value is not None and abs(now.date() - day_of(value)) <= DAY
    return is_todays and _is_apart(line, around)


def _is_heads(line: Line, shown: Shown, around: Around, now: datetime) -> bool:
    """Whether a date below the headline is today's and the page's head's: called a clock, or links follow."""
    is_below, value = around.headline < line.index < around.first, shown.dated.value
    if not is_below or shown.rank == LABELLED or value is None or abs(now.date() - day_of(value)) > DAY:
        return False
    is_called = _CLOCK_NAMES.search(f"{line.block.get('class', '')} {line.block.get('id', '')}") is not None
    return is_called or sum(each.link_density > 0.5 for each in around.lines[line.index + 1 : around.first]) > LINKS_MAX


def _is_apart(line: Line, around: Around) -> bool:
    headline = around.lines[around.headline].block
    own = {headline, *headline.iterancestors()}
    shared = next((each for each in (line.block, *line.block.iterancestors()) if each in own), None)
    return shared is None or shared.tag in _PAGES


def _named_around(block: HtmlElement) -> list[HtmlElement]:
    """Return the elements whose names may say what a line's date is: its block, two around it, those in it."""
    return [*islice(block.iter("*"), WITHIN_MAX), *islice(block.iterancestors(), 2)]


def _as_clock(shown: Shown) -> Shown:
    dated = Dated(value=None, start=shown.dated.start, end=shown.dated.end, trouble=DateStanding.CLOCK)
    return Shown(of=shown.of, kind=shown.kind, text=shown.text, dated=dated, rank=shown.rank)
