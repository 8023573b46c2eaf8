"""Mutation testing of a rule pack: would its cases notice if the rules were slightly different?

A mutant is the pack with one change: a limit moved one step, ``>`` for ``>=``, an exception left out. It is caught when
a case no longer gives what it states. A mutant that survives is a rule nobody has tested, or an equivalent mutant; the
latter are listed with the reason in ``tilfaelde/ligegyldige.yaml``. Texts, and the choice among the phrases of a
criterion, are not changed: cases do not test them.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, Literal, Protocol, cast

from ..fejl import Mangel, RegelsaetFejl, Sted
from ..indlaes.regelsaet import laes_steder, load_regelsaet
from ..model.regelsaet import Konklusion, Moenster, Naar
from ..model.vaerdier import Vaerdi, graense, trin
from ..motor.reference import Kontekst, bedoem, vaerdi
from ..motor.slutning import PlainKaede
from ..rangordning.deltagere import med_andre_parametre
from ..sprog.erklaeringer import ANSOEGNING, StedAf, Sti
from ..sprog.indbyggede import INDBYGGEDE
from ..sprog.raekkefoelge import TypetRaekkefoelge
from ..sprog.regelsaet import (
    Regelsaet,
    TypetDel,
    TypetKriterium,
    TypetTjek,
    grundfakta,
)
from ..sprog.skriv import skriv_udtryk, skriv_vaerdi
from ..sprog.traeer import (
    Eller,
    Fakt,
    Hvis,
    I,
    Ikke,
    Kald,
    Knude,
    Konstant,
    Og,
    Param,
    Regn,
    Saml,
    Sammenlign,
    Udfyldt,
    alle_knuder,
    boern,
    med_barn,
)
from ..sprog.typer import JA_NEJ
from .ligegyldige import Ligegyldig, laes_ligegyldige
from .mutanter_perioder import med_sum, periodeaendringer, summer
from .mutanter_rangordning import med_ordenstrae, ordenstraeer, rangaendringer
from .proev import afvigelser_i_runde, afviger, find_rundens
from .rundetilfaelde import Rundetilfaelde, laes_rundetilfaelde
from .tilfaelde import Tilfaelde, laes_tilfaelde

Tal = int | Decimal | Fraction
_ORDEN, _BELOEB = "orden", "beloeb"
# What a mutant may change the outcome of: ("kriterium", id), ("tjek", its number), ("forhold", id), ("konklusion", id),
# ("orden", what), ("beloeb", id of a check). The last two can only be noticed in a round.
Roert = tuple[str, object]
_OPERATORER: tuple[Literal["<", "<=", ">", ">=", "=", "<>"], ...] = ("<", "<=", ">", ">=", "=", "<>")
_LIGHED = _OPERATORER[4:]
_KUN_I_RUNDER = {_ORDEN, _BELOEB}
_KUN_PLAIN = (PlainKaede(),)
_TUSIND = 1_000
_OMVENDT = {"mindste": "hoejste", "hoejste": "mindste", "laeg_til": "traek_fra", "traek_fra": "laeg_til"}
# Their third argument says how the second is added, and is not left out; nor is a part of a table.
_RUNDER = ("laeg_til", "traek_fra")
_HELE = (*_RUNDER, "opslag")
_RUNDING = {"rund_ned": "rund_op", "rund_op": "rund_ned"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """The pack with one thing changed. ``parameter`` names a changed parameter, which a case's own value overrides."""

    beskrivelse: str
    sted: Sted
    aendr: Callable[[Regelsaet], Regelsaet]
    roert: frozenset[Roert]
    parameter: str | None = None


class Overlevende(Protocol):
    """A change that no case catches: what it is and where."""

    @property
    def beskrivelse(self) -> str: ...
    @property
    def sted(self) -> Sted: ...


@dataclass(frozen=True, slots=True)
class Mutation:
    """A pack's mutants against its cases: ``overlevende`` are those that no case catches."""

    regelsaet: str
    antal: int
    ligegyldige: int
    overlevende: tuple[Overlevende, ...]

    @property
    def fangede(self) -> int:
        return self.antal - self.ligegyldige - len(self.overlevende)


