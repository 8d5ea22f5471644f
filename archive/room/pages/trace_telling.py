"""What is said of a story's printings, in a reader's language: how much later, with what credit, how many did the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from archive.room.language import Language
from archive.room.pages.trace_drawing import Tick
from archive.room.pages.trace_lags import Lag
from archive.room.pages.trace_view import LETTERS_MAX, StoryTold, Told
from archive.text.printings.crediting import CreditFate
from archive.text.printings.editing import Editing

MINUTE_S = 60
UNITS = (("n_days", 24 * 60), ("n_hours", 60), ("n_minutes", 1))
"""The units of a span of time: the names of their words, and how many minutes they have."""


def sentences(language: Language) -> dict[str, Any]:
    """Return all that can be said, by name, in a language: for templates."""
    spoken = (appeared, cut_from, drawn, kept, later, printed_by, tick, what_became)
    return {"shortened": shortened} | {one.__name__: partial(one, language) for one in spoken}


def printed_by(language: Language, told: StoryTold) -> str:
    """Return how many printed a story: "نشرت هذا الخبر 4 وسائل إعلام"."""
    return language.count("n_printed_by", told.story.outlets)


def what_became(language: Language, told: StoryTold) -> str:
    """Return what became of the agency's name in the printings shown; "" where nobody knows whose text it is."""
    count = len(told.printings)
    if told.credits.get(CreditFate.UNKNOWN) == count:
        return ""
    whole = next((fate for fate, number in told.credits.items() if number == count), None)
    said = language.words[f"{'it' if count == 1 else 'all'}_{whole}"] if whole else _and(language).join(_fates(language, told))
    return f"{said[0].upper()}{said[1:]}."


def _fates(language: Language, told: StoryTold) -> Iterator[str]:
    if number := told.credits.get(CreditFate.KEPT):
        yield language.count("n_kept_it", number)
    if number := told.credits.get(CreditFate.DROPPED):
        yield language.count("n_also_dropped_it" if told.credits.get(CreditFate.KEPT) else "n_dropped_it", number)
    if number := told.credits.get(CreditFate.CHANGED):
        yield language.count("n_changed_it", number)


def later(language: Language, lag: Lag) -> str:
    """Return how long after the origin: "بعد ساعتين و14 دقيقة", "في اليوم التالي"."""
    words = language.words
    if lag.days is None:
        return _after(language, span(language, abs(lag.latest_s)), is_before=lag.latest_s < 0)
    if -1 <= lag.days <= 1:
        return words[("the_day_before", "the_same_day", "the_next_day")[lag.days + 1]]
    return _after(language, language.count("n_days", abs(lag.days)), is_before=lag.days < 0)


def span(language: Language, length_s: float) -> str:
    """Return a span of time in its two largest units: "ساعتين و14 دقيقة", "يوم"; "" for less than a minute."""
    minutes = round(length_s / MINUTE_S)
    parts: list[str] = []
    for name, size in UNITS:
        number, minutes = divmod(minutes, size)
        if number or parts:
            parts.append(language.count(name, number) if number else "")
    return language.words["and"].join(part for part in parts[:2] if part)


def tick(language: Language, one: Tick) -> str:
    """Return the name of a time in the drawing: "6 ساعات"; of one before the origin, with a minus."""
    return f"{'-' if one.after_s < 0 else ''}{span(language, abs(one.after_s))}"


def appeared(language: Language, told: Told) -> str:
    """Return who printed it when: "جسور: بعد ساعتين". The name is isolated (FSI, PDI), lest a number slip before it."""
    return f"\u2068{told.outlet}\u2069: {later(language, told.lag)}"


def drawn(language: Language, told: StoryTold) -> str:
    """Return what the drawing shows, for who cannot see it: the first and the last printing."""
    first, last = told.printings[0], told.printings[-1]
    if first is last:
        return f"{appeared(language, first)}."
    return language.words["drawn_many"].format(first=appeared(language, first), last=appeared(language, last))


def kept(language: Language, told: Told) -> str:  # noqa: ARG001 - all sentences are asked alike
    """Return the share of the origin's words that are still there: "56%"; never "100%" of what lacks some."""
    share = told.printing.editing.kept
    return f"{min(99, round(100 * share)) if share < 1 else 100}%"


def cut_from(language: Language, done: Editing) -> str:
    """Return where paragraphs were cut: "من وسطه وآخره"."""
    return language.words["and"].join(language.words[f"cut_{part}"] for part in done.cut_from)


def shortened(text: str) -> str:
    """Return a passage, cut between words where it is long."""
    return text if len(text) <= LETTERS_MAX else text[:LETTERS_MAX].rsplit(" ", 1)[0] + "…"


def _after(language: Language, length: str, *, is_before: bool) -> str:
    if not length:
        return language.words["the_same_minute"]
    return language.words["before_it" if is_before else "after_it"].format(span=length)


def _and(language: Language) -> str:
    return "، و" if language.direction == "rtl" else ", "
