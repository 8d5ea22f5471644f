"""An endpoint: a row of the table that routes, document and list are made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from archive.room.room import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What is asked, and what is answered.

    `name`: of its summary in words/api.toml, less "api_"; the operation's in the document. `path`: below the room's origin.
    `asked`: a dataclass of its parameters, those of the path among them; what is sent (POST) is an object of the others.
    `gather`: what answers, with an `answer`, a dataclass; it may raise Refused or WarraqError. `example`: the query of a
    question that shows what it is for; {url} and {texts} stand for a story's address and how many texts it has.
    """

    name: str
    path: str
    asked: type
    answer: type
    gather: Callable[[Room, Any], object]
    method: str = "GET"
    example: str = ""

    @property
    def in_path(self) -> tuple[str, ...]:
        """The parameters that stand in the path."""
        return tuple(re.findall(r"\{(\w++)\}", self.path))
