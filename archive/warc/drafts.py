"""Which records an exchange, a reading, a file's beginning become. Pure: nothing is written here.

Sections are those of WARC 1.1 (ISO 28500:2017); docs/archive.md says why each choice was made.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from archive.models import Article, Capture, Original, Record
from archive.warc.http import Head, redact_request, response_head
from archive.warc.jsonld import article_to_jsonld
from archive.warc.record import Draft, Fields, field_lines, new_id, warc_date, warc_uri

HTTP_RESPONSE = "application/http;msgtype=response"
HTTP_REQUEST = "application/http;msgtype=request"
WARC_FIELDS = "application/warc-fields"
JSON_LD = "application/ld+json"
OCTETS = "application/octet-stream"

CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

TRUNCATED_FIELD = "truncated"
"""In a metadata record: why nothing was received, so that there is no record to bear WARC-Truncated."""

SALVAGED_FROM = "warraq-salvaged-from"
"""In a warcinfo: the damaged file that the records were taken out of."""

SUBSET_OF = "warraq-subset-of"
"""In a warcinfo: the choice by which the records were copied out of an archive; each still names its own file's warcinfo."""

HTTP_VERSIONS = (b"HTTP/1.0", b"HTTP/1.1")
"""What a `response` record may begin with: warcio's checker stops at any other octets."""

DOCUMENT_OF = "urn:dom:"
"""What the address of a rendered document begins with; the page's follows."""

_SURROGATE = re.compile("[\ud800-\udfff]")

