"""Find the open questions of a round, their possible answers, and which of them can change who is inside the budget.

An open criterion has two answers: met or not met. An unknown value in the ordering is tried with every possible value
if the range is small. Otherwise it is tried with every value that could change the project's rank: the other
participants' values, the thresholds at which a criterion's comparison changes, and the ends of the range, each with
neighbours one or two steps away. If such a value also settles an open criterion, the criterion follows from the value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product, repeat
from math import ceil, floor, prod
from typing import Any, Literal

from ..model.ord import ord_af
from ..model.regelsaet import Vaerdiform
from ..model.robusthed import AabneSpoergsmaalSvar, SpoergsmaalSvar
from ..model.visning import IKKE_OPLYST, med_lille, opremsning, vis_tal
from ..motor.fraser import kan_ikke_vurderes, udfyld
from ..motor.oversat import rolle
from ..motor.reference import Kontekst, fakt, vaerdi
from ..motor.vendepunkter import paa_plads, plads, vendepunkter, yderpladser
from ..sprog.raekkefoelge import TypetNoegle
from ..sprog.regelsaet import grundfakta, laeste_fakta, oplysninger
from ..sprog.traeer import Fakt, Knude
from ..system import kan
from ..system.dataklasse import dataklasse
from .beregning import Beregning, Opgjort, kandidat_af, opgoer, udelukket
from .maaling import maal_noegle
from .tildeling.flytbare import Dom, Flytbare, Mulig, find_flytbare
from .tildeling.plan import Kandidat
from .uoplyst import UDSAGN, hvordan_ukendt, ulaest

_HOEJST_PROJEKTER = 500
_HOEJST_SVAR = 20_000
_HOEJST_MAALT = 2_000
# Steps from the value or the nearest one below it. Four steps leave room for two projects between the same pair of
# neighbours.
_SKRIDT = (-1, 0, 1, 2)
_HOEJST_VALG = 50
Art = Literal["vurdering", "oplysning", "noegle", "beloeb"]
# A fact that a value is substituted for: (list or None, name). The assessor's facts have the list name ``_VURDERING``.
Sted = tuple[str | None, str]
# The first and the last position in a fact's range (see ``vendepunkter``); None: the range is open at that end.
Spaend = tuple[int | None, int | None]
_VURDERING = "vurdering"


@dataklasse(frozen=True, slots=True)
class _Aaben:
    """One open question about one project.

    ``sted`` and ``svar``: the fact that is filled in, and the values it is filled in with (None and empty: no values
    can be tried). ``hele``: whether ``svar`` covers every value that could matter. ``mangler``: the names of the
    missing facts. ``grund``: for an open criterion, its own text on what it waits for. ``hvordan``: why the value is
    unknown, a key of ``UDSAGN``.
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

    @property
    def vurderes(self) -> bool:
        """Whether the fact that is filled in is the assessor's."""
        return self.sted is not None and self.sted[0] == _VURDERING


def aabne_spoergsmaal(beregning: Beregning, meld: Callable[[float], object] | None = None) -> AabneSpoergsmaalSvar:
    """Return the open questions of a round, with a verdict on each.

    Nothing is tried, and ``forklaring`` states why, if the round is ordered by points, if points or amounts depend on
    the other participants, or if there are more than ``_HOEJST_PROJEKTER`` participants.

    Args:
        beregning: the calculation that the questions are about.
        meld: see ``find_flytbare``.
    """
    hvorfor_ikke = _regnes_ikke(beregning)
    if hvorfor_ikke:
        return AabneSpoergsmaalSvar(spoergsmaal=(), fuldstaendig=False, forklaring=hvorfor_ikke)
    laeser = _Laeser(beregning)
    byggere = [_Projekt(beregning, nr, laeser) for nr in range(len(beregning.opgjorte))]
    ansoegt = beregning.behov_alle if beregning.orden.data.knaphed.paa == "alle_ansoegte" else None
    t = find_flytbare(
        [p.mulig for p in byggere],
        beregning.plan,
        modtaget=beregning.modtaget,
        ansoegt=ansoegt,
        meld=meld,
        numpy=kan.har("numpy"),
    )
    return AabneSpoergsmaalSvar(
        spoergsmaal=tuple(sorted(_svar(beregning, byggere, t), key=lambda s: _RANG[s.kan])),
        fuldstaendig=t.fuldstaendig,
        forklaring=_FORKLARING + _stoppet(t),
    )


