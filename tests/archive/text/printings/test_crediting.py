from __future__ import annotations

import pytest

from archive.text.origin.agencies import UNNAMED
from archive.text.printings.crediting import CreditFate, credit_fate, is_credited
from tests.archive.catalog.samples import article

BODY = "افتتح الجسر الجديد بعد عامين من العمل.\nوقال المدير إن التكلفة بلغت 12 مليونا.\nوكان القديم قد انهار."
AGENCY = "رويترز"


def printed(body: str = BODY, *, named: str | None = None, author: tuple[str, ...] = ()):
    return article("https://daily.example/1", body, source_organization=named, author=author)


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        (printed(named="رويترز"), CreditFate.KEPT),
        (printed(named="وكالة رويترز"), CreditFate.KEPT),
        (printed(author=("رويترز",)), CreditFate.KEPT),
        (printed(author=("سعاد علي", "لندن - رويترز")), CreditFate.KEPT),
        (printed(f"القاهرة (رويترز) - {BODY}"), CreditFate.KEPT),
        (printed(f"{BODY}\nالمصدر: رويترز"), CreditFate.KEPT),
        (printed(named="الأناضول"), CreditFate.CHANGED),
        (printed(named=UNNAMED), CreditFate.CHANGED),
        (printed(), CreditFate.DROPPED),
        (printed(author=("سعاد علي",)), CreditFate.DROPPED),
    ],
    ids=lambda value: value.value if isinstance(value, CreditFate) else "",
)
def test_what_became_of_a_credit(text, fate):
    assert credit_fate(AGENCY, text) is fate


@pytest.mark.parametrize("agency", [None, UNNAMED])
def test_of_a_text_that_is_nobodys_no_credit_can_be_lost(agency):
    assert credit_fate(agency, printed(named="رويترز")) is CreditFate.UNKNOWN


def test_an_agency_that_the_story_is_about_is_not_its_source():
    lines = [f"{'كلمة ' * 20}{line}" for line in ("أولى.", "قالت رويترز إن الخبر صحيح وإن لديها ما يثبته كما قالت.", "ثالثة.")]
    middle = "\n".join([*[BODY.splitlines()[0]] * 2, *lines, *[BODY.splitlines()[2]] * 2])
    assert credit_fate(AGENCY, printed(middle)) is CreditFate.DROPPED


@pytest.mark.parametrize(
    "agency", ["وكالة رقيم للأنباء", "رقيم للأنباء", "رقيم"], ids=["in full", "without its first word", "its name alone"]
)
def test_words_that_many_names_have_are_no_name(agency):
    assert is_credited(agency, printed(f"تونس (رقيم) - {BODY}"))
    assert not is_credited(agency, printed(f"تونس (وكالة الأنباء) - {BODY}"))


@pytest.mark.parametrize("agency", ["وا", "", "وكالة"])
def test_a_name_too_short_to_be_one_is_not_looked_for(agency):
    assert not is_credited(agency, printed("وا و وا\nكلام."))
