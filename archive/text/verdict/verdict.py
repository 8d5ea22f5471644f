"""Is it an article? Lists, walls, robot checks and missing pages are told from stories, however short a wire flash may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.models import Reason
from archive.text.body import labels
from archive.text.body.likeness import stems_of, words_of
from archive.text.body.reading import Reading
from archive.text.body.story import STORY_MIN
from archive.text.body.teasers import is_title_link
from archive.text.dates.dates import mentions_date
from archive.text.encoding.lost import is_lost
from archive.text.fields.addresses import is_front
from archive.text.fields.metadata import Metadata
from archive.text.page.blocks import Line
from archive.text.verdict import walls
from archive.text.verdict.listing import SHORT_TITLE, is_shelf, listing_signs

FLASH_MIN = 25
"""Characters of the shortest flash («عاجل: …») that is an article when the page has a headline."""
SMALL_PAGE = 1_500
"""Characters of a page that may be nothing but a wall."""
CAPTION_MIN = 80
"""Characters of a text below a film that tells the story by itself."""
PREVIEW_MIN = 500
"""Characters of a preview, a few paragraphs, that is kept as a story not free though it breaks off; a teaser has fewer."""
CUT = ("…", "...", "..", "[…]")
CLOSED_MAX = 1_000
"""Characters of a text that may be a teaser, or an offer of subscriptions, below a headline."""
FEW_LINKS = 6
"""Links of a page that is all wall; sites put more around a story."""
OPENING = 25
"""Lines among which a wall says what it is."""
TITLES_MIN = 8
"""Titles that are links from which a page without a story of its own is a list of others'."""
TELLING = 5
"""Words of a headline that tells a story."""
DATED_BELOW = 6
DATED_LINE_MAX = 120
"""Characters of a line that may be a date's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a page is no article, and the evidence in a few plain words."""

    reason: Reason
    detail: str


def refusal_of(url: str, told: Metadata, found: Reading) -> Refusal | None:
    """Return why the page is no article, or None when it is one."""
    chars = sum(map(len, found.paragraphs))
    return (
        _undecodable(found, chars)
        or _wall(told, found, chars)
        or (_closed(told, found) if chars < CLOSED_MAX else None)
        or _front(url, told)
        or _list(url, told, found)
        or (_pictured(told) if chars < CAPTION_MIN else None)
        or _little(url, told, found, chars)
    )


def _undecodable(found: Reading, chars: int) -> Refusal | None:
    """Tell a story whose letters are lost; where none was found, the page's own lines, without its menus."""
    lines = (line.text for line in found.seen if line.zone is None and not line.linked)
    if not is_lost("\n".join(found.paragraphs if chars >= STORY_MIN else lines)):
        return None
    return Refusal(reason=Reason.UNDECODABLE, detail="its letters are lost: replaced, or misread beyond mending")


def _wall(told: Metadata, found: Reading, chars: int) -> Refusal | None:
    """Tell pages that are nothing but a wall, by what they say first; a story about walls is dated, and its title says more."""
    if chars > SMALL_PAGE or told.is_described or told.published:
        return None
    if told.guard and not found.kept and chars < STORY_MIN:
        return Refusal(reason=Reason.BLOCKED, detail=f"a robot check: {told.guard}")
    is_bare = sum(line.linked > 0 for line in found.seen) < FEW_LINKS and not _is_dated(found)
    is_little = chars < 2 * STORY_MIN and (len(words_of(found.title)) < TELLING or not found.kept) and not _is_dated(found)
    opening = [line.text for line in found.seen[:OPENING] if line.link_density < 0.5] if chars < STORY_MIN else []
    for kind, reason, words in _WALLS:
        said = walls.saying(kind, (found.title, *told.titles), whole=not is_bare)
        if said is None and (is_bare or (is_little and kind in _TOLD_IN_TEXT)):
            said = walls.saying(kind, [*found.paragraphs[:2], *opening])
        if said:
            return Refusal(reason=reason, detail=f"{words}: «{said}»")
    return None


_WALLS = (
    ("challenge", Reason.BLOCKED, "a robot check or a refusal"),
    ("missing", Reason.NOT_FOUND, "it says that it is not there"),
    ("broken", Reason.TOO_SHORT, "the site is out of order"),
    ("consent", Reason.BLOCKED, "it asks for consent"),
    ("login", Reason.PAYWALL, "it asks for a login"),
)


