"""How fast archives of others are brought in: `python -m benchmarks.importing [--megabytes N]`.

A file of pages in several languages is made, as a crawl of news gives it. CPU time is told, of all processes: of walking it by
warcio alone, of looking through it for Arabic pages, and of the whole import; and the most memory that a process of it took.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.site import body, headline

ARABIC_EVERY = 25
PAGE_BYTES = 60_000
LANGUAGES = (
    "council said that the new road would be open to the public before end of year after long delay cost paid by ministry",
    "la nouvelle route sera ouverte au public avant fin année selon le conseil municipal dont le coût élevé a été payé",
    "новая дорога будет открыта для жителей города до конца года сообщил совет и стоимость оплачена",
    "شورای شهر اعلام کرد که این جاده جدید پیش از پایان سال برای مردم گشوده می‌شود",
)
SHARES = (60, 20, 16, 4)
"""Of the pages that are not Arabic."""

WALK = (
    "import sys; from warcio.archiveiterator import ArchiveIterator\n"
    "with open(sys.argv[1], 'rb') as file:\n"
    "    for record in ArchiveIterator(file):\n"
    "        record.content_stream().read()\n"
)
LOOK = (
    "import sys; from pathlib import Path\n"
    "from archive.exchange.imports.layout import layout_of, parts_of\n"
    "from archive.exchange.imports.scan import Scan\n"
    "from archive.exchange.imports.wanted import Wanted\n"
    "path = Path(sys.argv[1])\n"
    "for part in parts_of(path, layout_of(path), path.parent, room_bytes=0):\n"
    "    print(sum(1 for _ in Scan(part=part, wanted=Wanted(languages=('ar',)), heard=lambda a, b: None).spots()))\n"
)


def main() -> None:
    """Make the file, run the three, and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=300, help="size of the file's pages, unpacked")
    megabytes = parser.parse_args().megabytes
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "CC-NEWS-made.warc.gz"
        pages = make(path, megabytes * 1_000_000 // PAGE_BYTES)
        unpacked = pages * PAGE_BYTES / 1_000_000
        print(
            f"{pages} pages, {unpacked:,.0f} MB, {path.stat().st_size / 1_000_000:,.0f} MB packed; one in {ARABIC_EVERY} Arabic"
        )
        walked = took([sys.executable, "-c", WALK, str(path)])
        looked = took([sys.executable, "-c", LOOK, str(path)])
        words = [sys.executable, "-m", "crawler", "import", "--lang", "ar", "--home", f"{folder}/home", str(path)]
        imported = took(words)
        for name, cpu_s in (("warcio walks it", walked), ("looked through for Arabic", looked), ("imported", imported)):
            rates = f"{pages / cpu_s:8,.0f} pages/s {unpacked / cpu_s:7,.1f} MB/s"
            print(f"{name:27} {cpu_s:7.1f} s CPU {rates} {cpu_s / walked:5.2f}")
        print(f"most memory of one process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1_000:,.0f} MB")


def make(path: Path, pages: int) -> int:
    """Write a file of so many pages; return how many."""
    chance = random.Random(1)
    with path.open("wb") as file:
        for number in range(pages):
            payload = _arabic(number) if number % ARABIC_EVERY == 0 else _other(chance)
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + payload
            date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_704_067_200 + number))
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
                f"WARC-Date: {date}\r\nWARC-Target-URI: https://made.example/{number}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + block + b"\r\n\r\n", 1))
    return pages


def took(words: list[str]) -> float:
    """Run a command; return the CPU time that it and its children took, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _arabic(number: int) -> bytes:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body(number))
    text = (
        f"<html><head><title>{headline(number)}</title></head><body><article><h1>{headline(number)}</h1>{paragraphs}</article>"
    )
    return _filled(text.encode())


def _other(chance: random.Random) -> bytes:
    (language,) = chance.choices(LANGUAGES, SHARES)
    text = " ".join(chance.choices(language.split(), k=900))
    return _filled(f"<html><head><title>x</title></head><body><article><p>{text}</p></article>".encode())


def _filled(page: bytes) -> bytes:
    """Return a page as large as pages are: most of one is markup and scripts."""
    filling = (
        b"<div class='menu item'><a href='/section/page'>link</a></div><script>var state = {items: [], open: false};</script>"
    )
    return page + (filling * (PAGE_BYTES // len(filling)))[: max(0, PAGE_BYTES - len(page))]


if __name__ == "__main__":
    main()
