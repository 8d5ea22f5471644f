"""What a page needs to be shown again: the addresses of its styles, pictures, scripts and fonts. Pure, and of any page.

Not taken: frames (pages of their own), audio and video (too large; a video's poster is taken), what scripts ask for later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from lxml.html import HtmlElement

from archive.errors import BadUrl
from archive.text.encoding.decode import decode
from archive.text.page.srcset import candidates
from archive.text.page.tree import parse
from archive.urls import SCHEMES, normalize
from spiders.stylesheets import css_text, styled

REQUISITES_MAX = 2_000
"""Of one page or stylesheet; what is over is not even listed."""

LINK = "{http://www.w3.org/1999/xlink}href"
PICTURES = ("src", "data-src", "data-lazy-src", "data-original", "data-lazy", "data-echo", "data-image", "data-img", "data-url")
"""Attributes of a picture: scripts that load it late keep its address in another than src."""
OFFERS = ("srcset", "data-srcset", "data-lazy-srcset")
BACKGROUNDS = ("background", "data-bg", "data-background", "data-background-image", "data-poster", "poster")
"""Attributes of any element."""
OF_TAG = {
    "img": PICTURES,
    "amp-img": PICTURES,
    "image": ("href", "xlink:href", LINK),
    "use": ("href", "xlink:href", LINK),
}
PRELOADED = {"style", "script", "font", "image"}


class Rank(IntEnum):
    """What is asked for first: a limit then leaves out what a page can best be shown without."""

    STYLE = 0
    PICTURE = 1
    SCRIPT = 2
    ICON = 3
    OTHER_SIZE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Requisite:
    """One address, http or https, normalised. `is_style`: a stylesheet, which may need others in its turn."""

    url: str
    is_style: bool = False


def page_requisites(payload: bytes, *, url: str, content_type: str | None) -> tuple[Requisite, ...]:
    """Return what the page at `url` needs, each address once, the most needed first. Takes a while: to be called in a thread.

    Nothing of a page that cannot be decoded or parsed.
    """
    text = decode(payload, content_type)
    root = parse(text) if text else None
    if root is None:
        return ()
    ranked = sorted(_needs(root), key=lambda need: need[0])  # stable: in the order of the page
    return _absolute(((address, is_style) for _, address, is_style in ranked), _base(root, url), url)


def stylesheet_requisites(payload: bytes, *, url: str, content_type: str | None) -> tuple[Requisite, ...]:
    """Return what a stylesheet needs: those it imports, then its fonts and pictures, in their order."""
    found = sorted(styled(css_text(payload, content_type)), key=lambda need: not need[1])
    return _absolute(found, url, url)


Need = tuple[Rank, str, bool]


def _needs(root: HtmlElement) -> Iterator[Need]:
    """Yield (rank, address as written, is a stylesheet), in the order of the page."""
    for element in root.iter():
        reader = READERS.get(str(element.tag))
        if reader is not None:
            yield from reader(element)
        yield from _shown_by(element)


def _shown_by(element: HtmlElement) -> Iterator[Need]:
    """Yield what any element may show: pictures, backgrounds and what its style says."""
    named = (element.get(name) for name in (*OF_TAG.get(str(element.tag), ()), *BACKGROUNDS))
    yield from ((Rank.PICTURE, address, False) for address in named if address)
    if style := element.get("style"):
        yield from ((Rank.PICTURE, address, False) for address, _ in styled(style))


def _offered(element: HtmlElement) -> Iterator[Need]:
    """Yield the pictures of a srcset, all of them: which one a browser takes depends on its screen."""
    if element.tag == "source" and next((parent.tag for parent in element.iterancestors()), "") != "picture":
        return  # a video's or a sound's
    for value in filter(None, (element.get(name) for name in OFFERS)):
        yield from ((Rank.OTHER_SIZE, address, False) for address, _ in candidates(value))


def _script(element: HtmlElement) -> Iterator[Need]:
    if address := element.get("src"):
        yield Rank.SCRIPT, address, False


def _input(element: HtmlElement) -> Iterator[Need]:
    if (address := element.get("src")) and element.get("type", "").lower() == "image":
        yield Rank.PICTURE, address, False


def _link(element: HtmlElement) -> Iterator[Need]:
    words, address = set(element.get("rel", "").lower().split()), element.get("href")
    purpose = "script" if "modulepreload" in words else element.get("as", "").lower()
    if not address:
        return
    if "stylesheet" in words:
        yield Rank.STYLE, address, True
    elif words & {"icon", "apple-touch-icon", "mask-icon"}:
        yield Rank.ICON, address, False
    elif words & {"preload", "modulepreload"} and purpose in PRELOADED:
        is_style = purpose == "style"
        yield Rank.STYLE if is_style else Rank.SCRIPT, address, is_style


def _style(element: HtmlElement) -> Iterator[Need]:
    yield from (
        (Rank.STYLE if is_style else Rank.PICTURE, address, is_style) for address, is_style in styled(element.text or "")
    )


READERS = {
    "img": _offered,
    "amp-img": _offered,
    "source": _offered,
    "script": _script,
    "input": _input,
    "link": _link,
    "style": _style,
}


def _base(root: HtmlElement, url: str) -> str:
    """Return what relative addresses are relative to: the first base element's word, or the page's own address."""
    said = next((element.get("href") for element in root.iter("base") if element.get("href")), None)
    try:
        return normalize(said, url) if said else url
    except BadUrl:
        return url


def _absolute(needs: Iterable[tuple[str, bool]], base: str, url: str) -> tuple[Requisite, ...]:
    """Return the addresses in full, each once; without those of other schemes, and what a script is still to fill in."""
    found: dict[str, Requisite] = {}
    for written, is_style in needs:
        address = _resolved(written, base)
        if address is not None and address != url and address not in found:
            found[address] = Requisite(url=address, is_style=is_style)
            if len(found) == REQUISITES_MAX:
                break
    return tuple(found.values())


def _resolved(written: str, base: str) -> str | None:
    if not written.strip() or written.startswith("#") or any(letter in written for letter in "{}<>"):
        return None
    try:
        address = normalize(written, base)
    except BadUrl:
        return None
    return address if address.startswith(SCHEMES) else None
