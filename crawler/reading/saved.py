"""`warraq extract`: pages that lie on disk, saved HTML or WARC files, read by the same function as the crawl's."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from archive.errors import BadUrl, WarcError
from archive.exchange import answers
from archive.models import Article, Capture, Outcome, Reason, Rejected
from archive.text.children import Children
from archive.text.extract import Page
from archive.text.fields.addresses import stated_url
from archive.text.rules import Rules, rules_at
from archive.urls import fetchable
from archive.warc.http import entity, response_head
from archive.warc.reader import captures
from crawler.configure import settings_for
from crawler.home.folder import home_folder
from crawler.keeping.ahead import children_of, read_ahead
from crawler.saying import messages, tables
from spiders.items import NO_RULES
from spiders.source import Source, load_all

WARC_ENDINGS = (".warc", ".warc.gz", ".warc.gz.open")
PAGE_ENDINGS = (".html", ".htm", ".xhtml", ".shtml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A page found on disk, with the rules that read it, or why there is none. `versions`: all rules of its source."""

    file: Path
    url: str
    page: Page | None
    rules: Rules = NO_RULES
    versions: tuple[Rules, ...] = ()
    reason: Reason | None = None
    detail: str | None = None


Answered = tuple[Saved, Article | Rejected | None]


def extract(  # noqa: PLR0913 - the command's options
    files: Sequence[Path],
    *,
    url: str,
    encoding: str | None,
    json: bool,
    home: Path | None,
    options: Mapping[str, Any],
) -> int:
    """Read every page of `files` and print an answer for each; return the worst exit code.

    `url`: where a saved page came from; `encoding`: how it is written, whatever it says.
    """
    worst = messages.EXIT_OK
    for saved, read in readings(files, url=url, encoding=encoding, home=home, options=options):
        worst = max(worst, exit_code(saved, read))
        _print(saved, read, json=json)
    return worst


def readings(
    files: Sequence[Path], *, url: str, encoding: str | None, home: Path | None, options: Mapping[str, Any]
) -> Iterator[Answered]:
    """Yield every page of `files`, in order, with what it reads as; None where there is no page to read."""
    url, encoding = _checked_url(url), _checked_encoding(encoding)
    folder = home_folder(home)
    settings, sources = settings_for(folder, options), load_all(folder / "sources")
    size_max_bytes = settings.getint("DOWNLOAD_MAXSIZE")
    children = children_of(settings)
    try:
        pages = _pages(_walk(files), url, encoding, size_max_bytes)
        yield from _read_in_order((_by_source(saved, sources) for saved in pages), children)
    finally:
        children.close(now=True)


def _checked_url(url: str) -> str:
    try:
        return fetchable(url) if url else ""
    except BadUrl as problem:
        raise typer.BadParameter(f"--url: {problem}") from problem


def _checked_encoding(encoding: str | None) -> str | None:
    try:
        return codecs.lookup(encoding).name if encoding else None
    except LookupError as problem:
        raise typer.BadParameter(f"--encoding: {problem}; try utf-8 or windows-1256") from problem


def _walk(files: Sequence[Path]) -> Iterator[Path]:
    """Yield the files named, and those in folders named that look like pages or WARC files; an empty folder as it is."""
    for path in files:
        inside = sorted(each for each in path.rglob("*") if each.is_file() and _ends(each, PAGE_ENDINGS + WARC_ENDINGS))
        yield from inside or (path,)


def _ends(path: Path, endings: tuple[str, ...]) -> bool:
    return path.name.lower().endswith(endings)


def _pages(paths: Iterable[Path], url: str, encoding: str | None, size_max_bytes: int) -> Iterator[Saved]:
    for path in paths:
        if _ends(path, WARC_ENDINGS):
            yield from _warc_pages(path, encoding, size_max_bytes)
        else:
            yield _saved_page(path, url, encoding, size_max_bytes)


def _saved_page(path: Path, url: str, encoding: str | None, size_max_bytes: int) -> Saved:
    try:
        with path.open("rb") as file:
            payload = file.read(size_max_bytes + 1)
    except IsADirectoryError:
        return _unread(path, "no page and no WARC file is in this folder")
    except OSError as problem:
        return _unread(path, f"cannot be read: {problem.strerror}")
    if len(payload) > size_max_bytes:
        return Saved(file=path, url=url, page=None, reason=Reason.TOO_LARGE, detail=f"more than {size_max_bytes} bytes")
    # When it was saved is not known: a copy has another time. What it says of "two hours ago" is then left alone.
    now = datetime.now(UTC)
    page = Page(url=url, payload=payload, content_type=None, captured_at=now, encoding=encoding, is_captured_then=False)
    return Saved(file=path, url=url, page=page)


