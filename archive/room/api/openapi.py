"""The OpenAPI document (https://spec.openapis.org/oas/v3.1.0), made of the table of endpoints and of their dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from archive.room.api.asking import adapter
from archive.room.api.endpoint import Endpoint
from archive.room.api.problems import MEDIA_TYPE, Problem
from archive.room.api.table import ENDPOINTS
from archive.room.language import ENGLISH

JSON = "application/json"
ALWAYS_POSSIBLE = {
    "400": "Parameters that make no sense.",
    "401": "A password is needed, and was not sent.",
    "421": "Another host was asked for.",
    "429": "Too much was asked at once.",
    "500": "The archive could not be read.",
    "503": "The archive is busy, or cannot say.",
}
WHERE_CHANGED = {"403": "It was sent from a page elsewhere."}
WHERE_SENT = {
    "408": "It did not come in time.",
    "409": "It is there already, and is another.",
    "413": "It is too much.",
    "415": "It is not said to be JSON.",
    "422": "What is asked for cannot be taken.",
}
PASSWORD = {"type": "http", "scheme": "basic", "description": "Where the room has a password; with any user name."}
_REF = "#/components/schemas/{model}"


class Schema(GenerateJsonSchema):
    """JSON Schema as our answers are: every field is there, absent is null; and no title that only repeats a field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic's signature
        """Leave titles out."""
        return False

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: FBT001 - pydantic's signature
        """Tell what an answer has: all fields."""
        return self.mode == "serialization" or super().field_is_required(field, total)


@cache
def document() -> Mapping[str, Any]:
    """Return the document."""
    answers: list[tuple[type, JsonSchemaMode, TypeAdapter[Any]]] = [
        (kind, "serialization", adapter(kind)) for kind in dict.fromkeys([*(one.answer for one in ENDPOINTS), Problem])
    ]
    schemas, defined = TypeAdapter.json_schemas(answers, ref_template=_REF, schema_generator=Schema)
    paths: dict[str, dict[str, Any]] = {}
    for one in ENDPOINTS:
        answered = schemas[one.answer, "serialization"]
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, answered, schemas[Problem, "serialization"])
    return {
        "openapi": "3.1.0",
        "info": {"title": "Warraq", "version": version("warraq"), "description": ENGLISH.words["about"]},
        "security": [{}, {"password": []}],
        "paths": paths,
        "components": {"schemas": defined["$defs"], "securitySchemes": {"password": PASSWORD}},
    }


def parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    """Return the parameters of an endpoint, those of its path first; not what is sent to it."""
    schema = adapter(endpoint.asked).json_schema(schema_generator=Schema)
    defined = schema.get("$defs", {})
    told = [
        _parameter(endpoint, name, one, defined)
        for name, one in schema.get("properties", {}).items()
        if endpoint.method != "POST" or name in endpoint.in_path
    ]
    return sorted(told, key=lambda one: one["in"] != "path")


def _parameter(endpoint: Endpoint, name: str, schema: dict[str, Any], defined: Mapping[str, Any]) -> dict[str, Any]:
    told = _resolved(schema, defined)
    description = told.pop("description", "")
    in_path = name in endpoint.in_path
    return {
        "name": name,
        "in": "path" if in_path else "query",
        "required": "default" not in told,
        "description": description,
        "schema": told,
    }


def _resolved(schema: Any, defined: Mapping[str, Any]) -> Any:
    """Return a schema that stands by itself: parameters are small."""
    if isinstance(schema, list):
        return [_resolved(one, defined) for one in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {**defined[schema["$ref"].rpartition("/")[2]], **schema} if "$ref" in schema else schema
    return {name: _resolved(one, defined) for name, one in whole.items() if name not in {"$ref", "title"}}


def _operation(endpoint: Endpoint, answered: Any, problem: Any) -> dict[str, Any]:
    told = {MEDIA_TYPE: {"schema": problem}}
    is_sent = endpoint.method == "POST"
    return {
        "operationId": endpoint.name,
        "summary": ENGLISH.words[f"api_{endpoint.name}"],
        "parameters": parameters(endpoint),
        **({"requestBody": {"required": True, "content": {JSON: {"schema": _sent(endpoint)}}}} if is_sent else {}),
        "responses": {
            "200": {"description": endpoint.answer.__doc__, "content": {JSON: {"schema": answered}}},
            **{status: {"description": why, "content": told} for status, why in sorted(_problems(endpoint).items())},
        },
    }


def _problems(endpoint: Endpoint) -> dict[str, str]:
    """Return the statuses with which an endpoint tells problems, and what they mean."""
    told = ALWAYS_POSSIBLE | (WHERE_CHANGED if endpoint.method != "GET" else {})
    told |= WHERE_SENT if endpoint.method == "POST" else {}
    return told | ({"404": "There is no such thing."} if endpoint.in_path or "url" in _required(endpoint) else {})


def _sent(endpoint: Endpoint) -> Any:
    schema = adapter(endpoint.asked).json_schema(schema_generator=Schema)
    kept = {name: one for name, one in schema["properties"].items() if name not in endpoint.in_path}
    required = [name for name in schema.get("required", ()) if name in kept]
    return _resolved({**schema, "properties": kept, "required": required, "additionalProperties": False}, {})


def _required(endpoint: Endpoint) -> list[str]:
    return [one["name"] for one in parameters(endpoint) if one["required"]]
