"""Whether an object in a page's data is of the page's own story: a title that it holds is one of the page's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive.text.arabic import fold

TITLE_MIN = 10
"""Characters of a title that can tell; a shorter one may be a section's."""
TITLES = frozenset(("title", "headline", "headlines", "name", "heading", "subject", "seotitle", "maintitle", "articletitle"))


def known_titles(titles: Iterable[str]) -> tuple[str, ...]:
    """Return the page's titles as they are compared: folded, those that can tell."""
    return tuple(title for text in titles if len(title := fold(text).strip()) >= TITLE_MIN)


def is_titled(node: dict[str, object], known: Sequence[str]) -> bool:
    """Return whether a title of `node` stands in one of `known` (known_titles), or one of those in it."""
    titles = (fold(text).strip() for key, value in node.items() if key.lower() in TITLES for text in strings_of(value))
    return any(len(title) >= TITLE_MIN and any(title in one or one in title for one in known) for title in titles)


def strings_of(value: object) -> list[str]:
    """Return the strings of a value that may be kept by kind or language: {"rendered": …}, {"basic": …}, {"ar": …}."""
    if isinstance(value, dict):
        return [inner for inner in value.values() if isinstance(inner, str)]
    return [value] if isinstance(value, str) else []
