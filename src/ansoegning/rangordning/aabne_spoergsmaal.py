"""What is still open in a round, as questions with their possible answers; which of them can move the budget line.

Criteria are answered one by one: met, or not. A value of the order that is not known is tried at every choice, or at
all that could change its place: the others' values, where the criteria turn and the ends of its range, and a step or
two to either side. What such a value settles of the criteria is settled by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import product, repeat
from math import ceil, floor, prod
from typing import Any, Literal

from ..model.ord import ord_af
from ..model.regelsaet import Vaerdiform
from ..model.robusthed import AabneSpoergsmaalSvar, SpoergsmaalSvar
from ..model.visning import IKKE_OPLYST, opremsning, vis_tal
from ..motor.fraser import udfyld
from ..motor.oversat import rolle
from ..motor.reference import Kontekst, fakt, vaerdi
from ..motor.vendepunkter import paa_plads, plads, traeer, vendepunkter, yderpladser
from ..sprog.raekkefoelge import TypetNoegle
from ..sprog.regelsaet import grundfakta, laeste_fakta
from ..sprog.traeer import Fakt, Knude
from ..system import kan
from .beregning import Beregning, Opgjort, kandidat_af, opgoer, udelukket
from .maaling import maal_noegle
from .tildeling.flytbare import Dom, Flytbare, Mulig, find_flytbare
from .tildeling.plan import Kandidat
from .uoplyst import UDSAGN, afventer, hvordan_ukendt, ulaest

_HOEJST_PROJEKTER = 500
_HOEJST_SVAR = 20_000
_HOEJST_MAALT = 2_000
# From the value at or under: enough for two that may stand between the same neighbours.
_SKRIDT = (-1, 0, 1, 2)
_HOEJST_VALG = 50
Art = Literal["vurdering", "oplysning", "noegle", "beloeb"]
# A fact to be taken as a value: (list or None, name); the assessor's under a list of their own.
Sted = tuple[str | None, str]
# The first and the last place of a fact's range (``vendepunkter``).
Spaend = tuple[int | None, int | None]
_VURDERING = "vurdering"


@dataclass(frozen=True, slots=True)
class _Aaben:
    """One open question of one project. ``sted`` and ``svar``: the fact to be filled in, and with what.

    ``grund``: what an open criterion itself says that it waits for. ``hvordan``: in which way a value is not known.
    """

    art: Art
    id: str
    titel: str
    mangler: tuple[str, ...] = ()
    sted: Sted | None = None
    svar: tuple[Any, ...] = ()
    hele: bool = True
    grund: str = ""
    hvordan: str = IKKE_OPLYST


def aabne_spoergsmaal(b: Beregning, meld: Callable[[float], object] | None = None) -> AabneSpoergsmaalSvar:
    """The open questions of a round; none, and why, where they are not tried. ``meld``: as ``find_flytbare``."""
    if b.valg.metode == "point":
        besked = "Hvad åbne spørgsmål kan flytte, regnes ikke ud, hvor der ordnes efter point."
        return AabneSpoergsmaalSvar(spoergsmaal=(), fuldstaendig=False, forklaring=besked)
    if b.orden.indbyrdes:
        besked = "Hvad åbne spørgsmål kan flytte, regnes ikke ud, hvor den enes point eller beløb afhænger af de andre."
        return AabneSpoergsmaalSvar(spoergsmaal=(), fuldstaendig=False, forklaring=besked)
    if len(b.opgjorte) > _HOEJST_PROJEKTER:
        hvad = ord_af(b.regelsaet.data).raekker
        besked = f"Hvad åbne spørgsmål kan flytte, regnes kun ud for højst {_HOEJST_PROJEKTER} {hvad}."
        return AabneSpoergsmaalSvar(spoergsmaal=(), fuldstaendig=False, forklaring=besked)
    laeser = _Laeser(b)
    byggere = [_Projekt(b, nr, laeser) for nr in range(len(b.opgjorte))]
    ansoegt = b.behov_alle if b.orden.data.knaphed.paa == "alle_ansoegte" else None
    t = find_flytbare(
        [p.mulig for p in byggere],
        b.plan,
        modtaget=b.modtaget,
        ansoegt=ansoegt,
        meld=meld,
        numpy=kan.har("numpy"),
    )
    return AabneSpoergsmaalSvar(
        spoergsmaal=tuple(sorted(_svar(b, byggere, t), key=lambda s: _RANG[s.kan])),
        fuldstaendig=t.fuldstaendig,
        forklaring=_FORKLARING + _stoppet(t),
    )


def _stoppet(t: Flytbare) -> str:
    """That no more was tried than may be, and what follows of it; empty where that is not so."""
    if t.stoppet_efter is None:
        return ""
    return (
        f" Der er prøvet {vis_tal(t.stoppet_efter)} sammensætninger af svar. Flere prøves ikke, så noget kan stå som "
        "ikke afgjort, som flere forsøg ville have afgjort."
    )


_RANG = {"kan": 0, "uvist": 1, "kan_ikke": 2}
_FORKLARING = (
    "For hvert spørgsmål er det prøvet, om svaret kan ændre, hvem der er inden for rammen eller med hvor meget, også "
    "sammen med svar på de andre; et kriterium prøves, som om de andre åbne kriterier samme sted bliver opfyldt. »Kan "
    "ikke« er bevist; hvor ingen af delene er vist, står det som ikke afgjort."
)


def _svar(b: Beregning, byggere: Sequence[_Projekt], t: Flytbare) -> Iterator[SpoergsmaalSvar]:
    for p, domme in zip(byggere, t.domme, strict=True):
        for a, dom in zip(p.aabne, domme, strict=True):
            yield SpoergsmaalSvar(
                projekt=p.o.deltager.betegnelse,
                art=a.art,
                id=a.id,
                titel=a.titel,
                mangler=a.mangler,
                kan=dom.kan,
                tekst=_tekst(b, a, dom),
                ind=_navne(b, dom.ind),
                ud=_navne(b, dom.ud),
            )


def _navne(b: Beregning, numre: Iterable[int]) -> tuple[str, ...]:
    return tuple(b.opgjorte[nr].deltager.betegnelse for nr in numre)


def _tekst(b: Beregning, a: _Aaben, dom: Dom) -> str:
    vurderet = a.sted is not None and a.sted[0] == _VURDERING
    venter = a.grund or f"Kan ikke vurderes, før {opremsning(list(a.mangler))} er oplyst."
    hvad = {
        "vurdering": f"{a.id} {a.titel} skal vurderes af en person.",
        "oplysning": f"{a.id} {a.titel} {venter[:1].lower()}{venter[1:]}",
        "noegle": f"»{a.titel}« {'er ikke vurderet' if vurderet else UDSAGN[a.hvordan]}.",
        "beloeb": f"Beløbet ({a.titel}) {UDSAGN[a.hvordan]}.",
    }[a.art]
    if dom.kan != "kan":
        return hvad
    dele = [f"{opremsning(list(_navne(b, dom.ind)))} kommer ind"] if dom.ind else []
    if dom.ud:
        dele.append(f"{opremsning(list(_navne(b, dom.ud)))} går ud")
    eksempel = " og ".join(dele) or "beløbet ændres"
    sammen = "" if dom.alene else ", sammen med andre svar"
    return f"{hvad} Fx{sammen}: {eksempel}."


def _vurderet(b: Beregning) -> Mapping[str, Any]:
    return b.regelsaet.data.vurderingsfakta


class _Laeser:
    """Which facts the criteria, and the parts of the order, rest on: what others do not change is not asked again.

    ``maales``: by the id of the data of a key or a budget, as in ``Deltager.maalt``.
    """

    def __init__(self, b: Beregning) -> None:
        r, orden = b.regelsaet, b.orden
        # What is judged over the parts of a joint row also rests on which rows those are.
        self.kriterier = [
            (k, None if k.samles else laeste_fakta(r, *traeer(k)))
            for k in r.kriterier
            if k.liste in (orden.liste, None)
        ]
        self.maales = {id(n.data): laeste_fakta(r, n.udtryk, n.ellers, n.gaelder) for n in orden.noegler} | {
            id(x.data): laeste_fakta(r, x.naar, x.ansoegt, x.tildeling) for x in orden.budgetter
        }


class _Projekt:
    """One participant's open questions, and what it may turn out to be."""

    def __init__(self, b: Beregning, nr: int, laeser: _Laeser) -> None:
        self.b = b
        self.laeser = laeser
        self.o: Opgjort = b.opgjorte[nr]
        self.d = self.o.deltager
        self.aabne = list(self._find())
        self.mulig = self._mulig()

    def _find(self) -> Iterator[_Aaben]:
        if "ikke_opfyldt" in self.d.roller.values() or self.o.grund in ("under_mindst", "intet_budget"):
            return
        udeluk = [(u, udelukket(u, self.d)) for u in self.b.orden.udeluk]
        if any(v for _, v in udeluk):
            return
        for k in self.d.kriterier:
            rolle = self.d.roller.get(k.id)
            if rolle == "skoen":
                yield _Aaben("vurdering", k.id, k.titel)
            elif rolle == "uoplyst":
                yield _Aaben(
                    "oplysning", k.id, k.titel, tuple(f"»{self._navn(n)}«" for n in k.mangler), grund=k.begrundelse
                )
        for u, v in udeluk:
            if v is None:
                titel = f"»{udfyld(u.data.grund, self.d.kendt).rstrip('.')}«"
                mangler = tuple(self._ukendte(u.naar))
                laeses_ikke = {f"»{self._navn(n)}«" for _, n in ulaest(self.b, self.o, u.naar)}
                grund = f"Kan ikke vurderes, før {afventer((n, n in laeses_ikke) for n in mangler)}." if mangler else ""
                yield _Aaben("oplysning", u.data.id, titel, mangler, grund=grund)
        yield from self._noegler()
        yield from self._beloeb()

    def _navn(self, navn: str) -> str:
        fakta = self.b.regelsaet.fakta
        form: Vaerdiform | None = fakta.get((self.b.orden.liste, navn)) or fakta.get((None, navn))
        if form is None:
            form = self.b.regelsaet.data.vurderingsfakta.get(navn)
        return form.navn if form is not None else navn

    def _ukendte(self, trae: Knude) -> Iterator[str]:
        for g in grundfakta(self.b.regelsaet, trae):
            if not g.samlet and g.navn not in self.d.vurderet and fakt(g.navn, g.liste, self.d.kendt) is None:
                yield f"»{self._navn(g.navn)}«"

    # Values of the order

    def _noegler(self) -> Iterator[_Aaben]:
        for i, n in enumerate(self.b.orden.noegler):
            if n.data.vurdering is not None:
                if n.data.vurdering not in self.d.vurderet:
                    form = _vurderet(self.b)[n.data.vurdering]
                    svar, hele = self._ordnede(form, 1, yderpladser(form), i, ())
                    yield _Aaben("noegle", n.data.id, n.data.titel, (), (_VURDERING, n.data.vurdering), svar, hele)
                continue
            if n.point is not None:
                # Who cannot be scored is no candidate.
                continue
            assert n.udtryk is not None
            uklar = n.gaelder is not None and vaerdi(n.gaelder, self.d.kendt) is None
            if vaerdi(n.udtryk, self.d.kendt) is None or uklar:
                svar, hele = self._svar_paa(n, i)
                sted = (n.udtryk.liste, n.udtryk.navn) if isinstance(n.udtryk, Fakt) else None
                mangler = tuple(self._ukendte(n.udtryk))
                hvordan = hvordan_ukendt(self.b, self.o, n.udtryk, n.gaelder)
                yield _Aaben(
                    "noegle", n.data.id, n.data.titel, mangler, sted, svar, hele and not uklar, hvordan=hvordan
                )

    def _svar_paa(self, n: TypetNoegle, i: int) -> tuple[tuple[Any, ...], bool]:
        """What an unknown key may turn out to be, in its fact's own unit; and whether that is all."""
        trae = n.udtryk
        if not isinstance(trae, Fakt):
            return (), False
        form = self.b.regelsaet.fakta[trae.liste, trae.navn]
        match n.type.art:
            case "ja_nej":
                return (True, False), True
            case "valg":
                return tuple(form.valg or ()), True
            case _:
                return self._ordnede(form, trae.faktor, self._spaend(trae, form), i, self._graenser(trae))

    def _andres(self, i: int) -> set[Any]:
        return {o.noegler[i].vaerdi for o in self.b.opgjorte if o.noegler[i].vaerdi is not None}

    def _spaend(self, trae: Fakt, form: Vaerdiform) -> Spaend:
        """The first and the last place of a fact, given what is known of what it rests on."""
        if (trae.liste, trae.navn) not in self.b.regelsaet.afledte:
            return yderpladser(form)
        pladser = []
        for ende in (0, 1):
            ukendte: dict[Sted, Any] = {}
            for g in grundfakta(self.b.regelsaet, trae):
                if fakt(g.navn, g.liste, self.d.kendt) is None:
                    egen = self.b.regelsaet.fakta[g.liste, g.navn]
                    nr = yderpladser(egen)[ende]
                    ukendte[g.liste, g.navn] = None if nr is None else paa_plads(egen, nr)
            v = None if None in ukendte.values() else fakt(trae.navn, trae.liste, self.d.kendt.med(ukendte))
            if v is None:
                return None, None
            pladser.append(plads(form, v))
        return floor(min(pladser)), ceil(max(pladser))

    def _graenser(self, trae: Fakt) -> set[Fraction]:
        """The fact's places where comparisons of the criteria turn."""
        betingelser = [b for kriterium in self.b.regelsaet.kriterier for b in traeer(kriterium)]
        return vendepunkter(betingelser, (trae.liste, trae.navn), self.d.k)

    def _ordnede(
        self, form: Vaerdiform, faktor: int, spaend: Spaend, i: int, graenser: Iterable[Fraction]
    ) -> tuple[tuple[Any, ...], bool]:
        """The numbers or dates to try; and whether that is all that could matter."""
        fra, til = spaend
        if fra is None or til is None:
            return (), False
        if til - fra < _HOEJST_VALG:
            pladser: Iterable[int] = range(fra, til + 1)
        else:
            andres = {plads(form, v if isinstance(v, date) else Fraction(v) / faktor) for v in self._andres(i)}
            naer = {floor(p) + s for p in andres | set(graenser) for s in _SKRIDT}
            pladser = sorted(nr for nr in naer | {fra, fra + 1, til - 1, til} if fra <= nr <= til)
        return tuple(paa_plads(form, nr) for nr in pladser), True

    # Amounts

    def _beloeb(self) -> Iterator[_Aaben]:
        for i, (x, m) in enumerate(zip(self.b.orden.budgetter, self.o.beloeb, strict=True)):
            if m.ansoegt is None or m.tildeling is None:
                trae = x.tildeling or x.ansoegt
                svar: tuple[Any, ...] = ()
                sted = None
                if isinstance(trae, Fakt):
                    sted = (trae.liste, trae.navn)
                    form = self.b.regelsaet.fakta[sted]
                    rester = {t.rest[i] for t in self.b.fordeling.ture[-20:]} | {0, self.b.plan.budgetter[i].ramme}
                    hele = {max(floor(plads(form, Fraction(r) / trae.faktor)) + s, 0) for r in rester for s in (0, 1)}
                    svar = tuple(paa_plads(form, nr) for nr in sorted(hele))
                mangler = dict.fromkeys(n for t in (x.naar, trae) if t is not None for n in self._ukendte(t))
                # Amounts are too many to be all of them.
                navn = ord_af(self.b.regelsaet.data).ramme(x.id)
                hvordan = hvordan_ukendt(self.b, self.o, x.naar, trae)
                yield _Aaben("beloeb", x.id, navn, tuple(mangler), sted, svar, hele=False, hvordan=hvordan)

    # What it may turn out to be

    def _mulig(self) -> Mulig:
        nu = kandidat_af(self.o, self.b.valg.metode) if self.o.udfald is None else None
        if not self.aabne:
            return Mulig((nu,), 0)
        fyldes = [a for a in self.aabne if a.sted is not None and a.svar]
        steder = [a.sted for a in fyldes if a.sted is not None]
        hele = all(a.hele for a in self.aabne)
        # First as it is now: not answered.
        svar: list[tuple[Any, ...]] = [(_UBESVARET, *a.svar) for a in fyldes]
        maales = [i for i, sted in enumerate(steder) if sted[0] != _VURDERING]
        while prod(len(s) for s in svar) > _HOEJST_SVAR or prod(len(svar[i]) for i in maales) > _HOEJST_MAALT:
            laengst = max(maales or range(len(svar)), key=lambda i: len(svar[i]))
            svar[laengst] = (svar[laengst][0], *svar[laengst][1::2])
            hele = False
        vurderes = [i for i in range(len(fyldes)) if i not in maales]
        # A candidate is told by what it is without the assessor's facts, and by the keys that are those facts.
        navne = {steder[i][1] for i in vurderes}
        pladser = [i for i, n in enumerate(self.b.orden.noegler) if n.data.vurdering in navne]
        uden: dict[object, int] = {_uden_noegler(nu, pladser): 0}
        som_nu = None if nu is None else (0, tuple([nu.noegler[i] for i in pladser]))
        numre: dict[tuple[int, tuple[Any, ...]] | None, int] = {som_nu: 0}
        udfald = [nu]
        fundne: list[int] = []
        kendte: dict[tuple[int, ...], tuple[Kandidat | None, int]] = {}
        maalte: dict[tuple[int, ...], tuple[Any, ...]] = {}
        for valg in product(*(range(len(s)) for s in svar)):
            egne, givne = tuple([valg[i] for i in maales]), tuple([valg[i] for i in vurderes])
            if egne not in kendte:
                k = self._som({steder[i]: svar[i][valg[i]] for i in maales})
                kendte[egne] = (k, uden.setdefault(_uden_noegler(k, pladser), len(uden)))
            if givne not in maalte:
                maalte[givne] = self._vurderet({steder[i]: svar[i][valg[i]] for i in vurderes}, pladser)
            k, nr = kendte[egne]
            tal: tuple[Any, ...] = ()
            if k is not None:
                par_ = zip(pladser, maalte[givne], strict=True)
                tal = tuple([k.noegler[i] if v is _UBESVARET else v for i, v in par_])
            noegle = None if k is None else (nr, tal)
            if noegle not in numre:
                numre[noegle] = len(numre)
                udfald.append(None if k is None else _med_noegler(k, pladser, tal))
            fundne.append(numre[noegle])
        if None not in numre and len(fyldes) < len(self.aabne):
            numre[None] = len(numre)
            udfald.append(None)
        intet = numre.get(None)
        par: list[frozenset[tuple[int, int]]] = []
        for a in self.aabne:
            if a in fyldes:
                par.append(_naboer(fundne, [len(s) for s in svar], fyldes.index(a)))
            elif a.art in ("vurdering", "oplysning") and intet is not None:
                par.append(frozenset(zip(repeat(intet), set(fundne) - {intet})))
            else:
                par.append(frozenset())
        return Mulig(tuple(udfald), 0, tuple(par), hele)

    def _som(self, vaerdier: Mapping[Sted, Any]) -> Kandidat | None:
        """The candidate it is with these values, where every criterion they leave open is met; None: it is none."""
        fakta = {s: v for s, v in vaerdier.items() if v is not _UBESVARET}
        d = self.d
        if fakta:
            k, kendt = d.k.med(fakta), d.kendt.med(fakta)
            if any(self._ikke_opfyldt(k)):
                return None
            maales = self.laeser.maales
            maalt = {n: m for n, m in d.maalt.items() if n in maales and maales[n].isdisjoint(fakta)}
            d = replace(d, k=k, kendt=kendt, maalt=maalt)
        o = opgoer(replace(d, rolle="opfyldt"), self.b.regelsaet, self.b.valg)
        aabne = {a.id for a in self.aabne if a.art == "oplysning"}
        return kandidat_af(o, self.b.valg.metode) if o.udfald is None or o.grund in aabne else None

    def _vurderet(self, vaerdier: Mapping[Sted, Any], pladser: Sequence[int]) -> tuple[Any, ...]:
        """What the keys at these places are with the assessor's facts; they are read by nothing but the order.

        ``_UBESVARET`` where the fact is not among them: the key is then what it is without.
        """
        vurderet = {n: v for (_, n), v in vaerdier.items() if v is not _UBESVARET}
        noegler = [self.b.orden.noegler[i] for i in pladser]
        return tuple(
            [
                maal_noegle(n, self.d.kendt, vurderet).tal if n.data.vurdering in vurderet else _UBESVARET
                for n in noegler
            ]
        )

    def _ikke_opfyldt(self, k: Kontekst) -> Iterator[bool]:
        """Of what the substituted values may change; the rest is not so as it stands, or nothing would be open."""
        vurderede = {s.id for s in self.d.kriterier if s.vurdering is not None}
        for kriterium, laest in self.laeser.kriterier:
            if kriterium.data.id not in vurderede and (laest is None or not laest.isdisjoint(k.i_stedet)):
                yield rolle(kriterium, k) == "ikke_opfyldt"


