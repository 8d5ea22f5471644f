"""What the API's document says of its answers, held against them."""

from __future__ import annotations

import httpx
from jsonschema import Draft202012Validator

from archive.room.api.openapi import document

DOCUMENT = document()


def problems_of(path: str, answer: httpx.Response, method: str = "get") -> list[str]:
    """Return where an answer is not as the document has it. `path`: with its parameters' names, as the document's are."""
    told = DOCUMENT["paths"][path][method]["responses"][str(answer.status_code)]
    kind = answer.headers["content-type"]
    schema = {**told["content"][kind]["schema"], "components": DOCUMENT["components"]}
    return [problem.message for problem in Draft202012Validator(schema).iter_errors(answer.json())]
