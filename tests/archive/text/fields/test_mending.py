"""JSON as templates break it."""

from __future__ import annotations

import json
import time

import pytest

from archive.text.fields.mending import mend


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        ('{"a": 1,}', {"a": 1}),
        ('{"a": [1, 2,,], }', {"a": [1, 2]}),
        ('{"a": 1 /* the first */, // and\n "b": 2}', {"a": 1, "b": 2}),
        ('{"url": "https://a.example/b"}', {"url": "https://a.example/b"}),
        ('{"a": "قال "الوزير" اليوم", "b": 2}', {"a": 'قال "الوزير" اليوم', "b": 2}),
        ('{"a": "قال "الوزير", وأضاف", "b": 2}', {"a": 'قال "الوزير", وأضاف', "b": 2}),
        ('{"a": "it\\\'s", "b": "c:\\dir"}', {"a": "it\\'s", "b": "c:\\dir"}),
        ('{"a": "said \\"so\\""}', {"a": 'said "so"'}),
        ('{"a": {"b": [1, 2', {"a": {"b": [1, 2]}}),
        ('{"a": 1};', {"a": 1}),
    ],
)
def test_broken_json_is_read_as_it_was_meant(broken: str, meant: object) -> None:
    assert json.loads(mend(broken), strict=False) == meant


@pytest.mark.parametrize("seed", ['"', '"a', "{", ',"', "\\", "/*", '", '])
def test_mending_takes_time_in_proportion_to_its_input(seed: str) -> None:
    def seconds(size: int) -> float:
        began = time.process_time()
        mend((seed * size)[:size])
        return time.process_time() - began

    assert any(seconds(40_000) <= 3 * seconds(20_000) + 0.01 for _ in range(3))