def _regnes_ikke(beregning: Beregning) -> str:
    """Return the sentence on why nothing is tried; empty if it is."""
    if beregning.valg.metode == "point":
        return "Hvad åbne spørgsmål kan flytte, regnes ikke ud, hvor der ordnes efter point."
    if beregning.orden.indbyrdes:
        return "Hvad åbne spørgsmål kan flytte, regnes ikke ud, hvor den enes point eller beløb afhænger af de andre."
    if len(beregning.opgjorte) > _HOEJST_PROJEKTER:
        hvad = ord_af(beregning.regelsaet.data).raekker
        return f"Hvad åbne spørgsmål kan flytte, regnes kun ud for højst {_HOEJST_PROJEKTER} {hvad}."
    return ""


def _stoppet(t: Flytbare) -> str:
    """Return the sentence that the search stopped at its limit and what follows from that; empty if it did not stop."""
    if t.stoppet_efter is None:
        return ""
    return (
        f" Der er prøvet {vis_tal(t.stoppet_efter)} sammensætninger af svar. Flere prøves ikke, så noget kan stå som "
        "ikke afgjort, som flere forsøg ville have afgjort."
    )


_RANG = {"kan": 0, "uvist": 1, "kan_ikke": 2}
_FORKLARING = (
    "For hvert spørgsmål er det prøvet, om svaret kan ændre, hvem der er inden for rammen eller med hvor meget, også "
    "sammen med svar på de andre; hvert prøves, som om det andet, der er åbent samme sted, bliver opfyldt. »Kan "
    "ikke« er bevist; hvor ingen af delene er vist, står det som ikke afgjort."
)


def _svar(beregning: Beregning, byggere: Sequence[_Projekt], t: Flytbare) -> Iterator[SpoergsmaalSvar]:
    inde = frozenset(nr for nr, s in enumerate(beregning.stillinger) if s.beloeb is not None)
    for p, domme in zip(byggere, t.domme, strict=True):
        for a, dom in zip(p.aabne, domme, strict=True):
            # An example may compare two rounds of which neither is the present one. Everyone in it is said to come in
            # or go out from where they are now.
            skifter = sorted((*dom.ind, *dom.ud))
            ind, ud = [nr for nr in skifter if nr not in inde], [nr for nr in skifter if nr in inde]
            yield SpoergsmaalSvar(
                projekt=p.opgjort.deltager.betegnelse,
                art=a.art,
                id=a.id,
                titel=a.titel,
                mangler=a.mangler,
                kan=dom.kan,
                tekst=_tekst(beregning, a, dom, inde),
                ind=_navne(beregning, ind),
                ud=_navne(beregning, ud),
            )


def _navne(beregning: Beregning, numre: Iterable[int]) -> tuple[str, ...]:
    return tuple(beregning.opgjorte[nr].deltager.betegnelse for nr in numre)


def _tekst(beregning: Beregning, a: _Aaben, dom: Dom, inde: frozenset[int]) -> str:
    venter = a.grund or kan_ikke_vurderes({"": a.mangler}, {})
    hvad = {
        "vurdering": f"{a.id} {a.titel} skal vurderes af en person.",
        "oplysning": f"{a.id} {a.titel} {med_lille(venter)}",
        "noegle": f"»{a.titel}« {'er ikke vurderet' if a.vurderes else UDSAGN[a.hvordan]}.",
        "beloeb": f"Beløbet ({a.titel}) {UDSAGN[a.hvordan]}.",
    }[a.art]
    if dom.kan != "kan":
        return hvad
    if dom.alene and inde.isdisjoint(dom.ind) and inde.issuperset(dom.ud):
        dele = [f"{opremsning(list(_navne(beregning, dom.ind)))} kommer ind"] if dom.ind else []
        if dom.ud:
            dele.append(f"{opremsning(list(_navne(beregning, dom.ud)))} går ud")
        return f"{hvad} Fx: {' og '.join(dele) or 'beløbet ændres'}."
    sammen = "" if dom.alene else " sammen med andre svar"
    skifter = opremsning(list(_navne(beregning, sorted((*dom.ind, *dom.ud)))), "eller")
    hvilket = f", om {skifter} er inden for rammen" if skifter else " beløbet"
    return f"{hvad} Fx afgør svaret{sammen}{hvilket}."


