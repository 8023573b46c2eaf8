"""``rangliste`` on whole rounds: the contract's shape, which files count, other readings, what-ifs and assessments."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansoegning import load_regelsaet, rangliste, tjek
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.cli.vis_rangliste import vis_rangliste
from ansoegning.cli.vis_tjek import Skaerm
from ansoegning.fejl import BrugsFejl, LaeseFejl
from ansoegning.handlinger.koerselsvalg import Koerselsvalg
from ansoegning.handlinger.rangliste import gennemfoer
from ansoegning.indlaes.runde import afklar, laes_runde, saml_runde
from ansoegning.indlaes.vurderinger import laes_vurderinger
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.rangliste import RanglisteSvar
from ansoegning.model.visning import vis_tal
from ansoegning.rangordning.beregning import Rangvalg, beregn
from ansoegning.rangordning.deltagere import find_deltagere, med_andre_parametre
from ansoegning.rangordning.svar import projekter
from ansoegning.skriv.rapport import VEJLEDENDE
from hjaelp.projekt import PROJEKT
from hjaelp.runder import PULJE, find_uden_at_doemme, indkom, lav_runde, som_naivt
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung


RUNDE = ROD / "samples" / PULJE / "runde"
ANSOEGNINGER = RUNDE / "ansoegninger"
VURDERINGER = RUNDE / "vurderinger.yaml"


def _ansoegning(kommune: str, *projekter: dict[str, Any], **mere: Any) -> dict[str, Any]:
    return {"pulje": PULJE, "kommune": kommune, "projekter": [{**PROJEKT, **p} for p in projekter], **mere}


def _inde(svar: RanglisteSvar) -> list[str]:
    return [p.navn for p in svar.projekter if p.udfald == "inden_for_rammen"]


Skriv = Callable[..., Path]


@pytest.fixture
def skriv(tmp_path: Path) -> Skriv:
    """Writes an application to a file of this name, in the round's folder."""

    def skriv_(navn: str, kommune: str, *projekter: dict[str, Any], **mere: Any) -> Path:
        sti = tmp_path / "runde" / navn
        sti.parent.mkdir(parents=True, exist_ok=True)
        sti.write_text(json.dumps(_ansoegning(kommune, *(projekter or ({},)), **mere)), encoding="utf-8")
        return sti

    return skriv_


