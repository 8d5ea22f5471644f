"""The headline without the outlet's name: an element of the page where titles agree with one, else the best title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from archive.text.arabic import fold
from archive.text.body import labels
from archive.text.body.likeness import agreement as _agreement
from archive.text.body.likeness import words_of as _words
from archive.text.fields.masthead import goes_home
from archive.text.fields.signed import read_signed
from archive.text.origin.persons import is_known

LENGTH_MAX = 500
PIECES_MAX = 40

NAME_MAX = 40

LABEL_MAX, LABEL_WORDS = 25, 4
TITLE_WORDS = 4
"""Words of a title that can stand alone."""
_JOINING = (":", "/", "|", "-", "–", "—", "•", "»", "«", "..")
_AROUND = " |-–—:•·»«"
_SPACES = re.compile(r"\s+")
_JOINTS = re.compile(r"\s{1,3}[|\-–—•·»«:]{1,3}\s{1,3}|\s{0,3}[|•]\s{0,3}")


def headline_element(tree: HtmlElement, titles: Sequence[str], url: str = "") -> HtmlElement | None:
    """Return the element that shows the headline: the h1, or else h2, h3 or title-like block, that the page's titles name.

    `url`: the page's own; an h1 that leads from there to the front page shows the outlet's name.
    """
    firsts = [element for element in tree.iter("h1") if _text(element) and not _is_masthead(element, url, titles)]
    best = max(firsts, key=lambda element: _agreement(_text(element), titles), default=None)
    if best is not None and (_agreement(_text(best), titles) >= 0.5 or (len(firsts) == 1 and len(_words(_text(best))) >= 4)):
        return best
    others = [
        element
        for element in tree.iter("h2", "h3", "h4", "h5", "strong", "span", "div", "td", "p", "b", "font")
        if _is_like(element, titles)
    ]
    return max(others, key=lambda element: _agreement(_text(element), titles), default=None)


def outlets_told(titles: Sequence[str], headline: str) -> tuple[str, ...]:
    """Return what stands beside `headline` in the titles, which is the outlet's name where it is short and no writer's."""
    signers = {name for title in titles if (name := read_signed(title).name)}
    beside = (
        piece for title in titles if headline and headline in title for piece in _JOINTS.split(title.replace(headline, ""))
    )
    names = dict.fromkeys(_SPACES.sub(" ", piece).strip(_AROUND) for piece in beside)
    short = (name for name in names if 2 < len(name) <= NAME_MAX and not is_known(name))
    return tuple(name for name in short if not any(signer in name for signer in signers))


def choose_headline(element: HtmlElement | None, titles: Sequence[str], names: Iterable[str]) -> str | None:
    """Return the headline: the element's text, else the first title, without the outlet's `names` or the writer's at its ends.

    What the element shows before or after all of a title is a label, a section, «عاجل», «الموضوع:», unless metadata too
    begin the headline with it.
    """
    chosen = _chosen(element, titles, tuple(names))
    return read_signed(chosen).title if chosen else None


def _chosen(element: HtmlElement | None, titles: Sequence[str], known: Sequence[str]) -> str | None:
    known = (*known, *(title for title in titles if _is_beside_headline(title, titles)))
    stripped = [title for text in titles if (title := strip_outlet(text, known))]
    if element is None:
        return _without_unknown(stripped[0]) if stripped else None
    if (bare := _without_badge(element)) is not None:
        return strip_outlet(bare, known)
    shown = strip_outlet(_text(element), known)
    pieces = {_SPACES.sub(" ", piece).strip() for piece in islice(element.itertext(), PIECES_MAX)}
    whole = next(
        (title for title in map(_without_unknown, stripped) if title in pieces and _words(title)[TITLE_WORDS - 1 :]), None
    )
    if whole is not None:
        return whole  # beside it the element holds others of their own: a date, a section, a count
    shorter = (title for title in map(_without_unknown, stripped) if _is_labelled(shown, title))
    return next((title for title in shorter if not (shown in stripped and shown.endswith(title))), shown)


def _without_badge(element: HtmlElement) -> str | None:
    """Return an element's text without «خاص» or «عاجل» that an element of its own with a class sets apart before it."""
    badge = next(iter(element), None)  # «عاجل..» goes on into the headline
    is_first = badge is not None and not (element.text or "").strip() and bool(badge.get("class"))
    if badge is None or not is_first or not _text(badge)[-1:].isalnum() or not labels.is_one("flags", _text(badge)):
        return None
    rest = _text(element)[len(_text(badge)) :].strip(_AROUND)
    return rest if len(_words(rest)) >= TITLE_WORDS else None


