"""A record file taken up octet by octet: heads, blocks and ends of records, whatever the gzip members they lie in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.warc.coding import PIECE_BYTES
from archive.warc.members import MAGIC, RECORD_START, AsItLies, Unfolding, begins_record
from archive.warc.records import HEADER_MAX_BYTES

UNFOLD_FREE_BYTES = 67_108_864
UNFOLD_RATIO_MAX = 200
"""A record that unfolds to more than both of these is a bomb: 64 MiB, and two hundred times its compressed size."""

HEADER_END = re.compile(rb"\n\r*\n")
BLANK = re.compile(rb"[\r\n]*")
BLOCK_END = b"\r\n\r\n"
NO_RECORD = "no WARC record begins here"
AFTER_BYTES = len(BLOCK_END) + len(RECORD_START)


class Bomb(ValueError):
    """A record that unfolds to far more than it is."""


class GzipFeed:
    """The octets in gzip members from `start` on: of one member; of the next too while a record goes on in it.

    `end`: where the last member that was read ends. `at`: where it begins. `is_spanning`: more than one was read.
    """

    def __init__(self, pages: AsItLies, start: int) -> None:
        self.at, self.is_spanning = start, False
        self._pages, self._start, self._member = pages, start, Unfolding(pages, start)
        self._unfolded = 0

    @property
    def end(self) -> int:
        """Return how far the file was read."""
        return self._member.end

    def more(self, *, within: bool) -> bytes:
        """Return what comes next, b"" at the end. `within` a record, the next member is part of it if it begins none.

        Raises zlib.error where a member is damaged, EOFError where it is cut, Bomb.
        """
        piece = self._member.unfold(PIECE_BYTES)
        self._unfolded += len(piece)
        if self._unfolded > UNFOLD_FREE_BYTES and self._unfolded > UNFOLD_RATIO_MAX * (self.end - self._start):
            raise Bomb(f"unfolds to more than {UNFOLD_RATIO_MAX} times its size: not read to its end")
        if piece or not within or not self._goes_on():
            return piece
        self.at, self.is_spanning = self.end, True
        self._member = Unfolding(self._pages, self.at)
        return self.more(within=within)

    def _goes_on(self) -> bool:
        end = self.end
        return self._pages[end : end + len(MAGIC)] == MAGIC and not begins_record(self._pages, end)


class PlainFeed:
    """The octets of a file that is not compressed, from `start` on; `end` is how far it was read."""

    is_spanning = False

    def __init__(self, pages: AsItLies, start: int) -> None:
        self.at = self.end = start
        self._pages = pages

    def more(self, *, within: bool) -> bytes:  # noqa: ARG002 - as a GzipFeed
        """Return what comes next, b"" at the end."""
        piece = self._pages[self.end : self.end + PIECE_BYTES]
        self.end += len(piece)
        return piece


class Reader:
    """Takes a feed apart. `taken`: how many octets of it were taken."""

    def __init__(self, feed: GzipFeed | PlainFeed) -> None:
        self.taken = 0
        self._feed, self._rest, self._at = feed, b"", 0

    def is_over(self) -> bool:
        """Tell whether the feed is at its end; line ends that are left over are passed by. Raises as the feed does."""
        while True:
            if self._at == len(self._rest) and not self._next(within=False):
                return True
            self._blank()
            if self._at < len(self._rest):
                return False

    def head(self, start: bytes) -> bytes:
        """Take the lines up to a blank one, and that.

        Raises EOFError, ValueError for a head that does not begin with `start`, or has no end.
        """
        while not (end := HEADER_END.search(self._rest, self._at)):
            if len(self._rest) - self._at > HEADER_MAX_BYTES:
                raise ValueError(f"a record header larger than {HEADER_MAX_BYTES} bytes")
            if not self._extend():
                raise EOFError("ends within a record header" if self._begins(start) else NO_RECORD)
        if not self._begins(start):
            raise ValueError(NO_RECORD)
        head = self._rest[self._at : end.end()]
        self._take(len(head))
        return head

    def block(self, size: int) -> Iterator[memoryview]:
        """Take `size` octets, piece by piece. Raises EOFError where there are fewer."""
        while size > 0:
            if self._at == len(self._rest) and not self._next(within=True):
                raise EOFError("ends within a block")
            piece = memoryview(self._rest)[self._at : self._at + size]
            self._take(len(piece))
            size -= len(piece)
            yield piece

    def block_end(self) -> bytes:
        """Take the line ends after a block and return them: two, of CR and LF, as it should be.

        Raises ValueError where neither they nor another record follow: the block is of another length.
        """
        if not self._rest.startswith(BLOCK_END, self._at):
            while len(self._rest) - self._at < AFTER_BYTES and self._extend():
                pass
        if self._rest.startswith(BLOCK_END, self._at):
            self._take(len(BLOCK_END))
            return BLOCK_END
        end = self._blank()
        if self._at < len(self._rest) and not self._rest.startswith(RECORD_START, self._at):
            raise ValueError("the block is not as long as its Content-Length says")
        return end

    def _begins(self, start: bytes) -> bool:
        return self._rest.startswith(start[: len(self._rest) - self._at], self._at)

    def _extend(self) -> bool:
        piece = self._feed.more(within=True)
        self._rest, self._at = self._rest[self._at :] + piece, 0
        return bool(piece)

    def _next(self, *, within: bool) -> bool:
        self._rest, self._at = self._feed.more(within=within), 0
        return bool(self._rest)

    def _blank(self) -> bytes:
        """Take the line ends that come next, as far as they were read."""
        blank = BLANK.match(self._rest, self._at)
        found = blank[0] if blank else b""
        self._take(len(found))
        return found

    def _take(self, size: int) -> None:
        self._at += size
        self.taken += size
