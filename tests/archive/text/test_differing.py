from __future__ import annotations

from dataclasses import replace

import pytest

from archive.models import Extractor
from archive.text.differing import Difference, differences, shares
from tests.archive.catalog.samples import article


def test_differences_name_the_fields_with_both_values():
    old = article()
    new = replace(old, headline="عنوان آخر", author=("سلمى حداد",))
    assert differences(old, new) == (
        Difference(field="headline", old=old.headline, new="عنوان آخر"),
        Difference(field="author", old=(), new=("سلمى حداد",)),
    )


def test_another_extractor_alone_is_no_difference():
    old = article()
    assert differences(old, replace(old, extractor=Extractor(name="warraq", version="9", rules_version="none"))) == ()


@pytest.mark.parametrize(
    ("old", "new", "kept", "added"),
    [
        ("واحد اثنان ثلاثة أربعة", "واحد اثنان ثلاثة أربعة", 1.0, 0.0),
        ("واحد اثنان ثلاثة أربعة", "واحد اثنان", 0.5, 0.0),
        ("واحد اثنان", "واحد اثنان ثلاثة أربعة", 1.0, 0.5),
        ("واحد اثنان\nثلاثة", "ثلاثة واحد\nاثنان", 1.0, 0.0),
        ("واحد واحد واحد واحد", "واحد", 0.25, 0.0),
        ("واحد", "اثنان", 0.0, 1.0),
        ("", "واحد", 1.0, 1.0),
        ("واحد", "", 0.0, 0.0),
        ("", "", 1.0, 0.0),
    ],
)
def test_shares_are_of_the_words_of_each_text(old, new, kept, added):
    found = shares(old, new)
    assert (found.kept, found.lost, found.added) == (kept, 1 - kept, added)
    assert (found.words_old, found.words_new) == (len(old.split()), len(new.split()))
