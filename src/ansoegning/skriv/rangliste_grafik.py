"""Charts as plain SVG: readable in greyscale and by a screen reader, with reproducible bytes.

Patterns and labels replace colour; each chart has a title, a description, and a table with its numbers beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape
from itertools import accumulate
from typing import ClassVar

from ..fejl import vis_sikkert
from ..model.rangliste import RanglisteSvar
from ..model.visning import afkort, antal, opremsning, punktum, vis_tal
from ..system.dataklasse import dataklasse
from .rangliste_fasthed import afhaenger
from .rangliste_overblik import kandidater, streger
from .tabel import vis_andel

_BREDDE = 860
_MIO = 1_000_000
_STREGER = ("", "7 4", "2 3", "12 3 2 3")
_MOENSTRE = ("fyldt", "skraa", "prikket", "tern")
_DEFS = (
    '<defs><pattern id="{id}-skraa" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fff"/><rect width="3" height="6" fill="#1d3c5a"/></pattern>'
    '<pattern id="{id}-prikket" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" '
    'fill="#fff"/><circle cx="3" cy="3" r="1.6" fill="#1d3c5a"/></pattern>'
    '<pattern id="{id}-tern" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#fff"/><rect width="3" height="3" fill="#1d3c5a"/>'
    '<rect x="3" y="3" width="3" height="3" fill="#1d3c5a"/></pattern></defs>'
)


@dataklasse(frozen=True, slots=True)
class Graf:
    """A chart, with its content in words."""

    id: str
    titel: str
    beskrivelse: str
    svg: str


@dataklasse(frozen=True, slots=True)
class _Flade:
    """The plot area of a chart: ``antal`` candidates from left to right, and shares of a budget from the bottom."""

    antal: int
    venstre: ClassVar[int] = 60
    top: ClassVar[int] = 20
    hoejre: ClassVar[int] = _BREDDE - 150
    bund: ClassVar[int] = 316

    @property
    def trin(self) -> Decimal:
        """The width of one candidate."""
        return Decimal(self.hoejre - self.venstre) / self.antal

    def x(self, nr: int) -> Decimal:
        """Return where the candidate after the first ``nr`` begins."""
        return self.venstre + Decimal(self.hoejre - self.venstre) * nr / self.antal

    def y(self, andel: Decimal) -> Decimal:
        return self.top + (self.bund - self.top) * (1 - andel / Decimal("1.05"))


def budgetlinje(svar: RanglisteSvar) -> Graf | None:
    """Draw each budget's use, in per cent of the budget, along the ranking; projects outside are marked below."""
    med = kandidater(svar)
    budgetter = [b for b, kr in svar.budget.items() if kr > 0]
    if svar.beregnet is None or not med or not budgetter:
        return None
    flade = _Flade(len(med))
    hoejde = flade.bund + 64
    forloeb = {b: list(accumulate((p.beregnet or {}).get(b, 0) for p in med)) for b in budgetter}
    ude = [nr for nr, p in enumerate(med) if p.udfald == "uden_for_rammen"]
    dele = [*_akser(flade)]
    dele += [
        f'<rect class="ude" x="{_n(flade.x(nr))}" y="{_n(flade.bund + 3)}" width="{_n(flade.trin)}" height="9" '
        'fill="url(#budgetlinje-skraa)"/>'
        for nr in ude
    ]
    dele += [*_lodrette(flade, streger(svar)), *_kurver(flade, svar, forloeb)]
    for nr in _maerker(len(med)):
        dele.append(_tekst(flade.x(nr) - flade.trin / 2, flade.bund + 27, str(nr), "h", ankler="middle"))
    midt = (flade.venstre + flade.hoejre) / 2
    dele.append(_tekst(midt, hoejde - 6, "Nr. i rækkefølgen", "h", ankler="middle"))
    if ude:
        dele.append(
            f'<rect x="{flade.venstre}" y="{hoejde - 15}" width="16" height="9" fill="url(#budgetlinje-skraa)" '
            'class="ude"/>'
        )
        dele.append(_tekst(flade.venstre + 22, hoejde - 6, "uden for rammen", "h"))
    slut = opremsning([f"{_af(forloeb[b][-1], svar.budget[b], svar)}{svar.ord.i_ramme(b)}" for b in budgetter])
    beskrivelse = f"{punktum(f'Der er brugt {slut}')} {_hvor_langt(svar, len(ude))}"
    return _graf("budgetlinje", "Brugen af rammen ned gennem rækkefølgen", beskrivelse, hoejde, dele)


