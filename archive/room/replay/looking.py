"""A page of the archive made fit to be looked at: every address in it leads to another capture, and nothing in it acts.

What is served is still kept from acting by `archive.room.security`, whatever is overlooked here; but the hints that browsers
follow before any policy (preconnect, dns-prefetch) can only be taken out, and addresses must lead into the archive for a page
to look as it did. The octets as captured are at the id_ address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from archive.errors import BadUrl
from archive.room.replay.places import FRAME, IMAGE, STYLE, capture_path
from archive.text.encoding.decode import codec_of, declared_codec, decode
from archive.text.encoding.prescan import charset_in
from archive.text.page.addressed import readdressed
from archive.text.page.srcset import candidates
from archive.text.page.tree import parse
from archive.urls import SCHEMES, normalize

GONE = frozenset(
    """
    script base object embed applet portal fencedframe noembed noframes
    animate set animatemotion animatetransform animatecolor discard
    """.split()  # noqa: SIM905 - as a list they would fill the page
)
"""Elements that act, or that are read otherwise by a browser than by a parser: taken out."""

RAW = frozenset({"script", "noembed", "noframes"})
"""Those whose content goes with them. Of the others it stays: it is shown in their place, or, where libxml2 does not know that
an element is empty (embed), it is the rest of the page.
"""

LOADS = {"src": IMAGE, "poster": IMAGE, "background": IMAGE, "lowsrc": IMAGE, "dynsrc": IMAGE}
LEADS = frozenset({"href", "xlink:href"})
DRAWN = frozenset({"image", "use", "feimage", "pattern", "lineargradient", "radialgradient", "filter", "textpath", "mpath"})
"""Elements of SVG whose href is loaded, not followed."""

LATER = ("data-src", "data-lazy-src", "data-original", "data-lazyload", "data-lazy")
"""Where pages keep a picture's address until a script asks for it: no script will."""

DROPPED = frozenset(
    """
    srcdoc action formaction ping target integrity crossorigin nonce manifest codebase classid archive data attributionsrc
    imagesrcset imagesizes profile cite longdesc usemap is http-equiv charset loading
    """.split()  # noqa: SIM905
)
"""Attributes that load, lead elsewhere, or hold a page in a page."""

SHEETS = frozenset({"stylesheet", "icon", "shortcut icon", "alternate stylesheet", "apple-touch-icon"})
"""The links of a page's head that are part of its looks. All others go: preconnect asks the net without being seen."""

