"""Which text a page showed last: by what was written last, for a clock may have been set back; but for what was told late."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select

from archive.catalog.imported import was_late
from archive.catalog.schema import outcome, version

_NEWEST = (
    select(outcome.c.version_number)
    .where(outcome.c.version_page_id == version.c.page_id, ~was_late())
    .order_by(outcome.c.id.desc())
    .limit(1)
    .correlate(version)
    .scalar_subquery()
)
_SHOWN = select(version.c.page_id, _NEWEST.label("number")).where(
    version.c.page_id.in_(bindparam("keys", expanding=True)),
    version.c.number == 1,  # each page once: to sort out what was told late goes through all looks at it
)


def shown_last(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    """Return, by page, the number of the version that it showed last; without the pages that are not said to show any."""
    rows = connection.execute(_SHOWN, {"keys": sorted(keys)})
    return {row.page_id: row.number for row in rows if row.number is not None}
