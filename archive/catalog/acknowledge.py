"""Acknowledgement: a group of exchanges and outcomes enters the catalogue in one transaction, its WARC bytes synced before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Table, bindparam, select

from archive.catalog.database import insert_new, is_among
from archive.catalog.edits import Change, edits
from archive.catalog.events import add_events
from archive.catalog.hours import count_outcomes
from archive.catalog.ids import page_id
from archive.catalog.imported import find_late, is_imported
from archive.catalog.links import close_links
from archive.catalog.looks import Looks
from archive.catalog.rechecks import follow
from archive.catalog.removals import Absence, absence, is_missing, returned
from archive.catalog.rows import Row, fetch_row, outcome_row, page_row, record_row, sure_record, version_row
from archive.catalog.schema import fetch, link, outcome, page, record, version
from archive.catalog.search.entry import Shown
from archive.catalog.search.index import index_shown
from archive.catalog.shown import shown_last
from archive.catalog.tracing.index import trace_shown
from archive.catalog.versions import Decision, decide, known, text_digest
from archive.links import LinkState
from archive.models import Article, Fetch, Kept, Outcome, Record, Version

_READ = (Outcome.ARCHIVED, Outcome.UNCHANGED)
_HISTORIES = (
    select(version.c.page_id, version.c.text_digest)
    .where(version.c.page_id.in_(bindparam("keys", expanding=True)))
    .order_by(version.c.page_id, version.c.number)
)


@dataclass(frozen=True, slots=True)
class _Settled:
    """`kept` with its outcome settled; `decision`: None where there is no article. `digest`: of the article's text.

    `previous`: the number of the text its page showed last, or None where it had none. `is_late`: imported, and older than
    what is known of its page: nothing follows from it.
    """

    kept: Kept
    decision: Decision | None = None
    digest: str = ""
    previous: int | None = None
    is_late: bool = False


@dataclass(slots=True)
class _History:
    """The texts of a page, so far: digests of versions 1, 2, …, and the number of the one shown last."""

    digests: list[str]
    latest: int | None


def acknowledge(connection: Connection, fetches: Sequence[Fetch], kept: Sequence[Kept], looks: Looks) -> tuple[Kept, ...]:
    """Write all rows of a group; return `kept` with the outcomes settled: archived, or unchanged.

    With them go what follows from them: events, and when to look again (`looks`).
    Told twice, the same exchange is written once. Raises ValueError for what was read without saying what was read.
    """
    for one in kept:
        _check(one)
    fetches = (*fetches, *(one.fetch for one in kept if one.fetch))
    _insert(connection, page, map(page_row, _addresses(fetches, kept)))
    _insert(connection, record, _records(fetches, kept))
    _insert(connection, fetch, map(fetch_row, fetches))
    settled = _settle(_read_histories(connection, kept), kept, find_late(connection, kept))
    _insert(connection, version, (_version(one) for one in settled if one.decision and one.decision.is_new))
    edited = edits(connection, tuple(_changes(settled)))
    settled = _as_read_before(connection, settled)
    _count(connection, _write_outcomes(connection, settled))
    shown = [_shown(one) for one in settled if one.decision and one.decision.number != one.previous]
    index_shown(connection, shown)
    trace_shown(connection, shown)
    answers = tuple(one.kept for one in settled)
    add_events(connection, edited)
    timely = [one for one in settled if not one.is_late]
    follow(connection, [one.kept for one in timely], _find_absences(connection, timely, looks), looks)
    close_links(connection, [one for one in answers if one.article or not is_imported(one)])
    return answers


def _check(kept: Kept) -> None:
    if (kept.article is not None) != (kept.outcome in _READ):
        raise ValueError(f"{kept.url}: {kept.outcome} goes with an article, any other outcome without")
    if kept.article is not None and kept.fetch is None:
        raise ValueError(f"{kept.url}: an article was read from an exchange, but none is named")


def _insert(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    if found := list(rows):
        connection.execute(insert_new(table), found)


def _addresses(fetches: Iterable[Fetch], kept: Iterable[Kept]) -> set[str]:
    articles = (one.article.url for one in kept if one.article)
    return {*(one.url for one in fetches), *(one.url for one in kept), *articles}


def _records(fetches: Iterable[Fetch], kept: Iterable[Kept]) -> Iterable[Row]:
    for one in fetches:
        yield record_row(one.record)
        if one.original:
            yield record_row(one.original)
    for each in kept:
        if each.conversion:
            yield record_row(each.conversion)


def _write_outcomes(connection: Connection, settled: Sequence[_Settled]) -> Iterable[_Settled]:
    """Write the outcomes; yield those that were not there."""
    if not settled:
        return
    rows = [outcome_row(one.kept, one.decision.number if one.decision else None) for one in settled]
    inserted = insert_new(outcome).returning(outcome.c.page_id, outcome.c.fetch_id)
    written = Counter(map(tuple, connection.execute(inserted, rows)))
    for one, row in zip(settled, rows, strict=True):
        place = row["page_id"], row["fetch_id"]
        if written[place]:
            written[place] -= 1
            yield one


def _count(connection: Connection, written: Iterable[_Settled]) -> None:
    """Count the outcomes of crawls; as looks those whose link was closed, or whose text was known without one."""
    told = [(page_id(one.kept.url), one) for one in written if not is_imported(one.kept)]
    if not told:
        return
    query = select(link.c.page_id, link.c.state).where(link.c.page_id.in_({key for key, _ in told}))
    archived = {key: state is LinkState.ARCHIVED for key, state in connection.execute(query)}
    counted = []
    for key, one in told:
        is_look = archived.get(key, one.previous is not None)
        archived[key] = is_look or one.kept.article is not None
        counted.append((one.kept, is_look))
    count_outcomes(connection, counted)


def _read_histories(connection: Connection, kept: Iterable[Kept]) -> dict[str, _History]:
    """Return the texts known of each article's page. Shown last is what was written last: a clock may have been set back."""
    histories = {page_id(one.article.url): _History([], None) for one in kept if one.article}
    for key, digest in connection.execute(_HISTORIES, {"keys": list(histories)}):
        histories[key].digests.append(digest)
    for key, number in shown_last(connection, histories).items():
        histories[key].latest = number
    return histories


