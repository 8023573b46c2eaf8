"""Reading files: structure, limits, hostile contents, output to a terminal, and the documented exit codes.

Most tests run in process through the entry point. Tests of the process itself (streams, encodings, pipes, memory) start
one.
"""

from __future__ import annotations

import itertools
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ansoegning import tjek
from hjaelp.kommandofil import HOVED, KLAR, MANGLER, OPFYLDT, PROJEKT, PULJE, Gem, Koer, proces

pytestmark = pytest.mark.tung


IKKE_OPFYLDT = OPFYLDT.replace("18.000", "1.000")


# YAML and JSON are equivalent


def test_yaml_og_json_giver_det_samme(gem: Gem, koer: Koer) -> None:
    data = {
        "pulje": PULJE,
        "kommune": 751,
        "indsendt": "10/5/2024",
        "projekter": [
            {
                "navn": "Skovbrynet",
                "ansoegt_2025": 12500,
                "ansoegt_2026": "18.000",
                "andel_andre": 31.25,
                "afsluttes": "2026-11-30",
                "paabegyndt": False,
                "lovgrundlag": None,
                "dokumentation": ["Referat fra KKR", "Aftale"],
            }
        ],
    }
    yaml_tekst = f"""\
pulje: {PULJE}
kommune: 0751
indsendt: 2024-05-10
projekter:
  - navn: Skovbrynet
    ansoegt_2025: 12.500
    ansoegt_2026: "18000"
    andel_andre: 31.25
    afsluttes: 30/11/2026
    paabegyndt: NEJ
    lovgrundlag: ~
    dokumentation:
      - Referat fra KKR
      - Aftale
"""
    svar = koer("tjek", "--format", "json", gem("a.json", json.dumps(data)), gem("a.yaml", yaml_tekst))
    fra_json, fra_yaml = svar.json
    assert fra_json | {"fil": ""} == {**_uden_steder(fra_yaml), "fil": ""} | {"skema": _uden_steder(fra_json)["skema"]}
    assert svar.kode == 3
    assert fra_json["kommune"]["navn"] == "Aarhus"
    som_python = {**json.loads(json.dumps(data), parse_float=Decimal), "indsendt": date(2024, 5, 10)}
    begge = (tjek("a.yaml"), tjek(som_python))
    assert begge[0].raekker == begge[1].raekker
    assert begge[0].skema == begge[1].skema


def _uden_steder(svar: dict[str, Any]) -> dict[str, Any]:
    return {
        **svar,
        "skema": [{n: v for n, v in f.items() if n not in ("linje", "kolonne")} for f in svar["skema"]],
    }


@pytest.mark.parametrize("skrevet", ["", " ", "~", "null", "NULL", '""', "'  '", '"\u00a0"'])
def test_tomt_er_ikke_oplyst(skrevet: str, gem: Gem, koer: Koer) -> None:
    svar = koer("tjek", "--format", "json", gem("a.yaml", f"{HOVED}projekter:\n  - navn: A\n    art: {skrevet}\n"))
    assert not [f for f in svar.json[0]["skema"] if f["id"] == "S00"]


@pytest.mark.parametrize("skrevet", ['"null"', "'~'", "intet", "–"])
def test_en_tekst_i_anfoerselstegn_er_ikke_tom(skrevet: str, gem: Gem, koer: Koer) -> None:
    svar = koer("tjek", "--format", "json", gem("a.yaml", f"{HOVED}projekter:\n  - navn: A\n    art: {skrevet}\n"))
    (fund,) = [f for f in svar.json[0]["skema"] if f["id"] == "S00"]
    assert (fund["felt"], fund["linje"], fund["kolonne"]) == ("projekter[0].art", 5, 10)


