"""The shipped registry: facts that cannot be checked without a network, so each must at least say how sure it is."""

from collections import Counter
from pathlib import Path
from time import process_time
from urllib.parse import urlsplit

import pytest

from spiders.source import SHIPPED, Confidence, Feed, Kind, Section, Sitemap, Source, load, load_all, parse
from tests.timing import slowness

ARAB_COUNTRIES = {
    *("AE", "BH", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA"),
    *("MR", "OM", "PS", "QA", "SA", "SD", "SO", "SY", "TN", "YE"),
}
AGENCIES = (
    *("ami", "anadolu", "aps", "bna", "ina", "kuna", "lana", "map", "mena", "nna", "ona"),
    *("petra", "qna", "sana", "sonna", "spa", "suna", "tap", "wafa", "wam"),
)
FILES_OF_SEVERAL = ("abroad.toml", "palestine.toml")


@pytest.fixture(scope="module")
def shipped() -> tuple[Source, ...]:
    return load_all(None)


def addresses(source: Source) -> tuple[Feed | Sitemap | Section, ...]:
    return (*source.feeds, *source.sitemaps, *source.sections)


def test_registry_covers_the_arab_countries_agencies_first(shipped: tuple[Source, ...]) -> None:
    kinds = {source.name: source.kind for source in shipped}
    assert len(shipped) >= 250
    assert {source.country for source in shipped} >= ARAB_COUNTRIES
    assert {kinds.get(name) for name in AGENCIES} == {Kind.AGENCY}


def test_every_address_says_how_sure_it_is(shipped: tuple[Source, ...]) -> None:
    assert [source.name for source in shipped if any(each.confidence is None for each in addresses(source))] == []


def test_every_source_is_as_sure_as_its_surest_address(shipped: tuple[Source, ...]) -> None:
    order = list(Confidence)
    assert [
        source.name
        for source in shipped
        if source.confidence is not min((each.confidence for each in addresses(source) if each.confidence), key=order.index)
    ] == []


def test_no_address_is_declared_twice(shipped: tuple[Source, ...]) -> None:
    counts = Counter(each.url for source in shipped for each in addresses(source))
    assert [url for url, count in counts.items() if count > 1] == []


def test_every_home_and_section_lies_on_its_sources_domains(shipped: tuple[Source, ...]) -> None:
    strays = [
        url for source in shipped for url in (source.home, *(each.url for each in source.sections)) if not source.owns(url)
    ]
    assert strays == []


def test_no_domain_belongs_to_two_sources(shipped: tuple[Source, ...]) -> None:
    owners = {source.name: [other.name for other in shipped if other.owns(source.home)] for source in shipped}
    assert [names for names in owners.values() if len(names) > 1] == []


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_a_file_holds_one_country_agencies_first(path: Path) -> None:
    sources = parse(path.read_text("utf-8"), path)
    agencies = [source.kind is Kind.AGENCY for source in sources]
    assert agencies == sorted(agencies, reverse=True)
    assert path.name in FILES_OF_SEVERAL or len({source.country for source in sources}) == 1


def test_registry_is_loaded_quickly() -> None:
    start = process_time()
    sources = load(SHIPPED)
    assert process_time() - start < 0.002 * len(sources) * slowness()


def test_no_address_leaves_the_web_ports(shipped: tuple[Source, ...]) -> None:
    assert [each.url for source in shipped for each in addresses(source) if urlsplit(each.url).port] == []
