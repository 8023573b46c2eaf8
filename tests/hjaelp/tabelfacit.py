"""Pass a drawn table through every interface of the program, and compare the answers.

The expected answer for a row is the answer to the same row as an application in JSON. Every other interface must return
that answer, or refuse with a message that states the reason and the location. Any other outcome is an ``Afvigelse``.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from ansoegning import rangliste, tjek
from ansoegning.batch.koer import Bestilling, Koersel
from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.fejl import AnsoegningFejl, InternFejl, LaeseFejl, vis_sikkert
from ansoegning.handlinger.batch import Tilsvar, Tilvalg, gennemfoer
from ansoegning.handlinger.tjek import laes
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.filformater.json_fil import laes_json
from ansoegning.indlaes.noder import Ordbog
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.resultat import KriteriumSvar, Resultat
from ansoegning.motor.slutning import PlainKaede
from ansoegning.skriv.projektmappe import skriv_projektmappe
from hjaelp.tabelskrivere import ansoegning_json, ansoegning_python, ansoegning_yaml, skriv_tabel
from hjaelp.tabelstrategi import ANSOEGNING, Skrivning, Tabel

T = TypeVar("T")
_KAEDER = (PlainKaede(),)
#: The form check of a value that is invalid for its fact.
_VAERDIFEJL = "S00"
_ENGELSK = re.compile(r"\b(the|is not|invalid|expected|cannot|must be|value|unexpected|failed)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Afvigelse:
    """A deviation: an answer that differs, or a failure that is not a proper refusal.

    ``art``: ``spor`` an exception that is not the program's own; ``intern`` an internal error; ``afvist`` a refusal of
    valid input; ``tavs`` a refusal without reason or location; ``tabt`` a row that is in neither output file or in
    both; ``uenig`` another answer.
    """

    art: str
    vej: str
    sted: str
    hvad: str
    kendetegn: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.art} ({self.vej}): {self.hvad}\n  {self.sted}"


@dataclass(frozen=True)
class Facit:
    """The facts of an application and its expected answer; ``forkerte`` are the facts whose cells are invalid."""

    fakta: dict[str, Any]
    forkerte: frozenset[str]
    resultat: str
    statusser: dict[str, str]
    mangler: tuple[str, ...]
    grunde: dict[str, str]


def facit_af(tabel: Tabel, laest: Ansoegning, svar: Resultat) -> Facit:
    """Return an application with one row, and the answer to it, in the form used for comparison."""
    kriterier: tuple[KriteriumSvar, ...]
    fakta = dict(laest.fakta)
    if tabel.liste is None:
        kriterier, resultat = svar.kriterier, svar.resultat
    else:
        (raekke,) = svar.raekker[tabel.liste]
        kriterier, resultat = raekke.kriterier, raekke.resultat
        fakta |= laest.raekker[tabel.liste][0]
    return Facit(
        fakta={n: list(v) if isinstance(v, tuple) else v for n, v in fakta.items()},
        forkerte=frozenset(f.felt.partition("].")[2] or f.felt for f in svar.skema if f.id == _VAERDIFEJL),
        resultat=resultat,
        statusser={k.id: k.status for k in kriterier},
        mangler=tuple(sorted({m for k in kriterier for m in k.mangler})),
        grunde={k.id: k.grund for k in kriterier},
    )


def facit(tabel: Tabel, s: Skrivning, dato: date | None) -> list[Facit]:
    """Return the expected answer for each row, calculated with the Python chainer alone."""
    fundne = []
    for nr in range(len(tabel.raekker)):
        rod = laes_json(ansoegning_json(tabel, nr, s, tal=False), "facit.json")
        assert isinstance(rod, Ordbog)
        laest = laes_ansoegning(rod, tabel.regelsaet, "facit.json")
        fundne.append(facit_af(tabel, laest, bedoem_ansoegning(laest, tabel.regelsaet, _KAEDER, dato=dato)))
    return fundne


def forskel(ventet: Facit, fundet: Facit) -> str:
    """Describe how two answers differ; empty if they are equal."""
    return "; ".join(
        f"{navn} {getattr(fundet, navn)!r}, ventet {getattr(ventet, navn)!r}"
        for navn in ventet.__dataclass_fields__
        if getattr(fundet, navn) != getattr(ventet, navn)
    )


def om_besked(fejl: AnsoegningFejl, fil: Path, vej: str, andre: Sequence[Path] = ()) -> list[Afvigelse]:
    """Return the faults of a message: no text, no complete Danish sentence, no location."""
    besked = str(fejl)
    mangler = []
    if not besked.strip() or not besked.rstrip().endswith((".", "?", ")")):
        mangler.append("er ikke en hel sætning")
    navne = [vis_sikkert(str(f), 300) for f in (fil, *andre)]
    uden_navne = besked
    for navn in navne:
        uden_navne = uden_navne.replace(navn, "")
    if _ENGELSK.search(uden_navne):
        mangler.append("er ikke på dansk")
    if isinstance(fejl, LaeseFejl) and not any(navn in besked for navn in navne):
        mangler.append("nævner ikke filen")
    return [Afvigelse("tavs", vej, repr(fil.name), f"beskeden {m}: {besked}") for m in mangler]


def kald(
    hvad: Callable[[], T],
    fil: Path,
    vej: str,
    afvigelser: list[Afvigelse],
    *,
    maa_afvises: bool,
    andre: Sequence[Path] = (),
) -> T | None:
    """Call ``hvad`` and return its value; None if it is refused or fails. Improper failures are recorded."""
    try:
        return hvad()
    except InternFejl as fejl:
        afvigelser.append(Afvigelse("intern", vej, repr(fil.name), f"{fejl}"))
    except AnsoegningFejl as fejl:
        afvigelser += om_besked(fejl, fil, vej, andre)
        if not maa_afvises:
            afvigelser.append(Afvigelse("afvist", vej, repr(fil.name), f"{fejl}"))
    except Exception as fejl:  # whatever it is, this test must report it
        afvigelser.append(Afvigelse("spor", vej, repr(fil.name), f"{type(fejl).__name__}: {fejl}"))
    return None


# --- tjek -----------------------------------------------------------------------------------


def proev_tjek(
    tabel: Tabel, ventet: list[Facit], s: Skrivning, numre: Iterable[int], mappe: Path, dato: date | None
) -> list[Afvigelse]:
    """Pass some rows as applications: YAML, JSON with and without numbers, Python objects, the program's workbook."""
    afvigelser: list[Afvigelse] = []
    regler = str(tabel.regler) if tabel.regler is not None else None
    for nr in numre:
        filer: dict[str, bytes] = {
            ".yaml": ansoegning_yaml(tabel, nr, s).encode(),
            ".json": ansoegning_json(tabel, nr, s, tal=True).encode(),
        }
        if not ventet[nr].forkerte and ventet[nr].fakta:
            laest, _ = laes(ansoegning_python(tabel, nr), regler=regler)
            try:
                filer[".xlsx"] = skriv_projektmappe(tabel.regelsaet, laest)
            except AnsoegningFejl as fejl:
                # A value that no workbook cell can contain.
                afvigelser += om_besked(fejl, Path("x"), "projektmappe")
        kilder: list[Path | dict[str, Any]] = [ansoegning_python(tabel, nr)]
        for endelse, data in filer.items():
            fil = mappe / f"{Path(s.navn).stem}{endelse}"
            fil.write_bytes(data)
            kilder.append(fil)
        for kilde in kilder:
            fil = kilde if isinstance(kilde, Path) else Path("<python>")
            vej = f"tjek {fil.suffix or 'python'}"

            def svar(kilde: Path | dict[str, Any] = kilde) -> Facit:
                a, _ = laes(kilde, regler=regler)
                return facit_af(tabel, a, tjek(kilde, dato=dato, regler=regler))

            fundet = kald(svar, fil, vej, afvigelser, maa_afvises=False)
            if fundet is not None and (uens := forskel(ventet[nr], fundet)):
                afvigelser.append(Afvigelse("uenig", vej, f"række {nr + 1} {tabel.raekker[nr]!r}", uens))
    return afvigelser


