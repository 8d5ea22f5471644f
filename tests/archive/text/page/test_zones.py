"""Places told by class names: English ones, and Arabic words in Latin letters however they are spelled."""

from __future__ import annotations

import pytest

from archive.text.page.zones import Zone, zone_of_names


@pytest.mark.parametrize(
    ("names", "zone"),
    [
        ("ta3leeqat_box", Zone.COMMENTS),
        ("taaliqat", Zone.COMMENTS),
        ("listTa3lekat", Zone.COMMENTS),
        ("t3li9at", Zone.COMMENTS),
        ("rdood", Zone.COMMENTS),
        ("moshrkat_qoraa", Zone.COMMENTS),
        ("mota3alleqa", Zone.RELATED),
        ("related-posts", Zone.RELATED),
        ("eshterak", Zone.SHARE),
        ("e3lanat", Zone.CHROME),
        ("estitla3", Zone.CHROME),
        ("wosoom", Zone.TAGS),
    ],
)
def test_name_opens_its_zone(names: str, zone: Zone) -> None:
    assert zone_of_names(names) is zone


@pytest.mark.parametrize(
    "names",
    ["talk", "telecast", "tahleel", "ta2leef", "takaleef", "milan", "mawdoo3", "nass_khabar", "rodeo", "no-comments", "kalima"],
)
def test_word_that_only_sounds_alike_opens_none(names: str) -> None:
    assert zone_of_names(names) is None
