"""Read a workbook's XML in a stream, as the sheets' cells are stored.

Everything stored that affects the meaning of a cell is kept: formula, number format, error, merged and hidden cells.
Libraries that return only values would hide them, so the XML is parsed here. Document types, entities and addresses in
the XML are not followed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from functools import cached_property
from io import BytesIO
from typing import BinaryIO
from xml.parsers import expat

from ...fejl import LaeseFejl, Sted
from ...system.dataklasse import dataklasse
from ..noder import ISO_DATO, Celle
from . import eksterne
from .xlsxdele import (
    HOEJST_TEGN,
    KOORDINAT,
    Dellaeser,
    Forbindelser,
    Hoved,
    Nok,
    Overstreget,
    Tekstlaeser,
    Typografi,
    afkod,
    heltal,
    kolonnenummer,
    streger,
)
from .zipvagt import ANSOEGNING, Zip, Zipgraenser

HOEJST_RAEKKE, HOEJST_KOLONNE = 1_048_576, 16_384
HOEJST_CELLER = 100_000
# The number of cells read from each sheet to determine what it contains.
HOEJST_I_TOP = 2_000
HOEJST_ARK = 100
_HOEJST_DYBDE = 64
# Limit on the merged areas and on the hidden columns of a sheet.
_HOEJST_OMRAADER = 2_000
_HOEJST_TEGN_XML = 1_048_576
# Excel stores 15 significant digits. The remaining digits are rounding error of the binary fraction (0.07 × 100).
_CIFRE = Context(prec=15)
_TAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_EKSTERN = re.compile(
    # A reference to another workbook is followed by a »!«; a number in brackets alone is a table column ([2025]).
    r"(?<![\w\]])\[\d+\](?=[^\[\]]*!)|\[[^\[\]]*\.(?:xl|ods|csv)[a-z]*\]|\bfile:/"
    r"|\b(?:WEBSERVICE|RTD|DDE|IMAGE|STOCKHISTORY|FILTERXML|CUBE[A-Z]+)\(",
    re.IGNORECASE,
)
# A word in a formula that may be a defined name.
_NAVN = re.compile(r"[^\W\d][\w.]*")
_SUM = re.compile(r"(?:SUM|SUBTOTAL|AGGREGATE)\((?:[0-9]+,)*", re.IGNORECASE)
# A sum of a complete table column, as in a table's totals row; ``[@B]`` is a cell of the same row.
_SUM_AF_TABEL = re.compile(rf"{_SUM.pattern}[^\W\d]?[\w.]*\[[^\[\]@#]+\]\)", re.IGNORECASE)
# The same inside another formula (»ROUND(SUM(B7:B9);0)«): rows of one column of this sheet.
_SUM_ET_STED = re.compile(r"\b(?:SUM[A-Z]*|SUBTOTAL|AGGREGATE)\(", re.IGNORECASE)
_OMRAADE = re.compile(r"(?<![\w!'.$:])\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})", re.IGNORECASE)
_LED = re.compile(r"\$?([A-Z]{1,3})\$?[0-9]{1,7}", re.IGNORECASE)
_HOEJST_FORMEL = 1_000
# Some programs write TRUE and FALSE in capitals, which Excel accepts.
_JA_NEJ = {"1": "true", "true": "true", "0": "false", "false": "false"}
_STREGET = "Noget i cellen er overstreget. Slet det, eller fjern overstregningen."
_UKENDT_SLAGS = "Cellens værdi er gemt på en måde, der ikke kan læses. Skriv den igen."
# A lower row (in points) or a narrower column (in characters) shows nothing readable.
_MINDST_SYNLIG = 1.0


@dataklasse(frozen=True, slots=True)
class Ark:
    """One sheet, not yet read. ``del_``: the name of its part in the zip archive."""

    navn: str
    skjult: bool
    del_: str


@dataklasse(frozen=True, slots=True)
class Indhold:
    """A sheet's cells by (row, column), the cells that sum their own column, merged areas, hidden rows and columns."""

    celler: dict[tuple[int, int], Celle]
    summer: set[tuple[int, int]]
    flettet: list[tuple[int, int, int, int]]
    skjulte_raekker: set[int]
    skjulte_kolonner: list[tuple[int, int]]


