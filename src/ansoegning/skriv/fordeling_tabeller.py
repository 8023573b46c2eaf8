"""A split cost as tables and sentences for every interface: each component, its deviations, its interpretations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..model.fordelingspakke import Afrunding
from ..model.fordelingssvar import FordelSvar, KomponentSvar, TabelafvigelseSvar
from ..model.visning import vis_kr, vis_tal
from .tabel import ARK, PAPIR, SIDE, SMAL, VIGTIG, Art, Celle, Tabel, Tabelkolonne, som_celle

AFRUNDING: dict[Afrunding, str] = {
    "stoerste_rest": "Rundet ned; det, der er tilbage, går til de største rester, så summen altid passer.",
    "rest_til_stoerste": "Rundet ned; hele resten går til parten med den største nøgle, så summen altid passer.",
    "hver_for_sig": "Hvert beløb er afrundet for sig; summen kan være en anden end beløbet.",
}
_ARTER = {"sum": "Summen", "andel": "Andel", "beloeb": "Beløb", "noegle": "Nøglen"}


def tabeller(svar: FordelSvar) -> tuple[Tabel, ...]:
    """Return all tables of the answer, in order, without empty ones; a component's table is always included."""
    alle = [*(komponenten(k) for k in svar.komponenter), afvigelserne(svar), laesningerne(svar)]
    return tuple(t for t in alle if t.raekker or t.id in {k.id for k in svar.komponenter})


def forklaring(komponent: KomponentSvar) -> str:
    """Return what is split, by which key, and how amounts are rounded."""
    if komponent.mangler is not None:
        return komponent.mangler
    # A component without ``mangler`` always has an amount.
    enhed = "kroner" if komponent.trin == "1" else "øre"
    ord_ = f"{_kr(komponent.beloeb)} efter {komponent.noegle_navn}, i hele {enhed}. {AFRUNDING[komponent.afrunding]}"
    return " ".join([ord_, *komponent.bemaerkninger])


def komponenten(komponent: KomponentSvar) -> Tabel:
    """Return a component's table with one row per party: key, share, amount, published figures, and differences."""
    kolonner, celler, summer = zip(*_komponentens_kolonner(komponent), strict=True)
    raekker = tuple(zip(*celler, strict=True))
    return Tabel(
        komponent.id,
        komponent.titel,
        forklaring(komponent),
        kolonner,
        raekker,
        sum=summer if raekker else None,
        tom="Derfor er der intet at fordele." if komponent.mangler else "Ingen betaler.",
    )


def _komponentens_kolonner(komponent: KomponentSvar) -> Iterator[tuple[Tabelkolonne, Sequence[Celle], Celle]]:
    """Yield each column with its cells and its total."""
    kr: Art = "kr" if komponent.trin == "1" else "tal2"
    beloeb, beloeb_i_alt = [som_celle(p.beloeb) for p in komponent.parter], som_celle(komponent.sum.beloeb)
    yield Tabelkolonne("Part", bredde=24, niveau=VIGTIG), [p.part for p in komponent.parter], "I alt"
    if len({p.art for p in komponent.parter}) > 1:
        yield Tabelkolonne("Art", bredde=18, niveau=PAPIR), [p.art for p in komponent.parter], None
    noegler = [som_celle(p.noegle) for p in komponent.parter]
    yield Tabelkolonne(komponent.noegle_navn.capitalize(), "tal", 12), noegler, som_celle(komponent.sum.noegle)
    egne = [Decimal(p.andel) for p in komponent.parter]
    yield Tabelkolonne("Andel, pct.", "tal2", 11), egne, Decimal(100) if any(egne) else None
    yield Tabelkolonne("Beløb, kr.", kr, 15, VIGTIG), beloeb, beloeb_i_alt
    # Only if the component had amounts before the change.
    med_foer = komponent.aendret and any(p.foer is not None for p in komponent.parter)
    if med_foer:
        # The table lacks the parties that have left, so these columns have no total.
        foer = [som_celle(p.foer) for p in komponent.parter]
        yield Tabelkolonne("Uden ændring, kr.", kr, 15), foer, None
        yield Tabelkolonne("Forskel, kr.", kr, 13), list(map(_minus, beloeb, foer)), None
    niveau = SIDE if med_foer else SMAL
    skrevne = [p.offentliggjort.andel if p.offentliggjort is not None else None for p in komponent.parter]
    if any(skrevne):
        andele = [None if andel is None else Decimal(andel) for andel in skrevne]
        decimaler = max(len(andel.partition(".")[2]) for andel in skrevne if andel is not None)
        kolonne = Tabelkolonne("Tabellens andel, pct.", "tal1" if decimaler <= 1 else "tal2", 13, niveau)
        yield kolonne, andele, sum((andel for andel in andele if andel is not None), Decimal(0))
    if komponent.sum.offentliggjort is not None:
        offentlige = [
            som_celle(p.offentliggjort.beloeb) if p.offentliggjort is not None else None for p in komponent.parter
        ]
        offentlig_i_alt = som_celle(komponent.sum.offentliggjort)
        yield Tabelkolonne("Tabellens beløb, kr.", kr, 15, niveau), offentlige, offentlig_i_alt
        if not med_foer:
            forskel = list(map(_minus, offentlige, beloeb))
            yield Tabelkolonne("Forskel, kr.", kr, 13), forskel, _minus(offentlig_i_alt, beloeb_i_alt)


