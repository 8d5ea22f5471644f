"""Which sources are crawled together: by host, bounded, those in trouble apart."""

from __future__ import annotations

from crawler.scheduling.batches import batches, units
from spiders.source import Feed, Kind, Source


def source(name: str, *domains: str, feeds: tuple[str, ...] = ()) -> Source:
    home = f"http://{domains[0]}/"
    return Source(
        name=name,
        title=name,
        title_en=name,
        kind=Kind.PORTAL,
        country="JO",
        time_zone="Asia/Amman",
        language="ar",
        home=home,
        domains=domains,
        feeds=tuple(Feed(url=url) for url in feeds or (f"{home}rss",)),
    )


def grouped(*sources: Source) -> set[frozenset[str]]:
    unit = units(sources)
    return {frozenset(name for name in unit if unit[name] == leader) for leader in set(unit.values())}


def test_units_hold_what_shares_a_host_and_nothing_else():
    ours = source("a", "a.jo"), source("b", "b.jo"), source("c", "c.jo", feeds=("http://b.jo/c.xml",))
    assert grouped(*ours) == {frozenset("a"), frozenset("bc")}


def test_units_join_through_a_third():
    ours = source("a", "a.jo"), source("b", "b.jo"), source("c", "c.jo", feeds=("http://a.jo/1", "http://b.jo/2"))
    assert grouped(*ours) == {frozenset("abc")}


def test_units_join_a_domain_and_what_lies_below_it():
    ours = source("a", "press.jo"), source("b", "ar.press.jo"), source("c", "express.jo")
    assert grouped(*ours) == {frozenset("ab"), frozenset("c")}


def test_units_tell_ports_apart_but_a_domain_without_one_covers_all():
    apart = source("a", "127.0.0.1:8001"), source("b", "127.0.0.1:8002")
    assert grouped(*apart) == {frozenset("a"), frozenset("b")}
    assert grouped(*apart, source("c", "127.0.0.1")) == {frozenset("abc")}


def test_units_do_not_take_addresses_for_domains():
    assert grouped(source("a", "10.0.0.1:80"), source("b", "0.0.1"), source("c", "[::1]:8000"), source("d", "[::2]:8000")) == {
        frozenset("a"),
        frozenset("b"),
        frozenset("c"),
        frozenset("d"),
    }


def made(due: str, unit: dict[str, str] | None = None, **given) -> tuple[str, ...]:
    limits = {"busy": (), "apart": {}, "free": 2, "sources_max": 10} | given
    return tuple("".join(names) for names in batches(tuple(due), unit or {name: name for name in due}, **limits))


def test_what_is_due_is_one_crawl():
    assert made("abc") == ("abc",)


def test_nothing_due_is_no_crawl():
    assert made("") == ()


def test_a_busy_unit_waits():
    assert made("abc", {"a": "a", "b": "a", "c": "c"}, busy={"a"}) == ("c",)


def test_a_unit_is_never_split():
    assert made("abc", {"a": "a", "b": "b", "c": "a"}, sources_max=2) == ("ac", "b")
    assert made("abc", {"a": "a", "b": "a", "c": "a"}, sources_max=1) == ("abc",)


def test_no_more_crawls_are_made_than_may_run_and_the_longest_due_go_first():
    assert made("abcdef", sources_max=2, free=2) == ("ab", "cd")
    assert made("abcdef", free=0) == ()


def test_a_source_in_trouble_goes_alone():
    assert made("abcd", apart={"b": 1}, free=3) == ("acd", "b")
    assert made("abcd", {"a": "a", "b": "a", "c": "c", "d": "d"}, apart={"b": 1}, free=3) == ("ab", "cd")


def test_sources_in_trouble_together_go_fewer_together():
    apart = dict.fromkeys("bcdef", 2) | {"g": 1}
    assert made("abcdefgh", apart=apart, free=9) == ("ah", "bc", "de", "f", "g")
    assert made("abc", {"a": "a", "b": "a", "c": "a"}, apart={"b": 2}, free=9) == ("abc",)
