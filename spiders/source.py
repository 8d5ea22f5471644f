"""Whom we read: sources as declared in TOML, checked when they are loaded. No Scrapy here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from archive.errors import BadSource
from archive.text.rules import BadRules, Rules, read_rules, twin_of
from spiders.declaration import SLUG, Table, read_toml
from spiders.manners import MANNERS, USUAL, Manners, read_manners

Listed = TypeVar("Listed")
SHIPPED = Path(__file__).parent / "sources"
PATTERN_LENGTH_MAX = 300
COUNTRY = r"[A-Z]{2}|INT"
LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]+)*"
KEYS = (
    *("name", "title", "title_en", "kind", "country", "time_zone", "language", "home", "domains"),
    *("story_patterns", "confidence", "feed", "sitemap", "section", "rules", "browser", *MANNERS),
)


class Kind(StrEnum):
    """What sort of house a source is."""

    AGENCY = "agency"
    NEWSPAPER = "newspaper"
    BROADCASTER = "broadcaster"
    PORTAL = "portal"
    AGGREGATOR = "aggregator"


class Confidence(StrEnum):
    """How sure an address is, the surest first.

    `verified`: seen answering with stories. `own_page`: given by the outlet's own pages. `listed`: only found in lists.
    """

    VERIFIED = "verified"
    OWN_PAGE = "own_page"
    LISTED = "listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """An address that lists stories. `url`: normalised. `covers`: the part of the outlet it lists, or None for all."""

    url: str
    covers: str | None = None
    confidence: Confidence | None = None


class Feed(Declared):
    """RSS, RDF, Atom or JSON Feed."""

    __slots__ = ()


class Sitemap(Declared):
    """A sitemap, news sitemap or index of sitemaps, gzipped or not."""

    __slots__ = ()


class Section(Declared):
    """A page of headlines, such as the home page."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An outlet as declared.

    `name`: ASCII slug, unique. `title`, `title_en`: as the outlet calls itself. `country`: ISO 3166-1 alpha-2, or "INT".
    `time_zone`: IANA. `language`: BCP 47. `domains`: lower case, in punycode, with a port where one is declared; pages of
    their subdomains belong too. `story_patterns`: regular expressions searched in a URL's path and query.
    `confidence`: that of the surest address, or None where nobody has said. `rules`: how its pages are read, and until when.
    `manners`: how it wants to be asked. `browser`: whether its stories need JavaScript, and thus a browser, to be read.
    """

    name: str
    title: str
    title_en: str
    kind: Kind
    country: str
    time_zone: str
    language: str
    home: str
    domains: tuple[str, ...]
    story_patterns: tuple[str, ...] = ()
    confidence: Confidence | None = None
    feeds: tuple[Feed, ...] = ()
    sitemaps: tuple[Sitemap, ...] = ()
    sections: tuple[Section, ...] = ()
    rules: tuple[Rules, ...] = ()
    manners: Manners = USUAL
    browser: bool = False

    def owns(self, url: str) -> bool:
        """Tell whether `url` (normalised) lies on one of this source's domains or below one."""
        host = urlsplit(url).netloc.rpartition("@")[2]
        bare = re.sub(r":\d+$", "", host)
        return any(_within(host, domain) or _within(bare, domain) for domain in self.domains)

    def is_story(self, url: str) -> bool | None:
        """Tell by `story_patterns` whether `url` (normalised) is a story's; None where no pattern is declared."""
        if not self.story_patterns:
            return None
        parts = urlsplit(url)
        place = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return any(compiled(pattern).search(form) for pattern in self.story_patterns for form in (place, unquote(place)))


def load_all(home_sources: Path | None) -> tuple[Source, ...]:
    """Return the shipped sources and those of `home_sources`, which replace shipped ones of one name: agencies first, by name.

    Raises BadSource for the first declaration that cannot be used.
    """
    sources = {source.name: source for source in load(SHIPPED)}
    if home_sources is not None:
        sources |= {source.name: source for source in load(home_sources)}
    return tuple(sorted(sources.values(), key=lambda source: (source.kind is not Kind.AGENCY, source.name)))


