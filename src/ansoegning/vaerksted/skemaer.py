"""Generate the JSON Schemas of the files that the program reads and writes, published in ``docs/schema/``.

The schemas are for editors and other programs. They are generated from the models and the packs, never written by hand.
A schema of an application describes what can be *read*: keys, structure, and the notations of a value. Whether a value
is in its range, a multiple of its step, a real date or a known municipality is checked by ``tjek``, which reports the
location.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..indlaes.pakkelaeser import DAEKNINGSFIL, ENIGHEDSFIL, FILER, FORDELINGSFIL
from ..indlaes.regelsaet import find_pakker, load_pakke
from ..model.ansoegning import PULJE
from ..model.data import Data
from ..model.fordelingspakke import FordelingData
from ..model.fordelingssvar import FordelSvar, KomponentSvar
from ..model.rangliste import RanglisteSvar
from ..model.regelsaet import Faktaerklaering, RegelsaetData, Vaerdiform
from ..model.resultat import Resultat
from ..model.visning import med_stort
from ..sprog.regelsaet import Regelsaet
from ..system.filer import skriv_filer
from .daekning import Daekning, Enighed, Post
from .fordelingstilfaelde import Fordelingstilfaelde, Fordelingstilfaeldefil, Komponentfacit
from .rundetilfaelde import UDFALD

Skema = dict[str, Any]

UDGAVE = "https://json-schema.org/draft/2020-12/schema"
_ENDELSE = ".schema.json"
# Values that a pack stores as text, but that an editor sees as numbers if they are not quoted.
_TALTEKSTER = ("vaerdi", "trin", "mindst", "hoejst", "nr", "oplyst_sum", "beloeb", "offentliggjort")
# Keys that every answer contains; all other keys are omitted when they are empty.
_HVER_GANG = (
    "fil", "format", "program", "pulje", "regelsaet_sha256", "dato", "resultat", "resultat_antal", "klar", "antaget",
    "sat", "skema", "opgaver", "udestaaende", "dagene",
)  # fmt: skip
_BLANK = r"\s*"
_DATO = r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d{2}-\d{2}"
_TAL = r"[+−-]?\s*\d[\d.,]*\s*([A-Za-zÆØÅæøå%][^\d]*)?"
_HVAD = {
    "tal": "Et tal",
    "dato": "En dato, fx 30/11/2026",
    "ja_nej": "ja eller nej",
    "valg": "Et valg",
    "tekst": "En tekst",
    "tekstliste": "En liste af tekster",
    "kommune": "En kommune, navn eller nummer",
    "telefoner": "Telefonnumre",
    "mails": "Mailadresser",
}


def skemaer(*, regler: str | os.PathLike[str] | None = None) -> dict[str, Skema]:
    """Return every schema by file name. Raises BrugsFejl and RegelsaetFejl as ``load_regelsaet``."""
    regelsaet = [load_pakke(pakke) for pakke in find_pakker(regler).values()]
    fundne = {
        "resultat": _resultat(regelsaet),
        "rangliste": _rangliste(),
        "fordel": _fordel(),
        "fordelingstilfaelde": _fordelingstilfaelde(),
        f"regelsaet-{FORDELINGSFIL.removesuffix('.yaml')}": _fra_model(FordelingData, f"{FORDELINGSFIL} i et regelsæt"),
        "tilfaelde": _tilfaelde(),
        "ligegyldige": _ligegyldige(),
        **{f"regelsaet-{fil.removesuffix('.yaml')}": _pakkefil(fil, noegler) for fil, noegler in FILER.items()},
        f"regelsaet-{DAEKNINGSFIL.removesuffix('.yaml')}": _daekning(),
        f"regelsaet-{ENIGHEDSFIL.removesuffix('.yaml')}": _fra_model(Enighed, "Motorernes enighed om et regelsæt"),
        **{f"ansoegning-{r.id}": _ansoegning(r) for r in regelsaet},
    }
    return {f"{navn}{_ENDELSE}": {"$schema": UDGAVE, **skema} for navn, skema in fundne.items()}


def som_tekst(skema: Skema) -> str:
    """Return the content of a schema file."""
    return json.dumps(skema, ensure_ascii=False, indent=2) + "\n"


def skriv_skemaer(mappe: Path, *, overskriv: bool = False, regler: str | os.PathLike[str] | None = None) -> list[Path]:
    """Write every schema to a folder, which is created if it is missing, and return the files.

    Raises BrugsFejl, before anything is written, if a file exists and ``overskriv`` is false.
    """
    filer = {mappe / navn: som_tekst(skema).encode() for navn, skema in skemaer(regler=regler).items()}
    return skriv_filer(filer, overskriv=overskriv)


# --- The answer ---------------------------------------------------------------------------


def _resultat(regelsaet: list[Regelsaet]) -> Skema:
    """Return the schema of ``tjek --format json``: a list of answers and of files that could not be read.

    It allows further keys, because adding a key does not break the contract.
    """
    alle = _uden_titler(Resultat.model_json_schema(mode="serialization"))
    defs: Skema = alle["$defs"]
    for noegle in {n for r in regelsaet if r.data.ansoeger and (n := r.data.ansoeger.bruger_noegle)}:
        defs["KommuneSvar"]["properties"][noegle] = {
            "type": ["string", "null"],
            "description": "The user name at the form's site.",
        }
    felter: Skema = alle["properties"]
    egne = {navn: felter[navn] for navn in _HVER_GANG}
    egne["kommune"] = {"$ref": "#/$defs/KommuneSvar", "description": "The applicant, where the pool has one."}
    raekker = {"type": "array", "items": {"$ref": "#/$defs/RaekkeSvar"}}
    for liste in {n: None for r in regelsaet for n in r.data.lister}:
        egne[liste] = {**raekker, "description": "The rows of the pack's list of this name."}
    egne["kriterier"] = {**felter["kriterier"], "description": "The criteria of the application as a whole."}
    egne["vaegtning"] = {
        **felter["vaegtning"],
        "description": "What decides the place of an application that is ordered itself.",
    }
    egne["hvorfor"] = {**felter["belaeg"], "description": "Why each conclusion was drawn; with --hvorfor."}
    egne["vurderinger_ikke_brugt"] = {"type": "array", "items": {"type": "string"}}
    defs["Resultat"] = {
        "type": "object",
        "description": "The answer to one application; guidance and calculation, never a decision. The rows stand "
        "under their list's own name.",
        "properties": egne,
        "required": list(_HVER_GANG),
    }
    defs["Laesefejl"] = {
        "type": "object",
        "description": "A file that could not be read.",
        "properties": {
            "fil": {"type": "string"},
            "fejl": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "besked": {"type": "string"},
                        "linje": {"type": ["integer", "null"]},
                        "kolonne": {"type": ["integer", "null"]},
                        "ark": {"type": "string", "description": "The sheet of a workbook."},
                        "celle": {"type": ["string", "null"], "description": "Its cell, as Projekter!C5."},
                    },
                    "required": ["besked"],
                },
            },
        },
        "required": ["fil", "fejl"],
    }
    rod = {
        "title": "ansoegning tjek --format json",
        "type": "array",
        "items": {"anyOf": [{"$ref": "#/$defs/Resultat"}, {"$ref": "#/$defs/Laesefejl"}]},
    }
    return _kun_brugte({**rod, "$defs": defs})


def _rangliste() -> Skema:
    """Return the schema of ``rangliste --format json``. It allows further keys, as ``_resultat`` does."""
    alle = _uden_titler(RanglisteSvar.model_json_schema(mode="serialization"))
    return _kun_brugte({"title": "ansoegning rangliste --format json", **alle})


def _fordel() -> Skema:
    """Return the schema of ``fordel --format json``, with the first component's keys also at the top level."""
    alle = _uden_titler(FordelSvar.model_json_schema(mode="serialization"))
    defs: Skema = alle["$defs"]
    egne = ("beloeb", "noegle", "afrunding", "parter", "sum", "afvigelser")
    alle["properties"] |= {n: defs[KomponentSvar.__name__]["properties"][n] for n in egne}
    alle["required"] += egne
    return _kun_brugte({"title": "ansoegning fordel --format json", **alle})