@pytest.fixture(scope="module")
def runden() -> RanglisteSvar:
    return rangliste(ANSOEGNINGER, vurderinger=VURDERINGER)


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
    """While its application stays."""
    ansoegninger, ramme = lav_runde(seed, 30)
    fuldt = beregn(find_uden_at_doemme(indkom(ansoegninger, ramme), ansoegninger), Rangvalg("prioriteret"))
    hvem = {(o.deltager.fil, o.deltager.nr) for o in fuldt.opgjorte if o.udfald is None}
    # Rows keep their names and order; their numbers only tell equals of one name apart.
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
            _ansoegning(
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
    assert [(Path(s.fil).name, Path(s.grund[:-1]).name) for s in svar.sprunget_over] == [
        ("v1.json", "v2.json"),
        ("v2.json", "v3.json"),
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
        # As a person writes a path: from where the file lies, from another machine, without the ending.
        ([("x/a.yaml", "1", None), ("y/b", "1", "../x/a.yaml")], {}, {"x/a.yaml": "y/b"}),
        ([("a.yaml", "1", None), ("y/a.yaml", "2", None), ("y/b", "1", "../a.yaml")], {}, {"a.yaml": "y/b"}),
        ([("x/a.yaml", "1", None), ("y/b", "1", "C:\\Sager\\2024\\A.yaml")], {}, {"x/a.yaml": "y/b"}),
        ([("x/a.yaml", "1", None), ("y/b", "1", "x/a")], {}, {"x/a.yaml": "y/b"}),
        ([("a.yaml", "1", None), ("a.json", "1", None), ("b", "1", "a")], {"b": "det kan være"}, {}),
        ([("x/a.yaml", "1", None), ("b", "1", "y/a.yaml")], {"b": "men den fil er her ikke"}, {}),
        # A ring beside a third file: nothing says that it is the newest.
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
    # Whatever is wrong, an applicant never has two files that count.
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
    # Given as the assessor's, it is no application.
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
    # The name that was not used is told where it was found, and not where it was given.
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
    svar = rangliste([_ansoegning("Andeby", {"navn": "Bjerget"}), _ansoegning("Odense", {"navn": "Åen"})])
    p = next(p for p in svar.projekter if p.navn == "Bjerget")
    assert (p.udfald, p.gruppe, p.kommune and p.kommune.kode) == ("inden_for_rammen", None, None)
    assert [g.gruppe for g in svar.grupper][-1] == "ukendt"


def test_ukendt_laan_er_ingen_kandidat() -> None:
    svar = rangliste([_ansoegning("Odense", {"ansoegt_2026": None})])
    (p,) = svar.projekter
    assert (p.status, p.udfald, p.rang, p.beregnet) == ("opfyldt", "mangler_oplysninger", None, None)
    assert p.begrundelse == ("Beløbet i 2026 er ikke oplyst.",)


# --- Other readings -----------------------------------------------------------------------


def _med_rettelser(mappe: Path, retter: list[dict[str, Any]]) -> Path:
    """A copy of the pack with another reading written into it, by plain means."""
    shutil.copytree(ROD / "rules" / PULJE, mappe, ignore=shutil.ignore_patterns("tilfaelde", "*.md", "daekning.yaml"))
    (mappe / "fortolkninger.yaml").unlink()

    def ret(fil: str, aendr: Callable[[Any], None]) -> None:
        data = yaml.load((mappe / fil).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - only texts
        aendr(data)
        (mappe / fil).write_text(
            yaml.safe_dump(data, allow_unicode=True, default_style='"', sort_keys=False), encoding="utf-8"
        )

    def oplys(data: dict[str, dict[str, dict[str, Any]]]) -> None:
        # Facts that only the readings use are read by nobody without them.
        for fakt in (f for omfang in data["fakta"].values() for f in omfang.values()):
            if "afledt" in fakt:
                fakt.setdefault("brug", ["oplysning"])

    ret("fakta.yaml", oplys)
    for r in retter:
        if "parameter" in r:
            ret("parametre.yaml", lambda d, r=r: d["parametre"][r["parameter"]].update(vaerdi=r["vaerdi"]))  # type: ignore[misc] # r is bound now
        elif "kriterium" in r:
            nyt = {n: v for n, v in r.items() if n != "kriterium"}
            ret(
                "kriterier.yaml",
                lambda d, r=r, nyt=nyt: next(k for k in d["kriterier"] if k["id"] == r["kriterium"]).update(nyt),  # type: ignore[misc] # likewise
            )
        else:
            ret("raekkefoelge.yaml", lambda d, r=r: _ret_orden(d["raekkefoelge"], r["raekkefoelge"]))  # type: ignore[misc] # likewise
    return mappe


def _ret_orden(orden: dict[str, Any], nyt: dict[str, Any]) -> None:
    for noegle in nyt.pop("noegler", []):
        (plads,) = [i for i, n in enumerate(orden["noegler"]) if n["id"] == noegle["id"]]
        orden["noegler"][plads] = noegle
    if "garanti" in nyt:
        orden["garanti"].update(nyt.pop("garanti"))
    if "gruppe" in nyt:
        orden["garanti"]["modtaget"] = orden["gruppe"]
    orden.update(nyt)


_SKREVET = (ROD / "rules" / PULJE / "fortolkninger.yaml").read_text(encoding="utf-8")
_FORTOLKNINGER = yaml.load(_SKREVET, Loader=yaml.BaseLoader)["fortolkninger"]  # noqa: S506 - only texts
# A pack's own criterion cannot add over several files (test_faelles has that reading).
_ALTERNATIVER = [
    (f["id"], nr, a["retter"])
    for f in _FORTOLKNINGER
    for nr, a in enumerate(f["alternativer"], 1)
    if not any("samles" in r for r in a["retter"])
]


@pytest.mark.parametrize(("id_", "nr", "retter"), _ALTERNATIVER, ids=[f"{i}-{n}" for i, n, _ in _ALTERNATIVER])
def test_et_alternativ_er_det_samme_som_et_rettet_regelsaet(
    id_: str,
    nr: int,
    retter: list[dict[str, Any]],
    runden: RanglisteSvar,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _med_rettelser(tmp_path / PULJE, json.loads(json.dumps(retter)))
    shutil.copy(ROD / "rules" / "kommuner.csv", tmp_path)
    monkeypatch.setattr("ansoegning.indlaes.regelsaet.mappe", lambda _: tmp_path)
    rettet = load_regelsaet(PULJE)
    indkomne = saml_runde(_laeste(), rettet)
    vurderinger = laes_vurderinger(str(VURDERINGER), rettet)
    b = beregn(find_deltagere(indkomne, vurderinger=vurderinger), Rangvalg("prioriteret"))
    svar = next(f for f in runden.fortolkninger if (f.id, f.nr) == (id_, nr))
    foer = {p.betegnelse: (p.udfald, p.beregnet) for p in runden.projekter}
    efter = {p.betegnelse: (p.udfald, p.beregnet) for p in projekter(b)}
    assert set(foer) == set(efter)
    assert set(svar.aendrer) == {n for n in foer if foer[n] != efter[n]}
    inde = "inden_for_rammen"
    assert set(svar.ind) == {n for n in foer if efter[n][0] == inde != foer[n][0]}
    assert set(svar.ud) == {n for n in foer if foer[n][0] == inde != efter[n][0]}
    assert set(svar.uoplyst) == {n for n in foer if efter[n][0] == "mangler_oplysninger" != foer[n][0]}
    assert (svar.overansoegt, svar.udloest) == (b.fordeling.knap, b.fordeling.udloest)


def test_en_anden_laesning_gaelder_hele_ansoegningen(skriv: Skriv) -> None:
    """A project that does not itself expand comes in; a loan is enough where a cost is not said."""
    skriv(
        "a.json",
        "Aarhus",
        {"navn": "Udvider"},
        {"navn": "Flytter", "pladser_2026": 0, "pladser_etableret": 4, "nedlagte_pladser": 4},
    )
    skriv(
        "b.json",
        "Odense",
        *({"navn": n, "ansoegt_2025": 0, "ansoegt_2026": 12_000, "bruttoanlaegsudgift_2025": None} for n in "XY"),
    )
    mappe = skriv("c.json", "Vejle").parent
    svar = rangliste(mappe)
    ellers = {(f.id, f.nr): f for f in svar.fortolkninger}
    assert ellers["F4", 1].ind == ("0751/2 Flytter",)
    assert ellers["F1", 1].ind == ("0461/1 X", "0461/2 Y")
    assert ellers["F1", 1].uoplyst == ()


@cache
def _laeste() -> list[Ansoegning]:
    """The round's applications, read once: every reading of the pool has the same facts."""
    return laes_runde([str(ANSOEGNINGER)]).modtaget


def test_at_doemme_igen_giver_det_samme() -> None:
    """Judging again, as other readings do, agrees with the chainers' results, the assessor's answers included."""
    _, deltagere, _ = gennemfoer(ANSOEGNINGER, Koerselsvalg(vurderinger=VURDERINGER))
    igen = med_andre_parametre(deltagere, deltagere.regelsaet)
    assert [(d.rolle, dict(d.roller)) for d in igen.alle] == [(d.rolle, dict(d.roller)) for d in deltagere.alle]
    assert {d.rolle for d in igen.alle} == {"opfyldt", "skoen", "uoplyst", "ikke_opfyldt"}
    assert any(s.vurdering is not None for d in deltagere.alle for s in d.kriterier)


def test_saet_vises_som_forskel_til_grundlaget(runden: RanglisteSvar) -> None:
    saet = {"ramme_2026": "500.000", "mindste_andel_andre": "40"}
    svar = rangliste(ANSOEGNINGER, vurderinger=VURDERINGER, saet=saet)
    assert svar.forskel is not None
    assert svar.forskel.sat == {"ramme_2026": 500_000, "mindste_andel_andre": 40}
    assert svar.forskel.grundlag == {"ramme_2026": 700_000, "mindste_andel_andre": 25}
    assert svar.forskel.beregnet == runden.beregnet
    assert (svar.budget["2026"], svar.forskel.budget["2026"]) == (500_000_000, 700_000_000)
    for flyttet, fra, til in ((svar.forskel.flyt.ind, runden, svar), (svar.forskel.flyt.ud, svar, runden)):
        assert set(flyttet) == {p.betegnelse for p in til.projekter if p.udfald == "inden_for_rammen"} - {
            p.betegnelse for p in fra.projekter if p.udfald == "inden_for_rammen"
        }
    assert svar.forskel.flyt.ud


# --- The guarantee's price, ties, assessments ---------------------------------------------


FEM = ("Aarhus", "Odense", "Aalborg", "Roskilde", "Hvidovre")


def _fem(**sidste: Any) -> list[dict[str, Any]]:
    """One project from each region, the last (Hovedstaden) the smallest."""
    return [
        _ansoegning(k, {"navn": k, "bruttoanlaegsudgift_2026": 50_000 - nr, **(sidste if k == FEM[-1] else {})})
        for nr, k in enumerate(FEM)
    ]


def test_garantien_tager_og_siger_hvad_den_koster() -> None:
    ansoegninger = [
        *_fem(),
        _ansoegning("Vejle", {"navn": "Vejle", "bruttoanlaegsudgift_2026": 60_000, "pladser_2026": 20}),
    ]
    svar = rangliste(ansoegninger, saet={"ramme_2025": "50.000"})
    g = svar.regionsgaranti
    # Five of 10 mio. kr. fill 2025. Vejle is first, and stands for its region: Odense goes out, in both cases.
    assert (g.udloest, set(g.regioner.values())) == (
        True,
        {"0630/1 Vejle", "0751/1 Aarhus", "0851/1 Aalborg", "0265/1 Roskilde", "0167/1 Hvidovre"},
    )
    assert g.pris is not None
    assert (g.pris.ind, g.pris.ud) == (("0167/1 Hvidovre",), ("0461/1 Odense",))
    assert g.pris.beloeb == {"2025": 0, "2026": 0}
    dyrere = _fem(ansoegt_2025=9_000, pladser_2026=5)
    svar = rangliste([*dyrere, ansoegninger[-1]], saet={"ramme_2025": "50.000"})
    assert svar.regionsgaranti.pris is not None
    assert svar.regionsgaranti.pris.beloeb == {"2025": -1_000_000, "2026": 0}
    assert svar.regionsgaranti.pris.ydelse == {"2025": 0, "2026": -7}


def test_garantien_kraever_ansoegninger_fra_alle_fem() -> None:
    svar = rangliste(_fem()[:4], saet={"ramme_2025": "20.000"})
    assert (svar.overansoegt, svar.regionsgaranti.udloest) == (True, False)
    assert "Region Hovedstaden" in svar.regionsgaranti.begrundelse
    # Received is enough: it need not be eligible.
    svar = rangliste(_fem(andel_andre=10), saet={"ramme_2025": "20.000"})
    assert svar.regionsgaranti.udloest
    assert svar.regionsgaranti.regioner["Region Hovedstaden"] is None
    assert "Intet fra Region Hovedstaden" in svar.regionsgaranti.begrundelse
    # Money to spare: no guarantee, and all are inside.
    svar = rangliste(_fem())
    assert (svar.overansoegt, svar.regionsgaranti.udloest, len(_inde(svar))) == (False, False, 5)


def test_lige_der_afgoer_penge_siges_hoejt() -> None:
    ansoegninger = [_ansoegning(k, {"navn": "Ens"}) for k in ("Odense", "Aarhus", "Vejle")]
    svar = rangliste(ansoegninger, saet={"ramme_2025": "20.000"})
    assert [(g.projekter, g.afgoer_beregning) for g in svar.lige_rang] == [
        (("0461/1 Ens", "0630/1 Ens", "0751/1 Ens"), True)
    ]
    assert [p.udfald for p in svar.projekter] == ["inden_for_rammen", "inden_for_rammen", "uden_for_rammen"]
    assert "AFGØR PENGE" in vis_rangliste(svar, Skaerm(80, farver=False, tegn=True))
    assert [g.afgoer_beregning for g in rangliste(ansoegninger).lige_rang] == [False]


def _vurdering(**mere: str) -> str:
    return "vurderinger:\n  - {kommune: Aarhus, projekt: 1, begrundelse: Set., af: AB, dato: 01/06/2024, " + (
        ", ".join(f"{n}: {v}" for n, v in mere.items()) + "}\n"
    )


def test_en_persons_vurdering_ordner_lige(tmp_path: Path) -> None:
    ansoegninger = [_ansoegning(k, {"navn": k}) for k in ("Odense", "Aarhus")]
    fil = tmp_path / "v.yaml"
    assert [p.navn for p in rangliste(ansoegninger).projekter] == ["Odense", "Aarhus"]
    fil.write_text(_vurdering(fakta="prisvurdering", vaerdi="0"), encoding="utf-8")
    svar = rangliste(ansoegninger, vurderinger=fil)
    assert [p.navn for p in svar.projekter] == ["Aarhus", "Odense"]
    assert svar.lige_rang == ()


def test_en_afvigelse_staar_ved_siden_af_og_aendrer_intet(tmp_path: Path) -> None:
    ansoegninger = [_ansoegning(k, {"navn": k}) for k in ("Odense", "Aarhus")]
    saet = {"ramme_2025": "10.000"}
    fil = tmp_path / "v.yaml"
    fil.write_text(_vurdering(afvigelse="inden_for_rammen"), encoding="utf-8")
    svar, uden = rangliste(ansoegninger, vurderinger=fil, saet=saet), rangliste(ansoegninger, saet=saet)
    assert [replace_(p.model_dump(), "afvigelse") for p in svar.projekter] == [
        replace_(p.model_dump(), "afvigelse") for p in uden.projekter
    ]
    p = svar.projekter[1]
    assert p.udfald == "uden_for_rammen"
    assert p.afvigelse is not None
    assert (p.afvigelse.udfald, p.afvigelse.af, p.afvigelse.dato) == ("inden_for_rammen", "AB", "2024-06-01")
    assert "Afvigelse ved siden af det beregnede: inden for rammen. Set. (AB, 01/06/2024)" in " ".join(
        vis_rangliste(svar, Skaerm(80, farver=False, tegn=True)).split()
    )
    fil.write_text(_vurdering(afvigelse="2"), encoding="utf-8")
    afvigelse = rangliste(ansoegninger, vurderinger=fil).projekter[1].afvigelse
    assert afvigelse is not None
    assert (afvigelse.plads, afvigelse.udfald) == (2, None)


def replace_(d: dict[str, Any], *uden: str) -> dict[str, Any]:
    return {n: v for n, v in d.items() if n not in uden}


@pytest.mark.parametrize("forkert", ["opfyldt", "0", "-1", "1,5"])
def test_en_forkert_afvigelse_er_en_laesefejl(tmp_path: Path, forkert: str) -> None:
    fil = tmp_path / "v.yaml"
    fil.write_text(_vurdering(afvigelse=f'"{forkert}"'), encoding="utf-8")
    with pytest.raises(LaeseFejl, match="afvigelse"):
        rangliste([_ansoegning("Aarhus", {})], vurderinger=fil)


def test_vurderinger_der_ikke_bruges_siges(tmp_path: Path) -> None:
    fil = tmp_path / "v.yaml"
    fil.write_text(
        _vurdering(fakta="prisvurdering", vaerdi="3")
        + _vurdering(fakta="prisvurdering", vaerdi="3").partition("\n")[2]
        + _vurdering(fakta="prisvurdering", vaerdi="4").partition("\n")[2].replace("projekt: 1", "projekt: 7")
        + _vurdering(fakta="prisvurdering", vaerdi="4").partition("\n")[2].replace("Aarhus", "Odense"),
        encoding="utf-8",
    )
    svar = rangliste([_ansoegning("Aarhus", {})], vurderinger=fil)
    assert svar.projekter[0].noegler[-1].vaerdi == 3
    assert [re.search(r"det samme er vurderet|»7« findes ikke|gælder ingen", v) is not None for v in
            svar.vurderinger_ikke_brugt] == [True] * 3  # fmt: skip


@pytest.mark.parametrize(("fakta", "en", "anden"), [("prisvurdering", "3", "4"), (None, "1", "uden_for_rammen")])
def test_vurderinger_der_modsiger_hinanden_bruges_ikke(tmp_path: Path, fakta: str | None, en: str, anden: str) -> None:
    fil = tmp_path / "v.yaml"
    hvad = {"fakta": fakta, "vaerdi": ""} if fakta is not None else {"afvigelse": ""}
    par = [hvad | {list(hvad)[-1]: v} for v in (en, anden)]
    fil.write_text(_vurdering(**par[0]) + _vurdering(**par[1]).partition("\n")[2], encoding="utf-8")
    svar = rangliste([_ansoegning("Aarhus", {})], vurderinger=fil)
    assert svar.projekter[0].noegler[-1].vaerdi is None
    assert svar.projekter[0].afvigelse is None
    assert len(svar.vurderinger_ikke_brugt) == 2
    assert all("Ingen af dem er brugt" in v for v in svar.vurderinger_ikke_brugt)
    assert f"»{en}«" in svar.vurderinger_ikke_brugt[1]


def test_skoen_kan_tages_med_eller_afklares(tmp_path: Path) -> None:
    ansoegning = [_ansoegning("Aarhus", {"navn": "Blandet", "art": "blandet"})]
    assert rangliste(ansoegning).projekter[0].udfald == "kraever_vurdering"
    assert _inde(rangliste(ansoegning, medtag_skoen=True, omfang="hele")) == ["Blandet"]
    fil = tmp_path / "v.yaml"
    for ord_, udfald in (("opfyldt", "inden_for_rammen"), ("ikke_opfyldt", "opfylder_ikke")):
        fil.write_text(_vurdering(kriterium="K6", svar=ord_, hviler_paa="{art: blandet}"), encoding="utf-8")
        assert rangliste(ansoegning, vurderinger=fil, omfang="hele").projekter[0].udfald == udfald


def test_ukendt_koordinering_taeller_som_ingen_og_siges() -> None:
    svar = rangliste(
        [
            _ansoegning("Aarhus", {"navn": "Ukendt", "koordinering": None}),
            _ansoegning("Odense", {"navn": "Ingen", "koordinering": "ingen", "bruttoanlaegsudgift_2026": 18_001}),
            _ansoegning("Vejle", {"navn": "Udokumenteret", "dokumentation": None, "bruttoanlaegsudgift_2026": 17_999}),
        ]
    )
    assert [p.navn for p in svar.projekter] == ["Udokumenteret", "Ingen", "Ukendt"]
    assert "Koordineringen er ikke oplyst og regnes som ingen." in svar.projekter[2].begrundelse
    assert any("ikke dokumenteret" in b for b in svar.projekter[0].begrundelse)
    assert not any("Koordineringen" in b for b in svar.projekter[1].begrundelse)


def test_rangliste_og_tjek_er_enige_om_hvert_projekt(runden: RanglisteSvar) -> None:
    resultater: dict[tuple[str, int], str] = {}
    for fil in {p.fil for p in runden.projekter}:
        svar = tjek(fil, vurderinger=VURDERINGER)
        resultater |= {(fil, r.nr): r.resultat for r in svar.raekker["projekter"]}
    assert {(p.fil, p.nr): p.status for p in runden.projekter} == resultater


# --- The terminal -------------------------------------------------------------------------


@pytest.mark.parametrize("bredde", [40, 80, 140, 200])
@pytest.mark.parametrize("fuldt", [False, True])
def test_visningen_er_ikke_bredere_end_skaermen(bredde: int, fuldt: bool, runden: RanglisteSvar) -> None:
    tekst = vis_rangliste(runden, Skaerm(bredde, farver=False, tegn=True), fuldt=fuldt)
    for linje in tekst.splitlines():
        assert len(linje) <= max(bredde, 60), linje
    assert " ".join(tekst.split()).count(VEJLEDENDE) == 2
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u00a0]", tekst)
    assert tekst.index("her nås rammen") > tekst.index("Kommune")
    assert not re.search(
        r"(?i)\b(afgørelse\w*|tilsagn\w*|afslag\w*|berettiget)\b", " ".join(tekst.split()).replace(VEJLEDENDE, "")
    )


def test_runden_er_paa_en_skaerm_og_det_hele_er_i_den_fulde(runden: RanglisteSvar) -> None:
    assert len(runden.projekter) > 60
    for bredde, linjer in ((80, 80), (120, 68)):
        assert len(vis_rangliste(runden, Skaerm(bredde, farver=False, tegn=True)).splitlines()) <= linjer
    for bredde in (60, 100, 200):
        fuldt = " ".join(vis_rangliste(runden, Skaerm(bredde, farver=False, tegn=True), fuldt=True).split())
        for p in runden.projekter:
            assert p.navn in fuldt
            assert " ".join(" ".join(p.begrundelse).split()) in fuldt
            assert all(vis_tal(kr) in fuldt for kr in p.ansoegt.values() if kr is not None)
        for f in runden.fortolkninger:
            assert f.alternativ in fuldt


def test_farver_og_tegn(runden: RanglisteSvar) -> None:
    uden = vis_rangliste(runden, Skaerm(80, farver=False, tegn=True))
    med = vis_rangliste(runden, Skaerm(80, farver=True, tegn=True))
    assert med != uden
    assert re.sub(r"\x1b\[[0-9;]*m", "", med) == uden
    assert not set("✓✗─") & set(vis_rangliste(runden, Skaerm(80, farver=False, tegn=False)))


def test_budgetstregen_staar_foran_den_foerste_udenfor() -> None:
    svar = rangliste([_ansoegning(k, {"navn": k}) for k in ("Odense", "Aarhus")], saet={"ramme_2025": "10.000"})
    tekst = vis_rangliste(svar, Skaerm(80, farver=False, tegn=True))
    assert tekst.index("✓   1  Odense") < tekst.index("her nås rammen") < tekst.index("✗   2  Aarhus")
    alle = vis_rangliste(rangliste([_ansoegning("Odense", {})], omfang="hele"), Skaerm(80, farver=False, tegn=True))
    assert "Alle kandidater kan rummes" in alle
    assert "her nås rammen" not in alle


def test_styretegn_i_et_navn_naar_ikke_skaermen() -> None:
    svar = rangliste([_ansoegning("Odense", {"navn": "\u202eSort\u2066"}), _ansoegning("Aarhus", {"art": "blandet"})])
    tekst = vis_rangliste(svar, Skaerm(80, farver=False, tegn=True))
    assert "\u202e" not in tekst
    assert all(t.isprintable() or t == "\n" for t in tekst)


def test_kommandoen_skriver_i_en_fil_og_overskriver_ikke_uspurgt(
    skriv: Skriv, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mappe = skriv("a.json", "Aarhus").parent
    ud = tmp_path / "svar.json"
    assert koer_kommando(["rangliste", "--format", "json", "-o", str(ud), str(mappe)]) == 0
    data = json.loads(ud.read_text(encoding="utf-8"))
    assert data["projekter"][0]["navn"] == "Skoven"
    assert koer_kommando(["rangliste", "--format", "json", "-o", str(ud), str(mappe)]) == 2
    assert koer_kommando(["rangliste", "--format", "json", "-o", str(ud), "--overskriv", str(mappe)]) == 0
    som_tekst = tmp_path / "svar.txt"
    assert koer_kommando(["rangliste", "--format", "tekst", "-o", str(som_tekst), str(mappe)]) == 0
    assert "Projekt" in som_tekst.read_text(encoding="utf-8")
    assert capsys.readouterr().out == ""
