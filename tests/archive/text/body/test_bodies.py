"""The body in a page's data, in each notation that carries it, and for each model of blocks."""

from __future__ import annotations

import json

import pytest

from archive.text.body.bodies import body_in
from archive.text.body.carried import read_carried

TITLE = "افتتاح مرصد فلكي جديد فوق قمة جبل النسور"
PARAGRAPHS = (
    "افتتح أمس مرصد فلكي فوق قمة جبل النسور بعد أعمال بناء استمرت سبع سنوات، بكلفة بلغت ثلاثين مليونا.",
    "وقالت مديرة المرصد هدى الشمري إن المنظار الجديد هو الأكبر في المنطقة، وإنه سيفتح للطلاب كل خميس.",
    "ويرى باحثون أن صفاء السماء هناك يجعل الموقع من أفضل المواقع في العالم.",
)
MARKUP = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
RELATED = {"title": "سباق للهجن في الصحراء", "body": "<p>" + "انطلق السباق صباحا بمشاركة مئة متسابق. " * 40 + "</p>"}


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def modelled(text: str) -> dict[str, object]:
    """A paragraph as the BBC keeps it: the whole text, and again its fragments."""
    model = {"text": text, "blocks": [{"type": "fragment", "model": {"text": text, "attributes": []}}]}
    return {"type": "text", "model": {"blocks": [{"type": "paragraph", "model": model}]}}


def in_marks(text: str) -> list[dict[str, object]]:
    return [{"nodeType": "text", "value": text[:20], "marks": []}, {"nodeType": "text", "value": text[20:], "marks": ["bold"]}]


MARKED = {"title": TITLE, "body": MARKUP}
IMAGE = {"type": "image", "caption": "صورة أرشيفية للمرصد", "content": "صورة"}
MODELS: dict[str, object] = {
    "markup": MARKED,
    "rendered": {"title": {"rendered": TITLE}, "content": {"rendered": MARKUP}},
    "paragraph blocks": {"title": TITLE, "blocks": [{"type": "paragraph", "text": text} for text in PARAGRAPHS]},
    "content elements": {
        "headlines": {"basic": TITLE},
        "content_elements": [IMAGE, *({"type": "text", "content": text} for text in PARAGRAPHS)],
    },
    "models": {"promo": {"headline": TITLE}, "content": {"model": {"blocks": [modelled(text) for text in PARAGRAPHS]}}},
    "rich text": {
        "title": TITLE,
        "body": {
            "nodeType": "document",
            "content": [{"nodeType": "paragraph", "content": in_marks(text)} for text in PARAGRAPHS],
        },
    },
    "portable text": {
        "title": TITLE,
        "body": [
            {"_type": "block", "children": [{"_type": "span", "text": text[:9]}, {"text": text[9:]}]} for text in PARAGRAPHS
        ],
    },
    "editor blocks": {
        "title": TITLE,
        "content": {"blocks": [{"type": "paragraph", "data": {"text": text}} for text in PARAGRAPHS]},
    },
    "blocks in a string": {
        "title": TITLE,
        "content": dumped({"blocks": [{"type": "unstyled", "text": text} for text in PARAGRAPHS]}),
    },
}
NOTATIONS = {
    "data": dumped(MARKED),
    "escaped data": json.dumps(MARKED).replace("<", "\\u003c"),
    "assigned": f"window.__INITIAL_STATE__ = {dumped({'a': MARKED})};(function(){{var s;}}());",
    "assigned by key": f'window.__APOLLO_STATE__={{"Article:1":{dumped(MARKED)}}}',
    "parsed": f"window.S = JSON.parse({dumped(dumped(MARKED))});",
    "parsed, single quotes": "window.S = JSON.parse('" + dumped(MARKED).replace("\\", "\\\\").replace("'", "\\'") + "');",
    "names without quotes": f"window.__NUXT__={{data:[{{article:{{title:{dumped(TITLE)},body:{dumped(MARKUP)},id:5}}}}],state:{{}}}};",
    "names of arguments": f"window.__NUXT__=(function(a,b){{return {{data:[{{title:a,body:{dumped(MARKUP)},id:b}}]}}}}({dumped(TITLE)},5));",
    "pushed": f"self.__next_f.push([1,{dumped('5:[' + dumped('$') + ',' + dumped(MARKED) + ']')}])",
}


def read(script: str) -> tuple[str, ...]:
    carried = read_carried(body_in((script,), (TITLE,)))
    return carried.paragraphs if carried else ()


@pytest.mark.parametrize("name", MODELS)
def test_body_is_read_from_model(name: str) -> None:
    assert read(dumped({"props": {"page": MODELS[name], "more": [RELATED]}})) == PARAGRAPHS


@pytest.mark.parametrize("name", NOTATIONS)
def test_body_is_read_from_notation(name: str) -> None:
    assert read(NOTATIONS[name]) == PARAGRAPHS


def test_no_body_is_read_when_only_other_stories_are_told() -> None:
    assert body_in((dumped({"items": [RELATED, RELATED]}),), (TITLE,)) is None


@pytest.mark.parametrize("script", ["{" * 400, '{"a":' * 400, "x={" * 400, "'" * 400, '"\\' * 400, "[" * 200_000])
def test_no_body_is_read_from_broken_data(script: str) -> None:
    assert body_in((script,), (TITLE,)) is None
