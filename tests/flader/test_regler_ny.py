"""``regler ny``: a scaffold that loads and runs at once, and next year's round of a pack."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from ansoegning import load_regelsaet
from ansoegning.indlaes.regelsaet import find_pakker
from ansoegning.vaerksted.nyt_regelsaet import skal_saettes
from hjaelp.alle_flader import kommando
from hjaelp.puljer import DATA

_HAVE = (
    "--titel", "Haveprisen", "--ansoeger", "forening", "--ansoegere", "foreninger", "--ramme", "500.000",
    "--frist", "01/03/2025", "--kilde", "Opslag: »haver«",
)  # fmt: skip
_RAEKKER = ("--raekke", "have", "--raekker", "haver")


def ny(*argumenter: str) -> tuple[int, str]:
    return kommando("regler", "ny", *argumenter)


@pytest.mark.parametrize("raekker", [(), _RAEKKER])
def test_et_nyt_regelsaet_kan_laeses_og_bruges_straks(tmp_path: Path, raekker: tuple[str, ...]) -> None:
    assert ny("haver-2025", "-o", str(tmp_path), *_HAVE, *raekker)[0] == 0
    data = load_regelsaet("haver-2025", regler=tmp_path).data
    assert (data.titel, data.ansoeger and data.ansoeger.flertal) == ("Haveprisen", "foreninger")
    assert [x.flertal for x in data.lister.values()] == (["haver"] if raekker else [])
    assert kommando("regler", "proev", "haver-2025", "--regler", str(tmp_path))[0] == 0
    for fil in (tmp_path / "haver-2025").rglob("*.yaml"):
        assert fil.read_text("utf-8").startswith("# "), fil
    ansoegning = tmp_path / "a.yaml"
    indhold = "haver: [{betegnelse: Nord, udgift: 5}]" if raekker else "betegnelse: Nord\nudgift: 5"
    ansoegning.write_text(f"pulje: haver-2025\nansoeger: Asta\nindsendt: 01/02/2025\n{indhold}\n", encoding="utf-8")
    assert kommando("tjek", str(ansoegning), "--regler", str(tmp_path))[0] == 0
    kode, tekst = kommando("rangliste", str(ansoegning), "--regler", str(tmp_path))
    assert (kode, "1 af 1 kandidat er inden for rammen" in tekst) == (0, True)


def test_intet_overskrives_og_intet_skrives_andre_steder(tmp_path: Path) -> None:
    assert ny("haver", "-o", str(tmp_path), *_HAVE)[0] == 0
    foer = {f: f.read_bytes() for f in tmp_path.rglob("*.yaml")}
    assert ny("haver", "-o", str(tmp_path), *_HAVE) == (
        2,
        f"Fejl: {tmp_path / 'haver'} findes allerede. Vælg et andet id eller en anden mappe.\n",
    )
    for id_ in ("../x", "/x", "a/b", "Stor", "æ", ".", "x" * 61):
        kode, tekst = ny(id_, "-o", str(tmp_path / "under"), *_HAVE)
        assert (kode, "kan ikke være et regelsæts id" in tekst) == (2, True)
    assert "Der er et indbygget regelsæt" in ny("botilbud-2025-26", "-o", str(tmp_path), *_HAVE)[1]
    assert {f: f.read_bytes() for f in tmp_path.rglob("*") if f.is_file()} == foer


def test_det_der_mangler_siges_hvor_ingen_kan_spoerges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert ny("haver", "-o", str(tmp_path), "--titel", "Haver") == (
        2,
        "Fejl: Giv --ansoeger, --ansoegere, --ramme, --frist og --kilde. De forklares med »ansoegning regler ny "
        "--help«.\n",
    )
    assert ny("haver", "-o", str(tmp_path), *_HAVE[:-2]) == (2, "Fejl: Giv --kilde. (Kildens titel.)\n")
    kode, tekst = ny("haver", "-o", str(tmp_path), *_HAVE[:-4], "--frist", "31/02/2025", "--kilde", "Opslag")
    assert (kode, "31/02/2025" in tekst) == (4, True)
    assert list(tmp_path.iterdir()) == []


def test_der_spoerges_om_det_der_ikke_er_givet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    svar = iter(["Haveprisen", "forening", "foreninger", "have", "haver", "500.000", "01/03/2025", "Opslaget", "du"])
    monkeypatch.setattr("ansoegning.cli.regler_ny._kan_spoerge", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(svar))
    assert ny("haver", "-o", str(tmp_path))[0] == 0
    assert load_regelsaet("haver", regler=tmp_path).data.lister.keys() == {"haver"}


def test_naeste_runde_har_nye_datoer_og_rammer_og_maerkede_kilder(tmp_path: Path) -> None:
    fra = ("--fra", "skovrejsning", "--regler", str(DATA), "--titel", "Skov 2026")
    kode, tekst = ny("skov-2026", "-o", str(tmp_path), *fra)
    assert (kode, "Giv --saet NAVN=VÆRDI for ramme." in tekst) == (2, True)
    kode, tekst = ny("skov-2026", "-o", str(tmp_path), *fra[:-2])
    assert (kode, "Giv --titel TEKST og --saet NAVN=VÆRDI for ramme." in tekst) == (2, True)
    kode, tekst = ny("skov-2026", "-o", str(tmp_path), *fra, "--saet", "ramme=2.000.000")
    assert kode == 0
    assert "Tabellerne »point for bynær skov« og »point for størrelse« har den gamle rundes tal. Ret dem i" in tekst
    gammelt, nyt = load_regelsaet("skovrejsning", regler=DATA), load_regelsaet("skov-2026", regler=tmp_path)
    assert (nyt.data.titel, nyt.parametre["ramme"]) == ("Skov 2026", 2_000_000)
    assert nyt.data.kriterier == gammelt.data.kriterier
    for fil in (DATA / "skovrejsning").rglob("*.yaml"):
        ny_fil = tmp_path / "skov-2026" / fil.relative_to(DATA / "skovrejsning")
        linjer = ny_fil.read_text("utf-8").split("\n")
        for foer, linje in pairwise(linjer):
            if "kilde:" in linje:
                assert "EFTERSE: fra skovrejsning" in foer, (fil, linje)


def test_naeste_runde_af_den_foerste_pulje(tmp_path: Path) -> None:
    datoer = {
        "seneste_afslutning": "31/12/2028", "udgangen_af_2025": "31/12/2027", "ramme_2025": "500",
        "ramme_2026": "500", "ansoegning_aabner": "01/05/2026", "ansoegningsfrist": "15/05/2026",
    }  # fmt: skip
    saet = [d for n, v in datoer.items() for d in ("--saet", f"{n}={v}")]
    assert ny("bo-27", "-o", str(tmp_path), "--fra", "botilbud-2025-26", "--titel", "Bo 27", *saet)[0] == 0
    nyt, gammelt = load_regelsaet("bo-27", regler=tmp_path), load_regelsaet("botilbud-2025-26")
    assert {n for n, v in nyt.parametre.items() if v != gammelt.parametre[n]} == set(datoer)


def test_graenser_i_en_fil(tmp_path: Path) -> None:
    fil = tmp_path / "graenser.yaml"
    assert kommando("regler", "graenser", "skovrejsning", "--regler", str(DATA), "-o", str(fil))[0] == 0
    assert fil.read_text("utf-8") == kommando("regler", "graenser", "skovrejsning", "--regler", str(DATA))[1]
    assert kommando("regler", "graenser", "skovrejsning", "--regler", str(DATA), "-o", str(fil))[0] == 2


def test_tjek_laeser_ogsaa_tilfaeldene(tmp_path: Path) -> None:
    assert ny("haver-2025", "-o", str(tmp_path), *_HAVE, *_RAEKKER)[0] == 0
    (tmp_path / "haver-2025" / "tilfaelde" / "flere.yaml").write_text(
        "tilfaelde:\n  - navn: Et\n    raekke: {udgit: 5}\n    giver: {kriterier: {K1: ja}}\n"
        "runder:\n  - navn: To\n    ansoegninger: []\n    giver: {indde: [Alt]}\n",
        encoding="utf-8",
    )
    kode, tekst = kommando("regler", "tjek", "haver-2025", "--regler", str(tmp_path))
    assert kode == 4
    assert "flere.yaml, linje 3" in tekst
    assert "»udgit«" in tekst
    assert "mindst én ansøgning" in tekst
    assert "haver-2025: reglerne er i orden, men tilfældene kan ikke læses (" in tekst


def test_oversigten_siger_hvilke_parametre_et_tilskud_bruger() -> None:
    kode, tekst = kommando("regler", "oversigt", "point-pulje", "--regler", str(DATA))
    assert kode == 0
    linjer = [x for x in tekst.splitlines() if x.startswith("| `sats` |")]
    assert [x.rsplit("|", 2)[1].strip() for x in linjer] == ["rækkefølgen"]


def test_naeste_runde_spoerger_om_hver_parameter_i_en_ramme(tmp_path: Path) -> None:
    # The budgets of this pool are calculated: ``bevilling - til_saerlig - administration``, and ``til_saerlig``.
    fra = ("--fra", "bredbaand", "--regler", str(DATA), "--titel", "Bredbånd 2026")
    kode, tekst = ny("bred-2026", "-o", str(tmp_path), *fra)
    assert (kode, "--saet NAVN=VÆRDI for bevilling, til_saerlig og administration." in tekst) == (2, True)


_EGNE = sorted(p.name for p in DATA.iterdir() if p.is_dir())


@pytest.mark.parametrize("gammelt", [*_EGNE, *(p for p in find_pakker() if p not in _EGNE)])
def test_hver_pulje_kan_faa_en_naeste_runde(tmp_path: Path, gammelt: str) -> None:
    """It loads at once, has its own dates and budgets, and its sources and cases; nothing that is true of the old."""
    regler = ("--regler", str(DATA)) if gammelt in _EGNE else ()
    gamle = load_regelsaet(gammelt, regler=DATA if regler else None)
    saet = [
        x for n in skal_saettes(gammelt, regler[1] if regler else None)
        for x in ("--saet", f"{n}={gamle.data.parametre[n].vaerdi}")
    ]  # fmt: skip
    fra = ("--fra", gammelt, *regler, "-o", str(tmp_path), "--titel", 'Næste: »runde« "2"')
    kode, tekst = ny("naeste", *fra)
    assert (kode, "Giv --saet NAVN=VÆRDI" in tekst) == ((2, True) if saet else (0, False))
    if saet:
        assert ny("naeste", *fra, *saet)[0] == 0
    nyt = load_regelsaet("naeste", regler=tmp_path)
    assert nyt.data.titel == 'Næste: »runde« "2"'
    assert nyt.data.kriterier == gamle.data.kriterier
    mappe = find_pakker(DATA if regler else None)[gammelt].mappe
    assert {f.relative_to(tmp_path / "naeste") for f in (tmp_path / "naeste").rglob("*.yaml")} == {
        f.relative_to(mappe) for f in mappe.rglob("*.yaml") if f.name != "enighed.yaml"
    }
    kode, _ = kommando("regler", "proev", "naeste", "--regler", str(tmp_path))
    # A pack without cases is told.
    assert kode == (0 if (mappe / "tilfaelde").is_dir() else 1)
    for fil in (tmp_path / "naeste").rglob("*.yaml"):
        indhold = fil.read_text(encoding="utf-8")
        assert "yaml-language-server" not in indhold
        for foer, linje in pairwise(indhold.split("\n")):
            if linje.lstrip().startswith(("kilde:", "citat:", "uden_breve:")):
                assert "EFTERSE" in foer or foer.lstrip().startswith(("# EFTERSE", "kilde:")) or "kilde" in foer, linje
