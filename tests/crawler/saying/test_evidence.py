"""A story's dates and what they were read from, as `warraq show` says it."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta, timezone

from rich.console import Console

from archive.dating import DateEvidence, DateKind, DateOf, DateStanding
from archive.exchange import answers
from crawler.saying.evidence import date_line
from crawler.saying.tables import print_article
from tests.archive.catalog.samples import article

MECCA = timezone(timedelta(hours=3))
AT = datetime(2026, 4, 23, 18, 32, tzinfo=MECCA)


def evidence(kind: DateKind, text: str, standing: DateStanding, **other: object) -> DateEvidence:
    fields = {"of": DateOf.PUBLISHED, "name": None, "value": AT}
    return DateEvidence(kind=kind, text=text, standing=standing, **(fields | other))


TOLD = evidence(DateKind.JSON_LD, "2026-04-23T15:32:00Z", DateStanding.CHOSEN, name="datePublished")
PAGE = evidence(DateKind.VISIBLE, "الخميس 23 نيسان 2026 18:32", DateStanding.AGREES)
LATE = evidence(DateKind.META, "2031-01-01", DateStanding.FUTURE, name="date", value=None)


def test_date_names_what_gave_it_what_agrees_and_what_was_refused():
    read = article(date_published=AT, date_evidence=(TOLD, PAGE, LATE))
    assert date_line(read, DateOf.PUBLISHED) == (
        '2026-04-23 18:32 +03:00, from JSON-LD datePublished "2026-04-23T15:32:00Z"; '
        'agrees: the page "الخميس 23 نيسان 2026 18:32"; refused: meta date "2031-01-01" (in the future)'
    )


def test_no_date_says_what_was_refused():
    read = article(date_published=None, date_evidence=(LATE,))
    assert date_line(read, DateOf.PUBLISHED) == 'none; refused: meta date "2031-01-01" (in the future)'


def test_a_day_alone_shows_no_time():
    read = article(date_published=date(2026, 4, 23), date_evidence=())
    assert date_line(read, DateOf.PUBLISHED) == "2026-04-23"


def test_page_dated_by_its_last_change_says_so():
    changed = evidence(DateKind.VISIBLE, "آخر تحديث: 23 أبريل 2026", DateStanding.CHOSEN, of=DateOf.MODIFIED)
    read = article(date_published=date(2026, 4, 23), date_evidence=(changed,))
    assert date_line(read, DateOf.PUBLISHED) == '2026-04-23, from the page "آخر تحديث: 23 أبريل 2026"'


def test_nothing_found_is_not_spoken_of():
    read = article(date_published=None, date_modified=None)
    assert date_line(read, DateOf.PUBLISHED) is None
    assert date_line(read, DateOf.MODIFIED) is None


def test_people_see_the_evidence_with_the_story():
    terminal = Console(file=io.StringIO(), width=80)
    print_article(terminal, article(date_published=AT, date_evidence=(TOLD, PAGE)))
    assert 'from JSON-LD datePublished "2026-04-23T15:32:00Z"' in terminal.file.getvalue()


def test_a_page_cannot_act_on_the_terminal_through_its_date():
    terminal = Console(file=io.StringIO(), width=80)
    print_article(
        terminal, article(date_published=AT, date_evidence=(evidence(DateKind.META, "\x1b]0;x\x07", DateStanding.CHOSEN),))
    )
    assert "\x1b" not in terminal.file.getvalue()


def test_programs_are_told_the_evidence():
    said = json.loads(answers.line(answers.article_answer(article(date_published=AT, date_evidence=(TOLD, LATE))) or {}))
    assert said["date_evidence"][0] == {
        "of": "published",
        "kind": "json-ld",
        "name": "datePublished",
        "text": "2026-04-23T15:32:00Z",
        "value": "2026-04-23T18:32:00+03:00",
        "standing": "chosen",
    }
    assert said["date_evidence"][1]["standing"] == "in the future"
    assert datetime.fromisoformat(said["date_evidence"][0]["value"]).astimezone(UTC).hour == 15
