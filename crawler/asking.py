"""`warraq show` and `warraq status`: questions to the catalogue, which they open read-only."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from archive.catalog.answers import Found, SourceStatus, Status
from archive.catalog.catalog import Catalog
from archive.models import Version
from archive.urls import readable
from crawler import answers, messages, tables
from crawler.home import home_folder


def show(url_or_id: str, *, home: Path | None, json: bool) -> int:
    """Show one story; exit code 4 where the archive has nothing of it."""
    folder = home_folder(home)
    if _is_empty(folder):
        return messages.EXIT_FAILED
    with _catalog(folder) as catalog:
        found = catalog.find(url_or_id)
        near = catalog.candidates(url_or_id) if found is None and url_or_id else ()
    if found is None:
        messages.say(_not_found(url_or_id, near))
        return messages.EXIT_FAILED
    if json:
        print(answers.line(_found_answer(found)))  # noqa: T201 - the command's answer
    else:
        _print_found(Console(), found)
    return messages.EXIT_OK


def status(*, home: Path | None, json: bool) -> int:
    """Show the catalogue at a glance, and the room on its disk; exit code 4 where there is none."""
    folder = home_folder(home)
    if _is_empty(folder):
        return messages.EXIT_FAILED
    with _catalog(folder) as catalog:
        state = catalog.status(datetime.now(UTC))
    disk = {"home": str(folder), "free_bytes": shutil.disk_usage(folder).free, **_files(folder)}
    if json:
        print(answers.line(asdict(state) | disk))  # noqa: T201 - the command's answer
    else:
        _print_status(Console(), state, disk)
    return messages.EXIT_OK


def _is_empty(home: Path) -> bool:
    """Tell, and say so, whether nothing was ever archived here."""
    empty = not (home / "catalog.sqlite").exists()
    if empty:
        messages.say(f"nothing is archived in {home} yet; begin with: warraq archive URL")
    return empty


def _catalog(home: Path) -> Catalog:
    return Catalog.open(home / "catalog.sqlite", read_only=True)


def _not_found(asked: str, near: Sequence[str]) -> str:
    if near:
        return f"{asked!r} begins the ids of {len(near)} stories; write more of it: {', '.join(readable(url) for url in near)}"
    return f"nothing of {asked!r} is in this archive; fetch it with: warraq archive URL"


def _found_answer(found: Found) -> dict[str, object]:
    latest = found.versions[-1] if found.versions else None
    return {
        "id": found.id,
        "url": found.url,
        "outcome": found.kept.outcome if found.kept else None,
        "reason": found.kept.reason if found.kept else None,
        "detail": found.kept.detail if found.kept else None,
        "article": answers.article_answer(latest.article) if latest else None,
        "record": answers.record_answer(found.kept.fetch.record if found.kept and found.kept.fetch else None),
        "listed": asdict(found.link) if found.link else None,
        "versions": [_version_answer(version) for version in found.versions],
    }


def _version_answer(version: Version) -> dict[str, object]:
    return {
        "number": version.number,
        "captured_at": version.captured_at,
        "headline": version.article.headline,
        "text_digest": version.text_digest,
        "record": answers.record_answer(version.record),
        "conversion": answers.record_answer(version.conversion),
    }


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


def _print_status(console: Console, state: Status, disk: dict[str, object]) -> None:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("source", "to fetch", "archived", "rejected", "failed", "refused", "last story"):
        table.add_column(heading, justify="left" if heading == "source" else "right", no_wrap=True)
    for source in state.sources:
        counts = (source.listed, source.archived, source.rejected, source.failed, source.refused)
        last = tables.shown(source.last_story)
        table.add_row(_name(source), *(str(count) for count in counts), last)
    console.print(table)
    for source in state.sources:
        if source.failures:
            tables.print_counted(console, f"{_name(source)}: the last day's trouble", source.failures)
    console.print(f"{state.articles} articles, {state.versions} texts, {state.fetches} exchanges, {state.links} links")
    console.print(
        f"{disk['warc_files']} WARC files, {_size(disk['warc_bytes'])}, {_size(disk['free_bytes'])} free: {disk['home']}",
        soft_wrap=True,
    )


def _name(source: SourceStatus) -> str:
    return source.source or "(by hand)"


def _files(home: Path) -> dict[str, int]:
    sizes = [path.stat().st_size for path in (home / "warc").glob("*.warc.gz*") if not path.name.endswith(".sha256")]
    return {"warc_files": len(sizes), "warc_bytes": sum(sizes)}


def _size(size_bytes: object) -> str:
    return f"{int(str(size_bytes)) / 1_000_000:,.1f} MB"
