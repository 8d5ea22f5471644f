"""The page of a story's texts: all that its address has shown, and two of them compared."""

from __future__ import annotations

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from archive.catalog.ids import is_id
from archive.room.language import Language
from archive.room.pages.versions_lines import Line, Words
from archive.room.pages.versions_view import VersionsView, read_asked, versions_view
from archive.room.room import ENVIRONMENT, Room
from archive.text.changes.runs import Fate

TAGS = {Fate.REMOVED: "del", Fate.MOVED_AWAY: "del", Fate.ADDED: "ins", Fate.MOVED_HERE: "ins"}
"""The elements that words of a fate stand in."""


def versions_page(room: Room, request: Request) -> Response:
    """Show the texts of a story, and what changed from one to another."""
    view = read_view(room, request)
    return room.page(request, "versions.html", view=view) if view else room.missing(request)


def read_view(room: Room, request: Request) -> VersionsView | None:
    """Return what the page shows; None where there is no such story."""
    wanted = request.path_params["id"]
    past = room.catalog.past(wanted) if is_id(wanted) else None
    if past is None:
        return None
    return versions_view(past, room.catalog.spans(past.found.url), read_asked(request.query_params, past))


def _line(line: Line, language: Language) -> Markup:
    """Return a line as HTML, with no space between two words that the text has not."""
    return Markup("").join(_words(one, language) for one in line)


def _words(one: Words, language: Language) -> Markup:
    tag = TAGS.get(one.fate)
    if tag is None:
        return escape(one.text)
    text = one.text.rstrip()
    within = " within" if one.move is not None and one.fate in {Fate.ADDED, Fate.REMOVED} else ""
    anchor = Markup(' id="{}"').format(one.anchor) if one.anchor and not one.other else ""
    marked = Markup('<{} class="{}{}"{}>{}</{}>').format(tag, one.fate, within, anchor, text, tag)
    return _jump(one, language) + marked + escape(one.text[len(text) :])


def _jump(one: Words, language: Language) -> Markup:
    """Return the link from one end of a move to the other, which says where that is, and turns no line its own way."""
    if one.other is None:
        return Markup("")
    to = "moved_down" if one.is_later else "moved_up"
    said = language.words[to if one.fate is Fate.MOVED_AWAY else "moved_from_down" if one.is_later else "moved_from_up"]
    return Markup('<a class="jump" id="{}" href="#{}" dir="{}">{}</a> ').format(one.anchor, one.other, language.direction, said)


ENVIRONMENT.filters["compared_line"] = _line
