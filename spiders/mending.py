"""XML as it is served → XML that a parser reads: malformed, with HTML's entities, with a document type that explodes."""

from __future__ import annotations

import html
import re
from xml.sax.saxutils import escape

from lxml import etree

PROLOG_MAX = 100
PROLOG = (("<?", "?>"), ("<!--", "-->"))
SPACE = re.compile(r"\s*")
ELEMENT = re.compile(r"<([A-Za-z_][\w:.-]{0,50})")
CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|\w{1,31});")
BARE_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|\w{1,31});)")
SURROGATE = re.compile(r"&#(?:x0{0,2}d[89a-f][0-9a-f]{2}|0{0,2}5[5-7]\d{3});", re.IGNORECASE)
HTML_TAG = re.compile(
    r"<(?=/?(?:a|abbr|article|b|big|blockquote|br|center|code|del|div|em|figcaption|figure|font|h[1-6]|hr|i|iframe|img|input"
    r"|ins|li|ol|p|pre|q|script|section|small|span|strike|strong|style|su[bp]|table|tbody|t[dhr]|thead|u|ul|video|wbr)[\s/>])",
    re.IGNORECASE,
)
KNOWN_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|rdf|feed|urlset|sitemapindex)[\s>]", re.IGNORECASE)
BEFORE_MAX = 20_000
"""Characters of a server's complaints («Warning: …») in front of the root."""
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
}
"""What prefixes mean that are used without being declared."""
TAG = re.compile(r"<[A-Za-z][^<>]*=[^<>]*>")
UNQUOTED = re.compile(r"""(\s[\w:.-]+=)([^\s"'<>]+)(?=[\s>/])""")
LONE_OPENING = re.compile(r"<(?![A-Za-z_/!?])")
CONTROLS = dict.fromkeys(code for code in range(32) if code not in (9, 10, 13))


def from_root(text: str) -> tuple[str, str]:
    """Return the root element's name, lower case without prefix, and `text` from there on; "" and "" where there is none.

    What stands before goes: the document type and all, so that an entity that nobody declared cannot expand; and what a
    server complains of in HTML, where a feed or a sitemap follows.
    """
    at = _after_prolog(text)
    known = KNOWN_ROOT.search(text, at, at + BEFORE_MAX)
    root = ELEMENT.search(text, known.start() if known else at)
    return (root[1].rpartition(":")[2].lower(), text[root.start() :]) if root else ("", "")


def tree(body: str, url: str) -> tuple[etree._Element | None, str | None]:
    """Return the tree of `body`, and what a strict parser says against it; no tree where nothing can be mended.

    `url`: of the document, from which xml:base counts.
    """
    try:
        return etree.fromstring(body.encode(), _parser(recover=False), base_url=url), None
    except etree.XMLSyntaxError as error:
        complaint = f"its XML is malformed ({error.msg:.120}); read as far as it goes"
    return etree.fromstring(_sound(body).encode(), _parser(recover=True), base_url=url), complaint


def _sound(body: str) -> str:
    """Return `body` with less to stumble over.

    Mended are HTML that nobody escaped, bare ampersands and angles, HTML's entities, controls, values without quotes,
    prefixes without a namespace.
    """
    parts = CDATA.split(SURROGATE.sub("", _declared(body).translate(CONTROLS)))
    for number in range(0, len(parts), 2):
        tags = LONE_OPENING.sub("&lt;", HTML_TAG.sub("&lt;", parts[number]))
        known = REFERENCE.sub(lambda match: escape(html.unescape(match[0])), tags)
        parts[number] = TAG.sub(lambda tag: UNQUOTED.sub(r'\1"\2"', tag[0]), BARE_AMPERSAND.sub("&amp;", known))
    return "".join(parts)


def _declared(body: str) -> str:
    """Return `body`, which begins with its root, with the namespaces of the prefixes that it uses and does not declare."""
    root = ELEMENT.match(body)
    missing = (
        f' xmlns:{prefix}="{name}"'
        for prefix, name in NAMESPACES.items()
        if f"<{prefix}:" in body and f"xmlns:{prefix}" not in body
    )
    return f"{root[0]}{''.join(missing)}{body[root.end() :]}" if root else body


def _after_prolog(text: str) -> int:
    at = 0
    for _ in range(PROLOG_MAX):
        at = _after_space(text, at)
        closer = next((closer for opener, closer in PROLOG if text.startswith(opener, at)), None)
        end = text.find(closer, at) if closer else -1
        if closer is None or end < 0:
            break
        at = end + len(closer)
    return at


def _after_space(text: str, at: int) -> int:
    space = SPACE.match(text, at)
    return space.end() if space else at


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
