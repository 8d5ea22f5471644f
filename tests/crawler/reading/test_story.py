"""`warraq story`, at a terminal, through a pipe, and read by a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from crawler.reading.story import story as trace
from tests.archive.catalog.samples import after, article, story

BODY = """أعلنت هيئة الموانئ أن السفينة «نسمة» رست صباح أمس في الرصيف الشرقي بعد رحلة دامت 11 يوما من مرافئ الشمال.
وقال مدير الرصيف سامر الهاني إن الحمولة تضم أربعة آلاف طن من القمح ستوزع على مطاحن الجنوب خلال الأسبوع المقبل.
وتوقفت حركة التفريغ ساعتين بسبب الرياح قبل أن تستأنفها الرافعات الثلاث تحت إشراف خفر السواحل.
ومن المقرر أن تغادر السفينة مساء الخميس متجهة إلى المضيق حيث تنتظرها شحنة من الإسمنت الأبيض.
وكانت الهيئة قد وسعت الرصيف العام الماضي بكلفة بلغت عشرين مليون دينار مولها صندوق التنمية العربي."""
OF_THE_AGENCY, REPRINT = "https://raqim.example/1", "https://daily.example/1"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    texts = (
        (OF_THE_AGENCY, "وكالة رقيم للأنباء", BODY, 0),
        (REPRINT, "الصحيفة \x1b[31m", BODY.replace("11 يوما", "12 يوما").rpartition("\n")[0], 134),
        ("https://other.example/2", "غيرها", "افتتح المتحف أمس.\nوحضره الناس.", 10),
    )
    with Catalog.open(tmp_path / "catalog.sqlite") as catalog:
        for url, outlet, body, minutes in texts:
            told = {"publisher": outlet, "source_organization": None, "date_published": after(minutes)}
            catalog.acknowledge([], [story(url, body, after(minutes), source=None, article=article(url, body, **told))])
    return tmp_path


def test_printings_are_told_with_their_lag_and_what_was_cut(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trace(REPRINT, home=home, json=False) == 0
    shown = capsys.readouterr().out
    assert "printed by one outlet" in shown
    assert "2 h 14 min later" in shown
    assert "1 paragraph cut (bottom)" in shown
    assert "number: «11» → «12»" in shown
    assert "\x1b" not in shown


def test_answer_for_programs_is_a_line_a_story(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trace(REPRINT, home=home, json=True) == 0
    (told,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert told["origin"]["url"] == OF_THE_AGENCY
    assert [one["text"]["url"] for one in told["printings"]] == [REPRINT]
    assert told["printings"][0]["lag_s"] == 134 * 60


def test_story_that_nobody_printed_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trace("https://other.example/2", home=home, json=False) == 0
    assert "nobody else in this archive printed it" in capsys.readouterr().out


def test_what_is_not_here_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trace("https://nowhere.example/", home=home, json=False) == 4
    assert "nothing of 'https://nowhere.example/' is in this archive" in capsys.readouterr().err


def test_home_without_a_catalogue_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trace(REPRINT, home=tmp_path, json=False) == 4
    assert "nothing is archived" in capsys.readouterr().err