class _Laeser:
    """The facts that each criterion, ordering key and budget reads.

    A criterion or measurement that reads none of the substituted facts is not evaluated again. ``maales`` is keyed by
    the id of the data of a key or a budget, as in ``Deltager.maalt``.
    """

    def __init__(self, beregning: Beregning) -> None:
        r, orden = beregning.regelsaet, beregning.orden
        # A criterion that sums over the parties of a joint project also depends on which rows those are, so it has no
        # fixed set of facts (None) and is always evaluated again.
        self.kriterier = [
            (k, None if k.samles else laeste_fakta(r, *k.betingelser))
            for k in r.kriterier
            if k.liste in (orden.liste, None)
        ]
        self.maales = {id(n.data): laeste_fakta(r, n.udtryk, n.ellers, n.gaelder) for n in orden.noegler} | {
            id(x.data): laeste_fakta(r, x.naar, x.ansoegt, x.tildeling) for x in orden.budgetter
        }


class _Projekt:
    """The open questions of one participant, and its possible outcomes (``mulig``)."""

    def __init__(self, beregning: Beregning, nr: int, laeser: _Laeser) -> None:
        self.beregning = beregning
        self.laeser = laeser
        self.opgjort: Opgjort = beregning.opgjorte[nr]
        self.deltager = self.opgjort.deltager
        self.aabne = list(self._find())
        self.mulig = self._mulig()

    def _find(self) -> Iterator[_Aaben]:
        if "ikke_opfyldt" in self.deltager.roller.values() or self.opgjort.grund in ("under_mindst", "intet_budget"):
            return
        udeluk = [(u, udelukket(u, self.deltager)) for u in self.beregning.orden.udeluk]
        if any(v for _, v in udeluk):
            return
        for k in self.deltager.kriterier:
            rolle = self.deltager.roller.get(k.id)
            if rolle == "skoen":
                yield _Aaben("vurdering", k.id, k.titel)
            elif rolle == "uoplyst":
                yield _Aaben(
                    "oplysning", k.id, k.titel, tuple(f"»{self._navn(n)}«" for n in k.mangler), grund=k.begrundelse
                )
        for u, v in udeluk:
            if v is None:
                titel = f"»{udfyld(u.data.grund, self.deltager.kendt).rstrip('.')}«"
                mangler = tuple(self._ukendte(u.naar))
                laeses_ikke = {f"»{self._navn(n)}«" for _, n in ulaest(self.beregning, self.opgjort, u.naar)}
                uoplyst, rettes = ([n for n in mangler if (n in laeses_ikke) is r] for r in (False, True))
                grund = kan_ikke_vurderes({"": uoplyst}, {"": rettes}) if mangler else ""
                yield _Aaben("oplysning", u.data.id, titel, mangler, grund=grund)
        yield from self._noegler()
        yield from self._beloeb()

    def _navn(self, navn: str) -> str:
        regelsaet = self.beregning.regelsaet
        if navn in regelsaet.data.vurderingsfakta:
            return regelsaet.data.vurderingsfakta[navn].navn
        liste = self.beregning.orden.liste if (self.beregning.orden.liste, navn) in regelsaet.fakta else None
        return regelsaet.form(liste, navn).navn

    def _ukendte(self, trae: Knude) -> Iterator[str]:
        for g in oplysninger(self.beregning.regelsaet, trae):
            if (
                not g.samlet
                and g.navn not in self.deltager.vurderet
                and fakt(g.navn, g.liste, self.deltager.kendt) is None
            ):
                yield f"»{self._navn(g.navn)}«"

    # Unknown ordering keys

    def _noegler(self) -> Iterator[_Aaben]:
        for i, noegle in enumerate(self.beregning.orden.noegler):
            if noegle.data.vurdering is not None:
                if noegle.data.vurdering not in self.deltager.vurderet:
                    form = self.beregning.regelsaet.data.vurderingsfakta[noegle.data.vurdering]
                    svar, hele = self._ordnede(form, 1, yderpladser(form), i, ())
                    yield _Aaben(
                        "noegle", noegle.data.id, noegle.data.titel, (), (_VURDERING, noegle.data.vurdering), svar, hele
                    )
                continue
            if noegle.point is not None:
                # A participant that cannot be scored is not a candidate, so points are never an unknown key of a
                # candidate.
                continue
            assert noegle.udtryk is not None
            uklar = noegle.gaelder is not None and vaerdi(noegle.gaelder, self.deltager.kendt) is None
            if vaerdi(noegle.udtryk, self.deltager.kendt) is None or uklar:
                svar, hele = self._svar_paa(noegle, i)
                sted = (noegle.udtryk.liste, noegle.udtryk.navn) if isinstance(noegle.udtryk, Fakt) else None
                mangler = tuple(self._ukendte(noegle.udtryk))
                hvordan = hvordan_ukendt(self.beregning, self.opgjort, noegle.udtryk, noegle.gaelder)
                yield _Aaben(
                    "noegle",
                    noegle.data.id,
                    noegle.data.titel,
                    mangler,
                    sted,
                    svar,
                    hele and not uklar,
                    hvordan=hvordan,
                )

    def _svar_paa(self, noegle: TypetNoegle, i: int) -> tuple[tuple[Any, ...], bool]:
        """Return the possible values of an unknown key, in its fact's own unit, and whether the list is exhaustive."""
        trae = noegle.udtryk
        if not isinstance(trae, Fakt):
            return (), False
        form = self.beregning.regelsaet.form(trae.liste, trae.navn)
        match noegle.type.art:
            case "ja_nej":
                return (True, False), True
            case "valg":
                return tuple(form.valg or ()), True
            case _:
                return self._ordnede(form, trae.faktor, self._spaend(trae, form), i, self._graenser(trae))

    def _andres(self, i: int) -> set[Any]:
        return {o.noegler[i].vaerdi for o in self.beregning.opgjorte if o.noegler[i].vaerdi is not None}

    def _spaend(self, trae: Fakt, form: Vaerdiform) -> Spaend:
        """Return the first and the last position of a fact.

        The range of a derived fact follows from the ranges of the unknown facts it is derived from.
        """
        if (trae.liste, trae.navn) not in self.beregning.regelsaet.afledte:
            return yderpladser(form)
        pladser = []
        for ende in (0, 1):
            ukendte: dict[Sted, Any] = {}
            for g in grundfakta(self.beregning.regelsaet, trae):
                if fakt(g.navn, g.liste, self.deltager.kendt) is None:
                    egen = self.beregning.regelsaet.fakta[g.liste, g.navn]
                    nr = yderpladser(egen)[ende]
                    ukendte[g.liste, g.navn] = None if nr is None else paa_plads(egen, nr)
            v = None if None in ukendte.values() else fakt(trae.navn, trae.liste, self.deltager.kendt.med(ukendte))
            if v is None:
                return None, None
            pladser.append(plads(form, v))
        return floor(min(pladser)), ceil(max(pladser))

    def _graenser(self, trae: Fakt) -> set[Fraction]:
        """Return the fact's positions at which a criterion's comparison changes its result."""
        betingelser = [b for kriterium in self.beregning.regelsaet.kriterier for b in kriterium.betingelser]
        return vendepunkter(betingelser, (trae.liste, trae.navn), self.deltager.k)

    def _ordnede(
        self, form: Vaerdiform, faktor: int, spaend: Spaend, i: int, graenser: Iterable[Fraction]
    ) -> tuple[tuple[Any, ...], bool]:
        """Return the numbers or dates to try, and whether they cover every value that could change the outcome.

        Args:
            form: the declaration of the fact.
            faktor: base units per unit of the fact.
            spaend: first and last position; nothing is tried if either end is open.
            i: index of the key, whose values at the other participants are tried too.
            graenser: positions at which a comparison changes.
        """
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

    # Unknown amounts

    def _beloeb(self) -> Iterator[_Aaben]:
        for i, (x, m) in enumerate(zip(self.beregning.orden.budgetter, self.opgjort.beloeb, strict=True)):
            if m.ansoegt is None or m.tildeling is None:
                trae = x.tildeling or x.ansoegt
                svar: tuple[Any, ...] = ()
                sted = None
                if isinstance(trae, Fakt):
                    sted = (trae.liste, trae.navn)
                    form = self.beregning.regelsaet.fakta[sted]
                    rester = {t.rest[i] for t in self.beregning.fordeling.ture[-20:]} | {
                        0,
                        self.beregning.plan.budgetter[i].ramme,
                    }
                    hele = {max(floor(plads(form, Fraction(r) / trae.faktor)) + s, 0) for r in rester for s in (0, 1)}
                    svar = tuple(paa_plads(form, nr) for nr in sorted(hele))
                mangler = dict.fromkeys(n for t in (x.naar, trae) if t is not None for n in self._ukendte(t))
                # Amounts have too many possible values to be tried exhaustively.
                navn = ord_af(self.beregning.regelsaet.data).ramme(x.id)
                hvordan = hvordan_ukendt(self.beregning, self.opgjort, x.naar, trae)
                yield _Aaben("beloeb", x.id, navn, tuple(mangler), sted, svar, hele=False, hvordan=hvordan)

    # Possible outcomes

    def _mulig(self) -> Mulig:
        nu = kandidat_af(self.opgjort, self.beregning.valg.metode) if self.opgjort.udfald is None else None
        if not self.aabne:
            return Mulig((nu,), 0)
        fyldes = [a for a in self.aabne if a.sted is not None and a.svar]
        svar, alle_svar = _svar_der_proeves(fyldes)
        udfald, fundne = self._proev(nu, fyldes, svar)
        if None not in udfald and len(fyldes) < len(self.aabne):
            udfald.append(None)
        intet = udfald.index(None) if None in udfald else None
        par: list[frozenset[tuple[int, int]]] = []
        for aaben in self.aabne:
            if aaben in fyldes:
                par.append(_naboer(fundne, [len(s) for s in svar], fyldes.index(aaben)))
            elif aaben.art in ("vurdering", "oplysning") and intet is not None:
                # An open criterion: met as in each outcome found, or not met and so no candidate.
                par.append(frozenset(zip(repeat(intet), set(fundne) - {intet})))
            else:
                par.append(frozenset())
        return Mulig(tuple(udfald), 0, tuple(par), alle_svar and all(a.hele for a in self.aabne))

    def _proev(
        self, nu: Kandidat | None, fyldes: Sequence[_Aaben], svar: Sequence[tuple[Any, ...]]
    ) -> tuple[list[Kandidat | None], list[int]]:
        """Return the different outcomes, ``nu`` first, and the index of the outcome of every combination of answers.

        The combinations are in ``itertools.product`` order. The assessor's facts are read by the ordering keys only. A
        candidate is therefore identified by its values without those keys, plus those keys; the costly measurement is
        done once per combination of the other facts.
        """
        steder = [a.sted for a in fyldes if a.sted is not None]
        maales = [i for i, a in enumerate(fyldes) if not a.vurderes]
        vurderes = [i for i, a in enumerate(fyldes) if a.vurderes]
        vurderede = {steder[i][1] for i in vurderes}
        pladser = [i for i, n in enumerate(self.beregning.orden.noegler) if n.data.vurdering in vurderede]
        uden: dict[object, int] = {_uden_noegler(nu, pladser): 0}
        som_nu = None if nu is None else (0, tuple([nu.noegler[i] for i in pladser]))
        numre: dict[tuple[int, tuple[Any, ...]] | None, int] = {som_nu: 0}
        udfald = [nu]
        fundne: list[int] = []
        kandidater: dict[tuple[int, ...], tuple[Kandidat | None, int]] = {}
        vurderinger: dict[tuple[int, ...], tuple[Any, ...]] = {}
        for valg in product(*(range(len(s)) for s in svar)):
            maalt, vurderet = tuple([valg[i] for i in maales]), tuple([valg[i] for i in vurderes])
            if maalt not in kandidater:
                kandidat = self._som({steder[i]: svar[i][valg[i]] for i in maales})
                kandidater[maalt] = (kandidat, uden.setdefault(_uden_noegler(kandidat, pladser), len(uden)))
            if vurderet not in vurderinger:
                vurderinger[vurderet] = self._vurderet({steder[i]: svar[i][valg[i]] for i in vurderes}, pladser)
            kandidat, nr = kandidater[maalt]
            tal: tuple[Any, ...] = ()
            if kandidat is not None:
                givne = zip(pladser, vurderinger[vurderet], strict=True)
                tal = tuple([kandidat.noegler[i] if v is _UBESVARET else v for i, v in givne])
            noegle = None if kandidat is None else (nr, tal)
            if noegle not in numre:
                numre[noegle] = len(numre)
                udfald.append(None if kandidat is None else _med_noegler(kandidat, pladser, tal))
            fundne.append(numre[noegle])
        return udfald, fundne

    def _som(self, vaerdier: Mapping[Sted, Any]) -> Kandidat | None:
        """Return the candidate with these values if all remaining open criteria are met; None: not a candidate."""
        fakta = {s: v for s, v in vaerdier.items() if v is not _UBESVARET}
        d = self.deltager
        if fakta:
            k, kendt = d.k.med(fakta), d.kendt.med(fakta)
            if any(self._ikke_opfyldt(k)):
                return None
            maales = self.laeser.maales
            maalt = {n: m for n, m in d.maalt.items() if n in maales and maales[n].isdisjoint(fakta)}
            d = replace(d, k=k, kendt=kendt, maalt=maalt)
        o = opgoer(replace(d, rolle="opfyldt"), self.beregning.regelsaet, self.beregning.valg)
        aabne = {a.id for a in self.aabne if a.art == "oplysning"}
        return kandidat_af(o, self.beregning.valg.metode) if o.udfald is None or o.grund in aabne else None

    def _vurderet(self, vaerdier: Mapping[Sted, Any], pladser: Sequence[int]) -> tuple[Any, ...]:
        """Return the sort values of the keys at these indices, given values of the assessor's facts.

        Only ordering keys read the assessor's facts. ``_UBESVARET`` for a key whose fact is not given: the key then
        keeps its present value.
        """
        vurderet = {n: v for (_, n), v in vaerdier.items() if v is not _UBESVARET}
        noegler = [self.beregning.orden.noegler[i] for i in pladser]
        return tuple(
            [
                maal_noegle(n, self.deltager.kendt, vurderet).tal if n.data.vurdering in vurderet else _UBESVARET
                for n in noegler
            ]
        )

    def _ikke_opfyldt(self, k: Kontekst) -> Iterator[bool]:
        """Yield for each criterion that the substituted values may change whether it is not met.

        The other criteria are known not to be failed: a participant with a failed criterion has no open questions.
        """
        vurderede = {s.id for s in self.deltager.kriterier if s.vurdering is not None}
        for kriterium, laest in self.laeser.kriterier:
            if kriterium.data.id not in vurderede and (laest is None or not laest.isdisjoint(k.i_stedet)):
                yield rolle(kriterium, k) == "ikke_opfyldt"


