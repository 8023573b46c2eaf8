"""Additional columns: the requested amount of each budget, derived facts, and the reasons for each criterion.

They are requested by name (``Kolonner.sql(ud=...)``) and are not calculated otherwise. An amount is unknown in all of
them where a form check with ``beloeb_ukendt`` finds it, as in ``bedoemmelse.ukendte_beloeb``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ...fejl import BrugsFejl, ascii_noegle, med_raad
from ...model.enhedsord import en_af
from ...model.regelsaet import Rolle
from ...model.vaerdier import trin_decimaler
from ...sprog.enheder import enhed
from ...sprog.regelsaet import Regelsaet, TypetKriterium
from ...sprog.traeer import AntalRaekker, Fakt, Hver, Knude, Saml, alle_knuder
from ...system.dataklasse import dataklasse
from . import tal as t
from .sql import Sqldel, eget, ikke, ja_nej, samlet, sqldel, tekst, valgt
from .tal import IkkeIKolonner, Tal
from .udtryk import Udtryk

_LANGT = 2**63 - 1
# The reason id for a person's assessment.
VURDERET = "v"
# Amounts per yield are quotients; they are shown with this many decimals, halves up.
_PR_DECIMALER = 2


@dataklasse(frozen=True, slots=True)
class Regnet:
    """A column with a calculated number: an integer number of ``10^-decimaler`` in ``enhed``; or with a date.

    ``bred``: whether the column may need more than 64 bits; ``dato``: whether it is a date.
    """

    navn: str
    kolonne: str
    enhed: str
    decimaler: int
    bred: bool
    dato: bool = False


def ansoegtkolonne(budget: str) -> str:
    """Return the column with a row's requested amount from a budget, in whole kroner; NULL where it is unknown."""
    return eget("ansoegt.", budget)


def grundkolonne(kriterium: str) -> str:
    """Return the column with the reasons for a criterion's status: ids of ``grunde``, separated by ``; ``."""
    return eget("grund.", kriterium)


def grunde(kriterium: TypetKriterium) -> dict[str, str]:
    """Return the possible reasons why a criterion is not met or needs an assessment, by id, in the pack's words."""
    return (
        {f"i{nr}": g.tekst for nr, g in enumerate(kriterium.ikke_opfyldt)}
        | {f"u{nr}": d.grund for nr, d in enumerate(kriterium.undtagelser)}
        | {f"f{nr}": d.grund for nr, d in enumerate(kriterium.forbehold)}
        | {VURDERET: "En person har vurderet, at det ikke er opfyldt."}
    )


def pr_navn(regelsaet: Regelsaet) -> str | None:
    """Return the name of the column with the requested amount per unit of yield: ``ansoegt_pr_plads``.

    None where the budgets do not all have a yield in the same simple unit, or a fact has that name.
    """
    orden = regelsaet.raekkefoelge
    ydelser = [b.ydelse for b in orden.budgetter] if orden is not None else []
    if not ydelser or any(y is None or y.type.dimension != ydelser[0].type.dimension for y in ydelser):  # type: ignore[union-attr] # the first condition excludes None
        return None
    (hvad, eksponent), *flere = ydelser[0].type.dimension or (("", 0),)  # type: ignore[union-attr] # None was excluded above
    navn = f"ansoegt_pr_{ascii_noegle(en_af(hvad))}"
    return None if flere or eksponent != 1 or any(n == navn for _, n in regelsaet.fakta) else navn


