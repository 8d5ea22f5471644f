from __future__ import annotations

import pytest

from archive.text.origin.persons import is_known, likely_persons_in, may_be_person, persons_in
from archive.text.origin.words import is_calling, is_desk


@pytest.mark.parametrize(
    "name",
    [
        "محمد صلاح",
        "سُهاد عبيدات",
        "محمد محمود ولد عبد الله ولد بيه",
        "عبد الله بن عبد العزيز",
        "منة حسام الدين",
        "هاكوب مانوكيان",
        "ماري چوزيف",
        "تينهنان آيت معمر",
        "خ. رحيم",
        "د. محمد العلي",
    ],
)
def test_name_with_a_given_name_is_known(name: str) -> None:
    assert is_known(name)


@pytest.mark.parametrize(
    "text",
    [
        "محمد صلاح يغيب عن النهائي",
        "أمل جديد لمرضى السرطان",
        "جمال الطبيعة",
        "كريم للبشرة",
        "أسعار الذهب اليوم",
        "وزير النقل سعيد بالاتفاق",
        "محمد",
    ],
)
def test_words_of_news_are_no_name(text: str) -> None:
    assert not is_known(text)


def test_rare_name_may_be_one() -> None:
    assert (persons_in("كاوار شيخموس"), likely_persons_in("كاوار شيخموس")) == ((), ("كاوار شيخموس",))


@pytest.mark.parametrize("text", ["ناصر العمري وليلى بسام", "ناصر العمري، ليلى بسام", "ناصر العمري / ليلى بسام"])
def test_names_joined_are_told_apart(text: str) -> None:
    assert persons_in(text) == ("ناصر العمري", "ليلى بسام")


@pytest.mark.parametrize("text", ["فريق التحرير", "admin", "شبكة أبو شادي الإخبارية", "example.com"])
def test_desk_is_no_person(text: str) -> None:
    assert is_desk(text)


@pytest.mark.parametrize(
    ("text", "is_one"), [("مراسل المثال نت", True), ("كاتب وباحث سوري", True), ("كاتبة", True), ("شاعرية", False)]
)
def test_calling_opens_with_a_profession(text: str, *, is_one: bool) -> None:
    assert is_calling(text) is is_one


@pytest.mark.parametrize(
    "text",
    [
        "معلومات الكاتب",
        "سلسلة العواجل",
        "إقليم ميدلت",
        "ريف ماسة",
        "مزید پڑھیں",
        "مع أ ب",
        "مدار الساعة",
        "نبض الشارع",
        "عين على الحدث",
        "برنامج المواجهة",
        "Read More",
        "صباح الخير",
        "رمضان شو",
        "هبة بريس",
        "ميديا وتلفزيون",
        "رحم الله الفقيد",
        "About the Author",
    ],
)
def test_furniture_places_and_programmes_are_no_person(text: str) -> None:
    assert not may_be_person(text)


@pytest.mark.parametrize("name", ["الحارث الحصني", "آسيا العتروس", "لينا ووردة", "شيار كوباني", "محمادي أمقران", "Lina Khatib"])
def test_rare_name_may_have_an_article_or_open_with_and(name: str) -> None:
    assert likely_persons_in(name) == (name,)
