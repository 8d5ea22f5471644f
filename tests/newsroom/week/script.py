"""What happens in the week: stories published, edited, taken down, put back. Pure: from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.newsroom.model import Block, BlockKind, CreditStyle, Printed, Printing, Story
from tests.newsroom.week.outlets import WeekOutlet
from tests.site import body, headline

HOURS = (3, 2, 1, 1, 1, 2, 4, 7, 9, 10, 10, 9, 9, 9, 8, 8, 7, 7, 8, 7, 6, 5, 5, 4)
"""How an editor's day goes, by hours of UTC+3: quiet after midnight, busiest before noon."""

ZONE_H = 3
EARLIER = timedelta(days=1)
"""There are stories on the lists when the week begins."""

GONE_BY = ("404", "410", "soft", "home")
TWIN_FOR = timedelta(hours=3)
"""How long a story is listed under another address, before it is under its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """The text is changed at `at`; `silent`: the page does not own up to it."""

    at: datetime
    silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One story of one outlet. `gone_by`: one of GONE_BY, from `gone_at` until `back_at` (None: for good).

    `twin`: for TWIN_FOR it is listed under another address, whose page names this one's as the canonical.
    """

    outlet: str
    number: int
    path: str
    published: datetime
    edits: tuple[Edit, ...] = ()
    gone_at: datetime | None = None
    gone_by: str = "404"
    back_at: datetime | None = None
    twin: bool = False

    def edition(self, now: datetime) -> int:
        """Return how often it has been edited."""
        return sum(edit.at <= now for edit in self.edits)

    def is_gone(self, now: datetime) -> bool:
        """Whether it is taken down."""
        return self.gone_at is not None and self.gone_at <= now and (self.back_at is None or now < self.back_at)

    def listed_as(self, now: datetime) -> str:
        """Return the path that lists show."""
        return twin_path(self.path) if self.twin and now < self.published + TWIN_FOR else self.path

    def printed(self, now: datetime, *, path: str | None = None) -> Printed:
        """Return it as it stands."""
        done = [edit for edit in self.edits if edit.at <= now]
        owned = [edit.at for edit in done if not edit.silent]
        words = headline(self.number)
        paragraphs = [*body(self.number), *(edition_line(number) for number in range(1, len(done) + 1))]
        blocks = tuple(Block(kind=BlockKind.PARAGRAPH, text=each) for each in paragraphs)
        printing = Printing(outlet=self.outlet, path=self.path, credit_style=CreditStyle.NONE)
        story = Story(
            id=str(self.number),
            headline=words,
            description=paragraphs[0],
            section="سياسة",
            keywords=("بلدية",),
            dateline=None,
            agency=None,
            published=self.published,
            length="brief",
            body=blocks,
            printings=(printing,),
        )
        return Printed(
            story=story,
            printing=printing,
            path=path or self.path,
            headline=words,
            body=blocks,
            published=self.published,
            modified=owned[-1] if owned else None,
            touched=done[-1].at if done else self.published,
        )


def edition_line(number: int) -> str:
    """Return the paragraph that an edit adds: by it a text tells which edition it is."""
    return f"وجاء في التحديث رقم {number} أن اللجنة المكلفة بالملف ستجتمع مرة أخرى لبحث ما استجد من ملاحظات السكان."


def edition_of(text: str) -> int:
    """Return which edition a text is."""
    return max((number for number in range(1, 9) if edition_line(number) in text), default=0)


def twin_path(path: str) -> str:
    """Return another path of the same story."""
    return f"{path.rstrip('/')}-x/"


def script(outlets: Sequence[WeekOutlet], start: datetime, days: float, seed: int) -> tuple[Piece, ...]:
    """Return all stories, those of the day before the week first, in the order they are published."""
    pieces = [piece for place, outlet in enumerate(outlets) for piece in _pieces(outlet, place, start, days, seed)]
    return tuple(sorted(pieces, key=lambda piece: (piece.published, piece.outlet)))


def _pieces(outlet: WeekOutlet, place: int, start: datetime, days: float, seed: int) -> Iterator[Piece]:
    chance = random.Random(f"{seed} {outlet.name}")
    number = (place + 1) * 100_000 + seed % 9 * 10_000
    for moment in sorted(_moments(outlet, start, start + timedelta(days=days), chance)):
        number += 1
        yield _piece(outlet, number, moment, chance)


def _moments(outlet: WeekOutlet, start: datetime, end: datetime, chance: random.Random) -> Iterator[datetime]:
    hour = start - EARLIER
    while hour < end:
        expected = outlet.a_day * HOURS[(hour.hour + ZONE_H) % 24] / sum(HOURS)
        for _ in range(int(expected) + (chance.random() < expected % 1)):
            yield min(hour + timedelta(hours=chance.random()), end)
        if outlet.burst and hour.hour == 12 and hour >= start:
            yield from (hour + timedelta(minutes=chance.uniform(0, 10)) for _ in range(outlet.burst))
        hour += timedelta(hours=1)


def _piece(outlet: WeekOutlet, number: int, moment: datetime, chance: random.Random) -> Piece:
    gone_at, back_at = None, None
    edits = [
        Edit(at=moment + _some_time(chance), silent=not outlet.tells_edits or chance.random() < 0.5)
        for _ in range(chance.choices((0, 1, 2), (80, 16, 4))[0])
    ]
    if chance.random() < 0.06:
        gone_at = moment + _some_time(chance)
        back_at = gone_at + timedelta(hours=chance.uniform(6, 96)) if chance.random() < 0.25 else None
    return Piece(
        outlet=outlet.name,
        number=number,
        path=outlet.path.format(number=number, at=moment),
        published=moment,
        edits=tuple(sorted(edits, key=lambda edit: edit.at)),
        gone_at=gone_at,
        gone_by=chance.choice(GONE_BY),
        back_at=back_at,
        twin=outlet.twins and chance.random() < 0.1,
    )


def _some_time(chance: random.Random) -> timedelta:
    """Return from some minutes to four days, the short times oftener."""
    return timedelta(minutes=10 * 576 ** chance.random())
