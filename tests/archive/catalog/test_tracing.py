"""Who printed whose story, by the real path: texts are acknowledged, and the catalogue is asked.

The wires are labelled (tests/archive/text/printings/labelled.py): those of odd numbers were developed with, those of even numbers
were held back, and no rule or weight was chosen by them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from archive.catalog.catalog import Catalog
from archive.models import Kept
from tests.archive.catalog.samples import after, article, story
from tests.archive.text.printings.desks import Edited
from tests.archive.text.printings.labelled import DEVELOPED, HELD_BACK, Labelled, first_hand, second_hand

AGENCY = "https://raqim.example"
HALVES = {
    f"{hand.__name__} {name}": (hand, half)
    for hand in (first_hand, second_hand)
    for name, half in (("held back", HELD_BACK), ("developed with", DEVELOPED))
}
PRECISION, RECALL = 0.97, 0.92
"""Floors: what is promised."""

LATER = {"follow_up": 1, "follow_up_quoting": 1, "bulletin_of_another_day": 2}
"""Days after the wire."""

Found = set[tuple[str, str]]


@pytest.fixture(scope="module", params=HALVES.values(), ids=HALVES)
def half(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Found, Found]]:
    """The printings that there are in one half of the wires, and those that are found: (wire, address)."""
    hand, number = request.param
    wires = hand(number)
    with Catalog.open(tmp_path_factory.mktemp("half") / "catalog.sqlite") as catalog:
        for place, wire in enumerate(wires):
            catalog.acknowledge([], list(_kept(wire, after(place * 40))))
        found = {(wire.stem, url) for wire in wires for url in _found(catalog, wire.stem)}
        yield {pair for wire in wires for pair in _true(wire)}, found


def _kept(wire: Labelled, at: datetime) -> Iterator[Kept]:
    yield _text(f"{AGENCY}/{wire.stem}", "وكالة رقيم للأنباء", wire.stem, wire.text, at)
    for number, one in enumerate([*wire.printings, *wire.others], 5):
        when = at + timedelta(days=LATER.get(one.kind, 0), minutes=number)
        yield _text(_url(wire.stem, one), one.outlet, one.headline, one.text, when)


def _text(url: str, outlet: str, headline: str, body: str, at: datetime) -> Kept:
    told = {"headline": headline, "publisher": outlet, "source_organization": None, "date_published": at}
    return story(url, body.strip(), at, source=None, article=article(url, body.strip(), **told))


def _url(stem: str, printed: Edited) -> str:
    outlet, text = (sha256(words.encode()).hexdigest()[:12] for words in (printed.outlet, printed.text))
    return f"https://o{outlet}.example/{stem}/{text}"


def _true(wire: Labelled) -> Iterator[tuple[str, str]]:
    for one in wire.printings:
        yield from ((stem, _url(wire.stem, one)) for stem in (wire.stem, one.also) if stem)


def _found(catalog: Catalog, stem: str) -> Iterator[str]:
    told = catalog.story(f"{AGENCY}/{stem}")
    assert told is not None
    for printing in told.printings:
        yield printing.text.url
        yield from printing.also


def test_printings_are_found_and_others_are_not(half):
    true, found = half
    right = len(true & found)
    assert right / len(found) >= PRECISION
    assert right / len(true) >= RECALL


def test_stories_of_before_are_traced_alike(tmp_path):
    (wire, *_) = first_hand(DEVELOPED)
    with Catalog.open(tmp_path / "catalog.sqlite") as later:
        later.acknowledge([], list(_kept(wire, after(0))))
        at_once = later.story(f"{AGENCY}/{wire.stem}")
        with later._database.write() as connection:
            connection.exec_driver_sql("UPDATE trace_state SET rule = rule - 1")
        assert later.count_untraced() > 0
        while not later.fill_trace().is_whole:
            pass
        assert later.count_untraced() == 0
        assert later.story(f"{AGENCY}/{wire.stem}") == at_once


def test_text_cut_from_the_bottom_is_told_with_what_became_of_it(tmp_path):
    paragraphs = first_hand(DEVELOPED)[0].text.splitlines()
    wire = _text(f"{AGENCY}/1", "وكالة رقيم للأنباء", "العنوان الأول", "\n".join(paragraphs), after(0))
    cut = _text("https://o.example/1", "الصحيفة", "عنوان آخر", "\n".join(paragraphs[:-2]), after(134))
    with Catalog.open(tmp_path / "catalog.sqlite") as catalog:
        catalog.acknowledge([], [cut, wire])  # whichever is kept first
        told = catalog.story("https://o.example/1")
        assert told is not None
        assert told.origin.url == f"{AGENCY}/1"
        (printing,) = told.printings
        assert (printing.lag_s, printing.is_headline_same) == (134 * 60, False)
        assert [one.text for one in printing.editing.cut] == [line for line in paragraphs[-2:] if line.strip()]


def test_nothing_is_told_of_what_is_not_there(tmp_path):
    with Catalog.open(tmp_path / "catalog.sqlite") as catalog:
        assert catalog.story("https://o.example/1") is None
        catalog.acknowledge([], [story()])
        told = catalog.story("https://news.example/story/1")
        assert told is not None
        assert (told.printings, told.outlets) == ((), 0)
