"""The JSON interface: the answers of the commands over HTTP, and its OpenAPI description."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ..fejl import AnsoegningFejl, BrugsFejl, LaeseFejl, til_siden
from ..handlinger import kladde
from ..handlinger.regler import puljer
from ..indlaes.argumenter import laes_dag
from ..indlaes.fil import HOEJST_BYTE
from ..system.langt_arbejde import ved_siden_af
from ..system.steder import mappe
from ..version import VERSION
from .delt import delt, side, vis
from .vagt import API, BESKEDER, CSRF

# A round contains many applications.
HOEJST_RUNDE = 10 * HOEJST_BYTE


def ruter() -> list[BaseRoute]:
    """Return the routes of this module."""
    return [
        Route(f"{API}/sundhed", sundhed, methods=["GET"]),
        Route(f"{API}/regelsaet", regelsaet_liste, methods=["GET"]),
        Route(f"{API}/regelsaet/{{id}}", regelsaet_et, methods=["GET"]),
        Route(f"{API}/tjek", tjek, methods=["POST"]),
        Route(f"{API}/rangliste", rangliste, methods=["POST"]),
        Route("/openapi.json", openapi, methods=["GET"]),
        vis("/api", api_side),
    ]


def json_svar(data: object, status: int = 200) -> Response:
    """Return JSON in the format that the commands write."""
    # A lone surrogate cannot be encoded as UTF-8, so it is sent as a JSON escape.
    tekst = json.dumps(data, ensure_ascii=False)
    return Response(tekst.encode("utf-8", "backslashreplace"), status, media_type="application/json")


def fejlsvar(status: int, besked: str, linje: int | None = None, kolonne: int | None = None) -> Response:
    """Return an error in the format of the interface."""
    return json_svar({"fejl": [{"besked": besked, "linje": linje, "kolonne": kolonne}]}, status)


async def sundhed(_: Request) -> Response:
    return json_svar({"program": VERSION})


async def regelsaet_liste(request: Request) -> Response:
    return json_svar(
        [
            {"id": p, "titel": x.data.titel, "beskrivelse": x.data.beskrivelse, "sha256": x.sha256}
            for p, x in puljer(delt(request).regler).items()
        ]
    )


async def regelsaet_et(request: Request) -> Response:
    fundet = puljer(delt(request).regler).get(request.path_params["id"])
    if fundet is None:
        return fejlsvar(404, "Der er intet regelsæt med det id.")
    return json_svar({**fundet.data.model_dump(mode="json", by_alias=True, exclude_none=True), "sha256": fundet.sha256})


async def tjek(request: Request) -> Response:
    try:
        data = await _krop(request, HOEJST_BYTE)
        valg = request.query_params
        _kun_kendte(request, ("dato", "hvorfor", "saet", "antag", "pulje"))
        skrevet = valg.get("dato", "").strip()
        resultat = await ved_siden_af(
            kladde.tjek_indhold,
            data,
            "ansoegning.json",
            pulje=valg.get("pulje") or None,
            dato=laes_dag(skrevet) if skrevet else None,
            saet=_par("saet", valg.getlist("saet")),
            antag=_par("antag", valg.getlist("antag")),
            hvorfor=_ja(valg.get("hvorfor", "")),
            regler=delt(request).regler,
        )
    except (AnsoegningFejl, _Afvist) as fejl:
        return _som_svar(fejl)
    svar = resultat.til_json()
    del svar["fil"]
    return json_svar(svar)


async def rangliste(request: Request) -> Response:
    try:
        data = await _krop(request, HOEJST_RUNDE)
        svar = await ved_siden_af(kladde.rangliste_indhold, data, regler=delt(request).regler)
    except (AnsoegningFejl, _Afvist) as fejl:
        return _som_svar(fejl)
    return json_svar(svar.til_json())


class _Afvist(Exception):
    """A request that is refused before its body is parsed."""

    def __init__(self, status: int, besked: str) -> None:
        super().__init__(besked)
        self.status = status


async def _krop(request: Request, hoejst: int) -> bytes:
    if request.scope.get(CSRF):
        # The cookie is only for the pages; programs must send the key.
        raise _Afvist(403, "Send nøglen som Authorization: Bearer NØGLE.")
    data = await request.body()
    if len(data) > hoejst:
        raise _Afvist(413, BESKEDER[413][1])
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise _Afvist(422, "Send ansøgningen som JSON, ikke som en fil.")
    return data


def _som_svar(fejl: AnsoegningFejl | _Afvist) -> Response:
    if isinstance(fejl, _Afvist):
        return fejlsvar(fejl.status, str(fejl))
    if isinstance(fejl, LaeseFejl):
        return fejlsvar(422, til_siden(fejl.besked), fejl.sted.linje, fejl.sted.kolonne)
    return fejlsvar(422, fejl.paa_siden)


def _kun_kendte(request: Request, kendte: tuple[str, ...]) -> None:
    for navn in request.query_params:
        if navn not in kendte:
            raise BrugsFejl(f"Valget »{navn[:60]}« er ukendt. Brug {', '.join(kendte)}.")
        if navn not in ("saet", "antag") and len(request.query_params.getlist(navn)) > 1:
            raise BrugsFejl(f"Valget »{navn}« er givet to gange. Angiv det én gang.")


def _ja(tekst: str) -> bool:
    if tekst.lower() not in ("", "0", "1", "false", "true", "ja", "nej"):
        raise BrugsFejl("hvorfor skal være true eller false.")
    return tekst.lower() in ("1", "true", "ja")


def _par(navn: str, tekster: list[str]) -> dict[str, str]:
    par: dict[str, str] = {}
    for t in tekster:
        n, lighed, v = t.partition("=")
        if not lighed or not n.strip() or not v.strip() or n.strip() in par:
            raise BrugsFejl(f"{navn}: skriv navn=værdi, hvert navn én gang.")
        par[n.strip()] = v.strip()
    return par


# ---- The description


async def openapi(_: Request) -> Response:
    return json_svar(beskrivelse())


async def api_side(request: Request) -> Response:
    return side(request, "api.html.j2", titel="For programmer", beskrivelse=beskrivelse())


@cache
def beskrivelse() -> dict[str, Any]:
    """Return the OpenAPI description, with the published JSON Schemas of application, result and order."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "ansoegning", "version": VERSION, "description": "Vejledende beregning – ikke en afgørelse."},
        "components": {
            "schemas": _skemaer(),
            "securitySchemes": {"noegle": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"noegle": []}],
        "paths": {
            f"{API}/sundhed": {
                "get": {**_svar("Om programmet svarer; kræver ingen nøgle.", noegle=False), "security": []}
            },
            f"{API}/regelsaet": {"get": _svar("Puljernes regelsæt.")},
            f"{API}/regelsaet/{{id}}": {
                "get": {
                    **_svar("Et regelsæt med kriterier, grænser, kilder og fortolkninger.", fejl=(404,)),
                    "parameters": [_valg("id", "puljens id", sted="path")],
                }
            },
            f"{API}/tjek": {
                "post": {
                    **_svar(
                        "Tjek en ansøgning, givet som JSON med oplysningerne fra en fil.", "Resultat", (403, 413, 422)
                    ),
                    "parameters": [
                        _valg("pulje", "puljens id, hvis ansøgningen ikke siger det"),
                        _valg("dato", "dagen for kørslen"),
                        _valg("hvorfor", "»true« viser udledningen"),
                        _valg("saet", "parameter=værdi, kan gentages", flere=True),
                        _valg("antag", "faktum=værdi, kan gentages", flere=True),
                    ],
                    "requestBody": _krav({"type": "object"}),
                }
            },
            f"{API}/rangliste": {
                "post": {
                    **_svar("Læg en runde i rækkefølge, og fordel rammen.", "Rangliste", (403, 413, 422)),
                    "requestBody": _krav(
                        {
                            "type": "object",
                            "required": ["ansoegninger"],
                            "additionalProperties": False,
                            "properties": {
                                "ansoegninger": {"type": "array", "items": {"type": "object"}},
                                "medtag_skoen": {"type": "boolean"},
                                "robusthed": {"type": "integer", "minimum": 0, "maximum": 10_000},
                                "omfang": {"enum": ["auto", "hele", "gruppe"]},
                            },
                        }
                    ),
                }
            },
        },
    }


