"""What a page says of itself: JSON-LD, Open Graph, meta elements and links, as written. Others choose among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.errors import BadUrl
from archive.text import embedded, jsonld
from archive.urls import normalize

VALUE_MAX = 5_000
NAME_KEYS = ("property", "name", "itemprop", "http-equiv")
KEYWORDS_MAX = 50
PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "og:published_time",
    "publish-date",
    "publishdate",
    "publish_date",
    "pubdate",
    "article.published",
    "cxenseparse:recs:publishtime",
    "sailthru.date",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "og:article:modified_time",
    "last-modified",
    "dcterms.modified",
    "lastmod",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Values in order of trust, as the page wrote them; tuples are empty and strings None where it says nothing.

    `body`: JSON-LD's articleBody. `data`: the page's own data, unread JSON. `kind`: og:type. `is_described`: JSON-LD
    describes an article here.
    """

    titles: tuple[str, ...]
    site_name: str | None
    description: str | None
    canonical_url: str | None
    section: str | None
    keywords: tuple[str, ...]
    image: str | None
    language: str | None
    authors: tuple[str, ...]
    organizations: tuple[str, ...]
    published: tuple[str, ...]
    modified: tuple[str, ...]
    body: str | None
    data: str | None
    is_accessible_for_free: bool | None
    kind: str | None
    is_described: bool


def read_metadata(tree: HtmlElement, url: str) -> Metadata:
    """Return what `tree` says of itself; `url` resolves its relative links."""
    metas = _metas(tree)
    nodes = jsonld.read_nodes(tree)
    node = next((node for node in nodes if jsonld.is_article(node)), {})
    title = tree.find(".//head/title")
    return Metadata(
        titles=_several(
            jsonld.texts(node.get("headline")),
            metas["og:title"],
            metas["twitter:title"],
            (title.text_content() if title is not None else "",),
        ),
        site_name=_first(
            metas["og:site_name"], jsonld.texts(node.get("publisher")), _website(nodes), metas["application-name"]
        ),
        description=_first(
            metas["og:description"], metas["description"], jsonld.texts(node.get("description")), metas["twitter:description"]
        ),
        canonical_url=_story_address(_first(_links(tree, "canonical"), metas["og:url"]), url),
        section=_first(metas["article:section"], jsonld.texts(node.get("articleSection")), metas["og:article:section"]),
        keywords=_keywords(jsonld.texts(node.get("keywords")), metas["article:tag"], metas["news_keywords"], metas["keywords"]),
        image=_address(_first(metas["og:image"], metas["og:image:url"], _image(node), metas["twitter:image"]), url),
        language=_first(
            jsonld.texts(node.get("inLanguage")), (tree.get("lang") or "",), metas["og:locale"], metas["content-language"]
        ),
        authors=_several(
            _authors(node),
            metas["author"],
            metas["article:author"],
            metas["og:article:author"],
            metas["dc.creator"],
            metas["parsely-author"],
        ),
        organizations=_several(
            jsonld.texts(node.get("sourceOrganization")),
            metas["source"],
            metas["dc.source"],
            metas["news_source"],
            metas["article:source"],
        ),
        published=_several(_strings(node.get("datePublished")), *(metas[name] for name in PUBLISHED), _marked(tree)),
        modified=_several(_strings(node.get("dateModified")), *(metas[name] for name in MODIFIED)),
        body=_first(_strings(node.get("articleBody"))),
        data=embedded.read_data(tree),
        is_accessible_for_free=_accessible(node.get("isAccessibleForFree")),
        kind=_first(metas["og:type"]),
        is_described=bool(node),
    )


def _metas(tree: HtmlElement) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for meta in tree.iter("meta"):
        content = (meta.get("content") or "").strip()[:VALUE_MAX]
        if content:
            for name in {(meta.get(key) or "").strip().lower() for key in NAME_KEYS} - {""}:
                found[name] += (content,)
    return found


def _marked(tree: HtmlElement) -> tuple[str, ...]:
    """Return the first date that microdata (itemprop) or hAtom (class "published") mark in the page's body."""
    for element in tree.iter("time", "abbr", "span"):
        if "datePublished" in (element.get("itemprop") or "") or "published" in (element.get("class") or "").split():
            value = element.get("datetime") or element.get("content") or element.get("title")
            if value:
                return (value,)
    return ()


def _links(tree: HtmlElement, relation: str) -> tuple[str, ...]:
    return tuple(link.get("href", "") for link in tree.iter("link") if relation in (link.get("rel") or "").lower().split())


def _strings(value: object) -> tuple[str, ...]:
    """JSON-LD strings as they stand; an articleBody may hold markup and newlines that must not be stripped here."""
    return (value,) if isinstance(value, str) and value.strip() else jsonld.texts(value)


def _first(*sources: Iterable[str]) -> str | None:
    return next((value.strip() for source in sources for value in source if value and value.strip()), None)


def _several(*sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(value.split()) for source in sources for value in source if value and value.strip()))


def _keywords(*sources: Iterable[str]) -> tuple[str, ...]:
    """Return the first source that gives any: lists, or one string parted by commas."""
    for source in sources:
        words = [
            word.strip(" #\u200f\u200e") for value in source for word in value.replace("،", ",").replace(";", ",").split(",")
        ]
        if any(words):
            return tuple(dict.fromkeys(word for word in words if word))[:KEYWORDS_MAX]
    return ()


def _authors(node: jsonld.Node) -> tuple[str, ...]:
    """Persons only: an organization that signs is the outlet or an agency, told apart later from the name alone."""
    return jsonld.texts(node.get("author")) + jsonld.texts(node.get("creator"))


def _website(nodes: Iterable[jsonld.Node]) -> tuple[str, ...]:
    return tuple(
        name
        for node in nodes
        if not {"WebSite", "NewsMediaOrganization"}.isdisjoint(jsonld.types_of(node))
        for name in jsonld.texts(node.get("name"))
    )


def _image(node: jsonld.Node) -> tuple[str, ...]:
    image = node.get("image") or node.get("thumbnailUrl")
    first = image[0] if isinstance(image, list) and image else image
    return jsonld.texts(first.get("url")) if isinstance(first, dict) else jsonld.texts(first)


def _accessible(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).strip().lower().rsplit("/", 1)[-1])


def _address(value: str | None, base: str) -> str | None:
    try:
        address = normalize(value, base or None) if value else None
    except BadUrl:
        return None
    return address if address and address.startswith(("http:", "https:")) else None


def _story_address(value: str | None, url: str) -> str | None:
    """Return the canonical address, unless it names the home page, as careless themes do."""
    address = _address(value, url)
    if address is None:
        return None
    is_home = urlsplit(address).path in {"", "/"} and not urlsplit(address).query
    return None if is_home and urlsplit(url).path not in {"", "/"} else address
