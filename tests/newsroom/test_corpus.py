from __future__ import annotations

import tomllib
from pathlib import Path
from urllib.request import urlopen

from lxml import etree

from tests.newsroom.corpus import CorpusServer, read_pages


def test_copies_differ_and_begin_with_their_pages() -> None:
    pages = (b"<p>one</p>", b"<p>two</p>")
    with CorpusServer(pages, 5) as corpus:
        bodies = [urlopen(url).read() for url in corpus.urls]  # noqa: S310 - loopback
        assert corpus.served == 5
    assert len(set(bodies)) == 5
    assert [body[:10] for body in bodies] == [pages[1], pages[0], pages[1], pages[0], pages[1]]


def test_every_copy_is_listed_in_feed_and_page() -> None:
    with CorpusServer((b"<p>one</p>",), 30) as corpus:
        feed = etree.fromstring(urlopen(corpus.feed_url).read())  # noqa: S310 - loopback
        page = urlopen(corpus.section_url).read().decode()  # noqa: S310 - loopback
        assert [link.text for link in feed.iterfind(".//item/link")] == list(corpus.urls)
        assert all(f'"{url}"' in page for url in corpus.urls)


def test_corpus_is_declared_as_a_source() -> None:
    with CorpusServer((b"<p>one</p>",), 1) as corpus:
        (source,) = tomllib.loads(corpus.sources_toml())["source"]
        assert source["feed"] == [{"url": corpus.feed_url}]
        assert source["home"] == corpus.base_url


def test_pages_of_a_folder_are_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_bytes(b"\xc7")
    (tmp_path / "a.html").write_bytes(b"a")
    (tmp_path / "c.txt").write_bytes(b"c")
    assert read_pages(tmp_path) == (b"a", b"\xc7")


def test_own_pages_are_the_newsrooms_stories() -> None:
    assert len(read_pages()) > 50
