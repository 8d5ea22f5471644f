from __future__ import annotations

import pytest

from archive.text.body.phrases import Phrase, phrase_of

POLICY = (
    "تنويه: لا تتحمل إدارة الموقع أي مسؤولية عن مضمون التعليقات المنشورة، وهي تعبر عن رأي أصحابها وحدهم، ويرجى الالتزام بآداب الحوار، "
    "وتجنب الإساءة إلى الأشخاص والأديان، وعدم نشر روابط أو أرقام هواتف، وتحتفظ هيئة التحرير بحق حذف ما تراه مخالفا من دون إشعار مسبق."
)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("أنت تقرأ مقالا مجانيا. بقي لك مقالان هذا الشهر. سجّل الدخول", Phrase.FURNITURE),
        ("ادعم الصحافة المستقلة: تبرعك يساعدنا على الاستمرار. تبرع الآن", Phrase.FURNITURE),
        ("يُسمح بالنقل مع ذكر المصدر ورابط الخبر الأصلي", Phrase.FURNITURE),
        ("صورة: متظاهرون في شوارع العاصمة", Phrase.FURNITURE),
        ("هل أعجبك؟ شاركه مع رفيق رحلاتك", Phrase.FURNITURE),
        ("- إشهار -", Phrase.GENERIC),
        (POLICY, Phrase.COMMENTS),
    ],
)
def test_line_around_a_story_is_known(line: str, kind: Phrase) -> None:
    assert phrase_of(line) is kind


@pytest.mark.parametrize(
    "line",
    [
        "صورة: هكذا كان يبدأ كل رسالة إلى أصدقائه، ثم يصف ما يراه بالكلمات.",
        "بقي له في المستشفى مقالان لم ينشرا، وقالت ابنته إنها ستجمعهما في كتاب.",
        "يسمح القانون الجديد بنقل ملكية الأراضي الزراعية بين الورثة بعد موافقة المحكمة.",
        "هل أعجبك العرض؟ سؤال طرحه المخرج على الجمهور بعد أن أسدل الستار.",
        "لا تتحمل الحكومة وحدها كلفة الترميم، فالبلديات تدفع نصفها.",
    ],
)
def test_sentence_of_a_story_is_no_label(line: str) -> None:
    assert phrase_of(line) is None