class Regnede:
    """The additional columns of a pack in one SQL dialect.

    ``ud``: by name, in SQL; ``tal``: the calculated numbers and dates; ``udeladt``: why a number has no column, by
    name.
    """

    def __init__(self, udtryk: Udtryk) -> None:
        self.udtryk = udtryk
        self.ud: dict[str, Sqldel] = {}
        self.tal: list[Regnet] = []
        self.budgetter: list[str] = []
        self.udeladt: dict[str, str] = {}
        self._ukendte = self._find_ukendte()
        self._ansoegt()
        self._afledte()
        self._pr_ydelse()

    def _find_ukendte(self) -> dict[tuple[str | None, str], Sqldel]:
        """Return, for each amount that a check may make unknown, whether it does so in this row.

        Raises:
            BrugsFejl: the check cannot be expressed in SQL.
        """
        fundne: dict[tuple[str | None, str], list[Sqldel]] = {}
        for tjek, naar in self.udtryk.regelsaet.beloebstjek:
            if tjek.liste not in (None, self.udtryk.liste):
                continue
            try:
                fundne.setdefault((tjek.liste, tjek.felt), []).append(self.udtryk.vaerdi(naar))
            except IkkeIKolonner as hvorfor:
                raise BrugsFejl(
                    med_raad(
                        f"{tjek.data.id} siger, hvilke beløb der er ukendte, og kan ikke regnes række for række "
                        f"({hvorfor}).",
                        "Brug »ansoegning tjek« og »ansoegning rangliste«.",
                        "Læg ansøgningerne ind i en runde.",
                    )
                ) from None
        return {n: self.udtryk.trin.lad(samlet(" OR ", dele)) for n, dele in fundne.items()}

    def _naar_beloebene_taeller(self, knude: Knude, vaerdi: Sqldel) -> Sqldel:
        """Return a value that is unknown where an amount it rests on is unknown because of a form check."""
        ukendte = [self._ukendte[n] for g in self.udtryk.grundfakta(knude) if (n := (g.liste, g.navn)) in self._ukendte]
        return valgt([(samlet(" OR ", ukendte), Sqldel("NULL", enkel=True))], vaerdi) if ukendte else vaerdi

    def _hele(self, x: Tal) -> Tal:
        """Round to an integer, halves up."""
        return t.i_skala(self.udtryk.afrundet(x, op=False), 0)

    def _ansoegt(self) -> None:
        orden = self.udtryk.regelsaet.raekkefoelge
        for b in orden.budgetter if orden is not None and orden.liste == self.udtryk.liste else ():
            if (x := self._tal(b.soegt, f"ansøgt {b.id}")) is not None:
                hele = self._hele(x)
                self.ud[ansoegtkolonne(b.id)] = self._naar_beloebene_taeller(b.soegt, hele.sql)
                self.budgetter.append(b.id)

    def _afledte(self) -> None:
        """Add the derived dates of a row, and its numbers in their own units and with the decimals of their steps."""
        for (liste, navn), afledt in self.udtryk.regelsaet.afledte.items():
            form = self.udtryk.regelsaet.fakta[liste, navn]
            if liste != self.udtryk.liste:
                continue
            if form.type == "dato":
                self._dato(navn, afledt.trae)
            if form.type != "tal" or (x := self._tal(afledt.trae, navn)) is None:
                continue
            egen = replace(x, skala=x.skala + len(str(afledt.faktor)) - 1)
            self._giv(navn, form.enhed or "", egen, trin_decimaler(form), (afledt.trae,))

    def _dato(self, navn: str, trae: Knude) -> None:
        """Add a date of this row alone, if SQL can express it."""
        if any(isinstance(k, Saml | Hver | AntalRaekker) for k in self._udfoldet(trae)):
            return
        try:
            sql = self._naar_beloebene_taeller(trae, self.udtryk.trin.lad(self.udtryk.vaerdi(trae)))
        except IkkeIKolonner:
            return
        kolonne = eget("afledt.", navn)
        self.ud[kolonne] = sql
        self.tal.append(Regnet(navn, kolonne, "", 0, bred=False, dato=True))

    def _pr_ydelse(self) -> None:
        """Add the requested amount of all budgets per unit of yield (a loan per place), in the unit of the amounts."""
        orden, navn = self.udtryk.regelsaet.raekkefoelge, pr_navn(self.udtryk.regelsaet)
        if orden is None or navn is None or orden.liste != self.udtryk.liste:
            return
        budgetter = [(b.soegt, b.ydelse) for b in orden.budgetter if b.ydelse is not None]
        beloeb, ydelser = self._sum((a for a, _ in budgetter), navn), self._sum((y for _, y in budgetter), navn)
        formen = self._enhed(budgetter[0][0])
        if beloeb is None or ydelser is None or formen is None:
            return
        try:
            pr = t.forhold(beloeb, ydelser, 100)
        except IkkeIKolonner as hvorfor:
            self.udeladt[navn] = str(hvorfor)
            return
        # The quotient is in per cent, that is, multiplied by a hundred.
        egen = replace(pr, skala=pr.skala + 2 + len(str(enhed(formen)[1])) - 1)
        hvad = navn.removeprefix("ansoegt_pr_")
        self._giv(navn, f"{formen} pr. {hvad}", egen, _PR_DECIMALER, [k for par in budgetter for k in par])

    def _enhed(self, knude: Knude) -> str | None:
        """Return the unit of the first fact that an amount rests on."""
        g = next(iter(self.udtryk.grundfakta(knude)), None)
        return self.udtryk.regelsaet.form(g.liste, g.navn).enhed if g is not None else None

    def _sum(self, knuder: Iterable[Knude], navn: str) -> Tal | None:
        svar: Tal | None = None
        for knude in knuder:
            if (x := self._tal(knude, navn)) is None:
                return None
            svar = x if svar is None else t.plus(svar, x, "+")
        return svar

    def _tal(self, knude: Knude, navn: str) -> Tal | None:
        """Translate a number of this row alone; None where SQL cannot express it, or where it reads other rows.

        ``navn``: the name of its column, for the message that there is none.
        """
        if any(isinstance(k, Saml | Hver | AntalRaekker) for k in self._udfoldet(knude)):
            return None
        try:
            return self.udtryk.lad_tal(self.udtryk.tal(knude))
        except IkkeIKolonner as hvorfor:
            self.udeladt[navn] = str(hvorfor)
            return None

    def _udfoldet(self, knude: Knude) -> Iterable[Knude]:
        for k in alle_knuder(knude):
            yield k
            if isinstance(k, Fakt) and (afledt := self.udtryk.regelsaet.afledte.get((k.liste, k.navn))) is not None:
                yield from self._udfoldet(afledt.trae)

    def _giv(self, navn: str, enhed_: str, egen: Tal, decimaler: int, af: Sequence[Knude]) -> None:
        """Add a number in its own unit as an integer number of units of its last decimal."""
        try:
            hele = self._hele(replace(egen, skala=egen.skala - decimaler))
        except IkkeIKolonner as hvorfor:
            self.udeladt[navn] = str(hvorfor)
            return
        sql = hele.sql
        for knude in af:
            sql = self._naar_beloebene_taeller(knude, sql)
        kolonne = eget("afledt.", navn)
        self.ud[kolonne] = sql
        self.tal.append(Regnet(navn, kolonne, enhed_, decimaler, max(abs(hele.lav), abs(hele.hoej)) > _LANGT))


