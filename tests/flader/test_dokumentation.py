"""The documentation is true: outputs, excerpts, examples, commands, links and the example pack are checked."""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from click.testing import CliRunner

from ansoegning import tjek
from ansoegning.cli.gruppe import ansoegning, koer_kommando
from ansoegning.fejl import RegelsaetFejl
from ansoegning.indlaes.pakkelaeser import FILER
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.model import raekkefoelge
from ansoegning.model import regelsaet as model
from ansoegning.model.data import Data
from ansoegning.sprog.indbyggede import INDBYGGEDE
from ansoegning.sprog.laes import UdtryksFejl
from ansoegning.sprog.traeer import Art
from ansoegning.sprog.typer import type_udtryk
from ansoegning.vaerksted import tilfaelde
from ansoegning.vaerksted.proev import proev
from hjaelp import lav_billeder
from hjaelp.opdater_readme import README, koer, opdateret
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung


REGELSPROG = ROD / "docs" / "regelsprog.md"
NY_PULJE = ROD / "docs" / "ny-pulje.md"
VEJLEDNING = ROD / "docs" / "vejledning.md"
KOMMANDOLINJE = ROD / "docs" / "kommandolinje.md"
BESLUTNINGER = sorted((ROD / "docs" / "beslutninger").glob("*.md"))
SIDER = [
    README,
    ROD / "CHANGELOG.md",
    ROD / "CONTRIBUTING.md",
    REGELSPROG,
    NY_PULJE,
    VEJLEDNING,
    KOMMANDOLINJE,
    *BESLUTNINGER,
]
PULJE = "botilbud-2025-26"
OVERSKRIFTER = ["Context", "Choice", "Consequences", "What would change it"]

_HEGN = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[[^\]\n]*(?:\n[^\]\n]*)?\]\(([^)\s]+)\)")
_KODE = re.compile(r"`([^`]+)`")
_INDRYKKET = re.compile(r"^ {4}(?! )(.*)$", re.MULTILINE)

hver_side = pytest.mark.parametrize("side", SIDER, ids=lambda s: s.relative_to(ROD).as_posix())


def _tekst(side: Path) -> str:
    return side.read_text(encoding="utf-8")


def _hegn(tekst: str, sprog: str) -> list[tuple[list[str], str]]:
    """Return the fenced blocks of a language: the words after it, and the content."""
    return [(info.split()[1:], indhold) for info, indhold in _HEGN.findall(tekst) if info.split()[:1] == [sprog]]


def _uden_hegn(tekst: str) -> str:
    return _HEGN.sub("", tekst)


# --- README --------------------------------------------------------------------------------


def test_readme_viser_det_programmet_svarer() -> None:
    tekst = _tekst(README)
    assert "<!-- uddata: ansoegning tjek samples/botilbud-2025-26/skovbrynet.yaml -->" in tekst
    assert tekst == opdateret(tekst), "kør: PYTHONPATH=tests python -m hjaelp.opdater_readme"


def test_opdateringen_finder_det_der_er_aendret() -> None:
    tekst = _tekst(README)
    assert opdateret(tekst.replace("  - id: K4\n", "  - id: K5\n").replace("✗ Resultat", "✓ Resultat")) == tekst
    assert opdateret(re.sub(r"(?m)^\| \[`botilbud.*\n", "", tekst)) == tekst


def test_readmes_udgangskode_er_den_rette() -> None:
    kode, _ = koer("ansoegning tjek samples/botilbud-2025-26/skovbrynet.yaml")
    assert f"The exit code is {kode}," in " ".join(_tekst(README).split())


def test_readmes_json_er_en_del_af_svaret() -> None:
    fundne = re.findall(r"<!-- json: (.+?) -->\n```json\n(.*?)```", _tekst(README), re.DOTALL)
    assert fundne
    for kommando, del_ in fundne:
        _er_del(json.loads(del_), json.loads(koer(kommando)[1]), "")


