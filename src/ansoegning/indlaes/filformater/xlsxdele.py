"""Readers for the small parts of a workbook's XML: sheets and names, relationships, styles, shared strings."""

from __future__ import annotations

import re
from collections.abc import Sized

HOEJST_TEGN = 40_000
# Limit on the entries of lists that are short in any real workbook.
_HOEJST_POSTER = 70_000
_TEGNKODE = re.compile(r"_x([0-9a-fA-F]{4})_")
KOORDINAT = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
# The built-in number formats, which are stored by number without their format code.
_FORMATER = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "d/m/yy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    41: "#,##0", 43: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
    # Currency formats follow the reader's locale.
    **dict.fromkeys((5, 6, 7, 8, 42, 44), '#,##0.00 "kr."'),
}  # fmt: skip


class Nok(Exception):
    """Raised to stop the parser when enough has been read."""


class Dellaeser:
    """Receives the XML events of one part.

    Names have no namespace, since the two editions of the format use different ones.
    """

    def start(self, navn: str, attributter: dict[str, str]) -> None:
        """Handle the start of an element."""
        raise NotImplementedError

    def slut(self, navn: str) -> None:
        """Handle the end of an element. Most readers ignore it."""

    def tekst(self, tekst: str) -> None:
        """Handle text. Most readers ignore it."""


class Forbindelser(Dellaeser):
    """Reads a part's relationships to other parts of the file: id, type and name."""

    def __init__(self) -> None:
        self.fundne: list[tuple[str, str, str]] = []

    def start(self, navn: str, attributter: dict[str, str]) -> None:
        if navn == "Relationship" and attributter.get("TargetMode") != "External":
            art = attributter.get("Type", "").rpartition("/")[2]
            self.fundne.append((attributter.get("Id", ""), art, attributter.get("Target", "")))
            faa(self.fundne)


class Hoved(Dellaeser):
    """Reads the workbook part: its sheets, its date system (1900 or 1904), and its defined names."""

    def __init__(self) -> None:
        self.fra_1904 = False
        self.ark: list[tuple[str, bool, str]] = []
        self.navne: dict[str, str] = {}
        self._navn: str | None = None
        self._dele: list[str] = []

    def start(self, navn: str, attributter: dict[str, str]) -> None:
        if navn == "workbookPr":
            self.fra_1904 = attributter.get("date1904", "0") in ("1", "true", "on")
        elif navn == "sheet":
            id_ = next((v for k, v in attributter.items() if k.endswith(" id")), "")
            skjult = attributter.get("state", "visible") != "visible"
            self.ark.append((attributter.get("name", ""), skjult, id_))
            faa(self.ark)
        elif navn == "definedName":
            self._navn, self._dele = attributter.get("name", ""), []

    def slut(self, navn: str) -> None:
        if navn == "definedName" and self._navn is not None:
            # Each sheet may define its own name with the same spelling; their formulas are joined.
            navn, foer = self._navn.lower(), self.navne.get(self._navn.lower())
            tekst = "".join(self._dele)
            self.navne[navn] = tekst if foer is None else f"{foer} {tekst}"
            faa(self.navne)
            self._navn = None

    def tekst(self, tekst: str) -> None:
        if self._navn is not None:
            self._dele.append(tekst)


class Overstreget(str):
    """A text of which at least a part is struck through."""

    __slots__ = ()


def streger(navn: str, attributter: dict[str, str]) -> bool:
    """Return whether an element of a font strikes its text through."""
    return navn == "strike" and attributter.get("val", "1") in ("1", "true", "on")