def _uden_noegler(k: Kandidat | None, pladser: Sequence[int]) -> object:
    """What a candidate of one project is told by beside its keys at these places."""
    return None if k is None else (tuple([v for i, v in enumerate(k.noegler) if i not in pladser]), k.beloeb, k.gruppe)


def _med_noegler(k: Kandidat, pladser: Sequence[int], tal: Sequence[Any]) -> Kandidat:
    noegler = list(k.noegler)
    for i, v in zip(pladser, tal, strict=True):
        noegler[i] = v
    nye = tuple(noegler)
    # Thousands of these are made, and ``replace`` takes several times as long.
    return k if nye == k.noegler else Kandidat(k.ansoeger, k.nr, k.navn, k.fil, k.gruppe, nye, k.beloeb)


def _naboer(fundne: Sequence[int], antal: Sequence[int], nr: int) -> frozenset[tuple[int, int]]:
    """The neighbours of a question's answers that differ, all else alike: if none do, no two answers do.

    ``fundne``: the outcome of each combination, the last question's answers in a row; ``antal``: of each question.
    """
    skridt = prod(antal[nr + 1 :])
    blok = skridt * antal[nr]
    par: set[tuple[int, int]] = set()
    for fra in range(0, len(fundne), blok):
        par.update(zip(fundne[fra : fra + blok - skridt], fundne[fra + skridt : fra + blok], strict=True))
    return frozenset([p for p in par if p[0] != p[1]])


_UBESVARET = object()
