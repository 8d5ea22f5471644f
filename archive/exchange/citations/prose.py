"""A citation as a sentence, in Arabic and in English.

What pages say of themselves may be of either direction: each such name stands between FSI and PDI (Unicode TR9), so
that a headline in Arabic keeps its place in an English sentence wherever that is pasted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from babel.dates import format_date

from archive.exchange.citations.citation import Citation

ENDS = ("?", "!", ".", "…", "؟")
"""Signs after which a headline needs no full stop."""


def arabic(cited: Citation) -> str:
    """Return the citation in Arabic."""
    said = (
        "، ".join(map(_apart, cited.authors)),
        f"«{_apart(cited.headline)}»",
        _apart(cited.outlet),
        f"نقلًا عن {_apart(cited.agency)}" if cited.agency else None,
        _day(cited, "ar") or "من دون تاريخ",
        cited.url,
    )
    captured = f"{format_date(cited.captured_at, 'd MMMM y', locale='ar')}، {cited.captured_at:%H:%M} بالتوقيت العالمي"
    kept = f"محفوظ في أرشيف ورّاق منذ {captured}: سجلّ WARC {cited.record_id} في الملف {cited.filename}."
    return f"{'، '.join(filter(None, said))}. {kept}"


def english(cited: Citation) -> str:
    """Return the citation in English."""
    stop = "" if cited.headline.endswith(ENDS) else "."
    outlet, agency = _apart(cited.outlet), _apart(cited.agency)
    printed = f"{outlet} ({agency})" if outlet and agency else outlet or agency
    where = ", ".join(filter(None, (printed, _day(cited, "en") or "undated")))
    said = (", ".join(map(_apart, cited.authors)), f"“{_apart(cited.headline)}{stop}” {where}", cited.url)
    captured = f"{format_date(cited.captured_at, 'd MMMM y', locale='en')}, {cited.captured_at:%H:%M} UTC"
    kept = f"Archived by Warraq on {captured}: WARC record {cited.record_id} in {cited.filename}."
    return f"{'. '.join(filter(None, said))}. {kept}"


PROSE: Mapping[str, Callable[[Citation], str]] = {"ar": arabic, "en": english}
"""The sentences by their language."""


def _apart(name: str | None) -> str:
    return f"\u2068{name}\u2069" if name else ""


def _day(cited: Citation, code: str) -> str | None:
    return format_date(cited.published_on, "d MMMM y", locale=code) if cited.published_on else None
