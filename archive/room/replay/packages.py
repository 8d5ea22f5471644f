"""One story as a WACZ, made when it is asked for: every text of it, and all records that show how it looked."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from archive.catalog.answers import Found
from archive.catalog.exporting import Choice, Selection
from archive.catalog.ids import page_id
from archive.errors import WarcError
from archive.exchange.subset import Label
from archive.exchange.wacz.package import write_package

MEDIA_TYPE = "application/wacz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packages:
    """Makes packages from the archive in `home`, in a temporary file that goes once it is sent."""

    home: Path

    def answer(self, found: Found) -> Response:
        """Return the package of a story that has a text; made anew it is the same, octet by octet, until a text is added.

        Raises WarcError where no record of its page can be read any more: there would be nothing in it.
        """
        latest = found.versions[-1]
        label = Label(
            title=latest.article.headline, choice=found.url, software=f"Warraq {version('warraq')}", now=latest.captured_at
        )
        choice = Choice(pages=(page_id(found.url),), every_version=True)
        descriptor, name = mkstemp(suffix=".wacz")
        path = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file, Selection(self.home / "catalog.sqlite", choice) as selection:
                self._write(file, selection, label)
        except BaseException:
            path.unlink()
            raise
        return FileResponse(path, media_type=MEDIA_TYPE, filename=f"{found.id}.wacz", background=BackgroundTask(path.unlink))

    def _write(self, file: BinaryIO, selection: Selection, label: Label) -> None:
        if not write_package(file, selection, self.home / "warc", label).pages:
            raise WarcError(self.home / "warc", 0, "none of the records of this story can be read")