def _minus(a: Celle, b: Celle) -> Celle:
    if not isinstance(a, int | Decimal) or not isinstance(b, int | Decimal):
        return None
    return a - b


def afvigelserne(svar: FordelSvar) -> Tabel:
    """Return every deviation of the published tables, in words and figures."""
    titler = {k.id: k.titel for k in svar.komponenter}
    kolonner = (
        Tabelkolonne("Hvad", bredde=12),
        Tabelkolonne("Part", bredde=20),
        Tabelkolonne("Tabel", bredde=28, niveau=PAPIR if len({a.komponent for a in svar.afvigelser}) > 1 else ARK),
        Tabelkolonne("Offentliggjort", "tal", 16),
        Tabelkolonne("Beregnet", "tal", 16),
        Tabelkolonne("I ord", bredde=80),
    )
    raekker = tuple(
        (_ARTER[a.art], a.part or "Hele tabellen", titler[a.komponent], *_offentlig_og_beregnet(a), a.tekst)
        for a in svar.afvigelser
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


def laesningerne(svar: FordelSvar) -> Tabel:
    """Return the questions that the source leaves open, with the chosen interpretations."""
    kolonner = (
        Tabelkolonne("Nr.", bredde=6),
        Tabelkolonne("Spørgsmål", bredde=40),
        Tabelkolonne("Valgt her", bredde=50),
        Tabelkolonne("Begrundelse", bredde=60),
    )
    raekker = tuple((f.id, f.spoergsmaal, f.valg, f.begrundelse) for f in svar.fortolkninger)
    return Tabel("laesninger", "Sådan er kilden læst", "Det, kilden lader stå åbent.", kolonner, raekker)


def hovedpunkter(komponent: KomponentSvar) -> list[str]:
    """Return the main points about a component's published table: of the whole table, then a summary of the parties."""
    punkter = [a.tekst for a in komponent.afvigelser if a.part is None or a.art == "andel"]
    andre = sum(a.art == "beloeb" for a in komponent.afvigelser)
    alle = sum(p.offentliggjort is not None and p.offentliggjort.beloeb is not None for p in komponent.parter)
    if andre:
        punkter.append(
            f"{andre} af {alle} offentliggjorte beløb er et andet end det beregnede; se kolonnen »Forskel, kr.«"
        )
    if not komponent.afvigelser and not komponent.aendret and alle:
        punkter.append("Alle offentliggjorte tal er de beregnede.")
    return punkter


def _kr(beloeb: object) -> str:
    assert isinstance(beloeb, int | float | str)
    celle = som_celle(beloeb)
    assert isinstance(celle, int | Decimal)
    return vis_kr(celle)
