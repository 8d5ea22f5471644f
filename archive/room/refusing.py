"""What is answered to a request that nobody looks at further: words for people, a problem (RFC 9457) for programs."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import PlainTextResponse, Response

from archive.room.api.problems import Problem, problem_answer

API = "/api/"
"""Where programs ask. What they send is JSON, which a page elsewhere may not send without leave (CORS), and none is given."""

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Server": "Warraq",
}
"""With every answer, of the room and of the replay."""

LAST = {"Connection": "close"}
"""With what is refused before it was read: it need not be sent to its end."""


def refusal(path: str, status: int, why: str, remedy: str, **headers: str) -> Response:
    """Return why what was asked at a path is not answered, and what to do."""
    told = {**ALWAYS, **headers}
    if path.startswith(API):
        problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=why, remedy=remedy)
        return problem_answer(problem, told)
    return PlainTextResponse(f"{why}; {remedy}\n", status, told)
