"""Which text a page showed last: by what was written last, for a clock may have been set back; but for what was told late."""

from __future__ import annotations

from functools import cache

from sqlalchemy import FromClause, ScalarSelect, select

from archive.catalog.imported import was_late
from archive.catalog.schema import outcome


@cache
def shown_last(of: FromClause) -> ScalarSelect[int | None]:
    """Return, in a query of `of`, the number of the version that its page_id showed last; null where none is said to be."""
    newest = select(outcome.c.version_number).where(outcome.c.version_page_id == of.c.page_id, ~was_late())
    return newest.order_by(outcome.c.id.desc()).limit(1).correlate(of).scalar_subquery()
