"""The story's lead picture: the first the page names for itself, or shows above the story, that is no logo or stock picture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from archive.text.body import labels
from archive.text.fields.addresses import absolute
from archive.text.page.srcset import candidates

SIDE_MIN = 120
"""Pixels of a side, where it is told: what is smaller is a sign."""
PICTURES_MAX = 80
LEVELS_MAX = 5
LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-echo", "data-image", "data-img")
SETS = ("data-srcset", "data-lazy-srcset", "srcset")

_CUTS = re.compile(r"[^a-z0-9]+")
_NUMBERED = re.compile(r"\A([a-z]+)\d{1,4}")
"""A word with a number, «logo2»; the letters of a checksum, «ad1f», say nothing."""
_PIXELS = re.compile(r"^\s{0,9}(\d{1,5})")


def lead_picture(named: Iterable[str], logos: Iterable[str], shown: Iterable[HtmlElement], base: str) -> str | None:
    """Return the absolute address of the lead picture, or None.

    `named`: by metadata, in order of trust. `logos`: the outlet's. `shown`: elements in which the page may show it, the
    likeliest first. `base`: the page's own address.
    """
    stock = {absolute(logo, base) for logo in logos}
    candidates = (*named, *(address for element in shown for address in _pictures(element)))
    addresses = (absolute(address, base) for address in islice(candidates, PICTURES_MAX))
    return next((address for address in addresses if address and address not in stock and not is_stock(address)), None)


def frames(headline: HtmlElement | None, container: HtmlElement | None) -> tuple[HtmlElement, ...]:
    """Return where a story's lead picture may be shown: around headline and text, where one element holds both; in the text."""
    if container is None:
        return ()
    above = list(islice(container.iterancestors(), LEVELS_MAX))
    over = set(headline.iterancestors()) if headline is not None else set()
    common = next((element for element in above if element in over and element.tag not in {"body", "html"}), None)
    return (container,) if common is None else (common,)


def is_stock(address: str) -> bool:
    """Return whether a picture's file name says that it stands for the outlet, for a person, or for none."""
    path = unquote(urlsplit(address).path).lower()
    name = path.rsplit("/", 1)[-1]
    words = [word for word in _CUTS.split(name.rsplit(".", 1)[0]) if word]
    pairs = set(map("".join, pairwise(words)))
    bare = {found[1] for word in words if (found := _NUMBERED.fullmatch(word))}
    is_long = len(words) > 4  # a slug in words: its story may be about a logo
    known = labels.words("stock")
    return name.endswith((".svg", ".ico")) or not known.isdisjoint(pairs | ({name} if is_long else {*words, *bare})) or not name


def _pictures(element: HtmlElement) -> Iterator[str]:
    """Yield the addresses of the pictures in `element`, without those told to be small."""
    for picture in islice(element.iter("img", "amp-img"), PICTURES_MAX):
        if not any(0 < _pixels(picture.get(side)) < SIDE_MIN for side in ("width", "height")):
            yield from islice(_sources(picture), 1)


def _sources(picture: HtmlElement) -> Iterator[str]:
    """Yield where a picture lies: scripts that load it late leave a dummy in src."""
    lazy = (picture.get(name) for name in LAZY)
    largest = (_largest(value) for name in SETS if (value := picture.get(name)))
    for address in (*lazy, picture.get("src"), *largest):
        is_sign = not address or address.startswith("data:") or urlsplit(address).path.lower().endswith(".gif")
        if address and not is_sign and not is_stock(address):
            yield address


def _largest(sources: str) -> str:
    """Return the address of the largest picture in a srcset, "" where it has none."""
    return max(candidates(sources), key=lambda candidate: _pixels(candidate[1]), default=("", ""))[0]


def _pixels(value: str | None) -> int:
    found = _PIXELS.match(value or "")
    return int(found[1]) if found else 0
