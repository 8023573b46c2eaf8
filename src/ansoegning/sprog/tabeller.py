"""Tables of a pack: a check that every combination of keys has exactly one value, and the conditions for look-ups.

The ends of the rows' intervals divide a numeric key into pieces: the ends themselves and the open intervals between
them. Each combination of pieces and choices must match exactly one row, so gaps and overlaps are found when the pack is
loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from math import floor, prod
from typing import Any

from ..fejl import hvad_der_kan_staa
from ..model.enhedsord import ALMINDELIGE, Enhedsord, boejet
from ..model.regelsaet import Tabel, Tabelbetingelse, Tabelnoegle, Vaerdiform
from ..model.vaerdier import VaerdiFejl, er_pakketal, graense, laes_tekst, trin
from ..model.visning import opremsning, vis_noejagtigt, vis_tal
from ..system.dataklasse import dataklasse
from . import enheder, korn
from .traeer import I, Knude, Konstant, Og, Sammenlign, Type

_JA_NEJ = Type("ja_nej")
# More combinations than anyone would write a table for.
_HOEJST_STYKKER = 20_000
Sti = tuple[str | int, ...]
# A piece of a key: a choice, a number, or the open interval between two numbers.
Stykke = str | Fraction | tuple[Fraction, Fraction]


class TabelFejl(Exception):
    """An invalid table; ``sti`` is the location within it."""

    def __init__(self, besked: str, sti: Sti) -> None:
        super().__init__(besked)
        self.besked = besked
        self.sti = sti


@dataklasse(frozen=True, slots=True)
class Interval:
    """The condition of a row on one key, in base units: values, or two ends (None: unbounded), inclusive or not."""

    er: tuple[str | Fraction, ...] = ()
    fra: Fraction | None = None
    fra_med: bool = True
    til: Fraction | None = None
    til_med: bool = True

    def rummer(self, stykke: Stykke) -> bool:
        """Return whether the condition covers a piece; a piece is never covered in part."""
        if self.er:
            return stykke in self.er
        if isinstance(stykke, str):
            return True
        lav, hoej = stykke if isinstance(stykke, tuple) else (stykke, stykke)
        aaben = isinstance(stykke, tuple)
        fra_rummes = self.fra is None or lav > self.fra or (lav == self.fra and (aaben or self.fra_med))
        til_rummes = self.til is None or hoej < self.til or (hoej == self.til and (aaben or self.til_med))
        return fra_rummes and til_rummes


@dataklasse(frozen=True, slots=True)
class TypetTabelnoegle:
    """A type-checked key: a choice (``data.valg``), or a number with dimension, bounds and grain, in base units."""

    data: Tabelnoegle
    dimension: enheder.Dimension
    faktor: int
    fra: Fraction | None
    til: Fraction | None
    korn: Fraction
    ord_: Enhedsord

    def stykker(self, krav: Sequence[Interval]) -> list[Stykke]:
        """Return the pieces that the rows divide the key into, without intervals that contain no value of the key."""
        if self.data.valg:
            return list(self.data.valg)
        assert self.fra is not None
        assert self.til is not None
        ender = {g for i in krav for g in (i.fra, i.til, *i.er) if isinstance(g, Fraction)}
        punkter = sorted({self.fra, self.til, *(g for g in ender if self.fra <= g <= self.til)})
        mellem = [(a, b) for a, b in pairwise(punkter) if (floor(a / self.korn) + 1) * self.korn < b]
        return [*(p for p in punkter if (p / self.korn).denominator == 1), *mellem]

    def vist(self, stykke: Stykke) -> str:
        """Describe a piece in words."""
        if isinstance(stykke, str):
            return f"{self.data.navn} er {stykke}"
        if isinstance(stykke, tuple):
            a, b = (self.tal(s) for s in stykke)
            return f"{self.data.navn} er mellem {a} og {b} {self.enhed(stykke[1])}".rstrip()
        return f"{self.data.navn} er {self.tal(stykke)} {self.enhed(stykke)}".rstrip()

    def tal(self, v: Any) -> str:
        """Format a number of the key, given in base units, in the key's own unit."""
        return vis_noejagtigt(Fraction(v) / self.faktor)

    def enhed(self, v: Any) -> str:
        """Return the key's unit for a number in base units, in singular or plural; empty where it has none."""
        flere, en = boejet(self.data.enhed, self.ord_) if self.data.enhed else ("", "")
        return en if v is not None and Fraction(v) == self.faktor else flere


