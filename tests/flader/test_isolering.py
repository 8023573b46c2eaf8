"""A failure in one application is an error of that file: all others are answered as if the file were absent."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import InvalidOperation
from pathlib import Path
from typing import Any

import pytest

import ansoegning.handlinger.tjek as tjek_modul
from ansoegning import rangliste, tjek
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import InternFejl, LaeseFejl
from ansoegning.handlinger.skriv import skriv_papirer
from ansoegning.rangordning import beregning, deltagere
from hjaelp.projekt import PROJEKT
from hjaelp.runder import PULJE

pytestmark = pytest.mark.tung

# Exceptions that the content of a file can cause, and exceptions that only a fault in the program causes.
AF_INDHOLDET = [InvalidOperation, OverflowError, RecursionError, MemoryError, ValueError]
PROGRAMMETS = [TypeError, KeyError, AssertionError, InternFejl]


def _ansoegning(kommune: str) -> dict[str, Any]:
    return {"pulje": PULJE, "kommune": kommune, "projekter": [{**PROJEKT, "navn": f"I {kommune}"}]}


@pytest.fixture
def mappe(tmp_path: Path) -> Path:
    for kommune in ("Aarhus", "Odense", "Aalborg"):
        (tmp_path / f"{kommune}.json").write_text(json.dumps(_ansoegning(kommune)), encoding="utf-8")
    return tmp_path


def _vaelter(monkeypatch: pytest.MonkeyPatch, modul: Any, navn: str, slags: type[Exception]) -> None:
    """Make a step raise an exception for Odense's application only."""
    egen: Callable[..., Any] = getattr(modul, navn)

    def vaelt(foerste: Any, *andre: Any, **navngivne: Any) -> Any:
        if "Odense" in str(foerste.fil):
            raise slags("hemmeligt indhold")
        return egen(foerste, *andre, **navngivne)

    monkeypatch.setattr(modul, navn, vaelt)


