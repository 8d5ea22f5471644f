"""How well pages become articles: a corpus folder read with `extract` and scored against its gold.

    python benchmarks/quality.py FOLDER [--peer] [--pages-out FILE]

FOLDER holds raw/SLUG.html, gold/SLUG.json (text, headline, date_published, agency, byline, dateline, boilerplate_samples,
optional_lines) and, where addresses and character sets are known, manifest.jsonl (slug, url, kind). Scores are those of
public article extraction benchmarks: precision, recall and F1 of word 4-grams, averaged over pages; `leaked` is the share
of boilerplate samples found in the text. Pages without gold are index pages: all of them should be rejected. `--peer` reads
the same pages with trafilatura as well, which knows no agencies and no datelines.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from archive.models import Article, Reason, Rejected
from archive.text.extract import Page, extract

GRAM = 4
MEASURES = ("precision", "recall", "f1", "leaked", "headline", "day", "minute", "agency", "byline", "dateline")

_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك"})

Gold = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One page's scores, 0 to 1 by measure; a measure that does not apply is absent. `leaks`: the samples found."""

    slug: str
    seconds: float
    scores: dict[str, float]
    leaks: tuple[str, ...] = ()
    outcome: str = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerArticle:
    """What trafilatura tells of a page."""

    article_body: str
    headline: str
    author: tuple[str, ...]
    date_published: date | None
    source_organization: str | None = None
    dateline: str | None = None


Reading = Article | PeerArticle | Rejected


def score(slug: str, gold: Gold, read: Reading, seconds: float = 0.0) -> Scored:
    """Return how `read` compares with `gold`; a page rejected counts as an empty text."""
    if isinstance(read, Rejected):
        return Scored(slug=slug, seconds=seconds, scores=dict.fromkeys(_asked(gold), 0.0), outcome=f"rejected {read.reason}")
    spare = {" ".join(words(line)) for line in gold.get("optional_lines") or ()}
    scores = _overlap(grams(_without(gold["text"], spare)), grams(_without(read.article_body, spare)))
    found = {"headline": read.headline, "agency": read.source_organization, "dateline": read.dateline}
    found["byline"] = read.author[0] if read.author else None
    for field, value in found.items():
        if gold.get(field) or (field in gold and value):
            scores[field] = float(same(gold[field], value))
    scores |= _dates(gold.get("date_published"), read.date_published.isoformat() if read.date_published else None)
    samples = [" ".join(words(sample)) for sample in gold.get("boilerplate_samples") or ()]
    text = f" {' '.join(words(read.article_body))} "
    leaks = tuple(sample for sample in samples if f" {sample} " in text)
    if samples:
        scores["leaked"] = len(leaks) / len(samples)
    return Scored(slug=slug, seconds=seconds, scores=scores, leaks=leaks)


def averages(pages: Sequence[Scored]) -> dict[str, float]:
    """Return the mean of each measure over the pages to which it applies."""
    columns = {name: [page.scores[name] for page in pages if name in page.scores] for name in MEASURES}
    return {name: sum(column) / len(column) for name, column in columns.items() if column}


def words(text: str | None) -> list[str]:
    """Return the words of `text` after NFKC, without marks and tatweel."""
    return re.findall(r"\w+", _MARKS.sub("", unicodedata.normalize("NFKC", text or "")))


def grams(text: str) -> Counter[tuple[str, ...]]:
    """Return the bag of word 4-grams of `text`; a shorter text is one gram."""
    found = words(text)
    if len(found) < GRAM:
        return Counter([tuple(found)] if found else [])
    return Counter(tuple(found[start : start + GRAM]) for start in range(len(found) - GRAM + 1))


def same(left: str | None, right: str | None) -> bool:
    """Return whether two values hold the same words, forms of alef and the like aside."""
    return " ".join(words(left)).translate(_FOLD) == " ".join(words(right)).translate(_FOLD)


def _overlap(gold: Counter[tuple[str, ...]], found: Counter[tuple[str, ...]]) -> dict[str, float]:
    hits = sum((gold & found).values())
    precision = hits / sum(found.values()) if found else 0.0
    recall = hits / sum(gold.values()) if gold else 1.0
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall) if hits else 0.0}


def _without(text: str, spare: Iterable[str]) -> str:
    return "\n".join(line for line in text.split("\n") if " ".join(words(line)) not in spare)


def _dates(gold: str | None, found: str | None) -> dict[str, float]:
    if not gold:
        return {}
    scores = {"day": float(found is not None and found[:10] == gold[:10])}
    if "T" in gold:
        scores["minute"] = float(found is not None and "T" in found and _apart(gold, found) < 60)
    return scores


