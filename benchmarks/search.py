"""How fast a search is, over articles that are made up: words of everyday news in their forms, and names that nobody bears.

python benchmarks/search.py 100000 1           # articles, seed: the table of docs/search.md; some ten minutes
python benchmarks/search.py 100000 1 FOLDER    # the same, with a catalogue that is kept there for the next time
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate, pairwise
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.requests import Request

from archive.catalog import acknowledge
from archive.catalog.catalog import Catalog
from archive.catalog.search.answers import Order
from archive.catalog.search.entry import Shown
from archive.models import Article, Extractor, Fetch, Kept, Kind, Outcome, Record
from archive.requests.requests import Requests
from archive.room.outlets import Outlet
from archive.room.pages.search import search_page
from archive.room.room import Room
from archive.room.security import Origins
from archive.room.tokens import Tokens

GROUP = 32
"""Articles acknowledged together, as a crawl does at most."""

FILLED_AT_ONCE = 500
"""Articles acknowledged together where nothing but the result matters."""

SAMPLE = 1_600
"""Articles that are acknowledged with and without the index, in turns."""

QUERIES = 200
OUTLETS = 250
TAIL = 60_000
"""Names and rare words."""

FIRST_DAY = datetime(2025, 11, 1, tzinfo=UTC)
DAYS = 365
AGENCIES = ("الأناضول", "رويترز", "وفا", "سانا", "واس", "بترا", None, None, None, None)
SECTIONS = ("سياسة", "اقتصاد", "رياضة", "ثقافة", "محليات", "عربي ودولي", "منوعات", "رأي")
NOUNS = """
وزير رئيس حكومة مجلس مدينة قرار اجتماع لجنة اتفاق خطة مشروع دولة شركة جامعة مدرسة مستشفى طريق مطار ميناء سوق
سعر نفط غاز ماء كهرباء قانون محكمة قاض شرطة جيش حدود هدنة انتخاب برلمان حزب زعيم وفد زيارة قمة مؤتمر بيان
تصريح صحيفة قناة صورة كتاب رواية فيلم مهرجان جائزة لاعب فريق مباراة بطولة هدف مدرب ملعب طبيب مريض دواء لقاح
مزارع محصول قمح تمر زيتون مطر عاصفة زلزال حريق سد نهر بحر سفينة طائرة قطار سيارة جسر عمارة أرض بيت أسرة طفل
امرأة شاب عامل موظف راتب ضريبة ميزانية بنك قرض عملة دولار استثمار تجارة صناعة
"""
VERBS = """
قال أعلن أكد أضاف أوضح أشار ذكر نفى طالب دعا بحث ناقش وقع افتتح أطلق وصل غادر التقى استقبل شدد كشف حذر توقع رفض وافق قرر
"""
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
            url=f"https://outlet-{number % OUTLETS}.example/story/{number}",
            canonical_url=None,
            headline=self.text(self.dice.randint(6, 12)),
            alternative_headline=None,
            description=None,
            article_body="\n".join(paragraphs),
            author=(f"{self.dice.choice(self.words)} {self.dice.choice(self.words)}",),
            publisher=f"صحيفة {number % OUTLETS}",
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
        source = f"outlet-{number % OUTLETS}"
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


def main(number: int, seed: int, kept: Path | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain, indexed = cost_of_index(Newsroom(seed), Path(folder))
        print(f"acknowledging, CPU ms an article: {plain:.2f} without the index, {indexed:.2f} with it")
        measure(Newsroom(seed), number, (kept or Path(folder)) / "catalog.sqlite")


def cost_of_index(newsroom: Newsroom, folder: Path) -> tuple[float, float]:
    """Return the CPU time of acknowledging an article without and with the index, in ms: of the same articles, in turns."""
    articles = [newsroom.kept(number) for number in range(SAMPLE)]
    plain_s = indexed_s = 0.0
    index = acknowledge.index_shown
    with Catalog.open(folder / "plain.sqlite") as plain, Catalog.open(folder / "indexed.sqlite") as indexed:
        for start in range(0, SAMPLE, GROUP):
            group = articles[start : start + GROUP]
            acknowledge.index_shown = leave_out
            plain_s += cpu_s(partial(plain.acknowledge, [], group))
            acknowledge.index_shown = index
            indexed_s += cpu_s(partial(indexed.acknowledge, [], group))
    return plain_s / SAMPLE * 1000, indexed_s / SAMPLE * 1000


def leave_out(connection: Connection, shown: Sequence[Shown]) -> None:
    """Index nothing."""


def measure(newsroom: Newsroom, number: int, path: Path) -> None:
    with Catalog.open(path) as catalog:
        fill(catalog, newsroom, number)
    with Catalog.open(path, read_only=True) as catalog:
        print(f"{number:,} articles of {words_each(newsroom):.0f} words: catalogue {path.stat().st_size / 1e6:.0f} MB")
        first_s = cpu_s(partial(catalog.search, ""))
        print(f"the first search of a process takes {first_s * 1000:.0f} CPU ms")
        queries = [newsroom.query(each) for each in range(QUERIES)]
        for order in Order:
            report(f"search, {order} first", list(times_ms(queries, partial(catalog.search, order=order), catalog)))
        report("the page, best first", list(times_ms(queries, pages(catalog, path.parent), catalog)))
        report("searches that ask for much", list(times_ms(list(hard_queries()), catalog.search, catalog)))
        print(f"a search after an article was added: {after_one_ms(newsroom, path, catalog):.0f} CPU ms more than again")


def fill(catalog: Catalog, newsroom: Newsroom, number: int) -> None:
    """Acknowledge the articles, where there are none yet, and bring the index up to date."""
    for start in range(0, number if catalog.last_text() is None else 0, FILLED_AT_ONCE):
        catalog.acknowledge([], [newsroom.kept(each) for each in range(start, min(start + FILLED_AT_ONCE, number))])
    while not catalog.fill_index().is_whole:
        pass


def times_ms(queries: Sequence[str], ask: Callable[[str], object], catalog: Catalog) -> Iterator[tuple[float, str, int]]:
    """Yield, of each query, the CPU time that asking took, and how many it finds."""
    for query in queries:
        took_ms = cpu_s(partial(ask, query)) * 1000
        yield took_ms, query, catalog.search(query).total


def pages(catalog: Catalog, folder: Path) -> Callable[[str], object]:
    """Return what makes the page of the reading room that answers a query."""
    origins = Origins(room="http://127.0.0.1:8765", replay="http://localhost:8765")
    outlets = {name: outlet(name) for name in (f"outlet-{each}" for each in range(OUTLETS))}
    tokens = Tokens(origin=origins.room)
    room = Room(home=folder, catalog=catalog, origins=origins, outlets=outlets, requests=Requests(folder), tokens=tokens)
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/search",
        "headers": [],
        "path_params": {},
        "server": ("127.0.0.1", 8765),
    }
    return lambda query: search_page(room, Request({**scope, "query_string": urlencode({"q": query}).encode()}))


def outlet(name: str) -> Outlet:
    country = ("EG", "JO", "PS", "LB")[int(name.rpartition("-")[2]) % 4]
    return Outlet(name=name, title=f"صحيفة {name}", title_en=name, country=country, kind="newspaper")


def hard_queries() -> Iterator[str]:
    """Yield queries that ask for as much as one may: of the most frequent words all, any, none, phrases, one in another."""
    common = f"{SMALL} {VERBS} {NOUNS}".split()[:64]
    pairs = [f'"{one} {other}"' for one, other in pairwise(common)]
    yield from (" ".join(common), " OR ".join(common), " ".join(f"-{word}" for word in common), "-في")
    yield from (" OR ".join(pairs), " ".join(f"-{pair}" for pair in pairs))
    yield from (f'"{" ".join(SMALL.split())}"', '"' + "في " * 32 + '"', " ".join(f"{word}ظظ" for word in common))
    yield from ("(في OR " * 60 + "من" + ")" * 60, "-(" * 200 + "في" + ")" * 200, "ا" * 1_000)


def after_one_ms(newsroom: Newsroom, path: Path, catalog: Catalog) -> float:
    """Return how much longer a search takes after an article was added than when it is asked again."""
    with Catalog.open(path) as writing:
        writing.acknowledge([], [newsroom.kept(time.time_ns())])
    first_s = cpu_s(partial(catalog.search, "كما"))
    return (first_s - cpu_s(partial(catalog.search, "كما"))) * 1000


def report(name: str, measured: list[tuple[float, str, int]]) -> None:
    took = sorted(ms for ms, _, _ in measured)
    found = statistics.median(total for _, _, total in measured)
    print(f"{name}: {len(took)} queries, median of {found:,.0f} found, all counted by 5 facets and by day")
    print(f"  p50 {took[len(took) // 2]:.1f} CPU ms, p95 {took[int(len(took) * 0.95)]:.1f} ms, slowest {took[-1]:.1f} ms")
    for ms, query, total in sorted(measured, reverse=True)[:8]:
        print(f"  {ms:6.1f} ms  {total:>7,}  {query[:60]}")


def words_each(newsroom: Newsroom) -> float:
    return statistics.fmean(len(newsroom.article(number).article_body.split()) for number in range(500))


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
    main(int(sys.argv[1]), int(sys.argv[2]), *map(Path, sys.argv[3:]))
