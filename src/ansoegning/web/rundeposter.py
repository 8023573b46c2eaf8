"""The entries that users add to a round: assessments, deviations, and decisions with their letters. Nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from ..fejl import AnsoegningFejl, LaeseFejl, til_siden
from ..handlinger import runde as handling
from ..model.afgoerelser import Afgoerelsesudfald
from ..model.rangliste import ProjektSvar, RanglisteSvar
from ..model.regelsaet import Vaerdiform
from ..model.visning import med_stort, punktum
from ..skriv.afgjort import ORD, andre_rammer, uden_beloeb
from ..skriv.rangliste_overblik import UDFALD
from ..sprog.regelsaet import Regelsaet
from ..system.langt_arbejde import ved_siden_af
from .delt import aendring, delt, side, tekst, vis
from .lager.runder import Runde
from .personfelter import SVAR, personfejl
from .runder import billedet, faelles, gem, hent_runde, ingen_liste, ny_post, regelsaet_af
from .rundesvar import Rundebillede, Syn
from .sider import fil_svar, zippet

_UDFALD: tuple[Afgoerelsesudfald, ...] = get_args(Afgoerelsesudfald)
_SLAGS = {"vurderinger": "vurdering", "afgoerelser": "afgørelse"}


def ruter() -> list[BaseRoute]:
    """Return the routes of this module."""
    return [
        vis("/runder/{id}/vurderinger", vurderinger),
        vis("/runder/{id}/vurdering/{nr:int}", vurdering_side),
        aendring("/runder/{id}/vurdering/{nr:int}", vurdering),
        aendring("/runder/{id}/{slags}/fjern", fjern_post),
        vis("/runder/{id}/afgoerelser", afgoerelser),
        vis("/runder/{id}/afgoerelse/{nr:int}", afgoerelse_side),
        aendring("/runder/{id}/afgoerelse/{nr:int}", afgoerelse),
        aendring("/runder/{id}/afgoerelse/{nr:int}/bekraeft", bekraeft),
        aendring("/runder/{id}/afgoerelse/{nr:int}/fjern", fjern_afgoerelse),
        vis("/runder/{id}/breve", breve),
        vis("/runder/{id}/poster/{slags}", poster),
    ]


async def _billede(request: Request) -> tuple[Runde, Rundebillede]:
    """Return a round and its list. Raises HTTPException (404) if the list cannot be made."""
    runde = await hent_runde(request)
    billede, _ = await billedet(request, runde, Syn())
    if billede is None:
        raise HTTPException(404)
    return runde, billede


async def _projekt(request: Request) -> tuple[Runde, Rundebillede, ProjektSvar]:
    """Return the project that the URL names by its index (from 1) among the round's own projects."""
    runde, billede = await _billede(request)
    egne = ordnet(billede)
    nr = request.path_params["nr"]
    if not 1 <= nr <= len(egne):
        raise HTTPException(404)
    return runde, billede, egne[nr - 1]


def ordnet(billede: Rundebillede) -> list[ProjektSvar]:
    """Sort a round's projects by municipality and number: an order that assessments do not change."""
    return sorted(
        billede.svar.projekter,
        key=lambda p: (p.kommune.kode or "" if p.kommune is not None else "", p.fil, p.nr),
    )


def om(regelsaet: Regelsaet, poster: list[dict[str, Any]], projekt: ProjektSvar) -> list[dict[str, Any]]:
    """Return the entries about a project."""
    return [x for x in poster if handling.er_om(regelsaet, x["post"], projekt)]


# ---- Assessments


async def vurderinger(request: Request) -> Response:
    runde = await hent_runde(request)
    billede, hvorfor = await billedet(request, runde, Syn())
    if billede is None:
        return ingen_liste(request, runde, "vurderinger", hvorfor)
    regelsaet = regelsaet_af(request, runde)
    rx = [(nr, p, om(regelsaet, runde.indhold["vurderinger"], p)) for nr, p in enumerate(ordnet(billede), 1)]
    return side(
        request,
        "runde_vurderinger.html.j2",
        titel="Vurderinger",
        raekker=rx,
        ikke_brugt=billede.svar.vurderinger_ikke_brugt,
        hvad=lambda x: _hvad(regelsaet, x["post"]),
        i_alt=len(runde.indhold["vurderinger"]),
        loese=_loese(regelsaet, runde.indhold["vurderinger"], billede),
        **faelles(request, runde, "vurderinger"),
    )


