"""`warraq status`: what the archive holds, how its sources and their schedule do, the room on its disk."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from archive.catalog.answers import SourceStatus, Status
from crawler import answers, messages, tables
from crawler.asking import is_empty, open_catalog
from crawler.configure import settings_for
from crawler.home import home_folder
from crawler.standing import Standing, due_words, gaps_of, print_standing, read_standing, standing_answer


def status(*, home: Path | None, json: bool) -> int:
    """Show the catalogue at a glance, and the room on its disk; exit code 4 where there is none."""
    folder = home_folder(home)
    if is_empty(folder):
        return messages.EXIT_FAILED
    with open_catalog(folder) as catalog:
        now = datetime.now(UTC)
        state, standing = catalog.status(now), read_standing(catalog, folder, now)
    free_bytes = shutil.disk_usage(folder).free
    is_paused = free_bytes < settings_for(folder, {}).getint("WARRAQ_DISK_FREE_MIN")
    disk = {"home": str(folder), "free_bytes": free_bytes, "paused": is_paused, **_files(folder)}
    if json:
        print(answers.line(asdict(state) | disk | {"schedule": standing_answer(standing)}))  # noqa: T201 - the command's answer
    else:
        _print_status(Console(), state, standing, disk)
    return messages.EXIT_OK


def _print_status(console: Console, state: Status, standing: Standing, disk: dict[str, object]) -> None:
    table = Table(box=None, header_style="dim", pad_edge=False, collapse_padding=True)
    for heading in ("source", "to fetch", "archived", "rejected", "failed", "refused", "gaps", "last story", "next"):
        table.add_column(heading, justify="left" if heading == "source" else "right", no_wrap=True)
    for source in state.sources:
        counts = (source.listed, source.archived, source.rejected, source.failed, source.refused)
        last = (str(gaps_of(standing, source.source)), _shortly(source.last_story), due_words(standing, source.source))
        table.add_row(_name(source), *(str(count) for count in counts), *last)
    console.print(table)
    for source in state.sources:
        if source.failures:
            tables.print_counted(console, f"{_name(source)}: the last day's trouble", source.failures)
    print_standing(console, standing)
    if disk["paused"]:
        console.print("paused: the disk is nearly full, so nothing is fetched (WARRAQ_DISK_FREE_MIN); make room", style="red")
    console.print(f"{state.articles} articles, {state.versions} texts, {state.fetches} exchanges, {state.links} links")
    console.print(
        f"{disk['warc_files']} WARC files, {_size(disk['warc_bytes'])}, {_size(disk['free_bytes'])} free: {disk['home']}",
        soft_wrap=True,
    )


def _shortly(moment: datetime | None) -> str:
    return f"{moment:%m-%d %H:%M}" if moment else "–"


def _name(source: SourceStatus) -> str:
    return source.source or "(by hand)"


def _files(home: Path) -> dict[str, int]:
    sizes = [path.stat().st_size for path in (home / "warc").glob("*.warc.gz*") if not path.name.endswith(".sha256")]
    return {"warc_files": len(sizes), "warc_bytes": sum(sizes)}


def _size(size_bytes: object) -> str:
    return f"{int(str(size_bytes)) / 1_000_000:,.1f} MB"
