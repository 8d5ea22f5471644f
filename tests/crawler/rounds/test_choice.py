"""Which sources a command is about."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from crawler.rounds.choice import Choice, choose, default, is_working
from spiders.source import Confidence, Kind, load_all
from tests.site import SOURCE

JORDAN = Choice(countries=("JO",))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that declares one source: "site", a portal of Jordan."""
    (tmp_path / "sources").mkdir()
    text = SOURCE.format(base="https://site.example", host="site.example")
    (tmp_path / "sources" / "site.toml").write_text(text, "utf-8")
    return tmp_path


def names(choice: Choice, home: Path) -> list[str]:
    return [source.name for source in choose(choice, home)]


def test_named_sources_come_as_named_each_once(home):
    assert names(Choice(names=("wafa", "site", "wafa")), home) == ["wafa", "site"]


def test_a_country_takes_the_shipped_and_the_home_s_however_sure_they_are(home):
    chosen = choose(JORDAN, home)
    assert {source.country for source in chosen} == {"JO"}
    assert {"petra", "site"} <= {source.name for source in chosen}
    assert {source.confidence for source in chosen} >= {Confidence.VERIFIED, Confidence.LISTED, None}


def test_country_and_kind_both_hold_and_their_case_does_not_matter(home):
    chosen = choose(Choice(countries=("jo", "EG"), kinds=("Agency",)), home)
    assert {source.kind for source in chosen} == {Kind.AGENCY}
    assert {source.country for source in chosen} == {"JO", "EG"}


def test_a_kind_alone_takes_every_country(home):
    assert len({source.country for source in choose(Choice(kinds=("agency",)), home)}) > 20


def test_default_is_what_the_home_declares(home):
    assert names(Choice(), home) == ["site"]


def test_default_of_an_empty_home_is_what_was_seen_working(tmp_path):
    chosen = choose(Choice(), tmp_path)
    assert chosen == default(tmp_path) == tuple(source for source in load_all(None) if is_working(source))
    assert len(chosen) == 72, "as docs/add-a-source.md says"


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Choice(names=("wafaa",)), "did you mean wafa"),
        (Choice(names=("qqqqqqqq",)), "`warraq sources list` shows all"),
        (Choice(countries=("XX",)), "no source is of the country 'XX'; known are AE, BH"),
        (Choice(kinds=("blog",)), "known are agency, aggregator, broadcaster, newspaper, portal"),
        (Choice(countries=("SO",), kinds=("newspaper",)), "no source of kind newspaper is known in SO"),
        (Choice(names=("wafa",), countries=("PS",)), "not both"),
    ],
)
def test_what_is_unknown_is_answered_with_what_is_known(home, choice, words):
    with pytest.raises(typer.BadParameter) as caught:
        choose(choice, home)
    assert words in caught.value.message
