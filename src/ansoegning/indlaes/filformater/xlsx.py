"""A workbook's XML → its sheets' cells as stored, read in a stream.

Every stored thing that changes what a cell says is kept: formula, number format, error, merged and hidden cells. A
reader of values alone would hide them, so the XML is read here; no document type, entity or address in it is followed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sized
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from io import BytesIO
from typing import BinaryIO
from xml.parsers import expat

from ...fejl import LaeseFejl, Sted
from ..noder import Celle
from .zipvagt import ANSOEGNING, Rammer, Zip

HOEJST_RAEKKE, HOEJST_KOLONNE = 1_048_576, 16_384
HOEJST_CELLER = 100_000
# How much of a sheet is read to find out what it holds.
HOEJST_I_TOP = 2_000
HOEJST_TEGN = 40_000
HOEJST_ARK = 100
# The "format" of a cell that stores a date as text, as the strict edition may.
ISO_DATO = "iso"
_HOEJST_DYBDE = 64
# Merged areas of a sheet, hidden columns; and entries of a list that a workbook has few of.
_HOEJST_OMRAADER = 2_000
_HOEJST_POSTER = 70_000
_HOEJST_TEGN_XML = 1_048_576
# As many digits as the programs themselves keep; the rest is the binary fraction's noise (0.07 × 100).
_CIFRE = Context(prec=15)
_TAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_KOORDINAT = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_TEGNKODE = re.compile(r"_x([0-9a-fA-F]{4})_")
_EKSTERN = re.compile(
    # Another workbook is named before a »!«; a number in brackets alone is a table's column ([2025]).
    r"(?<![\w\]])\[\d+\](?=[^\[\]]*!)|\[[^\[\]]*\.(?:xl|ods|csv)[a-z]*\]|\bfile:/"
    r"|\b(?:WEBSERVICE|RTD|DDE|IMAGE|STOCKHISTORY|FILTERXML|CUBE[A-Z]+)\(",
    re.IGNORECASE,
)
# A word in a formula that may be a name given to a formula or an area.
_NAVN = re.compile(r"[^\W\d][\w.]*")
_SUM = re.compile(r"(?:SUM|SUBTOTAL|AGGREGATE)\((?:[0-9]+,)*", re.IGNORECASE)
# A table's whole column, as its row of totals names it; ``[@B]`` is a cell of the same row.
_SUM_AF_TABEL = re.compile(rf"{_SUM.pattern}[^\W\d]?[\w.]*\[[^\[\]@#]+\]\)", re.IGNORECASE)
# The same inside another formula (»ROUND(SUM(B7:B9);0)«): rows of one column of this sheet.
_SUM_ET_STED = re.compile(r"\b(?:SUM[A-Z]*|SUBTOTAL|AGGREGATE)\(", re.IGNORECASE)
_OMRAADE = re.compile(r"(?<![\w!'.$:])\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})", re.IGNORECASE)
_LED = re.compile(r"\$?([A-Z]{1,3})\$?[0-9]{1,7}", re.IGNORECASE)
_HOEJST_FORMEL = 1_000
# Some programs write the words in capitals, which Excel shows as they are meant.
_JA_NEJ = {"1": "true", "true": "true", "0": "false", "false": "false"}
_UKENDT_SLAGS = "Cellens værdi er gemt på en måde, der ikke kan læses. Skriv den igen."
# A lower row (in points) or a narrower column (in characters) shows nothing that can be read.
_MINDST_SYNLIG = 1.0
# The formats that have a number and no text of their own.
_FORMATER = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "d/m/yy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    41: "#,##0", 43: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
    # The reader's own currency.
    **dict.fromkeys((5, 6, 7, 8, 42, 44), '#,##0.00 "kr."'),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ark:
    """One sheet, not yet read. ``del_`` is its part in the zip."""

    navn: str
    skjult: bool
    del_: str


@dataclass(frozen=True, slots=True)
class Indhold:
    """What stands in a sheet: cells by row and column, those that sum their column, what is merged, what is hidden."""

    celler: dict[tuple[int, int], Celle]
    summer: set[tuple[int, int]]
    flettet: list[tuple[int, int, int, int]]
    skjulte_raekker: set[int]
    skjulte_kolonner: list[tuple[int, int]]


class _Nok(Exception):
    """Raised to stop the parser when enough is read."""


class Xlsxfil:
    """An .xlsx file opened, from its bytes or from a file that stays open for as long as sheets are read.

    Raises LaeseFejl where it is something else, damaged, or too large.
    """

    def __init__(self, data: bytes | BinaryIO, sted: Sted, rammer: Rammer = ANSOEGNING) -> None:
        self.sted = sted
        self.zip = Zip(BytesIO(data) if isinstance(data, bytes) else data, sted, rammer)
        self.celler = 0
        rod = self._forbindelser("", "_rels/.rels")
        hoved = next((m for art, m in rod.values() if art == "officeDocument"), "xl/workbook.xml")
        mappe, _, fil = hoved.rpartition("/")
        rel = self._forbindelser(mappe, f"{mappe}/_rels/{fil}.rels")
        laeser = _Hoved()
        self.parse(hoved, laeser)
        self.fra_1904 = laeser.fra_1904
        self._eksterne_navne = frozenset(laeser.eksterne_navne)
        self.ark = tuple(
            Ark(navn, skjult, rel[id_][1])
            for navn, skjult, id_ in laeser.ark
            if id_ in rel and rel[id_][0] == "worksheet"
        )
        if len({ark.navn.lower() for ark in self.ark}) < len(self.ark):
            raise self._beskadiget()
        if not self.ark or len(laeser.ark) > HOEJST_ARK:
            raise LaeseFejl("Projektmappen har ingen ark, der kan læses, eller alt for mange. Gem den igen.", sted)
        if any(id_ not in rel for *_, id_ in laeser.ark):
            raise self._beskadiget()
        dele = {art: maal for art, maal in rel.values() if art in ("sharedStrings", "styles")}
        self.tekster = dele.get("sharedStrings")
        typografi = _Typografi()
        if "styles" in dele:
            self.parse(dele["styles"], typografi)
        self.formater = typografi.formater()

    def _forbindelser(self, mappe: str, navn: str) -> dict[str, tuple[str, str]]:
        """A part's relations to others by id: kind, and the other's name. Those out of the file are left out."""
        if navn.lstrip("/").lower() not in self.zip.dele:
            return {}
        laeser = _Forbindelser()
        self.parse(navn, laeser)
        return {
            id_: (art, posixpath.normpath(maal.lstrip("/") if maal.startswith("/") else posixpath.join(mappe, maal)))
            for id_, art, maal in laeser.fundne
        }

    def toppe(self, hoejst_raekke: int) -> dict[str, Indhold]:
        """The first cells of every sheet that hold anything, by sheet, down to a row."""
        return self._laes(
            {a: Arklaeser(self.ark_sted(a), hoejst_raekke, HOEJST_I_TOP, kun_begyndelsen=True) for a in self.ark}
        )

    def laes(self, ark: Ark) -> Indhold:
        """All the cells of a sheet that hold anything. Raises LaeseFejl where the sheets read hold too many."""
        laeser = Arklaeser(self.ark_sted(ark), HOEJST_RAEKKE, HOEJST_CELLER - self.celler)
        indhold = self._laes({ark: laeser})[ark.navn]
        self.celler += len(indhold.celler)
        return indhold

    def ark_sted(self, ark: Ark) -> Sted:
        return Sted(self.sted.fil, ark=ark.navn)

    def _laes(self, laesere: Mapping[Ark, Arklaeser]) -> dict[str, Indhold]:
        for ark, laeser in laesere.items():
            self.parse(ark.del_, laeser)
        raa = [r for laeser in laesere.values() for r in laeser.raa.values() if r.art == "s"]
        tekster = self._tekster({nr for r in raa if (nr := _indeks(r.tekst)) is not None})
        return {ark.navn: self._indhold(ark.navn, laeser, tekster) for ark, laeser in laesere.items()}

    def _indhold(self, ark: str, laeser: Arklaeser, tekster: Mapping[int, str]) -> Indhold:
        celler = {
            (r, k): self.celle(raa, tekster.get, Sted(self.sted.fil, r, k, ark)) for (r, k), raa in laeser.raa.items()
        }
        return Indhold(celler, laeser.summer, laeser.flettet, laeser.skjulte_raekker, laeser.skjulte_kolonner)

    def _tekster(self, nr: set[int]) -> Mapping[int, str]:
        if not nr or self.tekster is None:
            return {}
        laeser = Tekstlaeser(nr)
        self.parse(self.tekster, laeser)
        return laeser.fundne

    def celle(self, raa: Raa, tekster: Callable[[int], str | None], sted: Sted) -> Celle:
        """A cell's meaning; ``tekster`` gives a shared text by its number. Raises LaeseFejl where it has none."""
        format_ = self.formater[raa.stil] if 0 <= raa.stil < len(self.formater) else "General"
        if raa.formel is not None and self._er_ekstern(raa.formel):
            return Celle(f"={raa.formel}"[:100], "tekst", sted, hindring=(
                "Cellen henter sin værdi uden for projektmappen. Skriv selve værdien i cellen."
            ))  # fmt: skip
        if not raa.har_vaerdi:
            return Celle(f"={raa.formel or ''}"[:100], "tekst", sted, hindring=(
                "Cellen har en formel, men der er ikke gemt noget resultat. Åbn filen i regnearksprogrammet, og gem "
                "den, eller skriv værdien."
            ))  # fmt: skip
        match raa.art:
            case "s":
                nr = _indeks(raa.tekst)
                tekst = tekster(nr) if nr is not None else None
                if tekst is None:
                    raise LaeseFejl("Cellen henviser til en tekst, der ikke er i filen. Gem filen igen.", sted)
                return Celle(tekst, "tekst", sted, format=format_)
            case "str":
                return Celle(_afkod(raa.tekst), "tekst", sted, format=format_)
            case "inlineStr":
                return Celle(raa.tekst, "tekst", sted, format=format_)
            case "b" if (ja := _JA_NEJ.get(raa.tekst.strip().lower())) is not None:
                return Celle(ja, "ja_nej", sted)
            case "e":
                return Celle(raa.tekst[:20], "tekst", sted, hindring=(
                    f"Cellen viser fejlen {raa.tekst[:20]}. Ret formlen, eller skriv værdien."
                ))  # fmt: skip
            case "d":
                return Celle(raa.tekst[:40], "tekst", sted, format=ISO_DATO)
            case "n":
                return Celle(_tal(raa.tekst, sted), "tal", sted, format=format_, fra_1904=self.fra_1904)
            case _:
                return Celle(raa.tekst[:40], "tekst", sted, hindring=_UKENDT_SLAGS)

    def _er_ekstern(self, formel: str) -> bool:
        """Whether a formula gets its value from outside the workbook, also by a name that does."""
        if _EKSTERN.search(formel):
            return True
        return bool(self._eksterne_navne) and any(n.lower() in self._eksterne_navne for n in _NAVN.findall(formel))

    def parse(self, del_: str, laeser: _Dellaeser) -> None:
        """Feed a part to its reader. Raises LaeseFejl."""
        for _ in self.stykvis(del_, laeser):
            pass

    def stykvis(self, del_: str, laeser: _Dellaeser) -> Iterator[None]:
        """``parse`` piece by piece: what the reader has found is taken after each. Raises LaeseFejl."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        dybde = 0

        def start(navn: str, attributter: dict[str, str]) -> None:
            nonlocal dybde
            dybde += 1
            if dybde > _HOEJST_DYBDE:
                raise self._beskadiget()
            laeser.start(navn.rpartition(" ")[2], attributter)

        def slut(navn: str) -> None:
            nonlocal dybde
            dybde -= 1
            laeser.slut(navn.rpartition(" ")[2])

        def forbudt(*_: object) -> None:
            raise LaeseFejl(
                "Filen indeholder en dokumenttype (DTD), som regneark ikke har, og læses derfor ikke.", self.sted
            )

        parser.StartElementHandler = start
        parser.EndElementHandler = slut
        parser.CharacterDataHandler = laeser.tekst
        parser.StartDoctypeDeclHandler = forbudt
        laest = 0
        try:
            for stykke in self.zip.laes(del_):
                laest += len(stykke)
                parser.Parse(stykke, False)
                if laest - parser.CurrentByteIndex > _HOEJST_TEGN_XML:
                    raise self._beskadiget()
                yield
            parser.Parse(b"", True)
        except _Nok:
            pass
        except (expat.ExpatError, ValueError, LookupError):
            raise self._beskadiget() from None
        yield

    def _beskadiget(self) -> LaeseFejl:
        return LaeseFejl("Filen er beskadiget og kan ikke læses. Gem den igen i regnearksprogrammet.", self.sted)


class _Dellaeser:
    """The events of one part; names without their namespace, which the two editions of the format do not share."""

    def start(self, navn: str, attributter: dict[str, str]) -> None:
        """An element begins."""
        raise NotImplementedError

    def slut(self, navn: str) -> None:
        """An element ends; most readers need not know."""

    def tekst(self, tekst: str) -> None:
        """Text; most readers need none."""


class _Forbindelser(_Dellaeser):
    def __init__(self) -> None:
        self.fundne: list[tuple[str, str, str]] = []

    def start(self, navn: str, attributter: dict[str, str]) -> None:
        if navn == "Relationship" and attributter.get("TargetMode") != "External":
            art = attributter.get("Type", "").rpartition("/")[2]
            self.fundne.append((attributter.get("Id", ""), art, attributter.get("Target", "")))
            _faa(self.fundne)


class _Hoved(_Dellaeser):
    def __init__(self) -> None:
        self.fra_1904 = False
        self.ark: list[tuple[str, bool, str]] = []
        self.eksterne_navne: set[str] = set()
        self._navn: str | None = None
        self._dele: list[str] = []

    def start(self, navn: str, attributter: dict[str, str]) -> None:
        if navn == "workbookPr":
            self.fra_1904 = attributter.get("date1904", "0") in ("1", "true", "on")
        elif navn == "sheet":
            id_ = next((v for k, v in attributter.items() if k.endswith(" id")), "")
            skjult = attributter.get("state", "visible") != "visible"
            self.ark.append((attributter.get("name", ""), skjult, id_))
            _faa(self.ark)
        elif navn == "definedName":
            self._navn, self._dele = attributter.get("name", ""), []

    def slut(self, navn: str) -> None:
        if navn == "definedName" and self._navn is not None:
            if _EKSTERN.search("".join(self._dele)[:_HOEJST_FORMEL]):
                self.eksterne_navne.add(self._navn.lower())
            self._navn = None

    def tekst(self, tekst: str) -> None:
        if self._navn is not None:
            self._dele.append(tekst)


class _Typografi(_Dellaeser):
    def __init__(self) -> None:
        self.koder: dict[int, str] = {}
        self.numre: list[int] = []
        self.inde = False

    def start(self, navn: str, attributter: dict[str, str]) -> None:
        if navn == "numFmt":
            self.koder[_heltal(attributter.get("numFmtId"))] = attributter.get("formatCode", "")[:255]
            _faa(self.koder)
        elif navn == "cellXfs":
            self.inde = True
        elif navn == "xf" and self.inde:
            self.numre.append(_heltal(attributter.get("numFmtId")))
            _faa(self.numre)

    def slut(self, navn: str) -> None:
        if navn == "cellXfs":
            self.inde = False

    def formater(self) -> list[str]:
        return [self.koder.get(nr) or _FORMATER.get(nr, "General") for nr in self.numre]


class Tekstlaeser(_Dellaeser):
    """The shared texts that are asked for, in ``fundne``; ``oensket`` None asks for all of them."""

    def __init__(self, oensket: set[int] | None) -> None:
        self.oensket = oensket
        self.fundne: dict[int, str] = {}
        self.nr = -1
        self.dele: list[str] | None = None
        self.stykke: list[str] | None = None
        self.tegn = 0
        self.fonetik = False

    def start(self, navn: str, attributter: dict[str, str]) -> None:  # noqa: ARG002 - every part's reader is called so
        if navn == "si":
            self.nr += 1
            self.dele, self.tegn = ([] if self.oensket is None or self.nr in self.oensket else None), 0
        elif navn == "rPh":
            self.fonetik = True
        elif navn == "t" and self.dele is not None and not self.fonetik:
            self.stykke = []

    def slut(self, navn: str) -> None:
        if navn == "si" and self.dele is not None:
            self.fundne[self.nr] = "".join(self.dele)
            self.dele = None
            if self.oensket is not None and len(self.fundne) == len(self.oensket):
                raise _Nok
        elif navn == "rPh":
            self.fonetik = False
        elif navn == "t" and self.stykke is not None and self.dele is not None:
            self.dele.append(_afkod("".join(self.stykke)))
            self.stykke = None

    def tekst(self, tekst: str) -> None:
        if self.stykke is not None:
            self.tegn += len(tekst)
            if self.tegn > HOEJST_TEGN:
                raise ValueError
            self.stykke.append(tekst)


@dataclass(slots=True)
class Raa:
    """A cell as stored. ``formel`` is None where it has none."""

    art: str
    stil: int
    tekst: str
    formel: str | None
    har_vaerdi: bool


class Arklaeser(_Dellaeser):
    """A sheet's cells that hold anything, all of them in ``raa``."""

    def __init__(self, sted: Sted, hoejst_raekke: int, hoejst_celler: int, *, kun_begyndelsen: bool = False) -> None:
        self.sted = sted
        self.hoejst_raekke = hoejst_raekke
        self.hoejst_celler = hoejst_celler
        self.kun_begyndelsen = kun_begyndelsen
        self.raa: dict[tuple[int, int], Raa] = {}
        self.summer: set[tuple[int, int]] = set()
        self.flettet: list[tuple[int, int, int, int]] = []
        self.skjulte_raekker: set[int] = set()
        self.skjulte_kolonner: list[tuple[int, int]] = []
        self.faelles: dict[str, str] = {}
        self.raekke = self.kolonne = 0
        self.i_celle = self.raekke_skjult = False
        self.modtager: list[str] | None = None
        self._ny_celle({})

    def _ny_celle(self, attributter: dict[str, str]) -> None:
        self.art = attributter.get("t", "n")
        self.stil = _heltal(attributter.get("s"))
        self.vaerdi: list[str] = []
        self.formel: list[str] = []
        self.har_formel = self.har_vaerdi = self.fonetik = False
        self.deling, self.tegn = "", 0

    def start(self, navn: str, attributter: dict[str, str]) -> None:
        match navn:
            case "row":
                self._start_raekke(attributter)
            case "c":
                self._start_celle(attributter)
            case "v" if self.i_celle:
                self.har_vaerdi, self.modtager = True, self.vaerdi
            case "f" if self.i_celle:
                self.har_formel, self.modtager = True, self.formel
                self.deling = attributter.get("si", "") if attributter.get("t") == "shared" else ""
            case "rPh":
                self.fonetik = True
            case "t" if self.i_celle and self.art == "inlineStr" and not self.fonetik:
                self.har_vaerdi, self.modtager = True, []
            case "col":
                if _skjult(attributter, "width"):
                    self._skjult_kolonne(_heltal(attributter.get("min")), _heltal(attributter.get("max")))
            case "mergeCell":
                self._flettet(attributter.get("ref", ""))

    def _start_raekke(self, attributter: dict[str, str]) -> None:
        self.raekke = _heltal(attributter.get("r")) if "r" in attributter else self.raekke + 1
        self.kolonne = 0
        if not 0 < self.raekke <= HOEJST_RAEKKE:
            raise self._forkert()
        if self.raekke > self.hoejst_raekke:
            raise _Nok
        self.raekke_skjult = _skjult(attributter, "ht")

    def _skjult_kolonne(self, fra: int, til: int) -> None:
        if len(self.skjulte_kolonner) >= _HOEJST_OMRAADER:
            raise LaeseFejl("Arket har for mange skjulte kolonner. Vis dem, eller slet dem.", self.sted)
        self.skjulte_kolonner.append((fra, til))

    def _start_celle(self, attributter: dict[str, str]) -> None:
        self.kolonne += 1
        if "r" in attributter:
            fundet = _KOORDINAT.fullmatch(attributter["r"])
            if fundet is None or int(fundet[2]) != self.raekke:
                raise self._forkert()
            self.kolonne = _kolonnenummer(fundet[1])
        if self.kolonne > HOEJST_KOLONNE:
            raise self._forkert()
        self._ny_celle(attributter)
        self.i_celle = True

    def slut(self, navn: str) -> None:
        if navn == "c" and self.i_celle:
            self.i_celle = False
            self._slut_celle()
        elif navn == "rPh":
            self.fonetik = False
        elif navn in ("v", "f", "t"):
            if navn == "t" and self.modtager is not None:
                self.vaerdi.append(_afkod("".join(self.modtager)))
            self.modtager = None

    def _slut_celle(self) -> None:
        vaerdi, formel = "".join(self.vaerdi), "".join(self.formel)
        if self.har_formel and self.deling:
            # One character more than the limit shows that the formula is longer.
            faelles = formel[: _HOEJST_FORMEL + 1]
            formel = self.faelles.setdefault(self.deling, faelles) if len(self.faelles) < HOEJST_CELLER else formel
        if not self.har_formel and not vaerdi:
            return
        her = self.raekke, self.kolonne
        if her in self.raa:
            raise self._forkert()
        if self.tegn > HOEJST_TEGN:
            raise LaeseFejl("Cellen har mere tekst, end en celle kan rumme.", Sted(self.sted.fil, *her, self.sted.ark))
        if len(self.raa) >= self.hoejst_celler and self.kun_begyndelsen:
            raise _Nok
        if len(self.raa) >= self.hoejst_celler:
            raise LaeseFejl(
                f"Arket har over {HOEJST_CELLER:,}".replace(",", ".")
                + " udfyldte celler. Slet det, der ikke hører til ansøgningen.",
                self.sted,
            )
        vist = formel[:_HOEJST_FORMEL] if self.har_formel else None
        self.raa[her] = Raa(self.art, self.stil, vaerdi, vist, self._har_resultat(vaerdi))
        if self.raekke_skjult:
            self.skjulte_raekker.add(self.raekke)
        if self.har_formel and len(formel) <= _HOEJST_FORMEL and _laegger_sammen(formel, self.kolonne):
            self.summer.add(her)

    def _har_resultat(self, vaerdi: str) -> bool:
        # A formula may give the empty text; a number is never empty.
        return not self.har_formel or bool(vaerdi) or (self.har_vaerdi and self.art in ("str", "s", "inlineStr"))

    def tekst(self, tekst: str) -> None:
        if self.modtager is not None and self.tegn <= HOEJST_TEGN:
            self.tegn += len(tekst)
            self.modtager.append(tekst)

    def _flettet(self, omraade: str) -> None:
        fundet = [_KOORDINAT.fullmatch(h) for h in omraade.split(":")]
        if len(self.flettet) >= _HOEJST_OMRAADER:
            raise LaeseFejl("Arket har for mange flettede celler. Ophæv fletningerne.", self.sted)
        if len(fundet) == 2 and fundet[0] and fundet[1]:
            (a, b), (c, d) = fundet[0].groups(), fundet[1].groups()
            self.flettet.append((int(b), _kolonnenummer(a), int(d), _kolonnenummer(c)))

    def _forkert(self) -> LaeseFejl:
        return LaeseFejl("Arket er beskadiget og kan ikke læses. Gem filen igen i regnearksprogrammet.", self.sted)


