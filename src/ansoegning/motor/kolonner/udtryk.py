"""Translate typed trees to SQL with the reference evaluator's meaning: Kleene logic, exact numbers, no rounding.

``erstat`` maps facts to values that replace them, as in ``Kontekst.med``; it is used to find out which values would
settle a criterion.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial, reduce
from typing import Any

from ...model.regelsaet import Faktaerklaering
from ...model.vaerdier import graense, trin_decimaler
from ...sprog.enheder import TIDER
from ...sprog.erklaeringer import DATO_NAVN
from ...sprog.regelsaet import Grundfakta, Regelsaet, grundfakta, oplysninger
from ...sprog.traeer import (
    AntalRaekker,
    Eller,
    Fakt,
    Hvis,
    I,
    Ikke,
    Kald,
    Knude,
    Konstant,
    Maengde,
    Og,
    Param,
    Regn,
    Saml,
    Sammenlign,
    Udfyldt,
    Vaerdi,
)
from ...system.dataklasse import dataklasse
from ..indbygget import PROEVER
from . import raekkevalg
from . import tal as t
from .dialekt import Dialekt, liste
from .sql import (
    Sqldel,
    Trin,
    dag,
    eget,
    er_kendt,
    er_ukendt,
    forholdt,
    ikke,
    ja_nej,
    navn,
    samlet,
    sqldel,
    tekst,
    ukendt,
    valgt,
)
from .tal import BREDT, IkkeIKolonner, Tal

Navn = tuple[str | None, str]
Erstat = Mapping[Navn, Any]
INTET: Erstat = {}
_HOEJST_RAEKKER = 1_000
_HOEJST_AAR = 9_999
_HOEJST_I_64_BIT = 10**18
_SQLTYPE = {"dato": "DATE", "ja_nej": "BOOLEAN", "tekstliste": "VARCHAR[]"}


def sqltype(form: Faktaerklaering) -> str:
    """Return the SQL type of a fact's column, which stores its own unit exactly."""
    if form.type == "tal":
        return f"DECIMAL(18,{d})" if (d := trin_decimaler(form)) else "BIGINT"
    return _SQLTYPE.get(form.type, "VARCHAR")


@dataklasse(frozen=True, slots=True)
class Tekstproeve:
    """A built-in check of one text whose answer is a column of the relation: true, false, or NULL without the text."""

    kolonne: str
    proeve: str
    fakta: str


