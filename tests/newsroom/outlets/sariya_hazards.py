"""What a crawler meets besides stories: galleries, walls, errors, loops, floods. Each with what should become of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from archive.models import Outcome, Reason
from tests.newsroom.furniture import MOST_READ, labels
from tests.newsroom.model import Desk, Page
from tests.newsroom.outlets.sariya_frame import HTML, framed

PDF = "application/pdf"
PAYWALL_LD = (
    '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"ملف الغاز",'
    '"isAccessibleForFree":false,"hasPart":{"@type":"WebPageElement","isAccessibleForFree":false,"cssSelector":".premium"}}</script>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """An address that is listed as if it were a whole story. `reasons`: any of them is right. `page`: None answers 404."""

    path: str
    title: str
    outcome: Outcome
    reasons: tuple[Reason | None, ...]
    page: Callable[[Desk, str, str], Page] | None = None


def gallery(desk: Desk, path: str, title: str) -> Page:
    """Twelve pictures, a few words each."""
    captions = ("غروب على الكورنيش", "صيادون عند الفجر", "قوارب ملونة", "سوق السمك", "أطفال على الرمل", "منارة الميناء القديم")
    figures = (
        f'<figure><img src="/img/{count}.jpg"><figcaption>{captions[count % 6]}</figcaption></figure>' for count in range(12)
    )
    return framed(desk, path, title, f"<h1>{title}</h1><div class='gallery'>{''.join(figures)}</div>", kind="image.gallery")


def video(desk: Desk, path: str, title: str) -> Page:
    """A player and a sentence."""
    content = f"<h1>{title}</h1><video src='/v/88.mp4' controls></video><p class='caption'>مدة الفيديو: 1:42</p>"
    return framed(desk, path, title, content, kind="video.other")


def topic(desk: Desk, path: str, title: str) -> Page:
    """A list of stories under a heading."""
    teasers = labels(
        MOST_READ * 3, "<article class='teaser'><h3><a href='{url}'>{label}</a></h3></article>", "/video/{}".format
    )
    return framed(desk, path, title, f"<h1>{title}</h1>{teasers}")


def paywall(desk: Desk, path: str, title: str) -> Page:
    """The beginning of a sentence and an offer."""
    return _walled(desk, path, title, "حصل تلفزيون السارية على وثائق تكشف كيف تعثرت مفاوضات استمرت ثلاثة أعوام…")


def preview(desk: Desk, path: str, title: str) -> Page:
    """The first two sentences, whole, and an offer: a story of which this much is free."""
    free = (
        "حصل تلفزيون السارية على وثائق تكشف كيف تعثرت مفاوضات استمرت ثلاثة أعوام حول حقل الغاز المشترك. "
        "وتتضمن الوثائق مراسلات بين شركات ووسطاء."
    )
    return _walled(desk, path, title, free)


def _walled(desk: Desk, path: str, title: str, free: str) -> Page:
    content = (
        f"<article class='story'><h1>{title}</h1><div class='story-content'><p>{free}</p><div class='premium'>"
        "<p>هذا المحتوى متاح للمشتركين فقط</p><p>اشترك الآن لمتابعة القراءة، أو سجّل الدخول إن كنت مشتركا</p>"
        "<a href='/subscribe'>اشترك</a></div></div></article>"
    )
    return framed(desk, path, title, content, metas=PAYWALL_LD, kind="article")


def to_login(desk: Desk, path: str, title: str) -> Page:  # noqa: ARG001
    """Sent away to the login page."""
    return redirect(f"/login?next={path}")


def login(desk: Desk) -> Page:
    """A form that asks who you are."""
    form = (
        "<h1>تسجيل الدخول</h1><form method='post'><label>البريد الإلكتروني <input name='email'></label><label>كلمة المرور "
        "<input type='password' name='password'></label><button>دخول</button><a href='/forgot'>نسيت كلمة المرور؟</a></form>"
    )
    return framed(desk, "/login", "تسجيل الدخول", form)


def guarded(desk: Desk, path: str, title: str) -> Page:  # noqa: ARG001
    """A challenge to robots."""
    content = "<h1>لحظة من فضلك</h1><p>يرجى التحقق من أنك لست روبوتا. سيجري تحويلك خلال ثوان.</p><div id='challenge'></div>"
    return framed(desk, path, "لحظة من فضلك", content)


def broken(desk: Desk, path: str, title: str) -> Page:
    """The server's own failure."""
    return framed(desk, path, title, "<h1>خطأ في الخادم</h1>", status=HTTPStatus.INTERNAL_SERVER_ERROR)


