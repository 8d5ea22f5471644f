"""How well pages become articles: a corpus read by `extract` and by its peers in one run, scored against its gold.

    python benchmarks/extraction.py --corpus DIR [--pages-out FILE] [--no-peers] [--environment DIR]

DIR holds raw/SLUG.html, gold/SLUG.json (see benchmarks/scoring.py) and, where addresses are known, manifest.jsonl
(slug, url). Pages without gold are shown with what became of them: lists should be rejected; peers are not asked about them. A
page on which a reader fails counts as an empty text. `--pages-out` writes our reading, as JSON lines of slug, text, headline,
date_published, agency, byline and dateline. CPU is of a second reading of the same pages, in a process of each reader's own.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

sys.path.insert(0, str(Path(__file__).parent.parent))

from archive.text.extract import Page, extract
from benchmarks import peers
from benchmarks.peers import NotMeasured, PageFile, Timed
from benchmarks.scoring import MEASURES, Gold, Scored, Told, averages, score, told

NOTHING_TO_MEASURE = 77
OF_FIELD = {"headline": "headline", "day": "date_published", "agency": "agency", "byline": "byline", "dateline": "dateline"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Pages with gold, by slug, and pages without."""

    stories: tuple[PageFile, ...]
    others: tuple[PageFile, ...]
    gold: Mapping[str, Gold]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A reader's line of the table. `silent`: fields told of no page. `cost_ms`: CPU a page. `empty`: stories without text."""

    name: str
    means: Mapping[str, float]
    silent: frozenset[str]
    cost_ms: float
    empty: int = 0


def main() -> int:
    """Print the table of the corpus; 0 when all were measured, 1 when a peer was not, 77 when there is nothing to read."""
    options = _options()
    if not (options.corpus / "raw").is_dir():
        print(f"SKIPPED: {options.corpus}/raw is not there; nothing was measured", file=sys.stderr)
        return NOTHING_TO_MEASURE
    corpus = read_corpus(options.corpus)
    pages = (*corpus.stories, *corpus.others)
    read_by_warraq(pages)  # once to warm: imports and tables are no page's cost
    ours = read_by_warraq(pages)
    _print_pages(corpus, ours)
    if options.pages_out:
        options.pages_out.write_text("".join(_prediction(page.slug, ours[page.slug].told) for page in corpus.stories), "utf-8")
    lines, missing = _peers(options.environment, corpus) if options.peers else ([], {})
    print(table([measured("Warraq", corpus, ours), *sorted(lines, key=lambda line: -line.means["f1"])]))
    for name, why in missing.items():
        print(f"NOT MEASURED: {name}: {why}")
    return 1 if missing else 0


def read_corpus(folder: Path) -> Corpus:
    """Return the pages of `folder`, sorted, with their addresses where a manifest gives them."""
    manifest = folder / "manifest.jsonl"
    facts = (
        {fact["slug"]: fact for fact in map(json.loads, manifest.read_text("utf-8").splitlines())} if manifest.exists() else {}
    )
    gold = {path.stem: json.loads(path.read_text("utf-8")) for path in (folder / "gold").glob("*.json")}
    pages = [
        PageFile(slug=path.stem, path=path, url=str(facts.get(path.stem, {}).get("url") or "").split(" ")[0])
        for path in sorted((folder / "raw").glob("*.html"))
    ]
    stories = tuple(page for page in pages if page.slug in gold)
    return Corpus(stories=stories, others=tuple(page for page in pages if page.slug not in gold), gold=gold)


def read_by_warraq(pages: Sequence[PageFile]) -> dict[str, Timed]:
    """Read pages as the crawl does, with nothing known of their sources."""
    return {page.slug: _timed(page) for page in pages}


def measured(name: str, corpus: Corpus, read: Mapping[str, Timed]) -> Line:
    """Return the line of the reader called `name`; a story that it told nothing of counts as an empty text."""
    found = {page.slug: read.get(page.slug, Timed(told=Told(outcome="nothing told"), seconds=0.0)) for page in corpus.stories}
    scored = [score(slug, corpus.gold[slug], timed.told) for slug, timed in found.items()]
    silent = {shown for shown, field in OF_FIELD.items() if not any(getattr(timed.told, field) for timed in found.values())}
    return Line(
        name=name,
        means=averages(scored),
        silent=frozenset(silent | ({"minute"} if "day" in silent else set())),
        cost_ms=1_000 * sum(timed.seconds for timed in found.values()) / max(1, len(found)),
        empty=sum(not timed.told.text for timed in found.values()),
    )


def table(lines: Sequence[Line]) -> str:
    """Return the lines as a table in Markdown."""
    head = ("read by", *MEASURES, "ms CPU a page", "empty")
    rows = [(line.name, *(_cell(line, name) for name in MEASURES), f"{line.cost_ms:.1f}", str(line.empty)) for line in lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True, metavar="DIR", help="folder of raw/ and gold/")
    parser.add_argument("--pages-out", type=Path, metavar="FILE", help="write what we read to this file, as JSON lines")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="read the pages with Warraq alone")
    where = user_cache_path("warraq") / "peers"
    parser.add_argument("--environment", type=Path, metavar="DIR", default=where, help=f"the peers' virtualenv ({where})")
    return parser.parse_args()


def _timed(page: PageFile) -> Timed:
    payload = page.path.read_bytes()
    began = time.process_time()
    read = extract(Page(url=page.url, payload=payload, content_type="text/html", captured_at=datetime.now(UTC)))
    return Timed(told=told(read), seconds=time.process_time() - began)


def _peers(environment: Path, corpus: Corpus) -> tuple[list[Line], dict[str, str]]:
    python = peers.prepare(environment)
    lines, missing = [], {}
    for name in peers.NAMES:
        try:
            read = peers.read_by_peer(python, name, corpus.stories)
        except NotMeasured as error:
            missing[name] = str(error)
            continue
        for slug, timed in read.items():
            if timed.told.outcome != "article":
                print(f"FAILED: {name} on {slug}: {timed.told.outcome}")
        lines.append(measured(name, corpus, read))
    return lines, missing


def _print_pages(corpus: Corpus, ours: Mapping[str, Timed]) -> None:
    for page in corpus.stories:
        scored = score(page.slug, corpus.gold[page.slug], ours[page.slug].told)
        print(f"{page.slug:32} {1_000 * ours[page.slug].seconds:6.1f} ms  {scored.outcome}  {_row(scored)}", *scored.leaks)
    for page in corpus.others:
        timed = ours[page.slug]
        print(f"{page.slug:32} {1_000 * timed.seconds:6.1f} ms  {timed.told.outcome}  (no gold)")
    rejected = sum(ours[page.slug].told.outcome != "article" for page in corpus.others)
    print(f"\n{len(corpus.stories)} stories; {rejected} of {len(corpus.others)} pages without gold rejected\n")


def _row(scored: Scored) -> str:
    return "  ".join(f"{name} {scored.scores[name]:.2f}" for name in MEASURES if name in scored.scores)


def _prediction(slug: str, found: Told) -> str:
    fields: dict[str, Any] = asdict(found)
    del fields["outcome"]
    return json.dumps({"slug": slug} | fields, ensure_ascii=False) + "\n"


def _cell(line: Line, measure: str) -> str:
    return "–" if measure in line.silent or measure not in line.means else f"{line.means[measure]:.3f}"


if __name__ == "__main__":
    sys.exit(main())
