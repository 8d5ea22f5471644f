from __future__ import annotations

import hashlib

import pytest

from archive.catalog.ids import article_id, is_id, page_id
from tests.archive.catalog.samples import URL


def test_article_id_begins_the_sha256_of_the_url() -> None:
    assert article_id(URL) == hashlib.sha256(URL.encode()).hexdigest()[:12]
    assert page_id(URL).startswith(article_id(URL))


def test_page_id_is_given_to_what_is_no_url() -> None:
    assert len(page_id("\ud800\x00 not an address")) == 32


@pytest.mark.parametrize("text", ["abc123", "ABC123def456", "a" * 32])
def test_is_id_takes_six_to_32_hexadecimal_digits(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize("text", ["", "abc12", "abc12g", "a" * 33, "١٢٣٤٥٦", "abc123\n"])
def test_is_id_takes_nothing_else(text: str) -> None:
    assert not is_id(text)