class Xlsxfil:
    """An opened .xlsx file, from its bytes or from a file object that stays open as long as sheets are read.

    Raises:
        LaeseFejl: the file is of another type, damaged or too large.
    """

    def __init__(self, data: bytes | BinaryIO, sted: Sted, graenser: Zipgraenser = ANSOEGNING) -> None:
        self.sted = sted
        self.zip = Zip(BytesIO(data) if isinstance(data, bytes) else data, sted, graenser)
        self.celler = 0
        rod = self._forbindelser("", "_rels/.rels")
        hoved = next((m for art, m in rod.values() if art == "officeDocument"), "xl/workbook.xml")
        mappe, _, fil = hoved.rpartition("/")
        rel = self._forbindelser(mappe, f"{mappe}/_rels/{fil}.rels")
        laeser = Hoved()
        self.parse(hoved, laeser)
        self.fra_1904 = laeser.fra_1904
        self._navne = laeser.navne
        self._eksterne_navne = frozenset(n for n, t in laeser.navne.items() if _EKSTERN.search(t))
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
        typografi = Typografi()
        if "styles" in dele:
            self.parse(dele["styles"], typografi)
        self.formater = typografi.formater()
        self._overstreger = typografi.overstreger()

    def _forbindelser(self, mappe: str, navn: str) -> dict[str, tuple[str, str]]:
        """Return a part's relationships by id, as (type, name of the other part).

        External relationships are left out.
        """
        if navn.lstrip("/").lower() not in self.zip.dele:
            return {}
        laeser = Forbindelser()
        self.parse(navn, laeser)
        return {
            id_: (art, posixpath.normpath(maal.lstrip("/") if maal.startswith("/") else posixpath.join(mappe, maal)))
            for id_, art, maal in laeser.fundne
        }

    def toppe(self, hoejst_raekke: int) -> dict[str, Indhold]:
        """Return the first non-empty cells of every sheet, by sheet name, down to a row."""
        return self._laes(
            {a: Arklaeser(self.ark_sted(a), hoejst_raekke, HOEJST_I_TOP, kun_begyndelsen=True) for a in self.ark}
        )

    def laes(self, ark: Ark) -> Indhold:
        """Return all non-empty cells of a sheet.

        Raises LaeseFejl if the sheets read so far have too many cells in total.
        """
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
        """Interpret a stored cell.

        Args:
            raa: the cell as stored.
            tekster: returns a shared string by its number, or None.
            sted: the cell's location.

        Raises:
            LaeseFejl: the shared string does not exist, or the number is unreadable.
        """
        format_ = self.formater[raa.stil] if 0 <= raa.stil < len(self.formater) else "General"
        if (hindring := self._hindring(raa, sted)) is not None:
            return Celle(f"={raa.formel or raa.tekst}"[:100], "tekst", sted, hindring=hindring)
        streget = _STREGET if raa.streget or (raa.stil in self._overstreger and raa.tekst.strip()) else None
        match raa.art:
            case "s":
                nr = _indeks(raa.tekst)
                tekst = tekster(nr) if nr is not None else None
                if tekst is None:
                    raise LaeseFejl("Cellen henviser til en tekst, der ikke er i filen. Gem filen igen.", sted)
                streget = _STREGET if isinstance(tekst, Overstreget) else streget if tekst.strip() else None
                return Celle(tekst, "tekst", sted, format=format_, hindring=streget)
            case "str":
                return Celle(afkod(raa.tekst), "tekst", sted, format=format_, hindring=streget)
            case "inlineStr":
                return Celle(raa.tekst, "tekst", sted, format=format_, hindring=streget)
            case "b" if (ja := _JA_NEJ.get(raa.tekst.strip().lower())) is not None:
                return Celle(ja, "ja_nej", sted, hindring=streget)
            case "e":
                return Celle(raa.tekst[:20], "tekst", sted, hindring=(
                    f"Cellen viser fejlen {raa.tekst[:20]}. Ret formlen, eller skriv værdien."
                ))  # fmt: skip
            case "d":
                return Celle(raa.tekst[:40], "tekst", sted, format=ISO_DATO, hindring=streget)
            case "n":
                tal = _tal(raa.tekst, sted)
                return Celle(tal, "tal", sted, format=format_, fra_1904=self.fra_1904, hindring=streget)
            case _:
                return Celle(raa.tekst[:40], "tekst", sted, hindring=_UKENDT_SLAGS)

    def _hindring(self, raa: Raa, sted: Sted) -> str | None:
        """Return why the stored result is not the cell's value; None if it is."""
        if raa.formel is not None and self._er_ekstern(raa.formel):
            return "Cellen henter sin værdi uden for projektmappen. Skriv selve værdien i cellen."
        if ((sted.ark or "").lower(), sted.linje or 0, sted.kolonne or 0) in self._eksterne:
            return "Cellens værdi kan komme uden for projektmappen, gennem andre celler. Skriv selve værdien i cellen."
        if not raa.har_vaerdi:
            return (
                "Cellen har en formel, men der er ikke gemt noget resultat. Åbn filen i regnearksprogrammet, og gem "
                "den, eller skriv værdien."
            )
        return None

    def _er_ekstern(self, formel: str) -> bool:
        """Return whether a formula gets its value from outside the workbook, directly or through a defined name."""
        if _EKSTERN.search(formel):
            return True
        return bool(self._eksterne_navne) and any(n.lower() in self._eksterne_navne for n in _NAVN.findall(formel))

    @cached_property
    def _eksterne(self) -> eksterne.Eksterne:
        """The cells that get their value from outside the workbook. Raises LaeseFejl."""
        laest = self.zip.laest
        try:
            if not any(eksterne.naevner(self.zip.laes(a.del_, taelles=False), self._er_ekstern) for a in self.ark):
                return eksterne.INGEN
            # This is a separate pass through the file, with a limit of its own.
            self.zip.laest = 0
            return eksterne.find(self._formler(), self._navne, self._er_ekstern, self.sted)
        finally:
            self.zip.laest = laest

    def _formler(self) -> Iterator[eksterne.Formel]:
        for ark in self.ark:
            laeser = eksterne.Formellaeser(ark.navn.lower())
            for _ in self.stykvis(ark.del_, laeser):
                yield from laeser.tag()

    def parse(self, del_: str, laeser: Dellaeser) -> None:
        """Feed a part to its reader. Raises LaeseFejl."""
        for _ in self.stykvis(del_, laeser):
            pass

    def stykvis(self, del_: str, laeser: Dellaeser) -> Iterator[None]:
        """Do as ``parse``, yielding after each piece so that the caller can take what has been read.

        Raises LaeseFejl.
        """
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
        except Nok:
            pass
        except (expat.ExpatError, ValueError, LookupError):
            raise self._beskadiget() from None
        yield

    def _beskadiget(self) -> LaeseFejl:
        return LaeseFejl("Filen er beskadiget og kan ikke læses. Gem den igen i regnearksprogrammet.", self.sted)


