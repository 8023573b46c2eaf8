"""The limits of every input, each tried just inside and just outside; ``docs/lofter.md`` shows the messages.

``PYTHONPATH=tests python -m hjaelp.lofter`` writes the page.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped] # it has no types

from ansoegning import load_regelsaet, tjek
from ansoegning.batch import overskrifter, scenarier
from ansoegning.batch.csv_skan import HOEJST_RAEKKE
from ansoegning.fejl import HOEJST_LIGNET, HOEJST_NAEVNT, AnsoegningFejl, Sted
from ansoegning.handlinger.kladde import HOEJST_ROBUSTHED
from ansoegning.handlinger.tabel import HOEJST_AFVISTE
from ansoegning.indlaes.fil import HOEJST_BYTE, HOEJST_PROJEKTMAPPE, VENT_PAA_ROER
from ansoegning.indlaes.filformater import eksterne
from ansoegning.indlaes.filformater.xlsx import HOEJST_ARK, HOEJST_CELLER, Xlsxfil
from ansoegning.indlaes.noder import HOEJST_DYBDE
from ansoegning.model import vaerdier
from ansoegning.sprog.byg import HOEJST_TJEK
from ansoegning.sprog.erklaeringer import HOEJST_LED_AFLEDT
from ansoegning.sprog.laes import HOEJST_PARENTESER, HOEJST_REGNETEGN
from ansoegning.sprog.laes import HOEJST_TEGN as HOEJST_TEGN_I_UDTRYK
from ansoegning.system.tekstgraenser import HOEJST_MAERKER, HOEJST_TEGN, HOEJST_TEGN_I_ORD, HOEJST_TEGN_I_PAKKE
from ansoegning.web import runder, tabelsider
from ansoegning.web.api import HOEJST_RUNDE
from hjaelp.batchkoersel import PULJE, afviste, bestil
from hjaelp.steder import DATA, ROD

LOFTER = ROD / "docs" / "lofter.md"
_RAEKKER = load_regelsaet(PULJE).data.lister["projekter"].hoejst


@dataclass(frozen=True)
class Loft:
    """One limit: its subject, its unit, its value, and the messages for an input of a given size (empty: accepted)."""

    hvad: str
    enhed: str
    hoejst: int
    sagt: Callable[[int, Path], list[str]]
    # Words that identify the message about this limit.
    ord_: str

    def besked(self, antal: int) -> str | None:
        """Return the message about this limit for an input of size ``antal``; None if there is none."""
        with tempfile.TemporaryDirectory() as navn:
            sagt = self.sagt(antal, Path(navn))
        return next((s for s in sagt if self.ord_ in s), None)


def _fil(endelse: str, lav: Callable[[int], bytes]) -> Callable[[int, Path], list[str]]:
    def sagt(antal: int, mappe: Path) -> list[str]:
        sti = mappe / f"a.{endelse}"
        sti.write_bytes(lav(antal))
        try:
            return [f.besked.partition(": ")[2] for f in tjek(sti, pulje=PULJE).skema]
        except AnsoegningFejl as fejl:
            return [str(fejl).partition(": ")[2]]

    return sagt


def _vaerdi(felt: str, lav: Callable[[int], object]) -> Callable[[int, Path], list[str]]:
    return _fil("json", lambda n: json.dumps({"pulje": PULJE, "projekter": [{felt: lav(n)}]}).encode())


def _tabel(lav: Callable[[int], str]) -> Callable[[int, Path], list[str]]:
    def sagt(antal: int, mappe: Path) -> list[str]:
        (mappe / "a.csv").write_text(lav(antal), encoding="utf-8")
        try:
            bestil(mappe / "a.csv", mappe / "ud.csv", grunde=False)
        except AnsoegningFejl as fejl:
            return [str(fejl).replace(f"{mappe / 'a.csv'}: ", "")]
        return [r["aarsag"] for r in afviste(mappe / "ud.csv")]

    return sagt


def _bog(ark: int) -> bytes:
    ud = BytesIO()
    bog = xlsxwriter.Workbook(ud)
    for _ in range(ark):
        bog.add_worksheet()
    bog.close()
    return ud.getvalue()


def _celler(antal: int, _mappe: Path) -> list[str]:
    ud = BytesIO()
    bog = xlsxwriter.Workbook(ud)
    ark = bog.add_worksheet()
    for nr in range(antal):
        ark.write_number(nr // 100, nr % 100, nr)
    bog.close()
    fil = Xlsxfil(ud.getvalue(), Sted("a.xlsx"))
    try:
        assert len(fil.laes(fil.ark[0]).celler) == antal
    except AnsoegningFejl as fejl:
        return [str(fejl)]
    return []


def _formler(antal: int, _mappe: Path) -> list[str]:
    formler = (eksterne.Formel("a", nr, 1, "[1]b!A1" if nr == 1 else "1+1") for nr in range(1, antal + 1))
    try:
        eksterne.find(formler, {}, lambda f: "[" in f, Sted("a.xlsx"))
    except AnsoegningFejl as fejl:
        return [str(fejl)]
    return []


def _scenarier(antal: int, mappe: Path) -> list[str]:
    sti = mappe / "s.yaml"
    sti.write_text(
        "scenarier:\n" + "".join(f"  - {{navn: s{n}, saet: {{ramme_2025: 1}}}}\n" for n in range(antal)),
        encoding="utf-8",
    )
    try:
        scenarier.laes_scenarier(str(sti), load_regelsaet(PULJE))
    except AnsoegningFejl as fejl:
        return [str(fejl).partition(": ")[2]]
    return []


def _udtryk(lav: Callable[[int], str]) -> Callable[[int, Path], list[str]]:
    def sagt(antal: int, mappe: Path) -> list[str]:
        return _pakke(mappe, lambda k: re.sub(r"krav: .*", f'krav: "{lav(antal)}"', k, count=1), "kriterier.yaml")

    return sagt


def _pakke(mappe: Path, ret: Callable[[str], str], fil: str) -> list[str]:
    pakke = mappe / "point-pulje"
    shutil.copytree(DATA / "puljer" / "point-pulje", pakke)
    foer = (pakke / fil).read_text(encoding="utf-8")
    assert ret(foer) != foer
    (pakke / fil).write_text(ret(foer), encoding="utf-8")
    try:
        load_regelsaet("point-pulje", regler=pakke)
    except AnsoegningFejl as fejl:
        return [linje.partition(": ")[2] for linje in str(fejl).splitlines()]
    return []


def _hoejst_tegn(antal: int, mappe: Path) -> list[str]:
    ny = f"tiltagets navn, type: tekst, hoejst_tegn: {antal}"
    return _pakke(mappe, lambda f: f.replace("tiltagets navn, type: tekst", ny), "fakta.yaml")


def _ord(antal: int) -> str:
    return ("ord " * (antal // 4 + 1))[: antal - 1] + "x"


LOFT: dict[str, tuple[Loft, ...]] = {
    "An application, and the files of a pack, of assessments and of decisions": (
        Loft("size of a YAML or JSON file", "bytes", HOEJST_BYTE, _fil("yaml", lambda n: b"#" * n), "for stor"),
        Loft(
            "size of a workbook of an application",
            "bytes",
            HOEJST_PROJEKTMAPPE,
            _fil("xlsx", lambda n: b"PK\3\4".ljust(n, b"x")),
            "for stor",
        ),
        Loft("sheets in a workbook", "sheets", HOEJST_ARK, _fil("xlsx", _bog), " ark"),
        Loft("filled cells in the sheets that are read", "cells", HOEJST_CELLER, _celler, "udfyldte celler"),
        Loft(
            "formulas in a workbook that gets values from outside it",
            "formulas",
            eksterne.HOEJST_FORMLER,
            _formler,
            "flere formler",
        ),
        Loft(
            "lists and groups within each other, the value in them too",
            "levels",
            HOEJST_DYBDE,
            _fil("json", lambda n: b"[" * (n - 1) + b"1" + b"]" * (n - 1)),
            "niveauer",
        ),
        Loft(
            "rows of a list",
            "rows",
            _RAEKKER,
            _fil("yaml", lambda n: f"pulje: {PULJE}\nprojekter:\n".encode() + b"  - navn: x\n" * n),
            "højst",
        ),
        Loft("a text", "characters", HOEJST_TEGN, _vaerdi("navn", _ord), "Kort den af"),
        Loft(
            "the texts of one list",
            "characters",
            HOEJST_TEGN,
            _vaerdi("dokumentation", lambda n: [_ord(n - 9), "x" * 9]),
            "Kort dem af",
        ),
        Loft(
            "a run without a blank",
            "characters",
            HOEJST_TEGN_I_ORD,
            _vaerdi("navn", lambda n: "x" * n),
            "uden mellemrum",
        ),
        Loft(
            "combining marks in a row",
            "marks",
            HOEJST_MAERKER,
            _vaerdi("navn", lambda n: "a" + "\u0301" * n),
            "accenter",
        ),
        Loft(
            "digits of a number", "digits", vaerdier.HOEJST_CIFRE, _vaerdi("ansoegt_2025", lambda n: "9" * n), "cifre"
        ),
        Loft(
            "characters of a JSON number",
            "characters",
            vaerdier.HOEJST_TEGN_I_JSON_TAL,
            _vaerdi("ansoegt_2025", lambda n: int("1" * n)),
            "for langt",
        ),
    ),
    "A table (`batch`)": (
        Loft(
            "a row", "bytes", HOEJST_RAEKKE, _tabel(lambda n: "navn;x\nA;b\nB;" + ("y " * n)[: n - 2] + "\n"), "fylder"
        ),
        Loft(
            "columns",
            "columns",
            overskrifter.HOEJST_KOLONNER,
            _tabel(lambda n: ";".join(f"q{i}" for i in range(n)) + "\n"),
            "højst",
        ),
        Loft(
            "a header", "characters", overskrifter.HOEJST_NAVN, _tabel(lambda n: f"navn;{'q' * n}\nA;b\n"), "for lang"
        ),
        Loft("scenarios", "scenarios", scenarier.HOEJST_SCENARIER, _scenarier, "højst"),
    ),
    "A pack": (
        Loft("an expression", "characters", HOEJST_TEGN_I_UDTRYK, _udtryk(lambda n: "ja".ljust(n - 1) + "x"), "tegn"),
        Loft(
            "parentheses within each other",
            "levels",
            HOEJST_PARENTESER,
            _udtryk(lambda n: "(" * n + "kommune er oplyst" + ")" * n),
            "for dybt",
        ),
        Loft(
            "operators of an expression",
            "operators",
            HOEJST_REGNETEGN,
            _udtryk(lambda n: "1 " + "+ 1 " * n + "> 0"),
            "regnetegn",
        ),
        Loft("`hoejst_tegn` of a fact", "characters", HOEJST_TEGN_I_PAKKE, _hoejst_tegn, str(HOEJST_TEGN_I_PAKKE)),
    ),
}


def side() -> str:
    """Return the page, generated from the constants and the program's messages."""
    dele = [
        "# Limits",
        "",
        "What the program accepts of each input, and what it says beyond. Up to these limits time grows with the size",
        "of an input, not faster (`egenskaber/test_vaekst.py`). The page is made from the program's constants and from",
        "trying each limit just inside and just outside (`PYTHONPATH=tests .venv/bin/python -m hjaelp.lofter`).",
    ]
    for afsnit, lofter in LOFT.items():
        dele += ["", f"## {afsnit}", "", "| of what | at most | beyond it |", "| --- | ---: | --- |"]
        for loft in lofter:
            besked = (loft.besked(loft.hoejst + 1) or "").replace("|", "\\|")
            dele.append(f"| {loft.hvad} | {loft.hoejst:,} {loft.enhed} | {besked} |")
    dele += [
        "",
        f"A pack has at most {HOEJST_TJEK:,} form checks, a check of several facts counted once for each.",
        f"A derived fact builds on at most {HOEJST_LED_AFLEDT} others in a chain.",
        f"A message lists at most {HOEJST_NAEVNT} names and says how many others there are;",
        f"a misspelt name is compared with at most {HOEJST_LIGNET} names.",
        f"A named pipe may be silent for {VENT_PAA_ROER} seconds before something is written to it.",
        "The engine of `batch` uses the memory that `--hukommelse` says.",
        "The number of files in a round is not limited; each is read by itself.",
        "",
        "## The page and its JSON interface",
        "",
        f"A request to check an application is at most {HOEJST_BYTE:,} bytes,",
        f"and one to order a round {HOEJST_RUNDE:,} bytes.",
        f"The robustness of an order is tried with at most {HOEJST_ROBUSTHED:,} sets of weights.",
        f"A round is sent as at most {runder.HOEJST_FILER:,} files at a time,",
        f"and a table as at most {tabelsider.HOEJST_BYTE:,} bytes.",
        f"The page lists the first {HOEJST_AFVISTE:,} rejected rows of a table; the file of them has them all.",
    ]
    return "\n".join(dele) + "\n"


if __name__ == "__main__":
    LOFTER.write_text(side(), encoding="utf-8")
