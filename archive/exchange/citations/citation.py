"""What a citation of a story says: who wrote what where and when, and the record in which it can be looked up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from archive.catalog.ids import article_id
from archive.catalog.search.query import seen
from archive.models import Version
from archive.text.arabic import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A story to be cited; each text is one line without signs that nobody sees.

    `id`: the article's. `agency`: None where there is none, or where it is the outlet itself. `published`: as the outlet's
    clock has it; None where the page does not say. `captured_at`: UTC. `record_id`: "urn:uuid:…", in the WARC file `filename`.
    """

    id: str
    headline: str
    authors: tuple[str, ...]
    outlet: str | None
    agency: str | None
    published: datetime | date | None
    url: str
    language: str | None
    captured_at: datetime
    record_id: str
    filename: str

    @property
    def published_on(self) -> date | None:
        """The day of publication."""
        return self.published.date() if isinstance(self.published, datetime) else self.published

    @property
    def captured_on(self) -> date:
        """The day of the capture (UTC)."""
        return self.captured_at.date()

    @property
    def note(self) -> str:
        """Where the story is kept, in the words of the WARC standard."""
        agency = f"Agency: {self.agency}. " if self.agency else ""
        return f"{agency}Archived {self.captured_at:%Y-%m-%dT%H:%M:%SZ}: WARC record {self.record_id} in {self.filename}"


def citation_of(version: Version, outlet: str | None) -> Citation:
    """Return the citation of a text. `outlet`: what readers call who printed it."""
    article = version.article
    agency = _line(article.source_organization)
    outlet = _line(outlet)
    return Citation(
        id=article_id(version.url),
        headline=_line(article.headline) or version.url,
        authors=tuple(filter(None, map(_line, article.author))),
        outlet=outlet,
        agency=None if agency and outlet and fold(agency) in fold(outlet) else agency,
        published=article.date_published,
        url=version.url,
        language=_line(article.in_language),
        captured_at=version.captured_at.astimezone(UTC),
        record_id=version.record.record_id,
        filename=_line(version.record.filename) or "-",
    )


def _line(text: str | None) -> str | None:
    return " ".join(seen(text or "").split()) or None