# --- batch ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Batchsvar:
    """The output of ``batch``: each answered row by its number, and the lines of each rejected row."""

    raekker: dict[int, dict[str, Any]]
    afviste: dict[int, list[dict[str, str]]]
    typet: bool
    ud: Path


def proev_batch(
    tabel: Tabel,
    ventet: list[Facit],
    s: Skrivning,
    mappe: Path,
    dato: date | None,
    *,
    ud: str = "ud.parquet",
    tilvalg: Tilvalg | None = None,
) -> tuple[Batchsvar | None, Tilsvar | None, list[Afvigelse]]:
    """Pass the table in one format through ``batch``; each row must be answered as by ``tjek``, or refused."""
    afvigelser: list[Afvigelse] = []
    sagt: list[str] = []
    fil = mappe / s.navn
    skriv_tabel(tabel, s, fil)
    vej = f"batch {s.format}"
    bestilling = Bestilling(
        ind=str(fil),
        ud=str(mappe / ud),
        pulje=tabel.regelsaet.id,
        regler=str(tabel.regler) if tabel.regler is not None else None,
        dato=dato,
        traade=1,
        overskriv=True,
        sig=sagt.append,
    )
    valgt = tilvalg or Tilvalg()
    koert = kald(
        lambda: gennemfoer(bestilling, valgt),
        fil,
        vej,
        afvigelser,
        maa_afvises=s.maa_afvises,
        andre=[Path(valgt.sammenlign)] if valgt.sammenlign is not None else [],
    )
    if koert is None:
        return None, None, afvigelser
    koersel, tilsvar = koert
    svar, egne = _laes_svar(mappe / ud, koersel, vej)
    afvigelser += egne
    afvigelser += regnskab(tabel, koersel, svar, vej)
    ikke_regnet = _ikke_regnet(sagt)
    for nr, r in svar.raekker.items():
        if 0 < nr <= len(ventet) and (
            uens := _sammenhold(tabel, ventet[nr - 1], r, s, typet=svar.typet, ikke_regnet=ikke_regnet)
        ):
            afvigelser.append(Afvigelse("uenig", vej, f"række {nr} {tabel.raekker[nr - 1]!r}", uens))
    for nr, linjer in svar.afviste.items():
        if 0 < nr <= len(ventet):
            afvigelser += _om_afvist(tabel, ventet[nr - 1], nr, linjer, s)
    return svar, tilsvar, afvigelser


