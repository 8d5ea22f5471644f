"""A group: what is committed together, and told by a journal that is durable before. The way back: `archive.catalog.replay`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from archive.catalog.acknowledge import acknowledge
from archive.catalog.database import insert_new, last_added
from archive.catalog.links import LINKS_MAX, add_links
from archive.catalog.looks import USUAL, Looks
from archive.catalog.polls import Decide, write_poll
from archive.catalog.rereadings import Rereading, write_rereadings
from archive.catalog.rows import record_row
from archive.catalog.schema import record
from archive.links import Link
from archive.models import Fetch, Kept, Record
from archive.warc.told import FetchTold, LinksTold, LooksTold, OutcomeTold, ReadingTold, ReleaseTold, Told, place_of

Witness = Callable[[Sequence[Told], str | None], Sequence[Record]]
"""Given what is about to be committed and the id of the journal before, make a journal of it durable, with all that it names;
return its records. What it raises undoes the transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list showed. `decide`: what its poll comes to. `walked`: it was no poll. `fresh`: new links written before."""

    links: Sequence[Link]
    decide: Decide | None = None
    walked: bool = False
    fresh: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is committed together, in this order: lists, exchanges, outcomes, what was read again.

    `fetches`: those that `kept` were read from too, unless a group before told them: an outcome tells no more than their place.
    """

    listings: tuple[Listing, ...] = ()
    fetches: tuple[Fetch, ...] = ()
    kept: tuple[Kept, ...] = ()
    rereadings: tuple[Rereading, ...] = ()
    looks: Looks = USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """`new`: of each list the links that are to be fetched. `kept`: the outcomes, settled. `rereadings`: which were written."""

    new: tuple[tuple[Link, ...], ...]
    kept: tuple[Kept, ...]
    rereadings: tuple[bool, ...]


def write_group(connection: Connection, group: Group, witness: Witness) -> Committed:
    """Write the rows of a group, and the journal's; in the transaction given, which `witness` is called in."""
    last, told = last_added(connection, record), list[Told]()
    new = tuple(_write_listing(connection, listing, told) for listing in group.listings)
    kept = acknowledge(connection, group.fetches, group.kept, group.looks)
    rereadings = write_rereadings(connection, group.rereadings)
    told += _told_of(group)
    told += (_reading_told(one) for one, is_written in zip(group.rereadings, rereadings, strict=True) if is_written)
    if told:
        add_journal(connection, witness(told, last))
    return Committed(new=new, kept=kept, rereadings=rereadings)


def parts_of(listing: Listing) -> tuple[Sequence[Link], ...]:
    """Return the links of a list as they are written: a long one in several transactions, for others wait to write."""
    return tuple(listing.links[start : start + LINKS_MAX] for start in range(0, max(len(listing.links), 1), LINKS_MAX))


def add_journal(connection: Connection, records: Sequence[Record]) -> None:
    """Note that what these records tell is committed; last in its transaction, so that the next journal follows on it."""
    connection.execute(insert_new(record), [record_row(one) for one in records])


def is_told(connection: Connection, record_id: str) -> bool:
    """Whether what a journal record tells was committed."""
    return connection.scalar(select(record.c.id).where(record.c.id == record_id)) is not None


def _write_listing(connection: Connection, listing: Listing, told: list[Told]) -> tuple[Link, ...]:
    added = add_links(connection, listing.links, walked=listing.walked)
    if added.written:
        told.append(LinksTold(links=added.written, walked=listing.walked))
    fresh = (*listing.fresh, *added.fresh)
    if listing.decide is not None:
        polled = listing.decide(fresh)
        told += polled.events
        if write_poll(connection, polled):
            told.append(ReleaseTold(source=polled.poll.source))
    return fresh


def _told_of(group: Group) -> Iterator[Told]:
    """Yield what is told of the exchanges and outcomes, and when stories are looked at again, where that is not as usual."""
    if group.kept and group.looks != USUAL:
        yield LooksTold(steps_s=group.looks.steps_s, apart_s=group.looks.apart.total_seconds())
    for fetch in group.fetches:
        counts = fetch.etag is not None or fetch.last_modified is not None
        yield FetchTold(place=place_of(fetch.record), kind=fetch.kind, source=fetch.source, via=fetch.via, counts=counts)
    for kept in group.kept:
        yield OutcomeTold(
            url=kept.url,
            at=kept.at,
            source=kept.source,
            outcome=kept.outcome,
            reason=kept.reason,
            detail=kept.detail,
            fetch=place_of(kept.fetch.record) if kept.fetch else None,
            conversion=place_of(kept.conversion) if kept.conversion else None,
        )


def _reading_told(one: Rereading) -> ReadingTold:
    return ReadingTold(
        at=one.at,
        reading=place_of(one.conversion),
        number=one.number,
        before=one.before,
        asked=one.asked,
        fetch_id=one.fetch_id,
    )
