"""A reader's wording, told from a newsroom's."""

from __future__ import annotations

import pytest

from archive.text.body.voice import is_spoken


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("والله يا إخوان الموضوع يحتاج إلى وقفة من الجميع.", True),
        ("ربنا يوفق الجميع لما فيه الخير", True),
        ("مبرووووك لأهل القرية", True),
        ("الخبر يستحق المتابعة، بس لازم نعرف أين ذهبت الأموال", True),
        ("خبر رائع 👏", True),
        ("وأوضح الوزير أن الأنابيب القديمة تفقد ثلث ما يضخ فيها.", False),
        ("وقال المزارع: «والله لم أر موسما كهذا، وأنا أزرع منذ أربعين عاما».", False),
        ("", False),
    ],
)
def test_line_sounds_like_a_reader(text: str, *, expected: bool) -> None:
    assert is_spoken(text) is expected
