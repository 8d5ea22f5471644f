"""The command line: a command is a short function. What is slow to import is imported by the command that needs it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from archive.errors import BadSettings, BadSource, Busy, DiskFull, WarraqError
from crawler import cli_archive, cli_exchange, cli_room, cli_sources, messages
from crawler.home import alone
from crawler.options import (
    AllowPrivate,
    Country,
    Due,
    Home,
    IgnoreRobots,
    Insecure,
    Json,
    KindOption,
    Setting,
    Since,
    Undated,
    Until,
    settings_of,
)

app = typer.Typer(
    name="warraq",
    help="ورّاق: fetch Arabic wire stories, keep the exact bytes, clean each page to an article, and keep doing so.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(cli_sources.app, name="sources")
app.add_typer(cli_archive.app)
app.add_typer(cli_exchange.app)
app.add_typer(cli_room.app)


@app.command(epilog="Example: warraq archive https://www.aa.com.tr/ar/… --json")
def archive(
    urls: Annotated[list[str] | None, typer.Argument(help="Addresses of stories; Arabic letters are welcome.")] = None,
    file: Annotated[Path | None, typer.Option(help="A file of addresses, one a line; - is standard input.")] = None,
    no_assets: Annotated[
        bool, typer.Option("--no-assets", help="Only the pages: no pictures, styles, scripts, fonts.")
    ] = False,
    browser: Annotated[bool, typer.Option("--browser", help="Let Chromium fetch and show them: pages of JavaScript.")] = False,
    home: Home = None,
    json: Json = False,
    ignore_robots: IgnoreRobots = False,
    allow_private: AllowPrivate = False,
    insecure: Insecure = False,
    setting: Setting = None,
) -> None:
    """Fetch pages, keep their bytes, clean them to articles, and say what was kept; then what they need to be shown again."""
    from crawler import oneoff  # noqa: PLC0415

    options = settings_of(setting, ignore_robots=ignore_robots, allow_private=allow_private, insecure=insecure)
    if no_assets:
        options["WARRAQ_ASSETS"] = "none"
    addresses = oneoff.read_addresses(urls or [], file)
    raise typer.Exit(oneoff.archive(addresses, home=home, options=options, json=json, browser=browser))


@app.command(epilog="Example: warraq crawl wakala --home ./archive")
def crawl(
    sources: Annotated[list[str] | None, typer.Argument(help="Names of sources; see docs/add-a-source.md.")] = None,
    country: Country = None,
    kind: KindOption = None,
    since: Since = None,
    until: Until = None,
    undated: Undated = False,
    due: Due = False,
    home: Home = None,
    json: Json = False,
    ignore_robots: IgnoreRobots = False,
    allow_private: AllowPrivate = False,
    insecure: Insecure = False,
    setting: Setting = None,
) -> None:
    """Crawl sources once: read their lists, fetch what is new, keep and clean it, and sum it up.

    With --since or --until: walk back in time through their sitemaps, the newest first; run it again to go on.
    """
    if due:
        from crawler import due_round  # noqa: PLC0415
        from crawler.choice import Choice  # noqa: PLC0415

        if since or until:
            raise typer.BadParameter("--due is what the schedule runs, --since and --until walk back in time: not both")
        options = settings_of(setting, ignore_robots=ignore_robots, allow_private=allow_private, insecure=insecure)
        raise typer.Exit(due_round.crawl_due(Choice.of(sources, country, kind), home=home, options=options, json=json))
    with alone(home, "crawl"):
        from crawler import backfill  # noqa: PLC0415
        from crawler import round as one_round  # noqa: PLC0415
        from crawler.choice import Choice  # noqa: PLC0415

        options = settings_of(setting, ignore_robots=ignore_robots, allow_private=allow_private, insecure=insecure)
        if days := backfill.days_of(since, until, undated=undated):
            choice = Choice.of(sources, country, kind)
            raise typer.Exit(backfill.walk_back(choice, days, home=home, options=options, json=json))
        raise typer.Exit(one_round.crawl_once(Choice.of(sources, country, kind), home=home, options=options, json=json))


@app.command(epilog="Example: warraq run --home /srv/warraq")
def run(
    sources: Annotated[list[str] | None, typer.Argument(help="Names of sources. [default: as for crawl]")] = None,
    country: Country = None,
    kind: KindOption = None,
    home: Home = None,
    json: Json = False,
    ignore_robots: IgnoreRobots = False,
    allow_private: AllowPrivate = False,
    insecure: Insecure = False,
    setting: Setting = None,
) -> None:
    """Crawl on a schedule until stopped: every source when it is due, due ones together."""
    with alone(home, "run"):
        from crawler import daemon  # noqa: PLC0415
        from crawler.choice import Choice  # noqa: PLC0415

        options = settings_of(setting, ignore_robots=ignore_robots, allow_private=allow_private, insecure=insecure)
        raise typer.Exit(daemon.run(Choice.of(sources, country, kind), home=home, options=options, json=json))


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
        from crawler import explaining  # noqa: PLC0415

        options = settings_of(setting)
        raise typer.Exit(explaining.explain_files(files, url=url, encoding=encoding, html=html, home=home, options=options))
    from crawler import saved  # noqa: PLC0415

    raise typer.Exit(saved.extract(files, url=url, encoding=encoding, json=json, home=home, options=settings_of(setting)))


@app.command(epilog="Example: warraq show https://www.aa.com.tr/ar/…")
def show(
    url_or_id: Annotated[str, typer.Argument(help="An address, or the first letters of a story's id.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Show a story: fields, what its dates were read from, text, versions, and where its records lie."""
    from crawler import asking  # noqa: PLC0415

    raise typer.Exit(asking.show(url_or_id, home=home, json=json))


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
    from crawler import searching  # noqa: PLC0415

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
    from crawler import history as told  # noqa: PLC0415

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
    from crawler import events as told  # noqa: PLC0415

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
    from crawler import status as at_a_glance  # noqa: PLC0415

    raise typer.Exit(at_a_glance.status(tuple(sources or ()), hours=hours, home=home, json=json))


