"""The pages of the user's own applications: creation, upload, and the forms with the answer beside them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute

from ..fejl import AnsoegningFejl, BrugsFejl
from ..handlinger import kladde
from ..handlinger.kladde import Kladdesvar
from ..indlaes.argumenter import laes_dag
from ..indlaes.regelsaet import find_pakker, load_regelsaet
from ..model.felter import navn_af
from ..model.ord import ord_af
from ..model.visning import med_stort
from ..motor.indbygget import tegn
from ..skriv.kontekst import tegn_hoejst, tekstfelter
from ..sprog.dagen import kraever_dagen
from ..system.filer import sikkert_navn
from ..system.langt_arbejde import ved_siden_af
from . import sager
from .dele import Del, alle_dele, delside, felter_af, find_del, laes_formular
from .delt import aendring, delt, fil, heltal, hent_sag, side, tekst, videre, vis
from .forside import vis_forside, vis_ny
from .lager.sager import IkkeFundet, Konflikt, Sag
from .sider import felt_id
from .svarside import Dagsfelt, lav_svarside

_HOEJST_UDGAVER = 100


def ruter() -> list[BaseRoute]:
    """Return the routes of this module."""
    return [
        aendring("/ny", ny),
        aendring("/aabn", aabn),
        vis("/a/{id}", overblik),
        vis("/a/{id}/svar", svar_side),
        vis("/a/{id}/proev", proev),
        aendring("/a/{id}/brug", brug),
        aendring("/a/{id}/dagen", dagen),
        vis("/a/{id}/del/{del_:path}", del_side),
        aendring("/a/{id}/del/{del_:path}", gem_del),
        aendring("/a/{id}/raekke/{liste}", raekke),
        aendring("/a/{id}/udkast/{navn}", udkast),
        vis("/a/{id}/historik", historik),
        aendring("/a/{id}/fortryd", fortryd),
        aendring("/a/{id}/gendan", gendan),
        vis("/a/{id}/slet", slet_side),
        aendring("/a/{id}/slet", slet),
    ]


# ---- New applications


async def ny(request: Request, formular: FormData) -> Response:
    r = delt(request)
    pulje = tekst(formular, "pulje")
    if pulje not in find_pakker(r.regler):
        return await vis_ny(request, "Vælg en pulje.")
    return await _opret(request, pulje, sager.nyt_indhold(load_regelsaet(pulje, regler=r.regler)))


async def aabn(request: Request, formular: FormData) -> Response:
    r = delt(request)
    valgt = fil(formular, "fil")
    if valgt is None:
        return await vis_forside(request, "")
    data = await valgt.read()
    # The uploaded name is used in messages and to tell YAML from JSON, never to open a file.
    navn = sikkert_navn(valgt.filename or "fil", "fil")
    endelse = (valgt.filename or "").rpartition(".")[2].lower()
    if endelse in ("json", "yaml", "yml", "xlsx") and not navn.lower().endswith(f".{endelse}"):
        navn = f"{navn}.{endelse}"
    try:
        pulje, fakta = await ved_siden_af(kladde.aabn, data, navn, regler=r.regler)
    except AnsoegningFejl as fejl:
        return await vis_forside(request, fejl.paa_siden)
    return await _opret(request, pulje, sager.nyt_indhold(load_regelsaet(pulje, regler=r.regler), fakta))


async def _opret(request: Request, pulje: str, indhold: Mapping[str, Any]) -> Response:
    r = delt(request)
    s = await sager.svar(indhold, pulje, regler=r.regler)
    sag = await r.lager.opret(r.ejer, pulje, indhold, sager.navn(s), s.resultat.resultat)
    return videre(request, f"/a/{sag.id}")


# ---- One application


async def svar_paa(request: Request, sag: Sag, indhold: Mapping[str, Any] | None = None) -> Kladdesvar:
    """Judge an application as stored, or with other content."""
    return await sager.svar(sag.indhold if indhold is None else indhold, sag.pulje, regler=delt(request).regler)


def faelles(sag: Sag, svar: Kladdesvar, indhold: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the template values shared by all pages of an application."""
    indhold = sag.indhold if indhold is None else indhold
    dele = alle_dele(svar.regelsaet, indhold["fakta"])
    regler = kraever_dagen(svar.regelsaet)
    return {
        "sag": sag,
        "data": svar.regelsaet.data,
        "rapport": svar.rapport,
        "resultat": svar.resultat,
        "svar": lav_svarside(svar, dele),
        "dele": dele,
        "navn": sager.navn(svar) or "Uden navn endnu",
        "kommuner": [k.navn for k in svar.regelsaet.kommuner.alle],
        "proeve": None,
        "dagen": Dagsfelt(indhold.get("dato", ""), regler) if regler else None,
    }


