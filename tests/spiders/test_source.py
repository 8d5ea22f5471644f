from datetime import date
from pathlib import Path

import pytest

from archive.errors import BadSource
from archive.text.rules import Rules
from spiders import source
from spiders.source import Confidence, Feed, Kind, Section, Source, load, load_all, parse

DECLARED = """
[[source]]
name = "wakala"
title = "وكالة الواحة"
title_en = "Oasis Agency"
kind = "agency"
country = "JO"
time_zone = "Asia/Amman"
language = "ar"
home = "http://127.0.0.1:1234/"
domains = ["127.0.0.1:1234", "مثال.com"]
story_patterns = ['/news/\\d+', '/أخبار/']
confidence = "own_page"
[[source.feed]]
url = "http://127.0.0.1:1234/rss?cat=عام"
covers = "عام"
confidence = "verified"
[[source.section]]
url = "http://127.0.0.1:1234/"
[[source.rules]]
removals = [".related"]
until = 2024-06-30
"""
FILE = Path("here.toml")


def refused(text: str) -> BadSource:
    with pytest.raises(BadSource) as caught:
        parse(text, FILE)
    return caught.value


def test_parse_returns_what_is_declared() -> None:
    assert parse(DECLARED, FILE) == (
        Source(
            name="wakala",
            title="وكالة الواحة",
            title_en="Oasis Agency",
            kind=Kind.AGENCY,
            country="JO",
            time_zone="Asia/Amman",
            language="ar",
            home="http://127.0.0.1:1234/",
            domains=("127.0.0.1:1234", "xn--mgbh0fb.com"),
            story_patterns=(r"/news/\d+", "/أخبار/"),
            confidence=Confidence.OWN_PAGE,
            feeds=(
                Feed(
                    url="http://127.0.0.1:1234/rss?cat=%D8%B9%D8%A7%D9%85",
                    covers="عام",
                    confidence=Confidence.VERIFIED,
                ),
            ),
            sections=(Section(url="http://127.0.0.1:1234/"),),
            rules=(Rules(removals=(".related",), until=date(2024, 6, 30)),),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "where", "remedy"),
    [
        ('name = "wakala"', 'name = "wakala', "line 3", "is not TOML"),
        ('name = "wakala"', "name = “wakala”", "line 3", "straight quotes"),
        ('name = "wakala"', 'name = "وكالة"', "source[0].name", "slug"),
        ('name = "wakala"\n', "", "source[0].name", "is missing"),
        ('title = "', 'titel = "', "source[0] 'wakala'.titel", "did you mean title?"),
        ('title_en = "Oasis Agency"', "title_en = 7", "source[0] 'wakala'.title_en", "in quotes"),
        ('title_en = "Oasis Agency"', 'title_en = " "', "source[0] 'wakala'.title_en", "1 to 500"),
        ('kind = "agency"', 'kind = "agnecy"', "source[0] 'wakala'.kind", "did you mean agency?"),
        ('kind = "agency"', 'kind = "x"', "source[0] 'wakala'.kind", "known are agency, newspaper"),
        ('country = "JO"', 'country = "Jordan"', "source[0] 'wakala'.country", "ISO 3166-1"),
        ("Asia/Amman", "Asia/Aman", "source[0] 'wakala'.time_zone", "no IANA time zone"),
        ("Asia/Amman", "../../etc/passwd", "source[0] 'wakala'.time_zone", "no IANA time zone"),
        ("Asia/Amman", "Asia", "source[0] 'wakala'.time_zone", "no IANA time zone"),
        ('home = "http://', 'home = "ftp://', "source[0] 'wakala'.home", "https://"),
        ('home = "http://', 'home = "http://user:word@', "source[0] 'wakala'.home", "password"),
        ('home = "http://127.0.0.1:1234/"', 'home = "example"', "source[0] 'wakala'.home", "'example': "),
        ('"مثال.com"', '"https://example.com"', "source[0] 'wakala'.domains[1]", "no host name"),
        ('"مثال.com"', '"example.com/ar"', "source[0] 'wakala'.domains[1]", "no host name"),
        ('"مثال.com"', '"a b"', "source[0] 'wakala'.domains[1]", "no host name"),
        ("['/news/\\d+'", "['('", "source[0] 'wakala'.story_patterns[0]", "no regular expression"),
        ("['/news/\\d+'", f"['{'a' * 301}'", "source[0] 'wakala'.story_patterns[0]", "300"),
        ("['/news/\\d+', '/أخبار/']", '"/news/"', "source[0] 'wakala'.story_patterns", "array"),
        ('"own_page"', '"sure"', "source[0] 'wakala'.confidence", "known are verified"),
        ('url = "http://127.0.0.1:1234/rss', 'url = "//rss', "source[0] 'wakala'.feed[0].url", "'//rss?cat=عام': "),
        ('url = "http://127.0.0.1:1234/rss', 'url = "/rss', "source[0] 'wakala'.feed[0].url", "write the whole address"),
        ('covers = "عام"', 'cover = "عام"', "source[0] 'wakala'.feed[0].cover", "did you mean covers?"),
        ("[[source.feed]]", "[[source.feeds]]", "source[0] 'wakala'.feeds", "did you mean feed?"),
        ("[[source.feed]]", "[source.feed]", "source[0] 'wakala'.feed", "begin each with [[source.feed]]"),
        ('".related"', '"..related"', "source[0] 'wakala'.rules[0].removals", "not a CSS selector"),
        ("removals", "remove", "source[0] 'wakala'.rules[0].remove", "no such rule"),
        ("[[source]]", "[[sources]]", "sources", "did you mean source?"),
    ],
)
def test_parse_names_the_place_and_the_remedy(old: str, new: str, where: str, remedy: str) -> None:
    assert old in DECLARED
    error = refused(DECLARED.replace(old, new, 1))
    assert (error.path, error.where) == (FILE, where)
    assert remedy in error.remedy


