"""Calculate and write out a round that the page stores: the same answers as ``rangliste`` and ``breve``, from bytes.

Only rule packs and templates are read from files here, and nothing is written. A ``Rundebestilling`` can be pickled to
another process.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..fejl import BrugsFejl, LaeseFejl, Sted, til_siden
from ..indlaes.afgoerelser import laes_afgoerelsesposter
from ..indlaes.argumenter import laes_dag
from ..indlaes.fil import laes_indhold
from ..indlaes.noder import fra_python, til_python
from ..indlaes.regelsaet import load_regelsaet
from ..indlaes.runde import Indkomne, laes_rundefiler
from ..indlaes.vurderinger import laes_vurderingsposter
from ..model.afgoerelser import Afgoerelse
from ..model.ord import ord_af
from ..model.rangliste import Omfang, ProjektSvar, RanglisteSvar, SaetSvar, Udfald
from ..model.regelsaet import RegelsaetData
from ..model.resultat import Resultat
from ..model.visning import opremsning, vis_kr
from ..rangordning.beregning import Beregning, beregn, vaelg_metode
from ..rangordning.deltagere import med_andre_parametre
from ..skriv.afgjort import afvigelse
from ..skriv.rangliste_overblik import ude_i_ord
from ..skriv.rapport import fundtekst
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from ..system.navne import samme_fil, som_navn
from . import kladde
from .breve import brevfiler
from .koerselsvalg import Koerselsvalg
from .rangliste import Rundegrundlag, regn, saetsvar, saml_grundlag, som_papir

Post = Mapping[str, Any]


@dataklasse(frozen=True, slots=True, kw_only=True)
class Rundebestilling:
    """What to calculate for a round, and from which files.

    Attributes:
        egne: the files of the list itself, as (name, content).
        resten: the files of the rest of the national round, as (name, content).
        pulje: the pool's id, for files that do not name their pool; None: every file names it.
        region: if given, only this region's applicants belong to the list. The others count as the rest of the round if
            ``med_runden``, and are left out otherwise.
        vurderinger: the assessor's entries, with the keys of the file for ``--vurderinger``.
    """

    egne: tuple[tuple[str, bytes], ...]
    resten: tuple[tuple[str, bytes], ...] = ()
    pulje: str | None = None
    region: str | None = None
    med_runden: bool = False
    medtag_skoen: bool = False
    omfang: Omfang = "auto"
    dato: str | None = None
    robusthed: int | None = None
    vurderinger: tuple[Post, ...] = ()
    regler: str | None = None

    def valg(self) -> Koerselsvalg:
        """Return these settings as the options of the command. Raises BrugsFejl if ``dato`` is not a valid date."""
        return Koerselsvalg(
            medtag_skoen=self.medtag_skoen,
            omfang=self.omfang,
            pulje=self.pulje,
            dato=laes_dag(self.dato) if self.dato else None,
            regler=self.regler,
            robusthed=self.robusthed,
        )


def laes_grundlag(bestilling: Rundebestilling) -> Rundegrundlag:
    """Read the files of a round and judge every application. Raises BrugsFejl, LaeseFejl, RegelsaetFejl."""
    egne = laes_rundefiler(bestilling.egne, pulje=bestilling.pulje, regler=bestilling.regler, saet={})
    resten: Indkomne | None = None
    if bestilling.resten:
        resten = laes_rundefiler(bestilling.resten, pulje=egne.regelsaet.id, regler=bestilling.regler, saet={})
    if bestilling.region is not None:
        egne, andre = _kun_region(egne, bestilling.region)
        if bestilling.med_runden:
            resten = andre if resten is None else _sammen(andre, resten)
    if not bestilling.med_runden:
        resten = None
    poster = [fra_python(dict(v), Sted("vurderinger", nr)) for nr, v in enumerate(bestilling.vurderinger, 1)]
    return saml_grundlag(egne, resten, bestilling.valg(), laes_vurderingsposter(poster, egne.regelsaet))


def _kun_region(alle: Indkomne, region: str) -> tuple[Indkomne, Indkomne]:
    """Split a round into one region's applications and all others. Unreadable files stay with the region."""
    her = {a.fil for a in alle.modtaget if _region(alle.regelsaet, a.fakta) == region}
    if not her:
        raise BrugsFejl(f"Der er ingen ansøgninger fra {region} i runden. Vælg en anden.")
    regionens = Indkomne(
        alle.regelsaet,
        [a for a in alle.modtaget if a.fil in her],
        [a for a in alle.gaeldende if a.fil in her],
        list(alle.afvist),
        list(alle.oversprunget),
    )
    andre = Indkomne(
        alle.regelsaet,
        [a for a in alle.modtaget if a.fil not in her],
        [a for a in alle.gaeldende if a.fil not in her],
    )
    return regionens, andre


