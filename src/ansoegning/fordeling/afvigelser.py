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


def offentliggjort_beloeb(b: Betaling, o: Offentliggjort) -> Fraction | None:
    """Return the amount in kroner that the table publishes for a party, or None if it has none."""
    tekst = b.part.offentliggjort[o.beloeb]
    return None if tekst is None else Fraction(offentligt_beloeb(tekst))


def oplyst_sum(o: Offentliggjort) -> Fraction | None:
    """Return the total that the table states, or None."""
    if o.oplyst_sum is None:
        return None
    tal = laes_tekst(BELOEB, o.oplyst_sum)
    assert isinstance(tal, int | Decimal)
    return Fraction(tal)


class _Tabel:
    """A component with a published table, calculated with the pack's own figures."""

    def __init__(self, pakke: Fordelingspakke, b: Beregning, o: Offentliggjort) -> None:
        assert b.beloeb is not None
        self.b, self.o, self.beloeb = b, o, b.beloeb
        self.trin = trin(b.komponent)
        self.parter = [(x, v) for x in b.betalinger if (v := offentliggjort_beloeb(x, o)) is not None]
        self.i_alt = sum((v for _, v in self.parter), Fraction(0))
        self.som_beregnet = all(x.beloeb == v for x, v in self.parter)
        self.hver_for_sig = all(naermeste(x.noejagtigt / self.trin) * self.trin == v for x, v in self.parter)
        (d, *flere) = b.komponent.dele
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


def afvigelser(pakke: Fordelingspakke, b: Beregning) -> Iterator[TabelafvigelseSvar]:
    """Yield every deviation of a component's published table: first of the table as a whole, then party by party."""
    o = b.komponent.offentliggjort
    if o is None or b.beloeb is None:
        return
    t = _Tabel(pakke, b, o)
    yield from _summer(t)
    yield from _noeglesum(t)
    yield from _fra_anden_noegle(t)
    yield from _andelssum(t)
    for x in b.betalinger:
        yield from _andel(t, x)
    for x, v in t.parter:
        yield from _beloeb(t, x, v)
    betaler = {x.part.navn for x in b.betalinger}
    for p in pakke.parter:
        tekst = p.offentliggjort[o.beloeb]
        if tekst is not None and p.navn not in betaler:
            v = Fraction(offentligt_beloeb(tekst))
            yield t.afvigelse(
                "beloeb", f"{p.navn}: der er offentliggjort {vis_kr(v)}, men tabellen har ingen nøgle for parten.",
                json_vaerdi(v), None, p.navn,
            )  # fmt: skip


def _summer(t: _Tabel) -> Iterator[TabelafvigelseSvar]:
    oplyst = oplyst_sum(t.o)
    if oplyst is not None and oplyst not in (t.beloeb, t.i_alt):
        tekst = (
            f"Tabellen oplyser {vis_kr(oplyst)} i alt, men dens egne beløb er tilsammen {vis_kr(t.i_alt)}, "
            f"{_mere(t.i_alt - oplyst)}."
        )
        if t.o.bemaerkning:
            tekst += f" {t.o.bemaerkning}"
        yield t.afvigelse("sum", tekst, json_vaerdi(oplyst), json_vaerdi(t.i_alt))
    if t.i_alt != t.beloeb:
        tekst = (
            f"De offentliggjorte beløb er tilsammen {vis_kr(t.i_alt)}, {_mere(t.i_alt - t.beloeb)} end de "
            f"{vis_kr(t.beloeb)}, der skal fordeles."
        )
        if t.hver_for_sig:
            enhed = "hele kroner" if t.trin == 1 else "hele øre"
            tekst += f" Hvert beløb følger af tabellens egen nøgle, men er afrundet for sig til {enhed}."
        yield t.afvigelse("sum", tekst, json_vaerdi(t.i_alt), json_vaerdi(t.beloeb))


def _noeglesum(t: _Tabel) -> Iterator[TabelafvigelseSvar]:
    sum_ = t.b.noeglesum
    if t.oplyst_noegle is None or sum_ is None or t.oplyst_noegle == sum_:
        return
    forskel = sum_ - t.oplyst_noegle
    tekst = (
        f"Tabellen oplyser {vis_tal(t.oplyst_noegle)} {t.enhed} i alt, men parterne har tilsammen {vis_tal(sum_)}, "
        f"{vis_tal(abs(forskel))} {'flere' if forskel > 0 else 'færre'}."
    )
    yield t.afvigelse("noegle", tekst, t.oplyst_noegle, json_vaerdi(sum_))


