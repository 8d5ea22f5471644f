"""The outlets, one module each with its templates beside it in templates/."""

from __future__ import annotations

from tests.newsroom.outlets import jusur, madar, mishkat, salla, sariya, shurfa, sunbula, wadi, wakala

HOUSES = (
    wakala.HOUSE,
    salla.HOUSE,
    shurfa.HOUSE,
    mishkat.HOUSE,
    sunbula.HOUSE,
    jusur.HOUSE,
    madar.HOUSE,
    wadi.HOUSE,
    sariya.HOUSE,
)
