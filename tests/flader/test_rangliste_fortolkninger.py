"""Alternative interpretations, changed parameters, the guarantee, ties, and the entries of assessors."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansoegning import load_regelsaet, rangliste, tjek
from ansoegning.cli.vis_rangliste import vis_rangliste
from ansoegning.cli.vis_tjek import Skaerm
from ansoegning.fejl import LaeseFejl
from ansoegning.handlinger.koerselsvalg import Koerselsvalg
from ansoegning.handlinger.rangliste import gennemfoer
from ansoegning.indlaes.runde import laes_runde, saml_runde
from ansoegning.indlaes.vurderinger import laes_vurderinger
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.rangliste import RanglisteSvar
from ansoegning.rangordning.beregning import Rangvalg, beregn
from ansoegning.rangordning.deltagere import find_deltagere, med_andre_parametre
from ansoegning.rangordning.svar import projekter
from hjaelp.rangliste_runde import ANSOEGNINGER, VURDERINGER, Skriv, lav_ansoegning
from hjaelp.runder import PULJE
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung


def _inde(svar: RanglisteSvar) -> list[str]:
    return [p.navn for p in svar.projekter if p.udfald == "inden_for_rammen"]


def test_ukendt_laan_er_ingen_kandidat() -> None:
    svar = rangliste([lav_ansoegning("Odense", {"ansoegt_2026": None})])
    (p,) = svar.projekter
    assert (p.status, p.udfald, p.rang, p.beregnet) == ("opfyldt", "mangler_oplysninger", None, None)
    assert p.begrundelse == ("Beløbet i 2026 er ikke oplyst.",)


# --- Alternative interpretations ----------------------------------------------------------


def _med_rettelser(mappe: Path, retter: list[dict[str, Any]]) -> Path:
    """Copy the pack with an alternative interpretation written into its files."""
    shutil.copytree(ROD / "rules" / PULJE, mappe, ignore=shutil.ignore_patterns("tilfaelde", "*.md", "daekning.yaml"))
    (mappe / "fortolkninger.yaml").unlink()

    def ret(fil: str, aendr: Callable[[Any], None]) -> None:
        data = yaml.load((mappe / fil).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only
        aendr(data)
        (mappe / fil).write_text(
            yaml.safe_dump(data, allow_unicode=True, default_style='"', sort_keys=False), encoding="utf-8"
        )

    def oplys(data: dict[str, dict[str, dict[str, Any]]]) -> None:
        # Facts that only the interpretations read would be unread without them, which makes a pack invalid.
        for fakt in (f for omfang in data["fakta"].values() for f in omfang.values()):
            if "afledt" in fakt:
                fakt.setdefault("brug", ["oplysning"])

    ret("fakta.yaml", oplys)
    for r in retter:
        if "parameter" in r:
            ret("parametre.yaml", lambda d, r=r: d["parametre"][r["parameter"]].update(vaerdi=r["vaerdi"]))  # type: ignore[misc] # r is bound as a default argument
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


_FORTOLKNINGER = yaml.load(_SKREVET, Loader=yaml.BaseLoader)["fortolkninger"]  # noqa: S506 - strings only


# A criterion cannot be summed over several files; test_faelles covers that interpretation.
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
    """A project that does not itself expand becomes a candidate; a loan is sufficient if the cost is unknown."""
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
    """Read the round's applications once: every interpretation of the pool has the same facts."""
    return laes_runde([str(ANSOEGNINGER)]).modtaget


def test_at_doemme_igen_giver_det_samme() -> None:
    """Judging again for another interpretation agrees with the chainers' results, including the assessor's answers."""
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
    """Return one project from each region, the last (Hovedstaden) the smallest."""
    return [
        lav_ansoegning(k, {"navn": k, "bruttoanlaegsudgift_2026": 50_000 - nr, **(sidste if k == FEM[-1] else {})})
        for nr, k in enumerate(FEM)
    ]


def test_garantien_tager_og_siger_hvad_den_koster() -> None:
    ansoegninger = [
        *_fem(),
        lav_ansoegning("Vejle", {"navn": "Vejle", "bruttoanlaegsudgift_2026": 60_000, "pladser_2026": 20}),
    ]
    svar = rangliste(ansoegninger, saet={"ramme_2025": "50.000"})
    g = svar.regionsgaranti
    # Five projects of 10 mio. kr. use the whole budget of 2025. Vejle ranks first and counts for its region, so the
    # guarantee takes Hvidovre in place of Odense.
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
    # A received application counts even if its projects do not meet the criteria.
    svar = rangliste(_fem(andel_andre=10), saet={"ramme_2025": "20.000"})
    assert svar.regionsgaranti.udloest
    assert svar.regionsgaranti.regioner["Region Hovedstaden"] is None
    assert "Ingen fra Region Hovedstaden" in svar.regionsgaranti.begrundelse
    # If the budgets suffice, there is no guarantee, and all projects are inside.
    svar = rangliste(_fem())
    assert (svar.overansoegt, svar.regionsgaranti.udloest, len(_inde(svar))) == (False, False, 5)


