"""Order and allocation typed: every expression a tree, every limit a number, and nothing that cannot go together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeVar

from ..fejl import mente_du
from ..model.raekkefoelge import (
    Budgetramme,
    Garantidata,
    Gruppe,
    Knaek,
    Pointkriterium,
    Raekkefoelge,
    Rangnoegle,
    Sammen,
    Udelukkelse,
)
from ..model.regelsaet import Vaerdiform
from ..model.visning import vis_tal
from . import enheder
from .erklaeringer import Erklaeringer, Sti
from .laes import UdtryksFejl
from .traeer import AntalRaekker, Art, Fakt, Knude, Tal, Type, alle_knuder
from .typer import Omfang, konstant

_POINT = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?|-?\d+(,\d+)?")
_RETNINGER: dict[Art, dict[str, int]] = {
    "tal": {"stoerst_foerst": 1, "mindst_foerst": -1},
    "dato": {"senest_foerst": 1, "tidligst_foerst": -1},
    "ja_nej": {"ja_foerst": 1, "nej_foerst": -1},
}
# How an expression of each kind is called, and what it must say to be ordered by.
_ORDNES: dict[Art, str] = {
    "tal": "Et tal ordnes med retning: stoerst_foerst eller mindst_foerst.",
    "dato": "En dato ordnes med retning: tidligst_foerst eller senest_foerst.",
    "ja_nej": "En betingelse ordnes med retning: ja_foerst eller nej_foerst.",
    "valg": "Et valg ordnes med orden: valgene i den rækkefølge, de går forud.",
}


@dataclass(frozen=True, slots=True)
class TypetNoegle:
    """A key: its trees, or the assessor's fact. ``fortegn`` makes the larger go first; ``rang`` ranks the choices.

    ``ukendt`` is where an unknown value stands, or the number it counts as; ``lag`` the limits, in base units.
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
    bemaerk: tuple[tuple[Knude, str], ...] = ()
    betydning: tuple[tuple[Knude | None, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TypetPoint:
    """A criterion that gives points. ``knaek``: (from, points) of pieces or steps, in base units."""

    data: Pointkriterium
    type: Type
    udtryk: Knude | None
    form: Vaerdiform | None
    vaegt: Fraction
    knaek: tuple[tuple[Fraction, Fraction], ...] = ()
    valg: Mapping[str, Fraction] | None = None
    loft: Fraction | None = None
    mindst: Fraction | None = None
    ukendt: Fraction | None = None
    hoejst: Fraction | None = None


@dataclass(frozen=True, slots=True)
class TypetBudget:
    """``afrund``: whole kroner that an award is rounded to, and how."""

    id: str
    data: Budgetramme
    ansoegt: Knude
    tildeling: Knude | None
    ydelse: Knude | None
    afrund: tuple[int, Literal["ned", "op", "naermest"]] = (1, "ned")


@dataclass(frozen=True, slots=True)
class TypetGruppe:
    """Which facts tell the group, by (list or None, name), and all the groups there are."""

    data: Gruppe
    fakta: tuple[tuple[str | None, str], ...]
    alle: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypetUdelukkelse:
    """A condition that keeps a row out of the order."""

    data: Udelukkelse
    naar: Knude


@dataclass(frozen=True, slots=True)
class TypetRaekkefoelge:
    """``led``: the stages of the order, each some of the keys (by place), with weights where they are added."""

    data: Raekkefoelge
    noegler: tuple[TypetNoegle, ...]
    led: tuple[tuple[tuple[int, ...], tuple[Fraction, ...] | None], ...]
    point: tuple[TypetPoint, ...]
    mindst_i_alt: Fraction | None
    udeluk: tuple[TypetUdelukkelse, ...]
    budgetter: tuple[TypetBudget, ...]
    gruppe: TypetGruppe | None
    modtaget: TypetGruppe | None

    @property
    def liste(self) -> str | None:
        return self.data.for_


def ordnet_vaegt(antal: int) -> tuple[Fraction, ...]:
    """The mean of all weights that fall in order and sum to 1 (rank-order centroid): 11/18, 5/18, 2/18 for three."""
    return tuple(sum((Fraction(1, j) for j in range(i, antal + 1)), Fraction(0)) / antal for i in range(1, antal + 1))


def tal_af(tekst: str) -> Fraction:
    """``2,5`` → 5/2. Raises ValueError with a Danish message."""
    if not _POINT.fullmatch(tekst.strip()):
        raise ValueError(f"»{tekst}« er ikke et tal. Skriv det som fx 12 eller 0,5.")
    return Fraction(Decimal(tekst.strip().replace(".", "").replace(",", ".")))


class Raekkefoelgebygger:
    """Types an order, and the other readings of it; expressions they share are typed once."""

    def __init__(self, hjaelp: Erklaeringer) -> None:
        self.h = hjaelp
        self.kendte: dict[tuple[str, Art | None], Knude | None] = {}
        # Where faults are told: other readings tell them where they are written.
        self.rod: Callable[[Sti], Sti] = lambda sti: sti

    def byg(self, r: Raekkefoelge, sted: Sti | None = None) -> TypetRaekkefoelge | None:
        """The order typed, None where a fault was told. ``sted``: the other reading it is the order of."""
        self.rod = (lambda sti: ("raekkefoelge", *sti)) if sted is None else (lambda _: sted)
        foer = len(self.h.mangler)
        omfang = self.h.omfang_af(r.for_, self.rod(("for",)))
        if r.for_ is not None and r.for_ not in self.h.data.lister:
            return None
        self.h.kilde(r.kilde.dokument, self.rod(("kilde", "dokument")))
        noegler = _fundne(self._noegle(n, omfang, ("noegler", i)) for i, n in enumerate(r.noegler))
        kriterier = r.point.kriterier if r.point is not None else ()
        point = _fundne(self._pointkriterium(p, omfang, ("point", "kriterier", i)) for i, p in enumerate(kriterier))
        udeluk = _fundne(self._udeluk(u, omfang, ("udeluk", i)) for i, u in enumerate(r.udeluk))
        budgetter = _fundne(self._budget(n, b, omfang, ("budgetter", n)) for n, b in r.budgetter.items())
        gruppe = self._gruppe(r.gruppe, r.for_, ("gruppe",)) if r.gruppe else None
        modtaget = gruppe
        if r.garanti is not None and r.garanti.modtaget is not None:
            modtaget = self._gruppe(r.garanti.modtaget, r.for_, ("garanti", "modtaget"))
        led = self._led(r, ("sammen",))
        self._foelger([n.id for n in r.noegler], r.vaegtes, "De nøgler, der vægtes,", ("vaegtes",))
        mindst_i_alt = self._mindst_i_alt(r, point)
        self._sammen(r, gruppe, modtaget)
        if len(self.h.mangler) > foer:
            return None
        return TypetRaekkefoelge(r, noegler, led, point, mindst_i_alt, udeluk, budgetter, gruppe, modtaget)

    def fejl(self, sti: Sti, besked: str, plads: int = 0) -> None:
        rod = self.rod(sti)
        self.h.fejl(rod, besked, plads if rod[-1:] == sti[-1:] else 0)

    def _udtryk(self, tekst: str, omfang: Omfang, sti: Sti, art: Art | None = "ja_nej") -> Knude | None:
        if (tekst, art) not in self.kendte:
            self.kendte[tekst, art] = self.h.udtryk(tekst, omfang, self.rod(sti), art)
        return self.kendte[tekst, art]

    # Keys

    def _noegle(self, n: Rangnoegle, omfang: Omfang, sti: Sti) -> TypetNoegle | None:
        self.h.kilde(n.kilde.dokument, self.rod((*sti, "kilde", "dokument")))
        fundet = self._vaerdi(n.udtryk, n.vurdering, omfang, sti)
        if fundet is None:
            return None
        trae, form, type_ = fundet
        gaelder = self._udtryk(n.gaelder_naar, omfang, (*sti, "gaelder_naar")) if n.gaelder_naar else None
        ellers = self._udtryk(n.ellers, omfang, (*sti, "ellers"), type_.art) if n.ellers else None
        if ellers is not None and ellers.type.dimension != type_.dimension:
            self.fejl(
                (*sti, "ellers"),
                f"»udtryk« giver {enheder.vis(type_.dimension)}, men »ellers« {enheder.vis(ellers.type.dimension)}.",
            )
        if n.hvis_ukendt is not None:
            self.h.frase(n.hvis_ukendt, omfang, self.rod((*sti, "hvis_ukendt")))
        bemaerk = []
        for i, b in enumerate(n.bemaerk):
            self.h.frase(b.tekst, omfang, self.rod((*sti, "bemaerk", i, "tekst")))
            if (naar := self._udtryk(b.naar, omfang, (*sti, "bemaerk", i, "naar"))) is not None:
                bemaerk.append((naar, b.tekst))
        betydning: list[tuple[Knude | None, str]] = []
        for i, d in enumerate(n.betydning):
            self.h.frase(d.tekst, omfang, self.rod((*sti, "betydning", i, "tekst")))
            hvornaar = self._udtryk(d.naar, omfang, (*sti, "betydning", i, "naar")) if d.naar is not None else None
            betydning.append((hvornaar, d.tekst))
        rang = self._rang(n, type_, (*sti, "orden")) if n.orden else None
        if type_.art not in _ORDNES:
            self.fejl(sti, "Der kan ordnes efter tal, datoer, ja og nej, og valg.")
            return None
        fortegn = _RETNINGER.get(type_.art, {}).get(n.retning or "")
        if (type_.art == "valg") != bool(n.orden) or (fortegn is None and not n.orden):
            self.fejl((*sti, "orden" if n.orden else "retning"), _ORDNES[type_.art])
            return None
        return TypetNoegle(
            n,
            type_,
            trae,
            ellers,
            gaelder,
            form,
            fortegn=fortegn or 1,
            rang=rang,
            lag=self._lag(n, type_, sti),
            ukendt=self._ukendt(n, rang, sti),
            bemaerk=tuple(bemaerk),
            betydning=tuple(betydning),
        )

    def _vaerdi(
        self, udtryk: str | None, vurdering: str | None, omfang: Omfang, sti: Sti
    ) -> tuple[Knude | None, Vaerdiform | None, Type] | None:
        """What a key or a criterion reads: a tree or one of the assessor's facts; the form it is shown in; its type."""
        if vurdering is not None:
            form = self.h.data.vurderingsfakta.get(vurdering)
            if form is None or form.type != "tal":
                kendte = [n for n, f in self.h.data.vurderingsfakta.items() if f.type == "tal"]
                self.fejl(
                    (*sti, "vurdering"),
                    f"Der er intet tal »{vurdering}« blandt vurderingsfakta.{mente_du(vurdering, kendte)}",
                )
                return None
            return None, form, Type("tal", til=_graense(form.hoejst))
        assert udtryk is not None
        trae = self._udtryk(udtryk, omfang, (*sti, "udtryk"), None)
        if trae is None:
            return None
        if not _laeser_fakta(trae):
            self.fejl((*sti, "udtryk"), "Udtrykket læser intet faktum, så det er ens for alle. Ret det.")
        vist: Vaerdiform | None = self.h.fakta.get((trae.liste, trae.navn)) if isinstance(trae, Fakt) else None
        return trae, vist, trae.type

    def _rang(self, n: Rangnoegle, type_: Type, sti: Sti) -> dict[str, int]:
        """Choices by rank, the first highest; those of an inner list alike."""
        rang: dict[str, int] = {}
        for i, led in enumerate(n.orden):
            for valg in (led,) if isinstance(led, str) else led:
                if valg in rang:
                    self.fejl((*sti, i), f"»{valg}« står to gange.")
                elif type_.art == "valg" and valg not in type_.valg:
                    self.fejl((*sti, i), f"»{valg}« er ikke et af valgene.{mente_du(valg, type_.valg)}")
                rang[valg] = len(n.orden) - 1 - i
        glemt = [v for v in type_.valg if v not in rang]
        if type_.art == "valg" and glemt:
            self.fejl(sti, f"Skriv også, hvor {', '.join(glemt)} står.")
        return rang

    def _lag(self, n: Rangnoegle, type_: Type, sti: Sti) -> tuple[Tal, ...]:
        if n.lag and type_.art != "tal":
            self.fejl((*sti, "lag"), "Kun tal kan deles i lag.")
            return ()
        graenser = [self._graense(g, type_, (*sti, "lag", i)) for i, g in enumerate(n.lag)]
        kendte = [g for g in graenser if g is not None]
        if len(set(kendte)) != len(kendte):
            self.fejl((*sti, "lag"), "To lag har samme grænse.")
        return tuple(sorted(kendte))

    def _graense(self, tekst: str, type_: Type, sti: Sti) -> Fraction | None:
        """A limit as written (``25 pct.``), in base units, of the same dimension as what it is compared with."""
        try:
            k = konstant(tekst)
        except UdtryksFejl as fejl:
            self.fejl(sti, fejl.besked, fejl.plads)
            return None
        if k.type.art != "tal" or k.type.dimension != type_.dimension or isinstance(k.vaerdi, bool):
            self.fejl(
                sti,
                f"Enhederne passer ikke sammen: {enheder.vis(type_.dimension)} og {enheder.vis(k.type.dimension)}. "
                "Skriv enheden efter tallet.",
            )
            return None
        assert isinstance(k.vaerdi, int | Decimal | Fraction)
        return Fraction(k.vaerdi)

    def _ukendt(self, n: Rangnoegle, rang: Mapping[str, int] | None, sti: Sti) -> Literal["foerst", "sidst"] | int:
        if n.ukendt == "foerst":
            return "foerst"
        if n.ukendt == "sidst":
            return "sidst"
        if rang is not None and n.ukendt in rang:
            return rang[n.ukendt]
        self.fejl(
            (*sti, "ukendt"),
            f"»{n.ukendt}« kan ikke stå her. Skriv foerst, sidst"
            f"{' eller et af valgene' if rang is not None else ''}: hvor en ukendt værdi står."
            f"{mente_du(n.ukendt, ('foerst', 'sidst', *(rang or ())))}",
        )
        return "sidst"

    def _led(self, r: Raekkefoelge, sti: Sti) -> tuple[tuple[tuple[int, ...], tuple[Fraction, ...] | None], ...]:
        ids = [n.id for n in r.noegler]
        alene = tuple(((i,), None) for i in range(len(ids)))
        if r.sammen is None:
            return alene
        pladser = self._foelger(ids, r.sammen.noegler, "De nøgler, der lægges sammen,", (*sti, "noegler"))
        if pladser is None:
            return alene
        vaegte = self._vaegte(r.sammen, sti)
        return (*alene[: pladser[0]], (pladser, vaegte), *alene[pladser[-1] + 1 :])

    def _foelger(self, ids: list[str], valgte: tuple[str, ...], hvilke: str, sti: Sti) -> tuple[int, ...] | None:
        """The places of some of the keys, which must follow each other; None where they are told not to."""
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

    def _tal(self, tekst: str | None, sti: Sti) -> Fraction | None:
        if tekst is None:
            return None
        try:
            return tal_af(tekst)
        except ValueError as fejl:
            self.fejl(sti, str(fejl))
            return None

    # Points

    def _pointkriterium(self, p: Pointkriterium, omfang: Omfang, sti: Sti) -> TypetPoint | None:
        self.h.kilde(p.kilde.dokument, self.rod((*sti, "kilde", "dokument")))
        fundet = self._vaerdi(p.udtryk, p.vurdering, omfang, sti)
        if fundet is None:
            return None
        trae, form, type_ = fundet
        vaegt = self._tal(p.vaegt, (*sti, "vaegt"))
        if vaegt is not None and vaegt <= 0:
            self.fejl((*sti, "vaegt"), "En vægt skal være over nul. Slet kriteriet, hvis det ikke skal tælle.")
        knaek = self._knaek(p.stykker or p.trin, type_, (*sti, "stykker" if p.stykker else "trin"))
        valg = self._valgpoint(p, type_, (*sti, "valg"))
        loft = self._tal(p.loft, (*sti, "loft"))
        mindst = self._tal(p.mindst, (*sti, "mindst"))
        if p.stykker and len(p.stykker) == 1:
            self.fejl((*sti, "stykker"), "En linje har mindst to punkter. Skriv et til, eller brug trin.")
        if not knaek and valg is None:
            if type_.art != "tal" or type_.dimension != enheder.TAL:
                self.fejl(sti, "Kun et tal uden enhed er selv point. Skriv stykker, trin eller valg.")
            hoejst = Fraction(type_.til) if type_.til is not None else None
        else:
            hoejst = max([*(q for _, q in knaek), *(valg or {}).values()])
        if loft is not None and (hoejst is None or loft < hoejst):
            hoejst = loft
        if mindst is not None and hoejst is not None and mindst > hoejst:
            self.fejl((*sti, "mindst"), f"Kriteriet kan højst give {vis_tal(hoejst)} point, så ingen når {p.mindst}.")
        return TypetPoint(
            p,
            type_,
            trae,
            form,
            vaegt or Fraction(1),
            knaek,
            valg,
            loft,
            mindst,
            self._tal(p.ukendt, (*sti, "ukendt")),
            hoejst,
        )

    def _knaek(self, knaek: tuple[Knaek, ...], type_: Type, sti: Sti) -> tuple[tuple[Fraction, Fraction], ...]:
        if knaek and type_.art != "tal":
            self.fejl(sti, "Kun tal giver point efter stykker og trin.")
            return ()
        par: list[tuple[Fraction, Fraction]] = []
        for i, k in enumerate(knaek):
            fra, point = self._graense(k.fra, type_, (*sti, i, "fra")), self._tal(k.point, (*sti, i, "point"))
            if fra is not None and point is not None:
                if par and fra <= par[-1][0]:
                    self.fejl((*sti, i, "fra"), "Værdierne skal stå i stigende orden, hver én gang.")
                par.append((fra, point))
        return tuple(par)

    def _valgpoint(self, p: Pointkriterium, type_: Type, sti: Sti) -> dict[str, Fraction] | None:
        if p.valg is None:
            return None
        mulige = ("ja", "nej") if type_.art == "ja_nej" else type_.valg
        if type_.art not in ("valg", "ja_nej"):
            self.fejl(sti, "Kun et valg, eller ja og nej, giver point efter svaret.")
            return None
        for navn in p.valg:
            if navn not in mulige:
                self.fejl((*sti, navn), f"»{navn}« er ikke et af valgene.{mente_du(navn, mulige)}")
        glemt = [v for v in mulige if v not in p.valg]
        if glemt:
            self.fejl(sti, f"Skriv også, hvor mange point {', '.join(glemt)} giver.")
        return {n: self._tal(v, (*sti, n)) or Fraction(0) for n, v in p.valg.items()}

    def _mindst_i_alt(self, r: Raekkefoelge, point: tuple[TypetPoint, ...]) -> Fraction | None:
        if r.point is None or r.point.mindst_i_alt is None:
            return None
        mindst = self._tal(r.point.mindst_i_alt, ("point", "mindst_i_alt"))
        if mindst is not None and all(p.hoejst is not None for p in point):
            hoejst = sum(p.vaegt * p.hoejst for p in point if p.hoejst is not None)
            if mindst > hoejst:
                self.fejl(
                    ("point", "mindst_i_alt"),
                    f"Kriterierne kan tilsammen højst give {vis_tal(hoejst)} point, så ingen når det.",
                )
        return mindst

    # Money

    def _budget(self, navn: str, b: Budgetramme, omfang: Omfang, sti: Sti) -> TypetBudget | None:
        for noegle in ("ramme", "mindst", "hoejst"):
            self._beloebsparameter(getattr(b, noegle), (*sti, noegle))
        if self._vaerdi_af(b.mindst) > self._vaerdi_af(b.hoejst, ellers=None):
            self.fejl((*sti, "mindst"), "Det mindste beløb er større end det højeste.")
        elif self._vaerdi_af(b.mindst) > self._vaerdi_af(b.ramme, ellers=None):
            self.fejl((*sti, "mindst"), "Det mindste beløb er større end rammen, så ingen kan få noget.")
        ansoegt = self._beloeb(b.ansoegt, omfang, (*sti, "ansoegt"))
        tildeling = self._beloeb(b.tildeling, omfang, (*sti, "tildeling"))
        ydelse = self._udtryk(b.ydelse, omfang, (*sti, "ydelse"), "tal") if b.ydelse else None
        afrund: tuple[int, Literal["ned", "op", "naermest"]] = (1, "ned")
        if b.afrund is not None:
            til = self._graense(b.afrund.til, Type("tal", enheder.KRONER), (*sti, "afrund", "til"))
            if til is not None and (til <= 0 or til.denominator != 1):
                self.fejl((*sti, "afrund", "til"), "Der kan kun rundes til hele kroner, mindst 1 kr.")
            elif til is not None:
                afrund = (int(til), b.afrund.retning)
        return None if ansoegt is None else TypetBudget(navn, b, ansoegt, tildeling, ydelse, afrund)

    def _beloeb(self, tekst: str | None, omfang: Omfang, sti: Sti) -> Knude | None:
        trae = self._udtryk(tekst, omfang, sti, "tal") if tekst is not None else None
        if trae is not None and trae.type.dimension != enheder.KRONER:
            self.fejl(sti, f"Her skal stå et beløb, men udtrykket er {enheder.vis(trae.type.dimension)}.")
        return trae

    def _beloebsparameter(self, navn: str | None, sti: Sti) -> None:
        if navn is None:
            return
        form = self.h.data.parametre.get(navn)
        if form is None:
            self.fejl(sti, f"Der er ingen parameter »{navn}«.{mente_du(navn, self.h.data.parametre)}")
            return
        self.h.omfang_af(None, sti).laest.add((None, navn))
        if form.type != "tal" or enheder.enhed(form.enhed or "stk")[0] != enheder.KRONER:
            self.fejl(sti, f"Parameteren »{navn}« er ikke et beløb.")

    def _vaerdi_af(self, navn: str | None, *, ellers: int | None = 0) -> Decimal | int:
        v = self.h.parametre.get(navn or "")
        if isinstance(v, int | Decimal) and not isinstance(v, bool):
            return v
        return Decimal("Infinity") if ellers is None else ellers

    # Groups, and what goes together

    def _gruppe(self, g: Gruppe, liste: str | None, sti: Sti) -> TypetGruppe | None:
        navne = g.region_af or (g.valg_af or "",)
        fundne: list[tuple[str | None, str]] = []
        noegle = "region_af" if g.region_af else "valg_af"
        alle: Iterable[str] = {k.region for k in self.h.kommuner.alle}
        for navn in navne:
            sted = next((s for s in ((liste, navn), (None, navn)) if s in self.h.fakta), None)
            if sted is None:
                kendte = [n for li, n in self.h.fakta if li in (liste, None)]
                self.fejl((*sti, noegle), f"Der er intet faktum »{navn}« her.{mente_du(navn, kendte)}")
                return None
            fakt = self.h.fakta[sted]
            if fakt.type != ("kommune" if g.region_af else "valg"):
                self.fejl((*sti, noegle), f"»{navn}« er ikke {'en kommune' if g.region_af else 'et valg'}.")
                return None
            self.h.omfang_af(sted[0], sti).laest.add(sted)
            fundne.append(sted)
            if not g.region_af:
                alle = fakt.valg or ()
        return TypetGruppe(g, tuple(fundne), tuple(sorted(alle)))

    def _udeluk(self, u: Udelukkelse, omfang: Omfang, sti: Sti) -> TypetUdelukkelse | None:
        self.h.kilde(u.kilde.dokument, self.rod((*sti, "kilde", "dokument")))
        self.h.frase(u.grund, omfang, self.rod((*sti, "grund")))
        naar = self._udtryk(u.naar, omfang, (*sti, "naar"))
        return None if naar is None else TypetUdelukkelse(u, naar)

    def _sammen(self, r: Raekkefoelge, gruppe: TypetGruppe | None, modtaget: TypetGruppe | None) -> None:
        """What cannot go together."""
        if r.metode == "point" and r.point is None:
            self.fejl(("metode",), "Metoden er point, men der er ingen pointkriterier. Skriv point.")
        if r.metode == "prioriteret" and not r.noegler:
            self.fejl(("metode",), "Metoden er prioriteret, men der er ingen nøgler. Skriv noegler.")
        self._garanti(r, r.garanti, gruppe, modtaget)
        self._deling(r, gruppe)
        pr = r.pr_ansoeger
        if pr is None:
            return
        if self.h.data.ansoeger is None:
            self.fejl(("pr_ansoeger",), "Puljen har ingen ansøger (pulje.yaml), så der kan ikke regnes pr. ansøger.")
        for noegle in ("mindst", "hoejst"):
            self._beloebsparameter(getattr(pr, noegle), ("pr_ansoeger", noegle))
        if self._vaerdi_af(pr.mindst) > self._vaerdi_af(pr.hoejst, ellers=None):
            self.fejl(("pr_ansoeger", "mindst"), "Det mindste beløb er større end det højeste.")
        elif self._vaerdi_af(pr.mindst) > sum(self._vaerdi_af(b.ramme, ellers=None) for b in r.budgetter.values()):
            self.fejl(("pr_ansoeger", "mindst"), "Det mindste beløb er større end rammen, så ingen kan få noget.")
        if pr.hoejst is not None and r.ved_loft == "delvis" and len(r.budgetter) > 1:
            self.fejl(
                ("pr_ansoeger", "hoejst"),
                "Med flere budgetter kan der ikke gives en del af et beløb op til ansøgerens højeste: det er ikke "
                "sagt, hvilket budget delen tages fra. Brug ved_loft: spring_over eller stop.",
            )

    def _garanti(
        self, r: Raekkefoelge, g: Garantidata | None, gruppe: TypetGruppe | None, modtaget: TypetGruppe | None
    ) -> None:
        if g is None:
            return
        self.h.kilde(g.kilde.dokument, self.rod(("garanti", "kilde", "dokument")))
        if r.gruppe is None:
            self.fejl(("garanti",), "En garanti for hver gruppe kræver, at grupperne er sagt. Skriv gruppe.")
        if gruppe is not None and modtaget is not None and gruppe.alle != modtaget.alle:
            self.fejl(("garanti", "modtaget"), "Ansøgerne skal deles i de samme grupper som projekterne.")
        if r.deling is not None and g.form != "ingen":
            self.fejl(("garanti",), "En garanti og en deling mellem grupper kan ikke gælde på én gang. Vælg den ene.")
        if g.form == "bytte" and r.ved_loft == "delvis":
            self.fejl(
                ("garanti", "form"), "Der kan ikke byttes, hvor det sidste får en del af beløbet. Vælg en anden form."
            )

    def _deling(self, r: Raekkefoelge, gruppe: TypetGruppe | None) -> None:
        d = r.deling
        if d is None:
            return
        self.h.kilde(d.kilde.dokument, self.rod(("deling", "kilde", "dokument")))
        if r.gruppe is None:
            self.fejl(("deling",), "En deling mellem grupper kræver, at grupperne er sagt. Skriv gruppe.")
        for navn, gulv in (d.gulv or {}).items():
            sti: Sti = ("deling", "gulv", navn)
            if navn not in r.budgetter:
                self.fejl(sti, f"Der er intet budget »{navn}«.{mente_du(navn, r.budgetter)}")
                continue
            self._beloebsparameter(gulv, sti)
            ramme = self._vaerdi_af(r.budgetter[navn].ramme)
            if gruppe is not None and len(gruppe.alle) * self._vaerdi_af(gulv) > ramme:
                self.fejl(sti, f"Gulvet for {len(gruppe.alle)} grupper er tilsammen større end rammen.")


T = TypeVar("T")


def _fundne(dele: Iterable[T | None]) -> tuple[T, ...]:
    return tuple(d for d in dele if d is not None)


def _laeser_fakta(trae: Knude) -> bool:
    return any(isinstance(k, Fakt | AntalRaekker) for k in alle_knuder(trae))


def _graense(tekst: str | None) -> Fraction | None:
    return tal_af(tekst) if tekst is not None else None
