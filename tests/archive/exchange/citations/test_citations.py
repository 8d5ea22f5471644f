"""Citations say who wrote what, and hold whatever a headline is made of."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from archive.exchange.citations.bibtex import bibtex
from archive.exchange.citations.citation import citation_of
from archive.exchange.citations.csl import csl
from archive.exchange.citations.prose import arabic, english
from archive.exchange.citations.ris import ris
from archive.models import Version
from tests.archive.catalog.samples import article, record
from tests.archive.room.library import HOSTILE

FILE = "WARRAQ-20261103120000-00000-host.warc.gz"
ODD = (
    *HOSTILE,
    "a}\n}\n@online{b, title={c",
    "}}},{{{",
    "\\input{x}\\",
    "100% & $5 #1 _a_ ^b ~c",
    "x\nER  - \nTY  - BOOK\r\nTI  - y",
    "Smith, J. and Jones and others",
    "\x00\x1f\x7f\x85\u2028\u2029\u200e\u200f",
    "",
)


def version(url: str = "https://news.example/story/1", **fields: object) -> Version:
    return Version(
        url=url,
        number=1,
        text_digest="sha256:1",
        captured_at=datetime(2026, 11, 3, 15, 4, tzinfo=timezone(timedelta(hours=3))),
        article=article(url, **fields),
        record=record(),
        conversion=record("conversion"),
    )


def cited(**fields: object):
    fields = {"headline": "فتح الطريق", "author": ("ليلى حدّاد", "Sami Aoun")} | fields
    return citation_of(version(**fields), "صحيفة المثال")


def skeleton(entry: str) -> str:
    """Return an entry without what its fields hold: braces are counted as BibTeX counts them, behind a backslash or not."""
    depth, kept = 0, []
    for letter in entry:
        outer = depth
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth >= 0
        if min(outer, depth) < 2:
            kept.append(letter)
    assert depth == 0
    return "".join(kept)


def test_citation_is_a_sentence_in_either_language():
    one = cited()
    record_id = one.record_id
    plain = re.compile("[\u2068\u2069]")
    assert plain.sub("", arabic(one)) == (
        "ليلى حدّاد، Sami Aoun، «فتح الطريق»، صحيفة المثال، نقلًا عن الأناضول، 3 نوفمبر 2026، https://news.example/story/1. "
        f"محفوظ في أرشيف ورّاق منذ 3 نوفمبر 2026، 12:04 بالتوقيت العالمي: سجلّ WARC {record_id} في الملف {FILE}."
    )
    assert plain.sub("", english(one)) == (
        "ليلى حدّاد, Sami Aoun. “فتح الطريق.” صحيفة المثال (الأناضول), 3 November 2026. https://news.example/story/1. "
        f"Archived by Warraq on 3 November 2026, 12:04 UTC: WARC record {record_id} in {FILE}."
    )


def test_what_is_not_known_is_left_out():
    one = citation_of(version(headline="أين؟", source_organization=None, date_published=None), None)
    assert arabic(one).startswith("«\u2068أين؟\u2069»، من دون تاريخ، https://news.example/story/1. ")
    assert english(one).startswith("“\u2068أين؟\u2069” undated. https://news.example/story/1. ")
    assert "date = " not in bibtex(one).replace("urldate = ", "")
    assert {"PY", "DA", "T2", "AU"}.isdisjoint(line[:2] for line in ris(one).splitlines())


def test_agency_that_is_the_outlet_is_named_once():
    assert citation_of(version(source_organization="الأناضول"), "وكالة الأناضول").agency is None


def test_day_is_that_of_the_outlets_clock():
    night = datetime(2026, 11, 3, 0, 30, tzinfo=timezone(timedelta(hours=3)))
    assert cited(date_published=night).published_on == date(2026, 11, 3)
    assert cited(date_published=date(2026, 11, 4)).published_on == date(2026, 11, 4)
    assert cited().captured_at.tzinfo is UTC


def test_bibtex_is_an_entry_with_its_fields():
    lines = bibtex(cited(headline="Prices up 5% {sic}")).splitlines()
    assert re.fullmatch(r"@online\{warraq-[0-9a-f]{12},", lines[0])
    assert "  author = {{ليلى حدّاد} and {Sami Aoun}}," in lines
    assert r"  title = {{Prices up 5\% \textbraceleft{}sic\textbraceright{}}}," in lines
    assert "  date = {2026-11-03}," in lines
    assert "  url = {https://news.example/story/1}," in lines
    assert lines[-1] == "}"


@pytest.mark.parametrize("odd", ODD)
def test_odd_words_stay_within_their_field(odd):
    fields = {"author": (odd, odd), "source_organization": odd, "in_language": odd}
    one = citation_of(version("https://news.example/?a={b}\\c", headline=odd, **fields), odd)
    assert re.fullmatch(r"@online\{warraq-[0-9a-f]{12},\n(  [a-z]+ = \{\},?\n)+\}\n", skeleton(bibtex(one)))
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line) for line in ris(one).removesuffix("\r\n").split("\r\n"))
    assert [line[:2] for line in ris(one).splitlines()].count("ER") == 1
    (item,) = json.loads(csl(one))
    assert item["URL"] == "https://news.example/?a={b}\\c"
    for sentence in (arabic(one), english(one)):
        assert "\n" not in sentence
        assert not re.search("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066\u2067\u2028\u2029\ud800-\udfff]", sentence)
        assert sentence.count("\u2068") == sentence.count("\u2069")


def test_csl_item_has_its_parts():
    (item,) = json.loads(csl(cited()))
    assert item["issued"] == {"date-parts": [[2026, 11, 3]]}
    assert (item["type"], item["container-title"], item["author"][1]) == (
        "article-newspaper",
        "صحيفة المثال",
        {"literal": "Sami Aoun"},
    )
