"""``rangliste`` on complete rounds: the JSON contract, which files count, interpretations, what-ifs and assessments."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning import load_regelsaet, rangliste
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.cli.vis_rangliste import vis_rangliste
from ansoegning.cli.vis_tjek import Skaerm
from ansoegning.fejl import BrugsFejl
from ansoegning.indlaes.runde import afklar
from ansoegning.model.rangliste import RanglisteSvar
from ansoegning.rangordning.beregning import Rangvalg, beregn
from hjaelp.projekt import PROJEKT
from hjaelp.rangliste_runde import ANSOEGNINGER, Skriv, lav_ansoegning
from hjaelp.runder import PULJE, find_uden_at_doemme, indkom, lav_runde, som_naivt
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung


# --- The contract -------------------------------------------------------------------------


def test_json_er_kontraktens(runden: RanglisteSvar) -> None:
    data = json.loads(json.dumps(runden.til_json()))
    assert list(data)[:12] == [
        "format", "pulje", "metode", "budget", "ansoegt", "beregnet", "overansoegt", "regionsgaranti", "projekter",
        "lige_rang", "fortolkninger", "fejl",
    ]  # fmt: skip
    assert (data["format"], data["pulje"], data["metode"]) == (1, PULJE, "prioriteret")
    assert data["budget"] == {"2025": 600_000_000, "2026": 700_000_000}
    assert set(data["regionsgaranti"]) >= {"udloest", "regioner"}
    kandidater = [p for p in data["projekter"] if p["rang"] is not None]
    assert [p["rang"] for p in kandidater] == list(range(1, len(kandidater) + 1))
    assert data["projekter"][: len(kandidater)] == kandidater
    for p in data["projekter"]:
        assert set(p) >= {
            "rang", "kommune", "nr", "navn", "fil", "udfald", "beregnet", "garanti", "robusthed", "begrundelse",
        }  # fmt: skip
        assert set(p["kommune"]) == {"kode", "navn", "region"}
        assert p["robusthed"] is None
        assert p["begrundelse"]
        assert (p["beregnet"] is None) == (p["rang"] is None)
        if p["rang"] is None:
            assert p["udfald"] in {"kraever_vurdering", "mangler_oplysninger", "opfylder_ikke"}
        else:
            assert p["udfald"] in {"inden_for_rammen", "uden_for_rammen"}
            assert all(isinstance(kr, int) for kr in p["beregnet"].values())
    for aar in ("2025", "2026"):
        assert sum(p["beregnet"][aar] for p in kandidater) == data["beregnet"][aar] <= data["budget"][aar]
        assert sum(p["ansoegt"][aar] for p in kandidater) == data["ansoegt"][aar]
    resten = data["projekter"][len(kandidater) :]
    assert [(p["kommune"]["kode"], p["nr"]) for p in resten] == sorted((p["kommune"]["kode"], p["nr"]) for p in resten)
    noegler = {n["id"]: n for n in kandidater[0]["noegler"]}
    assert (noegler["VK"]["kort_vist"], noegler["VK"]["enhed"]) == ("KKR", None)
    assert [noegler[i]["enhed"] for i in ("V1", "V2", "V4")] == ["kr.", "pct.", ""]
    betegnelser = {p["betegnelse"] for p in data["projekter"]}
    assert all(re.fullmatch(r"\d{4}/\d+ .+", b) for b in betegnelser)
    assert all({"id", "valg", "alternativ", "aendrer"} <= set(f) for f in data["fortolkninger"])
    naevnt = [n for f in data["fortolkninger"] for n in f["aendrer"]]
    naevnt += [n for g in data["lige_rang"] for n in g["projekter"]]
    naevnt += [n for n in data["regionsgaranti"]["regioner"].values() if n is not None]
    assert set(naevnt) <= betegnelser


@pytest.mark.parametrize("saet", [None, {"ramme_2026": "500.000"}])
def test_json_passer_til_det_offentliggjorte_skema(saet: dict[str, str] | None, skriv: Skriv) -> None:
    skriv("a.json", "Aarhus")
    mappe = skriv("b.json", "Odense", {"art": "blandet"}).parent
    (mappe / "c.yaml").write_text("kommune: [", encoding="utf-8")
    skema = json.loads((ROD / "docs" / "schema" / "rangliste.schema.json").read_text(encoding="utf-8"))
    proever = jsonschema.Draft202012Validator(skema)
    data = json.loads(json.dumps(rangliste(mappe, saet=saet).til_json()))
    assert list(proever.iter_errors(data)) == []
    assert not proever.is_valid({**data, "budget": None})
    assert not proever.is_valid({n: v for n, v in data.items() if n != "projekter"})


def test_hvert_alternativ_regnes(runden: RanglisteSvar) -> None:
    data = load_regelsaet(PULJE).data
    ventet = [(f.id, nr) for f in data.fortolkninger for nr in range(1, len(f.alternativer) + 1)]
    assert [(f.id, f.nr) for f in runden.fortolkninger] == ventet
    assert all(f.beregnet for f in runden.fortolkninger)


def test_kontaktoplysninger_er_ingen_steder(skriv: Skriv) -> None:
    kontakt = {"navne": "Hr. Hemmelig", "telefonnumre": "87 65 43 21", "e_postkasser": "hemmelig@example.dk"}
    skriv("a.json", "Aarhus", kontakt=kontakt)
    mappe = skriv("b.json", "Odense", {"afsluttes": "01/02/2027"}, kontakt=kontakt).parent
    svar = rangliste(mappe)
    tekst = json.dumps(svar.til_json(), ensure_ascii=False) + vis_rangliste(svar, Skaerm(80, farver=False, tegn=True))
    assert not re.search(r"(?i)hemmelig|87 ?65 ?43 ?21", tekst)


def test_svaret_er_det_samme_uanset_orden_proces_og_sprog(tmp_path: Path) -> None:
    filer = [str(f) for f in sorted(ANSOEGNINGER.rglob("*")) if f.is_file()]
    blandet = random.Random(7).sample(filer, len(filer))
    svar = set()
    for nr, (argumenter, miljoe) in enumerate(
        ((filer, {"PYTHONHASHSEED": "1"}), (blandet, {"PYTHONHASHSEED": "2", "LC_ALL": "C", "PYTHONUTF8": "0"}))
    ):
        ud = tmp_path / f"{nr}.json"
        subprocess.run(
            [sys.executable, "-m", "ansoegning", "rangliste", "--format", "json", "-o", str(ud), *argumenter],
            check=True, env={**os.environ, **miljoe}, capture_output=True,
        )  # fmt: skip
        svar.add(ud.read_bytes())
    assert len(svar) == 1


@given(seed=st.integers(0, 2**40), blanding=st.randoms(use_true_random=False))
def test_filernes_orden_er_ligegyldig(seed: int, blanding: random.Random) -> None:
    ansoegninger, ramme = lav_runde(seed, 30)
    blandet = blanding.sample(ansoegninger, len(ansoegninger))
    svar = []
    for orden in (ansoegninger, blandet):
        indkomne = indkom(orden, ramme)
        b = beregn(find_uden_at_doemme(indkomne, orden), Rangvalg("prioriteret"))
        svar.append((som_naivt(b, {a.fil for a in indkomne.afvist}), indkomne.afvist))
    assert svar[0] == svar[1]


@given(seed=st.integers(0, 2**40))
def test_at_slette_det_der_ikke_er_kandidat_aendrer_intet(seed: int) -> None:
    """The application itself remains."""
    ansoegninger, ramme = lav_runde(seed, 30)
    fuldt = beregn(find_uden_at_doemme(indkom(ansoegninger, ramme), ansoegninger), Rangvalg("prioriteret"))
    hvem = {(o.deltager.fil, o.deltager.nr) for o in fuldt.opgjorte if o.udfald is None}
    # Rows keep their names and order; their numbers only distinguish tied rows of the same name.
    faerre = [
        {**a, "projekter": [p for nr, p in enumerate(a["projekter"], 1) if (a["fil"], nr) in hvem]}
        for a in ansoegninger
    ]
    uden = beregn(find_uden_at_doemme(indkom(faerre, ramme), faerre), Rangvalg("prioriteret"))
    assert [k.beloeb for k in (fuldt.kandidater[i] for i in fuldt.fordeling.orden)] == [
        k.beloeb for k in (uden.kandidater[i] for i in uden.fordeling.orden)
    ]
    assert [fuldt.fordeling.ture[i] for i in fuldt.fordeling.orden] == [
        uden.fordeling.ture[i] for i in uden.fordeling.orden
    ]
    assert (fuldt.fordeling.udloest, fuldt.fordeling.knap) == (uden.fordeling.udloest, uden.fordeling.knap)


@pytest.mark.parametrize("faktor", [2, 7])
def test_at_gange_beloeb_rammer_og_graense_aendrer_ingen_orden(faktor: int) -> None:
    def ansoegninger(gange: int) -> list[dict[str, Any]]:
        r = random.Random(5)
        return [
            lav_ansoegning(
                k,
                {
                    "navn": f"P{nr}",
                    **{
                        n: r.randrange(3_000, 25_000) * gange
                        for n in PROJEKT
                        if n[-5:] in ("_2025", "_2026") and n[0] != "p"
                    },
                    "koordinering": r.choice(["kkr", "tvaerkommunal", "ingen"]),
                },
            )
            for nr, k in enumerate(("Aarhus", "Odense", "Aalborg", "Roskilde", "Hvidovre", "Vejle", "Randers", "Køge"))
        ]

    saet = {"ramme_2025": 70_000, "ramme_2026": 60_000, "mindste_anlaegsudgift": 20_000}
    en = rangliste(ansoegninger(1), saet={n: str(v) for n, v in saet.items()})
    flere = rangliste(ansoegninger(faktor), saet={n: str(v * faktor) for n, v in saet.items()})
    assert en.overansoegt
    assert {p.udfald for p in en.projekter} >= {"inden_for_rammen", "uden_for_rammen", "opfylder_ikke"}
    assert [(p.navn, p.rang, p.udfald, p.garanti) for p in en.projekter] == [
        (p.navn, p.rang, p.udfald, p.garanti) for p in flere.projekter
    ]


# --- Which files count --------------------------------------------------------------------


def test_to_filer_fra_en_kommune_er_en_fejl_der_naevner_begge(skriv: Skriv, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = skriv("a.json", "Aarhus"), skriv("under/b.json", "0751", {"navn": "Engen"})
    mappe = skriv("c.json", "Odense", {"navn": "Åen"}).parent
    svar = rangliste(mappe)
    assert [p.navn for p in svar.projekter] == ["Åen"]
    assert [f.fil for f in svar.fejl] == [str(a), str(b)]
    assert str(b) in svar.fejl[0].besked
    assert str(a) in svar.fejl[1].besked
    # Its region still counts as received.
    assert svar.regionsgaranti.modtaget == ("Region Midtjylland", "Region Syddanmark")
    assert koer_kommando(["rangliste", "--format", "json", str(mappe)]) == 3
    ud = capsys.readouterr()
    assert json.loads(ud.out)["fejl"][0]["fil"] == str(a)
    assert str(a) in ud.err


def test_erstatter_goer_den_nyeste_gaeldende(skriv: Skriv) -> None:
    skriv("v1.json", "Aarhus", {"navn": "Gammel"})
    skriv("v2.json", "Aarhus", {"navn": "Mellem"}, erstatter="v1.json")
    mappe = skriv("v3.json", "Aarhus", {"navn": "Ny"}, erstatter="v2.json").parent
    svar = rangliste(mappe)
    assert [p.navn for p in svar.projekter] == ["Ny"]
    assert svar.fejl == ()
    assert [(Path(s.fil).name, s.grund) for s in svar.sprunget_over] == [
        ("v1.json", "Filen er erstattet af v2.json."),
        ("v2.json", "Filen er erstattet af v3.json."),
    ]


@pytest.mark.parametrize(
    ("filer", "fejl", "erstattet"),
    [
        ([("a", "1", None)], {}, {}),
        ([("a", "1", "væk.yaml")], {}, {}),
        ([("m/a", "1", None), ("n/a", "1", "a")], {}, {"m/a": "n/a"}),
        ([("m/a", "1", None), ("n/b", "1", "m\\A")], {}, {"m/a": "n/b"}),
        ([("a", "1", "a")], {"a": "sig selv"}, {}),
        ([("a", "1", "b"), ("b", "1", "a")], {"a": "i ring", "b": "i ring"}, {}),
        ([("a", "1", "b"), ("b", "1", "c"), ("c", "1", "a")], dict.fromkeys("abc", "i ring"), {}),
        ([("a", "1", None), ("b", "2", "a")], {"b": "en anden ansøgers"}, {}),
        ([("a", "1", None), ("b", None, "a")], {"b": "en anden ansøgers"}, {}),
        ([("a", "1", None), ("b", "1", "a"), ("c", "1", "a")], {"b": "også sendt", "c": "Både denne"}, {"a": "b"}),
        ([("m/a", "1", None), ("n/a", "1", None), ("b", "1", "a")], dict.fromkeys(("m/a", "n/a"), "også sendt"), {}),
        ([("a", None, None), ("b", None, None)], {}, {}),
        # Paths as users write them: relative to the file, from another machine, without the suffix.
        ([("x/a.yaml", "1", None), ("y/b", "1", "../x/a.yaml")], {}, {"x/a.yaml": "y/b"}),
        ([("a.yaml", "1", None), ("y/a.yaml", "2", None), ("y/b", "1", "../a.yaml")], {}, {"a.yaml": "y/b"}),
        ([("x/a.yaml", "1", None), ("y/b", "1", "C:\\Sager\\2024\\A.yaml")], {}, {"x/a.yaml": "y/b"}),
        ([("x/a.yaml", "1", None), ("y/b", "1", "x/a")], {}, {"x/a.yaml": "y/b"}),
        ([("a.yaml", "1", None), ("a.json", "1", None), ("b", "1", "a")], {"b": "det kan være"}, {}),
        ([("x/a.yaml", "1", None), ("b", "1", "y/a.yaml")], {"b": "men den fil er her ikke"}, {}),
        # A cycle beside a third file: nothing states that the third is the newest.
        ([("a", "1", "b"), ("b", "1", "a"), ("c", "1", None)], {"a": "i ring", "b": "i ring", "c": "også sendt"}, {}),
    ],
)
def test_hvilken_fil_der_gaelder(
    filer: list[tuple[str, str | None, str | None]], fejl: dict[str, str], erstattet: dict[str, str]
) -> None:
    fundne, gamle = afklar(filer)
    assert set(fundne) >= set(fejl)
    assert all(del_ in fundne[fil] for fil, del_ in fejl.items()), fundne
    assert gamle == erstattet
    # In no case does an applicant have two files that count.
    for hvem in {h for _, h, _ in filer if h is not None}:
        assert sum(h == hvem and f not in fundne and f not in gamle for f, h, _ in filer) <= 1


def test_alt_i_mappen_er_laest_eller_naevnt(skriv: Skriv) -> None:
    mappe = skriv("a.json", "Aarhus").parent
    shutil.copy(ROD / "samples" / PULJE / "klar.yaml", mappe / "klar.yaml")
    filer = {
        "brev.pdf": b"%PDF-1.4",
        "noter.txt": b"hej",
        "i stykker.yaml": b"kommune: [",
        "vurderinger.yaml": b"vurderinger: []",
        "afgoerelser.yaml": b"afgoerelser: []",
        "~$a.xlsx": b"",
        ".skjult.yaml": b"",
        "a.svar.json": b"[]",
        "b.fejl.json": b"{}",
        "tilfaelde.yaml": b"tilfaelde: []",
        "under/anden.yaml": b"pulje: findes-ikke\n",
        ".git/config.yaml": b"x",
    }
    for navn, data in filer.items():
        (mappe / navn).parent.mkdir(exist_ok=True)
        (mappe / navn).write_bytes(data)
    svar = rangliste(mappe)
    assert len(svar.projekter) == 3
    fejl = {Path(f.fil).name: f.besked for f in svar.fejl}
    assert set(fejl) == {"brev.pdf", "noter.txt", "i stykker.yaml", "vurderinger.yaml", "anden.yaml", ".git"}
    assert "Giv den med --vurderinger" in fejl["vurderinger.yaml"]
    assert {Path(s.fil).name for s in svar.sprunget_over} == {
        "~$a.xlsx", ".skjult.yaml", "a.svar.json", "b.fejl.json", "tilfaelde.yaml", "afgoerelser.yaml",
    }  # fmt: skip
    # A file given as the assessor's is not read as an application.
    (mappe / "vurderinger.yaml").write_text("vurderinger: []\n", encoding="utf-8")
    uden = rangliste(mappe, vurderinger=mappe / "vurderinger.yaml")
    assert "vurderinger.yaml" not in {Path(f.fil).name for f in uden.fejl}


def test_en_fil_med_to_navne_har_det_samme_uanset_orden(skriv: Skriv) -> None:
    fil = skriv("b.json", "Aarhus")
    link = fil.parent / "a.json"
    try:
        link.symlink_to(fil)
    except OSError:
        pytest.skip("no links here")
    navne = [[p.fil for p in rangliste(k).projekter] for k in ([fil, link], [link, fil], [fil.parent, link])]
    assert navne == [[str(link)]] * 3
    # The unused name is reported if it was found in a folder, but not if it was given explicitly.
    assert [[s.fil for s in rangliste(k).sprunget_over] for k in ([fil, link], [fil.parent, link], fil.parent)] == [
        [], [str(fil)], [str(fil)],
    ]  # fmt: skip


def test_en_ukendt_ansoeger_er_med_og_siges(skriv: Skriv) -> None:
    fil = skriv("a.json", "Atlantis")
    svar = rangliste(fil)
    assert [p.udfald for p in svar.projekter] == ["inden_for_rammen"]
    assert any(str(fil) in b and "Atlantis" in b and "flere filer" in b for b in svar.bemaerkninger)


def test_en_fil_kan_kun_hedde_det_den_er(skriv: Skriv, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fil = str(skriv("a.json", "Aarhus"))
    for navn in ("liste.pdf", "liste.csv"):
        assert koer_kommando(["rangliste", fil, "-o", str(tmp_path / navn)]) == 2
        assert "Brug .json, .xlsx, .html, .docx eller .txt" in capsys.readouterr().err
        assert not (tmp_path / navn).exists()
    for navn, mere in (("liste.txt", []), ("liste", []), ("liste.csv", ["--format", "tekst"])):
        assert koer_kommando(["rangliste", fil, "-o", str(tmp_path / navn), *mere]) == 0
        assert "ikke en afgørelse" in (tmp_path / navn).read_text(encoding="utf-8")


def test_samme_fil_to_gange_er_en_fil(skriv: Skriv) -> None:
    fil = skriv("a.json", "Aarhus")
    svar = rangliste([fil, fil.parent, str(fil.parent / "." / "a.json")])
    assert len(svar.projekter) == 1
    assert svar.fejl == ()


def test_flere_puljer_er_forkert_brug(skriv: Skriv, capsys: pytest.CaptureFixture[str]) -> None:
    mappe = skriv("a.json", "Aarhus").parent
    (mappe / "b.yaml").write_text("pulje: resultatkontrakt-2023\n", encoding="utf-8")
    assert koer_kommando(["rangliste", str(mappe)]) == 2
    fejl = capsys.readouterr().err
    assert "a.json" in fejl
    assert "b.yaml" in fejl
    svar = rangliste(mappe, pulje=PULJE)
    assert [Path(f.fil).name for f in svar.fejl] == ["b.yaml"]


@pytest.mark.parametrize("indhold", [None, "kommune: ["])
def test_intet_at_laese_er_forkert_brug(tmp_path: Path, indhold: str | None) -> None:
    if indhold is not None:
        (tmp_path / "a.yaml").write_text(indhold, encoding="utf-8")
    with pytest.raises(BrugsFejl):
        rangliste(tmp_path)
    with pytest.raises(BrugsFejl):
        rangliste([tmp_path / "findes-ikke.yaml"])


def test_en_ukendt_kommune_er_med_uden_region() -> None:
    svar = rangliste([lav_ansoegning("Andeby", {"navn": "Bjerget"}), lav_ansoegning("Odense", {"navn": "Åen"})])
    p = next(p for p in svar.projekter if p.navn == "Bjerget")
    assert (p.udfald, p.gruppe, p.kommune and p.kommune.kode) == ("inden_for_rammen", None, None)
    assert [g.gruppe for g in svar.grupper][-1] == "ukendt"
