"""Lists, walls, checks and missing pages on one side; on the other, stories that look or sound like them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.models import Article, Reason, Rejected
from archive.text.extract import Page, extract

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
MENU = "<ul>" + "".join(f'<li><a href="/{i}">قسم رقم {i}</a></li>' for i in range(9)) + "</ul>"
TITLES = (
    "افتتاح سد جديد في وادي الزيتون لري آلاف الهكتارات",
    "انطلاق معرض الكتاب الدولي في دورته الثلاثين غدا",
    "تعليق الدراسة في ثلاث ولايات بسبب الثلوج الكثيفة",
    "نقابة الأطباء تعلن إضرابا ليومين في المستشفيات",
    "البرلمان يصوت على قانون المالية الأسبوع المقبل",
    "وفاة المخرج المسرحي الكبير عن ثمانين عاما",
)
TEASERS = tuple(
    f"{title}، وفق ما أفاد به مسؤولون يوم الاثنين في مؤتمر صحفي حضرته وسائل إعلام محلية ودولية..." for title in TITLES
)
STORY = tuple(f"{title}، وقال المتحدث إن التفاصيل ستعلن خلال الأيام المقبلة بعد استكمال الإجراءات اللازمة." for title in TITLES)
PROSE = "".join(f"<p>{text}</p>" for text in STORY[:3])


def read(body: str, *, title: str, url: str = "https://news.example/a/445511", head: str = "") -> Article | Rejected:
    page = f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{body}</body></html>"
    return extract(Page(url=url, payload=page.encode(), content_type="text/html", captured_at=NOW))


def rows(form: str) -> str:
    pairs = enumerate(zip(TITLES, TEASERS, strict=True))
    return "".join(form.format(number=number, title=title, text=text) for number, (title, text) in pairs)


LISTS = {
    "cards": '<div class="i"><h2><a href="/s{number}">{title}</a></h2><p>{text}</p></div>',
    "cards that close with more": '<div class="i"><h2>{title}</h2><p>{text}</p><a href="/s{number}">التفاصيل</a></div>',
    "cards in a table": '<tr><td><a href="/s{number}"><b>{title}</b></a><br>{text}</td></tr>',
    "paragraphs that open with a link": '<p><a href="/s{number}">{title}</a> - {text}</p>',
    "definitions": '<dt><a href="/s{number}">{title}</a></dt><dd>{text}</dd>',
    "cards that are links": '<article><a href="/s{number}"><h3>{title}</h3><p>{text}</p></a></article>',
}


@pytest.mark.parametrize("form", LISTS)
def test_section_page_is_a_listing(form: str) -> None:
    holder = "table" if "<tr>" in LISTS[form] else "div"
    read_page = read(f"{MENU}<h1>سياسة</h1><{holder}>{rows(LISTS[form])}</{holder}>", title="سياسة - صحيفة المثال")
    assert isinstance(read_page, Rejected)
    assert read_page.reason is Reason.LISTING
    assert read_page.detail


def posts(first: str) -> str:
    whole = "".join(f"<p>{text}</p>" for text in STORY)
    rest = "".join(f'<article><h2><a href="/s{n}">{title}</a></h2>{whole}</article>' for n, title in enumerate(TITLES[1:]))
    return f"{MENU}<article><h2>{first}</h2>{whole}</article>{rest}"


def test_whole_posts_in_a_row_are_a_listing() -> None:
    found = read(posts(f'<a href="/s9">{TITLES[0]}</a>'), title="مدونة المثال")
    assert isinstance(found, Rejected)
    assert found.reason is Reason.LISTING


@pytest.mark.parametrize("first", [TITLES[0], f'<a href="/a/445511">{TITLES[0]}</a>'])
def test_story_that_others_follow_is_an_article(first: str) -> None:
    assert isinstance(read(posts(first), title=TITLES[0]), Article)


@pytest.mark.parametrize(
    ("above", "reason"),
    [
        ("<h1>محليات</h1>", Reason.LISTING),
        ("<h2>404</h2><p>نأسف، لم نعثر على ما تبحث عنه</p><h3>ربما يهمك</h3>", Reason.NOT_FOUND),
    ],
)
def test_page_of_cards_alone_says_what_it_is(above: str, reason: Reason) -> None:
    card = '<div class="post"><a href="/n/{}"><img src="/0.jpg"><h3>{}</h3></a><span>10 مارس 2024</span><p>شهادات من الأهالي</p></div>'
    cards = "".join(card.format(number, title) for number, title in enumerate(TITLES * 2))
    found = read(f"{MENU}<main>{above}{cards}</main>", title="صحيفة المثال")
    assert isinstance(found, Rejected)
    assert found.reason is reason


def test_writers_page_with_a_long_introduction_is_a_listing() -> None:
    body = f"{MENU}<h1>سالم الحربي</h1><p>{STORY[0]} {STORY[1]} {STORY[2]}</p>{rows(LISTS['cards'])}"
    found = read(body, title="سالم الحربي", url="https://news.example/writers/12")
    assert isinstance(found, Rejected)
    assert found.reason is Reason.LISTING


WALLS = {
    "robot check": (
        "<h1>news.example</h1><p>يحتاج الموقع إلى مراجعة أمان اتصالك قبل المتابعة.</p>",
        "لحظة",
        "",
        Reason.BLOCKED,
    ),
    "robot check in a script": (
        "",
        "",
        '<script src="/_Incapsula_Resource?SWJIYLWA=5074"></script>',
        Reason.BLOCKED,
    ),
    "refusal": (
        "<h1>Access Denied</h1><p>You don't have permission to access this page on this server.</p>",
        "Access Denied",
        "",
        Reason.BLOCKED,
    ),
    "consent": (
        "<h1>نحن نحترم خصوصيتك</h1><p>نستخدم نحن وشركاؤنا ملفات تعريف الارتباط لتخزين المعلومات على جهازك وعرض إعلانات مخصصة.</p>",
        "المثال",
        "",
        Reason.BLOCKED,
    ),
    "missing": (
        f"{MENU}<h1>عفوا</h1><p>الخبر المطلوب غير موجود أو تم حذفه</p>",
        "المثال",
        "",
        Reason.NOT_FOUND,
    ),
    "missing, with other stories": (
        f"{MENU}<h1>الصفحة غير موجودة</h1><p>ربما تبحث عن أحد هذه الأخبار:</p>{rows(LISTS['cards'])}",
        "الصفحة غير موجودة - المثال",
        "",
        Reason.NOT_FOUND,
    ),
    "subscribers only": (
        f"{MENU}<h1>{TITLES[0]}</h1><p>لقراءة هذا المقال كاملا اشترك الآن في النسخة الرقمية من الصحيفة.</p>",
        TITLES[0],
        "",
        Reason.PAYWALL,
    ),
    "login": (
        "<h1>تسجيل الدخول</h1><form><input type=password></form><p>ليس لديك حساب؟ أنشئ حسابا مجانيا.</p>",
        "تسجيل الدخول",
        "",
        Reason.PAYWALL,
    ),
    "out of order": (
        "<h1>الموقع تحت الصيانة</h1><p>نعمل حاليا على تحديث الموقع وسنعود إليكم قريبا.</p>",
        "المثال",
        "",
        Reason.TOO_SHORT,
    ),
    "film": (
        f"{MENU}<h1>فيديو: لحظة وصول القافلة إلى المعبر</h1><video></video><p>لحظة وصول القافلة إلى المعبر الشمالي</p>",
        "فيديو: لحظة وصول القافلة إلى المعبر",
        "",
        Reason.TOO_SHORT,
    ),
    "prayer times": (
        f"{MENU}<h1>مواقيت الصلاة</h1><table>"
        + "".join(f"<tr><td>{day} مايو</td><td>4:{day}</td><td>12:{day}</td><td>18:{day}</td></tr>" for day in range(10, 30))
        + "</table>",
        "مواقيت الصلاة",
        "",
        Reason.LISTING,
    ),
}


@pytest.mark.parametrize("wall", WALLS)
def test_wall_is_refused_with_its_reason(wall: str) -> None:
    body, title, head, reason = WALLS[wall]
    found = read(body, title=title, head=head)
    assert isinstance(found, Rejected)
    assert (found.reason, bool(found.detail)) == (reason, True)


STORIES = {
    "flash above a long list": (
        "عاجل: الأهلي يتعاقد مع مدرب برتغالي",
        f"<div>أعلن النادي الأهلي تعاقده مع المدرب البرتغالي لموسمين.</div>{rows('<h4><a href=/s{number}>{title}</a></h4>') * 4}",
    ),
    "about a page not found": (
        "ما قصة الخطأ 404: الصفحة غير موجودة؟",
        (
            "<p>يعرف كل من يتصفح الإنترنت رسالة الصفحة غير موجودة التي تحمل الرقم 404، لكن قليلين يعرفون قصتها.</p>"
            "<p>أما الحقيقة فهي أن الرقم جزء من سلسلة رموز وضعها مصممو البروتوكول في مطلع التسعينيات.</p>"
        ),
    ),
    "about robot checks": (
        "«لست روبوتا».. لماذا تطلب منك المواقع التحقق من أنك إنسان؟",
        (
            "<p>يواجه المستخدمون يوميا عبارة لست روبوتا واختبار captcha قبل الدخول إلى المواقع.</p>"
            "<p>وقال باحثون إن الهدف حماية المواقع من هجمات الحجب، وإن النسخ الجديدة تراقب حركة المؤشر.</p>"
        ),
    ),
    "about subscribers": (
        "الكهرباء: خصم للمشتركين فقط عند السداد المبكر",
        (
            "<p>أعلنت شركة الكهرباء خصما قدره عشرة في المئة للمشتركين فقط عند السداد قبل الخامس من كل شهر.</p>"
            "<p>وقال المتحدث باسم الشركة إن القرار يسري على المشتركين في القطاع المنزلي ولا يشمل المحال التجارية.</p>"
        ),
    ),
    "a list of ten": (
        "أبرز مواقف في تاريخ الدوري على مدى ستين عاما",
        "<p>يرصد هذا التقرير أبرز المواقف التي شهدها تاريخ الدوري.</p>" + rows("<h2>{title}</h2><p>{text}</p>"),
    ),
    "results": (
        "نتائج مباريات الجولة الخامسة من الدوري",
        "<p>اختتمت مساء الجمعة مباريات الجولة الخامسة من الدوري وجاءت النتائج على النحو التالي:</p><table>"
        + "".join(f"<tr><td>فريق الحي {n}</td><td>{n % 4} - {n % 3}</td><td>نادي المدينة {n + 9}</td></tr>" for n in range(9))
        + "</table>",
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_story_that_looks_like_something_else_is_an_article(story: str) -> None:
    headline, body = STORIES[story]
    found = read(f"{MENU}<h1>{headline}</h1>{body}{MENU}", title=f"{headline} | المثال")
    assert isinstance(found, Article)
    assert found.is_accessible_for_free is not False


def test_story_cut_by_cards_is_an_article() -> None:
    cards = [f'<p><a href="/s{number}">{title}</a></p>' for number, title in enumerate(reversed(TITLES))]
    body = "".join(f"<p>{text}</p>{card}" for text, card in zip(STORY, cards, strict=True))
    assert isinstance(read(f"{MENU}<h1>{TITLES[0]}</h1><div>{body}</div>", title=TITLES[0]), Article)


def test_section_in_the_address_of_a_story_does_not_make_it_a_list() -> None:
    body = f"{MENU}<h1>{TITLES[0]}</h1><p>{STORY[0]}</p><p>{STORY[1]}</p>"
    assert isinstance(read(body, title=TITLES[0], url="https://news.example/category/water/sadd"), Article)


def test_preview_of_a_closed_story_is_kept_as_not_free() -> None:
    wall = "<div><p>هذا المحتوى للمشتركين فقط. اشترك الآن لمتابعة القراءة.</p></div>"
    found = read(f"{MENU}<h1>{TITLES[0]}</h1>{PROSE}{wall}", title=TITLES[0])
    assert isinstance(found, Article)
    assert found.is_accessible_for_free is False


WALL = "<div class='w'><p>هذا المقال متاح للمشتركين فقط</p><p>{}</p></div>"
CUT_TEASER = f"<p>{STORY[0]}</p><p>وأضاف المتحدث أن الملف الذي جمعه المسؤولون تناول قضايا عدة أبرزها...</p>"


def test_whole_box_of_a_wall_is_no_part_of_the_preview() -> None:
    box = '<div class=pb><h3>هذا المقال مخصص للمشتركين</h3><p>اشترك في "المثال بريميوم" بـ 6 دولارات شهرياً واقرأ المقال كاملاً</p></div>'
    preview = f"<div>{''.join(f'<p>{text}</p>' for text in STORY)}</div>"
    kept = read(f"{MENU}<h1>{TITLES[0]}</h1><div>{preview}{box}</div>", title=TITLES[0])
    assert isinstance(kept, Article)
    assert kept.article_body.split("\n") == list(STORY)
    assert kept.is_accessible_for_free is False
    cut = read(f"{MENU}<h1>{TITLES[0]}</h1><article><p>{TEASERS[0]}</p>{box}</article>", title=TITLES[0])
    assert isinstance(cut, Rejected)
    assert cut.reason is Reason.PAYWALL


def test_question_about_cookies_is_no_story_of_a_closed_page() -> None:
    consent = (
        "<h2>نحن وشركاؤنا نحترم خصوصيتك</h2><p>باستخدامكم هذا الموقع فإنكم توافقون على قيامنا وشركائنا بتخزين معلومات على جهازكم أو الوصول "
        "إليها، مثل ملفات تعريف الارتباط.</p><p>يمكنكم تغيير اختياراتكم في أي وقت عبر رابط الإعدادات أسفل الصفحة.</p>"
    )
    wall = "<div class=login><h1>تسجيل الدخول مطلوب</h1><p>هذه البرقية متاحة لمشتركي الوكالة فقط.</p></div>"
    head = '<meta property="article:published_time" content="2026-04-28T10:00:00+03:00">'
    found = read(f"{MENU}<div>{consent}</div>{wall}{MENU}", title=TITLES[0], head=head)
    assert isinstance(found, Rejected)
    assert found.reason is Reason.PAYWALL


def test_tags_page_of_cards_that_each_stand_apart_is_a_listing() -> None:
    cards = rows('<div><div><h3><a href="/s{number}">{title}</a></h3></div><div>2{number} أبريل 2026</div></div>')
    found = read(
        f"{MENU}<h1>الوسم</h1>{cards}{cards}", title="خانقين Archives", url="https://news.example/tag/%D8%AE%D8%A7%D9%86/"
    )
    assert isinstance(found, Rejected)
    assert found.reason is Reason.LISTING


@pytest.mark.parametrize("below", ["اشترك الآن", "ادعم الصحافة المستقلة. اشترك لمتابعة القراءة", "مشترك؟ سجل الدخول"])
def test_teaser_that_breaks_off_above_a_wall_is_closed(below: str) -> None:
    found = read(f"{MENU}<h1>{TITLES[0]}</h1>{CUT_TEASER}{WALL.format(below)}", title=TITLES[0])
    assert isinstance(found, Rejected)
    assert found.reason is Reason.PAYWALL


@pytest.mark.parametrize(
    "prompt", ["اشترك في قناتنا على واتساب لمتابعة آخر الأخبار", "سجل في النشرة البريدية لقراءة أبرز العناوين كل صباح"]
)
def test_prompt_to_follow_closes_no_story(prompt: str) -> None:
    found = read(f"{MENU}<h1>{TITLES[0]}</h1>{PROSE}<p>{prompt}</p>", title=TITLES[0])
    assert isinstance(found, Article)
    assert found.is_accessible_for_free is not False


def test_teaser_that_breaks_off_without_a_wall_is_an_article() -> None:
    assert isinstance(read(f"{MENU}<h1>{TITLES[0]}</h1>{CUT_TEASER}", title=TITLES[0]), Article)


def test_long_preview_that_breaks_off_above_a_wall_is_kept_as_not_free() -> None:
    preview = "".join(f"<p>{text}</p>" for text in STORY) + CUT_TEASER
    found = read(f"{MENU}<h1>{TITLES[0]}</h1>{preview}{WALL.format('اشترك الآن')}", title=TITLES[0])
    assert isinstance(found, Article)
    assert found.is_accessible_for_free is False


@pytest.mark.parametrize(
    "offers",
    [
        (
            "اشترك الآن في «المثال بريميوم» لقراءة هذا المقال وأكثر من ألف تحليل.",
            "الباقة الشهرية: 7.99 دولارات",
            "الباقة السنوية: 69 دولارا",
        ),
        (
            "اشتراك رقمي سنوي مع أرشيف الصحيفة منذ عام 1933",
            "20 درهما شهريا",
            "ابدأ تجربتك المجانية لمدة شهر كامل",
            "يمكنك الإلغاء في أي وقت",
        ),
        (
            "قراءة غير محدودة لكل المقالات والتحليلات والتقارير",
            "شهريا: 5 دولارات",
            "سنويا: 50 دولارا",
            "باقة المؤسسات والجامعات: تواصل معنا لمعرفة الأسعار",
        ),
    ],
)
@pytest.mark.parametrize("item", ["<li>{}</li>", "<p>{}</p>"])
def test_offers_below_a_headline_are_no_story(offers: tuple[str, ...], item: str) -> None:
    body = f"{MENU}<h1>كواليس المفاوضات</h1><h2>هذا المقال متاح للمشتركين فقط</h2>{''.join(map(item.format, offers))}{MENU}"
    found = read(body, title="كواليس المفاوضات | المثال", head='<meta property="og:type" content="article">')
    assert isinstance(found, Rejected)
    assert found.reason is Reason.PAYWALL


def table(*rows_of: tuple[str, ...]) -> str:
    return "<table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows_of) + "</table>"


LOOKED_UP = {
    "prayers, weather and prices": (
        "عمان: مواقيت الصلاة والطقس والعملات",
        table(("الفجر", "4:19"), ("الظهر", "12:33"), ("العصر", "4:12"), ("المغرب", "7:20"))
        + "<h2>الطقس خلال خمسة أيام</h2>"
        + table(("الأحد", "31° / 16°", "مغبر"), ("الإثنين", "26° / 12°", "مشمس"), ("الثلاثاء", "22° / 12°", "مشمس"))
        + "<h2>أسعار العملات مقابل الدينار</h2>"
        + table(("الدولار", "2.672"), ("اليورو", "0.782"), ("الجنيه", "1.324"), ("الريال", "2.234")),
    ),
    "a poll": (
        "هل تؤيد نقل العاصمة الإدارية مؤقتا؟",
        "<ul><li>نعم أؤيد بشدة 41% (2,118 صوتا)</li><li>لا 29% (1,502 صوت)</li><li>نعم لاحقا 22%</li><li>لا رأي لي 8%</li></ul>",
    ),
    "a poll of two answers": (
        "هل ترى أن السد الجديد يكفي حاجة المنطقة؟",
        "<p>نعم ٪62.5</p><p>لا ٪37.5</p><p>عدد الأصوات 914 حتى مساء الخميس الماضي</p>",
    ),
}


@pytest.mark.parametrize("page", LOOKED_UP)
@pytest.mark.parametrize("head", ["", '<meta property="og:type" content="article">'])
def test_page_that_is_looked_up_is_no_article(page: str, head: str) -> None:
    headline, body = LOOKED_UP[page]
    found = read(f"{MENU}<h1>{headline}</h1>{body}{MENU}", title=f"{headline} | المثال", head=head)
    assert isinstance(found, Rejected)
    assert found.reason in {Reason.LISTING, Reason.TOO_SHORT}


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        (
            "أسعار العملات مقابل الدينار اليوم الأحد",
            "<p>تراجع الدولار مقابل الدينار في تعاملات اليوم الأحد، وجاءت أسعار العملات على النحو التالي:</p>"
            + table(("الدولار", "2.672"), ("اليورو", "0.782"), ("الجنيه", "1.324"), ("الريال", "2.234"), ("الدرهم", "1.2")),
        ),
        (
            "استطلاع: أغلب السكان يؤيدون السد الجديد في الوادي",
            "<p>أظهر استطلاع أن 62% من سكان الوادي يؤيدون السد الجديد.</p><p>ورفضه 38% من المستطلعين في القرى المجاورة للسد.</p>",
        ),
    ],
)
def test_story_with_its_numbers_is_an_article(headline: str, body: str) -> None:
    assert isinstance(read(f"{MENU}<h1>{headline}</h1>{body}{MENU}", title=f"{headline} | المثال"), Article)
