"""The pages of rounds: list, creation, files, applications, settings and deletion."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from ..fejl import AnsoegningFejl, BrugsFejl
from ..handlinger import runde as handling
from ..handlinger.regler import puljer as alle_puljer
from ..indlaes.argumenter import laes_dag
from ..model.ord import ord_af
from ..model.visning import antal
from ..skriv.rangliste_overblik import overblik as i_ord
from ..skriv.rangliste_overblik import paafaldende, resultat, udfaldsord
from ..sprog.dagen import bruger_dagen
from ..sprog.regelsaet import Regelsaet
from ..system.filer import sikkert_navn
from .delt import aendring, delt, heltal, side, tekst, videre, vis
from .lager.runder import Runde, Rundekonflikt, Slags
from .lager.sager import IkkeFundet
from .rundesvar import Rundebillede, Syn

# Enough for every municipality twice, with some other files in the folder.
HOEJST_FILER = 500
_HOEJST_FIL = 10 * 1024 * 1024
_HOEJST_LED = 8
_HOEJST_NAVN = 200


def ruter() -> list[BaseRoute]:
    """Return the routes of this module."""
    return [
        vis("/runder", alle),
        aendring("/runder/ny", ny),
        vis("/runder/{id}", forside),
        aendring("/runder/{id}/filer", filer, hoejst_filer=HOEJST_FILER),
        aendring("/runder/{id}/fjern", fjern),
        vis("/runder/{id}/valg", valg_side),
        aendring("/runder/{id}/valg", valg),
        vis("/runder/{id}/historik", historik),
        vis("/runder/{id}/slet", slet_side),
        aendring("/runder/{id}/slet", slet),
    ]


def rundepuljer(request: Request) -> dict[str, Regelsaet]:
    """Return the pools that have an order, and therefore rounds."""
    return {p: x for p, x in alle_puljer(delt(request).regler).items() if x.raekkefoelge is not None}


async def hent_runde(request: Request) -> Runde:
    """Return the round that the URL names. Raises HTTPException (404) if there is none."""
    r = delt(request)
    try:
        fundet = await r.lager.runder.hent(r.ejer, request.path_params["id"])
    except IkkeFundet:
        raise HTTPException(404) from None
    if fundet.indhold["valg"]["pulje"] not in rundepuljer(request):
        raise HTTPException(404)
    return fundet


def regelsaet_af(request: Request, runde: Runde) -> Regelsaet:
    """Return the pack of a round."""
    return rundepuljer(request)[runde.indhold["valg"]["pulje"]]


def synet(request: Request) -> Syn:
    """Return the view of a round that the URL asks for."""
    region = request.query_params.get("region", "").strip() or None
    return Syn(region, request.query_params.get("runden") == "1")


def faelles(request: Request, runde: Runde, fane: str) -> dict[str, Any]:
    """Return the template values shared by all pages of a round; ``fane`` is the tab that the page belongs to."""
    data = regelsaet_af(request, runde).data
    return {
        "runde": runde,
        "data": data,
        "fane": fane,
        "syn": synet(request),
        "to_personer": bool(runde.indhold["valg"].get("to_personer")),
        "udfald": lambda projekt: udfaldsord(projekt, ord_af(data)),
    }


def ingen_liste(request: Request, runde: Runde, fane: str, hvorfor: str) -> Response:
    """Show a page for a round that has no list yet, with the reason."""
    return side(request, "runde_tom.html.j2", titel=runde.navn, hvorfor=hvorfor, **faelles(request, runde, fane))


async def billedet(request: Request, runde: Runde, syn: Syn) -> tuple[Rundebillede | None, str]:
    """Return what to show of a round, or None and the reason."""
    r = delt(request)
    try:
        billede = await r.runder.billede(r.ejer, runde, syn)
    except AnsoegningFejl as fejl:
        return None, fejl.paa_siden
    # A stored answer is shown at once, but trying parameters, assessing and writing letters need the judged round.
    r.runder.goer_klar(r.ejer, runde, syn)
    return billede, ""


# ---- The list of rounds


async def alle(request: Request, fejl: Mapping[str, str] = {}, skrevet: str = "", valgt: str = "") -> Response:
    """Render the list and the form of a new round; ``fejl`` are the messages by field."""
    r = delt(request)
    puljer = {p: x.data for p, x in rundepuljer(request).items()}
    await r.runder.goer_seneste_klar(r.ejer)
    return side(
        request,
        "runder.html.j2",
        422 if fejl else 200,
        titel="Runder",
        runder=await r.lager.runder.liste(r.ejer),
        puljer=puljer,
        fejl=fejl,
        skrevet=skrevet,
        valgt=valgt,
        datasted=r.datasted,
    )


async def ny(request: Request, formular: FormData) -> Response:
    r = delt(request)
    navn, pulje = " ".join(tekst(formular, "navn").split())[:_HOEJST_NAVN], tekst(formular, "pulje")
    fejl = {} if navn else {"navn": "Giv runden et navn."}
    if pulje not in rundepuljer(request):
        fejl["pulje"] = "Vælg en pulje."
    if fejl:
        return await alle(request, fejl, navn, pulje)
    indhold = {"valg": {"pulje": pulje, "omfang": "auto"}, "vurderinger": [], "afgoerelser": []}
    runde = await r.lager.runder.opret(r.ejer, navn, indhold)
    return videre(request, f"/runder/{runde.id}")


# ---- One round: its applications


async def forside(request: Request) -> Response:
    return await _forside(request, await hent_runde(request))


async def _forside(request: Request, runde: Runde, fejl: Sequence[str] = ()) -> Response:
    r = delt(request)
    filer = await r.lager.runder.filer(r.ejer, runde.id)
    billede: Rundebillede | None = None
    hvorfor = ""
    if any(f.slags == "egen" for f in filer):
        billede, hvorfor = await billedet(request, runde, Syn())
    return side(
        request,
        "runde.html.j2",
        422 if fejl else 200,
        titel=runde.navn,
        filer=filer,
        hoejst_filer=HOEJST_FILER,
        numre={(f.slags, f.navn): f.id for f in filer},
        billede=billede,
        hvorfor=hvorfor,
        resultat=resultat(billede.svar) if billede is not None else "",
        overblik=[*i_ord(billede.svar), *paafaldende(billede.svar)] if billede is not None else [],
        uploadfejl=fejl,
        besked=_BESKEDER.get(request.query_params.get("gjort", ""), ""),
        **faelles(request, runde, "hvem"),
    )


_BESKEDER = {"filer": "Filerne er lagt ind.", "fjernet": "Filen er fjernet fra runden.", "valg": "Valgene er gemt."}


async def filer(request: Request, formular: FormData) -> Response:
    """Save the uploaded files in a round: all of them, or none."""
    r = delt(request)
    runde = await hent_runde(request)
    slags: Slags = "resten" if tekst(formular, "slags") == "resten" else "egen"
    sendt = [v for _, v in formular.multi_items() if isinstance(v, UploadFile) and v.filename]
    if not sendt:
        return await _forside(request, runde, ["Vælg en eller flere filer, eller en mappe."])
    nye: list[tuple[Slags, str, bytes]] = []
    poster: list[tuple[str, list[dict[str, Any]]]] = []
    fejl: list[str] = []
    navne: set[str] = set()
    for f in sendt:
        data = await f.read()
        navn = _filnavn(f.filename or "")
        if len(data) > _HOEJST_FIL:
            fejl.append(f"{navn} fylder over 10 MB.")
        elif navn in navne:
            fejl.append(f"{navn} er med to gange.")
        elif (fundne := handling.personposter(navn, data)) is not None:
            poster.append(fundne)
            fejl += _forkerte(regelsaet_af(request, runde), navn, *fundne)
        else:
            nye.append((slags, navn, data))
        navne.add(navn)
    if fejl:
        return await _forside(request, runde, fejl)
    if nye:
        await r.lager.runder.tilfoej(r.ejer, runde.id, nye)
    if poster:
        runde = await hent_runde(request)
        indhold = _med_poster(regelsaet_af(request, runde), runde.indhold, poster)
        i_alt = sum(len(p) for _, p in poster)
        hvad = f"Læste {antal(i_alt, 'vurdering eller afgørelse', 'vurderinger og afgørelser')} fra en fil"
        await r.lager.runder.gem(r.ejer, runde.id, runde.version, indhold, hvad)
    return videre(request, f"/runder/{runde.id}?gjort=filer")


def _forkerte(regelsaet: Regelsaet, navn: str, slags: str, poster: Sequence[Mapping[str, Any]]) -> list[str]:
    fejl = []
    for nr, post in enumerate(poster, 1):
        try:
            handling.normal(regelsaet, slags, post)
        except AnsoegningFejl as forkert:
            fejl.append(f"{navn}, nr. {nr}: {forkert.paa_siden}")
    return fejl


def _med_poster(
    regelsaet: Regelsaet, indhold: Mapping[str, Any], poster: Sequence[tuple[str, list[dict[str, Any]]]]
) -> dict[str, Any]:
    """Return the content with the entries of uploaded files; existing entries are not added again."""
    ny = {n: list(indhold[n]) if n != "valg" else indhold[n] for n in indhold}
    for slags, egne in poster:
        for post in egne:
            normal = handling.normal(regelsaet, slags, post)
            if all(x["post"] != normal for x in ny[slags]):
                ny[slags].append(ny_post(normal))
    return ny


def ny_post(post: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry in its stored form: with an id of its own, and not yet confirmed by a second person."""
    return {"id": secrets.token_hex(6), "post": _som_tekster(post), "bekraeftet": None}


