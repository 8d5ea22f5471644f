from __future__ import annotations

import time

import pytest

from spiders.stylesheets import css_text, styled


def needs(css: str) -> list[tuple[str, bool]]:
    return list(styled(css))


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a { background: url(a.png) }", [("a.png", False)]),
        ("a { background: URL( \"a b.png\" ) no-repeat, url('c.png') }", [("a b.png", False), ("c.png", False)]),
        ('@import "a.css";', [("a.css", True)]),
        ("@IMPORT url(a.css) screen and (min-width: 1px);", [("a.css", True)]),
        ("@import url('a.css') layer(x); b{c:url(d)}", [("a.css", True), ("d", False)]),
        ("@font-face { src: url(f.woff2?#iefix) format('woff2'), url(f.ttf) }", [("f.woff2?#iefix", False), ("f.ttf", False)]),
        (r"a { background: url(a\)b.png) }", [("a)b.png", False)]),
        (r'a { background: url("\0000e9.png") }', [("é.png", False)]),
        ('a { background: url("a\\\nb.png") }', [("ab.png", False)]),
        ("/* url(no.png) */ a { b: url(c) }", [("c", False)]),
        ("a { content: 'url(no.png)' } b { c: url(d) }", [("d", False)]),
        ("a { content: 'it is not closed\n} b { c: url(d) }", [("d", False)]),
        ("@namespace url(http://www.w3.org/1999/xhtml); a { b: url(c) }", [("c", False)]),
        ("a { b: url(not an address) url() url('') } c { d: url(e)", [("e", False)]),
        ("/* never closed url(a)", []),
    ],
)
def test_addresses_of_a_stylesheet_are_found_by_its_tokens(css: str, expected: list[tuple[str, bool]]) -> None:
    assert needs(css) == expected


@pytest.mark.parametrize(
    ("payload", "content_type"),
    [
        (b'@charset "windows-1256"; ' + "url(صورة)".encode("windows-1256"), None),
        ("url(صورة)".encode("windows-1256"), "text/css; charset=windows-1256"),
        (b"\xff\xfe" + "url(صورة)".encode("utf-16-le"), "text/css; charset=windows-1256"),
        ("url(صورة)".encode(), "text/css"),
        ("url(صورة)".encode(), "text/css; charset=of-no-kind"),
    ],
)
def test_a_stylesheet_is_decoded_as_it_declares(payload: bytes, content_type: str | None) -> None:
    assert needs(css_text(payload, content_type)) == [("صورة", False)]


@pytest.mark.parametrize(
    "piece", ["/*", "url(", 'url("', "@import ", '@import"', '"\\', "url(a ", "@namespace ", "'", "url(\\", "\\"]
)
def test_a_hostile_stylesheet_costs_as_much_as_it_is_long(piece: str) -> None:
    began = time.process_time()
    needs(piece * (1_000_000 // len(piece)))
    assert time.process_time() - began < 3, "a square would take hours"
