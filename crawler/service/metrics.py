"""A reading in the words of Prometheus (https://prometheus.io/docs/practices/naming): what /metrics answers with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from archive.catalog.answers import SourceStatus
from archive.watching import State
from crawler.service.readings import Reading
from crawler.watching.view import View

_OUTCOMES = {"archived": "archived", "rejected": "rejected", "failed": "failed", "refused": "refused", "looks": "look"}
_POLLS = {"polls": "read", "polls_failed": "failed"}


def exposition(reading: Reading, accept: str) -> tuple[bytes, str]:
    """Return the reading in the format that the Accept header asks for, and that format's content type."""
    encode, content_type = choose_encoder(accept)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once(reading))
    return encode(registry), content_type


class _Once(Collector):
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def collect(self) -> Iterable[Metric]:
        yield InfoMetricFamily("warraq_build", "The version that runs.", {"version": version("warraq")})
        yield from _schedule(self._reading)
        if self._reading.seen is not None:
            yield from _counters(self._reading.seen, self._reading.counts)
            yield from _sources(self._reading.seen)
            yield from _lists(self._reading.seen)
            yield from _archive(self._reading.seen)


def _schedule(reading: Reading) -> Iterator[Metric]:
    looked = reading.looked_at.timestamp()
    yield _gauge("schedule_last_look_timestamp_seconds", "When the schedule last looked after its crawls.", looked)
    yield _gauge("disk_free_bytes", "Room on the archive's disk.", reading.free_bytes)
    yield _gauge("disk_free_min_bytes", "Room below which nothing is fetched.", reading.free_min_bytes)
    yield _gauge(
        "catalog_readable",
        "Whether the catalogue can be read: 1, or 0 and most other metrics are missing.",
        reading.seen is not None,
    )


def _counters(seen: View, counts: Mapping[tuple[str, str], int]) -> Iterator[Metric]:
    listed = CounterMetricFamily("warraq_links_listed", "Stories that lists showed for the first time.", labels=["source"])
    gaps = CounterMetricFamily("warraq_gaps", "Lists found turned over: stories may have been lost.", labels=["source"])
    dateless = CounterMetricFamily("warraq_articles_dateless", "Stories archived that have no date.", labels=["source"])
    outcomes = CounterMetricFamily(
        "warraq_story_requests",
        "Requests for stories by what came of them; a look is at a known one.",
        labels=["source", "outcome"],
    )
    polls = CounterMetricFamily("warraq_polls", "Requests for lists by what came of them.", labels=["source", "result"])
    for source in seen.sources:  # from zero on, or the first of anything would be missed by rate()
        for family, name, labels in (
            (listed, "listed", ()),
            (gaps, "gaps", ()),
            (dateless, "dateless", ()),
            *((outcomes, name, (outcome,)) for name, outcome in _OUTCOMES.items()),
            *((polls, name, (result,)) for name, result in _POLLS.items()),
        ):
            family.add_metric([source, *labels], counts.get((source, name), 0))
    yield from (listed, outcomes, gaps, polls, dateless)


def _sources(seen: View) -> Iterator[Metric]:
    states = GaugeMetricFamily(
        "warraq_source_state", "How each source is: 1 for the state it is in.", labels=["source", "state"]
    )
    complaints = GaugeMetricFamily(
        "warraq_source_complaint", "What is wrong with sources: 1 for each.", labels=["source", "cause"]
    )
    for name, health in seen.health.items():
        for state in State:
            states.add_metric([name, state.value], health.state is state)
        for complaint in health.complaints:
            complaints.add_metric([name, complaint.cause.value], 1)
    waiting = _by_source("source_open_links", "Stories listed and still to be fetched.")
    last = _by_source("source_last_story_timestamp_seconds", "When the newest story of the source was captured.")
    for one in _named(seen):
        waiting.add_metric([one.source or ""], one.listed)
        if one.last_story is not None:
            last.add_metric([one.source or ""], one.last_story.timestamp())
    due = _by_source("source_next_crawl_timestamp_seconds", "When the source is to be crawled next.")
    for name, at in sorted(seen.due.items()):
        due.add_metric([name], at.timestamp())
    yield from (states, complaints, waiting, last, due)


def _lists(seen: View) -> Iterator[Metric]:
    errors = GaugeMetricFamily(
        "warraq_list_errors", "Polls in a row that brought nothing of a list.", labels=["source", "list"]
    )
    for poll in seen.standing.polls:
        errors.add_metric([poll.source, poll.url], poll.errors)
    yield errors


def _archive(seen: View) -> Iterator[Metric]:
    running = [run for run in seen.standing.crawls if run.ended_at is None]
    ended = [run.ended_at for run in seen.standing.crawls if run.ended_at is not None]
    yield _gauge("crawls_running", "Crawls under way.", len(running) if seen.standing.daemon else 0)
    if ended:
        yield _gauge("last_crawl_end_timestamp_seconds", "When a crawl last ended.", max(ended).timestamp())
    yield _gauge("articles", "Stories archived, of all time.", seen.status.articles)
    yield _gauge("article_versions", "Distinct texts of them.", seen.status.versions)


def _named(seen: View) -> Iterable[SourceStatus]:
    return (one for one in seen.status.sources if one.source is not None)


def _by_source(name: str, words: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"warraq_{name}", words, labels=["source"])


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"warraq_{name}", words, value=float(value))
