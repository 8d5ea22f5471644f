"""`warraq show`: a question to the catalogue, which is opened read-only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.text import Text

from archive.catalog.answers import Found
from archive.catalog.catalog import Catalog
from archive.exchange import answers
from archive.urls import readable
from crawler.home.folder import home_folder
from crawler.saying import messages, tables

Answer = TypeVar("Answer")


def show(url_or_id: str, *, home: Path | None, json: bool) -> int:
    """Show one story; exit code 4 where the archive has nothing of it."""
    found = ask(url_or_id, home, Catalog.find)
    if found is None:
        return messages.EXIT_FAILED
    if json:
        print(answers.line(answers.story_answer(found)))  # noqa: T201 - the command's answer
    else:
        _print_found(Console(), found)
    return messages.EXIT_OK


def ask(url_or_id: str, home: Path | None, question: Callable[[Catalog, str], Answer | None]) -> Answer | None:
    """Return what the home's catalogue answers about a story; None, said with what comes near, where it has nothing of it."""
    folder = home_folder(home)
    if is_empty(folder):
        return None
    with open_catalog(folder) as catalog:
        found = question(catalog, url_or_id)
        near = catalog.candidates(url_or_id) if found is None and url_or_id else ()
    if found is None:
        messages.say(not_found(url_or_id, near))
    return found


def is_empty(home: Path) -> bool:
    """Tell, and say so, whether nothing was ever archived here."""
    empty = not (home / "catalog.sqlite").exists()
    if empty:
        messages.say(f"nothing is archived in {home} yet; begin with: warraq archive URL")
    return empty


def open_catalog(home: Path) -> Catalog:
    """Open the home's catalogue, to be asked alone."""
    return Catalog.open(home / "catalog.sqlite", read_only=True)


def not_found(asked: str, near: Sequence[str]) -> str:
    """Return, in words, that there is no such story; `near`: those whose ids begin so."""
    if near:
        return f"{asked!r} begins the ids of {len(near)} stories; write more of it: {', '.join(readable(url) for url in near)}"
    return f"nothing of {asked!r} is in this archive; fetch it with: warraq archive URL"


def _print_found(console: Console, found: Found) -> None:
    console.print(Text(f"{found.id}  {messages.plain(readable(found.url))}", style="dim"), soft_wrap=True)
    if found.versions:
        tables.print_article(console, found.versions[-1].article)
        console.print()
    elif found.kept is not None:
        tables.print_kept(console, found.kept)
    for version in found.versions:
        when = f"{version.captured_at:%Y-%m-%d %H:%M:%S} UTC"
        console.print(Text(f"version {version.number}, {when}: {tables.place(version.record)}", style="dim"), soft_wrap=True)
