"""What is answered where an endpoint cannot do what was asked (Problem Details, RFC 9457): what happened, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from archive.errors import Busy, TooMany
from archive.exchange.answers import line

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with one parameter."""

    parameter: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem. `type`: "about:blank", for `status` says which kind it is. `remedy`: what to do. `faults`: of parameters."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    remedy: str
    faults: tuple[Fault, ...] = ()


class Refused(Exception):
    """An endpoint's way to answer with a problem."""

    def __init__(self, status: HTTPStatus, detail: str, remedy: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(detail)
        self.problem = Problem(title=status.phrase, status=status, detail=detail, remedy=remedy, faults=faults)


def missing(detail: str, remedy: str) -> Refused:
    """Return the problem that there is no such thing."""
    return Refused(HTTPStatus.NOT_FOUND, detail, remedy)


def problem_answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer that tells a problem."""
    body = (line(problem) + "\n").encode("utf-8", "backslashreplace")
    return Response(body, problem.status, dict(headers or {}) | {"Cache-Control": "no-store"}, MEDIA_TYPE)


def refused(_: Request, raised: Exception) -> Response:
    """Answer where an endpoint refused."""
    if not isinstance(raised, Refused):
        raise raised
    return problem_answer(raised.problem, {"Retry-After": "1"} if raised.problem.status == 429 else None)


def not_served(request: Request, raised: Exception) -> Response:
    """Answer where there is no such endpoint, or it takes no such method."""
    if not isinstance(raised, HTTPException):
        raise raised
    status = HTTPStatus(raised.status_code)
    detail = f"{request.method} {request.url.path}: {status.description.lower() or status.phrase}"
    told = Problem(title=status.phrase, status=status, detail=detail, remedy="/api/ lists what can be asked, and how")
    return problem_answer(told, raised.headers)


def failed(request: Request, raised: Exception) -> Response:
    """Answer where the archive could not be read, or what was asked for not written down."""
    status, remedy = HTTPStatus.SERVICE_UNAVAILABLE, "try again in a minute"
    if isinstance(raised, TooMany):
        status = HTTPStatus.TOO_MANY_REQUESTS
    elif not isinstance(raised, Busy):
        is_read = request.method in {"GET", "HEAD"}
        status = HTTPStatus.INTERNAL_SERVER_ERROR if is_read else status
        remedy = "run: warraq verify" if is_read else "make room in the archive's folder, and let it be written to"
    problem = Problem(title=status.phrase, status=status, detail=str(raised), remedy=remedy)
    return problem_answer(problem, {} if status == HTTPStatus.INTERNAL_SERVER_ERROR else {"Retry-After": "60"})