def _svar_der_proeves(fyldes: Sequence[_Aaben]) -> tuple[list[tuple[Any, ...]], bool]:
    """Return the answers to try for each question, and whether that is all of them.

    The first answer is the present state: unanswered. While there are too many combinations, every second answer of the
    longest list is left out.
    """
    svar: list[tuple[Any, ...]] = [(_UBESVARET, *a.svar) for a in fyldes]
    maales = [i for i, a in enumerate(fyldes) if not a.vurderes]
    alle = True
    while prod(len(s) for s in svar) > _HOEJST_SVAR or prod(len(svar[i]) for i in maales) > _HOEJST_MAALT:
        laengst = max(maales or range(len(svar)), key=lambda i: len(svar[i]))
        svar[laengst] = (svar[laengst][0], *svar[laengst][1::2])
        alle = False
    return svar, alle


def _uden_noegler(k: Kandidat | None, pladser: Sequence[int]) -> object:
    """Return what identifies a candidate of one project, apart from the keys at these indices."""
    return None if k is None else (tuple([v for i, v in enumerate(k.noegler) if i not in pladser]), k.beloeb, k.gruppe)


def _med_noegler(k: Kandidat, pladser: Sequence[int], tal: Sequence[Any]) -> Kandidat:
    noegler = list(k.noegler)
    for i, v in zip(pladser, tal, strict=True):
        noegler[i] = v
    nye = tuple(noegler)
    # Thousands of candidates are created here, and ``dataclasses.replace`` takes several times as long.
    return k if nye == k.noegler else Kandidat(k.ansoeger, k.nr, k.navn, k.fil, k.gruppe, nye, k.beloeb)


def _naboer(fundne: Sequence[int], antal: Sequence[int], nr: int) -> frozenset[tuple[int, int]]:
    """Return the pairs of different outcomes of neighbouring answers to one question, all other answers being equal.

    If no two neighbours differ, no two answers do.

    Args:
        fundne: the outcome of every combination of answers, in ``itertools.product`` order (the last question varies
            fastest).
        antal: the number of answers to each question.
        nr: the index of the question.
    """
    skridt = prod(antal[nr + 1 :])
    blok = skridt * antal[nr]
    par: set[tuple[int, int]] = set()
    for fra in range(0, len(fundne), blok):
        par.update(zip(fundne[fra : fra + blok - skridt], fundne[fra + skridt : fra + blok], strict=True))
    return frozenset([p for p in par if p[0] != p[1]])


_UBESVARET = object()
