"""Files of others that the archive refers to, and does not hold: their records stay where they lie.

Which they are stands in references.json beside our own WARC files: {"NAME.warc.gz": "/where/it/lies/NAME.warc.gz"}. A file is
known by its name alone, as our own are, so that two of one name cannot be referred to.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from archive.errors import WarcError
from archive.warc.closing import OPEN_SUFFIX, sync_folder

REFERENCES = "references.json"
SIZE_MAX_BYTES = 64_000_000


def references(folder: Path) -> dict[str, Path]:
    """Return where the files lie that the archive in `folder` refers to, by name. Raises WarcError where that is unreadable."""
    path = folder / REFERENCES
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(SIZE_MAX_BYTES))
        return {str(name): Path(where) for name, where in said.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError, TypeError) as error:
        raise WarcError(path, 0, f"does not say where files lie: {error}") from error


def refer(folder: Path, path: Path) -> None:
    """Note durably where a file lies. Raises WarcError where another of its name is known, OSError."""
    known, path = references(folder), path.resolve()
    if known.get(path.name) == path:
        return
    if path.name in known:
        raise WarcError(path, 0, f"the archive refers to another file of this name: {known[path.name]}")
    if any((folder / name).exists() for name in (path.name, path.name + OPEN_SUFFIX)):
        raise WarcError(path, 0, "the archive has a file of this name itself")
    _write(folder, {name: str(where) for name, where in (known | {path.name: path}).items()})


def _write(folder: Path, said: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / (REFERENCES + ".new")
    with draft.open("w", encoding="utf-8", errors="surrogateescape") as file:
        json.dump(said, file, ensure_ascii=False, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / REFERENCES)
    sync_folder(folder)
