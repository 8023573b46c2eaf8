"""The published JSON Schemas are up to date, and accept and refuse the same files as the program."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ansoegning import load_regelsaet, tjek
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import BrugsFejl, LaeseFejl
from ansoegning.indlaes.fil import laes_fil
from ansoegning.indlaes.noder import Liste, Node, Ordbog, Skalar
from ansoegning.indlaes.pakkelaeser import FORDELINGSFIL
from ansoegning.indlaes.regelsaet import find_pakker
from ansoegning.model.svarnavne import NOEGLER
from ansoegning.model.vaerdier import VaerdiFejl, laes_tekst
from ansoegning.sprog.regelsaet import Regelsaet
from ansoegning.system.steder import mappe
from ansoegning.vaerksted import ligegyldige, rundetilfaelde, tilfaelde
from ansoegning.vaerksted.skemaer import skemaer, skriv_skemaer, som_tekst
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung

SKEMAER = ROD / "docs" / "schema"
RULES, SAMPLES = mappe("rules"), mappe("samples")
BROKEN = SAMPLES / "fejl"
PAKKER = tuple(find_pakker())
BOTILBUD = "botilbud-2025-26"

PAKKEFILER = sorted(RULES.glob("*/*.yaml"))
TILFAELDEFILER = sorted(RULES.glob("*/tilfaelde/*.yaml"))
ANSOEGNINGER = sorted(
    p
    for p in SAMPLES.glob("*/*")
    if p.parent != BROKEN and p.suffix in (".yaml", ".json") and not p.name.endswith(".svar.json")
)
# The published schemas; a test compares them with the generated ones.
NAVNE = sorted(p.name for p in SKEMAER.glob("*.schema.json"))
UKENDT_NOEGLE = ("Nøglen »", "regnes ud af andre oplysninger")


def _navn(sti: Path) -> str:
    """Return the path in the source tree, wherever the program is installed."""
    return sti.relative_to(RULES.parent).as_posix()


def _besked(sti: Path) -> str:
    return str(json.loads(sti.with_name(f"{sti.stem}.fejl.json").read_text(encoding="utf-8"))["besked"])


FORKERTE_NOEGLER = sorted(
    p
    for p in BROKEN.iterdir()
    if not p.name.endswith(".fejl.json")
    and any(tegn in _besked(p) for tegn in UKENDT_NOEGLE)
    and "to gange" not in _besked(p)
)


@cache
def _skemaer() -> dict[str, dict[str, Any]]:
    return skemaer()


def _validator(navn: str) -> Draft202012Validator:
    return Draft202012Validator(_skemaer()[f"{navn}.schema.json"])


def _fejl(navn: str, vaerdi: Any) -> list[str]:
    return [f"{f.json_path}: {f.message}" for f in _validator(navn).iter_errors(vaerdi)]


def _som_editoren(node: Node) -> Any:
    """Return the values of a file as parsed with YAML 1.2's core schema, which editors use."""
    match node:
        case Ordbog(dele=dele):
            return {n: _som_editoren(v) for n, v in dele.items()}
        case Liste(dele=dele):
            return [_som_editoren(v) for v in dele]
        case Skalar(art="tekst"):
            return node.tekst
        case Skalar(tekst=tekst) if node.tom:
            return None
        case Skalar(tekst=tekst):
            if tekst in ("true", "True", "TRUE", "false", "False", "FALSE"):
                return tekst.lower() == "true"
            if re.fullmatch(r"[-+]?[0-9]+", tekst):
                return int(tekst)
            if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", tekst):
                return float(tekst)
            return tekst
    raise AssertionError(node)


def _laest(sti: Path) -> Any:
    return _som_editoren(laes_fil(str(sti)))


def _skemanavn(sti: Path) -> str:
    if sti.is_relative_to(SAMPLES):
        return f"ansoegning-{sti.parent.name}"
    if sti.parent.name == "tilfaelde":
        if sti.name == FORDELINGSFIL:
            return "fordelingstilfaelde"
        return "ligegyldige" if sti.name == tilfaelde.LIGEGYLDIGE else "tilfaelde"
    return f"regelsaet-{sti.stem}"


# --- As published ---------------------------------------------------------------------------


def test_docs_schema_er_det_programmet_laver() -> None:
    made = {navn: som_tekst(skema) for navn, skema in _skemaer().items()}
    published = {p.name: p.read_text(encoding="utf-8") for p in SKEMAER.iterdir()}
    assert published == made, "kør »ansoegning regler skemaer -o docs/schema --overskriv«"


