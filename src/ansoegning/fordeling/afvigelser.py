"""Compare a published table with the result of its own key: totals, amounts, shares, and the key total it follows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from ..indlaes.fordelingspakke import BELOEB, offentlig_andel, offentligt_beloeb, oplyst_noeglesum
from ..model.fordelingspakke import Fordelingspakke, Offentliggjort
from ..model.fordelingssvar import Afvigelsesart, TabelafvigelseSvar
from ..model.resultat import JsonVaerdi
from ..model.vaerdier import laes_tekst
from ..model.visning import json_vaerdi, med_stort, opremsning, vis_kr, vis_tal
from .beregn import Beregning, Betaling, trin
from .del_op import naermeste


def afrundet(vaerdi: Fraction, decimaler: int) -> Decimal:
    """Return a non-negative number rounded to this many decimals, halves up."""
    return Decimal(naermeste(vaerdi * 10**decimaler)).scaleb(-decimaler)


def offentliggjort_beloeb(b: Betaling, offentliggjort: Offentliggjort) -> Fraction | None:
    """Return the amount in kroner that the table publishes for a party, or None if it has none."""
    tekst = b.part.offentliggjort[offentliggjort.beloeb]
    return None if tekst is None else Fraction(offentligt_beloeb(tekst))


def oplyst_sum(offentliggjort: Offentliggjort) -> Fraction | None:
    """Return the total that the table states, or None."""
    if offentliggjort.oplyst_sum is None:
        return None
    tal = laes_tekst(BELOEB, offentliggjort.oplyst_sum)
    assert isinstance(tal, int | Decimal)
    return Fraction(tal)


class _Tabel:
    """A component with a published table, calculated with the pack's own figures."""

    def __init__(self, pakke: Fordelingspakke, beregning: Beregning, offentliggjort: Offentliggjort) -> None:
        assert beregning.beloeb is not None
        self.b, self.o, self.beloeb = beregning, offentliggjort, beregning.beloeb
        self.trin = trin(beregning.komponent)
        self.parter = [
            (x, v) for x in beregning.betalinger if (v := offentliggjort_beloeb(x, offentliggjort)) is not None
        ]
        self.i_alt = sum((v for _, v in self.parter), Fraction(0))
        self.som_beregnet = all(x.beloeb == v for x, v in self.parter)
        self.hver_for_sig = all(naermeste(x.noejagtigt / self.trin) * self.trin == v for x, v in self.parter)
        (d, *flere) = beregning.komponent.dele
        self.noegle = None if flere or d.noegle is None or d.satser else pakke.data.noegler[d.noegle]
        self.oplyst_noegle = oplyst_noeglesum(self.noegle) if self.noegle is not None else None

    @property
    def enhed(self) -> str:
        assert self.noegle is not None
        return self.noegle.enhed or self.noegle.navn

    def afvigelse(
        self,
        art: Afvigelsesart,
        tekst: str,
        offentliggjort: JsonVaerdi,
        beregnet: JsonVaerdi,
        part: str | None = None,
        graenser: tuple[int, int] | None = None,
    ) -> TabelafvigelseSvar:
        fra, til = graenser or (None, None)
        return TabelafvigelseSvar(
            art=art, komponent=self.b.komponent.id, part=part, offentliggjort=offentliggjort, beregnet=beregnet,
            tekst=tekst, fra=fra, til=til,
        )  # fmt: skip


