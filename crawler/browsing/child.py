"""The process that drives the browser over one page: `python -m crawler.browsing.child`, a job as JSON on standard input.

It writes what it sees into the job's folder as it comes, so that a browser which hangs or is killed leaves what came before:
events.jsonl, a line a response that has ended (and a last one for the page), and the bodies beside it.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from playwright.async_api import Browser, BrowserContext, Error, Page, Playwright, Request, Response, async_playwright

FLAGS = (
    "--proxy-bypass-list=<-loopback>",  # also what lies on loopback is asked for through the proxy
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # names are the proxy's business
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-http2",  # one response at a time on a connection, which the proxy can measure; heads as they were sent
    "--disable-quic",
    "--disable-background-networking",
    "--gaia-url=https://nobody.invalid",  # else it asks for accounts of its own at its start
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--dns-prefetch-disable",
    "--no-pings",
    "--js-flags=--max-old-space-size=512",
)
QUIET_S = 5.0
"""How long a page that was loaded may take to fall quiet: what it asks for is awaited so long and no longer."""
LOADED_SHARE = 0.7
"""How much of its time a page may take to be loaded; the rest is for its text to be taken."""


class Recording:
    """What the browser receives, written as it comes. Exchanges by GET, of the web."""

    def __init__(self, folder: Path, *, number_max: int, size_max_bytes: int, total_max_bytes: int) -> None:
        self._folder, self._number_max = folder, number_max
        self._size_max_bytes, self._left_bytes = size_max_bytes, total_max_bytes
        self._events = (folder / "events.jsonl").open("a", encoding="utf-8")
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen: set[str] = set()
        self._written = 0
        self._is_closed = False

    def finished(self, request: Request) -> None:
        """Begin to write an exchange that has ended well."""
        if (
            self._is_closed
            or request.method != "GET"
            or not request.url.startswith(("http:", "https:"))
            or request.url in self._seen
        ):
            return
        if len(self._seen) >= self._number_max:
            self.write({"left": request.url})
            return
        self._seen.add(request.url)
        task = asyncio.ensure_future(self._keep(request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def failed(self, request: Request) -> None:
        """Note one that came to nothing."""
        if not self._is_closed and request.method == "GET" and request.url.startswith(("http:", "https:")):
            self.write({"failed": request.url, "why": request.failure or "", "is_navigation": _is_of_page(request)})

    async def close(self) -> None:
        """Take no more, wait for what is being written."""
        self._is_closed = True
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def write(self, event: dict[str, Any]) -> None:
        """Write a line."""
        self._events.write(json.dumps(event) + "\n")
        self._events.flush()

    def put(self, name: str, content: bytes) -> str | None:
        """Write a file; None where it is larger than a body, or all of them, may be."""
        if len(content) > min(self._size_max_bytes, self._left_bytes):
            return None
        self._left_bytes -= len(content)
        (self._folder / name).write_bytes(content)
        return name

    async def _keep(self, request: Request) -> None:
        try:
            response = await request.response()
            if response is None:
                return
            body = b"" if 300 <= response.status < 400 else await response.body()
            self.write(await self._event(request, response, body))
        except Error as problem:  # evicted, or the page is gone
            self.write({"failed": request.url, "why": problem.message[:200]})

    async def _event(self, request: Request, response: Response, body: bytes) -> dict[str, Any]:
        self._written += 1
        name = self.put(f"{self._written}.body", body)
        tls = await response.security_details() if request.url.startswith("https:") else None
        return {
            "url": request.url,
            "status": response.status,
            "status_text": response.status_text,
            "headers": [(one["name"], one["value"]) for one in await response.headers_array()],
            "request_headers": [(one["name"], one["value"]) for one in await request.headers_array()],
            "body": name,
            "size": len(body),
            "tls": tls.get("protocol") if tls else None,
            "began_ms": request.timing["startTime"],
            "via": request.redirected_from.url if request.redirected_from else None,
            "is_navigation": _is_of_page(request),
        }


def _is_of_page(request: Request) -> bool:
    """Tell whether it is for the page itself, or a redirect on the way to it."""
    return request.is_navigation_request() and request.frame.parent_frame is None


async def render(job: dict[str, Any]) -> None:
    """Open the page of a job, let it come to rest, and write its document."""
    folder = Path(job["folder"])
    limits = {name: job[name] for name in ("number_max", "size_max_bytes", "total_max_bytes")}
    recording = Recording(folder, **limits)
    async with async_playwright() as playwright:
        try:
            browser = await _launch(playwright, job)
        except Error as problem:
            recording.write({"error": f"Chromium did not begin: {problem.message.strip()}"[:500]})
            return
        recording.write({"browser": f"Chromium {browser.version}"})
        context = await _context(browser, job)
        context.on("requestfinished", recording.finished)
        context.on("requestfailed", recording.failed)
        page = await context.new_page()
        page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.dismiss()))
        context.on("page", lambda other: asyncio.ensure_future(other.close()) if other is not page else None)
        await _open(page, job, recording)
        await browser.close()


async def _launch(playwright: Playwright, job: dict[str, Any]) -> Browser:
    """Begin the browser, in its sandbox; root has none."""
    environment = {"HOME": job["folder"], "TMPDIR": job["folder"], "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
    return await playwright.chromium.launch(
        executable_path=job["chromium"],
        args=list(FLAGS),
        proxy={"server": f"http://127.0.0.1:{job['proxy_port']}"},
        chromium_sandbox=os.geteuid() != 0,
        env=environment,
        handle_sigint=False,
    )


async def _context(browser: Browser, job: dict[str, Any]) -> BrowserContext:
    """Return a fresh profile that downloads nothing and says, beside what it is, who sent it."""
    probe = await browser.new_page()
    agent = await probe.evaluate("navigator.userAgent")
    await probe.close()
    return await browser.new_context(
        user_agent=f"{agent} {job['user_agent']}",
        locale="ar",
        accept_downloads=False,
        service_workers="block",
        ignore_https_errors=job["insecure"],
        viewport={"width": 1280, "height": 1024},
    )


async def _open(page: Page, job: dict[str, Any], recording: Recording) -> None:
    began, limit_s = monotonic(), float(job["timeout_s"])
    try:
        response = await page.goto(job["url"], wait_until="domcontentloaded", timeout=limit_s * LOADED_SHARE * 1000)
    except Error as problem:
        await recording.close()
        recording.write({"error": problem.message[:500]})
        return
    left_s = max(0.0, limit_s * LOADED_SHARE - (monotonic() - began))
    with suppress(Error):  # it asks for ever: what it shows now is what there is
        await page.wait_for_load_state("networkidle", timeout=max(1.0, min(QUIET_S, left_s) * 1000))
    try:
        document = (await asyncio.wait_for(page.content(), max(1.0, limit_s - (monotonic() - began)))).encode(
            "utf-8", "replace"
        )
    except (Error, TimeoutError) as problem:  # a script that never ends
        recording.write({"error": f"Timeout: its document could not be taken {problem}"[:500]})
        return
    await recording.close()
    recording.write(
        {
            "page": response.url if response else page.url,
            "shown": page.url,
            "document": recording.put("document.html", document),
            "size": len(document),
        }
    )


def _end_with_parent() -> None:
    """End when the other end of standard input is gone: a browser whose crawl was killed must not live on."""
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    told = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    asyncio.run(render(told))