def muter(navn: str, *, regler: str | os.PathLike[str] | None = None) -> Mutation:
    """Try the cases of the pack with this id on each of its mutants. The cases must pass on the pack itself.

    Raises BrugsFejl for an unknown id, RegelsaetFejl for an invalid pack or case, and for a harmless mutant that is
    no longer one: there is no such change, or a case catches it.
    """
    regelsaet = load_regelsaet(navn, regler=regler)
    alle = mutanter(regelsaet, laes_steder(navn, regler=regler))
    tilfaelde = laes_tilfaelde(navn, regler=regler)
    ligegyldige = {m: post for post in laes_ligegyldige(navn, regler=regler) for m in post.mutanter}
    proevning = _Proevning(regelsaet, tilfaelde)
    runder = _Rundeproevning(laes_rundetilfaelde(navn, regler=regler))
    overlevende: list[Mutant] = []
    mangler = _ukendte(ligegyldige, alle)
    for mutant in alle:
        fanget = proevning.fanger(mutant) or runder.fanger(mutant)
        post = ligegyldige.get(mutant.beskrivelse)
        if fanget is None and post is None:
            overlevende.append(mutant)
        elif fanget is not None and post is not None:
            besked = f"»{mutant.beskrivelse}« er ikke ligegyldig: »{fanget.navn}« fanger den. Slet linjen."
            mangler.append(Mangel(besked, post.mutanter[mutant.beskrivelse]))
    if mangler:
        raise RegelsaetFejl(mangler)
    return Mutation(navn, len(alle), len(ligegyldige), tuple(overlevende))


def _ukendte(ligegyldige: dict[str, Ligegyldig], alle: Sequence[Mutant]) -> list[Mangel]:
    kendte = {m.beskrivelse for m in alle}
    return [
        Mangel(f"Der er ingen mutant »{m}«. Ret eller slet linjen.", post.mutanter[m])
        for m, post in ligegyldige.items()
        if m not in kendte
    ]


# --- Trying the cases ---------------------------------------------------------------------


class _Proevning:
    """The cases of a pack, with the value of each criterion, check and condition in them, to be compared with mutants.

    A mutant counts as caught only by a case judged anew by all its rules. Which cases are judged follows from what the
    mutant can change: a case can only notice through a criterion, check or condition whose value differs (its value
    depends on its tree, the derived facts and parameters in it, and the facts of the case), or through a conclusion
    that is drawn differently.
    """

    def __init__(self, regelsaet: Regelsaet, tilfaelde: Sequence[Tilfaelde]) -> None:
        self.regelsaet = regelsaet
        self.tilfaelde = tilfaelde
        self.kendte: dict[tuple[int, Roert], list[object]] = {}
        self.steder = [_steder(t) for t in tilfaelde]
        self.siger = [_siger(t) for t in tilfaelde]

    def fanger(self, mutant: Mutant) -> Tilfaelde | None:
        """The case that catches a mutant: the first of those about what is changed, else of all others."""
        if all(art in _KUN_I_RUNDER for art, _ in mutant.roert):
            return None
        egne, andre = self._vedkommer(mutant)
        muterede: dict[int, Regelsaet] = {}
        for nr in (*egne, *andre):
            t = self.tilfaelde[nr]
            if mutant.parameter in t.sat:
                continue
            eget = muterede.get(id(t.regelsaet)) or muterede.setdefault(id(t.regelsaet), mutant.aendr(t.regelsaet))
            if self._maerkes(mutant, nr, eget) and afviger(replace(t, regelsaet=eget), _KUN_PLAIN):
                return t
        return None

    def _vedkommer(self, mutant: Mutant) -> tuple[list[int], list[int]]:
        """The cases that say something of what is changed, and those that say something of what follows from it."""
        egne: list[int] = []
        andre: list[int] = []
        navne = {navn for _, navn in mutant.roert} | {
            self.regelsaet.skema[cast("int", nr)].data.id for art, nr in mutant.roert if art == "tjek"
        }
        for nr, (sagt, draget) in enumerate(self.siger):
            if navne & sagt:
                egne.append(nr)
            elif draget:
                andre.append(nr)
        return egne, andre

    def _maerkes(self, mutant: Mutant, nr: int, muteret: Regelsaet) -> bool:
        """Whether any value that a case could notice differs under the mutant."""
        t = self.tilfaelde[nr]
        # Which facts are assumed is for the whole run to say.
        if t.antag:
            return True
        for del_ in mutant.roert:
            if del_[0] == "konklusion":
                return True
            if del_[0] in _KUN_I_RUNDER:
                continue
            if (nr, del_) not in self.kendte:
                self.kendte[nr, del_] = [_kommer_til(del_, t.regelsaet, k) for k in self.steder[nr]]
            nu = [_kommer_til(del_, muteret, replace(k, regelsaet=muteret)) for k in self.steder[nr]]
            if nu != self.kendte[nr, del_]:
                return True
        return False


