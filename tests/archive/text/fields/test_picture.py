"""The lead picture."""

from __future__ import annotations

import pytest
from lxml.html import fragment_fromstring

from archive.text.fields.picture import is_stock, lead_picture

BASE = "https://news.example/story/1"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("/files/2026/dam.jpg", False),
        ("/files/logo-design-contest-winner-named-today.jpg", False),
        ("/logos/7781.jpg", False),
        ("/img/logo.png", True),
        ("/img/site_logo-2x.png", True),
        ("/img/default-share.jpg", True),
        ("/img/no-image.jpg", True),
        ("/img/placeholder_16x9.png", True),
        ("/avatar/9912.jpg/avatar.jpg", True),
        ("/img/fb_share.jpg", True),
        ("/img/icon.svg", True),
        ("/pdf.png", True),
        ("/img/pdf_button.png", True),
        ("/img/logo2.png", True),
        ("/thumb/ad1f-yatta.jpg", False),
        ("/thumb/user3f9c2.jpg", False),
        ("/photos/184412.jpg", False),
    ],
)
def test_stock_picture_is_known_by_its_name(name: str, *, expected: bool) -> None:
    assert is_stock(f"https://news.example{name}") is expected


def test_first_named_picture_that_is_no_logo_is_taken() -> None:
    named = ("https://news.example/brand-a.png", "/img/default.jpg", "/files/dam.jpg")
    assert lead_picture(named, ("/brand-a.png",), (), BASE) == "https://news.example/files/dam.jpg"


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="/files/dam.jpg">',
        '<img src="data:image/gif;base64,R0" data-src="/files/dam.jpg">',
        '<img src="/img/blank.gif" data-lazy-src="/files/dam.jpg">',
        '<img data-srcset="/files/s.jpg 300w, /files/dam.jpg 1200w" src="/img/lazy.png">',
        '<img src="/a/b.jpg" width="1" height="1"><img src="/files/dam.jpg" width="800">',
    ],
)
def test_picture_shown_is_found_where_scripts_load_it_late(markup: str) -> None:
    shown = fragment_fromstring(f"<div>{markup}</div>")
    assert lead_picture((), (), (shown,), BASE) == "https://news.example/files/dam.jpg"