@pytest.mark.parametrize("navn", NAVNE)
def test_hvert_skema_er_et_gyldigt_skema(navn: str) -> None:
    Draft202012Validator.check_schema(_skemaer()[navn])


@pytest.mark.parametrize("navn", NAVNE)
def test_moenstre_kan_laeses_som_unicode(navn: str) -> None:
    """JavaScript with the u flag allows only syntax characters to be escaped, and has no inline flags."""
    for moenster in _moenstre(_skemaer()[navn]):
        re.compile(moenster)
        assert not re.search(r"\(\?|\\[^dDsSwWbB^$\\.*+?()\[\]{}|/]", moenster), moenster


def _moenstre(del_: Any) -> Iterator[str]:
    if isinstance(del_, dict):
        yield from (v for n, v in del_.items() if n == "pattern" and isinstance(v, str))
        yield from del_.get("patternProperties", {})
        for v in del_.values():
            yield from _moenstre(v)
    elif isinstance(del_, list):
        for v in del_:
            yield from _moenstre(v)


@pytest.mark.parametrize(
    "sti", [*PAKKEFILER, *TILFAELDEFILER, *(p for p in ANSOEGNINGER if p.suffix == ".yaml")], ids=_navn
)
def test_en_fil_naevner_sit_skema_foerst(sti: Path) -> None:
    foerste = sti.read_text(encoding="utf-8").partition("\n")[0]
    skema = SKEMAER / f"{_skemanavn(sti)}.schema.json"
    assert skema.is_file()
    herfra = os.path.relpath(skema, (ROD / _navn(sti)).parent)
    assert foerste == f"# yaml-language-server: $schema={Path(herfra).as_posix()}"


# --- Applications ---------------------------------------------------------------------------


@pytest.mark.parametrize("sti", ANSOEGNINGER, ids=_navn)
def test_hver_proeve_er_gyldig(sti: Path) -> None:
    assert _fejl(_skemanavn(sti), _laest(sti)) == []


def test_der_er_proever_med_en_forkert_noegle() -> None:
    assert len(FORKERTE_NOEGLER) >= 6


@pytest.mark.parametrize("sti", FORKERTE_NOEGLER, ids=_navn)
def test_en_proeve_med_en_forkert_noegle_er_ugyldig(sti: Path) -> None:
    fejl = _fejl(f"ansoegning-{BOTILBUD}", _laest(sti))
    assert any("Additional properties are not allowed" in f for f in fejl)


@pytest.mark.parametrize("pakke", PAKKER)
def test_skemaet_har_hvert_faktum_der_kan_skrives_og_ingen_andre(pakke: str) -> None:
    egne = _skemaer()[f"ansoegning-{pakke}.schema.json"]["properties"]
    data = load_regelsaet(pakke).data
    navne = {"pulje"}
    for navn, felt in egne.items():
        if navn in data.lister:
            navne |= {f"{navn}[].{n}" for n in felt["items"]["properties"]}
        elif "properties" in felt:
            navne |= {f"{navn}.{n}" for n in felt["properties"]}
        else:
            navne.add(navn)
    assert navne == {
        "pulje",
        *(
            n if omraade == "ansoegning" else f"{omraade}[].{n}"
            for omraade, fakta in data.fakta.items()
            for n, f in fakta.items()
            if f.afledt is None
        ),
    }


SKREVET = [
    *("12.500", "12500", "0", "−5", "-5", "+7", "12.500 t.kr.", "20.250.000 kr.", "10,5 mio. kr.", "1,2 mia.", "8"),
    *("16 pladser", "1 plads", "31,25", "31.25", "31,25 %", "31,25 pct.", "31,25 procent", "3.400,50 kr."),
    *("30/11/2026", "1/12/2026", "30-10-2026", "15.11.2026", "2026-12-31", " 30/11/2026 "),
    *("ja", "nej", "Ja", "NEJ", "true", "False"),
    *("sel107", "SEL107", "SEL § 107", "sel § 107", "SEL §§ 107 og 108", "sel107-og-108", "både SEL og ABL § 105"),
    *("baade SEL og ABL § 105", "Nybyggeri", "eksisterende bygning", "KKR", "tværkommunal", "TVAERKOMMUNAL", "ingen"),
    *("Aarhus", "0751", "751", "+45 12 34 56 78, 87 65 43 21", "a@b.dk; c@d.dk", "tekst", "nonsens", "31/13", "ja tak"),
]


