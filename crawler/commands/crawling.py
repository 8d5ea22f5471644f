"""Commands that fetch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.options import (
    HOST,
    PORT,
    AllowPrivate,
    Country,
    Due,
    Home,
    Host,
    IgnoreRobots,
    Insecure,
    Json,
    KindOption,
    Origin,
    Port,
    ReplayOrigin,
    Setting,
    Since,
    Undated,
    Until,
    settings_of,
)
from crawler.home.folder import alone

app = typer.Typer(rich_markup_mode=None)


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
    from crawler.rounds import oneoff  # noqa: PLC0415

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
        from crawler.rounds import due_round  # noqa: PLC0415
        from crawler.rounds.choice import Choice  # noqa: PLC0415

        if since or until:
            raise typer.BadParameter("--due is what the schedule runs, --since and --until walk back in time: not both")
        options = settings_of(setting, ignore_robots=ignore_robots, allow_private=allow_private, insecure=insecure)
        raise typer.Exit(due_round.crawl_due(Choice.of(sources, country, kind), home=home, options=options, json=json))
    with alone(home, "crawl"):
        from crawler.rounds import backfill  # noqa: PLC0415
        from crawler.rounds import round as one_round  # noqa: PLC0415
        from crawler.rounds.choice import Choice  # noqa: PLC0415

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
    host: Host = HOST,
    port: Port = PORT,
    origin: Origin = None,
    replay_origin: ReplayOrigin = None,
    no_room: Annotated[bool, typer.Option("--no-room", help="The schedule alone, without the reading room.")] = False,
    home: Home = None,
    json: Json = False,
    ignore_robots: IgnoreRobots = False,
    allow_private: AllowPrivate = False,
    insecure: Insecure = False,
    setting: Setting = None,
) -> None:
    """Crawl on a schedule until stopped, every source when it is due, and open the reading room beside it."""
    with alone(home, "run"):
        from crawler.room.origins import Wish  # noqa: PLC0415
        from crawler.rounds.choice import Choice  # noqa: PLC0415
        from crawler.service import daemon  # noqa: PLC0415

        options = settings_of(setting, ignore_robots=ignore_robots, allow_private=allow_private, insecure=insecure)
        wish = None if no_room else Wish(host=host, port=port, origin=origin, replay_origin=replay_origin)
        raise typer.Exit(daemon.run(Choice.of(sources, country, kind), home=home, options=options, wish=wish, json=json))