def _warc_pages(path: Path, encoding: str | None, size_max_bytes: int) -> Iterator[Saved]:
    """Yield the HTML pages of a WARC file that came whole with status 200; and where it is damaged."""
    try:
        for found in captures(path):
            if isinstance(found, WarcError):
                yield _unread(path, str(found))
            elif found.refers_to is None and (saved := _warc_page(path, found.capture, encoding, size_max_bytes)):
                yield saved
    except (WarcError, OSError) as damage:
        yield _unread(path, str(damage))


def _unread(path: Path, why: str) -> Saved:
    return Saved(file=path, url="", page=None, reason=Reason.EXTRACT_FAILED, detail=why)


def _warc_page(path: Path, capture: Capture, encoding: str | None, size_max_bytes: int) -> Saved | None:
    head = response_head(capture.response)
    mime = (head.get("content-type") or "text/html") if head else ""
    if head is None or head.status != 200 or "html" not in mime.lower():
        return None
    body = entity(capture, size_max_bytes)
    if body.too_large:
        return Saved(file=path, url=capture.target_uri, page=None, reason=Reason.TOO_LARGE, detail=body.why)
    page = Page(url=capture.target_uri, payload=body.data, content_type=mime, captured_at=capture.date, encoding=encoding)
    return Saved(file=path, url=capture.target_uri, page=page)


def _read_in_order(pages: Iterable[Saved], children: Children) -> Iterator[Answered]:
    for saved, future in read_ahead(((saved, saved.page, saved.rules) for saved in pages), children):
        yield saved, _read(saved, future, children) if future else None


def _read(saved: Saved, future: Future[Article | Rejected], children: Children) -> Article | Rejected:
    """Return what a page is read as: one of which nobody knows when it was saved by the rules of the day of its story."""
    read = future.result()
    page, published = saved.page, read.date_published if isinstance(read, Article) else None
    if page is None or page.is_captured_then or published is None:
        return read
    rules = rules_at(saved.versions, published.date() if isinstance(published, datetime) else published)
    return read if rules == saved.rules else children.submit(page, rules).result()


def _by_source(saved: Saved, sources: Sequence[Source]) -> Saved:
    """Return the page with what its source is known for, and the rules that read captures of its day.

    A page saved without its address is known by the one it states.
    """
    page = saved.page
    url = (page.url or stated_url(page.payload) or "") if page else ""
    source = next((source for source in sources if url and source.owns(url)), None)
    if source is None or page is None:
        return saved
    known = replace(page, time_zone=source.time_zone, publisher=source.title)
    rules = rules_at(source.rules, page.captured_at.date())
    return replace(saved, page=known, rules=rules, versions=source.rules)


def exit_code(saved: Saved, read: Article | Rejected | None) -> int:
    """Return the exit code of one answer."""
    if isinstance(read, Article):
        return messages.EXIT_OK
    return messages.EXIT_NOT_ARTICLE if saved.page is not None else messages.EXIT_FAILED


def _print(saved: Saved, read: Article | Rejected | None, *, json: bool) -> None:
    if json:
        sys.stdout.write(answers.line(_answer(saved, read)) + "\n")
        sys.stdout.flush()
    elif isinstance(read, Article):
        tables.print_article(Console(), read)
    else:
        Console().print(f"{messages.plain(str(saved.file))}: {why_not(saved, read)}", markup=False, soft_wrap=True)


def why_not(saved: Saved, read: Rejected | None) -> str:
    """Return in words why a page gave no article, and what can be done."""
    if read is None and saved.reason is Reason.EXTRACT_FAILED:
        return messages.plain(saved.detail)  # a file that could not even be opened, or is damaged
    words, remedy = messages.WORDS[(read or saved).reason or Reason.EXTRACT_FAILED]
    return f"{words}; {remedy}"


def _answer(saved: Saved, read: Article | Rejected | None) -> dict[str, Any]:
    article = read if isinstance(read, Article) else None
    refusal = read if isinstance(read, Rejected) else saved
    outcome = Outcome.REJECTED if saved.page is not None else Outcome.FAILED
    return {
        "file": str(saved.file),
        "url": saved.url or (article.url if article else "") or None,
        "outcome": Outcome.ARCHIVED if article else outcome,
        "reason": None if article else refusal.reason,
        "detail": None if article else refusal.detail,
        "article": answers.article_answer(article),
    }
