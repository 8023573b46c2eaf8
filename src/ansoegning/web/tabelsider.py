"""The pages of large tables: upload, assignment of columns, the run with its progress, and its results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute

from ..batch.overskrifter import Kolonneforslag
from ..fejl import AnsoegningFejl
from ..handlinger import tabel as handling
from ..handlinger.regler import puljer as alle_puljer
from ..handlinger.tabel import Tabelbestilling, Tabelhoved
from ..indlaes.argumenter import laes_dag
from ..model.visning import med_stort, nogle, uden_dagen, vis_tal
from ..sprog.dagen import bruger_dagen
from ..sprog.erklaeringer import DAGEN, DATO_NAVN
from ..sprog.regelsaet import Regelsaet
from ..system import kan
from ..system.filer import sikkert_navn
from ..system.langt_arbejde import ved_siden_af
from .delt import aendring, delt, fil, side, tekst, videre, vis
from .lager.runder import Tabelkoersel
from .lager.sager import IkkeFundet
from .sider import TYPER

HOEJST_BYTE = 100 * 1024 * 1024
_ENDELSER = ("csv", "txt", "tsv", "xlsx", "parquet", "jsonl", "ndjson", "json")
_SCENARIER = 4
TILSTANDE = {
    "ny": "Kolonnerne skal bekræftes",
    "koerer": "Regner",
    "faerdig": "Færdig",
    "standset": "Standset",
    "fejl": "Kunne ikke regnes",
    "afbrudt": "Afbrudt",
}


def ruter() -> list[BaseRoute]:
    """Return the routes of this module."""
    return [
        vis("/tabeller", alle),
        aendring("/tabeller/ny", ny),
        vis("/tabeller/{id}", en),
        vis("/tabeller/{id}/kolonner", kolonner_side),
        aendring("/tabeller/{id}/kolonner", kolonner),
        vis("/tabeller/{id}/fremgang", fremgang),
        aendring("/tabeller/{id}/stands", stands),
        vis("/tabeller/{id}/hent/{navn}", hent),
        aendring("/tabeller/{id}/slet", slet),
    ]


def tabelpuljer(request: Request) -> dict[str, Regelsaet]:
    """Return the pools whose rows can be judged in a table: at most one list, and a criterion of its rows."""
    return {
        p: x
        for p, x in alle_puljer(delt(request).regler).items()
        if len(x.data.lister) <= 1 and any(k.liste == next(iter(x.data.lister), None) for k in x.kriterier)
    }


async def _hent(request: Request) -> Tabelkoersel:
    r = delt(request)
    try:
        koersel = await r.lager.runder.hent_koersel(r.ejer, request.path_params["id"])
    except IkkeFundet:
        raise HTTPException(404) from None
    if koersel.indhold["pulje"] not in tabelpuljer(request):
        raise HTTPException(404)
    return await r.koersler.nu(r.ejer, koersel)


async def alle(request: Request, fejl: str = "") -> Response:
    r = delt(request)
    koersler = [await r.koersler.nu(r.ejer, k) for k in await r.lager.runder.koersler(r.ejer)]
    puljer = {p: x.data for p, x in tabelpuljer(request).items()}
    return side(
        request,
        "tabeller.html.j2",
        422 if fejl else 200,
        titel="Store tabeller",
        koersler=koersler,
        puljer=puljer,
        tilstande=TILSTANDE,
        fejl=fejl,
        uden=kan.mangler("tabeller"),
    )


async def ny(request: Request, formular: FormData) -> Response:
    """Save an uploaded table and show its columns."""
    kan.kraev("tabeller")
    r = delt(request)
    valgt, pulje = fil(formular, "fil"), tekst(formular, "pulje")
    if valgt is None or pulje not in tabelpuljer(request):
        return await alle(request, "Vælg en fil og en pulje.")
    if (valgt.size or 0) > HOEJST_BYTE:
        return await alle(request, "Filen fylder over 100 MB. Del den i flere filer.")
    navn = sikkert_navn((valgt.filename or "").replace("\\", "/").rpartition("/")[2], "tabel")
    endelse = navn.rpartition(".")[2].lower()
    if endelse not in _ENDELSER:
        return await alle(request, f"»{navn}« er ikke CSV, Excel (.xlsx), Parquet eller JSON-linjer.")
    try:
        koersel = await r.koersler.modtag(r.ejer, navn, endelse, valgt.file, {"pulje": pulje})
    except AnsoegningFejl as fejl:
        return await alle(request, fejl.paa_siden)
    try:
        await ved_siden_af(handling.laes_hoved, r.koersler.ind(koersel), pulje, regler=r.regler)
    except AnsoegningFejl as fejl:
        # A table that cannot be read is not stored.
        await r.koersler.slet(r.ejer, koersel)
        return await alle(request, _om_filen(fejl.paa_siden, str(r.koersler.ind(koersel)), navn))
    return videre(request, f"/tabeller/{koersel.id}/kolonner")


def _om_filen(besked: str, sti: str, navn: str) -> str:
    """Replace the path of the stored table in a message with the table's own name."""
    return besked.replace(sti, navn)


