"""`warraq sources add`: a home page in, a source out: tried, shown, and written to the home's sources/ when it is agreed to.

What is fetched goes the way of a check (crawler.registry.checking): same settings, guard and manners; nothing of it is kept.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import typer
from rich.console import Console
from scrapy.settings import Settings

from archive.errors import BadUrl
from archive.exchange import answers
from archive.models import Kept
from archive.urls import fetchable
from crawler.configure import settings_for
from crawler.home.folder import home_folder
from crawler.home.log import log_to
from crawler.registry import agreeing
from crawler.registry.checking import CODES, aside, exit_code, look_answer, print_look, print_story
from crawler.rounds import ending
from crawler.rounds.crawl import Ended, crawl
from crawler.saying import messages
from crawler.saying.messages import plain
from spiders.declaration import SLUG
from spiders.looking import Look
from spiders.proposal import Said
from spiders.propose import Proposed, ProposeSpider
from spiders.source import COUNTRY, Kind, Source, load_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a command asks for. `typed`: the home page. `said`: name, country, time_zone and kind, None for what to guess."""

    typed: str
    said: Mapping[str, str | None]
    yes: bool
    json: bool


@dataclass(slots=True, kw_only=True)
class Trial:
    """What was heard so far of the home page and of what it leads to."""

    looks: list[Look] = field(default_factory=list)
    proposed: Proposed | None = None
    kept: Kept | None = None


def add(wish: Wish, *, home: Path | None, options: Mapping[str, Any]) -> int:
    """Propose a source for a home page, write it if that is agreed to, and return the exit code.

    Raises BadParameter for what cannot be used of what was said, and for a home page that a known source owns.
    """
    folder = home_folder(home)
    known = load_all(folder / "sources")
    url, said = _address(wish.typed), _checked(wish.said, known)
    _refuse_owned(url, known)
    settings = settings_for(folder, options)
    log_to(folder, settings)
    ending.ask_for_contact(settings)
    trial = Trial()
    with aside(settings):
        arguments = {"home": url, "known": known, "said": said}
        ended = _try(arguments, settings, trial, Console(stderr=True, quiet=wish.json))
    code = exit_code(ended)
    if code != messages.EXIT_OK or trial.proposed is None:
        return code or messages.EXIT_FAILED
    if trial.proposed.owner is not None:
        _refuse_owned(trial.proposed.home.url, known)
    if trial.proposed.source is None:
        return _nothing(trial, trial.proposed, json=wish.json)
    agreed = agreeing.agree(trial.proposed, folder, known, yes=wish.yes, json=wish.json)
    if wish.json:
        _answer(trial, agreed)
    return messages.EXIT_OK


def _try(arguments: dict[str, Any], settings: Settings, trial: Trial, console: Console) -> Ended:
    def look(one: Look) -> None:
        trial.looks.append(one)
        print_look(console, one)

    def tell(proposed: Proposed) -> None:
        trial.proposed = proposed

    def on_kept(kept: Kept) -> None:
        trial.kept = kept
        print_story(console, kept)

    return crawl(ProposeSpider, settings, on_kept=on_kept, look=look, tell=tell, **arguments)


def _address(typed: str) -> str:
    """Return the home page's address, normalised; https where no scheme was typed."""
    try:
        return fetchable(typed if re.match(r"\A\s*[a-zA-Z][a-zA-Z0-9+.-]*:/", typed) else f"https://{typed.strip()}")
    except BadUrl as problem:
        raise typer.BadParameter(f"{problem}; give a home page, such as https://example.com/") from problem


def _checked(said: Mapping[str, str | None], known: tuple[Source, ...]) -> Said:
    """Return what was said with the command, checked before anything is fetched."""
    name, country, zone, kind = (said.get(key) for key in ("name", "country", "time_zone", "kind"))
    if name is not None and not re.fullmatch(SLUG, name):
        raise typer.BadParameter(f"--name {name!r} will not do; it must be an ASCII slug such as al-sabah")
    if name in {source.name for source in known}:
        raise typer.BadParameter(f"a source is called {name!r} already; choose another --name")
    if country is not None and not re.fullmatch(COUNTRY, country.upper()):
        raise typer.BadParameter(f"--country {country!r} will not do; it must be an ISO 3166-1 code such as JO, or INT")
    if zone is not None and zone not in available_timezones():
        raise typer.BadParameter(f"--time-zone {zone!r} is no IANA time zone; write one such as Asia/Amman")
    if kind is not None and kind.lower() not in tuple(Kind):
        raise typer.BadParameter(f"--kind {kind!r} will not do; known are {', '.join(Kind)}")
    upper = country.upper() if country else None
    return Said(name=name, country=upper, time_zone=zone, kind=Kind(kind.lower()) if kind else None)


def _refuse_owned(url: str, known: tuple[Source, ...]) -> None:
    owner = next((source for source in known if source.owns(url)), None)
    if owner is not None:
        raise typer.BadParameter(
            f"{url} belongs to the source {owner.name!r} ({plain(owner.title)}); see: warraq sources show {owner.name}"
        )


def _nothing(trial: Trial, proposed: Proposed, *, json: bool) -> int:
    """Say that there is nothing to propose."""
    why = proposed.home.detail or "no feed, sitemap or page of headlines was found"
    messages.say(f"{proposed.home.url}: {why}; if you know a feed of it, declare it by hand (docs/add-a-source.md)")
    if json:
        _answer(trial, None)
    return CODES.get(proposed.home.state, messages.EXIT_FAILED)


def _answer(trial: Trial, agreed: agreeing.Agreed | None) -> None:
    written = agreed is not None and agreed.is_written
    answer = {
        "outcome": "written" if written else "proposed" if agreed else "failed",
        "name": agreed.source.name if agreed else None,
        "file": str(agreed.file) if agreed else None,
        "toml": agreed.toml if agreed else None,
        "home": look_answer(trial.proposed.home) if trial.proposed else None,
        "tried": [look_answer(look) for look in trial.looks],
        "story": answers.kept_answer(trial.kept) | {"record": None} if trial.kept else None,
    }
    sys.stdout.write(answers.line(answer) + "\n")
