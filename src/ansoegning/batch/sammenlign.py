"""Compare two runs: which rows have another status, and which are in only one of them."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..fejl import BrugsFejl, LaeseFejl, Sted, ascii_noegle, en_linje, vis_sikkert
from ..model.svarnavne import GRUNDLAG, RAEKKE
from ..model.visning import antal, vis_tal
from ..system.dataklasse import dataklasse
from ..system.navne import nfc as komponeret
from .csv_celle import skriver, uskadelig
from .csv_fil import gennemgaa
from .db import eget, navn, nfc, tekst
from .ind import csv_linjer, laesefejl, raanavn
from .koer import Aaben
from .overskrifter import ANSOEGNING
from .ud import Udkolonne, skrevet

_PORTION = 5_000
_VIST = 20
_ZIP = b"PK\x03\x04"
# A changed status in the column ``aendret``: ``K5: opfyldt → ikke_opfyldt``.
_SKIFT = re.compile(r"(?<=: )([^;]+?) → ([^;]+?)(?=;|$)")
_NY, _GAMMEL = eget("ny"), eget("gammel")


@dataklasse(frozen=True, slots=True)
class Sammenligning:
    """The comparison of two answers, in numbers of rows.

    Attributes:
        noegle: the columns by which rows were matched.
        matrix: rows by old and new result.
        kriterier: rows whose status changed, by criterion.
        grundlag: what differs in the basis of the answers.
        eksempler: the first changed rows, as text.
        fil: the file with all changed rows.
    """

    noegle: tuple[str, ...]
    faelles: int
    kun_gammel: int
    kun_ny: int
    aendret: int
    matrix: dict[str, dict[str, int]]
    kriterier: dict[str, int]
    grundlag: dict[str, str]
    eksempler: tuple[str, ...]
    fil: str

    def til_json(self) -> dict[str, Any]:
        return {n: getattr(self, n) for n in self.__slots__}

    def som_tekst(self, navne: Mapping[str, str]) -> str:
        """Return the comparison as text. ``navne``: the names of the statuses by key."""
        linjer = [
            f"Sammenlignet med det tidligere svar (nøgle: {', '.join(self.noegle)}):",
            f"  {antal(self.faelles, 'række', 'rækker')} er i begge, {vis_tal(self.kun_gammel)} kun i det gamle og "
            f"{vis_tal(self.kun_ny)} kun i det nye.",
            f"  {antal(self.aendret, 'række', 'rækker')} har en anden status.",
        ]
        samme = [
            f"{navne.get(g, g)} {vis_tal(n)}" for g, nye in self.matrix.items() for ny, n in nye.items() if g == ny
        ]
        linjer += [f"  Samme resultat: {', '.join(samme)}."] if samme else []
        for g, nye in self.matrix.items():
            linjer += [f"  {_fra_til(g, ny, navne)}: {vis_tal(n)}" for ny, n in nye.items() if g != ny]
        if self.kriterier:
            linjer.append("  Ændret: " + ", ".join(f"{k} {vis_tal(n)}" for k, n in self.kriterier.items()))
        if self.eksempler:
            linjer += ["  Fx:", *(f"    {e}" for e in self.eksempler), f"  Alle står i {self.fil}."]
        return "\n".join(map(en_linje, linjer)) + "\n"


def _fra_til(gammel: str, ny: str, navne: Mapping[str, str]) -> str:
    return f"{navne.get(gammel, gammel)} → {navne.get(ny, ny)}"


@dataklasse(frozen=True, slots=True)
class _Gammelt:
    """An earlier answer: its rows in SQL, its columns by their original names, and the notes on its basis."""

    relation: str
    kolonner: dict[str, str]
    noter: dict[str, str]
    er_csv: bool


def _aabn(aaben: Aaben, gammel: Path, sted: Sted) -> _Gammelt:
    with gammel.open("rb") as fil:
        begynder = fil.read(4)
    if begynder == _ZIP:
        raise LaeseFejl(
            "Et tidligere svar i Excel kan ikke sammenlignes. Lav det gamle svar som .parquet eller .csv.", sted
        )
    if begynder == b"PAR1":
        sti = tekst(str(aaben.filer.navn(gammel.resolve())))
        with laesefejl(sted):
            navne = [str(r[0]) for r in aaben.con.execute(f"DESCRIBE SELECT * FROM read_parquet({sti})").fetchall()]
            kv = aaben.con.execute(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata({sti})").fetchall()
        egne = {komponeret(k.navn): k.navn for k in aaben.svar.ud()}
        kolonner = {egne.get(komponeret(n), n): navn(n) for n in navne}
        return _Gammelt(f"read_parquet({sti})", kolonner, {str(n): str(v) for n, v in kv}, False)
    mappe = aaben.mappe / "gammel"
    mappe.mkdir()
    csvfil = gennemgaa(aaben.filer.navn(gammel.resolve()), sted, aaben.regelsaet, mappe, kraev_dansk=False)
    if csvfil.skan.daarlige:
        raise LaeseFejl("Det tidligere svar har rækker, der ikke kan læses. Lav det igen.", sted)
    egne = {komponeret(uskadelig(k.navn)): k.navn for k in aaben.svar.ud()}
    kolonner = {egne.get(komponeret(n), n): f"nullif({raanavn(i)}, '')" for i, n in enumerate(csvfil.navne)}
    noter: dict[str, str] = {}
    if GRUNDLAG in kolonner:
        with laesefejl(sted):
            foerste = aaben.con.execute(f"SELECT {kolonner[GRUNDLAG]} FROM {csv_linjer(csvfil)} LIMIT 1").fetchone()
        noter[GRUNDLAG] = str(foerste[0]) if foerste is not None else ""
    return _Gammelt(csv_linjer(csvfil), kolonner, noter, True)


def _n(nr: int) -> str:
    """Return the name of a key column in both tables."""
    return eget("n", nr)


def sammenlign(aaben: Aaben, gammel: Path, noegle: tuple[str, ...], fil: Path, vist_fil: str) -> Sammenligning:
    """Compare the run with an earlier answer, and write the changed rows to ``fil``. Raises BrugsFejl and LaeseFejl."""
    sted = Sted(vis_sikkert(str(gammel), 300))
    gammelt = _aabn(aaben, gammel, sted)
    if "resultat" not in gammelt.kolonner:
        raise LaeseFejl(
            "Filen er ikke et svar fra »ansoegning batch« med alle kriterier: den har ingen kolonne »resultat«.", sted
        )
    nye = {k.navn: k for k in aaben.svar.ud() if k.navn not in aaben.svar.svar}
    efter_navn = {komponeret(n): n for n in nye}
    valgt = tuple(efter_navn.get(komponeret(n), n) for n in noegle) or _noegle(aaben, list(gammelt.kolonner))
    for n in valgt:
        if n not in nye or n not in gammelt.kolonner:
            raise BrugsFejl(f"--noegle: »{vis_sikkert(n, 60)}« er ikke en kolonne i begge svar.")
    kriterier = [k.data.id for k in aaben.regelsaet.kriterier if k.data.id in gammelt.kolonner]
    with laesefejl(sted):
        _lav_tabeller(aaben, [nye[n] for n in valgt], gammelt, ["resultat", *kriterier])
        noegler = ", ".join(nfc(_n(i)) for i in range(len(valgt)))
        for tabel, hvilket in ((_NY, "nye"), (_GAMMEL, "gamle")):
            flere = aaben.con.execute(
                f"SELECT 1 FROM {tabel} GROUP BY {noegler} HAVING count(*) > 1 LIMIT 1"
            ).fetchall()
            if flere:
                raise BrugsFejl(
                    f"Flere rækker i det {hvilket} svar har samme {' og '.join(valgt)}. Vælg kolonner, der kender hver "
                    f"række, med --noegle, fx --noegle {RAEKKE}, hvis begge svar er af den samme fil."
                )
        return _taelling(aaben, valgt, kriterier, gammelt, fil, vist_fil)


def _lav_tabeller(aaben: Aaben, noegle: Sequence[Udkolonne], gammelt: _Gammelt, statusser: Sequence[str]) -> None:
    """Make the tables of the new and the earlier answer, each with the key columns and the statuses.

    A CSV file has values in spreadsheet notation; the new values are written the same way, so that the texts match.
    """
    nye = [f"nullif(CAST({skrevet(k)} AS VARCHAR), '')" if gammelt.er_csv else k.sql for k in noegle]
    gamle = [gammelt.kolonner[k.navn] for k in noegle]
    nye_noegler, gamle_noegler = (
        ", ".join(f"CAST({celle} AS VARCHAR) AS {_n(i)}" for i, celle in enumerate(celler)) for celler in (nye, gamle)
    )
    nye_statusser = ", ".join(map(navn, statusser))
    gamle_statusser = ", ".join(f"{gammelt.kolonner[status]} AS {navn(status)}" for status in statusser)
    fra = aaben.svar.fra(aaben.gode)
    aaben.con.execute(f"CREATE OR REPLACE TABLE {_NY} AS SELECT {nye_noegler}, {nye_statusser} FROM {fra}")
    aaben.con.execute(
        f"CREATE OR REPLACE TABLE {_GAMMEL} AS SELECT {gamle_noegler}, {gamle_statusser} FROM {gammelt.relation}"
    )


def _noegle(aaben: Aaben, gamle: list[str]) -> tuple[str, ...]:
    """Return the columns that identify a row: application and name, else applicant and name, else the row number."""
    data = aaben.regelsaet.data
    ansoegning = next(
        (k.ud for k in aaben.kilde.overskrifter.kolonner if k.ud and ascii_noegle(k.ud) == ANSOEGNING), None
    )
    fakta = aaben.kilde.overskrifter.fakta
    hvem = fakta.get(data.ansoeger.fakta) if data.ansoeger is not None else None
    foerst = ansoegning if ansoegning in gamle else (hvem.ud if hvem is not None else None)
    navne = [li.navn_fakta for li in data.lister.values()]
    dele = [foerst, *(fakta[n].ud if n in fakta else None for n in navne)]
    kendte = tuple(d for d in dele if d is not None and d in gamle)
    return kendte if len(kendte) == len(dele) else (RAEKKE,)


def _taelling(
    aaben: Aaben, valgt: tuple[str, ...], kriterier: list[str], gammelt: _Gammelt, fil: Path, vist_fil: str
) -> Sammenligning:
    par = " AND ".join(f"{nfc(f'g.{_n(i)}')} IS NOT DISTINCT FROM {nfc(f'n.{_n(i)}')}" for i in range(len(valgt)))
    begge = f"{_GAMMEL} g JOIN {_NY} n ON {par}"
    forskelle = [f"g.{navn(k)} IS DISTINCT FROM n.{navn(k)}" for k in ["resultat", *kriterier]]
    antal = ", ".join(f"count(*) FILTER ({f})" for f in forskelle)
    faelles, _, *pr_kriterium = aaben.con.execute(f"SELECT count(*), {antal} FROM {begge}").fetchall()[0]
    i_alt = aaben.con.execute(f"SELECT (SELECT count(*) FROM {_GAMMEL}), (SELECT count(*) FROM {_NY})").fetchall()[0]
    matrix: dict[str, dict[str, int]] = {}
    for g, n, c in aaben.con.execute(
        f"SELECT g.resultat, n.resultat, count(*) FROM {begge} GROUP BY ALL ORDER BY 1, 2"
    ).fetchall():
        matrix.setdefault(str(g), {})[str(n)] = c
    noegler = ", ".join(f"n.{_n(i)}" for i in range(len(valgt)))
    hvad = ", ".join(
        f"CASE WHEN {f} THEN concat({tekst(k + ': ')}, g.{navn(k)}, ' → ', n.{navn(k)}) END"
        for k, f in zip(["resultat", *kriterier], forskelle, strict=True)
    )
    svar = aaben.con.execute(
        f"SELECT {noegler}, g.resultat, n.resultat, concat_ws('; ', {hvad}) FROM {begge} "
        f"WHERE {' OR '.join(forskelle)} "
        f"ORDER BY {noegler}"
    )
    aendret, eksempler = _skriv(svar, valgt, fil, {k: s.navn for k, s in aaben.regelsaet.data.statusser.items()})
    noter, egne = gammelt.noter, {GRUNDLAG: aaben.svar.grundlag} if gammelt.er_csv else aaben.svar.noter
    grundlag = {f"{n} (gammelt)": v for n, v in noter.items() if egne.get(n) != v}
    grundlag |= {f"{n} (nyt)": v for n, v in egne.items() if noter.get(n) != v}
    return Sammenligning(
        valgt,
        faelles,
        i_alt[0] - faelles,
        i_alt[1] - faelles,
        aendret,
        matrix,
        {k: n for k, n in zip(kriterier, pr_kriterium, strict=True) if n},
        grundlag,
        tuple(eksempler),
        vist_fil,
    )


def _skriv(svar: Any, valgt: tuple[str, ...], fil: Path, navne: Mapping[str, str]) -> tuple[int, list[str]]:
    antal = 0
    eksempler: list[str] = []
    with fil.open("w", encoding="utf-8-sig", newline="") as ud:
        skriv = skriver(ud)
        skriv([*valgt, "gammelt_resultat", "nyt_resultat", "aendret"])
        while portion := svar.fetchmany(_PORTION):
            for raekke in portion:
                antal += 1
                skriv("" if c is None else str(c) for c in raekke)
                if len(eksempler) < _VIST:
                    hvem = " / ".join(vis_sikkert(str(c), 60) for c in raekke[: len(valgt)])
                    hvad = _SKIFT.sub(lambda m: _fra_til(m[1], m[2], navne), str(raekke[-1]))
                    eksempler.append(f"{hvem}: {vis_sikkert(hvad, 200)}")
    return antal, eksempler
