from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest

from archive.catalog.tracing.entry import pack
from archive.text.printings.shingles import fingerprint, shingles, words_of
from benchmarks import trace
from benchmarks.wires import FIRST_DAY, Days, article_of


@pytest.mark.slow
def test_trace_is_measured_over_a_catalogue_as_acknowledging_would_have_written_it(tmp_path, capsys):
    trace.measure(tmp_path, articles=600, seed=1, new=6)
    told = capsys.readouterr().out
    assert re.search(r"^[56]\d\d articles known", told)
    assert len(re.findall(r"_ms p50 [\d.]+, p95 [\d.]+, max", told)) == 4
    with closing(sqlite3.connect(tmp_path / "600-1.sqlite")) as raw:
        (url_id, runs) = raw.execute("SELECT page_id, runs FROM traced_text LIMIT 1").fetchone()
        (url,) = raw.execute("SELECT url FROM page WHERE id = ?", (url_id,)).fetchone()
    (written,) = (one for one in Days(1, 6).day(0) if one.url == url)
    assert runs == pack(fingerprint(shingles(words_of(article_of(written, FIRST_DAY).article_body))))
