from __future__ import annotations

import pytest

from archive.text.origin.agencies import agency_at


@pytest.mark.parametrize(
    ("url", "agency"),
    [
        ("https://www.aps.dz/economie/1-x", "وكالة الأنباء الجزائرية"),
        ("https://petra.gov.jo/Include/InnerPage.jsp?ID=1", "بترا"),
        ("https://news.un.org/ar/story/2026/05/1", "أخبار الأمم المتحدة"),
        ("https://notaps.dz/x", None),
        ("https://aps.dz.example/x", None),
        ("", None),
    ],
)
def test_site_of_an_agency_is_known(url: str, agency: str | None) -> None:
    assert agency_at(url) == agency
