"""The terminal view of a round: money first, then the order with the budget line in it, then how firm it is."""

from __future__ import annotations

from ..fejl import vis_sikkert
from ..model.rangliste import Beloeb, FlytSvar, FortolkningSvar, LigeSvar, ProjektSvar, RanglisteSvar, RundeSvar
from ..model.regelsaet import Rolle
from ..model.visning import opremsning, vis_tal
from ..skriv.rapport import VEJLEDENDE
from .vis_robusthed import vis_fasthed
from .vis_tjek import Skaerm

_BRED = 120
_TAL = 14
_HOEJST_NAVNE = 8
_UDFALD = {
    "kraever_vurdering": ("Kræver vurdering", "skoen"),
    "mangler_oplysninger": ("Mangler oplysninger", "uoplyst"),
    "opfylder_ikke": ("Opfylder ikke kriterierne", "ikke_opfyldt"),
}
_KUN_GRUPPE = (
    "Brug --runde MAPPE med resten af runden for at se, hvor projekterne ville stå, eller --omfang hele, hvis filerne "
    "er hele runden."
)
_TEGN: dict[str, tuple[str, str, Rolle | None]] = {
    "kandidat": ("·", "[ ]", None),
    "inde": ("✓", "[+]", "opfyldt"),
    "delvis": ("~", "[~]", "skoen"),
    "ude": ("✗", "[-]", "ikke_opfyldt"),
}


def vis_rangliste(s: RanglisteSvar, skaerm: Skaerm) -> str:
    """The whole answer, at any width, with or without colour."""
    return "".join(
        (
            _hoved(s, skaerm),
            _penge(s, skaerm),
            _saet(s, skaerm),
            _orden(s, skaerm),
            _ikke_med(s, skaerm),
            _garanti(s, skaerm),
            _grupper(s, skaerm),
            _lige(s.lige_rang, skaerm),
            vis_fasthed(s, skaerm),
            _fortolkninger(s.fortolkninger, skaerm),
            _filer(s, skaerm),
            f"\n{VEJLEDENDE}\n",
        )
    )


def _hoved(s: RanglisteSvar, skaerm: Skaerm) -> str:
    kandidater = sum(p.rang is not None for p in s.projekter)
    inde = sum(p.udfald == "inden_for_rammen" for p in s.projekter)
    linjer = [skaerm.afsnit(f"{s.titel} · {VEJLEDENDE}", indryk=2), "\n"]
    antal = "1 projekt" if len(s.projekter) == 1 else f"{len(s.projekter)} projekter"
    er = "1 er kandidat" if kandidater == 1 else f"{kandidater} er kandidater"
    hele = s.omfang.art == "hele"
    overskrift = (
        f"{inde} af {kandidater} kandidater er inden for rammen"
        if hele
        else f"{s.omfang.navn}: {kandidater} kandidater"
    )
    linjer.append(skaerm.farvet(overskrift, fed=True) + "\n")
    linjer.append(skaerm.afsnit(f"{antal} i alt; {er}.", "  "))
    if s.medtag_skoen:
        linjer.append(skaerm.afsnit("Det, der kræver en persons vurdering, er med som kandidater.", "  "))
    if s.omfang.begrundelse is not None:
        linjer.append(skaerm.afsnit(s.omfang.begrundelse, "  "))
        linjer.append(skaerm.afsnit(_KUN_GRUPPE if s.runde is None else _hele_runden(s.runde), "  "))
    else:
        linjer.append(
            skaerm.afsnit(
                "Der er søgt om mere, end der er."
                if s.overansoegt
                else "Alle kandidater kan rummes; rækkefølgen vises alligevel.",
                "  ",
            )
        )
    hvordan = "efter point" if s.metode == "point" else "efter kriterierne i prioriteret rækkefølge"
    linjer.append(skaerm.afsnit(f"Ordnet {hvordan}.", "  "))
    linjer += [skaerm.afsnit(b, "  ") for b in s.bemaerkninger]
    if s.antaget:
        linjer.append(skaerm.afsnit("Antaget, hvor det manglede: " + _par(s.antaget), "  ", 4))
    linjer += [skaerm.afsnit(f"Vurdering ikke brugt: {v}", "  ", 4) for v in s.vurderinger_ikke_brugt]
    return "".join(linjer)


def _par(par: dict[str, object] | dict[str, int | float | str | bool | list[str] | None]) -> str:
    return ", ".join(f"{navn} = {'ja' if v is True else 'nej' if v is False else v}" for navn, v in par.items()) + "."


