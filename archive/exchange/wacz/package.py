"""WACZ 1.1.1 (https://specs.webrecorder.net/wacz/1.1.1/): a zip of WARC files with an index, pages with their text, and hashes.

Written in one pass, into anything that takes octets; the same choice at the same moment gives the same octets.
"""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from archive.catalog.exporting import Chosen, Selection
from archive.exchange.active import json_line
from archive.exchange.copying import Tell, lift_all
from archive.exchange.subset import Copying, Counted, Label, write_records
from archive.exchange.wacz.zipnum import write_zipnum
from archive.warc.cdxj import urlkey
from archive.warc.sorting import SortedLines

VERSION = "1.1.1"
ARCHIVE, PAGES, CDX, IDX = "archive/", "pages/pages.jsonl", "indexes/index.cdx.gz", "indexes/index.idx"
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
SEEN_TWICE = b"\xfe\xca\x00\x00"
"""An empty extra field (jar's own mark), which stands in the central directory too. Where there is none, replayweb.page takes
it that an entry's local header has none either; but Python puts the sizes of what may be large there, and there alone.
"""

PAGES_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What a package holds. `records`: in its WARC files, warcinfos aside. `files`: WARC files."""

    pages: int
    records: int
    files: int


def write_package(
    out: BinaryIO,
    selection: Selection,
    warcs: Path,
    label: Label,
    *,
    tell: Tell = lambda _: None,
) -> Packed:
    """Write a package of the chosen texts and all records of their stories (`archive.catalog.gathering.gather`).

    `warcs`: the folder of the archive's WARC files. `tell` hears of records that are damaged or gone; a text whose page is
    among them is no page of the package. For one story shown at once:

        with Selection(catalog, Choice(pages=(page_id(url),), every_version=True)) as selection:
            write_package(out, selection, warcs, Label(title=headline, choice=url, software=software, now=now))

    Raises OSError, CatalogError, Busy, WarcError (a file changed while it was copied).
    """
    index = _Index()
    with _Package(out, label.now) as package:
        how = Copying(label=label, opened=package.warc, noted=index.add)
        records = write_records(lift_all(selection, warcs, tell), how)
        files = len(package.resources)
        with package.entry(CDX) as cdx:
            entries = write_zipnum(index.lines, cdx)
        with package.entry(IDX, is_deflated=True) as idx:
            for line in entries:
                idx.write(line)
        with package.entry(PAGES, is_deflated=True) as pages:
            shown = _write_pages(pages, (chosen for chosen in selection if index.has(chosen)))
        package.describe(label, shown)
    return Packed(pages=shown.count, records=records, files=files)


class _Package:
    """The zip being written, one entry after the other, and what its datapackage says of each."""

    def __init__(self, out: BinaryIO, now: datetime) -> None:
        self._zip = zipfile.ZipFile(out, "w")
        self._moment = now.astimezone(UTC).timetuple()[:6]
        self.resources: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self._zip.fp = None  # or it would write its directory, now or when it is forgotten
        self._zip.close()

    @contextmanager
    def entry(self, path: str, *, is_deflated: bool = False) -> Iterator[Counted]:
        """Give what an entry is written to. What is read by offsets is stored as it is."""
        info = zipfile.ZipInfo(path, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED if is_deflated else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        info.extra = SEEN_TWICE
        with self._zip.open(info, "w", force_zip64=True) as file:
            counted = Counted(file)
            yield counted
        name = path.rpartition("/")[2]
        self.resources.append({"name": name, "path": path, "hash": f"sha256:{counted.sha256}", "bytes": counted.size})

    def warc(self, name: str) -> Any:
        """Give what a WARC file is written to."""
        return self.entry(ARCHIVE + name)

    def describe(self, label: Label, shown: _Shown) -> None:
        """Write what is said of the whole, and its hash."""
        created = label.now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        said = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": label.title,
            "description": label.choice,
            "created": created,
            "modified": created,
            "software": label.software,
            **shown.main,
            "resources": list(self.resources),
        }
        with self.entry(PACKAGE, is_deflated=True) as package:
            package.write(json.dumps(said, ensure_ascii=False, indent=2).encode("utf-8", "replace"))
        digest = {"path": PACKAGE, "hash": f"sha256:{package.sha256}"}
        with self.entry(DIGEST, is_deflated=True) as beside:
            beside.write(json.dumps(digest, indent=2).encode())


class _Index:
    """The lines of the records that are in the package, in a temporary file."""

    def __init__(self) -> None:
        self.lines = SortedLines()
        self._captured = sqlite3.connect("", isolation_level=None)
        self._captured.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -4000;")
        self._captured.execute("CREATE TABLE captured (key TEXT PRIMARY KEY) WITHOUT ROWID")
        self._captured.execute("BEGIN")

    def add(self, line: bytes) -> None:
        """Take a line of the index."""
        self.lines.add((line,))
        key = b" ".join(line.split(b" ", 2)[:2]).decode()
        self._captured.execute("INSERT OR IGNORE INTO captured VALUES (?)", (key,))

    def has(self, chosen: Chosen) -> bool:
        """Tell whether the page of a text is in the package, as it was when it was read."""
        key = f"{urlkey(chosen.version.url)} {chosen.version.captured_at.astimezone(UTC):%Y%m%d%H%M%S}"
        return self._captured.execute("SELECT 1 FROM captured WHERE key = ?", (key,)).fetchone() is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """`main`: what datapackage.json says of the page to be shown first, where there is but one."""

    count: int
    main: dict[str, str]


def _write_pages(out: Counted, rows: Iterable[Chosen]) -> _Shown:
    out.write(json_line(PAGES_HEADER))
    count, main = 0, {}
    for page in map(_page, rows):
        count += 1
        out.write(json_line(page))
        main = {"mainPageUrl": page["url"], "mainPageDate": page["ts"]} if count == 1 else {}
    return _Shown(count=count, main=main)


def _page(chosen: Chosen) -> dict[str, str]:
    """`ts` is in whole seconds, as is the index that players look it up in."""
    version = chosen.version
    return {
        "id": f"{chosen.id}-{version.number}",
        "url": version.url,
        "ts": f"{version.captured_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "title": version.article.headline,
        "text": version.article.article_body,
    }
