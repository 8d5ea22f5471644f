"""How a source wants to be asked, as its declaration says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import BadSource
from spiders.manners import USUAL, Manners
from spiders.source import parse
from tests.spiders.test_source import DECLARED

FEED = "[[source.feed]]"


def declared(manners: str) -> Manners:
    return parse(DECLARED.replace(FEED, f"{manners}\n{FEED}", 1), Path("here.toml"))[0].manners


@pytest.mark.parametrize(
    ("text", "manners"),
    [
        ("", USUAL),
        ('quiet = "23:00-06:00"', Manners(quiet=("23:00-06:00",))),
        ('quiet = ["23:00-06:00", "12:00-13:00"]', Manners(quiet=("23:00-06:00", "12:00-13:00"))),
        ("quiet = []", USUAL),
        ("daily_max = 500", Manners(daily_max=500)),
        ("daily_max = 0", Manners(daily_max=0)),
        ("delay = 2.5", Manners(delay_s=2.5)),
    ],
)
def test_manners_are_read(text, manners):
    assert declared(text) == manners


@pytest.mark.parametrize(
    ("text", "where", "remedy"),
    [
        ('quiet = "at night"', "quiet", '"23:00-06:00"'),
        ("quiet = 23", "quiet", "array of strings"),
        ('quiet = ["23:00-06:00", "all"]', "quiet[1]", '"23:00-06:00"'),
        ('quiet = ["00:00-12:00", "12:00-24:00"]', "quiet[1]", "leave no minute"),
        ('quiet = "06:00-06:00"', "quiet", "whole day"),
        (f"quiet = {['23:00-06:00'] * 25}", "quiet", "over 24"),
        ('daily_max = "500"', "daily_max", "a number from 0 to 1,000,000"),
        ("daily_max = -1", "daily_max", "a number from 0"),
        ("daily_max = 1.5", "daily_max", "whole number"),
        ("daily_max = true", "daily_max", "a number"),
        ("delay = nan", "delay", "a number"),
        ("delay = 4000", "delay", "to 3,600"),
        ("delai = 4", "delai", "did you mean delay?"),
    ],
)
def test_what_cannot_be_used_is_refused_by_file_source_and_key(text, where, remedy):
    with pytest.raises(BadSource) as caught:
        declared(text)
    assert f"here.toml: source[0] 'wakala'.{where}:" in str(caught.value)
    assert remedy in str(caught.value)
