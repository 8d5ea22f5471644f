"""A source as it may be declared, guessed from its home page and from what its addresses showed: pure decisions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import ada_url

from spiders.outlet import Outlet
from spiders.source import Kind, Source

ARABIC = re.compile(r"[\u0620-\u064a]")
LATIN = re.compile(r"[A-Za-z]{2}")
HOST_PREFIXES = frozenset({"www", "ww", "www2", "m", "mobile", "ar", "arabic", "arb", "web", "news", "portal"})
SECOND_LEVELS = frozenset({"com", "co", "org", "net", "gov", "edu", "info", "ac", "mil", "news", "press", "tv", "media"})
ARABIC_ENDINGS = {
    "امارات": "AE", "بحرين": "BH", "البحرين": "BH", "الجزائر": "DZ", "مصر": "EG", "عراق": "IQ", "الاردن": "JO",
    "المغرب": "MA", "موريتانيا": "MR", "عمان": "OM", "فلسطين": "PS", "قطر": "QA", "السعودية": "SA", "سودان": "SD",
    "سورية": "SY", "تونس": "TN", "اليمن": "YE",
}  # fmt: skip
"""Top-level domains in Arabic letters, and whose they are (https://www.iana.org/domains/root/db)."""
OTHER_ENDINGS = {"UK": "GB"}
INTERNATIONAL, NO_ZONE = "INT", "UTC"
KIND_WORDS = (
    (Kind.AGENCY, re.compile(r"وكال[ةه]|\bagency\b|\bnews wire\b", re.IGNORECASE)),
    (
        Kind.BROADCASTER,
        re.compile(r"قنا[ةه]|تلفزيون|فضائي|راديو|إذاعة|اذاعة|\b(?:tv|television|radio|channel)\b", re.IGNORECASE),
    ),
    (Kind.NEWSPAPER, re.compile(r"جريد[ةه]|صحيف[ةه]|\b(?:newspaper|daily)\b", re.IGNORECASE)),
)
KIND_TYPES = {"Newspaper": Kind.NEWSPAPER, "RadioStation": Kind.BROADCASTER, "TelevisionStation": Kind.BROADCASTER}
PATTERN_STORIES_MIN = 8
"""So many stories must share a shape, and all that were seen, for a pattern to be clear."""
DATED = re.compile(r"/(?:19|20)\d\d/\d{1,2}/\d{1,2}/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What whoever adds the source has said already; None for what is to be guessed."""

    name: str | None = None
    country: str | None = None
    time_zone: str | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A source without lists yet. `unsure`: keys of which nothing was said and nothing found."""

    source: Source
    unsure: tuple[str, ...] = ()


def draft(home: str, outlet: Outlet, said: Said, known: Sequence[Source]) -> Draft:
    """Return the source that lives at `home` (normalised), as far as its page tells; names in `known` are taken."""
    host = urlsplit(home).hostname or ""
    country = said.country or country_of(host, outlet, {source.country for source in known})
    zone = said.time_zone or (zone_of(country, known) if country else None)
    slug = slug_of(urlsplit(home).netloc)
    title = next((title for title in outlet.titles if ARABIC.search(title)), None) or next(iter(outlet.titles), host)
    latin = next((title for title in outlet.titles if LATIN.search(title) and not ARABIC.search(title)), None)
    source = Source(
        name=said.name or free_name(slug, country, {source.name for source in known}),
        title=title,
        title_en=latin or (host if slug.startswith("site-") else slug.replace("-", " ").title()),
        kind=said.kind or kind_of(outlet),
        country=country or INTERNATIONAL,
        time_zone=zone or NO_ZONE,
        language=outlet.language or "ar",
        home=home,
        domains=(urlsplit(home).netloc.removeprefix("www."),),
    )
    unsure = tuple(key for key, value in (("country", country), ("time_zone", zone)) if value is None)
    return Draft(source=source, unsure=unsure)


def slug_of(netloc: str) -> str:
    """Return the part of a host name that names its outlet: "alghad" of www.alghad.com, "mena" of www.mena.org.eg."""
    if re.fullmatch(r"[\d.:]+|\[.*", netloc):
        return "site-" + re.sub(r"[^0-9a-f]+", "-", netloc).strip("-")
    labels = netloc.partition(":")[0].lower().split(".")
    labels = labels[:-1] or labels
    while len(labels) > 1 and labels[-1] in SECOND_LEVELS:
        labels.pop()
    while len(labels) > 1 and labels[0] in HOST_PREFIXES:
        labels.pop(0)
    return re.sub(r"[^a-z0-9]+", "-", labels[-1]).strip("-") or "source"


def free_name(slug: str, country: str | None, taken: Collection[str]) -> str:
    """Return `slug`, or the first like it that is not taken."""
    if slug not in taken:
        return slug
    stem = f"{slug}-{country.lower()}" if country else slug
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(name for name in numbered if name not in taken)


def country_of(host: str, outlet: Outlet, countries: Collection[str]) -> str | None:
    """Return the country by the host's ending, else by what the page says; one of `countries`, or None."""
    ending = ada_url.idna.decode(host).rpartition(".")[2]
    by_host = ARABIC_ENDINGS.get(ending) or OTHER_ENDINGS.get(ending.upper(), ending.upper())
    return next((code for code in (by_host, *outlet.regions) if code in countries), None)


def zone_of(country: str, known: Iterable[Source]) -> str | None:
    """Return the time zone that most known sources of a country have, or None."""
    zones = Counter(source.time_zone for source in known if source.country == country)
    return zones.most_common(1)[0][0] if zones else None


def kind_of(outlet: Outlet) -> Kind:
    """Return what sort of house calls itself so; a portal, where nothing tells."""
    by_type = next((kind for name, kind in KIND_TYPES.items() if name in outlet.types), None)
    names = " ".join(outlet.titles[:4])
    return by_type or next((kind for kind, words in KIND_WORDS if words.search(names)), Kind.PORTAL)


def domains_with(source: Source, urls: Iterable[str]) -> tuple[str, ...]:
    """Return the source's domains, and what hosts half its stories, or more, and shares its name: www.x.com beside ar.x.com."""
    hosts = Counter(urlsplit(url).netloc.removeprefix("www.") for url in urls)
    own = slug_of(urlsplit(source.home).netloc)
    more = [
        host
        for host, count in hosts.most_common()
        if count * 2 >= hosts.total() and slug_of(host) == own and not source.owns(f"https://{host}/")
    ]
    return (*source.domains, *more)


def story_patterns(stories: Sequence[str], others: Iterable[str]) -> tuple[str, ...]:
    r"""Return the pattern that all of `stories` and none of `others` follow, if it is plain to see: "^/news/\d+"."""
    heads = {_head(url) for url in stories}
    if len(set(stories)) < PATTERN_STORIES_MIN or len(heads) != 1 or None in heads:
        return ()
    pattern = str(heads.pop())
    return () if any(re.search(pattern, _place(url)) for url in others) else (pattern,)


def _head(url: str) -> str | None:
    """Return a story's address up to its first number, as a pattern; None where it has none."""
    place = _place(url)
    if dated := DATED.search(place):
        return "^" + re.escape(place[: dated.start()]) + r"/\d{4}/\d{1,2}/\d{1,2}/"
    number = re.search(r"(?<=[/=-])\d{3,}", place)
    return "^" + re.escape(place[: number.start()]) + r"\d+" if number and number.start() > 1 else None


def _place(url: str) -> str:
    parts = urlsplit(url)
    return unquote(f"{parts.path}?{parts.query}" if parts.query else parts.path)