def _faa(poster: Sized) -> None:
    """Raises ValueError, which is reported as a damaged file, where a list is longer than any program writes."""
    if len(poster) > _HOEJST_POSTER:
        raise ValueError


def _indeks(tekst: str) -> int | None:
    return int(tekst) if len(tekst) < 10 and tekst.isascii() and tekst.isdigit() else None


def _heltal(tekst: str | None) -> int:
    return int(tekst) if tekst and len(tekst) < 10 and tekst.isascii() and tekst.isdigit() else 0


def _skjult(attributter: dict[str, str], maal: str) -> bool:
    """Whether a row or column is hidden, or too small to be seen (``maal``: its measure)."""
    if attributter.get("hidden") in ("1", "true"):
        return True
    try:
        return float(attributter.get(maal, _MINDST_SYNLIG)) < _MINDST_SYNLIG
    except ValueError:
        return False


def _kolonnenummer(bogstaver: str) -> int:
    nr = 0
    for bogstav in bogstaver:
        nr = nr * 26 + ord(bogstav) - 64
    return nr


def _laegger_sammen(formel: str, kolonne: int) -> bool:
    """Whether a formula adds cells of its own column, or a table's column: ``SUM(B7:B9)``, ``B7+B8``,
    ``SUBTOTAL(109,Tabel1[B])``, ``ROUND(SUM(B7:B9),0)``.
    """
    rent = "".join(formel.split())
    if _SUM_AF_TABEL.fullmatch(rent):
        return True
    if _SUM_ET_STED.search(rent):
        for fra, fra_nr, til, til_nr in _OMRAADE.findall(rent):
            if fra.upper() == til.upper() and _kolonnenummer(fra.upper()) == kolonne and fra_nr != til_nr:
                return True
    led = re.split(r"[+,:]", _SUM.sub("", rent).replace(")", ""))
    fundne = [_LED.fullmatch(d) for d in led]
    return len(led) > 1 and all(f is not None and _kolonnenummer(f[1].upper()) == kolonne for f in fundne)


def _afkod(tekst: str) -> str:
    """Characters that XML cannot hold are stored as ``_x000D_``."""
    return _TEGNKODE.sub(lambda m: chr(int(m[1], 16)), tekst) if "_x" in tekst else tekst


def _tal(tekst: str, sted: Sted) -> str:
    rent = tekst.strip()
    try:
        if not _TAL.fullmatch(rent) or len(rent) > 100:
            raise InvalidOperation
        vaerdi = _CIFRE.plus(Decimal(rent))
        if vaerdi and abs(vaerdi.adjusted()) > 99:
            raise InvalidOperation
    except InvalidOperation:
        raise LaeseFejl("Cellens tal kan ikke læses. Skriv det igen.", sted) from None
    ud = f"{vaerdi:f}"
    return (ud.rstrip("0").rstrip(".") if "." in ud else ud) if vaerdi else "0"