@dataklasse(frozen=True, slots=True)
class TypetTabel:
    """A table whose rows have one value for each combination of keys. ``vaerdier`` are in base units."""

    navn: str
    data: Tabel
    type: Type
    noegler: tuple[TypetTabelnoegle, ...]
    raekker: tuple[tuple[Interval, ...], ...]
    vaerdier: tuple[Konstant, ...]

    def betingelser(self, noegler: Sequence[Knude], plads: int) -> tuple[Knude, ...]:
        """Return each row as a condition on the key expressions."""
        return tuple(_og([d for n, i in zip(noegler, r, strict=True) for d in _del(n, i)], plads) for r in self.raekker)

    def raekke_i_ord(self, nr: int, valg: Sequence[Mapping[str, str]]) -> list[str]:
        """Describe a row's conditions in words, one for each key that the row (from 0) restricts.

        ``valg`` contains, for each key, the display names of its choices.
        """
        dele = zip(self.noegler, self.betingelser_i_ord(nr, valg), strict=True)
        return [f"{n.data.navn} er {ord_}" for n, ord_ in dele if ord_]

    def betingelser_i_ord(self, nr: int, valg: Sequence[Mapping[str, str]]) -> list[str]:
        """Describe a row's condition on each key, without the key's name; empty where the row has none.

        ``nr`` and ``valg`` as in ``raekke_i_ord``.
        """
        return [_i_ord(n, i, v) for n, i, v in zip(self.noegler, self.raekker[nr], valg, strict=True)]

    @property
    def faktor(self) -> int:
        """A value in base units divided by this is in the table's own unit."""
        return enheder.enhed(self.data.enhed)[1] if self.data.enhed is not None else 1


def _i_ord(n: TypetTabelnoegle, i: Interval, valg: Mapping[str, str]) -> str:
    """Describe a row's condition on a key, ``mindst 3 km``; empty where it has none."""
    if i.er:
        ens = [valg.get(v, v) if isinstance(v, str) else n.tal(v) for v in i.er]
        enhed = "" if isinstance(i.er[0], str) else n.enhed(i.er[-1])
        return f"{opremsning(ens, 'eller')} {enhed}".rstrip()
    dele = []
    if i.fra is not None:
        dele.append(f"{'mindst' if i.fra_med else 'over'} {n.tal(i.fra)}")
    if i.til is not None:
        dele.append(f"{'højst' if i.til_med else 'under'} {n.tal(i.til)}")
    sidst = i.til if i.til is not None else i.fra
    return f"{' og '.join(dele)} {n.enhed(sidst)}".rstrip() if dele else ""


def _og(dele: list[Knude], plads: int) -> Knude:
    if not dele:
        return Konstant(_JA_NEJ, plads, True)
    return dele[0] if len(dele) == 1 else Og(_JA_NEJ, plads, tuple(dele))


def _del(noegle: Knude, i: Interval) -> Iterator[Knude]:
    if i.er:
        yield I(_JA_NEJ, noegle.plads, noegle, tuple(v if isinstance(v, str) else _hel(v) for v in i.er))
    if i.fra is not None:
        yield Sammenlign(_JA_NEJ, noegle.plads, ">=" if i.fra_med else ">", noegle, _konstant(noegle, i.fra))
    if i.til is not None:
        yield Sammenlign(_JA_NEJ, noegle.plads, "<=" if i.til_med else "<", noegle, _konstant(noegle, i.til))


def _konstant(noegle: Knude, v: Fraction) -> Konstant:
    return Konstant(Type("tal", noegle.type.dimension, fra=v, til=v), noegle.plads, _hel(v))


def _hel(v: Fraction) -> int | Fraction:
    return v.numerator if v.denominator == 1 else v


def typ_tabel(navn: str, tabel: Tabel, ord_: Enhedsord = ALMINDELIGE) -> TypetTabel:
    """Type-check a table. Raises TabelFejl with the first error found and its location."""
    noegler = tuple(_noegle(n, ("noegler", i), ord_) for i, n in enumerate(tabel.noegler))
    raekker: list[tuple[Interval, ...]] = []
    for nr, r in enumerate(tabel.raekker):
        sti: Sti = ("raekker", nr)
        krav: Sequence[Tabelbetingelse] = r.hvor or (r,)
        if len(krav) != len(noegler):
            raise TabelFejl(
                f"Tabellen har {len(noegler)} nøgler, men rækken siger noget om {len(krav)}. Skriv hvor: [...] med én "
                "del for hver nøgle.",
                sti,
            )
        raekker.append(tuple(_interval(n, k, sti) for n, k in zip(noegler, krav, strict=True)))
    _een_gang(noegler, raekker)
    vaerdier, type_ = _vaerdier(tabel, ord_)
    return TypetTabel(navn, tabel, type_, noegler, tuple(raekker), vaerdier)