def _hvad(regelsaet: Regelsaet, post: Mapping[str, Any]) -> str:
    """Summarise an assessment in a few words."""
    if "kriterium" in post:
        return f"{post['kriterium']}: {regelsaet.data.statusser[post['svar']].navn}"
    if "fakta" in post:
        return f"{med_stort(regelsaet.data.vurderingsfakta[post['fakta']].navn)}: {post['vaerdi']}"
    afvigelse = str(post.get("afvigelse", ""))
    return f"Afvigelse: {_afvigelse_i_ord(afvigelse)}"


def _afvigelse_i_ord(afvigelse: str) -> str:
    return f"plads {afvigelse}" if afvigelse.isdigit() else dict(_afvigelser()).get(afvigelse, afvigelse).lower()


def _afvigelser() -> list[tuple[str, str]]:
    return [(n, UDFALD[n]) for n in ("inden_for_rammen", "uden_for_rammen")]


async def vurdering_side(request: Request) -> Response:
    runde, _, p = await _projekt(request)
    return _vurderingsside(request, runde, p, {}, {})


def _kan_vurderes(regelsaet: Regelsaet, projekt: ProjektSvar) -> list[tuple[str, str]]:
    """Return what can be assessed for a project, as (key, words)."""
    data = regelsaet.data
    fundne = [(f"fakta:{n}", med_stort(f.navn)) for n, f in data.vurderingsfakta.items()]
    # A pack need not have a status for what a person must judge.
    skoen = {n for n, s in data.statusser.items() if s.rolle == "skoen"}
    fundne += [(f"kriterium:{a.id}", f"{a.id} {a.titel}") for a in projekt.aabent if a.status in skoen]
    fundne.append(("afvigelse", "Afvigelse fra den beregnede plads"))
    return fundne


def _skala(f: Vaerdiform) -> str:
    """Return the values that an assessor can give a fact: ``Juryens karakter: fra 0 til 10.``"""
    enhed = f" {f.enhed}" if f.enhed else ""
    if f.valg:
        vaerdier = "; ".join(f.valg.values())
    elif f.type == "ja_nej":
        vaerdier = "ja eller nej"
    elif f.mindst is not None and f.hoejst is not None:
        vaerdier = f"fra {f.mindst} til {f.hoejst}{enhed}"
    else:
        vaerdier = {"tal": "et tal", "dato": "en dato"}.get(f.type, "en tekst") + enhed
    return punktum(f"{med_stort(f.navn)}: {vaerdier}")


def _vurderingsside(
    request: Request, runde: Runde, projekt: ProjektSvar, skrevet: Mapping[str, str], fejl: Mapping[str, str]
) -> Response:
    regelsaet = regelsaet_af(request, runde)
    return side(
        request,
        "runde_vurdering.html.j2",
        422 if fejl else 200,
        titel=f"Vurdering af {projekt.navn}",
        p=projekt,
        nr=request.path_params["nr"],
        om=om(regelsaet, runde.indhold["vurderinger"], projekt),
        hvad=lambda x: _hvad(regelsaet, x["post"]),
        mulige=_kan_vurderes(regelsaet, projekt),
        svarene=[(regelsaet.status(x), regelsaet.data.statusser[regelsaet.status(x)].navn) for x in SVAR],
        afvigelser=_afvigelser(),
        skalaer="".join(f"{_skala(f)} " for f in regelsaet.data.vurderingsfakta.values()),
        skrevet={n: skrevet.get(n, "") for n in ("hvad", "vaerdi", "svar", "begrundelse", "af", "dato")},
        vurderingsfejl=fejl,
        **faelles(request, runde, "vurderinger"),
    )