def load(folder: Path) -> tuple[Source, ...]:
    """Return the sources declared in `folder`'s *.toml files (none where there is no folder), in the order of the files.

    Raises BadSource for the first declaration that cannot be used, or a name declared twice.
    """
    seen: dict[str, Path] = {}
    sources: list[Source] = []
    for path in sorted(folder.glob("*.toml")):
        found = parse(read_toml(path), path)
        for number, source in enumerate(found):
            if (other := seen.setdefault(source.name, path)) != path:
                raise BadSource(path, f"source[{number}].name", f"{source.name!r} is already in {other.name}; choose another")
        sources.extend(found)
    return tuple(sources)


def parse(text: str, path: Path) -> tuple[Source, ...]:
    """Return the sources that a TOML text declares; `path` is only named in errors.

    Raises BadSource with the line of a syntax error, or the key that is wrong and what to write instead.
    """
    table = Table.parse(text, path)
    table.refuse_unknown(("source",))
    entries = table.tables("source")
    if not entries:
        table.refuse("source", "declares no source; begin one with [[source]]")
    sources = tuple(_source(entry) for entry in entries)
    _refuse_twins(sources, entries)
    return sources


@lru_cache(maxsize=1_000)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return `pattern` compiled. Raises re.error."""
    return re.compile(pattern)


def _source(table: Table) -> Source:
    table.refuse_unknown(KEYS)
    source = Source(
        name=table.match("name", SLUG, "an ASCII slug such as al-sabah"),
        title=table.string("title"),
        title_en=table.string("title_en"),
        kind=table.choice("kind", Kind),
        country=table.match("country", COUNTRY, "an ISO 3166-1 code of two capitals such as JO, or INT"),
        time_zone=table.time_zone("time_zone"),
        language=table.match("language", LANGUAGE, "a language code such as ar"),
        home=table.url("home"),
        domains=table.domains("domains"),
        story_patterns=_patterns(table),
        confidence=table.choice_or_none("confidence", Confidence),
        feeds=_lists(table, "feed", Feed),
        sitemaps=_lists(table, "sitemap", Sitemap),
        sections=_lists(table, "section", Section),
        rules=_versions(table.tables("rules")),
        manners=read_manners(table),
        browser=table.switch("browser"),
    )
    if not (source.feeds or source.sitemaps or source.sections):
        table.refuse("", "has nothing to list; add a [[source.feed]], [[source.sitemap]] or [[source.section]]")
    return source


def _lists(table: Table, key: str, make: Callable[..., Listed]) -> tuple[Listed, ...]:
    return tuple(_listed(entry, make) for entry in table.tables(key))


def _listed(entry: Table, make: Callable[..., Listed]) -> Listed:
    entry.refuse_unknown(("url", "covers", "confidence"))
    return make(
        url=entry.url("url"),
        covers=entry.string_or_none("covers"),
        confidence=entry.choice_or_none("confidence", Confidence),
    )


def _patterns(table: Table) -> tuple[str, ...]:
    patterns = table.strings("story_patterns")
    for number, pattern in enumerate(patterns):
        key = f"story_patterns[{number}]"
        if len(pattern) > PATTERN_LENGTH_MAX:
            table.refuse(key, f"is over {PATTERN_LENGTH_MAX} characters; write several shorter ones")
        try:
            compiled(pattern)
        except re.error as error:
            table.refuse(key, f"is no regular expression: {error}; write one such as '/news/\\d+', a part of the address")
    return patterns


def _versions(entries: tuple[Table, ...]) -> tuple[Rules, ...]:
    """Return the rules of one source; a capture's day must tell which of them read it."""
    versions = tuple(map(_rules, entries))
    twin = twin_of(versions)
    if twin is not None:
        day = versions[twin].until
        said = f"is {day} in two rules" if day else "is missing in two rules, of which only the last that hold may lack it"
        entries[twin].refuse("until", f"{said}; write another day, or put both into one [[source.rules]]")
    return versions


def _rules(entry: Table) -> Rules:
    try:
        return read_rules(entry.values)
    except BadRules as error:
        entry.refuse(error.key, error.why)


def _refuse_twins(sources: tuple[Source, ...], entries: tuple[Table, ...]) -> None:
    names = [source.name for source in sources]
    for number, name in enumerate(names):
        if name in names[:number]:
            entries[number].refuse("name", f"{name!r} is already source[{names.index(name)}]; choose another")


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith("." + domain)
