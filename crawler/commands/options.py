"""Options that several commands take, and the settings they stand for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

HOST, PORT = "127.0.0.1", 8765
"""Where the reading room listens, where nobody says otherwise."""

Home = Annotated[Path | None, typer.Option(help="The archive's folder. [default: $WARRAQ_HOME, or the user data folder]")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output.")]
Host = Annotated[
    str, typer.Option(help="Where the reading room listens; another address than this machine's own wants a password.")
]
Port = Annotated[
    int, typer.Option(min=0, max=65_534, help="The reading room's port; archived pages are at the next. 0: any that is free.")
]
Origin = Annotated[
    str | None, typer.Option(metavar="URL", help="What browsers call the reading room, where a proxy stands before it.")
]
ReplayOrigin = Annotated[
    str | None, typer.Option(metavar="URL", help="What browsers call the replay; another host than the room's.")
]
Setting = Annotated[list[str] | None, typer.Option("--set", "-s", metavar="NAME=VALUE", help="A setting for this run.")]
AllowPrivate = Annotated[bool, typer.Option("--allow-private", help="Let loopback and private networks be fetched.")]
IgnoreRobots = Annotated[bool, typer.Option("--ignore-robots", help="Do not ask robots.txt; recorded in the WARC file.")]
Insecure = Annotated[bool, typer.Option("--insecure", help="Accept bad certificates; recorded in the WARC file.")]
Country = Annotated[
    list[str] | None, typer.Option("--country", metavar="CC", help="Sources of a country, such as JO; may be repeated.")
]
KindOption = Annotated[
    list[str] | None, typer.Option("--kind", metavar="KIND", help="Sources of a kind, such as agency; may be repeated.")
]
Since = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Walk back in time to this day (2024-05-01), by sitemaps."),
]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Begin the walk back at this day.")]
Due = Annotated[bool, typer.Option("--due", help="Only what is due, as the schedule has it: lists, open links, rechecks.")]
Undated = Annotated[bool, typer.Option("--undated", help="On a walk back, take stories too of which nothing says the day.")]


def settings_of(setting: list[str] | None, **switches: bool) -> dict[str, Any]:
    """Return the settings that a command's options stand for."""
    from crawler.configure import parse_option  # noqa: PLC0415

    options = dict(parse_option(text) for text in setting or [])
    if switches.get("ignore_robots"):
        options["WARRAQ_OBEY_ROBOTS"] = False
    if switches.get("allow_private"):
        options["WARRAQ_ALLOW_PRIVATE"] = True
    if switches.get("insecure"):
        options["DOWNLOAD_VERIFY_CERTIFICATES"] = False
    return options
