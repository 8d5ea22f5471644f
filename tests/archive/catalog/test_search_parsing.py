from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from archive.catalog.catalog import Catalog
from archive.catalog.search.explaining import ARABIC, explain, explain_notes
from archive.catalog.search.parsing import LEAVES_MAX, parse
from archive.catalog.search.query import Days, Word, leaves
from tests.archive.catalog.samples import story

PIECES = [
    "كلمة",
    "the",
    '"',
    "«",
    "»",
    "“",
    "”",
    "(",
    ")",
    "-",
    " ",
    " ",
    "|",
    "OR",
    "AND",
    "NOT",
    "NEAR",
    "*",
    "^",
    "{",
    "}",
    ":",
]
PIECES += ["agency:", "since:", "عنوان:", "2026", "٣", "\x00", "\u200f", "😀", "_", "ـ", "َ", "،", ".", "'", "\\", "%", "\ud800"]
HOSTILE = [
    "",
    " ",
    '"',
    "-",
    "OR",
    "OR OR",
    "()",
    ")(",
    "((((",
    "NEAR(",
    "*",
    "headline:",
    'agency:"',
    "since:٩",
    "on:0000-00-00",
]
HOSTILE += [
    "\x00",
    "\ud800",
    "😀",
    "\u202e",
    "a\x00b",
    "{headline}:x",
    "col:x",
    "^a",
    "a*",
    "'; DROP TABLE version; --",
    "NOT",
    "--",
]
GROWTH_MAX = 2.5


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("  مدينة   طريق ", "مدينة طريق"),
        ("«مجلس الأمن»", '"مجلس الأمن"'),
        ("“مجلس الأمن” -روسيا", '"مجلس الأمن" -روسيا'),
        ("أ OR ب ج", "أ OR (ب ج)"),
        ("(أ | ب) ج", "(أ OR ب) ج"),
        ("NOT أ AND ب", "-أ ب"),
        ("وكالة:وفا منذ:٢٠٢٦-١١", "agency:وفا since:2026-11"),
        ("قبل:3/11/2026", "before:2026-11-03"),
        ('source:"al quds"', 'source:"al quds"'),
        ("مصدر:=al-quds", "source:=al-quds"),
        ('section:="عربي  ودولي" x', 'section:="عربي ودولي" x'),
        ('agency:"=x"', 'agency:"=x"'),
        ('"غير مغلق', "غير مغلق"),
        ("مدينة، (طريق)!", "مدينة طريق"),
        ("x:y", "x:y"),
        ("OR, since-2020", "or since-2020"),
        ("- -أ", "-أ"),
    ],
)
def test_query_is_written_in_one_spelling(typed: str, written: str) -> None:
    assert str(parse(typed)) == written


@given(some.lists(some.sampled_from(PIECES), max_size=30).map("".join) | some.text())
def test_any_text_is_a_query_and_its_spelling_reads_as_the_same(text: str) -> None:
    query = parse(text)
    assert parse(str(query)).root == query.root
    assert explain(query)
    assert len(explain_notes(query, ARABIC)) == len(query.notes)


@pytest.mark.parametrize("text", HOSTILE)
def test_odd_query_is_answered(catalog: Catalog, text: str) -> None:
    catalog.acknowledge([], [story()])
    assert catalog.search(text).total in {0, 1}
    assert len(list(catalog.matching(text))) in {0, 1}


def test_what_makes_no_sense_is_left_out_with_a_note() -> None:
    query = parse("مدينة since:أمس on:2026-13 agency:😀")
    assert str(query) == "مدينة"
    said = explain_notes(query)
    assert [note.partition(" says")[0] for note in said] == ["since:أمس", "on:2026-13", "agency:😀"]


def test_of_ten_thousand_words_the_first_are_looked_for(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(body="كلمة أخرى")])
    query = parse("كلمة OR " + " OR ".join(f"كلمة{number}" for number in range(10_000)))
    assert len(leaves(query.root)) == LEAVES_MAX
    assert explain_notes(query) == ("only the first 4,000 characters were read", "only the first 24 words were looked for")
    assert catalog.search(query).total == 1


def test_days_of_a_month_are_all_within() -> None:
    (days,) = leaves(parse("on:2026-02").root)
    assert isinstance(days, Days)
    assert (days.first, days.last) == (20260201, 20260231)


def test_what_must_not_be_is_told_from_what_must() -> None:
    root = parse("أب -(جد OR خال)").root
    assert leaves(root) == (Word(text="أب"),)
    assert leaves(root, negated=True) == (Word(text="جد"), Word(text="خال"))


def test_query_is_explained_in_words() -> None:
    asked = 'قدس -"مجلس الأمن" agency:وفا since:2026-11-01'
    explained = "stories with «قدس», not with exactly «مجلس الأمن», of the agency «وفا», since 2026-11-01"
    assert (explain(parse(asked)), explain(parse(""))) == (explained, "every story")


def test_query_is_explained_in_arabic() -> None:
    said = explain(parse('قدس -"مجلس الأمن" (وكالة:وفا OR on:2026)'), ARABIC)
    plain = said.replace("\u2068", "").replace("\u2069", "")
    assert plain == "كل خبر فيه «قدس»، وليس مما فيه حرفيًّا «مجلس الأمن»، و(وكالته «وفا» أو نُشر في 2026)"


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["كلمة ", '"', "(", "-", "«أ» ", "since:", "a|", "-(", 'ب"', "أ", "\u200f", "x:"])
def test_twice_the_query_takes_about_twice_the_time(catalog: Catalog, piece: str) -> None:
    catalog.acknowledge([], [story()])
    times = {
        size: min(seconds(catalog, piece * (size // len(piece))) for _ in range(3)) for size in (250_000, 500_000, 1_000_000)
    }
    assert times[1_000_000] < max(GROWTH_MAX * times[500_000], 0.05)
    assert times[500_000] < max(GROWTH_MAX * times[250_000], 0.05)
    assert times[1_000_000] < 1


def seconds(catalog: Catalog, text: str) -> float:
    began = process_time()
    catalog.search(text)
    return process_time() - began


def test_what_is_said_twice_is_looked_for_once() -> None:
    assert str(parse("ماء OR نار OR ماء -ثلج -ثلج ماء ماء")) == "ماء OR نار OR (ماء -ثلج)"