# ---- Columns and options


async def _hoved(request: Request, koersel: Tabelkoersel) -> Tabelhoved:
    r = delt(request)
    return await ved_siden_af(handling.laes_hoved, r.koersler.ind(koersel), koersel.indhold["pulje"], regler=r.regler)


async def kolonner_side(request: Request) -> Response:
    koersel = await _hent(request)
    return await _kolonneside(request, koersel, await _hoved(request, koersel), {}, "")


async def _kolonneside(
    request: Request, koersel: Tabelkoersel, hoved: Tabelhoved, skrevet: Mapping[str, str], fejl: str
) -> Response:
    regelsaet = tabelpuljer(request)[koersel.indhold["pulje"]]
    valgt = [skrevet.get(f"k{nr}", k.fakta or "") for nr, k in enumerate(hoved.kolonner)]
    uden = [n for n in hoved.fakta if n not in valgt]
    return side(
        request,
        "tabel_kolonner.html.j2",
        422 if fejl else 200,
        titel="Kolonnerne",
        koersel=koersel,
        data=regelsaet.data,
        hoved=hoved,
        valgt=valgt,
        skrevet=skrevet,
        kolonnefejl=fejl,
        uden=[_faktanavn(hoved, n) for n in uden],
        faktanavne={n: _faktanavn(hoved, n) for n in hoved.fakta},
        parametre=regelsaet.data.parametre,
        har_orden=regelsaet.raekkefoelge is not None,
        dagens_regler=bruger_dagen(regelsaet),
        scenarier=_SCENARIER,
    )


def _faktanavn(hoved: Tabelhoved, navn: str) -> str:
    form = hoved.fakta[navn]
    return med_stort(form.navn) + (f" ({form.enhed})" if form.enhed else "")


async def kolonner(request: Request, formular: FormData) -> Response:
    """Save the assignment of columns and start the run."""
    r = delt(request)
    koersel = await _hent(request)
    hoved = await _hoved(request, koersel)
    skrevet = {n: v for n, v in formular.items() if isinstance(v, str)}
    kort: dict[str, str | None] = {}
    for nr, k in enumerate(hoved.kolonner):
        valg = skrevet.get(f"k{nr}", "")
        if not _er_givet(k, valg):
            kort[k.navn] = valg if valg in hoved.fakta else None
    try:
        handling.proev_kort([k.navn for k in hoved.kolonner], kort, koersel.indhold["pulje"], regler=r.regler)
        scenarier = _scenarier(skrevet)
        if (dato := skrevet.get("dato", "").strip() or None) is not None:
            laes_dag(dato)
        bestilling = Tabelbestilling(
            fil=str(r.koersler.ind(koersel)),
            mappe=str(r.koersler.mappe(koersel) / "ud"),
            pulje=koersel.indhold["pulje"],
            kort=kort,
            som=s if (s := skrevet.get("som", "csv")) in handling.ENDELSER else "csv",
            dato=dato,
            rangliste=skrevet.get("rangliste") == "ja",
            scenarier=tuple(scenarier),
            regler=r.regler,
        )
        await r.koersler.begynd(r.ejer, koersel, bestilling)
    except AnsoegningFejl as fejl:
        return await _kolonneside(request, koersel, hoved, skrevet, fejl.paa_siden)
    return videre(request, f"/tabeller/{koersel.id}")


