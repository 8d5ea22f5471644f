"""Where a story comes from: who wrote it, which agency is credited for its text, and the place it was sent from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from archive.text.arabic import clean, fold
from archive.text.body import story
from archive.text.body.captions import is_pictures_credit
from archive.text.body.reading import Reading
from archive.text.fields.metadata import Metadata
from archive.text.fields.signed import read_signed
from archive.text.origin import byline, credit, signature
from archive.text.origin.agencies import agency_at, agency_named, is_ordinary
from archive.text.origin.dateline import read_dateline, take_opening
from archive.text.origin.ends import Credited, take_credits
from archive.text.origin.persons import persons_in
from archive.text.origin.pieces import Spot, signable, spot_of
from archive.text.origin.places import is_place, is_town
from archive.text.origin.sourced import agency_in_data
from archive.text.origin.words import labels
from archive.text.page.blocks import HEADINGS, Line
from archive.text.page.zones import Zone

LISTED_MIN = 3
"""Persons named in lines of their own, one after the other, from which they are a list; fewer sign together."""
NAME_MIN = 6
"""Letters of an outlet's name that is no part of a person's by chance."""
ABOVE = 4
BELOW = 4
INTO = 8
"""Lines of the story, at both its ends, among which a credit in a box of its own may stand."""
ENDS_LOOKED_AT = 2

_NO_SIGNATURE = frozenset((Zone.COMMENTS, Zone.RELATED, Zone.CAPTION, Zone.FORM, Zone.HIDDEN, Zone.TAGS, Zone.SHARE))
_WIRES = re.compile(r"[a-z]{3,20}(?:-[a-z]{2,12})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """`paragraphs`: the story without what they said of its origin. `dateline`: one place or several, as printed."""

    paragraphs: tuple[str, ...]
    authors: tuple[str, ...]
    agency: str | None
    dateline: str | None


def read_origin(found: Reading, told: Metadata, url: str) -> Origin:
    """Return the origin of the story `found`; `told`: the page's metadata; `url`: its address, or ""."""
    names = found.names
    credited = take_credits(found.paragraphs, names)
    near = spots_near(found)
    crediting = [spot for spot in near if not _is_pictures(spot, names)]
    sources = [source for spot in crediting for text in spot.texts if (source := credit.read_source(text, names))]
    signed = [one for spot in crediting for text in signable(spot) if (one := signature.read_signature(text, names))]
    signing = [spot for spot in near if not _is_editors_mark(spot.line, found)]
    opened = (spot.line.text for spot in signing if spot in crediting)
    datelines = [opening for text in opened if (opening := read_dateline(text, names))]
    openings = _openings_above(found, told, near)
    persons = credited.persons or tuple(person for opening in datelines for person in opening.persons)
    titled = [signer for title in told.titles if (signer := read_signed(title).name)]
    ends = [spot for spot in signing if spot.line in {*found.kept[:1], *found.kept[-1:]}]
    authors = persons or byline.read_authors(signing, _spots_above(found), (*_authors_told(told), *titled), names, ends)
    return Origin(
        paragraphs=_unsigned(credited, authors),
        authors=authors,
        agency=_agency(credited, (*sources, *datelines, *signed, *openings), told, url, names),
        dateline=_dateline(credited, near, (*datelines, *sources, *signed)) or next((one.place for one in openings), None),
    )


def _authors_told(told: Metadata) -> list[str]:
    """Return whom metadata name, without what they call the outlet as well; a blog bears its writer's name."""
    outlets = [name for name in told.site_names if len(name) >= NAME_MIN]
    return [name for name in told.authors if persons_in(name) or not signature.is_outlet(name, outlets)]


def spots_near(found: Reading) -> list[Spot]:
    """Return where a byline or a source may stand: from the headline to a little into the story, and around its end."""
    ends = sorted({*range(found.start, found.first + INTO), *range(found.last - INTO, found.last + BELOW)})
    texts = {line.index for line in found.kept if _is_text(line, found)} | _listed(found) | {found.top}
    lines = [found.seen[index] for index in ends if found.start <= index < len(found.seen) and index not in texts]
    short = (line for line in lines if len(line.text) <= byline.LINE_MAX)
    return [spot_of(line) for line in short if line.zone not in _NO_SIGNATURE or _is_labelled(line, found)]


def _is_text(line: Line, found: Reading) -> bool:
    """Tell the story's own sentences and headings from a signature, which was taken off its paragraphs."""
    is_sentence = story.is_prose(line) and (len(line.text) > byline.LINE_MAX or clean(line.text) in found.paragraphs)
    return is_sentence or line.tag in HEADINGS


def _listed(found: Reading) -> set[int]:
    """Return the lines of the story that list persons, such as the dead of a day: several in a row, each short."""
    runs = (list(run) for is_short, run in groupby(found.kept, key=_is_short) if is_short)
    return {line.index for run in runs if sum(map(_names_someone, run)) >= LISTED_MIN for line in run}


def _is_short(line: Line) -> bool:
    return not story.is_prose(line) and not byline.is_byline(line.text)


def _names_someone(line: Line) -> bool:
    return signature.read_signature(line.text) is not None or credit.is_signed(line.text.strip(credit.EDGES))