_MEDIA = frozenset(("VideoObject", "ImageGallery", "MediaGallery", "AudioObject", "PodcastEpisode"))
_TOLD_IN_TEXT = frozenset(("challenge", "missing"))
"""What a page within a site's frame says in its text alone."""


def is_closed_off(found: Reading) -> bool:
    """Return whether a wall closes the story off: what is shown of it is a preview."""
    return walls.wall_below(found.seen, found.first, found.last, found.kept) is not None


def _closed(told: Metadata, found: Reading) -> Refusal | None:
    """Tell a story closed off, of which nothing is shown but what a subscription costs, or a teaser that breaks off."""
    below = walls.wall_below(found.seen, found.start, found.last, ())
    said = below or walls.saying("wall", [line.text for line in found.seen])
    if said is None:
        return None
    shown = [text for text in found.paragraphs if not walls.is_offer(text)]
    chars = sum(map(len, shown))
    is_cut = below is not None and chars < PREVIEW_MIN and shown[-1:] != [] and shown[-1].rstrip().endswith(CUT)
    if not is_cut and (chars >= STORY_MIN or _is_flash(shown, told, found)):
        return None
    return Refusal(reason=Reason.PAYWALL, detail=f"for subscribers or members: «{said}»")


def _front(url: str, told: Metadata) -> Refusal | None:
    parts = urlsplit(url)
    if not url or not is_front(parts.path) or parts.query or told.is_described or told.kind == "article":
        return None
    return Refusal(reason=Reason.LISTING, detail="the address is a front page's")


def _list(url: str, told: Metadata, found: Reading) -> Refusal | None:
    signs = listing_signs(url, told, found)
    return Refusal(reason=Reason.LISTING, detail="; ".join(signs)) if signs else None


def _pictured(told: Metadata) -> Refusal | None:
    """Tell a film or an album with a line of text below it."""
    is_claimed = (told.kind or "").startswith("video") or not _MEDIA.isdisjoint(told.types)
    if told.is_described or not (is_claimed or any(labels.opens("media", title) for title in told.titles)):
        return None
    return Refusal(reason=Reason.TOO_SHORT, detail="a film or pictures with a line of text")


def _little(url: str, told: Metadata, found: Reading, chars: int) -> Refusal | None:
    """Ask for text enough, or a flash that says again what its headline says."""
    is_headed = found.shown is not None or told.is_described
    if found.title and chars >= STORY_MIN and (is_headed or chars > 3 * STORY_MIN):
        return None
    return None if found.title and _is_flash(found.paragraphs, told, found) else _emptiness(url, found, chars)


def _is_flash(paragraphs: Sequence[str], told: Metadata, found: Reading) -> bool:
    if sum(map(len, paragraphs)) < FLASH_MIN or found.shown is None:
        return False
    return told.is_described or _tells(" ".join(paragraphs), found.title)


def _tells(paragraph: str, headline: str) -> bool:
    """Tell a flash, which says again what its headline says, from a label or a note on an empty page."""
    said, title = stems_of(paragraph), stems_of(headline)
    return len(title) >= 3 and len(said & title) >= 2


def _is_dated(found: Reading) -> bool:
    """Return whether a date stands about the text; the clock on top of the page is of today, and says nothing."""
    about = found.seen[found.start : found.last + DATED_BELOW]
    return any(mentions_date(line.text) for line in about if len(line.text) < DATED_LINE_MAX)


def _emptiness(url: str, found: Reading, chars: int) -> Refusal:
    """Say what a page without a story is: nothing, a list of links, or too little."""
    lines: Sequence[Line] = found.seen
    if not lines:
        return Refusal(reason=Reason.EMPTY, detail="no line of text")
    said = walls.saying("missing", [line.text for line in lines[:OPENING] if not line.linked])
    if said:
        return Refusal(reason=Reason.NOT_FOUND, detail=f"it says that it is not there: «{said}»")
    titles = sum(map(is_title_link, lines))
    if titles >= TITLES_MIN and (len(words_of(found.title)) <= SHORT_TITLE or is_shelf(url)):
        return Refusal(reason=Reason.LISTING, detail=f"no story, and {titles} titles that are links, below a label")
    links = sum(line.linked for line in lines)
    if links > 0.5 * sum(len(line.text) for line in lines) and len(lines) > 10:
        return Refusal(reason=Reason.LISTING, detail=f"{len(lines)} lines, most of them links")
    return Refusal(reason=Reason.TOO_SHORT, detail=f"{chars} characters of story in {len(lines)} lines")