def _er_del(del_: Any, helt: Any, sti: str) -> None:
    """Check that every shown key has the same value, and that every shown item is among the real ones."""
    if isinstance(del_, dict):
        for noegle, v in del_.items():
            assert noegle in helt, f"{sti}.{noegle}"
            _er_del(v, helt[noegle], f"{sti}.{noegle}")
    elif isinstance(del_, list):
        assert bool(del_) == bool(helt), sti
        for i, v in enumerate(del_):
            assert any(_passer(v, h) for h in helt), f"{sti}[{i}]"
    else:
        assert del_ == helt, sti


def _passer(del_: Any, helt: Any) -> bool:
    try:
        _er_del(del_, helt, "")
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("nr", range(len(_hegn(_tekst(README), "python"))))
def test_readmes_python_koerer(nr: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROD)
    _, kode = _hegn(_tekst(README), "python")[nr]
    proeve = doctest.DocTestParser().get_doctest(kode, {}, "README.md", "README.md", 0)
    assert proeve.examples
    rapport: list[str] = []
    doctest.DocTestRunner(verbose=False).run(proeve, out=rapport.append)
    assert not rapport, "".join(rapport)


def test_readmes_vurdering_afklarer_kriteriet(tmp_path: Path) -> None:
    fundne = re.findall(r"<!-- vurderinger: (\S+) (\S+) -->\n```yaml\n(.*?)```", _tekst(README), re.DOTALL)
    assert fundne
    for fil, kriterium, tekst in fundne:
        vurderinger = tmp_path / "vurderinger.yaml"
        vurderinger.write_text(tekst, encoding="utf-8")
        svar = tjek(ROD / fil, vurderinger=vurderinger)
        assert svar.vurderinger == ()
        (k,) = [k for k in svar.raekker["projekter"][0].kriterier if k.id == kriterium]
        assert k.status == "opfyldt"
        assert k.vurdering is not None


def test_readme_naevner_hver_kommando() -> None:
    tekst = _tekst(README)
    for navn in ("tjek", "regler list", "regler vis", "regler tjek", "regler proev"):
        assert f"`ansoegning {navn}" in tekst


def test_readmes_mapper_til_saet_op_og_proev_findes() -> None:
    linjer = _INDRYKKET.findall(_tekst(README))
    assert any(linje.startswith("bash .ci/setup && ") for linje in linjer)
    assert "bash .ci/test" in linjer
    assert any(linje.startswith("py -m venv .venv && ") for linje in linjer)


# --- Commands ------------------------------------------------------------------------------


def _kommandoer(tekst: str) -> Iterator[str]:
    """Yield each ``ansoegning …`` in code: in a sentence, indented, or in a fenced block."""
    for kode in _KODE.findall(_uden_hegn(tekst)):
        yield " ".join(kode.split())
    for linje in _INDRYKKET.findall(_uden_hegn(tekst)):
        yield from linje.split("&&")
    yield from re.findall(r"<!-- (?:uddata|json): (.+?) -->", tekst)


def _led(kommando: str) -> list[str] | None:
    ord_ = shlex.split(kommando.replace("\\", "/"), comments=True)
    if not ord_ or ord_[0].rpartition("/")[2] != "ansoegning" or not ord_[1:]:
        return None
    return ord_[1:]


def _kommando(led: list[str]) -> tuple[list[str], click.Command]:
    """Return the command that the words name, and its name."""
    fundet: click.Command = ansoegning
    navne: list[str] = []
    for ord_ in led:
        if not isinstance(fundet, click.Group) or ord_.startswith("-"):
            break
        naeste = fundet.get_command(click.Context(fundet), ord_)
        assert naeste is not None, f"ansoegning {' '.join([*navne, ord_])}"
        fundet = naeste
        navne.append(ord_)
    return navne, fundet


def _alle_kommandoer(gruppe: click.Group, *over: str) -> Iterator[list[str]]:
    """Yield the name of every command, the program itself first."""
    yield list(over)
    ctx = click.Context(gruppe)
    for navn in gruppe.list_commands(ctx):
        kommando = gruppe.get_command(ctx, navn)
        if isinstance(kommando, click.Group):
            yield from _alle_kommandoer(kommando, *over, navn)
        else:
            yield [*over, navn]


def _hjaelp(navne: list[str]) -> str:
    svar = CliRunner().invoke(ansoegning, [*navne, "--help"])
    assert svar.exit_code == 0
    return svar.output


