"""Titles with their writer's name glued to the end: «القربة المخرومة .. بقلم: عبد المنعم أبو سبيب»."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.text.origin.persons import may_be_person, sounds_like_person

WORDS_MIN = 2
"""Words of a headline; fewer before the label are a label too."""

_LABEL = re.compile(r"(?<!\w)(?:(?P<sure>بقلم)|كتبت?|يكتبه?ا?|تكتبه?ا?)(?!\w)")
_JOINTS = (".", "…", "|", "/", "\\", "~", "–", "—", "-", ":", "،", "؟", "!", "»", '"', "”", "(", "[")
_MARK = re.compile(r"^\s{0,2}[:/\\|–—-]")
_OUTLET = re.compile(r"\s[|–—-]\s.{2,60}$")
"""What a title has behind its writer's name."""
_AROUND = " .…|/\\~–—-:،()[]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A title without the name at its end, and that name; None where none is set apart there by a label."""

    title: str
    name: str | None


def read_signed(title: str) -> Signed:
    """Return `title` parted from its writer's name: a label needs a mark after it, or else a name that is heard as one."""
    for found in reversed([*_LABEL.finditer(title)]):
        before, after = title[: found.start()].rstrip(), title[found.end() :]
        name = _OUTLET.sub("", after.strip(_AROUND))
        is_marked = _MARK.match(after) is not None
        is_set_apart = before.endswith(_JOINTS) or (is_marked and bool(found["sure"]))
        is_name = may_be_person(name) if is_marked else bool(found["sure"]) and sounds_like_person(name)
        if is_set_apart and is_name and len(before.split()) >= WORDS_MIN:
            return Signed(title=before.rstrip(_AROUND), name=name)
    return Signed(title=title, name=None)