def blank(desk: Desk, path: str, title: str) -> Page:  # noqa: ARG001
    """200 and nothing."""
    return Page(body=b"", content_type=HTML, compress=False)


def huge(desk: Desk, path: str, title: str) -> Page:  # noqa: ARG001
    """A page without end, `desk.huge_bytes` long."""
    row = "<tr><td>2025</td><td>أرشيف الأخبار القديمة مرتب حسب تاريخ البث والقسم والمراسل</td></tr>\n".encode()
    head = f"<!DOCTYPE html><html dir='rtl' lang='ar'><head><title>{title}</title></head><body><table>\n".encode()
    body = head + row * (desk.huge_bytes // len(row) + 1)
    return Page(body=body[: desk.huge_bytes], content_type=HTML, compress=False)


def report(desk: Desk, path: str, title: str) -> Page:  # noqa: ARG001
    """A PDF of one empty page."""
    objects = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R>>")
    parts = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return Page(body=b"%PDF-1.4\n" + parts + b"trailer<</Root 1 0 R>>\n%%EOF\n", content_type=PDF, compress=False)


def there(desk: Desk, path: str, title: str) -> Page:  # noqa: ARG001
    """One half of a loop of redirects."""
    return redirect("/loop/back")


def redirect(location: str) -> Page:
    """Return a 302 to a path."""
    return Page(body=b"", content_type=HTML, status=HTTPStatus.FOUND, headers=(("Location", location),), compress=False)


HAZARDS = (
    Hazard(
        path="/gallery/12",
        title="صور: يوم على الكورنيش",
        outcome=Outcome.REJECTED,
        reasons=(Reason.TOO_SHORT, Reason.LISTING),
        page=gallery,
    ),
    Hazard(
        path="/video/88",
        title="فيديو: لحظة إطلاق سلاحف بحرية",
        outcome=Outcome.REJECTED,
        reasons=(Reason.TOO_SHORT, Reason.LISTING),
        page=video,
    ),
    Hazard(
        path="/topic/water",
        title="ملف: أزمة المياه",
        outcome=Outcome.REJECTED,
        reasons=(Reason.LISTING, Reason.TOO_SHORT),
        page=topic,
    ),
    Hazard(
        path="/premium/301",
        title="حصري: وثائق ملف الغاز",
        outcome=Outcome.REJECTED,
        reasons=(Reason.PAYWALL, Reason.TOO_SHORT),
        page=paywall,
    ),
    Hazard(
        path="/premium/302",
        title="حصري: وثائق تكشف تعثر مفاوضات الغاز",
        outcome=Outcome.ARCHIVED,
        reasons=(None,),
        page=preview,
    ),
    Hazard(
        path="/members/7",
        title="للأعضاء: حلقة الأسبوع كاملة",
        outcome=Outcome.REJECTED,
        reasons=(Reason.PAYWALL, Reason.TOO_SHORT, Reason.LISTING, Reason.BLOCKED),
        page=to_login,
    ),
    Hazard(
        path="/guarded/5",
        title="خريطة تفاعلية: المدن الأشد حرا",
        outcome=Outcome.REJECTED,
        reasons=(Reason.BLOCKED, Reason.TOO_SHORT),
        page=guarded,
    ),
    Hazard(
        path="/files/report-2026.pdf",
        title="التقرير السنوي (ملف)",
        outcome=Outcome.REJECTED,
        reasons=(Reason.NOT_HTML,),
        page=report,
    ),
    Hazard(path="/blank/1", title="خبر قيد الإعداد", outcome=Outcome.REJECTED, reasons=(Reason.EMPTY,), page=blank),
    Hazard(path="/story/404", title="خبر سحب قبل نشره", outcome=Outcome.FAILED, reasons=(Reason.NOT_FOUND,)),
    Hazard(
        path="/error/1", title="استطلاع: رأي المشاهدين", outcome=Outcome.FAILED, reasons=(Reason.SERVER_ERROR,), page=broken
    ),
    Hazard(path="/archive/2025", title="أرشيف عام 2025 كاملا", outcome=Outcome.FAILED, reasons=(Reason.TOO_LARGE,), page=huge),
    Hazard(
        path="/loop/out",
        title="رابط قديم",
        outcome=Outcome.FAILED,
        reasons=(Reason.TOO_MANY_REDIRECTS,),
        page=there,
    ),
    Hazard(path="/internal/schedule", title="جدول داخلي", outcome=Outcome.REFUSED, reasons=(Reason.ROBOTS,), page=topic),
)
