"""One case of the differential test of the interfaces: a drawn table in every format, through every command."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from ansoegning.batch.overskrifter import svarnavne
from ansoegning.fejl import RegelsaetFejl
from ansoegning.handlinger.batch import Tilvalg
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.motor.kolonner import oversaet
from hjaelp.kolonnefacit import inputfakta
from hjaelp.pakkebyg import skriv_pakke
from hjaelp.tabelfacit import Afvigelse, Batchsvar, facit, proev_batch, proev_rangliste, proev_tjek
from hjaelp.tabelstrategi import (
    Skrivning,
    Tabel,
    traek_filnavn,
    traek_pakke,
    traek_runde,
    traek_skrivning,
    traek_tabel,
)

FORMATER = ("csv", "xlsx", "parquet", "jsonl")
INDBYGGEDE = (("botilbud-2025-26", "projekter"), ("resultatkontrakt-2023", None))
_DATOER = (None, None, date(2024, 5, 10))


@dataclass
class Sag:
    """The result of a case: counts by type, and each deviation."""

    talt: Counter[str] = field(default_factory=Counter)
    afvigelser: list[Afvigelse] = field(default_factory=list)

    def noter(self, afvigelser: Iterable[Afvigelse], tegn: frozenset[str]) -> None:
        """Add deviations, with the characteristics of the table that they occurred in."""
        for a in afvigelser:
            egne = {"CR i en projektmappe"} if "_x000D_" in a.hvad else set()
            self.afvigelser.append(replace(a, kendetegn=a.kendetegn | tegn | egne))

    @property
    def uventede(self) -> list[Afvigelse]:
        """Return the deviations that are not of a known type."""
        return [a for a in self.afvigelser if not a.kendetegn & VENTET]


#: Known faults that are not corrected yet, by a characteristic of the file or the pack. Remove entries when corrected.
VENTET: frozenset[str] = frozenset()
_EGNE_NAVNE = re.compile(r"__\w+|[a-z]_?\d*|laes_celle|daarlige|brud|ny|gammel")
_VIRTUELLE = frozenset({"file_row_number", "file_index", "filename", "rowid"})


def kendetegn(tabel: Tabel, s: Skrivning, andre: str) -> frozenset[str]:
    """Return the characteristics of a table as written; ``andre`` are the names of other files used with it."""
    noegler = [n for _, n in tabel.regelsaet.fakta] + [*tabel.fremmede]
    svar = {t.lower() for t in svarnavne(tabel.regelsaet)}
    hoved = {t.strip().lower() for t in s.overskrifter.values()} | {t.lower() for t in tabel.fremmede}
    fundne = {
        "moenster i et filnavn": any(t in s.navn + andre for t in "[]*?"),
        "navn som programmets egne": any(_EGNE_NAVNE.fullmatch(n) for n in noegler),
        "navn som svarets": bool(hoved & svar),
        "enhed i en overskrift": any(t.endswith(")") and "(" in t for t in s.overskrifter.values()),
        "virtuel kolonne": s.format == "parquet" and bool(_VIRTUELLE & hoved),
    }
    return frozenset(navn for navn, er in fundne.items() if er)


def proev_tabel(
    fro: random.Random,
    antal: int,
    formater: Sequence[str] = FORMATER,
    *,
    i_tjek: int = 3,
    pakke: Mapping[str, Any] | None = None,
) -> Sag:
    """Test a table of ``antal`` rows in the formats, and ``i_tjek`` of the rows as applications.

    The rows are for the pack with the data ``pakke``, otherwise for a built-in or a drawn pack.
    """
    sag = Sag()
    with TemporaryDirectory() as navn:
        mappe = Path(navn)
        tabel = _tabel(fro, antal, mappe, sag, pakke)
        if tabel is None:
            return sag
        dato = fro.choice(_DATOER)
        skrivninger = [traek_skrivning(fro, tabel, f) for f in formater]
        ventet = facit(tabel, skrivninger[0], dato)
        sag.talt["rækker"] += antal
        sag.talt["rækker med en umulig værdi"] += sum(bool(v.forkerte) for v in ventet)
        gammel: Batchsvar | None = None
        gammelt_format = ""
        for i, s in enumerate(skrivninger):
            lokkefugle(mappe, s.navn)
            # An input without a suffix is recognised by its content, but the format of an output needs a suffix.
            ud = traek_filnavn(fro, f".{i}.{fro.choice(('csv', 'parquet'))}")
            tilvalg = Tilvalg(sammenlign=str(gammel.ud)) if gammel is not None else None
            svar, tilsvar, fundet = proev_batch(tabel, ventet, s, mappe, dato, ud=ud, tilvalg=tilvalg)
            sag.talt["rækker i batch"] += antal
            sag.talt["filer"] += 1
            sag.noter(fundet, kendetegn(tabel, s, ud + (gammel.ud.name if gammel is not None else "")))
            if svar is None:
                sag.talt["filer afvist"] += 1
                continue
            sag.talt["rækker besvaret"] += len(svar.raekker)
            if gammel is not None and tilsvar is not None and tilsvar.sammenligning is not None:
                sag.talt["sammenlignet"] += 1
                c = tilsvar.sammenligning
                begge = len(set(gammel.raekker) & set(svar.raekker))
                if (c.faelles, c.aendret) != (begge, 0):
                    uens = Afvigelse("uenig", f"sammenlign {gammel.ud.suffix}", repr(gammel.ud.name), repr(c)[:600])
                    tegn = kendetegn(tabel, s, ud + gammel.ud.name)
                    if "xlsx" in (s.format, gammelt_format) and _har_cr(tabel):
                        tegn |= {"CR i en projektmappe"}
                    sag.noter([uens], tegn)
            lokkefugle(mappe, ud)
            # Answers are compared only if every criterion is calculated row by row, and at least one row was answered.
            alle = {"resultat", *(k.data.id for k in tabel.regelsaet.kriterier)}
            if svar.raekker and all(alle <= r.keys() for r in svar.raekker.values()):
                gammel, gammelt_format = svar, s.format
        numre = fro.sample(range(antal), min(antal, i_tjek))
        sag.talt["rækker i tjek"] += len(numre)
        sag.afvigelser += proev_tjek(tabel, ventet, skrivninger[0], numre, mappe, dato)
    return sag


def _har_cr(tabel: Tabel) -> bool:
    return any("\r" in v for r in tabel.raekker for v in r.values() if isinstance(v, str))


def _tabel(fro: random.Random, antal: int, mappe: Path, sag: Sag, pakke: Mapping[str, Any] | None) -> Tabel | None:
    if pakke is None and fro.random() < 0.5:
        pulje, liste = fro.choice(INDBYGGEDE)
        return traek_tabel(fro, load_regelsaet(pulje), liste, antal, None)
    regler = mappe / "regler"
    try:
        if pakke is None:
            regelsaet, liste = traek_pakke(fro, regler)
        else:
            regler.mkdir()
            regelsaet = load_regelsaet(str(pakke["id"]), regler=str(skriv_pakke(pakke, regler)))
            liste = next(iter(regelsaet.data.lister), None)
    except RegelsaetFejl as fejl:
        # The message about a name that is not allowed is tested together with the packs.
        sag.talt["pakker afvist"] += 1
        if any(not m.besked.strip() for m in fejl.mangler):
            sag.afvigelser.append(Afvigelse("tavs", "regelsæt", "", str(fejl)))
        return None
    k = oversaet(regelsaet, liste=liste, har=inputfakta(regelsaet, liste), orden="nr")
    if {x.data.id for x in regelsaet.kriterier} <= {i.id for i in k.ikke_med}:
        # If no criterion can be calculated by row, ``batch`` stops with a message; other tests cover that.
        sag.talt["pakker uden kolonner"] += 1
        return None
    sag.talt["trukne pakker"] += 1
    return traek_tabel(fro, regelsaet, liste, antal, regler)


def proev_runde(fro: random.Random, antal: int, formater: Sequence[str] = FORMATER) -> Sag:
    """Test a round of ``antal`` municipalities with ``rangliste`` and ``batch --rangliste``."""
    sag = Sag()
    with TemporaryDirectory() as navn:
        tabel = traek_runde(fro, load_regelsaet("botilbud-2025-26"), antal)
        skrivninger = [traek_skrivning(fro, tabel, f) for f in formater]
        navne: list[str] = []
        for _ in tabel.raekker:
            # The number makes names distinct also on file systems that ignore case or Unicode normalisation.
            navne.append(traek_filnavn(fro, f" {len(navne)}{fro.choice(('.yaml', '.json', '.yml', '.xlsx'))}"))
        sag.talt["runder"] += 1
        sag.talt["rækker i rangliste"] += antal * (1 + len(formater))
        sag.afvigelser += proev_rangliste(tabel, skrivninger, Path(navn), navne, fro.choice(_DATOER))
    return sag


def lokkefugle(mappe: Path, navn: str) -> None:
    """Create the files that DuckDB would find if it interpreted the file's name as a glob pattern."""
    for moenster, passer in (("[1]", "1"), ("a*", "ax"), ("b?", "bz")):
        fil = mappe / navn.replace(moenster, passer)
        if moenster not in navn or fil.exists():
            continue
        if navn.endswith(".parquet"):
            plain = mappe / "lokkefugl.tmp"
            with duckdb.connect() as con:
                raekke = "SELECT 1 AS raekke, 'x' AS navn, 'opfyldt' AS resultat"
                con.execute(f"COPY ({raekke}) TO '{plain}' (FORMAT parquet)")
            plain.replace(fil)
        else:
            fil.write_bytes(b"raekke;navn;resultat\n1;x;opfyldt\n")