def _fordelingstilfaelde() -> Skema:
    alle = _fra_model(Fordelingstilfaeldefil, "Tilfælde til prøvning af en fordeling")
    for del_ in (Komponentfacit.__name__, Fordelingstilfaelde.__name__):
        for navn in ("parter", "saet"):
            felt = alle["$defs"][del_]["properties"].get(navn, {})
            for skrevet in (felt.get("additionalProperties"), *felt.get("patternProperties", {}).values()):
                if isinstance(skrevet, dict):
                    skrevet["type"] = ["number", "string"]
    return alle


# --- A pack -------------------------------------------------------------------------------


def _pakkefil(fil: str, noegler: tuple[str, ...]) -> Skema:
    alle = _fra_model(RegelsaetData, "")
    kraevet = [n for n in alle.get("required", ()) if n in noegler]
    skema: Skema = {
        "title": f"{fil} i et regelsæt",
        "type": "object",
        "properties": {n: alle["properties"][n] for n in noegler},
        "additionalProperties": False,
    }
    if kraevet:
        skema["required"] = kraevet
    return _kun_brugte({**skema, "$defs": alle["$defs"]})


def _daekning() -> Skema:
    alle = _fra_model(Daekning, "")
    post = alle["$defs"][Post.__name__]
    # A post without a document has the file's document, and a single id may be written without a list.
    post["required"] = [n for n in post["required"] if n != "dokument"]
    af = post["properties"]["af"]
    post["properties"]["af"] = {"anyOf": [{"type": "array", "items": af["items"]}, {"type": "string"}]}
    egne = alle["properties"]
    return _kun_brugte(
        {
            "title": f"{DAEKNINGSFIL} i et regelsæt: kildens krav, og hvad der koder dem",
            "type": "object",
            "properties": {"dokument": egne["dokument"], "daekning": {**egne["poster"], "minItems": 1}},
            "required": ["dokument", "daekning"],
            "additionalProperties": False,
            "$defs": alle["$defs"],
        }
    )


