"""What a journal tells is read back as it was told, whatever it holds; ids are in the order of the commits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest

from archive.links import Claim, Link
from archive.models import Kind, Outcome, Reason
from archive.warc.journal import MARK, READ_MAX, SIZE_MAX, Journal, journal_drafts, moment_at, moment_of, read_journal
from archive.warc.record import Draft
from archive.warc.records import Stored, records
from archive.warc.told import FetchTold, LinksTold, LooksTold, OutcomeTold, Place, ReadingTold, ReleaseTold, Told
from archive.warc.told_lines import read_line
from archive.warc.writer import WarcInfo, WarcWriter
from archive.watching import Event, EventKind

NOW = datetime(2026, 11, 3, 12, 0, 0, 123_456, tzinfo=UTC)
PLACE = Place(record_id="urn:uuid:aa", filename="W-20261103120000-00000-h~12345678.warc.gz", offset=1_234)
FETCH = FetchTold(place=PLACE, kind=Kind.STORY, source="wire", via="http://a.example/rss")
OUTCOME = OutcomeTold(
    url="http://a.example/1",
    at=NOW,
    source="wire",
    outcome=Outcome.FAILED,
    reason=Reason.NO_DNS,
    detail="لا يوجد",
    fetch=None,
    conversion=None,
)
LINK = Link(url="http://a.example/1", source="wire", listed_at=NOW, listed_in="http://a.example/rss")
HOSTILE = "\r\nwarraq-fetch: {}\x00\x1b\x85\u2028\u2029\udc00\ud800 'خبر' \"\\"


def stored(draft: Draft) -> Stored:
    fields = (("WARC-Type", draft.warc_type), ("WARC-Record-ID", f"<{draft.record_id}>"), *draft.fields)
    return Stored(filename="f", offset=0, length=1, fields=fields, block=draft.block)


def back(*told: Told) -> tuple[Told, ...]:
    """Return what is told, read from its records."""
    read = [read_journal(stored(draft)) for draft in journal_drafts(told, now=NOW, after=None)]
    assert all(one is not None and one.unread == 0 for one in read)
    return tuple(one for journal in read if journal for one in journal.told)


@pytest.mark.parametrize(
    "told",
    [
        FETCH,
        replace(FETCH, source=None, via=None, counts=False, kind=Kind.ROBOTS),
        OUTCOME,
        replace(OUTCOME, outcome=Outcome.ARCHIVED, reason=None, detail=None, fetch=PLACE, conversion=PLACE),
        LinksTold(links=(LINK,), walked=True),
        ReleaseTold(source="wire"),
        LooksTold(steps_s=(60, 3_600), apart_s=0.5),
        LooksTold(steps_s=(), apart_s=86_400.0),
        ReadingTold(at=NOW, reading=PLACE, number=2, before="urn:uuid:bb", asked=None, fetch_id=None),
        ReadingTold(at=NOW, reading=PLACE, number=None, before=None, asked="http://a.example/1", fetch_id="urn:uuid:bb"),
        Event(at=NOW, kind=EventKind.GAP, url="http://a.example/rss", source="wire", version=1, previous=2, detail="all"),
    ],
)
def test_what_is_told_is_read_back(told):
    assert back(told) == (told,)


def test_claims_are_read_back_as_stated():
    claim = Claim(date=NOW.astimezone(timezone(timedelta(hours=3))), title="عنوان", text="نص\nثان", author="وكالة")
    told = LinksTold(links=(replace(LINK, claim=claim),), walked=False)
    (read,) = back(told)
    assert read == told
    assert read.links[0].claim.date.isoformat() == claim.date.isoformat()


def test_hostile_values_are_read_back_and_begin_no_line():
    told = (
        replace(FETCH, source=HOSTILE, via=HOSTILE),
        replace(OUTCOME, url=HOSTILE, detail=HOSTILE),
        LinksTold(links=(replace(LINK, url=HOSTILE, claim=Claim(title=HOSTILE, text=HOSTILE, author=HOSTILE)),), walked=False),
    )
    assert set(back(*told)) == set(told)
    (draft,) = journal_drafts(told, now=NOW, after=None)
    assert len(draft.block.decode("utf-8").splitlines()) == 1 + len(told)


def test_a_long_claim_is_cut_where_the_catalogue_cuts_it():
    told = LinksTold(links=(replace(LINK, claim=Claim(text="ن" * 30_000, title="ع" * 30_000)),), walked=False)
    (read,) = back(told)
    assert (len(read.links[0].claim.text), len(read.links[0].claim.title)) == (20_000, 2_000)


def test_a_list_of_50_000_links_goes_into_several_records_with_all_outcomes_in_the_last():
    links = tuple(replace(LINK, url=f"http://a.example/{number}", claim=Claim(title="عنوان الخبر")) for number in range(50_000))
    drafts = journal_drafts((FETCH, LinksTold(links=links, walked=False), OUTCOME), now=NOW, after=None)
    assert len(drafts) > 2
    assert max(len(draft.block) for draft in drafts) < 2 * SIZE_MAX
    *before, last = (read_journal(stored(draft)).told for draft in drafts)
    assert all(isinstance(one, LinksTold) for told in before for one in told)
    assert last[-2:] == (FETCH, OUTCOME)
    assert tuple(link for told in (*before, last) for one in told if isinstance(one, LinksTold) for link in one.links) == links


def test_lines_of_a_later_version_are_passed_over_and_counted():
    (draft,) = journal_drafts((FETCH, OUTCOME), now=NOW, after=None)
    later = draft.block + b'warraq-reading: {"id": 1}\r\nother: no json\r\n'
    assert read_journal(stored(replace(draft, block=later))) == Journal(told=(FETCH, OUTCOME), unread=2)


@pytest.mark.parametrize(
    "line",
    [
        b"warraq-fetch: {",
        b"warraq-fetch: []",
        b"warraq-fetch: 1",
        b'warraq-fetch: {"record": 1, "kind": "story"}',
        b'warraq-fetch: {"record": {"id": 1, "file": "f", "offset": 0}, "kind": "story"}',
        b'warraq-fetch: {"record": {"id": "a", "file": "f", "offset": -1}, "kind": "story"}',
        b'warraq-fetch: {"record": {"id": "a", "file": "f", "offset": 0}, "kind": "none"}',
        b'warraq-outcome: {"url": 5, "at": "2026-11-03T12:00:00+00:00", "outcome": "failed"}',
        b'warraq-outcome: {"url": "u", "at": "2026-11-03T12:00:00", "outcome": "failed"}',
        b'warraq-outcome: {"url": "u", "at": 7, "outcome": "failed"}',
        b'warraq-links: {"source": "s", "at": "2026-11-03T12:00:00+00:00", "in": "i", "links": 1}',
        b'warraq-links: {"source": "s", "at": "2026-11-03T12:00:00+00:00", "in": "i", "links": [1]}',
        b'warraq-looks: {"steps": "x", "apart": 1}',
        b"warraq-event: " + b"[" * 100_000,
    ],
)
def test_a_line_that_cannot_be_understood_is_counted_and_costs_no_other(line):
    (draft,) = journal_drafts((FETCH,), now=NOW, after=None)
    assert read_journal(stored(replace(draft, block=draft.block + line + b"\r\n"))) == Journal(told=(FETCH,), unread=1)


def test_a_line_of_more_links_than_are_written_is_refused():
    many = ",".join(['{"url":"u"}'] * 101)
    with pytest.raises(ValueError, match="101 links"):
        read_line("warraq-links", f'{{"source":"s","at":"2026-11-03T12:00:00+00:00","in":"i","links":[{many}]}}')


def test_other_metadata_records_are_no_journals():
    (draft,) = journal_drafts((FETCH,), now=NOW, after=None)
    for other in (
        replace(draft, block=b"via: http://a.example/"),
        replace(draft, block=b""),
        replace(draft, warc_type="response"),
    ):
        assert read_journal(stored(other)) is None


def test_ids_are_uuids_of_version_7_in_the_order_of_commits_though_the_clock_is_set_back():
    ids, last = [], None
    for hours in (0, 0, -5, 1, -1):
        (draft,) = journal_drafts((FETCH,), now=NOW + timedelta(hours=hours), after=last)
        ids.append(last := draft.record_id)
    assert ids == sorted(ids)
    assert {(UUID(one).version, UUID(one).variant) for one in ids} == {(7, "specified in RFC 4122")}
    assert moment_of(ids[0]) == moment_at(NOW)
    assert len(set(map(moment_of, ids))) == len(ids)


def test_only_a_journal_s_id_has_a_moment():
    assert moment_of("urn:uuid:" + "0" * 32) is None
    assert moment_of("<nonsense>") is None


def test_a_journal_is_written_behind_a_warcinfo_and_found_again(tmp_path: Path):
    info = WarcInfo(software="Warraq/1", operator=None, robots="obey", user_agent="t", hostname="h", settings=(MARK,))
    writer = WarcWriter(tmp_path, info=info)
    (record,) = writer.write_journal(*journal_drafts((FETCH, OUTCOME), now=NOW, after=None), now=NOW)
    writer.close()
    first, second = records(tmp_path / record.filename)
    assert b"warraq-journal: 1" in first.block
    assert read_journal(first) is None
    assert read_journal(second) == Journal(told=(FETCH, OUTCOME))
    assert (second.offset, second.get("WARC-Target-URI")) == (record.offset, None)
    assert second.get("WARC-Record-ID") == f"<{record.record_id}>"


def test_what_is_read_of_a_journal_has_a_limit():
    (draft,) = journal_drafts((FETCH,), now=NOW, after=None)
    large = draft.block + b"x: " + b"y" * READ_MAX
    assert read_journal(stored(replace(draft, block=large))) == Journal(told=(FETCH,), unread=1)
