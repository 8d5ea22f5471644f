"""A public server within a network of its own (`unshare --net`): what it leads to inwards must never be connected to.

Run as a module inside that network, with a home folder; prints what the real commands answered, as JSON.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.crawler.conftest import FAST, Warraq
from tests.crawler.octets import OctetServer, Reply
from tests.crawler.replies import moved, sized, story
from tests.site import SOURCE

PUBLIC, OTHER = "93.184.216.34", "93.184.216.35"
TEXT = b"Content-Type: text/plain\r\n"
INWARDS = (
    "http://127.0.0.1:8080/",
    "http://localhost:8080/",
    "http://[::1]:8080/",
    "http://0x7f.1:8080/",
    "http://10.0.0.1:8080/",
)


class Listening(OctetServer):
    """Listens at an address and port of its own network."""

    def __init__(self, address: tuple[str, int], replies: dict[str, Reply]) -> None:
        self.address = address
        super().__init__(replies)

    def __post_init__(self) -> None:
        family = socket.AF_INET6 if ":" in self.address[0] else socket.AF_INET
        self._socket = socket.create_server(self.address, family=family, backlog=64)


def main(home: Path) -> None:
    """Bring the network up, serve, ask, tell."""
    for words in (
        ("link", "set", "lo", "up"),
        *(("addr", "add", f"{each}/32", "dev", "lo") for each in (PUBLIC, OTHER, "10.0.0.1")),
    ):
        subprocess.run(["ip", *words], check=True)
    feed = "".join(f"<item><title>t</title><link>{url}feed</link></item>" for url in INWARDS)
    replies = {f"/to/{number}": moved(url.encode()) for number, url in enumerate(INWARDS)} | {
        "/robots.txt": sized(b"User-agent: *\nDisallow:\n", TEXT),
        "/story": story(1),
        "/rss.xml": sized(
            f"<rss version='2.0'><channel><title>t</title>{feed}</channel></rss>".encode(), b"Content-Type: text/xml\r\n"
        ),
    }
    with ExitStack() as stack:
        inside = [
            stack.enter_context(Listening((address, 8080), {"/": story(2), "/feed": story(3)}))
            for address in ("127.0.0.1", "::1", "10.0.0.1")
        ]
        stack.enter_context(Listening((PUBLIC, 80), replies))
        stack.enter_context(Listening((OTHER, 80), {"/robots.txt": moved(INWARDS[0].encode()), "/story": story(1)}))
        warraq = Warraq(home, {"WARRAQ_CONTACT": "test@example.com"})
        urls = [
            f"http://{PUBLIC}/story",
            *(f"http://{PUBLIC}/to/{number}" for number in range(len(INWARDS))),
            f"http://{OTHER}/story",
        ]
        archived = warraq("archive", "--json", *FAST, *urls)
        (home / "sources").mkdir()
        (home / "sources" / "x.toml").write_text(SOURCE.format(base=f"http://{PUBLIC}", host=PUBLIC), "utf-8")
        crawled = warraq("crawl", "--json", *FAST)
        connections = [server.connections for server in inside]
    answers = {
        answer["url"]: (answer["outcome"], answer["reason"])
        for answer in (*archived.answers, *crawled.answers)
        if "url" in answer
    }
    print(json.dumps({"answers": answers, "connections": connections, "codes": [archived.code, crawled.code]}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
