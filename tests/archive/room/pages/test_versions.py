"""The page of a story's texts: all of them, and any two compared."""

from __future__ import annotations

import json
import re
from time import process_time

import pytest
from lxml.html import HtmlElement, document_fromstring

from archive.catalog.ids import article_id
from archive.room.pages.versions_view import LISTED
from tests.archive.room.library import HOSTILE

URL = "https://news.example/story/1"
PATH = f"/story/{article_id(URL)}/versions"
LINES = (
    "قال الوزير محمد علي إن 12 شخصا أصيبوا في القاهرة.",
    "وأضاف أن التحقيق ما زال مستمرا حتى مساء اليوم.",
    "وكانت الشرطة وصلت بعد ساعة كاملة.",
)


def put(shelf, *texts, **said) -> None:
    for number, text in enumerate(texts):
        shelf.tell(shelf.put(URL, f"<p>{number}", minutes=10 * number), text, **said)


def read(room, path: str = PATH) -> HtmlElement:
    answer = room.read(path)
    assert answer.status_code == 200
    return document_fromstring(answer.text)


def said(page: HtmlElement, where: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in page.cssselect(where)]


def chosen(page: HtmlElement) -> list[str]:
    return [option.get("value") for option in page.cssselect("select option[selected]")]


def test_last_two_texts_are_compared_where_none_is_named(shelf, room):
    put(shelf, LINES[0], LINES[0].replace("12", "13"), LINES[0].replace("12", "15"))
    page = read(room)
    assert chosen(page) == ["2", "3"]
    assert (said(page, ".diff del.removed"), said(page, ".diff .body ins.added")) == (["حُذف", "13"], ["15"])
    assert said(page, ".changes .classes li") == ["تغيّر رقم"]
    (link,) = page.cssselect(".summary a")
    assert said(page, ".summary li") == ["رقم: 13 ←صار 15"]
    assert page.cssselect(link.get("href"))[0].text_content() == "13"


@pytest.mark.parametrize(
    ("query", "compared"),
    [
        ("?from=1&to=3", ["1", "3"]),
        ("?from=3&to=1", ["3", "1"]),
        ("?to=2", ["1", "2"]),
        ("?from=1", ["1", "3"]),
        ("?to=1", ["2", "1"]),
        ("?from=9&to=2", ["1", "2"]),
        ("?from=-1&to=%00", ["2", "3"]),
        ("?from=%D9%A1&to=99999999999999999999999", ["2", "3"]),
        ("?from=1&from=2&to=%ED%A0%80&skip=-5&view=x", ["2", "3"]),
        ("?skip=99999999999999", ["2", "3"]),
    ],
)
def test_two_texts_are_compared_whatever_the_address_says(shelf, room, query, compared):
    put(shelf, *LINES)
    assert chosen(read(room, PATH + query)) == compared


def test_a_number_that_is_no_text_is_said(shelf, room):
    put(shelf, *LINES)
    assert "ليس لهذا الخبر نص بهذا الرقم" in said(read(room, f"{PATH}?from=7&to=2"), ".note")[0]


def test_texts_compared_backwards_are_said_to_be(shelf, room):
    put(shelf, *LINES)
    page = read(room, f"{PATH}?from=2&to=1")
    assert [link.get("href") for link in page.cssselect(".note a")] == [f"{PATH}?from=1&to=2"]


def test_a_text_compared_with_itself_has_no_changes(shelf, room):
    put(shelf, *LINES)
    page = read(room, f"{PATH}?from=2&to=2")
    assert "النصان واحد، لا فرق بينهما." in said(page, ".changes p")
    assert not page.cssselect(".body ins, .body del")


def test_a_story_of_one_text_has_nothing_to_compare(shelf, room):
    put(shelf, LINES[0])
    page = read(room)
    assert said(page, "#compared") == ["لم يُعرف لهذا الخبر إلا نص واحد."]
    assert len(page.cssselect(".texts li.text")) == 1


def test_white_space_only_is_said(shelf, room):
    put(shelf, LINES[0], LINES[0].replace(" ", "  "))
    page = read(room)
    assert any("المسافات" in text for text in said(page, ".changes p"))
    assert said(page, ".texts .classes li") == ["المسافات لا غير"]
    assert not page.cssselect(".announced")


def test_silent_edits_and_announced_ones_are_told_apart(shelf, room):
    notice = "تصحيح: ورد في نسخة سابقة أن المصابين 12."
    put(shelf, LINES[0], LINES[0].replace("12", "13"), f"{LINES[0]}\n{notice}")
    page = read(room)
    assert said(page, ".texts .announced") == ["مع تنويه بالتصحيح", "تعديل صامت"]
    assert "of-correction" in page.cssselect(".changes .classes li")[0].get("class")


def test_credits_that_changed_are_told_beside_the_words(shelf, room):
    put(shelf, LINES[0])
    shelf.tell(shelf.put(URL, "<p>9", minutes=60), LINES[1], source_organization=None, author=("سمير",))
    assert said(read(room), ".facts-changed div") == ["الكاتب لا شيء ←صار سمير", "الوكالة الأناضول ←صار لا شيء"]