class Typografi(Dellaeser):
    """Reads the number formats of the cell styles, and which styles strike their text through."""

    def __init__(self) -> None:
        self.koder: dict[int, str] = {}
        self.numre: list[int] = []
        self.skrifter: list[int] = []
        self.stregede: list[bool] = []
        self.inde = ""

    def start(self, navn: str, attributter: dict[str, str]) -> None:
        if navn == "numFmt":
            self.koder[heltal(attributter.get("numFmtId"))] = attributter.get("formatCode", "")[:255]
            faa(self.koder)
        elif navn in ("fonts", "cellXfs"):
            self.inde = navn
        elif navn == "font" and self.inde == "fonts":
            self.stregede.append(False)
            faa(self.stregede)
        elif self.inde == "fonts" and streger(navn, attributter) and self.stregede:
            self.stregede[-1] = True
        elif navn == "xf" and self.inde == "cellXfs":
            self.numre.append(heltal(attributter.get("numFmtId")))
            self.skrifter.append(heltal(attributter.get("fontId")))
            faa(self.numre)

    def slut(self, navn: str) -> None:
        if navn == self.inde:
            self.inde = ""

    def formater(self) -> list[str]:
        return [self.koder.get(nr) or _FORMATER.get(nr, "General") for nr in self.numre]

    def overstreger(self) -> frozenset[int]:
        """Return the numbers of the styles that strike their text through."""
        stregede = {nr for nr, streget in enumerate(self.stregede) if streget}
        return frozenset(nr for nr, skrift in enumerate(self.skrifter) if skrift in stregede)


class Tekstlaeser(Dellaeser):
    """Reads the shared strings with the requested numbers into ``fundne``. ``oensket`` None: all of them.

    A text with a struck part is an ``Overstreget``.
    """

    def __init__(self, oensket: set[int] | None) -> None:
        self.oensket = oensket
        self.fundne: dict[int, str] = {}
        self.nr = -1
        self.dele: list[str] | None = None
        self.stykke: list[str] | None = None
        self.tegn = 0
        self.fonetik = self.streg = self.overstreget = False

    def start(self, navn: str, attributter: dict[str, str]) -> None:
        if navn == "si":
            self.nr += 1
            self.dele, self.tegn = ([] if self.oensket is None or self.nr in self.oensket else None), 0
            self.streg = self.overstreget = False
        elif navn == "r":
            self.streg = False
        elif streger(navn, attributter):
            self.streg = True
        elif navn == "rPh":
            self.fonetik = True
        elif navn == "t" and self.dele is not None and not self.fonetik:
            self.stykke = []

    def slut(self, navn: str) -> None:
        if navn == "si" and self.dele is not None:
            tekst = "".join(self.dele)
            self.fundne[self.nr] = Overstreget(tekst) if self.overstreget else tekst
            self.dele = None
            if self.oensket is not None and len(self.fundne) == len(self.oensket):
                raise Nok
        elif navn == "rPh":
            self.fonetik = False
        elif navn == "t" and self.stykke is not None and self.dele is not None:
            tekst = afkod("".join(self.stykke))
            self.overstreget = self.overstreget or (self.streg and bool(tekst.strip()))
            self.dele.append(tekst)
            self.stykke = None

    def tekst(self, tekst: str) -> None:
        if self.stykke is not None:
            self.tegn += len(tekst)
            if self.tegn > HOEJST_TEGN:
                raise ValueError
            self.stykke.append(tekst)


def faa(poster: Sized) -> None:
    """Raise ValueError, which is reported as a damaged file, if a list is longer than any real program writes."""
    if len(poster) > _HOEJST_POSTER:
        raise ValueError


def heltal(tekst: str | None) -> int:
    """Return a whole number as the format writes it; 0 if there is none."""
    return int(tekst) if tekst and len(tekst) < 10 and tekst.isascii() and tekst.isdigit() else 0


def kolonnenummer(bogstaver: str) -> int:
    """Return the number of a column from its capital letters: ``A`` is 1, ``AA`` is 27."""
    nr = 0
    for bogstav in bogstaver:
        nr = nr * 26 + ord(bogstav) - 64
    return nr


def afkod(tekst: str) -> str:
    """Decode characters that XML cannot contain and that are stored as ``_x000D_``."""
    return _TEGNKODE.sub(lambda m: chr(int(m[1], 16)), tekst) if "_x" in tekst else tekst
