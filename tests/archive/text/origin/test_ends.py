from __future__ import annotations

import pytest

from archive.text.origin.agencies import agency_named
from archive.text.origin.ends import take_credits

FIRST = "أعلنت الحكومة اليوم خطة جديدة لترميم الجسور القديمة في العاصمة قبل حلول الشتاء."
LAST = "وتعمل الفرق معا في ثلاث نوبات، وما زالت جسور الريف تنتظر دورها."


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("الأناضول", "الأناضول"),
        ("- الأناضول -", "الأناضول"),
        ("(أ ف ب)", "فرانس برس"),
        ("أ.ف.ب", "فرانس برس"),
        ("ا. ف. ب.", "فرانس برس"),
        ("المصدر: رويترز", "رويترز"),
        ("المصدر : وكالات", "وكالات"),
        ("--(بترا)", "بترا"),
        ("وكالات", "وكالات"),
        ("رويترز + وكالات", "رويترز"),
        ("وكالات - د ب أ", "وكالة الأنباء الألمانية"),
        ("(معا)", "وكالة معا الإخبارية"),
        ("انتهى/ أ ش أ", "وكالة أنباء الشرق الأوسط"),
        ("(وكالة المدار للأنباء)", "وكالة المدار للأنباء"),
        ("عن وكالة فرانس برس", "فرانس برس"),
        ("المصدر الأصلي: رويترز", "رويترز"),
        ("(رويترز، صحيفة المثال)", "رويترز"),
        ("وكالات - المثال نت", "وكالات"),
        ("وام/ل", "وكالة أنباء الإمارات"),
    ],
)
def test_closing_line_is_taken_as_the_credit(line: str, agency: str) -> None:
    taken = take_credits([FIRST, LAST, line])
    assert (taken.paragraphs, taken.agency) == ((FIRST, LAST), agency)


@pytest.mark.parametrize(
    ("prefix", "agency", "place"),
    [
        ("القاهرة - د ب أ: ", "وكالة الأنباء الألمانية", "القاهرة"),
        ("واشنطن (رويترز) - ", "رويترز", "واشنطن"),
        ("واشنطن 3 يناير (رويترز) - ", "رويترز", "واشنطن"),
        ("عمان 24 نيسان (بترا)-- ", "بترا", "عمان"),
        ("غزة/ الأناضول/ ", "الأناضول", "غزة"),
        ("الرياض – واس: ", "وكالة الأنباء السعودية", "الرياض"),
        ('رام الله - "وفا" - ', "وكالة الأنباء والمعلومات الفلسطينية", "رام الله"),
        ("(أ ف ب) - ", "فرانس برس", None),
        ("رويترز: ", "رويترز", None),
        ("واشنطن، 3 مايو (أ ف ب) – ", "فرانس برس", "واشنطن"),
        ("طهران/ 3 أيار/ مايو/ إرنا- ", "إرنا", "طهران"),
        ("الخليل 25-4-2026 وفا- ", "وكالة الأنباء والمعلومات الفلسطينية", "الخليل"),
        ("المنامة في 3 مايو/ بنا / ", "وكالة أنباء البحرين", "المنامة"),
        ("الرياض واس: ", "وكالة الأنباء السعودية", "الرياض"),
        ("دمشق-سانا ", "الوكالة العربية السورية للأنباء", "دمشق"),
        ("موسكو – سبوتنيك. ", "سبوتنيك", "موسكو"),
        ("دبي/لندن (رويترز) - ", "رويترز", "دبي/لندن"),
        ("تل الزعفران - وفا - ", "وكالة الأنباء والمعلومات الفلسطينية", "تل الزعفران"),
        ("القاهرة: ", None, "القاهرة"),
        ("بغداد - خاص: ", None, "بغداد"),
        ("المثال - ", None, None),
        ("المثال - خاص - ", None, None),
        ("خاص - ", None, None),
        ("إملشيل (إقليم ميدلت) / 21 شتنبر 2024 (ومع) ", "وكالة المغرب العربي للأنباء", "إملشيل"),
        ("بندرعباس / ۸ نيسان / إرنا - ", "إرنا", "بندرعباس"),
        ("Birkat Al Mouz, 29 Apr (ONA) --- ", "وكالة الأنباء العمانية", "Birkat Al Mouz"),
        ("KUWAIT, May 3 (KUNA) -- ", "وكالة الأنباء الكويتية", "KUWAIT"),
        ("GAZA CITY, Gaza Strip (AP) — ", "أسوشيتد برس", "GAZA CITY"),
        ("غزة/ الأناضول ", "الأناضول", "غزة"),
        ("خانيونس - صفا ", "وكالة الصحافة الفلسطينية (صفا)", "خانيونس"),
        ("غزة – قدس برس ", "قدس برس", "غزة"),
        ("محافظات-سانا ", "الوكالة العربية السورية للأنباء", None),
        ("وطنية - ", "الوكالة الوطنية للإعلام", None),
        ("وطنية - صيدا - ", "الوكالة الوطنية للإعلام", "صيدا"),
        ("نيويورك (الأمم المتحدة) (أ ف ب) - ", "فرانس برس", "نيويورك"),
        ("واشنطن – «رويترز»، «وكالات»: ", "رويترز", "واشنطن"),
        ("3 مايو/ أيار (رويترز) - ", "رويترز", None),
        ("جيبوتي – ADI – ", "الوكالة الجيبوتية للأنباء", "جيبوتي"),
        ("(المثال – كيفه) ", None, "كيفه"),
        ("كيدال (شمال مالي) - ", None, "كيدال"),
        ("بورتسودان ـ «المثال» ووكالات: ", "وكالات", "بورتسودان"),
        ("باريس: «نجمة المدار» ووكالة الصحافة الفرنسية - ", "فرانس برس", "باريس"),
        ("السويق (المثال) – ", None, "السويق"),
    ],
)
def test_opening_of_the_first_paragraph_is_taken(prefix: str, agency: str | None, place: str | None) -> None:
    taken = take_credits([prefix + FIRST, LAST], ("المثال",))
    assert (taken.paragraphs, taken.agency, taken.dateline) == ((FIRST, LAST), agency, place)


