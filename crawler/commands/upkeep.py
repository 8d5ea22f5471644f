"""Commands that look after the archive."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.options import Home, Json, Setting, settings_of
from crawler.home.folder import alone

app = typer.Typer(rich_markup_mode=None)


@app.command(epilog="Example: warraq verify --json")
def verify(
    files: Annotated[list[Path] | None, typer.Argument(help="WARC files, or folders of them. [default: the archive]")] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Look whether WARC files are what they were, every record of them; or the whole archive with its catalogue."""
    from crawler.upkeep import verifying  # noqa: PLC0415

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
    from crawler.upkeep import repairing  # noqa: PLC0415

    raise typer.Exit(repairing.mend(files or (), home=home, into=to, dry_run=dry_run, json=json))


@app.command(epilog="Example: warraq rebuild --home /srv/warraq")
def rebuild(setting: Setting = None, home: Home = None, json: Json = False) -> None:
    """Build the catalogue again, search index included, from the WARC files alone; the old one is kept beside it."""
    from crawler.upkeep import rebuilding  # noqa: PLC0415

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
    from crawler.upkeep import reextracting  # noqa: PLC0415

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


@app.command(epilog="Example: warraq seal --day 2026-03-01")
def seal(
    day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The day (UTC). [default: yesterday and today]"),
    ] = None,
    key: Annotated[
        Path | None, typer.Option(metavar="PEM", help="What to sign with. [default: keys/seal.pem, if it is there]")
    ] = None,
    new_key: Annotated[bool, typer.Option("--new-key", help="Make keys/seal.pem, and do nothing else.")] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Seal a day: one hash over all of its records, signed, so that none can be changed or added unseen afterwards."""
    with alone(home, "seal"):
        from crawler.upkeep import sealing  # noqa: PLC0415

        if new_key:
            raise typer.Exit(sealing.make_key(home, json=json))
        raise typer.Exit(sealing.seal(day.date() if day else None, key=key, home=home, json=json))


@app.command(epilog="Example: warraq prove https://www.aa.com.tr/ar/… --out story.proof.json")
def prove(
    url: Annotated[str, typer.Argument(help="The address of what is to be proven.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write it. [default: TIMESTAMP.proof.json, here]")
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Write a proof that a record of an address was in the archive when its day was sealed: a file that stands by itself."""
    from crawler.upkeep import sealing  # noqa: PLC0415

    raise typer.Exit(sealing.prove(url, out=out, home=home, json=json))


@app.command(name="verify-proof", epilog="Example: warraq verify-proof story.proof.json --key newsroom.pub.pem")
def verify_proof(
    bundle: Annotated[Path, typer.Argument(help="A proof that `warraq prove` wrote.")],
    key: Annotated[Path | None, typer.Option(metavar="PEM", help="The public key that must have signed.")] = None,
    json: Json = False,
) -> None:
    """Check a proof, without an archive or a network, and say what it proves."""
    from crawler.upkeep import sealing  # noqa: PLC0415

    raise typer.Exit(sealing.verify_proof(bundle, key=key, json=json))
