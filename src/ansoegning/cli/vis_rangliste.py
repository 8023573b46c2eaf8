"""The terminal view of a round: a summary on one screen, or every table in full."""

from __future__ import annotations

from collections import Counter

from ..model.rangliste import ProjektSvar, RanglisteSvar
from ..model.visning import antal, med_lille, opremsning, vis_tal
from ..skriv.rangliste_fasthed import VIRKNINGER, fordelt_paa_vaegte, slags_virkning, uregnet_triage
from ..skriv.rangliste_overblik import (
    KAN,
    ikke_kandidater,
    noterede_afvigelser,
    overblik,
    paafaldende,
    resultat,
)
from ..skriv.rangliste_tabeller import beloebene, garantiens_pris, med_begrundelser, rammen, ranglisten, tabeller
from ..skriv.rapport import VEJLEDENDE
from ..skriv.tabel import SIDE, SMAL
from .tilvalg import GIV_DAGEN
from .vis_tabel import vis_hele_tabellen, vis_tabel
from .vis_tjek import Skaerm

# A list with more than _RAEKKER rows is shown in several blocks side by side: two from _BRED characters of width, and
# more if the screen has _SPALTE characters for each.
_RAEKKER, _BRED, _SPALTE = 24, 76, 48
# With more projects than this that are not candidates, each is listed without its name. Files beyond it are listed by
# name only, unless there is just one.
_HOEJST = 8
# Their full stop is not the end of a sentence.
_FORKORTELSER = ("kr.", "pct.")


def vis_rangliste(s: RanglisteSvar, skaerm: Skaerm, *, fuldt: bool = False) -> str:
    """Show the answer at any width, with or without colour; ``fuldt``: with every reason, amount and interpretation."""
    dele = [
        skaerm.afsnit(f"{s.titel} · {VEJLEDENDE}", indryk=2),
        "\n" + skaerm.farvet(resultat(s), fed=True) + "\n",
        skaerm.afsnit(" ".join((*overblik(s), *_hvordan_dagen(s), *_hvordan_hele_runden(s))), "  "),
        "\n",
        *(_alt(s, skaerm) if fuldt else _kort(s, skaerm)),
        f"\n{VEJLEDENDE}\n",
    ]
    return "".join(dele)


def _hvordan_dagen(s: RanglisteSvar) -> list[str]:
    return [GIV_DAGEN] if s.uden_dagen else []


def _hvordan_hele_runden(s: RanglisteSvar) -> list[str]:
    if s.omfang.art == "hele" or s.runde is not None:
        return []
    return ["Giv resten af runden med --runde MAPPE, eller brug --omfang hele, hvis filerne er hele runden."]


