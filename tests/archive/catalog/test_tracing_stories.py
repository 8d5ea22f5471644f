"""What makes one story, and what does not: roundups, versions, what comes every day; in whatever order the texts came."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.tracing import candidates
from archive.catalog.tracing.answers import Story
from archive.models import Kept
from tests.archive.catalog.samples import after, article, story
from tests.archive.text.printings import rounds
from tests.archive.text.printings.labelled import DEVELOPED, HELD_BACK, Labelled, second_hand

SEED = 20261123
GROUP = 32
WIRES = [wire for half in (DEVELOPED, HELD_BACK) for wire in second_hand(half) if wire.stem.startswith("desk")]
AGENCY = ("https://wire.example", "وكالة رويترز")


def text(outlet: tuple[str, str], name: object, body: str, at: datetime) -> Kept:
    host, publisher = outlet
    url = f"{host}/{name}"
    told = {"headline": body[:40], "publisher": publisher, "source_organization": None, "date_published": at}
    return story(url, body, at, source=None, article=article(url, body, **told))


def daily(number: int) -> tuple[str, str]:
    return f"https://daily-{number}.example", f"صحيفة {number}"


def stories(folder: Path, kept: Sequence[Kept], asked: Iterable[str]) -> list[tuple[Story, ...]]:
    folder.mkdir(exist_ok=True)
    with Catalog.open(folder / "catalog.sqlite") as catalog:
        for start in range(0, len(kept), GROUP):
            catalog.acknowledge([], kept[start : start + GROUP])
        return [catalog.stories(url) for url in asked]


def shown(told: Sequence[Story]) -> list[tuple[str, list[str]]]:
    return [(one.origin.url, sorted(printing.text.url for printing in one.printings)) for one in told]


@pytest.mark.parametrize("outlet", [AGENCY, daily(99)], ids=["an agency's", "a daily's"])
@pytest.mark.parametrize("minute", [0, 900], ids=["before", "after"])
def test_a_roundup_of_thirty_stories_makes_no_story_of_them(tmp_path, outlet, minute):
    body = "\n".join("\n".join(wire.text.splitlines()[:4]) for wire in WIRES[:30])
    roundup = text(outlet, "round", body, after(minute))
    apart = [text(daily(number % 7), number, wire.text, after(60 + number)) for number, wire in enumerate(WIRES[:30])]
    first, own = stories(tmp_path, [*apart[:15], roundup, *apart[15:]], [apart[0].url, roundup.url])
    assert shown(first) == [(apart[0].url, [roundup.url])]
    assert all(printings == [roundup.url] for _, printings in shown(own))
    assert len(own) > candidates.COMPARED_MAX


def test_a_wire_printed_in_parts_is_no_roundup(tmp_path):
    lines = [line for wire in WIRES[:3] for line in wire.text.splitlines()[:4]]
    wire = text(AGENCY, 1, "\n".join(lines), after(0))
    cuts = [text(daily(place), place, "\n".join(lines[place : place + 8]), after(9 + place)) for place in range(5)]
    (told,) = stories(tmp_path, [wire, *cuts], [wire.url])
    assert shown(told) == [(wire.url, [one.url for one in cuts])]


def test_what_comes_every_day_is_told_of_its_day_alone(tmp_path):
    kept: list[Kept] = []
    for number in range(len(rounds.ROUNDS)):
        first, same, *later = rounds.days(number)
        kept += [text(AGENCY, number, first, after(0)), text(daily(0), number, same.text, after(20))]
        kept += [text(daily(day), number, one.text, after(day * 1440)) for day, one in enumerate(later, 1)]
    told = stories(tmp_path, kept, [f"{AGENCY[0]}/{number}" for number in range(len(rounds.ROUNDS))])
    found = [printing.text.url for (one,) in told for printing in one.printings]
    same_day = [url for url in found if url.startswith(daily(0)[0])]
    assert len(same_day) == len(rounds.ROUNDS)
    assert len(found) - len(same_day) <= 1, "of thirty bulletins of other days"


@pytest.mark.slow
def test_the_same_texts_in_any_order_make_the_same_stories(tmp_path):
    kept = [one for place, wire in enumerate(WIRES[:4]) for one in printed(wire, place)]
    asked = [f"{AGENCY[0]}/{wire.stem}" for wire in WIRES[:4]]
    expected = list(map(shown, stories(tmp_path / "in-order", kept, asked)))
    assert sum(len(printings) for told in expected for _, printings in told) >= 4 * 8
    for turn in range(2):
        random.Random(SEED + turn).shuffle(kept)
        assert list(map(shown, stories(tmp_path / str(turn), kept, asked))) == expected


@pytest.mark.slow
def test_more_printings_than_are_compared_find_their_wire_in_any_order(tmp_path):
    lines = WIRES[0].text.splitlines()
    wire = text(AGENCY, 0, WIRES[0].text, after(0))
    cuts = [text(daily(number), number, "\n".join(lines[: 3 + number % 4]), after(number)) for number in range(1, 40)]
    assert len(cuts) > 2 * candidates.COMPARED_MAX
    for turn in range(2):
        kept = [wire, *cuts]
        random.Random(SEED + turn).shuffle(kept)
        (told,) = stories(tmp_path / str(turn), kept, [wire.url])
        assert shown(told) == [(wire.url, sorted(one.url for one in cuts))]


def test_versions_of_a_wire_are_one_story(tmp_path):
    lines = WIRES[0].text.splitlines()
    wire = [text(AGENCY, 1, body, after(at)) for at, body in ((0, "\n".join(lines[:3])), (40, WIRES[0].text))]
    early = text(daily(1), 1, "\n".join(lines[:3]), after(10))
    late = text(daily(2), 2, "\n".join(lines[2:]), after(50))
    for told in stories(tmp_path, [wire[0], early, wire[1], late], [wire[0].url, early.url, late.url]):
        (one,) = told
        assert (one.origin.url, one.origin.number) == (wire[0].url, 1)
        first, second = one.printings
        assert [first.text.url, second.text.url] == [early.url, late.url]
        assert (first.editing.kept, first.editing.cut) == (1.0, ())
        assert [passage.number for passage in second.editing.cut] == [1, 2], "against the version that was printed"
        assert (first.through, second.through, first.stories) == (None, None, ())


def test_versions_of_a_printing_are_one_printing(tmp_path):
    wire = text(AGENCY, 1, WIRES[0].text, after(0))
    lines = WIRES[0].text.splitlines()
    kept = [text(daily(1), 1, "\n".join(lines[:count]), after(10 * count)) for count in (3, 4, 5)]
    (told,) = stories(tmp_path, [wire, *kept], [wire.url])
    (one,) = told
    (printing,) = one.printings
    assert (printing.text.number, printing.also, one.outlets) == (1, (), 1)


def test_reports_of_other_days_are_no_printings(tmp_path):
    wire = text(AGENCY, 1, WIRES[0].text, after(0))
    near, far = (text(daily(day), day, WIRES[0].text, after(0) + timedelta(days=day)) for day in (4, 5))
    (told,) = stories(tmp_path, [wire, near, far], [wire.url])
    assert shown(told) == [(wire.url, [near.url])]


def printed(wire: Labelled, place: int) -> list[Kept]:
    at = after(place * 40)
    texts = enumerate([*wire.printings, *wire.others], 1)
    return [
        text(AGENCY, wire.stem, wire.text, at),
        *(text(daily(number), wire.stem, one.text, at + timedelta(minutes=number)) for number, one in texts),
    ]