async def vurdering(request: Request, formular: FormData) -> Response:
    """Save an assessment; it replaces an earlier one of the same subject."""
    r = delt(request)
    runde, billede, projekt = await _projekt(request)
    regelsaet = regelsaet_af(request, runde)
    skrevet = {n: tekst(formular, n).strip() for n in ("hvad", "vaerdi", "svar", "begrundelse", "af", "dato")}
    fejl: dict[str, str] = {}
    slags, _, navn = skrevet["hvad"].partition(":")
    post: dict[str, Any] = handling.hvem(regelsaet, projekt, billede.svar.projekter)
    if skrevet["hvad"] not in dict(_kan_vurderes(regelsaet, projekt)):
        fejl["hvad"] = "Vælg, hvad der vurderes."
    elif slags == "kriterium":
        if skrevet["svar"] not in [regelsaet.status(x) for x in SVAR]:
            fejl["svar"] = "Vælg, om det er opfyldt."
        g = await r.runder.grundlag(r.ejer, runde, Syn())
        hviler = handling.hviler_paa(g, projekt.fil, projekt.nr, navn)
        post |= {"kriterium": navn, "svar": skrevet["svar"], "hviler_paa": hviler}
    elif not skrevet["vaerdi"]:
        fejl["vaerdi"] = "Skriv vurderingen."
    elif slags == "fakta":
        post |= {"fakta": navn, "vaerdi": skrevet["vaerdi"]}
    else:
        efter_ord = {ord_.lower(): n for n, ord_ in _afvigelser()}
        post["afvigelse"] = efter_ord.get(skrevet["vaerdi"].lower(), skrevet["vaerdi"])
    fejl |= personfejl(regelsaet, skrevet, "vurderer")
    post |= {n: skrevet[n] for n in ("begrundelse", "af", "dato")}
    if not fejl:
        try:
            handling.laes_vurdering(regelsaet, post)
        except LaeseFejl as forkert:
            fejl["vaerdi" if slags != "kriterium" else "svar"] = til_siden(forkert.besked)
    if fejl:
        return _vurderingsside(request, runde, projekt, skrevet, fejl)
    andre = [x for x in runde.indhold["vurderinger"] if not _samme(regelsaet, x["post"], post, projekt)]
    indhold = {**runde.indhold, "vurderinger": [*andre, ny_post(post)]}
    hvad = f"Vurderede {projekt.betegnelse}: {_hvad(regelsaet, post)}"
    return await gem(request, runde, formular, indhold, hvad, f"/vurderinger#p{request.path_params['nr']}")


def _samme(regelsaet: Regelsaet, gammel: Mapping[str, Any], ny: Mapping[str, Any], projekt: ProjektSvar) -> bool:
    """Return whether an older assessment has the same subject as a new one of the project."""
    hvad = [n for n in ("kriterium", "fakta") if n in ny] or ["afvigelse"]
    if hvad == ["afvigelse"]:
        return "afvigelse" in gammel and handling.er_om(regelsaet, gammel, projekt)
    return gammel.get(hvad[0]) == ny[hvad[0]] and handling.er_om(regelsaet, gammel, projekt)


async def fjern_post(request: Request, formular: FormData) -> Response:
    """Remove an assessment or decision, including one whose project is no longer in the round."""
    runde = await hent_runde(request)
    slags = request.path_params["slags"]
    if slags not in _SLAGS:
        raise HTTPException(404)
    tilbage = [x for x in runde.indhold[slags] if x["id"] != tekst(formular, "post")]
    if len(tilbage) == len(runde.indhold[slags]):
        raise HTTPException(404)
    hvad = f"Fjernede en {_SLAGS[slags]}"
    return await gem(request, runde, formular, {**runde.indhold, slags: tilbage}, hvad, f"/{slags}")


def _loese(regelsaet: Regelsaet, poster: list[dict[str, Any]], billede: Rundebillede) -> list[dict[str, Any]]:
    """Return the entries whose project is not in the round."""
    alle = billede.svar.projekter
    return [x for x in poster if not any(handling.er_om(regelsaet, x["post"], p) for p in alle)]


# ---- Decisions


def _gaelder(post: Mapping[str, Any], runde: Runde) -> bool:
    """Return whether a decision counts: if the round requires two persons, another person must have confirmed it."""
    return not runde.indhold["valg"].get("to_personer") or post["bekraeftet"] is not None


async def afgoerelser(request: Request, fejl: str = "") -> Response:
    """Show each project with the calculated result and the decision made."""
    runde = await hent_runde(request)
    billede, hvorfor = await billedet(request, runde, Syn())
    if billede is None:
        return ingen_liste(request, runde, "afgoerelser", hvorfor)
    regelsaet = regelsaet_af(request, runde)
    raekker = []
    for nr, p in enumerate(ordnet(billede), 1):
        egne = om(regelsaet, runde.indhold["afgoerelser"], p)
        a = egne[0] if egne else None
        laest = handling.laes_afgoerelse(regelsaet, a["post"]) if a is not None else None
        raekker.append({
            "nr": nr, "p": p, "a": a, "laest": laest, "flere": len(egne) > 1,
            "gaelder": a is not None and _gaelder(a, runde),
            "beloeb": _afgjort_beloeb(p, laest),
            "afviger": handling.afviger(p, laest, regelsaet.data) if laest is not None else None,
        })  # fmt: skip
    return side(
        request,
        "runde_afgoerelser.html.j2",
        422 if fejl else 200,
        titel="Afgørelser",
        brevfejl=fejl,
        raekker=raekker,
        budget=billede.svar.budget,
        afgjort=sum(x["gaelder"] for x in raekker),
        venter=sum(x["a"] is not None and not x["gaelder"] for x in raekker),
        ord=ORD,
        loese=_loese(regelsaet, runde.indhold["afgoerelser"], billede),
        **faelles(request, runde, "afgoerelser"),
    )


