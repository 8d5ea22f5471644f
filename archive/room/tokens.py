"""What a form of the room carries to show that it was read here: a moment, signed.

There are no cookies, on purpose: they know no ports, so that any other program at this machine's 127.0.0.1 could set or read
them. A page elsewhere cannot read a form of the room (it has no leave to, by CORS), so it cannot have what stands in it; and
what it has the browser send bears its own Origin (`archive.room.security`).
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime

LIFE_S = 12 * 3600
"""How long a page may be open before its form is to be read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Signs, and knows what it signed. `origin`: of the room. Its key is this process's alone, and ends with it."""

    origin: str
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def sign(self, now: datetime) -> str:
        """Return a token, which holds for LIFE_S."""
        moment = f"{int(now.timestamp()):x}"
        return f"{moment}.{self._signature(moment)}"

    def knows(self, token: str, now: datetime) -> bool:
        """Tell whether the token was signed here, and not too long ago."""
        moment, _, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), self._signature(moment).encode()):
            return False
        return 0 <= int(now.timestamp()) - int(moment, 16) <= LIFE_S

    def _signature(self, moment: str) -> str:
        return hmac.digest(self.key, f"{self.origin} {moment}".encode("utf-8", "replace"), "sha256").hex()
