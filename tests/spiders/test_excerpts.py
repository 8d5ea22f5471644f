import pytest
from lxml import etree

from archive.links import Claim
from spiders.discover import feed
from spiders.excerpts import TEXT_MAX, item_author

AT = "http://127.0.0.1:8000/rss"
RSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><item><title>عنوان</title><link>/news/12</link>{}</item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>عنوان</title><link href="/news/12"/>{}</entry></feed>"""
JSON = '{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"url": "/news/12", {}}}]}}'


def claim(payload: str) -> Claim:
    (link,) = feed(payload.encode(), url=AT, content_type=None).links
    return link.claim


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<description>افتتح السوق أمس.</description>", "افتتح السوق أمس."),
        ("<description>افتتح السوق أمس.\n\nوحضره الوزير.</description>", "افتتح السوق أمس.\nوحضره الوزير."),
        ("<description>&lt;p&gt;افتتح &lt;b&gt;السوق&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;وحضره.&lt;/p&gt;</description>", "افتتح السوق.\nوحضره."),
        ("<description><![CDATA[<img src=x>افتتح السوق.<br/>وحضره &amp; غيره.]]></description>", "افتتح السوق.\nوحضره & غيره."),
        ("<description>قصير</description><content:encoded><![CDATA[<p>نص أطول.</p>]]></content:encoded>", "نص أطول."),
        ("<content:encoded><![CDATA[<p>نص.</p><script>alert(1)</script>]]></content:encoded>", "نص."),
        ("<description/>", None),
        ("", None),
    ],
)  # fmt: skip
def test_feed_reads_the_text_that_an_rss_item_carries(inside: str, text: str | None) -> None:
    assert claim(RSS.format(inside)).text == text


def test_feed_reads_the_text_of_an_atom_entry_in_xhtml() -> None:
    inside = """<summary>قصير</summary>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>افتتح السوق.</p><p>وحضره الوزير.</p></div></content>"""
    assert claim(ATOM.format(inside)).text == "افتتح السوق.\nوحضره الوزير."


def test_feed_reads_the_text_and_authors_of_a_json_item() -> None:
    told = claim(
        JSON.format(
            '"content_html": "<p>افتتح.</p>", "summary": "ا", "authors": [{"name": "هالة منصور"}, {"name": "رامي عيد"}, 7]'
        )
    )
    assert (told.text, told.author) == ("افتتح.", "هالة منصور، رامي عيد")


@pytest.mark.parametrize("authors", ['"author": {"name": "هالة منصور"}', '"author": "هالة"', '"authors": 3'])
def test_feed_reads_a_json_author_or_none(authors: str) -> None:
    assert claim(JSON.format(authors)).author in ("هالة منصور", None)


@pytest.mark.parametrize(
    ("inside", "author"),
    [
        ("<dc:creator><![CDATA[هالة منصور]]></dc:creator><author>a@b.example</author>", "هالة منصور"),
        ("<author>news@b.example (هالة منصور)</author>", "هالة منصور"),
        ("<author>news@b.example</author>", None),
        ("<dc:creator>هالة منصور</dc:creator><dc:creator>رامي عيد</dc:creator>", "هالة منصور، رامي عيد"),
        ("", None),
    ],
)
def test_feed_reads_who_an_rss_item_names(inside: str, author: str | None) -> None:
    assert claim(RSS.format(inside)).author == author


def test_feed_reads_who_an_atom_entry_names() -> None:
    inside = "<author><name>هالة منصور</name><email>a@b.example</email></author><author><name>رامي عيد</name></author>"
    assert claim(ATOM.format(inside)).author == "هالة منصور، رامي عيد"


def test_feed_takes_no_more_text_than_the_limit() -> None:
    told = claim(RSS.format(f"<description>{'كلمة ' * TEXT_MAX}</description>"))
    assert told.text is not None
    assert len(told.text) == TEXT_MAX


@pytest.mark.parametrize(
    ("fields", "author"),
    [
        ("<dc:creator>هالة منصور</dc:creator><source url='x'>رويترز</source>", "هالة منصور، رويترز"),
        ("<source url='x'>رويترز</source>", "رويترز"),
        ("<dc:publisher>أ ف ب</dc:publisher>", "أ ف ب"),
        ("<dc:publisher>صحيفة الواحة</dc:publisher>", None),
        ("<media:credit>رويترز</media:credit>", None),
        ("<dc:creator>رويترز</dc:creator><source>رويترز</source>", "رويترز"),
    ],
)
def test_the_agency_of_an_item_is_kept_with_its_author(fields: str, author: str | None) -> None:
    namespaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    assert item_author(etree.fromstring(f"<item {namespaces}>{fields}</item>".encode())) == author
