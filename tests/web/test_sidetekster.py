"""What the pages say and link to: breadcrumbs, sources, errors with their rows, and the form of a new round."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ansoegning.system.steder import mappe
from hjaelp.side import Side, side

PULJE = "botilbud-2025-26"
PROEVER = mappe("samples") / PULJE


@pytest.fixture(scope="module")
def besoeg() -> Iterator[Side]:
    with side() as s:
        yield s


def _tekst(html: str) -> str:
    """Return a page's text on one line, without what only screen readers get."""
    uden = re.sub(r'<span class="sr-only">.*?</span>', "", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", uden).split())


def _krummer(html: str) -> str:
    fundet = re.search(r'<nav class="broedkrummer.*?</nav>', html, re.DOTALL)
    assert fundet is not None
    return fundet[0]


def test_broedkrummerne_ender_med_siden_selv(besoeg: Side) -> None:
    sag = besoeg.aabn(PROEVER / "skovbrynet.yaml")
    overblik = _krummer(besoeg.hent(f"/a/{sag}"))
    assert '<li aria-current="page">Aarhus: Skovbrynet (opdigtet)</li>' in overblik
    assert overblik.count("<a ") == 1
    for sti, titel in (("/del/ansoegning", "Ansøgningen"), ("/svar", "Hele svaret")):
        krummer = _krummer(besoeg.hent(f"/a/{sag}{sti}"))
        assert f'<li aria-current="page">{titel}</li>' in krummer
        assert krummer.count("<a ") == 2


def test_en_fejl_siger_hvilket_projekt_den_er_i(besoeg: Side) -> None:
    """The sample has two projects; S07 concerns a calculated fact, which has no field to go to."""
    sag = besoeg.aabn(PROEVER / "skemafejl.yaml")
    svar = besoeg.hent(f"/a/{sag}/svar")
    tekst = _tekst(svar)
    assert "Fejl Projekt 2 : Der er søgt om 24.000.000 kr." in tekst
    assert "Advarsel Projekt 2 : »Ansøgt lån i 2025« (kolonne B): 14.000.000 kr. er mere end" in tekst
    assert "Fejl To projekter hedder det samme." in tekst
    assert f'/a/{sag}/del/projekter/2">Projekt 2</a>' in svar
    # The task »de fejl i skemaet, som er nævnt ovenfor« is on this page too.
    faerdig = _tekst(besoeg.hent(f"/a/{sag}/faerdig"))
    assert faerdig.index("10 fejl i skemaet:") < faerdig.index("Projekt 2 : Der er søgt om 24.000.000 kr.")
    assert faerdig.index("Projekt 2 : Der er søgt om") < faerdig.index("som er nævnt ovenfor")


def test_med_et_projekt_er_det_kun_sagt_hvor_feltet_ikke_er(besoeg: Side) -> None:
    sag = besoeg.aabn(PROEVER / "mangler-oplysninger.yaml")
    tekst = _tekst(besoeg.hent(f"/a/{sag}/svar"))
    assert "Projektets art K5, K6" in tekst
    assert "Fejl »Andel af pladserne til andre kommuner« (kolonne F) er ikke udfyldt." in tekst


def test_det_der_mangler_i_flere_projekter_har_projektets_nummer(besoeg: Side) -> None:
    sag = besoeg.ny(PULJE)
    besoeg.send(f"/a/{sag}/raekke/projekter", version=besoeg.version(sag), handling="tilfoej")
    assert "Projektets art (projekt 2)" in _tekst(besoeg.hent(f"/a/{sag}/svar"))


def test_kilder_for_sig_selv_begynder_med_stort_og_saetninger_har_et_punktum(besoeg: Side) -> None:
    sag = besoeg.aabn(PROEVER / "klar.yaml")
    for sti in (f"/a/{sag}/svar", f"/a/{sag}/faerdig", f"/regler/{PULJE}", f"/regler/{PULJE}/K2"):
        tekst = _tekst(besoeg.hent(sti))
        assert "inisteriets brev" in tekst
        assert not re.search(r"[.?] (ministeriets brev|programmets)", tekst), sti
        assert ".." not in tekst.replace("...", ""), sti


def test_fejlene_i_en_formular_naevner_hvert_felt_en_gang(besoeg: Side) -> None:
    sag = besoeg.aabn(PROEVER / "forkerte-vaerdier.yaml")
    html = besoeg.hent(f"/a/{sag}/del/projekter/1")
    fundet = re.search(r'<ul class="fejlliste">.*?</ul>', html, re.DOTALL)
    assert fundet is not None
    assert _tekst(fundet[0]).count("Udvidelse i 2026") == 1
    assert '">»Udvidelse i 2026« (kolonne E)' in fundet[0]


def test_feltets_sted_gentager_ikke_sidens_overskrift(besoeg: Side) -> None:
    sag = besoeg.aabn(PROEVER / "klar.yaml")
    assert '<span class="hvor">' not in besoeg.hent(f"/a/{sag}/del/kontakt")
    assert '<span class="hvor">Kolonne A</span>' in besoeg.hent(f"/a/{sag}/del/projekter/1")


def test_en_ny_runde_siger_hvad_der_mangler(besoeg: Side) -> None:
    for felter, ventet in (
        ({}, {"Giv runden et navn.", "Vælg en pulje."}),
        ({"navn": "KKR"}, {"Vælg en pulje."}),
        ({"pulje": PULJE}, {"Giv runden et navn."}),
        ({"navn": "KKR", "pulje": "ukendt"}, {"Vælg en pulje."}),
    ):
        html = besoeg.send("/runder/ny", 422, felter).text
        assert set(re.findall(r"Giv runden et navn\.|Vælg en pulje\.", html)) == ventet
        assert 'value="KKR"' in html or "navn" not in felter
        assert f'value="{PULJE}" checked' in html or felter.get("pulje") != PULJE


def test_adressen_uden_noegle_kraever_ingen(besoeg: Side) -> None:
    stier = besoeg.klient.get(f"{besoeg.rod}/openapi.json").json()["paths"]
    assert set(stier["/api/v1/sundhed"]["get"]["responses"]) == {"200"}
    assert set(stier["/api/v1/regelsaet"]["get"]["responses"]) == {"200", "401"}


def test_menuen_viser_hvor_man_er(besoeg: Side) -> None:
    sag = besoeg.aabn(PROEVER / "klar.yaml")
    for sti, punkt in (
        *(
            (f"/a/{sag}{s}", "Mine ansøgninger")
            for s in ("", "/svar", "/del/kontakt", "/faerdig", "/historik", "/slet")
        ),
        ("/", "Mine ansøgninger"),
        ("/ny", "Mine ansøgninger"),
        ("/runder", "Runder"),
        ("/regler", "Reglerne"),
    ):
        menu = re.search(r'<ul class="sidehoved-menu">.*?</ul>', besoeg.hent(sti), re.DOTALL)
        assert menu is not None
        assert re.findall(r'aria-current="page">([^<]*)<', menu[0]) == [punkt], sti


def test_uden_en_fil_er_der_ingen_der_ikke_kan_aabnes(besoeg: Side) -> None:
    """Choosing no file, and choosing one that cannot be read, are different errors."""
    ingen = besoeg.send("/aabn", 422).text
    assert ("Vælg en fil først." in ingen, "Filen kan ikke åbnes" in ingen) == (True, False)
    daarlig = besoeg.send("/aabn", 422, filer={"fil": ("a.yaml", b"{")}).text
    assert ("Vælg en fil først." in daarlig, "Filen kan ikke åbnes" in daarlig) == (False, True)


def test_en_pulje_uden_skema_har_intet_at_kopiere_til_et_skema(besoeg: Side) -> None:
    sag = besoeg.aabn(mappe("samples") / "laanepulje-2020" / "ikast-brande.yaml")
    faerdig = _tekst(besoeg.hent(f"/a/{sag}/faerdig"))
    assert "Der er intet skema, programmet kender. Rapporten har hele svaret." in faerdig
    assert "Print og gem" in _tekst(besoeg.hent(f"/a/{sag}"))
    for sti in ("", "/faerdig", "/del/ansoegning"):
        assert "Til skemaet" not in besoeg.hent(f"/a/{sag}{sti}")
    med = besoeg.aabn(PROEVER / "klar.yaml")
    assert "Felterne står i skemaets rækkefølge, som de indtastes på indtast.dk." in _tekst(
        besoeg.hent(f"/a/{med}/faerdig")
    )


def test_et_kriterium_som_mange_oplysninger_kan_afgoere_har_faa_henvisninger(besoeg: Side) -> None:
    sag = besoeg.aabn(mappe("samples") / "pejlemaerker-infrastruktur-2023" / "skala-uden-begrundelse.yaml")
    (henvist,) = re.findall(r"<p>Gå til (.*?)</p>", besoeg.hent(f"/a/{sag}/svar"), re.DOTALL)
    assert re.findall(r">([^<]+)</a>", henvist) == ["Den sparede rejsetid i minutter på en veldefineret rejse"]


def test_et_roedt_maal_siges_med_puljens_ord(besoeg: Side) -> None:
    sag = besoeg.aabn(mappe("samples") / "resultatkontrakt-2023" / "aaret-2023.yaml")
    tekst = _tekst(besoeg.hent(f"/a/{sag}/svar"))
    assert "Med det, der er oplyst, er svaret »rød«." in tekst
    assert "ikke opfyldt" not in tekst
