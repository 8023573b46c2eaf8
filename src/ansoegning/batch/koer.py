"""Run a batch: each row gets an answer or is rejected, rows are counted, and files appear only when all is complete."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from ..fejl import BrugsFejl, InternFejl, vis_sikkert
from ..indlaes.ansoegning import laes_antagelser
from ..indlaes.regelsaet import load_regelsaet
from ..model.vaerdier import Vaerdi
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from ..system.filer import kontroller_ledig
from ..system.kladdemappe import Kladdemappe
from ..system.pladser import saet_paa_plads
from .afviste import laes_daarlige, skriv_afviste
from .ansoegninger import tael_ansoegninger
from .csv_fil import DAARLIGE_TABEL
from .db import STROEM, forbind, laes_hukommelse, luk, tekst
from .db import koer as koer_sql
from .dubletter import Dublet, ens_uden_navn, find_dubletter, sagt
from .find_ind import Fundet, find_ind, uaendret
from .funktioner import Funktioner
from .ind import FEJL, NR, Forberedt, Indkilde, aabn, forbered, kontroller_punktummer, laesefejl
from .motorfiler import Motorfiler, arbejdssted
from .spark import kraev_spark
from .spark import regn as regn_i_spark
from .svar import Svarkolonner, ikke_med, svarkolonner
from .tekstproever import proevefunktion
from .totaler import Totaler, regn_totaler, vis_totaler
from .ud import MELLEMLAGER, Udkolonne, fra_mellemlager, kopi, mellemlager, udformat
from .vurderinger import Vurderede, find_vurderede, med_vurderinger, sig_om_vurderinger

# The writer of workbooks is imported only where it is used.
if TYPE_CHECKING:
    import duckdb

    from .ud_xlsx import Bog

# The number of skipped names that a message lists.
_NAEVNES = 5
# Bytes of input that are read twice in less time than importing NumPy takes.
_LILLE = 262_144
Motor = Literal["duckdb", "spark"]


@dataklasse(frozen=True, slots=True)
class Bestilling:
    """What to run.

    ``sig`` receives messages for the user; ``fremgang`` the current step and its progress in per cent.
    """

    ind: str
    ud: str
    pulje: str
    regler: str | None = None
    saet: Mapping[str, str] = field(default_factory=dict)
    antag: Mapping[str, str] = field(default_factory=dict)
    dato: date | None = None
    afviste: str | None = None
    tegnsaet: str | None = None
    motor: Motor = "duckdb"
    hukommelse: str = "2GB"
    traade: int | None = None
    overskriv: bool = False
    grunde: bool = True
    # The assessor's file.
    vurderinger: str | None = None
    # Whether the rows are also ranked.
    ordnes: bool = False
    # The earlier answer to compare with, and the other files that the run reads and writes.
    gammel: Path | None = None
    flere_filer: tuple[Path, ...] = ()
    flere_ud: tuple[Path, ...] = ()
    # What the user has decided that columns contain, by header: a fact, or None for no fact.
    kort: Mapping[str, str | None] = field(default_factory=dict)
    sig: Callable[[str], None] = lambda _besked: None
    fremgang: Callable[[str, float], None] | None = None


@dataklasse(frozen=True, slots=True)
class Koersel:
    """The outcome of a run: rows read, answered and rejected, and the file of rejected rows (None: no such rows)."""

    ind: int
    ud: int
    afvist: int
    afviste: str | None
    regelsaet: Regelsaet
    totaler: Totaler
    # For a folder: the entries that could not be read, and the skipped ones, each with the reason.
    fejl: tuple[tuple[str, str], ...] = ()
    oversprunget: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Aaben:
    """A run that has read its input, from which further answers are made. ``gode`` is SQL for the readable rows."""

    con: duckdb.DuckDBPyConnection
    kilde: Indkilde
    regelsaet: Regelsaet
    antaget: dict[tuple[str | None, str], Vaerdi]
    gode: str
    mappe: Path
    filer: Motorfiler
    svar: Svarkolonner
    dubletter: list[Dublet]
    vurderede: Vurderede | None = None
    # Finished files with their destinations, which are moved into place together with the answer.
    ekstra: list[tuple[Path, Path]] = field(default_factory=list)


def koer(bestilling: Bestilling, til: BinaryIO | None = None, efter: Callable[[Aaben], None] | None = None) -> Koersel:
    """Read, score and write.

    Args:
        bestilling: what to run.
        til: receives the answer if ``bestilling.ud`` is ``-``.
        efter: called before any file is moved into place; if it raises, none is.

    Raises:
        BrugsFejl: an option or the headers are invalid, or a file cannot be written.
        LaeseFejl: the input cannot be read.
        RegelsaetFejl: the rule pack is invalid.
        InternFejl: the counts do not add up, or DuckDB refuses a query.
    """
    format_ = udformat(bestilling.ud)
    hukommelse = laes_hukommelse(bestilling.hukommelse)
    afviste = _afviste_sti(bestilling)
    ud = None if bestilling.ud == "-" else Path(bestilling.ud)
    for sti in (ud, afviste):
        if sti is not None:
            kontroller_ledig(sti, overskriv=bestilling.overskriv)
    if bestilling.motor == "spark":
        kraev_spark()
    regelsaet = load_regelsaet(bestilling.pulje, regler=bestilling.regler, saet=bestilling.saet)
    antaget = laes_antagelser(regelsaet, bestilling.antag)
    with Kladdemappe(arbejdssted(ud)) as arbejde:
        fundet = replace(find_ind(bestilling.ind, arbejde.sti), kort=bestilling.kort)
        _sig_om_mappen(bestilling, fundet)
        gamle = (bestilling.gammel.resolve(),) if bestilling.gammel is not None else ()
        vurderet = (Path(bestilling.vurderinger),) if bestilling.vurderinger is not None else ()
        _ikke_det_samme(
            (*fundet.filer, *gamle, *vurderet, *bestilling.flere_filer), (ud, afviste, *bestilling.flere_ud)
        )
        _sig_begyndt(bestilling, "Læser")
        filer = Motorfiler(arbejde.sti)
        forberedt = forbered(fundet, regelsaet, arbejde.sti, filer, bestilling.tegnsaet)
        for gammel in gamle:
            filer.navn(gammel)
        con = forbind(filer.rigtige, arbejde.sti, hukommelse, bestilling.traade or os.cpu_count() or 1)
        try:
            with laesefejl(fundet.sted):
                kilde, funktioner = _aabnet(con, forberedt, regelsaet, arbejde.sti, bestilling)
                relation = kilde.relation
                if bestilling.vurderinger is not None:
                    # The assessments are matched with the rows before these are scored.
                    relation = _indlaest(funktioner, kilde, arbejde.sti, bestilling)
                gode = f"(SELECT * FROM {relation} WHERE {FEJL} IS NULL)"
                vurderede = find_vurderede(
                    con, kilde, gode, regelsaet, antaget, bestilling.dato, bestilling.vurderinger
                )
                gode, om = med_vurderinger(con, gode, vurderede)
                svar = svarkolonner(
                    kilde,
                    regelsaet,
                    antaget,
                    bestilling.dato,
                    sat=bestilling.saet,
                    grunde=bestilling.grunde,
                    vurderet=om,
                )
                _sig(bestilling, *ikke_med(svar))
                resultat = arbejde.fil(f"ud.{format_}")
                gemt, relation = _gem(funktioner, svar, relation, gode, resultat, bestilling)
                bog = _skriv(con, svar, gemt, resultat, bestilling)
                gode, svar = svar.som_skrevet(gemt, fejl=gemt != resultat)
                antal_ud, antal_afvist = _afvis(con, kilde, relation, regelsaet, arbejde.sti, gode)
                if antal_afvist and svar.kolonner.samler:
                    bestilling.sig(
                        "De afviste rækker er ikke med i det, der regnes for hele ansøgningen. Ret dem, og kør igen."
                    )
                _sig_begyndt(bestilling, "Tæller")
                ansoegninger, modsigelser = tael_ansoegninger(con, kilde, regelsaet, gode)
                totaler = regn_totaler(
                    con, svar, gode, regelsaet, afvist=antal_afvist, ansoegninger=ansoegninger, dato=bestilling.dato
                )
                _med_totaler(bog, totaler, regelsaet)
                _opgoer(con, kilde, antal_ud, antal_afvist)
                sig_om_vurderinger(vurderede, kilde, regelsaet, totaler.resultat, bestilling.sig)
                dubletter = find_dubletter(con, kilde, regelsaet, gode)
                ens = ens_uden_navn(con, kilde, regelsaet, gode)
                _sig(bestilling, modsigelser, sagt(dubletter, ordnes=bestilling.ordnes), ens)
                aaben = Aaben(con, kilde, regelsaet, antaget, gode, arbejde.sti, filer, svar, dubletter, vurderede)
                if efter is not None:
                    efter(aaben)
        finally:
            luk(con)
        if til is not None and ud is None:
            # The reader of the pipe (head, less) may stop early; the files are written all the same.
            with resultat.open("rb") as fil, contextlib.suppress(BrokenPipeError):
                shutil.copyfileobj(fil, til, 1 << 20)
                til.flush()
        _paa_plads(bestilling, aaben, resultat, afviste if antal_afvist else None, afviste)
    return Koersel(
        kilde.raekker,
        antal_ud,
        antal_afvist,
        str(afviste) if antal_afvist else None,
        regelsaet,
        totaler,
        fundet.fejl,
        fundet.oversprunget,
    )


def _paa_plads(
    bestilling: Bestilling, aaben: Aaben, resultat: Path, ny_afvist: Path | None, afviste: Path | None
) -> None:
    """Move the written files into place: rejected rows first (``ny_afvist`` None: there are none), the answer last."""
    nye = list(aaben.ekstra)
    if ny_afvist is not None:
        nye.append((aaben.mappe / "afviste.csv", ny_afvist))
    if bestilling.ud != "-":
        nye.append((resultat, Path(bestilling.ud)))
    # Remove an earlier run's file of rejected rows, which could be mistaken for this run's.
    foraeldet = (afviste,) if afviste is not None and bestilling.overskriv and ny_afvist is None else ()
    saet_paa_plads(nye, overskriv=bestilling.overskriv, fjern=foraeldet)


def _aabnet(
    con: duckdb.DuckDBPyConnection, forberedt: Forberedt, regelsaet: Regelsaet, mappe: Path, bestilling: Bestilling
) -> tuple[Indkilde, Funktioner]:
    """Return the opened input with its rows counted, and the Python functions that statements may call.

    Raises BrugsFejl if the answer could not hold the rows.
    """
    laes_daarlige(con, mappe)
    kilde = aabn(con, forberedt, regelsaet)
    if udformat(bestilling.ud) == "xlsx":
        from .ud_xlsx import kontroller_antal

        kontroller_antal(kilde.raekker, bestilling.ud)
    _sig(bestilling, *kilde.bemaerkninger)
    return kilde, Funktioner(con, (*kilde.funktioner, proevefunktion()), vent=_vent(bestilling, forberedt))


def _sig_om_mappen(bestilling: Bestilling, fundet: Fundet) -> None:
    """Report the entries of a folder that are not among the rows: each error, and the skipped entries by reason."""
    for sti, grund in fundet.fejl:
        bestilling.sig(f"Ikke med: {vis_sikkert(sti, 300)}: {grund}")
    efter: dict[str, list[str]] = {}
    for sti, grund in fundet.oversprunget:
        efter.setdefault(grund, []).append(vis_sikkert(Path(sti).name, 80))
    for grund, navne in efter.items():
        flere = f" og {len(navne) - _NAEVNES} til" if len(navne) > _NAEVNES else ""
        bestilling.sig(f"Sprunget over: {', '.join(navne[:_NAEVNES])}{flere}. {grund}")


def _sig(bestilling: Bestilling, *beskeder: str | None) -> None:
    for besked in beskeder:
        if besked is not None:
            bestilling.sig(besked)


def _afviste_sti(bestilling: Bestilling) -> Path | None:
    if bestilling.afviste is not None:
        if bestilling.afviste == "-":
            raise BrugsFejl("--afviste: skriv et filnavn; de afviste rækker kan ikke skrives til standard-output.")
        return Path(bestilling.afviste)
    if bestilling.ud == "-":
        raise BrugsFejl("Når svaret skrives til standard-output, skal --afviste sige, hvor de afviste rækker skal stå.")
    ud = Path(bestilling.ud)
    return ud.with_name(f"{ud.stem}.afviste.csv")


def _ikke_det_samme(laeses: tuple[Path, ...], skrives: tuple[Path | None, ...]) -> None:
    """Raise BrugsFejl if a file to be written is also read, or written twice."""
    set_foer: set[Path] = set()
    for sti in skrives:
        if sti is None:
            continue
        vist = vis_sikkert(str(sti), 200)
        if any(_samme_fil(f, sti) for f in laeses):
            raise BrugsFejl(f"{vist} er selv den fil, der læses. Vælg et andet navn at skrive til.")
        if sti.resolve() in set_foer:
            raise BrugsFejl(
                f"{vist} er navnet på to af de filer, der skrives. Vælg et andet navn til -o eller --afviste."
            )
        set_foer.add(sti.resolve())


def _samme_fil(a: Path, b: Path) -> bool:
    try:
        return a.samefile(b)
    except OSError:
        # One of them does not exist, or cannot be looked for; reading or writing it will report that.
        return False


def _sig_begyndt(bestilling: Bestilling, hvad: str) -> None:
    if bestilling.fremgang is not None:
        bestilling.fremgang(hvad, 0)


def _med_fremgang(bestilling: Bestilling, hvad: str) -> Callable[[float], None] | None:
    fremgang = bestilling.fremgang
    return None if fremgang is None else (lambda pct: fremgang(hvad, pct))


def _vent(bestilling: Bestilling, forberedt: Forberedt) -> bool:
    """Return whether the Python functions wait until a row needs one: if it takes little time to read the rows twice.

    ``Funktioner.koer`` runs the statement that calls them first, except with Spark.
    """
    return bestilling.motor == "duckdb" and sum(bytes_ for _, bytes_ in forberedt.aftryk) <= _LILLE


def _indlaest(funktioner: Funktioner, kilde: Indkilde, mappe: Path, bestilling: Bestilling) -> str:
    """Return SQL for the rows with their values, which are read once and stored as Parquet."""
    sti = mappe / "laest.parquet"
    fra = f"(SELECT * FROM {kilde.relation} WHERE {STROEM})"
    funktioner.koer(f"COPY {fra} TO {tekst(str(sti))} {MELLEMLAGER}", _med_fremgang(bestilling, "Læser"))
    return f"read_parquet({tekst(str(sti))})"


def _afvis(
    con: duckdb.DuckDBPyConnection, kilde: Indkilde, relation: str, regelsaet: Regelsaet, mappe: Path, gode: str
) -> tuple[int, int]:
    """Write the unreadable rows of ``relation``, if any. Returns the numbers of rows in ``gode`` and of those."""
    antal_ud = con.execute(f"SELECT count(*) FROM {gode}").fetchall()[0][0]
    daarlige = con.execute(f"SELECT count(*) FROM {DAARLIGE_TABEL}").fetchall()[0][0]
    if antal_ud == kilde.raekker and not daarlige:
        return antal_ud, 0
    return antal_ud, skriv_afviste(con, kilde, relation, regelsaet, mappe / "afviste.csv")


def _gem(
    funktioner: Funktioner, svar: Svarkolonner, relation: str, gode: str, resultat: Path, bestilling: Bestilling
) -> tuple[Path, str]:
    """Score the rows, and store them with their answers as Parquet.

    Returns:
        The file, which the rest of the run reads, so that every row is read and scored once. It is the answer itself if
        the answer is a Parquet file with all that the rest of the run needs. Otherwise it is a temporary file with the
        column FEJL. And SQL for the rows among which the unreadable ones are.
    """
    alle, ud = svar.gemt(), svar.ud()
    direkte = udformat(bestilling.ud) == "parquet" and len(alle) == len(ud)
    # Unreadable rows are stored too, unless they would take part in the answers of others.
    med_fejl = not (direkte or svar.kolonner.samler or bestilling.vurderinger is not None)
    if bestilling.motor == "spark":
        med_fejl = False
        fra = regn_i_spark(funktioner.con, svar, gode, resultat.parent, bestilling.traade or os.cpu_count() or 1)
    else:
        fra = svar.fra(relation if med_fejl else gode, svar.egne if direkte else [*svar.egne, FEJL])
        # COPY keeps the order of rows, except where an answer depends on other rows.
        if svar.kolonner.samler or svar.kolonner.valg.vurderet:
            fra = f"(SELECT * FROM {fra} ORDER BY {NR})"
    if direkte:
        funktioner.koer(kopi(ud, fra, resultat, "parquet", svar.noter), _med_fremgang(bestilling, "Beregner"))
        return resultat, relation
    gemt = resultat.with_name("svar.parquet")
    kolonner = _mellemlagrede(svar)
    funktioner.koer(mellemlager(kolonner, fra, gemt), _med_fremgang(bestilling, "Beregner"))
    nr, *_, fejl = fra_mellemlager(kolonner)
    laest = f"(SELECT {nr.sql} AS {NR}, {fejl.sql} AS {FEJL} FROM read_parquet({tekst(str(gemt))}))"
    return gemt, laest if med_fejl else relation


def _mellemlagrede(svar: Svarkolonner) -> list[Udkolonne]:
    """Return the columns of the temporary file of an answer: the number of the row first, and FEJL last."""
    return [*svar.gemt(), Udkolonne(FEJL, FEJL, "")]


def _skriv(
    con: duckdb.DuckDBPyConnection, svar: Svarkolonner, gemt: Path, sti: Path, bestilling: Bestilling
) -> Bog | None:
    """Write the stored answer in the user's format. Returns, for xlsx, the workbook, which still lacks the totals."""
    if gemt == sti:
        return None
    format_ = udformat(bestilling.ud)
    *alle, fejl = fra_mellemlager(_mellemlagrede(svar))
    kolonner = alle[: len(svar.ud())]
    fra = f"(SELECT * FROM read_parquet({tekst(str(gemt))}) WHERE {fejl.sql} IS NULL)"
    if format_ == "xlsx":
        from .ud_xlsx import skriv_bog

        # Fetched rows have no guaranteed order.
        return skriv_bog(con, kolonner, f"(SELECT * FROM {fra} ORDER BY {kolonner[0].sql})", sti, svar.noter["pulje"])
    sql = kopi(kolonner, fra, sti, format_, svar.noter, bom=bestilling.ud != "-")
    koer_sql(con, sql, _med_fremgang(bestilling, "Skriver"))
    return None


def _med_totaler(bog: Bog | None, totaler: Totaler, regelsaet: Regelsaet) -> None:
    if bog is not None:
        from .ud_xlsx import faerdig

        faerdig(bog, vis_totaler(totaler, regelsaet))


def _opgoer(con: duckdb.DuckDBPyConnection, kilde: Indkilde, ud: int, afvist: int) -> None:
    """Check what is only known when every row has been read: the numbers' notation, the input itself, the counts."""
    kontroller_punktummer(con, kilde)
    if kilde.aftryk:
        uaendret(kilde.fundet, kilde.aftryk)
    if ud + afvist != kilde.raekker:
        raise InternFejl(f"Regnskabet går ikke op: {kilde.raekker} ind, {ud} ud og {afvist} afvist. Intet er skrevet.")