def _som_tekster(vaerdi: Any) -> Any:
    """Return a value of an entry as the text that a file would contain."""
    if isinstance(vaerdi, Mapping):
        return {str(n): _som_tekster(v) for n, v in vaerdi.items() if v is not None}
    if isinstance(vaerdi, list):
        return [_som_tekster(v) for v in vaerdi]
    return ("ja" if vaerdi else "nej") if isinstance(vaerdi, bool) else str(vaerdi)


def _filnavn(navn: str) -> str:
    """Return the name of an uploaded file in the round, with its folders. The name is never used as a path on disk."""
    led = [led for led in navn.replace("\\", "/").split("/") if led not in ("", ".", "..")][-_HOEJST_LED:]
    # The leading dot marks a hidden file and is preserved, so that the file is recognised as one.
    return "/".join(f".{x}" if (x := sikkert_navn(n, "fil")) and n.startswith(".") else x for n in led) or "fil"


async def fjern(request: Request, formular: FormData) -> Response:
    r = delt(request)
    runde = await hent_runde(request)
    try:
        await r.lager.runder.fjern(r.ejer, runde.id, heltal(formular, "fil"))
    except IkkeFundet:
        raise HTTPException(404) from None
    return videre(request, f"/runder/{runde.id}?gjort=fjernet")