@dataclass(slots=True)
class Raa:
    """A cell as stored. ``formel`` is None if it has no formula; ``streget``: a part of its own text is struck."""

    art: str
    stil: int
    tekst: str
    formel: str | None
    har_vaerdi: bool
    streget: bool


class Arklaeser(Dellaeser):
    """Reads a sheet's non-empty cells into ``raa``."""

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
        self.stil = heltal(attributter.get("s"))
        self.vaerdi: list[str] = []
        self.formel: list[str] = []
        self.har_formel = self.har_vaerdi = self.fonetik = self.streg = self.streget = False
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
            case "r":
                self.streg = False
            case "strike":
                self.streg = streger(navn, attributter)
            case "t" if self.i_celle and self.art == "inlineStr" and not self.fonetik:
                self.har_vaerdi, self.modtager = True, []
            case "col":
                if _skjult(attributter, "width"):
                    self._skjult_kolonne(heltal(attributter.get("min")), heltal(attributter.get("max")))
            case "mergeCell":
                self._flettet(attributter.get("ref", ""))

    def _start_raekke(self, attributter: dict[str, str]) -> None:
        self.raekke = heltal(attributter.get("r")) if "r" in attributter else self.raekke + 1
        self.kolonne = 0
        if not 0 < self.raekke <= HOEJST_RAEKKE:
            raise self._forkert()
        if self.raekke > self.hoejst_raekke:
            raise Nok
        self.raekke_skjult = _skjult(attributter, "ht")

    def _skjult_kolonne(self, fra: int, til: int) -> None:
        if len(self.skjulte_kolonner) >= _HOEJST_OMRAADER:
            raise LaeseFejl("Arket har for mange skjulte kolonner. Vis dem, eller slet dem.", self.sted)
        self.skjulte_kolonner.append((fra, til))

    def _start_celle(self, attributter: dict[str, str]) -> None:
        self.kolonne += 1
        if "r" in attributter:
            fundet = KOORDINAT.fullmatch(attributter["r"])
            if fundet is None or int(fundet[2]) != self.raekke:
                raise self._forkert()
            self.kolonne = kolonnenummer(fundet[1])
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
                tekst = afkod("".join(self.modtager))
                self.streget = self.streget or (self.streg and bool(tekst.strip()))
                self.vaerdi.append(tekst)
            self.modtager = None

    def _slut_celle(self) -> None:
        vaerdi, formel = "".join(self.vaerdi), "".join(self.formel)
        if self.har_formel and self.deling:
            # Keep one character more than the limit, so that a longer formula can be recognised as such.
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
            raise Nok
        if len(self.raa) >= self.hoejst_celler:
            raise LaeseFejl(
                f"Arket har over {HOEJST_CELLER:,}".replace(",", ".")
                + " udfyldte celler. Slet det, der ikke hører til ansøgningen.",
                self.sted,
            )
        vist = formel[:_HOEJST_FORMEL] if self.har_formel else None
        self.raa[her] = Raa(self.art, self.stil, vaerdi, vist, self._har_resultat(vaerdi), self.streget)
        if self.raekke_skjult:
            self.skjulte_raekker.add(self.raekke)
        if self.har_formel and len(formel) <= _HOEJST_FORMEL and _laegger_sammen(formel, self.kolonne):
            self.summer.add(her)

    def _har_resultat(self, vaerdi: str) -> bool:
        # A formula may result in the empty text, but a number is never empty.
        return not self.har_formel or bool(vaerdi) or (self.har_vaerdi and self.art in ("str", "s", "inlineStr"))

    def tekst(self, tekst: str) -> None:
        if self.modtager is not None and self.tegn <= HOEJST_TEGN:
            self.tegn += len(tekst)
            self.modtager.append(tekst)

    def _flettet(self, omraade: str) -> None:
        fundet = [KOORDINAT.fullmatch(h) for h in omraade.split(":")]
        if len(self.flettet) >= _HOEJST_OMRAADER:
            raise LaeseFejl("Arket har for mange flettede celler. Ophæv fletningerne.", self.sted)
        if len(fundet) == 2 and fundet[0] and fundet[1]:
            (a, b), (c, d) = fundet[0].groups(), fundet[1].groups()
            self.flettet.append((int(b), kolonnenummer(a), int(d), kolonnenummer(c)))

    def _forkert(self) -> LaeseFejl:
        return LaeseFejl("Arket er beskadiget og kan ikke læses. Gem filen igen i regnearksprogrammet.", self.sted)


