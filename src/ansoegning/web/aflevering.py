"""The page for submitting an application: its fields, its documents, and the tasks to tick off."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from ..fejl import BrugsFejl
from ..handlinger import kladde
from ..indlaes.argumenter import laes_dag
from ..model.ord import ord_af
from ..model.resultat import KriteriumSvar
from ..model.visning import med_stort
from ..system.dataklasse import dataklasse
from ..system.langt_arbejde import ved_siden_af
from . import sager
from .ansoegninger import faelles, gem, svar_paa
from .delt import aendring, heltal, hent_sag, side, tekst, videre, vis
from .lager.sager import Sag
from .personfelter import SVAR, personfejl
from .sider import fil_svar, papirside, zippet

if TYPE_CHECKING:
    from ..skriv.kontekst import Skemaside

# Link texts by the last part of the URL; ``{}``: what is filled in.
HENT = {
    "docx": "Word",
    "pdf": "PDF",
    "mail": "Mail med dokumentation (.eml)",
    "indtast": "Tekst til indtastning (.txt)",
    "rapport": "Rapport (side, PDF og Word)",
    "yaml": "{} som YAML",
    "json": "{} som JSON",
    "xlsx": "{} som projektmappe (Excel)",
}


def ruter() -> list[BaseRoute]:
    """Return the routes of this module."""
    return [
        vis("/a/{id}/faerdig", faerdig),
        vis("/a/{id}/print", udskrift),
        vis("/a/{id}/hent/{som}", hent),
        aendring("/a/{id}/opgave/{opgave}", opgave),
        vis("/a/{id}/vurdering/{kriterium}/{nr:int}", vurdering_side),
        aendring("/a/{id}/vurdering/{kriterium}/{nr:int}", vurdering),
    ]


async def faerdig(request: Request) -> Response:
    sag = await hent_sag(request)
    s = await svar_paa(request, sag)
    skema = await ved_siden_af(kladde.skemaside, s)
    sagen = med_stort(ord_af(s.regelsaet.data).sagen)
    return side(
        request,
        "faerdig.html.j2",
        titel="Til skemaet" if skema.har_skema else "Print og gem",
        **faelles(sag, s),
        skema=skema,
        hent={
            som: ord_.format(sagen)
            for som, ord_ in HENT.items()
            if som not in _uden(skema) and kladde.mangler(som) is None
        },
        udeladt=[besked for som in HENT if (besked := kladde.mangler(som)) is not None],
        opgaver=_opgaver(sag.indhold["opgaver"], s),
        i_dag=f"{datetime.now().astimezone():%d/%m/%Y}",
        opgavefejl=request.query_params.get("opgavefejl") == "1",
    )


def _uden(skema: Skemaside) -> set[str]:
    """Return the documents that do not exist: no mail without named evidence, no form if the pool has none."""
    har_bilag = skema.dokumentation is not None and bool(skema.dokumentation.bilag)
    return ({"mail"} if not har_bilag else set()) | ({"docx", "pdf"} if not skema.har_skema else set())


def _opgaver(gjort: dict[str, str], svar: kladde.Kladdesvar) -> list[dict[str, Any]]:
    """Return the tasks, each with the date it was done. A task set for several rows gets a numbered key for each."""
    antal: dict[str, int] = {}
    fundne = []
    for o, ord_ in zip(svar.resultat.opgaver, svar.rapport.opgaver, strict=True):
        antal[o.id] = antal.get(o.id, 0) + 1
        noegle = f"{o.id}-{antal[o.id]}"
        dag = date.fromisoformat(gjort[noegle]) if noegle in gjort else None
        fundne.append({"noegle": noegle, "tekst": o.tekst, "kilde": ord_.kilde, "gjort": dag})
    return fundne


async def udskrift(request: Request) -> Response:
    """Show the printable page that ``skriv --som print`` writes."""
    sag = await hent_sag(request)
    (papir,) = await ved_siden_af(kladde.papirer, await svar_paa(request, sag), "print")
    return papirside(papir.indhold)


async def hent(request: Request) -> Response:
    sag = await hent_sag(request)
    som = request.path_params["som"]
    if som not in HENT:
        raise HTTPException(404)
    filer = await ved_siden_af(kladde.papirer, await svar_paa(request, sag), som)
    if not filer:
        raise HTTPException(404)
    if len(filer) == 1:
        return fil_svar(filer[0].indhold, filer[0].navn)
    return fil_svar(zippet({f.navn: f.indhold for f in filer}), f"{kladde.NAVN}-{som}.zip")


async def opgave(request: Request, formular: FormData) -> Response:
    """Mark a task as done on a date, or as not done."""
    sag = await hent_sag(request)
    s = await svar_paa(request, sag)
    noegle = request.path_params["opgave"]
    if not any(o["noegle"] == noegle for o in _opgaver({}, s)):
        raise HTTPException(404)
    dag: date | None = None
    if tekst(formular, "handling") == "gjort":
        try:
            dag = laes_dag(tekst(formular, "dato").strip())
        except BrugsFejl:
            return videre(request, f"/a/{sag.id}/faerdig?opgavefejl=1#opgaver")
    hvad = f"Opgave {'udført' if dag else 'åbnet igen'}: {noegle}"
    indhold = sager.med_opgave(sag.indhold, noegle, dag)
    return await gem(request, sag, heltal(formular, "version"), indhold, hvad, "/faerdig#opgaver")


# ---- A person's assessment


@dataklasse(frozen=True, slots=True)
class _Plads:
    """The criterion that a URL names, its row number (from 1), and the singular of the rows' name (None: no rows)."""

    kriterium: KriteriumSvar
    nr: int | None
    ental: str | None


