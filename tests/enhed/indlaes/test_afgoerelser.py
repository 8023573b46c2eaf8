"""The file of decisions: what it says is read, and what is wrong with it is told with file and line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from ansoegning import load_regelsaet
from ansoegning.fejl import LaeseFejl
from ansoegning.indlaes.afgoerelser import laes_afgoerelser
from hjaelp.projekt import AFGOERELSE

PULJE = "botilbud-2025-26"


@pytest.mark.parametrize(
    ("aendring", "besked"),
    [
        ({"udfald": "ja"}, "tilsagn, delvist_tilsagn eller afslag"),
        ({"udfald": None}, "mangler »udfald«"),
        ({"begrundelse": ""}, "mangler »begrundelse«"),
        ({"af": " "}, "mangler »af«"),
        ({"dato": "31/11/2024"}, "findes ikke i kalenderen"),
        # The dates in the rules are from 2024 to 2026.
        ({"dato": "01/07/2124"}, "01/07/2124 ligger uden for de datoer, der kan stå her (01/01/2014–31/12/2036)"),
        ({"dato": "31/12/2013"}, "31/12/2013 ligger uden for de datoer"),
        ({"kommune": None}, "mangler »kommune«"),
        ({"projekt": None}, "mangler »projekt«"),
        ({"kommune": "Christiansø"}, "ikke en af de 98"),
        ({"udfald": "delvist_tilsagn"}, "skal have »beloeb«"),
        ({"beloeb": {"2025": "1"}}, "afslag har intet »beloeb«"),
        ({"udfald": "tilsagn", "beloeb": {"2025": "1"}}, "mangler »2026«"),
        ({"udfald": "tilsagn", "beloeb": {"2025": "1", "2027": "1"}}, "ingen af rammerne"),
        ({"udfald": "tilsagn", "beloeb": {"2025": "-1", "2026": "0"}}, "2025"),
        ({"udfald": "tilsagn", "beloeb": {"2025": "1,5", "2026": "0"}}, "2025"),
        ({"udfald": "tilsagn", "beloeb": "1000"}, "»beloeb« skal have hele kroner for »2025« og »2026«"),
        ({"begrundels": "x"}, "Mente du »begrundelse«"),
    ],
)
def test_en_forkert_afgoerelse_siges_med_sted(tmp_path: Path, aendring: dict[str, object], besked: str) -> None:
    fil = tmp_path / "afgoerelser.yaml"
    fil.write_text(yaml.safe_dump({"afgoerelser": [AFGOERELSE | aendring]}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(LaeseFejl, match=re.escape(besked)) as fejl:
        laes_afgoerelser(str(fil), load_regelsaet(PULJE))
    assert "linje" in str(fejl.value)


def test_afgoerelser_laeses(tmp_path: Path) -> None:
    fil = tmp_path / "afgoerelser.yaml"
    delvist = {"udfald": "delvist_tilsagn", "beloeb": {"2025": "12.500.000", "2026": 0}, "hovedhensyn": "Hensyn."}
    fil.write_text(
        yaml.safe_dump({"afgoerelser": [AFGOERELSE, AFGOERELSE | delvist]}, allow_unicode=True), encoding="utf-8"
    )
    afslag, del_ = laes_afgoerelser(str(fil), load_regelsaet(PULJE))
    assert (afslag.ansoeger, afslag.raekke, afslag.udfald, afslag.beloeb) == ("0751", "Skovbrynet", "afslag", None)
    assert (afslag.dato, afslag.af, afslag.hovedhensyn) == (date(2024, 7, 1), "AB", None)
    assert del_.beloeb == {"2025": 12_500_000, "2026": 0}
    fil.write_text("afgoerelse: []\n", encoding="utf-8")
    with pytest.raises(LaeseFejl, match="Mente du »afgoerelser«"):
        laes_afgoerelser(str(fil), load_regelsaet(PULJE))


@pytest.mark.parametrize("dato", ["01/01/2014", "31/12/2036"])
def test_en_dato_inden_for_ti_aar_af_reglernes_er_en_dato(tmp_path: Path, dato: str) -> None:
    fil = tmp_path / "afgoerelser.yaml"
    fil.write_text(yaml.safe_dump({"afgoerelser": [AFGOERELSE | {"dato": dato}]}, allow_unicode=True), encoding="utf-8")
    (a,) = laes_afgoerelser(str(fil), load_regelsaet(PULJE))
    assert f"{a.dato:%d/%m/%Y}" == dato
