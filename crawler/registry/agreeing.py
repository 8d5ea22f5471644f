"""A proposed source shown to whoever adds it: what is unsure is asked, and it is written once they agree."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import available_timezones

import typer

from crawler.saying import messages
from spiders.proposal import zone_of
from spiders.propose import Proposed
from spiders.source import COUNTRY, Source, load, parse
from spiders.writing import to_toml

REMARKS = {
    "country": "not told by the page: an ISO 3166-1 code of two capitals is better than INT",
    "time_zone": "not told by the page: dates without a zone are read in it; write the outlet's own, such as Asia/Amman",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A source as it was shown. `file`: where it is written, or would be."""

    source: Source
    toml: str
    file: Path
    is_written: bool


def agree(proposed: Proposed, home: Path, known: Iterable[Source], *, yes: bool, json: bool) -> Agreed:
    """Show the source of a proposal and write it to the home's sources/, if that is agreed to; never over another file.

    On a terminal, what the page does not tell is asked, and whether to write; elsewhere only `yes` writes. With `json`
    nothing is asked and nothing shown. Raises FileExistsError.
    """
    source, unsure = proposed.source, proposed.unsure
    if source is None:
        raise ValueError("nothing is proposed")
    is_asked = sys.stdin.isatty() and not (yes or json)
    if is_asked:
        source, unsure = _told(source, unsure, tuple(known))
    text = to_toml(source, {key: REMARKS[key] for key in unsure})
    file = home / "sources" / f"{source.name}.toml"
    parse(text, file)  # what cannot be read back is a fault of ours, and must not be written
    if not json:
        sys.stdout.write(text)
        sys.stdout.flush()
    is_agreed = yes or (is_asked and typer.confirm(f"write this to {file}?", err=True))
    if is_agreed:
        _write(file, text)
    _say(file, source, home, is_written=is_agreed)
    return Agreed(source=source, toml=text, file=file, is_written=is_agreed)


def _told(source: Source, unsure: tuple[str, ...], known: tuple[Source, ...]) -> tuple[Source, tuple[str, ...]]:
    """Ask for the country and time zone, if they are unsure; what is left empty stays so."""
    country = zone = ""
    if "country" in unsure:
        country = _ask("country (ISO 3166-1, such as JO; empty if none)", _is_country).upper()
    if "time_zone" in unsure:
        zone = zone_of(country, known) or _ask("time zone (IANA, such as Asia/Amman; empty for UTC)", _is_zone)
    given = {"country": country, "time_zone": zone}
    told = replace(source, country=country or source.country, time_zone=zone or source.time_zone)
    return told, tuple(key for key in unsure if not given[key])


def _ask(question: str, fits: Callable[[str], bool]) -> str:
    while True:
        text: str = typer.prompt(question, default="", show_default=False, err=True).strip()
        if not text or fits(text):
            return text
        messages.say(f"{text!r} will not do")


def _is_country(text: str) -> bool:
    return re.fullmatch(COUNTRY, text.upper()) is not None


def _is_zone(text: str) -> bool:
    return text in available_timezones()


def _write(file: Path, text: str) -> None:
    """Write a file that is not there yet, whole and on disk."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())


def _say(file: Path, source: Source, home: Path, *, is_written: bool) -> None:
    if not is_written:
        messages.say("nothing is written" + ("" if sys.stdin.isatty() else "; --yes writes it"))
        return
    messages.say(f"written to {file}; try it: warraq crawl {source.name}")
    if len(load(home / "sources")) == 1:
        messages.say("from now on `warraq crawl` and `warraq run` take your own sources when none is named")