@pytest.mark.parametrize(
    ("foer", "efter"),
    [
        (b"\xef\xbb\xbf", b""),
        (b"---\n", b""),
        (b"# note\n\n", b"\n# slut\n"),
        (b"", b"...\n"),
        (b"%YAML 1.2\n---\n", b""),
    ],
    ids=["bom", "dokumentstart", "noter", "dokumentslut", "direktiv"],
)
@pytest.mark.parametrize("linjeskift", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_filens_ydre_betyder_intet(foer: bytes, efter: bytes, linjeskift: bytes, gem: Gem, koer: Koer) -> None:
    data = (foer + KLAR.encode() + efter).replace(b"\n", linjeskift)
    svar = koer("tjek", "--format", "json", gem("a.yaml", data))
    assert (svar.kode, svar.json[0]["klar"], svar.fejl) == (0, True, "")


def test_json_med_bom_og_uden_endelse(gem: Gem, koer: Koer) -> None:
    data = b"\xef\xbb\xbf \r\n" + json.dumps({"pulje": PULJE, "kommune": "Ærø"}, ensure_ascii=False).encode()
    for navn in ("a.json", "a.JSON", "a", "a.txt"):
        svar = koer("tjek", "--format", "json", gem(navn, data))
        assert svar.json[0]["kommune"]["kode"] == "0492"


# Exit codes

KODEFILER = {
    "klar.yaml": (KLAR, 0),
    "ikke.yaml": (IKKE_OPFYLDT, 1),
    "mangler.yaml": (MANGLER, 3),
    "daarlig.yaml": ("{", 2),
    "vaerdi.yaml": (KLAR.replace("12345678", "1234"), 3),
}


def _kode(koder: list[int]) -> int:
    """Return 2 if any code is 2, else 1 if any is 1, else 3 if any is 3, else 0."""
    return next((k for k in (2, 1, 3) if k in koder), 0)


def test_koderne_for_flere_filer(gem: Gem, koer: Koer) -> None:
    for navn, (indhold, _) in KODEFILER.items():
        gem(navn, indhold)
    for antal in (1, 2, 3):
        for navne in itertools.combinations(KODEFILER, antal):
            svar = koer("tjek", "--format", "json", *navne)
            koder = [KODEFILER[n][1] for n in navne]
            assert svar.kode == _kode(koder), navne
            assert [s["fil"] for s in svar.json] == list(navne)
            assert [2 if "fejl" in s else 0 for s in svar.json] == [k if k == 2 else 0 for k in koder]
            assert len(svar.fejl.splitlines()) == koder.count(2)


def test_en_daarlig_fil_standser_ingen(gem: Gem, koer: Koer) -> None:
    svar = koer("tjek", gem("a.yaml", "{"), gem("klar.yaml", KLAR), "findes-ikke", gem("b.yaml", IKKE_OPFYLDT))
    assert svar.kode == 2
    assert svar.ud.count("Resultat:") == 2
    assert svar.fejl.splitlines()[0].startswith("Kan ikke læses: a.yaml, linje 2, kolonne 1:")
    assert "Kan ikke læses: findes-ikke: Filen findes ikke. Kontrollér navn og mappe." in svar.fejl


def test_standard_input() -> None:
    svar = proces("tjek", "--format", "json", "-", ind=KLAR.encode())
    assert svar.returncode == 0
    assert json.loads(svar.stdout)[0]["fil"] == "-"
    svar = proces("tjek", "-", "-", ind=KLAR.encode())
    assert (svar.returncode, svar.stdout.count(b"Resultat:")) == (2, 1)
    assert "standard-input: Filen er tom." in svar.stderr.decode()
    svar = proces("tjek", "-", ind=json.dumps({"pulje": PULJE}).encode())
    assert svar.returncode == 3


# Keys


@pytest.mark.parametrize(
    ("tekst", "besked"),
    [
        (
            f"{MANGLER}    navn: B\n",
            "linje 5, kolonne 5: Nøglen »navn« står to gange (første gang i linje 4). Slet den ene.",
        ),
        (
            f"{HOVED}kommune: Odense\n",
            "linje 3, kolonne 1: Nøglen »kommune« står to gange (første gang i linje 2).",
        ),
        (f"{HOVED}kontakt: {{navne: a, navne: b}}\n", "linje 3, kolonne 21: Nøglen »navne« står to gange"),
        (
            f"{MANGLER}    ansøgt_2025: 3\n",
            "linje 5, kolonne 5: Nøglen »ansøgt_2025« er ukendt her. Mente du »ansoegt_2025«?",
        ),
        (f"{MANGLER}    Ansøgt 2025: 3\n", "Mente du »ansoegt_2025«?"),
        (f"{MANGLER}    anso\u0308gt_2025: 3\n", "Mente du »ansoegt_2025«?"),
        (f"{MANGLER}    bruttoanlægsudgift_2025: 3\n", "Mente du »bruttoanlaegsudgift_2025«?"),
        (f"{MANGLER}    navm: 3\n", "Nøglen »navm« er ukendt her. Mente du »navn«?"),
        (f"{MANGLER}    B: 3\n", "Nøglen »B« er ukendt her. Mente du »ansoegt_2025«?"),
        (f"{MANGLER}    f: 3\n", "Nøglen »f« er ukendt her. Mente du »andel_andre«?"),
        (f"{MANGLER}    projektets navn: 3\n", "Mente du »navn«?"),
        (f"{MANGLER}    xyz: 3\n", "Nøglen »xyz« er ukendt her. Her kan stå: navn, ansoegt_2025,"),
        (f"{MANGLER}    udvidelse: 3\n", "»udvidelse« regnes ud af andre oplysninger. Slet linjen."),
        (f"{MANGLER}    prisvurdering: 3\n", "er den persons, der vurderer. Skriv den i filen til --vurderinger."),
        (
            f"{HOVED}projekt: []\n",
            "linje 3, kolonne 1: Nøglen »projekt« er ukendt her. Mente du »projekter«?",
        ),
        (f"{HOVED}Kommune: x\n", "Nøglen »Kommune« er ukendt her. Mente du »kommune«?"),
        (
            f"{HOVED}kontakt: {{navn: a}}\n",
            "linje 3, kolonne 11: Nøglen »navn« er ukendt her. Mente du »navne«?",
        ),
        (f"{HOVED}kontakt.navne: a\n", "Nøglen »kontakt.navne« er ukendt her. Mente du »kontakt«?"),
        (f"{HOVED}'': a\n", "Nøglen »« er ukendt her."),
        (
            f"{HOVED}beskrivelse: alt godt\n",
            "linje 3, kolonne 14: »beskrivelse« skal være en gruppe med nøglerne kapacitet,",
        ),
        (f"{HOVED}kommune2: [a]\n", "Nøglen »kommune2« er ukendt her. Mente du »kommune«?"),
        (
            f"{HOVED}projekter: ja\n",
            "linje 3, kolonne 12: »projekter« skal være en liste af projekter, hver med",
        ),
        (f"{HOVED}projekter: {{navn: A}}\n", "»projekter« skal være en liste"),
        (
            f"{HOVED}projekter: [A, B]\n",
            "linje 3, kolonne 13: Skriv projekter hver for sig som nøgler og værdier",
        ),
        (f"{MANGLER}    art: [nybyggeri]\n", "linje 5, kolonne 10: »art« skal have én værdi, ikke en liste."),
        (f"{MANGLER}    art: {{a: b}}\n", "linje 5, kolonne 10: »art« skal have én værdi, ikke en gruppe."),
        (
            f"{MANGLER}    dokumentation: [[a]]\n",
            "linje 5, kolonne 21: »dokumentation« skal være en liste af tekster.",
        ),
        (f"{MANGLER}    dokumentation: {{a: b}}\n", "»dokumentation« skal have én værdi, ikke en gruppe."),
        (HOVED.replace(PULJE, f"[{PULJE}]"), "linje 1, kolonne 8: »pulje« skal være navnet på én pulje."),
        (
            HOVED.replace(PULJE, "botilbud-2025"),
            "linje 1, kolonne 8: Der er intet regelsæt for puljen »botilbud-2025«. Mente du",
        ),
        ("kommune: Aarhus\n", "linje 1, kolonne 1: Filen siger ikke, hvilken pulje den hører til."),
        ("pulje:\nkommune: Aarhus\n", "Filen siger ikke, hvilken pulje den hører til."),
    ],
)
def test_noegler_og_form(tekst: str, besked: str, gem: Gem, koer: Koer) -> None:
    svar = koer("tjek", gem("a.yaml", tekst))
    assert svar.kode == 2
    assert besked in "\n".join(svar.beskeder)


def test_dobbelt_noegle_i_json(gem: Gem, koer: Koer) -> None:
    tekst = f'{{"pulje":"{PULJE}",\n "projekter":[{{"navn":"a",\n  "n\\u0061vn":"b"}}]}}'
    svar = koer("tjek", gem("a.json", tekst))
    assert "linje 3, kolonne 3: Nøglen »navn« står to gange (første gang i linje 2). Slet den ene." in svar.beskeder[0]


def test_over_tusind_projekter(gem: Gem, koer: Koer) -> None:
    svar = koer("tjek", gem("a.yaml", f"{MANGLER}{'  - navn: A' + chr(10):s}" + "  - navn: A\n" * 999))
    assert svar.kode == 2
    assert "linje 4, kolonne 3: Der er 1001 projekter; ansøgningen kan have højst 1000." in svar.beskeder[0]


@pytest.mark.parametrize("antal", [100])
def test_mange_projekter(antal: int, gem: Gem, koer: Koer) -> None:
    svar = koer("tjek", "--format", "json", gem("a.yaml", HOVED + "projekter:\n" + f"  - navn: A\n{PROJEKT}" * antal))
    assert svar.kode == 3
    assert len(svar.json[0]["projekter"]) == antal


def test_tomme_raekker_taelles_med(gem: Gem, koer: Koer) -> None:
    svar = koer("tjek", "--format", "json", gem("a.yaml", f"{HOVED}projekter:\n  -\n  - ~\n  - {{}}\n"))
    assert [p["nr"] for p in svar.json[0]["projekter"]] == [1, 2, 3]


# Invalid values are findings with a location, and the fact is unknown


def test_vaerdier_der_ikke_passer(gem: Gem, koer: Koer) -> None:
    tekst = f"""{HOVED}indsendt: 31/4/2024
projekter:
  - navn: A
    ansoegt_2025: 12.50
    pladser_2025: "8,5"
    andel_andre: 101 pct.
    afsluttes: 1/5/24
    art: ny
    paabegyndt: måske
    placering_kommune: Arhus
"""
    svar = koer("tjek", "--format", "json", gem("a.yaml", tekst))
    fund = {f["felt"]: (f["linje"], f["kolonne"]) for f in svar.json[0]["skema"] if f["id"] == "S00"}
    assert fund == {
        "indsendt": (3, 11),
        "projekter[0].ansoegt_2025": (6, 19),
        "projekter[0].pladser_2025": (7, 19),
        "projekter[0].andel_andre": (8, 18),
        "projekter[0].afsluttes": (9, 16),
        "projekter[0].art": (10, 10),
        "projekter[0].paabegyndt": (11, 17),
        "projekter[0].placering_kommune": (12, 24),
    }
    assert svar.kode == 3


def test_fakta_der_ikke_kan_laeses_er_ukendte(gem: Gem, koer: Koer) -> None:
    svar = koer("tjek", "--format", "json", gem("a.yaml", OPFYLDT.replace("31,25", "31,255")))
    (k5,) = [k for k in svar.json[0]["projekter"][0]["kriterier"] if k["id"] == "K5"]
    assert (k5["status"], k5["fakta"]["andel_andre"]) == ("mangler_oplysninger", None)


def test_tusinder_i_yaml_og_i_json(gem: Gem, koer: Koer) -> None:
    """Unquoted 12.500 in YAML is twelve thousand five hundred; the JSON number 12.500 is twelve and a half."""
    json_tekst = '{"pulje": "%s", "kommune": "Aarhus", "projekter": [{"navn": "A", "ansoegt_2025": %s}]}'
    svar = koer(
        "tjek",
        "--format",
        "json",
        gem("a.yaml", f"{MANGLER}    ansoegt_2025: 12.500\n"),
        gem("b.json", json_tekst % (PULJE, '"12.500"')),
        gem("c.json", json_tekst % (PULJE, "12500")),
        gem("d.json", json_tekst % (PULJE, "12.500")),
        gem("e.json", json_tekst % (PULJE, "1e999999999")),
    )
    fejl = [[f["besked"] for f in s["skema"] if f["id"] == "S00"] for s in svar.json]
    assert fejl[:3] == [[], [], []]
    assert "I et JSON-tal er punktum decimaltegn" in fejl[3][0]
    assert "for stort" in fejl[4][0]