class _Rundeproevning:
    """The round cases of a pack, against mutants that only a round can notice: of the order and of parameters.

    The participants are found once, since the order does not change who takes part.
    """

    def __init__(self, tilfaelde: Sequence[Rundetilfaelde]) -> None:
        self.par = [(t, find_rundens(t)) for t in tilfaelde]

    def fanger(self, mutant: Mutant) -> Rundetilfaelde | None:
        """The first round that no longer gives what it says."""
        arter = {art for art, _ in mutant.roert}
        if mutant.parameter is None and not arter & _KUN_I_RUNDER:
            return None
        for t, deltagere in self.par:
            if mutant.parameter in t.sat:
                continue
            eget = mutant.aendr(t.regelsaet)
            if _BELOEB in arter:
                nye = find_rundens(replace(t, regelsaet=eget))
            elif mutant.parameter is not None or eget.afledte is not t.regelsaet.afledte or arter - _KUN_I_RUNDER:
                nye = med_andre_parametre(deltagere, eget)
            else:
                # What has been measured is kept by the key's own data, which the change may share.
                nye = replace(deltagere, regelsaet=eget, alle=[replace(d, maalt={}) for d in deltagere.alle])
            if afvigelser_i_runde(t, nye):
                return t
        return None


def _siger(t: Tilfaelde) -> tuple[set[str], set[str]]:
    """What a case says anything of, and what of it is concluded."""
    g = t.giver
    draget = {*g.opgaver, *g.uden_opgaver}
    draget |= {"resultat"} if g.resultat is not None else set()
    draget |= {"klar"} if g.klar is not None else set()
    return {p.kriterium for p in (*g.statusser, *g.mangler)} | {*g.fund, *g.uden_fund} | draget, draget


def _steder(t: Tilfaelde) -> list[Kontekst]:
    """The application and each of its rows."""
    raekker = {liste: t.ansoegning.raekker.get(liste, ()) for liste in t.regelsaet.data.lister}
    k = Kontekst(t.regelsaet, t.ansoegning.fakta, raekker, t.dato)
    return [k, *(k.i_raekke(liste, r) for liste, alle in raekker.items() for r in alle)]


def _kommer_til(del_: Roert, regelsaet: Regelsaet, k: Kontekst) -> object:
    """Everything a case can observe of a criterion, check or condition in one place."""
    art, navn = del_
    if art == "kriterium":
        kriterium = next(x for x in regelsaet.kriterier if x.data.id == navn)
        if kriterium.liste != k.liste:
            return None
        bedoemt = bedoem(kriterium, k)
        return bedoemt.rolle, {g for u in bedoemt.ukendte for g in grundfakta(regelsaet, u)}
    if art == "tjek":
        tjek = regelsaet.skema[cast("int", navn)]
        return None if tjek.liste != k.liste else (vaerdi(tjek.naar, k) is True, tjek.data.alvor)
    forhold = next(x for x in regelsaet.forhold if x.id == navn)
    return None if forhold.liste != k.liste else vaerdi(forhold.naar, k) is True


# --- The mutants --------------------------------------------------------------------------


def mutanter(regelsaet: Regelsaet, sted: StedAf) -> tuple[Mutant, ...]:
    """Every mutant of a pack, in its order, each with a unique description."""
    slags = (
        _traemutanter,
        _alvorsmutanter,
        _beloebsmutanter,
        _periodemutanter,
        _parametermutanter,
        _konklusionsmutanter,
        _ordensmutanter,
    )
    alle = [m for mutanter_af in slags for m in mutanter_af(regelsaet, sted)]
    antal = Counter(m.beskrivelse for m in alle)
    sete: Counter[str] = Counter()
    fundne: list[Mutant] = []
    for m in alle:
        sete[m.beskrivelse] += 1
        # The same words twice in one condition.
        nr = f" ({sete[m.beskrivelse]}. sted)" if antal[m.beskrivelse] > 1 else ""
        fundne.append(replace(m, beskrivelse=m.beskrivelse + nr))
    return tuple(fundne)


