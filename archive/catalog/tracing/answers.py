"""What a question for stories answers with: all that a page, a program or a terminal shows of a trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive.text.printings.crediting import CreditFate
from archive.text.printings.editing import Editing
from archive.text.printings.judge import Verdict


class Clock(StrEnum):
    """What a text's moment was read from: the time its page states, the day alone (midnight UTC), or its capture."""

    PUBLISHED = "published"
    DAY = "day"
    CAPTURED = "captured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One text of a story: version `number` of the article of `id` at `url`.

    `outlet`: who shows it: the publisher, else the source's name, else the host. `agency`: whom the page credits, or None.
    `is_agencys`: whether the outlet is a news agency, or the page an agency's own. `clock`: what `appeared_at` was read from.
    """

    id: str
    url: str
    number: int
    outlet: str
    source: str | None
    headline: str
    in_language: str | None
    agency: str | None
    is_agencys: bool
    appeared_at: datetime
    clock: Clock
    captured_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """A text printed from the story's origin, and what was done to it.

    `lag_s`: seconds after the origin, negative where it appeared before; None where one of the two states no more than a day,
    and it is the same day. `credit`: what became of the agency's name. `verdict`: how alike it is to the origin; where it is
    known by a third text, to that, which `through` names by its article id. `editing`: against the origin; of its page, against
    the version that it is most like, which `origin_number` names.
    `also`: other addresses at which the same outlet has it. `stories`: ids of other stories whose text is in it, too.
    """

    text: Shown
    lag_s: float | None
    credit: CreditFate
    is_headline_same: bool
    verdict: Verdict
    editing: Editing
    origin_number: int
    through: str | None = None
    also: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The printings of one text over outlets.

    `id`: the article id of its origin; a better origin found later changes it, and the old one goes on leading here.
    `origin`: the agency's own text where the archive has it, else the earliest. `agency`: whose text it is, or None.
    `printings`: in the order in which they appeared; none where nobody else is known to have printed it. `outlets`: how many
    print it beside the origin's. `is_whole`: False where a limit left printings out.
    """

    id: str
    origin: Shown
    agency: str | None
    printings: tuple[Printing, ...]
    outlets: int
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprinted:
    """A story in a list of those most reprinted. `outlets`: how many print it beside the origin's.

    `printings`: the article ids of what each of them printed first, so far as it is looked at.
    """

    id: str
    origin: Shown
    agency: str | None
    outlets: int
    printings: tuple[str, ...]
    last_at: datetime
