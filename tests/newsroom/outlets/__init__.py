"""The outlets, one module each with its templates beside it in templates/."""

from __future__ import annotations

from tests.newsroom.outlets import salla, shurfa, wakala

HOUSES = (wakala.HOUSE, salla.HOUSE, shurfa.HOUSE)