def _apart(gold: str, found: str) -> float:
    want, got = datetime.fromisoformat(gold), datetime.fromisoformat(found)
    if want.tzinfo is None:
        got = got.replace(tzinfo=None)
    return abs((want - got).total_seconds())


def _asked(gold: Gold) -> tuple[str, ...]:
    fields = [name for name in ("headline", "agency", "byline", "dateline") if gold.get(name)]
    dates = ["day"] if gold.get("date_published") else []
    return ("precision", "recall", "f1", *fields, *dates, *(["minute"] if "T" in (gold.get("date_published") or "") else []))


def read_corpus(folder: Path, read_page: Callable[[Path, str], Reading]) -> tuple[list[Scored], list[str]]:
    """Return the scores of the pages with gold, and for each page without the outcome and what it should be."""
    manifest = folder / "manifest.jsonl"
    lines = manifest.read_text("utf-8").splitlines() if manifest.exists() else []
    facts = {fact["slug"]: fact for fact in map(json.loads, lines)}
    scored, others = [], []
    for path in sorted((folder / "raw").glob("*.html")):
        began = time.process_time()
        read = read_page(path, str(facts.get(path.stem, {}).get("url") or "").split(" ")[0])
        seconds = time.process_time() - began
        gold = folder / "gold" / f"{path.stem}.json"
        if gold.exists():
            scored.append(score(path.stem, json.loads(gold.read_text("utf-8")), read, seconds))
        else:
            outcome = f"rejected {read.reason}" if isinstance(read, Rejected) else f"article: {read.headline}"
            others.append(
                f"{path.stem:32} {seconds * 1000:6.1f} ms  {facts.get(path.stem, {}).get('kind', 'no gold'):12} {outcome}"
            )
    return scored, others


def read_by_warraq(path: Path, url: str) -> Article | Rejected:
    """Read a page as the crawl does, with nothing known of its source."""
    return extract(Page(url=url, payload=path.read_bytes(), content_type="text/html", captured_at=datetime.now(UTC)))


def read_by_trafilatura(path: Path, url: str) -> PeerArticle | Rejected:
    """Read a page with trafilatura as its documentation advises for news: metadata, no comments, the original date."""
    import trafilatura.settings  # noqa: PLC0415

    dates = {"original_date": True, "extensive_search": True}
    options: dict[str, Any] = {"with_metadata": True, "include_comments": False, "date_extraction_params": dates}
    read = trafilatura.bare_extraction(path.read_bytes(), url=url or None, **options)
    if not isinstance(read, trafilatura.settings.Document) or not read.text:
        return Rejected(url=url, digest="", reason=Reason.EMPTY)
    return PeerArticle(
        article_body=read.text,
        headline=read.title or "",
        author=tuple((read.author or "").split("; ")) if read.author else (),
        date_published=date.fromisoformat(read.date) if read.date else None,
    )


def main() -> int:
    """Print the table of FOLDER; 0 when it could be read, 77 when there is nothing to read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peer", action="store_true", help="read the pages with trafilatura too")
    parser.add_argument("--pages-out", type=Path, help="write each page's scores to this file, as JSON lines")
    arguments = parser.parse_args()
    if not (arguments.folder / "raw").is_dir():
        print(f"SKIPPED: {arguments.folder}/raw is not there; nothing was measured", file=sys.stderr)
        return 77
    read_corpus(arguments.folder, read_by_warraq)  # once to warm: imports and tables are no page's cost
    scored, others = read_corpus(arguments.folder, read_by_warraq)
    for page in scored:
        row = "  ".join(f"{name} {page.scores[name]:.2f}" for name in MEASURES if name in page.scores)
        print(f"{page.slug:32} {page.seconds * 1000:6.1f} ms  {row}", *page.leaks, sep="  ")
    print(*others, sep="\n")
    print(f"\n{_summary(scored)}")
    if arguments.peer:
        read_corpus(arguments.folder, read_by_trafilatura)
        print(f"{_summary(read_corpus(arguments.folder, read_by_trafilatura)[0])}  (trafilatura)")
    if arguments.pages_out:
        rows = ({"slug": page.slug, "outcome": page.outcome, "leaks": page.leaks, **page.scores} for page in scored)
        arguments.pages_out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return 0


def _summary(scored: Sequence[Scored]) -> str:
    means = averages(scored)
    cost_ms = 1_000 * sum(page.seconds for page in scored) / max(1, len(scored))
    told = "  ".join(f"{name} {means[name]:.3f}" for name in MEASURES if name in means)
    return f"{told}  pages {len(scored)}  {cost_ms:.1f} ms a page"


if __name__ == "__main__":
    sys.exit(main())