def _har(hjaelp: str, tilvalg: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(tilvalg)}(?![\w-])", hjaelp) is not None


@hver_side
def test_kommandoerne_findes_med_deres_tilvalg(side: Path) -> None:
    for kommando in _kommandoer(_tekst(side)):
        led = _led(kommando)
        if led is None:
            continue
        navne, fundet = _kommando(led)
        assert not isinstance(fundet, click.Group) or led[len(navne) :], kommando
        hjaelp = _hjaelp(navne)
        for ord_ in led:
            if re.match(r"--?[a-z]", ord_):
                assert _har(hjaelp, ord_.partition("=")[0]), kommando


@pytest.mark.parametrize("side", [README, REGELSPROG, ROD / "CHANGELOG.md"], ids=lambda s: s.name)
def test_tilvalg_naevnt_for_sig_findes(side: Path) -> None:
    hjaelp = "".join(_hjaelp(n) for n in _alle_kommandoer(ansoegning))
    for kode in _KODE.findall(_uden_hegn(_tekst(side))):
        if kode.startswith("--"):
            assert _har(hjaelp, re.split(r"[\s=]", kode)[0]), kode


def test_kommandoer_findes_i_teksten() -> None:
    assert _led("bash .ci/test") is None
    assert _led(r".venv\Scripts\ansoegning tjek samples\x.yaml") == ["tjek", "samples/x.yaml"]
    with pytest.raises(AssertionError, match="ansoegning regler findesikke"):
        _kommando(["regler", "findesikke"])
    assert not _har(_hjaelp(["tjek"]), "--form")


# --- Files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "side", [*sorted((ROD / "docs").glob("*.md")), *BESLUTNINGER, ROD / "CONTRIBUTING.md"], ids=lambda s: s.name
)
def test_filer_med_kode_som_siderne_naevner_findes(side: Path) -> None:
    kendte = [
        f"/{f.relative_to(ROD).as_posix()}"
        for d in ("src", "tests", "benchmarks", ".ci")
        for f in (ROD / d).rglob("*.py")
    ]
    naevnte = {kode for kode in _KODE.findall(_uden_hegn(_tekst(side))) if re.fullmatch(r"[\w./-]+\.py", kode)}
    assert {n for n in naevnte if not (ROD / n).is_file() and not any(k.endswith(f"/{n}") for k in kendte)} == set()


# --- The rule language ---------------------------------------------------------------------


def _udtryk(sprog: str) -> list[Any]:
    proever = [
        pytest.param(ord_, linje, id=linje[:60])
        for ord_, indhold in _hegn(_tekst(REGELSPROG), sprog)
        for linje in indhold.splitlines()
        if linje.strip()
    ]
    assert proever
    return proever


def _typet(ord_: list[str], udtryk: str) -> None:
    regelsaet = load_regelsaet(PULJE)
    omraade, art = ord_[0], (ord_[1] if ord_[1:] else "ja_nej")
    assert omraade in regelsaet.data.fakta
    assert art in get_args(Art)
    omfang = replace(regelsaet.omfang, liste=None if omraade == "ansoegning" else omraade)
    type_udtryk(udtryk, omfang, "tal" if art == "tal" else "ja_nej")


@pytest.mark.parametrize(("ord_", "udtryk"), _udtryk("regel"))
def test_sidens_udtryk_kan_laeses_og_types(ord_: list[str], udtryk: str) -> None:
    _typet(ord_, udtryk)


def test_sidens_forkerte_udtryk_giver_de_fejl_den_siger() -> None:
    antal = 0
    for ord_, indhold in _hegn(_tekst(REGELSPROG), "regelfejl"):
        par = re.findall(r"^(\S.*)\n  (\S.*)$", indhold, re.MULTILINE)
        assert len(par) * 2 == len(indhold.splitlines())
        for udtryk, besked in par:
            with pytest.raises(UdtryksFejl) as fanget:
                _typet(ord_, udtryk)
            assert fanget.value.besked == besked
            antal += 1
    assert antal > 5


