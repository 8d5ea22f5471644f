"""The reading room's commands."""

from __future__ import annotations

from typing import Annotated

import typer

from crawler.commands.options import Home, Json

app = typer.Typer()


@app.command(epilog="Example: warraq serve --home /srv/warraq --port 8765")
def serve(
    host: Annotated[str, typer.Option(help="The address to listen at; another than this machine's own wants a password.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65_534, help="The room's port; 0 for any that is free.")] = 8765,
    replay_port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="The port of archived pages. [default: the next]")
    ] = None,
    origin: Annotated[
        str | None, typer.Option(metavar="URL", help="What browsers call the room, where a proxy stands before it.")
    ] = None,
    replay_origin: Annotated[
        str | None, typer.Option(metavar="URL", help="What browsers call the replay; another host than the room's.")
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Open the reading room: the archive in a browser. It reads, notes what readers ask for, and asks nothing of the net."""
    from crawler.room import serving  # noqa: PLC0415
    from crawler.room.origins import Wish  # noqa: PLC0415

    wish = Wish(host=host, port=port, replay_port=replay_port, origin=origin, replay_origin=replay_origin)
    raise typer.Exit(serving.serve(wish, home=home, json=json))