async def gem(
    request: Request, runde: Runde, formular: FormData, indhold: Mapping[str, Any], hvad: str, sti: str
) -> Response:
    """Save a form's change to a round, or show that another change was saved in the meantime.

    Args:
        request: the request.
        runde: the round as stored.
        formular: the form; its ``version`` is that of the round when the form was shown.
        indhold: the round's new content.
        hvad: the change in words, for the history.
        sti: where to go then, as the end of the round's address.
    """
    r = delt(request)
    try:
        await r.lager.runder.gem(r.ejer, runde.id, heltal(formular, "version"), indhold, hvad)
    except Rundekonflikt:
        vaerdier = faelles(request, runde, "")
        return side(request, "runde_aendret.html.j2", 409, titel="Runden er ændret et andet sted", **vaerdier)
    return videre(request, f"/runder/{runde.id}{sti}")


# ---- Settings


async def valg_side(request: Request) -> Response:
    runde = await hent_runde(request)
    return _valgside(request, runde, runde.indhold["valg"], "")


def _valgside(request: Request, runde: Runde, skrevet: Mapping[str, Any], fejl: str) -> Response:
    return side(
        request,
        "runde_valg.html.j2",
        422 if fejl else 200,
        titel="Valg for runden",
        skrevet=skrevet,
        valgfejl=fejl,
        dagens_regler=bruger_dagen(regelsaet_af(request, runde)),
        **faelles(request, runde, "valg"),
    )


async def valg(request: Request, formular: FormData) -> Response:
    runde = await hent_runde(request)
    nyt = dict(runde.indhold["valg"])
    nyt["omfang"] = o if (o := tekst(formular, "omfang")) in ("auto", "hele", "gruppe") else "auto"
    nyt["dato"] = tekst(formular, "dato").strip()
    for navn in ("medtag_skoen", "to_personer"):
        nyt[navn] = tekst(formular, navn) == "ja"
    if nyt["dato"]:
        try:
            laes_dag(nyt["dato"])
        except BrugsFejl as fejl:
            return _valgside(request, runde, nyt, str(fejl))
    return await gem(request, runde, formular, {**runde.indhold, "valg": nyt}, "Ændrede valgene", "?gjort=valg")


async def historik(request: Request) -> Response:
    r = delt(request)
    runde = await hent_runde(request)
    udgaver = await r.lager.runder.udgaver(r.ejer, runde.id, 200)
    return side(
        request, "runde_historik.html.j2", titel="Historik", udgaver=udgaver, **faelles(request, runde, "historik")
    )


async def slet_side(request: Request) -> Response:
    runde = await hent_runde(request)
    return side(request, "runde_slet.html.j2", titel="Slet runden?", **faelles(request, runde, ""))


async def slet(request: Request, _: FormData) -> Response:
    r = delt(request)
    runde = await hent_runde(request)
    r.runder.stands(runde)
    await r.lager.runder.slet(r.ejer, runde.id)
    return videre(request, "/runder")
