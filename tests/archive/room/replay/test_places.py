from __future__ import annotations

import pytest

from archive.room.replay.places import Asked, asked, capture_path


def of(digits: str | None, flag: str, url: str) -> Asked:
    return Asked(digits=digits, flag=flag, url=url)


@pytest.mark.parametrize(
    ("rest", "read"),
    [
        ("20261103100000/https://x.example/a", of("20261103100000", "", "https://x.example/a")),
        ("2026id_/http://x.example/a?b=http://c/", of("2026", "id_", "http://x.example/a?b=http://c/")),
        ("20261103100000123im_/https://x.example/", of("20261103100000123", "im_", "https://x.example/")),
        ("https://x.example/2026/a", of(None, "", "https://x.example/2026/a")),
        ("2026/http:/x.example/a", of("2026", "", "http://x.example/a")),
        ("2026/HTTPS:///x.example", of("2026", "", "https://x.example")),
        ("2026/https%3A%2F%2Fx.example%2Fa%3Fb", of("2026", "", "https://x.example/a?b")),
        ("2026/x.example/a", of("2026", "", "http://x.example/a")),
        ("x.example:8080/a", of(None, "", "http://x.example:8080/a")),
        ("2026/https://x.example/%D8%AE//b", of("2026", "", "https://x.example/%D8%AE//b")),
    ],
)
def test_address_is_read(rest, read):
    assert asked(rest) == read


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "2026",
        "2026/",
        "2026xx_/http://x.example/",
        "2026/ftp://x.example/",
        "2026/javascript:alert(1)",
        "2026/http:/",
        "*/x",
    ],
)
def test_what_is_no_address_is_none(rest):
    assert asked(rest) is None


def test_path_is_read_back():
    assert asked(capture_path("20261103100000", "https://x.example/a?b#c", "im_").removeprefix("/web/")) == of(
        "20261103100000", "im_", "https://x.example/a?b#c"
    )