def _is_labelled(shown: str, title: str) -> bool:
    """Return whether an element shows all of a title, and a label before or after it that a joint or its wording sets apart."""
    before, found, after = shown.partition(title)
    rest = (before or after).strip()
    if not found or (before and after) or not rest or len(_words(title)) < TITLE_WORDS:
        return False
    is_joined = before.rstrip().endswith(_JOINING) or after.lstrip().startswith(_JOINING) or labels.is_one("flags", rest)
    return is_joined and len(rest) <= LABEL_MAX and 0 < len(_words(rest)) <= LABEL_WORDS


def without_label(title: str, sections: Iterable[str]) -> str:
    """Return `title` without the section that opens it, «عام / …», where the page names that section elsewhere too."""
    before, joint, rest = title.partition(" / ")
    if not joint or len(_words(rest)) < TITLE_WORDS:
        return title
    return rest.strip() if fold(before).strip() in {fold(name).strip() for name in sections} else title


def _without_unknown(title: str) -> str:
    """Return a title without what looks like an outlet's name: short, at an end, behind a bar or called a paper."""
    pieces, joints = _JOINTS.split(title), _JOINTS.findall(title)
    while len(pieces) > 1 and _looks_like_outlet(pieces[-1], joints[-1]) and len(_words(" ".join(pieces[:-1]))) >= TITLE_WORDS:
        pieces, joints = pieces[:-1], joints[:-1]
    while len(pieces) > 1 and _looks_like_outlet(pieces[0], "") and len(_words(" ".join(pieces[1:]))) >= TITLE_WORDS:
        pieces, joints = pieces[1:], joints[1:]
    return "".join(piece + joint for piece, joint in zip(pieces, [*joints, ""], strict=False)).strip(" |-–—")


def _looks_like_outlet(piece: str, joint: str) -> bool:
    words = _words(piece)
    is_called = not labels.words("outlets").isdisjoint(words) and ":" not in joint
    return len(words) <= LABEL_WORDS and len(piece) <= NAME_MAX and (is_called or "|" in joint)


def strip_outlet(title: str, names: Iterable[str]) -> str:
    """Return `title` without the outlet's name, its section names before that, or a bare domain, at either end."""
    title = _SPACES.sub(" ", title).strip()[:LENGTH_MAX]
    known = {fold(name).strip() for name in names if name.strip()}
    pieces, joints = _JOINTS.split(title), _JOINTS.findall(title)
    while len(pieces) > 1 and _is_name(pieces[-1], known):
        pieces, joints = pieces[:-1], joints[:-1]
    while len(pieces) > 1 and _is_name(pieces[0], known):
        pieces, joints = pieces[1:], joints[1:]
    return "".join(piece + joint for piece, joint in zip(pieces, [*joints, ""], strict=False)).strip(" |-–—")


def _is_name(piece: str, known: set[str]) -> bool:
    plain = fold(piece).strip()
    if plain in known or re.fullmatch(r"(?:www\.)?[\w-]{2,40}\.(?:com|net|org|info|tv|[a-z]{2})(?:\.[a-z]{2})?", plain):
        return True
    return any(
        plain and len(plain) > 3 and (plain in name or name in plain) and abs(len(plain) - len(name)) <= 12
        for name in known
        if len(name) > 3
    )


def _is_masthead(element: HtmlElement, url: str, titles: Sequence[str]) -> bool:
    around = islice(element.iterancestors("a"), 1)
    is_linked = any(goes_home(link, url) for link in (*islice(element.iter("a"), 1), *around))
    return is_linked or _is_beside_headline(_text(element), titles)


def _is_beside_headline(text: str, titles: Sequence[str]) -> bool:
    """Return whether a few words open a title whose other part is a headline: «المثال | افتتاح سد جديد …»."""
    plain = fold(text).strip()
    pieces = (_JOINTS.split(title, maxsplit=1) for title in titles)
    parts = [(piece[0], piece[1]) for piece in pieces if len(piece) > 1]
    opened = (rest for name, rest in parts if fold(name).strip() == plain)
    return len(_words(text)) < TITLE_WORDS and any(len(_words(rest)) > TITLE_WORDS for rest in opened)


def _is_like(element: HtmlElement, titles: Sequence[str]) -> bool:
    """Cheap first: only elements with little below them are measured."""
    if len(element) > 3 or not (element.text or len(element)):
        return False
    text = _text(element)
    return 12 <= len(text) <= LENGTH_MAX and len(_words(text)) >= 3 and _agreement(text, titles) >= 0.8


def _text(element: HtmlElement) -> str:
    """Return the element's text, as far as a headline can go: a page is not read again and again."""
    pieces = (piece[: 2 * LENGTH_MAX] for piece in islice(_pieces(element), PIECES_MAX))
    return _SPACES.sub(" ", "".join(pieces)).strip()[: 2 * LENGTH_MAX]


def _pieces(element: HtmlElement) -> Iterator[str]:
    """Yield the element's texts, with a space for each break of a line."""
    if element.find(".//br") is None:
        yield from element.itertext()
        return
    for text in element.xpath(".//text() | .//br"):
        yield text if isinstance(text, str) else " "
