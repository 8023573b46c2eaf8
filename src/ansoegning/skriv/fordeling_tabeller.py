"""A split cost as tables and sentences for every interface: each component, its deviations, its interpretations."""

from __future__ import annotations

from decimal import Decimal

from ..model.fordelingspakke import Afrunding
from ..model.fordelingssvar import FordelSvar, KomponentSvar, PartSvar, TabelafvigelseSvar
from ..model.visning import vis_kr, vis_tal
from .tabel import ARK, PAPIR, SIDE, SMAL, VIGTIG, Art, Celle, Tabel, Tabelkolonne, som_celle

AFRUNDING: dict[Afrunding, str] = {
    "stoerste_rest": "Rundet ned; det, der er tilbage, går til de største rester, så summen altid passer.",
    "rest_til_stoerste": "Rundet ned; hele resten går til parten med den største nøgle, så summen altid passer.",
    "hver_for_sig": "Hvert beløb er afrundet for sig; summen kan være en anden end beløbet.",
}
_ARTER = {"sum": "Summen", "andel": "Andel", "beloeb": "Beløb", "noegle": "Nøglen"}


def tabeller(s: FordelSvar) -> tuple[Tabel, ...]:
    """Return all tables of the answer, in order, without empty ones; a component's table is always included."""
    alle = [*(komponenten(k) for k in s.komponenter), afvigelserne(s), laesningerne(s)]
    return tuple(t for t in alle if t.raekker or t.id in {k.id for k in s.komponenter})


def forklaring(k: KomponentSvar) -> str:
    """Return what is split, by which key, and how amounts are rounded."""
    if k.mangler is not None:
        return k.mangler
    # A component without ``mangler`` always has an amount.
    enhed = "kroner" if k.trin == "1" else "øre"
    ord_ = f"{_kr(k.beloeb)} efter {k.noegle_navn}, i hele {enhed}. {AFRUNDING[k.afrunding]}"
    return " ".join([ord_, *k.bemaerkninger])


def komponenten(k: KomponentSvar) -> Tabel:
    """Return a component's table with one row per party: key, share, amount, published figures, and differences."""
    kr: Art = "kr" if k.trin == "1" else "tal2"
    arter = len({p.art for p in k.parter}) > 1
    har_andel = any(p.offentliggjort is not None and p.offentliggjort.andel is not None for p in k.parter)
    har_beloeb = k.sum.offentliggjort is not None
    # Only if the component had amounts before the change.
    foer = k.aendret and any(p.foer is not None for p in k.parter)
    kolonner = [Tabelkolonne("Part", bredde=24, niveau=VIGTIG)]
    if arter:
        kolonner.append(Tabelkolonne("Art", bredde=18, niveau=PAPIR))
    kolonner += [
        Tabelkolonne(k.noegle_navn.capitalize(), "tal", 12),
        Tabelkolonne("Andel, pct.", "tal2", 11),
        Tabelkolonne("Beløb, kr.", kr, 15, VIGTIG),
    ]
    if foer:
        kolonner += [Tabelkolonne("Uden ændring, kr.", kr, 15), Tabelkolonne("Forskel, kr.", kr, 13)]
    if har_andel:
        art: Art = "tal1" if _decimaler(k) <= 1 else "tal2"
        kolonner.append(Tabelkolonne("Tabellens andel, pct.", art, 13, SIDE if foer else SMAL))
    if har_beloeb:
        kolonner.append(Tabelkolonne("Tabellens beløb, kr.", kr, 15, SIDE if foer else SMAL))
        if not foer:
            kolonner.append(Tabelkolonne("Forskel, kr.", kr, 13))
    rest = (foer, har_andel, har_beloeb)
    raekker = [(p.part, *([p.art] if arter else []), *_tal(p, *rest)) for p in k.parter]
    sum_ = ("I alt", *([None] if arter else []), *_sumtal(k, *rest))
    return Tabel(
        k.id,
        k.titel,
        forklaring(k),
        tuple(kolonner),
        tuple(raekker),
        sum=sum_ if raekker else None,
        tom="Derfor er der intet at fordele." if k.mangler else "Ingen betaler.",
    )


def _tal(p: PartSvar, med_foer: bool, har_andel: bool, har_beloeb: bool) -> list[Celle]:
    beloeb, foer = som_celle(p.beloeb), som_celle(p.foer)
    tal: list[Celle] = [som_celle(p.noegle), Decimal(p.andel), beloeb]
    if med_foer:
        tal += [foer, _minus(beloeb, foer)]
    o = p.offentliggjort
    if har_andel:
        tal.append(None if o is None or o.andel is None else Decimal(o.andel))
    if har_beloeb:
        offentlig = None if o is None else som_celle(o.beloeb)
        tal += [offentlig] if med_foer else [offentlig, _minus(offentlig, beloeb)]
    return tal