def _andet_sted(svar: Kladdesvar) -> str:
    return f"{med_stort(ord_af(svar.regelsaet.data).sagen)} er ændret et andet sted"


async def overblik(request: Request) -> Response:
    sag = await hent_sag(request)
    s = await svar_paa(request, sag)
    return side(request, "overblik.html.j2", titel=med_stort(ord_af(s.regelsaet.data).sagen), **faelles(sag, s))


async def svar_side(request: Request) -> Response:
    sag = await hent_sag(request)
    s = await svar_paa(request, sag)
    return side(request, "svar.html.j2", titel="Hele svaret", **faelles(sag, s))


async def dagen(request: Request, formular: FormData) -> Response:
    """Save the day of the run, which may be empty."""
    sag = await hent_sag(request)
    skrevet = tekst(formular, "dato").strip()
    try:
        if skrevet:
            laes_dag(skrevet)
    except BrugsFejl as fejl:
        s = await svar_paa(request, sag)
        vaerdier = faelles(sag, s) | {"dagen": Dagsfelt(skrevet, kraever_dagen(s.regelsaet), str(fejl))}
        return side(request, "svar.html.j2", 422, titel="Hele svaret", **vaerdier)
    hvad = f"Dagen for kørslen: {skrevet}" if skrevet else "Slettede dagen for kørslen"
    return await gem(request, sag, heltal(formular, "version"), sager.med_dagen(sag.indhold, skrevet), hvad, "/svar")


async def proev(request: Request) -> Response:
    """Show the answer with another value of one fact, without saving anything."""
    sag = await hent_sag(request)
    sti, vaerdi = request.query_params.get("felt", ""), request.query_params.get("vaerdi", "")
    nu = await svar_paa(request, sag)
    _kendt_felt(nu, sag, sti)
    indhold = sager.med_felt(sag.indhold, sti, vaerdi)
    s = await svar_paa(request, sag, indhold)
    indholdet = faelles(sag, s, indhold)
    form = s.regelsaet.fakta[navn_af(sti)]
    indholdet["proeve"] = {
        "felt": sti,
        "navn": form.navn,
        "vaerdi": (form.valg or {}).get(vaerdi, vaerdi),
        "fra": kladde.hent_felt(sag.indhold["fakta"], sti),
        "raa": vaerdi,
        "enhed": "" if form.valg else form.enhed or "",
        "foer": nu.rapport.sammenfatning,
        "tilbage": _tilbage(nu, sag, request.query_params.get("fra", "")),
    }
    return side(request, "svar.html.j2", titel="Prøve", **indholdet)


def _tilbage(svar: Kladdesvar, sag: Sag, noegle: str) -> str:
    """Return the key of the part that the trial started from; empty if there is no such part."""
    return noegle if find_del(svar.regelsaet, sag.indhold["fakta"], noegle) is not None else ""


def _kendt_felt(svar: Kladdesvar, sag: Sag, sti: str) -> None:
    if sti not in felter_af(alle_dele(svar.regelsaet, sag.indhold["fakta"])):
        raise HTTPException(404)