def _laes_svar(ud: Path, koersel: Koersel, vej: str) -> tuple[Batchsvar, list[Afvigelse]]:
    typet = ud.suffix == ".parquet"
    if typet:
        with duckdb.connect() as con:
            # Read under a plain name, because DuckDB would interpret some names as glob patterns.
            plain = ud.with_name("laeses.tmp")
            shutil.copyfile(ud, plain)
            svar = con.execute("SELECT * FROM read_parquet([?])", [str(plain)])
            assert svar.description is not None
            navne = [d[0] for d in svar.description]
            raekker = [list(r) for r in svar.fetchall()]
    else:
        navne, raekker = _csv(ud)
    afvigelser = []
    if len(set(navne)) < len(navne):
        afvigelser.append(Afvigelse("uenig", vej, "svarets kolonner", f"et navn to gange: {navne}"))
    # If two columns have the same name, the first is the program's row number or a column of the input.
    efter_nr: dict[int, dict[str, Any]] = {}
    for r in raekker:
        celler = dict(zip(reversed(navne), reversed(r), strict=True))
        nr = int(celler["raekke"])
        if nr in efter_nr:
            afvigelser.append(Afvigelse("tabt", vej, f"række {nr}", "står to gange i svaret"))
        efter_nr[nr] = celler
    afviste: dict[int, list[dict[str, str]]] = {}
    if koersel.afviste is not None:
        hoved, linjer = _csv(Path(koersel.afviste))
        for li in linjer:
            celler = dict(zip(hoved, li, strict=True))
            afviste.setdefault(int(celler["raekke"]), []).append(celler)
    return Batchsvar(efter_nr, afviste, typet, ud), afvigelser