def _find(request: Request, svar: kladde.Kladdesvar) -> _Plads:
    """Return the criterion that the URL names. Raises HTTPException (404) if it cannot be assessed by a person."""
    nr = request.path_params["nr"]
    liste = next(iter(svar.resultat.raekker), None)
    if nr and (liste is None or nr > len(svar.resultat.raekker[liste])):
        raise HTTPException(404)
    kriterier = svar.resultat.raekker[liste][nr - 1].kriterier if nr and liste is not None else svar.resultat.kriterier
    k = next((k for k in kriterier if k.id == request.path_params["kriterium"]), None)
    if k is None or (k.vurdering is None and k.rolle != "skoen"):
        raise HTTPException(404)
    return _Plads(k, nr or None, svar.regelsaet.data.lister[liste].ental if nr and liste is not None else None)


async def vurdering_side(request: Request) -> Response:
    sag = await hent_sag(request)
    s = await svar_paa(request, sag)
    return _vurderingsside(request, sag, s, _find(request, s), {}, {})


def _vurderingsside(
    request: Request,
    sag: Sag,
    svar: kladde.Kladdesvar,
    plads: _Plads,
    skrevet: dict[str, str],
    fejl: dict[str, str],
) -> Response:
    k, nr, ental = plads.kriterium, plads.nr, plads.ental
    hidtil: dict[str, Any] = next(
        (v for v in sag.indhold["vurderinger"] if v["kriterium"] == k.id and (ental is None or v.get(ental) == nr)), {}
    )
    svarene = [(svar.regelsaet.status(r), svar.regelsaet.data.statusser[svar.regelsaet.status(r)].navn) for r in SVAR]
    return side(
        request,
        "vurdering.html.j2",
        422 if fejl else 200,
        titel=f"Vurdering af {k.id}",
        **faelles(sag, svar),
        k=k,
        nr=nr or 0,
        ental=ental,
        svarene=svarene,
        skrevet={n: skrevet.get(n, str(hidtil.get(n, ""))) for n in ("svar", "begrundelse", "af", "dato")},
        hidtil=bool(hidtil),
        vurderingsfejl=fejl,
    )


async def vurdering(request: Request, formular: FormData) -> Response:
    """Save an assessment, or remove it."""
    sag = await hent_sag(request)
    s = await svar_paa(request, sag)
    plads = _find(request, s)
    k, nr, ental = plads.kriterium, plads.nr, plads.ental
    version = heltal(formular, "version")
    andre = sager.uden_vurdering(sag.indhold, k.id, ental, nr)
    if tekst(formular, "handling") == "fjern":
        return await gem(
            request, sag, version, {**sag.indhold, "vurderinger": andre}, f"Fjernede vurderingen af {k.id}"
        )
    skrevet = {n: tekst(formular, n).strip() for n in ("svar", "begrundelse", "af", "dato")}
    fejl = {}
    if skrevet["svar"] not in [s.regelsaet.status(r) for r in SVAR]:
        fejl["svar"] = "Vælg et svar."
    fejl |= personfejl(s.regelsaet, skrevet, "vurderer")
    if fejl:
        return _vurderingsside(request, sag, s, plads, skrevet, fejl)
    ny = sager.ny_vurdering(
        s, k.id, nr, svaret=skrevet["svar"], begrundelse=skrevet["begrundelse"], af=skrevet["af"], dato=skrevet["dato"]
    )
    return await gem(request, sag, version, {**sag.indhold, "vurderinger": [*andre, ny]}, f"Vurderede {k.id}", "/svar")
