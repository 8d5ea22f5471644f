"""How fast a search is, over articles that are made up: words of everyday news in their forms, and names that nobody bears.

python benchmarks/search.py 100000 1      # articles, seed: the table of docs/search.md; five minutes
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from archive.catalog import acknowledge
from archive.catalog.catalog import Catalog
from archive.models import Article, Extractor, Fetch, Kept, Kind, Outcome, Record

GROUP = 32
"""Articles acknowledged together, as a crawl does at most."""

SAMPLE = 1_600
"""Articles that are acknowledged with and without the index, in turns."""

QUERIES = 200
TAIL = 60_000
"""Names and rare words."""

FIRST_DAY = datetime(2025, 11, 1, tzinfo=UTC)
DAYS = 365
AGENCIES = ("الأناضول", "رويترز", "وفا", "سانا", "واس", "بترا", None, None, None, None)
SECTIONS = ("سياسة", "اقتصاد", "رياضة", "ثقافة", "محليات", "عربي ودولي", "منوعات", "رأي")
NOUNS = (
    "وزير رئيس حكومة مجلس مدينة قرار اجتماع لجنة اتفاق خطة مشروع دولة شركة جامعة مدرسة مستشفى طريق مطار ميناء سوق سعر نفط غاز ماء "
    "كهرباء قانون محكمة قاض شرطة جيش حدود هدنة انتخاب برلمان حزب زعيم وفد زيارة قمة مؤتمر بيان تصريح صحيفة قناة صورة كتاب رواية فيلم "
    "مهرجان جائزة لاعب فريق مباراة بطولة هدف مدرب ملعب طبيب مريض دواء لقاح مزارع محصول قمح تمر زيتون مطر عاصفة زلزال حريق سد نهر بحر "
    "سفينة طائرة قطار سيارة جسر عمارة أرض بيت أسرة طفل امرأة شاب عامل موظف راتب ضريبة ميزانية بنك قرض عملة دولار استثمار تجارة صناعة"
)
VERBS = (
    "قال أعلن أكد أضاف أوضح أشار ذكر نفى طالب دعا بحث ناقش وقع افتتح أطلق وصل غادر التقى استقبل شدد كشف حذر توقع رفض وافق قرر"
)
SMALL = "في من على إلى عن أن التي الذي مع بعد قبل خلال بين حول هذا هذه كما قد لم لا ما أو إن كان كانت أمس اليوم"
PLACES = "القاهرة بيروت بغداد دمشق عمان الرياض الدوحة تونس الجزائر الرباط طرابلس الخرطوم صنعاء مسقط القدس غزة رام الله"


class Newsroom:
    """Articles made of a seed: words by Zipf's law, the small ones first."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        tail = ("".join(self.dice.choices("ابتجحدرسشعفقكلمنهوي", k=self.dice.randint(4, 8))) for _ in range(TAIL))
        nouns = [form for noun in NOUNS.split() for form in (f"ال{noun}", noun, f"وال{noun}", f"ب{noun}", f"{noun}ها")]
        self.words = list(dict.fromkeys((*SMALL.split(), *VERBS.split(), *nouns, *tail)))
        self.weights = list(accumulate(1 / (rank + 8) for rank in range(len(self.words))))

    def text(self, length: int) -> str:
        return " ".join(self.dice.choices(self.words, cum_weights=self.weights, k=length))

    def article(self, number: int) -> Article:
        paragraphs = (self.text(self.dice.randint(25, 60)) + "." for _ in range(self.dice.randint(2, 9)))
        appeared = FIRST_DAY + timedelta(minutes=self.dice.randrange(DAYS * 24 * 60))
        return Article(
            url=f"https://outlet-{number % 250}.example/story/{number}",
            canonical_url=None,
            headline=self.text(self.dice.randint(6, 12)),
            alternative_headline=None,
            description=None,
            article_body="\n".join(paragraphs),
            author=(f"{self.dice.choice(self.words)} {self.dice.choice(self.words)}",),
            publisher=f"صحيفة {number % 250}",
            source_organization=self.dice.choice(AGENCIES),
            dateline=self.dice.choice(PLACES.split()),
            date_published=appeared,
            date_modified=None,
            in_language="ar",
            article_section=self.dice.choice(SECTIONS),
            keywords=(),
            image=None,
            is_accessible_for_free=None,
            digest=f"sha256:{number:064x}",
            extractor=Extractor(name="warraq", version="0.1.0", rules_version="1"),
        )

    def kept(self, number: int) -> Kept:
        article = self.article(number)
        at = FIRST_DAY + timedelta(days=DAYS)
        source = f"outlet-{number % 250}"
        fetch = Fetch(
            url=article.url,
            date=at,
            kind=Kind.STORY,
            source=source,
            via=None,
            status=200,
            mime="text/html",
            digest=article.digest,
            record=record("response"),
        )
        conversion = record("conversion")
        return Kept(
            url=article.url, at=at, source=source, outcome=Outcome.ARCHIVED, fetch=fetch, article=article, conversion=conversion
        )

    def query(self, number: int) -> str:
        """Return one of many kinds of query; of words that may be in every second story, or in none."""
        some = [self.dice.choice(self.words[: self.dice.choice((60, 600, 6_000))]) for _ in range(3)]
        day = f"{FIRST_DAY + timedelta(days=self.dice.randrange(DAYS)):%Y-%m-%d}"
        kinds = (
            some[0],
            some[1],
            f"{some[0]} {some[1]}",
            f"{some[0]} {some[2]}",
            " ".join(some),
            f'"{self.text(2)}"',
            f"{some[0]} OR {some[1]}",
            f"{some[0]} -{some[1]}",
            f"{some[0]} agency:وفا",
            f"{some[0]} since:{day}",
            f"headline:{some[0]}",
            f"source:outlet-{number} on:{day}",
            f"{some[2][:-1]}ظظ",
        )
        return kinds[number % len(kinds)]


