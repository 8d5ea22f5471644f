"""What real pages carry besides their story: style sheets and scripts in line, pictures. Generated, so that no site's are copied."""

from __future__ import annotations

import struct
import zlib
from functools import cache

from tests.newsroom.model import Page

SIDES = ("top", "right", "bottom", "left")
SCREENS_PX = (480, 600, 782, 960, 1200, 1440)
COLOURS = ("0f172a", "7f1d1d", "14532d", "1e3a8a", "78350f", "4c1d95", "134e4a", "881337", "334155", "a16207")
EVENTS = ("ready", "scroll", "share", "consent", "slot", "impression", "search", "menu", "scrollDepth", "newsletter")


@cache
def style(prefix: str, size_bytes: int) -> str:
    """Return about `size_bytes` of CSS rules whose class names begin with `prefix`."""
    rules: list[str] = []
    length = 0
    step = 0
    while length < size_bytes:
        rule = _rule(prefix, step)
        rules.append(rule)
        length += len(rule) + 1
        step += 1
    return "\n".join(rules)


def _rule(prefix: str, step: int) -> str:
    side, colour = SIDES[step % 4], COLOURS[step % 10]
    match step % 5:
        case 0:
            return f".{prefix}-m{side[0]}-{step}{{margin-{side}:{step % 64}px!important}}"
        case 1:
            return f".{prefix}-has-{colour}-{step}{{color:#{colour};background-color:var(--{prefix}-preset-{step},#fff)}}"
        case 2:
            width = SCREENS_PX[step % 6]
            return f"@media (max-width:{width}px){{.{prefix}-col-{step}{{flex:0 0 {step % 100}%;padding-{side}:0}}}}"
        case 3:
            return f".{prefix}-card-{step}:hover .{prefix}-title{{text-decoration:underline;border-{side}:1px solid #{colour}}}"
        case _:
            columns = step % 12 + 1
            return f".{prefix}-grid-{step}{{display:grid;grid-template-columns:repeat({columns},1fr);gap:{step % 24}px}}"


@cache
def script(prefix: str, size_bytes: int) -> str:
    """Return about `size_bytes` of JavaScript, settings of advertisement slots and listeners, with Arabic labels in it."""
    parts = [f'window.{prefix}=window.{prefix}||{{"q":[],"lang":"ar","dir":"rtl"}};']
    length = len(parts[0])
    step = 0
    while length < size_bytes:
        part = _statement(prefix, step)
        parts.append(part)
        length += len(part) + 1
        step += 1
    return "\n".join(parts)


def _statement(prefix: str, step: int) -> str:
    event = EVENTS[step % len(EVENTS)]
    if step % 3 == 0:
        slot = f'{{"id":"{prefix}-slot-{step}","sizes":[[728,90],[{300 + step % 40},250]],"label":"إعلان","lazy":true}}'
        return f"{prefix}.q.push({slot});"
    if step % 3 == 1:
        listener = f'function(e){{{prefix}.q.push(["{event}",{step},e.detail||null])}}'
        return f'document.addEventListener("{prefix}:{event}",{listener},false);'
    found = f"var s=d.getElementById('{event}-{step}');if(!s){{return}}"
    return f"(function(w,d){{{found}s.dataset.step={step};w.{prefix}['{event}']=s}})(window,document);"


@cache
def picture(number: int, width_px: int = 160, height_px: int = 90) -> Page:
    """Return a PNG, striped in colours that its number chooses (https://www.w3.org/TR/png-3/)."""
    colours = [bytes.fromhex(COLOURS[(number + stripe) % len(COLOURS)]) for stripe in range(3)]
    rows = b"".join(b"\0" + colours[row * 3 // height_px] * width_px for row in range(height_px))
    head = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    body = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)
    return Page(body=body, content_type="image/png", compress=False)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