def _fra_model(model: type[Data], titel: str) -> Skema:
    """Return the schema of a model as its file is written: a text field may also be written as an unquoted number."""
    skema = _uden_titler(model.model_json_schema(by_alias=True, mode="validation"))
    for del_ in (skema, *skema.get("$defs", {}).values()):
        del_.pop("description", None)
        for navn, felt in del_.get("properties", {}).items():
            if navn in _TALTEKSTER and "string" in _typer(felt):
                felt["type"] = ["number", *_typer(felt)]
            if "patternProperties" in felt:
                felt.setdefault("additionalProperties", False)
    return {"title": titel, **skema}


def _typer(felt: Skema) -> list[str]:
    typer = felt.get("type", [])
    return [typer] if isinstance(typer, str) else list(typer)


def _tilfaelde() -> Skema:
    skalar = {"type": ["string", "number", "boolean", "null"]}
    par = {"type": ["object", "null"], "additionalProperties": skalar}
    navne = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}, {"type": "null"}]}
    statusser = {"type": ["object", "null"], "additionalProperties": {"type": "string"}}
    fund = {"anyOf": [*navne["anyOf"], {"type": "object", "additionalProperties": navne}]}
    raekker = {"type": ["object", "null"], "additionalProperties": statusser}
    ja_nej = {"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": _kun(_uden_store("ja|nej|true|false"))}]}
    giver = {
        "kriterier": {**statusser, "description": "Kriterium og den status, det skal få."},
        "raekker": {**raekker, "description": "Statusser for hver række, efter dens nummer."},
        "mangler": {
            "type": ["object", "null"],
            "additionalProperties": navne,
            "description": "Kriterium og netop de oplysninger, det skal mangle.",
        },
        "fund": {**fund, "description": "Tjek, der skal give et fund, evt. med de felter, de skal pege på."},
        "uden_fund": {**fund, "description": "Tjek, der ikke må give et fund."},
        "opgaver": {**navne, "description": "Opgaver, der skal stilles."},
        "uden_opgaver": {**navne, "description": "Opgaver, der ikke må stilles."},
        "resultat": {"type": "string", "description": "Ansøgningens resultat."},
        "klar": {**ja_nej, "description": "Om ansøgningen skal være klar."},
    }
    tilfaelde = {
        "navn": {"type": "string", "description": "En sætning om, hvad tilfældet viser."},
        "raekke": {"type": ["object", "null"], "description": "Den ene række i en ansøgning, der ikke har andet."},
        "ansoegning": {"type": ["object", "null"], "description": "En ansøgning som i en fil, uden puljen."},
        "vurderet": {**par, "description": "Det, en person har vurderet af rækken."},
        "dato": {"type": ["string", "null"], "description": "Dagen for kørslen."},
        "saet": {**par, "description": "Parametre med en anden værdi."},
        "antag": {**par, "description": "Oplysninger, der antages, hvor de mangler."},
        "giver": {
            "type": "object",
            "description": "Det, tilfældet skal give; om det, der ikke er nævnt, siges intet.",
            "properties": giver,
            "additionalProperties": False,
            "minProperties": 1,
        },
    }
    giver["point"] = {**par, "description": "Rækkens point: af hvert kriterium før vægten, og i_alt."}
    giver["fakta"] = {**par, "description": "Rækkens beregnede fakta, i deres egen enhed."}
    giver["beregnet"] = {**par, "description": "Hele kroner af hver ramme, når rækken er alene."}
    skema = _liste_under(
        "tilfaelde",
        {
            "type": "object",
            "properties": tilfaelde,
            "required": ["navn", "giver"],
            "oneOf": [{"required": ["raekke"]}, {"required": ["ansoegning"]}],
            "additionalProperties": False,
        },
    )
    runder = _liste_under("runder", _runde(tilfaelde, par, ja_nej))["properties"]
    faelles = {"type": "object", "description": "Oplysninger, som hver række i filens runder har."}
    return {
        "title": "Tilfælde til prøvning af et regelsæt",
        **{n: v for n, v in skema.items() if n != "required"},
        "properties": {**skema["properties"], **runder, "faelles": faelles},
        "anyOf": [{"required": ["tilfaelde"]}, {"required": ["runder"]}],
        "dependentRequired": {"faelles": ["runder"]},
    }