def _is_pictures(spot: Spot, names: Sequence[str]) -> bool:
    """Tell an agency credited for a picture from a place, a date or a writer beside a portrait or an emblem."""
    is_writers = spot.is_dated or spot.line.zone is Zone.BYLINE or any(piece.is_authors for piece in spot.pieces)
    if fold(re.split(r"\s{0,2}[:/]", spot.line.text, maxsplit=1)[0]).strip(credit.EDGES) in labels("others"):
        return True
    if is_writers or not is_pictures_credit(spot.line):
        return False
    said = credit.read_source(spot.line.text, names) or read_dateline(spot.line.text, names)
    signed = signature.read_signature(spot.line.text, names)
    place = said.place if said else signed.place if signed and not signed.agency else None
    return place is None or not is_place(place)


def _is_labelled(line: Line, found: Reading) -> bool:
    """Tell «كتب: فلان» among the buttons between the headline and the story."""
    return line.zone is Zone.SHARE and found.start <= line.index < found.first and byline.is_byline(line.text)


def _is_editors_mark(line: Line, found: Reading) -> bool:
    """Tell an agency's editors below a text: «وام/ فلان/ فلان», or a name under «/العُمانية/»."""
    first = re.split(r"\s{0,2}[/-]\s{0,2}", line.text, maxsplit=1)[0]
    above = found.seen[line.index - 1].text if line.index else ""
    return line.index > found.first and (agency_named(first) is not None or agency_named(above) is not None)


def _openings_above(found: Reading, told: Metadata, near: Sequence[Spot]) -> list[credit.Credit]:
    """Return how an agency's report opens in a summary above the story or in the metadata, where the story opens without."""
    texts = (*(spot.line.text for spot in near if spot.line.index < found.first), *told.descriptions)
    openings = (take_opening(text, found.names)[0] for text in texts)
    return [opening for opening in openings if opening and opening.agency and opening.place]


def _spots_above(found: Reading) -> list[Spot]:
    """Return the lines above the headline, where columns name their writer."""
    lines = found.seen[max(0, found.start - ABOVE) : found.start]
    return [spot_of(line) for line in lines if line.zone in {None, Zone.BYLINE} and len(line.text) <= byline.LINE_MAX]


def _agency(
    credited: Credited,
    said: Iterable[credit.Credit | signature.Signature],
    told: Metadata,
    url: str,
    names: Sequence[str],
) -> str | None:
    """Return the agency that the text itself credits, else a line beside it, metadata, a section or host, or page data."""
    own = {agency_named(name) for name in names}
    marked = [one.agency for one in said if one.agency]
    named = (*told.organizations, *told.authors, *told.site_names)
    in_metadata = [name for text in named if (name := _agency_in(text, names)) and name not in own]
    in_address = [name for name in _wires_in(url) if name not in own]
    beside = credit.first_named([*marked]) or credit.first_named([*in_metadata, *in_address])
    return credited.agency or beside or agency_at(url) or agency_in_data(told.data, told.titles)


def _agency_in(text: str, names: Sequence[str]) -> str | None:
    """Return the agency of «رويترز» or of «القاهرة - د ب أ» as metadata name an author or a source."""
    whole = agency_named(text)
    read = None if whole else credit.read_credit(text, names)
    return whole or (read.agency if read else None)


def _wires_in(url: str) -> list[str]:
    """Return the agencies whose own section an address names («/reuters/2026/…»): not its last part, which is a title."""
    parts = urlsplit(url).path.lower().split("/")[1:-1]
    return [
        name
        for part in parts
        if _WIRES.fullmatch(part) and not is_ordinary(part) and (name := agency_named(part.replace("-", " ")))
    ]


def _dateline(credited: Credited, near: Sequence[Spot], said: Iterable[credit.Credit | signature.Signature]) -> str | None:
    """Return the place that the text gives, else a line beside it: a known one, or one in the byline's place."""
    beside = (one.place for one in said if one.place and is_place(one.place))
    in_bylines = (place for spot in near if spot.line.zone is Zone.BYLINE for text in spot.texts if (place := _place_in(text)))
    unknown = (one.place for one in said if one.place and isinstance(one, signature.Signature))
    return credited.dateline or next(beside, None) or next(in_bylines, None) or next(unknown, None)


def _place_in(text: str) -> str | None:
    """Return the town of «نواكشوط» or «دبي - العربية Business» in a byline's place, whatever stands beside it."""
    parts = [part.strip(credit.EDGES) for part in re.split(r"\s[-–—|]\s|:\s|/", text)]
    is_short = len(text) <= signature.LENGTH_MAX and len(parts) <= 3
    return next((part for part in (parts[0], parts[-1]) if is_town(part)), None) if is_short else None


def _unsigned(credited: Credited, authors: Sequence[str]) -> tuple[str, ...]:
    """Take off both ends a line that only repeats who wrote: with rare names it was no signature by itself."""
    rest = list(credited.paragraphs)
    known = {fold(author) for author in authors}
    for end in (0, -1):
        for _ in range(ENDS_LOOKED_AT):
            if len(rest) > 1 and fold(signature.unlabelled(rest[end].strip(credit.EDGES))).strip(credit.EDGES) in known:
                rest.pop(end)
    return tuple(rest)
