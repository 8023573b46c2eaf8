"""Detect how a CSV file from a Danish program is written: separator, character set, headers, and unreadable rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path
from typing import BinaryIO

from ..fejl import Besked, LaeseFejl, Sted, med_raad, vis_sikkert
from ..indlaes.fil import IKKE_TEKST, afvis_huller, bredt_tegnsaet
from ..indlaes.tegnsaet import CP1252, UTF8, UTF8_TO_GANGE, Fund, Mistanke, find_tegnsaet, navn_paa, sagt_om, vist
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from .csv_skan import HOEJST_RAEKKE, Daarlig, Skan, Skanneopgave, Skanner
from .db import eget
from .overskrifter import antal_kendte

_SKILLETEGN = ";,\t|"
_SEP = re.compile(r"sep=(.)", re.IGNORECASE)
DAARLIGE, BRUD = "daarlige.csv", "brud.csv"
DAARLIGE_TABEL, BRUD_TABEL = eget("daarlige"), eget("brud")


@dataklasse(frozen=True, slots=True)
class Csvfil:
    """The result of scanning a CSV file. ``laes`` is the path DuckDB reads: the file itself or a cleaned copy.

    Attributes:
        navne: the headers.
        spring: the number of lines DuckDB skips at the start of ``laes``.
        linjefoed: whether every line of ``laes``, including the header, ends with a line feed alone; otherwise every
            line ends with CRLF.
    """

    navne: list[str]
    skilletegn: str
    skan: Skan
    laes: Path
    spring: int
    linjefoed: bool
    bemaerkninger: tuple[str, ...] = ()


def gennemgaa(
    sti: Path,
    sted: Sted,
    regelsaet: Regelsaet,
    mappe: Path,
    tegnsaet: str | None = None,
    *,
    kraev_dansk: bool = True,
) -> Csvfil:
    """Detect how a file is written, and record in ``mappe`` which of its rows cannot be read.

    Args:
        sti: the file.
        sted: the file's location in messages.
        regelsaet: the rule pack, whose facts the headers name.
        mappe: the run's temporary folder.
        tegnsaet: the codec that the user named, or None.
        kraev_dansk: whether text that is clearly in another character set than the detected one is an error.

    Raises:
        LaeseFejl: the file cannot be read; with ``kraev_dansk`` also if no codec is named and the text is clearly in
            another character set.
    """
    with sti.open("rb") as fil:
        afvis_huller(fil, sted)
        bom = _bom(fil, tegnsaet, sted)
        fund = find_tegnsaet(fil, bom, tegnsaet)
        try:
            navne, skilletegn, start, linje, skift = _overskrift(fil, bom, fund.codec, sted, regelsaet)
        except LaeseFejl:
            if tegnsaet is None and fund.mistanke is not None and fund.mistanke.staerk:
                raise _forkert_tegnsaet(fund, "overskrifterne", sted) from None
            raise
        opgave = Skanneopgave(skilletegn, fund.codec, len(navne), start, linje + 1, skift)
        nummer = _Raekkenummer(fund.mistanke.linje if fund.mistanke is not None else 0)
        skan = _skan(fil, opgave, mappe, None, nummer)
        hvor = "overskrifterne" if nummer.linje <= linje else f"række {nummer.nr} (linje {nummer.linje})"
        if kraev_dansk and tegnsaet is None and fund.mistanke is not None and fund.mistanke.staerk:
            raise _forkert_tegnsaet(fund, hvor, sted)
        bemaerkninger = _sagt(fund, tegnsaet, hvor)
        if skan.ren and fund.codec == UTF8 and linje == 1:
            return Csvfil(navne, skilletegn, skan, sti, linje, skan.linjefoed, bemaerkninger)
        kopi = mappe / "ren.csv"
        with kopi.open("wb") as ud:
            _skan(fil, opgave, mappe, ud, nummer)
    return Csvfil(navne, skilletegn, skan, kopi, 0, linjefoed=True, bemaerkninger=bemaerkninger)


def _bom(fil: BinaryIO, tegnsaet: str | None, sted: Sted) -> int:
    """Return the length of the byte order mark of a UTF-8 file. Raises LaeseFejl if another character set is named."""
    hoved = fil.read(6)
    if tegnsaet == UTF8_TO_GANGE and hoved == codecs.BOM_UTF8.decode(CP1252).encode():
        return len(hoved)
    if not hoved.startswith(codecs.BOM_UTF8):
        return 0
    if tegnsaet not in (None, UTF8, UTF8_TO_GANGE):
        raise LaeseFejl(
            med_raad(
                "Filen begynder med mærket for UTF-8,",
                f"men --tegnsaet siger {navn_paa(tegnsaet)}. Udelad --tegnsaet.",
                f"men er sagt at være {navn_paa(tegnsaet)}.",
            ),
            sted,
        )
    return len(codecs.BOM_UTF8)


class _Raekkenummer:
    """Finds which row contains a line, from the offsets (line number minus row number) that the scanner reports."""

    def __init__(self, linje: int) -> None:
        self.linje = linje
        self.fra = (1, linje - 1)
        self.naeste: int | None = None

    def brud(self, nr: int, forskydning: int) -> None:
        if nr + forskydning <= self.linje:
            self.fra = (nr, forskydning)
        elif self.naeste is None:
            self.naeste = nr

    @property
    def nr(self) -> int:
        nr, forskydning = self.fra
        til = self.linje - forskydning if self.naeste is None else min(self.linje - forskydning, self.naeste - 1)
        return max(nr, til)


def _sagt(fund: Fund, navngivet: str | None, hvor: str) -> tuple[str, ...]:
    """Return the notes on the character set; ``hvor`` is the location of the first evidence of another one."""
    sagt = []
    if navngivet is not None and fund.codec != UTF8:
        sagt.append(f"Filen er læst som {vist(fund.codec)}.")
    elif fund.codec != UTF8:
        sagt.append(f"Filen er gemt som {vist(fund.codec)} og er læst sådan.")
    if fund.mistanke is not None:
        sagt.append(sagt_om(fund.mistanke, hvor))
    return tuple(sagt)


def _forkert_tegnsaet(fund: Fund, hvor: str, sted: Sted) -> LaeseFejl:
    m = fund.mistanke
    assert m is not None
    skrevet, rettet = vis_sikkert(m.skrevet, 60), vis_sikkert(m.rettet, 60)
    bevar = Besked(
        f"Skal teksten læses, som den står, så kør med --tegnsaet {navn_paa(fund.codec)}.",
        "Skal teksten læses, som den står, så gem filen som CSV UTF-8.",
    )
    rigtigt = _det_rigtige(fund, m)
    if rigtigt is not None:
        return LaeseFejl(
            med_raad(
                f"Filen ser ud til at være gemt som {vist(rigtigt)}, ikke {vist(fund.codec)}: {hvor} har »{skrevet}«, "
                f"som skulle være »{rettet}«.",
                f"Kør igen med --tegnsaet {navn_paa(rigtigt)}. {bevar}",
                "Gem filen som CSV UTF-8 i regnearksprogrammet, og læg den ind igen.",
            ),
            sted,
        )
    skulle = f", som skulle være »{rettet}«" if rettet else ", hvor et bogstav er gået tabt"
    return LaeseFejl(
        med_raad(
            f"Teksten er gemt forkert, før filen kom hertil: {hvor} har »{skrevet}«{skulle}.",
            f"Hent filen igen, hvor den kommer fra, og gem den som UTF-8. {bevar}",
            "Hent filen igen, hvor den kommer fra, og gem den som CSV UTF-8, eller ret ordene i den.",
        ),
        sted,
    )


def _det_rigtige(fund: Fund, m: Mistanke) -> str | None:
    """Return the character set that decodes the file correctly, or None if letters were lost before it was saved."""
    if fund.codec == UTF8:
        return UTF8_TO_GANGE if (m.laest, m.er) == (CP1252, UTF8) else None
    return m.er if m.laest == fund.codec else None


def _skan(fil: BinaryIO, opgave: Skanneopgave, mappe: Path, ud: BinaryIO | None, nummer: _Raekkenummer) -> Skan:
    with (
        (mappe / DAARLIGE).open("w", encoding="utf-8", newline="") as daarlige,
        (mappe / BRUD).open("w", encoding="utf-8", newline="") as brud,
    ):
        skriver = csv.writer(daarlige, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL)

        def daarlig(d: Daarlig) -> None:
            skriver.writerow((d.nr, "", d.tekst.replace("\0", "\N{SYMBOL FOR NULL}"), d.aarsag))

        def nyt_brud(nr: int, forskydning: int) -> None:
            print(nr, forskydning, sep=";", file=brud)
            nummer.brud(nr, forskydning)

        return Skanner(opgave, daarlig, nyt_brud, ud).koer(fil)


def _overskrift(
    fil: BinaryIO, bom: int, tegnsaet: str, sted: Sted, regelsaet: Regelsaet
) -> tuple[list[str], str, int, int, str]:
    """Return the headers, the separator, where the rows begin, how many lines precede them, the header's line break."""
    fil.seek(bom)
    data = fil.read(HOEJST_RAEKKE + 1)
    if (brede := bredt_tegnsaet(data)) is not None:
        raise LaeseFejl(f"Filen er gemt som {brede}. Gem den som CSV UTF-8.", sted)
    plads, linjer = 0, 0
    skilletegn = ""
    while True:
        til, naeste, antal = _foerste_raekke(data, plads)
        if til is None:
            raise LaeseFejl(
                "Første række bliver ikke slut: der mangler et linjeskift eller et anførselstegn. Kontrollér filen.",
                sted,
            )
        if plads == len(data):
            raise LaeseFejl("Filen er tom. Kontrollér, at det er den rigtige fil.", sted)
        linje = data[plads:til]
        plads, linjer = naeste, linjer + antal
        sep = _SEP.fullmatch(linje.decode(tegnsaet, "replace").strip("\r\n"))
        if sep is not None and not skilletegn:
            skilletegn = sep[1]
        elif linje.strip(b" \t"):
            break
    if b"\0" in linje:
        raise LaeseFejl(IKKE_TEKST, sted)
    try:
        tekst = linje.decode(tegnsaet)
    except UnicodeDecodeError:
        raise LaeseFejl(
            med_raad(
                f"Overskrifterne har tegn, der ikke er {vist(tegnsaet)}.",
                "Gem filen som CSV UTF-8, eller angiv --tegnsaet.",
                "Gem filen som CSV UTF-8 i regnearksprogrammet, og læg den ind igen.",
            ),
            sted,
        ) from None
    mulige = [(_del(tekst, s), s) for s in skilletegn or _SKILLETEGN]
    navne, valgt = max(mulige, key=lambda m: (antal_kendte(m[0], regelsaet), len(m[0])))
    return navne, valgt, bom + plads, linjer, data[til:naeste].decode()


def _del(tekst: str, skilletegn: str) -> list[str]:
    csv.field_size_limit(2 * HOEJST_RAEKKE)
    return next(csv.reader(io.StringIO(tekst, newline=""), delimiter=skilletegn), [])


def _foerste_raekke(data: bytes, fra: int) -> tuple[int | None, int, int]:
    """Return where the row at ``fra`` ends, where the next row begins, and the row's number of lines.

    The first value is None if the row does not end within ``data``.
    """
    citat, linjer = False, 0
    for i in range(fra, len(data)):
        tegn = data[i]
        if tegn == ord('"'):
            citat = not citat
        elif tegn in b"\r\n":
            par = data[i : i + 2] == b"\r\n"
            if not (tegn == ord("\n") and data[i - 1 : i] == b"\r" and i > fra):
                linjer += 1
            if not citat:
                return i, i + 1 + par, linjer
    if citat or len(data) > HOEJST_RAEKKE:
        return None, fra, 0
    return len(data), len(data), linjer + 1
