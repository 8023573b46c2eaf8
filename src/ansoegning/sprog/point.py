"""Point criteria: their typed form, with trees over parameters, and their values for a run's parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..fejl import mente_du
from ..model.raekkefoelge import Knaek, Pointkriterium, Raekkefoelge
from ..model.regelsaet import Vaerdiform
from ..model.visning import vis_tal
from ..system.dataklasse import dataklasse
from . import enheder, korn
from .erklaeringer import Sti
from .omfang import Omfang
from .parametertal import regn
from .traeer import Knude, Type

if TYPE_CHECKING:
    from .raekkefoelge import Raekkefoelgebygger


@dataklasse(frozen=True, slots=True)
class TypetKnaek:
    """A breakpoint or a step. ``fra`` None: no lower bound; ``over``: the value ``fra`` itself is not in the step."""

    fra: Knude | None
    point: Knude
    over: bool = False


@dataklasse(frozen=True, slots=True)
class TypetPoint:
    """A criterion that gives points. ``hoejst``: the most it can give by the pack's own parameters (None: unknown).

    ``vurderet``: the assessor's facts that it reads.
    """

    data: Pointkriterium
    type: Type
    udtryk: Knude | None
    form: Vaerdiform | None
    vaegt: Knude
    knaek: tuple[TypetKnaek, ...] = ()
    valg: Mapping[str, Knude] | None = None
    loft: Knude | None = None
    mindst: Knude | None = None
    ukendt: Knude | None = None
    hoejst: Fraction | None = None
    # The points of the best candidate, where points are in proportion to it.
    fuldt: Knude | None = None
    vurderet: tuple[str, ...] = ()

    def tal(self) -> Iterator[Knude]:
        """Return every number of the criterion."""
        yield self.vaegt
        for k in self.knaek:
            yield from (n for n in (k.fra, k.point) if n is not None)
        yield from (self.valg or {}).values()
        yield from (n for n in (self.loft, self.mindst, self.ukendt, self.fuldt) if n is not None)

    def graenser(self) -> Type:
        """Return the type, with bounds, of the points before the weight, for all values of the parameters."""
        givet = [k.point.type for k in self.knaek] + [k.type for k in (self.valg or {}).values()]
        if self.fuldt is not None:
            givet = [self.fuldt.type]
        elif not givet:
            givet = [self.type]
        nul = Type("tal", fra=0, til=0)
        # A value below the first step gives zero, and points in proportion to the best may approach zero.
        uden = self.fuldt is not None or (bool(self.knaek) and self.knaek[0].fra is not None)
        givet += [*([nul] if uden else []), *([self.ukendt.type] if self.ukendt is not None else [])]
        fra, til = korn.foren(givet)
        skridt = korn.faelles(t.korn for t in givet if t is not nul)
        if self.loft is not None and til is not None and self.loft.type.til is not None:
            til = min(til, self.loft.type.til)
            fra = min(fra, til) if fra is not None else None
            skridt = None
        hele = self.fuldt is None and not self.data.stykker
        return Type("tal", fra=fra, til=til, korn=skridt if hele else None)


@dataklasse(frozen=True, slots=True)
class Pointregel:
    """A criterion with the parameters' values. ``knaek``: (from, whether that is excluded, points), in base units."""

    typet: TypetPoint
    vaegt: Fraction
    knaek: tuple[tuple[Fraction | None, bool, Fraction], ...]
    valg: Mapping[str, Fraction] | None
    loft: Fraction | None
    mindst: Fraction | None
    ukendt: Fraction | None
    fuldt: Fraction | None = None

    @property
    def data(self) -> Pointkriterium:
        return self.typet.data


def pointregel(p: TypetPoint, parametre: Mapping[str, Any]) -> Pointregel:
    """Evaluate a criterion's numbers with these parameters (base units)."""

    def tal(knude: Knude | None) -> Fraction | None:
        return None if knude is None else regn(knude, parametre)

    return Pointregel(
        p,
        regn(p.vaegt, parametre),
        tuple((tal(k.fra), k.over, regn(k.point, parametre)) for k in p.knaek),
        None if p.valg is None else {n: regn(k, parametre) for n, k in p.valg.items()},
        tal(p.loft),
        tal(p.mindst),
        tal(p.ukendt),
        tal(p.fuldt),
    )


