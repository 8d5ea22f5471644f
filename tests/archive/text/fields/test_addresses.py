"""Which of the addresses that a page claims is the story's."""

from __future__ import annotations

import pytest

from archive.text.fields.addresses import stated_url, story_address

PAGE = "https://www.news.example/politics/2026/05/vote-result-4411"


@pytest.mark.parametrize(
    ("claimed", "page", "expected"),
    [
        ((PAGE,), PAGE, PAGE),
        (("/politics/2026/05/vote-result-4411#top",), PAGE, PAGE),
        ((PAGE,), "", PAGE),
        ((PAGE,), f"{PAGE}/amp", PAGE),
        ((PAGE,), f"{PAGE}?utm_source=x&fbclid=y", PAGE),
        (("https://www.news.example/", PAGE), PAGE, PAGE),
        (("https://www.news.example/ar",), PAGE, None),
        (("https://www.news.example/politics",), PAGE, None),
        (("https://news.example/news.asp",), "https://news.example/news.asp?id=7", None),
        (("https://m.news.example/x/4411",), PAGE, "https://m.news.example/x/4411"),
        (("https://agency.example.org/wire/vote-result-4411",), PAGE, "https://agency.example.org/wire/vote-result-4411"),
        (("https://theme.example.org/demo/first-post",), PAGE, None),
        (("https://first.example.org/a/b", "https://first.example.org/a/b"), PAGE, "https://first.example.org/a/b"),
        (("https://10.1.2.3/politics/2026/05/vote-result-4411",), PAGE, None),
        (("http://localhost/politics/2026/05/vote-result-4411",), PAGE, None),
        (("javascript:void(0)", "http://", ""), PAGE, None),
    ],
)
def test_canonical_address_is_the_storys_own(claimed: tuple[str, ...], page: str, expected: str | None) -> None:
    assert story_address(claimed, page) == expected


@pytest.mark.parametrize(
    ("payload", "url"),
    [
        (b'<link rel="canonical" href="https://www.example.jo/article/1"/>', "https://www.example.jo/article/1"),
        (b"<LINK HREF='https://example.jo/1' REL='canonical'>", "https://example.jo/1"),
        (
            b'<meta property="og:url" content="https://example.jo/2"><link rel=canonical href=https://example.jo/1>',
            "https://example.jo/1",
        ),
        (b'<meta content="https://example.jo/2" property=og:url>', "https://example.jo/2"),
        ('<link rel="canonical" href="https://example.jo/خبر">'.encode(), "https://example.jo/%D8%AE%D8%A8%D8%B1"),
        (
            '<link rel="canonical" href="https://example.jo/خبر">'.encode("cp1256"),
            "https://example.jo/%EF%BF%BD%EF%BF%BD%EF%BF%BD",
        ),
        (b'<link rel="canonical" href="/1"><link rel=stylesheet href="https://example.jo/x.css">', None),
        (b"", None),
    ],
)
def test_address_that_a_page_states_is_found_without_parsing(payload: bytes, url: str | None) -> None:
    assert stated_url(payload) == url
