"""What an endpoint is asked: a dataclass whose fields are its parameters, read from an address and checked by pydantic."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import MISSING, fields, replace
from functools import cache
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import Field, TypeAdapter, ValidationError
from starlette.requests import Request

from archive.room.api.problems import Fault, Refused

LIMIT_MAX = 200
OFFSET_MAX = 10_000

Limit = Annotated[int, Field(ge=1, le=LIMIT_MAX, description="How many at most.")]
Offset = Annotated[int, Field(ge=0, le=OFFSET_MAX, description="How many to pass over.")]


def read(kind: Any, request: Request) -> Any:
    """Return what a request asks, by its path and query. Raises Refused, which names each parameter that is at fault."""
    given: dict[str, list[str]] = defaultdict(list)
    for name, value in (*request.path_params.items(), *request.query_params.multi_items()):
        given[name].append(value)
    faults = tuple(_unknown(kind, given))
    told = {name: values if name in several(kind) else values[0] for name, values in given.items()}
    return _checked(kind, told, faults)


def read_sent(kind: Any, request: Request, sent: object) -> Any:
    """Return what the JSON that was sent asks, and the path with it. Raises Refused."""
    if not isinstance(sent, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "what was sent is no JSON object", "/api/openapi.json says what is taken")
    given = {name: [""] for name in sent}
    for name in request.path_params:
        given.setdefault(name, []).append("")
    return _checked(kind, {**sent, **request.path_params}, tuple(_unknown(kind, given)))


def _checked(kind: Any, told: dict[str, Any], faults: tuple[Fault, ...]) -> Any:
    try:
        asked = adapter(kind).validate_python(told)
    except ValidationError as problem:
        faults += tuple(Fault(parameter=str(one["loc"][0]), why=one["msg"]) for one in problem.errors(include_url=False))
    if faults:
        named = ", ".join(fault.parameter for fault in faults)
        remedy = f"known are: {', '.join(parameters_of(kind)) or 'none'}; /api/openapi.json says what they take"
        raise Refused(HTTPStatus.BAD_REQUEST, f"parameters that make no sense: {named}", remedy, faults)
    return asked


def further(path: str, asked: Any, **changed: object) -> str:
    """Return the address that asks the same but for what is `changed`."""
    return f"{path}?{urlencode(_told(replace(asked, **changed)))}"


def parameters_of(kind: Any) -> tuple[str, ...]:
    """Return the names of the parameters of a kind."""
    return tuple(field.name for field in fields(kind))


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """Return what checks the parameters of a kind."""
    return TypeAdapter(kind)


@cache
def several(kind: Any) -> frozenset[str]:
    """Return the parameters that may be given more than once."""
    properties = adapter(kind).json_schema().get("properties", {})
    return frozenset(name for name, schema in properties.items() if schema.get("type") == "array")


def _unknown(kind: Any, given: dict[str, list[str]]) -> list[Fault]:
    known = set(parameters_of(kind))
    unknown = [Fault(parameter=name[:100], why="there is no such parameter") for name in given if name not in known]
    twice = (name for name, values in given.items() if name in known and len(values) > 1 and name not in several(kind))
    return unknown + [Fault(parameter=name, why="it is given more than once") for name in twice]


def _told(asked: Any) -> list[tuple[str, str]]:
    """Return the parameters of a query that are not as they would be by themselves."""
    pairs: list[tuple[str, str]] = []
    for field in fields(asked):
        value = getattr(asked, field.name)
        if field.default is not MISSING and value != field.default:
            pairs += [(field.name, str(each)) for each in (value if isinstance(value, tuple) else (value,))]
    return pairs
