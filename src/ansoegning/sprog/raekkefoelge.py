"""Type-check order and allocation: expressions to trees, limits to numbers. Reports combinations that cannot work."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeVar

from ..fejl import mente_du
from ..model.raekkefoelge import (
    Garantidata,
    Gruppe,
    Raekkefoelge,
    Rangnoegle,
    Sammen,
    Udelukkelse,
)
from ..model.regelsaet import Vaerdiform
from ..system.dataklasse import dataklasse
from . import enheder
from .budgetter import HOEJST_RANG, POINT_I_ALT, RANG, STILLING, TypetBudget, hver_sit, nu, proev_delvis, typ_budget
from .deling import delingssum, laeser_fakta, typ_deling
from .erklaeringer import Erklaeringer, Sti
from .laes import UdtryksFejl
from .omfang import Erklaering, Omfang
from .parametertal import kan_regnes, parametre_i
from .point import Pointbygger, TypetPoint, i_alt
from .traeer import Art, Fakt, Knude, Konstant, Tal, Type
from .typer import konstant

_POINT = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?|-?\d+(,\d+)?")
_BROEK = re.compile(r"(\d{1,9})/([1-9]\d{0,8})")
_NAVN = re.compile(r"[a-zæøå_][a-zæøå0-9_]*")
I_ALT = "i_alt"
_POINTENHED = enheder.enhed("point")[0]
_RETNINGER: dict[Art, dict[str, int]] = {
    "tal": {"stoerst_foerst": 1, "mindst_foerst": -1},
    "dato": {"senest_foerst": 1, "tidligst_foerst": -1},
    "ja_nej": {"ja_foerst": 1, "nej_foerst": -1},
}
# The message about ordering by an expression of each kind.
_ORDNES: dict[Art, str] = {
    "tal": "Et tal ordnes med retning: stoerst_foerst eller mindst_foerst.",
    "dato": "En dato ordnes med retning: tidligst_foerst eller senest_foerst.",
    "ja_nej": "En betingelse ordnes med retning: ja_foerst eller nej_foerst.",
    "valg": "Et valg ordnes med orden: valgene i den rækkefølge, de går forud.",
}


@dataklasse(frozen=True, slots=True)
class TypetNoegle:
    """A key: its trees, or the assessor's fact. ``fortegn``: 1 puts larger values first, -1 smaller.

    ``rang`` ranks the choices; ``ukendt`` is how an unknown value is ordered, or the rank it counts as; ``lag`` are
    the limits, in base units.
    """

    data: Rangnoegle
    type: Type
    udtryk: Knude | None
    ellers: Knude | None
    gaelder: Knude | None
    form: Vaerdiform | None
    fortegn: int = 1
    rang: Mapping[str, int] | None = None
    lag: tuple[Tal, ...] = ()
    ukendt: Literal["foerst", "sidst"] | int = "sidst"
    # ``i_alt`` or the id of a criterion, where the key is points.
    point: str | None = None
    bemaerk: tuple[tuple[Knude, str], ...] = ()
    betydning: tuple[tuple[Knude | None, str], ...] = ()


@dataklasse(frozen=True, slots=True)
class TypetGruppe:
    """The facts that determine the group, by (list or None, name), and all possible groups."""

    data: Gruppe
    fakta: tuple[tuple[str | None, str], ...]
    alle: tuple[str, ...]


@dataklasse(frozen=True, slots=True)
class TypetUdelukkelse:
    """A condition that excludes a row from the order. ``vurderet``: the assessor's facts that it reads."""

    data: Udelukkelse
    naar: Knude
    vurderet: tuple[str, ...] = ()


