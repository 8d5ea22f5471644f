"""Everything that may go wrong, as one tree.

    WarraqError
    ├── BadUrl            an address nothing can be fetched from          .url .why
    │   └── BadScheme     neither http nor https
    ├── BadSource         a source declaration that cannot be used        .path .where .remedy
    ├── BadSettings       a setting that cannot be used                   .name .why
    ├── Busy              another instance holds the lock                 .holder
    ├── TooMany           more is asked for than is taken                 .what .most .span
    ├── DiskFull          no room to keep what would be fetched           .path .free_bytes
    ├── CatalogError      the catalogue cannot be opened                  .path .why
    │   └── CatalogDamaged  its file is not as it was written             .path .why
    ├── SealError         seals of days that are not as they were          .path .why
    └── WarcError         a WARC file that is not as it should be         .path .offset .why

Outcomes that are expected (a 404, a page that is no article, an address that robots.txt closes) are values
(`archive.models.Outcome`, `archive.models.Reason`), never exceptions.
"""

from __future__ import annotations

from pathlib import Path


class WarraqError(Exception):
    """The root: one `except WarraqError` catches all that Warraq raises on purpose."""


class BadUrl(WarraqError):
    """An address that cannot be read as an http or https URL."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url!r}: {why}")
        self.url, self.why = url, why


class BadScheme(BadUrl):
    """An address of another kind than http and https: not fetched, by policy."""


class BadSource(WarraqError):
    """A source declaration that cannot be used; `where` names the line or the key."""

    def __init__(self, path: Path, where: str, remedy: str) -> None:
        super().__init__(f"{path}: {where}: {remedy}")
        self.path, self.where, self.remedy = path, where, remedy


class BadSettings(WarraqError):
    """A setting that is unknown or out of its range."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name, self.why = name, why


class Busy(WarraqError):
    """Another instance is at work in this home; `holder` says which (command, process id, since when)."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"busy: {holder}")
        self.holder = holder


class TooMany(WarraqError):
    """More than is taken: of `what`, `most` so long (`span`: "a minute", "waiting", "in all")."""

    def __init__(self, what: str, most: int, span: str) -> None:
        super().__init__(f"no more than {most} {what} {span} are taken")
        self.what, self.most, self.span = what, most, span


class DiskFull(WarraqError):
    """There is no room left to keep what would be fetched."""

    def __init__(self, path: Path, free_bytes: int) -> None:
        super().__init__(f"{path}: {free_bytes} bytes free")
        self.path, self.free_bytes = path, free_bytes


class CatalogError(WarraqError):
    """The catalogue cannot be opened, or belongs to another version of Warraq."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path, self.why = path, why


class CatalogDamaged(CatalogError):
    """A catalogue whose file is not as it was written: `warraq rebuild` makes it anew."""


class SealError(WarraqError):
    """A seal that is not as it was written, or whose leaves are not."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path, self.why = path, why


class WarcError(WarraqError):
    """A WARC file that is damaged or is no WARC file; `offset` is in bytes from its start."""

    def __init__(self, path: Path, offset: int, why: str) -> None:
        super().__init__(f"{path} at {offset}: {why}")
        self.path, self.offset, self.why = path, offset, why