def _kolonner(beloeb: Beloeb) -> str:
    return "".join(f"{vis_tal(kr):>{_TAL}}" for kr in beloeb.values())


def _penge(s: RanglisteSvar, skaerm: Skaerm) -> str:
    ind = max(22, skaerm.bredde - _TAL * len(s.budget)) if skaerm.bredde < 60 else 24
    linjer = [skaerm.overskrift("Rammen (kr.)"), " " * ind + "".join(f"{b:>{_TAL}}" for b in s.budget) + "\n"]
    for navn, beloeb in (
        ("Ramme", s.budget),
        ("Søgt af kandidaterne", s.ansoegt),
        ("Inden for rammen", s.beregnet),
        ("Ubrugt", s.ubrugt),
    ):
        if beloeb is not None:
            linjer.append(f"  {navn:<{ind - 2}}{_kolonner(beloeb)}\n")
    return "".join(linjer)


def _orden(s: RanglisteSvar, skaerm: Skaerm) -> str:
    kandidater = [p for p in s.projekter if p.rang is not None]
    if not kandidater:
        return skaerm.overskrift("Rækkefølgen") + "  Der er ingen kandidater.\n"
    linjer = [skaerm.overskrift("Rækkefølgen (kr.)"), _navne_over(s, skaerm)]
    naaet = False
    for p in kandidater:
        if p.udfald == "uden_for_rammen" and not naaet:
            naaet = True
            linjer.append(_streg("her nås rammen", skaerm))
        linjer.append(_projekt(p, skaerm))
    if not naaet and s.omfang.art == "hele":
        linjer.append(_streg("alle er inden for rammen", skaerm))
    return "".join(linjer)


def _navne_over(s: RanglisteSvar, skaerm: Skaerm) -> str:
    plads = skaerm.bredde - _TAL * len(s.budget)
    return " " * plads + "".join(f"{b:>{_TAL}}" for b in s.budget) + "\n"


def _streg(tekst: str, skaerm: Skaerm) -> str:
    tegn = "─" if skaerm.tegn else "-"
    midt = f" {tekst} "
    venstre = (skaerm.bredde - len(midt)) // 2
    return skaerm.farvet(tegn * venstre + midt + tegn * (skaerm.bredde - len(midt) - venstre), fed=True) + "\n"


def _projekt(p: ProjektSvar, skaerm: Skaerm) -> str:
    art = "kandidat" if p.udfald == "kandidat" else "delvis" if p.delvis else "inde"
    if p.udfald == "uden_for_rammen":
        art = "ude"
    tegn, tegn_ascii, rolle = _TEGN[art]
    foer = f"{p.rang:>4} {tegn if skaerm.tegn else tegn_ascii} "
    vist = "".join(f"{_kr(p, b, art):>{_TAL}}" for b in p.ansoegt)
    bredt = skaerm.bredde >= _BRED and p.gruppe is not None
    hoved = f"{p.betegnelse}" + (" [garanti]" if p.garanti else "")
    plads = skaerm.bredde - len(foer) - len(vist) - (24 if bredt else 0)
    linje = f"{foer}{_kort(hoved, plads - 1):<{plads}}"
    if bredt:
        linje += f"{_kort(p.gruppe or '', 23):<24}"
    linjer = [skaerm.farvet(linje + vist, rolle) + "\n"]
    hvem = [n for n in (p.kommune.navn if p.kommune is not None else None, None if bredt else p.gruppe) if n]
    grund = " ".join(([f"{', '.join(hvem)}."] if hvem else []) + _i_runden(p) + list(p.begrundelse) + _fejl(p))
    linjer.append(skaerm.afsnit(grund, " " * len(foer)))
    return "".join(linjer) + _afvigelse(p, skaerm, " " * len(foer))


def _kr(p: ProjektSvar, budget: str, art: str) -> str:
    """What a project gets of a budget; what it asks for where it gets nothing, in parentheses when it is outside."""
    if p.beregnet is not None and art in {"inde", "delvis"}:
        return vis_tal(p.beregnet[budget])
    soegt = vis_tal(p.ansoegt[budget] or 0)
    return f"({soegt})" if art == "ude" else soegt


def _fejl(p: ProjektSvar) -> list[str]:
    return [f"Ansøgningen har {p.skemafejl} fejl i skemaet."] if p.skemafejl else []


def _i_runden(p: ProjektSvar) -> list[str]:
    """Where it would stand in the whole round, in a sentence; nothing where that is not asked for."""
    i = p.i_runden
    if i is None:
        return []
    if i.rang is None:
        return ["I hele runden: ikke kandidat."]
    inde = i.udfald == "inden_for_rammen"
    garanti = " (garantien)" if i.garanti else ""
    return [f"I hele runden: nr. {i.rang}, {'inden' if inde else 'uden'} for rammen{garanti}."]