# Where a tree stands in a loaded pack: what it is of, which, and its number where there are several.
_Adresse = tuple[Literal["afledt", "sum", "krav", "undtagelser", "forbehold", "tjek", "forhold", "orden"], Any, int]


@dataclass(frozen=True, slots=True)
class _Muterbart:
    """One tree of a pack: what it is called, where it stands in the pack and in its files, what it may change."""

    navn: str
    adresse: _Adresse
    trae: Knude
    sti: Sti
    roert: frozenset[Roert]
    # The tree is of a text with a fact's name put in, so offsets in it are not those of the file.
    fast_plads: bool = False


def _traemutanter(regelsaet: Regelsaet, sted: StedAf) -> Iterator[Mutant]:
    for led in _led(regelsaet):
        varianter = list(_varianter(led.trae, regelsaet))
        match led.adresse[0]:
            case "tjek":
                varianter.append(_Variant("betingelsen gælder altid", 0, _altid(True)))
                varianter.append(_Variant("tjekket udgår", 0, _altid(False)))
            case "undtagelser" | "forbehold":
                varianter.append(_Variant("gælder altid", 0, _altid(True)))
                varianter.append(_Variant("udgår", 0, None))
        for v in varianter:
            yield Mutant(
                f"{led.navn}: {v.hvad}",
                sted(led.sti, 0 if led.fast_plads else v.plads),
                partial(_med_trae, led.adresse, v.trae),
                led.roert,
            )


def _alvorsmutanter(regelsaet: Regelsaet, sted: StedAf) -> Iterator[Mutant]:
    for i, tjek in enumerate(regelsaet.data.skema):
        ny: Literal["fejl", "advarsel"] = "advarsel" if tjek.alvor == "fejl" else "fejl"
        roert: frozenset[Roert] = frozenset(
            ("tjek", nr) for nr, t in enumerate(regelsaet.skema) if t.data.id == tjek.id
        )
        aendr = partial(_med_alvor, tjek.id, ny)
        yield Mutant(f"{tjek.id}: {tjek.alvor} bliver {ny}", sted(("skema", i, "alvor"), 0), aendr, roert)


def _beloebsmutanter(regelsaet: Regelsaet, sted: StedAf) -> Iterator[Mutant]:
    """Each check that makes an amount unknown to the order and the sums, without that."""
    for i, tjek in enumerate(regelsaet.data.skema):
        if tjek.beloeb_ukendt == "ja":
            yield Mutant(
                f"{tjek.id}: beløbet regnes som kendt",
                sted(("skema", i, "beloeb_ukendt"), 0),
                partial(_med_kendt_beloeb, tjek.id),
                frozenset({(_BELOEB, tjek.id)}),
            )


def _periodemutanter(regelsaet: Regelsaet, sted: StedAf) -> Iterator[Mutant]:
    laeser = _laesere(regelsaet)
    for liste, hvad, aendr in periodeaendringer(regelsaet):
        roert = frozenset(
            del_ for del_, laest in laeser.items() if any(isinstance(n, tuple) and n[0] == liste for n in laest)
        )
        if roert:
            yield Mutant(f"{liste}: {hvad}", sted(("perioder", liste), 0), aendr, roert)


def _med_kendt_beloeb(id_: str, r: Regelsaet) -> Regelsaet:
    def nyt(t: TypetTjek) -> TypetTjek:
        return replace(t, data=t.data.model_copy(update={"beloeb_ukendt": "nej"})) if t.data.id == id_ else t

    return replace(r, skema=tuple(map(nyt, r.skema)))


def _ordensmutanter(regelsaet: Regelsaet, sted: StedAf) -> Iterator[Mutant]:
    if regelsaet.raekkefoelge is None:
        return
    for aendring in rangaendringer(regelsaet.raekkefoelge):
        yield Mutant(
            f"rækkefølgen, {aendring.hvad}",
            sted(("raekkefoelge", *aendring.sti), 0),
            partial(_med_orden, aendring.ny),
            frozenset({(_ORDEN, aendring.hvad)}),
        )


def _med_orden(ny: TypetRaekkefoelge, r: Regelsaet) -> Regelsaet:
    return replace(r, raekkefoelge=ny)


