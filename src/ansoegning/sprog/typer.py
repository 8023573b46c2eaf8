"""Type checker: lark tree to typed tree, with names resolved, types and units checked, and bounds computed.

Every error is an UdtryksFejl with its offset and advice on how to correct it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import NoReturn, cast

from ..fejl import hvad_der_kan_staa, mente_du
from ..model.enhedsord import ALMINDELIGE, Enhedsord
from ..model.regelsaet import FaktaType
from . import enheder, korn
from .indbyggede import DAGREGNING, HOEJST_AAR, INDBYGGEDE, KAN_VAELGES, RUNDING
from .laes import UdtryksFejl, UkendtNavn, laes_udtryk
from .omfang import Omfang
from .samlinger import AF_RAEKKER, af_raekker
from .tabeller import passer
from .traeer import (
    AntalRaekker,
    Art,
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
    Tal,
    Type,
    Udfyldt,
    Vaerdi,
)
from .udtrykstrae import Token, Tree

JA_NEJ = Type("ja_nej")
DATO = Type("dato")
TEKST = Type("tekst")
HOEJST_RAEKKER = 1_000
# The range of a signed 64-bit column; beyond it, SQL columns and evaluator could differ.
_OVERLOEB = 2**63 - 1
# Three digits after the comma may be meant as thousands.
_TO_MAADER = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_OPERATORER = {"≤": "<=", "≥": ">=", "≠": "<>"}


def type_udtryk(tekst: str, omfang: Omfang, forventet: Art | None = "ja_nej") -> Knude:
    """Parse and type an expression. ``forventet`` is the required type (None: any). Raises UdtryksFejl."""
    knude = _Typer(omfang).knude(cast("Tree", laes_udtryk(tekst).children[0]))
    if forventet is not None and knude.type.art != forventet:
        raise UdtryksFejl(f"Her skal stå {_ART[forventet]}, men udtrykket er {_ART[knude.type.art]}.", knude.plads)
    return knude


def konstant(tekst: str, ord_: Enhedsord = ALMINDELIGE) -> Konstant:
    """Parse a single literal (a parameter's value, a limit): number with unit, date, yes/no or text.

    Raises UdtryksFejl if the text is anything else.
    """
    knude = type_udtryk(tekst, Omfang({}, (), enheder=ord_), None)
    if not isinstance(knude, Konstant):
        raise UdtryksFejl("Her skal stå en værdi, ikke et udtryk.", knude.plads)
    return knude


def dansk_tal(tekst: str) -> int | Decimal:
    """Parse a number of the rule language: ``20.000`` → 20000, ``0,5`` → Decimal("0.5")."""
    rent = tekst.replace(".", "").replace(",", ".")
    return Decimal(rent) if "." in rent else int(rent)


_ART: dict[str, str] = {
    "tal": "et tal",
    "dato": "en dato",
    "ja_nej": "en betingelse (ja eller nej)",
    "valg": "et valg",
    "tekst": "en tekst",
    "tekstliste": "en liste af tekster",
    "kommune": "en kommune",
}
_ART_AF: dict[FaktaType, Art] = {
    "tal": "tal",
    "dato": "dato",
    "ja_nej": "ja_nej",
    "valg": "valg",
    "tekst": "tekst",
    "tekstliste": "tekstliste",
    "kommune": "kommune",
    "telefoner": "tekst",
    "mails": "tekst",
}


def art_af(fakta_type: FaktaType) -> Art:
    """Return the type a fact has in an expression."""
    return _ART_AF[fakta_type]


class _Typer:
    def __init__(self, omfang: Omfang) -> None:
        self.omfang = omfang
        self._regler: dict[str, Callable[[Tree, int], Knude]] = {
            "eller": self._eller,
            "og": self._og,
            "ikke": self._ikke,
            "sammenlign": self._sammenlign,
            "lig": self._lig,
            "ulig": self._ulig,
            "i_maengde": self._i,
            "hvis": self._hvis,
            "pr": self._pr,
            "udfyldt": self._udfyldt,
            "ikke_udfyldt": lambda t, p: Ikke(JA_NEJ, p, self._udfyldt(t, p)),
            "plus": self._plus_minus,
            "minus": self._plus_minus,
            "gange": self._gange,
            "dato": self._dato,
            "tal": self._tal,
            "tekst": lambda t, p: Konstant(TEKST, p, str(t.children[0])[1:-1]),
            "ja_nej": lambda t, p: Konstant(JA_NEJ, p, str(t.children[0]) == "ja"),
            "navn": self._navn,
            "kald": self._kald,
            "saml": self._saml,
            "antal_raekker": self._antal_raekker,
        }

    def knude(self, trae: Tree) -> Knude:
        return self._regler[trae.data](trae, trae.start_pos)

    def _boern(self, trae: Tree) -> list[Knude]:
        return [self.knude(b) for b in trae.children if isinstance(b, Tree)]

    # Conditions

    def _betingelser(self, trae: Tree) -> list[Knude]:
        boern = self._boern(trae)
        if len(boern) > 1:
            for barn in boern:
                _kraev(barn, "ja_nej")
        return boern

    def _eller(self, trae: Tree, plads: int) -> Knude:
        dele = self._betingelser(trae)
        return dele[0] if len(dele) == 1 else Eller(JA_NEJ, plads, tuple(dele))

    def _og(self, trae: Tree, plads: int) -> Knude:
        dele = self._betingelser(trae)
        return dele[0] if len(dele) == 1 else Og(JA_NEJ, plads, tuple(dele))

    def _ikke(self, trae: Tree, plads: int) -> Knude:
        (a,) = self._boern(trae)
        return Ikke(JA_NEJ, plads, _kraev(a, "ja_nej"))

    def _sammenlign(self, trae: Tree, plads: int) -> Knude:
        venstre, token, hoejre = trae.children
        op = _OPERATORER.get(str(token), str(token))
        return self._sammenlignet(cast("Tree", venstre), op, cast("Tree", hoejre), plads)

    def _lig(self, trae: Tree, plads: int) -> Knude:
        a, b = cast("list[Tree]", trae.children)
        return self._sammenlignet(a, "=", b, plads)

    def _ulig(self, trae: Tree, plads: int) -> Knude:
        a, b = cast("list[Tree]", trae.children)
        return self._sammenlignet(a, "<>", b, plads)

    def _sammenlignet(self, venstre: Tree, op: str, hoejre: Tree, plads: int) -> Knude:
        a = self.knude(venstre)
        b = self._valg_eller_knude(hoejre, a.type)
        a, b = _samme_slags(a, b)
        if op not in ("=", "<>") and a.type.art not in ("tal", "dato"):
            raise UdtryksFejl(f"{_ART[a.type.art].capitalize()} kan ikke være større eller mindre. Brug »er«.", plads)
        if a.type.art == "tekstliste":
            raise UdtryksFejl("En liste af tekster kan ikke sammenlignes. Brug »er udfyldt«.", plads)
        return Sammenlign(JA_NEJ, plads, cast("object", op), a, b)  # type: ignore[arg-type] # op is one of the six operators

    def _i(self, trae: Tree, plads: int) -> Knude:
        a = self.knude(cast("Tree", trae.children[0]))
        maengde = cast("Tree", trae.children[1])
        vaerdier: list[Vaerdi] = []
        for del_ in cast("list[Tree]", maengde.children):
            _, b = _samme_slags(a, self._valg_eller_knude(del_, a.type))
            if not isinstance(b, Konstant):
                raise UdtryksFejl("I en mængde {…} kan kun stå faste værdier.", b.plads)
            if b.vaerdi in vaerdier:
                raise UdtryksFejl("Værdien står to gange i mængden.", b.plads)
            vaerdier.append(b.vaerdi)
        return I(JA_NEJ, plads, a, tuple(vaerdier))

    def _valg_eller_knude(self, trae: Tree, overfor: Type) -> Knude:
        """A bare name compared with a choice is one of its choices."""
        if overfor.art == "valg" and trae.data == "navn":
            navn, plads = str(trae.children[0]), trae.start_pos
            if navn in overfor.valg:
                return Konstant(overfor, plads, navn)
            if self.omfang.find(navn) is None:
                raise UdtryksFejl(
                    f"»{navn}« er ikke et af valgene ({hvad_der_kan_staa(overfor.valg)})."
                    f"{mente_du(navn, overfor.valg)}",
                    plads,
                )
        return self.knude(trae)

    def _hvis(self, trae: Tree, plads: int) -> Knude:
        naar, saa, ellers = self._boern(trae)
        _kraev(naar, "ja_nej")
        saa, ellers = _samme_slags(saa, ellers)
        if saa.type.art not in KAN_VAELGES:
            raise UdtryksFejl(
                f"Mellem {_ART[saa.type.art]} og en anden kan der ikke vælges med »hvis«. Vælg mellem tal, datoer, "
                "valg eller betingelser.",
                saa.plads,
            )
        return Hvis(_faelles_type((saa, ellers)), plads, naar, saa, ellers)

    def _udfyldt(self, trae: Tree, plads: int) -> Knude:
        a = self.knude(cast("Tree", trae.children[0]))
        if not isinstance(a, Fakt):
            raise UdtryksFejl("»er udfyldt« kan kun siges om et faktum.", plads)
        return Udfyldt(JA_NEJ, plads, a)

    # Numbers and values

    def _plus_minus(self, trae: Tree, plads: int) -> Knude:
        venstre, token, hoejre = trae.children
        a = self.knude(cast("Tree", venstre))
        if a.type.art == "dato":
            navn = "laeg_til" if str(token) == "+" else "traek_fra"
            raise UdtryksFejl(
                f"Her skal stå et tal, ikke en dato. Til og fra datoer regnes med {navn}(dato, 30 dage).", a.plads
            )
        a = _kraev(a, "tal")
        b = _kraev(self.knude(cast("Tree", hoejre)), "tal")
        a, b = _samme_slags(a, b)
        plus = str(token) == "+"
        fra = _plus(a.type.fra, b.type.fra if plus else _neg(b.type.til))
        til = _plus(a.type.til, b.type.til if plus else _neg(b.type.fra))
        type_ = replace(a.type, fra=fra, til=til, korn=korn.faelles((a.type.korn, b.type.korn)))
        return Regn(_graenset(type_, plads), plads, "+" if plus else "-", a, b)

    def _gange(self, trae: Tree, plads: int) -> Knude:
        a, b = (_kraev(k, "tal") for k in self._boern(trae))
        procent = enheder.PROCENT in (a.type.dimension, b.type.dimension)
        if b.type.dimension == enheder.PROCENT and a.type.dimension != enheder.PROCENT:
            a, b = b, a
        graenser = [
            Fraction(x) * Fraction(y)
            for x in (a.type.fra, a.type.til)
            for y in (b.type.fra, b.type.til)
            if x is not None and y is not None
        ]
        if len(graenser) < 4:
            _ukendt_graense(plads)
        deler = Fraction(1, 100) if procent else 1
        type_ = Type(
            "tal",
            enheder.gange(a.type.dimension, b.type.dimension),
            fra=min(graenser) * deler,
            til=max(graenser) * deler,
            korn=korn.gange(korn.gange(a.type.korn, b.type.korn), Fraction(deler)),
        )
        return Regn(_graenset(type_, plads), plads, "pct" if procent else "*", a, b)

    def _pr(self, trae: Tree, plads: int) -> Knude:
        a, b = (_kraev(k, "tal") for k in self._boern(trae))
        if enheder.PROCENT in (a.type.dimension, b.type.dimension):
            raise UdtryksFejl("Der kan ikke deles med »pr.«, hvor det ene er i procent. Brug andel eller ×.", plads)
        if b.type.fra == b.type.til == 0:
            raise UdtryksFejl("Der kan ikke deles med 0.", b.plads)
        graenser = korn.forhold(a.type, b.type)
        if graenser is None:
            raise UdtryksFejl(
                "Det, der deles med, kan være så tæt på 0, at forholdet ingen grænse har. Del med et faktum, en "
                "parameter eller en sum af dem.",
                b.plads,
            )
        type_ = Type("tal", enheder.pr(a.type.dimension, b.type.dimension), fra=graenser[0], til=graenser[1])
        return Kald(_graenset(type_, plads), plads, "pr", (a, b))

    def _dato(self, trae: Tree, plads: int) -> Knude:
        dag, maaned, aar = str(trae.children[0]).split("/")
        try:
            return Konstant(DATO, plads, date(int(aar), int(maaned), int(dag)))
        except ValueError:
            raise UdtryksFejl(f"{trae.children[0]} findes ikke i kalenderen.", plads) from None

    def _tal(self, trae: Tree, plads: int) -> Knude:
        skrevet = str(trae.children[0])
        if _TO_MAADER.fullmatch(skrevet):
            uden = skrevet.replace(",", ".")
            raise UdtryksFejl(
                f"»{skrevet}« kan læses på to måder. Skriv {uden}, hvis kommaet skiller tusinder, og ellers "
                f"{skrevet}0.",
                plads,
            )
        vaerdi: Tal = dansk_tal(skrevet)
        dimension = enheder.TAL
        if len(trae.children) > 1:
            try:
                dimension, faktor = enheder.enhed(str(trae.children[1]), self.omfang.enheder)
            except ValueError as fejl:
                raise UdtryksFejl(str(fejl), plads) from None
            vaerdi = vaerdi * faktor
        if isinstance(vaerdi, Decimal) and vaerdi == vaerdi.to_integral_value():
            vaerdi = int(vaerdi)
        mindste = Fraction(1, Fraction(vaerdi).denominator)
        return Konstant(Type("tal", dimension, fra=vaerdi, til=vaerdi, korn=mindste), plads, vaerdi)

    def _navn(self, trae: Tree, plads: int) -> Knude:
        navn = str(trae.children[0])
        fundet = self.omfang.find(navn)
        if fundet is None and navn in self.omfang.vurderinger:
            raise UkendtNavn(
                f"»{navn}« er en vurdering, og den kan kun rækkefølgen læse (vurdering, udeluk og point). Et "
                "kriterium, som en person skal vurdere, skrives med forbehold.",
                plads,
                navn,
            )
        if fundet is None:
            from .andre_sprog import NAVNE

            andetsteds = [liste for liste, n in self.omfang.erklaeringer if n == navn and liste]
            hjaelp = (
                f" Det hører til {andetsteds[0]}; brug sum, antal, alle eller nogen … for {andetsteds[0]}."
                if andetsteds
                else NAVNE.get(navn) or mente_du(navn, self.omfang.navne())
            )
            raise UkendtNavn(f"»{navn}« er hverken et faktum eller en parameter her.{hjaelp}", plads, navn)
        self.omfang.laest.add((fundet.liste, navn))
        if fundet.er_parameter:
            return Param(fundet.type, plads, navn)
        return Fakt(fundet.type, plads, navn, fundet.liste, fundet.faktor)

    # Lists and built-in functions

    def _raekker(self, token: object) -> tuple[str, _Typer]:
        liste = str(token)
        if liste not in self.omfang.lister:
            plads = token.start_pos or 0 if isinstance(token, Token) else 0
            raise UdtryksFejl(f"Der er ingen liste »{liste}«.{mente_du(liste, self.omfang.lister)}", plads)
        if self.omfang.i_samling:
            raise UdtryksFejl(
                "En samling over en liste kan ikke stå inde i en anden.", getattr(token, "start_pos", 0) or 0
            )
        return liste, _Typer(replace(self.omfang, liste=liste, i_samling=True))

    def _saml(self, trae: Tree, plads: int) -> Knude:
        art, udtryk, token = trae.children
        liste, indre = self._raekker(token)
        a = indre.knude(cast("Tree", udtryk))
        if art == "sum":
            _kraev(a, "tal")
            fra, til = (_gange_raekker(g) for g in (a.type.fra, a.type.til))
            fra = min(fra, 0) if fra is not None else None
            til = max(til, 0) if til is not None else None
            return Saml(_graenset(replace(a.type, fra=fra, til=til), plads), plads, "sum", a, liste)
        _kraev(a, "ja_nej")
        if art == "antal":
            return Saml(self._antal_type(liste), plads, "antal", a, liste)
        return Saml(JA_NEJ, plads, "alle" if art == "alle" else "nogen", a, liste)

    def _antal_type(self, liste: str) -> Type:
        return Type("tal", enheder.enhed(liste, self.omfang.enheder)[0], fra=0, til=HOEJST_RAEKKER, korn=Fraction(1))

    def _antal_raekker(self, trae: Tree, plads: int) -> Knude:
        art, udtryk = trae.children
        token = _bart_navn(udtryk)
        if art != "antal" or token is None:
            raise UdtryksFejl(f"Efter {art}(… mangler »for« og en liste.", plads)
        liste, _ = self._raekker(token)
        return AntalRaekker(self._antal_type(liste), plads, liste)

    def _kald(self, trae: Tree, plads: int) -> Knude:
        navn = str(trae.children[0])
        if navn not in INDBYGGEDE:
            from .andre_sprog import FUNKTIONER

            hjaelp = FUNKTIONER.get(navn) or mente_du(navn, INDBYGGEDE)
            raise UdtryksFejl(f"Der er ingen prøve, der hedder »{navn}«.{hjaelp}", plads)
        if navn in DAGREGNING:
            return self._dagregning(navn, trae, plads)
        if navn == "opslag":
            return self._opslag(trae, plads)
        if navn in AF_RAEKKER:
            return af_raekker(navn, self._argumenter(cast("Tree", trae.children[1])), plads)
        former, svar = INDBYGGEDE[navn]
        argumenter = self._argumenter(cast("Tree", trae.children[1]))
        mange = former[-1] == "..."
        faste = former[:-1] if mange else former
        if len(argumenter) < len(faste) or (len(argumenter) > len(faste) and not mange):
            antal = f"{'mindst ' if mange else ''}{len(faste)} {'argument' if len(faste) == 1 else 'argumenter'}"
            raise UdtryksFejl(f"Prøven {navn} skal have {antal}.", plads)
        for nr, argument in enumerate(argumenter):
            _passer(argument, faste[min(nr, len(faste) - 1)], navn)
        if svar == "ja_nej":
            type_ = JA_NEJ
        elif svar == "som første":
            # Rounding may exceed a bound that is not an integer.
            type_ = argumenter[0].type
            type_ = replace(type_, fra=_hel(type_.fra, floor), til=_hel(type_.til, ceil), korn=Fraction(1))
        elif svar == "fælles":
            for nr in range(1, len(argumenter)):
                argumenter[0], argumenter[nr] = _samme_slags(argumenter[0], argumenter[nr])
            type_ = _faelles_type(argumenter)
        elif svar == "pct.":
            fra, til = korn.forhold(*(k.type for k in _samme_slags(*argumenter))) or (-_OVERLOEB, _OVERLOEB)
            type_ = Type("tal", enheder.PROCENT, fra=max(fra * 100, -_OVERLOEB), til=min(til * 100, _OVERLOEB))
        elif svar == "år":
            type_ = Type("tal", enheder.AAR, fra=-HOEJST_AAR, til=HOEJST_AAR, korn=Fraction(1))
        else:
            type_ = Type("tal", enheder.enhed(svar)[0], fra=0, til=10**9, korn=Fraction(1))
        return Kald(type_, plads, navn, tuple(argumenter))

    def _opslag(self, trae: Tree, plads: int) -> Knude:
        """Type-check a table look-up: the table's name, then its keys."""
        foerste, *resten = cast("list[Tree]", cast("Tree", trae.children[1]).children)
        navn = str(_bart_navn(foerste) or "")
        tabel = self.omfang.tabeller.get(navn)
        if tabel is None:
            besked = f"Skriv først tabellens navn: opslag(tabel, nøgle).{mente_du(navn, self.omfang.tabeller)}"
            raise UdtryksFejl(besked, foerste.start_pos)
        self.omfang.laest.add((None, navn))
        if len(resten) != len(tabel.noegler):
            hvad = ", ".join(n.data.navn for n in tabel.noegler)
            raise UdtryksFejl(f"Tabellen »{navn}« slås op efter {hvad}. Skriv dem i den orden.", plads)
        noegler = tuple(self.knude(r) for r in resten)
        for k, n in zip(noegler, tabel.noegler, strict=True):
            if (forkert := passer(n, k)) is not None:
                raise UdtryksFejl(forkert, k.plads)
        dele = (noegler, tabel.betingelser(noegler, plads), tabel.vaerdier)
        argumenter = (Konstant(TEKST, plads, navn), *(Maengde(d[0].type, plads, tuple(d)) for d in dele))
        return Kald(tabel.type, plads, "opslag", argumenter)

    def _dagregning(self, navn: str, trae: Tree, plads: int) -> Knude:
        """Type-check a date moved by days, weeks, months or years; the last two need ``rund_ned`` or ``rund_op``."""
        skrevne = cast("list[Tree]", cast("Tree", trae.children[1]).children)
        runding = None
        if skrevne and (ord_ := _bart_navn(skrevne[-1])) is not None and str(ord_) in RUNDING:
            runding = Konstant(TEKST, ord_.start_pos or 0, str(ord_))
            skrevne = skrevne[:-1]
        if len(skrevne) != 2:
            raise UdtryksFejl(f"Skriv {navn}(dato, antal dage), eller {navn}(dato, antal måneder, rund_ned).", plads)
        dag, antal = _kraev(self.knude(skrevne[0]), "dato"), _kraev(self.knude(skrevne[1]), "tal")
        if antal.type.dimension not in enheder.TIDER:
            hvad = enheder.vis(antal.type.dimension).removesuffix(".")
            raise UdtryksFejl(f"Her skal stå et antal dage, uger, måneder eller år, ikke {hvad}.", antal.plads)
        if antal.type.korn is None or antal.type.korn.denominator != 1:
            raise UdtryksFejl(
                "Antallet skal være helt. Brug et tal, et faktum eller en parameter uden decimaler.", antal.plads
            )
        if (runding is None) == (antal.type.dimension in (enheder.MAANEDER, enheder.AAR)):
            raise UdtryksFejl(
                "Skriv rund_ned eller rund_op til sidst: en dag, måneden ikke"
                " har, bliver månedens sidste eller den næstes første."
                if runding is None
                else "Dage og uger rundes ikke. Slet det sidste ord.",
                plads if runding is None else runding.plads,
            )
        return Kald(DATO, plads, navn, (dag, antal) if runding is None else (dag, antal, runding))

    def _argumenter(self, trae: Tree) -> list[Knude]:
        fundet: list[Knude] = []
        for barn in cast("list[Tree]", trae.children):
            plads = barn.start_pos
            if barn.data == "hver":
                liste, indre = self._raekker(barn.children[1])
                a = indre.knude(cast("Tree", barn.children[0]))
                fundet.append(Hver(replace(a.type, hver=True), plads, a, liste))
            elif barn.data == "maengde":
                dele = tuple(self.knude(cast("Tree", d)) for d in barn.children)
                fundet.append(Maengde(dele[0].type, plads, dele))
            else:
                fundet.append(self.knude(barn))
        return fundet


def _bart_navn(trae: object) -> Token | None:
    """Return the only word of an expression; None where it has more words."""
    while isinstance(trae, Tree) and len(trae.children) == 1:
        trae = trae.children[0]
    return trae if isinstance(trae, Token) else None


def _kraev(knude: Knude, art: Art) -> Knude:
    if knude.type.art != art:
        raise UdtryksFejl(f"Her skal stå {_ART[art]}, ikke {_ART[knude.type.art]}.", knude.plads)
    return knude


def _samme_slags(a: Knude, b: Knude) -> tuple[Knude, Knude]:
    """Return two operands that can be compared or added; a bare 0 takes the other operand's unit."""
    if a.type.art != b.type.art or (a.type.art == "valg" and set(a.type.valg) != set(b.type.valg)):
        hjaelp = " Skriv en dato som 31/12/2026." if "dato" in (a.type.art, b.type.art) else ""
        besked = f"{_ART[a.type.art].capitalize()} kan ikke sammenholdes med {_ART[b.type.art]}.{hjaelp}"
        raise UdtryksFejl(besked, b.plads)
    if a.type.art == "tal" and a.type.dimension != b.type.dimension:
        if isinstance(b, Konstant) and b.vaerdi == 0 and b.type.dimension == enheder.TAL:
            return a, replace(b, type=replace(b.type, dimension=a.type.dimension))
        if isinstance(a, Konstant) and a.vaerdi == 0 and a.type.dimension == enheder.TAL:
            return replace(a, type=replace(a.type, dimension=b.type.dimension)), b
        skrevet = isinstance(a, Konstant) or isinstance(b, Konstant)
        raise UdtryksFejl(enheder.passer_ikke(a.type.dimension, b.type.dimension, skrevet=skrevet), b.plads)
    return a, b


def _faelles_type(dele: Sequence[Knude]) -> Type:
    """Return the type of a value that is one of these, which have the same kind."""
    fra, til = korn.foren(d.type for d in dele)
    return replace(dele[0].type, fra=fra, til=til, korn=korn.faelles(d.type.korn for d in dele))


def _passer(argument: Knude, form: str, funktion: str) -> None:
    kun = form.rstrip("*")
    if kun in ("dato", "tal eller dato") and not argument.type.hver and argument.type.art in kun:
        return
    if isinstance(argument, Maengde) != (kun == "ord"):
        raise UdtryksFejl(f"{funktion}: en mængde {{…}} af ord hører til sidst i naevner_ord.", argument.plads)
    if argument.type.hver and not form.endswith("*"):
        raise UdtryksFejl(f"{funktion} tager én værdi her, ikke en for hver række.", argument.plads)
    if kun in ("pct.", "kr."):
        _kraev(argument, "tal")
        if argument.type.dimension != (enheder.PROCENT if kun == "pct." else enheder.KRONER):
            raise UdtryksFejl(f"{funktion} tager her {kun}", argument.plads)
    elif kun == "ord":
        for del_ in cast("Maengde", argument).dele:
            if not isinstance(del_, Konstant) or del_.type.art != "tekst":
                raise UdtryksFejl("I mængden skal stå ord i anførselstegn.", del_.plads)
    elif kun == "tekst" and argument.type.art == "tekstliste":
        return
    elif kun == "dato":
        _kraev(argument, "dato")
    else:
        _kraev(argument, "tal" if kun.startswith("tal") else "tekst")


def _hel(a: Tal | None, afrund: Callable[[Tal], int]) -> int | None:
    return None if a is None else afrund(a)


def _neg(a: Tal | None) -> Tal | None:
    return None if a is None else -a


def _plus(a: Tal | None, b: Tal | None) -> Tal | None:
    return None if a is None or b is None else Fraction(a) + Fraction(b)


def _gange_raekker(a: Tal | None) -> Tal | None:
    return None if a is None else Fraction(a) * HOEJST_RAEKKER


def _ukendt_graense(plads: int) -> NoReturn:
    raise UdtryksFejl("Et faktum i udtrykket har ingen grænser. Skriv mindst og hoejst ved det.", plads)


def _graenset(type_: Type, plads: int) -> Type:
    if type_.fra is None or type_.til is None:
        _ukendt_graense(plads)
    if type_.fra < -_OVERLOEB or type_.til > _OVERLOEB:
        raise UdtryksFejl("Tallet kan blive større, end kolonner kan rumme. Sænk hoejst for fakta.", plads)
    return type_