def _svar(tekst: str, skema: str | None = None, fejl: tuple[int, ...] = (), *, noegle: bool = True) -> dict[str, Any]:
    indhold: dict[str, Any] = {"$ref": f"#/components/schemas/{skema}"} if skema else {}
    ord_ = {
        401: "ingen nøgle",
        403: "forkert vært eller oprindelse",
        404: "findes ikke",
        413: "for stor",
        422: "kan ikke læses",
    }
    svar: dict[str, Any] = {"200": {"description": "svaret", "content": {"application/json": {"schema": indhold}}}}
    for kode in (*((401,) if noegle else ()), *fejl):
        svar[str(kode)] = {
            "description": ord_[kode],
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Fejl"}}},
        }
    return {"summary": tekst, "responses": svar}


def _valg(navn: str, tekst: str, *, sted: str = "query", flere: bool = False) -> dict[str, Any]:
    skema: dict[str, Any] = {"type": "array", "items": {"type": "string"}} if flere else {"type": "string"}
    return {"name": navn, "in": sted, "required": sted == "path", "description": tekst, "schema": skema}


def _krav(skema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": skema}}}


def _skemaer() -> dict[str, Any]:
    """Return the published schemas by their names in the description, and that of an error."""
    filer = {f.name.removesuffix(".schema.json"): f for f in sorted(mappe("schema").glob("*.schema.json"))}
    navne = {"resultat": "Resultat", "rangliste": "Rangliste"}
    navne |= {n: f"Ansoegning_{n.removeprefix('ansoegning-')}" for n in filer if n.startswith("ansoegning-")}
    skemaer = {
        navn: _indlejret(json.loads(filer[n].read_text(encoding="utf-8")), navn)
        for n, navn in navne.items()
        if n in filer
    }
    if "Resultat" in skemaer:
        skemaer["Resultat"] = _uden_fil(skemaer["Resultat"])
    felter = {"besked": {"type": "string"}} | {n: {"type": ["integer", "null"]} for n in ("linje", "kolonne")}
    fejl = {"type": "object", "required": list(felter), "properties": felter}
    skemaer["Fejl"] = {
        "type": "object",
        "required": ["fejl"],
        "properties": {"fejl": {"type": "array", "items": fejl}},
    }
    return skemaer


def _uden_fil(skema: Any) -> dict[str, Any]:
    """Return the schema of one answer; the command's schema is a list of answers, each with its file."""
    et = skema["$defs"]["Resultat"]
    return {
        **et,
        "required": [n for n in et["required"] if n != "fil"],
        "properties": {n: v for n, v in et["properties"].items() if n != "fil"},
        "$defs": skema["$defs"],
    }


def _indlejret(skema: Any, navn: str) -> Any:
    """Return a schema whose references point to its location inside the description."""
    if isinstance(skema, dict):
        return {
            n: v.replace("#/", f"#/components/schemas/{navn}/", 1)
            if n == "$ref" and isinstance(v, str)
            else _indlejret(v, navn)
            for n, v in skema.items()
            if n not in ("$id", "$schema")
        }
    return [_indlejret(v, navn) for v in skema] if isinstance(skema, list) else skema
