"""What of a story can be taken along, octet by octet."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest

from archive.catalog.ids import article_id
from archive.proof.bundle import check_bundle
from archive.proof.leaves import leaves_of
from archive.proof.proving import SEALS
from archive.proof.seal import make_seal
from archive.warc.jsonld import article_from_jsonld
from tests.archive.room.library import HOSTILE
from tests.archive.room.shelf import NOW

URL = "https://news.example/story/1"
STORY = f"/story/{article_id(URL)}"
BODY = "وصلت القافلة إلى المدينة.\nوعادت مساء أمس."


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("txt", "text/plain; charset=utf-8"),
        ("jsonld", "application/ld+json"),
        ("bib", "application/x-bibtex; charset=utf-8"),
        ("ris", "application/x-research-info-systems; charset=utf-8"),
        ("csl.json", "application/vnd.citationstyles.csl+json"),
        ("wacz", "application/wacz"),
    ],
)
def test_file_is_an_attachment_with_a_safe_name_even_of_a_hostile_story(library, ending, kind):
    for number in range(len(HOSTILE)):
        answer = library.room.read(f"{library.path(f'hostile-{number}')}.{ending}")
        name = f"{library.ids[f'hostile-{number}']}.{ending}"
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'


def test_text_has_its_fields_above_it(shelf, room):
    kept = shelf.tell(shelf.put(URL, "<p>x"))
    head, _, body = room.read(f"{STORY}.txt").content.decode().partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    assert (fields["Headline"], fields["URL"], body) == (kept.article.headline, URL, BODY + "\n")
    assert kept.fetch.record.record_id in fields["Record"]


def test_jsonld_is_the_article_with_the_record_that_it_was_read_from(shelf, room):
    kept = shelf.tell(shelf.put(URL, "<p>x"))
    said = json.loads(room.read(f"{STORY}.jsonld").content)
    assert article_from_jsonld(said) == kept.article
    assert said["isBasedOn"]["@id"] == kept.fetch.record.record_id


def test_files_are_of_the_text_that_the_page_shows(shelf, room):
    for minutes, text in ((0, "نص أول."), (60, "نص ثان."), (120, "نص أول.")):
        shelf.tell(shelf.put(URL, f"<p>{minutes}", minutes=minutes), text)
    assert room.read(f"{STORY}.txt").content.decode().endswith("\n\nنص أول.\n")
    assert json.loads(room.read(f"{STORY}.jsonld").content)["version"] == 1


def test_citation_names_the_record(shelf, room):
    record = shelf.tell(shelf.put(URL, "<p>x")).fetch.record
    for ending in ("bib", "ris", "csl.json"):
        assert record.record_id in room.read(f"/en{STORY}.{ending}").text


def test_package_holds_every_text(shelf, room):
    shelf.tell(shelf.put(URL, "<p>x"), "نص أول.")
    shelf.tell(shelf.put(URL, "<p>y", minutes=60), "نص ثان.")
    with zipfile.ZipFile(BytesIO(room.read(f"{STORY}.wacz").content)) as package:
        pages = package.read("pages/pages.jsonl").decode()
    assert "نص أول." in pages
    assert "نص ثان." in pages


def sealed(shelf) -> None:
    paths = sorted((shelf.home / "warc").glob("*.warc.gz"))
    make_seal(shelf.home / SEALS, NOW.date(), leaves_of(paths, frozenset({NOW.date()})), now=datetime.now(UTC), key=None)


def test_proof_of_a_sealed_day_holds(shelf, room):
    record = shelf.tell(shelf.put(URL, "<p>x")).fetch.record
    shelf.close_files()
    sealed(shelf)
    answer = room.read(f"{STORY}.proof")
    assert answer.headers["content-disposition"] == f'attachment; filename="{article_id(URL)}.proof.json"'
    proven = check_bundle(answer.content)
    assert (proven.fields["warc-record-id"], proven.seal.day) == (f"<{record.record_id}>", NOW.date())
    assert "not sealed" not in room.read("/en" + STORY).text


def test_proof_of_a_day_that_is_not_sealed_says_what_seals_it(shelf, room):
    shelf.tell(shelf.put(URL, "<p>x"))
    answer = room.read(f"/en{STORY}.proof")
    assert answer.status_code == 404
    assert "still written to" in answer.text
    assert "warraq seal --day 2026-11-03" in answer.text
    assert "its file is not closed yet" in room.read("/en" + STORY).text
    shelf.close_files()
    assert "warraq seal --day 2026-11-03" in room.read(f"{STORY}.proof").text
    assert "its day is not sealed yet" in room.read("/en" + STORY).text


def test_record_that_came_after_its_day_was_sealed_has_no_proof_yet(shelf, room):
    shelf.tell(shelf.put("https://news.example/other", "<p>o"))
    shelf.close_files()
    sealed(shelf)
    shelf.tell(shelf.put(URL, "<p>x", minutes=60))
    shelf.close_files()
    answer = room.read(f"/en{STORY}.proof")
    assert answer.status_code == 404
    assert "sealed before this record came in" in answer.text


@pytest.mark.parametrize("ending", ["proof", "wacz"])
def test_file_that_needs_a_record_that_is_gone_says_so(shelf, room, ending):
    record = shelf.tell(shelf.put(URL, "<p>x")).fetch.record
    shelf.close_files()
    sealed(shelf)
    (shelf.home / "warc" / record.filename).unlink()
    answer = room.read(f"/en{STORY}.{ending}")
    assert answer.status_code == 404
    assert "cannot be read" in answer.text
    assert "warraq verify" in answer.text
    assert str(shelf.home) not in answer.text