def main(number: int, seed: int) -> None:
    newsroom = Newsroom(seed)
    with tempfile.TemporaryDirectory() as folder:
        plain, indexed = cost_of_index(newsroom, Path(folder))
        print(
            f"acknowledging, CPU ms an article: {plain:.2f} without the index, {indexed:.2f} with it (+{indexed / plain - 1:.0%})"
        )
        path = Path(folder) / "catalog.sqlite"
        with Catalog.open(path) as catalog:
            added_s = cpu_s(lambda: fill(catalog, newsroom, number))
            print(
                f"{number:,} articles of {words_each(newsroom):.0f} words: {added_s / number * 1000:.2f} CPU ms each to make and add"
            )
            print(f"catalogue {path.stat().st_size / 1e6:.0f} MB, of which the index {index_bytes(catalog) / 1e6:.0f} MB")
        with Catalog.open(path, read_only=True) as catalog:
            began = time.perf_counter()
            catalog.search("")
            print(f"first search of a process: {(time.perf_counter() - began) * 1000:.0f} ms")
            for name, order in (("best", "best"), ("newest", "newest")):
                report(name, list(times_ms(catalog, newsroom, order)))


def cost_of_index(newsroom: Newsroom, folder: Path) -> tuple[float, float]:
    """Return the CPU time of acknowledging an article without and with the index, in ms: of the same articles, in turns."""
    articles = [newsroom.kept(number) for number in range(SAMPLE)]
    spent = {False: 0.0, True: 0.0}
    index = acknowledge.index_shown
    with Catalog.open(folder / "plain.sqlite") as plain, Catalog.open(folder / "indexed.sqlite") as indexed:
        for start in range(0, SAMPLE, GROUP):
            group = articles[start : start + GROUP]
            for catalog, is_indexed in ((plain, False), (indexed, True)):
                acknowledge.index_shown = index if is_indexed else lambda connection, shown: None  # type: ignore[assignment]
                spent[is_indexed] += cpu_s(lambda: catalog.acknowledge([], group))
    acknowledge.index_shown = index
    return spent[False] / SAMPLE * 1000, spent[True] / SAMPLE * 1000


def fill(catalog: Catalog, newsroom: Newsroom, number: int) -> None:
    for start in range(0, number, GROUP):
        catalog.acknowledge([], [newsroom.kept(each) for each in range(start, min(start + GROUP, number))])


def times_ms(catalog: Catalog, newsroom: Newsroom, order: str) -> Iterator[tuple[float, str, int]]:
    for number in range(QUERIES):
        query = newsroom.query(number)
        began = time.perf_counter()
        hits = catalog.search(query, order=order)  # type: ignore[arg-type]
        yield (time.perf_counter() - began) * 1000, query, hits.total


def report(name: str, measured: list[tuple[float, str, int]]) -> None:
    took = sorted(ms for ms, _, _ in measured)
    found = statistics.median(total for _, _, total in measured)
    print(f"{name} first: {QUERIES} queries, median of {found:,.0f} found, all counted by 5 facets and by day")
    print(f"  p50 {took[QUERIES // 2]:.1f} ms, p95 {took[int(QUERIES * 0.95)]:.1f} ms, slowest {took[-1]:.1f} ms")
    for ms, query, total in sorted(measured, reverse=True)[:5]:
        print(f"  {ms:6.1f} ms  {total:>7,}  {query}")


def words_each(newsroom: Newsroom) -> float:
    return statistics.fmean(len(newsroom.article(number).article_body.split()) for number in range(500))


def index_bytes(catalog: Catalog) -> int:
    """Return how much of the file the index's tables take."""
    with catalog._database.read() as connection:  # noqa: SLF001 - nobody else asks
        names = "'search_text_data', 'search_text_idx', 'search_text_docsize', 'text_entry', 'shelf', 'text_change'"
        like = f"name IN ({names}) OR name LIKE 'sqlite_autoindex_text_entry%'"
        try:
            return int(connection.exec_driver_sql(f"SELECT sum(pgsize) FROM dbstat WHERE {like}").scalar() or 0)  # noqa: S608
        except Exception:  # noqa: BLE001 - an SQLite without dbstat
            return 0


def record(warc_type: str) -> Record:
    place = {"filename": "WARRAQ-20251101000000-00000-host.warc.gz", "offset": 1, "length": 1}
    return Record(
        record_id=f"urn:uuid:{uuid.uuid4()}", warc_type=warc_type, digest="sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", **place
    )


def cpu_s(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