def _runde(tilfaelde: Skema, par: Skema, ja_nej: Skema) -> Skema:
    """Return the schema of a case of a complete round; ``tilfaelde`` has the keys it shares with other cases."""
    navne = {"type": "array", "items": {"type": "string"}}
    beloeb = {"type": "object", "additionalProperties": par}
    giver = {
        "orden": {**navne, "description": "Alle kandidater, den første først."},
        "inde": {**navne, "description": "Alle, der er inden for rammen."},
        "garanti": {**navne, "description": "Alle, som garantien har taget."},
        "udfald": {"type": "object", "additionalProperties": {"enum": [*UDFALD]}, "description": "Udfald efter navn."},
        "beregnet": {**beloeb, "description": "Hele kroner af hver ramme, efter navn."},
        "point": {**beloeb, "description": "Point efter navn: af hvert kriterium før vægten, og i_alt."},
        "fakta": {**beloeb, "description": "Beregnede fakta efter navn, i deres egen enhed."},
        "lige": {"type": "array", "items": navne, "description": "Alle grupper, der står lige."},
        "overansoegt": {**ja_nej, "description": "Om rammen ikke rækker."},
        "udloest": {**ja_nej, "description": "Om garantien er udløst."},
    }
    runde = {
        "navn": tilfaelde["navn"],
        "faelles": {"type": ["object", "null"], "description": "Oplysninger, som hver række i runden har."},
        "ansoegninger": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object"},
            "description": "Ansøgninger som i filer, uden puljen.",
        },
        "vurderet": {**beloeb, "description": "Det, en person har vurderet, efter rækkens navn."},
        "metode": {"enum": ["prioriteret", "point"], "description": "Metoden; ellers regelsættets egen."},
        "medtag_skoen": {**ja_nej, "description": "Om det, der kræver en vurdering, er med."},
        **{n: tilfaelde[n] for n in ("dato", "saet", "antag")},
        "giver": {**tilfaelde["giver"], "properties": giver},
    }
    return {
        "type": "object",
        "properties": runde,
        "required": ["navn", "ansoegninger", "giver"],
        "additionalProperties": False,
    }


