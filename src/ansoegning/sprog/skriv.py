"""Convert typed trees back to text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ..model.visning import opremsning, vis_noejagtigt
from ..system.dataklasse import dataklasse
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
_RUNDET = {"rund_ned": " (rundet ned)", "rund_op": " (rundet op)"}


def _noegle(knude: Fakt | Param) -> str:
    return knude.navn


# Comparisons of numbers and of dates in words, for readers who do not read rules.
_I_ORD = {
    "tal": {">": "er over", ">=": "er mindst", "<": "er under", "<=": "er højst", "=": "er", "<>": "er ikke"},
    "dato": {">": "er efter", ">=": "er tidligst", "<": "er før", "<=": "er senest", "=": "er", "<>": "er ikke"},
}


@dataklasse(frozen=True, slots=True)
class Ordvalg:
    """How an expression is written in words, for readers who do not read rules.

    Attributes:
        navn: returns the name of a fact or parameter.
        valg: returns the display name of a fact's value.
        tabel: returns the name of a table.
        raekker: returns what the rows of a list are called, in the plural.
    """

    navn: Callable[[Fakt | Param], str]
    valg: Callable[[Fakt, Vaerdi], str]
    tabel: Callable[[str], str]
    raekker: Callable[[str], str]


def skriv_udtryk(  # noqa: PLR0911, PLR0912 - one case for each kind of node
    knude: Knude, ord_: Ordvalg | None = None
) -> str:
    """Write an expression on one line: as in a pack, or with ``ord_`` in words."""

    def inde(k: Knude, slags: object = ()) -> str:
        tekst = skriv_udtryk(k, ord_)
        # Words have no precedence.
        i_ord = ord_ is not None and (isinstance(k, Hvis | Saml) or (isinstance(k, Kald) and k.navn != "pr"))
        return f"({tekst})" if i_ord or isinstance(k, slags) else tekst  # type: ignore[arg-type] # a class, union or ()

    def led(k: Knude) -> str:
        """Write a factor of a product or a ratio."""
        regnet = isinstance(k, Regn) or (isinstance(k, Kald) and k.navn == "pr")
        return f"({skriv_udtryk(k, ord_)})" if regnet else inde(k)

    def venstre(k: Knude) -> str:
        """Write the left side of a comparison; a sum in words needs no parentheses before the verb."""
        return skriv_udtryk(k, ord_) if isinstance(k, Saml) and not har_bisaetning(k) else inde(k)

    navngiv = ord_.navn if ord_ is not None else _noegle
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
        case Sammenlign(op=op, a=Fakt() as a, b=Konstant(vaerdi=v)) if ord_ and a.type.art not in _I_ORD:
            return f"{navngiv(a)} {_I_ORD['tal'][op]} {ord_.valg(a, v)}"
        case Sammenlign(op=op, a=a, b=b) if ord_ and a.type.art in _I_ORD:
            return f"{venstre(a)} {_I_ORD[a.type.art][op]} {inde(b)}"
        case Sammenlign(op=op, a=a, b=b):
            tegn = op if a.type.art in ("tal", "dato") else {"=": "er", "<>": "er ikke"}[op]
            return f"{inde(a)} {tegn} {inde(b)}"
        case Udfyldt(fakt=f):
            return f"{navngiv(f)} er udfyldt"
        case I(a=Fakt() as a, maengde=maengde) if ord_:
            return f"{navngiv(a)} er {opremsning([ord_.valg(a, v) for v in maengde], 'eller')}"
        case I(a=a, maengde=maengde):
            return f"{inde(a)} i {{{', '.join(skriv_vaerdi(a, v) for v in maengde)}}}"
        case Regn(op=op, a=a, b=b):
            tegn = {"+": "+", "-": "-", "*": "×", "pct": "×"}[op]
            if op in ("*", "pct"):
                return f"{led(a)} {tegn} {led(b)}"
            return f"{inde(a)} {tegn} {inde(b, Regn) if op == '-' else inde(b)}"
        case Saml(art=art, a=a, liste=liste) if ord_:
            alle = f"alle {ord_.raekker(liste)}"
            match art:
                case "sum":
                    return f"summen af {inde(a)} for {alle}"
                case "antal":
                    return f"antallet af {ord_.raekker(liste)}, hvor {inde(a)}"
            return f"for {alle if art == 'alle' else f'mindst 1 af {alle}'} gælder: {inde(a)}"
        case Saml(art=art, a=a, liste=liste):
            return f"{art}({inde(a)} for {liste})"
        case AntalRaekker(liste=liste):
            return f"antallet af {ord_.raekker(liste)}" if ord_ else f"antal({liste})"
        case Hver(a=a, liste=liste):
            return f"{inde(a)} for {f'alle {ord_.raekker(liste)}' if ord_ else liste}"
        case Maengde(dele=dele):
            return "{" + ", ".join(inde(d) for d in dele) + "}"
        case Hvis(naar=naar, saa=saa, ellers=ellers) if ord_:
            return f"{inde(saa)}, hvis {inde(naar)}, ellers {inde(ellers)}"
        case Hvis(naar=naar, saa=saa, ellers=ellers):
            return f"(hvis {inde(naar)} så {inde(saa)} ellers {inde(ellers)})"
        case Kald(navn="pr", argumenter=(a, b)):
            return f"{led(a)} pr. {led(b)}"
        case Kald() as kald if ord_:
            return _i_ord(kald, inde, ord_)
        case Kald(navn="opslag", argumenter=(Konstant(vaerdi=tabel), Maengde(dele=noegler), *_)):
            return f"opslag({tabel}, {', '.join(inde(n) for n in noegler)})"
        case Kald(navn="laeg_til" | "traek_fra" as navn, argumenter=(dag, antal, Konstant(vaerdi=runding))):
            return f"{navn}({inde(dag)}, {inde(antal)}, {runding})"
        case Kald(navn=navn, argumenter=argumenter):
            return f"{navn}({', '.join(inde(a) for a in argumenter)})"
    raise AssertionError(knude)


def har_bisaetning(knude: Knude) -> bool:
    """Return whether the words of a value end with a clause, so that a verb cannot follow without parentheses."""
    return isinstance(knude, Hvis) or (
        knude.art == "antal" if isinstance(knude, Saml) else isinstance(knude, Kald) and knude.navn == "foerste"
    )


def _i_ord(kald: Kald, inde: Callable[[Knude], str], ord_: Ordvalg) -> str:  # noqa: PLR0911 - one case each
    """Write a call of a built-in function in words."""
    er_dato = kald.type.art == "dato"
    mindste, hoejeste = ("det tidligste", "det seneste") if er_dato else ("det mindste", "det højeste")
    match kald.navn, kald.argumenter:
        case "opslag", (Konstant(vaerdi=tabel), Maengde(dele=noegler), *_):
            return f"{ord_.tabel(str(tabel))} for {opremsning([inde(n) for n in noegler])}"
        case "laeg_til" | "traek_fra" as navn, (dag, antal, *runding):
            rundet = next((_RUNDET[str(r.vaerdi)] for r in runding if isinstance(r, Konstant)), "")
            return f"{inde(antal)} {'efter' if navn == 'laeg_til' else 'før'} {inde(dag)}{rundet}"
        case "hele_aar", (fra, til):
            return f"hele år fra {inde(fra)} til {inde(til)}"
        case "andel", (del_, hele):
            return f"{inde(del_)} i procent af {inde(hele)}"
        case "oprundet" | "afrundet" as navn, (tal,):
            return f"{inde(tal)} {'rundet op' if navn == 'oprundet' else 'afrundet'} til et helt tal"
        case "mindste_af", (hver,):
            return f"{mindste} af {inde(hver)}"
        case "foerste", (Hver(a=a, liste=liste), Hver(a=naar)):
            return f"{inde(a)} i den første af de {ord_.raekker(liste)}, hvor {inde(naar)}"
        case "entydige", (hver,):
            return f"{inde(hver)} er forskellige"
        case "ligner_cpr", (tekst,):
            return f"{inde(tekst)} har et tal, der ligner et CPR-nummer"
        case "naevner_pct", (tekst,):
            return f"{inde(tekst)} nævner en procent"
        case "naevner_ord", (tekst, Maengde(dele=stammer)):
            return f"{inde(tekst)} har et ord, der begynder med {opremsning([inde(s) for s in stammer], 'eller')}"
        case "naevner_en_pct_af" | "naevner_et_beloeb_af" as navn, (tekst, *vaerdier):
            hvad = "en af procenterne" if navn == "naevner_en_pct_af" else "et af beløbene"
            return f"{inde(tekst)} nævner {hvad} {opremsning([inde(v) for v in vaerdier])}"
    hvad = {"mindste": f"{mindste} af", "hoejeste": f"{hoejeste} af", "tegn": "antallet af tegn i"}[kald.navn]
    return f"{hvad} {opremsning([inde(a) for a in kald.argumenter])}"


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