def _region(regelsaet: Regelsaet, fakta: Mapping[str, Any]) -> str | None:
    ansoeger = regelsaet.data.ansoeger
    kode = fakta.get(ansoeger.fakta) if ansoeger is not None else None
    if ansoeger is None or not isinstance(kode, str) or regelsaet.fakta[None, ansoeger.fakta].type != "kommune":
        return None
    return regelsaet.kommuner.kode(kode).region


def _sammen(a: Indkomne, b: Indkomne) -> Indkomne:
    """Merge two collections of the rest of a round; an applicant found in both is taken from the first."""
    hvem = {_ansoeger(a, x.fakta) for x in a.modtaget} - {None}
    tag = {x.fil for x in b.modtaget if _ansoeger(b, x.fakta) not in hvem}
    return Indkomne(
        a.regelsaet,
        [*a.modtaget, *(x for x in b.modtaget if x.fil in tag)],
        [*a.gaeldende, *(x for x in b.gaeldende if x.fil in tag)],
        [*a.afvist, *b.afvist],
        [*a.oversprunget, *b.oversprunget],
    )


def _ansoeger(i: Indkomne, fakta: Mapping[str, Any]) -> str | None:
    ansoeger = i.regelsaet.data.ansoeger
    v = fakta.get(ansoeger.fakta) if ansoeger is not None else None
    return v if isinstance(v, str) else None


# --- The answer ---------------------------------------------------------------------------


def listen(grundlag: Rundegrundlag, bestilling: Rundebestilling) -> dict[str, Any]:
    """Return the list and its applications as JSON, without the slow calculations that ``regn_fuldt`` adds."""
    svar, deltagere, _ = regn(grundlag, bestilling.valg(), kun_listen=True)
    return _billede(grundlag, svar, deltagere.resultater)


def regn_fuldt(meld: Callable[[str, float], None], bestilling: Rundebestilling) -> dict[str, Any]:
    """Return the complete answer as JSON.

    Args:
        meld: called with a Danish description of the current step and the progress in per cent.
    """
    meld("Læser og vurderer ansøgningerne", 5.0)
    g = laes_grundlag(bestilling)
    if vaelg_metode(g.alle.regelsaet, None) == "point":
        # The points method uses the pool's own fixed weights, so no weight sets are drawn.
        bestilling = replace(bestilling, robusthed=None)
    antal = bestilling.robusthed or 1
    svar, deltagere, _ = regn(
        g,
        bestilling.valg(),
        om_laesninger=lambda andel: meld("Prøver de andre læsninger", 25.0 + 15.0 * andel),
        om_spoergsmaal=lambda andel: meld("Prøver de åbne spørgsmål", 40.0 + 35.0 * andel),
        meld=lambda n: meld("Trækker vægtsæt", 75.0 + 24.0 * n / antal),
    )
    return _billede(g, svar, deltagere.resultater)


def _billede(grundlag: Rundegrundlag, svar: RanglisteSvar, resultater: Sequence[Resultat]) -> dict[str, Any]:
    efter = {r.fil: r for r in resultater}
    regioner = {_region(grundlag.indkomne.regelsaet, a.fakta) for a in grundlag.indkomne.modtaget} - {None}
    # Messages about rejected files are reworded for the page, whose reader has no command line.
    paa_siden = {(a.fil, str(a.besked)): til_siden(a.besked) for a in grundlag.indkomne.afvist}
    svar = svar.model_copy(
        update={"fejl": tuple(f.model_copy(update={"besked": paa_siden[f.fil, f.besked]}) for f in svar.fejl)}
    )
    return {
        "svar": json.loads(svar.model_dump_json()),
        "ansoegninger": [
            _ansoegning(efter[fil], svar, grundlag.indkomne.regelsaet.data) for fil in _filer(grundlag) if fil in efter
        ],
        "regioner": sorted(r for r in regioner if r is not None),
    }  # fmt: skip


