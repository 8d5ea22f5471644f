"""Names of months, folded (archive.text.arabic.fold); one that has two words is written with _ between them."""

from __future__ import annotations

MONTHS = {
    1: "يناير جانفي ينائر كانون_الثاني كانون_ثاني ژانويه جنوري january jan janvier",
    2: "فبراير فيفري شباط فوريه فروري february feb fevrier",
    3: "مارس اذار مارچ march mar mars",
    4: "ابريل افريل نيسان اپريل avril april apr",
    5: "مايو ماي ايار مي may mai",
    6: "يونيو يونيه جوان حزيران جون june jun juin",
    7: "يوليو يوليه يوليوز جويليه تموز جولاي july jul juillet",
    8: "اغسطس اوت غشت اغشت اب اگست august aug aout",
    9: "سبتمبر شتنبر شتمبر ايلول ستمبر septembre september sept sep",
    10: "اكتوبر كتوبر تشرين_الاول تشرين_اول octobre october oct",
    11: "نوفمبر نونبر نوفمر نفمبر تشرين_الثاني تشرين_ثاني نومبر novembre november nov",
    12: "ديسمبر دجنبر دجمبر كانون_الاول كانون_اول دسمبر decembre december dec",
}
"""Gulf and Egypt, the Maghreb, the Levant and Iraq, Persian, Urdu, English, French."""
HIJRI_MONTHS = {
    1: "محرم المحرم",
    2: "صفر",
    3: "ربيع_الاول ربيع_اول",
    4: "ربيع_الاخر ربيع_الثاني ربيع_ثاني",
    5: "جمادي_الاولي جمادي_الاول جمادي_اولي",
    6: "جمادي_الاخره جمادي_الثانيه جمادي_الاخر جمادي_الثاني",
    7: "رجب",
    8: "شعبان",
    9: "رمضان",
    10: "شوال",
    11: "ذو_القعده ذي_القعده ذوالقعده",
    12: "ذو_الحجه ذي_الحجه ذوالحجه",
}


def numbers_of(table: dict[int, str]) -> dict[str, int]:
    """Return the number of each name in `table`."""
    return {name.replace("_", " "): number for number, names in table.items() for name in names.split()}
