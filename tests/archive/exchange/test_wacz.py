"""A package: what other tools find in it, and what our own stricter check finds in one that is broken."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.catalog.exporting import Choice, Selection
from archive.catalog.ids import page_id
from archive.errors import WarcError
from archive.exchange.subset import Label
from archive.exchange.wacz.check import check_package
from archive.exchange.wacz.holdings import Broken
from archive.exchange.wacz.package import Packed, write_package
from archive.models import Kept, Kind, Outcome
from archive.warc.drafts import Document
from tests.archive.exchange.homes import NOW, URL, Home, article_of

TOOLS = Path(sys.executable).parent

LABEL = Label(title="عنوان", choice="everything", software="Warraq/0", now=NOW)


def pack(home: Home, path: Path, told: list[WarcError] | None = None, label: Label = LABEL, **said) -> Packed:
    home.close()
    tell = (lambda _: None) if told is None else told.append
    with Selection(home.path, Choice(**said)) as selection, path.open("wb") as out:
        return write_package(out, selection, home.warcs, label, tell=tell)


def lines(package: Path, name: str) -> list[dict]:
    with zipfile.ZipFile(package) as file:
        return [json.loads(line) for line in file.read(name).splitlines()]


def index(package: Path) -> list[str]:
    with zipfile.ZipFile(package) as file:
        return gzip.decompress(file.read("indexes/index.cdx.gz")).decode().splitlines()


def rewrite(package: Path, change: Callable[[str, bytes], bytes | None], packed: tuple[str, ...] = ()) -> None:
    """Put another package in its place, some files of it changed or left out."""
    with zipfile.ZipFile(package) as old:
        kept = [(info.filename, change(info.filename, old.read(info))) for info in old.infolist()]
    with zipfile.ZipFile(package, "w") as new:
        for name, octets in kept:
            if octets is not None:
                new.writestr(name, octets, zipfile.ZIP_DEFLATED if name.startswith(packed or ("-",)) else zipfile.ZIP_STORED)


@pytest.fixture
def package(filled: Home, tmp_path: Path) -> Path:
    path = tmp_path / "all.wacz"
    pack(filled, path, every_version=True)
    return path


def test_package_holds_to_our_own_check(package):
    assert list(check_package(package)) == []


@pytest.mark.slow
def test_package_is_valid_to_wacz_itself(package):
    done = subprocess.run([TOOLS / "wacz", "validate", "-f", str(package)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the passed WACZ is valid" in done.stdout


def test_every_text_is_a_page_with_its_arabic_title_and_text(package):
    header, *pages = lines(package, "pages/pages.jsonl")
    assert header["hasText"] is True
    assert len(pages) == 6
    changed = [page for page in pages if page["url"] == URL + "changed"]
    assert [(page["title"], page["text"]) for page in changed] == [("عنوان أول", "نص أول."), ("عنوان ثان", "نص ثان.")]
    assert len({page["id"] for page in pages}) == 6


def test_revisit_brings_its_original(package):
    revisits = [line for line in index(package) if "warc/revisit" in line]
    assert len(revisits) == 1
    assert sum("story/plain" in line for line in index(package)) == 2


def test_original_of_another_choice_is_brought_along(home, tmp_path):
    """The original of a revisit may be of an address that was not chosen: what a second address brought before."""
    first = home.add("first")
    home.originals[URL + "second" + first.fetch.digest] = home.originals[URL + "first" + first.fetch.digest]
    page = home.capture
    home.capture = lambda url, payload, *rest, **other: page(url, payload.replace(b"second", b"first"), *rest, **other)
    second = home.add("second")
    assert second.fetch.record.warc_type == "revisit"
    pack(home, tmp_path / "x.wacz", pages=(page_id(URL + "second"),))
    assert list(check_package(tmp_path / "x.wacz")) == []
    assert {line.split()[0].rpartition("/")[2] for line in index(tmp_path / "x.wacz")} == {"first", "second"}


def test_redirects_and_what_a_page_needs_are_brought_along(home, tmp_path):
    home.add("story", hops=("older", "old"))
    home.add("unwanted")
    style, picture, other = (
        home.capture(f"https://cdn.example/{name}", name.encode(), kind=Kind.ASSET, via=via, mime="text/css")
        for name, via in (("a.css", URL + "story"), ("b.png", "https://cdn.example/a.css"), ("c.png", URL + "unwanted"))
    )
    home.writer.sync()
    home.catalog.acknowledge([style, picture, other], [])
    packed = pack(home, tmp_path / "x.wacz", pages=(page_id(URL + "story"),))
    names = {line.split()[0].rpartition("/")[2] for line in index(tmp_path / "x.wacz")}
    assert names == {"story", "old", "a.css", "b.png"}
    assert packed.pages == 1


def test_style_that_was_fetched_for_another_page_is_brought_along(home, tmp_path):
    home.add("first", '<link rel="stylesheet" href="/shared.css">')
    style, font = (
        home.capture(f"https://news.example/{name}", name.encode(), kind=Kind.ASSET, via=via, mime="text/css")
        for name, via in (("shared.css", URL + "first"), ("font.woff", "https://news.example/shared.css"))
    )
    home.writer.sync()
    home.catalog.acknowledge([style, font], [])
    home.add("second", '<link rel="stylesheet" href="/shared.css"><style>b { background: url(/none.png) }</style>')
    pack(home, tmp_path / "x.wacz", pages=(page_id(URL + "second"),))
    names = {line.split()[0].rpartition("/")[2] for line in index(tmp_path / "x.wacz")}
    assert names == {"second", "shared.css", "font.woff"}


def test_document_that_a_browser_made_is_brought_along(home, tmp_path):
    page = home.capture(URL + "shown", b"<div id=app>", said=(("capture-method", "browser"),))
    home.capture("https://cdn.example/app.js", b"draw()", kind=Kind.ASSET, via=URL + "shown", mime="text/javascript")
    document = Document(url=URL + "shown", payload=b"<p>drawn</p>", date=home.now)
    read = home.writer.write_document(document, page.record, now=home.now)
    article = article_of(URL + "shown", "نص.", page.digest)
    conversion = home.writer.write_conversion(article, read, date=page.date, now=home.now)
    home.writer.sync()
    kept = Kept(
        url=page.url, at=home.now, source=None, outcome=Outcome.ARCHIVED, fetch=page, article=article, conversion=conversion
    )
    home.catalog.acknowledge([page], [kept])
    pack(home, tmp_path / "x.wacz")
    assert sorted(json.loads(line.split(" ", 2)[2])["url"] for line in index(tmp_path / "x.wacz")) == [
        URL + "shown",
        "urn:dom:" + URL + "shown",
    ]
    assert list(check_package(tmp_path / "x.wacz")) == []


def test_one_page_is_the_one_to_be_shown_first(filled, tmp_path):
    pack(filled, tmp_path / "x.wacz", pages=(page_id(URL + "plain"),))
    (said,) = lines_of_json(tmp_path / "x.wacz")
    assert said["mainPageUrl"] == URL + "plain"
    assert said["mainPageDate"] == lines(tmp_path / "x.wacz", "pages/pages.jsonl")[1]["ts"]


def lines_of_json(package: Path) -> list[dict]:
    with zipfile.ZipFile(package) as file:
        return [json.loads(file.read("datapackage.json"))]


def test_same_choice_at_the_same_moment_is_the_same_octets(filled, tmp_path):
    pack(filled, tmp_path / "a.wacz")
    pack(filled, tmp_path / "b.wacz")
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()


def test_warc_files_are_rolled_over_and_indexed_as_cdxj_indexer_does(filled, tmp_path):
    packed = pack(filled, tmp_path / "x.wacz", label=replace(LABEL, file_max_bytes=3_000), every_version=True)
    assert packed.files > 2
    with zipfile.ZipFile(tmp_path / "x.wacz") as file:
        file.extractall(tmp_path / "x")
    warcs = sorted((tmp_path / "x/archive").iterdir())
    indexed = subprocess.run([TOOLS / "cdxj-indexer", "--sort", *warcs], capture_output=True, text=True, check=True).stdout
    assert index(tmp_path / "x.wacz") == indexed.splitlines()
    assert list(check_package(tmp_path / "x.wacz")) == []


def test_records_are_octet_for_octet_those_of_the_archive(filled, package):
    kept = b"".join(path.read_bytes() for path in sorted(filled.warcs.glob("*.warc.gz")))
    with zipfile.ZipFile(package) as file:
        octets = file.read(next(name for name in file.namelist() if name.startswith("archive/")))
    types, walk = [], ArchiveIterator(io.BytesIO(octets))
    for record in walk:
        types.append(record.rec_type)
        record.content_stream().read()
        member = octets[walk.get_record_offset() :][: walk.get_record_length()]
        assert len(types) == 1 or member in kept
    assert types[:2] == ["warcinfo", "warcinfo"]
    assert types.count("conversion") == 6


def test_package_can_be_written_where_nothing_can_be_sought(filled, tmp_path):
    class Pipe(io.RawIOBase):
        octets = b""

        def writable(self) -> bool:
            return True

        def write(self, octets) -> int:
            self.octets += bytes(octets)
            return len(octets)

    out = Pipe()
    with Selection(filled.path, Choice()) as selection:
        write_package(out, selection, filled.warcs, LABEL)
    (tmp_path / "x.wacz").write_bytes(out.octets)
    assert list(check_package(tmp_path / "x.wacz")) == []


def test_damaged_record_is_told_and_is_no_page(filled, tmp_path):
    (path,) = filled.warcs.glob("*.warc.gz")
    with Selection(filled.path, Choice(pages=(page_id(URL + "afp"),))) as selection:
        (afp,) = selection
    octets = bytearray(path.read_bytes())
    octets[afp.version.record.offset + 60] ^= 0xFF
    path.chmod(0o640)
    path.write_bytes(octets)
    told: list[WarcError] = []
    packed = pack(filled, tmp_path / "x.wacz", told)
    assert [(one.path, one.offset) for one in told] == [(path, afp.version.record.offset)]
    assert packed.pages == 4
    assert list(check_package(tmp_path / "x.wacz")) == []


def test_file_that_is_gone_is_told_record_by_record(filled, tmp_path):
    (path,) = filled.warcs.glob("*.warc.gz")
    path.unlink()
    told: list[WarcError] = []
    packed = pack(filled, tmp_path / "x.wacz", told)
    assert (packed.pages, packed.records) == (0, 0)
    assert len(told) == len({one.offset for one in told}) == 14
    assert {one.path for one in told} == {path}


def broken(package: Path) -> list[str]:
    try:
        return [one.why for one in check_package(package)]
    except WarcError as refused:
        return [refused.why]


def test_replayweb_page_finds_where_an_entry_begins(package):
    """It looks into a local header for its extra fields only where the central directory has some."""
    with zipfile.ZipFile(package) as file:
        assert all(info.extra for info in file.infolist())


def test_check_finds_a_changed_text(package):
    rewrite(package, lambda name, octets: octets.replace("نص أول".encode(), "نص آخر".encode()) if "pages" in name else octets)
    assert any("is not what its digest says" in why for why in broken(package))


def test_check_finds_a_page_that_was_never_captured(package):
    rewrite(package, lambda name, octets: octets.replace(b"2026-11-03T12", b"2026-11-04T12") if "pages" in name else octets)
    assert sum("not captured then" in why for why in broken(package)) == 6


def test_check_finds_pages_without_text(package):
    rewrite(package, lambda name, octets: octets.replace(b'"text":', b'"words":') if "pages" in name else octets)
    assert sum("without its title or its text" in why for why in broken(package)) == 6


def test_check_finds_packed_warc_files(package):
    rewrite(package, lambda _, octets: octets, packed=("archive/",))
    assert any("has to be read at offsets" in why for why in broken(package))


def test_check_finds_what_is_not_listed(package):
    with zipfile.ZipFile(package, "a") as file:
        file.writestr("pages/more.jsonl", b"{}")
        file.writestr("virus.exe", b"MZ")
    found = broken(package)
    assert any("is not listed" in why for why in found)
    assert any("no place in a package" in why for why in found)


def test_check_finds_an_index_that_leads_astray(package):
    def shift(name: str, octets: bytes) -> bytes:
        if name != "indexes/index.cdx.gz":
            return octets
        return gzip.compress(gzip.decompress(octets).replace(b'"offset": "', b'"offset": "1'), mtime=0)

    rewrite(package, shift)
    assert any("is not the record" in why or "is not the block" in why for why in broken(package))


def test_check_finds_a_revisit_without_its_original(package):
    def without_original(name: str, octets: bytes) -> bytes:
        if not name.startswith("archive/"):
            return octets
        walk, kept, done = ArchiveIterator(io.BytesIO(octets)), b"", False
        for record in walk:
            record.content_stream().read()
            start, length = walk.get_record_offset(), walk.get_record_length()
            is_original = record.rec_type == "response" and record.rec_headers.get("WARC-Target-URI") == URL + "plain"
            kept += b"" if is_original and not done else octets[start : start + length]
            done = done or is_original
        return kept

    rewrite(package, without_original)
    assert any("a revisit whose original is not in the package" in why for why in broken(package))


@pytest.mark.skipif("WARRAQ_SHARED" not in os.environ, reason="NOT SHOWN: set WARRAQ_SHARED to the folder that holds torture/")
def test_packages_of_others_are_read_without_a_crash():
    paths = sorted(Path(os.environ["WARRAQ_SHARED"]).glob("torture/warc/**/*.wacz"))
    assert paths
    damaged = {path.name for path in paths if any(one.is_damage for one in _checked(path))}
    assert damaged == {"invalid_example_1.wacz"}


def _checked(path: Path) -> list[Broken]:
    try:
        return list(check_package(path))
    except WarcError as refused:
        return [Broken("", refused.offset, refused.why)]


@pytest.mark.parametrize("missing", ["datapackage-digest.json", "pages/pages.jsonl", "indexes/index.idx"])
def test_check_finds_what_is_missing(package, missing):
    rewrite(package, lambda name, octets: None if name == missing else octets)
    assert any("is not there" in why for why in broken(package))


HOSTILE = {
    "indexes/index.idx": [
        b"",
        b"!meta 0 {}\n",
        b'com {"offset": 0, "length": -1}\n',
        b'com {"offset": 0, "length": 1e99}\n',
        b"[" * 9_000,
    ],
    "indexes/index.cdx.gz": [
        b"",
        b"no gzip",
        gzip.compress(b"x" * 20_000_000),
        gzip.compress(b'com 2 {"url": "x", "offset": "99999999999999999999", "filename": "a"}\n'),
        gzip.compress(b'com 2 {"url": "x", "offset": 1, "filename": "\\ud800"}\n'),
        gzip.compress(b"com 2 []\n"),
    ],
    "pages/pages.jsonl": [
        b"",
        b"{",
        b"[]\n[]\n",
        b'{"format": "json-pages-1.0"}\n{"url": "\\ud800", "ts": "2026"}\n',
        b"\xff\n" * 9,
    ],
    "datapackage.json": [b"{}", b"[]", b'{"resources": [1, {}, {"path": 5}]}', b'{"resources": null}'],
    "datapackage-digest.json": [b"[]", b"{", b'{"hash": 5}'],
}


@pytest.mark.parametrize(
    ("name", "octets"),
    [  # named by their places: gzip writes the time, and workers must agree on the names of tests
        pytest.param(name, octets, id=f"{name}-{place}")
        for name, cases in HOSTILE.items()
        for place, octets in enumerate(cases)
    ],
)
def test_check_outlives_what_is_hostile(package, name, octets):
    if name.endswith("cdx.gz"):  # led to by its own second index
        place = json.dumps({"offset": 0, "length": len(octets)}).encode()
        rewrite(package, lambda one, kept: octets if one == name else b"com 2 " + place if one.endswith("idx") else kept)
    else:
        rewrite(package, lambda one, kept: octets if one == name else kept)
    assert broken(package) != []
