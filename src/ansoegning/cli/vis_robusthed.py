"""The terminal view of how firm a round is: weights, open questions, unused money."""

from __future__ import annotations

from ..model.rangliste import RanglisteSvar
from ..model.robusthed import SpoergsmaalSvar
from ..model.visning import opremsning, vis_tal
from .vis_tjek import Skaerm

_MAAL = {"beloeb": "Flest kroner", "antal": "Flest projekter", "ydelse": "Størst udbytte"}
_HOEJST_NAVNE = 8


def vis_fasthed(s: RanglisteSvar, skaerm: Skaerm) -> str:
    """The sections there are something to say in."""
    return _robusthed(s, skaerm) + _triage(s, skaerm) + _ubrugt(s, skaerm)


def vis_andel(andel: float) -> str:
    """A share in per cent; what is not quite all or none never shows as it."""
    if andel in (0.0, 1.0):
        return f"{andel:.0%}".replace("%", " pct.")
    pct = min(max(andel * 100, 0.1), 99.9)
    return f"{pct:.1f}".replace(".", ",") + " pct."


def _robusthed(s: RanglisteSvar, skaerm: Skaerm) -> str:
    r = s.robusthed
    if r is None:
        return ""
    linjer = [skaerm.overskrift("Hvor fast står det, når vægtene ændres?"), skaerm.afsnit(r.forklaring, "  ")]
    linjer.append(
        skaerm.afsnit(
            f"Netop de samme er inden for rammen i {vis_andel(r.som_beregnet)} af sættene (frø {r.seed}).", "  "
        )
    )
    kandidater = [p for p in s.projekter if p.robusthed is not None]
    for navn, fundne in (
        ("altid inden for rammen", [p for p in kandidater if p.robusthed == 1]),
        ("aldrig inden for rammen", [p for p in kandidater if p.robusthed == 0]),
    ):
        linjer.append(skaerm.afsnit(f"{_projekter(len(fundne))} er {navn}.", "  "))
    usikre = [p for p in kandidater if p.robusthed not in (0, 1)]
    if usikre:
        linjer.append(skaerm.afsnit("Afhænger af vægtene:", "  "))
    for p in usikre:
        fra, til = p.robust_rang or (0, 0)
        plads = f"nr. {fra}" if fra == til else f"nr. {fra}–{til}"
        linjer.append(
            skaerm.afsnit(
                f"{p.betegnelse}: inden for rammen i {vis_andel(p.robusthed or 0)}; {plads} (beregnet nr. {p.rang}, "
                f"{'inden' if p.udfald == 'inden_for_rammen' else 'uden'} for rammen)",
                "    ",
                6,
            )
        )
    return "".join(linjer)


def _triage(s: RanglisteSvar, skaerm: Skaerm) -> str:
    t = s.triage
    if t is None or (t.fuldstaendig and not t.spoergsmaal):
        return ""
    linjer = [
        skaerm.overskrift("Åbne spørgsmål: hvad kan flytte, hvem der er inde?"),
        skaerm.afsnit(t.forklaring, "  "),
    ]
    for kan, navn in (
        ("kan", "Kan flytte, hvem der er inde"),
        ("uvist", "Ikke afgjort, om de kan"),
        ("kan_ikke", "Kan ikke, hvad svaret end er"),
    ):
        fundne = [x for x in t.spoergsmaal if x.kan == kan]
        if not fundne:
            continue
        linjer.append(skaerm.afsnit(f"{navn} ({len(fundne)}):", "  "))
        if kan == "kan_ikke" and len(fundne) > _HOEJST_NAVNE:
            for titel in dict.fromkeys(x.titel for x in fundne):
                antal = sum(x.titel == titel for x in fundne)
                linjer.append(skaerm.afsnit(f"»{titel}« i {_projekter(antal)}", "    ", 6))
            continue
        for projekt in dict.fromkeys(x.projekt for x in fundne):
            egne = [x for x in fundne if x.projekt == projekt]
            hvad = opremsning([x.id if x.art in ("vurdering", "oplysning") else f"»{x.titel}«" for x in egne])
            linjer.append(skaerm.afsnit(f"{projekt}: {hvad}.{_eksempel(egne[0])}", "    ", 6))
    return "".join(linjer)


def _eksempel(x: SpoergsmaalSvar) -> str:
    dele = [f"ind: {opremsning(list(x.ind))}"] if x.ind else []
    if x.ud:
        dele.append(f"ud: {opremsning(list(x.ud))}")
    return f" Fx {'; '.join(dele)}." if dele else ""


def _ubrugt(s: RanglisteSvar, skaerm: Skaerm) -> str:
    u = s.ubrugt_kunne
    if u is None:
        return ""
    linjer = [skaerm.overskrift("Ubrugte penge: hvad kunne rammen højst række til?"), skaerm.afsnit(u.forklaring, "  ")]
    rest = opremsning([f"{vis_tal(kr)} kr. ({b})" for b, kr in u.rest.items()])
    hvem = opremsning(list(u.i_resten)) if u.i_resten else "Intet af de projekter, der står uden for,"
    linjer.append(skaerm.afsnit(f"{hvem} kan være i det, der er tilbage: {rest}.", "  "))
    forrige = None
    for x in u.hele_rammen:
        linjer.append(skaerm.afsnit(f"{_MAAL[x.maal]}: {x.tekst}", "  ", 4))
        if forrige == (x.ind, x.ud) and (x.ind or x.ud):
            linjer.append(skaerm.afsnit("Det er det samme valg.", "    "))
            continue
        forrige = (x.ind, x.ud)
        for ord_, navne in (("Ind", x.ind), ("Ud", x.ud)):
            if navne:
                linjer.append(skaerm.afsnit(f"{ord_}: {opremsning(_kortet(navne))}.", "    ", 6))
    if u.besked is not None:
        linjer.append(skaerm.afsnit(u.besked, "  "))
    return "".join(linjer)


def _kortet(navne: tuple[str, ...]) -> list[str]:
    if len(navne) <= _HOEJST_NAVNE + 1:
        return list(navne)
    return [*navne[:_HOEJST_NAVNE], f"{len(navne) - _HOEJST_NAVNE} andre"]


def _projekter(antal: int) -> str:
    return "1 projekt" if antal == 1 else f"{antal} projekter"