def _afgjort_beloeb(projekt: ProjektSvar, a: Any) -> Mapping[str, int]:
    """Return the amounts of a decision by budget: its own, otherwise the calculated; empty for a refusal."""
    if a is None or a.udfald == "afslag":
        return {}
    return a.beloeb if a.beloeb is not None else projekt.beregnet or {}


async def afgoerelse_side(request: Request) -> Response:
    runde, billede, p = await _projekt(request)
    return _afgoerelsesside(request, runde, billede, p, {}, {})


def _afgoerelsesside(
    request: Request,
    runde: Runde,
    billede: Rundebillede,
    projekt: ProjektSvar,
    skrevet: Mapping[str, str],
    fejl: Mapping[str, str],
) -> Response:
    regelsaet = regelsaet_af(request, runde)
    egne = om(regelsaet, runde.indhold["afgoerelser"], projekt)
    truffet = egne[0] if egne else None
    hidtil: dict[str, str] = {}
    if truffet is not None:
        beloeb = truffet["post"].get("beloeb") or {}
        hidtil = {n: str(v) for n, v in truffet["post"].items() if n != "beloeb"}
        hidtil |= {f"beloeb_{b}": str(v) for b, v in beloeb.items()}
    felter = ("udfald", "begrundelse", "hovedhensyn", "af", "dato", *(f"beloeb_{b}" for b in billede.svar.budget))
    laest = handling.laes_afgoerelse(regelsaet, truffet["post"]) if truffet is not None else None
    return side(
        request,
        "runde_afgoerelse.html.j2",
        422 if fejl else 200,
        titel=f"Afgørelse om {projekt.navn}",
        p=projekt,
        nr=request.path_params["nr"],
        a=truffet,
        laest=laest,
        afviger=handling.afviger(projekt, laest, regelsaet.data) if laest is not None else None,
        gaelder=truffet is not None and _gaelder(truffet, runde),
        budget=billede.svar.budget,
        udfaldene=[(u, med_stort(ORD[u])) for u in _UDFALD],
        skrevet={n: skrevet.get(n, hidtil.get(n, "")) for n in felter},
        afgoerelsesfejl=fejl,
        **faelles(request, runde, "afgoerelser"),
    )


async def afgoerelse(request: Request, formular: FormData) -> Response:
    """Record the decision about a project; it replaces the previous one, which remains in the history."""
    runde, billede, p = await _projekt(request)
    regelsaet = regelsaet_af(request, runde)
    felter = ("udfald", "begrundelse", "hovedhensyn", "af", "dato", *(f"beloeb_{b}" for b in billede.svar.budget))
    skrevet = {n: tekst(formular, n).strip() for n in felter}
    post, fejl = _skrevet_afgoerelse(regelsaet, billede.svar, p, skrevet)
    if fejl:
        return _afgoerelsesside(request, runde, billede, p, skrevet, fejl)
    egne = {x["id"] for x in om(regelsaet, runde.indhold["afgoerelser"], p)}
    andre = [x for x in runde.indhold["afgoerelser"] if x["id"] not in egne]
    indhold = {**runde.indhold, "afgoerelser": [*andre, ny_post(post)]}
    hvad = f"Noterede afgørelsen om {p.betegnelse}: {ORD[post['udfald']]} ({post['af']})"
    return await gem(request, runde, formular, indhold, hvad, f"/afgoerelser#p{request.path_params['nr']}")


