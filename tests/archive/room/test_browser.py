"""The browser that the room's tests share: what it is to notice, it notices."""

from __future__ import annotations

from typing import Any

import pytest

from tests.archive.room.browser import Watch, axe, opened

pytestmark = pytest.mark.slow


def test_room_of_everything_opens_without_a_fault(visitor, library):
    visitor.goto(library.path("market"))
    assert visitor.locator("h1").inner_text() == "سوق الكتب القديمة في نابلس تفتح أبوابها"


@pytest.mark.parametrize(
    ("act", "seen"),
    [
        ("location = 'http://outside.example/x'", "outside request"),
        ("document.head.append(Object.assign(document.createElement('script'), {textContent: '1'}))", "console"),
        ("setTimeout(() => { throw new Error('broken') })", "uncaught error"),
        ("setTimeout(() => alert(1))", "dialog"),
        ("window.open('about:blank')", "window"),
    ],
)
def test_what_no_page_may_do_is_noticed(browser, library, act, seen):
    context, watch = browser.new_context(base_url=library.room.room), Watch(library.room)
    watch.follow(context)
    page = context.new_page()
    page.goto("/")
    page.evaluate(f"() => {{ {act} }}")
    while not watch.seen:
        page.wait_for_timeout(20)
    context.close()
    assert watch.seen[0].startswith(seen)


def test_what_is_noticed_fails_the_test(browser, library):
    with pytest.raises(AssertionError, match="uncaught error: broken"), opened(browser, library.room) as page:
        _break(page)


def _break(page: Any) -> None:
    page.goto("/")
    with page.expect_event("pageerror"):
        page.evaluate("() => { setTimeout(() => { throw new Error('broken') }) }")


def test_page_that_is_not_there_is_an_answer(visitor):
    assert visitor.goto("/story/000000000000").status == 404


def test_axe_finds_what_is_not_accessible(visitor):
    visitor.goto("/")
    visitor.evaluate("document.body.append(document.createElement('input'), new Image())")
    found = [fault.partition(" ")[0] for fault in axe(visitor)]
    assert {"label", "image-alt"} <= set(found)
