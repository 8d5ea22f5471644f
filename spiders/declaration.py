"""TOML read strictly: every complaint names the file, the line or key, and what to write instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archive.errors import BadSource, BadUrl
from archive.urls import normalize

SIZE_MAX_BYTES = 2_000_000
STRING_LENGTH_MAX = 500
NAME_LENGTH_MAX = 60
HOST = r"(\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*)(:\d{1,5})?"
SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
FORM = 'write key = "value" in straight quotes, each key once, below a header such as [[source]]'
USERINFO = re.compile(r"\A\s*\w+:[/\\]*[^/\\?#]*@")
Choice = TypeVar("Choice", bound=StrEnum)


def read_toml(path: Path) -> str:
    """Return the text of `path`. Raises BadSource where it cannot be read, is too large or is not UTF-8."""
    try:
        with path.open("rb") as file:
            payload = file.read(SIZE_MAX_BYTES + 1)
        if len(payload) > SIZE_MAX_BYTES:
            raise BadSource(path, "file", f"is over {SIZE_MAX_BYTES:,} bytes; split it")
        return payload.decode("utf-8-sig")  # Windows' editors begin a file with a mark
    except OSError as error:
        raise BadSource(path, "file", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = payload.count(b"\n", 0, error.start) + 1
        raise BadSource(path, f"line {line}", "is not UTF-8; save the file as UTF-8") from error


class Table:
    """A TOML table that knows where it stands, such as source[2] 'petra'.feed[0]. All readers raise BadSource."""

    def __init__(self, values: dict[str, object], path: Path, place: str = "") -> None:
        self.values, self._path, self._place = values, path, place

    @classmethod
    def parse(cls, text: str, path: Path) -> Table:
        """Return the whole document as a table."""
        try:
            return cls(tomllib.loads(text), path)
        except tomllib.TOMLDecodeError as error:
            what, _, where = str(error).rpartition(" (")
            line = re.search(r"line (\d+)", where)
            last = f"line {text.count(chr(10)) + 1}"
            raise BadSource(path, line[0] if line else last, f"is not TOML: {what}; {FORM}") from error
        except RecursionError as error:
            raise BadSource(path, "file", "is nested too deeply to be a declaration") from error

    def where(self, key: str) -> str:
        """Return the full name of `key`, or of this table for ""."""
        return ".".join(filter(None, (self._place, key)))

    def refuse(self, key: str, remedy: str) -> NoReturn:
        """Raise BadSource for `key`, or for this table for ""."""
        raise BadSource(self._path, self.where(key), remedy)

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Refuse keys that are not in `known`, naming the nearest that is."""
        names = tuple(known)
        for key in self.values:
            if key not in names:
                self.refuse(key, f"is no key that is known here; {_nearest(key, names)}")

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return the array of tables [[…key]]; empty where absent."""
        entries = self.values.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            header = re.sub(rf"\[\d+\](?: '{SLUG}')?", "", self.where(key))
            self.refuse(key, f"must be tables; begin each with [[{header}]]")
        return tuple(
            Table(entry, self._path, f"{self.where(key)}[{number}]{_name_of(entry)}") for number, entry in enumerate(entries)
        )

    def string(self, key: str) -> str:
        """Return a string that must be there and say something."""
        value = self.string_or_none(key)
        if value is None:
            self.refuse(key, f'is missing; add {key} = "…"')
        return value

    def string_or_none(self, key: str) -> str | None:
        """Return a string, or None where absent."""
        if key not in self.values:
            return None
        return self._checked(key, self.values[key])

    def strings(self, key: str) -> tuple[str, ...]:
        """Return an array of strings; empty where absent."""
        values = self.values.get(key, [])
        if not isinstance(values, list):
            self.refuse(key, f'must be an array of strings: {key} = ["…"]')
        return tuple(self._checked(f"{key}[{number}]", value) for number, value in enumerate(values))

    def number_or_none(self, key: str, least: float, most: float) -> float | None:
        """Return a number from `least` to `most`, or None where absent."""
        value = self.values.get(key)
        if key not in self.values:
            return None
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not least <= value <= most:
            self.refuse(key, f"{value!r:.50} will not do; it must be a number from {least:,} to {most:,}, without quotes")
        return value

    def switch(self, key: str) -> bool:
        """Return true or false; false where absent."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.refuse(key, f"{value!r:.50} will not do; it must be true or false, without quotes")
        return value

    def match(self, key: str, pattern: str, meaning: str) -> str:
        """Return a string that matches `pattern` whole."""
        value = self.string(key)
        if not re.fullmatch(pattern, value):
            self.refuse(key, f"{value!r} will not do; it must be {meaning}")
        return value

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        """Return one of `choices`."""
        value = self.string(key)
        if value not in tuple(choices):
            self.refuse(key, f"{value!r} will not do; {_nearest(value, tuple(choices))}")
        return choices(value)

    def choice_or_none(self, key: str, choices: type[Choice]) -> Choice | None:
        """Return one of `choices`, or None where absent."""
        return self.choice(key, choices) if key in self.values else None

    def url(self, key: str) -> str:
        """Return an http or https address, normalised."""
        return self._address(key, self.string(key))

    def domains(self, key: str) -> tuple[str, ...]:
        """Return host names in punycode, each with its port where one is written; at least one."""
        names = self.strings(key)
        if not names:
            self.refuse(key, f'is missing; add the host names of its pages: {key} = ["example.com"]')
        return tuple(self._domain(f"{key}[{number}]", name) for number, name in enumerate(names))

    def time_zone(self, key: str) -> str:
        """Return the name of an IANA time zone."""
        name = self.string(key)
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.refuse(key, f"{name!r} is no IANA time zone; write one such as Asia/Amman")
        return name

    def _checked(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            self.refuse(key, f"must be a string in quotes, not {value!r:.50}")
        if not value.strip() or len(value) > STRING_LENGTH_MAX:
            self.refuse(key, f"must have 1 to {STRING_LENGTH_MAX} characters")
        return value

    def _address(self, key: str, value: str) -> str:
        if USERINFO.match(value):
            self.refuse(key, "must not hold a user name or password: addresses are archived and shown")
        try:
            url = normalize(value)
        except BadUrl as error:
            self.refuse(key, f"{value!r:.100}: {error.why}; write the whole address, such as https://example.com/feed")
        if not url.startswith(("http://", "https://")):
            self.refuse(key, f"{value!r:.100} must begin with https:// or http://")
        return url

    def _domain(self, key: str, value: str) -> str:
        try:
            host = urlsplit(normalize(f"http://{value}/")).netloc
        except BadUrl:
            host = ""
        # A browser drops port 80 from an http address; a declaration that says it, means it.
        if value.endswith(":80") and not host.endswith(":80"):
            host += ":80"
        if not re.fullmatch(HOST, host) or set(value) & set("/@?#\\"):
            self.refuse(key, f"{value!r:.100} is no host name; write it as in example.com, without https:// or a path")
        return host


def _name_of(entry: dict[str, object]) -> str:
    """Return how a table's name is added to its place: among many sources it is what a reader looks for."""
    name = entry.get("name")
    return f" '{name}'" if isinstance(name, str) and len(name) <= NAME_LENGTH_MAX and re.fullmatch(SLUG, name) else ""


def _nearest(word: str, known: tuple[str, ...]) -> str:
    import difflib  # noqa: PLC0415

    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
