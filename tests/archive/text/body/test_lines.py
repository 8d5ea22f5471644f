"""What is no part of a story, placed in the middle and at the end of one; and what looks like it and stays."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.models import Article
from archive.text.extract import Page, extract

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
HEADLINE = "بدء موسم حصاد القمح في سهول الشمال"
STORY = (
    "أعلنت وزارة الزراعة، الاثنين، بدء موسم حصاد القمح في سهول الشمال بعد شتاء وفير الأمطار.",
    'وقال الوزير في مؤتمر صحفي إن "المحصول المتوقع يفوق حصاد العام الماضي بنحو الثلث".',
    "وأضاف أن الوزارة خصصت مئة مركز لاستلام الحبوب من المزارعين وفق الأسعار المعلنة سابقا.",
    "جدير بالذكر أن البلاد تستورد نصف حاجتها من القمح سنويا من دول الجوار.",
)
SAID = (
    "والله الموسم هذا العام فيه خير كثير لكن المزارع لا يستفيد لأن الأسعار لا تغطي تكاليف السماد والأيدي العاملة.",
    "أختلف مع الأخ، أنا مزارع من الشمال وقد استلمت ثمن محصولي كاملا في العام الماضي خلال أسبوعين فقط.",
)


def _marked(paragraphs: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs)


NAMES = ("أبو خالد", "مزارع من الشمال")

OTHER_THINGS = {
    "bare titles under a heading": "<p><b>اقرأ أيضاً</b></p><p><b>تراجع أسعار الدواجن</b></p><p><b>موجة حارة في الجنوب</b></p>",
    "bare titles in a list": "<div><div>مواضيع قد تهمك</div><ul><li>افتتاح معرض الكتاب</li><li>ارتفاع أسعار النفط</li></ul></div>",
    "card with an excerpt": '<div><h3><a href="/9">وزير الصحة: لا إصابات جديدة</a></h3><p>قال إن الوزارة لم تسجل إصابات...</p></div>',
    "section of teasers": "<section><h2>المزيد في اقتصاد</h2><div><a href=/1>الحكومة ترفع السعر</a> <i>قبل ساعتين</i></div></section>",
    "most read, no links": "<div><div>الأكثر قراءة هذا الأسبوع</div><div>1</div><div>الذهب يستقر</div><div>2</div><div>الدولار يهبط</div></div>",
    "prompt to follow": "<p>لمتابعة أخبارنا أولاً بأول تابعوا صفحتنا في Google News</p>",
    "channels": "<ul><li>Facebook</li><li>WhatsApp</li><li>تلغرام</li></ul>",
    "tags under a heading": "<div>الكلمات المفتاحية</div><div>القمح - الزراعة - الحصاد</div>",
    "hashtags": "<p>#القمح #الزراعة #موسم_الحصاد</p>",
    "caption below a picture": "<p><img src=a.jpg></p><p>حصادة تعمل في حقل قمح شمالي البلاد (رويترز)</p>",
    "credit alone below a picture": "<div><img src=a.jpg></div><div>(أ ف ب)</div>",
    "photographer": "<p>عدسة: خالد السالم</p>",
    "poll": "<div><div>شارك في الاستطلاع</div><div>هل تؤيد رفع سعر القمح؟</div><ul><li>نعم</li><li>لا</li></ul></div>",
    "poll in breaks": "<div>استفتاء: ما رأيك في الخدمة؟<br>جيدة<br>مقبولة<br>سيئة<br><button>صوّت الآن</button></div>",
    "poll without a name": "<p>برأيك، هل ينخفض سعر الخبز هذا العام؟<br>○ نعم<br>○ لا<br>○ لا أدري</p>",
    "bare titles among paragraphs": "<p>قد يهمك أيضًا:</p><p>تراجع أسعار الأسماك في أسواق الساحل</p><p>موجة حارة في الجنوب</p>",
    "appeal for support": (
        "<div class=nl><h4>السنابل منظمة غير ربحية. الأموال التي نجمعها من القراء تذهب مباشرة إلى دعم عملنا الصحافي.</h4>"
        "<a href=/support>ادعموا السنابل</a></div>"
    ),
    "view of the writer": "<p><b>المقال يعبّر عن وجهة نظر الكاتب/ة وليس بالضرورة عن رأي السنابل</b></p>",
    "long policy": (
        "<div>تنويه: لا تتحمل إدارة الموقع أي مسؤولية عن مضمون التعليقات المنشورة، ويُرجى من القراء الكرام الالتزام بآداب الحوار "
        "والابتعاد عن الإساءة والتجريح وعدم نشر عناوين أو أرقام هواتف، وتحتفظ هيئة التحرير بحق حذف ما يخالف ذلك.</div>"
    ),
    "post of somebody": "<blockquote><p>الموسم وفير pic.twitter.com/x</p>— الوزارة (@agri) April 27, 2026</blockquote>",
    "player": "<p>المتصفح الخاص بك لا يدعم تشغيل الفيديو</p>",
    "player's title and excuse": (
        "<div class=em><h3>من الحقل إلى المخبز</h3>"
        "<p>To view this video please enable JavaScript, and consider upgrading to a browser that <a href=/v>supports it</a></p></div>"
    ),
    "player's excuse": "<p>لمشاهدة هذا الفيديو يرجى تفعيل جافا سكريبت في متصفحك</p>",
    "report of a misprint": "<div class=n>إذا وجدت خطأ في النص، حدده واضغط Ctrl+Enter</div>",
    "report of an error": "<p>في حال لاحظتم أي خطأ في هذا الخبر، يرجى مراسلتنا على البريد</p>",
    "quick view": "<p>فتح سريع</p>",
    "advertisement": "<p>تابع القراءة بعد الإعلان</p>",
    "sponsor": "<p>برعاية: بنك المثال</p>",
    "writer": "<div><h4>سمير الهادي</h4><p>صحفي متخصص في الشأن الاقتصادي منذ عام 2005.</p><a href=/a>كل المقالات</a></div>",
    "rights": "<p>يمنع نقل أو نسخ هذا الخبر دون ذكر المصدر</p>",
    "disclaimer": "<p>المقالات المنشورة لا تعبر بالضرورة عن رأي الموقع</p>",
    "reading time": "<div>زمن القراءة: دقيقتان</div>",
    "letters' size": "<div>حجم الخط: <span>أ</span> <span>أ+</span> <span>أ-</span></div>",
    "weather": "<div><div>طقس العاصمة</div><div>28°</div><div>الرطوبة 40%</div></div>",
    "prices": "<div><div>أسعار العملات</div><table><tr><td>الدولار</td><td>47.5</td></tr></table></div>",
    "policy": "<p>سياسة النشر: يرجى الالتزام بآداب الحوار، ويحتفظ الموقع بحق حذف أي تعليق مخالف.</p>",
    "trail": "<p>الرئيسية » اقتصاد » زراعة</p>",
    "class in letters": f'<div class="ta3leeqat_alqurra"><p>{SAID[0]}</p></div>',
}
READERS = {
    "rows with dates": "".join(f"<div class=b><b>أبو خالد</b> <i>28-04-2026 10:20</i><p>{said}</p></div>" for said in SAID),
    "rows without dates": f"<div>{''.join(f'<div class=b><b>أبو خالد</b><p>{said}</p></div>' for said in SAID)}</div>",
    "rows to answer": "".join(f"<div><b>سعاد</b><p>{said}</p><a href=#>رد</a></div>" for said in SAID),
    "rows with moments": f"<div class=q>{''.join(f'<div class=b><p>{said}</p><i>قبل {hours} ساعات</i></div>' for hours, said in enumerate(SAID, 3))}</div>",
    "one with a line of date": f"<div class=q><div>أم عمر</div><div>2026/04/28 - 10:11 مساءً</div><div>{SAID[0]}</div></div>",
    "rows among paragraphs": "".join(f"<div><b>{name}</b><br>{said}</div>" for name, said in zip(NAMES, SAID, strict=True)),
    "paragraphs of names and words": "".join(
        f"<p><b>{name}</b></p><p>{said}</p>" for name, said in zip(NAMES, SAID, strict=True)
    ),
    "rows of nothing but words": f"<div>{''.join(f'<div class=b>{said}</div>' for said in SAID)}</div>",
    "paragraphs in a box apart": f"<div class=q>{_marked(SAID)}</div>",
    "one with a date": f"<div class=b><b>أبو خالد</b> <i>28-04-2026 10:20</i><p>{SAID[0]}</p></div>",
    "names with dates among paragraphs": "".join(f"<p><b>أبو خالد - 28/4/2026</b></p><p>{said}</p>" for said in SAID),
}
NO_READERS = {
    "interview": (
        "<div class=qa><p>هل تكفي الأسعار لتغطية التكاليف في رأيك؟</p><p>أنا أعتقد أنها لا تكفي، وقد قلت ذلك للوزير مرارا ولم يتغير شيء.</p>"
        "<p>وماذا تطلب من الوزارة في العام المقبل؟</p><p>أتمنى أن تصغي إلى المزارعين قبل أن تعلن أسعارها بأشهر.</p></div>"
    ),
    "live report": "".join(
        f"<div class=u><p>{hour}:05</p><p>وصلت دفعة أخرى من الحصادات إلى مركز الشمال، كما أعلن مديره.</p></div>"
        for hour in (10, 11)
    ),
    "verse": "<div class=poem><p>يا سنابل القمح ميلي</p><p>والله ما خان الحصاد</p><p>أنا ابن هذي الأرض</p><p>مشكور يا من زرعت</p></div>",
    "testimony": "<blockquote><p>والله لم أر موسما كهذا، وأنا أزرع هذه الأرض منذ أربعين عاما مع إخواني.</p></blockquote>",
    "second part of another make": (
        "<div class=part><p>وزار الوزير مراكز الشمال برفقة وفد من اتحاد المزارعين، واستمع إلى مطالبهم.</p>"
        "<p>ويستمر الحصاد حتى نهاية الشهر المقبل في المناطق الجبلية، ثم يبدأ موسم الشعير.</p></div>"
    ),
}
WRITER = "صحافية استقصائية حائزة جائزة الصحافة البيئية، تكتب في شؤون المياه والزراعة منذ عام 2009، ولها كتاب عن أنهار المشرق."
BELOW = {
    "writer below a rule": f"<hr><div><b>رنا قاسم</b><br>{WRITER}</div>",
    "writer in paragraphs": f"<hr><p><b>رنا قاسم</b></p><p>{WRITER}</p>",
    "where it appeared": "<p>ظهرت المقالة بدء موسم الحصاد في الشمال أولاً على صحيفة السنابل.</p>",
    "where it appeared, in English": "<p>The post <a href=/1>بدء موسم الحصاد</a> appeared first on <a href=/>السنابل</a>.</p>",
    "how an agency is subscribed to": (
        "<p>الأخبار المنشورة على الصفحة الرسمية لوكالة السنابل، هي اختصار لجزء من الأخبار التي تُعرض للمشتركين عبر نظامها. "
        "من أجل الاشتراك لدى الوكالة يُرجى الاتصال بالرابط التالي. وتصل الأخبار كاملة إلى المشتركين في الصحف والإذاعات والمواقع، "
        "بالعربية والإنجليزية، على مدار الساعة.</p>"
    ),
}
OWN = {
    "items that the text announces": "<p>ومن أسعار هذا العام:</p><ul><li>القمح الصلب 400 دولار</li><li>القمح الطري 300 دولار</li></ul>",
    "question and answers": "<p>هل تكفي المراكز؟</p><p>يرى المزارعون أنها قليلة، وأن الطريق إليها بعيد.</p>",
    "where the news appeared": "<p>وكان الخبر قد ظهر أولا على صفحة الوزارة قبل أن تنشره الصحف.</p>",
    "watches": "<p>شاهد آلاف المواطنين انطلاق أولى الحصادات في السهول الشمالية أمس.</p>",
    "follows": "<p>تابع وزير الزراعة، اليوم الاثنين، سير أعمال الحصاد عبر تطبيق إلكتروني أطلقته الوزارة.</p>",
    "rights in a sentence": "<p>جميع الحقوق محفوظة لأصحاب الأراضي وفق القانون الجديد الذي أقره البرلمان، كما أكد الوزير.</p>",
    "quoted label": "<p>وقال إن عبارة «جميع الحقوق محفوظة» لا تكفي وحدها لحماية المؤلف.</p>",
    "heading of comments": "<h2>التعليقات على القرار</h2><p>رحب اتحاد المزارعين بالقرار ووصفه بأنه خطوة تأخرت كثيرا.</p>",
    "list": "<ul><li>القمح: 400 دولار للطن</li><li>الشعير: 300 دولار للطن</li></ul>",
    "verse": "<p>سنابل القمح مالت في مناكبها</p><p>كأنها الذهب المسكوب في البيد</p>",
    "quotation": "<blockquote><p>لن نسمح بأن يضيع تعب الفلاح هذا العام</p></blockquote>",
    "people speaking": "<p>محمد الخطيب: ارتفاع تكاليف السماد أرهق المزارعين.</p><p>سعاد الحسن: نطالب بصرف المستحقات.</p>",
    "short paragraph below a picture": "<p><img src=a.jpg></p><p>ولم تعلق الحكومة على ذلك.</p>",
    "weather in a sentence": "<p>وتوقعت الأرصاد أن تبلغ الحرارة 28 درجة والرطوبة 40% في مناطق الحصاد.</p>",
    "error in a sentence": "<p>وقال إن اللجنة وجدت خطأ في النص الأصلي للقانون، وإن البرلمان سيصححه قريبا.</p>",
    "clock times": "<p><strong>10:30</strong> وصول الوزير إلى مركز الاستلام في الشمال.</p>",
}


def _paragraphs(before: str, after: str = "") -> list[str]:
    html = (
        f"<html><head><meta charset=utf-8><title>{HEADLINE}</title></head><body><h1>{HEADLINE}</h1>"
        f"<div class=x9>{before}{after}</div></body></html>"
    )
    page = Page(url="https://news.example/story/1", payload=html.encode(), content_type="text/html", captured_at=NOW)
    read = extract(page)
    assert isinstance(read, Article)
    return read.article_body.split("\n")


@pytest.mark.parametrize("name", OTHER_THINGS)
def test_other_things_go_from_the_middle_of_a_story(name: str) -> None:
    assert _paragraphs(_marked(STORY[:2]) + OTHER_THINGS[name], _marked(STORY[2:])) == list(STORY)


@pytest.mark.parametrize("name", OTHER_THINGS)
def test_other_things_go_from_the_end_of_a_story(name: str) -> None:
    assert _paragraphs(_marked(STORY) + OTHER_THINGS[name]) == list(STORY)


@pytest.mark.parametrize("name", BELOW)
def test_what_stands_below_stories_goes(name: str) -> None:
    assert _paragraphs(_marked(STORY) + BELOW[name]) == list(STORY)


@pytest.mark.parametrize("name", READERS)
def test_story_ends_where_readers_begin(name: str) -> None:
    assert _paragraphs(_marked(STORY) + READERS[name]) == list(STORY)


@pytest.mark.parametrize("name", OWN)
def test_what_only_looks_like_a_label_stays(name: str) -> None:
    kept = _paragraphs(_marked(STORY[:2]) + OWN[name], _marked(STORY[2:]))
    assert [text for text in kept if text in STORY] == list(STORY)
    assert len(kept) - len(STORY) == OWN[name].count("</p>") + OWN[name].count("</li>") + OWN[name].count("</h2>") - OWN[
        name
    ].count("<img")


@pytest.mark.parametrize("name", NO_READERS)
def test_what_only_looks_like_readers_stays(name: str) -> None:
    kept = _paragraphs(_marked(STORY) + NO_READERS[name])
    assert kept[: len(STORY)] == list(STORY)
    assert len(kept) - len(STORY) == NO_READERS[name].count("</p>")


def test_readers_in_the_middle_go_and_the_story_goes_on() -> None:
    assert _paragraphs(_marked(STORY[:2]) + READERS["rows with moments"], _marked(STORY[2:])) == list(STORY)


def test_heading_below_a_card_of_one_line_stays() -> None:
    card = "<p><b>اقرأ أيضا: </b><a href=/7>تراجع أسعار الدواجن في الأسواق</a></p><p><b>كلفة مضاعفة على الأسر</b></p>"
    kept = _paragraphs(_marked(STORY[:2]) + card, _marked(STORY[2:]))
    assert kept == [*STORY[:2], "كلفة مضاعفة على الأسر", *STORY[2:]]


def test_list_that_opens_a_story_stays() -> None:
    points = ("مئة مركز لاستلام الحبوب", "أسعار معلنة قبل الحصاد", "محصول يفوق العام الماضي")
    listed = f"<ol>{''.join(f'<li>{point}</li>' for point in points)}</ol>"
    assert _paragraphs(listed, _marked(STORY)) == [*points, *STORY]


def test_list_of_labels_above_a_story_goes() -> None:
    assert _paragraphs("<ul><li>اقتصاد محلي</li><li>28 أبريل 2026</li><li>318 مشاهدة</li></ul>", _marked(STORY)) == list(STORY)


@pytest.mark.parametrize("frame", ["video", "object", "iframe", "audio"])
def test_film_parts_the_lines_before_and_after_it(frame: str) -> None:
    parted = f"{STORY[0]}<{frame} src=/v>بديل</{frame}>{STORY[1]}<br>{STORY[2]}<b><{frame} src=/v></{frame}></b>{STORY[3]}"
    assert _paragraphs(f"<div>{parted}</div>") == list(STORY)


def test_short_sentence_in_one_box_with_the_lead_stays() -> None:
    second = "«المثال» تنقل لكم مجريات الحصاد أولا بأول من السهول."
    lead = f"<div class=intro>{STORY[0]}<br>{second}</div>"
    updates = "".join(
        f"<div class=u><div class=t>1{hour}:05</div><div class=c>{text}</div></div>" for hour, text in enumerate(STORY[1:])
    )
    assert _paragraphs(lead, f"<div class=date>آخر تحديث 23:41</div>{updates}")[:2] == [STORY[0], second]