def _altid(svar: bool) -> Konstant:
    return Konstant(JA_NEJ, 0, svar)


def _led(regelsaet: Regelsaet) -> Iterator[_Muterbart]:
    """Every tree of a pack whose value a case can tell by."""
    laeser = _laesere(regelsaet)
    for (liste, navn), afledt in regelsaet.afledte.items():
        roert: frozenset[Roert] = frozenset(del_ for del_, laest in laeser.items() if (liste, navn) in laest)
        if not roert:
            # Only other readings of the source, or phrases, read it, and cases say nothing of those.
            continue
        yield _Muterbart(
            navn, ("afledt", (liste, navn), 0), afledt.trae, ("fakta", liste or ANSOEGNING, navn, "afledt"), roert
        )
    for liste, navn, trae in summer(regelsaet):
        roert = frozenset(del_ for del_, laest in laeser.items() if (liste, navn) in laest)
        if roert:
            yield _Muterbart(
                navn, ("sum", (liste, navn), 0), trae, ("perioder", liste, "summer", navn, "udtryk"), roert
            )
    for i, kriterium in enumerate(regelsaet.kriterier):
        id_ = kriterium.data.id
        roert = frozenset({("kriterium", id_)})
        yield _Muterbart(f"{id_} krav", ("krav", id_, 0), kriterium.krav, ("kriterier", i, "krav"), roert)
        for j, d in enumerate(kriterium.undtagelser):
            her: Sti = ("kriterier", i, "undtagelser", j, "naar")
            yield _Muterbart(f"{id_} undtagelse {j + 1}", ("undtagelser", id_, j), d.naar, her, roert)
        for j, d in enumerate(kriterium.forbehold):
            her = ("kriterier", i, "forbehold", j, "naar")
            yield _Muterbart(f"{id_} forbehold {j + 1}", ("forbehold", id_, j), d.naar, her, roert)
    nr_af = {d.id: i for i, d in enumerate(regelsaet.data.skema)}
    for nr, tjek in enumerate(regelsaet.skema):
        hvilket, sti = tjek.data.id, ("skema", nr_af[tjek.data.id], "naar")
        her = sti
        if tjek.gaelder is not None:
            hvilket += f" {tjek.liste}.{tjek.gaelder}" if tjek.liste else f" {tjek.gaelder}"
            if isinstance(tjek.data.for_hver, dict):
                her = (*sti[:2], "for_hver", tjek.gaelder)
        fast = tjek.gaelder is not None and her == sti
        yield _Muterbart(hvilket, ("tjek", nr, 0), tjek.naar, her, frozenset({("tjek", nr)}), fast)
    for i, f in enumerate(regelsaet.forhold):
        yield _Muterbart(f.id, ("forhold", f.id, 0), f.naar, ("forhold", i, "naar"), frozenset({("forhold", f.id)}))
    for t in ordenstraeer(regelsaet.raekkefoelge):
        adresse: _Adresse = ("orden", (t.del_, t.felt), t.nr)
        yield _Muterbart(
            f"rækkefølgen, {t.navn}", adresse, t.trae, ("raekkefoelge", *t.sti), frozenset({(_ORDEN, t.navn)})
        )


def _med_trae(adresse: _Adresse, ny: Knude | None, r: Regelsaet) -> Regelsaet:
    """The pack with another tree; an exception or reservation is left out where there is none."""
    art, hvilken, nr = adresse

    def dele(fra: tuple[TypetDel, ...]) -> tuple[TypetDel, ...]:
        return (*fra[:nr], *(() if ny is None else (replace(fra[nr], naar=ny),)), *fra[nr + 1 :])

    def kriterium(k: TypetKriterium) -> TypetKriterium:
        if k.data.id != hvilken:
            return k
        if art == "undtagelser":
            return replace(k, undtagelser=dele(k.undtagelser))
        if art == "forbehold":
            return replace(k, forbehold=dele(k.forbehold))
        return replace(k, krav=ny or k.krav)

    if art in ("krav", "undtagelser", "forbehold"):
        return replace(r, kriterier=tuple(map(kriterium, r.kriterier)))
    assert ny is not None
    if art == "orden":
        assert r.raekkefoelge is not None
        del_, felt = hvilken
        return replace(r, raekkefoelge=med_ordenstrae(r.raekkefoelge, del_, felt, nr, ny))
    if art == "afledt":
        return replace(r, afledte={**r.afledte, hvilken: replace(r.afledte[hvilken], trae=ny)})
    if art == "sum":
        return med_sum(r, hvilken[0], hvilken[1], ny)
    if art == "tjek":
        return replace(r, skema=tuple(replace(t, naar=ny) if i == hvilken else t for i, t in enumerate(r.skema)))
    return replace(r, forhold=tuple(replace(f, naar=ny) if f.id == hvilken else f for f in r.forhold))