@pytest.mark.parametrize(
    ("prefix", "persons"),
    [
        ("غزة/محمد ماجد/الأناضول: ", ("محمد ماجد",)),
        ("غزة/نور أبو عيشة/الأناضول - ", ("نور أبو عيشة",)),
        ("القاهرة ـ محمد علي: ", ("محمد علي",)),
        ("من سمير بوشناق - وهران: ", ("سمير بوشناق",)),
    ],
)
def test_person_in_an_opening_signs(prefix: str, persons: tuple[str, ...]) -> None:
    taken = take_credits([prefix + FIRST, LAST])
    assert (taken.paragraphs, taken.persons) == ((FIRST, LAST), persons)


@pytest.mark.parametrize(
    "first",
    [
        "قال محمد: لن نقبل بهذا القرار ما لم يعرض على البرلمان.",
        "وزير الخارجية - في كلمته أمام المؤتمر - أكد أن المفاوضات تسير ببطء.",
        "القاهرة - التي تستضيف القمة - أعلنت إغلاق الشوارع المحيطة بالمركز.",
        "مصر - كما قال الوزير أمس: لن تقبل بأقل من حصتها.",
        "إيران: لن نتراجع عن برنامجنا مهما بلغت الضغوط.",
        "محمد صلاح: سعيد بالفوز وأهديه إلى الجماهير.",
        "مهندس المحاسبة زبير الورتاني لـ(وات): المواطن يدفع الثمن.",
        "أعلنت سوريا (سانا) أن الحدود ستفتح غدا.",
        "وزير النقل (رويترز) - قال إن العمل مستمر.",
        'تحت شعار "معا" - انطلقت الحملة في خمس مدن.',
        "فارس أحمد - لاعب الأهلي: قال إن الفريق جاهز.",
        "وطنية: هي الكلمة التي كررها الخطباء في المهرجان.",
        "كيفه (شمال) قالت إنها لن تنتظر.",
        "غزة: أمل جديد",
        "(المثال) كان أول من كتب عن القضية.",
    ],
)
def test_ordinary_first_sentence_keeps_its_words(first: str) -> None:
    taken = take_credits([first, LAST], ("المثال",))
    assert (taken.paragraphs, taken.agency, taken.dateline) == ((first, LAST), None, None)


@pytest.mark.parametrize(
    "sentence", ["«لن نقبل بهذا القرار» قال الوزير أمس.", '"لن نقبل" قال الوزير أمس.', "(من الأرشيف) صورة السوق."]
)
@pytest.mark.parametrize("mark", [": ", " - ", " – "])
def test_quotation_below_an_opening_stays_open(mark: str, sentence: str) -> None:
    taken = take_credits([f"القاهرة{mark}{sentence}", LAST])
    assert (taken.paragraphs, taken.dateline) == ((sentence, LAST), "القاهرة")


