"""`warraq import`: what others captured comes out as if it were crawled."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.catalog.catalog import Catalog
from archive.warc.reader import Archived, captures
from tests.archive.exchange.foreign import (
    DAY,
    Answer,
    page,
    story,
    write_arc,
    write_package,
    write_revisit,
    write_warc,
)
from tests.crawler.octets import OctetServer
from tests.crawler.replies import sized
from tests.crawler.replies import story as served
from tests.site import body, headline
from tests.timing import promptly

pytestmark = pytest.mark.slow

STORIES = [story(number) for number in range(6)]


def summary(ran: Any) -> dict[str, Any]:
    return ran.answers[-1]["summary"]


def versions(home: Path, urls: list[str]) -> list[tuple[str, str, str, Any]]:
    """Return the texts of the addresses as versions hold them, less what names records."""
    with Catalog.open(home / "catalog.sqlite", read_only=True) as catalog:
        found = [version for url in urls for version in catalog.versions(url)]
    return [(one.url, one.text_digest, one.captured_at.isoformat(), one.article) for one in found]


def urls(answers: list[Answer]) -> list[str]:
    return [one.url for one in answers]


def kept_files(home: Path) -> list[Path]:
    return sorted((home / "warc").glob("*.warc.gz"))


def test_every_kind_of_file_gives_the_same_articles(warraq, tmp_path):
    plain = write_warc(tmp_path / "plain.warc", STORIES[:1], gzip=False)
    whole = tmp_path / "whole.warc.gz"
    whole.write_bytes(gzip.compress(write_warc(tmp_path / "x", STORIES[1:2], gzip=False).read_bytes()))
    (tmp_path / "x").unlink()
    one = write_warc(tmp_path / "one.warc.gz", STORIES[2:3], version="1.1")
    arc = write_arc(tmp_path / "old.arc.gz", STORIES[3:4], packed="members")
    inner = write_warc(tmp_path / "inner", STORIES[4:6]).read_bytes()
    (tmp_path / "inner").unlink()
    package = write_package(tmp_path / "pages.wacz", {"archive/data.warc.gz": inner})
    ran = warraq("import", "--json", *map(str, (plain, whole, one, arc, package)))
    assert ran.code == 0, ran.said
    found = ran.by_url()
    assert set(found) == set(urls(STORIES))
    for number, told in enumerate(STORIES):
        assert found[told.url]["article"]["headline"] == headline(number)
        assert found[told.url]["article"]["article_body"] == "\n".join(body(number))
    assert warraq("verify").code == 0


def test_a_copy_says_where_it_is_from(warraq, tmp_path):
    path = write_warc(tmp_path / "a.warc.gz", STORIES[:1])
    assert warraq("import", str(path)).code == 0
    (file,) = kept_files(warraq.home)
    (copied,) = [found for found in captures(file) if isinstance(found, Archived)]
    (foreign,) = [found for found in captures(path) if isinstance(found, Archived)]
    assert copied.capture.response == foreign.capture.response
    assert copied.capture.request == foreign.capture.request
    assert (copied.capture.date, copied.capture.ip_address) == (DAY, "192.0.2.1")
    said = dict(copied.said)
    assert said["warraq-imported-from"] == f"{path}@{foreign.record.offset}"
    assert said["warraq-imported-record"] == foreign.record.record_id
    assert said["warraq-imported-software"] == "other/1.0"


def test_our_own_files_give_the_same_articles_in_a_new_home(warraq, tmp_path):
    with OctetServer({f"/{number}": served(number) for number in range(4)}) as server:
        addresses = [server.url(f"/{number}") for number in range(4)]
        assert warraq.archive(*addresses, options=["--no-assets"]).code == 0
    files = kept_files(warraq.home)
    other = replace(warraq, home=tmp_path / "other")
    ran = other("import", "--json", *map(str, files))
    assert ran.code == 0
    assert versions(other.home, addresses) == versions(warraq.home, addresses)
    again = warraq("import", "--json", *map(str, files))
    assert (again.code, summary(again)["archived"], summary(again)["kept"]) == (0, 0, {})
    assert kept_files(warraq.home) == files


def test_what_is_imported_twice_is_known(warraq, tmp_path):
    path = write_warc(tmp_path / "a.warc.gz", STORIES)
    same = write_warc(tmp_path / "b.warc.gz", STORIES, version="1.1")
    assert summary(warraq("import", "--json", str(path)))["archived"] == 6
    before = kept_files(warraq.home)
    again = warraq("import", "--json", str(path))
    assert (again.code, summary(again)["known_files"], summary(again)["archived"]) == (0, 1, 0)
    others = warraq("import", "--json", str(same))
    assert (others.code, summary(others)["known"], summary(others)["kept"]) == (0, 6, {})
    assert kept_files(warraq.home) == before


def test_an_archive_that_is_gone_is_filled_again(warraq, tmp_path):
    path = write_warc(tmp_path / "a.warc.gz", STORIES[:2])
    assert warraq("import", str(path)).code == 0
    shutil.rmtree(warraq.home / "warc")
    for file in warraq.home.glob("catalog.sqlite*"):
        file.unlink()
    assert summary(warraq("import", "--json", str(path)))["archived"] == 2


def test_records_kept_by_reference_stay_where_they_lie(warraq, tmp_path):
    packed = write_warc(tmp_path / "a.warc.gz", STORIES[:3])
    plain = write_warc(tmp_path / "b.warc", STORIES[3:], gzip=False)
    ran = warraq("import", "--json", "--reference", str(packed), str(plain))
    assert (ran.code, summary(ran)["archived"]) == (0, 6)
    assert {one["record"]["filename"] for one in ran.answers[:-1]} == {"a.warc.gz", "b.warc"}
    assert json.loads((warraq.home / "warc/references.json").read_text()) == {"a.warc.gz": str(packed), "b.warc": str(plain)}
    (own,) = kept_files(warraq.home)
    assert [found for found in captures(own) if isinstance(found, Archived)] == []
    checked = warraq("verify", "--json")
    assert (checked.code, summary(checked)["damage"]) == (0, 0), checked.said
    again = warraq("import", "--json", "--reference", str(packed))
    assert summary(again)["archived"] == 0
    packed.unlink()
    assert warraq("show", STORIES[0].url).code == 0, "the article is ours"
    assert "not there" in warraq("verify").said


def test_what_cannot_be_read_in_place_is_not_referred_to(warraq, tmp_path):
    package = write_package(tmp_path / "a.wacz", {"archive/a.warc.gz": write_warc(tmp_path / "x", STORIES).read_bytes()})
    (tmp_path / "deep").mkdir()
    files = [write_warc(folder / "same.warc.gz", STORIES[:1]) for folder in (tmp_path, tmp_path / "deep")]
    ran = warraq("import", "--json", "--reference", str(package), *map(str, files))
    assert ran.code == 4
    told = {one["file"]: one["why"] for one in ran.answers if one.get("severity") == "unreadable"}
    assert "leave out --reference" in told[str(package)]
    assert "another file of this name" in told[str(files[1])]


def test_older_captures_change_no_history(warraq, tmp_path):
    url = STORIES[0].url
    newer = write_warc(tmp_path / "newer.warc.gz", [story(0, payload=page(0, "زيادة."), at=DAY + timedelta(days=9))])
    older = write_warc(tmp_path / "older.warc.gz", [story(0), story(0, payload=page(0, "سطر."), at=DAY + timedelta(days=1))])
    gone = write_warc(tmp_path / "gone.warc.gz", [story(0, payload=b"no", status="404 Not Found", at=DAY - timedelta(days=1))])
    for path in (newer, older, gone):
        warraq("import", str(path))
    assert [event["kind"] for event in warraq("events", "--json").answers] == []
    shown = warraq("show", "--json", url).answers[0]
    assert "زيادة" in json.dumps(shown["article"], ensure_ascii=False)
    times = [told[2] for told in versions(warraq.home, [url])]
    assert times == sorted(times)
    assert len(times) == 3


def test_captures_of_one_import_are_told_in_the_order_of_time(warraq, tmp_path):
    """Whatever their order in the file, and between files."""
    texts = [story(0, payload=page(0, f"صيغة {day}."), at=DAY + timedelta(days=day)) for day in range(4)]
    files = [write_warc(tmp_path / f"{n}.warc.gz", some) for n, some in enumerate((texts[2:], texts[1::-1]))]
    ran = warraq("import", "--json", *map(str, files))
    assert [one["outcome"] for one in ran.answers[:-1]] == ["archived"] * 4
    assert [event["kind"] for event in warraq("events", "--json").answers] == ["silent_edit"] * 3
    assert "صيغة 3" in warraq("show", "--json", STORIES[0].url).said


def test_a_revisit_shows_what_it_repeats(warraq, tmp_path):
    original = write_warc(tmp_path / "a.warc.gz", STORIES[:1], version="1.1")
    revisit = write_revisit(tmp_path / "b.warc.gz", STORIES[0], DAY + timedelta(days=1))
    ran = warraq("import", "--json", str(revisit), str(original))
    assert [one["outcome"] for one in ran.answers[:-1]] == ["archived", "unchanged"]
    lone = replace(warraq, home=tmp_path / "other")
    alone = lone("import", "--json", str(revisit))
    assert (alone.code, alone.answers[0]["outcome"], alone.answers[0]["reason"]) == (3, "failed", "BAD_HTTP")


def test_failures_and_refusals_come_out_as_when_crawled(warraq, tmp_path):
    answers = [
        story(0, status="404 Not Found"),
        story(1, payload=b"<html><body><p>short</p></body></html>"),
        story(2, fields={"WARC-Truncated": "length"}),
        story(3, status="301 Moved", headers=(("Location", "https://foreign.example/story/4"),), payload=b""),
        story(4),
        story(5, headers=(("Content-Type", "image/png"),), payload=b"\x89PNG"),
    ]
    ran = warraq("import", "--json", str(write_warc(tmp_path / "a.warc.gz", answers)))
    reasons = {one["url"].rpartition("/")[2]: (one["outcome"], one["reason"]) for one in ran.answers[:-1]}
    assert reasons.pop("1")[0] == "rejected"
    assert reasons == {"0": ("failed", "NOT_FOUND"), "2": ("failed", "BAD_HTTP"), "4": ("archived", None)}
    assert summary(ran)["kept"] == {"story": 4, "hop": 1, "asset": 1}


def test_damage_is_told_and_costs_no_other(warraq, tmp_path):
    path = write_warc(tmp_path / "a.warc.gz", STORIES)
    third = [found for found in captures(path) if isinstance(found, Archived)][2].record
    octets = bytearray(path.read_bytes())
    octets[third.offset + third.length // 2] ^= 0xFF
    path.write_bytes(octets)
    ran = warraq("import", "--json", str(path))
    assert ran.code == 8
    told = [one for one in ran.answers if one.get("severity") == "damage"]
    assert told
    assert all(one["file"] == str(path) and one["offset"] > 0 for one in told)
    assert summary(ran)["archived"] == 5
    again = warraq("import", "--json", str(path))
    assert (again.code, summary(again)["damage"]) == (8, len(told)), "it is told again"


def test_files_that_are_none_cost_no_other(warraq, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\0")
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    good = write_warc(tmp_path / "good.warc.gz", STORIES[:1])
    named = [str(tmp_path / name) for name in ("photo.jpg", "empty.warc.gz", "missing.warc")] + [str(good)]
    ran = warraq("import", "--json", *named)
    assert (ran.code, summary(ran)["archived"], summary(ran)["unreadable"]) == (4, 1, 3)
    nothing = warraq("import", str(write_warc(tmp_path / "none.warc.gz", [])))
    assert nothing.code == 3


def test_a_folder_and_a_list_name_files(warraq, tmp_path):
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    write_warc(folder / "deep" / "a.warc.gz", STORIES[:1])
    write_arc(folder / "b", STORIES[1:2])
    (folder / "notes.txt").write_text("nothing of it")
    outside = write_warc(tmp_path / "outside.warc.gz", STORIES[2:3])
    (folder / "link.warc.gz").symlink_to(outside)
    ran = warraq("import", "--json", str(folder))
    assert (ran.code, set(ran.by_url())) == (0, set(urls(STORIES[:2]))), "links lead nowhere"
    write_warc(tmp_path / "listed.warc.gz", STORIES[3:4])
    (tmp_path / "list.txt").write_text("# mine\nlisted.warc.gz\n\n" + str(outside) + "\n")
    ran = warraq("import", "--json", str(tmp_path / "list.txt"))
    assert (ran.code, set(ran.by_url())) == (0, set(urls(STORIES[2:4])))


def test_a_list_of_addresses_is_fetched_within_the_guard(warraq, tmp_path):
    files = {f"/{n}.warc.gz": write_warc(tmp_path / f"{n}.warc.gz", [STORIES[n]]).read_bytes() for n in range(2)}
    with OctetServer({path: sized(octets, b"") for path, octets in files.items()}) as server:
        (tmp_path / "list").write_text("".join(server.url(path) + "\n" for path in (*files, "/missing.warc.gz")))
        refused = warraq("import", "--json", str(tmp_path / "list"))
        assert (refused.code, summary(refused)["unreadable"]) == (4, 3)
        assert "port" in refused.answers[0]["why"], "and where that is let through, the address is refused"
        ran = warraq("import", "--json", "--allow-private", str(tmp_path / "list"))
        assert (ran.code, summary(ran)["archived"]) == (4, 2)
        assert "HTTP 404" in next(one["why"] for one in ran.answers if one.get("severity"))
        again = warraq("import", "--json", "--allow-private", str(tmp_path / "list"))
        assert summary(again)["known_files"] == 2, again.said
    assert list((warraq.home / "import/downloads").iterdir()) == []


def test_of_a_mixed_file_only_what_is_wanted_is_kept(warraq, tmp_path):
    from tests.archive.exchange.test_imports_wanted import in_words  # noqa: PLC0415

    others = [
        Answer(url=f"https://{code}.example/{n}", payload=in_words(code), at=DAY + timedelta(seconds=n))
        for n, code in enumerate(("en", "fr", "fa", "ru") * 5)
    ]
    path = write_warc(tmp_path / "CC-NEWS-20240101000000-00001.warc.gz", [*others[:9], *STORIES, *others[9:]])
    ran = warraq("import", "--json", "--lang", "ar", str(path))
    assert (ran.code, set(ran.by_url())) == (0, set(urls(STORIES)))
    told = summary(ran)
    assert (told["exchanges"], told["unwanted"], told["kept"]) == (26, 20, {"story": 6})
    there = warraq("import", "--json", "--domain", "fr.example", str(path))
    assert set(there.by_url()) == {one.url for one in others if "fr.example" in one.url}


@pytest.mark.parametrize("options", [["--lang", "klingon"], ["--domain", "http://"]])
def test_what_cannot_be_wanted_is_refused(warraq, tmp_path, options):
    ran = warraq("import", *options, str(tmp_path))
    assert ran.code == 2
    assert options[0] in ran.said


def test_it_goes_on_where_it_was_killed(warraq, tmp_path):
    """At any point, once while it begins, then while it keeps: nothing twice, nothing lost."""
    many = [story(number, payload=page(number) + b"<!--" + os.urandom(20_000).hex().encode() + b"-->") for number in range(60)]
    path = write_warc(tmp_path / "many.warc.gz", many)
    options = ("--json", "--set=WARRAQ_SYNC_DELAY=0.02", "--set=WARRAQ_SYNC_RECORDS=4", str(path))
    for told in (0, 1, 9, 5):
        process = subprocess.Popen(warraq.words("import", *options), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout is not None
        for _ in range(told):
            process.stdout.readline()
        time.sleep(0.0 if told else 0.5)
        process.kill()
        process.communicate()
    ran = warraq("import", *options)
    assert ran.code == 0, ran.said
    assert len(versions(warraq.home, urls(many))) == 60
    with Catalog.open(warraq.home / "catalog.sqlite", read_only=True) as catalog:
        dumped = [json.loads(line) for line in catalog.dump()]
    assert sum(row["table"] == "fetch" for row in dumped) == 60
    assert sum(row["table"] == "outcome" for row in dumped) == 60
    assert warraq("verify").code == 0


def test_it_stops_when_told_to_and_goes_on(warraq, tmp_path):
    path = write_warc(tmp_path / "many.warc.gz", [story(number) for number in range(400)])
    words = warraq.words("import", "--json", str(path))
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    with promptly(5):
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130, said
    assert "run it again" in said
    ran = warraq("import", "--json", str(path))
    assert ran.code == 0
    assert 0 < summary(ran)["archived"] < 400
    assert len(versions(warraq.home, [f"https://foreign.example/story/{n}" for n in range(400)])) == 400


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT SHOWN: only root may mount a small disk")
def test_a_full_disk_ends_it_and_room_lets_it_go_on(warraq, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(disk)], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("NOT SHOWN: no small disk can be mounted here")
    try:
        small = replace(warraq, home=disk / "home")
        many = [
            story(number, payload=page(number) + b"<!--" + os.urandom(60_000).hex().encode() + b"-->") for number in range(60)
        ]
        path = write_warc(tmp_path / "many.warc.gz", many)
        options = ("--json", "--set=WARRAQ_DISK_FREE_MIN=0", str(path))
        full = small("import", *options)
        assert full.code == 7, full.said
        assert "make room" in full.said
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        assert small("import", *options).code == 0
        assert len(versions(small.home, urls(many))) == 60
        assert small("verify").code == 0
    finally:
        subprocess.run(["umount", str(disk)], check=True)
