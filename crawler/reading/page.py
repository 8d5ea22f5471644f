"""An explanation as one page: right to left, no script, nothing asked for outside; all that a site wrote is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from archive.models import Article
from archive.text.explain import Explained, Explanation, Fate
from crawler.saying.messages import plain

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
:root { color-scheme: light dark; --ground: #fff; --ink: #1b1f23; --faint: #6a737d; --edge: #e1e4e8;
  --kept: #e6f6ea; --kept-edge: #2da44e; --head: #e7f0fd; --head-edge: #2f6fd0; --field: #fff4d6; --field-edge: #bf8700; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --ink: #e6e8ea; --faint: #8b949e; --edge: #30363d;
  --kept: #12301c; --kept-edge: #3fb950; --head: #14263f; --head-edge: #5a9bf5; --field: #362a0b; --field-edge: #d29922; } }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.7 "Noto Naskh Arabic", "Noto Sans Arabic", "Segoe UI", Tahoma, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.5; margin: 0 0 .75rem; }
.en { direction: ltr; unicode-bidi: isolate; font-family: system-ui, sans-serif; }
.file { color: var(--faint); font-size: .8rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; direction: ltr; font-size: .85rem;
  border-block: 1px solid var(--edge); padding: .75rem 0; margin: 0 0 1rem; }
dt { color: var(--faint); } dd { margin: 0; text-align: left; overflow-wrap: anywhere; }
.legend { direction: ltr; font-size: .8rem; margin-bottom: 1rem; } .legend span { padding: .1rem .6rem; margin-right: .5rem; }
ol { list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 1fr 13rem; gap: 1rem; padding: .2rem .75rem; overflow-wrap: anywhere; }
.kept, .headline, .field { border-inline-start: 4px solid; margin-block: .15rem; }
.kept { background: var(--kept); border-color: var(--kept-edge); }
.headline { background: var(--head); border-color: var(--head-edge); font-weight: bold; }
.field { background: var(--field); border-color: var(--field-edge); }
.dropped { color: var(--faint); font-size: .85rem; border-inline-start: 4px solid transparent; }
.why { direction: ltr; text-align: left; font: .75rem/1.5 system-ui, sans-serif; color: var(--faint); padding-top: .25rem; }
@media (max-width: 40rem) { li { grid-template-columns: 1fr; gap: 0; } }
"""
LEGEND = {
    Fate.HEADLINE: "headline",
    Fate.KEPT: "kept as text",
    Fate.FIELD: "read into a field",
    Fate.DROPPED: "dropped",
}


def explained_page(explanation: Explanation, *, title: str, fields: Sequence[tuple[str, str]]) -> str:
    """Return the page. `title`: the file that was read; `fields`: names and values shown on top."""
    read = explanation.answer
    headline = read.headline if isinstance(read, Article) else ""
    top = "".join(f'<dt>{_shown(name)}</dt><dd dir="auto">{_shown(value)}</dd>' for name, value in fields)
    legend = "".join(f'<span class="{fate}">{words}</span>' for fate, words in LEGEND.items())
    return (
        '<!doctype html>\n<html lang="ar" dir="rtl">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_shown(headline or title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<div class="file en">{_shown(title)}</div>\n<h1>{_shown(headline)}</h1>\n<dl>{top}</dl>\n'
        f'<div class="legend">{legend}</div>\n<ol>\n{_items(explanation.lines)}</ol>\n</body>\n</html>\n'
    )


def _items(lines: Iterable[Explained]) -> str:
    """Return the lines; of neighbours that went for one reason, the first alone names it."""
    rows = (
        _item(line, line.why if first else "")
        for _, group in groupby(lines, key=lambda line: (line.fate, line.why))
        for first, line in ((index == 0, line) for index, line in enumerate(group))
    )
    return "".join(rows)


def _item(line: Explained, why: str) -> str:
    title = f"{line.tag}: {line.why or line.fate}"
    return (
        f'<li class="{line.fate}" title="{_shown(title)}"><span dir="auto">{_shown(line.text)}</span>'
        f'<span class="why">{_shown(why)}</span></li>\n'
    )


def _shown(text: str) -> str:
    return escape(plain(text))