def test_opening_below_a_name_is_taken() -> None:
    taken = take_credits(["من فيليسيتي هارغريف", f"لندن 30 أبريل نيسان (رويترز) - {FIRST}", LAST])
    assert (taken.paragraphs[1], taken.agency, taken.dateline) == (FIRST, "رويترز", "لندن")


def test_note_of_those_who_edited_goes() -> None:
    note = "(إعداد نهلة البيومي للنشرة العربية - تحرير حسام الصاوي)"
    taken = take_credits([FIRST, LAST, note])
    assert (taken.paragraphs, taken.persons) == ((FIRST, LAST), ())


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("رام الله/ غزة - الأناضول", "رام الله/ غزة"),
        ("غزة/ الأناضول", "غزة"),
        ("القاهرة - (أ ف ب)", "القاهرة"),
        ("رويترز", None),
    ],
)
def test_opening_line_is_taken(line: str, place: str | None) -> None:
    taken = take_credits([line, FIRST, LAST])
    assert (taken.paragraphs, taken.dateline) == ((FIRST, LAST), place)


@pytest.mark.parametrize(
    ("suffix", "agency"),
    [
        (" (أ ف ب)", "فرانس برس"),
        (".(رويترز)", "رويترز"),
        (" الأناضول", "الأناضول"),
        (" --(بترا)", "بترا"),
        (" (معا)", "وكالة معا الإخبارية"),
        (" (أ ف ب، رويترز)", "فرانس برس"),
        (" – د ب أ", "وكالة الأنباء الألمانية"),
        (" // واع", "وكالة الأنباء العراقية"),
        (" و.م.ع", "وكالة المغرب العربي للأنباء"),
    ],
)
def test_end_of_the_last_paragraph_is_taken(suffix: str, agency: str) -> None:
    taken = take_credits([FIRST, LAST + suffix.removeprefix(".")])
    assert (taken.paragraphs, taken.agency) == ((FIRST, LAST), agency)


def test_source_above_other_lines_is_taken() -> None:
    taken = take_credits([FIRST, LAST, "المصدر: نوفوستي", "حدد الكلمة الخاطئة واضغط المفتاح"])
    assert (taken.paragraphs[-1], taken.agency) == ("حدد الكلمة الخاطئة واضغط المفتاح", "نوفوستي")


@pytest.mark.parametrize("mark", [" /نهاية الخبر/", "/ انتهى9", " انتهى", " (انتهى) ح.س", " انتهى / 25ح", " (end) hs"])
def test_end_glued_to_the_last_sentence_goes(mark: str) -> None:
    assert take_credits([FIRST, LAST + mark]).paragraphs == (FIRST, LAST)


@pytest.mark.parametrize("last", ["والاجتماع انتهى", "قال إن الأمر قد انتهى.", "والشوط الأول - انتهى"])
def test_end_in_a_sentence_stays(last: str) -> None:
    assert take_credits([FIRST, last]).paragraphs == (FIRST, last)


@pytest.mark.parametrize(
    "text",
    [
        "وقال المتحدث لوكالة رويترز إن العمل يجري كما خطط له، وفق ما نقلت وكالة الأناضول.",
        "وعمل الفريقان معا.",
        "وقال إن البيت القديم هنا بنا ذكريات جميلة، وما بقي منها سوى الصور في وال سبورت.",
        "جاء ذلك في مقابلة مع الأناضول.",
    ],
)
def test_name_in_running_text_is_no_credit(text: str) -> None:
    taken = take_credits([FIRST, text])
    assert (taken.paragraphs, taken.agency) == ((FIRST, text), None)


def test_place_before_the_outlets_mark_is_the_dateline_and_stays() -> None:
    taken = take_credits([f"دمشق، سوريا (CNN) -- {FIRST}", LAST], ("CNN Arabic",))
    assert (taken.paragraphs[0], taken.agency, taken.dateline) == (f"دمشق، سوريا (CNN) -- {FIRST}", None, "دمشق، سوريا")


@pytest.mark.parametrize(
    ("spelling", "name"), [("الاناضول", "الأناضول"), ("A.F.P", "فرانس برس"), ("REUTERS", "رويترز"), ("زيد", None)]
)
def test_spelling_gives_the_canonical_name(spelling: str, name: str | None) -> None:
    assert agency_named(spelling) == name
