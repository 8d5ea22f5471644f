"""What desks in Algiers, Kuwait or Baghdad make of a wire, and what else is written about it: by rules, from desks/*.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

EASTERN_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
MAGHREB = {
    "يناير": "جانفي",
    "أبريل": "أفريل",
    "بالمئة": "بالمائة",
    "في المئة": "بالمائة",
    "وقال": "وصرح",
    "الماضي": "المنصرم",
    "نحو": "حوالي",
    "وظيفة": "منصب شغل",
}
IRAQ = {
    "يناير": "كانون الثاني",
    "مارس": "آذار",
    "أبريل": "نيسان",
    "وقال": "وذكر",
    "وأضاف": "وتابع",
    "مسؤول": "مسؤول رفيع",
    "بالمئة": "%",
    "في المئة": "%",
    "في المائة": "%",
}
SYNONYMS = {
    "أعلنت": "كشفت",
    "أعلن": "كشف",
    "وقال": "وصرح",
    "وقالت": "وصرحت",
    "قال": "صرح",
    "وأضاف": "وتابع",
    "وذكر": "وأورد",
    "بسبب": "جراء",
    "نحو": "قرابة",
    "خلال": "في غضون",
    "أكثر من": "ما يزيد على",
    "العام الماضي": "السنة الفائتة",
    "المقبل": "القادم",
    "وحذرت": "ونبهت",
    "بينها": "منها",
    "بينهم": "منهم",
    "مقابل": "لقاء",
    "نهاية": "ختام",
    "وفق": "حسب",
    "بحسب": "وفق",
    "بعد": "إثر",
    "من دون": "بلا",
    "يبلغ": "يصل إلى",
    "وبلغ": "ووصل",
    "منذ": "ابتداء من",
    "كبرى": "أضخم",
    "أكبر": "أضخم",
    "بفضل": "نتيجة",
    "إثر": "عقب",
}
DATELINE = re.compile(r"^[^()\n]{2,30} \([^()\n]{2,20}\) - ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A text made of a wire, or of its matter. `also`: the other wire it is a printing of."""

    kind: str
    outlet: str
    headline: str
    text: str
    also: str | None = None


def printings(wire: Mapping[str, Any]) -> Iterator[Edited]:
    """Yield what eight desks print of a wire."""
    whole = DATELINE.sub("", wire["text"].strip()).splitlines()
    retold = [*whole[: wire["quote"] - 1], wire["told"], *whole[wire["quote"] :]]
    rewritten = [_with(line, SYNONYMS) for line in whole]
    yield _made("gulf", wire, [line.translate(EASTERN_DIGITS) for line in [*whole[:-2], "المصدر: وكالات"]])
    yield _made("maghreb", wire, [_with(line, MAGHREB) for line in [*whole[:2], *whole[3:]]])
    yield _made("half", wire, ["بغداد/ متابعة", *(_with(line, IRAQ) for line in whole[: max(2, len(whole) // 2)])])
    yield _made("lead", wire, [wire["lead"], *whole[1:-1]])
    yield _made("retold", wire, retold[:-1])
    yield _made("rewritten", wire, [*rewritten[:2], *rewritten[:1:-1]])
    yield _made("brief", wire, whole[:2])
    yield _made("heavy", wire, [wire["lead"], *(_with(line, SYNONYMS) for line in retold[1:-1])])


def merged(wire: Mapping[str, Any], other: Mapping[str, Any], also: str) -> Edited:
    """Return what a desk makes of two wires; `also` names the other."""
    first, second = (DATELINE.sub("", one["text"].strip()).splitlines()[:3] for one in (wire, other))
    return _made("merged", wire, [*first, f"وفي سياق آخر، {second[0]}", *second[1:]], also)


def others(wire: Mapping[str, Any]) -> Iterator[Edited]:
    """Yield what is written of the same matter and is no printing: it quotes the same, and repeats what was before."""
    whole = wire["text"].strip().splitlines()
    quote, last = whole[wire["quote"] - 1], whole[-1]
    rival, follow_up, preview = (wire[name].strip().splitlines() for name in ("rival", "next", "before"))
    yield _made("rival", wire, rival)
    yield _made("rival_printed", wire, [f"(وكالة الرمال) - {_with(rival[0], SYNONYMS)}", *rival[1:]])
    yield _made("follow_up", wire, [*follow_up, last])
    yield _made("follow_up_quoting", wire, [*follow_up, f"وكان مما قيل الأمس: {quote}", last])
    yield _made("preview", wire, [*preview, last])
    yield _made("own", wire, [*rival, *follow_up, last])


def _made(kind: str, wire: Mapping[str, Any], lines: Sequence[str], also: str | None = None) -> Edited:
    return Edited(kind=kind, outlet=f"مكتب {kind}", headline=f"{wire['topic']} {kind}", text="\n".join(lines), also=also)


def _with(line: str, words: Mapping[str, str]) -> str:
    """Return the line with words in the place of others."""
    pattern = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", lambda found: words[found[0]], line)
