"""An article as JSON-LD (https://schema.org/NewsArticle) and back: the same article."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from archive.dating import DateEvidence, DateKind, DateOf, DateStanding
from archive.models import Article, Extractor

CONTEXT = ("https://schema.org", {"warraq": "https://warraq.org/ns#"})
"""Schema.org has none of these: `warraq:digest` is the SHA-256 of the entity that was read, `warraq:extractor` what read it;
`warraq:dateEvidence` what the dates were read from, the most trusted first (`warraq:of` "published" or "modified",
`warraq:kind`, `name`, `text`, `warraq:value` in ISO 8601, `warraq:standing`: models.DateEvidence)."""


def article_to_jsonld(article: Article) -> dict[str, Any]:
    """Return `article` as a NewsArticle; what is absent is left out."""
    said = {
        "@context": list(CONTEXT),
        "@type": "NewsArticle",
        "url": article.url,
        "mainEntityOfPage": article.canonical_url,
        "headline": article.headline,
        "alternativeHeadline": article.alternative_headline,
        "description": article.description,
        "articleBody": article.article_body,
        "author": [{"@type": "Person", "name": name} for name in article.author] or None,
        "publisher": _named("NewsMediaOrganization", article.publisher),
        "sourceOrganization": _named("NewsMediaOrganization", article.source_organization),
        "dateline": article.dateline,
        "datePublished": _date_to_text(article.date_published),
        "dateModified": _date_to_text(article.date_modified),
        "inLanguage": article.in_language,
        "articleSection": article.article_section,
        "keywords": list(article.keywords) or None,
        "image": article.image,
        "isAccessibleForFree": article.is_accessible_for_free,
        "warraq:digest": article.digest,
        "warraq:extractor": _extractor_to_jsonld(article.extractor),
        "warraq:dateEvidence": [_evidence_to_jsonld(each) for each in article.date_evidence] or None,
    }
    return {name: value for name, value in said.items() if value is not None}


def article_from_jsonld(said: Mapping[str, Any]) -> Article:
    """Return the article that `article_to_jsonld` wrote. Raises ValueError for anything else."""
    try:
        return Article(
            url=said["url"],
            canonical_url=said.get("mainEntityOfPage"),
            headline=said["headline"],
            alternative_headline=said.get("alternativeHeadline"),
            description=said.get("description"),
            article_body=said["articleBody"],
            author=tuple(person["name"] for person in said.get("author", ())),
            publisher=_name(said.get("publisher")),
            source_organization=_name(said.get("sourceOrganization")),
            dateline=said.get("dateline"),
            date_published=_date_from_text(said.get("datePublished")),
            date_modified=_date_from_text(said.get("dateModified")),
            in_language=said.get("inLanguage"),
            article_section=said.get("articleSection"),
            keywords=tuple(said.get("keywords", ())),
            image=said.get("image"),
            is_accessible_for_free=said.get("isAccessibleForFree"),
            digest=said["warraq:digest"],
            extractor=_extractor_from_jsonld(said["warraq:extractor"]),
            date_evidence=tuple(map(_evidence_from_jsonld, said.get("warraq:dateEvidence", ()))),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no article of ours: {error!r}") from error


def _named(kind: str, name: str | None) -> dict[str, str] | None:
    return None if name is None else {"@type": kind, "name": name}


def _name(named: Mapping[str, str] | None) -> str | None:
    return None if named is None else named["name"]


def _extractor_to_jsonld(extractor: Extractor) -> dict[str, str]:
    return {
        "@type": "SoftwareApplication",
        "name": extractor.name,
        "softwareVersion": extractor.version,
        "warraq:rulesVersion": extractor.rules_version,
    }


def _extractor_from_jsonld(said: Mapping[str, str]) -> Extractor:
    return Extractor(name=said["name"], version=said["softwareVersion"], rules_version=said["warraq:rulesVersion"])


def _evidence_to_jsonld(evidence: DateEvidence) -> dict[str, str]:
    said = {
        "warraq:of": evidence.of.value,
        "warraq:kind": evidence.kind.value,
        "name": evidence.name,
        "text": evidence.text,
        "warraq:value": _date_to_text(evidence.value),
        "warraq:standing": evidence.standing.value,
    }
    return {name: value for name, value in said.items() if value is not None}


def _evidence_from_jsonld(said: Mapping[str, str]) -> DateEvidence:
    return DateEvidence(
        of=DateOf(said["warraq:of"]),
        kind=DateKind(said["warraq:kind"]),
        name=said.get("name"),
        text=said["text"],
        value=_date_from_text(said.get("warraq:value")),
        standing=DateStanding(said["warraq:standing"]),
    )


def _date_to_text(when: datetime | date | None) -> str | None:
    return None if when is None else when.isoformat()


def _date_from_text(text: str | None) -> datetime | date | None:
    """Read an ISO 8601 date; a plain one stays plain: no time is invented where the page showed none."""
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
