"""Joint projects: which rows of a round belong together, and the interpretation that sums over the parties."""

from __future__ import annotations

from typing import Any

import pytest

from ansoegning import load_regelsaet, rangliste, tjek
from ansoegning.bedoemmelse.begrundelse import begrundelse
from ansoegning.bedoemmelse.forlaeg import forlaeg
from ansoegning.bedoemmelse.sag import Sag
from ansoegning.bedoemmelse.udestaaende import mangler
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.rangliste import RanglisteSvar
from ansoegning.model.vaerdier import Vaerdi
from ansoegning.skriv.rangliste_overblik import paafaldende
from hjaelp.projekt import PROJEKT

PULJE = "botilbud-2025-26"


def _del(kommune: str, partnere: list[str] | None, kost: int | None = 17_000, **mere: Any) -> dict[str, Any]:
    """Return an application with one party's share: this cost (t.kr.) in 2026, and a loan of the same amount."""
    projekt = {
        **PROJEKT,
        "navn": f"Del i {kommune}",
        "ansoegt_2025": 0,
        "ansoegt_2026": kost or 17_000,
        "bruttoanlaegsudgift_2025": 0,
        "bruttoanlaegsudgift_2026": kost,
        "faelles_projekt": "Fjordhuset",
        "partnere": partnere,
        **mere,
    }
    return {"pulje": PULJE, "kommune": kommune, "projekter": [{n: v for n, v in projekt.items() if v is not None}]}


def _f16(svar: RanglisteSvar) -> tuple[set[str], set[str]]:
    """Return the projects that the joint interpretation brings in, and those it needs more facts about, by name."""
    f = next(f for f in svar.fortolkninger if f.id == "F16")
    return {n.partition(" ")[2] for n in f.ind}, {n.partition(" ")[2] for n in f.uoplyst}


def test_delene_findes_paa_tvaers_af_filer_og_hele_projektet_er_en_laesning() -> None:
    svar = rangliste([_del("Aarhus", ["Aalborg"]), _del("Aalborg", ["Århus Kommune"], 16_000)])
    (p,) = svar.faelles_projekter
    assert (p.navn, p.dele, p.mangler) == ("Fjordhuset", ("0751/1 Del i Aarhus", "0851/1 Del i Aalborg"), ())
    assert p.samlet == {"bruttoanlaegsudgift_i_alt": 33_000, "ansoegt_i_alt": 33_000}
    assert p.ansoegt == {"2025": 0, "2026": 33_000_000}
    # By the chosen interpretation each share is below 20 mio. kr., so neither is a candidate.
    assert {x.udfald for x in svar.projekter} == {"opfylder_ikke"}
    assert all("sammen med" in x.begrundelse[-1] for x in svar.projekter)
    assert _f16(svar) == ({"Del i Aarhus", "Del i Aalborg"}, set())
    # The first page of every view lists the parties together.
    assert (
        "Fælles projekt »Fjordhuset«: 0751/1 Del i Aarhus og 0851/1 Del i Aalborg; søgt i alt 0 kr. i 2025 og "
        "33.000.000 kr. i 2026."
    ) in paafaldende(svar)


@pytest.mark.parametrize(("anden", "ind"), [(3_000, False), (3_001, True)])
def test_graensen_er_for_hele_projektet(anden: int, ind: bool) -> None:
    svar = rangliste([_del("Aarhus", ["Aalborg"]), _del("Aalborg", ["Aarhus"], anden)])
    assert bool(_f16(svar)[0]) is ind


@pytest.mark.parametrize(
    ("ansoegninger", "siges"),
    [
        ([_del("Aarhus", ["Aalborg"])], "Der er ingen del fra Aalborg her."),
        (
            [_del("Aarhus", ["Aalborg"]), _del("Aalborg", ["Viborg"]), _del("Viborg", ["Aalborg"])],
            "Aalborg har en del, men nævner ikke Aarhus som partner.",
        ),
        (
            [_del("Aarhus", ["Aalborg"]), _del("Aalborg", ["Aarhus"], faelles_projekt="Fjordhus")],
            "Aalborg kalder det, der er fælles med Aarhus, »Fjordhus«; skriv ens navne.",
        ),
        ([_del("Aarhus", ["Aalborrg"])], "Aarhus nævner »Aalborrg«, som ikke kendes som ansøger."),
        ([_del("Aarhus", None)], "Aarhus skriver ikke, hvem de andre er."),
        ([_del("Aarhus", ["Aarhus"])], "Aarhus skriver ikke, hvem de andre er."),
    ],
)
def test_en_del_uden_sine_andre_siges_og_summen_er_ukendt(ansoegninger: list[dict[str, Any]], siges: str) -> None:
    svar = rangliste(ansoegninger)
    p = next(p for p in svar.faelles_projekter if "0751/1 Del i Aarhus" in p.dele)
    assert siges in p.bemaerkninger
    assert p.samlet == {"bruttoanlaegsudgift_i_alt": None, "ansoegt_i_alt": None}
    assert any(siges in b for b in svar.bemaerkninger)
    assert any(siges in b for b in svar.projekter[0].begrundelse)
    assert "Del i Aarhus" in _f16(svar)[1]