def _hele_runden(r: RundeSvar) -> str:
    """What the whole round is, in a sentence or two."""
    mere = "Der er søgt om mere, end der er." if r.overansoegt else "Alle kandidater kan rummes."
    return (
        f"Hele runden er {r.ansoegninger} ansøgninger ({r.andre} fra resten af runden); {r.inden_for_rammen} af "
        f"{r.kandidater} kandidater er inden for rammen. {mere} {r.begrundelse}"
    )


def _afvigelse(p: ProjektSvar, skaerm: Skaerm, foer: str) -> str:
    a = p.afvigelse
    if a is None:
        return ""
    hvad = f"plads {a.plads}" if a.udfald is None else a.udfald.replace("_", " ")
    aar, maaned, dag = a.dato.split("-")
    tekst = f"Afvigelse ved siden af det beregnede: {hvad}. {a.begrundelse} ({a.af}, {dag}/{maaned}/{aar})"
    return skaerm.afsnit(tekst, foer)


def _kort(tekst: str, hoejst: int) -> str:
    rent = " ".join(vis_sikkert(tekst, 300).split())
    return rent if len(rent) <= hoejst else rent[: max(hoejst - 1, 1)] + "…"


def _ikke_med(s: RanglisteSvar, skaerm: Skaerm) -> str:
    linjer = []
    for udfald, (navn, rolle) in _UDFALD.items():
        fundne = [p for p in s.projekter if p.udfald == udfald]
        if not fundne:
            continue
        linjer.append(skaerm.overskrift(f"Ikke kandidater: {navn.lower()}"))
        for p in fundne:
            linjer.append(skaerm.farvet(skaerm.afsnit(p.betegnelse, "  ", 4).rstrip("\n"), rolle) + "\n")
            linjer += [skaerm.afsnit(g, "    ") for g in (*p.begrundelse, *_fejl(p))]
            linjer.append(_afvigelse(p, skaerm, "    "))
    return "".join(linjer)


def _garanti(s: RanglisteSvar, skaerm: Skaerm) -> str:
    g = s.regionsgaranti
    if g.udloest is None:
        return ""
    linjer = [skaerm.overskrift("Garantien"), skaerm.afsnit(g.begrundelse, "  ")]
    linjer += [skaerm.afsnit(f"{gruppe}: {navn or 'intet projekt'}", "  ", 4) for gruppe, navn in g.regioner.items()]
    if g.pris is None:
        return "".join(linjer)
    if not (g.pris.ind or g.pris.ud or any(g.pris.beloeb.values())):
        linjer.append(skaerm.afsnit("Uden garantien ville de samme være inden for rammen.", "  "))
        return "".join(linjer)
    linjer.append(skaerm.afsnit(f"Ind på grund af garantien: {_navne(g.pris.ind)}.", "  ", 4))
    linjer.append(skaerm.afsnit(f"Ud på grund af garantien: {_navne(g.pris.ud)}.", "  ", 4))
    for b, kr in g.pris.beloeb.items():
        y = g.pris.ydelse.get(b)
        ydelse = f" og {_fortegn(y)} {s.ydelse_enhed or ''}".rstrip() if isinstance(y, int) else ""
        linjer.append(skaerm.afsnit(f"{b}: {_fortegn(kr)} kr.{ydelse}", "  ", 4))
    return "".join(linjer)


def _fortegn(tal: int) -> str:
    return ("+" if tal > 0 else "−" if tal < 0 else "±") + vis_tal(abs(tal))


def _navne(navne: tuple[str, ...], hoejst: int = _HOEJST_NAVNE) -> str:
    if not navne:
        return "ingen"
    kortet = [*navne[:hoejst], f"{len(navne) - hoejst} andre"] if len(navne) > hoejst + 1 else list(navne)
    return opremsning(kortet)


def _grupper(s: RanglisteSvar, skaerm: Skaerm) -> str:
    if not s.grupper:
        return ""
    linjer = [skaerm.overskrift(f"Inden for rammen pr. {s.gruppe_navn or 'gruppe'} (kr.)")]
    ind = min(26, max(16, skaerm.bredde - 20 - _TAL * len(s.budget)))
    over = f"  {'':<{ind}}{'projekter':>12}" + "".join(f"{b:>{_TAL}}" for b in s.budget)
    linjer.append(over + "\n")
    for g in s.grupper:
        antal = f"{g.inden_for_rammen} af {g.kandidater}"
        linjer.append(f"  {_kort(g.gruppe, ind - 1):<{ind}}{antal:>12}{_kolonner(g.beregnet)}\n")
    return "".join(linjer)