def _former(r: Regelsaet) -> Iterator[tuple[str, Any, Any]]:
    rod = _skemaer()[f"ansoegning-{r.id}.schema.json"]["properties"]
    for omraade, fakta in r.data.fakta.items():
        for navn, f in fakta.items():
            if f.afledt is not None:
                continue
            gruppe, prik, kort = navn.partition(".")
            if omraade != "ansoegning":
                skema = rod[omraade]["items"]["properties"][navn]
            else:
                skema = rod[gruppe]["properties"][kort] if prik else rod[navn]
            yield navn, f, skema


@pytest.mark.parametrize("pakke", PAKKER)
def test_skemaet_godtager_det_programmet_laeser(pakke: str) -> None:
    r = load_regelsaet(pakke)
    laeste = 0
    for navn, f, skema in _former(r):
        validator = Draft202012Validator(skema)
        assert validator.is_valid(None)
        for tekst in SKREVET:
            try:
                laes_tekst(f, tekst, r.kommuner)
            except VaerdiFejl:
                continue
            laeste += 1
            assert validator.is_valid(tekst), (navn, tekst)
    # Each fact has at least one notation that is read.
    assert laeste >= len(list(_former(r)))


@pytest.mark.parametrize(
    ("navn", "forkert"),
    [
        ("ansoegt_2025", "cirka 12"),
        ("ansoegt_2025", True),
        ("ansoegt_2025", [12]),
        ("afsluttes", "slutningen af 2026"),
        ("afsluttes", 2026),
        ("lovgrundlag", "sel109"),
        ("lovgrundlag", 107),
        ("paabegyndt", "måske"),
        ("navn", {"a": 1}),
        ("placering_kommune", [751]),
    ],
)
def test_skemaet_afviser_det_der_ikke_kan_vaere_en_vaerdi(navn: str, forkert: Any) -> None:
    skema = {n: s for n, _, s in _former(load_regelsaet(BOTILBUD))}[navn]
    assert not Draft202012Validator(skema).is_valid(forkert)


def test_et_valg_har_sine_navne() -> None:
    skema = {n: s for n, _, s in _former(load_regelsaet(BOTILBUD))}["lovgrundlag"]
    valg = load_regelsaet(BOTILBUD).data.fakta["projekter"]["lovgrundlag"].valg
    assert {d["const"]: d["description"] for d in skema["anyOf"] if "const" in d} == valg


# --- Packs and cases --------------------------------------------------------------------------


@pytest.mark.parametrize("sti", [*PAKKEFILER, *TILFAELDEFILER], ids=_navn)
def test_hver_pakkefil_er_gyldig(sti: Path) -> None:
    assert _fejl(_skemanavn(sti), _laest(sti)) == []


@pytest.mark.parametrize("sti", [*PAKKEFILER, *TILFAELDEFILER], ids=_navn)
def test_en_pakkefil_med_en_forkert_noegle_er_ugyldig(sti: Path) -> None:
    """A wrong key at the top level, and in the first object with declared keys."""
    data = _laest(sti)
    assert _fejl(_skemanavn(sti), {**data, "kriteriet": 1})
    for noegle, v in data.items():
        aendret = deepcopy(data)
        if isinstance(v, list) and v and isinstance(v[0], dict):
            aendret[noegle][0]["kriteriet"] = 1
            assert _fejl(_skemanavn(sti), aendret), noegle


def test_skemaet_for_tilfaelde_har_laeserens_noegler() -> None:
    post = _skemaer()["tilfaelde.schema.json"]["properties"][tilfaelde.MAPPE]["items"]
    assert tuple(post["properties"]) == tilfaelde.TILFAELDENOEGLER
    assert tuple(post["properties"]["giver"]["properties"]) == tilfaelde._GIVER
    post = _skemaer()["tilfaelde.schema.json"]["properties"][tilfaelde.RUNDER]["items"]
    assert tuple(post["properties"]) == rundetilfaelde.NOEGLER
    assert tuple(post["properties"]["giver"]["properties"]) == rundetilfaelde.GIVER
    post = _skemaer()["ligegyldige.schema.json"]["properties"][ligegyldige._ROD]["items"]
    assert tuple(post["properties"]) == ligegyldige._NOEGLER


# --- The answer -------------------------------------------------------------------------------


def _lukket(del_: Any) -> Any:
    """Return the schema with additional keys forbidden."""
    if isinstance(del_, dict):
        ny = {n: _lukket(v) for n, v in del_.items()}
        if "properties" in ny and ny.get("type") == "object":
            ny["additionalProperties"] = False
        return ny
    return [_lukket(v) for v in del_] if isinstance(del_, list) else del_


