"""`warraq archive` as people and programs meet it: every kind of address and answer, through the real command."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastwarc.warc import ArchiveIterator

from archive.catalog.catalog import Catalog
from tests.crawler.octets import OctetServer, Reply, authority
from tests.crawler.replies import HTML, moved, page, refusing, sized, story

pytestmark = pytest.mark.slow

ARABIC = "/خبر عاجل/١"
PATIENT = ("--set=DOWNLOAD_TIMEOUT=4", "--set=DOWNLOAD_MAXSIZE=200000", "--set=RETRY_TIMES=1")

ARCHIVED, REJECTED, FAILED, REFUSED = ("archived", None), "rejected", "failed", "refused"
EXPECTED: dict[str, tuple[Reply, tuple[str, str | None]]] = {
    "/story/1": (story(1), ARCHIVED),
    quote(ARABIC): (story(2), ARCHIVED),
    "/no-type": (sized(page(3), b""), ARCHIVED),
    "/pdf": (sized(b"%PDF-1.4\n" + b"x" * 99, b"Content-Type: application/pdf\r\n"), (REJECTED, "NOT_HTML")),
    "/pdf-as-html": (sized(b"%PDF-1.4\n" + b"x" * 99), (REJECTED, "NOT_HTML")),
    "/image": (sized(b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"Content-Type: image/png\r\n"), (REJECTED, "NOT_HTML")),
    "/json": (sized(b'{"a": 1}', b"Content-Type: application/json\r\n"), (REJECTED, "NOT_HTML")),
    "/empty": (sized(b""), (REJECTED, "EMPTY")),
    "/short": (sized("<html><body><p>لا شيء</p></body></html>".encode()), (REJECTED, "TOO_SHORT")),
    "/404": (refusing(b"404 Not Found"), (FAILED, "NOT_FOUND")),
    "/410": (refusing(b"410 Gone"), (FAILED, "GONE")),
    "/401": (refusing(b"401 Unauthorized"), (FAILED, "FORBIDDEN")),
    "/403": (refusing(b"403 Forbidden"), (FAILED, "FORBIDDEN")),
    "/429": (refusing(b"429 Too Many Requests"), (FAILED, "THROTTLED")),
    "/429-long": (refusing(b"429 Too Many Requests", b"Retry-After: 86400\r\n"), (FAILED, "THROTTLED")),
    "/429-odd": (refusing(b"429 Too Many", b"Retry-After: Mon, 99 Xyz 99999999 99:99:99 GMT\r\n"), (FAILED, "THROTTLED")),
    "/500": (refusing(b"500 Oops"), (FAILED, "SERVER_ERROR")),
    "/503": (refusing(b"503 Busy"), (FAILED, "SERVER_ERROR")),
    "/999": (refusing(b"999 Denied"), (FAILED, "HTTP_ERROR")),
    "/204": (sized(b"", b"", b"204 No Content"), (FAILED, "HTTP_ERROR")),
    "/206": (sized(page(4), HTML, b"206 Partial Content"), (FAILED, "HTTP_ERROR")),
    "/304": (moved(b"/story/1", b"304 Not Modified"), (FAILED, "HTTP_ERROR")),
    "/hang": (Reply(octets=(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc",), then="hang"), (FAILED, "TIMEOUT")),
    "/drip": (Reply(octets=[b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 40], pause_s=0.5), (FAILED, "TIMEOUT")),
    "/large": (sized(b"x" * 300_000), (FAILED, "TOO_LARGE")),
    "/bomb": (sized(gzip.compress(b"x" * 9_000_000), HTML + b"Content-Encoding: gzip\r\n"), (FAILED, "TOO_LARGE")),
    "/to/story": (moved(b"/story/5"), ARCHIVED),
    "/story/5": (story(5), ARCHIVED),
    "/to/relative": (moved(b"../story/6?a=1#there", b"301 Moved Permanently"), ARCHIVED),
    "/story/6?a=1": (story(6), ARCHIVED),
    "/to/utf-8": (moved("/قصة/٧".encode(), b"308 Permanent Redirect"), ARCHIVED),
    quote("/قصة/٧"): (story(7), ARCHIVED),
    "/to/windows-1256": (moved("/قصة".encode("windows-1256"), b"303 See Other"), ARCHIVED),
    quote("/قصة".encode("windows-1256")): (story(8), ARCHIVED),
    "/to/ftp": (moved(b"ftp://example.com/x"), (REFUSED, "SCHEME")),
    "/to/file": (moved(b"file:///etc/passwd"), (REFUSED, "SCHEME")),
    "/to/javascript": (moved(b"javascript:alert(1)"), (REFUSED, "SCHEME")),
    "/to/nowhere": (moved(b"http://[::1"), (FAILED, "BAD_HTTP")),
    "/to/space": (moved(b"http://a b/"), (FAILED, "BAD_HTTP")),
    "/to/metadata": (moved(b"http://169.254.169.254/latest/meta-data/"), (REFUSED, "ADDRESS")),
    "/to/closed": (moved(b"http://127.0.0.1:1/"), (FAILED, "CONNECTION_REFUSED")),
    "/to/itself": (moved(b"/to/itself"), (FAILED, "TOO_MANY_REDIRECTS")),
    "/choices": (moved(b"/story/1", b"300 Multiple Choices"), (FAILED, "HTTP_ERROR")),
    "/not-led": (sized(b"", b"", b"302 Found"), (FAILED, "HTTP_ERROR")),
}
NO_SERVER = {
    "http://127.0.0.1:1/": (FAILED, "CONNECTION_REFUSED"),
    "http://127.0.0.1:0/": (REFUSED, "ADDRESS"),
    "http://nowhere.invalid/": (FAILED, "NO_DNS"),
    "ftp://example.com/x": (REFUSED, "SCHEME"),
    "file:///etc/passwd": (REFUSED, "SCHEME"),
    "javascript:alert(1)": (REFUSED, "SCHEME"),
    "data:text/html,x": (REFUSED, "SCHEME"),
    "nonsense": (FAILED, "BAD_URL"),
    "http://": (FAILED, "BAD_URL"),
    "http://a b/": (FAILED, "BAD_URL"),
    "http://[::1": (FAILED, "BAD_URL"),
    "http://127.0.0.1:99999/": (FAILED, "BAD_URL"),
    "http://خطأ .com/": (FAILED, "BAD_URL"),
}
NO_OCTETS = {"CONNECTION_REFUSED", "NO_DNS", "BAD_URL", "SCHEME", "ADDRESS"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One run over all of EXPECTED and NO_SERVER. `ran`: tests.crawler.conftest.Ran."""

    server: OctetServer
    expected: dict[str, tuple[str, str | None]]
    ran: Any


