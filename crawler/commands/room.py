"""The reading room's commands."""

from __future__ import annotations

from typing import Annotated

import typer

from crawler.commands.options import HOST, PORT, Home, Host, Json, Origin, Port, ReplayOrigin, Setting, settings_of

app = typer.Typer()


@app.command(epilog="Example: warraq serve --home /srv/warraq --port 8765")
def serve(
    host: Host = HOST,
    port: Port = PORT,
    replay_port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="The port of archived pages. [default: the next]")
    ] = None,
    origin: Origin = None,
    replay_origin: ReplayOrigin = None,
    home: Home = None,
    json: Json = False,
    setting: Setting = None,
) -> None:
    """Open the reading room: the archive in a browser. It reads, notes what readers ask for, and asks nothing of the net."""
    from crawler.room import serving  # noqa: PLC0415
    from crawler.room.origins import Wish  # noqa: PLC0415

    wish = Wish(host=host, port=port, replay_port=replay_port, origin=origin, replay_origin=replay_origin)
    raise typer.Exit(serving.serve(wish, home=home, options=settings_of(setting), json=json))
