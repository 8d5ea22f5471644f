"""Commands that look after the archive."""

from __future__ import annotations

from typing import Annotated

import typer

from crawler.options import Home, Json, Setting, settings_of

app = typer.Typer(rich_markup_mode=None)


@app.command(epilog="Example: warraq rebuild --home /srv/warraq")
def rebuild(setting: Setting = None, home: Home = None, json: Json = False) -> None:
    """Build the catalogue again, search index included, from the WARC files alone; the old one is kept beside it."""
    from crawler import rebuilding  # noqa: PLC0415

    raise typer.Exit(rebuilding.rebuild(home=home, options=settings_of(setting), json=json))


@app.command(epilog="Example: warraq reextract --source wakala --since 2026-01-01")
def reextract(
    since: Annotated[str | None, typer.Option(metavar="WHEN", help="Captures of then or later: 2026-11-03, 7d.")] = None,
    until: Annotated[str | None, typer.Option(metavar="WHEN", help="Captures of before then, or on that day.")] = None,
    source: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Captures of a source; may be repeated.")] = None,
    ids: Annotated[list[str] | None, typer.Option(metavar="ID", help="A story's id or address; may be repeated.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Also what this extractor has read by these rules.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Keep the new readings; without it, nothing is written.")] = False,
    setting: Setting = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Read kept captures again by today's extractor and the rules of their day, and tell what would change."""
    from crawler import reextracting  # noqa: PLC0415

    wish = reextracting.Wish(
        since=since,
        until=until,
        sources=tuple(source or ()),
        ids=tuple(ids or ()),
        again=again,
        apply=apply,
        json=json,
    )
    raise typer.Exit(reextracting.reextract(wish, home=home, options=settings_of(setting)))