def _med_alvor(id_: str, alvor: Literal["fejl", "advarsel"], r: Regelsaet) -> Regelsaet:
    def nyt(t: TypetTjek) -> TypetTjek:
        return replace(t, data=t.data.model_copy(update={"alvor": alvor})) if t.data.id == id_ else t

    return replace(r, skema=tuple(map(nyt, r.skema)))


def _laesere(regelsaet: Regelsaet) -> dict[Roert, set[object]]:
    """The parameters (by name) and facts (by list and name), derived ones unfolded, that each part reads."""
    fundne: dict[Roert, set[object]] = {}
    for k in regelsaet.kriterier:
        dele = [k.krav, *(d.naar for d in (*k.undtagelser, *k.forbehold))]
        fundne["kriterium", k.data.id] = set().union(*(_laest(regelsaet, d) for d in dele))
    for nr, t in enumerate(regelsaet.skema):
        fundne["tjek", nr] = _laest(regelsaet, t.naar)
    for f in regelsaet.forhold:
        fundne["forhold", f.id] = _laest(regelsaet, f.naar)
    for led in ordenstraeer(regelsaet.raekkefoelge):
        fundne[_ORDEN, led.navn] = _laest(regelsaet, led.trae)
    return fundne


def _laest(regelsaet: Regelsaet, trae: Knude) -> set[object]:
    fundne: set[object] = set()
    for n in alle_knuder(trae):
        if isinstance(n, Param):
            fundne.add(n.navn)
        elif isinstance(n, Fakt):
            fundne.add((n.liste, n.navn))
            if (afledt := regelsaet.afledte.get((n.liste, n.navn))) is not None:
                fundne |= _laest(regelsaet, afledt.trae)
            if n.liste in regelsaet.perioder:
                fundne.add(regelsaet.perioder[n.liste].laengde)
                for del_ in regelsaet.perioder[n.liste].laeser():
                    fundne |= _laest(regelsaet, del_)
    return fundne


# --- One change in a tree -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Variant:
    """A tree with one thing changed, in words, and where in its text; None where the whole is left out."""

    hvad: str
    plads: int
    trae: Knude | None


def _varianter(trae: Knude, regelsaet: Regelsaet) -> Iterator[_Variant]:
    """Every tree that differs from this one in one thing."""
    return (_Variant(hvad, plads, ny) for hvad, plads, ny in _aendret(trae, regelsaet, 1, False))


def _aendret(trae: Knude, regelsaet: Regelsaet, skridt: Tal, nagtet: bool) -> Iterator[tuple[str, int, Knude]]:
    """``skridt``: the step of what a number is compared with; ``nagtet``: whether the tree is all that is negated."""
    for ny in _andre_ord(trae, skridt, nagtet):
        yield f"»{skriv_udtryk(trae)}« bliver »{skriv_udtryk(ny)}«", trae.plads, ny
    for udgaar, rest in _uden_led(trae):
        af = trae.navn if isinstance(trae, Kald) else skriv_udtryk(trae)
        yield f"»{skriv_udtryk(udgaar)}« udgår af »{af}«", trae.plads, rest
    if isinstance(trae, Udfyldt):
        return
    for nr, barn in enumerate(boern(trae)):
        if isinstance(trae, Sammenlign):
            skridt = _mindste_skridt(regelsaet, trae.a if nr else trae.b)
        elif isinstance(trae, Kald) and trae.navn in _RUNDER:
            skridt = 1
        for hvad, plads, ny in _aendret(barn, regelsaet, skridt, isinstance(trae, Ikke)):
            nyt = med_barn(trae, nr, ny)
            # A literal says nothing by itself.
            alene = isinstance(barn, Konstant)
            yield f"»{skriv_udtryk(trae)}« bliver »{skriv_udtryk(nyt)}«" if alene else hvad, plads, nyt