def _skrevet_afgoerelse(
    regelsaet: Regelsaet, svar: RanglisteSvar, projekt: ProjektSvar, skrevet: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the decision that is entered in the fields, and the errors by field."""
    fejl: dict[str, str] = {}
    if skrevet["udfald"] not in _UDFALD:
        fejl["udfald"] = "Vælg udfaldet."
    fejl |= personfejl(regelsaet, skrevet, "har afgjort")
    post: dict[str, Any] = {
        **handling.hvem(regelsaet, projekt, svar.projekter),
        **{n: skrevet[n] for n in ("udfald", "begrundelse", "af", "dato")},
    }
    if skrevet["hovedhensyn"]:
        post["hovedhensyn"] = skrevet["hovedhensyn"]
    foerste_beloeb = f"beloeb_{next(iter(svar.budget))}"
    beloeb = {b: kr for b in svar.budget if (kr := skrevet[f"beloeb_{b}"])}
    if beloeb:
        post["beloeb"] = beloeb
        fejl |= {f"beloeb_{b}": "Skriv beløbet for hver ramme, også 0." for b in svar.budget if b not in beloeb}
    elif (skrevet["udfald"] == "tilsagn" and uden_beloeb(projekt)) or skrevet["udfald"] == "delvist_tilsagn":
        fejl[foerste_beloeb] = f"Skriv beløbet i hele kroner{' for hver ramme' if len(svar.budget) > 1 else ''}."
    if not fejl:
        try:
            laest = handling.laes_afgoerelse(regelsaet, post)
            if (andre := andre_rammer(projekt, laest.beloeb or {}, svar.ord)) is not None:
                fejl[foerste_beloeb] = andre
        except LaeseFejl as forkert:
            om_beloebet = "beloeb" in forkert.besked and skrevet["udfald"] != "afslag"
            fejl[foerste_beloeb if om_beloebet else "udfald"] = til_siden(forkert.besked)
    return post, fejl


async def bekraeft(request: Request, formular: FormData) -> Response:
    """Confirm a decision as a second person, who must not be the one who made it."""
    runde, billede, p = await _projekt(request)
    regelsaet = regelsaet_af(request, runde)
    egne = om(regelsaet, runde.indhold["afgoerelser"], p)
    if not egne:
        raise HTTPException(404)
    skrevet = {"begrundelse": "-", **{n: tekst(formular, n).strip() for n in ("af", "dato")}}
    fejl = {f"b_{n}": v for n, v in personfejl(regelsaet, skrevet, "bekræfter").items()}
    if " ".join(skrevet["af"].casefold().split()) == " ".join(egne[0]["post"]["af"].casefold().split()):
        fejl["b_af"] = "Det skal være en anden person end den, der har afgjort."
    if fejl:
        return _afgoerelsesside(request, runde, billede, p, {}, fejl)
    ny = {**egne[0], "bekraeftet": {n: skrevet[n] for n in ("af", "dato")}}
    alle = [ny if x["id"] == ny["id"] else x for x in runde.indhold["afgoerelser"]]
    hvad = f"Bekræftede afgørelsen om {p.betegnelse} ({skrevet['af']})"
    return await gem(
        request,
        runde,
        formular,
        {**runde.indhold, "afgoerelser": alle},
        hvad,
        f"/afgoerelser#p{request.path_params['nr']}",
    )


async def fjern_afgoerelse(request: Request, formular: FormData) -> Response:
    runde, _, p = await _projekt(request)
    egne = {x["id"] for x in om(regelsaet_af(request, runde), runde.indhold["afgoerelser"], p)}
    indhold = {**runde.indhold, "afgoerelser": [x for x in runde.indhold["afgoerelser"] if x["id"] not in egne]}
    hvad = f"Fjernede den noterede afgørelse om {p.betegnelse}"
    return await gem(request, runde, formular, indhold, hvad, f"/afgoerelser#p{request.path_params['nr']}")


# ---- Letters and files


async def breve(request: Request) -> Response:
    """Return all letters and the meeting document as one zip file, without decisions that lack a second person."""
    r = delt(request)
    runde, _ = await _billede(request)
    b = await r.runder.bestilling(r.ejer, runde, Syn())
    g = await r.runder.grundlag(r.ejer, runde, Syn(), b)
    gaeldende = [x["post"] for x in runde.indhold["afgoerelser"] if _gaelder(x, runde)]
    try:
        lavet = await ved_siden_af(handling.breve, g, b, gaeldende)
    except AnsoegningFejl as fejl:
        return await afgoerelser(request, fejl.paa_siden)
    return fil_svar(zippet(lavet), "breve.zip")


async def poster(request: Request) -> Response:
    """Return the assessments or decisions as the file that the commands read."""
    runde = await hent_runde(request)
    slags = request.path_params["slags"]
    if slags not in _SLAGS:
        raise HTTPException(404)
    egne = [x["post"] for x in runde.indhold[slags] if slags == "vurderinger" or _gaelder(x, runde)]
    return fil_svar(handling.som_fil(slags, egne), f"{slags}.json")