@pytest.fixture(scope="module")
def server() -> Iterator[OctetServer]:
    with OctetServer({path: reply for path, (reply, _) in EXPECTED.items()}) as server:
        yield server


@pytest.fixture(scope="module")
def asked(shared, server, tmp_path_factory) -> Asked:
    expected = {server.url(path): outcome for path, (_, outcome) in EXPECTED.items()} | NO_SERVER
    file = tmp_path_factory.mktemp("lists") / "list.txt"
    typed = [server.url(ARABIC) if quote(ARABIC) in url else url for url in expected]
    file.write_text("\ufeff# with a remark\n\n" + "\r\n".join(typed) + f"\n  {typed[0]}  \n", "utf-8")
    ran = shared(
        "archive", "--json", "--allow-private", "--ignore-robots", "--set=DOWNLOAD_DELAY=0", *PATIENT, f"--file={file}"
    )
    return Asked(server, expected, ran)


def test_each_address_has_its_outcome_and_reason(asked):
    outcomes = {url: (answer["outcome"], answer["reason"]) for url, answer in asked.ran.by_url().items()}
    stories = {url for url, outcome in asked.expected.items() if outcome == ARCHIVED}
    for url in stories & outcomes.keys():  # a story that a redirect came to first is unchanged at its own address
        if outcomes[url] == ("unchanged", None):
            outcomes[url] = ARCHIVED
    assert outcomes == asked.expected, asked.ran.said


