"""Invalid rule packs: every error is reported in Danish, at the character it concerns, and the exit code is 4.

The errors are in ``data/regelsaetfejl/overlaeg.yaml``, each an overlay on the small valid pack in ``grund/``; a ¶ marks
the error. ``beskeder.txt`` beside it contains every message, for review. ``ANSOEGNING_SKRIV=1`` rewrites it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import RegelsaetFejl
from ansoegning.indlaes.regelsaet import load_regelsaet
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung

DATA = ROD / "tests" / "data" / "regelsaetfejl"
BESKEDER = DATA / "beskeder.txt"
MAERKE = "¶"
OVERLAEG: list[dict[str, Any]] = yaml.safe_load((DATA / "overlaeg.yaml").read_text(encoding="utf-8"))

Laeg = Callable[[dict[str, Any]], tuple[Path, list[tuple[int, int]]]]


@pytest.fixture
def laeg(tmp_path: Path) -> Laeg:
    """Return a function that applies an overlay to the valid pack.

    The function returns the folder of packs, and the positions of the marks.
    """

    def laeg_(overlaeg: dict[str, Any]) -> tuple[Path, list[tuple[int, int]]]:
        mappe = tmp_path / "regler" / "grund"
        shutil.copytree(DATA / "grund", mappe)
        fil = mappe / overlaeg["fil"]
        tekst = overlaeg["til"]
        if "fra" in overlaeg:
            tekst = _erstat(fil.read_text(encoding="utf-8"), overlaeg["fra"], tekst)
        if "mere" in overlaeg:
            tekst = _erstat(tekst, *overlaeg["mere"])
        if "ved" in overlaeg:
            tekst = _erstat(tekst, overlaeg["ved"].replace(MAERKE, ""), overlaeg["ved"])
        if "gentag" in overlaeg:
            led, gange = overlaeg["gentag"]
            tekst = tekst.replace(MAERKE, led * gange + MAERKE)
        ren, steder = _uden_maerker(tekst)
        if "sted" in overlaeg:
            steder = [tuple(overlaeg["sted"])]
        fil.write_text(ren, encoding="utf-8", newline="")
        return mappe.parent, steder

    return laeg_


def _erstat(tekst: str, fra: str, til: str) -> str:
    assert tekst.count(fra) == 1, f"»{fra}« står {tekst.count(fra)} gange"
    return tekst.replace(fra, til)


def _uden_maerker(tekst: str) -> tuple[str, list[tuple[int, int]]]:
    steder: list[tuple[int, int]] = []
    while (plads := tekst.find(MAERKE)) >= 0:
        tekst = tekst[:plads] + tekst[plads + 1 :]
        steder.append((tekst.count("\n", 0, plads) + 1, plads - tekst.rfind("\n", 0, plads)))
    return tekst, steder


def _fejl(regler: Path, navn: str = "grund") -> RegelsaetFejl:
    with pytest.raises(RegelsaetFejl) as fanget:
        load_regelsaet(navn, regler=regler)
    return fanget.value


def test_grund_er_i_orden(capsys: pytest.CaptureFixture[str]) -> None:
    assert koer_kommando(["regler", "tjek", "--regler", str(DATA), "grund"]) == 0
    assert capsys.readouterr().out.startswith("grund: i orden (1 kriterium, 2 tjek af skemaet, 1 fortolkning)")


@pytest.mark.parametrize("overlaeg", OVERLAEG, ids=[o["navn"].replace(" ", "-") for o in OVERLAEG])
def test_fejlen_siges_paa_stedet(overlaeg: dict[str, Any], laeg: Laeg, capsys: pytest.CaptureFixture[str]) -> None:
    regler, steder = laeg(overlaeg)
    fejl = _fejl(regler)
    fundne = [(m.sted.linje, m.sted.kolonne) for m in fejl.mangler]
    assert [s for s in fundne if s != (None, None)] == steder, str(fejl)
    assert steder or len(fundne) == 1
    assert {Path(m.sted.fil).name for m in fejl.mangler} == {overlaeg.get("i", overlaeg["fil"])}

    assert koer_kommando(["regler", "tjek", "--regler", str(regler), "grund"]) == 4
    svar = capsys.readouterr()
    assert svar.err == f"{fejl}\n"
    antal = len(fejl.mangler)
    assert svar.out == f"grund: ugyldigt, {antal} {'mangel' if antal == 1 else 'mangler'}\n"

    ansoegning = regler / "a.yaml"
    ansoegning.write_text("pulje: grund\nkommune: Aarhus\n", encoding="utf-8")
    for format_ in ("tekst", "json"):
        assert koer_kommando(["tjek", "--regler", str(regler), "--format", format_, str(ansoegning)]) == 4
        svar = capsys.readouterr()
        assert (svar.out, svar.err) == ("", f"Fejl: {fejl}\n")


# One error in each file of a pack.
@pytest.mark.parametrize("overlaeg", {o["fil"]: o for o in OVERLAEG}.values(), ids=lambda o: str(o["fil"]))
def test_de_andre_pakker_er_som_foer(overlaeg: dict[str, Any], laeg: Laeg, capsys: pytest.CaptureFixture[str]) -> None:
    regler, _ = laeg(overlaeg)
    fejl = _fejl(regler)
    assert koer_kommando(["regler", "tjek", "--regler", str(regler), "laanepulje-2020"]) == 0
    capsys.readouterr()
    assert koer_kommando(["regler", "list", "--regler", str(regler)]) == 0
    assert f"(ugyldigt: {fejl.mangler[0]})" in capsys.readouterr().out


def test_beskederne(laeg: Laeg, tmp_path: Path) -> None:
    """Every message, collected in one file for review."""
    linjer: list[str] = []
    for overlaeg in OVERLAEG:
        regler, _ = laeg(overlaeg)
        linjer.append(f"# {overlaeg['navn']}")
        for mangel in _fejl(regler).mangler:
            sted = str(mangel.sted).replace(str(regler / "grund") + os.sep, "")
            linjer.append(f"{sted}: {mangel.besked}")
        linjer.append("")
        shutil.rmtree(tmp_path / "regler")
    tekst = "\n".join(linjer)
    if os.environ.get("ANSOEGNING_SKRIV"):
        BESKEDER.write_text(tekst, encoding="utf-8")
    assert BESKEDER.read_text(encoding="utf-8") == tekst


# Errors that a text overlay cannot express


@pytest.fixture
def grund(tmp_path: Path) -> Path:
    """Return the folder of a copy of the valid pack."""
    return Path(shutil.copytree(DATA / "grund", tmp_path / "regler" / "grund"))


def test_fil_der_ikke_er_utf8(grund: Path) -> None:
    (grund / "skema.yaml").write_bytes("skema:\n  - id: S1 # blåbær".encode("cp1252"))
    (mangel,) = _fejl(grund.parent).mangler
    assert mangel.besked.startswith("Filen er ikke gemt som UTF-8")
    assert (mangel.sted.linje, mangel.sted.kolonne) == (2, 16)


def test_mappe_hvor_der_skal_vaere_en_fil(grund: Path) -> None:
    (grund / "skema.yaml").unlink()
    (grund / "skema.yaml").mkdir()
    assert [m.besked for m in _fejl(grund.parent).mangler] == ["Det er en mappe. Angiv filerne i den."]


def test_for_stor_fil(grund: Path) -> None:
    with (grund / "skema.yaml").open("wb") as fil:
        fil.truncate(200 * 1024 * 1024)
    (mangel,) = _fejl(grund.parent).mangler
    assert mangel.besked.startswith("Filen er for stor (200 MB); en fil i et regelsæt fylder højst 1 MB.")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_saerlig_fil(grund: Path) -> None:
    (grund / "skema.yaml").unlink()
    (grund / "skema.yaml").symlink_to("/dev/zero")
    assert [m.besked for m in _fejl(grund.parent).mangler] == ["Det er ikke en almindelig fil."]
    # Nobody writes to the pipe: opening it would wait for ever.
    (grund / "skema.yaml").unlink()
    os.mkfifo(grund / "skema.yaml")
    assert [m.besked for m in _fejl(grund.parent).mangler] == ["Det er ikke en almindelig fil."]


def test_fejl_i_flere_filer_staar_i_filernes_orden(grund: Path) -> None:
    for navn in ("skema", "kriterier", "parametre"):
        fil = grund / f"{navn}.yaml"
        fil.write_text(fil.read_text(encoding="utf-8").replace("{dokument: brev,", "{dokument: bog,"), encoding="utf-8")
    steder = [(Path(m.sted.fil).name, m.sted.linje) for m in _fejl(grund.parent).mangler]
    assert steder == [("kriterier.yaml", 14), ("parametre.yaml", 9), ("skema.yaml", 11), ("skema.yaml", 18)]


def test_styretegn_i_et_regelsaet_naar_ikke_skaermen(grund: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fil = grund / "kriterier.yaml"
    tekst = fil.read_text(encoding="utf-8")
    fil.write_text(tekst.replace("krav: beloeb > graense", r'krav: "\e[31mbeloeb\u202e > graense"'), encoding="utf-8")
    assert koer_kommando(["regler", "tjek", "--regler", str(grund.parent), "grund"]) == 4
    assert "»\\u001b« kan ikke stå her" in (svar := capsys.readouterr().err)
    assert all(tegn.isprintable() or tegn == "\n" for tegn in svar)


def test_windows_linjeskift_flytter_ingen_fejl(grund: Path) -> None:
    fil = grund / "skema.yaml"
    tekst = fil.read_text(encoding="utf-8").replace("og ikke art er", "og ikke arten er")
    steder = []
    for linjeskift in ("\n", "\r\n"):
        fil.write_text(tekst, encoding="utf-8", newline=linjeskift)
        steder += [(m.sted.linje, m.sted.kolonne) for m in _fejl(grund.parent).mangler]
    assert steder == [(8, 15), (8, 15)]