@pytest.mark.parametrize(
    ("trin", "slags"),
    [
        *(((deltagere, "bedoem_ansoegning"), slags) for slags in (*AF_INDHOLDET, *PROGRAMMETS)),
        # The calculation does not use the chainers.
        *(((beregning, "opgoer"), slags) for slags in (*AF_INDHOLDET, *PROGRAMMETS) if slags is not InternFejl),
    ],
)
def test_runden_beregnes_uden_den_fil(
    trin: tuple[Any, str], slags: type[Exception], mappe: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    uden = rangliste([mappe / "Aarhus.json", mappe / "Aalborg.json"])
    _vaelter(monkeypatch, *trin, slags)
    svar = rangliste(mappe)
    assert [p.model_dump() for p in svar.projekter] == [p.model_dump() for p in uden.projekter]
    assert svar.beregnet == uden.beregnet
    (fejl,) = svar.fejl
    assert Path(fejl.fil).name == "Odense.json"
    assert fejl.intern is (slags in PROGRAMMETS)
    assert "hemmeligt indhold" not in fejl.besked or slags is InternFejl
    kode = 70 if slags in PROGRAMMETS else 3
    assert svar.udgangskode == kode
    assert koer_kommando(["rangliste", str(mappe), "--format", "json"]) == kode
    ud, sagt = capsys.readouterr()
    assert [p["fil"] for p in json.loads(ud)["projekter"]] == [p.fil for p in svar.projekter]
    assert "Odense.json" in sagt
    assert ("Det er programmets skyld" in sagt) is (kode == 70)


def test_breve_skrives_til_alle_andre(mappe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _vaelter(monkeypatch, deltagere, "bedoem_ansoegning", InvalidOperation)
    ud = mappe.parent / "breve"
    assert koer_kommando(["breve", str(mappe), "-o", str(ud)]) == 3
    assert {p.name.split()[-1] for p in ud.glob("anmodning *.txt")} == {"Aarhus.txt", "Aalborg.txt"}


def test_er_alle_med_til_at_vaelte_det_er_det_programmet(mappe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure with all applications together, but with none alone, belongs to no file."""
    egen = beregning.fordel_opgjorte

    def vaelt(d: Any, *andre: Any) -> Any:
        if len(d.alle) > 1:
            raise KeyError
        return egen(d, *andre)

    monkeypatch.setattr(beregning, "fordel_opgjorte", vaelt)
    with pytest.raises(KeyError):
        rangliste(mappe)


@pytest.mark.parametrize("format_", ["tekst", "json"])
@pytest.mark.parametrize("slags", [*AF_INDHOLDET, *PROGRAMMETS])
def test_tjek_svarer_for_alle_andre(
    slags: type[Exception], format_: str, mappe: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    _vaelter(monkeypatch, tjek_modul, "bedoem_ansoegning", slags)
    filer = [str(mappe / f"{k}.json") for k in ("Odense", "Aarhus", "Aalborg")]
    assert koer_kommando(["tjek", *filer, "--format", format_]) == (70 if slags in PROGRAMMETS else 2)
    ud, sagt = capsys.readouterr()
    assert "I Aarhus" in ud
    assert "I Aalborg" in ud
    assert "Odense.json" in sagt
    if format_ == "json":
        svar = json.loads(ud)
        assert [list(s)[1] == "fejl" for s in svar] == [True, False, False]
        assert set(svar[0]["fejl"][0]) == {"besked", "linje", "kolonne"}


@pytest.mark.parametrize("slags", AF_INDHOLDET)
def test_fra_python_er_det_en_laesefejl(slags: type[Exception], mappe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _vaelter(monkeypatch, tjek_modul, "bedoem_ansoegning", slags)
    with pytest.raises(LaeseFejl, match=r"Odense\.json: Ansøgningen kan ikke regnes igennem"):
        tjek(mappe / "Odense.json")
    with pytest.raises(LaeseFejl, match="kan ikke regnes igennem"):
        skriv_papirer(mappe / "Odense.json", mappe / "ud")


def test_en_forkert_ansoegning_fra_python_faelder_ikke_de_andre() -> None:
    svar = rangliste([_ansoegning("Aarhus"), {**_ansoegning("Odense"), "projekter": 7}, _ansoegning("Aalborg")])
    assert [p.navn for p in svar.projekter] == ["I Aarhus", "I Aalborg"]
    assert [f.fil for f in svar.fejl] == ["<python 2>"]


# --- Duplicate names -----------------------------------------------------------------------


@pytest.mark.parametrize("andet", ["Skoven", "skoven", " SKOVEN"])
def test_to_projekter_af_samme_navn_siges_hoejt(andet: str, mappe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a = _ansoegning("Aarhus")
    a["projekter"] = [{**PROJEKT, "navn": "Skoven"}, {**PROJEKT, "navn": "Engen"}, {**PROJEKT, "navn": andet}]
    (mappe / "Aarhus.json").write_text(json.dumps(a), encoding="utf-8")
    svar = rangliste(mappe)
    (sagt,) = [b for b in svar.bemaerkninger if b.startswith("SAMME NAVN")]
    assert "Aarhus har 2 projekter, der hedder »Skoven« (nr. 1 og 3)" in sagt
    assert "beløbene regnes med for dem alle" in sagt
    assert sum(p.navn.strip().lower() == "skoven" for p in svar.projekter) == 2
    assert koer_kommando(["rangliste", str(mappe)]) == 0
    assert "SAMME NAVN: Aarhus har 2 projekter" in " ".join(capsys.readouterr().out.split())
    # tjek reports it as a form error.
    assert any("hedder" in f.besked or "navn" in f.besked.lower() for f in tjek(a).skema if f.alvor == "fejl")


def test_samme_navn_hos_to_ansoegere_siges_ikke(mappe: Path) -> None:
    for kommune in ("Aarhus", "Odense"):
        a = _ansoegning(kommune)
        a["projekter"][0]["navn"] = "Skoven"
        (mappe / f"{kommune}.json").write_text(json.dumps(a), encoding="utf-8")
    assert not any("SAMME NAVN" in b for b in rangliste(mappe).bemaerkninger)
