"""A text that the page carries a second time: read as paragraphs, found again in lines, told from a fuller or another one."""

from __future__ import annotations

import html

import pytest

from archive.text.body.carried import Carried, is_fuller, read_carried

TEXTS = ("أقر المجلس البلدي خطة لتشجير الطرق في الأحياء الشمالية.", "وتشمل الخطة غرس ألفي شجرة قبل حلول الشتاء.")
MARKUP = f"<p>{TEXTS[0]}</p><figure><figcaption>أشجار في المدينة</figcaption></figure><p>{TEXTS[1]}</p>"
WRITTEN = {
    "lines": "\n".join(TEXTS),
    "markup": MARKUP,
    "escaped markup": html.escape(MARKUP),
    "breaks": "<br/>".join(TEXTS),
    "entities": "\r\n\r\n".join(TEXTS).replace(" ", "&nbsp;"),
}


def carried(*paragraphs: str) -> Carried:
    one = read_carried("\n".join(paragraphs))
    assert one is not None
    return one


@pytest.mark.parametrize("name", WRITTEN)
def test_text_is_read_as_its_paragraphs(name: str) -> None:
    one = read_carried(WRITTEN[name])
    assert one is not None
    assert one.paragraphs == TEXTS


@pytest.mark.parametrize("text", [None, "", " \n", "<p></p>"])
def test_nothing_is_read_when_there_is_no_text(text: str | None) -> None:
    assert read_carried(text) is None


def test_line_is_held_however_it_is_spaced() -> None:
    one = carried("".join(TEXTS))
    assert one.holds(TEXTS[1].replace(" ", "\u00a0 "))
    assert not one.holds("وتشمل الخطة غرس ثلاثة آلاف شجرة.")
    assert not one.holds("***")


def test_text_is_fuller_when_the_page_shows_its_beginning() -> None:
    one = carried(*TEXTS, "وقال رئيس المجلس إن العمل يبدأ غدا.")
    assert is_fuller(one, [TEXTS[0][:30] + "..."])
    assert not is_fuller(one, list(TEXTS))
    assert not is_fuller(one, ["خبر آخر لا صلة له بما سبق."])
    assert not is_fuller(one, [])


def test_text_has_no_end_when_cut_off() -> None:
    assert carried(*TEXTS).ends_with(TEXTS[1])
    assert not carried(*TEXTS).ends_with(TEXTS[0])
    assert not carried(TEXTS[0], "وتشمل الخطة غرس […]").ends_with("وتشمل الخطة غرس […]")


@pytest.mark.parametrize("join", ["\n", "<br>"])
def test_prompts_and_labels_in_a_text_go(join: str) -> None:
    labels = ("اقرأ أيضا: مهرجان التمور يجذب الآلاف", "تابعونا على فيسبوك", "ظهرت المقالة تشجير الطرق أولاً على صحيفة المدينة.")
    one = read_carried(join.join((TEXTS[0], labels[0], TEXTS[1], *labels[1:])))
    assert one is not None
    assert one.paragraphs == TEXTS
    assert one.ends_with(TEXTS[1])


def test_where_a_text_appeared_is_cut_off_its_last_line() -> None:
    one = read_carried(f"{TEXTS[0]} {TEXTS[1]} The post تشجير الطرق appeared first on المدينة.")
    assert one is not None
    assert one.paragraphs == (" ".join(TEXTS),)
