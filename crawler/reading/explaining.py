"""`warraq extract --explain`: what became of each line of a page and why, in the terminal or as a page of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from archive.models import Article, Reason, Rejected
from archive.text.explain import CARRIED, Explained, Explanation, Fate, explain
from crawler.reading import saved
from crawler.reading.page import explained_page
from crawler.reading.saved import Saved
from crawler.saying import messages, tables
from crawler.saying.messages import plain

MARKS = {
    Fate.KEPT: ("✓", "green", ""),
    Fate.HEADLINE: ("#", "bold", "bold"),
    Fate.FIELD: ("→", "yellow", "yellow"),
    Fate.DROPPED: ("·", "dim", "dim"),
}
"""A mark for each fate, the mark's style, and the line's."""


def explain_files(  # noqa: PLR0913 - the command's options
    files: Sequence[Path],
    *,
    url: str,
    encoding: str | None,
    html: Path | None,
    home: Path | None,
    options: Mapping[str, Any],
) -> int:
    """Explain every page of `files`; `html`: write the only one there as a page. Return the worst exit code."""
    found = saved.readings(files, url=url, encoding=encoding, home=home, options=options)
    if html is not None:
        return _write(html, list(_at_most_two(found)))
    worst = messages.EXIT_OK
    for one, read in found:
        worst = max(worst, saved.exit_code(one, read))
        _print(Console(), one, _explanation(one, read))
    return worst


def _at_most_two(found: Iterable[saved.Answered]) -> Iterable[saved.Answered]:
    """Two are enough to see that there is more than one page."""
    return (each for each, _ in zip(found, range(2), strict=False))


def _explanation(one: Saved, read: Article | Rejected | None) -> Explanation | None:
    """Read once more, for its trace, a page that a child has read within the limits: the same page reads the same."""
    if one.page is None or read is None:
        return None
    if isinstance(read, Rejected) and read.reason in {Reason.EXTRACT_FAILED, Reason.INTERRUPTED}:
        return Explanation(answer=read)
    return explain(one.page, one.rules)


def _write(out: Path, found: Sequence[saved.Answered]) -> int:
    if len(found) != 1:
        raise typer.BadParameter(f"--html takes one page, and there {'are several' if found else 'is none'}")
    ((one, read),) = found
    explanation = _explanation(one, read)
    if explanation is None:
        messages.say(f"{one.file}: {saved.why_not(one, None)}")
        return saved.exit_code(one, read)
    try:
        out.write_text(explained_page(explanation, title=str(one.file), fields=fields_of(explanation)), "utf-8")
    except OSError as problem:
        raise typer.BadParameter(f"--html: {out} cannot be written: {problem.strerror}") from problem
    messages.say(f"{out} shows what was kept of {one.file} and why")
    return saved.exit_code(one, read)


def fields_of(explanation: Explanation) -> tuple[tuple[str, str], ...]:
    """Return what the page reads as, name by name: the article's fields with the evidence of its dates, or why it is none."""
    read = explanation.answer
    if isinstance(read, Article):
        return (*tables.article_fields(read, in_full=True), *((("note", CARRIED),) if explanation.is_carried else ()))
    reason = ": ".join(filter(None, (read.reason, read.detail)))
    return (("no article", f"{messages.WORDS[read.reason][0]} ({reason})"),)


def _print(console: Console, one: Saved, explanation: Explanation | None) -> None:
    console.print(Text(plain(str(one.file)), style="bold underline"), soft_wrap=True)
    if explanation is None:
        console.print(Text(saved.why_not(one, None)), soft_wrap=True)
        return
    if isinstance(explanation.answer, Article):
        console.print(Text(plain(explanation.answer.headline), style="bold"), soft_wrap=True)
    for name, value in fields_of(explanation):
        console.print(Text.assemble((f"  {name:<11}", "dim"), plain(value)), soft_wrap=True)
    console.print()
    for line in explanation.lines:
        console.print(line_of(line), soft_wrap=True)
    console.print()


def line_of(line: Explained) -> Text:
    """Return one line of the page: mark, why it is no paragraph if it is none, and its text."""
    mark, mark_style, style = MARKS[line.fate]
    why = f"[{plain(line.why)}] " if line.why else ""
    return Text.assemble((f"{mark} ", mark_style), (why, "dim italic"), (plain(line.text), style))
