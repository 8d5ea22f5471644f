"""Where more of a story is: pages for people, answers for programs, files to be kept."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from archive.catalog.answers import Found
from archive.room.room import captured_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """A story to be taken along. `proof`: there is one where `facts.sealing` is "sealed"; else the answer is 404."""

    text: str
    jsonld: str
    bibtex: str
    ris: str
    csl: str
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where more of a story is. `looked`, `package` (all of it as a WACZ) and `files`: null for one without a text."""

    page: str
    looked: str | None
    package: str | None
    files: Files | None
    versions: str
    history: str
    trace: str
    mementos: str


def links_of(one: Found) -> Links:
    """Return where more of a story is."""
    latest = one.versions[-1] if one.versions else None
    api, page = f"/api/story/{one.id}", f"/story/{one.id}"
    return Links(
        page=page,
        looked=captured_path(latest.url, latest.captured_at) if latest else None,
        package=f"{page}.wacz" if latest else None,
        files=_files(page) if latest else None,
        versions=f"{api}/versions",
        history=f"{api}/history",
        trace=f"{api}/trace",
        mementos=f"/api/mementos?{urlencode({'url': one.url})}",
    )


def _files(page: str) -> Files:
    return Files(
        text=f"{page}.txt",
        jsonld=f"{page}.jsonld",
        bibtex=f"{page}.bib",
        ris=f"{page}.ris",
        csl=f"{page}.csl.json",
        proof=f"{page}.proof",
    )
