"""What the settings are for one run: the module's, then the home's settings.toml, the environment, the command's options."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scrapy.settings import Settings

from archive.errors import BadSettings
from crawler import settings as defaults

FROM_ENVIRONMENT = ("WARRAQ_CONTACT", "WARRAQ_LISTEN", "WARRAQ_WEBHOOK")

MAIL = re.compile(r"\A[^@\s/]+@[^@\s/]+")

CHOICES = {"WARRAQ_ASSETS": ("none", "lead", "all")}

STEPS_MAX = 100
"""How often a story may be looked at again."""

NAMES = {name: value for name, value in vars(defaults).items() if name.isupper()}


def settings_for(home: Path, options: Mapping[str, Any]) -> Settings:
    """Return the settings of a run in `home`. Raises BadSettings for a name or value that cannot be used."""
    settings = Settings()
    settings.setmodule(defaults, priority="project")
    for name, value in (read_file(home / "settings.toml") | _environment() | dict(options)).items():
        settings.set(name, _checked(name, value), priority="cmdline")
    settings.set("WARRAQ_HOME", str(home), priority="cmdline")
    _introduce(settings)
    return settings


def _introduce(settings: Settings) -> None:
    """Let the requests say whom to write to: in the user agent, and a mail address in From (RFC 9110 section 10.1.2) too."""
    contact = settings["WARRAQ_CONTACT"]
    if not contact:
        return
    if settings["USER_AGENT"] == defaults.USER_AGENT:  # nobody has written another
        agent = defaults.USER_AGENT.replace("no contact set", f"+{contact}" if contact.startswith("http") else contact)
        settings.set("USER_AGENT", agent, priority="cmdline")
    if MAIL.fullmatch(contact):
        headers = {**settings.getdict("DEFAULT_REQUEST_HEADERS"), "From": contact}
        settings.set("DEFAULT_REQUEST_HEADERS", headers, priority="cmdline")


def read_file(path: Path) -> dict[str, Any]:
    """Return what settings.toml says, nothing where there is none."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(str(path), str(error)) from error


def parse_option(text: str) -> tuple[str, Any]:
    """Return the name and value of a `-s NAME=VALUE` option; the value as TOML would read it, or else as text."""
    name, equals, value = text.partition("=")
    if not equals:
        raise BadSettings(text, "write it as NAME=VALUE")
    try:
        return name.strip(), tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return name.strip(), value


def _environment() -> dict[str, Any]:
    return {name: value for name in FROM_ENVIRONMENT if (value := os.environ.get(name))}


def _checked(name: str, value: Any) -> Any:
    """Return `value` if `name` is a setting and the value is of its kind and sign."""
    if name not in NAMES:
        near = difflib.get_close_matches(name, NAMES, 1)
        raise BadSettings(
            name, f"no such setting; did you mean {near[0]}?" if near else "no such setting; see docs/settings.md"
        )
    default = NAMES[name]
    number = isinstance(default, (int, float)) and not isinstance(default, bool)
    fits = isinstance(value, (int, float)) and not isinstance(value, bool) if number else isinstance(value, type(default))
    if not fits:
        raise BadSettings(name, f"{value!r} is not {'a number' if number else 'a ' + type(default).__name__}")
    if number and value < 0:
        raise BadSettings(name, f"{value!r} is below zero")
    if isinstance(value, list) and not _fits_list(name, value):
        raise BadSettings(name, f"{value!r} is not a list of whole seconds, ascending")
    if name in CHOICES and value not in CHOICES[name]:
        raise BadSettings(name, f"{value!r} is none of {', '.join(CHOICES[name])}")
    if isinstance(value, str) and any(ord(letter) < 32 for letter in value):
        raise BadSettings(name, "holds a control character")
    return value


def _fits_list(name: str, value: list[Any]) -> bool:
    """Whether the steps of WARRAQ_RECHECKS can be used; the other lists are Scrapy's own."""
    if name != "WARRAQ_RECHECKS":
        return True
    whole = all(isinstance(step, int) and not isinstance(step, bool) and step > 0 for step in value)
    return whole and value == sorted(set(value)) and len(value) <= STEPS_MAX
