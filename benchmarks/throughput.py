"""Pages a second: the whole path of `warraq crawl` beside a one-file Scrapy + trafilatura + warcio script.

usage: throughput.py [--corpus FOLDER] [--pages 300] [--rounds 3]

Pages of FOLDER (*.html; the newsroom's own where none is given) are copied under new addresses and served on loopback by a
server that sends prepared bytes. Both sides read the same list and fetch every page; they take turns in one run, each in
processes of its own. Counted for Warraq are its start, listing, fetching, WARC with sync, extraction and catalogue commit.
Printed: pages a second, CPU seconds, and the peak of all processes' memory (proportional set size, which counts shared pages
once), a line a run, then medians and their ratio.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.newsroom.corpus import CorpusServer, read_pages

HERE = Path(__file__).parent
FAST = (
    *("--set=DOWNLOAD_DELAY=0", "--set=CONCURRENT_REQUESTS_PER_DOMAIN=16", "--set=WARRAQ_PAGES_MAX=100000"),
    "--set=WARRAQ_ASSETS=none",  # the other fetches pages alone
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One side's run. `memory_mb`: peak over all of its processes."""

    pages: int
    wall_s: float
    cpu_s: float
    memory_mb: float

    @property
    def pages_per_s(self) -> float:
        return self.pages / self.wall_s


def main() -> None:
    """Take turns, print each, then the medians."""
    options = _options()
    pages = read_pages(options.corpus)
    size_kb = statistics.mean(len(page) for page in pages) / 1000
    print(f"{options.pages} copies of {len(pages)} pages, {size_kb:.0f} kB each, on loopback")
    runs: dict[str, list[Measured]] = {"warraq": [], "plain": []}
    for _ in range(options.rounds):
        for side, run in (("plain", run_plain), ("warraq", run_warraq)):
            with CorpusServer(pages, options.pages) as server, tempfile.TemporaryDirectory() as folder:
                measured = run(server, Path(folder))
            runs[side].append(measured)
            _print(side, measured)
    for side, measured in runs.items():
        print(
            f"{side:7} median {_median(measured, 'pages_per_s'):6.1f} pages/s  {_median(measured, 'cpu_s'):6.1f} s CPU  ",
            end="",
        )
        print(f"{_median(measured, 'memory_mb'):5.0f} MB")
    print(f"ratio {_median(runs['warraq'], 'pages_per_s') / _median(runs['plain'], 'pages_per_s'):.2f}")


def run_warraq(server: CorpusServer, folder: Path) -> Measured:
    """Crawl with the real command, into a home of its own."""
    home = folder / "home"
    (home / "sources").mkdir(parents=True)
    (home / "sources" / "corpus.toml").write_text(server.sources_toml(), "utf-8")
    command = [sys.executable, "-m", "crawler", "crawl", "--home", str(home), "--allow-private", "--json", *FAST]
    wall_s, cpu_s, memory_mb, printed = measure(command)
    lines = [json.loads(line) for line in printed.splitlines()]
    return Measured(pages=sum("outcome" in line for line in lines), wall_s=wall_s, cpu_s=cpu_s, memory_mb=memory_mb)


def run_plain(server: CorpusServer, folder: Path) -> Measured:
    """Crawl with the one-file script."""
    wall_s, cpu_s, memory_mb, _ = measure([sys.executable, str(HERE / "plain_script.py"), server.feed_url, str(folder)])
    lines = (folder / "articles.jsonl").read_text("utf-8").splitlines()
    return Measured(pages=len(lines), wall_s=wall_s, cpu_s=cpu_s, memory_mb=memory_mb)


def measure(command: Sequence[str]) -> tuple[float, float, float, str]:
    """Run `command`; return its wall seconds, CPU seconds and peak megabytes, children included, and what it printed."""
    started = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        process = psutil.Popen(command, stdout=out, stderr=subprocess.DEVNULL, cwd=HERE.parent)
        watch = Watch(process)
        code = process.wait()
        wall_s = time.monotonic() - started
        watch.stop()
        if code != 0:
            raise SystemExit(f"{' '.join(command)}: exit code {code}")
        out.seek(0)
        return wall_s, watch.cpu_s, watch.memory_mb, out.read()


class Watch:
    """Samples a process tree ten times a second: CPU time by process, and the sum of their memory."""

    def __init__(self, process: psutil.Popen) -> None:
        self._process = process
        self._cpu: dict[int, float] = {}
        self.memory_mb = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    @property
    def cpu_s(self) -> float:
        return sum(self._cpu.values())

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopped.wait(0.1):
            memory = 0
            for process in self._tree():
                try:
                    times = process.cpu_times()
                    self._cpu[process.pid] = times.user + times.system
                    memory += process.memory_full_info().pss
                except psutil.Error:
                    continue
            self.memory_mb = max(self.memory_mb, memory / 1e6)

    def _tree(self) -> list[psutil.Process]:
        try:
            return [self._process, *self._process.children(recursive=True)]
        except psutil.Error:
            return []


def _median(runs: Sequence[Measured], name: str) -> float:
    return statistics.median(getattr(run, name) for run in runs)


def _print(side: str, run: Measured) -> None:
    print(f"{side:7} {run.pages} pages in {run.wall_s:5.1f} s: {run.pages_per_s:6.1f} pages/s  ", end="")
    print(f"{run.cpu_s:6.1f} s CPU  {run.memory_mb:5.0f} MB", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="a folder of .html files")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    main()