def _csv(sti: Path) -> tuple[list[str], list[list[Any]]]:
    """Return headers and rows; an empty cell is None."""
    with sti.open(encoding="utf-8-sig", newline="") as fil:
        hoved, *raekker = csv.reader(fil, delimiter=";")
    return hoved, [[c or None for c in r] for r in raekker]


def regnskab(tabel: Tabel, koersel: Koersel, svar: Batchsvar, vej: str) -> list[Afvigelse]:
    """Check that each row is in exactly one output file, and that the reported counts agree."""
    alle = sorted([*svar.raekker, *svar.afviste])
    talt = (koersel.ind, koersel.ud, koersel.afvist)
    if alle == list(range(1, len(tabel.raekker) + 1)) and talt == (len(alle), len(svar.raekker), len(svar.afviste)):
        return []
    return [Afvigelse("tabt", vej, "regnskabet", f"{talt}, rækker {alle[:20]} af {len(tabel.raekker)}")]


def _ikke_regnet(sagt: Sequence[str]) -> frozenset[str]:
    """Return the ids that the program reports as not calculated row by row."""
    fundne = [re.match(r"Regnes ikke række for række: (.*) \(", besked) for besked in sagt]
    return frozenset(id_ for m in fundne if m is not None for id_ in m[1].split(", "))


def _sammenhold(
    tabel: Tabel, ventet: Facit, r: dict[str, Any], s: Skrivning, *, typet: bool, ikke_regnet: frozenset[str]
) -> str:
    uens = []
    if r.get(ANSOEGNING) != f"A{r['raekke']}":
        uens.append(f"svaret til {r.get(ANSOEGNING)} står ved række {r['raekke']}")
    if ventet.forkerte and all(i_procentcelle(tabel, navn, s) for navn in ventet.forkerte):
        # The cell shows the per cent sign that the JSON number lacks, so the two inputs are not equivalent.
        return ""
    if ventet.forkerte:
        uens.append(f"besvaret, selv om {sorted(ventet.forkerte)} ikke kan læses")
    ider = [k for k in ventet.statusser if k in r]
    if tavse := [k for k in ventet.statusser if k not in r and k not in ikke_regnet]:
        uens.append(f"{tavse} er ikke i svaret, og det er ikke sagt")
    uens += [f"{k} {r[k]!r}, ventet {ventet.statusser[k]!r}" for k in ider if r[k] != ventet.statusser[k]]
    if len(ider) == len(ventet.statusser):
        mangler = tuple(sorted(filter(None, (str(r.get("mangler") or "")).split("; "))))
        grunde = " ".join(f"{k}: {g}" for k, g in ventet.grunde.items())
        uens += [
            f"{hvad} {fundet!r}, ventet {skal!r}"
            for hvad, fundet, skal in (
                ("resultat", r.get("resultat"), ventet.resultat),
                ("mangler", mangler, ventet.mangler),
                ("begrundelse", r.get("begrundelse"), grunde),
            )
            if fundet != skal
        ]
    if typet and not ventet.forkerte:
        for n in tabel.kolonner:
            v = r.get(s.overskrifter[n].strip())
            if v != ventet.fakta.get(n):
                uens.append(f"{n} læst som {v!r}, ventet {ventet.fakta.get(n)!r}")
    return "; ".join(uens)


def _om_afvist(tabel: Tabel, ventet: Facit, nr: int, linjer: list[dict[str, str]], s: Skrivning) -> Iterable[Afvigelse]:
    """Check a rejected row: each cell has a proper message, and no cell is valid."""
    hvor = f"række {nr} {tabel.raekker[nr - 1]!r}"
    vej = f"batch {s.format}"
    navne = {s.overskrifter[n].strip(): n for n in tabel.kolonner}
    for li in linjer:
        besked = li["aarsag"] or ""
        if not besked.endswith((".", "?")) or _ENGELSK.search(besked.replace(li["vaerdi"] or "\0", "")):
            yield Afvigelse("tavs", vej, hvor, f"beskeden {besked!r}")
        if not li["kolonne"] or (s.format != "parquet" and not li["linje"]):
            yield Afvigelse("tavs", vej, hvor, f"intet sted: {li}")
        navn = navne.get(li["kolonne"] or "")
        if navn is not None and navn not in ventet.forkerte and not kan_laeses_to_maader(tabel, nr, navn, s):
            yield Afvigelse("afvist", vej, hvor, f"{navn}: {besked}")


