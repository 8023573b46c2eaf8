"""An assessor's assessments of a table's rows: read from the assessor's file and matched with the rows."""

# ruff: noqa: S608 - names are quoted and literals escaped by db.navn and db.tekst
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..fejl import med_raad
from ..model.ansoegning import Ansoegning
from ..model.vaerdier import Vaerdi
from ..model.visning import antal, opremsning, vis_tal
from ..motor.kolonner import vurderingskolonner
from ..motor.reference import Kontekst, bedoem
from ..sprog.regelsaet import Regelsaet
from .db import eget, navn
from .ind import NR, Indkilde, kolonnenavn
from .svar import ansoegningskolonne, noegle

# The modules that judge and rank are imported only if there are assessments.
if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from ..bedoemmelse.sag import Sag
    from ..model.rangliste import AfvigelseSvar
    from ..model.vurderinger import Vurdering

TABEL = eget("vurderet")
_NOEGLE = eget("noegle")
_NAEVNES = 10


@dataclass(slots=True)
class Vurderede:
    """The assessments of the rows, by row number.

    Attributes:
        svar: the answer to each criterion, with the assessor's words.
        fakta: the assessor's own facts; None if table and file disagree, so that neither is used.
        afvigelser: recorded deviations from the calculated order.
        ikke_brugt: messages about assessments that match no row or cannot be used.
    """

    svar: dict[int, dict[str, tuple[bool, str]]] = field(default_factory=dict)
    fakta: dict[int, dict[str, Vaerdi | None]] = field(default_factory=dict)
    afvigelser: dict[int, AfvigelseSvar] = field(default_factory=dict)
    ikke_brugt: list[str] = field(default_factory=list)

    @property
    def kriterier(self) -> frozenset[str]:
        """The criteria that have an answer for at least one row."""
        return frozenset(id_ for egne in self.svar.values() for id_ in egne)

    def vurderet(self, nr: int, i_tabellen: Mapping[str, Any]) -> dict[str, Vaerdi]:
        """Return the assessor's facts about a row: those in its own cells, and those in the file."""
        alle = {**i_tabellen, **self.fakta.get(nr, {})}
        return {n: v for n, v in alle.items() if v is not None}


def delt(
    regelsaet: Regelsaet, antaget: Mapping[tuple[str | None, str], Vaerdi], vaerdier: Mapping[str, Any]
) -> tuple[dict[str, Vaerdi], dict[str, Vaerdi]]:
    """Split a wide row's facts into those of the application and those of the row, including assumed values."""
    egne: dict[str, Vaerdi] = {n: tuple(v) if isinstance(v, list) else v for n, v in vaerdier.items() if v is not None}
    for (_, n), v in antaget.items():
        egne.setdefault(n, v)
    liste = next(iter(regelsaet.data.lister), None)
    raekke = {n: v for n, v in egne.items() if (liste, n) in regelsaet.fakta} if liste is not None else {}
    return {n: v for n, v in egne.items() if (None, n) in regelsaet.fakta}, raekke


def find_vurderede(
    con: duckdb.DuckDBPyConnection,
    kilde: Indkilde,
    gode: str,
    regelsaet: Regelsaet,
    antaget: Mapping[tuple[str | None, str], Vaerdi],
    dato: date | None,
    fil: str | None,
) -> Vurderede | None:
    """Match the assessments of a file with the rows; None without a file.

    The file refers to an application by its value in the column ``ansoegning``. Raises LaeseFejl if the file cannot be
    read.
    """
    if fil is None:
        return None
    from ..bedoemmelse.vurderinger import gaelder
    from ..indlaes.vurderinger import laes_vurderinger
    from ..model.vurderinger import gaelder_ingen

    vurderinger = laes_vurderinger(fil, regelsaet)
    fundne = Vurderede()
    if con.execute(f"SELECT count(*) FROM {gode}").fetchall()[0][0] != kilde.raekker:
        # A row number counts the application's rows, but the positions of the rejected rows among them are unknown.
        efter_nummer = [v for v in vurderinger if isinstance(v.raekke, int)]
        fundne.ikke_brugt += [
            f"{v.sted}: nogle rækker er afvist, så nr. {v.raekke} kan være en anden. Skriv navnet i stedet."
            for v in efter_nummer
        ]
        vurderinger = tuple(v for v in vurderinger if v not in efter_nummer)
    brugte: set[int] = set()
    for a, raekker in _ansoegninger(con, kilde, gode, regelsaet, vurderinger):
        egne = tuple(v for v in vurderinger if gaelder(v, a, regelsaet))
        brugte |= {id(v) for v in egne}
        _en_ansoegning(fundne, a, raekker, egne, regelsaet, antaget, dato)
    fundne.ikke_brugt += gaelder_ingen([v for v in vurderinger if id(v) not in brugte], "tabellens rækker")
    return fundne


