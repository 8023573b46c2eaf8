"""The pages of a round's list: the list itself, its robustness, a changed parameter, and its documents."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from ..fejl import AnsoegningFejl
from ..handlinger import runde as handling
from ..skriv.rangliste_overblik import overblik, paafaldende, resultat
from ..skriv.rangliste_tabeller import grupper, rammen, ranglisten, tabeller
from ..skriv.tabel import PAPIR, SIDE
from ..system import kan
from ..system.langt_arbejde import ved_siden_af
from .delt import aendring, delt, side, videre, vis
from .lager.runder import Runde
from .runder import billedet, faelles, hent_runde, ingen_liste, regelsaet_af, synet
from .rundesvar import Rundebillede, Syn
from .sider import fil_svar, papirside

# These tables are shown on the page of the list.
_PAA_LISTEN = {"rangliste", "rammen", "grupper", "filer", "grundlag"}


def ruter() -> list[BaseRoute]:
    """Return the routes of this module."""
    return [
        vis("/runder/{id}/liste", liste),
        vis("/runder/{id}/fasthed", fasthed),
        vis("/runder/{id}/fremgang", fremgang),
        aendring("/runder/{id}/begynd", begynd),
        aendring("/runder/{id}/stands", stands),
        vis("/runder/{id}/parametre", parametre),
        vis("/runder/{id}/papirer", papirer),
        vis("/runder/{id}/papir", papir_side),
        vis("/runder/{id}/hent/{som}", hent),
    ]


async def _vist(request: Request) -> tuple[Runde, Syn, Rundebillede | None, str]:
    runde, syn = await hent_runde(request), synet(request)
    return runde, syn, *await billedet(request, runde, syn)


async def liste(request: Request) -> Response:
    """Show the order with the budget line, the years and the regions."""
    runde, _, billede, hvorfor = await _vist(request)
    if billede is None:
        return ingen_liste(request, runde, "liste", hvorfor)
    svar = billede.svar
    t = ranglisten(svar)
    # The columns that decide the order are shown; the amounts of each year only on request.
    med_beloeb = request.query_params.get("beloeb") == "1"
    return side(
        request,
        "runde_liste.html.j2",
        titel="Ranglisten",
        billede=billede,
        svar=svar,
        resultat=resultat(svar),
        overblik=overblik(svar),
        paafaldende=paafaldende(svar),
        rammen=rammen(svar),
        liste=t.til(SIDE if med_beloeb else PAPIR),
        med_beloeb=med_beloeb,
        grupper=grupper(svar).til(PAPIR),
        **faelles(request, runde, "liste"),
    )


async def fasthed(request: Request) -> Response:
    """Show how robust the list is: interpretations, ties, open questions and weights, or the progress of these."""
    r = delt(request)
    runde, syn, billede, hvorfor = await _vist(request)
    if billede is None:
        return ingen_liste(request, runde, "fasthed", hvorfor)
    arbejde = await r.runder.arbejde(r.ejer, runde, syn)
    svar = billede.svar
    # An answer without these has empty tables, which would wrongly be read as "none found".
    uregnet = set() if billede.fuldt else {"fortolkninger", "andre_laesninger", "triage", "robusthed", "frit_valg"}
    vist = [t for t in tabeller(svar) if t.id not in _PAA_LISTEN | uregnet]
    return side(
        request,
        "runde_fasthed.html.j2",
        titel="Hvor fast det står",
        billede=billede,
        svar=svar,
        arbejde=arbejde,
        tabeller=[t.til(PAPIR) for t in vist],
        udeladt=[besked for evne in ("robusthed", "bedst") if (besked := kan.mangler(evne)) is not None],
        **faelles(request, runde, "fasthed"),
    )


async def fremgang(request: Request) -> Response:
    """Show the progress of the work; the page polls this."""
    r = delt(request)
    runde, syn = await hent_runde(request), synet(request)
    arbejde = await r.runder.arbejde(r.ejer, runde, syn)
    if arbejde is None or arbejde.tilstand != "koerer":
        # The page is reloaded, since it then shows the result.
        return Response(status_code=200, headers={"hx-refresh": "true"})
    return side(
        request, "fremgang.html.j2", arbejde=arbejde, adresse=f"/runder/{runde.id}/fremgang", syn=syn, titel="Fremgang"
    )


def _fasthedssiden(runde: Runde, syn: Syn) -> str:
    spoerg = urlencode(syn.adresse())
    return f"/runder/{runde.id}/fasthed{f'?{spoerg}' if spoerg else ''}"


async def begynd(request: Request, _: FormData) -> Response:
    r = delt(request)
    runde, syn = await hent_runde(request), synet(request)
    if (await billedet(request, runde, syn))[0] is not None:
        await r.runder.begynd(r.ejer, runde, syn)
    return videre(request, _fasthedssiden(runde, syn))


async def stands(request: Request, _: FormData) -> Response:
    r = delt(request)
    runde, syn = await hent_runde(request), synet(request)
    r.runder.stands(runde)
    return videre(request, _fasthedssiden(runde, syn))


# ---- A changed parameter


async def parametre(request: Request) -> Response:
    """Show the effect of another value of a parameter. Nothing is saved."""
    r = delt(request)
    runde, syn, billede, hvorfor = await _vist(request)
    if billede is None:
        return ingen_liste(request, runde, "parametre", hvorfor)
    regelsaet = regelsaet_af(request, runde)
    navn, vaerdi = request.query_params.get("navn", ""), request.query_params.get("vaerdi", "").strip()
    svar: handling.Parametersvar | None = None
    fejl = ""
    if navn or vaerdi:
        if navn not in regelsaet.data.parametre or not vaerdi:
            fejl = "Vælg en parameter, og skriv den værdi, der skal prøves."
        else:
            try:
                svar = await r.runder.parameter(r.ejer, runde, syn, navn, vaerdi)
            except AnsoegningFejl as forkert:
                fejl = forkert.paa_siden
    return side(
        request,
        "runde_parametre.html.j2",
        422 if fejl else 200,
        titel="Prøv en anden værdi",
        billede=billede,
        svar=svar,
        navn=navn,
        vaerdi=vaerdi,
        parameterfejl=fejl,
        parametre=regelsaet.data.parametre,
        grund={n: d.navn for n, d in regelsaet.data.statusser.items()},
        **faelles(request, runde, "parametre"),
    )


# ---- Documents


async def papirer(request: Request) -> Response:
    runde, _, billede, hvorfor = await _vist(request)
    if billede is None:
        return ingen_liste(request, runde, "papirer", hvorfor)
    afgjort = list(runde.indhold["afgoerelser"])
    return side(
        request,
        "runde_papirer.html.j2",
        titel="Papirer",
        billede=billede,
        afgjort=len(afgjort),
        uden_word=kan.mangler("word"),
        **faelles(request, runde, "papirer"),
    )


async def papir_side(request: Request) -> Response:
    """Show the report as a separate page for printing."""
    _, _, billede, _ = await _vist(request)
    if billede is None:
        raise HTTPException(404)
    return papirside(await ved_siden_af(handling.papir, billede.svar, "html"))


async def hent(request: Request) -> Response:
    runde, _, billede, _ = await _vist(request)
    som = request.path_params["som"]
    if billede is None or som not in handling.FORMATER:
        raise HTTPException(404)
    navn = {"docx": regelsaet_af(request, runde).data.moedepapir}.get(som, "rangliste")
    return fil_svar(await ved_siden_af(handling.papir, billede.svar, som), f"{navn}.{som}")