def test_each_address_is_answered_once_and_nothing_else_is_on_standard_output(asked):
    lines = asked.ran.out.splitlines()
    assert len(lines) == len(asked.expected)
    for line in lines:
        answer = json.loads(line)
        assert set(answer) == {"url", "outcome", "reason", "detail", "article", "record", "assets"}
        assert (answer["article"] is None) == (answer["outcome"] in {REJECTED, FAILED, REFUSED})
        assert (answer["reason"] is None) == (answer["detail"] is None) == (answer["article"] is not None)
    assert "Traceback" not in asked.ran.said


def test_exit_code_of_several_is_the_worst(asked):
    assert asked.ran.code == 5


def test_bytes_that_came_are_kept_where_the_answer_says(asked, shared):
    for url, answer in asked.ran.by_url().items():
        assert (answer["record"] is not None) == (answer["reason"] not in NO_OCTETS or "/to/" in url), url
        if answer["record"] is not None:
            with (shared.home / "warc" / answer["record"]["filename"]).open("rb") as stream:
                stream.seek(answer["record"]["offset"])
                record = next(iter(ArchiveIterator(stream, parse_http=False)))
                assert record.headers["WARC-Type"] in {"response", "revisit"}
                assert record.headers["WARC-Payload-Digest"] == answer["record"]["digest"]


def test_an_arabic_address_is_kept_in_ascii(asked):
    assert asked.ran.by_url()[asked.server.url(quote(ARABIC))]["article"]["headline"]


def test_each_hop_is_a_pair_that_says_what_led_to_it(asked, shared):
    via = {}
    of_exchanges = (each for each in records(shared.home, "metadata") if "WARC-Target-URI" in each[0])  # a journal has none
    for headers, block in of_exchanges:
        via.setdefault(headers["WARC-Target-URI"], set()).update(re.findall(r"^via: (.*?)\r?$", block.decode(), re.MULTILINE))
    assert via[asked.server.url("/story/5")] == {asked.server.url("/to/story")}
    assert via[asked.server.url("/to/story")] == set()
    hops = [headers["WARC-Target-URI"] for headers, _ in records(shared.home, "request")]
    assert hops.count(asked.server.url("/to/itself")) == 11
    raw = [
        block for headers, block in records(shared.home, "response") if headers["WARC-Target-URI"].endswith("/to/windows-1256")
    ]
    assert "/قصة".encode("windows-1256") in raw[0]


@pytest.mark.parametrize("path", [*EXPECTED, *NO_SERVER])
def test_catalogue_has_a_row_that_show_finds(asked, path, catalog):
    url = asked.server.url(path) if path.startswith("/") else path
    found = catalog.find(url)
    assert found is not None
    outcome, reason = asked.expected[url]
    assert found.kept.reason == reason
    assert found.kept.outcome in {outcome, "unchanged" if outcome == "archived" else outcome}


@pytest.fixture(scope="module")
def catalog(asked, shared):
    assert asked.ran.answers
    with Catalog.open(shared.home / "catalog.sqlite", read_only=True) as catalog:
        yield catalog


def test_show_tells_programs_of_what_failed(asked, shared):
    found = shared("show", "--json", asked.server.url("/410")).answers[0]
    assert (found["outcome"], found["reason"], found["detail"]) == (FAILED, "GONE", "HTTP 410 Gone")
    assert found["record"]


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("/404", 4, ("no such page there (HTTP 404 Not Found)", "check the address")),
        ("/pdf", 3, ("not a web page (PDF)", "the bytes are kept")),
        ("/to/ftp", 5, ("not a web address (redirected to ftp://example.com/x)", "only http and https")),
        ("nonsense", 2, ("not an address (no browser would open it)", "write it in full")),
    ],
)
def test_people_are_told_what_why_and_what_to_do_in_one_line(server, shared, path, code, words):
    url = server.url(path) if path.startswith("/") else path
    ran = shared("archive", "--allow-private", "--ignore-robots", "--set=DOWNLOAD_DELAY=0", url)
    first = ran.out.splitlines()[0]
    assert ran.code == code
    assert all(each in first for each in (url, *words)), first


