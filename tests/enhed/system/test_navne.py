"""Names compare equal however their letters are encoded, in every place where names are compared."""

from __future__ import annotations

import csv
import json
import unicodedata
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning import load_regelsaet, rangliste, tjek
from ansoegning.batch.db import nfc as nfc_sql
from ansoegning.batch.koer import Bestilling, koer
from ansoegning.fejl import BrugsFejl, Sted
from ansoegning.handlinger.batch import Tilvalg, gennemfoer
from ansoegning.handlinger.koerselsvalg import Koerselsvalg
from ansoegning.handlinger.rangliste import gennemfoer as gennemfoer_runde
from ansoegning.handlinger.skriv import skriv_papirer
from ansoegning.handlinger.tjek import uden_ansoegning
from ansoegning.indlaes.runde import afklar
from ansoegning.indlaes.vurderinger import laes_vurderinger
from ansoegning.model.afgoerelser import Afgoerelse
from ansoegning.skriv.breve import lav_breve
from ansoegning.system.navne import filnavn, ment, nfc, som_navn, som_sti
from hjaelp.projekt import PROJEKT
from hjaelp.runder import PULJE
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung


NAVN = "Åvænget på Bülowsvej"
NFC, NFD = (unicodedata.normalize(form, NAVN) for form in ("NFC", "NFD"))
FORMER = [(NFC, NFD), (NFD, NFC)]
assert NFC != NFD


def _ansoegning(**projekt: Any) -> dict[str, Any]:
    return {"pulje": PULJE, "kommune": "Aarhus", "projekter": [{**PROJEKT, **projekt}]}


def _skriv(sti: Path, data: object) -> Path:
    sti.parent.mkdir(parents=True, exist_ok=True)
    sti.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return sti


@given(st.text(max_size=40))
def test_formen_er_den_samme_for_alle_kodninger(tekst: str) -> None:
    for form in ("NFC", "NFD"):
        kodet = unicodedata.normalize(form, tekst)
        assert nfc(kodet) == nfc(tekst)
        assert som_navn(kodet) == som_navn(tekst)
        assert som_sti(kodet) == som_sti(tekst)
    assert som_navn(som_navn(tekst)) == som_navn(tekst)
    assert som_navn(f"  {tekst.upper()}\u00a0") == som_navn(tekst.upper())


@given(
    st.text(st.characters(max_codepoint=0x2FFF, exclude_categories=["Cs", "Cn"], exclude_characters="\0"), max_size=20)
)
def test_formen_er_den_samme_i_sql(tekst: str) -> None:
    with duckdb.connect() as con:
        svar = con.execute(f"SELECT {nfc_sql('x')} FROM (SELECT $1 AS x)", [tekst]).fetchall()
    assert svar == [(nfc(tekst),)]


@pytest.mark.parametrize(
    ("sti", "dele"),
    [
        ("a/./b/../C.yaml", ("a", "c.yaml")), ("\\\\vaert\\del\\a.yaml", ("vaert", "del", "a.yaml")),
        (" ./a.yaml ", ("a.yaml",)), ("../a", ("..", "a")), ("", ()), (".", ()),
    ],
)  # fmt: skip
def test_stiens_dele_findes_af_teksten_alene(sti: str, dele: tuple[str, ...]) -> None:
    assert som_sti(sti) == dele
    assert filnavn(sti) == (dele[-1] if dele else "")


@pytest.mark.parametrize("navn", ["Skoven\ufeff", "\ufeffskoven", "Sko\u00adven", "Sko\u200bven\u2028", "\u2029Skoven"])
def test_tegn_der_intet_viser_skiller_ikke_to_navne(navn: str, tmp_path: Path) -> None:
    assert som_navn(navn) == som_navn("Skoven")
    assert ment("Skoven", [navn, "Engen"], str) == [navn]
    (tmp_path / "a.csv").write_text(f"kommune;navn\n751;Skoven\n751;{navn}\n751;Engen\n", encoding="utf-8")
    sagt: list[str] = []
    koer(Bestilling(ind=str(tmp_path / "a.csv"), ud=str(tmp_path / "u.csv"), pulje=PULJE, traade=2, sig=sagt.append))
    assert any("flere rækker: række 1 og 2" in s for s in sagt)