def _alt(s: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    dele = [_punkt("", t, skaerm, loft=t.startswith("AFGØR")) for t in paafaldende(s)]
    # The reasons are included in the list, and the amounts are in one table.
    resten = (t.til(SIDE) for t in tabeller(s) if t.id not in ("rangliste", "begrundelser"))
    for t in (med_begrundelser(s), beloebene(s), *resten):
        dele.append(skaerm.overskrift(t.titel))
        if t.forklaring and (t.raekker or t.id in ("triage", "frit_valg", "garanti")):
            dele.append(skaerm.afsnit(t.forklaring, "  "))
        dele.append(vis_hele_tabellen(t, skaerm))
    return dele


def _kort(s: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    liste = ranglisten(s)
    return [
        vis_tabel(rammen(s).til(SMAL), skaerm),
        "\n",
        vis_tabel(liste.til(SIDE), skaerm, spalter=_spalter(len(liste.raekker), skaerm.bredde)),
        "\n",
        *_om_resten(s, skaerm),
        *_om_garantien(s, skaerm),
        *(_punkt("", t, skaerm, loft=t.startswith("AFGØR")) for t in paafaldende(s)),
        *_om_vaegte(s, skaerm),
        *(_punkt("", t, skaerm) for t in noterede_afvigelser(s)),
        *_om_spoergsmaal(s, skaerm),
        *_om_laesninger(s, skaerm),
        *_om_filer(s, skaerm),
        skaerm.afsnit(f"Alt om {s.ord.raekker}: --fuldt, eller -o med .xlsx, .html eller .docx.", "  "),
    ]  # fmt: skip


def _punkt(navn: str, tekst: str, skaerm: Skaerm, *, loft: bool = False) -> str:
    linjer = skaerm.afsnit(f"{navn}: {tekst}" if navn else tekst, "· " if skaerm.tegn else "* ", 2)
    return skaerm.farvet(linjer.rstrip("\n"), "ikke_opfyldt", fed=True) + "\n" if loft else linjer


def _spalter(raekker: int, bredde: int) -> int:
    """Return the number of blocks side by side for a list with this many rows, on a screen of this width."""
    return min(-(-raekker // _RAEKKER), max(1 + (bredde >= _BRED), bredde // _SPALTE)) or 1


def _om_resten(s: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    """Return the projects that are not candidates, by outcome; of many, each only by its applicant and number."""
    efter_udfald = ikke_kandidater(s)
    alle = [p for fundne in efter_udfald.values() for p in fundne]
    kort = len(alle) > _HOEJST and all(p.kommune is not None and p.kommune.navn for p in alle)
    filer = Counter(p.fil for p in s.projekter)
    return [
        _punkt(
            f"{ord_} ({len(fundne)})",
            "; ".join(_aabent(p, _kort_navn(p, filer[p.fil]) if kort else None) for p in fundne),
            skaerm,
        )
        for ord_, fundne in efter_udfald.items()
    ]


def _kort_navn(p: ProjektSvar, projekter: int) -> str:
    """Return the applicant, with the project's number if the application has several: ``Odder``, ``Odder/2``."""
    assert p.kommune is not None
    return f"{p.kommune.navn}/{p.nr}" if projekter > 1 else p.kommune.navn or ""


def _aabent(p: ProjektSvar, kort: str | None) -> str:
    """Return a project that is not a candidate, with the criteria that give it its outcome, or else the reason.

    ``kort``: the name to show it by, without its form errors; None: by its full name, with them.
    """
    egne = [a.id for a in p.aabent if a.status == p.status] or [a.id for a in p.aabent]
    hvad = ", ".join(dict.fromkeys(egne))
    if p.ikke_kandidat is not None and p.ikke_kandidat.grund != "kriterier":
        # Each budget's amount has its own sentence; any other reason is the last one.
        hvad = _uden_punktum(" ".join(p.til_ansoeger[0 if p.ikke_kandidat.grund == "beloeb" else -1 :]))
    fejl = f"{p.skemafejl} fejl i skemaet" if p.skemafejl and kort is None else ""
    dele = "; ".join(d for d in (hvad, fejl) if d)
    return (kort or p.betegnelse) + (f" ({dele})" if dele else "")


def _uden_punktum(tekst: str) -> str:
    """Return a sentence without its full stop, unless that is also the full stop of an abbreviation."""
    return tekst if tekst.endswith(_FORKORTELSER) else tekst.removesuffix(".")


def _om_garantien(s: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    g = s.regionsgaranti
    if not s.ord.garanti:
        return []
    if not g.udloest:
        # If the list is allocated nothing, its heading says so.
        return [_punkt("Garanti", g.begrundelse, skaerm)] if g.udloest is not None else []
    uden = [s.ord.gruppe(gruppe) for gruppe, navn in g.regioner.items() if navn is None]
    intet = f" Ingen {s.ord.raekker} fra {opremsning(uden)}." if uden else ""
    return [_punkt("Garanti", f"{' '.join(garantiens_pris(s)[:1])}{intet}".strip() or g.begrundelse, skaerm)]


def _om_vaegte(s: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    if s.robusthed is None:
        return []
    saet = f"{vis_tal(s.robusthed.antal)} sæt vægte"
    return [_punkt("Robusthed", f"{saet} (frø {s.robusthed.seed}). {' '.join(fordelt_paa_vaegte(s))}", skaerm)]


def _om_spoergsmaal(s: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    uregnet = uregnet_triage(s)
    besked = s.ubrugt_kunne.besked if s.ubrugt_kunne is not None else None
    dele = [_punkt("Åbne spørgsmål", uregnet, skaerm)] if uregnet else []
    fundne = s.triage.spoergsmaal if s.triage is not None else ()
    if fundne:
        tal = [f"{n} {ord_[:1].lower()}{ord_[1:]}" for k, ord_ in KAN.items() if (n := sum(q.kan == k for q in fundne))]
        om = dict.fromkeys(q.projekt for q in fundne if q.kan == "kan")
        de = "Det, der kan, er" if sum(q.kan == "kan" for q in fundne) == 1 else "De, der kan, er"
        hvem = f" {de} om {antal(len(om), s.ord.raekke, s.ord.raekker)}." if om else ""
        dele.append(_punkt(f"Åbne spørgsmål ({len(fundne)})", f"{'; '.join(tal)}.{hvem}", skaerm))
    return dele + ([_punkt("Ubrugte penge", besked, skaerm)] if besked else [])


def _om_laesninger(s: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    fundne: dict[str, set[str]] = {}
    for f in s.fortolkninger:
        fundne.setdefault(f.id, set()).add(slags_virkning(f))
    if not fundne:
        return []
    # An interpretation is named by the strongest effect of its alternatives.
    flytter, uvist, uregnet = (
        [id_ for id_, arter in fundne.items() if next(a for a in VIRKNINGER if a in arter) == art]
        for art in VIRKNINGER[:3]
    )
    i_alt = len(fundne)
    de = "den" if len(flytter) == 1 else "de"
    if flytter:
        hvad = f"ville ændre noget, hvis {de} blev læst anderledes: {opremsning(flytter)}."
        dele = [f"{len(flytter)} af {i_alt} {hvad}"]
    else:
        dele = [f"ingen af {i_alt} ændrer noget på denne liste."] if not (uvist or uregnet) else []
    if uvist:
        dele.append(f"Om {len(uvist)} af {i_alt} kan det ikke siges, for oplysninger mangler: {opremsning(uvist)}.")
    if uregnet:
        dele.append(f"{len(uregnet)} af {i_alt} kan ikke beregnes: {opremsning(uregnet)}.")
    return [_punkt("Fortolkninger", med_lille(" ".join(dele)), skaerm)]


def _om_filer(s: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    flere = s.fejl[_HOEJST:] if len(s.fejl) > _HOEJST + 1 else ()
    tekster = [f"{', '.join(d for d in (f.fil, f.sted) if d)}: {f.besked}" for f in s.fejl[: len(s.fejl) - len(flere)]]
    if flere:
        navne = ", ".join(dict.fromkeys(f.fil for f in flere))
        tekster.append(f"{len(flere)} filer til: {navne}. Hvorfor står med --fuldt.")
    dele = [skaerm.farvet(_punkt("Ikke med", t, skaerm).rstrip("\n"), "skoen") + "\n" for t in tekster]
    if s.sprunget_over:
        dele.append(_punkt("Sprunget over", f"{antal(len(s.sprunget_over), 'fil', 'filer')}.", skaerm))
    return dele
