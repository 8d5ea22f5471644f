from __future__ import annotations

import pytest

from archive.text.encoding.lost import is_lost

STORY = "أعلنت وزارة الزراعة في بيان أن المحصول المتوقع من القمح يفوق حصاد العام الماضي."


@pytest.mark.parametrize(
    "text",
    [
        "\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd " * 20,
        "????? ?? ???? ??????? " * 10,
        "Ã™Ë†Ã˜Â§Ã˜Â´Ã˜ÂªÃ™Æ’Ã™â€° Ã˜Â±Ã™Æ’Ã˜Â§Ã˜Â¨ " * 5,
        STORY + " \ufffd\ufffd\ufffd\ufffd" * 20,
    ],
)
def test_text_without_its_letters_is_lost(text: str) -> None:
    assert is_lost(text)


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "",
        "؟؟؟",
        STORY + " هل هذا صحيح??? \ufffd",
        "L’été à Orléans : où l’on a dégusté des crêpes, déjà vues à Noël. Ça ira, Françoise ÉTÉ…",
        "Việt Nam đã thông báo rằng sản lượng lúa mì năm nay vượt quá năm ngoái",
    ],
)
def test_sound_text_is_not(text: str) -> None:
    assert not is_lost(text)