_REFRESH = re.compile(r"\s*([\d.]*)\s*[;,]?\s*(?:url\s*=\s*)?['\"]?([^'\"]*)", re.IGNORECASE)
_SPACES = re.compile(r"[\t\n\r]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A page being looked at. `stamp`: its moment, which what it needs is asked for by. `base`: what its addresses build on."""

    stamp: str
    base: str

    def place(self, written: str, flag: str = "") -> str | None:
        """Return where the archive has what the page calls `written`; None for what is no address of the web."""
        bare, hash_mark, fragment = _SPACES.sub("", written).strip().partition("#")
        try:
            url = normalize(bare, base=self.base)
        except BadUrl:
            return None
        return capture_path(self.stamp, url, flag) + hash_mark + fragment if url.startswith(SCHEMES) else None


def page_for_looking(payload: bytes, content_type: str | None, url: str, stamp: str) -> bytes | None:
    """Return an HTML page as UTF-8, every address in it put into the archive; None for one too large to be parsed."""
    tree = parse(_text(payload, content_type))
    if tree is None:
        return None
    seen = Seen(stamp=stamp, base=_base(tree, url))
    for element in [element for element in tree.iter(etree.Element) if _is_unneeded(element)]:
        _take_out(element)
    for element in tree.iter(etree.Element):
        _make_safe(element, seen)
    written: bytes = etree.tostring(tree.getroottree(), method="html", encoding="utf-8")
    return written


def sheet_for_looking(payload: bytes, url: str, stamp: str) -> bytes:
    """Return a stylesheet with its addresses put into the archive; all other octets stay, whatever they are encoded in."""
    seen = Seen(stamp=stamp, base=url)
    return _sheet(payload.decode("latin-1"), seen, _utf8).encode("latin-1", "replace")


def _text(payload: bytes, content_type: str | None) -> str:
    """Decode as a browser would; by evidence only where neither the header nor the page names an encoding."""
    codec = codec_of(charset_in((content_type or "").encode("ascii", "ignore"))) or declared_codec(payload)
    if codec and not codec.startswith("utf-16") and not payload.startswith((b"\xfe\xff", b"\xff\xfe")):
        return payload.decode(codec, "replace").replace("\0", "\ufffd")
    return decode(payload, content_type) or payload.decode("latin-1")


def _base(tree: HtmlElement, url: str) -> str:
    """Return what a page's addresses build on: its first base element's href, or its own address."""
    stated = next((base.get("href") for base in tree.iter("base") if base.get("href")), None)
    try:
        base = normalize(stated, base=url) if stated else url
    except BadUrl:
        return url
    return base if base.startswith(SCHEMES) else url


def _is_unneeded(element: HtmlElement) -> bool:
    """Whether an element goes: one that acts, a link to what is no part of the page's looks, meta that sets things."""
    if element.tag == "link":
        return (element.get("rel") or "").strip().lower() not in SHEETS
    if element.tag == "meta":
        return (element.get("http-equiv") or "refresh").strip().lower() != "refresh"
    return element.tag in GONE


def _make_safe(element: HtmlElement, seen: Seen) -> None:
    match element.tag:
        case "meta":
            _mend_meta(element, seen)
            return
        case "style":
            element.text = _sheet(element.text or "", seen).replace("<", r"\3c ")
        case "iframe":
            element.text = None
        case "xmp" | "plaintext":  # raw to a browser: nothing may hide in them
            element.tag = "pre"
        case "img":
            _show_now(element)
    for name, value in list(element.attrib.items()):
        _mend_attribute(element, name, value, seen)


def _mend_attribute(element: HtmlElement, name: str, value: str, seen: Seen) -> None:
    if name.startswith("on") or name in DROPPED:
        del element.attrib[name]
    elif name in LEADS:
        _set(element, name, _led(element, value, seen))
    elif name in LOADS:
        flag = FRAME if element.tag in {"iframe", "frame"} else LOADS[name]
        _set(element, name, value if _is_picture(value) else seen.place(value, flag))
    elif name == "srcset":
        _set(element, name, ", ".join(_set_of(value, seen)) or None)
    elif name == "style":
        element.set(name, _sheet(value, seen))


def _led(element: HtmlElement, value: str, seen: Seen) -> str | None:
    if value.strip().startswith("#"):
        return value
    if element.tag == "link":
        return seen.place(value, STYLE if "stylesheet" in (element.get("rel") or "").lower() else IMAGE)
    if element.tag in DRAWN:
        return value if _is_picture(value) else seen.place(value, IMAGE)
    return seen.place(value)


def _mend_meta(element: HtmlElement, seen: Seen) -> None:
    """Let a refresh lead into the archive; what a page says of its encoding holds no more."""
    element.attrib.pop("charset", None)
    if "http-equiv" in element.attrib:
        found = _REFRESH.match(element.get("content") or "")
        place = seen.place(found[2]) if found and found[2] else None
        element.set("content", f"{found[1] or '0'};url={place}" if found and place else "")


def _show_now(picture: HtmlElement) -> None:
    """Give a picture the address that a script would have given it."""
    waiting = next((picture.get(name) for name in LATER if picture.get(name)), None)
    if waiting and (not picture.get("src") or _is_picture(picture.get("src", ""))):
        picture.set("src", waiting)
    if picture.get("data-srcset") and not picture.get("srcset"):
        picture.set("srcset", picture.get("data-srcset", ""))


def _set_of(value: str, seen: Seen) -> Iterator[str]:
    for address, size in candidates(value):
        place = address if _is_picture(address) else seen.place(address, IMAGE)
        if place and "," not in size:
            yield f"{place.replace(',', '%2C')} {size}".strip()


def _sheet(css: str, seen: Seen, read: Callable[[str], str] = str) -> str:
    def picture(written: str) -> str | None:
        return written if _is_picture(written) or written.startswith("#") else seen.place(read(written), IMAGE)

    return readdressed(css, picture, lambda written: seen.place(read(written), STYLE))


def _utf8(written: str) -> str:
    """Return an address of a stylesheet, which was read octet by octet, in the letters it most likely is."""
    return written.encode("latin-1", "replace").decode("utf-8", "replace")


def _is_picture(value: str) -> bool:
    return value.lstrip()[:11].lower().startswith(("data:image/", "data:font/", "data:audio/", "data:video/", "data:applic"))


def _set(element: HtmlElement, name: str, value: str | None) -> None:
    if value is None:
        del element.attrib[name]
    else:
        element.set(name, value)


def _take_out(element: HtmlElement) -> None:
    if element.tag in RAW:
        element.drop_tree()
    elif element.getparent() is not None:
        element.drop_tag()