def _enhed(tekst: str | None, sti: Sti, ord_: Enhedsord) -> tuple[enheder.Dimension, int]:
    try:
        return enheder.enhed(tekst, ord_) if tekst is not None else (enheder.TAL, 1)
    except ValueError as fejl:
        raise TabelFejl(str(fejl), (*sti, "enhed")) from None


def _noegle(n: Tabelnoegle, sti: Sti, ord_: Enhedsord) -> TypetTabelnoegle:
    dimension, faktor = _enhed(n.enhed, sti, ord_)
    if n.valg:
        if (n.enhed, n.mindst, n.hoejst, n.trin) != (None,) * 4:
            raise TabelFejl("En nøgle med valg er ikke et tal. Slet enhed, trin, mindst og hoejst.", sti)
        return TypetTabelnoegle(n, dimension, 1, None, None, Fraction(1), ord_)
    if n.mindst is None or n.hoejst is None:
        raise TabelFejl("Skriv mindst og hoejst: hvilke tal tabellen skal have en række for.", sti)
    fra, til = (_tal(n, g, faktor, (*sti, k)) for g, k in ((n.mindst, "mindst"), (n.hoejst, "hoejst")))
    if fra > til:
        raise TabelFejl(f"Det mindste ({n.mindst}) er over det højeste ({n.hoejst}).", (*sti, "mindst"))
    skridt = _tal(n, n.trin or "1", faktor, (*sti, "trin"))
    if skridt <= 0:
        raise TabelFejl("Et trin skal være over 0.", (*sti, "trin"))
    return TypetTabelnoegle(n, dimension, faktor, fra, til, skridt, ord_)


def _tal(n: Tabelnoegle, tekst: str, faktor: int, sti: Sti) -> Fraction:
    if not er_pakketal(tekst):
        raise TabelFejl(f"»{tekst}« er ikke et tal for {n.navn}. Skriv det som fx 12.500 eller 0,5.", sti)
    return Fraction(graense(tekst)) * faktor


def _interval(n: TypetTabelnoegle, k: Tabelbetingelse, sti: Sti) -> Interval:
    ender = {a: getattr(k, a) for a in ("fra", "over", "til_og_med", "under")}
    if n.data.valg:
        forkert = next((v for v in k.er if v not in n.data.valg), None)
        if forkert is not None or any(v is not None for v in ender.values()):
            raise TabelFejl(
                f"Her kan stå er: [...] med {hvad_der_kan_staa(n.data.valg)}"
                + (f", ikke »{forkert}«." if forkert else "."),
                sti,
            )
        return Interval(tuple(k.er))
    if k.er:
        return Interval(tuple(_paa_trin(n, v, (*sti, "er")) for v in k.er))
    tal = {a: _paa_trin(n, v, (*sti, a)) for a, v in ender.items() if v is not None}
    return Interval(
        (),
        tal.get("fra", tal.get("over")),
        "over" not in tal,
        tal.get("til_og_med", tal.get("under")),
        "under" not in tal,
    )


def _paa_trin(n: TypetTabelnoegle, tekst: str, sti: Sti) -> Fraction:
    """Return a number that the key can have. A limit between two steps would be read as another number than it says."""
    v = _tal(n.data, tekst, n.faktor, sti)
    if (v / n.korn).denominator != 1:
        besked = f"{n.data.navn} kan ikke være {tekst}: det er mellem to trin. Ret værdien eller nøglens trin."
        raise TabelFejl(besked, sti)
    return v


