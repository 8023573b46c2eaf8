"""The work that is skipped when the program starts with a built-in pack, and that it may be skipped."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ansoegning.fejl import RegelsaetFejl
from ansoegning.indlaes.pakkelaeser import Pakke, Pakkelaeser
from ansoegning.indlaes.regelsaet import find_pakker, laes_hoved, load_regelsaet, titel_af
from ansoegning.model.regelsaet import Pakkehoved, RegelsaetData
from ansoegning.sprog import laes, udtrykstrae
from hjaelp.efterproevet import FIL, GEMT, UDTRYK, gemt, indhold, udtryk

pytestmark = pytest.mark.tung


def test_de_indbyggede_er_efterproevet() -> None:
    """Fails if a pack is new or changed: run ``hjaelp.efterproevet``."""
    assert FIL.read_text(encoding="utf-8") == indhold()


def test_deres_udtryk_er_laest_paa_forhaand() -> None:
    """Fails if a pack or the grammar is changed: run ``hjaelp.efterproevet``."""
    assert UDTRYK.read_text(encoding="utf-8") == udtryk()


def test_deres_indhold_er_laest_paa_forhaand() -> None:
    """Fails if a pack is new or changed: run ``hjaelp.efterproevet``."""
    assert GEMT.read_text(encoding="utf-8") == gemt()


def test_det_gemte_indhold_er_filernes() -> None:
    for pakke in find_pakker().values():
        gemt_, laest = Pakkelaeser(pakke), Pakkelaeser(pakke)
        gemt_.laes_filer()
        assert not gemt_.noder
        laest.filer()
        data = laest.data(RegelsaetData)
        laest._kommuner(data)
        assert gemt_.indhold[0] == data
        assert gemt_.sum.hexdigest() == laest.sum.hexdigest()
        # The files are read when a location is asked for.
        for sti in (("kriterier", 0, "krav"), ("titel",), ("fakta", "findes ikke")):
            assert gemt_.sted(sti, 3) == laest.sted(sti, 3)


def test_en_aendret_pakke_laeses_igen(tmp_path: Path) -> None:
    mappe = shutil.copytree(find_pakker()["laanepulje-2020"].mappe, tmp_path / "laanepulje-2020")
    uaendret = Pakkelaeser(Pakke(mappe, egen=False))
    uaendret.laes_filer()
    assert not uaendret.noder
    fil = mappe / "pulje.yaml"
    fil.write_text(re.sub("(?m)^titel: .*$", "titel: En anden", fil.read_text("utf-8")), encoding="utf-8")
    aendret = Pakkelaeser(Pakke(mappe, egen=False))
    aendret.laes_filer()
    assert aendret.indhold[0].titel == "En anden"
    assert aendret.indhold[1] != uaendret.indhold[1]
    # A user's own pack is always read.
    egen = Pakkelaeser(Pakke(find_pakker()["laanepulje-2020"].mappe, egen=True))
    egen.laes_filer()
    assert egen.noder


def test_et_udtryk_der_er_laest_paa_forhaand_er_det_samme_som_laest() -> None:
    kendte = udtrykstrae.kendte(laes.grammatiknoegle())
    assert len(kendte) > 200
    for tekst in kendte:
        assert laes.laes_udtryk(tekst) == laes.parset(tekst)
    assert udtrykstrae.kendte("en anden grammatik") == {}


def test_et_indbygget_regelsaet_laeses_uden_lark() -> None:
    kode = (
        "import sys; from ansoegning import load_regelsaet; from ansoegning.indlaes.regelsaet import find_pakker\n"
        "for navn in find_pakker(): load_regelsaet(navn)\n"
        "print(*({'lark'} & set(sys.modules)))"
    )
    svar = subprocess.run([sys.executable, "-c", kode], capture_output=True, text=True, encoding="utf-8", check=True)
    assert svar.stdout.strip() == ""


def test_titlen_er_regelsaettets() -> None:
    for navn, pakke in find_pakker().items():
        assert titel_af(pakke) == load_regelsaet(navn).data.titel


def test_hovedet_er_regelsaettets(tmp_path: Path) -> None:
    def ens(pakke: Pakke, data: RegelsaetData) -> None:
        hoved = laes_hoved(pakke)
        assert {n: getattr(hoved, n) for n in Pakkehoved.model_fields} == {
            n: getattr(data, n) for n in Pakkehoved.model_fields
        }

    for navn, pakke in find_pakker().items():
        ens(pakke, load_regelsaet(navn).data)
    egen = shutil.copytree(find_pakker()["laanepulje-2020"].mappe, tmp_path / "egen")
    fil = egen / "pulje.yaml"
    foer = fil.read_text(encoding="utf-8").replace("id: laanepulje-2020", "id: egen")
    for titel in ("Den første", "Den anden"):
        fil.write_text(re.sub("(?m)^titel: .*$", f"titel: {titel}", foer), encoding="utf-8")
        pakke = find_pakker(egen)["egen"]
        assert laes_hoved(pakke).titel == titel
        ens(pakke, load_regelsaet("egen", regler=egen).data)
    fil.write_text(f"{foer}ukendt: 1\n", encoding="utf-8")
    with pytest.raises(RegelsaetFejl, match="ukendt"):
        laes_hoved(find_pakker(egen)["egen"])


def test_at_vise_regelsaettene_indlaeser_dem_ikke() -> None:
    kode = (
        "import sys; from ansoegning.cli.gruppe import koer_kommando; koer_kommando(['regler', 'list']); "
        "print(*({'lark', 'pydantic', 'duckdb'} & set(sys.modules)))"
    )
    svar = subprocess.run([sys.executable, "-c", kode], capture_output=True, text=True, encoding="utf-8", check=True)
    assert svar.stdout.splitlines()[-1].strip() == ""
