"""The OpenAPI document is one, by the standard's own schema and by what it asks beyond it."""

from __future__ import annotations

import json

from openapi_spec_validator import OpenAPIV31SpecValidator

from archive.room.api.table import ENDPOINTS
from tests.archive.room.api.telling import DOCUMENT


def test_document_is_valid():
    told = json.loads(json.dumps(DOCUMENT))
    assert [str(problem) for problem in OpenAPIV31SpecValidator(told).iter_errors()] == []


def test_document_names_every_endpoint_and_no_other():
    told = {(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert told == {(one.path, one.method.lower()) for one in ENDPOINTS}


def test_every_parameter_is_described():
    operations = [told for methods in DOCUMENT["paths"].values() for told in methods.values()]
    parameters = [(told["operationId"], one["name"], one["description"]) for told in operations for one in told["parameters"]]
    assert [place for place in parameters if not place[2]] == []


def test_what_is_sent_is_told_without_what_stands_in_the_path():
    sent = DOCUMENT["paths"]["/api/saved/{id}/seen"]["post"]
    schema = sent["requestBody"]["content"]["application/json"]["schema"]
    assert (list(schema["properties"]), schema["required"]) == (["last"], ["last"])
    assert [one["name"] for one in sent["parameters"]] == ["id"]
