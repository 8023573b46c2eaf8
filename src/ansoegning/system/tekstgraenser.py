"""The bounds that every text from outside must keep before anything else is done with it, whatever file it came in.

Composing letters (NFC) takes time with the square of a run of combining marks, and a page is broken at words: without
bounds one text of a file that is small enough to read could occupy the program for minutes.
"""

from __future__ import annotations

import re
import unicodedata

# Characters in a text; a pack may allow a fact more (``hoejst_tegn``), up to HOEJST_TEGN_I_PAKKE.
HOEJST_TEGN = 20_000
HOEJST_TEGN_I_PAKKE = 200_000
# Characters in a row without a blank between them.
HOEJST_TEGN_I_ORD = 200
# Combining marks in a row: the number after which Unicode's stream-safe text format (UAX 15) begins anew.
HOEJST_MAERKER = 30

# Unicode's controls (Cc) without line breaks and tabs, and lone surrogates (Cs).
_STYRETEGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LANGT_ORD = re.compile(rf"\S{{{HOEJST_TEGN_I_ORD + 1}}}")
# Latin letters and signs, with which most texts are written, have no combining marks among them.
_MULIGE_MAERKER = re.compile(rf"[^\x00-\u02ff]{{{HOEJST_MAERKER + 1},}}")


def over_graensen(tekst: str, hoejst: int = HOEJST_TEGN) -> str | None:
    """What makes a text more than is read, in Danish, with what to do; None where nothing does.

    Args:
        tekst: the text as it is written.
        hoejst: how many characters it may have.
    """
    if len(tekst) > hoejst:
        return f"Teksten har over {hoejst:,} tegn. Kort den af.".replace(",", ".")
    if not tekst.isprintable() and (styretegn := _STYRETEGN.search(tekst)) is not None:
        return f"Teksten indeholder et styretegn (U+{ord(styretegn[0]):04X}). Slet det."
    if _LANGT_ORD.search(tekst) is not None:
        return f"Teksten har over {HOEJST_TEGN_I_ORD} tegn i træk uden mellemrum. Del dem, eller slet dem."
    if for_mange_maerker(tekst):
        return f"Teksten har over {HOEJST_MAERKER} løse accenter i træk. Slet dem."
    return None


def for_mange_maerker(tekst: str) -> bool:
    """Whether a text has more than HOEJST_MAERKER combining marks in a row."""
    if tekst.isascii():
        return False
    for del_ in _MULIGE_MAERKER.finditer(tekst):
        antal = 0
        for tegn in del_[0]:
            antal = antal + 1 if unicodedata.category(tegn).startswith("M") else 0
            if antal > HOEJST_MAERKER:
                return True
    return False