def _fra_anden_noegle(t: _Tabel) -> Iterator[TabelafvigelseSvar]:
    """Yield the key total that reproduces the published amounts, if the parties' own total does not."""
    sum_ = t.b.noeglesum
    if t.noegle is None or sum_ is None or t.som_beregnet or t.hver_for_sig or not t.parter:
        return
    for maade, under, over in (("afrundet", Fraction(1, 2), Fraction(1, 2)), ("rundet ned", Fraction(0), Fraction(1))):
        graenser = _graenser(t, under, over)
        if graenser is not None:
            yield _fundet(t, sum_, maade, graenser)
            return
    tael = [("parternes sum", sum_), *([("det oplyste", Fraction(t.oplyst_noegle))] if t.oplyst_noegle else [])]
    # Nothing for a key of 0 follows from every total, and says nothing about which was used.
    parter = [(x, v) for x, v in t.parter if x.noegle or v]
    passer = [
        f"{sum((k == sum_ and v == x.beloeb) or _giver(t, x, v, k) for x, v in parter)} passer med {hvad} {vis_tal(k)}"
        for hvad, k in tael
    ]
    tekst = f"De {len(parter)} offentliggjorte beløb følger ikke af ét samlet antal {t.enhed}: {opremsning(passer)}."
    yield t.afvigelse("noegle", tekst, None, json_vaerdi(sum_))


def _giver(t: _Tabel, x: Betaling, v: Fraction, sum_: Fraction) -> bool:
    return naermeste(t.beloeb * x.noegle / sum_ / t.trin) * t.trin == v


def _graenser(t: _Tabel, under: Fraction, over: Fraction) -> tuple[int, int] | None:
    """Return the smallest and largest whole key total that reproduces every published amount, or None.

    A published amount ``v`` results from exact shares from ``v - under`` (included) to ``v + over`` (excluded), in the
    smallest unit.
    """
    fra, til = 1, None
    for x, kroner in t.parter:
        tael, v = t.beloeb * x.noegle / t.trin, kroner / t.trin
        # From tael / total < v + over, and tael / total >= v - under.
        fra = max(fra, floor(tael / (v + over)) + 1)
        if v - under > 0:
            hoejst = floor(tael / (v - under))
            til = hoejst if til is None else min(til, hoejst)
    return (fra, til) if til is not None and fra <= til else None


def _fundet(t: _Tabel, sum_: Fraction, maade: str, graenser: tuple[int, int]) -> TabelafvigelseSvar:
    fra, til = graenser
    alle = f"Alle {len(t.parter)} offentliggjorte beløb"
    enhed = "hele kroner" if t.trin == 1 else "hele øre"
    if t.oplyst_noegle is not None and fra <= t.oplyst_noegle <= til:
        tekst = (
            f"{alle} følger af de {vis_tal(t.oplyst_noegle)} {t.enhed}, tabellen oplyser i alt, og ikke af de "
            f"{vis_tal(sum_)}, parterne har tilsammen: hvert er {vis_kr(t.beloeb)} × partens {t.enhed} / "
            f"{vis_tal(t.oplyst_noegle)}, {maade} til {enhed}."
        )
        return t.afvigelse("noegle", tekst, t.oplyst_noegle, json_vaerdi(sum_), graenser=graenser)
    mellem = f"{vis_tal(fra)}" if fra == til else f"et tal mellem {vis_tal(fra)} og {vis_tal(til)}"
    oplyst = "" if t.oplyst_noegle is None else f" eller det oplyste {vis_tal(t.oplyst_noegle)}"
    tekst = (
        f"{alle} følger af et andet samlet antal {t.enhed} end tabellens egne: {mellem}. Hvert er {vis_kr(t.beloeb)} × "
        f"partens {t.enhed} / dette tal, {maade} til {enhed}. Det er ikke parternes sum {vis_tal(sum_)}{oplyst}, og "
        "det står ikke i tabellen."
    )
    if _andele_foelger(t, fra, til):
        tekst += " De offentliggjorte andele følger også af det tal."
    mindst, hoejst = ceil(t.beloeb * sum_ / til), floor(t.beloeb * sum_ / fra)
    if mindst <= hoejst:
        beloeb = vis_kr(mindst) if mindst == hoejst else f"{vis_tal(mindst)}–{vis_kr(hoejst)}"
        tekst += f" De samme beløb fås, hvis {beloeb} fordeles efter parternes sum."
    offentliggjort = fra if fra == til else None
    return t.afvigelse("noegle", tekst, offentliggjort, json_vaerdi(sum_), graenser=graenser)


