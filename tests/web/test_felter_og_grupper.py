"""What the page says of a pool whose groups are choices, and of where a field stands in the form."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from hjaelp.ny_pulje import skriv_pakken
from hjaelp.puljer import DATA
from hjaelp.side import side
from hjaelp.steder import ROD


def _tekst(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


def test_kun_en_pulje_delt_i_regioner_har_valget_om_hvad_filerne_daekker() -> None:
    """A round of any other pool is always complete, so there is nothing to choose."""
    with side(regler=DATA) as besoeg:
        for pulje, med in (("botilbud-2025-26", True), ("kulturhuse", False), ("lag-oeer", False)):
            id_ = str(besoeg.send("/runder/ny", navn="Prøve", pulje=pulje).url.path).rpartition("/")[2]
            assert ("Hvad dækker filerne?" in besoeg.hent(f"/runder/{id_}/valg")) is med, pulje


def test_et_felt_uden_navn_er_et_felt_og_en_liste_skilles_fra_kolonnen() -> None:
    with side(regler=DATA) as besoeg:
        id_ = besoeg.ny("kulturhuse")
        ansoegningen = _tekst(besoeg.hent(f"/a/{id_}/del/ansoegning"))
        assert "Foreningens navn Felt 1" in ansoegningen
        assert "Kolonne Q · Én pr. linje." in _tekst(besoeg.hent(f"/a/{id_}/del/indsatser/1"))


def test_hvor_ingen_soeger_er_det_en_opgoerelse_med_puljens_titel() -> None:
    """Nobody can give such an account a name, so it is not said to lack one."""
    with side() as besoeg:
        for fil, titel in (
            ("resultatkontrakt-2023/aaret-2023.yaml", "Resultatkontrakt for Erhvervshus Hovedstaden 2023"),
            ("hjemmearbejde-oeresund/tre-timer-for-meget.yaml", "Hjemmearbejde for den, der pendler over Øresund"),
        ):
            id_ = besoeg.aabn(ROD / "samples" / fil)
            assert titel in _tekst(besoeg.hent("/"))
            for sti in ("", "/del/ansoegning", "/faerdig", "/slet", "/svar"):
                html = besoeg.hent(f"/a/{id_}{sti}")
                hoved = _tekst(html[html.index("<main") : html.index("</main")]).replace("Mine ansøgninger", "")
                assert titel in hoved
                for forkert in ("Uden navn", "nsøgningen", "skrivefejl"):
                    assert forkert not in hoved, (fil, sti, forkert)
            assert "Opgørelsen er ikke klar" in _tekst(besoeg.hent(f"/a/{id_}/faerdig"))


def test_spoergsmaalet_om_et_kriterium_passer_til_puljens_statusser() -> None:
    with side() as besoeg:
        id_ = besoeg.aabn(ROD / "samples" / "resultatkontrakt-2023" / "aaret-2023.yaml")
        vurdering = _tekst(besoeg.hent(f"/a/{id_}/vurdering/M5a/0"))
        assert "Hvad er svaret på M5a? Grøn Rød" in vurdering


def test_en_pulje_der_ikke_kan_regnes_raekke_for_raekke_er_ikke_et_valg_for_en_tabel() -> None:
    """Its only criterion is of the whole account, so every table of it would be refused."""
    with side() as besoeg:
        tabeller = _tekst(besoeg.hent("/tabeller"))
        assert "Resultatkontrakt" in tabeller
        assert "Hjemmearbejde" not in tabeller


def test_en_ansoeger_naevnes_een_gang_ved_sin_raekke(tmp_path: Path) -> None:
    """An applicant without a number is already the beginning of the row's name."""
    skriv_pakken(tmp_path)
    asta = "pulje: spillesteder-2025\nansoeger: Foreningen Alt\nkoncertraekker: [{betegnelse: Vinter, koncerter: 3}]\n"
    with side(regler=tmp_path) as besoeg:
        for pulje, fil, ventet in (
            ("spillesteder-2025", asta.encode(), "Foreningen Alt/1 Vinter: K1"),
            (
                "botilbud-2025-26",
                (ROD / "samples" / "botilbud-2025-26" / "skovbrynet.yaml").read_bytes(),
                "Aarhus · 0751/1 Skovbrynet",
            ),
        ):
            id_ = str(besoeg.send("/runder/ny", navn="Prøve", pulje=pulje).url.path).rpartition("/")[2]
            besoeg.send(f"/runder/{id_}/filer", filer=[("filer", ("a.yaml", fil))], slags="egen")
            liste = _tekst(besoeg.hent(f"/runder/{id_}/liste"))
            assert ventet in liste
            assert "Foreningen Alt · Foreningen Alt" not in liste


def test_en_prove_naevner_det_felt_den_er_af_ogsaa_naar_to_lister_har_det(tmp_path: Path) -> None:
    pakke = Path(shutil.copytree(DATA / "kulturhuse", tmp_path / "kulturhuse"))
    lister = "  grunde: {ental: grund, flertal: grunde, navn_fakta: betegnelse, samlet: grunde, samlet_ental: grund}\n"
    fakta = """  grunde:
    betegnelse: {navn: grundens navn, type: tekst, brug: [oplysning]}
    areal: {navn: grundens areal, type: tal, enhed: m², mindst: 1, hoejst: 20.000, brug: [oplysning]}
"""
    raekkerne = "  - {id: raekkeresultat, for: grunde, vaerste_af: kriterier, uden: ja}\n"
    for fil, foer, ny in (
        ("pulje.yaml", "enheder:\n", lister),
        ("fakta.yaml", "\nvurderingsfakta:\n", fakta),
        ("konklusioner.yaml", "  - {id: resultat,", raekkerne),
    ):
        tekst = (pakke / fil).read_text(encoding="utf-8")
        assert foer in tekst
        (pakke / fil).write_text(tekst.replace(foer, f"{ny}{foer}"), encoding="utf-8")
    with side(regler=tmp_path) as besoeg:
        id_ = besoeg.ny("kulturhuse")
        for liste, navn in (("grunde", "grundens areal"), ("indsatser", "husets areal")):
            assert f"Du prøver {navn} = 7" in _tekst(besoeg.hent(f"/a/{id_}/proev?felt={liste}[0].areal&vaerdi=7"))
