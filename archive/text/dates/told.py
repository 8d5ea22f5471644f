"""Dates that a page's metadata tell, as written: JSON-LD, meta elements, microdata and hAtom, each with its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from archive.dating import DateKind, DateOf
from archive.text.fields import jsonld

TOLD_MAX = 12
JSON_LD = {DateOf.PUBLISHED: ("datePublished", "dateCreated"), DateOf.MODIFIED: ("dateModified",)}
META = {
    DateOf.PUBLISHED: (
        "article:published_time",
        "og:article:published_time",
        "og:published_time",
        "article:published",
        "article.published",
        "publish-date",
        "publishdate",
        "publish_date",
        "published_time",
        "published-date",
        "pubdate",
        "cxenseparse:recs:publishtime",
        "sailthru.date",
        "parsely-pub-date",
        "article_date_original",
        "dc.date.issued",
        "dcterms.issued",
        "dcterms.created",
        "dcterms.date",
        "dc.date",
        "date",
    ),
    DateOf.MODIFIED: (
        "article:modified_time",
        "og:updated_time",
        "og:article:modified_time",
        "og:modified_time",
        "dcterms.modified",
        "lastmod",
    ),
}
"""Names of meta elements, in order of trust."""
MARKED = {DateOf.PUBLISHED: ("datePublished", "published"), DateOf.MODIFIED: ("dateModified", "updated")}
"""Microdata's itemprop, and hAtom's class (http://microformats.org/wiki/hatom)."""
_MARKED_ELEMENTS = etree.XPath(
    ".//*[@itemprop[contains(., 'datePublished') or contains(., 'dateModified')]"
    " or @class[contains(., 'published') or contains(., 'updated')]]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A date as metadata write it. `name`: the property. `is_foreign`: it is another story's on the same page."""

    of: DateOf
    kind: DateKind
    name: str | None
    text: str
    is_foreign: bool = False


def read_told(
    tree: HtmlElement, metas: Mapping[str, tuple[str, ...]], node: jsonld.Node, nodes: Iterable[jsonld.Node]
) -> tuple[Told, ...]:
    """Return the dates told, in order of trust. `node`: the story's JSON-LD; where it is empty, `nodes` are other stories'."""
    found = (*_in_json_ld(node), *_in_metas(metas), *_in_marks(tree), *(() if node else _in_other_stories(nodes)))
    return tuple(dict.fromkeys(found))[:TOLD_MAX]


def ruled(published: Iterable[str], modified: Iterable[str]) -> tuple[Told, ...]:
    """Return the dates that the source's rules point at."""
    given = ((DateOf.PUBLISHED, published), (DateOf.MODIFIED, modified))
    return tuple(Told(of=of, kind=DateKind.RULE, name=None, text=text) for of, texts in given for text in texts)


def read_locales(tree: HtmlElement, metas: Mapping[str, tuple[str, ...]], nodes: Iterable[jsonld.Node]) -> tuple[str, ...]:
    """Return what hints at the outlet's country: JSON-LD's address, the place in meta elements, the language's country."""
    addresses = (node.get("address") for node in nodes)
    countries = (text for each in addresses if isinstance(each, dict) for text in jsonld.texts(each.get("addressCountry")))
    tags = ((tree.get("lang") or ""), *metas.get("og:locale", ()))
    named = (tag for tag in tags if len(tag.strip()) == len("ar_EG"))
    return (*(each for each in countries if len(each) == len("EG")), *metas.get("geo.country", ()), *named)


def _in_json_ld(node: jsonld.Node) -> Iterator[Told]:
    for of, names in JSON_LD.items():
        for name in names:
            for text in jsonld.texts(node.get(name)):
                yield Told(of=of, kind=DateKind.JSON_LD, name=name, text=text)


def _in_other_stories(nodes: Iterable[jsonld.Node]) -> Iterator[Told]:
    for node in nodes:
        if jsonld.is_article(node):
            for text in jsonld.texts(node.get("datePublished"))[:1]:
                yield Told(of=DateOf.PUBLISHED, kind=DateKind.JSON_LD, name="datePublished", text=text, is_foreign=True)


def _in_metas(metas: Mapping[str, tuple[str, ...]]) -> Iterator[Told]:
    for of, names in META.items():
        for name in names:
            for text in metas.get(name, ()):
                yield Told(of=of, kind=DateKind.META, name=name, text=text)


def _in_marks(tree: HtmlElement) -> Iterator[Told]:
    """Yield one date of each mark: the only one, or that of the item which has the page's heading in it."""
    marked: Sequence[HtmlElement] = _MARKED_ELEMENTS(tree)
    for of, marks in MARKED.items():
        for mark in marks:
            values = {_value(each): each for each in reversed(marked) if _carries(each, mark)}
            own = values if len(values) == 1 else {text: each for text, each in values.items() if _holds_headline(each)}
            for text in list(own)[:1]:
                yield Told(of=of, kind=DateKind.MICRODATA, name=mark, text=text)


def _carries(element: HtmlElement, mark: str) -> bool:
    """Class names are whole words: «unpublished» and «published-by» mark nothing."""
    names = f"{element.get('itemprop') or ''} {element.get('class') or ''}".split()
    return mark in names and bool(_value(element))


def _value(element: HtmlElement) -> str:
    value = element.get("datetime") or element.get("content") or element.get("title")
    return (value or element.text_content()[:100]).strip()


def _holds_headline(element: HtmlElement) -> bool:
    """Whether the item that the date belongs to has the page's heading in it: lists of stories mark theirs as well."""
    item = next(
        (each for each in element.iterancestors() if each.get("itemscope") is not None or "hentry" in each.get("class", "")),
        None,
    )
    return item is not None and item.tag not in {"html", "body"} and item.find(".//h1") is not None