def _andele(t: _Tabel) -> list[tuple[Betaling, Decimal, int]]:
    if t.o.andel is None:
        return []
    return [(x, *offentlig_andel(s)) for x in t.b.betalinger if (s := x.part.offentliggjort[t.o.andel]) is not None]


def _andele_foelger(t: _Tabel, fra: int, til: int) -> bool:
    """Return whether every published share follows from both totals, but not from the parties' own total."""
    alle = _andele(t)

    def passer(sum_: Fraction | int) -> bool:
        return all(afrundet(100 * x.noegle / sum_, n) == a for x, a, n in alle)

    sum_ = t.b.noeglesum
    return bool(alle) and sum_ is not None and passer(fra) and passer(til) and not passer(sum_)


def _andelssum(t: _Tabel) -> Iterator[TabelafvigelseSvar]:
    alle = _andele(t)
    sum_ = sum((a for _, a, _ in alle), Decimal(0))
    if not alle or sum_ == 100 or not t.beloeb:
        return
    n = max(n for *_, n in alle)
    beregnet = sum((afrundet(100 * x.noejagtigt / t.beloeb, n) for x, *_ in alle), Decimal(0))
    tekst = (
        f"De offentliggjorte andele er tilsammen {_pct(sum_)} og ikke 100 pct. De beregnede andele med lige så mange "
        f"decimaler er tilsammen {_pct(beregnet)}"
    )
    yield t.afvigelse("andel", tekst, f"{_uden_nuller(sum_)}", f"{_uden_nuller(beregnet)}")


def _andel(t: _Tabel, x: Betaling) -> Iterator[TabelafvigelseSvar]:
    tekst = None if t.o.andel is None else x.part.offentliggjort[t.o.andel]
    if tekst is None or not t.beloeb:
        return
    offentlig, decimaler = offentlig_andel(tekst)
    noejagtig = 100 * x.noejagtigt / t.beloeb
    beregnet = afrundet(noejagtig, decimaler)
    if offentlig != beregnet:
        vist = (
            f"{x.part.navn}: den offentliggjorte andel er {_pct(offentlig)}, men den beregnede er {_pct(beregnet)} "
            f"({_grundlag(t, x)} er {vis_tal(noejagtig, decimaler + 2)} pct.)."
        )
        yield t.afvigelse("andel", vist, _uden_nuller(offentlig), f"{beregnet}", x.part.navn)


def _beloeb(t: _Tabel, x: Betaling, v: Fraction) -> Iterator[TabelafvigelseSvar]:
    if v == x.beloeb:
        return
    tekst = (
        f"{x.part.navn}: der er offentliggjort {vis_kr(v)}, {_mere(v - x.beloeb)} end de beregnede {vis_kr(x.beloeb)} "
    )
    noejagtigt = vis_kr(x.noejagtigt, 2 if t.trin == 1 else 4)
    if naermeste(x.noejagtigt / t.trin) * t.trin == v:
        tekst += f"Forskellen er alene afrunding: {_grundlag(t, x)} giver {noejagtigt}"
    else:
        tekst += med_stort(f"{_grundlag(t, x)} giver {noejagtigt}")
    yield t.afvigelse("beloeb", tekst, json_vaerdi(v), json_vaerdi(x.beloeb), x.part.navn)


def _grundlag(t: _Tabel, x: Betaling) -> str:
    if t.noegle is None or t.b.noeglesum is None:
        return "nøglen"
    return f"{vis_tal(x.noegle)} af {vis_tal(t.b.noeglesum)} {t.enhed}"


def _mere(forskel: Fraction) -> str:
    return f"{vis_kr(abs(forskel))} {'mere' if forskel > 0 else 'mindre'}"


def _pct(tal: Decimal) -> str:
    return f"{vis_tal(tal, 4)} pct."


def _uden_nuller(tal: Decimal) -> str:
    tekst = f"{tal:f}"
    return tekst.rstrip("0").rstrip(".") if "." in tekst else tekst
