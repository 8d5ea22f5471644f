"""Homes and settings that cannot be used: one line that names them, and an exit code."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("command", [("archive", "--allow-private", "http://127.0.0.1:1/"), ("crawl",), ("run",)])
def test_a_home_that_is_a_file_is_named(warraq, command):
    warraq.home.write_text("not a folder")
    ran = warraq(*command)
    assert ran.code == 2
    assert str(warraq.home) in ran.said
    assert "Traceback" not in ran.said
    assert len(ran.said.splitlines()) <= 2


def test_output_that_cannot_be_written_is_told(warraq, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<p>x</p>")
    words = " ".join(warraq.words("extract", str(page)))
    ran = warraq.shell(f"{words} > /dev/full")
    assert (ran.code, ran.said) == (7, "warraq: No space left on device: standard output\n")


@pytest.mark.parametrize("text", ["x = = 1", 'WARRAQ_CONTCT = "a"', "DOWNLOAD_DELAY = -1", 'DOWNLOAD_DELAY = "soon"'])
def test_settings_that_cannot_be_used_are_named(warraq, text):
    warraq.home.mkdir()
    (warraq.home / "settings.toml").write_text(text)
    ran = warraq("crawl")
    assert ran.code == 2
    assert "Traceback" not in ran.said
    assert (text.split()[0] in ran.said) or "settings.toml" in ran.said