def _lige(lige: tuple[LigeSvar, ...], skaerm: Skaerm) -> str:
    if not lige:
        return ""
    linjer = [skaerm.overskrift("Lige projekter")]
    for g in sorted(lige, key=lambda g: not g.afgoer_beregning):
        if g.afgoer_beregning:
            tekst = f"AFGØR PENGE: {_navne(g.projekter)} står lige, og rækkefølgen mellem dem afgør, hvem der er inde."
            linjer.append(skaerm.farvet(skaerm.afsnit(tekst, "  ", 4).rstrip("\n"), "ikke_opfyldt", fed=True) + "\n")
        else:
            linjer.append(
                skaerm.afsnit(f"{_navne(g.projekter)} står lige; det ændrer ikke, hvem der er inde.", "  ", 4)
            )
    return "".join(linjer)


def _fortolkninger(fortolkninger: tuple[FortolkningSvar, ...], skaerm: Skaerm) -> str:
    if not fortolkninger:
        return ""
    linjer = [skaerm.overskrift("Fortolkninger: hvad en anden læsning ville ændre")]
    uden = []
    for f in fortolkninger:
        if not f.beregnet or not f.aendrer:
            uden.append(f)
            continue
        linjer.append(skaerm.afsnit(f"{f.id} {f.spoergsmaal}", "  ", 5))
        linjer.append(skaerm.afsnit(f"Valgt: {f.valg}", "     ", 7))
        linjer.append(skaerm.afsnit(f"Ellers: {f.alternativ}", "     ", 7))
        uoplyste = set(f.uoplyst)
        ud = tuple(n for n in f.ud if n not in uoplyste)
        for ord_, navne in (("Ind", f.ind), ("Ud", ud), ("Kan ikke siges, oplysninger mangler", f.uoplyst)):
            if navne:
                linjer.append(skaerm.afsnit(f"{ord_}: {_navne(navne)}", "       ", 9))
        andre = tuple(n for n in f.aendrer if n not in {*f.ind, *f.ud, *f.uoplyst})
        if andre:
            linjer.append(skaerm.afsnit(f"Andet udfald eller beløb: {_navne(andre)}", "       ", 9))
    if uden:
        linjer.append(skaerm.afsnit(f"Uden virkning på, hvem der er inde: {_korte(uden)}.", "  ", 5))
    return "".join(linjer)


def _korte(uden: list[FortolkningSvar]) -> str:
    """Interpretations by id, with the alternative's number where there are several."""
    return opremsning([f"{f.id}" + (f" ({f.alternativ.rstrip('.').lower()})" if f.nr > 1 else "") for f in uden])


def _saet(s: RanglisteSvar, skaerm: Skaerm) -> str:
    if s.forskel is None:
        return ""
    linjer = [skaerm.overskrift("Ændret for denne kørsel")]
    linjer += [skaerm.afsnit(t, "  ", 4) for t in s.forskel.tekst]
    f: FlytSvar = s.forskel.flyt
    if not f.aendrer:
        linjer.append(skaerm.afsnit("Det ændrer ikke, hvem der er inde, eller med hvor meget.", "  "))
    for ord_, navne in (("Ind", f.ind), ("Ud", f.ud), ("Andet beløb", f.beloeb)):
        if navne:
            linjer.append(skaerm.afsnit(f"{ord_}: {_navne(navne)}.", "  ", 4))
    if s.forskel.beregnet is not None:
        foer = opremsning([f"{vis_tal(kr)} kr. ({b})" for b, kr in s.forskel.beregnet.items()])
        linjer.append(skaerm.afsnit(f"Inden for rammen ville ellers være {foer}.", "  ", 4))
    return "".join(linjer)


def _filer(s: RanglisteSvar, skaerm: Skaerm) -> str:
    linjer = []
    if s.fejl:
        linjer.append(skaerm.overskrift("Filer, der ikke er med"))
        for f in s.fejl:
            sted = f", linje {f.linje}" if f.linje is not None else ""
            linjer.append(
                skaerm.farvet(skaerm.afsnit(f"{f.fil}{sted}: {f.besked}", "  ", 4).rstrip("\n"), "skoen") + "\n"
            )
    if s.sprunget_over:
        linjer.append(skaerm.overskrift("Filer, der er sprunget over"))
        linjer += [skaerm.afsnit(f"{f.fil}: {f.grund}", "  ", 4) for f in s.sprunget_over]
    return "".join(linjer)
