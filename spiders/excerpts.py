"""What a feed's item carries of its story: its text, as paragraphs without markup, and who is named as its author."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from archive.text import arabic
from archive.text.origin.agencies import agency_named
from archive.text.page import blocks, tree

MARKUP_MAX = 200_000
"""Characters read of one item; a long report with its markup has 40,000."""
TEXT_MAX = 20_000
AUTHOR_MAX = 200
TEXTS = frozenset(("encoded", "content", "description", "summary", "fulltext"))
AUTHORS = ("creator", "author")
SOURCES = ("source", "publisher")
"""RSS's and Atom's source, Dublin Core's source and publisher."""

_ADDRESS = re.compile(r"\S{1,100}@\S{1,100}")
_BRACKETS = "()<> \t\r\n"


def item_text(item: etree._Element) -> str | None:
    """Return the longest text that an RSS or Atom item carries, or None."""
    return _longest(_markup(child) for child in item if _name(child) in TEXTS)


def item_author(item: etree._Element) -> str | None:
    """Return the authors of an RSS or Atom item (dc:creator, author), and the agency it names, or None.

    An e-mail address is no name. A source or a publisher counts where it is an agency, for most name the outlet itself;
    media:credit is a picture's.
    """
    people = next((found for name in AUTHORS if (found := _all_named(item, name))), [])
    agencies = [named for name in SOURCES for named in _all_named(item, name) if agency_named(named)]
    return "، ".join(dict.fromkeys((*people, *agencies)))[:AUTHOR_MAX] or None


def json_text(item: Mapping[str, Any]) -> str | None:
    """Return the longest text of a JSON Feed item, or None."""
    return _longest(str(item.get(key) or "") for key in ("content_html", "content_text", "summary"))


def json_author(item: Mapping[str, Any]) -> str | None:
    """Return the authors of a JSON Feed item (1.1: authors, 1.0: author), or None."""
    listed = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    named = (person.get("name") for person in listed or () if isinstance(person, Mapping))
    people = [person for name in named if isinstance(name, str) and (person := _person(name))]
    return "، ".join(dict.fromkeys(people))[:AUTHOR_MAX] or None


def _longest(candidates: Iterable[str]) -> str | None:
    raw = max(candidates, key=len, default="")[:MARKUP_MAX]
    lines = _lines(raw) if "<" in raw or "&" in raw else raw.splitlines()
    text = "\n".join(kept for line in lines if (kept := arabic.clean(line).strip()))
    return text[:TEXT_MAX] or None


def _lines(markup: str) -> list[str]:
    root = tree.parse(f"<body><div>{markup}</div>")
    body = root.find("body") if root is not None else None
    if body is None:
        return []
    tree.drop_unseen(body)
    return [line.text for line in blocks.read_lines(body) if line.zone is None]


def _markup(child: etree._Element) -> str:
    """Return what an element holds as HTML: escaped or in CDATA, or elements of its own (Atom's xhtml)."""
    if len(child):
        return etree.tostring(child, method="html", encoding="unicode", with_tail=False)
    return child.text or ""


def _all_named(item: etree._Element, element: str) -> list[str]:
    return [person for child in item if _name(child) == element and (person := _person(_named(child)))]


def _named(child: etree._Element) -> str:
    name = next((found for tag in ("{*}name", "{*}title") if (found := child.find(tag)) is not None), None)
    return "".join((child if name is None else name).itertext())[: 2 * AUTHOR_MAX]


def _person(text: str) -> str:
    return " ".join(_ADDRESS.sub(" ", text).split()).strip(_BRACKETS)


def _name(child: etree._Element) -> str:
    return child.tag.rpartition("}")[2].lower() if isinstance(child.tag, str) else ""
