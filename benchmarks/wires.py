"""Days of news that are made up: wires, who prints them and how, what others write of the same events, bulletins.

Words by Zipf's law (benchmarks/search.py), between them phrases that every newsroom uses; what a day's events are called, what
was said there, and what happened before is the same in all reports of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive.models import Article, Kept
from benchmarks.search import Newsroom
from tests.archive.catalog.samples import article, story

FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
OUTLETS = 250
AGENCIES = 12
PHRASES = 600
TOPICS = 12
"""Bulletins a day, each by several outlets: the same words day by day, other numbers."""

PRINTINGS_MAX = 30
"""Of a wire; hardly any has more than ten."""

EVENT_TEXTS = 20
"""Texts for each event of a day."""

ALONE = 0.45
"""Share of events that no wire tells of, and one outlet alone."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text: who shows it, when, and at which wire's address that was printed, if it is a printing."""

    number: int
    outlet: int
    minute: int
    lines: Sequence[str]
    printed_from: int | None = None

    @property
    def url(self) -> str:
        return url_of(self.number)

    @property
    def is_wire(self) -> bool:
        return self.outlet >= OUTLETS


@dataclass(frozen=True, slots=True)
class Event:
    """What all reports of it share."""

    names: Sequence[str]
    quotes: Sequence[str]
    background: Sequence[str]


def url_of(number: int) -> str:
    return f"https://news.example/{number}"


class Days:
    """News of a seed, without an end; `a_day` texts a day."""

    def __init__(self, seed: int, a_day: int) -> None:
        self.seed = seed
        self.room = Newsroom(seed)
        self.dice = self.room.dice
        self.a_day = a_day
        self.phrases = [self.room.text(self.dice.randint(3, 7)) for _ in range(PHRASES)]
        self.endings = [self.room.text(self.dice.randint(8, 20)) + "." for _ in range(OUTLETS + AGENCIES)]
        self.topics = [[self.room.text(6).split() for _ in range(self.dice.randint(3, 8))] for _ in range(TOPICS)]

    def day(self, number: int) -> list[Written]:
        """Return the texts of a day in the order in which they appear; the same whichever day was asked for before."""
        first = number * self.a_day
        before, today = self._events(number - 1), self._events(number)
        self.dice.seed(f"{self.seed} texts of {number}")
        made = list(self._bulletins(first, self.a_day // 50))
        while len(made) < self.a_day:
            if self.dice.random() < ALONE:
                made.append(self._written(first + len(made), self._lines(self._event())))
            else:
                event = self.dice.choice(today if self.dice.random() < 0.8 else before)
                made += self._around(event, first + len(made))
        return sorted(made[: self.a_day], key=lambda one: one.minute)

    def _events(self, day: int) -> list[Event]:
        self.dice.seed(f"{self.seed} events of {day}")
        return [self._event() for _ in range(self.a_day // EVENT_TEXTS + 1)]

    def _around(self, event: Event, number: int) -> Iterator[Written]:
        """Yield a wire, its printings, another agency's wire perhaps, and what others write themselves."""
        wire = self._written(number, self._lines(event), OUTLETS + self.dice.randrange(AGENCIES))
        yield wire
        for _ in range(min(PRINTINGS_MAX, int(self.dice.paretovariate(0.9)))):
            number += 1
            at = min(1439, wire.minute + int(self.dice.expovariate(1 / 120)))
            yield self._written(number, self._edited(wire.lines), minute=at, printed_from=wire.number)
        for _ in range(self.dice.randrange(4)):
            number += 1
            yield self._written(number, self._lines(event))

    def _edited(self, lines: Sequence[str]) -> list[str]:
        """Return what an editor leaves of a wire."""
        kept = list(lines[: max(2, round(len(lines) * self.dice.uniform(0.35, 1.3)))])
        if self.dice.random() < 0.25:
            kept[0] = self.room.text(self.dice.randint(15, 30)) + "."
        if self.dice.random() < 0.15:
            kept += self._lines(self._event())[:3]
        return kept

    def _bulletins(self, first: int, count: int) -> Iterator[Written]:
        for number in range(first, first + count):
            words = self.topics[number % TOPICS]
            shares = (f"{' '.join(line)} {self.dice.randint(10, 99)}.{self.dice.randint(10, 99)}" for line in words)
            yield self._written(number, list(shares))

    def _event(self) -> Event:
        said = [f"«{self.room.text(self.dice.randint(8, 22))}»" for _ in range(2)]
        return Event([self.room.text(2) for _ in range(4)], said, [self._sentence(()) for _ in range(2)])

    def _lines(self, event: Event) -> list[str]:
        """Return a report of an event: of 80 to 500 words."""
        told = [self._sentence(event.names) for _ in range(self.dice.randint(3, 15))]
        where = self.dice.randint(1, len(told) - 1)
        return [*told[:where], f"قال {event.names[0]} إن {event.quotes[0]}.", *told[where:], event.quotes[1], *event.background]

    def _sentence(self, names: Sequence[str]) -> str:
        words = self.room.text(self.dice.randint(9, 30)).split()
        if names and self.dice.random() < 0.6:
            words.insert(self.dice.randrange(len(words)), self.dice.choice(names))
        if self.dice.random() < 0.4:
            words.insert(self.dice.randrange(len(words)), self.phrases[int(self.dice.paretovariate(0.7)) % PHRASES])
        if self.dice.random() < 0.3:
            words.append(str(self.dice.randint(2, 5_000)))
        return " ".join(words) + "."

    def _written(
        self,
        number: int,
        lines: Sequence[str],
        outlet: int | None = None,
        minute: int | None = None,
        printed_from: int | None = None,
    ) -> Written:
        outlet = self.dice.randrange(OUTLETS) if outlet is None else outlet
        ending = [self.endings[outlet]] if outlet % 3 == 0 else []
        minute = self.dice.randrange(1440) if minute is None else minute
        return Written(number, outlet, minute, [*lines, *ending], printed_from)


def kept(written: Written, day: int) -> Kept:
    """Return the text as a crawl keeps it."""
    at = FIRST_DAY + timedelta(days=day, minutes=written.minute)
    return story(written.url, "", at, source=f"outlet-{written.outlet}", article=article_of(written, at))


def article_of(written: Written, at: datetime) -> Article:
    """Return its article."""
    is_agencys = written.outlet >= OUTLETS
    publisher = f"وكالة المثال {written.outlet} للأنباء" if is_agencys else f"صحيفة {written.outlet}"
    body = "\n".join(written.lines)
    told = {"headline": " ".join(written.lines[0].split()[:9]), "publisher": publisher, "date_published": at}
    return article(written.url, body, source_organization=None, **told)