def _akser(flade: _Flade) -> Iterator[str]:
    andele = {pct: flade.y(Decimal(pct) / 100) for pct in (0, 25, 50, 75, 100)}
    for pct, y in andele.items():
        if pct < 100:
            yield _linje(flade.venstre, y, flade.hoejre, y, "gitter")
    for pct, y in andele.items():
        yield _tekst(flade.venstre - 8, y + 4, f"{pct} pct.", "h", ankler="end")
    yield _linje(flade.venstre, andele[100], flade.hoejre, andele[100], "ramme")
    yield _tekst(flade.venstre + 6, andele[100] - 4, "Hele rammen", "h fed")


def _lodrette(flade: _Flade, linjer: Mapping[int, str]) -> Iterator[str]:
    """Yield the vertical lines with their texts, by the index of the candidate that each stands before."""
    for plads, (nr, tekst) in enumerate(linjer.items()):
        x = flade.x(nr)
        yield _linje(x, flade.top, x, flade.bund + 12, "her")
        i_hoejre_side = x > (flade.venstre + flade.hoejre) / 2
        hoejt = flade.y(Decimal("0.08") + Decimal("0.06") * plads)
        yield _tekst(
            x + (-6 if i_hoejre_side else 6), hoejt, tekst, "h fed", ankler="end" if i_hoejre_side else "start"
        )


def _kurver(flade: _Flade, svar: RanglisteSvar, forloeb: Mapping[str, Sequence[int]]) -> Iterator[str]:
    """Yield the curve of each budget, and the labels at the curves' ends, which are kept apart."""
    stiplet = {b: f' stroke-dasharray="{_STREGER[nr % len(_STREGER)]}"' if nr else "" for nr, b in enumerate(forloeb)}
    ender = []
    for nr, (budget, brugt) in enumerate(forloeb.items()):
        punkter = [f"M{_n(flade.x(0))} {_n(flade.y(Decimal(0)))}"]
        for i, kr in enumerate(brugt):
            y = flade.y(Decimal(kr) / Decimal(svar.budget[budget]))
            punkter.append(f"H{_n(flade.x(i + 1))}" if i and brugt[i - 1] == kr else f"L{_n(flade.x(i + 1))} {_n(y)}")
        yield f'<path class="kurve" d="{" ".join(punkter)}"{stiplet[budget]}/>'
        ender.append((flade.y(Decimal(brugt[-1]) / Decimal(svar.budget[budget])), nr, budget))
    ender.sort()
    start = flade.hoejre + 8
    for (y, _, budget), tekst_y in zip(ender, _adskilt([e[0] for e in ender], 30), strict=True):
        yield f'<path class="kurve" d="M{_n(start)} {_n(tekst_y)}h22"{stiplet[budget]}/>'
        yield _linje(flade.hoejre, y, start, tekst_y, "gitter")
        yield _tekst(start + 28, tekst_y + 1, svar.ord.ramme(budget), "h fed")
        yield _tekst(start + 28, tekst_y + 14, _kr(forloeb[budget][-1], svar), "h")


def _hvor_langt(svar: RanglisteSvar, antal_ude: int) -> str:
    """Return the sentence on how far the budgets reach."""
    med = kandidater(svar)
    if antal_ude:
        hvor = [f"{tekst} ved nr. {nr + 1}." for nr, tekst in streger(svar).items()]
        return " ".join([*hvor, f"{antal_ude} af {len(med)} er uden for rammen."])
    if any(p.delvis for p in med):
        return "Rammen rækker i alt; nogle får kun en del."
    return "Alle kandidater kan rummes."