def test_tre_er_foerst_samlet_naar_alle_der_naevnes_er_der() -> None:
    tre = [_del("Aarhus", ["Aalborg", "Viborg"], 7_000), _del("Aalborg", ["Aarhus"], 7_000)]
    (p,) = rangliste(tre).faelles_projekter
    assert (p.mangler, p.samlet["ansoegt_i_alt"]) == (("Viborg",), None)
    svar = rangliste([*tre, _del("Viborg", ["Aarhus"], 7_000)])
    assert svar.faelles_projekter[0].samlet["ansoegt_i_alt"] == 21_000
    assert _f16(svar)[0] == {"Del i Aarhus", "Del i Aalborg", "Del i Viborg"}


def test_samme_navn_uden_at_naevne_hinanden_er_to_projekter() -> None:
    par = [_del("Aarhus", ["Aalborg"]), _del("Aalborg", ["Aarhus"]), _del("Odense", ["Svendborg"])]
    svar = rangliste([*par, _del("Svendborg", ["Odense"], navn="Del i Svendborg")])
    assert [p.dele for p in svar.faelles_projekter] == [
        ("0461/1 Del i Odense", "0479/1 Del i Svendborg"),
        ("0751/1 Del i Aarhus", "0851/1 Del i Aalborg"),
    ]


def test_en_udgift_i_forkert_enhed_loefter_ikke_den_andens_del() -> None:
    svar = rangliste([_del("Aarhus", ["Aalborg"]), _del("Aalborg", ["Aarhus"], 16_000_000, ansoegt_2026=3_000)])
    assert svar.faelles_projekter[0].samlet == {"bruttoanlaegsudgift_i_alt": None, "ansoegt_i_alt": 20_000}
    assert "Del i Aarhus" not in _f16(svar)[0]


def test_en_del_for_sig_kan_ikke_doemmes_efter_hele_projektet() -> None:
    """In ``tjek`` with a single file the other parties are unknown; they count as neither zero nor enough."""
    regelsaet = load_regelsaet(PULJE)
    kriterium = regelsaet.alternativer["F16", 0].kriterier["K4"]
    for faelles, rolle in (({"faelles_projekt": "Fjordhuset"}, "uoplyst"), ({}, "ikke_opfyldt")):
        raekke: dict[str, Vaerdi] = {"ansoegt_2025": 0, "ansoegt_2026": 1_000, "bruttoanlaegsudgift_2025": 0, **faelles}
        raekke["bruttoanlaegsudgift_2026"] = 17_000
        a = Ansoegning(fil="", pulje=PULJE, raekker={"projekter": (raekke,)})
        sag = Sag(a, regelsaet, None, {})
        (k,) = sag.k.fra_raekkerne("projekter")
        fundet = forlaeg(kriterium, k)
        assert fundet.bedoemt.rolle == rolle
        grund = begrundelse(sag, kriterium, fundet, mangler(sag, kriterium, fundet.venter_paa, k), k)
        assert ("før de andre dele af det, der søges om i fællesskab, er kendt" in grund) is bool(faelles)


def test_en_del_faar_ikke_det_raad_at_goere_udgiften_stoerre() -> None:
    for faelles, raad in (("Fjordhuset", set()), (None, {"bruttoanlaegsudgift_i_alt"})):
        svar = tjek(_del("Aarhus", ["Aalborg"], faelles_projekt=faelles))
        k4 = next(k for k in svar.raekker["projekter"][0].kriterier if k.id == "K4")
        assert {f.fakta for f in k4.forslag} == raad


@pytest.mark.parametrize(("placering", "ud"), [("Aalborg", True), ("Aarhus", False), (None, False)])
def test_pladser_i_en_anden_kommune_er_en_laesning_af_i_kommunen(placering: str | None, ud: bool) -> None:
    projekt = {**PROJEKT, **({"placering_kommune": placering} if placering else {})}
    svar = rangliste({"pulje": PULJE, "kommune": "Aarhus", "projekter": [projekt]}, omfang="hele")
    assert svar.projekter[0].udfald == "inden_for_rammen"
    assert bool(next(f for f in svar.fortolkninger if f.id == "F17").ud) is ud
