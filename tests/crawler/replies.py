"""Replies for tests.crawler.octets, and stories for them to hold."""

from __future__ import annotations

from tests.crawler.octets import Reply
from tests.site import body, headline

HTML = b"Content-Type: text/html; charset=utf-8\r\n"


def page(number: int, more: str = "", comment: str = "") -> bytes:
    """A story's page. `more`: words added to its text; `comment`: octets that no reader sees."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in (*body(number), more) if paragraph)
    head = f"<!doctype html><html lang='ar'><head><meta charset='utf-8'><title>{headline(number)}</title></head>"
    return f"{head}<body><article><h1>{headline(number)}</h1>{paragraphs}</article><!--{comment}--></body></html>".encode()


def sized(content: bytes, headers: bytes = HTML, status: bytes = b"200 OK", *, then: str = "keep", pause_s: float = 0) -> Reply:
    head = b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\n\r\n" % (status, headers, len(content))
    return Reply(octets=(head, content), then=then, pause_s=pause_s)


def story(number: int, more: str = "", comment: str = "") -> Reply:
    return sized(page(number, more, comment))


def refusing(status: bytes, headers: bytes = b"") -> Reply:
    return sized(b"<html><body>no</body></html>", HTML + headers, status)


def moved(location: bytes, status: bytes = b"302 Found") -> Reply:
    return sized(b"", b"Location: " + location + b"\r\n", status)