def test_parse_refuses_a_text_without_sources() -> None:
    assert refused("").where == "source"


def test_parse_refuses_a_source_with_nothing_to_list() -> None:
    error = refused(DECLARED[: DECLARED.index("[[source.feed]]")])
    assert error.where == "source[0] 'wakala'"
    assert "[[source.feed]]" in error.remedy


@pytest.mark.parametrize("until", ["", "until = 2024-06-30\n"])
def test_parse_refuses_two_rules_for_one_day(until: str) -> None:
    one = f'\n[[source.rules]]\nremovals = [".x"]\n{until}'
    declared = DECLARED[: DECLARED.index("[[source.rules]]")]
    error = refused(declared + one + one)
    assert (error.path, error.where) == (FILE, "source[0] 'wakala'.rules[1].until")
    assert "write another day" in error.remedy


def test_parse_refuses_one_name_twice() -> None:
    error = refused(DECLARED + DECLARED)
    assert error.where == "source[1] 'wakala'.name"
    assert "source[0]" in error.remedy


def test_parse_refuses_bottomless_nesting() -> None:
    assert refused("a = " + "[" * 20_000).path == FILE


def test_load_refuses_one_name_in_two_files(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(DECLARED, encoding="utf-8")
    with pytest.raises(BadSource, match=r"b\.toml: source\[0\]\.name: .* a\.toml"):
        load(tmp_path)


def test_load_names_the_line_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(DECLARED.encode("utf-8").replace("الواحة".encode(), "الواحة".encode("cp1256")))
    with pytest.raises(BadSource) as caught:
        load(tmp_path)
    assert (caught.value.path, caught.value.where) == (tmp_path / "a.toml", "line 4")


def test_load_refuses_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(BadSource, match="cannot be read"):
        load(tmp_path)


def test_load_returns_nothing_where_there_is_no_folder(tmp_path: Path) -> None:
    assert load(tmp_path / "none") == ()


def test_load_reads_a_file_that_begins_with_a_mark(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(DECLARED, "utf-8-sig")
    assert [source.name for source in load(tmp_path)] == ["wakala"]


def test_load_all_begins_with_agencies(tmp_path: Path) -> None:
    for name, kind in (("a", "portal"), ("b", "agency")):
        text = DECLARED.replace('"wakala"', f'"{name}"').replace('kind = "agency"', f'kind = "{kind}"')
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    kinds = [source.kind is Kind.AGENCY for source in load_all(tmp_path)]
    assert kinds == sorted(kinds, reverse=True)
    assert [source.name for source in load_all(tmp_path) if source.name in {"a", "b"}] == ["b", "a"]


def test_load_all_lets_the_home_replace_a_shipped_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped, home = tmp_path / "shipped", tmp_path / "home"
    for folder, title in ((shipped, "Shipped"), (home, "Mine")):
        folder.mkdir()
        (folder / "a.toml").write_text(DECLARED.replace("Oasis Agency", title), encoding="utf-8")
    (shipped / "b.toml").write_text(DECLARED.replace("wakala", "another"), encoding="utf-8")
    monkeypatch.setattr(source, "SHIPPED", shipped)
    assert [(each.name, each.title_en) for each in load_all(home)] == [("another", "Oasis Agency"), ("wakala", "Mine")]
    assert [each.title_en for each in load_all(None)] == ["Oasis Agency", "Shipped"]


@pytest.mark.parametrize(
    ("url", "owned"),
    [
        ("http://127.0.0.1:1234/a", True),
        ("http://127.0.0.1:999/a", False),
        ("https://xn--mgbh0fb.com/a", True),
        ("https://www.xn--mgbh0fb.com:8443/a", True),
        ("https://axn--mgbh0fb.com/", False),
        ("https://xn--mgbh0fb.com.evil.example/", False),
        ("https://xn--mgbh0fb.com@evil.example/", False),
    ],
)
def test_owns_goes_by_host(url: str, *, owned: bool) -> None:
    assert parse(DECLARED, FILE)[0].owns(url) is owned


@pytest.mark.parametrize(
    ("url", "story"),
    [
        ("http://127.0.0.1:1234/news/12", True),
        ("http://127.0.0.1:1234/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/x", True),
        ("http://127.0.0.1:1234/?p=/news/12", True),
        ("http://127.0.0.1:1234/about", False),
    ],
)
def test_is_story_searches_path_and_query(url: str, *, story: bool) -> None:
    assert parse(DECLARED, FILE)[0].is_story(url) is story


def test_is_story_does_not_guess_without_patterns() -> None:
    assert parse(DECLARED.replace("story_patterns", "#"), FILE)[0].is_story("http://127.0.0.1:1234/news/12") is None