async def brug(request: Request, formular: FormData) -> Response:
    """Save the value that was tried."""
    sag = await hent_sag(request)
    sti, vaerdi = tekst(formular, "felt"), tekst(formular, "vaerdi")
    s = await svar_paa(request, sag)
    _kendt_felt(s, sag, sti)
    fra = _tilbage(s, sag, tekst(formular, "fra"))
    indhold = sager.med_felt(sag.indhold, sti, vaerdi)
    sted = f"/del/{fra}" if fra else ""
    return await gem(request, sag, heltal(formular, "version"), indhold, f"Brugte forslag: {sti}", sted)


async def gem(
    request: Request, sag: Sag, version: int, indhold: Mapping[str, Any], hvad: str, sti: str = ""
) -> Response:
    """Save a change made by a single button, or show that another change was saved in the meantime."""
    r = delt(request)
    s = await svar_paa(request, sag, indhold)
    try:
        await r.lager.gem(r.ejer, sag.id, version, indhold, hvad, sager.navn(s), s.resultat.resultat)
    except Konflikt as konflikt:
        return await _aendret(request, konflikt.nu)
    return videre(request, f"/a/{sag.id}{sti}")


async def _aendret(request: Request, nu: Sag) -> Response:
    """Show that another change was saved in the meantime, and that nothing was overwritten."""
    s = await svar_paa(request, nu)
    return side(request, "aendret.html.j2", 409, titel=_andet_sted(s), **faelles(nu, s))


# ---- A part


def _find(request: Request, sag: Sag) -> Del:
    """Return the part that the URL names. Raises HTTPException (404) if there is none."""
    regelsaet = load_regelsaet(sag.pulje, regler=delt(request).regler)
    del_ = find_del(regelsaet, sag.indhold["fakta"], request.path_params["del_"])
    if del_ is None:
        raise HTTPException(404)
    return del_


def _delside(sag: Sag, svar: Kladdesvar, del_: Del, rude: str) -> dict[str, Any]:
    fakta = sag.indhold["fakta"]
    dele = alle_dele(svar.regelsaet, fakta)
    plads = [d.noegle for d in dele].index(del_.noegle)
    tekster = [n for n in tekstfelter(svar.regelsaet) if n in del_.navne]
    i_alt = sum(tegn(str(v)) for n in tekster if isinstance(v := kladde.hent_felt(fakta, n), str))
    return {
        "del": delside(svar, fakta, dele[plads]),
        "forrige": dele[plads - 1] if plads else None,
        "naeste": dele[plads + 1] if plads + 1 < len(dele) else None,
        "rude": rude,
        "tegn_i_alt": i_alt,
        "tegn_hoejst": tegn_hoejst(svar.regelsaet) if tekster else None,
        "tegn": tegn,
    }


async def del_side(request: Request) -> Response:
    sag = await hent_sag(request)
    del_ = _find(request, sag)
    s = await svar_paa(request, sag)
    return side(
        request,
        "del.html.j2",
        titel=del_.titel,
        **faelles(sag, s),
        **_delside(sag, s, del_, secrets.token_hex(8)),
        gemt=request.query_params.get("gemt") == "1",
        konflikt=None,
    )