def test_several_are_told_a_line_each(server, shared):
    urls = [server.url("/short"), server.url("/410"), "http://nowhere.invalid/"]
    ran = shared("archive", "--allow-private", "--ignore-robots", "--set=DOWNLOAD_DELAY=0", "--file=-", stdin="\n".join(urls))
    lines = ran.out.splitlines()
    assert [sum(url in line for line in lines) for url in urls] == [1, 1, 1]
    assert lines[-1] == "1 rejected  2 failed"
    assert ran.code == 4


def test_unchanged_changed_and_returning_texts(server, warraq):
    url = server.url("/changing")
    outcomes = []
    for reply in (
        story(1),
        story(1),
        story(1, comment="another payload"),
        story(1, "وأضيفت فقرة جديدة إلى آخر الخبر."),
        story(1),
    ):
        server.replies["/changing"] = reply
        outcomes.append(warraq.archive(url).answers[0]["outcome"])
    assert outcomes == ["archived", "unchanged", "unchanged", "archived", "archived"]
    found = warraq("show", "--json", url).answers[0]
    assert [version["number"] for version in found["versions"]] == [1, 2]
    kinds = [headers["WARC-Type"] for headers, _ in records(warraq.home)]
    assert kinds.count("revisit") == 2, "the second and the last have the first's octets"
    assert kinds.count("response") == 3
    profiles = {headers["WARC-Profile"] for headers, _ in records(warraq.home, "revisit")}
    assert profiles == {"http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"}


def test_a_server_that_asks_for_a_moment_is_given_it(server, warraq):
    server.replies["/soon"] = refusing(b"429 Too Many Requests", b"Retry-After: 1\r\n")
    before = len(server.requests)
    ran = warraq.archive(server.url("/soon"))
    assert ran.answers[0]["reason"] == "THROTTLED"
    assert len(server.requests) - before == 2


def test_a_bad_certificate_is_refused_unless_told(warraq, tmp_path):
    context, _ = authority(tmp_path, "127.0.0.1")
    with OctetServer({"/s/1": story(1)}, tls=context) as server:
        checked = warraq.archive(server.url("/s/1"))
        accepted = warraq.archive(server.url("/s/1"), options=("--insecure",))
    assert (checked.code, checked.answers[0]["outcome"], checked.answers[0]["reason"]) == (4, FAILED, "BAD_CERTIFICATE")
    assert (accepted.code, accepted.answers[0]["outcome"]) == (0, "archived")
    infos = [block.decode() for _, block in records(warraq.home, "warcinfo")]
    assert ["certificates: accept any" in info for info in infos] == [False, True]
    assert all("robots: ignore" in info for info in infos)


def test_a_certificate_for_another_name_is_refused(warraq, tmp_path):
    context, ca = authority(tmp_path, "other.example.com")
    trusting = type(warraq)(warraq.home, {**warraq.environment, "SSL_CERT_FILE": str(ca)})
    with OctetServer({"/s/1": story(1)}, tls=context) as server:
        ran = trusting.archive(server.url("/s/1"))
    assert ran.answers[0]["reason"] == "BAD_CERTIFICATE"
    assert "not this host's" in ran.answers[0]["detail"]