def _ansoegninger(
    con: duckdb.DuckDBPyConnection, kilde: Indkilde, gode: str, regelsaet: Regelsaet, vurderinger: Sequence[Vurdering]
) -> Iterable[tuple[Ansoegning, list[tuple[int, dict[str, Any]]]]]:
    """Yield each application with assessments, and the numbers and facts of its rows, in the table's order."""
    hvilken = noegle(kilde, regelsaet)
    if hvilken is None or not vurderinger:
        return
    from ..bedoemmelse.vurderinger import gaelder

    fakta = kilde.overskrifter.fakta
    fil, hvem = ansoegningskolonne(kilde), regelsaet.data.ansoeger
    soeger = fakta.get(hvem.fakta) if hvem is not None else None
    vist = [f"CAST({kolonnenavn(k)} AS VARCHAR)" if k is not None else "NULL" for k in (fil, soeger)]
    alle: dict[str, Ansoegning] = {}
    for n, fil_, soeger_ in con.execute(f"SELECT DISTINCT {hvilken}, {', '.join(vist)} FROM {gode}").fetchall():
        navne = {hvem.fakta: soeger_} if hvem is not None and soeger_ is not None else {}
        a = Ansoegning(str(fil_ or ""), regelsaet.id, navne)
        if any(gaelder(v, a, regelsaet) for v in vurderinger):
            alle.setdefault(str(n), a)
    if not alle:
        return
    kolonner = ", ".join(kolonnenavn(k) for k in fakta.values())
    con.execute(f"CREATE OR REPLACE TEMP TABLE {_NOEGLE} AS SELECT unnest(?) AS n", [list(alle)])
    sql = f"SELECT {hvilken}, {NR}, {kolonner} FROM {gode} WHERE {hvilken} IN (SELECT n FROM {_NOEGLE}) ORDER BY {NR}"
    raekker: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for n, nr, *vaerdier in con.execute(sql).fetchall():
        raekker.setdefault(str(n), []).append((nr, dict(zip(fakta, vaerdier, strict=True))))
    for n, egne in raekker.items():
        yield alle[n], egne


def _en_ansoegning(
    fundne: Vurderede,
    a: Ansoegning,
    raekker: Sequence[tuple[int, dict[str, Any]]],
    egne: tuple[Vurdering, ...],
    regelsaet: Regelsaet,
    antaget: Mapping[tuple[str | None, str], Vaerdi],
    dato: date | None,
) -> None:
    """Match an application's assessments with its rows."""
    from ..bedoemmelse.sag import Sag
    from ..bedoemmelse.vurderinger import Vurderingsbrug, flere_raekker
    from ..rangordning.deltagere import vurderet_af

    liste = next(iter(regelsaet.data.lister), None)
    delte = [delt(regelsaet, antaget, vaerdier) for _, vaerdier in raekker]
    alle = {liste: tuple(r for _, r in delte)} if liste is not None else {}
    sag = Sag(Ansoegning(a.fil, a.pulje, {**delte[0][0], **a.fakta}, alle), regelsaet, dato, {})
    brug = Vurderingsbrug(sag, egne)
    om = {v.kriterium for v in egne} - {None}
    kriterier = [k for k in regelsaet.kriterier if k.data.id in om and k.liste == liste]
    brugte: set[int] = set()
    ikke_brugte: dict[str, None] = {}
    for (nr, vaerdier), k in zip(raekker, _kontekster(regelsaet, liste, delte, sag, dato), strict=True):
        for kriterium in kriterier:
            if (v := brug.find(kriterium, bedoem(kriterium, k), k)) is not None:
                ord_ = f" Vurderet af {v.af} den {v.dato:%d/%m/%Y}: {v.begrundelse}"
                fundne.svar.setdefault(nr, {})[kriterium.data.id] = (v.opfyldt, ord_)
        her: list[str] = []
        vurderet, afvigelse = vurderet_af(egne, k, brugte, her)
        ikke_brugte.update(dict.fromkeys(her))
        for fakt, vaerdi in vurderet.items():
            if vaerdier.get(fakt) in (None, vaerdi):
                fundne.fakta.setdefault(nr, {})[fakt] = vaerdi
                continue
            fundne.fakta.setdefault(nr, {})[fakt] = None
            fundne.ikke_brugt.append(
                f"Række {vis_tal(nr)}: »{regelsaet.data.vurderingsfakta[fakt].navn}« er ét i tabellen og et andet i "
                "filen. Ingen af dem er brugt. Ret den ene."
            )
        if afvigelse is not None:
            fundne.afvigelser[nr] = afvigelse
    kendte = {k.data.id for k in kriterier}
    fundne.ikke_brugt += [
        f"{v.sted}: {v.kriterium} regnes ikke række for række, så vurderingen kan ikke bruges her."
        for v in egne
        if v.kriterium is not None and v.kriterium not in kendte
    ]
    fundne.ikke_brugt += [b for b in brug.ikke_brugt() if b.partition(",")[0] in kendte]
    fundne.ikke_brugt += list(ikke_brugte)
    fundne.ikke_brugt += [
        f"{v.sted}: " + (flere_raekker(v, sag.k) or f"»{v.raekke}« findes ikke i ansøgningens rækker.")
        for v in egne
        if v.kriterium is None and id(v) not in brugte
    ]


