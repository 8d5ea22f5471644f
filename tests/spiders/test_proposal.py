"""What is guessed of a source."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spiders.outlet import Outlet
from spiders.proposal import Said, country_of, domains_with, draft, free_name, kind_of, slug_of, story_patterns, zone_of
from spiders.source import Kind, load_all

KNOWN = load_all(None)
COUNTRIES = {source.country for source in KNOWN}
HOME = "https://www.oasis.example/ar/"


@pytest.mark.parametrize(
    ("host", "slug"),
    [
        ("www.alghad.com", "alghad"),
        ("www.mena.org.eg", "mena"),
        ("ar.le360.ma", "le360"),
        ("arabic.cnn.com", "cnn"),
        ("gate.ahram.org.eg", "ahram"),
        ("news.google", "news"),
        ("oasis_news.com:8080", "oasis-news"),
        ("127.0.0.1:8080", "site-127-0-0-1-8080"),
        ("[::1]:8080", "site-1-8080"),
        ("xn--mgbh0fb.com", "xn-mgbh0fb"),
    ],
)
def test_the_name_is_the_part_of_the_host_that_names_the_outlet(host, slug):
    assert slug_of(host) == slug


def test_a_name_that_is_taken_gets_its_country_then_a_number():
    assert free_name("saba", None, {"x"}) == "saba"
    assert free_name("saba", "YE", {"saba"}) == "saba-ye"
    assert free_name("saba", "YE", {"saba", "saba-ye"}) == "saba-ye-2"
    assert free_name("saba", None, {"saba", "saba-2"}) == "saba-3"


@pytest.mark.parametrize(
    ("host", "regions", "country"),
    [
        ("www.x.jo", ("EG",), "JO"),
        ("x.co.uk", (), "GB"),
        ("xn--mgbh0fb.xn--wgbh1c", (), "EG"),
        ("x.com", ("EG", "JO"), "EG"),
        ("x.com", ("AR",), None),
        ("x.tv", (), None),
        ("127.0.0.1", (), None),
    ],
)
def test_the_country_is_the_ending_s_then_the_page_s_if_it_is_known(host, regions, country):
    assert country_of(host, Outlet(regions=regions), COUNTRIES) == country


def test_the_zone_is_what_known_sources_of_the_country_have():
    assert zone_of("EG", KNOWN) == "Africa/Cairo"
    assert zone_of("XX", KNOWN) is None


@pytest.mark.parametrize(
    ("titles", "types", "kind"),
    [
        (("وكالة الواحة للأنباء",), (), Kind.AGENCY),
        (("قناة الواحة الفضائية",), (), Kind.BROADCASTER),
        (("جريدة الواحة",), (), Kind.NEWSPAPER),
        (("واحة",), ("Newspaper",), Kind.NEWSPAPER),
        (("واحة",), (), Kind.PORTAL),
        ((), (), Kind.PORTAL),
    ],
)
def test_the_kind_is_what_the_outlet_calls_itself(titles, types, kind):
    assert kind_of(Outlet(titles=titles, types=frozenset(types))) is kind


def test_a_draft_says_what_is_unsure():
    drafted = draft(HOME, Outlet(titles=("Oasis", "واحة")), Said(), KNOWN)
    source = drafted.source
    assert drafted.unsure == ("country", "time_zone")
    assert (source.name, source.title, source.title_en) == ("oasis", "واحة", "Oasis")
    assert (source.country, source.time_zone, source.domains) == ("INT", "UTC", ("oasis.example",))


def test_what_is_said_is_not_guessed():
    said = Said(name="mine", country="JO", kind=Kind.AGENCY)
    drafted = draft(HOME, Outlet(), said, KNOWN)
    source = drafted.source
    assert (source.name, source.country, source.time_zone, source.kind) == ("mine", "JO", "Asia/Amman", Kind.AGENCY)
    assert drafted.unsure == ()


def test_a_host_that_holds_half_the_stories_and_shares_the_name_belongs():
    source = replace(draft("https://ar.oasis.example/", Outlet(), Said(), KNOWN).source)
    stories = ["https://www.oasis.example/1", "https://www.oasis.example/2", "https://other.example/3"]
    assert domains_with(source, stories) == ("ar.oasis.example", "oasis.example")
    assert domains_with(source, ["https://other.example/3"]) == ("ar.oasis.example",)


@pytest.mark.parametrize(
    ("form", "pattern"),
    [
        ("/news/{}", r"^/news/\d+"),
        ("/article/{}-عنوان", r"^/article/\d+"),
        ("/story.php?id={}", r"^/story\.php\?id=\d+"),
        ("/أخبار/{}", r"^/أخبار/\d+"),
        ("/2024/5/{}/x", None),
        ("/2024/05/17/slug-{}", r"^/\d{4}/\d{1,2}/\d{1,2}/"),
        ("/{}", None),
        ("/slug-of-words", None),
    ],
)
def test_a_pattern_is_proposed_where_all_stories_share_it(form, pattern):
    stories = [f"https://oasis.example{form.format(number)}" for number in range(1000, 1010)]
    assert story_patterns(stories, ["https://oasis.example/sport/"]) == ((pattern,) if pattern else ())


def test_no_pattern_is_proposed_where_it_is_not_clear():
    stories = [f"https://oasis.example/news/{number}" for number in range(1000, 1010)]
    assert story_patterns(stories[:5], ()) == (), "too few"
    assert story_patterns([*stories, "https://oasis.example/video/77"], ()) == (), "another shape"
    assert story_patterns(stories, ["https://oasis.example/news/1"]) == (), "a menu's entry would follow it"
