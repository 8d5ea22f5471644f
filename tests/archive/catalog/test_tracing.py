"""Who printed whose story, by the real path: texts are acknowledged, and the catalogue is asked.

The wires are labelled by hand (tests/archive/text/printings/wires): those of odd numbers were developed with, those of even
numbers were held back, and no rule or weight was chosen by them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.models import Kept
from tests.archive.catalog.samples import after, article, story

WIRES = sorted((Path(__file__).parents[1] / "text" / "printings" / "wires").glob("*.toml"))
AGENCY = "https://raqim.example"
DEVELOPED, HELD_BACK = 1, 0
PRECISION, RECALL = 0.97, 0.92
"""Floors: what is promised."""


@pytest.fixture(scope="module", params=[HELD_BACK, DEVELOPED], ids=["held back", "developed with"])
def half(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Catalog, set, set]]:
    """A catalogue with one half of the wires; the printings that there are, and those that are found: (wire, address)."""
    paths = [path for path in WIRES if int(path.name[:2]) % 2 == request.param]
    with Catalog.open(tmp_path_factory.mktemp("half") / "catalog.sqlite") as catalog:
        for number, path in enumerate(paths):
            catalog.acknowledge([], list(_kept(path, after(number * 40))))
        found = {(path.stem, url) for path in paths for url in _found(catalog, path.stem)}
        yield catalog, {pair for path in paths for pair in _true(path)}, found


def _kept(path: Path, at) -> Iterator[Kept]:
    wire = tomllib.loads(path.read_text("utf-8"))
    yield _text(f"{AGENCY}/{path.stem}", "وكالة رقيم للأنباء", f"{wire['topic']} {path.stem}", wire["wire"], at)
    texts = [*wire["printing"], *wire["other"]]
    for number, one in enumerate(texts, 5):
        yield _text(_url(path.stem, one), one["outlet"], one["headline"], one["text"], at + timedelta(minutes=number))


def _text(url: str, outlet: str, headline: str, body: str, at) -> Kept:
    told = {"headline": headline, "publisher": outlet, "source_organization": None, "date_published": at}
    return story(url, body.strip(), at, source=None, article=article(url, body.strip(), **told))


def _url(stem: str, printed: dict[str, str]) -> str:
    outlet, text = (sha256(printed[name].encode()).hexdigest()[:12] for name in ("outlet", "text"))
    return f"https://o{outlet}.example/{stem}/{text}"


def _true(path: Path) -> Iterator[tuple[str, str]]:
    for one in tomllib.loads(path.read_text("utf-8"))["printing"]:
        url = _url(path.stem, one)
        yield path.stem, url
        if "also" in one:
            yield one["also"], url


def _found(catalog: Catalog, stem: str) -> Iterator[str]:
    told = catalog.story(f"{AGENCY}/{stem}")
    assert told is not None
    for printing in told.printings:
        yield printing.text.url
        yield from printing.also


def test_printings_are_found_and_others_are_not(half):
    _, true, found = half
    right = len(true & found)
    assert right / len(found) >= PRECISION
    assert right / len(true) >= RECALL


def test_stories_of_before_are_traced_alike(half, tmp_path):
    _, _, found = half
    path = next(path for path in WIRES if any(stem == path.stem for stem, _ in found))
    with Catalog.open(tmp_path / "catalog.sqlite") as later:
        later.acknowledge([], list(_kept(path, after(0))))
        at_once = later.story(f"{AGENCY}/{path.stem}")
        with later._database.write() as connection:
            connection.exec_driver_sql("UPDATE trace_state SET rule = rule - 1")
        assert later.count_untraced() > 0
        while not later.fill_trace().is_whole:
            pass
        assert later.count_untraced() == 0
        assert later.story(f"{AGENCY}/{path.stem}") == at_once


def test_text_cut_from_the_bottom_is_told_with_what_became_of_it(tmp_path):
    paragraphs = tomllib.loads(WIRES[0].read_text("utf-8"))["wire"].strip().splitlines()
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
