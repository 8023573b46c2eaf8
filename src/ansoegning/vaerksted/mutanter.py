"""Generate the mutants of a rule pack: copies of the pack with one change each.

Examples of changes: a limit moved by one step, ``>`` replaced by ``>=``, an exception removed. Texts, and the choice
among the phrases of a criterion, are not changed, because cases do not test them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, Literal

from ..fejl import Sted
from ..model.regelsaet import Konklusion, Moenster, Naar
from ..model.vaerdier import Vaerdi, graense, trin
from ..sprog.erklaeringer import ANSOEGNING, StedAf, Sti
from ..sprog.raekkefoelge import TypetRaekkefoelge
from ..sprog.regelsaet import (
    Regelsaet,
    TypetDel,
    TypetKriterium,
    TypetTjek,
    laeste_fakta,
    laeste_parametre,
)
from ..sprog.skriv import skriv_vaerdi
from ..sprog.traeer import (
    Knude,
    Konstant,
    Param,
)
from ..sprog.typer import JA_NEJ
from ..system.dataklasse import dataklasse
from .mutanter_perioder import med_sum, periodeaendringer, summer
from .mutanter_rangordning import med_ordenstrae, ordenstraeer, rangaendringer
from .mutanter_traeer import Variant, nabovaerdier, varianter

# A part whose outcome a mutant may change: ("kriterium", id), ("tjek", its number), ("forhold", id), ("konklusion",
# id), ("orden", name) or ("beloeb", id of a check). Changes of the last two can only be noticed in a round.
Roert = tuple[str, object]
ORDEN, BELOEB = "orden", "beloeb"


@dataklasse(frozen=True, slots=True)
class Mutant:
    """The pack with one change. ``parameter`` names a changed parameter; a case that sets it is not affected."""

    beskrivelse: str
    sted: Sted
    aendr: Callable[[Regelsaet], Regelsaet]
    roert: frozenset[Roert]
    parameter: str | None = None


def mutanter(regelsaet: Regelsaet, sted: StedAf) -> tuple[Mutant, ...]:
    """Return every mutant of a pack, in the order of the pack, each with a unique description."""
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
        # The same change can be possible in several locations of one condition.
        nr = f" ({sete[m.beskrivelse]}. sted)" if antal[m.beskrivelse] > 1 else ""
        fundne.append(replace(m, beskrivelse=m.beskrivelse + nr))
    return tuple(fundne)


# The location of a tree in a loaded pack: the type of its owner, which owner, and the tree's number in it.
_Adresse = tuple[Literal["afledt", "sum", "krav", "undtagelser", "forbehold", "tjek", "forhold", "orden"], Any, int]


@dataklasse(frozen=True, slots=True)
class _Muterbart:
    """One tree of a pack: its name, its location in the pack and in its files, and the parts it can change."""

    navn: str
    adresse: _Adresse
    trae: Knude
    sti: Sti
    roert: frozenset[Roert]
    # The tree is made from a template with a fact's name inserted, so its offsets do not match the file.
    fast_plads: bool = False


def _traemutanter(regelsaet: Regelsaet, sted: StedAf) -> Iterator[Mutant]:
    for led in _led(regelsaet):
        fundne = list(varianter(led.trae, regelsaet))
        match led.adresse[0]:
            case "tjek":
                fundne.append(Variant("betingelsen gælder altid", 0, _altid(True)))
                fundne.append(Variant("tjekket udgår", 0, _altid(False)))
            case "undtagelser" | "forbehold":
                fundne.append(Variant("gælder altid", 0, _altid(True)))
                fundne.append(Variant("udgår", 0, None))
        for v in fundne:
            yield Mutant(
                f"{led.navn}: {v.hvad}",
                sted(led.sti, 0 if led.fast_plads else v.plads)
                if v.raekke is None
                else sted(("tabeller", v.raekke[0], "raekker", v.raekke[1]), 0),
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
    """Yield each check that makes an amount unknown to the order and the sums, without that effect."""
    for i, tjek in enumerate(regelsaet.data.skema):
        if tjek.beloeb_ukendt == "ja":
            yield Mutant(
                f"{tjek.id}: beløbet regnes som kendt",
                sted(("skema", i, "beloeb_ukendt"), 0),
                partial(_med_kendt_beloeb, tjek.id),
                frozenset({(BELOEB, tjek.id)}),
            )


def _periodemutanter(regelsaet: Regelsaet, sted: StedAf) -> Iterator[Mutant]:
    laeser = _laesere(regelsaet)
    for liste, hvad, aendr in periodeaendringer(regelsaet):
        roert = frozenset(
            del_ for del_, laest in laeser.items() if any(isinstance(n, tuple) and n[0] == liste for n in laest)
        )
        if roert:
            yield Mutant(f"{liste}: {hvad}", sted(("perioder", liste), 0), aendr, roert)


def _med_kendt_beloeb(id_: str, regelsaet: Regelsaet) -> Regelsaet:
    def nyt(t: TypetTjek) -> TypetTjek:
        return replace(t, data=t.data.model_copy(update={"beloeb_ukendt": "nej"})) if t.data.id == id_ else t

    return replace(regelsaet, skema=tuple(map(nyt, regelsaet.skema)))


def _ordensmutanter(regelsaet: Regelsaet, sted: StedAf) -> Iterator[Mutant]:
    if regelsaet.raekkefoelge is None:
        return
    for aendring in rangaendringer(regelsaet.raekkefoelge):
        yield Mutant(
            f"rækkefølgen, {aendring.hvad}",
            sted(("raekkefoelge", *aendring.sti), 0),
            partial(_med_orden, aendring.ny),
            frozenset({(ORDEN, aendring.hvad)}),
        )


def _med_orden(ny: TypetRaekkefoelge, regelsaet: Regelsaet) -> Regelsaet:
    return replace(regelsaet, raekkefoelge=ny)


def _altid(svar: bool) -> Konstant:
    return Konstant(JA_NEJ, 0, svar)


def _led(regelsaet: Regelsaet) -> Iterator[_Muterbart]:
    """Yield every tree of a pack whose value a case can observe."""
    yield from _regnede_led(regelsaet)
    for i, kriterium in enumerate(regelsaet.kriterier):
        yield from _kriteriets_led(kriterium, ("kriterier", i))
    yield from _skemaets_led(regelsaet)
    for i, f in enumerate(regelsaet.forhold):
        yield _Muterbart(f.id, ("forhold", f.id, 0), f.naar, ("forhold", i, "naar"), frozenset({("forhold", f.id)}))
    for t in ordenstraeer(regelsaet.raekkefoelge):
        adresse: _Adresse = ("orden", (t.del_, t.felt), t.nr)
        yield _Muterbart(
            f"rækkefølgen, {t.navn}", adresse, t.trae, ("raekkefoelge", *t.sti), frozenset({(ORDEN, t.navn)})
        )


def _regnede_led(regelsaet: Regelsaet) -> Iterator[_Muterbart]:
    """Yield the derived facts and the sums of periods.

    Those that only alternative interpretations or phrases read are left out, because cases do not test these.
    """
    laeser = _laesere(regelsaet)

    def laesere(liste: str | None, navn: str) -> frozenset[Roert]:
        return frozenset(del_ for del_, laest in laeser.items() if (liste, navn) in laest)

    for (liste, navn), afledt in regelsaet.afledte.items():
        sti: Sti = ("fakta", liste or ANSOEGNING, navn, "afledt")
        if roert := laesere(liste, navn):
            yield _Muterbart(navn, ("afledt", (liste, navn), 0), afledt.trae, sti, roert)
    for liste, navn, trae in summer(regelsaet):
        sti = ("perioder", liste, "summer", navn, "udtryk")
        if roert := laesere(liste, navn):
            yield _Muterbart(navn, ("sum", (liste, navn), 0), trae, sti, roert)


def _kriteriets_led(kriterium: TypetKriterium, sti: Sti) -> Iterator[_Muterbart]:
    id_ = kriterium.data.id
    roert: frozenset[Roert] = frozenset({("kriterium", id_)})
    yield _Muterbart(f"{id_} krav", ("krav", id_, 0), kriterium.krav, (*sti, "krav"), roert)
    for nr, del_ in enumerate(kriterium.undtagelser):
        her: Sti = (*sti, "undtagelser", nr, "naar")
        yield _Muterbart(f"{id_} undtagelse {nr + 1}", ("undtagelser", id_, nr), del_.naar, her, roert)
    for nr, del_ in enumerate(kriterium.forbehold):
        her = (*sti, "forbehold", nr, "naar")
        yield _Muterbart(f"{id_} forbehold {nr + 1}", ("forbehold", id_, nr), del_.naar, her, roert)


def _skemaets_led(regelsaet: Regelsaet) -> Iterator[_Muterbart]:
    nr_af = {tjek.id: nr for nr, tjek in enumerate(regelsaet.data.skema)}
    for nr, tjek in enumerate(regelsaet.skema):
        hvilket = tjek.data.id
        sti: Sti = ("skema", nr_af[hvilket], "naar")
        egen_tekst = tjek.gaelder is None
        if tjek.gaelder is not None:
            hvilket += f" {tjek.liste}.{tjek.gaelder}" if tjek.liste else f" {tjek.gaelder}"
            if isinstance(tjek.data.for_hver, dict):
                egen_tekst, sti = True, (*sti[:2], "for_hver", tjek.gaelder)
        yield _Muterbart(hvilket, ("tjek", nr, 0), tjek.naar, sti, frozenset({("tjek", nr)}), not egen_tekst)


def _med_trae(adresse: _Adresse, ny: Knude | None, regelsaet: Regelsaet) -> Regelsaet:
    """Return the pack with one tree replaced; an exception or reservation is removed if ``ny`` is None."""
    art, hvilken, nr = adresse

    def dele(fra: tuple[TypetDel, ...]) -> tuple[TypetDel, ...]:
        return (*fra[:nr], *(() if ny is None else (replace(fra[nr], naar=ny),)), *fra[nr + 1 :])

    def kriterium(kriterium: TypetKriterium) -> TypetKriterium:
        if kriterium.data.id != hvilken:
            return kriterium
        if art == "undtagelser":
            return replace(kriterium, undtagelser=dele(kriterium.undtagelser))
        if art == "forbehold":
            return replace(kriterium, forbehold=dele(kriterium.forbehold))
        return replace(kriterium, krav=ny or kriterium.krav)

    if art in ("krav", "undtagelser", "forbehold"):
        return replace(regelsaet, kriterier=tuple(map(kriterium, regelsaet.kriterier)))
    assert ny is not None
    if art == "orden":
        assert regelsaet.raekkefoelge is not None
        del_, felt = hvilken
        return replace(regelsaet, raekkefoelge=med_ordenstrae(regelsaet.raekkefoelge, del_, felt, nr, ny))
    if art == "afledt":
        return replace(regelsaet, afledte={**regelsaet.afledte, hvilken: replace(regelsaet.afledte[hvilken], trae=ny)})
    if art == "sum":
        return med_sum(regelsaet, hvilken[0], hvilken[1], ny)
    if art == "tjek":
        return replace(
            regelsaet, skema=tuple(replace(t, naar=ny) if i == hvilken else t for i, t in enumerate(regelsaet.skema))
        )
    return replace(regelsaet, forhold=tuple(replace(f, naar=ny) if f.id == hvilken else f for f in regelsaet.forhold))


def _med_alvor(id_: str, alvor: Literal["fejl", "advarsel"], regelsaet: Regelsaet) -> Regelsaet:
    def nyt(t: TypetTjek) -> TypetTjek:
        return replace(t, data=t.data.model_copy(update={"alvor": alvor})) if t.data.id == id_ else t

    return replace(regelsaet, skema=tuple(map(nyt, regelsaet.skema)))


def _laesere(regelsaet: Regelsaet) -> dict[Roert, set[object]]:
    """Return the parameters (by name) and facts (by list and name) that each part reads, derived facts expanded."""
    fundne: dict[Roert, set[object]] = {}
    for k in regelsaet.kriterier:
        fundne["kriterium", k.data.id] = _laest(regelsaet, *k.betingelser)
    for nr, t in enumerate(regelsaet.skema):
        fundne["tjek", nr] = _laest(regelsaet, t.naar)
    for f in regelsaet.forhold:
        fundne["forhold", f.id] = _laest(regelsaet, f.naar)
    for led in ordenstraeer(regelsaet.raekkefoelge):
        fundne[ORDEN, led.navn] = _laest(regelsaet, led.trae)
    return fundne


def _laest(regelsaet: Regelsaet, *traeer: Knude) -> set[object]:
    return {*laeste_parametre(regelsaet, *traeer), *laeste_fakta(regelsaet, *traeer)}


# --- Parameters and conclusions -----------------------------------------------------------


def _parametermutanter(regelsaet: Regelsaet, sted: StedAf) -> Iterator[Mutant]:
    laeser = _laesere(regelsaet)
    for navn, form in regelsaet.data.parametre.items():
        erklaering = regelsaet.omfang.find(navn)
        assert erklaering is not None
        knude = Param(erklaering.type, 0, navn)
        v = regelsaet.parametre[navn]
        roert = frozenset(del_ for del_, laest in laeser.items() if navn in laest)
        for ny in nabovaerdier(knude, v, trin(form) * erklaering.faktor):
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


def _med_parameter(navn: str, ny: Vaerdi, regelsaet: Regelsaet) -> Regelsaet:
    return replace(regelsaet, parametre={**regelsaet.parametre, navn: ny})


def _konklusionsmutanter(regelsaet: Regelsaet, sted: StedAf) -> Iterator[Mutant]:
    for i, k in enumerate(regelsaet.data.konklusioner):
        for hvad, sti, ny in _konklusioner(k, tuple(regelsaet.data.statusser)):
            yield Mutant(
                f"{k.id}: {hvad}",
                sted(("konklusioner", i, *sti), 0),
                partial(_med_konklusion, i, ny),
                frozenset({("konklusion", k.id)}),
            )


def _med_konklusion(nr: int, ny: Konklusion | None, regelsaet: Regelsaet) -> Regelsaet:
    alle = regelsaet.data.konklusioner
    konklusioner = (*alle[:nr], *(() if ny is None else (ny,)), *alle[nr + 1 :])
    return replace(regelsaet, data=regelsaet.data.model_copy(update={"konklusioner": konklusioner}))


def _konklusioner(konklusion: Konklusion, statusser: tuple[str, ...]) -> Iterator[tuple[str, Sti, Konklusion | None]]:
    if konklusion.opgave is not None:
        yield "opgaven udgår", ("opgave",), None
    if konklusion.uden is not None:
        for status in statusser:
            if status != konklusion.uden:
                yield (
                    f"»uden: {konklusion.uden}« bliver »uden: {status}«",
                    ("uden",),
                    konklusion.model_copy(update={"uden": status}),
                )
    if not isinstance(konklusion.naar, Naar):
        return
    for felt in ("mindst_en", "alle", "ingen"):
        moenstre: tuple[Moenster, ...] = getattr(konklusion.naar, felt)
        for j, m in enumerate(moenstre):
            for hvad, ny in _moenstre(m, statusser):
                nye = (*moenstre[:j], *(() if ny is None else (ny,)), *moenstre[j + 1 :])
                naar = konklusion.naar.model_copy(update={felt: nye})
                yield f"{felt} {hvad}", ("naar", felt, j), konklusion.model_copy(update={"naar": naar})


def _moenstre(moenster: Moenster, statusser: tuple[str, ...]) -> Iterator[tuple[str, Moenster | None]]:
    """Yield a pattern removed, and the pattern with other status words or another severity."""
    yield f"»{_vis(moenster)}« udgår", None
    if moenster.er is not None:
        for status in statusser:
            er = tuple(s for s in moenster.er if s != status) if status in moenster.er else (*moenster.er, status)
            if er:
                ny = moenster.model_copy(update={"er": er})
                yield f"»{_vis(moenster)}« bliver »{_vis(ny)}«", ny
    if moenster.fund in ("fejl", "advarsel"):
        ny = moenster.model_copy(update={"fund": "advarsel" if moenster.fund == "fejl" else "fejl"})
        yield f"»{_vis(moenster)}« bliver »{_vis(ny)}«", ny


def _vis(moenster: Moenster) -> str:
    """Return a pattern as the pack writes it."""
    dele = moenster.model_dump(exclude_none=True)
    return ", ".join(f"{n}: {'[' + ', '.join(v) + ']' if isinstance(v, tuple | list) else v}" for n, v in dele.items())