def afvigelser(pakke: Fordelingspakke, beregning: Beregning) -> Iterator[TabelafvigelseSvar]:
    """Yield every deviation of a component's published table: first of the table as a whole, then party by party."""
    o = beregning.komponent.offentliggjort
    if o is None or beregning.beloeb is None:
        return
    t = _Tabel(pakke, beregning, o)
    yield from _summer(t)
    yield from _noeglesum(t)
    yield from _fra_anden_noegle(t)
    yield from _andelssum(t)
    for x in beregning.betalinger:
        yield from _andel(t, x)
    for x, v in t.parter:
        yield from _beloeb(t, x, v)
    betaler = {x.part.navn for x in beregning.betalinger}
    for p in pakke.parter:
        tekst = p.offentliggjort[o.beloeb]
        if tekst is not None and p.navn not in betaler:
            v = Fraction(offentligt_beloeb(tekst))
            yield t.afvigelse(
                "beloeb", f"{p.navn}: der er offentliggjort {vis_kr(v)}, men tabellen har ingen nøgle for parten.",
                json_vaerdi(v), None, p.navn,
            )  # fmt: skip


def _summer(tabel: _Tabel) -> Iterator[TabelafvigelseSvar]:
    oplyst = oplyst_sum(tabel.o)
    if oplyst is not None and oplyst not in (tabel.beloeb, tabel.i_alt):
        tekst = (
            f"Tabellen oplyser {vis_kr(oplyst)} i alt, men dens egne beløb er tilsammen {vis_kr(tabel.i_alt)}, "
            f"{_mere(tabel.i_alt - oplyst)}."
        )
        if tabel.o.bemaerkning:
            tekst += f" {tabel.o.bemaerkning}"
        yield tabel.afvigelse("sum", tekst, json_vaerdi(oplyst), json_vaerdi(tabel.i_alt))
    if tabel.i_alt != tabel.beloeb:
        tekst = (
            f"De offentliggjorte beløb er tilsammen {vis_kr(tabel.i_alt)}, {_mere(tabel.i_alt - tabel.beloeb)} end de "
            f"{vis_kr(tabel.beloeb)}, der skal fordeles."
        )
        if tabel.hver_for_sig:
            enhed = "hele kroner" if tabel.trin == 1 else "hele øre"
            tekst += f" Hvert beløb følger af tabellens egen nøgle, men er afrundet for sig til {enhed}."
        yield tabel.afvigelse("sum", tekst, json_vaerdi(tabel.i_alt), json_vaerdi(tabel.beloeb))


def _noeglesum(tabel: _Tabel) -> Iterator[TabelafvigelseSvar]:
    sum_ = tabel.b.noeglesum
    if tabel.oplyst_noegle is None or sum_ is None or tabel.oplyst_noegle == sum_:
        return
    forskel = sum_ - tabel.oplyst_noegle
    tekst = (
        f"Tabellen oplyser {vis_tal(tabel.oplyst_noegle)} {tabel.enhed} i alt, men parterne har tilsammen "
        f"{vis_tal(sum_)}, {vis_tal(abs(forskel))} {'flere' if forskel > 0 else 'færre'}."
    )
    yield tabel.afvigelse("noegle", tekst, tabel.oplyst_noegle, json_vaerdi(sum_))


def _fra_anden_noegle(tabel: _Tabel) -> Iterator[TabelafvigelseSvar]:
    """Yield the key total that reproduces the published amounts, if the parties' own total does not."""
    sum_ = tabel.b.noeglesum
    if tabel.noegle is None or sum_ is None or tabel.som_beregnet or tabel.hver_for_sig or not tabel.parter:
        return
    for maade, under, over in (("afrundet", Fraction(1, 2), Fraction(1, 2)), ("rundet ned", Fraction(0), Fraction(1))):
        graenser = _graenser(tabel, under, over)
        if graenser is not None:
            yield _fundet(tabel, sum_, maade, graenser)
            return
    tael = [("parternes sum", sum_), *([("det oplyste", Fraction(tabel.oplyst_noegle))] if tabel.oplyst_noegle else [])]
    # Nothing for a key of 0 follows from every total, and says nothing about which was used.
    parter = [(x, v) for x, v in tabel.parter if x.noegle or v]
    passer = [
        f"{sum((k == sum_ and v == x.beloeb) or _giver(tabel, x, v, k) for x, v in parter)} passer med {hvad} "
        f"{vis_tal(k)}"
        for hvad, k in tael
    ]
    tekst = (
        f"De {len(parter)} offentliggjorte beløb følger ikke af ét samlet antal {tabel.enhed}: {opremsning(passer)}."
    )
    yield tabel.afvigelse("noegle", tekst, None, json_vaerdi(sum_))


