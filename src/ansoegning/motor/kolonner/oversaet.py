"""Translate a pack's criteria, checks and conclusions for one row to columns (``Kolonner``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import lcm

from ...fejl import BrugsFejl
from ...model.regelsaet import Rolle
from ...model.vaerdier import Vaerdi
from ...sprog.konklusioner import RAEKKERESULTAT
from ...sprog.regelsaet import Grundfakta, Regelsaet, TypetGrund, TypetKriterium
from ...sprog.traeer import Knude
from ...system.dataklasse import dataklasse
from ..fraser import BLANDT_ANDET, HOEJST_NAEVNT, KAN_IKKE_REGNES, delt_med_nul
from ..opslag import opslag_i, raekkesvar
from ..vendepunkter import proever
from .dialekt import Dialekt, DuckDB, Spark, liste
from .fraser import frase
from .regnede import VURDERET, Regnede, Regnet, er_status, fast_status, grund, grund_til_nej, grundkolonne
from .sql import Sqldel, eget, er_kendt, er_ukendt, ikke, navn, samlet, sammen, sqldel, tekst, valgt
from .tal import IkkeIKolonner
from .udtryk import Erstat, Navn, Tekstproeve, Udtryk, sqltype

_FOER, _EFTER = "Kan ikke vurderes, før ", " er oplyst."


@dataklasse(frozen=True, slots=True)
class Indkolonne:
    """An input column of the statement: a fact in its own unit, NULL where it is unknown."""

    navn: str
    type: str


@dataklasse(frozen=True, slots=True)
class IkkeMed:
    """A criterion or check that is not evaluated row by row, and the reason (in Danish)."""

    id: str
    hvorfor: str


@dataclass(frozen=True)
class Kolonnevalg:
    """The arguments that a pack is translated with (see ``oversaet``)."""

    regelsaet: Regelsaet
    liste: str | None
    har: frozenset[str]
    antag: Mapping[Navn, Vaerdi]
    dato: date | None
    noegle: str | None
    proever: bool
    vurderet: frozenset[str] = frozenset()
    orden: str | None = None


@dataclass(frozen=True)
class Kolonner:
    """A pack as columns.

    ``ind`` are the input columns, ``ud`` the output columns, ``ikke_med`` the omitted criteria and checks;
    ``tekstproever`` are text checks whose answers are input columns too. Every column in ``ud`` is text and never NULL:
    ``resultat`` (absent when a criterion is omitted), a status per criterion, ``mangler`` (facts, in the pack's order),
    ``skema`` (findings as ``S05 felt``), ``begrundelse`` (the reason for each criterion after its id). Items in
    ``mangler`` and ``skema`` are separated by ``; ``.
    """

    valg: Kolonnevalg
    ind: tuple[Indkolonne, ...]
    ud: tuple[str, ...]
    ikke_med: tuple[IkkeMed, ...]
    tekstproever: tuple[Tekstproeve, ...] = ()

    def sql(self, relation: str, *, behold: Sequence[str] = (), ud: Sequence[str] | None = None) -> str:
        """Return DuckDB's SELECT over a relation.

        Args:
            relation: SQL, a quoted name or a query in parentheses.
            behold: columns to carry through.
            ud: the output columns wanted (None: all in ``self.ud``); other columns are not calculated.
        """
        return self._vaelg(self._duckdb, relation, behold, ud)

    def spark_sql(self, relation: str, *, behold: Sequence[str] = (), ud: Sequence[str] | None = None) -> str:
        """Return the same statement for Apache Spark."""
        return self._vaelg(self._spark, relation, behold, ud)

    @property
    def dele(self) -> tuple[str, ...]:
        """The additional output columns: each criterion's own ``K1.begrundelse`` and ``K1.mangler``."""
        return tuple(u for u in self._duckdb.ud if "." in u)

    @property
    def regnede(self) -> tuple[Regnet, ...]:
        """The calculated output columns: the derived numbers and dates of a row, and its amount per yield."""
        return tuple(self._duckdb.regnede.tal)

    @property
    def budgetter(self) -> tuple[str, ...]:
        """The budgets with an output column for the requested amount of a row (``ansoegtkolonne``)."""
        return tuple(self._duckdb.regnede.budgetter)

    @property
    def samler(self) -> bool:
        """Whether an expression reads other rows of an application; the order of the output rows is then undefined."""
        return self._duckdb.udtryk.samler

    @property
    def tjek(self) -> frozenset[tuple[str, str]]:
        """The form checks that are evaluated, by id and the fact or list they concern."""
        return frozenset(self._duckdb.tjek)

    @property
    def faste_grunde(self) -> Mapping[str, str]:
        """The reason why a criterion is not met, by criterion, where it is the same in every row."""
        return self._duckdb.faste_grunde

    def _vaelg(self, pakke: _Pakke, relation: str, behold: Sequence[str], ud: Sequence[str] | None) -> str:
        valgte = {u: pakke.ud[u] for u in (self.ud if ud is None else ud)}
        return pakke.udtryk.dialekt.faerdig(pakke.udtryk.trin.vaelg(relation, behold, valgte))

    @cached_property
    def _duckdb(self) -> _Pakke:
        return _Pakke(self.valg, DuckDB())

    @cached_property
    def _spark(self) -> _Pakke:
        return _Pakke(self.valg, Spark())


def oversaet(  # noqa: PLR0913 - the arguments that determine the translation
    regelsaet: Regelsaet,
    *,
    liste: str | None,
    har: Collection[str],
    antag: Mapping[Navn, Vaerdi] | None = None,
    dato: date | None = None,
    noegle: str | None = None,
    proever: bool = False,
    vurderet: Collection[str] = (),
    orden: str | None = None,
) -> Kolonner:
    """Translate a pack for rows of ``liste``.

    Args:
        regelsaet: the pack.
        liste: the list of the rows (None: one application per row, for a pack without lists).
        har: the facts that are columns; every other fact is unknown, or as in ``antag``.
        antag: the values assumed for missing facts.
        dato: the date of the run.
        noegle: the column that identifies the application of a row (None: each row is an application of its own).
        proever: whether the relation has the columns of ``tekstproever``; without them, text checks are omitted.
        vurderet: the criteria that a person has assessed in some rows. The relation has two columns for each, the
            answer and its words (``vurderingskolonner``), NULL where there is none.
        orden: the column with the order of an application's rows (None: unknown; parts that depend on it are omitted).

    Raises:
        BrugsFejl: ``liste`` does not fit the pack, or a check that decides which amounts are unknown cannot be
            translated.
    """
    lister = tuple(regelsaet.data.lister)
    if liste is None and lister:
        raise BrugsFejl(f"Regelsættet {regelsaet.id} har rækker. Sig, om det er {' eller '.join(lister)}.")
    if liste is not None and liste not in lister:
        raise BrugsFejl(f"Regelsættet {regelsaet.id} har ingen liste »{liste}«.")
    valg = Kolonnevalg(
        regelsaet, liste, frozenset(har), dict(antag or {}), dato, noegle, proever, frozenset(vurderet), orden
    )
    proeve = _Pakke(valg, DuckDB())
    ind = tuple(Indkolonne(n, sqltype(f)) for n, f in proeve.udtryk.brugte.items())
    skjulte = {"resultat"} if proeve.udeladte_kriterier else set()
    ud = tuple(u for u in proeve.ud if u not in skjulte and "." not in u)
    kolonner = Kolonner(valg, ind, ud, tuple(proeve.ikke_med), tuple(proeve.udtryk.tekstproever.values()))
    kolonner.__dict__["_duckdb"] = proeve
    return kolonner


def vurderingskolonner(kriterium: str) -> tuple[str, str]:
    """Return the columns of a person's answer to a criterion: true if met, and the words added after the reason."""
    return eget("vurderet0", kriterium), eget("vurderet1", kriterium)


@dataklasse(frozen=True, slots=True)
class _Dele:
    """A criterion's parts as columns, and its status as a number (its index in the pack's list of statuses)."""

    kriterium: TypetKriterium
    krav: Sqldel
    undtagelser: tuple[Sqldel, ...]
    forbehold: tuple[Sqldel, ...]
    status: Sqldel
    # Whether a person's answer settles it; None: no row has an answer.
    vurderet: Sqldel | None = None

    def alle(self) -> list[tuple[Sqldel, Knude]]:
        """Return each part with its tree, in the order in which missing facts are listed."""
        typede = (*self.kriterium.undtagelser, *self.kriterium.forbehold)
        return [
            (self.krav, self.kriterium.krav),
            *zip((*self.undtagelser, *self.forbehold), (d.naar for d in typede), strict=True),
        ]


class _Pakke:
    """A pack translated to the SQL of one engine."""

    def __init__(self, valg: Kolonnevalg, dialekt: Dialekt) -> None:
        self.regelsaet = valg.regelsaet
        self.liste = valg.liste
        self.vurderet = valg.vurderet
        self.udtryk = Udtryk(
            valg.regelsaet, valg.liste, valg.har, valg.antag, valg.dato, valg.noegle, dialekt, valg.proever, valg.orden
        )
        self.statusser = list(valg.regelsaet.data.statusser)
        self.nr_af = {s.rolle: i for i, s in enumerate(valg.regelsaet.data.statusser.values())}
        self.ikke_med: list[IkkeMed] = []
        self.udeladte_kriterier = False
        self.mangler: dict[Navn, list[Sqldel]] = {}
        self.tjek: list[tuple[str, str]] = []
        self.faste_grunde: dict[str, str] = {}
        self.regnede = Regnede(self.udtryk)
        self.ud = self._ud()
        for navn_, hvorfor in self.regnede.udeladt.items():
            # In quotation marks, because a criterion may have the same name.
            self._udelad(f"»{navn_}«", hvorfor)

    def _ud(self) -> dict[str, Sqldel]:
        dele: list[_Dele] = []
        grunde: dict[str, Sqldel] = {}
        mangler: dict[str, Sqldel] = {}
        grunde_: dict[str, Sqldel] = {}
        for k in self.regelsaet.kriterier:
            if k.liste != self.liste:
                self._udelad(k.data.id, "kriteriet er for hele ansøgningen eller en anden liste")
                continue
            try:
                d = self._kriterium(k)
                aaben = self._er(d.status, "uoplyst")
                mangler_af = self._mangler(d)
                grunde[k.data.id] = self._begrundelse(d, aaben, mangler_af)
            except IkkeIKolonner as hvorfor:
                self.udeladte_kriterier = True
                self._udelad(k.data.id, str(hvorfor))
                continue
            naar = {n: samlet(" OR ", [b for b, _ in grene]) for n, grene in mangler_af.items()}
            for n, mangler_den in naar.items():
                self.mangler.setdefault(n, []).append(samlet(" AND ", [aaben, mangler_den]))
            grunden = grund(self.udtryk, k, d.status, d.krav, self.nr_af)
            til_nej = grund_til_nej(self.udtryk, k)
            if d.vurderet is None and til_nej.enkel:
                self.faste_grunde[k.data.id] = til_nej.sql.strip("'")
            if d.vurderet is not None:
                nej = samlet(" AND ", [d.vurderet, self._er(d.status, "ikke_opfyldt")])
                grunden = valgt([(nej, tekst(VURDERET))], grunden)
            grunde_[k.data.id] = grunden
            mangler[k.data.id] = valgt([(aaben, self._navne(list(naar.items())))], tekst(""))
            dele.append(d)
        ud = {"resultat": self._ord(self._resultat(dele))}
        ud |= {d.kriterium.data.id: self._ord(d.status) for d in dele}
        orden = {n: i for i, n in enumerate(self.regelsaet.fakta)}
        samlede = sorted(self.mangler.items(), key=lambda m: orden.get(m[0], len(orden)))
        nogen = [self._er(d.status, "uoplyst") for d in dele]
        ud["mangler"] = tekst("")
        if samlede:
            navne = self._navne([(n, samlet(" OR ", b)) for n, b in samlede])
            ud["mangler"] = valgt([(samlet(" OR ", nogen), navne)], tekst(""))
        ud["skema"] = self._skema()
        ud["begrundelse"] = self._samlet_begrundelse(grunde)
        ud |= {f"{id_}.begrundelse": g for id_, g in grunde.items()}
        ud |= {f"{id_}.mangler": m for id_, m in mangler.items()}
        ud |= {grundkolonne(id_): g for id_, g in grunde_.items()}
        ud |= self.regnede.ud
        return ud

    def _udelad(self, id_: str, hvorfor: str) -> None:
        if IkkeMed(id_, hvorfor) not in self.ikke_med:
            self.ikke_med.append(IkkeMed(id_, hvorfor))

    def _kriterium(self, kriterium: TypetKriterium) -> _Dele:
        lad, u = self.udtryk.trin.lad, self.udtryk
        faelles = self.regelsaet.data.lister[self.liste].faelles if self.liste is not None else None
        if (
            kriterium.samles
            and faelles is not None
            and (faelles.navn in u.har or (self.liste, faelles.navn) in u.antag)
        ):
            raise IkkeIKolonner("det lægges sammen over dele, der søges om i fællesskab, som én ansøgning ikke kender")
        krav = lad(u.vaerdi(kriterium.krav))
        undtagelser = tuple(lad(u.vaerdi(d.naar)) for d in kriterium.undtagelser)
        forbehold = tuple(lad(u.vaerdi(d.naar)) for d in kriterium.forbehold)

        nr = self._nr

        def gren(dele: tuple[Sqldel, ...], ellers: Rolle) -> Sqldel:
            if not dele:
                return nr(ellers)
            nogen = lad(samlet(" OR ", dele))
            return valgt([(nogen, nr("skoen")), (er_ukendt(nogen), nr("uoplyst"))], nr(ellers))

        status = valgt(
            [(krav, gren(forbehold, "opfyldt")), (ikke(krav), gren(undtagelser, "ikke_opfyldt"))],
            nr("uoplyst"),
        )
        status = lad(status)
        if kriterium.data.id not in self.vurderet:
            return _Dele(kriterium, krav, undtagelser, forbehold, status)
        svar = Sqldel(navn(vurderingskolonner(kriterium.data.id)[0]), enkel=True)
        # An answer settles only a criterion that requires an assessment.
        brugt = lad(samlet(" AND ", [self._er(status, "skoen"), er_kendt(svar)]))
        status = lad(valgt([(brugt, valgt([(svar, nr("opfyldt"))], nr("ikke_opfyldt")))], status))
        return _Dele(kriterium, krav, undtagelser, forbehold, status, brugt)

    def _resultat(self, dele: list[_Dele]) -> Sqldel:
        """Return the worst status of the row's criteria; without criteria, the status the pack declares for that."""
        if not dele:
            fast = self._uden(RAEKKERESULTAT if self.liste is not None else "resultat")
            return fast_status(self.statusser.index(fast) if fast is not None else -1)
        if len(dele) == 1:
            return dele[0].status
        return self.udtryk.trin.lad(
            sqldel(f"LEAST({', '.join(d.status.sql for d in dele)})", *(d.status for d in dele))
        )

    def _uden(self, id_: str) -> str | None:
        """Return the status of a collecting conclusion that has nothing to collect."""
        for k in self.regelsaet.data.konklusioner:
            if k.id == id_ and k.for_ == self.liste:
                kilde = k.vaerste_af or k.antal_af or "kriterier"
                return (self._uden(kilde) if kilde != "kriterier" else None) or k.uden
        return None

    def _nr(self, rolle: Rolle) -> Sqldel:
        return fast_status(self.nr_af.get(rolle, -1))

    def _er(self, status: Sqldel, rolle: Rolle) -> Sqldel:
        """Return whether a status has this role. Statuses are never unknown."""
        return er_status(status, self.nr_af.get(rolle, -1))

    def _ord(self, status: Sqldel) -> Sqldel:
        if not status.navngivet:
            *foerste, sidste = self.statusser
            return tekst(next((s for i, s in enumerate(foerste) if status == fast_status(i)), sidste))
        grene = " ".join(f"WHEN {i} THEN {tekst(s)}" for i, s in enumerate(self.statusser[:-1]))
        return sqldel(f"(CASE {{0}} {grene} ELSE {tekst(self.statusser[-1])} END)", status)

    # Missing facts

    def _mangler(self, dele: _Dele) -> dict[Navn, list[tuple[Sqldel, Sqldel]]]:
        """Return, for each input fact, when it is missing, with its position among the missing facts in that case.

        The conditions are valid only where the criterion is open. They are not stage columns, so that they are
        evaluated for these rows only.
        """
        grene: dict[Navn, list[tuple[Sqldel, Sqldel]]] = {}
        plads = 0
        for del_, knude in dele.alle():
            uvis = er_ukendt(del_)
            for g in self.udtryk.grundfakta(knude):
                plads += 1
                her = samlet(" AND ", [uvis, self._ukendt(g)])
                grene.setdefault((g.liste, g.navn), []).append((her, Sqldel(str(plads), enkel=True)))
        return grene

    def _ukendt(self, g: Grundfakta) -> Sqldel:
        mangler = er_ukendt(self.udtryk.raa((g.liste, g.navn)))
        if g.liste is None or not g.samlet:
            return mangler
        return self.udtryk.trin.lad(sqldel("({0} > 0)", self.udtryk.talt_i_listen(mangler, g.liste)))

    def _navne(self, led_: list[tuple[Navn, Sqldel]]) -> Sqldel:
        """Return the names of the facts whose condition is true, separated by ``; ``."""
        return self._de_sande([(b, tekst(navn_)) for (_, navn_), b in led_])

    def _de_sande(self, alle: list[tuple[Sqldel, Sqldel]]) -> Sqldel:
        """Return the texts whose condition is true, separated by ``; ``."""
        dele = [valgt([(b, ord_)], None) for b, ord_ in alle if not b.umulig]
        if not dele:
            return tekst("")
        return sqldel(f"concat_ws('; ', {', '.join(f'{{{i}}}' for i in range(len(dele)))})", *dele)

    def _opremset(self, dele: _Dele, aaben: Sqldel, mangler: dict[Navn, list[tuple[Sqldel, Sqldel]]]) -> Sqldel:
        """Return the sentence about the facts an unknown criterion waits for, those closest to settling it first."""
        pladser = {n: self.udtryk.trin.lad(valgt(grene, None)) for n, grene in mangler.items()}
        former = {n: self.regelsaet.form(*n) for n in pladser}
        navne = {n: f"»{form.navn}«" for n, form in former.items()}

        def saetning(ord_: str) -> Sqldel:
            return tekst(f"{_FOER}{ord_}{_EFTER}")

        kendte = [er_kendt(p) for p in pladser.values()]
        nul = [
            (samlet(" AND ", [er_ukendt(del_), self.udtryk.vaerdi(er_nul)]), tekst(hvorfor))
            for del_, knude in dele.alle()
            for er_nul, hvorfor in delt_med_nul(self.regelsaet, knude)
        ]
        mangler_en = [(k, saetning(o)) for k, o in zip(kendte, navne.values(), strict=True)]
        en = valgt([*mangler_en, *nul], tekst(KAN_IKKE_REGNES))
        if len(navne) < 2:
            return en
        antal = samlet(" + ", [sqldel("CAST({0} AS INTEGER)", k) for k in kendte])
        flere = self.udtryk.trin.lad(sqldel("({0} > 1)", antal))
        alle = {n: proever(form) for n, form in former.items()}
        faelles = lcm(*(len(p) for p in alle.values()))
        noegler: list[Sqldel] = []
        for nr, (n, plads) in enumerate(pladser.items()):
            vaegt = faelles // len(alle[n])
            afklaret = [self._afklaret(dele.kriterium, {n: v}) for v in alle[n]]
            trin = [sqldel(f"(CASE WHEN {{0}} THEN 0 ELSE {vaegt} END)", a) for a in afklaret]
            point = samlet(" + ", trin)
            noegle = "((((CAST({1} AS BIGINT) * 1000) + {0}) * 1000) + {2})"
            noegler.append(
                sqldel(f"(CASE WHEN ({{0}} IS NOT NULL) THEN {noegle} END)", plads, point, Sqldel(str(nr), enkel=True))
            )
        ordnede = self.udtryk.dialekt.kald("i_orden", liste(noegler), liste([tekst(o) for o in navne.values()]))
        # Most unknown criteria wait for one fact and need no ordering.
        orden = self.udtryk.trin.lad(valgt([(sqldel("({0} AND {1})", aaben, flere), ordnede)], None))
        opremset = self.udtryk.dialekt.kald("opremset", orden)
        alle_navne = sammen([tekst(_FOER), opremset, tekst(_EFTER)])
        if len(navne) <= HOEJST_NAEVNT:
            return valgt([(flere, alle_navne)], en)
        foerste = self.udtryk.dialekt.kald("de_foerste", orden, Sqldel(str(BLANDT_ANDET), enkel=True))
        nogle = [
            tekst("Kan ikke vurderes endnu: "),
            self.udtryk.dialekt.kald("tusinder", antal),
            tekst(" oplysninger, der kan afgøre det, mangler, bl.a. "),
            self.udtryk.dialekt.kald("opremset", foerste),
            tekst("."),
        ]
        return valgt([(sqldel(f"({{0}} > {HOEJST_NAEVNT})", antal), sammen(nogle)), (flere, alle_navne)], en)

    def _afklaret(self, kriterium: TypetKriterium, erstat: Erstat) -> Sqldel:
        """Return whether the criterion would be settled if a fact had this value."""
        u = self.udtryk

        def betingelse(knude: Knude) -> Sqldel:
            fundet = u.vaerdi(knude, erstat)
            return fundet if u.beroert(knude, erstat) else u.trin.lad(fundet)

        krav = betingelse(kriterium.krav)
        if not (kriterium.forbehold or kriterium.undtagelser):
            return er_kendt(krav)
        grene: list[tuple[Sqldel, Sqldel]] = []
        for naar, dele in ((krav, kriterium.forbehold), (ikke(krav), kriterium.undtagelser)):
            if dele:
                grene.append((naar, er_kendt(samlet(" OR ", [betingelse(d.naar) for d in dele]))))
            else:
                grene.append((naar, Sqldel("TRUE", enkel=True)))
        return valgt(grene, Sqldel("FALSE", enkel=True))

    # Reasons, table rows and findings

    def _begrundelse(self, d: _Dele, aaben: Sqldel, mangler: dict[Navn, list[tuple[Sqldel, Sqldel]]]) -> Sqldel:
        k, u = d.kriterium, self.udtryk
        imod = self.regelsaet.modstykker(k)

        def gren(grunde: tuple[TypetGrund, ...], dele: Sequence[tuple[Sqldel, str]]) -> Sqldel:
            sidst = next(i for i, g in enumerate(grunde) if g.naar is None)
            hoved = frase(u, grunde[sidst].tekst, imod)
            if sidst:
                andre = [
                    (u.vaerdi(g.naar), sammen(frase(u, g.tekst, imod))) for g in grunde[:sidst] if g.naar is not None
                ]
                hoved = [valgt(andre, sammen(hoved))]
            til = [valgt([(b, sammen(frase(u, f" {grund}", imod)))], tekst("")) for b, grund in dele]
            return sammen([*hoved, *til])

        forbehold = [(b, x.grund) for b, x in zip(d.forbehold, k.forbehold, strict=True)]
        undtagelser = [(b, x.grund) for b, x in zip(d.undtagelser, k.undtagelser, strict=True)]
        uoplyst = self._opremset(d, aaben, mangler)
        hele = valgt([(aaben, uoplyst), (d.krav, gren(k.opfyldt, forbehold))], gren(k.ikke_opfyldt, undtagelser))
        dele = [hele]
        if d.vurderet is not None:
            af = Sqldel(navn(vurderingskolonner(k.data.id)[1]), enkel=True)
            dele.append(valgt([(d.vurderet, af)], tekst("")))
        return sammen([*dele, *self._opslag(d)])

    def _opslag(self, dele: _Dele) -> list[Sqldel]:
        """Return the sentences about the table rows that applied, each once, in reading order."""
        u, ja, nej = self.udtryk, sqldel("({0} IS NOT TRUE)", dele.krav), sqldel("({0} IS NOT FALSE)", dele.krav)
        laest: list[tuple[Knude, tuple[Sqldel, ...]]] = [(dele.kriterium.krav, ())]
        laest += [(x.naar, (ja,)) for x in dele.kriterium.undtagelser]
        laest += [(x.naar, (nej,)) for x in dele.kriterium.forbehold]
        foer: dict[tuple[str, int], list[Sqldel]] = {}
        fundne: list[Sqldel] = []
        for knude, kun in laest:
            for o in opslag_i(knude, self.regelsaet):
                for nr, gaelder in enumerate(o.gaelder):
                    rammer = u.trin.lad(samlet(" AND ", [*kun, sqldel("({0} IS TRUE)", u.vaerdi(gaelder))]))
                    sagt = foer.setdefault((o.tabel, nr), [])
                    # A table row that applies in several look-ups is described at the first of them.
                    naar = samlet(" AND ", [rammer, *(ikke(s) for s in sagt)])
                    if all(rammer.sql != s.sql for s in sagt):
                        tekst_ = raekkesvar(self.regelsaet, o, nr).tekst
                        fundne.append(valgt([(naar, tekst(f" {tekst_}"))], tekst("")))
                        sagt.append(rammer)
        return fundne

    def _samlet_begrundelse(self, grunde: dict[str, Sqldel]) -> Sqldel:
        if not grunde:
            return tekst("")
        return sammen(
            [x for i, (id_, g) in enumerate(grunde.items()) for x in (tekst(f"{' ' if i else ''}{id_}: "), g)]
        )

    def _skema(self) -> Sqldel:
        rang = {t.id: i for i, t in enumerate(self.regelsaet.data.skema)}
        fundne: list[tuple[Sqldel, Sqldel]] = []
        for t in sorted(self.regelsaet.skema, key=lambda t: (t.data.alvor != "fejl", rang[t.data.id])):
            if t.liste != self.liste:
                self._udelad(t.data.id, "tjekket er for hele ansøgningen eller en anden liste")
                continue
            try:
                naar = self.udtryk.vaerdi(t.naar)
            except IkkeIKolonner as hvorfor:
                self._udelad(t.data.id, str(hvorfor))
                continue
            self.tjek.append((t.data.id, t.felt))
            fundne.append((naar, tekst(f"{t.data.id} {t.felt}")))
        return self._de_sande(fundne)
