"""The language of a text: by its letters and words, since pages often declare another."""

from __future__ import annotations

from resiliparse.parse.lang import detect_fast

SAMPLE = 2_000
LANGUAGES = ["ar", "fa", "ur", "ckb", "en", "fr", "tr", "ps"]
_SURE = 60


def language_of(text: str, declared: str | None) -> str | None:
    """Return the ISO 639 code of `text`; what the page declares counts only where the text is too short to tell."""
    if len(text) < _SURE:
        return (declared or "").replace("_", "-").split("-")[0].lower() or None
    found: str = detect_fast(text[:SAMPLE], cutoff=5_000, langs=LANGUAGES)[0]
    return found if found != "unknown" else None
