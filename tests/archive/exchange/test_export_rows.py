"""CSV, JSON Lines, JSON-LD, text, Parquet: every row whole, in order, citing what can be read there."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pyarrow.dataset
import pyarrow.parquet
import pytest

from archive.catalog.exporting import Choice, Selection
from archive.exchange import export_parquet
from archive.exchange.active import unguard
from archive.exchange.columns import COLUMNS
from archive.exchange.export_csv import write_csv
from archive.exchange.export_json import write_jsonl, write_jsonld
from archive.exchange.export_parquet import write_parquet
from archive.exchange.export_text import write_text
from archive.warc.jsonld import article_from_jsonld
from archive.warc.reader import read_article
from tests.archive.exchange.homes import Home

EVIL = '=cmd|" /C calc"!A0,\n\x1b[31mأحمر\u202e'


def select(home: Home, **said) -> Selection:
    home.close()
    return Selection(home.path, Choice(**said))


def streamed(write, home: Home, **said) -> bytes:
    out = io.BytesIO()
    with select(home, **said) as selection:
        write(selection, out)
    return out.getvalue()


def objects(write, home: Home, **said) -> list[dict]:
    return [json.loads(line) for line in streamed(write, home, **said).splitlines()]


def test_csv_row_reads_back_as_it_was(home):
    home.add("1", EVIL, headline=EVIL, author=("@أحمد", "سلمى"))
    text = streamed(write_csv, home).decode()
    header, row = csv.reader(io.StringIO(text, newline=""))
    cells = dict(zip(header, row, strict=True))
    assert header == [column.name for column in COLUMNS]
    assert cells["headline"][0] == "'"
    assert (unguard(cells["headline"]), unguard(cells["article_body"])) == (EVIL, EVIL)
    assert unguard(cells["author"]) == "@أحمد؛ سلمى"
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_csv_lines_end_as_rfc_4180_has_it(home):
    home.add("1", "سطر\nسطر")
    text = streamed(write_csv, home)
    assert text.count(b"\r\n") == 2
    assert text.endswith(b"\r\n")


def test_csv_begins_with_a_byte_order_mark_when_asked(home):
    home.add("1")
    assert streamed(lambda rows, out: write_csv(rows, out, bom=True), home).startswith(b"\xef\xbb\xbf")


def test_jsonl_cites_the_record_that_holds_the_article(filled):
    for row in objects(write_jsonl, filled):
        place = row["conversion"]
        article = read_article(filled.warcs / place["filename"], place["offset"])
        assert (article.headline, article.article_body) == (row["article"]["headline"], row["article"]["article_body"])
        assert article.digest == row["article"]["digest"]


def test_jsonld_reads_back_as_the_article(filled):
    (row,) = objects(write_jsonld, filled, agencies=("فرانس برس",))
    place = row["archivedAt"]
    assert article_from_jsonld(row) == read_article(filled.warcs / place["warraq:filename"], place["warraq:offset"])
    assert row["isBasedOn"]["@id"].startswith("urn:uuid:")


def test_lone_surrogates_pass_every_format(home, out):
    home.add("1", "قبل \ud800 بعد", headline="عنوان\udfff")
    assert objects(write_jsonl, home)[0]["article"]["article_body"] == "قبل \ud800 بعد"
    assert b"\\ud800" in streamed(write_csv, home)
    with select(home) as selection:
        write_text(selection, out)
        write_parquet(selection, out)


def test_rows_come_in_the_order_of_publication(home):
    for name, day in (("b", 3), ("a", 5), ("c", 1)):
        home.add(name, date_published=datetime(2026, 11, day, tzinfo=UTC))
    assert [row["url"][-1] for row in objects(write_jsonl, home)] == ["c", "b", "a"]


def test_text_tree_holds_every_story_and_an_index_of_them(filled, out):
    with select(filled) as selection:
        write_text(selection, out)
    index = [line.split("\t") for line in (out / "index.tsv").read_text("utf-8").splitlines()]
    paths = {line[0] for line in index[1:]}
    assert paths == {str(path.relative_to(out)) for path in out.rglob("*.txt")}
    assert len(paths) == 5
    assert {path.split("/")[0] for path in paths} == {"wire", "other", "by-hand"}
    assert {path.rsplit("/", 1)[0] for path in paths if path.startswith("wire")} == {"wire/2026/11/01"}


def test_text_names_no_folder_by_what_a_source_is_called(home, out):
    home.add("1", source="../../etc/<مصدر>\n")
    with select(home) as selection:
        write_text(selection, out)
    (path,) = out.rglob("*.txt")
    assert path.relative_to(out).parts[0] == "_etc_"


def test_text_file_escapes_what_acts(home, out):
    home.add("1", EVIL, headline=EVIL)
    with select(home) as selection:
        write_text(selection, out)
    text = next(out.rglob("*.txt")).read_text("utf-8")
    assert "\x1b" not in text
    assert unguard(text.split("\n\n", 1)[1].removesuffix("\n")) == EVIL


def test_parquet_is_partitioned_by_month_and_typed(filled, out):
    with select(filled, every_version=True) as selection:
        write_parquet(selection, out)
    table = pyarrow.dataset.dataset(out, partitioning="hive").to_table()
    months = table.column("month").to_pylist()
    assert (months.count("2026-11"), months.count(None), table.num_rows) == (5, 1, 6)
    assert table.schema.names[:-1] == [column.name for column in COLUMNS]
    assert str(table.schema.field("date_published_utc").type) == "timestamp[us, tz=UTC]"
    assert str(table.schema.field("author").type) == "list<element: string>"
    assert table.column("author").to_pylist()[0] == ["سلمى", "نادر"]
    assert set(table.column("date_published").to_pylist()) == {"2026-11-01T01:00:00+03:00", None}


def test_parquet_keeps_row_groups_small_and_few_months_open(home, out, monkeypatch):
    monkeypatch.setattr(export_parquet, "GROUP_ROWS", 2)
    monkeypatch.setattr(export_parquet, "OPEN_MAX", 1)
    for number in range(3):
        home.add(f"october {number}", date_published=datetime(2026, 10, 1, number, tzinfo=UTC))
    for hour in (21, 22, 23):  # of October by its own clock, and of November's first hours by others'
        home.add(f"late {hour}", date_published=datetime.fromisoformat(f"2026-10-31T{hour}:00:00-05:00"))
        home.add(f"early {hour}", date_published=datetime(2026, 11, 1, hour - 19, 30, tzinfo=UTC))
    with select(home) as selection:
        write_parquet(selection, out)
    assert pyarrow.dataset.dataset(out, partitioning="hive").count_rows() == 9
    october = sorted((out / "month=2026-10").iterdir())
    assert pyarrow.parquet.ParquetFile(october[0]).num_row_groups == 2
    assert len(october) == 3


@pytest.mark.parametrize("year", [1, 9999])
def test_dates_at_the_edges_of_the_calendar_pass_every_format(home, out, year):
    home.add("1", date_published=datetime.fromisoformat(f"{year:04}-01-01T00:00:00+03:00"))
    assert objects(write_jsonl, home)[0]["article"]["date_published"].startswith(f"{year:04}-01-01")
    streamed(write_csv, home)
    with select(home) as selection:
        write_text(selection, out)
        write_parquet(selection, out)
    assert (out / f"month={year:04}-01").is_dir()