def gruppesoejler(svar: RanglisteSvar) -> Graf | None:
    """Draw for each group and budget the requested amount as an outline, and the amount inside the budget filled."""
    hoejest = max((kr for g in svar.grupper for kr in (*g.ansoegt.values(), *g.beregnet.values())), default=0)
    if hoejest <= 0:
        return None
    budgetter = list(svar.budget)
    venstre, raekke, luft, top = 180, 18, 14, 34
    bredde = _BREDDE - venstre - 170
    blok = raekke * len(budgetter) + luft
    dele = []
    sted = Decimal(venstre)
    for nr, budget in enumerate(budgetter):
        dele.append(f'<rect x="{_n(sted)}" y="8" width="22" height="12" {_fyld("grupper", nr)}/>')
        dele.append(_tekst(sted + 28, 19, svar.ord.med_ramme("inden for rammen", budget), "h"))
        sted += 190
    dele.append(f'<rect class="omrids" x="{_n(sted)}" y="8" width="22" height="12"/>')
    dele.append(_tekst(sted + 28, 19, opremsning([*svar.slags_beloeb]).lower(), "h"))
    for i, gruppe in enumerate(svar.grupper):
        y = top + i * blok
        dele.append(
            _tekst(
                venstre - 10,
                y + raekke * len(budgetter) / 2 + 4,
                afkort(svar.ord.gruppe(gruppe.gruppe), 26),
                "h fed",
                ankler="end",
            )
        )
        for nr, budget in enumerate(budgetter):
            yy = y + nr * raekke
            fyldt, hele = (Decimal(bredde) * kr[budget] / hoejest for kr in (gruppe.beregnet, gruppe.ansoegt))
            dele.append(f'<rect x="{venstre}" y="{yy + 2}" width="{_n(fyldt)}" height="13" {_fyld("grupper", nr)}/>')
            dele.append(f'<rect class="omrids" x="{venstre}" y="{yy + 2}" width="{_n(max(hele, fyldt))}" height="13"/>')
            dele.append(
                _tekst(
                    venstre + max(hele, fyldt) + 6,
                    yy + 13,
                    f"{svar.ord.ramme(budget)}: {_af(gruppe.beregnet[budget], gruppe.ansoegt[budget], svar)}",
                    "h",
                )
            )
    dele.append(_linje(venstre, top - 4, venstre, top + len(svar.grupper) * blok - luft + 4, "akse"))
    ord_ = svar.gruppe_navn or "gruppe"
    beskrivelse = " ".join(
        f"{svar.ord.gruppe(g.gruppe)}: "
        + opremsning([f"{_af(g.beregnet[b], g.ansoegt[b], svar)}{svar.ord.i_ramme(b)}" for b in budgetter])
        + "."
        for g in svar.grupper
    )
    return _graf(
        "grupper",
        f"{opremsning([*svar.slags_beloeb, 'inden for rammen'])} pr. {ord_}",
        beskrivelse,
        top + len(svar.grupper) * blok + 4,
        dele,
    )