ODD_HEAD = re.compile(rb"(?<!\r)\n|\n[\s\x1c-\x1f\x85\xa0\xc2]+\n")
"""A bare LF, or a line of nothing but space: FastWARC ends a head at CRLF CRLF only, warcio at any line without letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcInfo:
    """What stands in the first record of every file: who wrote it, with what, under which rules.

    `robots`: "obey" or "ignore". `operator`: name or address of who answers for the crawl. `settings`: whatever else
    changes what is captured, such as ("size-max-bytes", "10000000").
    """

    software: str
    operator: str | None
    robots: str
    user_agent: str
    hostname: str
    is_part_of: str | None = None
    description: str | None = None
    settings: tuple[tuple[str, str], ...] = ()


def info_draft(info: WarcInfo, *, filename: str, opened: datetime) -> Draft:
    """Draft the warcinfo of a file (section 6.2)."""
    said = (
        ("software", info.software),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", CONFORMS_TO),
        ("operator", info.operator),
        ("isPartOf", info.is_part_of),
        ("description", info.description),
        ("robots", info.robots),
        ("http-header-user-agent", info.user_agent),
        ("hostname", info.hostname),
        *info.settings,
    )
    return Draft(
        warc_type="warcinfo",
        record_id=new_id(),
        fields=(("WARC-Date", warc_date(opened)), ("WARC-Filename", filename)),
        content_type=WARC_FIELDS,
        block=field_lines([(name, value) for name, value in said if value is not None]),
    )


def pair_drafts(capture: Capture, *, digest: str, said: Fields, original: Original | None) -> tuple[Draft, ...]:
    """Draft the records of one exchange: what was received (if anything was), the request, the metadata.

    `digest`: of the entity. `said`: more for the metadata record. `original`: see `WarcWriter.write_pair`.
    """
    common = _common_fields(capture)
    received = _received(capture, common, original) if len(capture.response) else None
    request = Draft(
        warc_type="request",
        record_id=new_id(),
        fields=(*common, *_concurrent(received)),
        content_type=HTTP_REQUEST,
        block=redact_request(capture.request),
    )
    metadata = Draft(
        warc_type="metadata",
        record_id=new_id(),
        fields=(*common[:2], *_concurrent(received or request)),
        content_type=WARC_FIELDS,
        block=field_lines((*said, *_why_nothing(capture), ("entity-digest", digest))),
    )
    return (received, request, metadata) if received else (request, metadata)


def conversion_draft(article: Article, refers_to: Record, *, date: datetime, now: datetime) -> Draft:
    """Draft a reading (section 6.8). Its own date is that of the reading; WARC-Refers-To-Date is the capture's."""
    return Draft(
        warc_type="conversion",
        record_id=new_id(),
        fields=(
            ("WARC-Date", warc_date(now)),
            ("WARC-Target-URI", warc_uri(article.url)),
            ("WARC-Refers-To", f"<{refers_to.record_id}>"),
            ("WARC-Refers-To-Date", warc_date(date)),
        ),
        content_type=JSON_LD,
        block=_SURROGATE.sub(_escaped, json.dumps(article_to_jsonld(article), ensure_ascii=False)).encode(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A page's document as a browser showed it, scripts done. `url`: the page's. `payload`: HTML in UTF-8. `date`: when."""

    url: str
    payload: bytes
    date: datetime


def document_draft(document: Document, page: Record) -> Draft:
    """Draft a rendered document (section 6.4), beside the response that it came from.

    Its address is "urn:dom:" and the page's: at the page's own, tools that replay would show it in the response's place.
    """
    return Draft(
        warc_type="resource",
        record_id=new_id(),
        fields=(
            ("WARC-Date", warc_date(document.date)),
            ("WARC-Target-URI", warc_uri(DOCUMENT_OF + document.url)),
            ("WARC-Concurrent-To", f"<{page.record_id}>"),
        ),
        content_type="text/html; charset=utf-8",
        block=document.payload,
        payload_start=0,
    )


def _escaped(found: re.Match[str]) -> str:
    """Return a lone surrogate, which UTF-8 cannot write, as JSON writes it: the article read back is the same."""
    return f"\\u{ord(found[0]):04x}"


def _common_fields(capture: Capture) -> tuple[tuple[str, str], ...]:
    """Return what all records of one exchange share; date and URI come first."""
    fields = [("WARC-Date", warc_date(capture.date)), ("WARC-Target-URI", warc_uri(capture.target_uri))]
    if capture.ip_address:
        fields.append(("WARC-IP-Address", capture.ip_address))
    fields += [("WARC-Protocol", protocol) for protocol in capture.protocol]
    if capture.cipher_suite:
        fields.append(("WARC-Cipher-Suite", capture.cipher_suite))
    return tuple(fields)


def _received(capture: Capture, common: Fields, original: Original | None) -> Draft:
    """Draft what was received as the most that it is: a revisit, a response, octets."""
    head = response_head(capture.response)
    if original and head and not capture.truncated:
        return _revisit(capture, head, common, original)
    truncated = (("WARC-Truncated", capture.truncated.value),) if capture.truncated else ()
    is_http = capture.response[:8].upper() in HTTP_VERSIONS
    return Draft(
        warc_type="response" if is_http else "metadata",
        record_id=new_id(),
        fields=(*common, *truncated),
        content_type=HTTP_RESPONSE if is_http else OCTETS,
        block=capture.response,
        payload_start=head.length if head and is_http and _is_plain(capture, head) else None,
    )


def _is_plain(capture: Capture, head: Head) -> bool:
    """Tell whether all tools see the head end where it does; else a digest of the payload is right for some of them only."""
    ends_plainly = capture.response[: head.length].endswith(b"\r\n\r\n")
    return ends_plainly and not ODD_HEAD.search(capture.response, 0, head.length - len(b"\r\n"))


def _revisit(capture: Capture, head: Head, common: Fields, original: Original) -> Draft:
    """Draft a revisit (section 6.7): the head received, and for a payload that came again the digest it was known by.

    A 304 brings no payload, so no digest of one, as in the standard's own example.
    """
    not_modified = head.status == 304
    return Draft(
        warc_type="revisit",
        record_id=new_id(),
        fields=(
            *common,
            ("WARC-Profile", NOT_MODIFIED if not_modified else SAME_PAYLOAD),
            ("WARC-Refers-To", f"<{original.record.record_id}>"),
            ("WARC-Refers-To-Target-URI", warc_uri(original.target_uri)),
            ("WARC-Refers-To-Date", warc_date(original.date)),
        ),
        content_type=HTTP_RESPONSE,
        block=capture.response[: head.length],
        payload_digest=None if not_modified else original.record.digest,
    )


def _why_nothing(capture: Capture) -> tuple[tuple[str, str], ...]:
    return ((TRUNCATED_FIELD, capture.truncated.value),) if capture.truncated and not len(capture.response) else ()


def _concurrent(draft: Draft | None) -> tuple[tuple[str, str], ...]:
    return (("WARC-Concurrent-To", f"<{draft.record_id}>"),) if draft else ()