@pytest.fixture
def sidens_pakke(tmp_path: Path) -> Path:
    """Write the example pack of the page to a folder."""
    filer = re.findall(r"<!-- fil: (\S+) -->\n```yaml\n(.*?)```", _tekst(REGELSPROG), re.DOTALL)
    assert {Path(navn).name for navn, _ in filer} >= set(FILER)
    for navn, tekst in filer:
        sti = tmp_path / navn
        sti.parent.mkdir(parents=True, exist_ok=True)
        sti.write_text(tekst, encoding="utf-8")
    return tmp_path / "cykelpuljen"


def test_sidens_regelsaet_er_i_orden_og_dets_tilfaelde_gaar(sidens_pakke: Path) -> None:
    proevning = proev(sidens_pakke.name, regler=sidens_pakke)
    assert proevning.antal > 4
    assert proevning.afvigelser == ()


def test_sidens_fejl_i_regelsaettet_er_de_rette(sidens_pakke: Path) -> None:
    antal = 0
    for _, indhold in _hegn(_tekst(REGELSPROG), "pakkefejl"):
        for del_ in indhold.strip().split("\n\n"):
            fundet = re.fullmatch(r"I (\S+) skrives »(.*)« som »(.*)«:\n(.+)", del_)
            assert fundet is not None, del_
            navn, fra, til, besked = fundet.groups()
            # A copy for each, because a process caches packs by their path.
            forkert = sidens_pakke.parent / f"forkert{antal}" / sidens_pakke.name
            shutil.copytree(sidens_pakke, forkert)
            tekst = (forkert / navn).read_text(encoding="utf-8")
            assert fra in tekst, del_
            (forkert / navn).write_text(tekst.replace(fra, til, 1), encoding="utf-8")
            with pytest.raises(RegelsaetFejl) as fanget:
                load_regelsaet(forkert.name, regler=forkert)
            assert str(fanget.value).replace(str(forkert) + os.sep, "") == besked
            antal += 1
    assert antal > 3


def test_siden_naevner_alt_et_regelsaet_kan_indeholde() -> None:
    kode = {" ".join(k.split()) for k in _KODE.findall(_uden_hegn(_tekst(REGELSPROG)))}
    ord_ = {o for k in kode for o in re.findall(r"[\w.%-]+", k)}
    ventede = {n for noegler in FILER.values() for n in noegler} | set(FILER) | set(INDBYGGEDE)
    for klasse in (*vars(model).values(), *vars(raekkefoelge).values()):
        if isinstance(klasse, type) and issubclass(klasse, Data) and klasse is not Data:
            ventede |= {f.alias or n for n, f in klasse.model_fields.items()}
    ventede |= {*get_args(model.FaktaType), *get_args(model.Rolle), *get_args(model.Laeser)}
    ventede |= {*tilfaelde.TILFAELDENOEGLER, *tilfaelde._GIVER}
    assert sorted(ventede - ord_) == []


# --- The caseworkers' guides ----------------------------------------------------------------


