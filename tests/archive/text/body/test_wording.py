"""Lines told by their words alone: labels and prompts of pages on one side, sentences that use the same words on the other."""

from __future__ import annotations

import pytest

from archive.text.body.wording import kind_of, kind_of_head


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("شارك هذه المادة: فيسبوك، إكس، واتساب", "furniture"),
        ("ليصلكم كل جديد اشتركوا بقناة «المثال» على التلغرام عبر الرابط t.me/x", "furniture"),
        ("حمّل تطبيق المثال الآن من متجر جوجل بلاي", "furniture"),
        ("فعّل الإشعارات ليصلك كل جديد", "furniture"),
        ("استمع إلى هذا المقال", "furniture"),
        ("1,234 مشاهدة", "furniture"),
        ("هل وجدت خطأ في هذا الخبر؟ أخبرنا", "furniture"),
        ("نستخدم ملفات تعريف الارتباط لتقديم أفضل خدمة لك، بمتابعتك التصفح فإنك توافق على سياسة الخصوصية", "furniture"),
        ("كن أول من يضيف تعليقا", "comments"),
        ("مواضيع قد تهمك", "related"),
        ("الأكثر قراءة هذا الأسبوع", "related"),
    ],
)
def test_line_of_the_pages_own_words_is_known_by_its_kind(line: str, kind: str) -> None:
    assert kind_of(line) == kind


@pytest.mark.parametrize(
    "line",
    [
        "اشترك في النشرة آلاف المزارعين منذ إطلاقها، بحسب المتحدث باسم الوزارة.",
        "انضم إلى القناة على تلغرام نحو عشرة آلاف مزارع خلال الأسبوع الأول من الموسم.",
        "حمل الوزير الحكومة السابقة مسؤولية تعثر تطبيق قانون الحبوب الموحد.",
        "ملفات تعريف الارتباط كانت محور الجلسة التي عقدها البرلمان لمناقشة قانون الخصوصية.",
        "وكتب على اللافتة «نستخدم ملفات تعريف الارتباط لتحسين تجربتك» قبل أن يغادر القاعة.",
        "«اترك تعليقا».. باب موصد",
        "أقول له: أغلق هاتفك، واترك تعليقك إلى ما بعد العرض.",
        "لا تعليق.",
        "في عام 2024",
    ],
)
def test_sentence_with_such_words_stays_the_storys(line: str) -> None:
    assert kind_of(line) is None


def test_label_before_a_colon_is_known_whatever_follows() -> None:
    assert kind_of_head("قد يهمك أيضا: أسعار العملات اليوم") == "related"
    assert kind_of_head("الوزير: قد يهمك أن تعرف") is None
