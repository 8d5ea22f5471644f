"""A story's first line that says who sent it, and from where, in no other words: «من/ فلان.», «حاوره في صور ـ فلان :»."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.text.origin.credit import EDGES, Credit
from archive.text.origin.persons import is_known
from archive.text.origin.places import is_place
from archive.text.origin.signature import read_signature

LENGTH_MAX = 80

_FROM = re.compile(r"من\s{0,2}[/:]\s{0,2}(?P<name>[^/:.]{4,45})[\s.]{0,3}$")
_MET = re.compile(
    r"(?:حاور|التقا|أجرى الحوار|كتب|كتبت)(?:ه|ته|ها|تها|هم)?\s(?:في|من)\s(?P<place>[^:/ـ–—-]{2,30}?)\s{0,2}[:/ـ–—-]{1,3}\s{0,2}"
    r"(?P<name>[^/:.]{4,45}?)\s{0,2}:?\s{0,2}$"
)


def read_sender(line: str, outlet: Sequence[str] = ()) -> Credit | None:
    """Return whom and what place a line names when all of it does so; the outlet alone counts beside a known place."""
    text = line.strip()
    if len(text) > LENGTH_MAX:
        return None
    found = _MET.match(text) or _FROM.match(text)
    if found is None:
        return _of_outlet(text, outlet)
    name, place = found["name"].strip(EDGES), found.groupdict().get("place")
    if not is_known(name) or (place and not is_place(place)):
        return None
    return Credit(place=place, persons=(name,))


def _of_outlet(text: str, outlet: Sequence[str]) -> Credit | None:
    signed = read_signature(text, outlet)
    if signed is None or signed.persons or signed.agency or not signed.place or not is_place(signed.place):
        return None
    return Credit(place=signed.place)
