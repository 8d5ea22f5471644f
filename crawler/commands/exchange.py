"""Commands that bring in and hand out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.options import AllowPrivate, Home, Insecure, Json, Setting, settings_of
from crawler.home.folder import alone

app = typer.Typer(rich_markup_mode=None)


@app.command(epilog="Example: warraq export wacz --agency AFP --since 2026-11-01 --out november.wacz")
def export(
    form: Annotated[
        str, typer.Argument(metavar="FORMAT", help="jsonl, csv, parquet, jsonld, text, warc, wacz or cdxj.", show_default=False)
    ],
    source: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Stories of a source; may be repeated.")] = None,
    agency: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Credited to an agency, in any spelling; may be repeated.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="WHEN", help="Published then or later: a date, or 2h, 7d ago.")] = None,
    until: Annotated[str | None, typer.Option(metavar="WHEN", help="Published before that, or on that day.")] = None,
    query: Annotated[str | None, typer.Option(metavar="QUERY", help="What `warraq search` finds by it.")] = None,
    ids: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="An id, its beginning or an address; @FILE or - for a list.")
    ] = None,
    all_versions: Annotated[bool, typer.Option("--all-versions", help="Every text of a story, not only the newest.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Where to. [default: standard output, or warraq-export-FORMAT here]")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an export wrote there before.")] = False,
    bom: Annotated[bool, typer.Option("--bom", help="Begin a CSV so that Excel reads it as UTF-8.")] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Hand articles out, each with the file, offset and digest of its record; or the records themselves."""
    from crawler.exports import exporting  # noqa: PLC0415
    from crawler.exports.choice import Wish  # noqa: PLC0415

    wish = Wish(
        sources=tuple(source or ()),
        agencies=tuple(agency or ()),
        since=since,
        until=until,
        query=query,
        ids=tuple(ids or ()),
        all_versions=all_versions,
        out=out,
        force=force,
        bom=bom,
    )
    raise typer.Exit(exporting.export(form, wish, home=home, json=json))


@app.command("import", epilog="Example: warraq import CC-NEWS-20240101012345-00042.warc.gz --lang ar")
def import_(
    files: Annotated[list[str], typer.Argument(help="WARC, ARC and WACZ files, folders, lists of them, or addresses.")],
    lang: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Pages in a language, such as ar.")] = None,
    domain: Annotated[
        list[str] | None, typer.Option(metavar="HOST", help="Pages of a host and of those beneath it; may be repeated.")
    ] = None,
    reference: Annotated[
        bool, typer.Option("--reference", help="Leave the records where they lie; only refer to them.")
    ] = False,
    allow_private: AllowPrivate = False,
    insecure: Insecure = False,
    setting: Setting = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Bring in what others captured: articles come out as if they were crawled."""
    with alone(home, "import"):
        from crawler.imports import importing, jobs  # noqa: PLC0415

        wish = jobs.Wish(named=files, wanted=jobs.wanted_of(domain, lang), by_reference=reference, json=json)
        options = settings_of(setting, allow_private=allow_private, insecure=insecure)
        raise typer.Exit(importing.import_files(wish, home=home, options=options))