def i_alt(point: Iterable[TypetPoint]) -> Type:
    """Return the type, with bounds, of the total of points."""
    fra: Fraction | None = Fraction(0)
    til: Fraction | None = Fraction(0)
    skridt: list[Fraction | None] = []
    for p in point:
        vaegt, egne = p.vaegt.type, p.graenser()
        skridt.append(korn.gange(vaegt.korn, egne.korn))
        ender = (vaegt.fra, vaegt.til, egne.fra, egne.til)
        if fra is None or til is None or any(e is None for e in ender):
            fra = til = None
            continue
        alle = [Fraction(v) * Fraction(e) for v in ender[:2] for e in ender[2:]]  # type: ignore[arg-type] # the condition above excludes None
        fra, til = fra + min(alle), til + max(alle)
    return Type("tal", fra=fra, til=til, korn=korn.faelles(skridt))


class Pointbygger:
    """Type-checks the points of an order; errors are reported like those of the order."""

    def __init__(self, orden: Raekkefoelgebygger) -> None:
        self.orden = orden

    def kriterium(self, kriterium: Pointkriterium, omfang: Omfang, sti: Sti) -> TypetPoint | None:
        """Type-check one criterion at the path ``sti`` of the order.

        Return None if its value or its weight has an error, which is reported.
        """
        orden = self.orden
        orden.erklaeringer.kilde(kriterium.kilde.dokument, orden.rod((*sti, "kilde", "dokument")))
        fundet = orden.vaerdi(kriterium.udtryk, kriterium.vurdering, omfang, sti)
        vaegt = orden.maal(kriterium.vaegt, (*sti, "vaegt"))
        if fundet is None:
            return None
        trae, form, type_ = fundet
        if vaegt is not None and self._nu(vaegt) <= 0:
            orden.fejl((*sti, "vaegt"), "En vægt skal være over nul. Slet kriteriet, hvis det ikke skal tælle.")
        knaek = self._knaek(kriterium, type_, (*sti, "stykker" if kriterium.stykker else "trin"))
        valg = self._valg(kriterium, type_, (*sti, "valg"))
        loft, mindst, ukendt = (orden.maal(getattr(kriterium, n), (*sti, n)) for n in ("loft", "mindst", "ukendt"))
        if kriterium.stykker and len(kriterium.stykker) == 1:
            orden.fejl((*sti, "stykker"), "En linje har mindst to punkter. Skriv et til, eller brug trin.")
        fuldt = orden.maal(kriterium.point, (*sti, "point"))
        if kriterium.i_forhold_til is not None:
            self._i_forhold(kriterium, type_, fuldt, sti)
            hoejst = None if fuldt is None else self._nu(fuldt)
        else:
            hoejst = self._hoejst(kriterium, type_, knaek, valg or {}, sti)
        if loft is not None and (hoejst is None or self._nu(loft) < hoejst):
            hoejst = self._nu(loft)
        if mindst is not None and hoejst is not None and self._nu(mindst) > hoejst:
            orden.fejl(
                (*sti, "mindst"), f"Kriteriet kan højst give {vis_tal(hoejst)} point, så ingen når {kriterium.mindst}."
            )
        if vaegt is None:
            return None
        vurderet: tuple[str, ...] = (kriterium.vurdering,) if kriterium.vurdering is not None else ()
        if trae is not None:
            vurderet = orden.erklaeringer.vurderet_i(trae)
        return TypetPoint(
            kriterium, type_, trae, form, vaegt, knaek, valg, loft, mindst, ukendt, hoejst, fuldt, vurderet
        )

    def _hoejst(
        self, kriterium: Pointkriterium, type_: Type, knaek: tuple[TypetKnaek, ...], valg: dict[str, Knude], sti: Sti
    ) -> Fraction | None:
        """Return the most points that the steps, the choices or the number itself can give; None: no bound is known."""
        if len(knaek) != len(kriterium.stykker or kriterium.trin) or len(valg) != len(kriterium.valg or {}):
            # The error in a step has been reported; the points it would give are unknown.
            return None
        if knaek or valg:
            return max(self._nu(point) for point in (*(k.point for k in knaek), *valg.values()))
        if type_.art != "tal" or type_.dimension != enheder.TAL:
            self.orden.fejl(sti, "Kun et tal uden enhed er selv point. Skriv stykker, trin eller valg.")
        return None if type_.til is None else Fraction(type_.til)

    def _i_forhold(self, kriterium: Pointkriterium, type_: Type, fuldt: Knude | None, sti: Sti) -> None:
        """Check points in proportion to the best: they require numbers that can be divided."""
        laveste = kriterium.i_forhold_til == "laveste"
        her: Sti = (*sti, "i_forhold_til")
        if type_.art != "tal":
            self.orden.fejl(her, "Kun et tal kan give point i forhold til de andres.")
        elif type_.fra is None or type_.fra < 0 or (laveste and type_.fra == 0):
            mindst = "over nul, for der deles med det" if laveste else "mindst nul"
            self.orden.fejl(her, f"Tallet skal altid være {mindst}. Skriv et mindst ved oplysningen, der er det.")
        if fuldt is not None and self._nu(fuldt) <= 0:
            self.orden.fejl((*sti, "point"), "Den bedste skal have point over nul.")

    def mindst_i_alt(self, data: Raekkefoelge, point: tuple[TypetPoint, ...]) -> Knude | None:
        """Type-check the least number of points in total, and report one that nobody can reach.

        Return None if the order has none, or if it has an error.
        """
        if data.point is None or data.point.mindst_i_alt is None:
            return None
        mindst = self.orden.maal(data.point.mindst_i_alt, ("point", "mindst_i_alt"))
        # The points of a criterion with an error are unknown.
        alle = len(point) == len(data.point.kriterier) and not self.orden.erklaeringer.uden("raekkefoelge")
        if mindst is not None and alle and all(p.hoejst is not None for p in point):
            hoejst = sum(self._nu(p.vaegt) * p.hoejst for p in point if p.hoejst is not None)
            if self._nu(mindst) > hoejst:
                self.orden.fejl(
                    ("point", "mindst_i_alt"),
                    f"Kriterierne kan tilsammen højst give {vis_tal(hoejst)} point, så ingen når det.",
                )
        return mindst

    def _nu(self, knude: Knude) -> Fraction:
        return regn(knude, self.orden.erklaeringer.parametre)

    def _knaek(self, kriterium: Pointkriterium, type_: Type, sti: Sti) -> tuple[TypetKnaek, ...]:
        skrevne = kriterium.stykker or kriterium.trin
        if skrevne and type_.art != "tal":
            self.orden.fejl(sti, "Kun tal giver point efter stykker og trin.")
            return ()
        fundne: list[TypetKnaek] = []
        forrige: tuple[Fraction, bool] | None = None
        for i, k in enumerate(skrevne):
            typet = self._et_knaek(k, i, type_, sti, linje=bool(kriterium.stykker))
            if typet is None:
                continue
            if typet.fra is not None:
                # A step that includes the value comes before a step that excludes it.
                her = (self._nu(typet.fra), typet.over)
                if forrige is not None and her <= forrige:
                    self.orden.fejl(
                        (*sti, i, "over" if typet.over else "fra"),
                        "Værdierne skal stå i stigende orden, hver én gang.",
                    )
                forrige = her
            fundne.append(typet)
        return tuple(fundne)

    def _et_knaek(self, k: Knaek, i: int, type_: Type, sti: Sti, *, linje: bool) -> TypetKnaek | None:
        point = self.orden.maal(k.point, (*sti, i, "point"))
        noegle = "over" if k.over is not None else "fra"
        skrevet = k.over if k.over is not None else k.fra
        if linje and k.over is not None:
            self.orden.fejl((*sti, i, "over"), "Et punkt på en linje har en værdi. Skriv fra.")
        if skrevet is None:
            if linje or i:
                self.orden.fejl((*sti, i), "Kun det første trin kan stå uden fra: det gælder alt under det næste.")
                return None
            return None if point is None else TypetKnaek(None, point)
        fra = self.orden.maal(skrevet, (*sti, i, noegle), type_.dimension)
        return None if fra is None or point is None else TypetKnaek(fra, point, k.over is not None)

    def _valg(self, kriterium: Pointkriterium, type_: Type, sti: Sti) -> dict[str, Knude] | None:
        if kriterium.valg is None:
            return None
        mulige = ("ja", "nej") if type_.art == "ja_nej" else type_.valg
        if type_.art not in ("valg", "ja_nej"):
            self.orden.fejl(sti, "Kun et valg, eller ja og nej, giver point efter svaret.")
            return None
        for navn in kriterium.valg:
            if navn not in mulige:
                self.orden.fejl((*sti, navn), f"»{navn}« er ikke et af valgene.{mente_du(navn, mulige)}")
        glemt = [v for v in mulige if v not in kriterium.valg]
        if glemt:
            self.orden.fejl(sti, f"Skriv også, hvor mange point {', '.join(glemt)} giver.")
        typede = {n: self.orden.maal(v, (*sti, n)) for n, v in kriterium.valg.items()}
        return {n: k for n, k in typede.items() if k is not None} or None