def test_lige_der_afgoer_penge_siges_hoejt() -> None:
    ansoegninger = [lav_ansoegning(k, {"navn": "Ens"}) for k in ("Odense", "Aarhus", "Vejle")]
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
    ansoegninger = [lav_ansoegning(k, {"navn": k}) for k in ("Odense", "Aarhus")]
    fil = tmp_path / "v.yaml"
    assert [p.navn for p in rangliste(ansoegninger).projekter] == ["Odense", "Aarhus"]
    fil.write_text(_vurdering(fakta="prisvurdering", vaerdi="0"), encoding="utf-8")
    svar = rangliste(ansoegninger, vurderinger=fil)
    assert [p.navn for p in svar.projekter] == ["Aarhus", "Odense"]
    assert svar.lige_rang == ()


def test_en_afvigelse_staar_ved_siden_af_og_aendrer_intet(tmp_path: Path) -> None:
    ansoegninger = [lav_ansoegning(k, {"navn": k}) for k in ("Odense", "Aarhus")]
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
        rangliste([lav_ansoegning("Aarhus", {})], vurderinger=fil)


def test_vurderinger_der_ikke_bruges_siges(tmp_path: Path) -> None:
    fil = tmp_path / "v.yaml"
    fil.write_text(
        _vurdering(fakta="prisvurdering", vaerdi="3")
        + _vurdering(fakta="prisvurdering", vaerdi="3").partition("\n")[2]
        + _vurdering(fakta="prisvurdering", vaerdi="4").partition("\n")[2].replace("projekt: 1", "projekt: 7")
        + _vurdering(fakta="prisvurdering", vaerdi="4").partition("\n")[2].replace("Aarhus", "Odense"),
        encoding="utf-8",
    )
    svar = rangliste([lav_ansoegning("Aarhus", {})], vurderinger=fil)
    assert svar.projekter[0].noegler[-1].vaerdi == 3
    assert [re.search(r"det samme er vurderet|»7« findes ikke|gælder ingen", v) is not None for v in
            svar.vurderinger_ikke_brugt] == [True] * 3  # fmt: skip


@pytest.mark.parametrize(("fakta", "en", "anden"), [("prisvurdering", "3", "4"), (None, "1", "uden_for_rammen")])
def test_vurderinger_der_modsiger_hinanden_bruges_ikke(tmp_path: Path, fakta: str | None, en: str, anden: str) -> None:
    fil = tmp_path / "v.yaml"
    hvad = {"fakta": fakta, "vaerdi": ""} if fakta is not None else {"afvigelse": ""}
    par = [hvad | {list(hvad)[-1]: v} for v in (en, anden)]
    fil.write_text(_vurdering(**par[0]) + _vurdering(**par[1]).partition("\n")[2], encoding="utf-8")
    svar = rangliste([lav_ansoegning("Aarhus", {})], vurderinger=fil)
    assert svar.projekter[0].noegler[-1].vaerdi is None
    assert svar.projekter[0].afvigelse is None
    assert len(svar.vurderinger_ikke_brugt) == 2
    assert all("Ingen af dem er brugt" in v for v in svar.vurderinger_ikke_brugt)
    assert f"»{en}«" in svar.vurderinger_ikke_brugt[1]


def test_skoen_kan_tages_med_eller_afklares(tmp_path: Path) -> None:
    ansoegning = [lav_ansoegning("Aarhus", {"navn": "Blandet", "art": "blandet"})]
    assert rangliste(ansoegning).projekter[0].udfald == "kraever_vurdering"
    assert _inde(rangliste(ansoegning, medtag_skoen=True, omfang="hele")) == ["Blandet"]
    fil = tmp_path / "v.yaml"
    for ord_, udfald in (("opfyldt", "inden_for_rammen"), ("ikke_opfyldt", "opfylder_ikke")):
        fil.write_text(_vurdering(kriterium="K6", svar=ord_, hviler_paa="{art: blandet}"), encoding="utf-8")
        assert rangliste(ansoegning, vurderinger=fil, omfang="hele").projekter[0].udfald == udfald


def test_ukendt_koordinering_taeller_som_ingen_og_siges() -> None:
    svar = rangliste(
        [
            lav_ansoegning("Aarhus", {"navn": "Ukendt", "koordinering": None}),
            lav_ansoegning("Odense", {"navn": "Ingen", "koordinering": "ingen", "bruttoanlaegsudgift_2026": 18_001}),
            lav_ansoegning(
                "Vejle", {"navn": "Udokumenteret", "dokumentation": None, "bruttoanlaegsudgift_2026": 17_999}
            ),
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