def _er_givet(k: Kolonneforslag, valg: str) -> bool:
    """Return whether a column needs no decision by the user.

    The program writes it itself, it contains the fact that it names, or it has no header and no fact.
    """
    if k.egen:
        return True
    return valg == k.fakta if k.kendt else not (valg or k.fakta or k.navn)


def _scenarier(skrevet: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the parameter sets entered in the form; parameters without a name or value are ignored."""
    fundne = []
    for nr in range(1, _SCENARIER + 1):
        saet = {
            p: v
            for led in ("a", "b")
            if (p := skrevet.get(f"s{nr}{led}p", "")) and (v := skrevet.get(f"s{nr}{led}v", "").strip())
        }
        navn = " ".join(skrevet.get(f"s{nr}navn", "").split())[:100]
        if saet:
            fundne.append({"navn": navn or f"Scenarie {nr}", "saet": saet})
    return fundne


# ---- The run


async def en(request: Request) -> Response:
    """Show a run: its progress or its results."""
    r = delt(request)
    koersel = await _hent(request)
    if koersel.tilstand == "ny":
        return videre(request, f"/tabeller/{koersel.id}/kolonner")
    regelsaet = tabelpuljer(request)[koersel.indhold["pulje"]]
    svar = koersel.indhold.get("svar")
    if svar is not None:
        # An answer has these only if they were asked for.
        svar = {"rangliste": None, "scenarier": [], **svar}
    ind = str(r.koersler.ind(koersel))
    besked = _om_filen(str(koersel.indhold.get("besked") or ""), ind, koersel.navn)
    fakta = {n: f.navn for (_, n), f in regelsaet.fakta.items()} | {DATO_NAVN: DAGEN.navn}
    return side(
        request,
        "tabel.html.j2",
        titel=koersel.navn,
        koersel=koersel,
        data=regelsaet.data,
        svar=svar,
        besked=besked,
        arbejde=r.koersler.arbejde(koersel),
        tilstande=TILSTANDE,
        fakta=fakta,
        statusord={s: d.navn for s, d in regelsaet.data.statusser.items()},
        filnavne=_FILNAVNE,
        uden_dagen=uden_dagen,
        fra=_fra,
        nogle=nogle,
    )


_FILNAVNE = {
    "svar": "Svaret, en række for hver række",
    "svar.afviste": "De afviste rækker",
    "svar.rangliste": "Rækkefølgen",
    "svar.scenarier": "Hvem der er inden for rammen i hvert scenarie",
}


def _fra(nu: int, foer: int) -> str:
    """Return the difference from the base in parentheses; empty if there is none."""
    d = nu - foer
    return f" ({'+' if d > 0 else '−'}{vis_tal(abs(d))})" if d else ""


async def fremgang(request: Request) -> Response:
    """Show the progress of the run; the page polls this."""
    r = delt(request)
    koersel = await _hent(request)
    arbejde = r.koersler.arbejde(koersel)
    if koersel.tilstand != "koerer" or arbejde is None:
        return Response(status_code=200, headers={"hx-refresh": "true"})
    return side(
        request,
        "fremgang.html.j2",
        titel="Fremgang",
        arbejde=arbejde,
        adresse=f"/tabeller/{koersel.id}/fremgang",
        syn=None,
    )


async def stands(request: Request, _: FormData) -> Response:
    r = delt(request)
    koersel = await _hent(request)
    await r.koersler.stands(r.ejer, koersel)
    return videre(request, f"/tabeller/{koersel.id}")


async def hent(request: Request) -> Response:
    """Return one of the run's files, whose name must be one that the run itself generated."""
    r = delt(request)
    koersel = await _hent(request)
    navn = request.path_params["navn"]
    if navn not in (koersel.indhold.get("svar") or {}).get("filer", []):
        raise HTTPException(404)
    sti = r.koersler.mappe(koersel) / "ud" / navn
    if not sti.is_file():
        raise HTTPException(404)
    return FileResponse(sti, media_type=TYPER.get(navn.rpartition(".")[2]), filename=navn)


async def slet(request: Request, _: FormData) -> Response:
    r = delt(request)
    await r.koersler.slet(r.ejer, await _hent(request))
    return videre(request, "/tabeller")