def robusthedssoejler(svar: RanglisteSvar) -> Graf | None:
    """Draw for each sensitive candidate, by rank, the share of weight sets that put it inside; None without such."""
    alle = [p for p in kandidater(svar) if p.robusthed is not None]
    med = [p for p in alle if afhaenger(p)]
    if not med:
        return None
    venstre, raekke, top = 300, 17, 30
    bredde = _BREDDE - venstre - 90
    dele = [
        _tekst(venstre + Decimal(bredde) * a / 100, 18, f"{a} pct.", "h", ankler="middle") for a in (0, 25, 50, 75, 100)
    ]
    bund = top + raekke * len(med)
    dele += [
        _linje(venstre + Decimal(bredde) * a / 100, 22, venstre + Decimal(bredde) * a / 100, bund, "gitter")
        for a in (25, 50, 75, 100)
    ]
    for i, projekt in enumerate(med):
        y = top + i * raekke
        andel = Decimal(repr(projekt.robusthed))
        ude = projekt.udfald != "inden_for_rammen"
        dele.append(
            _tekst(
                venstre - 8,
                y + 12,
                f"{projekt.rang}. {afkort(projekt.betegnelse, 40)}",
                "h" if ude else "h fed",
                ankler="end",
            )
        )
        dele.append(
            f'<rect x="{venstre}" y="{y + 3}" width="{_n(bredde * andel)}" height="11" {_fyld("robusthed", int(ude))}/>'
        )
        dele.append(_tekst(venstre + bredde * andel + 5, y + 12, vis_andel(andel), "h"))
    dele.append(_linje(venstre, 22, venstre, bund, "akse"))
    beskrivelse = (
        f"{len(med)} af {antal(len(alle), 'kandidat', 'kandidater')} er inden for rammen under nogle af vægtsættene og "
        "uden for under andre. "
        "Fyldte søjler er inden for rammen i beregningen, skraverede uden for."
    )
    return _graf("robusthed", "Robusthed: andel af vægtsæt inden for rammen", beskrivelse, bund + 6, dele)


def _graf(id_: str, titel: str, beskrivelse: str, hoejde: int, dele: Iterable[str]) -> Graf:
    svg = (
        f'<svg role="img" aria-labelledby="{id_}-titel {id_}-tekst" viewBox="0 0 {_BREDDE} {hoejde}" width="{_BREDDE}" '
        f'height="{hoejde}"><title id="{id_}-titel">{_ren(titel)}</title>'
        f'<desc id="{id_}-tekst">{_ren(beskrivelse)}</desc>'
        f"{_DEFS.format(id=id_)}{''.join(dele)}</svg>"
    )
    return Graf(id_, titel, beskrivelse, svg)


def _adskilt(steder: list[Decimal], mindst: int) -> list[Decimal]:
    """Return positions for labels, from the top, at least ``mindst`` apart."""
    ud: list[Decimal] = []
    for sted in steder:
        ud.append(max(sted, ud[-1] + mindst) if ud else sted)
    return ud


def _maerker(antal: int) -> list[int]:
    trin = next(t for t in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, antal) if antal / t <= 15 or t == antal)
    return sorted({1, *range(trin, antal + 1, trin)} - ({trin} if trin == 2 and antal > 2 else set()))


def _fyld(graf: str, nr: int) -> str:
    moenster = _MOENSTRE[nr % 4]
    return 'class="fyldt"' if moenster == "fyldt" else f'class="skraveret" fill="url(#{graf}-{moenster})"'


def _linje(x1: Decimal | float, y1: Decimal | float, x2: Decimal | float, y2: Decimal | float, art: str) -> str:
    return f'<line class="{art}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>'


def _tekst(x: Decimal | float, y: Decimal | float, tekst: str, klasse: str, *, ankler: str = "start") -> str:
    return f'<text class="{klasse}" x="{_n(x)}" y="{_n(y)}" text-anchor="{ankler}">{_ren(tekst)}</text>'


def _n(tal: Decimal | float) -> str:
    return f"{Decimal(tal):.1f}"


def _kr(kr: int, svar: RanglisteSvar) -> str:
    """Return an amount for a chart: in million kroner, or in kroner if the budgets are too small for that."""
    return f"{vis_tal(Decimal(kr) / _MIO)} mio. kr." if _i_mio(svar) else f"{vis_tal(kr)} kr."


def _af(kr: int, hele: int, svar: RanglisteSvar) -> str:
    """Return ``562 af 600 mio. kr.``"""
    return f"{_kr(kr, svar).partition(' ')[0]} af {_kr(hele, svar)}"


def _i_mio(svar: RanglisteSvar) -> bool:
    return max(svar.budget.values()) >= 10 * _MIO


def _ren(tekst: str) -> str:
    return escape(vis_sikkert(" ".join(tekst.split())))