def test_absence_and_return_stand_among_the_texts(shelf, room):
    put(shelf, LINES[0])
    shelf.miss(shelf.put(URL, "gone", minutes=20, status=404))
    page = read(room)
    assert "الصفحة غائبة منذ" in said(page, ".removed-note")[0]
    assert not page.cssselect(".texts .now")
    shelf.tell(shelf.put(URL, "<p>back", minutes=40), LINES[0])
    page = read(room)
    assert not page.cssselect(".removed-note")
    assert [row.get("class") for row in page.cssselect(".texts > ol > li")] == ["absence", "text"]
    assert "وعاد إلى الظهور" in said(page, ".texts li.text")[0]


def test_a_removal_is_told_with_when_it_was_first_missing(library):
    page = document_fromstring(library.room.read(f"{library.path('gone')}/versions").text)
    assert said(page, ".removed-note") == [
        "حُذف الخبر: تأكد ذلك 5 نوفمبر 2026، 10:30 ت.ع.م، وأول ما لوحظ غيابه 4 نوفمبر 2026، 10:00 ت.ع.م."
    ]


def test_moved_sentences_are_marked_and_linked(shelf, room):
    put(shelf, "\n".join(LINES), "\n".join((LINES[2], LINES[0], LINES[1])))
    page = read(room)
    came, left = page.cssselect(".jump")
    assert (came.get("href"), left.get("href")) == (f"#{left.get('id')}", f"#{came.get('id')}")
    assert said(page, ".jump") == ["نُقل من أسفل", "نُقل إلى أعلى"]
    assert said(page, ".changes .classes li") == ["نُقلت جملة"]


def test_side_by_side_shows_either_text_whole(shelf, room):
    after = (LINES[2], LINES[0].replace("12", "15"))
    put(shelf, "\n".join(LINES), "\n".join(after))
    page = read(room, f"{PATH}?view=side")
    for link in page.cssselect(".jump"):
        link.text = ""
    sides = [row.cssselect("div > div") for row in page.cssselect(".sides:not(.heads)")]
    shown = [" ".join(" ".join(said(side[place], "p:not(.side)")) for side in sides).split() for place in (0, 1)]
    assert ["".join(words) for words in shown] == ["".join("".join(LINES).split()), "".join("".join(after).split())]


def test_a_thousand_texts_are_listed_in_pages(shelf, room):
    for number in range(120):
        shelf.tell(shelf.put(URL, f"{number}", minutes=number), f"بلغ العدد {number} شخصا.")
    page, numbers = read(room), []
    while page is not None:
        numbers += [row.get("id") for row in page.cssselect(".texts li.text")]
        following = page.cssselect(".pages a[rel=next]")
        page = read(room, following[0].get("href")) if following else None
    assert numbers == [f"text-{number}" for number in range(120, 0, -1)]
    assert len(read(room).cssselect(".texts li.text")) == LISTED


def test_a_text_of_a_megabyte_is_compared_by_paragraphs(shelf, room):
    lines = [f"الفقرة {number} تصف ما جرى في الجلسة وما دار فيها من نقاش طويل." for number in range(9_000)]
    put(shelf, "\n".join(lines), "\n".join([*lines[:4_000], LINES[0], *lines[4_001:]]))
    began = process_time()
    page = read(room)
    assert process_time() - began < 10
    assert any("بالفقرات" in note for note in said(page, ".note"))
    assert said(page, ".body ins") == [LINES[0]]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words_in_both_texts(shelf, room, words):
    told = words.encode("utf-8", "replace").decode()
    put(shelf, f"{told} 1\n{LINES[0]}\n{told}", f"{told} 2\n{told}\n{LINES[0]}", headline=told, author=(told,))
    for path in (PATH, f"/en{PATH}", f"{PATH}?view=side"):
        page = read(room, path)
        assert {found.tag for found in page.cssselect("main *")} <= set(TAGS.split())
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.cssselect(".diff")[0].text_content())
        assert not page.xpath("//@onerror | //@onload | //@style")


TAGS = (
    "header p a h1 h2 h3 bdi div form label select option fieldset legend input button section ul ol li del ins span dl dt dd "
    "details summary time code nav"
)
"""Elements that the page makes."""


def test_no_page_is_made_for_what_is_no_story(room):
    assert [room.read(f"/story/{name}/versions").status_code for name in ("000000000000", "x", "%00", "%ED%A0%80")] == [404] * 4


def test_api_tells_what_the_page_does(shelf, room):
    put(shelf, LINES[0], LINES[0].replace("12", "15"))
    api = f"/api{PATH.removesuffix('/versions')}"
    told = json.loads(room.read(f"{api}/comparison?before=1&after=2").text)
    assert (told["classes"], told["announced"]) == ([{"of": "number", "count": 1}], "silently")
    spans = json.loads(room.read(f"{api}/versions").text)["spans"]
    assert [one["number"] for one in spans] == [1, 2]