@dataklasse(frozen=True, slots=True)
class TypetRaekkefoelge:
    """A checked order. ``led`` are its stages: the indices of keys, with weights where they are combined in a sum."""

    data: Raekkefoelge
    noegler: tuple[TypetNoegle, ...]
    led: tuple[tuple[tuple[int, ...], tuple[Fraction, ...] | None], ...]
    point: tuple[TypetPoint, ...]
    mindst_i_alt: Knude | None
    udeluk: tuple[TypetUdelukkelse, ...]
    budgetter: tuple[TypetBudget, ...]
    gruppe: TypetGruppe | None
    modtaget: TypetGruppe | None
    # The number of each row that is summed over a group's candidates, where the budget is split in proportion to it.
    delingstal: Knude | None = None

    @property
    def indbyrdes(self) -> bool:
        """Whether a row's points, its amounts or its group's share depend on the other rows."""
        i_forhold = any(p.fuldt is not None for p in self.point)
        return i_forhold or self.foelger_pladsen or self.delingstal is not None

    @property
    def foelger_pladsen(self) -> bool:
        """Whether an amount depends on the rank."""
        return any(RANG in b.stilling for b in self.budgetter)

    @property
    def liste(self) -> str | None:
        return self.data.for_

    def traeer(self) -> list[Knude]:
        """Return every expression of the order, but not the values that are the same for every row."""
        fundne: list[Knude | None] = [t for n in self.noegler for t in (n.udtryk, n.ellers, n.gaelder)]
        fundne += [t for n in self.noegler for t, _ in n.bemaerk]
        fundne += [p.udtryk for p in self.point]
        fundne += [u.naar for u in self.udeluk]
        for b in self.budgetter:
            fundne += [b.ramme, b.naar, b.ansoegt, b.tildeling, b.mindst, b.hoejst, b.delvis_mindst, b.ydelse]
        return [t for t in (*fundne, self.delingstal) if t is not None]

    def faste_parametre(self) -> set[str]:
        """Return the parameters in values that are the same for every row, not those in expressions that read facts."""
        pr, deling = self.data.pr_ansoeger, self.data.deling
        navne = {*((pr.mindst, pr.hoejst) if pr is not None else ()), *((deling and deling.gulv) or {}).values()}
        traeer = [t for b in self.budgetter for t in (b.ramme, b.mindst, b.hoejst, b.delvis_mindst)]
        traeer += [self.mindst_i_alt, *(t for p in self.point for t in p.tal())]
        return {n for n in navne if n is not None}.union(*(parametre_i(t) for t in traeer))


def ordnet_vaegt(antal: int) -> tuple[Fraction, ...]:
    """Return rank-order centroid weights: 11/18, 5/18, 2/18 for three keys.

    They are the mean of all weights that decrease in order and sum to 1.
    """
    return tuple(sum((Fraction(1, j) for j in range(i, antal + 1)), Fraction(0)) / antal for i in range(1, antal + 1))


def tal_af(tekst: str) -> Fraction:
    """Parse a number or a fraction: ``2,5`` → 5/2, ``1/7`` → 1/7. Raises ValueError with a Danish message."""
    if (broek := _BROEK.fullmatch(tekst.strip())) is not None:
        return Fraction(int(broek[1]), int(broek[2]))
    if not _POINT.fullmatch(tekst.strip()):
        raise ValueError(f"»{tekst}« er ikke et tal. Skriv det som fx 12 eller 0,5.")
    return Fraction(Decimal(tekst.strip().replace(".", "").replace(",", ".")))