def _andre_ord(trae: Knude, skridt: Tal, nagtet: bool) -> Iterator[Knude]:
    """The node with another value, operator or connective."""
    match trae:
        case Konstant(vaerdi=str() as v) if v in _RUNDING and trae.type.art == "tekst":
            yield replace(trae, vaerdi=_RUNDING[v])
        case Konstant(vaerdi=v):
            yield from (replace(trae, vaerdi=ny) for ny in _nabovaerdier(trae, v, skridt))
        case Sammenlign(op=op, a=a):
            andre = _OPERATORER if a.type.art in ("tal", "dato") else _LIGHED
            yield from (replace(trae, op=ny) for ny in andre if ny != op)
        case Og(dele=dele):
            yield Eller(trae.type, trae.plads, dele)
        case Eller(dele=dele):
            yield Og(trae.type, trae.plads, dele)
        case Ikke(a=a):
            yield a
        case Udfyldt() if not nagtet:
            yield Ikke(JA_NEJ, trae.plads, trae)
        case I(a=a, maengde=maengde):
            yield from (replace(trae, maengde=maengde[:i] + maengde[i + 1 :]) for i in range(len(maengde)))
            yield from (replace(trae, maengde=(*maengde, v)) for v in a.type.valg if v not in maengde)
        case Regn(op="+" | "-" as tegn):
            yield replace(trae, op="-" if tegn == "+" else "+")
        case Hvis(saa=saa, ellers=ellers):
            yield replace(trae, saa=ellers, ellers=saa)
        case Kald(navn=navn) if navn in _OMVENDT:
            yield replace(trae, navn=_OMVENDT[navn])
        case Saml(art="alle" | "nogen" as art):
            yield replace(trae, art="nogen" if art == "alle" else "alle")


def _uden_led(trae: Knude) -> Iterator[tuple[Knude, Knude]]:
    """Each part of the node that can be left out, and the node without it."""
    match trae:
        case Og(dele=dele) | Eller(dele=dele):
            for i, del_ in enumerate(dele):
                rest = dele[:i] + dele[i + 1 :]
                yield del_, rest[0] if len(rest) == 1 else replace(trae, dele=rest)
        case Regn(a=a, b=b):
            yield a, b
            yield b, a
        case Kald(navn="pr", argumenter=(a, b)):
            yield b, a
        case Hvis(saa=saa, ellers=ellers):
            yield ellers, saa
            yield saa, ellers
        case Kald(navn=navn, argumenter=argumenter) if INDBYGGEDE[navn][0][-1] == "..." and navn not in _HELE:
            # What must be there is not left out: the test would ask of nothing.
            faste = len(INDBYGGEDE[navn][0]) - 1
            for i in range(faste - 1, len(argumenter) if len(argumenter) > faste else 0):
                yield argumenter[i], replace(trae, argumenter=argumenter[:i] + argumenter[i + 1 :])


def _nabovaerdier(knude: Knude, v: Any, skridt: Tal) -> Iterator[Any]:
    """A literal or a parameter's value one step down and up, another choice, another unit."""
    if isinstance(v, bool):
        yield not v
    elif isinstance(v, date):
        yield v - timedelta(days=1)
        yield v + timedelta(days=1)
    elif isinstance(v, int | Decimal | Fraction):
        yield _lagt_til(v, -skridt)
        yield _lagt_til(v, skridt)
        if v and ("kr.", 1) in knude.type.dimension:
            yield v * _TUSIND
            yield _hel(Fraction(v) / _TUSIND)
    elif knude.type.art == "valg":
        yield from (andet for andet in knude.type.valg if andet != v)


def _lagt_til(v: Tal, skridt: Tal) -> Tal:
    return _hel(Fraction(v) + Fraction(skridt))


def _hel(v: Fraction) -> int | Fraction:
    return int(v) if v.denominator == 1 else v


def _mindste_skridt(regelsaet: Regelsaet, knude: Knude) -> Tal:
    """The least step of the facts in a tree, in base units."""
    fundne = [
        trin(form) * n.faktor
        for n in alle_knuder(knude)
        if isinstance(n, Fakt) and (form := regelsaet.fakta.get((n.liste, n.navn))) is not None and form.type == "tal"
    ]
    return min(fundne, default=1)


