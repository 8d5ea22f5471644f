"""What a page says of itself: JSON-LD, Open Graph, meta elements and links, as written. Others choose among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from archive.dating import DateOf
from archive.text.body import embedded
from archive.text.dates import told
from archive.text.fields import addresses, jsonld, keywords, masthead, section
from archive.text.verdict import walls

VALUE_MAX = 5_000
NAME_KEYS = ("property", "name", "itemprop", "http-equiv")
OUTLET_TYPES = frozenset(("WebSite", "NewsMediaOrganization"))

TITLES = ("og:title", "twitter:title")
DESCRIPTIONS = ("og:description", "description")
SECTIONS = ("og:article:section", "section")
KEYWORDS = ("article:tag", "news_keywords", "parsely-tags", "keywords")
IMAGES = ("og:image:secure_url", "og:image", "og:image:url")
CARDS = ("twitter:image", "twitter:image:src")
AUTHORS = ("author", "article:author", "og:article:author", "dc.creator", "parsely-author")
SOURCES = ("source", "dc.source", "news_source", "article:source")
"""Names of meta elements, each in order of trust."""
ORGANIZATIONS = ("sourceOrganization", "creditText")
"""Where JSON-LD names whose text a story is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Values in order of trust, as the page wrote them; tuples are empty and strings None where it says nothing.

    `base`: what relative addresses are relative to. `site_names`: the outlet's. `slogans`: what the outlet says of itself.
    `trails`: paths of sections, outermost first; `entry`: the menu's. `links`: texts of short links.
    `keywords`: a tuple a source, unparted; `tags`: links.
    `images`: as written; `logos`: pictures that stand for the outlet. `body`: JSON-LD's articleBody.
    `data`: scripts that may carry the page's own data, unread. `kind`: og:type. `types`: of JSON-LD's nodes for the page
    itself. `is_described`: JSON-LD describes an article here. `guard`: the robot check whose scripts the page carries.
    """

    base: str
    titles: tuple[str, ...]
    alternatives: tuple[str, ...]
    site_names: tuple[str, ...]
    slogans: tuple[str, ...]
    descriptions: tuple[str, ...]
    canonical_url: str | None
    sections: tuple[str, ...]
    trails: tuple[tuple[str, ...], ...]
    entry: tuple[str, ...]
    links: tuple[str, ...]
    keywords: tuple[tuple[str, ...], ...]
    tags: tuple[str, ...]
    images: tuple[str, ...]
    logos: tuple[str, ...]
    language: str | None
    authors: tuple[str, ...]
    organizations: tuple[str, ...]
    dates: tuple[told.Told, ...]
    locales: tuple[str, ...]
    body: str | None
    data: tuple[str, ...]
    is_accessible_for_free: bool | None
    kind: str | None
    types: frozenset[str]
    is_described: bool
    guard: str | None

    @property
    def published(self) -> tuple[str, ...]:
        """Return the dates of publication told, as written."""
        return tuple(one.text for one in self.dates if one.of is DateOf.PUBLISHED and not one.is_foreign)

    @property
    def site_name(self) -> str | None:
        """Return the outlet's name in the most trusted place."""
        return self.site_names[0] if self.site_names else None