@app.command(epilog="Example: warraq verify --json")
def verify(
    files: Annotated[list[Path] | None, typer.Argument(help="WARC files, or folders of them. [default: the archive]")] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Look whether WARC files are what they were, every record of them; or the whole archive with its catalogue."""
    from crawler import verifying  # noqa: PLC0415

    raise typer.Exit(verifying.verify(files or (), home=home, json=json))


@app.command(epilog="Example: warraq repair --dry-run")
def repair(
    files: Annotated[list[Path] | None, typer.Argument(help="WARC files, or folders of them. [default: the archive]")] = None,
    to: Annotated[Path | None, typer.Option(metavar="DIR", help="Where salvaged files go. [default: salvaged/ beside]")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Close what a crash left open, its torn tail cut off; save the whole records of damaged files into new ones."""
    from crawler import repairing  # noqa: PLC0415

    raise typer.Exit(repairing.mend(files or (), home=home, into=to, dry_run=dry_run, json=json))


def main() -> None:
    """Run the command line; every expected trouble is one clear line on standard error and its own exit code."""
    try:
        app()
    except WarraqError as problem:
        messages.say(str(problem))
        sys.exit(_exit_code(problem))
    except OSError as problem:
        _complain_of_file(problem)
        sys.exit(messages.EXIT_DISK_FULL if problem.errno in messages.FULL else messages.EXIT_USAGE)


def _complain_of_file(problem: OSError) -> None:
    """Name the file or folder that cannot be used; what is no file's trouble is a fault of ours, and seen as such."""
    if problem.filename is None and problem.errno not in messages.FULL:
        raise problem
    messages.say(f"{problem.strerror}: {problem.filename or 'standard output'}")


def _exit_code(problem: WarraqError) -> int:
    if isinstance(problem, Busy):
        return messages.EXIT_BUSY
    if isinstance(problem, DiskFull):
        return messages.EXIT_DISK_FULL
    if isinstance(problem, (BadSettings, BadSource)):
        return messages.EXIT_USAGE
    return messages.EXIT_DAMAGE
