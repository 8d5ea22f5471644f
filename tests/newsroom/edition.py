"""The script of time: what each outlet has printed at a moment. Pure functions of the stories and of `now`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from tests.newsroom.model import Block, BlockKind, Change, Desk, Printed, Printing, Story
from tests.newsroom.stories import read_stories

EVENING = datetime(2026, 7, 20, 18, 0, tzinfo=UTC)
"""The default moment: every story but the next morning's is out, nothing has been changed yet."""
MORNING = datetime(2026, 7, 21, 9, 0, tzinfo=UTC)
"""The next: new stories, one edited, one corrected silently, one deleted."""


SLOW_S = 5.0
HUGE_BYTES = 11_000_000


def desk_at(outlet: str, base_url: str, now: datetime, slow_s: float = SLOW_S, huge_bytes: int = HUGE_BYTES) -> Desk:
    """Return what the renderer of `outlet`, served at `base_url`, sees at `now`."""
    return Desk(
        base_url=base_url,
        now=now,
        printed=printed_at(outlet, now),
        withdrawn=withdrawn_at(outlet, now),
        slow_s=slow_s,
        huge_bytes=huge_bytes,
    )


def printed_at(outlet: str, now: datetime) -> tuple[Printed, ...]:
    """Return what `outlet` shows at `now`, newest first."""
    shown = (_as_of(story, printing, now) for story, printing in _printings(outlet) if _is_out(story, printing, now))
    return tuple(sorted(shown, key=lambda each: (each.published, each.path), reverse=True))


def withdrawn_at(outlet: str, now: datetime) -> tuple[str, ...]:
    """Return the paths that `outlet` has deleted by `now`."""
    return tuple(printing.path for _, printing in _printings(outlet) if _deleted(printing, now))


def next_change(after: datetime) -> datetime | None:
    """Return the next moment at which anything changes anywhere, or None."""
    return min((moment for moment in _moments() if moment > after), default=None)


def _printings(outlet: str) -> Iterable[tuple[Story, Printing]]:
    for story in read_stories():
        for printing in story.printings:
            if printing.outlet == outlet:
                yield story, printing


def _published(story: Story, printing: Printing) -> datetime:
    return printing.published or story.published


def _is_out(story: Story, printing: Printing, now: datetime) -> bool:
    return _published(story, printing) <= now and not _deleted(printing, now)


def _deleted(printing: Printing, now: datetime) -> bool:
    return any(change.kind == "deletion" for change in _done(printing, now))


def _done(printing: Printing, now: datetime) -> tuple[Change, ...]:
    return tuple(change for change in printing.changes if change.at <= now)


def _as_of(story: Story, printing: Printing, now: datetime) -> Printed:
    published = _published(story, printing)
    printed = Printed(
        story=story,
        printing=printing,
        path=printing.path,
        headline=printing.headline or story.headline,
        body=_cut(story, printing),
        published=published,
        modified=None,
        touched=published,
    )
    for change in _done(printing, now):
        printed = _changed(printed, change)
    return printed


def _cut(story: Story, printing: Printing) -> tuple[Block, ...]:
    body = tuple(_reworded(block, printing.replace) for block in story.body[: printing.keep])
    if printing.lead is None:
        return body
    return (Block(kind=BlockKind.PARAGRAPH, text=printing.lead), *body[1:])


def _changed(printed: Printed, change: Change) -> Printed:
    return replace(
        printed,
        headline=change.headline or printed.headline,
        body=tuple(_reworded(block, change.replace) for block in printed.body),
        modified=change.at if change.kind == "edit" else printed.modified,
        touched=change.at,
    )


def _reworded(block: Block, pairs: Sequence[tuple[str, str]]) -> Block:
    text = block.text
    for old, new in pairs:
        text = text.replace(old, new)
    return replace(block, text=text)


def _moments() -> Iterable[datetime]:
    for story in read_stories():
        for printing in story.printings:
            yield _published(story, printing)
            yield from (change.at for change in printing.changes)
