"""What a reader should find on every story's page, read from the stories themselves."""

from __future__ import annotations

from datetime import datetime

from tests.newsroom.edition import EVENING, printed_at
from tests.newsroom.house import House
from tests.newsroom.model import BlockKind, Expectation, Printed, encode_path
from tests.newsroom.outlets import HOUSES


def expectations(moment: datetime = EVENING) -> tuple[Expectation, ...]:
    """Return what each story's page at `moment` should give, outlet by outlet, newest first."""
    return tuple(_expect(house, printed) for house in HOUSES for printed in printed_at(house.name, moment))


def _expect(house: House, printed: Printed) -> Expectation:
    return Expectation(
        outlet=house.name,
        path=encode_path(printed.path),
        story=printed.story.id,
        headline=printed.headline,
        body="\n".join(block.text for block in printed.body),
        agency=house.title if _is_own_agency(house, printed) else printed.agency,
        dateline=printed.dateline,
        author=printed.author,
        date_published=house.date_published(printed),
        date_modified=house.date_modified(printed),
        section=printed.story.section,
        keywords=printed.story.keywords,
        optional=tuple(block.text for block in printed.body if block.kind is BlockKind.ROW),
        leaks=house.leaks,
    )


def _is_own_agency(house: House, printed: Printed) -> bool:
    return house.kind == "agency" and printed.story.agency in {None, house.title}
