from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.edits import edit
from archive.dating import DateEvidence, DateKind, DateOf, DateStanding
from archive.models import Article, Extractor
from archive.watching import EventKind
from tests.archive.catalog.samples import NOON, URL, after, article, record, redirected, story

NEWER = Extractor(name="warraq", version="0.2.0", rules_version="1")


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        ({"date_modified": after(0)}, {"date_modified": after(5)}, EventKind.EDITED),
        ({}, {"date_modified": after(5)}, EventKind.EDITED),
        ({"date_modified": after(0)}, {"date_modified": after(0)}, EventKind.SILENT_EDIT),
        ({}, {}, EventKind.SILENT_EDIT),
        ({"date_modified": after(0)}, {}, EventKind.SILENT_EDIT),
        ({"date_modified": NOON}, {"date_modified": NOON.astimezone(timezone(timedelta(hours=3)))}, EventKind.SILENT_EDIT),
        ({}, {"extractor": NEWER}, None),
        ({}, {"extractor": NEWER, "date_modified": after(5)}, EventKind.EDITED),
    ],
)
def test_edit_is_silent_where_the_page_does_not_say_so(
    before: dict[str, object], now: dict[str, object], kind: EventKind | None
) -> None:
    found = edit(article(body="A", **before), article(body="B", **now))
    assert (found and found[0]) == kind


def test_edit_hears_a_date_that_the_page_states_and_nothing_confirms() -> None:
    """A page with dateModified alone: it is no date of the article, but the outlet does say that something changed."""
    was, now = (article(body=body, date_evidence=(_stated(at),)) for body, at in (("A", after(0)), ("B", after(5))))
    assert (edit(was, now) or (None,))[0] is EventKind.EDITED
    assert (edit(was, replace(was, article_body="B")) or (None,))[0] is EventKind.SILENT_EDIT


def _stated(at: datetime) -> DateEvidence:
    of, kind, standing = DateOf.MODIFIED, DateKind.JSON_LD, DateStanding.DISAGREES
    return DateEvidence(of=of, kind=kind, name="dateModified", text=at.isoformat(), value=at, standing=standing)


def test_edit_tells_what_changed() -> None:
    was, now = article(body="A", headline="واحد"), article(body="A", headline="اثنان", date_modified=after(5))
    assert edit(was, now) == (EventKind.EDITED, "headline; dateModified 2026-11-03T12:05:00.123456+00:00, before: none")


def test_an_edit_with_a_correction_notice_is_not_silent() -> None:
    was, now = article(body="قتل 12 شخصا."), article(body="قتل 15 شخصا.\nتصحيح: ورد في نسخة سابقة أن القتلى 12.")
    assert edit(was, now) == (EventKind.EDITED, "article_body; dateModified none; correction notice")
    assert (edit(now, replace(now, article_body=now.article_body.replace("15", "16"))) or (None,))[0] is EventKind.SILENT_EDIT


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        ("وصلت القافلة.\nوعادت.", "وصلت  القافلة. وعادت.", EventKind.EDITED),
        ("وصلت القافلة.", "وصلت القا\u200bفلة .", EventKind.EDITED),
        ("وصلت القافلة.", "وصل تالقافلة.", EventKind.SILENT_EDIT),
    ],
)
def test_what_nobody_sees_is_no_silent_edit(before: str, now: str, kind: EventKind) -> None:
    found = edit(article(body=before), article(body=now))
    assert found is not None
    assert (found[0], found[1].endswith("; white space only")) == (kind, kind is EventKind.EDITED)


def show(catalog: Catalog, read: Article, minutes: float) -> None:
    catalog.acknowledge([], [replace(story(at=after(minutes)), article=read)])


def told(catalog: Catalog) -> list[tuple[EventKind, int | None, int | None]]:
    return [(event.kind, event.previous, event.version) for event in catalog.events()]


def test_acknowledge_tells_each_change_once_and_what_stayed_not(catalog: Catalog) -> None:
    for minutes, body in enumerate("AABBA"):
        show(catalog, article(body=body, date_modified=after(-1)), minutes)
    assert told(catalog) == [(EventKind.SILENT_EDIT, 1, 2), (EventKind.SILENT_EDIT, 2, 1)]
    assert [event.at for event in catalog.events()] == [after(2), after(4)]


def test_acknowledge_tells_each_change_once_though_the_clock_was_set_back(catalog: Catalog) -> None:
    """The first look was dated an hour ahead; those after it come before it, and at last after it."""
    for body, minutes in (("A", 0), ("A", 70), ("B", 15), ("B", 30), ("B", 90)):
        show(catalog, article(body=body), minutes)
    assert told(catalog) == [(EventKind.SILENT_EDIT, 1, 2)]


def test_acknowledge_tells_a_change_within_one_group(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(body="A"), story(body="B", at=after(1))])
    assert told(catalog) == [(EventKind.SILENT_EDIT, 1, 2)]


def test_acknowledge_told_twice_tells_no_change_twice(catalog: Catalog) -> None:
    group = [story(body=body, at=after(minutes)) for minutes, body in enumerate("ABA")]
    catalog.acknowledge([], group)
    before = list(catalog.dump())
    catalog.acknowledge([], group)
    assert list(catalog.dump()) == before


def test_acknowledge_tells_of_a_change_at_the_article_s_own_address(catalog: Catalog) -> None:
    catalog.acknowledge([], [redirected(story(body="A"), "https://short.example/1")])
    catalog.acknowledge([], [redirected(story(body="B", at=after(1)), "https://short.example/1")])
    assert [event.url for event in catalog.events()] == [URL]


def test_acknowledge_tells_no_change_of_a_home_page_that_a_story_leads_to(catalog: Catalog) -> None:
    home = "https://news.example/"
    for minutes, body in enumerate("AB"):
        catalog.acknowledge([], [replace(redirected(story(home, body, after(minutes)), URL), conversion=record("conversion"))])
    assert told(catalog) == []
