from pathlib import Path

import pytest

from spiders.discover import Listing, section
from spiders.shapes import shape
from spiders.source import Source, parse

AT = "http://127.0.0.1:8000/"
PAGE = """<!doctype html><html lang="ar"><head><meta charset="{charset}"><title>الواحة</title></head><body>
<header class="site-header"><a href="/">الواحة</a><ul class="main-menu"><li><a href="/politics">سياسة</a></li>
<li><a href="/category/economy-news">أخبار الاقتصاد والمال والأعمال اليوم</a></li></ul></header>
<main><div class="card"><a href="/news/7"><img src="/7.jpg" alt="صورة من السوق"></a>
<h3><a href="news/7">افتتاح سوق الكتب في المدينة</a></h3>
<a class="author" href="/author/samira-haddad">سميرة حداد</a></div>
<a href="http://127.0.0.1:8000/2026/11/05/rain#comments">أمطار غزيرة على الساحل الشمالي مساء اليوم</a>
<a href="/اكتشاف-بئر-قديمة-في-الصحراء">اكتشاف بئر قديمة في الصحراء</a>
<a href="/news/7.pdf">العدد الأسبوعي من الجريدة كاملا للتحميل</a>
<a href="https://other.example/news/12345">افتتاح سوق الكتب في المدينة القديمة أمس</a></main>
<div class="pagination"><a href="/?page=2">2</a><a href="/page/3">3</a></div>
<footer><a href="/contact">اتصل بنا</a><a href="/privacy-policy-of-this-site">سياسة الخصوصية وشروط الاستخدام لهذا الموقع</a>
<a href="mailto:a@example.com">راسلوا هيئة التحرير على هذا البريد</a>
<a href="javascript:void(0)">افتتاح سوق الكتب في المدينة</a></footer>
</body></html>"""
STORIES = [
    f"{AT}news/7",
    f"{AT}2026/11/05/rain",
    f"{AT}%D8%A7%D9%83%D8%AA%D8%B4%D8%A7%D9%81-%D8%A8%D8%A6%D8%B1-%D9%82%D8%AF%D9%8A%D9%85%D8%A9-%D9%81%D9%8A-%D8%A7%D9%84%D8%B5%D8%AD%D8%B1%D8%A7%D8%A1",
]


def source(patterns: str = "[]") -> Source:
    declared = f"""[[source]]\nname = "a"\ntitle = "a"\ntitle_en = "a"\nkind = "portal"\ncountry = "JO"\ntime_zone = "UTC"
    language = "ar"\nhome = "{AT}"\ndomains = ["127.0.0.1:8000"]\nstory_patterns = {patterns}\nsection = [{{ url = "{AT}" }}]"""
    return parse(declared, Path("a.toml"))[0]


def read(page: str = PAGE, charset: str = "utf-8", patterns: str = "[]") -> Listing:
    payload = page.replace("{charset}", charset).encode(charset)
    return section(payload, url=AT, content_type="text/html", source=source(patterns))


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_section_tells_stories_from_menus(charset: str) -> None:
    listing = read(charset=charset)
    assert sorted(link.url for link in listing.links) == sorted(STORIES)
    assert listing.problem is None


def test_section_takes_the_headline_from_the_heading_beside_a_picture() -> None:
    titles = {link.url: link.claim.title for link in read().links}
    assert titles[f"{AT}news/7"] == "افتتاح سوق الكتب في المدينة"


def test_section_obeys_declared_patterns_alone() -> None:
    assert [link.url for link in read(patterns="['^/(politics|contact)$']").links] == [f"{AT}politics", f"{AT}contact"]


def test_section_reads_links_from_the_pages_base() -> None:
    page = '<base href="/ar/"><article><a href="news/1234">افتتاح سوق الكتب في المدينة</a></article>'
    assert [link.url for link in read(page).links] == [f"{AT}ar/news/1234"]


@pytest.mark.parametrize(
    ("payload", "problem"),
    [(b"", "it is empty"), (bytes(range(256)) * 9, "no encoding"), (b"<p>no link", "shows no link")],
)
def test_section_says_why_nothing_was_read(payload: bytes, problem: str) -> None:
    listing = section(payload, url=AT, content_type=None, source=source())
    assert listing.links == ()
    assert problem in (listing.problem or "")


def test_section_ends_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.sections.ANCHORS_MAX", 2)
    page = "".join(f'<h2><a href="/news/{number}">افتتاح سوق الكتب في المدينة</a></h2>' for number in range(5))
    listing = read(page)
    assert len(listing.links) == 2
    assert "more than 2 anchors" in (listing.problem or "")


@pytest.mark.parametrize(
    "address",
    [
        "/2026/11/05/markets-open",
        "/article/825076-x",
        "/ar/?p=40616",
        "/News/2026/5/11/4/a.html",
        "/a-new-school-opens-today",
        "/story.php?id=88123",
    ],
)
def test_shape_of_a_story_is_above_that_of_a_section(address: str) -> None:
    others = (
        "/",
        "/sport",
        "/category/sport",
        "/tags/cairo",
        "/author/1234",
        "/page/2",
        "/photo.jpg",
        "/search?q=x",
        "/وسم/القاهرة",
    )
    assert shape(f"http://a.example{address}") > max(shape(f"http://a.example{other}") for other in others)


@pytest.mark.parametrize("address", ["/a/0000000{number}-1111-4222-8333-abcdefabcdef", "/read?title={words}&id={number}"])
def test_a_short_headline_among_addresses_of_its_kind_is_a_story(address: str) -> None:
    headlines = (*(f"افتتاح سوق الكتب في المدينة رقم {number}" for number in range(5)), "قتلى وجرحى")
    addresses = [address.format(number=number, words=words.replace(" ", "+")) for number, words in enumerate(headlines)]
    page = "".join(f'<li><a href="{at}">{words}</a></li>' for at, words in zip(addresses, headlines, strict=True))
    assert {link.claim.title for link in read(page).links} == set(headlines)