def _ligegyldige() -> Skema:
    return {
        "title": "Ændringer af et regelsæt, der ingen forskel gør",
        **_liste_under(
            "ligegyldige",
            {
                "type": "object",
                "properties": {
                    "mutanter": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                    "grund": {"type": "string"},
                },
                "required": ["mutanter", "grund"],
                "additionalProperties": False,
            },
        ),
    }


def _liste_under(noegle: str, post: Skema) -> Skema:
    return {
        "type": "object",
        "properties": {noegle: {"type": "array", "items": post, "minItems": 1}},
        "required": [noegle],
        "additionalProperties": False,
    }


# --- An application -----------------------------------------------------------------------


def _ansoegning(regelsaet: Regelsaet) -> Skema:
    felter: Skema = {
        PULJE: {
            "anyOf": [{"const": regelsaet.id}, {"type": "null"}],
            "description": "Puljens navn. Kan udelades, når det siges med --pulje.",
        }
    }
    for navn, fakt in regelsaet.fakta_i(None).items():
        if fakt.afledt is not None:
            continue
        gruppe, prik, kort = navn.partition(".")
        if prik:
            felter.setdefault(gruppe, _objekt({}))["properties"][kort] = _fakt(fakt, regelsaet)
        else:
            felter[navn] = _fakt(fakt, regelsaet)
    for navn, liste in regelsaet.data.lister.items():
        raekke = {n: _fakt(f, regelsaet) for n, f in regelsaet.fakta_i(navn).items() if f.afledt is None}
        felter[navn] = {
            "type": ["array", "null"],
            "description": f"{liste.flertal.capitalize()}, hver med en bindestreg foran.",
            "maxItems": liste.hoejst,
            "items": _objekt(raekke),
        }
    return {
        "title": regelsaet.data.titel,
        "description": "Det, der er udeladt eller tomt, er ukendt; det er hverken nul eller nej. Om værdierne passer, "
        "siger »ansoegning tjek«.",
        **_objekt(felter),
        "type": "object",
    }


def _objekt(felter: Skema) -> Skema:
    return {"type": ["object", "null"], "properties": felter, "additionalProperties": False}


def _fakt(f: Faktaerklaering, regelsaet: Regelsaet) -> Skema:
    return {"description": _beskrivelse(f), **_form(f, regelsaet)}


def _beskrivelse(f: Faktaerklaering) -> str:
    hvor = f" (kolonne {f.kolonne})" if f.kolonne else f" ({f.felt})" if f.felt else ""
    hvad = _HVAD[f.type]
    if f.type == "tal":
        hvad += f" i {f.enhed}" if f.enhed else ""
        hvad += f", {f.mindst}–{f.hoejst}" if f.mindst is not None and f.hoejst is not None else ""
    navn = med_stort(f.navn)
    hjaelp = f.hjaelp if f.hjaelp is None or f.hjaelp.endswith((".", "?", "!")) else f"{f.hjaelp}."
    return " ".join(d for d in (f"{navn}{hvor}.", hjaelp, f"{hvad}.") if d)


def _form(f: Vaerdiform, regelsaet: Regelsaet) -> Skema:
    """Return the notations of a value; a blank value means unknown.

    An editor parses ``12.500`` in YAML as the number 12.5, and unquoted digits as a number.
    """
    match f.type:
        case "tal":
            return {"type": ["number", "string", "null"], "pattern": _kun(_TAL)}
        case "dato":
            return {"type": ["string", "null"], "pattern": _kun(_DATO)}
        case "ja_nej":
            return {
                "anyOf": [
                    {"enum": ["ja", "nej"]},
                    {"type": ["boolean", "string", "null"], "pattern": _kun(_uden_store("ja|nej|true|false"))},
                ]
            }
        case "valg":
            valg = f.valg or {}
            skrevet = "|".join(dict.fromkeys(_som_skrevet(x) for par in valg.items() for x in par))
            return {
                "anyOf": [
                    *({"const": navn, "description": betydning} for navn, betydning in valg.items()),
                    {"type": ["string", "null"], "pattern": _kun(skrevet)},
                ]
            }
        case "kommune":
            return {
                "anyOf": [
                    {"enum": sorted(k.navn for k in regelsaet.kommuner.alle)},
                    {"type": ["string", "integer", "null"]},
                ]
            }
        case "tekstliste":
            tekst = {"type": ["string", "number", "boolean", "null"]}
            return {"anyOf": [{"type": "array", "items": tekst}, tekst]}
        case _:
            return {"type": ["string", "number", "boolean", "null"]}


