from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from crawler.fetching.guard import refusal, url_refusal
from crawler.fetching.resolver import GuardedResolver
from tests.crawler.octets import OctetServer
from tests.crawler.rebinding import Answers

SHARED = os.environ.get("WARRAQ_SHARED")

REFUSED = (  # the wildcard address among them
    *("127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.0.1", "0.0.0.0", "169.254.169.254", "100.64.0.1", "192.0.0.192"),  # noqa: S104
    *("198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::127.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "2001:0:4136:e378:8000:63bf:3f57:fdf2"),
    *("2001:db8::1", "4000::1", "2606:4700::5efe:10.0.0.1", "not an address"),
)
ALLOWED = ("93.184.216.34", "11.0.0.1", "128.0.0.1", "2606:4700::1111", "64:ff9b::5db8:d822", "2002:5db8:d822::")


@pytest.mark.parametrize("address", REFUSED)
def test_refusal_names_what_is_not_public(address):
    assert refusal(address, allow_private=False)


@pytest.mark.parametrize("address", ALLOWED)
def test_refusal_lets_public_addresses_pass(address):
    assert refusal(address, allow_private=False) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "192.168.1.1", "::1", "fd00::1", "::ffff:127.0.0.1"])
def test_allow_private_opens_loopback_and_private_networks(address):
    assert refusal(address, allow_private=True) is None


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1", "255.255.255.255"])  # noqa: S104
def test_allow_private_opens_nothing_else(address):
    assert refusal(address, allow_private=True)


@pytest.mark.parametrize(
    "url",
    [
        *("http://0x7f.1/", "http://2130706433/", "http://017700000001/", "http://①②⑦.⓪.⓪.①/", "http://%31%32%37.0.0.1/"),
        *("http://[::1]/", "http://[::ffff:7f00:1]/", "http://localhost/", "http://LocalHost./", "http://a.localhost/"),
        *(
            "http://router/",
            "http://host.docker.internal/",
            "http://printer.local/",
            "ftp://example.com/",
            "file:///etc/passwd",
        ),
        *("http://example.com:22/", "http://example.com:0/", "http://example.com:6379/", "javascript:alert(1)", "http://a b/"),
    ],
)
def test_url_refusal_sees_through_spellings(url):
    assert url_refusal(url, allow_private=False)


@pytest.mark.parametrize(
    "url", ["http://example.com/", "https://www.aa.com.tr/ar", "https://مثال.إختبار.com/", "http://a.eg:8080/"]
)
def test_url_refusal_lets_newspapers_pass(url):
    assert url_refusal(url, allow_private=False) is None


def test_url_refusal_lets_any_port_of_a_private_network_pass_when_told():
    assert url_refusal("http://127.0.0.1:5999/", allow_private=True) is None
    assert url_refusal("http://127.0.0.1:0/", allow_private=True)


@pytest.mark.parametrize("name", ["advocate_ips.jsonl", "generated_matrix_dev.jsonl"])
def test_decisions_agree_with_the_torture_rows(name):
    if SHARED is None:
        pytest.skip("NOT SHOWN: WARRAQ_SHARED does not name the folder that holds torture/ssrf")
    rows = [json.loads(line) for line in (Path(SHARED) / "torture/ssrf/cases" / name).read_text("utf-8").splitlines()]
    wrong = [row["id"] for row in rows if row["kind"] != "dynamic" and bool(_decide(row)) != row["blocked"]]
    assert wrong == []


def _decide(row: dict[str, str]) -> str | None:
    if row["kind"] == "ip":
        return refusal(row["value"], allow_private=False)
    return url_refusal(row["value"], allow_private=False)


class Heard:
    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.done = False

    def resolutionBegan(self, resolution) -> None:  # noqa: N802
        pass

    def addressResolved(self, address) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.done = True


def test_resolver_hands_on_public_addresses_only():
    resolver = GuardedResolver(None, Answers(("93.184.216.34", "169.254.169.254")), allow_private=False)
    heard = Heard()
    resolver.resolveHostName(heard, "mixed.example", 80)
    assert (heard.addresses, heard.done, resolver.refused) == (["93.184.216.34"], True, {})


def test_resolver_refuses_a_name_that_is_rebound():
    resolver = GuardedResolver(None, Answers(("93.184.216.34",), ("127.0.0.1",)), allow_private=False)
    first, second = Heard(), Heard()
    resolver.resolveHostName(first, "rebound.example")
    resolver.resolveHostName(second, "rebound.example")
    assert (first.addresses, second.addresses, second.done) == (["93.184.216.34"], [], True)
    assert "loopback" in resolver.refused["rebound.example"]


def test_resolver_tells_no_answer_from_a_refused_one():
    resolver = GuardedResolver(None, Answers(()), allow_private=False)
    resolver.resolveHostName(Heard(), "nowhere.example")
    assert resolver.refused == {}


@pytest.mark.slow
def test_command_refuses_loopback_unless_told(warraq):
    ran = warraq("archive", "--json", "http://127.0.0.1:80/", "http://localhost/", "http://127.0.0.1:6379/")
    assert ran.code == 5
    assert {(answer["outcome"], answer["reason"]) for answer in ran.answers} == {("refused", "ADDRESS")}


@pytest.mark.slow
def test_command_never_connects_where_a_name_leads_inwards(warraq):
    with OctetServer({}) as server:
        options = ("-s", "TWISTED_DNS_RESOLVER=tests.crawler.rebinding.ToLoopback")
        outwards = warraq("archive", "--json", *options, "http://story.example.com:8080/")
        inwards = warraq("archive", "--json", "--allow-private", *options, f"http://story.example.com:{server.port}/")
        assert server.connections == 1, "the second is to connect, the first is not"
    assert (outwards.code, outwards.answers[0]["reason"]) == (5, "ADDRESS")
    assert inwards.answers[0]["reason"] == "NOT_FOUND"