def _kontekster(
    regelsaet: Regelsaet,
    liste: str | None,
    delte: Sequence[tuple[dict[str, Vaerdi], dict[str, Vaerdi]]],
    sag: Sag,
    dato: date | None,
) -> list[Kontekst]:
    """Return the context of each row, in which its own cells also count as facts of its application."""
    if liste is None:
        return [Kontekst(regelsaet, egne, {}, dato) for egne, _ in delte]
    raekker = dict(sag.k.raekker)
    return [Kontekst(regelsaet, egne, raekker, dato).fra_raekkerne(liste)[i] for i, (egne, _) in enumerate(delte)]


def med_vurderinger(con: duckdb.DuckDBPyConnection, gode: str, v: Vurderede | None) -> tuple[str, tuple[str, ...]]:
    """Return SQL for the rows with the assessor's answers as columns, in no particular order, and the criteria."""
    kriterier = tuple(sorted(v.kriterier)) if v is not None else ()
    if v is None or not kriterier:
        return gode, ()
    typer = ("BOOLEAN", "VARCHAR")
    kolonner = [k for id_ in kriterier for k in vurderingskolonner(id_)]
    erklaeret = ", ".join(f"{navn(k)} {typer[i % 2]}" for i, k in enumerate(kolonner))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {TABEL} ({NR} BIGINT, {erklaeret})")
    tomt: tuple[bool | None, str | None] = (None, None)
    raekker = [[nr, *(x for id_ in kriterier for x in egne.get(id_, tomt))] for nr, egne in v.svar.items()]
    con.executemany(f"INSERT INTO {TABEL} VALUES ({', '.join('?' * (1 + len(kolonner)))})", raekker)
    egne = ", ".join(f"v.{navn(k)}" for k in kolonner)
    return f"(SELECT g.*, {egne} FROM {gode} g LEFT JOIN {TABEL} v USING ({NR}))", kriterier


def sig_om_vurderinger(
    v: Vurderede | None,
    kilde: Indkilde,
    regelsaet: Regelsaet,
    resultat: Mapping[str, int],
    sig: Callable[[str], None],
) -> None:
    """Report the assessments that were not used, and what needs an assessment and has none.

    ``resultat``: the number of rows by status.
    """
    kraever = sum(n for s, n in resultat.items() if regelsaet.data.statusser[s].rolle == "skoen")
    ikke_brugt = list(dict.fromkeys(v.ikke_brugt)) if v is not None else []
    for besked in ikke_brugt[:_NAEVNES]:
        sig(f"Vurdering ikke brugt: {besked}")
    if len(ikke_brugt) > _NAEVNES:
        sig(f"{antal(len(ikke_brugt) - _NAEVNES, 'anden vurdering', 'andre vurderinger')} er heller ikke brugt.")
    if v is None and kraever:
        hvad = f"{antal(kraever, 'række', 'rækker')} kræver en persons vurdering."
        sig(med_raad(hvad, "Giv svarene med --vurderinger.", "Læg de ansøgninger ind i en runde, og vurdér dem dér."))
    kendte = {n for egne in v.fakta.values() for n in egne} if v is not None else set[str]()
    mangler = [n for n in ordnes_efter(regelsaet) if n not in kendte and n not in kilde.overskrifter.fakta]
    if mangler:
        navne = opremsning([f"»{regelsaet.data.vurderingsfakta[n].navn}«" for n in mangler])
        kolonner = f"i {'en kolonne' if len(mangler) == 1 else 'kolonner'} ({', '.join(mangler)})."
        sig(
            med_raad(
                f"Rækkefølgen bygger på en persons vurderinger, og der er ingen af {navne}.",
                f"Giv dem med --vurderinger, eller {kolonner}",
                f"Giv dem {kolonner}",
            )
        )


def ordnes_efter(regelsaet: Regelsaet) -> list[str]:
    """Return the assessor's facts that the order, the points or an exclusion uses."""
    orden = regelsaet.raekkefoelge
    if orden is None:
        return []
    laest = {n.data.vurdering for n in orden.noegler}
    laest |= {n for p in orden.point for n in p.vurderet} | {n for u in orden.udeluk for n in u.vurderet}
    return [n for n in regelsaet.data.vurderingsfakta if n in laest]
