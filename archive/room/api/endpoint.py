"""An endpoint: a row of the table that routes, document and list are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from archive.room.room import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What is asked, and what is answered.

    `name`: of its summary in words/api.toml, less "api_"; the operation's in the document. `path`: below the room's origin.
    `asked`: a dataclass of its parameters, those of the path among them. `gather`: what answers, with an `answer`, a
    dataclass; it may raise Refused or WarraqError.
    """

    name: str
    path: str
    asked: type
    answer: type
    gather: Callable[[Room, Any], object]
    method: str = "GET"