def kan_laeses_to_maader(tabel: Tabel, nr: int, navn: str, s: Skrivning) -> bool:
    """Return whether a valid cell may still be refused: a share of at most one, without a per cent sign."""
    v = tabel.raekker[nr - 1].get(navn)
    if tabel.form(navn).enhed != "pct." or not isinstance(v, int | Decimal):
        return False
    return 0 < v <= 1 and not i_procentcelle(tabel, navn, s)


def i_procentcelle(tabel: Tabel, navn: str, s: Skrivning) -> bool:
    """Return whether a share is written in a workbook cell that shows the per cent sign."""
    return tabel.form(navn).enhed == "pct." and s.format == "xlsx" and s.procentformat and navn not in s.som_tekst


# --- rangliste ------------------------------------------------------------------------------


def proev_rangliste(
    tabel: Tabel, skrivninger: Iterable[Skrivning], mappe: Path, navne: list[str], dato: date | None
) -> list[Afvigelse]:
    """Pass a round as a folder of applications, and as a table in each format: the order and amounts must be equal."""
    afvigelser: list[Afvigelse] = []
    rundemappe = mappe / "runde"
    rundemappe.mkdir()
    kilder = {}
    for nr, navn in enumerate(navne):
        fil = rundemappe / navn
        s = next(iter(skrivninger))
        if fil.suffix == ".xlsx":
            laest, _ = laes(ansoegning_python(tabel, nr))
            fil.write_bytes(skriv_projektmappe(tabel.regelsaet, laest))
        elif fil.suffix == ".json":
            fil.write_text(ansoegning_json(tabel, nr, s, tal=True), encoding="utf-8")
        else:
            fil.write_text(ansoegning_yaml(tabel, nr, s), encoding="utf-8")
        kilder[navn] = nr
    svar = kald(lambda: rangliste(str(rundemappe), dato=dato), rundemappe, "rangliste", afvigelser, maa_afvises=False)
    if svar is None:
        return afvigelser
    data = svar.til_json()
    if data["fejl"]:
        afvigelser.append(Afvigelse("afvist", "rangliste", "fejl", repr(data["fejl"])))
    if len(data["projekter"]) != len(tabel.raekker):
        afvigelser.append(
            Afvigelse("tabt", "rangliste", "projekter", f"{len(data['projekter'])} af {len(tabel.raekker)}")
        )
    orden = [
        (p["kommune"]["kode"], p["udfald"], tuple(p["beregnet"].values()), p["garanti"])
        for p in data["projekter"]
        if p["rang"] is not None
    ]
    ventet = facit(tabel, next(iter(skrivninger)), dato)
    for s in skrivninger:
        batchsvar, tilsvar, egne = proev_batch(tabel, ventet, s, mappe, dato, tilvalg=Tilvalg(rangliste=True))
        afvigelser += egne
        if batchsvar is None or tilsvar is None or tilsvar.rangliste is None:
            continue
        hoved, linjer = _csv(Path(tilsvar.rangliste.fil))
        fundet = [
            (
                r["kommune"],
                r["udfald"],
                tuple(int(v) for n, v in r.items() if n.startswith("beregnet_")),
                r["garanti"] == "ja",
            )
            for r in (dict(zip(hoved, li, strict=True)) for li in linjer)
        ]
        if fundet != orden:
            uens = next((f"{a} mod {b}" for a, b in zip(fundet, orden, strict=False) if a != b), "antal")
            afvigelser.append(Afvigelse("uenig", f"rangliste {s.format}", "orden", uens))
    return afvigelser