def _sumtal(k: KomponentSvar, med_foer: bool, har_andel: bool, har_beloeb: bool) -> list[Celle]:
    beloeb = som_celle(k.sum.beloeb)
    andel = Decimal(100) if any(Decimal(p.andel) for p in k.parter) else None
    tal: list[Celle] = [som_celle(k.sum.noegle), andel, beloeb]
    if med_foer:
        # The table lacks the parties that have left, so these columns have no total.
        tal += [None, None]
    if har_andel:
        andele = [Decimal(p.offentliggjort.andel) for p in k.parter if p.offentliggjort and p.offentliggjort.andel]
        tal.append(sum(andele, Decimal(0)))
    if har_beloeb:
        offentlig = som_celle(k.sum.offentliggjort)
        tal += [offentlig] if med_foer else [offentlig, _minus(offentlig, beloeb)]
    return tal


def _decimaler(k: KomponentSvar) -> int:
    andele = [p.offentliggjort.andel for p in k.parter if p.offentliggjort and p.offentliggjort.andel]
    return max((len(a.partition(".")[2]) for a in andele), default=0)


def _minus(a: Celle, b: Celle) -> Celle:
    if not isinstance(a, int | Decimal) or not isinstance(b, int | Decimal):
        return None
    return a - b


def afvigelserne(s: FordelSvar) -> Tabel:
    """Return every deviation of the published tables, in words and figures."""
    titler = {k.id: k.titel for k in s.komponenter}
    kolonner = (
        Tabelkolonne("Hvad", bredde=12),
        Tabelkolonne("Part", bredde=20),
        Tabelkolonne("Tabel", bredde=28, niveau=PAPIR if len({a.komponent for a in s.afvigelser}) > 1 else ARK),
        Tabelkolonne("Offentliggjort", "tal", 16),
        Tabelkolonne("Beregnet", "tal", 16),
        Tabelkolonne("I ord", bredde=80),
    )
    raekker = tuple(
        (_ARTER[a.art], a.part or "Hele tabellen", titler[a.komponent], *_offentlig_og_beregnet(a), a.tekst)
        for a in s.afvigelser
    )
    return Tabel(
        "afvigelser",
        "Afvigelser",
        "Hvor de offentliggjorte tal er andre end dem, tabellens egen nøgle giver. Andele er i pct., beløb i kr.",
        kolonner,
        raekker,
        laast=2,
    )


def _offentlig_og_beregnet(a: TabelafvigelseSvar) -> tuple[Celle, Celle]:
    if a.offentliggjort is None and a.fra is not None and a.til is not None:
        return f"{vis_tal(a.fra)}–{vis_tal(a.til)}", som_celle(a.beregnet)
    return som_celle(a.offentliggjort), som_celle(a.beregnet)


def laesningerne(s: FordelSvar) -> Tabel:
    """Return the questions that the source leaves open, with the chosen interpretations."""
    kolonner = (
        Tabelkolonne("Nr.", bredde=6),
        Tabelkolonne("Spørgsmål", bredde=40),
        Tabelkolonne("Valgt her", bredde=50),
        Tabelkolonne("Begrundelse", bredde=60),
    )
    raekker = tuple((f.id, f.spoergsmaal, f.valg, f.begrundelse) for f in s.fortolkninger)
    return Tabel("laesninger", "Sådan er kilden læst", "Det, kilden lader stå åbent.", kolonner, raekker)


def hovedpunkter(k: KomponentSvar) -> list[str]:
    """Return the main points about a component's published table: of the whole table, then a summary of the parties."""
    punkter = [a.tekst for a in k.afvigelser if a.part is None or a.art == "andel"]
    andre = sum(a.art == "beloeb" for a in k.afvigelser)
    alle = sum(p.offentliggjort is not None and p.offentliggjort.beloeb is not None for p in k.parter)
    if andre:
        punkter.append(
            f"{andre} af {alle} offentliggjorte beløb er et andet end det beregnede; se kolonnen »Forskel, kr.«"
        )
    if not k.afvigelser and not k.aendret and alle:
        punkter.append("Alle offentliggjorte tal er de beregnede.")
    return punkter


def _kr(beloeb: object) -> str:
    assert isinstance(beloeb, int | float | str)
    celle = som_celle(beloeb)
    assert isinstance(celle, int | Decimal)
    return vis_kr(celle)