def _kun(moenster: str) -> str:
    """Return a pattern that matches a complete text, or a blank one."""
    return f"^{_BLANK}(({moenster}){_BLANK})?$"


def _uden_store(moenster: str) -> str:
    """Return a case-insensitive pattern; JSON Schema has no flag for that."""
    return "".join(f"[{t}{t.upper()}]" if t.isalpha() else t for t in moenster)


def _som_skrevet(tekst: str) -> str:
    """Return a pattern for the spellings of a choice: any case, æøå or ae/oe/aa, and hyphen, blank or underscore."""
    dele = []
    rent = tekst.lower()
    for udskrevet, bogstav in (("ae", "æ"), ("oe", "ø"), ("aa", "å")):
        rent = rent.replace(bogstav, udskrevet)
    for del_ in re.findall(r"ae|oe|aa|[\s_-]+|.", rent):
        if del_ in _UDSKREVET:
            dele.append(f"({_uden_store(del_)}|[{_UDSKREVET[del_]}{_UDSKREVET[del_].upper()}])")
        elif re.fullmatch(r"[\s_-]+", del_):
            dele.append(r"[\s_-]+")
        else:
            dele.append(_uden_store(del_) if del_.isalpha() else _SYNTAKS.sub(r"\\\g<0>", del_))
    return "".join(dele)


# Only these characters may be escaped in patterns compiled with the Unicode flag, which most validators use.
_SYNTAKS = re.compile(r"[\^$.*+?()\[\]{}|/]|\\")
_UDSKREVET = {"ae": "æ", "oe": "ø", "aa": "å"}


# --- Schemas in general -------------------------------------------------------------------


def _uden_titler(skema: Skema) -> Skema:
    """Remove pydantic's generated titles and empty defaults, and write descriptions as plain text on one line."""
    former = skema.get("anyOf", ())
    if former and all(set(f) == {"type"} for f in former):
        skema = {"type": [f["type"] for f in former], **{n: v for n, v in skema.items() if n != "anyOf"}}
    ud: Skema = {}
    for noegle, v in skema.items():
        if (noegle == "title" and isinstance(v, str)) or (noegle == "default" and v in (None, [], {}, ())):
            continue
        if noegle == "description" and isinstance(v, str):
            ud[noegle] = " ".join(v.replace("``", "`").split())
        elif noegle in ("properties", "$defs"):
            ud[noegle] = {n: _uden_titler(d) for n, d in v.items()}
        elif isinstance(v, dict):
            ud[noegle] = _uden_titler(v)
        elif isinstance(v, list):
            ud[noegle] = [_uden_titler(d) if isinstance(d, dict) else d for d in v]
        else:
            ud[noegle] = v
    return ud


def _kun_brugte(skema: Skema) -> Skema:
    """Remove unreferenced definitions, and sort the others by name."""
    defs: Skema = skema.pop("$defs")
    brugte: set[str] = set()
    nye = set(_henvisninger(skema))
    while nye:
        brugte |= nye
        nye = {h for n in nye for h in _henvisninger(defs[n])} - brugte
    return {**skema, "$defs": {n: defs[n] for n in sorted(brugte)}} if brugte else skema


def _henvisninger(del_: object) -> Iterator[str]:
    if isinstance(del_, dict):
        if isinstance(ref := del_.get("$ref"), str):
            yield ref.removeprefix("#/$defs/")
        for v in del_.values():
            yield from _henvisninger(v)
    elif isinstance(del_, list):
        for v in del_:
            yield from _henvisninger(v)