def _een_gang(noegler: Sequence[TypetTabelnoegle], raekker: Sequence[tuple[Interval, ...]]) -> None:
    """Check that exactly one row matches every combination of pieces, and that every row matches one."""
    stykker = [n.stykker([r[i] for r in raekker]) for i, n in enumerate(noegler)]
    if prod(map(len, stykker)) > _HOEJST_STYKKER:
        raise TabelFejl("Tabellen har for mange kombinationer. Del den i flere.", ("raekker",))
    brugt: set[int] = set()
    for sammen in product(*stykker):
        fundne = [nr for nr, r in enumerate(raekker) if all(i.rummer(s) for i, s in zip(r, sammen, strict=True))]
        hvor = " og ".join(n.vist(s) for n, s in zip(noegler, sammen, strict=True))
        if not fundne:
            raise TabelFejl(f"Ingen række gælder, hvor {hvor}. Skriv en.", ("raekker",))
        if len(fundne) > 1:
            raise TabelFejl(
                f"Både række {fundne[0] + 1} og {fundne[1] + 1} gælder, hvor {hvor}. Lad kun én gælde.",
                ("raekker", fundne[1]),
            )
        brugt.add(fundne[0])
    if uden := sorted(set(range(len(raekker))) - brugt):
        raise TabelFejl(f"Række {uden[0] + 1} gælder aldrig. Ret eller slet den.", ("raekker", uden[0]))


def _vaerdier(tabel: Tabel, ord_: Enhedsord) -> tuple[tuple[Konstant, ...], Type]:
    dimension, faktor = _enhed(tabel.enhed, (), ord_)
    form = Vaerdiform(navn=tabel.navn, type=tabel.type, enhed=tabel.enhed, trin=tabel.trin).boejet(ord_)
    if tabel.type == "dato" and (tabel.enhed, tabel.trin) != (None, None):
        raise TabelFejl("Kun tal har enhed og trin.", ("enhed" if tabel.enhed is not None else "trin",))
    if tabel.trin is not None and not er_pakketal(tabel.trin):
        raise TabelFejl(f"»{tabel.trin}« er ikke et tal. Skriv det som fx 1 eller 0,5.", ("trin",))
    if tabel.trin is not None and trin(form) <= 0:
        raise TabelFejl("Et trin skal være over 0.", ("trin",))
    fundne: list[Konstant] = []
    for nr, r in enumerate(tabel.raekker):
        try:
            v = laes_tekst(form, r.vaerdi)
        except VaerdiFejl as fejl:
            raise TabelFejl(str(fejl), ("raekker", nr, "vaerdi")) from None
        if isinstance(v, int | Decimal) and not isinstance(v, bool):
            tal = _hel(Fraction(v) * faktor)
            fundne.append(Konstant(Type("tal", dimension, fra=tal, til=tal, korn=Fraction(1, tal.denominator)), 0, tal))
        else:
            fundne.append(Konstant(Type("dato"), 0, v))
    if tabel.type == "dato":
        return tuple(fundne), Type("dato")
    fra, til = korn.foren(k.type for k in fundne)
    return tuple(fundne), Type("tal", dimension, fra=fra, til=til, korn=korn.faelles(k.type.korn for k in fundne))


def passer(n: TypetTabelnoegle, k: Knude) -> str | None:
    """Return the error in looking a table up by an expression; None where there is none."""
    if n.data.valg:
        if k.type.art != "valg":
            return f"{n.data.navn} er et valg, men her står noget andet."
        andre = [v for v in k.type.valg if v not in n.data.valg]
        return f"Tabellen har ingen rækker for {hvad_der_kan_staa(andre)}." if andre else None
    if k.type.art != "tal":
        return f"{n.data.navn} er et tal, men her står noget andet."
    if k.type.dimension != n.dimension:
        return f"{n.data.navn} er {enheder.vis(n.dimension)}, men udtrykket {enheder.vis(k.type.dimension)}."
    if k.type.fra is None or k.type.til is None or n.fra is None or n.til is None:
        return "Tallet har ingen grænser. Skriv mindst og hoejst ved faktummet."
    if k.type.fra < n.fra or k.type.til > n.til:
        egne = [vis_tal(Fraction(g) / n.faktor) for g in (k.type.fra, k.type.til)]
        return (
            f"Tabellen gælder {n.data.navn} fra {n.data.mindst} til {n.data.hoejst}, men udtrykket går fra {egne[0]} "
            f"til {egne[1]}. Udvid tabellen, eller sæt grænser for faktummet."
        )
    if k.type.korn is None or (k.type.korn / n.korn).denominator != 1:
        return (
            f"Tabellen gælder {n.data.navn} i trin på {n.data.trin or 1}; udtrykket kan ligge imellem. Brug oprundet."
        )
    return None
