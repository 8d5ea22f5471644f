"""docs/add-a-source.md shows a declaration and a complaint: both are what the program reads and says."""

import re
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from archive.errors import BadSource
from spiders.source import Confidence, Kind, Source, parse

TEXT = (Path(__file__).parents[2] / "docs" / "add-a-source.md").read_text("utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)[0]
COMPLAINT = re.findall(r"```\n(oasis\.toml: .*?)\n```", TEXT)[0]


def test_the_example_uses_every_key() -> None:
    (source,) = parse(EXAMPLE, Path("oasis.toml"))
    assert [field.name for field in fields(Source) if not getattr(source, field.name)] == []
    assert source.rules[0].until == date(2024, 6, 30)
    assert [feed.covers for feed in source.feeds] == [None, "اقتصاد"]


@pytest.mark.parametrize("word", [*Kind, *Confidence])
def test_every_choice_is_named(word: str) -> None:
    assert word in TEXT


def test_the_complaint_is_what_is_said() -> None:
    with pytest.raises(BadSource) as caught:
        parse(EXAMPLE.replace("Asia/Amman", "Asia/Aman"), Path("oasis.toml"))
    assert str(caught.value) == COMPLAINT
