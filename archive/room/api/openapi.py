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
        "paths": paths,
        "components": {"schemas": defined["$defs"]},
    }


def parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    """Return the parameters of an endpoint, those of its path first."""
    schema = adapter(endpoint.asked).json_schema(schema_generator=Schema)
    defined = schema.get("$defs", {})
    told = [_parameter(endpoint, name, one, defined) for name, one in schema.get("properties", {}).items()]
    return sorted(told, key=lambda one: one["in"] != "path")


def _parameter(endpoint: Endpoint, name: str, schema: dict[str, Any], defined: Mapping[str, Any]) -> dict[str, Any]:
    told = dict(schema)
    description = told.pop("description", "")
    in_path = f"{{{name}}}" in endpoint.path
    return {
        "name": name,
        "in": "path" if in_path else "query",
        "required": "default" not in told,
        "description": description,
        "schema": _resolved(told, defined),
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
    problems = {"400": "Parameters that make no sense.", "429": "Too many questions at once.", "503": "The archive is busy."}
    if "{" in endpoint.path or endpoint.name in {"story_at", "mementos"}:
        problems["404"] = "There is no such thing."
    sends = endpoint.method == "POST"
    if sends:
        problems["422"] = "What is asked for cannot be taken."
    sent = {"requestBody": {"required": True, "content": {JSON: {"schema": _sent(endpoint)}}}} if sends else {}
    return {
        "operationId": endpoint.name,
        "summary": ENGLISH.words[f"api_{endpoint.name}"],
        "parameters": [] if sends else parameters(endpoint),
        **sent,
        "responses": {
            "200": {"description": endpoint.answer.__doc__, "content": {JSON: {"schema": answered}}},
            **{status: {"description": why, "content": told} for status, why in sorted(problems.items())},
        },
    }


def _sent(endpoint: Endpoint) -> Any:
    return _resolved(adapter(endpoint.asked).json_schema(schema_generator=Schema), {})
