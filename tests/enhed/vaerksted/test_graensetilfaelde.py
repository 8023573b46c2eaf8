"""Boundary cases where a limit is not linear in a fact: tables, conditions, whole years, the end of a month."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ansoegning.vaerksted.graensefil import skriv_manglende
from ansoegning.vaerksted.graensetilfaelde import Manglende, manglende
from ansoegning.vaerksted.proev import proev
from hjaelp.puljer import DATA
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung

_ORGEL = ROD / "tests" / "data" / "scener" / "orgelpuljen"


@pytest.fixture(scope="module")
def fundet() -> Manglende:
    return manglende("orgelpuljen", regler=_ORGEL.parent)


def _ved(fundet: Manglende, graense: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the side, the outcome and the facts of the cases found for a comparison."""
    return [
        (t.navn.removeprefix(graense).rpartition(", ")[2], t.giver, {n: v for (_, n), v in t.fakta.items()})
        for t in fundet.tilfaelde
        if t.navn.startswith(graense)
    ]


def test_en_alder_skifter_paa_selve_dagen(fundet: Manglende) -> None:
    indsendt = date(2025, 1, 1)
    assert _ved(fundet, "K2 krav") == [
        ("lige under grænsen", "nej", {"indsendt": indsendt, "bygget": date(2000, 1, 2)}),
        ("netop på grænsen", "ja", {"indsendt": indsendt, "bygget": date(2000, 1, 1)}),
    ]


def test_en_tabel_skifter_mellem_to_raekker(fundet: Manglende) -> None:
    assert _ved(fundet, "K4 krav") == [
        ("lige under grænsen", "nej", {"luft": Decimal("10.6"), "zone": "b"}),
        ("netop på grænsen", "ja", {"luft": Decimal("10.5"), "zone": "b"}),
    ]


def test_slutningen_af_en_maaned_er_en_graense(fundet: Manglende) -> None:
    # One month after 31 January 2026, rounded down, is 28 February, and the last day in zone A.
    assert _ved(fundet, "K5 krav") == [
        ("netop på grænsen", "skoen", {"zone": "a", "lager": date(2026, 1, 31)}),
        ("lige over grænsen", "nej", {"zone": "a", "lager": date(2026, 2, 1)}),
    ]


def test_den_gren_der_gaelder_har_sin_graense(fundet: Manglende) -> None:
    assert [(side, giver, f["bidrag"]) for side, giver, f in _ved(fundet, "K6 krav")] == [
        ("lige under grænsen", "nej", 499),
        ("netop på grænsen", "ja", 500),
        ("lige over grænsen", "ja", 501),
    ]
    assert {giver for _, giver, _ in _ved(fundet, "K7 krav")} == {"ja", "nej"}


def test_en_undtagelse_proeves_hvor_kravet_ikke_er_opfyldt(fundet: Manglende) -> None:
    (netop, over) = _ved(fundet, "K1 undtagelse 1: alder > 100 år")
    assert (netop[1], over[1]) == ("nej", "uoplyst")
    assert (netop[2]["bygget"], over[2]["bygget"]) == (date(1924, 1, 2), date(1924, 1, 1))


def test_hver_graense_har_tilfaelde_der_holder_og_er_nok(tmp_path: Path, fundet: Manglende) -> None:
    assert fundet.ikke_dannet == ()
    shutil.copytree(_ORGEL, tmp_path / "orgelpuljen")
    (tmp_path / "orgelpuljen" / "tilfaelde").mkdir()
    (tmp_path / "orgelpuljen" / "tilfaelde" / "graenser.yaml").write_text(skriv_manglende(fundet), "utf-8")
    assert proev("orgelpuljen", regler=tmp_path).afvigelser == ()
    assert skriv_manglende(manglende("orgelpuljen", regler=tmp_path)).endswith("mangler ingen grænsetilfælde.\n")


def test_en_graense_ingen_tal_rykker_siges(tmp_path: Path) -> None:
    shutil.copytree(_ORGEL, tmp_path / "orgelpuljen")
    fil = tmp_path / "orgelpuljen" / "kriterier.yaml"
    # The last days depend on a choice alone.
    fil.write_text(fil.read_text("utf-8").replace("krav: klar_dag <= sidste", "krav: sidste < 01/03/2026"), "utf-8")
    m = manglende("orgelpuljen", regler=tmp_path)
    assert m.ikke_dannet == ("K5 krav: sidste < 01/03/2026",)
    assert "# Ingen tilfælde viser begge sider af »K5 krav: sidste < 01/03/2026«. Det skal du selv skrive.\n" in (
        skriv_manglende(m)
    )


def test_familielegatets_indkomstgraense_findes_i_tabellen() -> None:
    m = manglende("familielegat", regler=DATA)
    assert m.ikke_dannet == ()