def _giver(tabel: _Tabel, betaling: Betaling, v: Fraction, sum_: Fraction) -> bool:
    return naermeste(tabel.beloeb * betaling.noegle / sum_ / tabel.trin) * tabel.trin == v


def _graenser(tabel: _Tabel, under: Fraction, over: Fraction) -> tuple[int, int] | None:
    """Return the smallest and largest whole key total that reproduces every published amount, or None.

    A published amount ``v`` results from exact shares from ``v - under`` (included) to ``v + over`` (excluded), in the
    smallest unit.
    """
    fra, til = 1, None
    for x, kroner in tabel.parter:
        tael, v = tabel.beloeb * x.noegle / tabel.trin, kroner / tabel.trin
        # From tael / total < v + over, and tael / total >= v - under.
        fra = max(fra, floor(tael / (v + over)) + 1)
        if v - under > 0:
            hoejst = floor(tael / (v - under))
            til = hoejst if til is None else min(til, hoejst)
    return (fra, til) if til is not None and fra <= til else None


def _fundet(tabel: _Tabel, sum_: Fraction, maade: str, graenser: tuple[int, int]) -> TabelafvigelseSvar:
    fra, til = graenser
    alle = f"Alle {len(tabel.parter)} offentliggjorte beløb"
    enhed = "hele kroner" if tabel.trin == 1 else "hele øre"
    if tabel.oplyst_noegle is not None and fra <= tabel.oplyst_noegle <= til:
        tekst = (
            f"{alle} følger af de {vis_tal(tabel.oplyst_noegle)} {tabel.enhed}, tabellen oplyser i alt, og ikke af de "
            f"{vis_tal(sum_)}, parterne har tilsammen: hvert er {vis_kr(tabel.beloeb)} × partens {tabel.enhed} / "
            f"{vis_tal(tabel.oplyst_noegle)}, {maade} til {enhed}."
        )
        return tabel.afvigelse("noegle", tekst, tabel.oplyst_noegle, json_vaerdi(sum_), graenser=graenser)
    mellem = f"{vis_tal(fra)}" if fra == til else f"et tal mellem {vis_tal(fra)} og {vis_tal(til)}"
    oplyst = "" if tabel.oplyst_noegle is None else f" eller det oplyste {vis_tal(tabel.oplyst_noegle)}"
    tekst = (
        f"{alle} følger af et andet samlet antal {tabel.enhed} end tabellens egne: {mellem}. Hvert er "
        f"{vis_kr(tabel.beloeb)} × partens {tabel.enhed} / dette tal, {maade} til {enhed}. Det er ikke parternes sum "
        f"{vis_tal(sum_)}{oplyst}, og det står ikke i tabellen."
    )
    if _andele_foelger(tabel, fra, til):
        tekst += " De offentliggjorte andele følger også af det tal."
    mindst, hoejst = ceil(tabel.beloeb * sum_ / til), floor(tabel.beloeb * sum_ / fra)
    if mindst <= hoejst:
        beloeb = vis_kr(mindst) if mindst == hoejst else f"{vis_tal(mindst)}–{vis_kr(hoejst)}"
        tekst += f" De samme beløb fås, hvis {beloeb} fordeles efter parternes sum."
    offentliggjort = fra if fra == til else None
    return tabel.afvigelse("noegle", tekst, offentliggjort, json_vaerdi(sum_), graenser=graenser)


def _andele(tabel: _Tabel) -> list[tuple[Betaling, Decimal, int]]:
    if tabel.o.andel is None:
        return []
    return [
        (x, *offentlig_andel(s)) for x in tabel.b.betalinger if (s := x.part.offentliggjort[tabel.o.andel]) is not None
    ]