def _filer(grundlag: Rundegrundlag) -> list[str]:
    return [a.fil for a in grundlag.indkomne.modtaget if a.fil in grundlag.egne_filer]


def _ansoegning(resultat: Resultat, svar: RanglisteSvar, data: RegelsaetData) -> dict[str, Any]:
    """Return one application as a line: applicant, number of rows, readiness, findings and missing facts."""
    dokumenter = {u.felt for u in resultat.udestaaende if u.dokument}
    egne = [p for p in svar.projekter if p.fil == resultat.fil]
    return {
        "fil": resultat.fil,
        "kode": resultat.ansoeger.kode if resultat.ansoeger is not None else None,
        "navn": (resultat.ansoeger.navn if resultat.ansoeger is not None else None) or "ukendt",
        "region": (resultat.ansoeger.region if resultat.ansoeger is not None else None) or "",
        "raekker": sum(len(x) for x in resultat.raekker.values()),
        "klar": resultat.klar,
        "resultat": resultat.resultat,
        "resultat_antal": resultat.resultat_antal,
        "kandidater": sum(p.rang is not None for p in egne),
        "mangler": [u.navn for u in resultat.udestaaende if u.felt not in dokumenter],
        "dokumentation": [u.navn for u in resultat.udestaaende if u.felt in dokumenter],
        "fund": [
            {
                "id": f.id,
                "alvor": f.alvor,
                "besked": fundtekst(f, data),
                "felt": f.felt,
                "sted": _sted(f.celle, f.linje),
            }
            for f in resultat.skema
        ],
    }


def _sted(celle: str | None, linje: int | None) -> str:
    return f"celle {celle}" if celle else f"linje {linje}" if linje else ""


def svar_af(billede: Mapping[str, Any]) -> RanglisteSvar:
    """Rebuild the answer from its stored JSON."""
    return RanglisteSvar.model_validate_json(json.dumps(billede["svar"]))


# --- A changed parameter --------------------------------------------------------------------


@dataklasse(frozen=True, slots=True)
class Flytning:
    """A project's rank and outcome (in words) before and after a change of parameters."""

    betegnelse: str
    rang: tuple[int | None, int | None]
    udfald: tuple[str, str]


@dataklasse(frozen=True, slots=True)
class Parametersvar:
    """The effect of other parameter values: the answer's ``forskel``, and all projects that move, by former rank."""

    forskel: SaetSvar
    beregnet: dict[str, int] | None
    budget: dict[str, int]
    flyttet: tuple[Flytning, ...]


def med_parametre(grundlag: Rundegrundlag, bestilling: Rundebestilling, saet: Mapping[str, str]) -> Parametersvar:
    """Recalculate a round that is already judged with other parameter values. Raises BrugsFejl for an invalid value."""
    rangvalg, egne = grundlag.rangvalg(bestilling.valg()), grundlag.alle.kun(grundlag.egne_filer)
    nyt = load_regelsaet(grundlag.alle.regelsaet.id, regler=bestilling.regler, saet=dict(saet))
    foer, efter = beregn(egne, rangvalg), beregn(med_andre_parametre(egne, nyt), rangvalg)
    gamle, nye = foer.stillinger, efter.stillinger
    flyttet = tuple(
        Flytning(
            foer.opgjorte[nr].deltager.betegnelse,
            (gamle[nr].rang, nye[nr].rang),
            (_udfald(foer, nr, efter), _udfald(efter, nr, foer)),
        )
        for nr in foer.efter_rang
        if gamle[nr] != nye[nr]
    )
    fordelt = [t.beloeb for t in efter.fordeling.ture if t.beloeb] if efter.fordeles else None
    ider = [x.id for x in efter.plan.budgetter]
    return Parametersvar(
        saetsvar(foer, efter, saet),
        None if fordelt is None else {n: sum(beloeb[i] for beloeb in fordelt) for i, n in enumerate(ider)},
        {x.id: x.ramme for x in efter.plan.budgetter},
        flyttet,
    )


