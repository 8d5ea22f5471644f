"""What replay answers: the right capture, as it was, and found by its time (RFC 7089)."""

from __future__ import annotations

import gzip
import re
import resource
import zlib
from datetime import timedelta

import pytest

from archive.models import Truncated
from archive.room.replay.moments import http_date
from tests.archive.room.shelf import HTML, NOW, Room, Shelf

URL = "https://news.example/story/1"
PAGE = "<html><head><title>خبر</title></head><body><p>وصلت القافلة</p></body></html>"
AT = "20261103100000"


def links(header: str) -> dict[str, tuple[str, str | None]]:
    """Return the links of a header by relation: address, and datetime."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"(?:; (?:datetime|type)="([^"]*)")?', header)
    return {rel: (address, said or None) for address, rels, said in found for rel in rels.split()}


def days(shelf: Shelf, *numbers: int) -> None:
    for number in numbers:
        shelf.put(URL, f"<p>{number}</p>", minutes=number * 1440)


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "closed"])
def test_capture_is_answered_from_closed_and_open_files(shelf: Shelf, room: Room, is_open):
    shelf.put(URL, PAGE)
    if not is_open:
        shelf.close_files()
    assert bool(list(shelf.home.glob("warc/*.open"))) is is_open
    answer = room.get(f"/web/{AT}/{URL}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "وصلت القافلة" in answer.text
    assert answer.headers["memento-datetime"] == "Tue, 03 Nov 2026 10:00:00 GMT"


def test_octets_are_those_captured(shelf, room):
    body = gzip.compress(PAGE.encode("cp1256"))
    shelf.put(
        URL,
        body,
        "Content-Type: text/html; charset=windows-1256",
        "Content-Encoding: gzip",
        "Set-Cookie: a=b",
        "Set-Cookie: c=d",
    )
    answer = room.get(f"/web/{AT}id_/{URL}")
    assert answer.content == PAGE.encode("cp1256")
    assert answer.headers["content-type"] == "text/html; charset=windows-1256"
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["x-archive-orig-content-encoding"] == "gzip"
    assert answer.headers["x-archive-orig-set-cookie"] == "a=b, c=d"
    assert "set-cookie" not in answer.headers


def test_moment_that_is_none_leads_to_the_nearest(shelf, room):
    days(shelf, 0, 1, 5)
    for asked, led in (("2026", 5), ("20261104", 1), ("20261106110000", 5), ("2020", 0), ("20261104110000", 1)):
        answer = room.get(f"/web/{asked}/{URL}")
        assert answer.status_code == 302
        assert room.get(answer.headers["location"].removeprefix(room.replay)).text.count(f"<p>{led}</p>") == 1


@pytest.mark.parametrize(("wanted", "led"), [(0, 0), (0.4, 0), (0.6, 1), (2, 1), (4.1, 5), (5.9, 5), (90, 7), (-90, 0)])
def test_timegate_negotiates_over_five_captures(shelf, room, wanted, led):
    days(shelf, 0, 1, 3, 5, 7)
    answer = room.get(f"/web/{URL}", accept_datetime=http_date(NOW + timedelta(days=wanted)))
    assert answer.status_code == 302
    assert answer.headers["vary"].lower() == "accept-datetime"
    assert "memento-datetime" not in answer.headers
    assert answer.headers["location"].endswith(f"/web/{NOW + timedelta(days=led):%Y%m%d%H%M%S}/{URL}")
    assert links(answer.headers["link"])["original"] == (URL, None)


def test_timegate_without_a_moment_leads_to_the_last(shelf, room):
    days(shelf, 0, 1)
    assert f"/web/20261104100000/{URL}" in room.get(f"/web/{URL}").headers["location"]


def test_timegate_refuses_what_is_no_date(shelf, room):
    days(shelf, 0)
    assert room.get(f"/web/{URL}", accept_datetime="yesterday").status_code == 400


def test_capture_names_its_neighbours(shelf, room):
    days(shelf, 0, 1, 2, 3)
    named = links(room.get(f"/web/20261105100000/{URL}").headers["link"])
    assert {rel: said for rel, (_, said) in named.items() if rel in {"first", "prev", "memento", "next", "last"}} == {
        "first": "Tue, 03 Nov 2026 10:00:00 GMT",
        "prev": "Wed, 04 Nov 2026 10:00:00 GMT",
        "next": "Fri, 06 Nov 2026 10:00:00 GMT",
        "last": "Fri, 06 Nov 2026 10:00:00 GMT",
        "memento": "Fri, 06 Nov 2026 10:00:00 GMT",  # of the links, the last that is one
    }
    assert named["timegate"] == (f"{room.replay}/web/{URL}", None)
    assert named["timemap"] == (f"{room.replay}/web/timemap/link/{URL}", "application/link-format")


def test_timemap_lists_every_capture_at_both_origins(shelf, room):
    days(shelf, 0, 1, 2)
    answer = room.get(f"/web/timemap/link/{URL}")
    assert answer.headers["content-type"] == "application/link-format"
    listed = re.findall(r'<([^>]+)>; rel="([a-z ]*memento)"; datetime="([^"]+)"', answer.text)
    assert [(rel, said) for _, rel, said in listed] == [
        ("first memento", "Tue, 03 Nov 2026 10:00:00 GMT"),
        ("memento", "Wed, 04 Nov 2026 10:00:00 GMT"),
        ("last memento", "Thu, 05 Nov 2026 10:00:00 GMT"),
    ]
    assert all(room.get(address.removeprefix(room.replay)).status_code == 200 for address, _, _ in listed)
    assert room.read(f"/web/timemap/link/{URL}").text == answer.text


def test_timemap_in_json_and_cdxj(shelf, room):
    days(shelf, 0, 1)
    told = room.get(f"/web/timemap/json/{URL}").json()
    assert [one["datetime"] for one in told["mementos"]["list"]] == ["2026-11-03T10:00:00Z", "2026-11-04T10:00:00Z"]
    lines = room.get(f"/web/timemap/cdxj/{URL}").text.splitlines()
    assert [line.split(" ")[:2] for line in lines] == [
        ["example,news)/story/1", "20261103100000"],
        ["example,news)/story/1", "20261104100000"],
    ]


def test_room_leads_captures_to_the_replay(shelf, room):
    shelf.put(URL, PAGE)
    answer = room.read(f"/web/{AT}id_/{URL}")
    assert (answer.status_code, answer.content) == (302, b"")
    assert answer.headers["location"] == f"{room.replay}/web/{AT}id_/{URL}"


def test_revisit_is_its_own_head_and_its_originals_entity(shelf, room):
    first = shelf.put(URL, PAGE, HTML, "X-Served: first")
    shelf.put(URL, PAGE, HTML, "X-Served: again", minutes=10, original=first)
    answer = room.get(f"/web/20261103101000/{URL}")
    assert "وصلت القافلة" in answer.text
    assert answer.headers["x-archive-orig-x-served"] == "again"
    assert answer.headers["memento-datetime"] == "Tue, 03 Nov 2026 10:10:00 GMT"


def test_not_modified_is_what_it_confirms(shelf, room):
    first = shelf.put(URL, PAGE, HTML, "X-Served: first")
    shelf.put_octets(URL, b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n", status=304, minutes=10, original=first)
    answer = room.get(f"/web/20261103101000/{URL}")
    assert (answer.status_code, answer.headers["x-archive-orig-x-served"]) == (200, "first")
    assert "وصلت القافلة" in answer.text


@pytest.mark.parametrize("status", [404, 410, 403, 500, 503])
def test_status_of_the_capture_is_kept(shelf, room, status):
    shelf.put(URL, "<p>ليس هنا</p>", status=status)
    answer = room.get(f"/web/{AT}/{URL}")
    assert (answer.status_code, "ليس هنا" in answer.text) == (status, True)


@pytest.mark.parametrize(
    ("location", "led"),
    [
        ("/story/2", "https://news.example/story/2"),
        ("//other.example/x?a=b", "https://other.example/x?a=b"),
        ("/خبر", "https://news.example/%D8%AE%D8%A8%D8%B1"),
    ],
)
def test_redirect_leads_on_within_the_archive(shelf, room, location, led):
    shelf.put(URL, "", f"Location: {location}", status=301)
    answer = room.get(f"/web/{AT}/{URL}")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/web/{AT}/{led}")


def test_redirect_elsewhere_than_the_web_leads_nowhere(shelf, room):
    shelf.put(URL, "", "Location: javascript:alert(1)", status=302)
    answer = room.get(f"/web/{AT}/{URL}")
    assert "location" not in answer.headers


def test_what_was_cut_says_so(shelf, room):
    shelf.put(URL, "<p>نصف", "Content-Type: text/html; charset=utf-8", "Content-Length: 900", truncated=Truncated.LENGTH)
    answer = room.get(f"/web/{AT}/{URL}")
    assert answer.headers["x-archive-truncated"] == "length"
    assert "نصف" in answer.text
    assert 'role="note"' in room.read(f"/looked/{AT}/{URL}").text


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/%D8%AE%D8%A8%D8%B1/%D8%B9%D8%A7%D8%AC%D9%84",
        "https://news.example/a//b///c",
        "https://news.example/s?id=5&q=%D8%AE&next=http://x.example/?a=b",
        "https://news.example/a%2Fb;c=d?e;f",
        "https://xn--mgbh0fb.xn--kgbechtv/",
        "https://news.example/it's(1)!*,$@:+~",
    ],
)
def test_addresses_are_taken_as_they_are_written(shelf, room, url):
    shelf.put(url, PAGE)
    assert room.get(f"/web/{AT}/{url}").status_code == 200
    listed = re.findall(r'<([^>]+)>; rel="first last memento"', room.get(f"/web/timemap/link/{url}").text)
    assert listed == [f"{room.replay}/web/{AT}/{url}"]
    led = room.get(f"/web/2026/{url}")
    assert led.headers["location"] == listed[0]


@pytest.mark.parametrize(
    "asked",
    [
        "http://news.example/story/1",
        "https:/news.example/story/1",
        "news.example/story/1",
        "https%3A%2F%2Fnews.example%2Fstory%2F1",
    ],
)
def test_other_spellings_lead_to_the_capture(shelf, room, asked):
    shelf.put(URL, PAGE)
    answer = room.get(f"/web/2026/{asked}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"{room.replay}/web/{AT}/{URL}")


def test_two_in_one_second_have_addresses_of_their_own(shelf, room):
    shelf.put(URL, "<p>one</p>")
    shelf.put(URL, "<p>two</p>", minutes=0.005)
    assert "one" in room.get(f"/web/{AT}250/{URL}").text
    assert "two" in room.get(f"/web/{AT}550/{URL}").text
    assert room.get(f"/web/{AT}/{URL}").status_code == 302


@pytest.mark.parametrize(
    "path",
    ["/web/", "/web/2026/", "/web/20269999/https://news.example/story/1", "/web/javascript:1", "/web/timemap/xml/" + URL, "/x"],
)
def test_what_is_not_asked_rightly_is_told(shelf, room, path):
    shelf.put(URL, PAGE)
    answer = room.get(path)
    assert answer.status_code in {400, 404}
    assert answer.headers["content-type"].startswith("text/plain")


def test_nothing_else_of_a_story_s_site_is_given_for_it(shelf, room):
    shelf.put(URL, PAGE)
    assert room.get("/web/2026/https://news.example/story/2").status_code == 404
    assert room.get("/web/2026/https://news.example/story/1?page=2").status_code == 404


ZEROS = bytes(100_000_000)

BOMBS = {
    "gzip": (lambda: gzip.compress(ZEROS, 9), ("Content-Encoding: gzip",)),
    "deflate": (lambda: zlib.compress(ZEROS, 9), ("Content-Encoding: deflate",)),
    "nested": (lambda: gzip.compress(gzip.compress(gzip.compress(ZEROS, 9))), ("Content-Encoding: gzip, gzip, gzip",)),
    "elements": (lambda: b"<p>" * 1_600_000, ()),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_told_and_not_unfolded(shelf, room, name):
    make, head = BOMBS[name]
    shelf.put(URL, make(), HTML, *head)
    before = resource.getrusage(resource.RUSAGE_SELF)
    answer = room.get(f"/web/{AT}/{URL}")
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert answer.status_code == 413
    assert after.ru_utime - before.ru_utime < 2.0


def test_damaged_record_is_told(shelf, room):
    record = shelf.put(URL, PAGE).record
    shelf.close_files()
    path = shelf.home / "warc" / record.filename
    octets = bytearray(path.read_bytes())
    octets[record.offset + record.length // 2] ^= 0xFF
    path.chmod(0o644)
    path.write_bytes(octets)
    answer = room.get(f"/web/{AT}/{URL}")
    assert (answer.status_code, f"at {record.offset}" in answer.text) == (500, True)


def test_file_that_is_gone_is_told(shelf, room):
    shelf.put(URL, PAGE)
    shelf.close_files()
    for path in shelf.home.glob("warc/*"):
        path.unlink()
    assert room.get(f"/web/{AT}/{URL}").status_code == 500
