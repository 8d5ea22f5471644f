"""What a source's rules say of a page, put over what was found without them: they were written by someone who looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from archive.errors import BadUrl
from archive.models import Article
from archive.text.arabic import clean
from archive.text.origin.agencies import agency_named
from archive.text.rules import ADDRESSES, MANY
from archive.urls import normalize

TEXTS = ("alternative_headline", "description", "article_section", "publisher", "dateline", "in_language")
NOT_FREE = ("false", "no", "0")

Said = Mapping[str, tuple[str, ...]]


def overrule(article: Article, said: Said) -> Article:
    """Return `article` with the fields that the rules found (archive.text.rules.select_texts); the others stay.

    Headline, body and dates are not set here: rules for these are followed where lines and dates are weighed.
    """
    fields: dict[str, object] = {name: clean(said[name][0]) for name in TEXTS if said[name]}
    fields |= {name: tuple(map(clean, said[name])) for name in MANY if said[name]}
    fields |= {name: url for name in ADDRESSES if said[name] and (url := _address(said[name][0], article.url))}
    if said["source_organization"]:
        agency = clean(said["source_organization"][0])
        fields["source_organization"] = agency_named(agency) or agency
    if said["is_accessible_for_free"]:
        fields["is_accessible_for_free"] = said["is_accessible_for_free"][0].strip().lower() not in NOT_FREE
    return replace(article, **fields)  # type: ignore[arg-type]  # names and types are the article's own


def _address(text: str, base: str) -> str | None:
    try:
        return normalize(text, base)
    except BadUrl:
        return None
