"""The terminal view of a round: a summary on one screen, or every table in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ..model.rangliste import ProjektSvar, RanglisteSvar
from ..model.visning import antal, med_lille, opremsning, vis_tal
from ..skriv.rangliste_fasthed import VIRKNINGER, fordelt_paa_vaegte, slags_virkning, uregnet_triage
from ..skriv.rangliste_overblik import (
    KAN,
    KUN_DAGEN,
    ikke_kandidater,
    kandidater,
    noterede_afvigelser,
    overblik,
    paafaldende,
    resultat,
)
from ..skriv.rangliste_tabeller import (
    beloebene,
    garantiens_pris,
    med_begrundelser,
    pointene,
    rammen,
    ranglisten,
    tabeller,
)
from ..skriv.rapport import VEJLEDENDE
from ..skriv.tabel import SIDE, SMAL, Tabel
from .tilvalg import GIV_DAGEN
from .vis_tabel import vis_hele_tabellen, vis_tabel, viste_kolonner
from .vis_tjek import Skaerm

# A list with more than _RAEKKER rows is shown in several blocks side by side: two from _BRED characters of width, and
# more if the screen has _SPALTE characters for each. In blocks narrower than _NAVNE characters a row is named by its
# applicant.
_RAEKKER, _BRED, _SPALTE, _NAVNE = 24, 76, 40, 46
# With more projects than this that are not candidates, each is listed without its name. Files beyond it are listed by
# name only, unless there is just one.
_HOEJST = 8
# Their full stop is not the end of a sentence.
_FORKORTELSER = ("kr.", "pct.")


def vis_rangliste(svar: RanglisteSvar, skaerm: Skaerm, *, fuldt: bool = False) -> str:
    """Show the answer at any width, with or without colour; ``fuldt``: with every reason, amount and interpretation."""
    dele = [
        skaerm.afsnit(f"{svar.titel} · {VEJLEDENDE}", indryk=2),
        "\n" + skaerm.farvet(resultat(svar), fed=True) + "\n",
        skaerm.afsnit(" ".join((*overblik(svar), *_hvordan_dagen(svar), *_hvordan_hele_runden(svar))), "  "),
        "\n",
        *(_alt(svar, skaerm) if fuldt else _kort(svar, skaerm)),
        f"\n{VEJLEDENDE}\n",
    ]
    return "".join(dele)


def _hvordan_dagen(svar: RanglisteSvar) -> list[str]:
    return [GIV_DAGEN] if svar.uden_dagen else []


def _hvordan_hele_runden(svar: RanglisteSvar) -> list[str]:
    if svar.omfang.art == "hele" or svar.runde is not None:
        return []
    return ["Giv resten af runden med --runde MAPPE, eller brug --omfang hele, hvis filerne er hele runden."]


def _alt(svar: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    dele = [_punkt("", t, skaerm, loft=t.startswith("AFGØR")) for t in paafaldende(svar)]
    # The reasons are included in the list, and the amounts are in one table.
    resten = (t.til(SIDE) for t in tabeller(svar) if t.id not in ("rangliste", "begrundelser"))
    for t in (med_begrundelser(svar), beloebene(svar), *resten):
        dele.append(skaerm.overskrift(t.titel))
        if t.forklaring and (t.raekker or t.id in ("triage", "frit_valg", "garanti")):
            dele.append(skaerm.afsnit(t.forklaring, "  "))
        dele.append(vis_hele_tabellen(t, skaerm))
    return dele


def _kort(svar: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    return [
        vis_tabel(rammen(svar).til(SMAL), skaerm),
        "\n",
        *_listen(svar, skaerm),
        *_om_resten(svar, skaerm),
        *_om_garantien(svar, skaerm),
        *(_punkt("", t, skaerm, loft=t.startswith("AFGØR")) for t in paafaldende(svar)),
        *_om_vaegte(svar, skaerm),
        *(_punkt("", t, skaerm) for t in noterede_afvigelser(svar)),
        *_om_spoergsmaal(svar, skaerm),
        *_om_laesninger(svar, skaerm),
        *_om_filer(svar, skaerm),
        _om_mere(svar, skaerm),
    ]  # fmt: skip


def _listen(svar: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    """Return the list, and what a narrow screen has no room for in it."""
    liste = ranglisten(svar).til(SIDE)
    spalter = _spalter(len(liste.raekker), skaerm.bredde)
    vist = liste
    med = kandidater(svar)
    if spalter > 1 and skaerm.bredde // spalter < _NAVNE and svar.ord.har_raekker and _har_ansoegere(med):
        filer = Counter(p.fil for p in svar.projekter)
        navne = (liste.kolonner[0], liste.kolonner[1], *liste.kolonner[3:])
        raekker = ((r[0], _kort_navn(p, filer[p.fil]), *r[3:]) for r, p in zip(liste.raekker, med, strict=True))
        vist = replace(liste, kolonner=navne, raekker=tuple(raekker), laast=2)
    return [vis_tabel(vist, skaerm, spalter=spalter), "\n", *_pointene(svar, liste, skaerm, spalter)]


def _pointene(svar: RanglisteSvar, liste: Tabel, skaerm: Skaerm, spalter: int) -> list[str]:
    """Return the points of each criterion as a table of its own, where the list is short but has no room for them."""
    point = [k for k in liste.kolonner if k.sammen == "point"]
    if not point or len(liste.raekker) > _RAEKKER or point[0] in viste_kolonner(liste, skaerm, spalter):
        return []
    # The list has the total already.
    t = pointene(svar)
    return [vis_hele_tabellen(t.med(range(len(t.kolonner) - 1)), skaerm), "\n"]


def _har_ansoegere(projekter: Sequence[ProjektSvar]) -> bool:
    return all(p.kommune is not None and p.kommune.navn for p in projekter)


def _punkt(navn: str, tekst: str, skaerm: Skaerm, *, loft: bool = False) -> str:
    linjer = skaerm.afsnit(f"{navn}: {tekst}" if navn else tekst, "· " if skaerm.tegn else "* ", 2)
    return skaerm.farvet(linjer.rstrip("\n"), "ikke_opfyldt", fed=True) + "\n" if loft else linjer


def _spalter(raekker: int, bredde: int) -> int:
    """Return the number of blocks side by side for a list with this many rows, on a screen of this width."""
    return min(-(-raekker // _RAEKKER), max(1 + (bredde >= _BRED), bredde // _SPALTE)) or 1


def _om_resten(svar: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    """Return the projects that are not candidates, by outcome; of many, each only by its applicant and number."""
    efter_udfald = ikke_kandidater(svar)
    alle = [p for fundne in efter_udfald.values() for p in fundne]
    kort = len(alle) > _HOEJST and _har_ansoegere(alle)
    filer = Counter(p.fil for p in svar.projekter)
    return [
        _punkt(
            f"{ord_} ({len(fundne)})",
            "; ".join(_aabent(p, _kort_navn(p, filer[p.fil]) if kort else None) for p in fundne),
            skaerm,
        )
        for ord_, fundne in efter_udfald.items()
    ]


def _kort_navn(projekt: ProjektSvar, projekter: int) -> str:
    """Return the applicant, with the project's number if the application has several: ``Odder``, ``Odder/2``."""
    assert projekt.kommune is not None
    return f"{projekt.kommune.navn}/{projekt.nr}" if projekter > 1 else projekt.kommune.navn or ""