def test_an_international_host_is_kept_in_punycode(server, warraq):
    options = ("-s", "TWISTED_DNS_RESOLVER=tests.crawler.rebinding.ToLoopback")
    ran = warraq.archive(f"http://وكالة.example:{server.port}/story/1", options=options)
    assert ran.answers[0]["outcome"] == "archived", ran.said
    assert ran.answers[0]["url"].startswith("http://xn--")
    assert f"Host: {ran.answers[0]['url'].split('/')[2]}".encode() in server.requests[-1]
    shown = warraq("show", f"http://وكالة.example:{server.port}/story/1")
    assert "وكالة.example" in shown.out


def test_to_another_port_and_scheme(server, warraq, tmp_path):
    context, ca = authority(tmp_path, "127.0.0.1")
    trusting = type(warraq)(warraq.home, {**warraq.environment, "SSL_CERT_FILE": str(ca)})
    with OctetServer({"/s/9": story(9)}, tls=context) as secure:
        server.replies["/to/https"] = moved(secure.url("/s/9").encode())
        ran = trusting.archive(server.url("/to/https"))
        assert ran.answers[0]["outcome"] == "archived", ran.said
        assert ran.answers[0]["article"]["url"] == secure.url("/s/9")


def test_bad_lists_are_told_plainly(warraq, tmp_path):
    (tmp_path / "utf-16").write_text("http://example.com/", "utf-16")
    for arguments in (("--file", str(tmp_path / "missing")), ("--file", str(tmp_path / "utf-16")), ()):
        ran = warraq("archive", *arguments)
        assert ran.code == 2, arguments
        assert "Traceback" not in ran.said


def test_who_asks_is_asked_for_until_set(server, tmp_path, warraq):
    nameless = type(warraq)(tmp_path / "other", {"WARRAQ_CONTACT": ""})
    ran = nameless.archive(server.url("/404"))
    assert "WARRAQ_CONTACT" in ran.said
    assert "WARRAQ_CONTACT" not in ran.out
    (nameless.home / "settings.toml").write_text('WARRAQ_CONTACT = "desk@example.com"')
    assert "WARRAQ_CONTACT" not in nameless.archive(server.url("/404")).said
    assert b"desk@example.com" in server.requests[-1]


CANARY = "CANARY" + "4711"


def test_secrets_are_nowhere(server, warraq):
    """S9: a password in an address, typed, in a list's or a redirect's, is neither sent nor kept nor shown."""
    server.replies["/to/secret"] = moved(f"http://user:{CANARY}@127.0.0.1:{server.port}/story/1".encode())
    secret = f"http://user:{CANARY}@127.0.0.1:{server.port}"
    before = len(server.requests)
    typed = (f"{secret}/story/1", f"{secret}/404", server.url("/to/secret"), f"ftp://u:{CANARY}@x/", f"http://u:{CANARY}@[bad/")
    ran = warraq.archive(*typed)
    people = warraq("archive", "--allow-private", "--ignore-robots", *typed)
    assert ran.code == people.code == 5
    assert CANARY not in ran.said + people.said
    assert not any(CANARY.encode() in request for request in server.requests[before:])
    assert ran.answers[0]["outcome"]
    holding = {path.name for path, content in contents(warraq.home) if CANARY.encode() in content}
    responses = {block for _, block in records(warraq.home, "response") if CANARY.encode() in block}
    assert len(responses) == 1, "the redirect's own octets alone, as the server sent them"
    assert holding <= {path.name for path in (warraq.home / "warc").glob("*.warc.gz")}
    others = [block for kind in ("request", "metadata", "conversion", "warcinfo") for _, block in records(warraq.home, kind)]
    assert not any(CANARY.encode() in block for block in others)


def contents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield each file's octets, unpacked where it is packed."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def records(home: Path, kind: str | None = None) -> list[tuple[dict[str, str], bytes]]:
    """Return the WARC records as headers and block, in the order of files and offsets."""
    found = []
    for file in sorted((home / "warc").glob("*.warc.gz")):
        with file.open("rb") as stream:
            found += [(dict(each.headers.items()), each.reader.read()) for each in ArchiveIterator(stream, parse_http=False)]
    return [(headers, block) for headers, block in found if kind in {None, headers["WARC-Type"]}]
