"""JSON-LD as pages carry it: which node is the story's, and what can be read of broken ones."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from archive.text.fields.jsonld import Graph, read_graph, story_node, texts

TITLE = "افتتاح سد جديد في وادي الزيتون"
OTHER = "انطلاق معرض الكتاب الدولي في دورته الثلاثين"
URL = "https://news.example/story/1"


def graph_of(*scripts: str) -> Graph:
    head = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return read_graph(document_fromstring(f"<html><head>{head}</head><body></body></html>"))


def headline_of(*scripts: str) -> object:
    return story_node(graph_of(*scripts), (TITLE,), (URL,)).get("headline")


@pytest.mark.parametrize(
    "script",
    [
        f'{{"@type": "NewsArticle", "headline": "{TITLE}"}}',
        f'[{{"@type": ["Article", "NewsArticle"], "headline": "{TITLE}"}}]',
        f'{{"@graph": [{{"@type": "WebSite"}}, {{"@type": "https://schema.org/NewsArticle", "headline": "{TITLE}"}}]}}',
        f'<!--{{"@type": "NewsArticle", "headline": "{TITLE}"}}-->',
        f'//<![CDATA[\n{{"@type": "NewsArticle", "headline": "{TITLE}"}}\n//]]>',
        f'{{"@type": "WebSite"}}{{"@type": "NewsArticle", "headline": "{TITLE}"}}',
        f'{{"@type": "NewsArticle", "articleBody": "سطر\nوسطر\tآخر", "headline": "{TITLE}",}}',
        f"{{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;{TITLE}&quot;}}",
        f'{{"@type": "WebPage", "mainEntity": {{"@type": "NewsArticle", "headline": "{TITLE}"}}}}',
    ],
)
def test_story_is_read_however_its_json_is_written(script: str) -> None:
    assert headline_of(script) == TITLE


def test_story_among_others_is_the_one_with_the_pages_title() -> None:
    others = f'[{{"@type": "NewsArticle", "headline": "{OTHER}"}}, {{"@type": "NewsArticle", "headline": "{TITLE}"}}]'
    assert headline_of(others) == TITLE


def test_story_with_a_headline_of_its_own_is_known_by_its_address() -> None:
    assert headline_of(f'{{"@type": "NewsArticle", "headline": "{OTHER}", "mainEntityOfPage": {{"@id": "{URL}#a"}}}}') == OTHER


@pytest.mark.parametrize(
    "script",
    [
        f'{{"@type": "NewsArticle", "headline": "{OTHER}", "url": "https://news.example/story/2"}}',
        f'{{"@type": "ItemList", "itemListElement": [{{"@type": "NewsArticle", "headline": "{TITLE}"}}]}}',
        f'{{"@type": "WebPage", "mentions": {{"@type": "NewsArticle", "headline": "{TITLE}"}}}}',
        "not json at all",
    ],
)
def test_another_story_does_not_leak_in(script: str) -> None:
    assert headline_of(script) is None


def test_two_nodes_of_the_story_are_read_as_one() -> None:
    one = f'{{"@type": "NewsArticle", "headline": "{TITLE}", "author": ""}}'
    two = f'{{"@type": "Article", "headline": "{TITLE}", "author": "سالم الحربي"}}'
    assert story_node(graph_of(one, two), (TITLE,), (URL,))["author"] == "سالم الحربي"


def test_reference_is_followed_to_its_node() -> None:
    script = (
        f'{{"@graph": [{{"@type": "NewsArticle", "headline": "{TITLE}", "author": {{"@id": "#p"}}}},'
        '{"@type": "Person", "@id": "#p", "name": "سالم الحربي"}]}'
    )
    assert texts(story_node(graph_of(script), (TITLE,), (URL,))["author"]) == ("سالم الحربي",)


def test_texts_are_without_markup_and_entities() -> None:
    assert texts(["<b>أولا</b>", {"name": "ثانيا &amp;quot;"}]) == ("أولا", 'ثانيا "')
