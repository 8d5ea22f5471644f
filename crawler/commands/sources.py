"""`warraq sources`: what is known of outlets, whether it holds, and how another is added."""

from __future__ import annotations

from typing import Annotated

import typer

from crawler.commands.options import AllowPrivate, Country, Home, IgnoreRobots, Insecure, Json, KindOption, Setting, settings_of

app = typer.Typer(help="List, show, check and add sources.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list", epilog="Example: warraq sources list --country JO --kind agency")
def list_sources(country: Country = None, kind: KindOption = None, home: Home = None, json: Json = False) -> None:
    """List the sources that are known, and how sure their addresses are."""
    from crawler.registry import listing  # noqa: PLC0415
    from crawler.rounds.choice import Choice  # noqa: PLC0415

    raise typer.Exit(listing.list_sources(Choice.of(None, country, kind), home=home, json=json))


@app.command(epilog="Example: warraq sources show petra")
def show(
    name: Annotated[str, typer.Argument(help="A source's name; see warraq sources list.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Show all that is declared of one source, and in which file."""
    from crawler.registry import listing  # noqa: PLC0415

    raise typer.Exit(listing.show_source(name, home=home, json=json))


@app.command(epilog="Example: warraq sources check petra wafa")
def check(
    names: Annotated[list[str] | None, typer.Argument(help="Names of sources. [default: as for crawl]")] = None,
    country: Country = None,
    kind: KindOption = None,
    home: Home = None,
    json: Json = False,
    ignore_robots: IgnoreRobots = False,
    allow_private: AllowPrivate = False,
    insecure: Insecure = False,
    setting: Setting = None,
) -> None:
    """Ask for robots.txt, the lists and one story of each source, and say what came; nothing of it is kept."""
    from crawler.registry import checking  # noqa: PLC0415
    from crawler.rounds.choice import Choice  # noqa: PLC0415

    options = settings_of(setting, ignore_robots=ignore_robots, allow_private=allow_private, insecure=insecure)
    raise typer.Exit(checking.check(Choice.of(names, country, kind), home=home, options=options, json=json))


@app.command(epilog="Example: warraq sources add https://example.com/")
def add(
    url: Annotated[str, typer.Argument(help="The outlet's home page.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write what is proposed without asking.")] = False,
    name: Annotated[str | None, typer.Option(help="What to call it. [default: from the host]")] = None,
    country: Annotated[str | None, typer.Option(metavar="CC", help="Its country, such as JO. [default: from the page]")] = None,
    time_zone: Annotated[str | None, typer.Option(help="Its IANA time zone. [default: its country's]")] = None,
    kind: Annotated[str | None, typer.Option(help="What sort of house it is. [default: from the page]")] = None,
    home: Home = None,
    json: Json = False,
    ignore_robots: IgnoreRobots = False,
    allow_private: AllowPrivate = False,
    insecure: Insecure = False,
    setting: Setting = None,
) -> None:
    """Find an outlet's feeds, sitemaps or sections, try them, show the declaration, and write it if you agree."""
    from crawler.registry import adding  # noqa: PLC0415

    said = {"name": name, "country": country, "time_zone": time_zone, "kind": kind}
    options = settings_of(setting, ignore_robots=ignore_robots, allow_private=allow_private, insecure=insecure)
    raise typer.Exit(adding.add(adding.Wish(typed=url, said=said, yes=yes, json=json), home=home, options=options))
