"""The addresses that a kept page names: among them are those of what it needs to be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml.html import HtmlElement

from archive.errors import BadUrl, WarcError
from archive.models import Record
from archive.text.encoding.decode import decode
from archive.text.page.srcset import candidates
from archive.text.page.tree import parse
from archive.urls import normalize
from archive.warc.http import entity, response_head
from archive.warc.reader import read_response
from archive.warc.store import path_of

PAGE_MAX_BYTES = 16_777_216
NAMED_MAX = 4_000
"""Addresses of one page that are looked at."""

IN_STYLE = re.compile(r"url\(\s*[\"']?([^\"')\s]{1,2000})")


def addresses_on(record: Record, folder: Path) -> set[str]:
    """Return whatever may be an address in a page, but where its links lead; none where its record is damaged or no page.

    `folder`: of the WARC files. Which of them the page does need, who fetched them knew: only what is kept as such counts.
    """
    try:
        capture = read_response(path_of(folder, record.filename), record.offset)
    except (WarcError, OSError):
        return set()
    head, payload = response_head(capture.response), entity(capture, PAGE_MAX_BYTES).data
    text = decode(payload, head.get("Content-Type") if head else None) if payload else None
    root = parse(text) if text else None
    if root is None:
        return set()
    found: set[str] = set()
    base = next(iter(root.xpath("//base/@href")), "")
    for named in _named(root):
        if len(found) < NAMED_MAX and (address := _address(named, str(base), capture.target_uri)):
            found.add(address)
    return found


def _named(root: HtmlElement) -> Iterator[str]:
    for element in root.iter():
        if element.tag == "a" or not isinstance(element.tag, str):
            continue
        for value in element.attrib.values():
            yield from (address for address, _ in candidates(value) if "/" in address or "." in address)
            yield from IN_STYLE.findall(value)
        if element.tag == "style":
            yield from IN_STYLE.findall(element.text or "")


def _address(named: str, base: str, url: str) -> str | None:
    try:
        return normalize(named, base=normalize(base, base=url) if base else url)
    except BadUrl:
        return None
