"""How well a reading of a page compares with its gold: the one place where readings are scored.

Scores are those of public article extraction benchmarks: precision, recall and F1 of word 4-grams (bags), averaged over pages.
`leaked` is the share of all boilerplate samples that stand in the texts. A field counts where the gold has it, and where the
gold says that there is none but a reader found one; `minute` counts where the gold has a time.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.models import Article, Rejected

GRAM = 4
MEASURES = ("f1", "precision", "recall", "leaked", "headline", "day", "minute", "agency", "byline", "dateline")

_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك"})

Gold = Mapping[str, Any]
"""text, headline, date_published (ISO 8601), agency, byline, dateline, boilerplate_samples, optional_lines (may stand)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a reader tells of a page. `date_published`: ISO 8601. `outcome`: why there is no text, where there is none."""

    text: str = ""
    headline: str | None = None
    date_published: str | None = None
    agency: str | None = None
    byline: str | None = None
    dateline: str | None = None
    outcome: str = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One page's scores, 0 to 1 by measure; a measure that does not apply is absent. `leaks`: which of `samples` were found."""

    slug: str
    scores: dict[str, float]
    samples: int = 0
    leaks: tuple[str, ...] = ()
    outcome: str = "article"


def told(read: Article | Rejected) -> Told:
    """Return what our reading tells, in the words of the gold; a page rejected tells nothing."""
    if isinstance(read, Rejected):
        return Told(outcome=f"rejected {read.reason}")
    return Told(
        text=read.article_body,
        headline=read.headline,
        date_published=read.date_published.isoformat() if read.date_published else None,
        agency=read.source_organization,
        byline=read.author[0] if read.author else None,
        dateline=read.dateline,
    )


def score(slug: str, gold: Gold, found: Told) -> Scored:
    """Return how `found` compares with `gold`."""
    samples = [sample for line in gold.get("boilerplate_samples") or () if (sample := " ".join(words(line)))]
    text = f" {' '.join(words(found.text))} "
    return Scored(
        slug=slug,
        scores=_text(gold, found) | _fields(gold, found) | _dates(gold.get("date_published"), found.date_published),
        samples=len(samples),
        leaks=tuple(sample for sample in samples if f" {sample} " in text),
        outcome=found.outcome,
    )


def averages(pages: Sequence[Scored]) -> dict[str, float]:
    """Return the mean of each measure over the pages to which it applies; `leaked` over all samples."""
    columns = {name: [page.scores[name] for page in pages if name in page.scores] for name in MEASURES}
    means = {name: sum(column) / len(column) for name, column in columns.items() if column}
    samples = sum(page.samples for page in pages)
    return means | ({"leaked": sum(len(page.leaks) for page in pages) / samples} if samples else {})


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


def _text(gold: Gold, found: Told) -> dict[str, float]:
    if not gold.get("text"):
        return {}
    spare = {" ".join(words(line)) for line in gold.get("optional_lines") or ()}
    return _overlap(grams(_without(gold["text"], spare)), grams(_without(found.text, spare)))


def _overlap(gold: Counter[tuple[str, ...]], found: Counter[tuple[str, ...]]) -> dict[str, float]:
    hits = sum((gold & found).values())
    precision = hits / sum(found.values()) if found else 0.0
    recall = hits / sum(gold.values()) if gold else 1.0
    return {"f1": 2 * precision * recall / (precision + recall) if hits else 0.0, "precision": precision, "recall": recall}


def _without(text: str, spare: Iterable[str]) -> str:
    return "\n".join(line for line in text.split("\n") if " ".join(words(line)) not in spare)


def _fields(gold: Gold, found: Told) -> dict[str, float]:
    scores = {"headline": float(same(gold["headline"], found.headline))} if gold.get("headline") else {}
    for field, value in (("agency", found.agency), ("byline", found.byline), ("dateline", found.dateline)):
        if gold.get(field) or (field in gold and value):
            scores[field] = float(bool(gold[field]) and same(gold[field], value))
    return scores


def _dates(gold: str | None, found: str | None) -> dict[str, float]:
    if not gold:
        return {}
    scores = {"day": float(found is not None and found[:10] == gold[:10])}
    if "T" in gold:
        scores["minute"] = float(found is not None and "T" in found and _apart_s(gold, found) < 60)
    return scores


def _apart_s(gold: str, found: str) -> float:
    want, got = datetime.fromisoformat(gold), datetime.fromisoformat(found)
    if want.tzinfo is None or got.tzinfo is None:  # clocks alone can be compared
        want, got = want.replace(tzinfo=None), got.replace(tzinfo=None)
    return abs((want - got).total_seconds())
