"""Which text of a page is which version: pure, so that a rebuild decides as the crawl did."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from archive.models import Article, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`number`: the version shown. `outcome`: unchanged when it was the last shown. `is_new`: never seen before."""

    number: int
    outcome: Outcome
    is_new: bool


def decide(latest: int | None, known_digests: Sequence[str], text_digest: str) -> Decision:
    """Say which version a text is.

    `known_digests`: of versions 1, 2, … of the page. `latest`: the number shown last, or None. A text that returns (A, B, A)
    is a change, thus archived, but no new version: it shows version 1 again. Versions that were read again may have come to
    have one text: of these the one shown last goes on being shown.
    """
    if latest is not None and known_digests[latest - 1] == text_digest:
        return Decision(number=latest, outcome=Outcome.UNCHANGED, is_new=False)
    number = known(known_digests, text_digest)
    if number is None:
        return Decision(number=len(known_digests) + 1, outcome=Outcome.ARCHIVED, is_new=True)
    return Decision(number=number, outcome=Outcome.ARCHIVED, is_new=False)


def known(known_digests: Sequence[str], text_digest: str) -> int | None:
    """Return the number of the version that a text is, or None where it is none of them."""
    return known_digests.index(text_digest) + 1 if text_digest in known_digests else None


def text_digest(article: Article) -> str:
    r"""Return "sha256:" and the hexadecimal SHA-256 of: headline, one line feed, article_body.

    In UTF-8, with no line feed at the end and nothing normalised; a lone surrogate, which UTF-8 cannot write, counts as "?".
    By hand: printf '%s\n%s' "$headline" "$article_body" | sha256sum
    """
    text = f"{article.headline}\n{article.article_body}"
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
