"""`warraq extract --explain` and `--html`: what people are shown, and that nothing of a page acts on what shows it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from archive.text.explain import explain
from archive.text.extract import Page
from crawler.reading.explaining import fields_of, line_of
from crawler.reading.page import POLICY, explained_page
from tests.crawler.replies import page
from tests.site import body, headline

HOSTILE = "<script>alert(1)</script>\"'><img src=https://evil.example/x onerror=alert(2)>\u202eخبر\x1b[31m"


def hostile_page() -> Page:
    escaped = HOSTILE.replace("<", "&lt;").replace(">", "&gt;")
    paragraphs = "".join(f"<p>{text} {escaped}</p>" for text in body(3))
    html = f"<!doctype html><meta charset=utf-8><title>{escaped}</title><h1>{escaped}</h1><div>{paragraphs}</div>"
    now = datetime(2026, 5, 1, tzinfo=UTC)
    return Page(url="https://news.example/1", payload=html.encode(), content_type=None, captured_at=now)


def test_page_of_an_explanation_holds_nothing_that_acts():
    explanation = explain(hostile_page())
    html = explained_page(explanation, title=HOSTILE, fields=fields_of(explanation))
    assert f'content="{POLICY}"' in html
    assert "&lt;script&gt;" in html
    assert set(re.findall(r"<(\w+)", html)) == {
        *("html", "head", "meta", "title", "style", "body", "div", "h1", "dl", "dt", "dd", "span", "ol", "li"),
    }
    assert not re.search(r"<[^>]*\s(?:on\w+|src|href|style)=", html)
    assert not set("\u202e\x1b") & set(html)


def test_line_for_the_terminal_holds_no_control():
    lines = [line_of(line).plain for line in explain(hostile_page()).lines]
    assert lines
    assert not set("\u202e\x1b") & set("".join(lines))


@pytest.mark.slow
def test_files_are_explained_in_turn(shared, tmp_path):
    for number in (1, 2):
        (tmp_path / f"{number}.html").write_bytes(page(number))
    ran = shared("extract", str(tmp_path), "--explain")
    assert ran.code == 0
    assert ran.out.index(headline(1)) < ran.out.index(headline(2))
    lines = ran.out.splitlines()
    assert [line for line in lines if line.startswith("✓")] == [f"✓ {text}" for number in (1, 2) for text in body(number)]
    assert f"# [the headline] {headline(1)}" in lines
    assert "\x1b" not in ran.out


@pytest.mark.slow
def test_html_implies_explain_and_is_written_whole(shared, tmp_path):
    (tmp_path / "1.html").write_bytes(page(1))
    out = tmp_path / "out.html"
    ran = shared("extract", str(tmp_path / "1.html"), "--html", str(out))
    assert (ran.code, ran.answers) == (0, [])
    html = out.read_text("utf-8")
    assert '<html lang="ar" dir="rtl">' in html
    assert html.count('<li class="kept"') == len(body(1))


@pytest.mark.slow
def test_what_cannot_be_explained_is_said(shared, tmp_path):
    for number in (1, 2):
        (tmp_path / f"{number}.html").write_bytes(page(number))
    (tmp_path / "file.pdf").write_bytes(b"%PDF-1.7")
    one = str(tmp_path / "1.html")
    several = shared("extract", str(tmp_path), "--html", str(tmp_path / "o"))
    nowhere = shared("extract", one, "--html", str(tmp_path / "none" / "o"))
    absent = shared("extract", str(tmp_path / "absent.html"), "--explain")
    other = shared("extract", str(tmp_path / "file.pdf"), "--explain")
    assert [ran.code for ran in (several, nowhere, absent, other)] == [2, 2, 4, 3]
    assert "--html takes one page" in several.said
    assert "cannot be written" in nowhere.said
    assert "cannot be read: No such file" in absent.said
    assert "not a web page" in other.said