def _aabent(projekt: ProjektSvar, kort: str | None) -> str:
    """Return a project that is not a candidate, with the criteria that give it its outcome, or else the reason.

    ``kort``: the name to show it by, without its form errors; None: by its full name, with them.
    """
    egne = [a.id for a in projekt.aabent if a.status == projekt.status] or [a.id for a in projekt.aabent]
    hvad = ", ".join(dict.fromkeys(egne))
    if projekt.ikke_kandidat is not None and projekt.ikke_kandidat.grund != "kriterier":
        # Each budget's amount has its own sentence; any other reason is the last one.
        hvad = _uden_punktum(" ".join(projekt.til_ansoeger[0 if projekt.ikke_kandidat.grund == "beloeb" else -1 :]))
    fejl = f"{projekt.skemafejl} fejl i skemaet" if projekt.skemafejl and kort is None else ""
    dele = "; ".join(d for d in (hvad, fejl) if d)
    return (kort or projekt.betegnelse) + (f" ({dele})" if dele else "")


def _uden_punktum(tekst: str) -> str:
    """Return a sentence without its full stop, unless that is also the full stop of an abbreviation."""
    return tekst if tekst.endswith(_FORKORTELSER) else tekst.removesuffix(".")


def _om_garantien(svar: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    g = svar.regionsgaranti
    if not svar.ord.garanti:
        return []
    if not g.udloest:
        # If the list is allocated nothing, its heading says so.
        return [_punkt("Garanti", g.begrundelse, skaerm)] if g.udloest is not None else []
    uden = [svar.ord.gruppe(gruppe) for gruppe, navn in g.regioner.items() if navn is None]
    intet = f" Ingen {svar.ord.raekker} fra {opremsning(uden)}." if uden else ""
    return [_punkt("Garanti", f"{' '.join(garantiens_pris(svar)[:1])}{intet}".strip() or g.begrundelse, skaerm)]


def _om_vaegte(svar: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    if svar.robusthed is None:
        return []
    saet = f"{vis_tal(svar.robusthed.antal)} sæt vægte"
    return [_punkt("Robusthed", f"{saet} (frø {svar.robusthed.seed}). {' '.join(fordelt_paa_vaegte(svar))}", skaerm)]


def _om_spoergsmaal(svar: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    uregnet = uregnet_triage(svar)
    besked = svar.ubrugt_kunne.besked if svar.ubrugt_kunne is not None else None
    dele = [_punkt("Åbne spørgsmål", uregnet, skaerm)] if uregnet else []
    alle = svar.triage.spoergsmaal if svar.triage is not None else ()
    fundne = [q for q in alle if not q.kun_dagen]
    if paa_dagen := {q.projekt for q in alle if q.kun_dagen}:
        hvem = antal(len(paa_dagen), svar.ord.raekke, svar.ord.raekker)
        dele.append(_punkt("Åbne spørgsmål", f"{KUN_DAGEN}: spørgsmål om {hvem}.", skaerm))
    if fundne:
        tal = {k: sum(q.kan == k for q in fundne) for k in KAN}
        kan = med_lille(KAN["kan"])
        om = len(dict.fromkeys(q.projekt for q in fundne if q.kan == "kan"))
        hvem = f" (om {antal(om, svar.ord.raekke, svar.ord.raekker)})" if om else ""
        uvist = f"; {tal['uvist']} er ikke afgjort" if tal["uvist"] else ""
        dele.append(_punkt("Åbne spørgsmål", f"{tal['kan']} af {len(fundne)} {kan}{hvem}{uvist}.", skaerm))
    return dele + ([_punkt("Ubrugte penge", besked, skaerm)] if besked else [])


def _om_laesninger(svar: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    fundne: dict[str, set[str]] = {}
    for f in svar.fortolkninger:
        fundne.setdefault(f.id, set()).add(slags_virkning(f))
    if not fundne:
        return []
    # An interpretation is named by the strongest effect of its alternatives.
    staerkest = {id_: next(a for a in VIRKNINGER if a in arter) for id_, arter in fundne.items()}
    flytter, uvist, uregnet = ([id_ for id_, a in staerkest.items() if a == art] for art in VIRKNINGER[:3])
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


def _om_filer(svar: RanglisteSvar, skaerm: Skaerm) -> list[str]:
    flere = svar.fejl[_HOEJST:] if len(svar.fejl) > _HOEJST + 1 else ()
    tekster = [
        f"{', '.join(d for d in (f.fil, f.sted) if d)}: {f.besked}" for f in svar.fejl[: len(svar.fejl) - len(flere)]
    ]
    if flere:
        navne = ", ".join(dict.fromkeys(f.fil for f in flere))
        tekster.append(f"{len(flere)} filer til: {navne}. Hvorfor står med --fuldt.")
    return [skaerm.farvet(_punkt("Ikke med", t, skaerm).rstrip("\n"), "skoen") + "\n" for t in tekster]


def _om_mere(svar: RanglisteSvar, skaerm: Skaerm) -> str:
    uden = f"Sprunget over: {antal(len(svar.sprunget_over), 'fil', 'filer')}. " if svar.sprunget_over else ""
    return skaerm.afsnit(f"{uden}Alt om {svar.ord.raekker}: --fuldt, eller -o med .xlsx, .html eller .docx.", "  ")