def _svarfejl(svar: Any) -> list[str]:
    skema = _lukket(_skemaer()["resultat.schema.json"])
    kun = {"$ref": "#/$defs/Laesefejl" if "fejl" in svar else "#/$defs/Resultat", "$defs": skema["$defs"]}
    return [f"{f.json_path}: {f.message}" for f in Draft202012Validator(kun).iter_errors(svar)]


@pytest.mark.parametrize("hvorfor", [False, True])
@pytest.mark.parametrize("sti", ANSOEGNINGER, ids=_navn)
def test_hvert_svar_er_gyldigt_og_har_kun_skemaets_noegler(sti: Path, hvorfor: bool) -> None:
    resultat = tjek(sti, hvorfor=hvorfor)
    svar = json.loads(json.dumps(resultat.til_json()))
    assert _svarfejl(svar) == []
    assert _fejl("resultat", [svar]) == []
    # No list of a pack can have the name of another key of the answer, so no key overwrites its rows.
    assert svar.keys() - resultat.raekker.keys() <= NOEGLER
    assert not resultat.raekker.keys() & NOEGLER


def test_kommandoens_uddata_er_gyldige(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    filer = [str(ANSOEGNINGER[0]), *map(str, FORKERTE_NOEGLER[:2]), "findes-ikke.yaml"]
    assert koer_kommando(["tjek", *filer, "--format", "json"]) == 2
    svar = json.loads(capfdbinary.readouterr().out)
    assert _fejl("resultat", svar) == []
    assert [_svarfejl(s) for s in svar] == [[]] * 4


def test_et_svar_uden_resultat_er_ugyldigt() -> None:
    svar = tjek(ANSOEGNINGER[0]).til_json()
    for noegle in ("resultat", "klar", "skema", "regelsaet_sha256"):
        assert _fejl("resultat", [{n: v for n, v in svar.items() if n != noegle}])
    assert _fejl("resultat", [{**svar, "klar": "ja"}])
    assert _fejl("resultat", svar)


# --- Writing ------------------------------------------------------------------------------------


def test_skemaer_skrives_og_overskriver_kun_paa_ordre(tmp_path: Path) -> None:
    ud = tmp_path / "a" / "b"
    assert {p.name for p in skriv_skemaer(ud)} == set(_skemaer())
    egen = ud / "resultat.schema.json"
    egen.write_text("min egen", encoding="utf-8")
    with pytest.raises(BrugsFejl, match="overskriv"):
        skriv_skemaer(ud)
    assert egen.read_text(encoding="utf-8") == "min egen"
    skriv_skemaer(ud, overskriv=True)
    assert egen.read_text(encoding="utf-8") == som_tekst(_skemaer()["resultat.schema.json"])


def test_der_skrives_ikke_gennem_et_link(tmp_path: Path) -> None:
    andet = tmp_path / "andet.txt"
    andet.write_text("urørt", encoding="utf-8")
    try:
        (tmp_path / "tilfaelde.schema.json").symlink_to(andet)
    except OSError:
        pytest.skip("der kan ikke laves genveje her")
    with pytest.raises(BrugsFejl, match="almindelig fil"):
        skriv_skemaer(tmp_path, overskriv=True)
    assert andet.read_text(encoding="utf-8") == "urørt"
    assert {p.name for p in tmp_path.iterdir()} == {"andet.txt", "tilfaelde.schema.json"}


def test_kommandoen_skriver_skemaerne(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert koer_kommando(["regler", "skemaer", "-o", str(tmp_path / "ud")]) == 0
    assert f"{len(_skemaer())} skemaer" in capsys.readouterr().out
    assert koer_kommando(["regler", "skemaer", "-o", str(tmp_path / "ud")]) == 2
    assert "--overskriv" in capsys.readouterr().err


def test_ens_egen_pakke_har_ogsaa_et_skema(tmp_path: Path) -> None:
    egen = tmp_path / "egen-kontrakt"
    egen.mkdir()
    for sti in (RULES / "resultatkontrakt-2023").glob("*.yaml"):
        tekst = sti.read_text(encoding="utf-8").replace("id: resultatkontrakt-2023", "id: egen-kontrakt")
        (egen / sti.name).write_text(tekst, encoding="utf-8")
    navne = {p.name for p in skriv_skemaer(tmp_path / "ud", regler=tmp_path)}
    assert navne == {*_skemaer(), "ansoegning-egen-kontrakt.schema.json"}


def test_en_oedelagt_proeve_kan_ikke_laeses() -> None:
    with pytest.raises(LaeseFejl):
        tjek(FORKERTE_NOEGLER[0])
