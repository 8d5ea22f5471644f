"""First lines that say who sent a story and from where, and sentences that only begin so."""

from __future__ import annotations

import pytest

from archive.text.origin.credit import Credit, read_credit
from archive.text.origin.sender import read_sender


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("من/ مرتضى الحمادي.", Credit(persons=("مرتضى الحمادي",))),
        ("حاوره في صور ـ عبدالله بن سالم البطاشي :", Credit(place="صور", persons=("عبدالله بن سالم البطاشي",))),
        ("المثال اليوم/ ميسان", Credit(place="ميسان")),
    ],
)
def test_line_says_who_sent_the_story(line: str, expected: Credit) -> None:
    assert read_sender(line, ("المثال اليوم",)) == expected


@pytest.mark.parametrize(
    "line",
    [
        "من: الشمال إلى الجنوب",
        "كتب في دفتره - قبل أن يموت:",
        "حاوره في بيته محمد علي",
        "المثال اليوم",
        "قال محمد علي.",
    ],
)
def test_line_that_only_begins_so_says_nothing(line: str) -> None:
    assert read_sender(line, ("المثال اليوم",)) is None


def test_buttons_for_the_size_of_letters_name_no_agency() -> None:
    assert read_credit("A-AA+") is None
    assert read_credit("AA") is not None
