"""Text → tree, within limits; and what the first bytes say of a payload that is no page at all."""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import SubElement
from lxml.html import Element, HtmlElement, HTMLParser, document_fromstring

SIZE_MAX = 12_000_000
"""Characters; a body is 10 MB at most by default."""
ELEMENTS_MAX = 150_000
"""A page of 1 MB has some 10,000."""
ATTRIBUTES_MAX = 2_000
"""Of one element; libxml2 compares each with all others."""
UNSEEN = (
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "applet", "canvas", "audio", "video",
    "select", "option", "datalist", "textarea", "button", "input", "map", "dialog", "amp-ad", "amp-sidebar", "amp-analytics",
    "amp-embed", "amp-iframe", "amp-state",
)  # fmt: skip
"""Elements whose content is no text of the story, whatever holds them."""
FRAMES = ("iframe", "object", "embed", "video", "audio", "canvas", "amp-ad", "amp-embed", "amp-iframe")
"""Those that stand on lines of their own: what is before them and what is after are two lines."""
HEAD = frozenset(("title", "meta", "link", "script", "style", "base", "noscript", "template", "object"))
INERT = ("noscript", "template")
INERT_MIN = 200
"""Characters of paragraphs in an inert element that are a story's: not a request to switch scripts on."""

_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)
"""lxml.html's own lookup asks a function of Python for the class of each element, at each touch: a fifth of a page's time."""

_SIGNATURES = (
    (re.compile(rb"%PDF-"), "PDF"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|\0\0\0.ftypavif", re.DOTALL), "image"),
    (re.compile(rb"PK\x03\x04|\x1f\x8b|Rar!|7z\xbc\xaf"), "compressed file"),
    (re.compile(rb"ID3|OggS|\0\0\0.ftyp|\x1aE\xdf\xa3", re.DOTALL), "audio or video"),
    (re.compile(rb"\s{0,64}[{\[]"), "JSON"),
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]")
_ROOT = re.compile(rb"<[A-Za-z]")
_LONG_TAG = re.compile(r"<[^<>]{20000,}")
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|p|br|h[1-6]|table|meta|title|article|section|span|a|img|center|font)\b", re.IGNORECASE
)


def other_than_html(payload: bytes) -> str | None:
    """Return what `payload` is when its first bytes show it is no page ("PDF", "image" …), else None."""
    head = payload[:4_096].removeprefix(b"\xef\xbb\xbf")
    root = _ROOT.search(head)
    if root and _FEED.match(head, root.start()):
        return "feed or sitemap"
    return next((name for signature, name in _SIGNATURES if signature.match(head)), None)


def looks_like_html(text: str) -> bool:
    """Return whether `text` holds at least one element of a page near its start."""
    return _MARKUP.search(text, 0, 100_000) is not None


def parse(text: str) -> HtmlElement | None:
    """Return the tree of `text`, or None when it holds nothing or more than the limits.

    libxml2 drops what lies more than 256 elements deep; entities are never fetched and never expanded twice.
    """
    if len(text) > SIZE_MAX or text.count("<") > 4 * ELEMENTS_MAX:
        return None
    if any(tag[0].count("=") > ATTRIBUTES_MAX for tag in _LONG_TAG.finditer(text)):
        return None
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError, AssertionError):
        return None
    if sum(1 for _ in tree.iter()) > ELEMENTS_MAX:
        return None
    _part_head(tree)
    return tree


def _part_head(tree: HtmlElement) -> None:
    """Move to the body what libxml2 left in the head: it knows no HTML 5, and pages may leave out the tags between the two."""
    head = tree.find("head")
    strays = [child for child in head if child.tag not in HEAD] if head is not None else []
    if not strays:
        return
    body = tree.find("body")
    body = SubElement(tree, "body") if body is None else body
    strays[-1].tail = (strays[-1].tail or "") + (body.text or "")
    body.text = None
    for index, stray in enumerate(strays):
        body.insert(index, stray)


def drop_unseen(tree: HtmlElement) -> None:
    """Remove what no reader of the story sees. Scripts go too: read JSON-LD first."""
    for element in list(tree.iter(*INERT)):
        if _holds_story(element):
            element.tag = "div"
    for frame in list(tree.iter(*FRAMES)):
        frame.addprevious(Element("br"))
    etree.strip_elements(tree, *UNSEEN, with_tail=False)


def _holds_story(element: HtmlElement) -> bool:
    """Tell a story that is shown by script, or where there are no scripts, from a picture's or a counter's replacement."""
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p")) >= INERT_MIN