# --- Parameters and conclusions -----------------------------------------------------------


def _parametermutanter(regelsaet: Regelsaet, sted: StedAf) -> Iterator[Mutant]:
    laeser = _laesere(regelsaet)
    for navn, form in regelsaet.data.parametre.items():
        erklaering = regelsaet.omfang.find(navn)
        assert erklaering is not None
        knude = Param(erklaering.type, 0, navn, erklaering.faktor)
        v = regelsaet.parametre[navn]
        roert = frozenset(del_ for del_, laest in laeser.items() if navn in laest)
        for ny in _nabovaerdier(knude, v, trin(form) * erklaering.faktor):
            if isinstance(ny, int | Decimal | Fraction) and not isinstance(ny, bool):
                egen = Fraction(ny) / erklaering.faktor
                if (form.mindst is not None and egen < graense(form.mindst)) or (
                    form.hoejst is not None and egen > graense(form.hoejst)
                ):
                    continue
            yield Mutant(
                f"parameteren {navn}: »{skriv_vaerdi(knude, v)}« bliver »{skriv_vaerdi(knude, ny)}«",
                sted(("parametre", navn, "vaerdi"), 0),
                partial(_med_parameter, navn, ny),
                roert,
                parameter=navn,
            )


def _med_parameter(navn: str, ny: Vaerdi, r: Regelsaet) -> Regelsaet:
    return replace(r, parametre={**r.parametre, navn: ny})


def _konklusionsmutanter(regelsaet: Regelsaet, sted: StedAf) -> Iterator[Mutant]:
    for i, k in enumerate(regelsaet.data.konklusioner):
        for hvad, sti, ny in _konklusioner(k, tuple(regelsaet.data.statusser)):
            yield Mutant(
                f"{k.id}: {hvad}",
                sted(("konklusioner", i, *sti), 0),
                partial(_med_konklusion, i, ny),
                frozenset({("konklusion", k.id)}),
            )


def _med_konklusion(nr: int, ny: Konklusion | None, r: Regelsaet) -> Regelsaet:
    alle = r.data.konklusioner
    konklusioner = (*alle[:nr], *(() if ny is None else (ny,)), *alle[nr + 1 :])
    return replace(r, data=r.data.model_copy(update={"konklusioner": konklusioner}))


def _konklusioner(k: Konklusion, statusser: tuple[str, ...]) -> Iterator[tuple[str, Sti, Konklusion | None]]:
    if k.opgave is not None:
        yield "opgaven udgår", ("opgave",), None
    if k.uden is not None:
        for status in statusser:
            if status != k.uden:
                yield f"»uden: {k.uden}« bliver »uden: {status}«", ("uden",), k.model_copy(update={"uden": status})
    if not isinstance(k.naar, Naar):
        return
    for felt in ("mindst_en", "alle", "ingen"):
        moenstre: tuple[Moenster, ...] = getattr(k.naar, felt)
        for j, m in enumerate(moenstre):
            for hvad, ny in _moenstre(m, statusser):
                nye = (*moenstre[:j], *(() if ny is None else (ny,)), *moenstre[j + 1 :])
                naar = k.naar.model_copy(update={felt: nye})
                yield f"{felt} {hvad}", ("naar", felt, j), k.model_copy(update={"naar": naar})


def _moenstre(m: Moenster, statusser: tuple[str, ...]) -> Iterator[tuple[str, Moenster | None]]:
    """A pattern left out, and with other status words or another gravity."""
    yield f"»{_vis(m)}« udgår", None
    if m.er is not None:
        for status in statusser:
            er = tuple(s for s in m.er if s != status) if status in m.er else (*m.er, status)
            if er:
                ny = m.model_copy(update={"er": er})
                yield f"»{_vis(m)}« bliver »{_vis(ny)}«", ny
    if m.fund in ("fejl", "advarsel"):
        ny = m.model_copy(update={"fund": "advarsel" if m.fund == "fejl" else "fejl"})
        yield f"»{_vis(m)}« bliver »{_vis(ny)}«", ny


def _vis(m: Moenster) -> str:
    """A pattern as the pack writes it."""
    dele = m.model_dump(exclude_none=True)
    return ", ".join(f"{n}: {'[' + ', '.join(v) + ']' if isinstance(v, tuple | list) else v}" for n, v in dele.items())
