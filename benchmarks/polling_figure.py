"""The figure of `benchmarks/polling.py`: delay against requests, both on logarithmic scales, fixed and adaptive, as SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import log
from typing import Protocol

WIDTH, HEIGHT = 960, 440
PANEL_WIDTH, TOP, BOTTOM = 400, 70, 370
LABELLED = ("every 5 min", "every 10 min", "every 15 min", "every 30 min", "every 60 min")
REQUESTS, MINUTES = (12.0, 800.0), (1.0, 100.0)
STYLE = """
text{fill:#2b2417}.s{fill:#6b5d45;font-size:12px}.g{stroke:#e8dfcb;stroke-width:1}.m{text-anchor:middle}.e{text-anchor:end}
.fixed{stroke:#a08a60;fill:none;stroke-width:2}.ours{stroke:#2f6b4f;fill:none;stroke-width:2.5}
.fixed-dot{fill:#a08a60}.ours-dot{fill:#2f6b4f}.here{fill:#2f6b4f;stroke:#ffffff;stroke-width:2}
"""


class Point(Protocol):
    """What is drawn of one way of polling: requests a feed and day, delays in minutes."""

    @property
    def name(self) -> str: ...
    @property
    def requests(self) -> float: ...
    @property
    def median(self) -> float: ...
    @property
    def p95(self) -> float: ...


Of = Callable[[Point], float]


def draw(fixed: Sequence[Point], ours: Sequence[Point], default: Point) -> str:
    """Return the figure: medians left, 95th percentiles right; `default` is the larger dot."""
    label = "Delay from publication to capture against requests, fixed intervals and adaptive polling"
    lines = (("fixed", fixed), ("ours", ours))
    head = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="system-ui, sans-serif" font-size="14" role="img" aria-label="{label}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {head}>',
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *_panel(60, "Median delay", lambda one: one.median, lines, default),
        *_panel(530, "95th percentile", lambda one: one.p95, lines, default),
        f'<text class="s m" x="{WIDTH // 2}" y="{HEIGHT - 12}">requests a feed and day</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _panel(left: float, title: str, of: Of, lines: Sequence[tuple[str, Sequence[Point]]], default: Point) -> Iterable[str]:
    def x(requests: float) -> float:
        return left + PANEL_WIDTH * _share(requests, REQUESTS)

    def y(minutes: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * _share(minutes, MINUTES)

    yield f'<text x="{left}" y="30" font-weight="600">{title}, minutes</text>'
    for minutes in (1, 2, 5, 10, 20, 50, 100):
        yield f'<path class="g" d="M{left} {y(minutes):.1f}h{PANEL_WIDTH}"/>'
        yield f'<text class="s e" x="{left - 8}" y="{y(minutes) + 4:.1f}">{minutes}</text>'
    for requests in (24, 48, 96, 144, 288, 720):
        yield f'<path class="g" d="M{x(requests):.1f} {TOP}V{BOTTOM}"/>'
        yield f'<text class="s m" x="{x(requests):.1f}" y="{BOTTOM + 18}">{requests}</text>'
    for kind, points in lines:
        shown = [one for one in points if MINUTES[0] <= of(one) <= MINUTES[1] and REQUESTS[0] <= one.requests <= REQUESTS[1]]
        places = [(one.name, x(one.requests), y(of(one))) for one in shown]
        yield f'<polyline class="{kind}" points="{" ".join(f"{at:.1f},{up:.1f}" for _, at, up in places)}"/>'
        for name, at, up in places:
            yield f'<circle class="{kind}-dot" cx="{at:.1f}" cy="{up:.1f}" r="3.5"/>'
            if name in LABELLED:
                yield f'<text class="s" x="{at + 7:.1f}" y="{up - 6:.1f}">{name}</text>'
    at, up = x(default.requests), y(of(default))
    yield f'<circle class="here" cx="{at:.1f}" cy="{up:.1f}" r="7"/>'
    yield f'<text class="e" x="{at - 6:.1f}" y="{up + 22:.1f}" style="fill:#2f6b4f">adaptive, as shipped</text>'


def _share(value: float, scale: tuple[float, float]) -> float:
    low, high = scale
    return log(value / low) / log(high / low)