def _settle(histories: dict[str, _History], kept: Iterable[Kept], late: frozenset[int]) -> list[_Settled]:
    """Decide the versions in the order told, each after those before it. `late`: the places of those that came too late."""
    settled = []
    for place, one in enumerate(kept):
        if one.article is None:
            settled.append(_Settled(one, is_late=place in late))
            continue
        history, digest = histories[page_id(one.article.url)], text_digest(one.article)
        latest = history.latest if place not in late else known(history.digests, digest)
        decision = decide(latest, history.digests, digest)
        if decision.is_new:
            history.digests.append(digest)
        read = replace(one, outcome=decision.outcome, reason=None)
        if place in late:
            settled.append(_Settled(read, decision, digest, is_late=True))
        else:
            settled.append(_Settled(read, decision, digest, history.latest))
            history.latest = decision.number
    return settled


def _changes(settled: Iterable[_Settled]) -> Iterable[Change]:
    """Yield what showed another text than before; what a page is led to for want of a story is no text of it."""
    for one in settled:
        if one.decision and one.previous and one.previous != one.decision.number and not is_missing(one.kept):
            yield Change(kept=one.kept, version=one.decision.number, previous=one.previous)


def _find_absences(connection: Connection, settled: Sequence[_Settled], looks: Looks) -> dict[int, Absence]:
    """Return what the missing pages come to, by their place in the group; write who was removed, and who came back."""
    absences: dict[int, Absence] = {}
    for number, one in enumerate(settled):
        if is_missing(one.kept):
            absences[number] = absence(connection, one.kept, looks)
            told = absences[number].event
        elif one.decision and one.previous:
            told = returned(connection, one.kept, one.decision.number)
        else:
            continue
        add_events(connection, (told,) if told else ())
    return absences


def _version(settled: _Settled) -> Row:
    kept, decision = settled.kept, settled.decision
    if kept.article is None or kept.fetch is None or kept.conversion is None or decision is None:
        raise ValueError(f"{kept.url}: a new text came without its conversion record")
    made = Version(
        url=kept.article.url,
        number=decision.number,
        text_digest=settled.digest,
        captured_at=kept.fetch.date,
        article=kept.article,
        record=kept.fetch.original or kept.fetch.record,
        conversion=kept.conversion,
    )
    return version_row(made, kept.source)


def _shown(settled: _Settled) -> Shown:
    kept, decision = settled.kept, settled.decision
    if kept.article is None or kept.fetch is None or decision is None:
        raise ValueError(f"{kept.url}: shows no version")
    return Shown(
        page_id=page_id(kept.article.url),
        number=decision.number,
        source=kept.source,
        captured_at=kept.fetch.date,
        article=kept.article,
        is_new=decision.is_new,
        is_first=settled.previous is None and not settled.is_late,
    )


def _as_read_before(connection: Connection, settled: list[_Settled]) -> list[_Settled]:
    """Put into each outcome that shows a known text what was kept of that text when it was new."""
    known = {_place(one) for one in settled if _lacks_reading(one)}
    if not known:
        return settled
    query = (
        select(version.c.page_id, version.c.number, version.c.article, record)
        .join(record, record.c.id == version.c.conversion_id)
        .where(is_among(version.c.page_id, version.c.number, known))
    )
    before = {
        (row[version.c.page_id], row[version.c.number]): (row[version.c.article], sure_record(row, record))
        for row in connection.execute(query).mappings()
    }
    return [_restored(one, *before[_place(one)]) if _lacks_reading(one) else one for one in settled]


def _lacks_reading(settled: _Settled) -> bool:
    """Whether the text is an old one; a text that returned (A, B, A) may have brought a conversion of its own."""
    is_known = settled.decision is not None and not settled.decision.is_new
    return is_known and (settled.kept.outcome is Outcome.UNCHANGED or settled.kept.conversion is None)


def _place(settled: _Settled) -> tuple[str, int]:
    kept, decision = settled.kept, settled.decision
    if kept.article is None or decision is None:
        raise ValueError(f"{kept.url}: shows no version")
    return page_id(kept.article.url), decision.number


def _restored(settled: _Settled, article: Article, conversion: Record) -> _Settled:
    return replace(settled, kept=replace(settled.kept, article=article, conversion=conversion))