def _indeks(tekst: str) -> int | None:
    return int(tekst) if len(tekst) < 10 and tekst.isascii() and tekst.isdigit() else None


def _skjult(attributter: dict[str, str], maal: str) -> bool:
    """Return whether a row or column is hidden or too small to be seen. ``maal``: the attribute with its size."""
    if attributter.get("hidden") in ("1", "true"):
        return True
    try:
        return float(attributter.get(maal, _MINDST_SYNLIG)) < _MINDST_SYNLIG
    except ValueError:
        return False


def _laegger_sammen(formel: str, kolonne: int) -> bool:
    """Return whether a formula adds cells of its own column, or a table's column.

    Examples: ``SUM(B7:B9)``, ``B7+B8``, ``SUBTOTAL(109,Tabel1[B])``, ``ROUND(SUM(B7:B9),0)``.
    """
    rent = "".join(formel.split())
    if _SUM_AF_TABEL.fullmatch(rent):
        return True
    if _SUM_ET_STED.search(rent):
        for fra, fra_nr, til, til_nr in _OMRAADE.findall(rent):
            if fra.upper() == til.upper() and kolonnenummer(fra.upper()) == kolonne and fra_nr != til_nr:
                return True
    led = re.split(r"[+,:]", _SUM.sub("", rent).replace(")", ""))
    fundne = [_LED.fullmatch(d) for d in led]
    return len(led) > 1 and all(f is not None and kolonnenummer(f[1].upper()) == kolonne for f in fundne)


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
