from __future__ import annotations

import json
from dataclasses import replace

import pytest

from archive.catalog.readings import Standing
from archive.dating import DateEvidence, DateKind, DateOf, DateStanding
from archive.links import NO_CLAIM
from archive.text.differing import differences, shares
from archive.text.rules import Rules
from crawler.upkeep.reextract_report import BUCKETS, Report, bucket
from crawler.upkeep.rereading import Became, Reread
from tests.archive.catalog.samples import NOON, URL, article, record

EVIDENCE = DateEvidence(
    of=DateOf.PUBLISHED, kind=next(iter(DateKind)), name="time", text="اليوم", value=NOON, standing=next(iter(DateStanding))
)


def changed() -> Reread:
    old = article()
    new = replace(old, headline="\x1b[31mعنوان", article_body="", author=("سلمى حداد",), date_evidence=(EVIDENCE,))
    response = record()
    standing = Standing(
        asked=URL,
        url=URL,
        source=None,
        captured_at=NOON,
        exchange=response,
        record=response,
        digest=old.digest,
        claim=NO_CLAIM,
        place=("", 1),
        number=1,
        article=old,
        conversion=record("conversion"),
    )
    return Reread(
        standing=standing,
        became=Became.CHANGED,
        rules=Rules(),
        read_from=response,
        article=new,
        differences=differences(old, new),
        shares=shares(old.article_body, new.article_body),
    )


def test_every_kind_of_field_is_told_to_programs(capsys):
    report = Report(json=True, is_applying=False)
    report.tell(changed())
    told = json.loads(capsys.readouterr().out)
    assert told["fields"]["date_evidence"]["new"][0]["text"] == "اليوم"
    assert (told["fields"]["author"], told["text"]["kept"]) == ({"old": [], "new": ["سلمى حداد"]}, 0)


def test_nothing_of_a_page_acts_on_the_terminal(capsys):
    report = Report(json=False, is_applying=False)
    report.tell(changed())
    report.sum_up(1.0)
    said = capsys.readouterr().out
    assert "\x1b[31m" not in said
    assert "author: nothing → سلمى حداد" in said
    assert "by hand, captured 2026-11-03" in said


@pytest.mark.parametrize(
    ("share", "name"),
    [(0, "0 %"), (0.004, "0 %"), (0.01, "1-9 %"), (0.5, "50-89 %"), (0.9, "90-99 %"), (0.994, "90-99 %"), (1, "100 %")],
)
def test_shares_are_counted_in_whole_per_cent(share, name):
    assert bucket(share) == name
    assert name in BUCKETS
