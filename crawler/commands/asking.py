"""Commands that ask: pages on disk, what the archive holds, how the sources are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.options import Home, Json, Setting, settings_of

app = typer.Typer(rich_markup_mode=None)


@app.command(epilog="Example: warraq extract page.html --url https://example.com/story")
def extract(
    files: Annotated[list[Path], typer.Argument(help="Saved HTML, WARC files, or folders of them.")],
    url: Annotated[str, typer.Option(help="Where a saved page came from.")] = "",
    encoding: Annotated[str | None, typer.Option(help="How a saved page is encoded, if you know better than it says.")] = None,
    json: Annotated[bool, typer.Option("--json/--text", help="JSON lines, or text to be read.")] = True,
    explain: Annotated[bool, typer.Option("--explain", help="Show each line of the page: kept or dropped, and why.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write what --explain shows of one page to this file, as a page.")] = None,
    setting: Setting = None,
    home: Home = None,
) -> None:
    """Clean saved pages to articles, without a network or an archive: JSON lines on standard output."""
    if explain or html is not None:
        from crawler.reading import explaining  # noqa: PLC0415

        options = settings_of(setting)
        raise typer.Exit(explaining.explain_files(files, url=url, encoding=encoding, html=html, home=home, options=options))
    from crawler.reading import saved  # noqa: PLC0415

    raise typer.Exit(saved.extract(files, url=url, encoding=encoding, json=json, home=home, options=settings_of(setting)))


@app.command(epilog="Example: warraq show https://www.aa.com.tr/ar/…")
def show(
    url_or_id: Annotated[str, typer.Argument(help="An address, or the first letters of a story's id.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Show a story: fields, what its dates were read from, text, versions, and where its records lie."""
    from crawler.reading import asking  # noqa: PLC0415

    raise typer.Exit(asking.show(url_or_id, home=home, json=json))


@app.command(epilog="Example: warraq story https://www.aa.com.tr/ar/…")
def story(
    url_or_id: Annotated[str, typer.Argument(help="An address, or the first letters of a story's id.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Trace a wire story: who printed it, how much later, and what they cut, added and altered."""
    from crawler.reading import story as tracing  # noqa: PLC0415

    raise typer.Exit(tracing.story(url_or_id, home=home, json=json))


@app.command(epilog="Example: warraq search 'مجلس الأمن -روسيا' --since 7d", context_settings={"ignore_unknown_options": True})
def search(
    query: Annotated[list[str] | None, typer.Argument(help='Words, "exact phrases", fields: docs/search.md.')] = None,
    since: Annotated[str | None, typer.Option(metavar="WHEN", help="Stories of this day and later; or 2h, 7d.")] = None,
    until: Annotated[str | None, typer.Option(metavar="WHEN", help="Stories of this day and before.")] = None,
    source: Annotated[str | None, typer.Option(metavar="NAME", help="Stories of an outlet.")] = None,
    agency: Annotated[str | None, typer.Option(metavar="NAME", help="Stories of an agency, however it is spelt.")] = None,
    newest: Annotated[bool, typer.Option("--newest", help="The newest first, not what fits best.")] = False,
    older: Annotated[bool, typer.Option("--older", help="Also texts that have been changed since.")] = False,
    limit: Annotated[int, typer.Option(metavar="N", min=0, max=200, help="Stories to show.")] = 10,
    offset: Annotated[int, typer.Option(metavar="N", min=0, max=10_000, help="Stories to pass over.")] = 0,
    home: Home = None,
    json: Json = False,
) -> None:
    """Find stories by their words, whatever their forms; what fits best first."""
    from crawler.reading import searching  # noqa: PLC0415

    wish = searching.Wish(
        words=tuple(query or ()),
        since=since,
        until=until,
        source=source,
        agency=agency,
        newest=newest,
        older=older,
        limit=limit,
        offset=offset,
    )
    raise typer.Exit(searching.search(wish, home=home, json=json))


@app.command(epilog="Example: warraq history https://www.aa.com.tr/ar/…")
def history(
    url_or_id: Annotated[str, typer.Argument(help="An address, or the first letters of a story's id.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Show what happened to a story, in the order of time: listed, looked at, changed, taken down."""
    from crawler.reading import history as told  # noqa: PLC0415

    raise typer.Exit(told.history(url_or_id, home=home, json=json))


@app.command(epilog="Example: warraq events --since 7d --kind silent_edit")
def events(
    since: Annotated[str | None, typer.Option(metavar="WHEN", help="A date, or how long ago: 2h, 7d.")] = None,
    kind: Annotated[list[str] | None, typer.Option(metavar="KIND", help="edited, silent_edit, removed, gap …")] = None,
    source: Annotated[str | None, typer.Option(metavar="NAME", help="Events of one source.")] = None,
    atom: Annotated[bool, typer.Option("--atom", help="An Atom feed of the newest.")] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Show what outlets changed, took down, or may have published unseen, the oldest first."""
    from crawler.reading import events as told  # noqa: PLC0415

    wanted = told.Wanted(since=since, kinds=tuple(kind or ()), source=source)
    raise typer.Exit(told.events(wanted, home=home, json=json, as_atom=atom))


@app.command(epilog="Example: warraq status wakala --hours 24")
def status(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Sources to be shown closely: day by day, and what is missing.")
    ] = None,
    hours: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=840, help="Show the last N hours, each by itself.")
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Show how the sources are, what is missing and why, what the archive holds, and the room on its disk."""
    from crawler.watching import status as at_a_glance  # noqa: PLC0415

    raise typer.Exit(at_a_glance.status(tuple(sources or ()), hours=hours, home=home, json=json))
