"""Convert typed trees back to text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ..model.visning import opremsning, vis_noejagtigt
from . import enheder
from .traeer import (
    AntalRaekker,
    Eller,
    Fakt,
    Hver,
    Hvis,
    I,
    Ikke,
    Kald,
    Knude,
    Konstant,
    Maengde,
    Og,
    Param,
    Regn,
    Saml,
    Sammenlign,
    Udfyldt,
    Vaerdi,
)

_MIO = 10**6


def _noegle(knude: Fakt | Param) -> str:
    return knude.navn


# Comparisons of numbers and of dates in words, for readers who do not read rules.
_I_ORD = {
    "tal": {">": "er over", ">=": "er mindst", "<": "er under", "<=": "er højst", "=": "er", "<>": "er ikke"},
    "dato": {">": "er efter", ">=": "er tidligst", "<": "er før", "<=": "er senest", "=": "er", "<>": "er ikke"},
}

# The functions that have words of their own.
_FUNKTIONSORD = frozenset(
    {"mindste", "hoejeste", "opslag", "laeg_til", "traek_fra", "hele_aar", "andel", "oprundet", "afrundet"}
)


def skriv_udtryk(  # noqa: PLR0911, PLR0912 - one case for each kind of node
    knude: Knude,
    navngiv: Callable[[Fakt | Param], str] = _noegle,
    valgord: Callable[[Fakt, Vaerdi], str] | None = None,
    tabelord: Callable[[str], str] = str,
) -> str:
    """Write an expression as in a pack, on one line.

    Args:
        knude: the tree.
        navngiv: returns the name of a fact or parameter; its key by default.
        valgord: returns the display name of a fact's value; if given, comparisons, choices (``hvis``) and functions are
            written in words too.
        tabelord: returns the name of a table; its key by default. Used together with ``valgord``.
    """

    def inde(k: Knude, slags: object = ()) -> str:
        tekst = skriv_udtryk(k, navngiv, valgord, tabelord)
        i_ord = valgord is not None and (isinstance(k, Hvis) or (isinstance(k, Kald) and k.navn in _FUNKTIONSORD))
        return f"({tekst})" if i_ord or isinstance(k, slags) else tekst  # type: ignore[arg-type] # a class, union or ()

    def led(k: Knude) -> str:
        """Write a factor of a product or a ratio."""
        regnet = isinstance(k, Regn) or (isinstance(k, Kald) and k.navn == "pr")
        return f"({skriv_udtryk(k, navngiv, valgord, tabelord)})" if regnet else inde(k)

    match knude:
        case Konstant(vaerdi=v):
            return skriv_vaerdi(knude, v)
        case Param() | Fakt():
            return navngiv(knude)
        case Og(dele=dele):
            return " og ".join(inde(d, Eller) for d in dele)
        case Eller(dele=dele):
            return " eller ".join(inde(d) for d in dele)
        case Ikke(a=Udfyldt(fakt=f)):
            return f"{navngiv(f)} er ikke udfyldt"
        case Ikke(a=a):
            return f"ikke {inde(a, Og | Eller)}"
        case Sammenlign(op=op, a=Fakt() as a, b=Konstant(vaerdi=v)) if valgord and a.type.art not in _I_ORD:
            return f"{navngiv(a)} {_I_ORD['tal'][op]} {valgord(a, v)}"
        case Sammenlign(op=op, a=a, b=b) if valgord and a.type.art in _I_ORD:
            return f"{inde(a)} {_I_ORD[a.type.art][op]} {inde(b)}"
        case Sammenlign(op=op, a=a, b=b):
            ord_ = op if a.type.art in ("tal", "dato") else {"=": "er", "<>": "er ikke"}[op]
            return f"{inde(a)} {ord_} {inde(b)}"
        case Udfyldt(fakt=f):
            return f"{navngiv(f)} er udfyldt"
        case I(a=Fakt() as a, maengde=maengde) if valgord:
            *foerste, sidste = [valgord(a, v) for v in maengde]
            return f"{navngiv(a)} er {' eller '.join([', '.join(foerste), sidste] if foerste else [sidste])}"
        case I(a=a, maengde=maengde):
            return f"{inde(a)} i {{{', '.join(skriv_vaerdi(a, v) for v in maengde)}}}"
        case Regn(op=op, a=a, b=b):
            tegn = {"+": "+", "-": "-", "*": "×", "pct": "×"}[op]
            if op in ("*", "pct"):
                return f"{led(a)} {tegn} {led(b)}"
            return f"{inde(a)} {tegn} {inde(b, Regn) if op == '-' else inde(b)}"
        case Saml(art=art, a=a, liste=liste):
            return f"{art}({inde(a)} for {liste})"
        case AntalRaekker(liste=liste):
            return f"antal({liste})"
        case Hver(a=a, liste=liste):
            return f"{inde(a)} for {liste}"
        case Maengde(dele=dele):
            return "{" + ", ".join(inde(d) for d in dele) + "}"
        case Hvis(naar=naar, saa=saa, ellers=ellers) if valgord:
            return f"{inde(saa)}, hvis {inde(naar)}, ellers {inde(ellers)}"
        case Hvis(naar=naar, saa=saa, ellers=ellers):
            return f"(hvis {inde(naar)} så {inde(saa)} ellers {inde(ellers)})"
        case Kald(navn="pr", argumenter=(a, b)):
            return f"{led(a)} pr. {led(b)}"
        case Kald(navn=navn) as kald if valgord and navn in _FUNKTIONSORD:
            return _i_ord(kald, inde, tabelord)
        case Kald(navn="opslag", argumenter=(Konstant(vaerdi=tabel), Maengde(dele=noegler), *_)):
            return f"opslag({tabel}, {', '.join(inde(n) for n in noegler)})"
        case Kald(navn="laeg_til" | "traek_fra" as navn, argumenter=(dag, antal, Konstant(vaerdi=runding))):
            return f"{navn}({inde(dag)}, {inde(antal)}, {runding})"
        case Kald(navn=navn, argumenter=argumenter):
            return f"{navn}({', '.join(inde(a) for a in argumenter)})"
    raise AssertionError(knude)


def _i_ord(kald: Kald, inde: Callable[[Knude], str], tabelord: Callable[[str], str]) -> str:
    """Write a call of one of ``_FUNKTIONSORD`` in words."""
    match kald:
        case Kald(navn="opslag", argumenter=(Konstant(vaerdi=tabel), Maengde(dele=noegler), *_)):
            return f"{tabelord(str(tabel))} for {opremsning([inde(n) for n in noegler])}"
        case Kald(navn="laeg_til" | "traek_fra" as navn, argumenter=(dag, antal, Konstant(vaerdi=runding))):
            rundet = {"rund_ned": " (rundet ned)", "rund_op": " (rundet op)"}.get(str(runding), "")
            return f"{inde(antal)} {'efter' if navn == 'laeg_til' else 'før'} {inde(dag)}{rundet}"
        case Kald(navn="laeg_til" | "traek_fra" as navn, argumenter=(dag, antal, *_)):
            return f"{inde(antal)} {'efter' if navn == 'laeg_til' else 'før'} {inde(dag)}"
        case Kald(navn="hele_aar", argumenter=(fra, til)):
            return f"hele år fra {inde(fra)} til {inde(til)}"
        case Kald(navn="andel", argumenter=(del_, hele)):
            return f"{inde(del_)} i procent af {inde(hele)}"
        case Kald(navn="oprundet" | "afrundet" as navn, argumenter=(tal,)):
            return f"{inde(tal)} {'rundet op' if navn == 'oprundet' else 'afrundet'} til et helt tal"
    er_dato = kald.type.art == "dato"
    hvilket = {"mindste": "tidligste" if er_dato else "mindste", "hoejeste": "seneste" if er_dato else "højeste"}
    return f"det {hvilket[kald.navn]} af {opremsning([inde(a) for a in kald.argumenter])}"


def skriv_vaerdi(knude: Knude, v: Vaerdi) -> str:
    """Format a value of a tree's type, with its unit: ``20 mio. kr.``, ``25 pct.``, ``31/12/2026``."""
    if isinstance(v, bool):
        return "ja" if v else "nej"
    if isinstance(v, date):
        return f"{v:%d/%m/%Y}"
    if isinstance(v, int | Decimal | Fraction):
        if knude.type.dimension == enheder.KRONER and v and v % _MIO == 0:
            return f"{vis_noejagtigt(Fraction(v) / _MIO)} mio. kr."
        if not v or knude.type.dimension == enheder.TAL:
            return vis_noejagtigt(v)
        return f"{vis_noejagtigt(v)} {enheder.vis(knude.type.dimension, v)}"
    if isinstance(v, tuple):
        return "; ".join(v)
    return v if knude.type.art in ("valg", "kommune") else f'"{v}"'
