"""Hypothesis strategies for expressions of the rule language, each with its naive evaluation (``pakkedele``)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

# valgstrategi contains the rest of the language; it uses this module's names when it draws.
from . import valgstrategi
from .pakkedele import (
    DAGE,
    ELLER,
    ENHEDER,
    FALSK,
    GRUNDVAERDIER,
    IKKE,
    LED,
    OG,
    ORD,
    PRODUKT,
    REGN,
    SAMMENLIGN,
    SAND,
    TEKST_AF,
    UKENDT,
    VALG,
    Erklaeret,
    Miljoe,
    Regn,
    Tekst,
    Udtryk,
    dansk,
    i_parentes,
    sandhed,
    udtryk,
)


@dataclass(frozen=True)
class Navne:
    """The names that an expression may use."""

    alle: tuple[Erklaeret, ...]
    lister: tuple[str, ...]
    liste: str | None = None
    i_samling: bool = False

    def af(self, art: str, dim: str = "", *, kun_raekke: bool = False) -> list[Erklaeret]:
        steder = (self.liste,) if kun_raekke else (None, self.liste)
        return [e for e in self.alle if e.art == art and e.liste in steder and dim in ("", e.dim)]

    def i(self, liste: str) -> Navne:
        return Navne(self.alle, self.lister, liste, True)

    def samlinger(self) -> tuple[str, ...]:
        return () if self.i_samling else self.lister


def navngivet(e: Erklaeret) -> Udtryk:
    """Return a fact or a parameter by name: a number in its base unit, a yes/no as a truth value."""

    def regn(m: Miljoe) -> Any:
        if e.afledt is not None:
            return e.afledt.regn(m)
        kilde = m.parametre if e.parameter else m.fakta if e.liste is None else m.raekke
        assert kilde is not None
        v: Any = m.dato if e.navn == "dato" else kilde.get(e.navn)
        if e.art == "ja_nej":
            return sandhed(v)
        return Fraction(v) * e.faktor if e.art == "tal" and v is not None else v

    monoton = e.afledt is None or e.afledt.monoton
    return Udtryk(e.navn, LED, regn, not e.parameter, monoton)


DATO = Erklaeret("dato", "dato")


@st.composite
def talkonstant(draw: st.DrawFn, dim: str) -> Udtryk:
    """Draw a literal number with its unit."""
    enhed, faktor = draw(st.sampled_from(ENHEDER[dim]))
    # One per cent of the unit: the distance from a limit that facts may have.
    lidt = draw(st.sampled_from((0, 0, 0, 1, -1))) * Decimal(faktor).scaleb(-2)
    base = max(draw(st.sampled_from(GRUNDVAERDIER[dim])) + lidt, Decimal(0))
    tal = (base / faktor).normalize()
    tekst = dansk(tal + 0, draw(st.booleans()))
    return Udtryk(f"{tekst} {enhed}".strip(), LED, lambda m: Fraction(base))


_MELLEMLIG = {"+": lambda a, b: a + b, "-": lambda a, b: a - b}


def _begge(a: Udtryk, b: Udtryk, f: Callable[[Any, Any], Any]) -> Regn:
    def regn(m: Miljoe) -> Any:
        x, y = a.regn(m), b.regn(m)
        return None if x is None or y is None else f(x, y)

    return regn


@st.composite
def tal(draw: st.DrawFn, navne: Navne, dim: str, dybde: int) -> Udtryk:
    """Draw a number of a dimension."""
    blade: list[st.SearchStrategy[Udtryk]] = [talkonstant(dim)]
    kendte = [navngivet(e) for e in navne.af("tal", dim)]
    if kendte:
        blade += [st.sampled_from(kendte)] * 4
    if dim in navne.samlinger():
        blade.append(st.just(_antal_raekker(dim)))
    if dybde <= 0:
        return draw(st.one_of(blade))
    grene = [*blade, plus_minus(navne, dim, dybde), produkt(navne, dim, dybde), afrunding(navne, dim, dybde)]
    if navne.samlinger() and dim not in ("raekker", "andre"):
        grene.append(sum_for(navne, dim, dybde))
    if dim in navne.samlinger():
        grene += [antal_for(navne, dim, dybde)] * 3
    if dim == "pct":
        grene.append(andel(navne, dybde))
    if dim == "tegn":
        grene += [tegn(navne)] * 3
    return draw(st.one_of(grene + valgstrategi.tal_grene(navne, dim, dybde)))


@st.composite
def plus_minus(draw: st.DrawFn, navne: Navne, dim: str, dybde: int) -> Udtryk:
    a, b = draw(tal(navne, dim, dybde - 1)), draw(tal(navne, dim, dybde - 1))
    op = draw(st.sampled_from(("+", "-")))
    tegn_ = draw(st.sampled_from(("-", "−"))) if op == "-" else op
    tekst = f"{i_parentes(a, REGN)} {tegn_} {i_parentes(b, PRODUKT)}"
    return udtryk(tekst, REGN, _begge(a, b, _MELLEMLIG[op]), a, b)


@st.composite
def produkt(draw: st.DrawFn, navne: Navne, dim: str, dybde: int) -> Udtryk:
    """Draw a product of the dimension: with a plain number, with a per cent, or places times kroner per place."""
    muligheder: list[tuple[str, str, Callable[[Any, Any], Any]]] = [("pct", dim, lambda x, y: x * y / 100)]
    if dim != "pct":
        muligheder.append(("tal", dim, lambda x, y: x * y))
    if dim == "kr":
        muligheder.append(("plads", "kr_pr_plads", lambda x, y: x * y))
    venstre, hoejre, f = draw(st.sampled_from(muligheder))
    if draw(st.booleans()):
        venstre, hoejre = hoejre, venstre
    a, b = draw(tal(navne, venstre, dybde - 1)), draw(tal(navne, hoejre, 0))
    gange = draw(st.sampled_from(("×", "*")))
    return udtryk(f"{i_parentes(a, PRODUKT)} {gange} {i_parentes(b, LED)}", PRODUKT, _begge(a, b, f), a, b)


@st.composite
def afrunding(draw: st.DrawFn, navne: Navne, dim: str, dybde: int) -> Udtryk:
    a = draw(tal(navne, dim, dybde - 1))
    op = draw(st.booleans())

    def regn(m: Miljoe) -> Any:
        v = a.regn(m)
        if v is None:
            return None
        v = Fraction(v)
        hele = v.numerator // v.denominator
        rest = v - hele
        return hele + (1 if (rest > 0 if op else rest >= Fraction(1, 2)) else 0)

    return udtryk(f"{'oprundet' if op else 'afrundet'}({a.tekst})", LED, regn, a)


@st.composite
def andel(draw: st.DrawFn, navne: Navne, dybde: int) -> Udtryk:
    dim = draw(st.sampled_from(("kr", "plads", "pct")))
    a, b = draw(tal(navne, dim, dybde - 1)), draw(tal(navne, dim, dybde - 1))

    def regn(m: Miljoe) -> Any:
        x, y = a.regn(m), b.regn(m)
        return None if x is None or y is None or y == 0 else Fraction(100 * Fraction(x), y)

    return udtryk(f"andel({a.tekst}, {b.tekst})", LED, regn, a, b)


@st.composite
def sum_for(draw: st.DrawFn, navne: Navne, dim: str, dybde: int) -> Udtryk:
    liste = draw(st.sampled_from(navne.samlinger()))
    a = draw(tal(navne.i(liste), dim, dybde - 1))

    def regn(m: Miljoe) -> Any:
        i_alt = Fraction(0)
        for r in m.hver(liste):
            v = a.regn(r)
            if v is None:
                return None
            i_alt += v
        return i_alt

    return udtryk(f"sum({a.tekst} for {liste})", LED, regn, a)


@st.composite
def antal_for(draw: st.DrawFn, navne: Navne, liste: str, dybde: int) -> Udtryk:
    a = draw(betingelser(navne.i(liste), dybde - 1))

    def regn(m: Miljoe) -> Any:
        svar = [a.regn(r) for r in m.hver(liste)]
        return None if UKENDT in svar else Fraction(svar.count(SAND))

    return udtryk(f"antal({a.tekst} for {liste})", LED, regn, a)


def _antal_raekker(liste: str) -> Udtryk:
    return Udtryk(f"antal({liste})", LED, lambda m: Fraction(len(m.raekker.get(liste, ()))), True)


@st.composite
def tegn(draw: st.DrawFn, navne: Navne) -> Udtryk:
    tekster = [navngivet(e) for e in navne.af("tekst")]
    if not tekster:
        return draw(talkonstant("tegn"))
    valgte = draw(st.lists(st.sampled_from(tekster), min_size=1, max_size=3))

    def regn(m: Miljoe) -> Any:
        return Fraction(sum(TEKST_AF[v].tegn for u in valgte if (v := u.regn(m)) is not None))

    return udtryk(f"tegn({', '.join(u.tekst for u in valgte)})", LED, regn, laeser=True, monoton=False)


_OPERATORER: tuple[tuple[str, Callable[[Any, Any], bool]], ...] = (
    ("<", lambda a, b: not b <= a),
    ("<=", lambda a, b: not b < a),
    ("≤", lambda a, b: not b < a),
    (">", lambda a, b: not a <= b),
    (">=", lambda a, b: not a < b),
    ("≥", lambda a, b: not a < b),
    ("=", lambda a, b: not (a < b or b < a)),
    ("er", lambda a, b: not (a < b or b < a)),
    ("<>", lambda a, b: bool(a < b or b < a)),
    ("≠", lambda a, b: bool(a < b or b < a)),
    ("er ikke", lambda a, b: bool(a < b or b < a)),
)
_LIGHED = (("=", True), ("er", True), ("<>", False), ("≠", False), ("er ikke", False))


@st.composite
def sammenligning(draw: st.DrawFn, navne: Navne, dybde: int) -> Udtryk:
    """Draw a comparison of two numbers of one dimension, or of two days. A bare 0 is zero of any unit."""
    op, f = draw(st.sampled_from(_OPERATORER))
    slags = draw(st.integers(0, 7))
    if slags == 0:
        a, b = draw(dage(navne, dybde)), draw(dage(navne))
    elif slags == 1:
        aar = draw(st.sampled_from((0, 1, 2, 18, -1)))
        a = draw(valgstrategi.alder(navne))
        b = Udtryk(f"{aar} år" if aar >= 0 else "(0 - 1 år)", LED, lambda m: Fraction(aar))
    else:
        dim = draw(st.sampled_from(("kr", "kr", "pct", "plads", "tal", "tegn", *navne.samlinger())))
        a = draw(tal(navne, dim, dybde - 1))
        nul = st.just(Udtryk("0", LED, lambda m: Fraction(0)))
        b = draw(st.one_of(tal(navne, dim, 0), tal(navne, dim, 0), tal(navne, dim, dybde - 1), nul))
        if draw(st.integers(0, 4)) == 0:
            a, b = b, a

    def regn(m: Miljoe) -> int:
        x, y = a.regn(m), b.regn(m)
        return UKENDT if x is None or y is None else sandhed(f(x, y))

    return udtryk(f"{i_parentes(a, REGN)} {op} {i_parentes(b, REGN)}", SAMMENLIGN, regn, a, b)


@st.composite
def dage(draw: st.DrawFn, navne: Navne, dybde: int = 0, *, kun_navne: bool = False) -> Udtryk:
    """Draw a day: literal or named, and if ``dybde`` > 0 also calculated or chosen."""
    if dybde > 0 and draw(st.integers(0, 2)):
        under = dage(navne)
        grene = [valgstrategi.flyttet(navne), valgstrategi.yderste(under), valgstrategi.hvis(navne, under, 1, None)]
        if navne.samlinger():
            grene.append(valgstrategi.af_raekkerne(navne, dage))
        return draw(st.one_of(grene))
    kendte = [navngivet(e) for e in (*navne.af("dato"), *navne.af("dato"), DATO)]
    if kun_navne:
        return draw(st.sampled_from(kendte))
    dag = draw(st.sampled_from(DAGE)) + timedelta(draw(st.sampled_from((0, 0, 1, -1))))
    konstant = Udtryk(f"{dag.day}/{dag.month:02d}/{dag.year}", LED, lambda m: dag)
    return draw(st.sampled_from([konstant, *kendte]))


@st.composite
def lighed(draw: st.DrawFn, navne: Navne, dybde: int) -> Udtryk:
    """Draw an equality test of choices, texts, municipalities or conditions."""
    ord_, ens = draw(st.sampled_from(_LIGHED))
    art = draw(st.sampled_from(("valg", "valg", "tekst", "kommune", "ja_nej")))
    kendte = [navngivet(e) for e in navne.af(art)]
    if art == "ja_nej":
        a, b = draw(betingelser(navne, dybde - 1)), draw(betingelser(navne, 0))

        def regn_sandhed(m: Miljoe) -> int:
            x, y = a.regn(m), b.regn(m)
            return UKENDT if UKENDT in (x, y) else sandhed((x == y) is ens)

        return udtryk(f"{i_parentes(a, REGN)} {ord_} {i_parentes(b, REGN)}", SAMMENLIGN, regn_sandhed, a, b)
    if not kendte:
        return draw(ja_nej(navne))
    a = draw(st.sampled_from(kendte))
    andre = list(kendte)
    if art == "valg":
        andre += [_fast(v, v) for v in VALG]
    if art == "tekst":
        andre += [_fast(json.dumps(v, ensure_ascii=False), v) for v in ("abc", "25 pct.")]
    b = draw(st.sampled_from(andre))

    def regn(m: Miljoe) -> int:
        x, y = a.regn(m), b.regn(m)
        return UKENDT if x is None or y is None else sandhed((x == y) is ens)

    return udtryk(f"{a.tekst} {ord_} {b.tekst}", SAMMENLIGN, regn, a, b)


def _fast(tekst: str, vaerdi: Any) -> Udtryk:
    return Udtryk(tekst, LED, lambda m: vaerdi)


@st.composite
def i_maengde(draw: st.DrawFn, navne: Navne) -> Udtryk:
    art = draw(st.sampled_from(("valg", "valg", "tal", "dato", "tekst")))
    kendte = navne.af(art)
    if not kendte:
        return draw(ja_nej(navne))
    e = draw(st.sampled_from(kendte))
    a = navngivet(e)
    if art == "valg":
        led = [_fast(v, v) for v in draw(st.lists(st.sampled_from(VALG), min_size=1, unique=True))]
    elif art == "tekst":
        tekster = draw(st.lists(st.sampled_from(("abc", "ABC ", "25 pct.")), min_size=1, unique=True))
        led = [_fast(json.dumps(t, ensure_ascii=False), t) for t in tekster]
    elif art == "dato":
        dage_ = draw(st.lists(st.sampled_from(DAGE), min_size=1, max_size=3, unique=True))
        led = [_fast(f"{d:%d/%m/%Y}", d) for d in dage_]
    else:
        fundne = draw(st.lists(talkonstant(e.dim), min_size=1, max_size=3))
        uden_miljoe = Miljoe({}, {}, {}, None)
        led = list({u.regn(uden_miljoe): u for u in fundne}.values())

    def regn(m: Miljoe) -> int:
        v = a.regn(m)
        return UKENDT if v is None else max(sandhed(v == u.regn(m)) for u in led)

    return udtryk(f"{a.tekst} i {{{', '.join(u.tekst for u in led)}}}", SAMMENLIGN, regn, a)


@st.composite
def udfyldt(draw: st.DrawFn, navne: Navne) -> Udtryk:
    kendte = [e for e in (*navne.alle, DATO) if e.liste in (None, navne.liste) and not e.parameter]
    e = draw(st.sampled_from(kendte))
    a = navngivet(e)
    ikke = draw(st.booleans())

    def regn(m: Miljoe) -> int:
        v = a.regn(m)
        kendt = v != UKENDT if e.art == "ja_nej" else v is not None
        return sandhed(kendt is not ikke)

    return udtryk(f"{e.navn} er {'ikke ' if ikke else ''}udfyldt", SAMMENLIGN, regn, a, monoton=False)


@st.composite
def ja_nej(draw: st.DrawFn, navne: Navne) -> Udtryk:
    kendte = [navngivet(e) for e in navne.af("ja_nej")]
    return draw(st.sampled_from([*kendte, *kendte, *kendte, _fast("ja", SAND), _fast("nej", FALSK)]))


@st.composite
def sammensat(draw: st.DrawFn, navne: Navne, dybde: int) -> Udtryk:
    """Draw ``og``, ``eller`` or ``ikke``: the minimum, the maximum, or the opposite."""
    hvad = draw(st.sampled_from(("og", "eller", "ikke")))
    if hvad == "ikke":
        a = draw(betingelser(navne, dybde - 1))
        return udtryk(f"ikke {i_parentes(a, IKKE)}", IKKE, lambda m: SAND - a.regn(m), a)
    dele = draw(st.lists(betingelser(navne, dybde - 1), min_size=2, max_size=3))
    niveau, f = (OG, min) if hvad == "og" else (ELLER, max)
    tekst = f" {hvad} ".join(i_parentes(d, niveau + 1) for d in dele)
    return udtryk(tekst, niveau, lambda m: f(d.regn(m) for d in dele), *dele)


@st.composite
def alle_nogen(draw: st.DrawFn, navne: Navne, dybde: int) -> Udtryk:
    liste = draw(st.sampled_from(navne.samlinger()))
    a = draw(betingelser(navne.i(liste), dybde - 1))
    if draw(st.booleans()):
        return udtryk(
            f"alle({a.tekst} for {liste})",
            LED,
            lambda m: min((a.regn(r) for r in m.hver(liste)), default=SAND),
            a,
        )
    return udtryk(
        f"nogen({a.tekst} for {liste})",
        LED,
        lambda m: max((a.regn(r) for r in m.hver(liste)), default=FALSK),
        a,
    )


@st.composite
def entydige(draw: st.DrawFn, navne: Navne) -> Udtryk:
    liste = draw(st.sampled_from(navne.samlinger()))
    tekster = navne.i(liste).af("tekst", kun_raekke=True)
    if not tekster:
        return draw(ja_nej(navne))
    a = navngivet(draw(st.sampled_from(tekster)))

    def regn(m: Miljoe) -> int:
        kendte = [" ".join(v.lower().split()) for r in m.hver(liste) if (v := a.regn(r)) is not None]
        return sandhed(not any(kendte[i] == kendte[j] for i in range(len(kendte)) for j in range(i)))

    return udtryk(f"entydige({a.tekst} for {liste})", LED, regn, laeser=True, monoton=False)


@st.composite
def om_tekst(draw: st.DrawFn, navne: Navne, dybde: int) -> Udtryk:
    """Draw one of the built-in functions that read a text."""
    tekster = navne.af("tekst")
    if not tekster:
        return draw(ja_nej(navne))
    a = navngivet(draw(st.sampled_from(tekster)))
    hvad = draw(st.sampled_from(("ligner_cpr", "naevner_pct", "naevner_ord", "pct_af", "beloeb_af")))

    def af_tekst(f: Callable[[Tekst], bool]) -> Regn:
        def regn(m: Miljoe) -> int:
            v = a.regn(m)
            return UKENDT if v is None else sandhed(f(TEKST_AF[v]))

        return regn

    if hvad == "ligner_cpr":
        return udtryk(f"ligner_cpr({a.tekst})", LED, af_tekst(lambda t: t.cpr), a)
    if hvad == "naevner_pct":
        return udtryk(f"naevner_pct({a.tekst})", LED, af_tekst(lambda t: bool(t.pct)), a)
    if hvad == "naevner_ord":
        ord_ = draw(st.lists(st.sampled_from(ORD), min_size=1, max_size=3, unique=True))
        maengde = ", ".join(f'"{o}"' for o in ord_)
        return udtryk(f"naevner_ord({a.tekst}, {{{maengde}}})", LED, af_tekst(lambda t: bool(t.ord & set(ord_))), a)
    dim = "pct" if hvad == "pct_af" else "kr"
    liste = draw(st.sampled_from((None, *navne.samlinger())))
    hver = draw(tal(navne.i(liste), dim, 0)) if liste else draw(tal(navne, dim, dybde - 1))
    ekstra = draw(tal(navne, dim, 0))

    def regn(m: Miljoe) -> int:
        v = a.regn(m)
        if v is None:
            return UKENDT
        vaerdier = [*(hver.regn(r) for r in (m.hver(liste) if liste else [m])), ekstra.regn(m)]
        naevnte = TEKST_AF[v].pct if dim == "pct" else TEKST_AF[v].beloeb
        for tal_, skridt in naevnte:
            for x in vaerdier:
                # Halves are rounded up, so a written number covers the values from half a step below it.
                if x is not None and (dim == "pct" or x != 0) and -skridt <= 2 * (x - tal_) < skridt:
                    return SAND
        return UKENDT if None in vaerdier else FALSK

    navn = "naevner_en_pct_af" if dim == "pct" else "naevner_et_beloeb_af"
    hver_tekst = f"{hver.tekst} for {liste}" if liste else hver.tekst
    return udtryk(f"{navn}({a.tekst}, {hver_tekst}, {ekstra.tekst})", LED, regn, a, hver, ekstra)


@st.composite
def betingelser(draw: st.DrawFn, navne: Navne, dybde: int) -> Udtryk:
    """Draw a condition."""
    if dybde <= 0:
        return draw(st.one_of(ja_nej(navne), udfyldt(navne), i_maengde(navne)))
    grene = [
        ja_nej(navne),
        sammenligning(navne, dybde),
        sammenligning(navne, dybde),
        lighed(navne, dybde),
        i_maengde(navne),
        udfyldt(navne),
        om_tekst(navne, dybde),
        *([sammensat(navne, dybde)] * 4),
        valgstrategi.hvis(navne, betingelser(navne, dybde - 1), dybde, UKENDT),
    ]
    if navne.samlinger():
        grene += [alle_nogen(navne, dybde), entydige(navne)]
    return draw(st.one_of(grene))


@st.composite
def laesende(draw: st.DrawFn, navne: Navne, dybde: int = 3) -> Udtryk:
    """Draw a condition that reads a fact, as a requirement must."""
    u = draw(betingelser(navne, dybde))
    if u.laeser:
        return u
    flag = next(e for e in navne.alle if e.art == "ja_nej" and e.liste is None and not e.parameter)
    sammen = (u, navngivet(flag))
    tekst = f"{i_parentes(u, OG + 1)} og {flag.navn}"
    return udtryk(tekst, OG, lambda m: min(d.regn(m) for d in sammen), *sammen)