async def gem_del(request: Request, formular: FormData) -> Response:
    """Save a part as submitted. For htmx, return the changed elements of the page; otherwise redirect."""
    r = delt(request)
    sag = await hent_sag(request)
    del_ = _find(request, sag)
    regelsaet = load_regelsaet(sag.pulje, regler=r.regler)
    s: Kladdesvar | None = None
    version, rude = heltal(formular, "version"), sager.ny_rude(tekst(formular, "rude"))
    felter = laes_formular(regelsaet, del_, {n: v for n, v in formular.items() if isinstance(v, str)})
    live = request.headers.get("hx-request") == "true"
    mit = {**sager.delvaerdier(sag.indhold, del_), **felter}
    if mit != sager.delvaerdier(sag.indhold, del_):
        # The same open page may have saved a moment ago without having received the new version number yet.
        fra = sag.version if sager.egen(sag, version, rude) else version
        indhold = sager.med_del(sag.indhold, del_, felter, rude, fra + 1)
        s = await svar_paa(request, sag, indhold)
        try:
            sag = await r.lager.gem(
                r.ejer, sag.id, fra, indhold, f"Udfyldt: {del_.titel}", sager.navn(s), s.resultat.resultat
            )
        except Konflikt as konflikt:
            return await _konflikt(request, konflikt.nu, felter, rude, live=live)
        del_ = _find(request, sag)
    if live:
        s = s or await svar_paa(request, sag)
        return HTMLResponse(
            _tegn(request, "live.html.j2", **faelles(sag, s), **_delside(sag, s, del_, rude), titel=del_.titel)
        )
    if tekst(formular, "videre") == "naeste":
        dele = alle_dele(regelsaet, sag.indhold["fakta"])
        plads = [d.noegle for d in dele].index(del_.noegle)
        sti = f"/del/{dele[plads + 1].noegle}" if plads + 1 < len(dele) else ""
        return videre(request, f"/a/{sag.id}{sti}")
    return videre(request, f"/a/{sag.id}/del/{del_.noegle}?gemt=1")


def _tegn(request: Request, skabelon: str, /, **indhold: Any) -> str:
    return str(request.app.state.sider.tegn(request, skabelon, **indhold))


async def _konflikt(
    request: Request, nu: Sag, felter: Mapping[str, str | list[str]], rude: str, *, live: bool
) -> Response:
    """Show both versions of each differing field, for the user to choose between."""
    s = await svar_paa(request, nu)
    del_ = find_del(s.regelsaet, nu.indhold["fakta"], request.path_params["del_"])
    if del_ is None:
        return await _aendret(request, nu)
    deres = sager.delvaerdier(nu.indhold, del_)
    forskelle = [
        (s.regelsaet.fakta[del_.liste, n].navn, n, _vist(mit), _vist(deres[n]))
        for n, mit in felter.items()
        if mit != deres[n]
    ]
    indhold = {**faelles(nu, s), "del_": del_, "forskelle": forskelle, "felter": felter, "rude": rude}
    if live:
        # The form stays on the page until the user has chosen; htmx inserts this box above it.
        return HTMLResponse(
            _tegn(request, "konflikt_boks.html.j2", titel=_andet_sted(s), **indhold),
            headers={"hx-retarget": "#konflikt", "hx-reswap": "innerHTML"},
        )
    return side(request, "konflikt.html.j2", 409, titel=_andet_sted(s), **indhold)


def _vist(vaerdi: str | list[str]) -> str:
    return "\n".join(vaerdi) if isinstance(vaerdi, list) else vaerdi


async def raekke(request: Request, formular: FormData) -> Response:
    """Add, copy, remove or move a row."""
    sag = await hent_sag(request)
    s = await svar_paa(request, sag)
    liste = request.path_params["liste"]
    handling = next((h for h in sager.RAEKKEHANDLINGER if h == tekst(formular, "handling")), None)
    if liste not in s.regelsaet.data.lister or handling is None:
        raise HTTPException(404)
    erklaering = s.regelsaet.data.lister[liste]
    antal = len(sag.indhold["fakta"].get(liste) or [])
    if handling in ("tilfoej", "kopier") and antal >= erklaering.hoejst:
        raise HTTPException(422)
    nr = heltal(formular, "nr") - 1 if handling != "tilfoej" else antal
    try:
        indhold = sager.med_raekke(sag.indhold, liste, erklaering.ental, nr, handling)
    except IndexError:
        raise HTTPException(404) from None
    ord_ = {"tilfoej": "Tilføjede", "kopier": "Kopierede", "fjern": "Fjernede", "op": "Flyttede", "ned": "Flyttede"}
    hvad = f"{ord_[handling]} {erklaering.ental} {nr + 1}"
    sti = f"/del/{liste}/{nr + 1}" if handling == "tilfoej" else "#dele"
    return await gem(request, sag, heltal(formular, "version"), indhold, hvad, sti)