def test_et_usynligt_linjeskift_skiller_ord() -> None:
    assert som_navn("Skoven\u20282") == som_navn("Skoven 2") != som_navn("Skoven2")


def test_det_praecise_navn_gaar_forud() -> None:
    assert ment("skoven", ["Skoven", "skoven"], str) == ["skoven"]
    assert ment("SKOVEN", ["Skoven", "skoven"], str) == ["Skoven", "skoven"]
    assert ment("Skoven  ", ["skoven", "engen"], str) == ["skoven"]


@pytest.mark.parametrize(("her", "der"), FORMER)
def test_en_vurdering_finder_projektet_og_filen(tmp_path: Path, her: str, der: str) -> None:
    fil = _skriv(tmp_path / f"{her}.json", _ansoegning(navn=her, art="blandet"))
    faelles = {"fil": f"{der}.json", "projekt": der, "begrundelse": "Set.", "af": "AB", "dato": "01/06/2024"}
    vurderinger = _skriv(
        tmp_path / "v.yaml",
        {
            "vurderinger": [
                {**faelles, "kriterium": "K6", "svar": "opfyldt", "hviler_paa": {"art": "blandet"}},
                {**faelles, "fakta": "prisvurdering", "vaerdi": 4},
            ]
        },
    )
    resultat = tjek(fil, vurderinger=vurderinger)
    assert [k.status for k in resultat.raekker["projekter"][0].kriterier if k.id == "K6"] == ["opfyldt"]
    assert resultat.vurderinger == ()
    assert uden_ansoegning(vurderinger, [resultat]) == ()
    svar = rangliste(fil, vurderinger=vurderinger)
    assert svar.vurderinger_ikke_brugt == ()
    assert svar.projekter[0].noegler[-1].vaerdi == 4
    assert len(laes_vurderinger(str(vurderinger), load_regelsaet(PULJE))) == 2


@pytest.mark.parametrize(("her", "der"), FORMER)
def test_en_afgoerelse_finder_projektet_og_filen(tmp_path: Path, her: str, der: str) -> None:
    fil = _skriv(tmp_path / f"{her}.json", _ansoegning(navn=her))
    svar, deltagere, _ = gennemfoer_runde(fil, Koerselsvalg(omfang="hele"))
    a = Afgoerelse(None, f"{der}.json", der, "tilsagn", None, "Fordi.", None, "AB", date(2024, 7, 1), Sted("a.yaml", 2))
    (brev,) = lav_breve(svar, deltagere.resultater, deltagere.regelsaet.data, [a])
    assert (brev.art, brev.udkast) == ("afgoerelse", False)


def test_en_afgoerelse_om_et_navn_paa_to_projekter_siges() -> None:
    to = _ansoegning(navn="Skoven")
    to["projekter"].append({**PROJEKT, "navn": "SKOVEN"})
    svar, deltagere, _ = gennemfoer_runde([to], Koerselsvalg())
    a = Afgoerelse("0751", None, "skoven", "tilsagn", None, "Fordi.", None, "AB", date(2024, 7, 1), Sted("a.yaml", 2))
    with pytest.raises(BrugsFejl, match="kan gælde flere"):
        lav_breve(svar, deltagere.resultater, deltagere.regelsaet.data, [a])


@pytest.mark.parametrize(("her", "der"), FORMER)
def test_et_bilag_findes_ved_siden_af_ansoegningen(tmp_path: Path, her: str, der: str) -> None:
    fil = _skriv(tmp_path / "a.json", _ansoegning(dokumentation=[f"{der}.pdf"]))
    (tmp_path / f"{her}.pdf").write_bytes(b"%PDF-1.4")
    (eml,) = skriv_papirer(fil, tmp_path / "ud", som=("mail",)).filer
    besked = message_from_bytes(eml.read_bytes(), policy=policy.default)
    assert [nfc(str(d.get_filename())) for d in besked.walk() if d.get_filename()] == [f"{NFC}.pdf"]


