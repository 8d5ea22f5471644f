"""Home and section pages as many systems make them: the anchors marked `data-story`, and no others, lead to stories.

A page more needs no test more. Its first comment names its address. The pages and people are invented.
"""

import os
import re
from pathlib import Path

import pytest

from archive.identity import identity
from archive.text.page.tree import parse as parse_page
from archive.urls import normalize
from spiders.discover import section
from spiders.source import Source, parse

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
DECLARED = """[[source]]\nname = "a"\ntitle = "a"\ntitle_en = "a"\nkind = "portal"\ncountry = "JO"\ntime_zone = "UTC"
language = "ar"\nhome = "{at}"\ndomains = ["outlet.example"]\nsection = [{{ url = "{at}" }}]"""


def source(at: str) -> Source:
    return parse(DECLARED.format(at=at), Path("a.toml"))[0]


def told(path: Path) -> tuple[set[str], set[str]]:
    """Return the addresses that are stories' and those that are found, each by its identity."""
    text = path.read_text("utf-8")
    at = re.search(r"<!-- (\S+) :", text)[1]  # type: ignore[index]
    root = parse_page(text)
    assert root is not None
    base = normalize(next((element.get("href") or "" for element in root.iter("base")), ""), at)
    stories = {identity(normalize(anchor.get("href"), base)) for anchor in root.iter("a") if "data-story" in anchor.attrib}
    found = section(text.encode(), url=at, content_type="text/html", source=source(at)).links
    return stories, {identity(link.url) for link in found}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_of_links_gives_its_stories_and_little_else(path: Path) -> None:
    stories, found = told(path)
    assert len(stories & found) >= 0.9 * len(stories), f"missed: {stories - found}"
    assert len(stories & found) >= 0.85 * len(found), f"no stories: {found - stories}"


def test_all_pages_together_give_their_stories_and_little_else() -> None:
    judged = [told(path) for path in PAGES]
    hits = sum(len(stories & found) for stories, found in judged)
    assert hits >= 0.97 * sum(len(stories) for stories, _ in judged)
    assert hits >= 0.95 * sum(len(found) for _, found in judged)


SHARED = os.environ.get("WARRAQ_SHARED")
REAL = {
    "alrashid-feed-2010": ("http://www.arabianbusiness.com/", "arabianbusiness.com", 30),
    "todaysarabnews-2013": ("http://www.todaysarabnews.com/", "cnn.com", 14),
    "hail-edu-index": ("http://hailedu.gov.sa/", "hailedu.gov.sa", 2),
    "gumbo-arabic-newspapers": ("http://arabic-media.com/arabicnews.htm", "arabic-media.com", 0),
    "globalprovincesnews-2010": ("http://globalprovincesnews.com/", "globalprovincesnews.com", 0),
}
"""Pages of the shared folder, read by hand: where each stands, the domain of its stories, how many there are."""


@pytest.mark.skipif(not SHARED, reason="NOT SHOWN: set WARRAQ_SHARED to the folder that holds corpus/")
@pytest.mark.parametrize("name", REAL)
def test_a_real_page_of_links_gives_as_many_stories_as_it_shows(name: str) -> None:
    at, domain, count = REAL[name]
    payload = Path(SHARED or "", "corpus", "raw", f"{name}.html").read_bytes()
    declared = parse(DECLARED.format(at=at).replace("outlet.example", domain), Path("a.toml"))[0]
    assert len(section(payload, url=at, content_type=None, source=declared).links) == count
