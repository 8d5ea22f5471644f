"""The picture of the reading room in the README: `python -m tests.newsroom.picture ARCHIVE docs/room.png`.

ARCHIVE is what `make demo` says its stories lie in. Wants Debian's Chromium.
"""

from __future__ import annotations

import argparse
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 1180, 760


def main() -> None:
    """Serve the archive, open its first page, and write what is seen."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("archive", type=Path)
    asked.add_argument("picture", type=Path)
    wish = asked.parse_args()
    with served(wish.archive) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(address, wait_until="networkidle")
        page.evaluate("document.fonts.ready")
        page.screenshot(path=wish.picture)
        browser.close()


@contextmanager
def served(archive: Path) -> Iterator[str]:
    """Run `warraq serve` over the archive; give its address."""
    command = [sys.executable, "-m", "crawler", "serve", f"--home={archive}", "--port=8797"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as room:
        assert room.stdout is not None
        said = room.stdout.readline()
        found = re.search(r"http://\S+/", said)
        try:
            if found is None:
                raise SystemExit(f"the room did not open: {said}")
            yield found[0]
        finally:
            room.send_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