def test_kommandolinjens_kommandoer_koerer_som_de_staar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in order in an empty folder; the workbook is filled in as the example requires."""
    monkeypatch.chdir(tmp_path)
    tekst = _tekst(KOMMANDOLINJE)
    (vurderinger,) = re.findall(r"<!-- vurderinger -->\n```yaml\n(.*?)```", tekst, re.DOTALL)
    Path("vurderinger.yaml").write_text(vurderinger, encoding="utf-8")
    kommandoer = [led for linje in _INDRYKKET.findall(_uden_hegn(tekst)) if (led := _led(linje)) is not None]
    assert [k[0] for k in kommandoer[:2]] == ["ny", "tjek"]
    assert {"rapport", "docx", "pdf", "mail", "alt"} <= {ord_ for k in kommandoer for ord_ in k}
    eksempel = str(ROD / "samples" / PULJE / "skoen-vedligeholdelse.yaml")
    for led in kommandoer:
        assert koer_kommando(led) in ({0, 1, 3} if led[0] == "tjek" else {0}), led
        if led[0] == "ny":
            assert koer_kommando(["ny", "--fra", eksempel, "-o", led[led.index("-o") + 1], "--overskriv"]) == 0
    naevnte = re.findall(r"`((?:papirer|tekst|skema|alt|mail)/[\w.-]+)`", tekst)
    assert naevnte
    for sti in naevnte:
        assert Path(sti).is_file(), sti


def test_kommandolinjens_vurdering_bruges(tmp_path: Path) -> None:
    (tekst,) = re.findall(r"<!-- vurderinger -->\n```yaml\n(.*?)```", _tekst(KOMMANDOLINJE), re.DOTALL)
    (tmp_path / "v.yaml").write_text(tekst, encoding="utf-8")
    svar = tjek(ROD / "samples" / PULJE / "skoen-vedligeholdelse.yaml", vurderinger=tmp_path / "v.yaml")
    assert svar.vurderinger == ()


def test_vejledningens_billeder_findes_og_er_smaa() -> None:
    af_siden, af_papirer = (re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", _tekst(s)) for s in (VEJLEDNING, KOMMANDOLINJE))
    billeder = [*af_siden, *af_papirer]
    for alternativ, sti in billeder:
        assert alternativ, sti
        assert (VEJLEDNING.parent / sti).stat().st_size < 150_000, sti
    brugte = {Path(sti).name for _, sti in billeder}
    assert brugte == {p.name for p in (VEJLEDNING.parent / "billeder").iterdir()}
    assert {Path(sti).name for _, sti in af_siden} == {f"{navn}.png" for navn in lav_billeder.FRA_SIDEN}
    assert {Path(sti).name for _, sti in af_papirer} == {f"{navn}.png" for navn in (*lav_billeder.FRA_PDF, "indtast")}


def test_vejledningens_ord_er_sidens() -> None:
    """The text that the guide puts in quotation marks or bold occurs on the web page."""
    web = ROD / "src" / "ansoegning" / "web"
    siden = " ".join(_tekst(f) for f in [*web.glob("*.py"), *web.glob("*/*.j2"), *web.glob("statisk/*.js")])
    tekst = _tekst(VEJLEDNING).partition("## Projekter, som")[0]
    puljens = ("Ansøgningen", "Send", "Vis", "Godkend", "I alt", "Udkast – ikke kvittering")
    naevnte = [n for n in re.findall(r"»([^«]+)«", tekst) if n not in puljens]
    assert len(naevnte) > 8
    assert [n for n in naevnte if n not in siden] == []


def test_vejledningens_valg_og_felter_hedder_som_i_puljen() -> None:
    data = load_regelsaet(PULJE).data
    kendte = {f.navn for fakta in data.fakta.values() for f in fakta.values()}
    kendte |= {v for fakta in data.fakta.values() for f in fakta.values() for v in (f.valg or {}).values()}
    kendte = {k.casefold() for k in kendte}
    rammer = re.findall(r"(?m)^\| \*\*.*$", _tekst(VEJLEDNING))
    naevnte = [n for ramme in rammer for n in re.findall(r"»([^«]+)«", ramme)]
    assert len(naevnte) > 4
    assert [n for n in naevnte if n.casefold() not in kendte] == []


# --- Pages ---------------------------------------------------------------------------------


@hver_side
def test_henvisninger_findes(side: Path) -> None:
    for maal in _LINK.findall(_uden_hegn(_tekst(side))):
        if re.match(r"https?://", maal):
            continue
        fil, _, anker = maal.partition("#")
        sti = (side.parent / fil).resolve() if fil else side
        assert sti.exists(), maal
        assert sti == ROD or ROD in sti.parents, maal
        if anker:
            assert anker in {_anker(o) for o in re.findall(r"(?m)^#+ (.*)$", _uden_hegn(_tekst(sti)))}, maal


def _anker(overskrift: str) -> str:
    return re.sub(r"[^\w\- ]", "", overskrift.lower()).replace(" ", "-")


@hver_side
def test_stier_i_teksten_findes(side: Path) -> None:
    for kode in _KODE.findall(_uden_hegn(_tekst(side))):
        if re.fullmatch(r"(src|rules|samples|tests|docs|templates|benchmarks|\.ci)/[\w./-]*", kode):
            assert (ROD / kode).exists(), kode
        elif re.fullmatch(r"(motor|sprog|indlaes|model|cli)/\w+\.py", kode):
            assert (ROD / "src" / "ansoegning" / kode).exists(), kode


# Concatenated, so that this file does not contain the forbidden words.
_FORBUDTE = [
    *(r"\b" + re.escape(f"{a}.{b}") for a, b in (("pypi", "org"), ("python" + "hosted", "org"), ("npmjs", "org"))),
    *(r"\b" + re.escape(f"{a}.{b}") for a, b in (("npmjs", "com"), ("anaconda", "org"), ("golang", "org"))),
    *(rf"(?<![\w.])/{a}/" for a in ("work", "tmp", "home", "root", "Users")),
    *(rf"\b{a}{b}s?\b" for a, b in (("ag", "ent"), ("sess", "ion"))),
    r"(?<![\w&])#\d+\b",
    r"\b(TODO|FIXME|XXX)\b",
]
# Words for decisions that only the authority makes.
_AFGOERELSENS = r"\b(afslag\w*|tilsagn\w*|berettiget\w*|afgør\w*)\b"


@hver_side
def test_siderne_har_ingen_forbudte_ord(side: Path) -> None:
    tekst = _tekst(side)
    for moenster in _FORBUDTE:
        assert re.findall(moenster, tekst, re.IGNORECASE) == [], moenster
    # The section on files of decisions uses these words.
    tekst = re.sub(r"^## The files of persons\n.*?^(?=## )", "", tekst, flags=re.DOTALL | re.MULTILINE)
    uden = " ".join(tekst.split()).replace("Vejledende beregning – ikke en afgørelse", "")
    assert re.findall(_AFGOERELSENS, uden.replace("tidligere_tilsagn", ""), re.IGNORECASE) == []


@hver_side
def test_siderne_er_sat_ens(side: Path) -> None:
    tekst = _tekst(side)
    assert tekst.endswith("\n")
    assert not tekst.endswith("\n\n")
    assert "\t" not in tekst
    assert not re.search(r"[ \t]+$", tekst, re.MULTILINE)
    linjer = [li for li in _uden_hegn(tekst).splitlines() if not li.startswith(("|", "    ", "<!--"))]
    assert [li for li in linjer if len(li) > 120] == []


@pytest.mark.parametrize("side", BESLUTNINGER, ids=lambda s: s.stem)
def test_en_beslutning_har_sine_overskrifter(side: Path) -> None:
    tekst = _uden_hegn(_tekst(side))
    assert re.match(rf"# {side.name[:4]} \S", tekst)
    assert re.findall(r"(?m)^## (.*)$", tekst) == OVERSKRIFTER
    assert all(afsnit.strip() for afsnit in re.split(r"(?m)^## .*$", tekst)[1:])


def test_beslutningerne_er_nummereret() -> None:
    assert [s.name[:4] for s in BESLUTNINGER] == [f"{nr:04}" for nr in range(1, len(BESLUTNINGER) + 1)]


def test_changelog_naevner_versionen() -> None:
    from ansoegning.version import VERSION

    assert re.findall(r"(?m)^## \[(.*)\]", _tekst(ROD / "CHANGELOG.md"))[:2] == ["Unreleased", VERSION]


def test_changelogs_puljer_og_regler_findes() -> None:
    tekst = _tekst(ROD / "CHANGELOG.md")
    data = load_regelsaet(PULJE).data
    ids = [x.id for x in data.kriterier] + [x.id for x in data.skema] + [x.id for x in data.konklusioner]
    # Both ends of each range of ids exist in the pack, without gaps.
    for fra, til in re.findall(r"\b([KSO]\d+)–([KSO]\d+)\b", tekst):
        art = fra[0]
        numre = [int(i[1:]) for i in ids if re.fullmatch(rf"{art}\d+", i)]
        assert {*range(int(fra[1:]), int(til[1:]) + 1)} <= {*numre}, (fra, til)
    naevnte = [n for fra, til in re.findall(r"\b([KSO]\d+)–([KSO]\d+)\b", tekst) for n in (fra, til)]
    assert {"K1", "K6", "S01", "S42", "O01", "O16"} <= {*naevnte}