def _andele_foelger(tabel: _Tabel, fra: int, til: int) -> bool:
    """Return whether every published share follows from both totals, but not from the parties' own total."""
    alle = _andele(tabel)

    def passer(sum_: Fraction | int) -> bool:
        return all(afrundet(100 * x.noegle / sum_, n) == a for x, a, n in alle)

    sum_ = tabel.b.noeglesum
    return bool(alle) and sum_ is not None and passer(fra) and passer(til) and not passer(sum_)


def _andelssum(tabel: _Tabel) -> Iterator[TabelafvigelseSvar]:
    alle = _andele(tabel)
    sum_ = sum((a for _, a, _ in alle), Decimal(0))
    if not alle or sum_ == 100 or not tabel.beloeb:
        return
    n = max(n for *_, n in alle)
    beregnet = sum((afrundet(100 * x.noejagtigt / tabel.beloeb, n) for x, *_ in alle), Decimal(0))
    tekst = (
        f"De offentliggjorte andele er tilsammen {_pct(sum_)} og ikke 100 pct. De beregnede andele med lige så mange "
        f"decimaler er tilsammen {_pct(beregnet)}"
    )
    yield tabel.afvigelse("andel", tekst, f"{_uden_nuller(sum_)}", f"{_uden_nuller(beregnet)}")


def _andel(tabel: _Tabel, betaling: Betaling) -> Iterator[TabelafvigelseSvar]:
    tekst = None if tabel.o.andel is None else betaling.part.offentliggjort[tabel.o.andel]
    if tekst is None or not tabel.beloeb:
        return
    offentlig, decimaler = offentlig_andel(tekst)
    noejagtig = 100 * betaling.noejagtigt / tabel.beloeb
    beregnet = afrundet(noejagtig, decimaler)
    if offentlig != beregnet:
        vist = (
            f"{betaling.part.navn}: den offentliggjorte andel er {_pct(offentlig)}, men den beregnede er "
            f"{_pct(beregnet)} ({_grundlag(tabel, betaling)} er {vis_tal(noejagtig, decimaler + 2)} pct.)."
        )
        yield tabel.afvigelse("andel", vist, _uden_nuller(offentlig), f"{beregnet}", betaling.part.navn)


def _beloeb(tabel: _Tabel, betaling: Betaling, v: Fraction) -> Iterator[TabelafvigelseSvar]:
    if v == betaling.beloeb:
        return
    tekst = (
        f"{betaling.part.navn}: der er offentliggjort {vis_kr(v)}, {_mere(v - betaling.beloeb)} end de beregnede "
        f"{vis_kr(betaling.beloeb)} "
    )
    noejagtigt = vis_kr(betaling.noejagtigt, 2 if tabel.trin == 1 else 4)
    if naermeste(betaling.noejagtigt / tabel.trin) * tabel.trin == v:
        tekst += f"Forskellen er alene afrunding: {_grundlag(tabel, betaling)} giver {noejagtigt}"
    else:
        tekst += med_stort(f"{_grundlag(tabel, betaling)} giver {noejagtigt}")
    yield tabel.afvigelse("beloeb", tekst, json_vaerdi(v), json_vaerdi(betaling.beloeb), betaling.part.navn)


def _grundlag(tabel: _Tabel, betaling: Betaling) -> str:
    if tabel.noegle is None or tabel.b.noeglesum is None:
        return "nøglen"
    return f"{vis_tal(betaling.noegle)} af {vis_tal(tabel.b.noeglesum)} {tabel.enhed}"


def _mere(forskel: Fraction) -> str:
    return f"{vis_kr(abs(forskel))} {'mere' if forskel > 0 else 'mindre'}"


def _pct(tal: Decimal) -> str:
    return f"{vis_tal(tal, 4)} pct."


def _uden_nuller(tal: Decimal) -> str:
    tekst = f"{tal:f}"
    return tekst.rstrip("0").rstrip(".") if "." in tekst else tekst
