"""Whose clock: the source's, the country's of the host name, the locale's, or nobody's."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from archive.text.dates.clocks import zone_for


@pytest.mark.parametrize(
    ("url", "time_zone", "locales", "zone"),
    [
        ("https://news.example.sa/1", None, (), "Asia/Riyadh"),
        ("https://news.com.eg/1", None, (), "Africa/Cairo"),
        ("https://news.example.sa/1", "Asia/Dubai", (), "Asia/Dubai"),
        ("https://news.example/1", None, ("ar_TN",), "Africa/Tunis"),
        ("https://news.example/1", None, ("ar-TN", "TN"), "Africa/Tunis"),
        ("https://news.example/1", None, ("ar-TN", "ar_EG"), None),
        ("https://news.example/1", None, ("ar_AR", "ar-SA", "en_US"), None),
        ("https://libya-wire.example/1", None, (), "Africa/Tripoli"),
        ("https://www.sudan24.example/1", None, (), "Africa/Khartoum"),
        ("https://alwaha-sy.example/1", None, (), "Asia/Damascus"),
        ("https://iraq-syria-kuwait.example/1", None, (), None),
        ("https://egypt-libya.example/1", None, (), None),
        ("https://news.example/iraq/1", None, (), None),
        ("https://www.maannews.net/news/1.html", None, (), "Asia/Hebron"),
        ("https://www.reuters.com/ar/1", None, (), None),
        ("https://news.example/1", "Nowhere/Land", (), None),
        ("", None, (), None),
    ],
)
def test_zone_is_the_surest_sign(url: str, time_zone: str | None, locales: tuple[str, ...], zone: str | None) -> None:
    assert zone_for(url, time_zone, locales) == (ZoneInfo(zone) if zone else None)
