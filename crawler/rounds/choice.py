"""Which sources a command is about: by name, by country and kind, or the default set. The one place that chooses."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from spiders.source import Confidence, Kind, Source, load, load_all

WORKING = frozenset({Confidence.VERIFIED, Confidence.OWN_PAGE})
"""Feeds so sure belong to the default set: others saw them answer, or the outlet's own pages give them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a command was told: names of sources, or countries (ISO 3166-1, in any case) and kinds; nothing for the default."""

    names: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: Sequence[str] | None, countries: Sequence[str] | None, kinds: Sequence[str] | None) -> Choice:
        """Return the choice that a command's arguments make."""
        return cls(names=tuple(names or ()), countries=tuple(countries or ()), kinds=tuple(kinds or ()))


def choose(choice: Choice, home: Path) -> tuple[Source, ...]:
    """Return the sources that are meant, by name; raises BadParameter for a name, country or kind that is unknown.

    With nothing said: those the home declares, or else the shipped ones whose feed was seen working. By country and kind
    all that are known are chosen from, however sure their addresses are. Raises BadSource for a bad declaration.
    """
    if choice.names:
        return _named(choice, load_all(home / "sources"))
    if choice.countries or choice.kinds:
        return select(load_all(home / "sources"), choice)
    return default(home)


def default(home: Path) -> tuple[Source, ...]:
    """Return the sources that are crawled when nobody says which."""
    own = load(home / "sources")
    return own or tuple(source for source in load_all(None) if is_working(source))


def is_working(source: Source) -> bool:
    """Tell whether a feed of the source was seen working when the registry was written."""
    return any(feed.confidence in WORKING for feed in source.feeds)


def select(sources: Iterable[Source], choice: Choice) -> tuple[Source, ...]:
    """Return those of `sources` that are of the chosen countries and kinds; all, where none is chosen."""
    everything = tuple(sources)
    countries = _known(choice.countries, {source.country for source in everything}, "country", str.upper)
    kinds = _known(choice.kinds, tuple(Kind), "kind", str.lower)
    found = tuple(
        source
        for source in everything
        if (not countries or source.country in countries) and (not kinds or source.kind in kinds)
    )
    if not found:
        raise typer.BadParameter(f"no source of kind {' or '.join(kinds)} is known in {' or '.join(countries)}")
    return found


def _named(choice: Choice, sources: Iterable[Source]) -> tuple[Source, ...]:
    if choice.countries or choice.kinds:
        raise typer.BadParameter("name sources, or choose them by --country and --kind; not both")
    everything = {source.name: source for source in sources}
    return tuple(everything[_name(name, everything)] for name in dict.fromkeys(choice.names))


def _name(name: str, known: Collection[str]) -> str:
    if name in known:
        return name
    near = difflib.get_close_matches(name, known, 3)
    hint = f"did you mean {' or '.join(near)}?" if near else "`warraq sources list` shows all"
    raise typer.BadParameter(f"no source is called {name!r}; {hint}")


def _known(words: Iterable[str], known: Collection[str], what: str, written: Callable[[str], str]) -> frozenset[str]:
    asked = {written(word.strip()): word for word in words}
    for word, typed in asked.items():
        if word not in known:
            raise typer.BadParameter(f"no source is of the {what} {typed!r}; known are {', '.join(sorted(known))}")
    return frozenset(asked)