def fast_status(nr: int) -> Sqldel:
    """Return a status as a literal: its index in the pack's list of statuses, -1 for one that the pack has not."""
    return Sqldel(f"CAST({nr} AS TINYINT)", enkel=True)


def er_status(status: Sqldel, nr: int) -> Sqldel:
    """Return whether a status is the one with this index. Statuses are never unknown."""
    return sqldel(f"({{0}} = {nr})", status) if status.navngivet else ja_nej(status == fast_status(nr))


def grund_til_nej(u: Udtryk, kriterium: TypetKriterium) -> Sqldel:
    """Return the id of the reason in a row where a criterion is not met."""
    sidst = next(i for i, g in enumerate(kriterium.ikke_opfyldt) if g.naar is None)
    andre = [
        (u.vaerdi(g.naar), tekst(f"i{i}")) for i, g in enumerate(kriterium.ikke_opfyldt[:sidst]) if g.naar is not None
    ]
    return valgt(andre, tekst(f"i{sidst}"))


def grund(u: Udtryk, kriterium: TypetKriterium, status: Sqldel, krav: Sqldel, roller: Mapping[Rolle, int]) -> Sqldel:
    """Return the ids of the reasons (``grunde``) that apply in a row; empty where the criterion is met or open."""
    dele = [
        valgt([(samlet(" AND ", [krav_, u.vaerdi(d.naar)]), tekst(f"{art}{i}"))], None)
        for art, krav_, skoensgrunde in (("f", krav, kriterium.forbehold), ("u", ikke(krav), kriterium.undtagelser))
        for i, d in enumerate(skoensgrunde)
    ]
    grene = [(er_status(status, roller.get("ikke_opfyldt", -1)), grund_til_nej(u, kriterium))]
    if dele:
        flere = sqldel(f"concat_ws('; ', {', '.join(f'{{{i}}}' for i in range(len(dele)))})", *dele)
        grene.append((er_status(status, roller.get("skoen", -1)), flere))
    return valgt(grene, tekst(""))