def read_metadata(tree: HtmlElement, url: str) -> Metadata:
    """Return what `tree` says of itself; `url` resolves its relative links."""
    source = _source_of(tree, url)
    metas, graph, node = source.metas, source.graph, source.node
    return Metadata(
        base=_base(tree, url),
        titles=_several(jsonld.texts(node.get("headline")), source.titles),
        alternatives=_several(jsonld.texts(node.get("alternativeHeadline")), jsonld.texts(node.get("alternateName"))),
        site_names=_site_names(source, tree, url),
        slogans=_several(*(_outlets(graph, key) for key in ("description", "slogan", "alternateName"))),
        descriptions=_several(*_of(metas, DESCRIPTIONS), jsonld.texts(node.get("description")), metas["twitter:description"]),
        canonical_url=addresses.story_address((*source.claimed, *_strings(node.get("url"))), url),
        sections=_several(metas["article:section"], jsonld.texts(node.get("articleSection")), *_of(metas, SECTIONS)),
        trails=(_crumbs(graph), section.shown_crumbs(tree)),
        entry=section.menu_entry(tree, url),
        links=section.short_links(tree),
        keywords=(jsonld.texts(node.get("keywords")), *_of(metas, KEYWORDS)),
        tags=keywords.shown_tags(tree),
        images=_several(*_of(metas, IMAGES), _images(node), *_of(metas, CARDS), source.links["image_src"]),
        logos=_logos(source),
        language=_language(source, tree),
        authors=_several(_authors(node), *_of(metas, AUTHORS)),
        organizations=_several(*(jsonld.texts(node.get(key)) for key in ORGANIZATIONS), *_of(metas, SOURCES)),
        dates=told.read_told(tree, metas, node, graph.nodes),
        locales=told.read_locales(tree, metas, graph.nodes),
        body=_first(_strings(node.get("articleBody"))),
        data=embedded.read_data(tree),
        is_accessible_for_free=_accessible(node.get("isAccessibleForFree"), metas["article:content_tier"]),
        kind=_first(metas["og:type"]),
        types=graph.own_types,
        is_described=bool(node),
        guard=walls.guard_of(tree),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What metadata are read from. `node`: the JSON-LD of the page's own story; `claimed`: the addresses it claims."""

    metas: Mapping[str, tuple[str, ...]]
    links: Mapping[str, tuple[str, ...]]
    graph: jsonld.Graph
    node: jsonld.Node
    titles: tuple[str, ...]
    claimed: tuple[str, ...]


def _source_of(tree: HtmlElement, url: str) -> _Source:
    metas, links, graph = _metas(tree), _links(tree), jsonld.read_graph(tree)
    title = tree.find(".//head/title")
    titles = _several(*_of(metas, TITLES), (title.text_content() if title is not None else "",))
    claimed = (*links["canonical"], *metas["og:url"])
    node = jsonld.story_node(graph, titles, (url, *claimed))
    return _Source(metas=metas, links=links, graph=graph, node=node, titles=titles, claimed=claimed)


def _of(metas: Mapping[str, tuple[str, ...]], names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    return (metas[name] for name in names)


def _site_names(source: _Source, tree: HtmlElement, url: str) -> tuple[str, ...]:
    metas, publisher = source.metas, jsonld.texts(source.node.get("publisher"))
    shown = masthead.mastheads(tree, url)
    return _several(metas["og:site_name"], publisher, _outlets(source.graph, "name"), metas["application-name"], shown)


def _logos(source: _Source) -> tuple[str, ...]:
    owners = (*_nodes_in(source.node.get("publisher")), *_outlet_nodes(source.graph))
    return _several(*(_pictures(owner.get("logo")) for owner in owners))


def _language(source: _Source, tree: HtmlElement) -> str | None:
    said = jsonld.texts(source.node.get("inLanguage"))
    return _first(said, (tree.get("lang") or "",), *_of(source.metas, ("og:locale", "content-language")))


def _metas(tree: HtmlElement) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for meta in tree.iter("meta"):
        content = (meta.get("content") or "").strip()[:VALUE_MAX]
        if content:
            for name in {(meta.get(key) or "").strip().lower() for key in NAME_KEYS} - {""}:
                found[name] += (content,)
    return found


def _base(tree: HtmlElement, url: str) -> str:
    """Return the document base URL (HTML Living Standard, section 2.4.3)."""
    element = tree.find(".//base[@href]")
    return (addresses.absolute(element.get("href"), url) if element is not None else None) or url


def _links(tree: HtmlElement) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for link in tree.iter("link"):
        for relation in (link.get("rel") or "").lower().split():
            found[relation] += (link.get("href") or "",)
    return found


def _strings(value: object) -> tuple[str, ...]:
    """JSON-LD strings as they stand; an articleBody may hold markup and newlines that must not be stripped here."""
    return (value,) if isinstance(value, str) and value.strip() else jsonld.texts(value)


def _first(*sources: Iterable[str]) -> str | None:
    return next((value.strip() for source in sources for value in source if value and value.strip()), None)


def _several(*sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(value.split()) for source in sources for value in source if value and value.strip()))


def _authors(node: jsonld.Node) -> tuple[str, ...]:
    """Persons only: an organization that signs is the outlet or an agency, told apart later from the name alone."""
    return jsonld.texts(node.get("author")) + jsonld.texts(node.get("creator"))


def _outlet_nodes(graph: jsonld.Graph) -> list[jsonld.Node]:
    return [node for node in graph.nodes if not OUTLET_TYPES.isdisjoint(jsonld.types_of(node))]


def _outlets(graph: jsonld.Graph, key: str) -> tuple[str, ...]:
    return tuple(text for node in _outlet_nodes(graph) for text in jsonld.texts(node.get(key)))


def _crumbs(graph: jsonld.Graph) -> tuple[str, ...]:
    """Return the names of the first breadcrumb trail, outermost first."""
    trail = next((node for node in graph.nodes if "BreadcrumbList" in jsonld.types_of(node)), {})
    items = _nodes_in(trail.get("itemListElement"))
    return tuple(name for item in items for name in jsonld.texts(item.get("name") or item.get("item"))[:1])


def _images(node: jsonld.Node) -> tuple[str, ...]:
    return _pictures(node.get("image")) + _pictures(node.get("thumbnailUrl"))


def _pictures(value: object) -> tuple[str, ...]:
    """Return the addresses of one picture or several, each written as a string or as an ImageObject."""
    items = value if isinstance(value, list) else [value]
    return tuple(
        address
        for item in items[:20]
        for address in jsonld.texts(item.get("url") or item.get("contentUrl") if isinstance(item, dict) else item)[:1]
    )


def _nodes_in(value: object) -> list[jsonld.Node]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items[:50] if isinstance(item, dict)]


def _accessible(value: object, tiers: Sequence[str]) -> bool | None:
    """Read schema.org's isAccessibleForFree, written in many ways; else Facebook's article:content_tier."""
    if isinstance(value, bool):
        return value
    said = str(value).strip().lower().rsplit("/", 1)[-1]
    tier = tiers[0].strip().lower() if tiers else ""
    return {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}.get(
        said, {"free": True, "locked": False}.get(tier)
    )