def _udfald(beregning: Beregning, nr: int, anden: Beregning) -> str:
    """Return the outcome of a row in words, for a candidate with whether it is allocated any money.

    The amounts are added where the row gets another amount in the other calculation.
    """
    o, kr, navne = beregning.opgjorte[nr], beregning.stillinger[nr].beloeb, ord_af(beregning.regelsaet.data)
    inde: Udfald = "inden_for_rammen" if kr is not None else "uden_for_rammen"
    ord_ = ude_i_ord(o.udfald or (inde if beregning.fordeles else "kandidat"), o.art, navne)
    if kr is None:
        return ord_
    ord_ += ", en del" if any(x < (m.tildeling or 0) for x, m in zip(kr, o.beloeb, strict=True)) else ""
    if anden.stillinger[nr].beloeb in (None, kr):
        return ord_
    givet = [f"{vis_kr(x)}{navne.i_ramme(y.id)}" for x, y in zip(kr, beregning.plan.budgetter, strict=True) if x]
    return f"{ord_}: {opremsning(givet)}"


# --- Entries by persons ---------------------------------------------------------------------


def hvem(regelsaet: Regelsaet, projekt: ProjektSvar, alle: Sequence[ProjektSvar]) -> dict[str, Any]:
    """Return the keys that identify a row in an assessor's or a decision's entry: applicant (or file), and row.

    The row is identified by its name, or by its number if the name is not unique in the file or is itself a number. A
    name is preferred, because a number could refer to another row when a new version of the file is uploaded.
    """
    ansoeger, orden = regelsaet.data.ansoeger, regelsaet.data.raekkefoelge
    fundet: dict[str, Any] = {}
    if ansoeger is not None and projekt.kommune is not None and projekt.kommune.kode is not None:
        fundet[ansoeger.fakta] = projekt.kommune.kode
    else:
        fundet["fil"] = projekt.fil
    if orden is not None and orden.for_ is not None:
        navn = som_navn(projekt.navn)
        alene = sum(x.fil == projekt.fil and som_navn(x.navn) == navn for x in alle) == 1
        fundet[regelsaet.data.lister[orden.for_].ental] = projekt.navn if alene and not navn.isdigit() else projekt.nr
    return fundet


def hviler_paa(grundlag: Rundegrundlag, fil: str, nr: int, kriterium: str) -> dict[str, str]:
    """Return the values that a criterion was judged on in a row, as text by fact."""
    d = next(d for d in grundlag.alle.alle if d.fil == fil and d.nr == nr)
    return kladde.hviler_paa(grundlag.alle.regelsaet, kriterium, d.k.ansoegning, d.k.raekke or {})


def personposter(navn: str, indhold: bytes) -> tuple[str, list[dict[str, Any]]] | None:
    """Return the type and the entries of an assessor's file or a file of decisions; None for any other file."""
    if not any(n in indhold[:4096] for n in (b"vurderinger", b"afgoerelser")):
        return None
    try:
        rod = til_python(laes_indhold(indhold, navn))
    except LaeseFejl:
        # An unreadable file is reported later, together with all other unreadable files.
        return None
    slags = next(iter(rod), "")
    if list(rod) not in (["vurderinger"], ["afgoerelser"]) or not isinstance(rod[slags], list):
        return None
    return slags, [p if isinstance(p, dict) else {"post": p} for p in rod[slags]]


def normal(regelsaet: Regelsaet, slags: str, post: Post) -> dict[str, Any]:
    """Return a file's entry with the applicant given by code. Raises LaeseFejl for an invalid entry."""
    if slags == "vurderinger":
        laest: Any = laes_vurderingsposter([fra_python(dict(post), Sted("vurderingen"))], regelsaet)[0]
    else:
        laest = laes_afgoerelse(regelsaet, post)
    ny = dict(post)
    if laest.ansoeger is not None and regelsaet.data.ansoeger is not None:
        ny[regelsaet.data.ansoeger.fakta] = laest.ansoeger
    return ny


