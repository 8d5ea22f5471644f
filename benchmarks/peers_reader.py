"""Read pages with one peer, in the environment of the peers: JSON lines in, JSON lines out.

    PEERS/bin/python benchmarks/peers_reader.py NAME < pages > readings

A line in: slug, path, url. A line out: slug, seconds (CPU), outcome, and text, headline, date_published, byline where the peer
tells them. Each peer is called as its documentation advises for news, is given the page's bytes where it takes bytes, and
otherwise the text that resiliparse's detection of encodings gives. The pages are read twice and the second time counts, so
that imports and tables are no page's cost. Nothing is fetched: sockets cannot connect.
"""

# ruff: noqa: PLC0415 - a peer is imported where it is the one that reads: each runs in a process of its own

from __future__ import annotations

import importlib
import json
import socket
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

Fields = dict[str, Any]
Reader = Callable[[bytes, str], Fields]


def trafilatura(mode: str) -> Reader:
    from trafilatura import bare_extraction

    favoured: Fields = {} if mode == "default" else {f"favor_{mode}": True}
    dates = {"original_date": True, "extensive_search": True}
    options = favoured | {"with_metadata": True, "include_comments": False, "date_extraction_params": dates}

    def read(payload: bytes, url: str) -> Fields:
        found = bare_extraction(payload, url=url or None, **options)
        if found is None:
            return {}
        authors = (found.author or "").split("; ")
        return {"text": found.text, "headline": found.title, "date_published": found.date, "byline": authors[0]}

    return read


def readability() -> Reader:
    from lxml.html import fromstring
    from readability import Document

    def read(payload: bytes, url: str) -> Fields:
        document = Document(payload, url=url or None)
        summary = fromstring(document.summary())
        return {"text": "\n".join(summary.itertext()), "headline": document.short_title()}

    return read


def newspaper4k() -> Reader:
    from newspaper import Article

    def read(payload: bytes, url: str) -> Fields:
        article = Article(url or "http://page.invalid/", language="ar", fetch_images=False)
        article.download(input_html=_decoded(payload))
        article.parse()
        return {
            "text": article.text,
            "headline": article.title,
            "date_published": _iso(article.publish_date),
            "byline": next(iter(article.authors), None),
        }

    return read


def goose3() -> Reader:
    from goose3 import Goose
    from goose3.text import StopWordsArabic

    goose = Goose({"stopwords_class": StopWordsArabic, "enable_image_fetching": False})

    def read(payload: bytes, url: str) -> Fields:
        article = goose.extract(url=url or None, raw_html=_decoded(payload))
        return {
            "text": article.cleaned_text,
            "headline": article.title,
            "date_published": _iso(article.publish_date, article.publish_datetime_utc),
            "byline": next(iter(article.authors), None),
        }

    return read


def justext() -> Reader:
    from justext import get_stoplist, justext

    words = get_stoplist("Arabic")

    def read(payload: bytes, url: str) -> Fields:  # noqa: ARG001 - it knows no addresses
        return {"text": "\n".join(part.text for part in justext(payload, words) if not part.is_boilerplate)}

    return read


def resiliparse() -> Reader:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def read(payload: bytes, url: str) -> Fields:  # noqa: ARG001 - it knows no addresses
        tree = HTMLTree.parse(_decoded(payload))
        return {"text": extract_plain_text(tree, main_content=True), "headline": tree.title}

    return read


def newsplease() -> Reader:
    from newsplease import NewsPlease

    def read(payload: bytes, url: str) -> Fields:
        article = NewsPlease.from_html(_decoded(payload), url=url or None, fetch_images=False)
        return {
            "text": article.maintext,
            "headline": article.title,
            "date_published": _iso(article.date_publish),
            "byline": next(iter(article.authors or ()), None),
        }

    return read


PEERS: dict[str, Callable[[], Reader]] = {
    "trafilatura": partial(trafilatura, "default"),
    "trafilatura, precision": partial(trafilatura, "precision"),
    "trafilatura, recall": partial(trafilatura, "recall"),
    "readability-lxml": readability,
    "newspaper4k": newspaper4k,
    "goose3": goose3,
    "jusText": justext,
    "resiliparse": resiliparse,
    "news-please": newsplease,
}


def main() -> None:
    """Read the pages of standard input with the peer that is named."""
    out, sys.stdout = sys.stdout, sys.stderr  # peers print
    socket.socket.connect = _refuse  # type: ignore[method-assign,assignment]
    pages = [json.loads(line) for line in sys.stdin]
    read = PEERS[sys.argv[1]]()
    for page in pages:
        _reading(read, page)
    for page in pages:
        print(json.dumps(_reading(read, page), ensure_ascii=False), file=out)


def _reading(read: Reader, page: dict[str, str]) -> Fields:
    payload = Path(page["path"]).read_bytes()
    began = time.process_time()
    try:
        fields = read(payload, page["url"]) | {"outcome": "article"}
    except Exception as error:  # noqa: BLE001 - whatever a peer raises is its result for this page
        fields = {"outcome": f"{type(error).__name__}: {error}"[:200]}
    return {"slug": page["slug"], "seconds": time.process_time() - began} | fields


def _decoded(payload: bytes) -> str:
    encoding = importlib.import_module("resiliparse.parse.encoding")
    return str(encoding.bytes_to_str(payload, encoding.detect_encoding(payload)))


def _iso(*told: object) -> str | None:
    for value in filter(None, told):
        try:
            return datetime.fromisoformat(str(value)).isoformat()
        except ValueError:
            continue
    return None


def _refuse(*address: object) -> None:
    raise OSError(f"nothing is fetched here: {address[1:]}")


if __name__ == "__main__":
    main()