class Raekkefoelgebygger:
    """Type-checks an order and its alternative interpretations; expressions they share are checked once."""

    def __init__(self, hjaelp: Erklaeringer) -> None:
        self.erklaeringer = hjaelp
        self.kendte: dict[tuple[str, Art | None, frozenset[str]], Knude | None] = {}
        # Maps a path within the order to the path for errors: those of an alternative are reported at its declaration.
        self.rod: Callable[[Sti], Sti] = lambda sti: sti
        self.pointkriterier: tuple[str, ...] = ()
        self.point: tuple[TypetPoint, ...] = ()

    def byg(self, data: Raekkefoelge, sted: Sti | None = None) -> TypetRaekkefoelge | None:
        """Return the typed order, or None where an error was found.

        ``sted`` is the path of the alternative interpretation whose order it is; None for the pack's own order.
        """
        self.rod = (lambda sti: ("raekkefoelge", *sti)) if sted is None else (lambda _: sted)
        foer = len(self.erklaeringer.mangler)
        omfang = self.erklaeringer.omfang_af(data.for_, self.rod(("for",)))
        if data.for_ is not None and data.for_ not in self.erklaeringer.data.lister:
            return None
        self.erklaeringer.kilde(data.kilde.dokument, self.rod(("kilde", "dokument")))
        kriterier = data.point.kriterier if data.point is not None else ()
        self.pointkriterier = tuple(p.id for p in kriterier)
        noegler = _fundne(self._noegle(n, omfang, ("noegler", i)) for i, n in enumerate(data.noegler))
        pointbygger = Pointbygger(self)
        vurderes = self._med_vurderinger(omfang)
        point = _fundne(pointbygger.kriterium(p, vurderes, ("point", "kriterier", i)) for i, p in enumerate(kriterier))
        self.point = point
        udeluk = _fundne(self._udeluk(u, vurderes, ("udeluk", i)) for i, u in enumerate(data.udeluk))
        if sted is None:
            proev_delvis(self, data)
        budgetter = _fundne(typ_budget(self, n, b, omfang, ("budgetter", n)) for n, b in data.budgetter.items())
        gruppe = self._gruppe(data.gruppe, data.for_, ("gruppe",)) if data.gruppe else None
        modtaget = gruppe
        if data.garanti is not None and data.garanti.modtaget is not None:
            modtaget = self._gruppe(data.garanti.modtaget, data.for_, ("garanti", "modtaget"))
        led = self._led(data, ("sammen",))
        self._foelger([n.id for n in data.noegler], data.vaegtes, "De nøgler, der vægtes,", ("vaegtes",))
        mindst_i_alt = pointbygger.mindst_i_alt(data, point)
        delingstal = delingssum(self, data, omfang)
        self._sammen(data, gruppe, modtaget, budgetter)
        if len(self.erklaeringer.mangler) > foer:
            # Errors in parts that an alternative does not change have already been reported for the pack's own order.
            sagt = {m.besked for m in self.erklaeringer.mangler[:foer]} if sted is not None else set()
            self.erklaeringer.mangler[foer:] = [m for m in self.erklaeringer.mangler[foer:] if m.besked not in sagt]
            return None
        return TypetRaekkefoelge(
            data, noegler, led, point, mindst_i_alt, udeluk, budgetter, gruppe, modtaget, delingstal
        )

    def fejl(self, sti: Sti, besked: str, plads: int = 0) -> None:
        rod = self.rod(sti)
        self.erklaeringer.fejl(rod, besked, plads if rod[-1:] == sti[-1:] else 0)

    def udtryk(self, tekst: str, omfang: Omfang, sti: Sti, art: Art | None = "ja_nej") -> Knude | None:
        """Do as ``Erklaeringer.udtryk``, once for each text and for the names that only some expressions may read."""
        egne = frozenset(
            n for li, n in omfang.erklaeringer if li is None and (li, n) not in self.erklaeringer.omfang.erklaeringer
        )
        noegle = (tekst, art, egne)
        if noegle not in self.kendte:
            self.kendte[noegle] = self.erklaeringer.udtryk(tekst, omfang, self.rod(sti), art)
        return self.kendte[noegle]

    # Keys

    def _noegle(self, noegle: Rangnoegle, omfang: Omfang, sti: Sti) -> TypetNoegle | None:
        self.erklaeringer.kilde(noegle.kilde.dokument, self.rod((*sti, "kilde", "dokument")))
        if noegle.point is not None:
            self._pointnoegle(noegle.point, sti)
            fundet: tuple[Knude | None, Vaerdiform | None, Type] | None = None, None, Type("tal")
        else:
            fundet = self.vaerdi(noegle.udtryk, noegle.vurdering, omfang, sti)
        if fundet is None:
            return None
        trae, form, type_ = fundet
        gaelder = self.udtryk(noegle.gaelder_naar, omfang, (*sti, "gaelder_naar")) if noegle.gaelder_naar else None
        ellers = self.udtryk(noegle.ellers, omfang, (*sti, "ellers"), type_.art) if noegle.ellers else None
        if ellers is not None and ellers.type.dimension != type_.dimension:
            self.fejl(
                (*sti, "ellers"),
                f"»udtryk« giver {enheder.vis(type_.dimension)}, men »ellers« {enheder.vis(ellers.type.dimension)}.",
            )
        if noegle.hvis_ukendt is not None:
            self.erklaeringer.frase(noegle.hvis_ukendt, omfang, self.rod((*sti, "hvis_ukendt")))
        bemaerk = []
        for i, b in enumerate(noegle.bemaerk):
            self.erklaeringer.frase(b.tekst, omfang, self.rod((*sti, "bemaerk", i, "tekst")))
            if (naar := self.udtryk(b.naar, omfang, (*sti, "bemaerk", i, "naar"))) is not None:
                bemaerk.append((naar, b.tekst))
        betydning: list[tuple[Knude | None, str]] = []
        for i, d in enumerate(noegle.betydning):
            self.erklaeringer.frase(d.tekst, omfang, self.rod((*sti, "betydning", i, "tekst")))
            hvornaar = self.udtryk(d.naar, omfang, (*sti, "betydning", i, "naar")) if d.naar is not None else None
            betydning.append((hvornaar, d.tekst))
        rang = self._rang(noegle, type_, (*sti, "orden")) if noegle.orden else None
        if type_.art not in _ORDNES:
            self.fejl(sti, "Der kan ordnes efter tal, datoer, ja og nej, og valg.")
            return None
        fortegn = _RETNINGER.get(type_.art, {}).get(noegle.retning or "")
        if (type_.art == "valg") != bool(noegle.orden) or (fortegn is None and not noegle.orden):
            self.fejl((*sti, "orden" if noegle.orden else "retning"), _ORDNES[type_.art])
            return None
        return TypetNoegle(
            noegle,
            type_,
            trae,
            ellers,
            gaelder,
            form,
            fortegn=fortegn or 1,
            rang=rang,
            lag=self._lag(noegle, type_, sti),
            ukendt=self._ukendt(noegle, rang, sti),
            point=noegle.point,
            bemaerk=tuple(bemaerk),
            betydning=tuple(betydning),
        )

    def _pointnoegle(self, point: str, sti: Sti) -> None:
        """Check a key of points: ``i_alt`` or the id of a point criterion."""
        kendte = [I_ALT, *self.pointkriterier]
        if not self.pointkriterier:
            self.fejl((*sti, "point"), "Nøglen er point, men der er ingen pointkriterier. Skriv point.")
        elif point not in kendte:
            self.fejl(
                (*sti, "point"),
                f"Der er intet pointkriterium »{point}«. Skriv i_alt eller et kriteriums id.{mente_du(point, kendte)}",
            )

    def vaerdi(
        self, udtryk: str | None, vurdering: str | None, omfang: Omfang, sti: Sti
    ) -> tuple[Knude | None, Vaerdiform | None, Type] | None:
        """Return what a key or criterion reads: a tree or an assessor's fact (tree None), its declaration, its type."""
        if vurdering is not None:
            form = self.erklaeringer.data.vurderingsfakta.get(vurdering)
            er_forkert = form is not None and vurdering not in self.erklaeringer.vurderinger
            if er_forkert or vurdering in self.erklaeringer.daarlige:
                # The fact's own error has been reported.
                return None
            if form is None or form.type != "tal":
                kendte = [n for n, f in self.erklaeringer.data.vurderingsfakta.items() if f.type == "tal"]
                self.fejl(
                    (*sti, "vurdering"),
                    f"Der er intet tal »{vurdering}« blandt vurderingsfakta.{mente_du(vurdering, kendte)}",
                )
                return None
            return None, form, Type("tal", fra=_graense(form.mindst), til=_graense(form.hoejst))
        assert udtryk is not None
        trae = self.udtryk(udtryk, omfang, (*sti, "udtryk"), None)
        if trae is None:
            return None
        if not laeser_fakta(trae):
            self.fejl((*sti, "udtryk"), "Udtrykket læser intet faktum, så det er ens for alle. Ret det.")
        vist: Vaerdiform | None = (
            self.erklaeringer.fakta.get((trae.liste, trae.navn)) if isinstance(trae, Fakt) else None
        )
        return trae, vist, trae.type

    def _rang(self, noegle: Rangnoegle, type_: Type, sti: Sti) -> dict[str, int]:
        """Return the choices with their ranks, the first highest; choices in an inner list rank equally."""
        rang: dict[str, int] = {}
        for i, led in enumerate(noegle.orden):
            for valg in (led,) if isinstance(led, str) else led:
                if valg in rang:
                    self.fejl((*sti, i), f"»{valg}« står to gange.")
                elif type_.art == "valg" and valg not in type_.valg:
                    self.fejl((*sti, i), f"»{valg}« er ikke et af valgene.{mente_du(valg, type_.valg)}")
                rang[valg] = len(noegle.orden) - 1 - i
        glemt = [v for v in type_.valg if v not in rang]
        if type_.art == "valg" and glemt:
            self.fejl(sti, f"Skriv også, hvor {', '.join(glemt)} står.")
        return rang

    def _lag(self, noegle: Rangnoegle, type_: Type, sti: Sti) -> tuple[Tal, ...]:
        if noegle.lag and type_.art != "tal":
            self.fejl((*sti, "lag"), "Kun tal kan deles i lag.")
            return ()
        graenser = [self.graense(g, type_, (*sti, "lag", i)) for i, g in enumerate(noegle.lag)]
        kendte = [g for g in graenser if g is not None]
        if len(set(kendte)) != len(kendte):
            self.fejl((*sti, "lag"), "To lag har samme grænse.")
        return tuple(sorted(kendte))

    def graense(self, tekst: str, type_: Type, sti: Sti) -> Fraction | None:
        """Parse a limit (``25 pct.``), in base units; it must have the dimension of what it is compared with."""
        try:
            k = konstant(tekst, self.erklaeringer.omfang.enheder)
        except UdtryksFejl as fejl:
            self.fejl(sti, fejl.besked, fejl.plads)
            return None
        if k.type.art != "tal" or k.type.dimension != type_.dimension or isinstance(k.vaerdi, bool):
            self.fejl(sti, enheder.passer_ikke(type_.dimension, k.type.dimension))
            return None
        assert isinstance(k.vaerdi, int | Decimal | Fraction)
        return Fraction(k.vaerdi)

    def _ukendt(self, noegle: Rangnoegle, rang: Mapping[str, int] | None, sti: Sti) -> Literal["foerst", "sidst"] | int:
        if noegle.ukendt == "foerst":
            return "foerst"
        if noegle.ukendt == "sidst":
            return "sidst"
        if rang is not None and noegle.ukendt in rang:
            return rang[noegle.ukendt]
        self.fejl(
            (*sti, "ukendt"),
            f"»{noegle.ukendt}« kan ikke stå her. Skriv foerst, sidst"
            f"{' eller et af valgene' if rang is not None else ''}: hvor en ukendt værdi står."
            f"{mente_du(noegle.ukendt, ('foerst', 'sidst', *(rang or ())))}",
        )
        return "sidst"

    def _led(self, data: Raekkefoelge, sti: Sti) -> tuple[tuple[tuple[int, ...], tuple[Fraction, ...] | None], ...]:
        ids = [n.id for n in data.noegler]
        alene = tuple(((i,), None) for i in range(len(ids)))
        if data.sammen is None:
            return alene
        pladser = self._foelger(ids, data.sammen.noegler, "De nøgler, der lægges sammen,", (*sti, "noegler"))
        if pladser is None:
            return alene
        vaegte = self._vaegte(data.sammen, sti)
        return (*alene[: pladser[0]], (pladser, vaegte), *alene[pladser[-1] + 1 :])

    def _foelger(self, ids: list[str], valgte: tuple[str, ...], hvilke: str, sti: Sti) -> tuple[int, ...] | None:
        """Return the indices of some keys, which must be consecutive; None where they are not, which is reported."""
        ukendte = [n for n in valgte if n not in ids]
        if ukendte:
            self.fejl(sti, f"Der er ingen nøgle »{ukendte[0]}«.{mente_du(ukendte[0], ids)}")
            return None
        pladser = tuple(ids.index(n) for n in valgte)
        if pladser and pladser != tuple(range(pladser[0], pladser[0] + len(pladser))):
            self.fejl(sti, f"{hvilke} skal følge efter hinanden i rækkefølgen.")
            return None
        return pladser

    def _vaegte(self, sammen: Sammen, sti: Sti) -> tuple[Fraction, ...]:
        if sammen.vaegte == "aftagende":
            return ordnet_vaegt(len(sammen.noegler))
        vaegte = [self._tal(v, (*sti, "vaegte", i)) for i, v in enumerate(sammen.vaegte)]
        if len(vaegte) != len(sammen.noegler):
            self.fejl((*sti, "vaegte"), f"Der er {len(sammen.noegler)} nøgler, men {len(vaegte)} vægte.")
        if any(v is not None and v <= 0 for v in vaegte):
            self.fejl((*sti, "vaegte"), "En vægt skal være over nul. Slet nøglen, hvis den ikke skal tælle.")
        return tuple(v or Fraction(1) for v in vaegte)

    def maal(self, tekst: str | None, sti: Sti, dimension: enheder.Dimension = enheder.TAL) -> Knude | None:
        """Return a number of this dimension that is the same for all rows: a literal or an expression of parameters."""
        if tekst is None:
            return None
        ord_ = {o.partition(".")[0] for o in _NAVN.findall(tekst)}
        if ord_ & set(self.erklaeringer.data.parametre):
            trae = self.udtryk(tekst, self.erklaeringer.omfang_af(None, sti), sti, "tal")
            if trae is None:
                return None
            if not kan_regnes(trae):
                self.fejl(sti, "Her kan kun stå tal og parametre med +, -, ×, mindste(…) og hoejeste(…).")
                return None
            if parametre_i(trae) - set(self.erklaeringer.parametre):
                # The parameter's own error has been reported.
                return None
            if trae.type.dimension != dimension and (dimension, trae.type.dimension) != (enheder.TAL, _POINTENHED):
                self.fejl(sti, enheder.passer_ikke(dimension, trae.type.dimension))
                return None
            return trae
        if tekst.strip() in self.erklaeringer.daarlige:
            return None
        if _NAVN.fullmatch(tekst.strip()):
            self.fejl(sti, f"Der er ingen parameter »{tekst}«.{mente_du(tekst, self.erklaeringer.data.parametre)}")
            return None
        tal = self._tal(tekst, sti) if dimension == enheder.TAL else self.graense(tekst, Type("tal", dimension), sti)
        return None if tal is None else Konstant(Type("tal", dimension, fra=tal, til=tal), 0, tal)

    def _tal(self, tekst: str | None, sti: Sti) -> Fraction | None:
        if tekst is None:
            return None
        try:
            return tal_af(tekst)
        except ValueError as fejl:
            self.fejl(sti, str(fejl))
            return None

    # Amounts

    def beloeb(self, tekst: str | None, omfang: Omfang, sti: Sti) -> Knude | None:
        trae = self.udtryk(tekst, omfang, sti, "tal") if tekst is not None else None
        if trae is not None and trae.type.dimension != enheder.KRONER:
            self.fejl(sti, f"Her skal stå et beløb, men udtrykket er {enheder.vis(trae.type.dimension)}.")
        return trae

    def beloebsparameter(self, navn: str | None, sti: Sti) -> None:
        """Report a name that is not the name of a parameter in kroner; None is accepted."""
        if navn is None:
            return
        form = self.erklaeringer.data.parametre.get(navn)
        if form is None:
            ment = mente_du(navn, self.erklaeringer.data.parametre)
            if not _NAVN.fullmatch(navn):
                ment = " Her skal stå navnet på én parameter, ikke et udtryk. Erklær beløbet som en parameter."
            if navn not in self.erklaeringer.daarlige:
                self.fejl(sti, f"Der er ingen parameter »{navn}«.{ment}")
            return
        self.erklaeringer.omfang_af(None, sti).laest.add((None, navn))
        if navn in self.erklaeringer.daarlige:
            return
        if form.type != "tal" or enheder.enhed(form.enhed or "stk")[0] != enheder.KRONER:
            self.fejl(sti, f"Parameteren »{navn}« er ikke et beløb.")

    def vaerdi_af(self, navn: str | None, *, ellers: int | None = 0) -> Decimal | int:
        v = self.erklaeringer.parametre.get(navn or "")
        if isinstance(v, int | Decimal) and not isinstance(v, bool):
            return v
        return Decimal("Infinity") if ellers is None else ellers

    # Groups, and combinations

    def _gruppe(self, g: Gruppe, liste: str | None, sti: Sti) -> TypetGruppe | None:
        navne = g.region_af or (g.valg_af or "",)
        fundne: list[tuple[str | None, str]] = []
        noegle = "region_af" if g.region_af else "valg_af"
        alle: Iterable[str] = {k.region for k in self.erklaeringer.kommuner.alle}
        for navn in navne:
            sted = next((s for s in ((liste, navn), (None, navn)) if s in self.erklaeringer.fakta), None)
            if sted is None:
                if navn in self.erklaeringer.daarlige:
                    # The fact's own error has been reported.
                    return None
                kendte = [n for li, n in self.erklaeringer.fakta if li in (liste, None)]
                self.fejl((*sti, noegle), f"Der er intet faktum »{navn}« her.{mente_du(navn, kendte)}")
                return None
            fakt = self.erklaeringer.fakta[sted]
            if fakt.type != ("kommune" if g.region_af else "valg"):
                self.fejl((*sti, noegle), f"»{navn}« er ikke {'en kommune' if g.region_af else 'et valg'}.")
                return None
            self.erklaeringer.omfang_af(sted[0], sti).laest.add(sted)
            fundne.append(sted)
            if not g.region_af:
                alle = fakt.valg or ()
        return TypetGruppe(g, tuple(fundne), tuple(sorted(alle)))

    def _med_vurderinger(self, omfang: Omfang) -> Omfang:
        """Return the scope extended with the assessor's facts."""
        egne = dict(omfang.erklaeringer)
        for navn, form in self.erklaeringer.data.vurderingsfakta.items():
            erklaering = self.erklaeringer.vurderinger.get(navn)
            if erklaering is not None and form.type in ("tal", "ja_nej", "valg", "dato"):
                egne[None, navn] = erklaering
        return replace(omfang, erklaeringer=egne)

    def med_stilling(self, tekst: str | None, omfang: Omfang, sti: Sti) -> Omfang:
        """Return the scope extended with those of a row's rank and total points that an award reads."""
        naevnt = [n for n in STILLING if n in _NAVN.findall(tekst or "")]
        egne = dict(omfang.erklaeringer)
        for navn in naevnt:
            if omfang.find(navn) is not None:
                self.fejl(
                    sti,
                    f"»{navn}« er her {STILLING[navn]}, og regelsættet har selv noget, der hedder sådan. Giv det et "
                    "andet navn.",
                )
            if navn == POINT_I_ALT and not self.pointkriterier:
                self.fejl(sti, "Beløbet følger point, men der er ingen pointkriterier. Skriv point.")
            plads = Type("tal", fra=1, til=HOEJST_RANG, korn=Fraction(1))
            egne[None, navn] = Erklaering(plads if navn == RANG else i_alt(self.point), 1, None)
        return replace(omfang, erklaeringer=egne) if naevnt else omfang

    def _udeluk(self, u: Udelukkelse, omfang: Omfang, sti: Sti) -> TypetUdelukkelse | None:
        self.erklaeringer.kilde(u.kilde.dokument, self.rod((*sti, "kilde", "dokument")))
        self.erklaeringer.frase(u.grund, omfang, self.rod((*sti, "grund")))
        naar = self.udtryk(u.naar, omfang, (*sti, "naar"))
        if naar is None:
            return None
        return TypetUdelukkelse(u, naar, self.erklaeringer.vurderet_i(naar))

    def _sammen(
        self,
        data: Raekkefoelge,
        gruppe: TypetGruppe | None,
        modtaget: TypetGruppe | None,
        budgetter: tuple[TypetBudget, ...],
    ) -> None:
        """Report combinations that cannot work together."""
        if data.metode == "point" and data.point is None:
            self.fejl(("metode",), "Metoden er point, men der er ingen pointkriterier. Skriv point.")
        if data.metode == "prioriteret" and not data.noegler:
            self.fejl(("metode",), "Metoden er prioriteret, men der er ingen nøgler. Skriv noegler.")
        self._garanti(data, data.garanti, gruppe, modtaget)
        typ_deling(self, data, gruppe, budgetter)
        if data.knaphed.paa == "alle_ansoegte" and any(RANG in b.stilling for b in budgetter):
            self.fejl(
                ("knaphed", "paa"),
                "Et beløb følger pladsen i rækkefølgen, og kun kandidater har en plads. Skriv paa: kandidater.",
            )
        pr = data.pr_ansoeger
        if pr is None:
            return
        if self.erklaeringer.data.ansoeger is None:
            self.fejl(("pr_ansoeger",), "Puljen har ingen ansøger (pulje.yaml), så der kan ikke regnes pr. ansøger.")
        for noegle in ("mindst", "hoejst"):
            self.beloebsparameter(getattr(pr, noegle), ("pr_ansoeger", noegle))
        if self.vaerdi_af(pr.mindst) > self.vaerdi_af(pr.hoejst, ellers=None):
            self.fejl(("pr_ansoeger", "mindst"), "Det mindste beløb er større end det højeste.")
        elif self.vaerdi_af(pr.mindst) > sum(nu(self, b.ramme) for b in budgetter):
            self.fejl(("pr_ansoeger", "mindst"), "Det mindste beløb er større end rammen, så ingen kan få noget.")
        if pr.hoejst is not None and data.ved_loft == "delvis" and not hver_sit(budgetter):
            self.fejl(
                ("pr_ansoeger", "hoejst"),
                "Hvor det samme kan høre til flere budgetter, kan der ikke gives en del af et beløb op til ansøgerens "
                "højeste: det er ikke sagt, hvilket budget delen tages fra. Brug ved_loft: spring_over eller stop, "
                "eller giv budgetterne naar, der udelukker hinanden (naar: oe og naar: ikke oe).",
            )

    def _garanti(
        self, data: Raekkefoelge, g: Garantidata | None, gruppe: TypetGruppe | None, modtaget: TypetGruppe | None
    ) -> None:
        if g is None:
            return
        self.erklaeringer.kilde(g.kilde.dokument, self.rod(("garanti", "kilde", "dokument")))
        if data.gruppe is None:
            self.fejl(("garanti",), "En garanti for hver gruppe kræver, at grupperne er sagt. Skriv gruppe.")
        if gruppe is not None and modtaget is not None and gruppe.alle != modtaget.alle:
            self.fejl(("garanti", "modtaget"), "Ansøgerne skal deles i de samme grupper som projekterne.")
        if data.deling is not None and g.form != "ingen":
            self.fejl(("garanti",), "En garanti og en deling mellem grupper kan ikke gælde på én gang. Vælg den ene.")
        if g.form == "bytte" and data.ved_loft == "delvis":
            self.fejl(
                ("garanti", "form"), "Der kan ikke byttes, hvor det sidste får en del af beløbet. Vælg en anden form."
            )


T = TypeVar("T")


def _fundne(dele: Iterable[T | None]) -> tuple[T, ...]:
    return tuple(d for d in dele if d is not None)


def _graense(tekst: str | None) -> Fraction | None:
    return tal_af(tekst) if tekst is not None else None
