r"""A citation for BibTeX and biblatex (https://ctan.org/pkg/biblatex, section 2.1).

Braces are counted by BibTeX even behind a backslash, so that one in a headline would end its field, or swallow the next: they
are written by name (\textbraceleft). An address is taken as it is by biblatex's `url`; what would end it is percent-encoded.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.exchange.citations.citation import Citation

MEDIA_TYPE = "application/x-bibtex"

_ACTING = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "$&#%_"},
    }
)
_LANGUAGES = {"ar": "arabic", "en": "english", "fr": "french"}


def bibtex(cited: Citation) -> str:
    """Return the citation as an entry."""
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in _fields(cited))
    return f"@online{{warraq-{cited.id},\n{lines}\n}}\n"


def _fields(cited: Citation) -> Iterator[tuple[str, str]]:
    if cited.authors:  # each in braces: "and" parts names, and a comma would part one of them
        yield "author", " and ".join(f"{{{_text(name)}}}" for name in cited.authors)
    yield "title", f"{{{_text(cited.headline)}}}"
    if cited.outlet:
        yield "organization", f"{{{_text(cited.outlet)}}}"
    if cited.published_on:
        yield "date", cited.published_on.isoformat()
    yield "url", cited.url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
    yield "urldate", cited.captured_on.isoformat()
    if (language := _LANGUAGES.get((cited.language or "").partition("-")[0].lower())) is not None:
        yield "langid", language
    yield "note", _text(cited.note)


def _text(text: str) -> str:
    return text.translate(_ACTING)