def er_om(regelsaet: Regelsaet, post: Post, projekt: ProjektSvar) -> bool:
    """Return whether an entry concerns a row, by its applicant or file and the row's number or name."""
    data = regelsaet.data
    kode = post.get(data.ansoeger.fakta) if data.ansoeger is not None else None
    if kode is not None and (projekt.kommune is None or projekt.kommune.kode != str(kode)):
        return False
    if "fil" in post and not samme_fil(str(post["fil"]), projekt.fil):
        return False
    orden = data.raekkefoelge
    if orden is None or orden.for_ is None:
        return True
    raekke = str(post.get(data.lister[orden.for_].ental, ""))
    return raekke == str(projekt.nr) if raekke.isdigit() else som_navn(raekke) == som_navn(projekt.navn)


def laes_vurdering(regelsaet: Regelsaet, post: Post) -> None:
    """Raise LaeseFejl if an assessor's entry is invalid."""
    laes_vurderingsposter([fra_python(dict(post), Sted("vurderingen"))], regelsaet)


def laes_afgoerelse(regelsaet: Regelsaet, post: Post) -> Afgoerelse:
    """Parse the entry of a decision. Raises LaeseFejl for an invalid entry."""
    return laes_afgoerelsesposter([fra_python(dict(post), Sted("afgørelsen"))], regelsaet)[0]


def afviger(projekt: ProjektSvar, afgoerelse: Afgoerelse, data: RegelsaetData) -> str | None:
    """Describe how a decision deviates from the calculated result, in one Danish sentence; None if it does not."""
    return afvigelse(projekt, afgoerelse, ord_af(data))


def breve(grundlag: Rundegrundlag, bestilling: Rundebestilling, afgoerelser: Sequence[Post]) -> dict[str, bytes]:
    """Return a round's letters and its meeting document, by file name. Raises BrugsFejl, LaeseFejl."""
    svar, deltagere, _ = regn(grundlag, replace(bestilling.valg(), robusthed=None))
    poster = [fra_python(dict(a), Sted("afgørelse", nr)) for nr, a in enumerate(afgoerelser, 1)]
    filer, _ = brevfiler(svar, deltagere, laes_afgoerelsesposter(poster, deltagere.regelsaet))
    return filer


def som_fil(slags: str, poster: Sequence[Post]) -> bytes:
    """Serialise entries as the JSON file that the commands read."""
    return (json.dumps({slags: [dict(p) for p in poster]}, ensure_ascii=False, indent=2) + "\n").encode()


# --- Documents --------------------------------------------------------------------------------

FORMATER = ("html", "docx", "xlsx", "csv", "json")


def papir(svar: RanglisteSvar, som: str) -> bytes:
    """Render the list as one of ``FORMATER``, as the command writes it; ``csv`` is the list alone."""
    return _som_csv(svar) if som == "csv" else som_papir(svar, som)


def _som_csv(svar: RanglisteSvar) -> bytes:
    """Return all columns of the list as CSV for a spreadsheet, with the rows that have no rank last."""
    from io import StringIO

    from ..batch.csv_celle import skriver
    from ..skriv.rangliste_tabeller import ranglisten, udenfor
    from ..skriv.tabel import vis_celle

    ud = StringIO(newline="")
    skriv = skriver(ud)
    for nr, t in enumerate((ranglisten(svar), udenfor(svar))):
        if nr and t.raekker:
            skriv([])
        if t.raekker:
            skriv([k.titel for k in t.kolonner])
        for r in t.raekker:
            skriv(
                [
                    vis_celle(k.art, c).replace(".", "") if k.art == "kr" else vis_celle(k.art, c)
                    for k, c in zip(t.kolonner, r, strict=True)
                ]
            )
    return ud.getvalue().encode("utf-8-sig", "replace")


__all__ = [
    "FORMATER",
    "Flytning",
    "LaeseFejl",
    "Parametersvar",
    "Rundebestilling",
    "Rundegrundlag",
    "afviger",
    "breve",
    "er_om",
    "hvem",
    "hviler_paa",
    "laes_afgoerelse",
    "laes_grundlag",
    "laes_vurdering",
    "listen",
    "med_parametre",
    "normal",
    "papir",
    "personposter",
    "regn_fuldt",
    "som_fil",
    "svar_af",
]