@dataclass
class Udtryk:
    """Trees of one pack as SQL over one relation.

    ``har`` are the facts that are columns; ``antag`` maps facts to the values assumed where they are unknown.
    ``noegle`` is the column that identifies the application of a row (None: each row is an application of its own),
    ``orden`` the column with the order of its rows. ``proever``: whether the relation has columns with the answers of
    text checks; those needed are collected in ``tekstproever``. ``samler``: whether any expression reads other rows
    than its own.
    """

    regelsaet: Regelsaet
    liste: str | None
    har: Collection[str]
    antag: Mapping[Navn, Vaerdi]
    dato: date | None
    noegle: str | None
    dialekt: Dialekt
    proever: bool = False
    orden: str | None = None
    samler: bool = False
    trin: Trin = field(default_factory=Trin)
    brugte: dict[str, Faktaerklaering] = field(default_factory=dict)
    tekstproever: dict[tuple[str, str], Tekstproeve] = field(default_factory=dict)
    _grundfakta: dict[int, tuple[Knude, tuple[Grundfakta, ...]]] = field(default_factory=dict)

    # Facts

    def grundfakta(self, knude: Knude) -> tuple[Grundfakta, ...]:
        """Return the input facts that a tree rests on, including the day of the run where it is missing."""
        if id(knude) not in self._grundfakta:
            laest = oplysninger if self.dato is None else grundfakta
            self._grundfakta[id(knude)] = (knude, tuple(laest(self.regelsaet, knude)))
        return self._grundfakta[id(knude)][1]

    def beroert(self, knude: Knude, erstat: Erstat) -> bool:
        """Return whether the replacements can change the value of a tree."""
        return bool(erstat) and any((g.liste, g.navn) in erstat for g in self.grundfakta(knude))

    def raa(self, n: Navn) -> Sqldel:
        """Return a fact's column in its own unit, or the assumed value where it is missing."""
        liste, id_ = n
        if n == (None, DATO_NAVN):
            return dag(self.dato) if self.dato is not None else ukendt("DATE")
        if liste not in (None, self.liste):
            raise IkkeIKolonner(f"»{liste}« er en anden liste end rækkernes")
        form = self.regelsaet.fakta[n]
        antaget = self.antag.get(n)
        if id_ in self.har:
            self.brugte[id_] = form
            kolonne = Sqldel(navn(id_), enkel=True)
            return kolonne if antaget is None else sqldel("COALESCE({0}, {1})", kolonne, self.literal(form, antaget))
        return ukendt(sqltype(form)) if antaget is None else self.literal(form, antaget)

    def literal(self, form: Faktaerklaering, v: Any) -> Sqldel:
        """Return a value of a fact as a SQL literal."""
        if isinstance(v, bool):
            return ja_nej(v)
        if isinstance(v, date):
            return dag(v)
        if isinstance(v, int | Decimal | Fraction):
            return Sqldel(f"CAST({_decimal(v):f} AS {sqltype(form)})", enkel=True)
        if form.type == "tekstliste":
            return liste([tekst(x) for x in ((v,) if isinstance(v, str) else v)])
        return tekst(str(v))

    def fakt(self, f: Fakt, erstat: Erstat) -> Sqldel:
        """Return the value of a fact that is not a number."""
        n = (f.liste, f.navn)
        if n in erstat:
            return self.literal(self.regelsaet.form(*n), erstat[n])
        if (afledt := self.regelsaet.afledte.get(n)) is not None:
            fundet = self.vaerdi(afledt.trae, erstat)
            return fundet if self.beroert(afledt.trae, erstat) else self.trin.lad(fundet)
        return self.raa(n)

    def talfakt(self, n: Navn, faktor: int, erstat: Erstat) -> Tal:
        """Return the value of a numeric fact in its base unit."""
        potens = len(str(faktor)) - 1
        if n in erstat:
            v = t.fast(Fraction(erstat[n]))
            return replace(v, skala=v.skala - potens) if v.lav else v
        if (afledt := self.regelsaet.afledte.get(n)) is not None:
            fundet = self.tal(afledt.trae, erstat)
            return fundet if self.beroert(afledt.trae, erstat) else self.lad_tal(fundet)
        form = self.regelsaet.fakta[n]
        d = trin_decimaler(form)
        stykke = self.raa(n)
        lav, hoej = (int(graense(g or "0") * 10**d) for g in (form.mindst, form.hoejst))
        if d:
            # DuckDB multiplies DECIMAL(18, d) in 64 bits, and the product has d decimals too.
            if max(abs(lav), abs(hoej)) * 10**d >= _HOEJST_I_64_BIT:
                stykke = sqldel(f"CAST({{0}} AS DECIMAL(38, {d}))", stykke)
            if stykke.ukendt:
                stykke = ukendt("BIGINT")
            else:
                stykke = self.trin.lad(sqldel(f"CAST(({{0}} * {10**d}) AS BIGINT)", stykke))
        elif not stykke.enkel:
            stykke = self.trin.lad(stykke)
        return Tal(stykke, d - potens, lav, hoej)

    def lad_tal(self, fundet: Tal) -> Tal:
        """Move a number to stage columns, so that it is calculated once."""
        naevner = self.trin.lad(fundet.naevner) if fundet.naevner is not None else None
        return replace(fundet, sql=self.trin.lad(fundet.sql), naevner=naevner)

    # Conditions and other values

    def vaerdi(self, knude: Knude, erstat: Erstat = INTET) -> Sqldel:  # noqa: PLR0911, PLR0912 - one case for each kind of node
        """Return the value of a tree that is not a number."""
        if knude.type.art == "tal":
            raise AssertionError(knude)
        match knude:
            case Konstant() | Param():
                return self._fast(knude)
            case Fakt():
                return self.fakt(knude, erstat)
            case Og(dele=dele) | Eller(dele=dele):
                return samlet(" AND " if isinstance(knude, Og) else " OR ", [self.vaerdi(d, erstat) for d in dele])
            case Ikke(a=a):
                return ikke(self.vaerdi(a, erstat))
            case Sammenlign(op=op, a=a, b=b):
                if a.type.art == "tal":
                    return t.sammenlign(op, self.tal(a, erstat), self.tal(b, erstat))
                return forholdt(op, self.vaerdi(a, erstat), self.vaerdi(b, erstat))
            case Udfyldt(fakt=f):
                return self._udfyldt(f, erstat)
            case I(a=a, maengde=maengde):
                return self._i(a, maengde, erstat)
            case Saml(art=art, a=a, liste=liste):
                return self._alle_nogen(art, a, liste, erstat)
            case Hvis(naar=naar, saa=saa, ellers=ellers):
                return self._valgt(naar, saa, ellers, erstat)
            case Kald(navn="mindste" | "hoejeste" as id_, argumenter=argumenter):
                return reduce(partial(self._yderste_dag, id_), [self.vaerdi(a, erstat) for a in argumenter])
            case Kald(navn="opslag", argumenter=(_, _, Maengde(dele=gaelder), Maengde(dele=vaerdier))):
                grene = self._opslag(gaelder, vaerdier, erstat)
                return valgt([(naar, self._fast(v)) for naar, v in grene], None)
            case Kald(navn="laeg_til" | "traek_fra"):
                return self._flyttet(knude, erstat)
            case Kald(navn="foerste" | "mindste_af"):
                return raekkevalg.dag_af(self, knude, erstat)
            case Kald(navn=id_, argumenter=argumenter):
                return self._tekstproeve(id_, argumenter, erstat)
        raise AssertionError(knude)

    def _tekstproeve(self, id_: str, argumenter: tuple[Knude, ...], erstat: Erstat) -> Sqldel:
        f = argumenter[0]
        n = (f.liste, f.navn) if isinstance(f, Fakt) else None
        har_kolonne = n in self.regelsaet.fakta and n not in self.regelsaet.afledte and n not in erstat
        if n is None or not har_kolonne or n[0] not in (None, self.liste) or len(argumenter) > 1 or not self.proever:
            raise IkkeIKolonner(f"prøven {id_} læser teksten på en måde, som kolonner ikke kan")
        antaget = self.antag.get(n)
        fast = ukendt("BOOLEAN") if antaget is None else ja_nej(PROEVER[id_](antaget))
        if n[1] not in self.har:
            return fast
        fundet = self.tekstproever.setdefault(
            (id_, n[1]), Tekstproeve(eget("t", len(self.tekstproever) + 1), id_, n[1])
        )
        kolonne = Sqldel(navn(fundet.kolonne), enkel=True)
        return kolonne if antaget is None else sqldel("COALESCE({0}, {1})", kolonne, fast)

    def _fast(self, knude: Konstant | Param) -> Sqldel:
        return _fast(knude.vaerdi if isinstance(knude, Konstant) else self.regelsaet.parametre[knude.navn])

    def _udfyldt(self, f: Fakt, erstat: Erstat) -> Sqldel:
        if f.type.art == "tal":
            fundet = self.talfakt((f.liste, f.navn), f.faktor, erstat)
            return er_kendt(fundet.sql)
        return er_kendt(self.fakt(f, erstat))

    def _i(self, a: Knude, maengde: tuple[Vaerdi, ...], erstat: Erstat) -> Sqldel:
        if a.type.art == "tal":
            x = self.tal(a, erstat)
            return samlet(" OR ", [t.sammenlign("=", x, t.fast(Fraction(v))) for v in maengde])  # type: ignore[arg-type] # numbers, like the left operand
        x_led = self.vaerdi(a, erstat)
        if x_led.ukendt:
            return ukendt("BOOLEAN")
        faste = [_fast(v) for v in maengde]
        return sqldel(f"({{0}} IN ({', '.join(f'{{{n}}}' for n in range(1, len(faste) + 1))}))", x_led, *faste)

    # Numbers

    def tal(self, knude: Knude, erstat: Erstat = INTET) -> Tal:  # noqa: PLR0911, PLR0912 - one case for each kind of node
        """Return the value of a numeric tree, in base units."""
        match knude:
            case Konstant(vaerdi=v):
                return t.fast(Fraction(v))  # type: ignore[arg-type] # a number, by its type
            case Param(navn=id_):
                return t.fast(Fraction(self.regelsaet.parametre[id_]))  # type: ignore[arg-type] # a number, by its type
            case Fakt(navn=id_, liste=liste, faktor=faktor):
                return self.talfakt((liste, id_), faktor, erstat)
            case Regn(op=op, a=a, b=b):
                x, y = self.tal(a, erstat), self.tal(b, erstat)
                if op in ("+", "-"):
                    return t.plus(x, y, op)
                return t.gange(x, y, 2 if op == "pct" else 0)
            case Saml(art=art, a=a, liste=liste):
                return self._sum(art, a, liste, erstat)
            case AntalRaekker(liste=liste):
                return self._antal_raekker(liste)
            case Kald(navn="andel", argumenter=(a, b)):
                return t.forhold(self.tal(a, erstat), self.tal(b, erstat), 100)
            case Kald(navn="pr", argumenter=(a, b)):
                return t.forhold(self.tal(a, erstat), self.tal(b, erstat))
            case Kald(navn="mindste" | "hoejeste" as id_, argumenter=argumenter):
                return reduce(partial(self._yderste, id_), [self.tal(a, erstat) for a in argumenter])
            case Kald(navn="opslag", argumenter=(_, _, Maengde(dele=gaelder), Maengde(dele=vaerdier))):
                tal = [(naar, self.tal(v)) for naar, v in self._opslag(gaelder, vaerdier, erstat)]
                skala = max(v.skala for _, v in tal)
                hele = [(naar, t.i_skala(v, skala)) for naar, v in tal]
                sql = valgt([(naar, v.sql) for naar, v in hele], None)
                lav, hoej = min(v.lav for _, v in hele), max(v.hoej for _, v in hele)
                return Tal(sql, skala, lav, hoej, any(v.bred for _, v in hele))
            case Kald(navn="hele_aar", argumenter=(a, b)):
                return self._hele_aar(self.vaerdi(a, erstat), self.vaerdi(b, erstat))
            case Hvis(naar=naar, saa=saa, ellers=ellers):
                x, y = (self.lad_tal(self.tal(d, erstat)) for d in (saa, ellers))
                return t.valgt(self.trin.lad(self.vaerdi(naar, erstat)), x, y, t.sammenlign("=", x, y))
            case Kald(navn=("oprundet" | "afrundet") as id_, argumenter=(a,)):
                return self.afrundet(self.tal(a, erstat), op=id_ == "oprundet")
            case Kald(navn="foerste" | "mindste_af"):
                return raekkevalg.tal_af(self, knude, erstat)
            case Kald(navn=id_):
                raise IkkeIKolonner(f"prøven {id_} læser teksten på en måde, som kolonner ikke kan")
        raise AssertionError(knude)

    def afrundet(self, x: Tal, *, op: bool) -> Tal:
        """Round up, or to the nearest integer with halves up."""
        if x.naevner is None and x.skala <= 0:
            return x
        over, under = t.broek(x, 1 if op else 2)
        if op:
            # The least integer at or above a/b is -floor(-a/b).
            fundet = self.gulv(t.gange(over, t.fast(-1)), under)
            return t.gange(fundet, t.fast(-1))
        return self.gulv(t.plus(over, under, "+"), t.gange(under, t.fast(2)))

    def gulv(self, a: Tal, b: Tal) -> Tal:
        """Return the floor of ``a / b`` for integers and ``b > 0``, dividing only numbers that are not negative."""
        a = self.lad_tal(t.i_skala(a, 0))
        b = self.lad_tal(t.i_skala(b, 0))
        lav = a.lav if a.lav < 0 else a.lav // max(b.hoej, 1)
        hoej = max(a.hoej, 0)
        if max(abs(lav), hoej) > 10**38 - 1 or (b.lav < 1):
            raise IkkeIKolonner("tallet kan blive for stort")
        if b.fast:
            lav, hoej = a.lav // b.lav, a.hoej // b.lav
        if max(abs(lav), hoej) > 2**63 - 1:
            raise IkkeIKolonner("tallet kan blive for stort")
        positiv = self.dialekt.kald("hele", a.sql, b.sql)
        if a.lav >= 0:
            sql = positiv
        else:
            negativ = t.plus(t.plus(t.gange(a, t.fast(-1)), b, "+"), t.fast(1), "-")
            under_nul = sqldel("(-{0})", self.dialekt.kald("hele", negativ.sql, b.sql))
            sql = sqldel("(CASE WHEN ({0} >= 0) THEN {1} ELSE {2} END)", a.sql, positiv, under_nul)
        return Tal(sqldel("CAST({0} AS BIGINT)", sql), 0, lav, hoej)

    def _opslag(
        self, gaelder: Sequence[Knude], vaerdier: Sequence[Knude], erstat: Erstat
    ) -> list[tuple[Sqldel, Konstant]]:
        """Return the values of a table, each with the condition that no row with another value can apply."""
        rammer = [self.trin.lad(self.vaerdi(g, erstat)) for g in gaelder]
        faste = [v for v in vaerdier if isinstance(v, Konstant)]
        grene = []
        for v in dict.fromkeys(k.vaerdi for k in faste):
            andre = [ikke(r) for r, k in zip(rammer, faste, strict=True) if k.vaerdi != v]
            naar = samlet(" AND ", andre) if andre else ja_nej(True)
            grene.append((naar, next(k for k in faste if k.vaerdi == v)))
        return grene

    def _yderste(self, id_: str, a: Tal, b: Tal) -> Tal:
        """Return the least or the greatest of two numbers; unknown when either is unknown."""
        a, b = self.lad_tal(a), self.lad_tal(b)
        return t.valgt(self.trin.lad(t.sammenlign("<=" if id_ == "mindste" else ">=", a, b)), a, b, None)

    # Dates

    def _yderste_dag(self, id_: str, a: Sqldel, b: Sqldel) -> Sqldel:
        a, b = self.trin.lad(a), self.trin.lad(b)
        foerst = forholdt("<=" if id_ == "mindste" else ">=", a, b)
        return valgt([(foerst, a), (ikke(foerst), b)], None)

    def _valgt(self, naar: Knude, saa: Knude, ellers: Knude, erstat: Erstat) -> Sqldel:
        """Return a conditional. When its condition is unknown, it has the value of the branches if these are equal."""
        c, x, y = (self.trin.lad(self.vaerdi(d, erstat)) for d in (naar, saa, ellers))
        return valgt([(c, x), (ikke(c), y), (forholdt("=", x, y), x)], None)

    def _hele_aar(self, fra: Sqldel, til: Sqldel) -> Tal:
        a, b = self.trin.lad(fra), self.trin.lad(til)
        sql = sqldel(
            "CAST(((year({1}) - year({0})) - (CASE WHEN (((month({1}) * 100) + day({1})) < ((month({0}) * 100) + "
            "day({0}))) THEN 1 ELSE 0 END)) AS BIGINT)",
            a, b,
        )  # fmt: skip
        return Tal(sql, 0, -_HOEJST_AAR, _HOEJST_AAR)

    def _flyttet(self, kald: Kald, erstat: Erstat) -> Sqldel:
        """Return a date moved by days or months; unknown outside the calendar's years."""
        fra, antal, *runding = kald.argumenter
        dag_ = self.trin.lad(self.vaerdi(fra, erstat))
        gange = TIDER[antal.type.dimension] * (1 if kald.navn == "laeg_til" else -1)
        n = self.lad_tal(t.i_skala(t.gange(self.tal(antal, erstat), t.fast(gange)), 0))
        # A larger number than this moves every date out of the calendar.
        hoejst = _HOEJST_AAR * (12 if runding else 366)
        skridt = n.sql
        if n.lav < -hoejst or n.hoej > hoejst:
            skridt = sqldel(f"(CASE WHEN ({{0}} BETWEEN {-hoejst} AND {hoejst}) THEN {{0}} END)", n.sql)
        ny = self.trin.lad(self.dialekt.kald("maaneder_efter" if runding else "dage_efter", dag_, skridt))
        if runding and isinstance(runding[0], Konstant) and runding[0].vaerdi == "rund_op":
            senere = self.dialekt.kald("dage_efter", ny, Sqldel("1", enkel=True))
            ny = self.trin.lad(valgt([(sqldel("(day({0}) < day({1}))", ny, dag_), senere)], ny))
        i_kalenderen = sqldel("({0} BETWEEN {1} AND {2})", ny, dag(date.min), dag(date.max))
        return valgt([(i_kalenderen, ny)], None)

    # Aggregates over the rows of one application

    def flere_raekker(self, liste: str) -> bool:
        """Return whether an application may have several rows of the list. Raises IkkeIKolonner for other lists."""
        if liste != self.liste:
            raise IkkeIKolonner(f"det læser alle rækker i »{liste}«, som ikke er rækkernes liste")
        self.samler |= self.noegle is not None
        return self.noegle is not None

    def _vindue(self, liste: str) -> str | None:
        if not self.flere_raekker(liste):
            return None
        assert self.noegle is not None
        return f"OVER (PARTITION BY {navn(self.noegle)})"

    def _talt(self, betingelse: Callable[[Erstat], Sqldel], erstat: Erstat, vindue: str | None) -> Sqldel:
        """Return the number of the application's rows for which a condition is true."""
        return self._summeret(lambda e: sqldel("(CASE WHEN {0} THEN 1 ELSE 0 END)", betingelse(e)), erstat, vindue)

    def _summeret(self, stykke: Callable[[Erstat], Sqldel], erstat: Erstat, vindue: str | None) -> Sqldel:
        """Return the sum over the application's rows. A value that replaces a row's fact applies to that row only."""
        if vindue is None:
            return stykke(erstat)
        faelles = {n: v for n, v in erstat.items() if n[0] is None or self.liste is None}
        i_alle = self.trin.lad(sqldel(f"CAST(SUM(CAST({{0}} AS {BREDT})) {vindue} AS {BREDT})", stykke(faelles)))
        if len(faelles) == len(erstat):
            return i_alle
        foer, efter = stykke(faelles), stykke(erstat)
        return i_alle if foer.sql == efter.sql else sqldel("(({0} - {1}) + {2})", i_alle, foer, efter)

    def _alle_nogen(self, art: str, a: Knude, liste: str, erstat: Erstat) -> Sqldel:
        vindue = self._vindue(liste)
        if vindue is None:
            return self.vaerdi(a, erstat)
        ukendte = self._talt(lambda e: er_ukendt(self.vaerdi(a, e)), erstat, vindue)
        afgjort = self._talt(lambda e: ikke(self.vaerdi(a, e)) if art == "alle" else self.vaerdi(a, e), erstat, vindue)
        return valgt(
            [(sqldel("({0} > 0)", afgjort), ja_nej(art != "alle")), (sqldel("({0} > 0)", ukendte), ukendt("BOOLEAN"))],
            ja_nej(art == "alle"),
        )

    def _sum(self, art: str, a: Knude, liste: str, erstat: Erstat) -> Tal:
        vindue = self._vindue(liste)
        if art == "antal":
            if vindue is None:
                return Tal(_en_eller_nul(self.vaerdi(a, erstat)), 0, 0, 1)
            ukendte = self._talt(lambda e: er_ukendt(self.vaerdi(a, e)), erstat, vindue)
            talt = self._talt(lambda e: self.vaerdi(a, e), erstat, vindue)
            return Tal(sqldel("(CASE WHEN ({0} = 0) THEN {1} END)", ukendte, talt), 0, 0, _HOEJST_RAEKKER, bred=True)
        x = self.tal(a, erstat)
        if vindue is None:
            return x
        if x.naevner is not None:
            raise IkkeIKolonner("det lægger brøker med hver sin nævner sammen")
        skala = max(x.skala, self.tal(a).skala)

        def stykke(e: Erstat) -> Sqldel:
            return t.i_skala(self.tal(a, e), skala).sql

        ukendte = self._talt(lambda e: er_ukendt(stykke(e)), erstat, vindue)
        i_alt = self._summeret(lambda e: sqldel("COALESCE({0}, 0)", stykke(e)), erstat, vindue)
        x = t.i_skala(x, skala)
        lav, hoej = min(x.lav, 0) * _HOEJST_RAEKKER, max(x.hoej, 0) * _HOEJST_RAEKKER
        return Tal(sqldel("(CASE WHEN ({0} = 0) THEN {1} END)", ukendte, i_alt), skala, lav, hoej, bred=True)

    def talt_i_listen(self, betingelse: Sqldel, liste: str) -> Sqldel:
        """Return the number of the application's rows for which a condition on a row is true."""
        return self._talt(lambda _: betingelse, INTET, self._vindue(liste))

    def _antal_raekker(self, liste: str) -> Tal:
        vindue = self._vindue(liste)
        if vindue is None:
            return t.fast(1)
        return Tal(self.trin.lad(Sqldel(f"COUNT(*) {vindue}")), 0, 1, _HOEJST_RAEKKER)


def _en_eller_nul(svar: Sqldel) -> Sqldel:
    """Return 1 for true, 0 for false, and NULL for unknown."""
    en, nul = Sqldel("1", enkel=True), Sqldel("0", enkel=True)
    return valgt([(svar, en), (ikke(svar), nul)], None)


def _fast(v: Vaerdi | Fraction) -> Sqldel:
    """Return a constant that is not a number as a SQL literal."""
    if isinstance(v, bool):
        return ja_nej(v)
    return dag(v) if isinstance(v, date) else tekst(str(v))


def _decimal(v: int | Decimal | Fraction) -> Decimal:
    return Decimal(v.numerator) / v.denominator if isinstance(v, Fraction) else Decimal(v)