@pytest.mark.parametrize(("her", "der"), FORMER)
def test_en_erstattet_fil_findes(her: str, der: str) -> None:
    assert afklar([(f"m/{her}.yaml", "1", None), ("ny.yaml", "1", f"{der}.yaml")]) == ({}, {f"m/{her}.yaml": "ny.yaml"})


def test_raekkefoelgen_mellem_lige_er_den_samme() -> None:
    navne = ["Å", "Z", "Ä", "B"]
    orden = []
    for form in ("NFC", "NFD"):
        a = _ansoegning()
        a["projekter"] = [{**PROJEKT, "navn": unicodedata.normalize(form, n)} for n in navne]
        orden.append([nfc(p.navn) for p in rangliste([a]).projekter])
    assert orden[0] == orden[1]


# --- Tables ---------------------------------------------------------------------------------


def _csv(sti: Path, hoved: str, raekker: list[str]) -> Path:
    sti.write_text("\n".join([hoved, *raekker]) + "\n", encoding="utf-8")
    return sti


@pytest.mark.parametrize("endelse", ["csv", "parquet"])
@pytest.mark.parametrize("noegle", [(), ("navn",), (f"Egen {NFD}",)])
@pytest.mark.parametrize(("her", "der"), FORMER)
def test_to_koersler_sammenlignes_ved_navn(
    tmp_path: Path, endelse: str, noegle: tuple[str, ...], her: str, der: str
) -> None:
    stier = [
        _csv(tmp_path / f"{i}.csv", f"kommune;navn;Egen {form}", [f"Aarhus;{form};{form}", "Odense;Engen;x"])
        for i, form in enumerate((her, der))
    ]
    gammel = tmp_path / f"gammel.{endelse}"
    # A small pack, because only the names matter here.
    lille: dict[str, Any] = {"pulje": "point-pulje", "regler": str(ROD / "tests" / "data" / "puljer")}
    koer(Bestilling(ind=str(stier[0]), ud=str(gammel), **lille))
    _, svar = gennemfoer(
        Bestilling(ind=str(stier[1]), ud=str(tmp_path / "ny.csv"), **lille),
        Tilvalg(sammenlign=str(gammel), noegle=noegle),
    )
    assert svar is not None
    assert svar.sammenligning is not None
    s = svar.sammenligning
    assert (s.faelles, s.kun_gammel, s.kun_ny, s.aendret) == (2, 0, 0, 0)


def test_en_ansoegnings_raekker_hoerer_sammen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows meet the limit only together, under the interpretation that it applies to the complete application."""
    grund = load_regelsaet(PULJE)
    monkeypatch.setattr(
        "ansoegning.batch.koer.load_regelsaet", lambda *_a, **_k: grund.med_alternativ(grund.alternativer["F1", 0])
    )
    ind, ud = tmp_path / "ind.csv", tmp_path / "ud.csv"
    for noegler, ventet in (((NFC, NFD), "opfyldt"), ((NFC, "en anden"), "ikke_opfyldt")):
        _csv(
            ind,
            "ansoegning;kommune;navn;bruttoanlaegsudgift_2025;bruttoanlaegsudgift_2026",
            [f"{noegle};Aarhus;Projekt {nr};15000;0" for nr, noegle in enumerate(noegler)],
        )
        koer(Bestilling(ind=str(ind), ud=str(ud), pulje=PULJE, overskriv=True))
        with ud.open(encoding="utf-8-sig", newline="") as fil:
            assert [r["K4"] for r in csv.DictReader(fil, delimiter=";")] == [ventet] * 2


@pytest.mark.parametrize(("her", "der"), FORMER)
def test_en_ansoegning_er_en_ansoegning(tmp_path: Path, her: str, der: str) -> None:
    ind = _csv(tmp_path / "ind.csv", "ansoegning;kommune;navn", [f"{her};Aarhus;Skoven", f"{der};Aarhus;Engen"])
    _, svar = gennemfoer(Bestilling(ind=str(ind), ud=str(tmp_path / "s.csv"), pulje=PULJE), Tilvalg(rangliste=True))
    assert svar is not None
    assert svar.rangliste is not None
    assert svar.rangliste.flere_ansoegninger == 0
