"""Parts of a story that the page folds away until a button is pressed: told from hidden text by the button beside them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from archive.text.arabic import fold
from archive.text.body.phrases import shape
from archive.text.page.zones import Zone, zone_of

WORDS_MAX = 40
"""Characters of what a button says."""
TEXT_MIN = 150
LEVELS_MAX = 3
"""How far above the button an element may stand beside which the folded part lies."""
BUTTONS_MAX = 1_000

_FOLDING = ("hidden", "aria-hidden", "style", "class", "id")


def unfold(tree: HtmlElement) -> None:
    """Show the parts of `tree` that a button such as «اقرأ المزيد» shows, by taking off what hides them."""
    for button in islice(tree.iter("button", "a", "label", "span"), BUTTONS_MAX):
        if _unfolds(button):
            for part in _beside(button):
                if zone_of(part) in {Zone.HIDDEN, Zone.RELATED} and _holds_prose(part):
                    for name in _FOLDING:
                        part.attrib.pop(name, None)


def _unfolds(button: HtmlElement) -> bool:
    """Return whether a button, or a link to nowhere else, says that more is to come."""
    if button.tag == "a" and not (button.get("href") or "#").startswith(("#", "javascript:")):
        return False
    if len(button) > 2:
        return False
    said = button.text_content().strip() if len(button) else (button.text or "").strip()
    return 3 < len(said) <= WORDS_MAX and shape("unfold").search(fold(said)) is not None


def _beside(button: HtmlElement) -> Iterator[HtmlElement]:
    """Yield what stands beside the button, or beside what holds it, and what holds both."""
    for element in (button, *islice(button.iterancestors(), LEVELS_MAX)):
        if element.tag == "body":
            return
        yield element
        for near in (element.getprevious(), element.getnext()):
            if near is not None and isinstance(near.tag, str):
                yield near


def _holds_prose(element: HtmlElement) -> bool:
    text = len(element.text_content().strip())
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return text >= TEXT_MIN and linked < 0.3 * text