async def udkast(request: Request, formular: FormData) -> Response:
    """Insert the program's draft in a text field."""
    sag = await hent_sag(request)
    s = await svar_paa(request, sag)
    navn = request.path_params["navn"]
    # The whole form is submitted, so the user's input in the other fields is saved together with the draft.
    del_ = next((d for d in alle_dele(s.regelsaet, sag.indhold["fakta"]) if navn in d.navne and d.liste is None), None)
    if del_ is None or navn not in tekstfelter(s.regelsaet):
        raise HTTPException(404)
    felter = laes_formular(s.regelsaet, del_, {n: v for n, v in formular.items() if isinstance(v, str)})
    felter[navn] = ""
    uden = sager.med_del(sag.indhold, del_, felter, "", 0)
    udkastene = await ved_siden_af(kladde.udkast, await svar_paa(request, sag, uden))
    fundet = udkastene.get(navn, "")
    if not fundet:
        return side(
            request,
            "intet_udkast.html.j2",
            422,
            titel="Der kan ikke laves et udkast endnu",
            sti=f"/a/{sag.id}/del/{del_.noegle}",
        )
    felter[navn] = fundet
    version = heltal(formular, "version")
    if sager.egen(sag, version, sager.ny_rude(tekst(formular, "rude"))):
        version = sag.version
    indhold = sager.med_del(sag.indhold, del_, felter, "", 0)
    navnet = s.regelsaet.fakta[None, navn].navn
    return await gem(request, sag, version, indhold, f"Udkast til: {navnet}", f"/del/{del_.noegle}#{felt_id(navn)}")


# ---- History


async def historik(request: Request) -> Response:
    r = delt(request)
    sag = await hent_sag(request)
    s = await svar_paa(request, sag)
    udgaver = await r.lager.udgaver(r.ejer, sag.id, _HOEJST_UDGAVER)
    return side(request, "historik.html.j2", titel="Historik", **faelles(sag, s), udgaver=udgaver)


async def fortryd(request: Request, formular: FormData) -> Response:
    r = delt(request)
    sag = await hent_sag(request)
    version = heltal(formular, "version")
    try:
        indhold = await r.lager.fortryd(r.ejer, sag.id, version)
        if indhold is not None:
            s = await svar_paa(request, sag, indhold)
            await r.lager.gem_fortrudt(r.ejer, sag.id, version, sager.navn(s), s.resultat.resultat)
    except Konflikt as konflikt:
        return await _aendret(request, konflikt.nu)
    return videre(request, f"/a/{sag.id}")


async def gendan(request: Request, formular: FormData) -> Response:
    """Restore an earlier version by saving it as a new one."""
    r = delt(request)
    sag = await hent_sag(request)
    nr = heltal(formular, "udgave")
    try:
        indhold = await r.lager.udgave(r.ejer, sag.id, nr)
    except IkkeFundet:
        raise HTTPException(404) from None
    return await gem(request, sag, heltal(formular, "version"), indhold, f"Gendannet fra version {nr}")


async def slet_side(request: Request) -> Response:
    sag = await hent_sag(request)
    s = await svar_paa(request, sag)
    return side(
        request, "slet.html.j2", titel=f"Slet {ord_af(s.regelsaet.data).sagen}", **faelles(sag, s), aendret=False
    )


async def slet(request: Request, formular: FormData) -> Response:
    r = delt(request)
    sag = await hent_sag(request)
    if heltal(formular, "version") != sag.version:
        s = await svar_paa(request, sag)
        return side(
            request,
            "slet.html.j2",
            409,
            titel=f"Slet {ord_af(s.regelsaet.data).sagen}",
            **faelles(sag, s),
            aendret=True,
        )
    await r.lager.slet(r.ejer, sag.id)
    return videre(request, "/")
