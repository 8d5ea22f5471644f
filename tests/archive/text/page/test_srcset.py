from __future__ import annotations

import pytest

from archive.text.page.srcset import candidates


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a.jpg", [("a.jpg", "")]),
        ("a.jpg, b.jpg 2x", [("a.jpg", ""), ("b.jpg", "2x")]),
        ("a.jpg 1x,b.jpg 2x", [("a.jpg", "1x"), ("b.jpg", "2x")]),
        ("a.jpg 300w 200h, b.jpg", [("a.jpg", "300w"), ("b.jpg", "")]),
        (
            "/w_300,h_200/a.jpg 300w,\n /w_600,h_400/a.jpg 600w",
            [("/w_300,h_200/a.jpg", "300w"), ("/w_600,h_400/a.jpg", "600w")],
        ),
        (" , ,a.jpg,, b.jpg,", [("a.jpg", ""), ("b.jpg", "")]),
        ("", []),
        (",,,", []),
    ],
)
def test_pictures_of_a_srcset_are_told_apart(value: str, expected: list[tuple[str, str]]) -> None:
    assert list(candidates(value)) == expected
