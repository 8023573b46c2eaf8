"""Limits that are checked on every text from outside before anything else is done with it, whatever its file format.

NFC normalization takes time quadratic in a run of combining marks, and page layout needs spaces to break lines at:
without limits, one text in a small file could occupy the program for minutes.
"""

from __future__ import annotations

import re
import unicodedata

# Characters in a text; a pack may allow a fact more (``hoejst_tegn``), up to HOEJST_TEGN_I_PAKKE.
HOEJST_TEGN = 20_000
HOEJST_TEGN_I_PAKKE = 200_000
# Consecutive characters without whitespace.
HOEJST_TEGN_I_ORD = 200
# Consecutive combining marks: the limit of Unicode's stream-safe text format (UAX 15).
HOEJST_MAERKER = 30

# Unicode control characters (Cc) except line breaks and tabs, and lone surrogates (Cs).
_STYRETEGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LANGT_ORD = re.compile(rf"\S{{{HOEJST_TEGN_I_ORD + 1}}}")
# Fast path: Latin letters and punctuation, of which most texts consist, include no combining marks.
_MULIGE_MAERKER = re.compile(rf"[^\x00-\u02ff]{{{HOEJST_MAERKER + 1},}}")


def over_graensen(tekst: str, hoejst: int = HOEJST_TEGN) -> str | None:
    """Return why a text exceeds the limits, and what to do, in Danish; None if it does not.

    Args:
        tekst: the text as written.
        hoejst: the maximum number of characters.
    """
    if len(tekst) > hoejst:
        return f"Teksten har over {hoejst:,} tegn. Kort den af.".replace(",", ".")
    if not tekst.isprintable() and (styretegn := _STYRETEGN.search(tekst)) is not None:
        return f"Teksten indeholder et styretegn (U+{ord(styretegn[0]):04X}). Slet det."
    if len(tekst) > HOEJST_TEGN_I_ORD and _LANGT_ORD.search(tekst) is not None:
        return f"Teksten har over {HOEJST_TEGN_I_ORD} tegn i træk uden mellemrum. Del dem, eller slet dem."
    if for_mange_maerker(tekst):
        return f"Teksten har over {HOEJST_MAERKER} løse accenter i træk. Slet dem."
    return None


def for_mange_maerker(tekst: str) -> bool:
    """Return whether a text has more than HOEJST_MAERKER consecutive combining marks."""
    if len(tekst) <= HOEJST_MAERKER or tekst.isascii():
        return False
    for del_ in _MULIGE_MAERKER.finditer(tekst):
        antal = 0
        for tegn in del_[0]:
            antal = antal + 1 if unicodedata.category(tegn).startswith("M") else 0
            if antal > HOEJST_MAERKER:
                return True
    return False
