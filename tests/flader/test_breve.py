"""Letters: every result has a sentence, every sentence a result, and no letter invents a decision."""

from __future__ import annotations

import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import pytest
import yaml
from click.testing import CliRunner
from docx import Document

from ansoegning import load_regelsaet
from ansoegning.cli.gruppe import ansoegning
from ansoegning.fejl import BrugsFejl, Sted
from ansoegning.handlinger.koerselsvalg import Koerselsvalg
from ansoegning.handlinger.rangliste import gennemfoer
from ansoegning.model.afgoerelser import Afgoerelse, Afgoerelsesudfald
from ansoegning.model.rangliste import ProjektSvar, RanglisteSvar
from ansoegning.model.resultat import Resultat
from ansoegning.model.visning import dato_i_prosa
from ansoegning.skriv.afgjort import afvigelse
from ansoegning.skriv.breve import STANDARD, Brev, lav_breve, som_filer
from ansoegning.skriv.brevtekst import Brevsaetning, som_tekst
from ansoegning.skriv.rangliste_docx import skriv_rangliste_docx
from ansoegning.skriv.rangliste_html import skriv_rangliste_html
from ansoegning.skriv.rapport import VEJLEDENDE
from hjaelp.papirtekst import docx_tekst, html_tekst, xlsx_tekst
from hjaelp.projekt import AFGOERELSE, PROJEKT
from hjaelp.steder import DATA, ROD
from hjaelp.svarstrategi import FJENDTLIGE

pytestmark = pytest.mark.tung


PULJE = "botilbud-2025-26"
RUNDE = ROD / "samples" / PULJE / "runde"
STED = Sted("afgoerelser.yaml", 3)
_ORD = re.compile(r"afgørelse|afgjort|tilsagn|afslag|berettiget", re.IGNORECASE)
_KANARIER = ("Kanarie Kontaktperson", "40404040", "kanarie@eksempel.invalid")
_DATA = load_regelsaet(PULJE).data

Runden = tuple[RanglisteSvar, list[Resultat]]


@pytest.fixture(scope="module")
def runden() -> Runden:
    svar, deltagere, _ = gennemfoer(RUNDE / "ansoegninger", Koerselsvalg(vurderinger=RUNDE / "vurderinger.yaml"))
    return svar, deltagere.resultater


def afgoerelse(p: ProjektSvar, udfald: Afgoerelsesudfald, beloeb: dict[str, int] | None = None) -> Afgoerelse:
    if beloeb is None and udfald != "afslag":
        beloeb = {b: (kr or 0) // (2 if udfald == "delvist_tilsagn" else 1) for b, kr in p.ansoegt.items()}
    return Afgoerelse(
        ansoeger=p.kommune.kode if p.kommune else None, fil=None, raekke=p.nr, udfald=udfald, beloeb=beloeb,
        begrundelse=f"Grund til {udfald} (opdigtet).", hovedhensyn=None, af="AB", dato=date(2024, 7, 1), sted=STED,
    )  # fmt: skip


def en_af_hver(svar: RanglisteSvar) -> Iterator[ProjektSvar]:
    """Yield one project of each outcome, and one that the guarantee selected."""
    fundne: dict[tuple[str, bool], ProjektSvar] = {}
    for p in svar.projekter:
        fundne.setdefault((p.udfald, p.garanti), p)
    yield from fundne.values()


def brevet(breve: list[Brev], art: str, navn: str) -> Brev:
    (brev,) = (b for b in breve if b.art == art and navn in b.navn)
    return brev


def test_hver_udgang_har_et_brev_for_hver_afgoerelse(runden: Runden) -> None:
    svar, resultater = runden
    assert {p.udfald for p in en_af_hver(svar)} == {
        "inden_for_rammen", "uden_for_rammen", "kraever_vurdering", "mangler_oplysninger", "opfylder_ikke",
    }  # fmt: skip
    for p, udfald in itertools.product(en_af_hver(svar), get_args(Afgoerelsesudfald)):
        a = afgoerelse(p, udfald)
        assert p.kommune is not None
        brev = brevet(lav_breve(svar, resultater, _DATA, [a]), "afgoerelse", str(p.kommune.kode))
        sagt = [(s.kilde, s.tekst) for s in brev.kilder]
        assert (f"projekt {p.nr}, afgørelsen", a.begrundelse) in sagt
        assert any(udfald.replace("_", " ") in t for k, t in sagt if k == f"projekt {p.nr}, afgørelsen")
        _kun_det_der_er(brev, p, a, resultater)
        blanke = [b.tekst for b in brev.blokke if b.art == "udfyld"]
        # The pack knows the rules, but an assessor must write the law that they are based on.
        (regler,) = (t for k, t in sagt if k == f"projekt {p.nr}, reglerne")
        assert "»Adgangskriterier«" in regler
        assert ("»Vægtningskriterier«" in regler) == (p.rang is not None and afvigelse(p, a, svar.ord) is None)
        assert regler.endswith(f" i {_DATA.dokumenter['laanedispensation-2025-26'].titel}.")
        assert any(t.startswith("Lov eller bekendtgørelse") for t in blanke)
        assert any("§ 25" in t for t in blanke)
        # If the decision follows the calculation, the letter states the deciding step; otherwise that step is not the
        # reason.
        penge = p.begrundelse[-1]
        assert penge == p.til_ansoeger[-1]
        passer = afvigelse(p, a, svar.ord) is None
        assert passer == (not brev.afviger)
        if p.rang is not None:
            # In a letter the project is the subject of the sentence.
            assert any(t.casefold().endswith(i_brev(penge).casefold()) for _, t in sagt) == passer
        else:
            assert not any("rækkefølgen" in k for k, _ in sagt)


def _kun_det_der_er(brev: Brev, p: ProjektSvar, a: Afgoerelse, resultater: list[Resultat]) -> None:
    """Check that every sentence has a basis in the case, and that every settled criterion has a sentence."""
    (r,) = (r for r in resultater if r.fil == p.fil)
    kriterier = {f"projekt {raekke.nr}, {k.id}": k for raekke in r.raekker["projekter"] for k in raekke.kriterier}
    trin = {f"projekt {p.nr}, {t}" for t in ("afgørelsen", "rækkefølgen", "rammen", "garantien", "reglerne")}
    assert {h for s in brev.kilder if s.kilde != STANDARD for h in _hviler_paa(s)} <= {*kriterier, *trin}
    egne = {kilde: k for kilde, k in kriterier.items() if kilde.startswith(f"projekt {p.nr}, ")}
    imod = any(k.rolle == "ikke_opfyldt" for k in egne.values()) and a.udfald == "afslag"
    for kilde, k in egne.items():
        if k.rolle in ("opfyldt", "ikke_opfyldt"):
            (s,) = (s for s in brev.kilder if kilde in _hviler_paa(s))
            # A refusal by criteria gives the reasons of the unmet ones, and states of the others only that they are
            # met.
            assert (i_brev(k.begrundelse) in s.tekst) is (k.rolle == "ikke_opfyldt" or not imod)


def _hviler_paa(s: Brevsaetning) -> list[str]:
    return re.findall(r"projekt \d+, \w+", s.kilde)


def i_brev(tekst: str) -> str:
    """Return a sentence of the answer as a letter writes it, with dates in words."""
    return re.sub(r"(\d\d)/(\d\d)/(\d{4})", lambda m: dato_i_prosa(date(int(m[3]), int(m[2]), int(m[1]))), tekst)


def test_afslag_efter_kriterierne_siger_reglen_med_kilde(runden: Runden) -> None:
    svar, resultater = runden
    p = next(p for p in svar.projekter if p.udfald == "opfylder_ikke")
    assert p.kommune is not None
    brev = brevet(lav_breve(svar, resultater, _DATA, [afgoerelse(p, "afslag")]), "afgoerelse", str(p.kommune.kode))
    ikke = [a for a in p.aabent if a.status == "ikke_opfyldt"]
    assert ikke
    for a in ikke:
        egne = [s.tekst for s in brev.kilder if s.kilde == f"projekt {p.nr}, {a.id}"]
        assert any("Adgangskriterier nr." in t and "»" in t for t in egne)
        assert any(i_brev(a.begrundelse) in t for t in egne)


def test_afslag_uden_for_rammen_siger_hvad_der_var_tilbage(runden: Runden) -> None:
    svar, resultater = runden
    p = next(p for p in svar.projekter if p.udfald == "uden_for_rammen")
    assert p.kommune is not None
    brev = brevet(lav_breve(svar, resultater, _DATA, [afgoerelse(p, "afslag")]), "afgoerelse", str(p.kommune.kode))
    (rammen,) = (s.tekst for s in brev.kilder if s.kilde.endswith(", rammen"))
    assert "tilbage" in rammen
    assert not brev.afviger


def test_det_der_ikke_kommer_fra_ansoegeren_naevnes(runden: Runden) -> None:
    svar, resultater = runden
    p = next(p for p in svar.projekter if any(n.id == "V4" and n.vaerdi is not None for n in p.noegler))
    assert p.kommune is not None
    brev = brevet(lav_breve(svar, resultater, _DATA, [afgoerelse(p, "afslag")]), "afgoerelse", str(p.kommune.kode))
    tekst = "\n".join(b.tekst for b in brev.blokke)
    assert "§ 19" in tekst
    assert "prissætning« er vurderet til" in tekst


def test_anmodninger_siger_alt_der_er_aabent_og_intet_andet(runden: Runden) -> None:
    svar, resultater = runden
    breve = lav_breve(svar, resultater, _DATA)
    assert {b.art for b in breve} == {"anmodning"}
    for r in resultater:
        assert r.ansoeger is not None
        brev = next((b for b in breve if b.navn == f"anmodning {r.ansoeger.kode} {r.ansoeger.navn}"), None)
        aabne = {
            f"projekt {raekke.nr}, {k.id}": (k, raekke.nr)
            for raekke in r.raekker["projekter"]
            for k in raekke.kriterier
            if k.rolle != "opfyldt"
        }
        fejl = [f for f in r.skema if f.alvor == "fejl"]
        dokumenter = [u for u in r.udestaaende if u.dokument]
        assert (brev is not None) is bool(aabne or fejl or dokumenter)
        if brev is None:
            continue
        sagt = [s for s in brev.kilder if s.kilde != STANDARD]
        for kilde, (k, nr) in aabne.items():
            egne = " ".join(s.tekst for s in sagt if re.search(rf"{kilde}\b", s.kilde))
            # The status's own reason, the names of the missing facts, or the pack's question and documents.
            if k.rolle == "ikke_opfyldt":
                assert i_brev(k.begrundelse) in egne
            elif k.rolle == "skoen":
                assert k.afklaring
                assert all(a.spoergsmaal in egne and b.tekst in egne for a in k.afklaring for b in a.bilag)
            else:
                navne = [
                    u.navn for u in r.udestaaende if k.id in u.afklarer and u.felt.startswith(f"projekter[{nr - 1}].")
                ]
                assert navne
                assert all(n.casefold() in egne.casefold() for n in navne)
        # Findings that differ only in their fact are combined into one sentence, in which the case of a letter may
        # change. That a fact is not filled in is said once, where the letter asks for it.
        skemaet = " ".join(s.tekst for s in sagt if s.kilde.startswith("skemaet, ")).casefold()
        spurgt = {
            u.felt for u in r.udestaaende if f" {u.navn.casefold()}" in f" {' '.join(s.tekst for s in sagt)}".casefold()
        }
        for f in fejl:
            i_skemaet = f.besked.partition(" er ")[0].casefold() in skemaet
            assert i_skemaet != (f.id == "S01" and f.felt in spurgt)
        # A project with nothing open has no section, and a met criterion no sentence.
        opfyldt = {f"projekt {raekke.nr}, {k.id}" for raekke in r.raekker["projekter"] for k in raekke.kriterier} - set(
            aabne
        )
        assert not [s for s in sagt if s.kilde in opfyldt]
    for brev in breve:
        for indhold in som_filer(brev, svar.titel).values():
            tekst = docx_tekst(indhold) if indhold[:2] == b"PK" else indhold.decode("utf-8")
            assert tekst.startswith("UDKAST")
            assert VEJLEDENDE in tekst
            assert not _ORD.search(tekst.replace(VEJLEDENDE, ""))


def test_udkast_er_maerket_indtil_alt_er_afgjort(runden: Runden) -> None:
    svar, resultater = runden
    r = next(r for r in resultater if len(r.raekker["projekter"]) == 2)
    egne = [p for p in svar.projekter if p.fil == r.fil]
    assert r.ansoeger is not None
    for antal in (1, 2):
        brev = brevet(
            lav_breve(svar, resultater, _DATA, [afgoerelse(p, "afslag") for p in egne[:antal]]),
            "afgoerelse",
            str(r.ansoeger.kode),
        )
        assert brev.udkast == (antal == 1)
        assert brev.felter >= 3
        for indhold in som_filer(brev, svar.titel).values():
            tekst = docx_tekst(indhold) if indhold[:2] == b"PK" else indhold.decode("utf-8")
            assert tekst.startswith("UDKAST" if antal == 1 else "Ikke klar – udfyld")
            assert ("udkast" in tekst.casefold()) == (antal == 1)
            assert "[UDFYLDES: " in tekst
    # The KKR document is also a draft until every project of the round has been decided.
    for udkast in (True, False):
        tekst = docx_tekst(skriv_rangliste_docx(svar, udkast=udkast))
        assert ("udkast til" in tekst.casefold()) == tekst.startswith("UDKAST") == udkast
        assert VEJLEDENDE in tekst


def test_et_brev_siger_intet_om_andre_ansoegere(runden: Runden) -> None:
    svar, resultater = runden
    lige = {p for g in svar.lige_rang for p in g.projekter}
    assert any(p.betegnelse in lige for p in svar.projekter)
    for p in svar.projekter:
        if p.rang is None or afvigelse(p, afslag := afgoerelse(p, "afslag"), svar.ord):
            afslag = afgoerelse(p, "tilsagn")
        assert p.kommune is not None
        brev = brevet(lav_breve(svar, resultater, _DATA, [afslag]), "afgoerelse", str(p.kommune.kode))
        sagt = " ".join(s.tekst for s in brev.kilder)
        andre = [q for q in svar.projekter if q.fil != p.fil]
        assert not [q.betegnelse for q in andre if q.betegnelse in sagt or q.navn in sagt]
        if p.rang is not None and not brev.afviger:
            assert f"er nr. {p.rang} i rækkefølgen" in sagt
            assert " mod " not in sagt
            assert (" står lige med nr. " in sagt) == (p.betegnelse in lige)


def test_beloebet_er_det_beregnede_hvor_en_person_ikke_giver_et_andet(runden: Runden) -> None:
    svar, resultater = runden
    p = next(p for p in svar.projekter if p.udfald == "inden_for_rammen")
    # As under a rule where the calculation gives a part of the requested amount.
    mindre = p.model_copy(update={"beregnet": dict(zip(p.ansoegt, (1_000_000, 0), strict=True))})
    svar = svar.model_copy(update={"projekter": tuple(mindre if q is p else q for q in svar.projekter)})
    assert p.kommune is not None
    a = replace(afgoerelse(p, "tilsagn"), beloeb=None)
    brev = brevet(lav_breve(svar, resultater, _DATA, [a]), "afgoerelse", str(p.kommune.kode))
    assert not brev.afviger
    tekst = " ".join(b.tekst for b in brev.blokke)
    assert "I får tilsagn om lånedispensation på 1.000.000 kr. i 2025. I har søgt om" in tekst
    andet = replace(a, beloeb={"2025": 2_000_000, "2026": 3_000_000})
    brev = brevet(lav_breve(svar, resultater, _DATA, [andet]), "afgoerelse", str(p.kommune.kode))
    assert brev.afviger
    assert "på 2.000.000 kr. i 2025 og 3.000.000 kr. i 2026." in " ".join(b.tekst for b in brev.blokke)


def test_brevet_er_skrevet_til_modtageren(runden: Runden) -> None:
    svar, resultater = runden
    p = next(p for p in svar.projekter if p.kommune is not None and p.kommune.kode == "0101")
    for brev in lav_breve(svar, resultater, _DATA, [afgoerelse(p, "afslag")]):
        sagt = " ".join(s.tekst for s in brev.kilder)
        # No ids or keys of the program, dates in words, and the municipality's official name.
        assert not re.search(r"\b[KSVF]\d{1,2}\b|projekter\[|\d\d/\d\d/\d{4}", sagt)
        if p.kommune is not None and str(p.kommune.kode) in brev.navn:
            assert sagt.startswith("Københavns Kommune ")
            assert "Vi har den 1. juli 2024 truffet afgørelse om projekt 1, »" in sagt


def test_afsenderen_staar_aldrig_alene_paa_en_side(runden: Runden) -> None:
    svar, resultater = runden
    brev = next(iter(lav_breve(svar, resultater, _DATA)))
    afsnit = Document(io.BytesIO(som_filer(brev, svar.titel)[f"{brev.navn}.docx"])).paragraphs
    (nr,) = (n for n, p in enumerate(afsnit) if p.text == "[UDFYLDES: Afsender]")
    assert afsnit[nr - 1].text
    assert afsnit[nr - 1].paragraph_format.keep_with_next


def test_brevene_er_de_samme_hver_gang(runden: Runden) -> None:
    svar, resultater = runden
    p = svar.projekter[0]
    foerste, andet = (lav_breve(svar, resultater, _DATA, [afgoerelse(p, "afslag")])[:3] for _ in range(2))
    assert [som_filer(b, "x") for b in foerste] == [som_filer(b, "x") for b in andet]


def test_en_ansoegning_der_er_afgjort_faar_ingen_anmodning(runden: Runden) -> None:
    svar, resultater = runden
    r = next(r for r in resultater if len(r.raekker["projekter"]) == 1 and r.rolle in ("uoplyst", "skoen"))
    (p,) = (p for p in svar.projekter if p.fil == r.fil)
    assert p.kommune is not None
    egne = [
        b.art for b in lav_breve(svar, resultater, _DATA, [afgoerelse(p, "afslag")]) if str(p.kommune.kode) in b.navn
    ]
    assert egne == ["afgoerelse"]


def test_et_beloeb_i_en_forkert_enhed_spoerges_der_kun_om_hvor_skemaets_fejl_er() -> None:
    svar, deltagere, _ = gennemfoer([ROD / "samples" / PULJE / "skemafejl.yaml"], Koerselsvalg())
    (brev,) = lav_breve(svar, deltagere.resultater, _DATA)
    tekst = "\n".join(b.tekst for b in brev.blokke)
    assert "12.500.000.000 kr." in tekst
    assert "forkert enhed" not in tekst
    assert "Oplysninger, vi mangler" not in tekst


def test_pladsen_er_hele_saetninger_om_projektet(runden: Runden) -> None:
    svar, resultater = runden
    valgte = [
        next(p for p in svar.projekter if p.garanti),
        next(p for p in svar.projekter if p.udfald == "uden_for_rammen"),
    ]
    udfaldene: tuple[Afgoerelsesudfald, ...] = ("tilsagn", "afslag")
    for p, udfald, slut in zip(valgte, udfaldene, ("er taget forlods", "kan ikke være i rammen: "), strict=True):
        assert p.kommune is not None
        breve = lav_breve(svar, resultater, _DATA, [afgoerelse(p, udfald)])
        om = [s.tekst for s in brevet(breve, "afgoerelse", str(p.kommune.kode)).kilder]
        assert any(t.startswith(f"Projekt {p.nr} er nr. {p.rang} i rækkefølgen (") for t in om)
        assert any(t.startswith(f"Projekt {p.nr} {slut}") for t in om)


def test_den_der_sender_en_afgoerelse_ser_de_fejl_der_ikke_er_rettet(tmp_path: Path) -> None:
    # The loan is larger than the cost, which stands in the way of no criterion and of no place in the order.
    indhold = {
        "pulje": PULJE,
        "kommune": "Aarhus",
        "projekter": [PROJEKT | {"ansoegt_2025": 20_000, "ansoegt_2026": 20_000}],
    }
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(indhold, allow_unicode=True), encoding="utf-8")
    svar, deltagere, _ = gennemfoer([tmp_path / "a.yaml"], Koerselsvalg(omfang="hele"))
    (brev,) = lav_breve(svar, deltagere.resultater, _DATA, [afgoerelse(svar.projekter[0], "tilsagn")])
    *_, bilag = som_tekst(brev.blokke).partition("Til sagsbehandleren")
    assert "Projekt 1: Der er søgt om 40.000.000 kr., men" in bilag
    # The applicant's letter says nothing about it.
    assert not any("40.000.000 kr., men" in s.tekst for s in brev.kilder)


def _anmodning(mappe: Path, *projekter: dict[str, object], **resten: object) -> list[Brevsaetning]:
    """Return the sentences of the request to one applicant about its projects."""
    indhold = {"pulje": PULJE, "kommune": "Aarhus", "projekter": list(projekter), **resten}
    (mappe / "a.yaml").write_text(yaml.safe_dump(indhold, allow_unicode=True), encoding="utf-8")
    svar, deltagere, _ = gennemfoer([mappe / "a.yaml"], Koerselsvalg(omfang="hele"))
    (brev,) = lav_breve(svar, deltagere.resultater, _DATA)
    return [s for s in brev.kilder if s.kilde != STANDARD]


def test_et_beloeb_der_mangler_spoerges_der_om_ved_siden_af_et_i_forkert_enhed(tmp_path: Path) -> None:
    sagt = _anmodning(tmp_path, PROJEKT | {"ansoegt_2025": 12_500_000, "ansoegt_2026": None})
    assert [s.tekst for s in sagt if s.kilde == "projekt 1, rækkefølgen"] == ["Beløbet i 2026 er ikke oplyst."]
    assert any("12.500.000.000 kr." in s.tekst for s in sagt if s.kilde.startswith("skemaet, S06"))


def test_et_brev_foelger_ansoegningens_orden_og_ikke_rangens(tmp_path: Path) -> None:
    # The second project is a candidate and the first is not, so the ranking has them the other way round.
    sagt = _anmodning(
        tmp_path,
        PROJEKT | {"navn": "Første", "bruttoanlaegsudgift_2025": 1_000, "bruttoanlaegsudgift_2026": 2_000},
        PROJEKT | {"navn": "Anden", "koordinering": "kkr", "dokumentation": None},
    )
    kilder = [s.kilde for s in sagt if s.kilde.startswith("projekt ")]
    assert kilder == ["projekt 1, K4", "projekt 2, skemaet, S33"]


def test_en_oplysning_der_mangler_spoerges_der_om_en_gang(tmp_path: Path) -> None:
    sagt = _anmodning(tmp_path, PROJEKT | {"andel_andre": None})
    assert [s.kilde for s in sagt if "til andre kommuner" in s.tekst.replace("Andelen til", "")] == ["projekt 1, K5"]
    # What is stated but unreadable is to be corrected, which only the section on the form says.
    sagt = _anmodning(tmp_path, PROJEKT | {"andel_andre": "en del"})
    assert any(s.kilde.startswith("skemaet, ") and "»en del«" in s.tekst for s in sagt)


@pytest.mark.parametrize("hvad", ["ingen", "to", "intet beløb"])
def test_en_afgoerelse_der_ikke_passer_siges(runden: Runden, hvad: str) -> None:
    svar, resultater = runden
    p = svar.projekter[0]
    if hvad == "ingen":
        afgoerelser = [afgoerelse(p.model_copy(update={"nr": 99}), "afslag")]
    elif hvad == "to":
        afgoerelser = [afgoerelse(p, "afslag"), afgoerelse(p, "tilsagn")]
    else:
        q = next(q for q in svar.projekter if q.beregnet is None)
        afgoerelser = [Afgoerelse(None, Path(q.fil).name, q.nr, "tilsagn", None, "g", None, "AB", date.min, STED)]
    with pytest.raises(BrugsFejl, match=r"afgoerelser\.yaml, linje 3"):
        lav_breve(svar, resultater, _DATA, afgoerelser)


@pytest.mark.parametrize(
    ("aendring", "besked"),
    [
        (("- {{ sig(u) }}", ""), "Hvert resultat skal have sin sætning"),
        (
            ("{{ sig(u) }}\n\n{% endfor %}\n{% if s.bilag", "{% endfor %}\n{% if s.bilag"),
            "Hvert resultat skal have sin",
        ),
        (("[[{{ u.kilde }}]]", ""), "har ingen kilde"),
        (("[[{{ u.kilde }}]]", "[[K99]]"), "hviler på »K99«"),
        (("{{ modtager }}", "{{ modtagr }}"), "modtagr"),
    ],
)
def test_en_skabelon_kan_ikke_tie_eller_finde_paa(
    runden: Runden, tmp_path: Path, aendring: tuple[str, str], besked: str
) -> None:
    svar, resultater = runden
    navn = "brev-anmodning.txt.j2"
    egen = tmp_path / "faelles" / navn
    egen.parent.mkdir()
    fra = (ROD / "templates" / "faelles" / navn).read_text(encoding="utf-8")
    assert aendring[0] in fra
    egen.write_text(fra.replace(*aendring), encoding="utf-8")
    with pytest.raises(BrugsFejl, match=besked):
        lav_breve(svar, resultater, _DATA, skabeloner=tmp_path)


def test_en_pulje_uden_raekker_har_ogsaa_breve_og_papirer() -> None:
    regler = DATA / "puljer"
    ansoegninger = [
        {"kommune": k, "modtaget": f"{nr:02}/04/2024", "pulje_foer": "ja" if nr == 9 else "nej"}
        for nr, k in enumerate(("Aarhus", "Odense", "Aalborg", "Esbjerg", "Randers", "Kolding", "Horsens", "Vejle"), 1)
    ]
    ansoegninger.append({"kommune": "Roskilde", "modtaget": "01/04/2024", "pulje_foer": "ja"})
    svar, deltagere, _ = gennemfoer(ansoegninger, Koerselsvalg(pulje="foerst-til-moelle", regler=regler))
    data = deltagere.regelsaet.data
    delvis = next(p for p in svar.projekter if p.delvis)
    udelukket = next(p for p in svar.projekter if p.rang is None)
    fuldt = svar.projekter[0]
    assert delvis.beregnet is not None
    afgoerelser = [
        replace(afgoerelse(delvis, "delvist_tilsagn", delvis.beregnet), raekke=None),
        replace(afgoerelse(udelukket, "afslag"), raekke=None),
        replace(afgoerelse(fuldt, "tilsagn"), raekke=None),
    ]
    breve = [b for b in lav_breve(svar, deltagere.resultater, data, afgoerelser) if b.art == "afgoerelse"]
    assert [b.afviger for b in breve] == [(), (), ()]
    tekster = [som_filer(b, svar.titel)[f"{b.navn}.txt"].decode("utf-8") for b in breve]
    for p in (delvis, udelukket, fuldt):
        (tekst,) = (t for t in tekster if f"Ansøgningen: {p.navn}" in t)
        assert i_brev(" ".join(p.begrundelse[-1].split())).casefold() in " ".join(tekst.split()).casefold()
    assert "2.900.000 kr." in "".join(tekster)
    for tekst in (
        docx_tekst(skriv_rangliste_docx(svar)),
        html_tekst(skriv_rangliste_html(svar)),
    ):
        assert "2.900.000" in tekst
        assert ", en del" in tekst
    assert not afvigelse(delvis, afgoerelser[0], svar.ord)
    assert afvigelse(delvis, replace(afgoerelser[0], beloeb={"puljen": 1}), svar.ord)
    assert afvigelse(fuldt, afgoerelser[1], svar.ord)


# --- The command ---------------------------------------------------------------------------


def _ansoegning(mappe: Path, kommune: str, navne: list[str]) -> None:
    fakta = {
        "pulje": PULJE,
        "kommune": kommune,
        "projekter": [
            {
                "navn": n, "ansoegt_2025": 10_000, "ansoegt_2026": 12_000, "pladser_2025": 4, "pladser_2026": 8,
                "andel_andre": 50, "afsluttes": "30/06/2026", "lovgrundlag": "sel108", "art": "nybyggeri",
                "koordinering": "ingen", "omdannede_abl105_pladser": 0, "bruttoanlaegsudgift_2025": 12_000,
                "bruttoanlaegsudgift_2026": 14_000,
            }
            for n in navne
        ],
        "kontakt": dict(zip(("navne", "telefonnumre", "e_postkasser"), _KANARIER, strict=True)),
    }  # fmt: skip
    (mappe / f"{kommune}.json").write_text(json.dumps(fakta), encoding="utf-8")


def test_ingen_papirer_har_kontaktoplysninger_og_ingen_navne_bliver_stier(tmp_path: Path) -> None:
    ind = tmp_path / "ind"
    ind.mkdir()
    rene = [n for n in FJENDTLIGE if n.isprintable()]
    for nr, kommune in enumerate(("Aarhus", "Odense", "Aalborg", "Vejle")):
        _ansoegning(ind, kommune, rene[nr * 5 : nr * 5 + 5])
    afgoerelser = tmp_path / "a.yaml"
    afgoerelser.write_text(
        yaml.safe_dump({"afgoerelser": [AFGOERELSE | {"projekt": 1, "begrundelse": "# [[K1]] @side {{ 1 }}"}]}),
        encoding="utf-8",
    )
    koer = CliRunner(catch_exceptions=False).invoke
    ud = tmp_path / "ud"
    svar = koer(
        ansoegning, ["breve", str(ind), "-o", str(ud), "--afgoerelser", str(afgoerelser)], standalone_mode=False
    )
    assert svar.return_value == 0, svar.output
    for form in ("xlsx", "html", "docx", "json", "tekst"):
        koer(
            ansoegning,
            ["rangliste", str(ind), "--format", form, "-o", str(ud / f"liste.{form}")],
            standalone_mode=False,
        )
    filer = sorted(ud.rglob("*"))
    assert len(filer) == 1 + 2 + 2 * 4 + 5
    for fil in filer:
        data = fil.read_bytes()
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as z:
                raa = "".join(z.read(n).decode("utf-8", "replace") for n in z.namelist())
            tekst = raa + (xlsx_tekst(data) if fil.suffix == ".xlsx" else docx_tekst(data))
        else:
            tekst = data.decode("utf-8")
            if fil.suffix == ".html":
                tekst += html_tekst(tekst)
        assert not [k for k in _KANARIER if k in tekst]
    assert "# [[K1]] @side {{ 1 }}" in next(ud.glob("afgørelse*.txt")).read_text(encoding="utf-8")


def test_intet_overskrives_og_enten_alt_eller_intet(tmp_path: Path) -> None:
    ind, ud = tmp_path / "ind", tmp_path / "ud"
    ind.mkdir()
    ud.mkdir()
    _ansoegning(ind, "Aarhus", ["Skovbrynet"])
    optaget = ud / "anmodning 0751 Aarhus.txt"
    optaget.write_text("mit eget", encoding="utf-8")
    koer = CliRunner().invoke
    argumenter = ["breve", str(ind), "-o", str(ud)]
    svar = koer(ansoegning, argumenter, standalone_mode=False)
    assert isinstance(svar.exception, BrugsFejl)
    assert "findes allerede" in str(svar.exception)
    assert list(ud.iterdir()) == [optaget]
    assert optaget.read_text(encoding="utf-8") == "mit eget"
    assert koer(ansoegning, [*argumenter, "--overskriv"], standalone_mode=False).return_value == 0
    assert len(list(ud.iterdir())) == 3


def test_en_afvigelse_siges_til_den_der_koerer(tmp_path: Path) -> None:
    ind = tmp_path / "ind"
    ind.mkdir()
    _ansoegning(ind, "Aarhus", ["Skovbrynet"])
    afgoerelser = tmp_path / "a.yaml"
    afgoerelser.write_text(yaml.safe_dump({"afgoerelser": [AFGOERELSE]}, allow_unicode=True), encoding="utf-8")
    svar = CliRunner().invoke(
        ansoegning,
        ["breve", str(ind), "-o", str(tmp_path / "ud"), "--afgoerelser", str(afgoerelser), "--omfang", "hele"],
        standalone_mode=False,
    )
    assert "0751/1 Skovbrynet: afgørelsen (afslag) afviger fra beregningen" in svar.stderr
    assert "1 brev om afgørelser" in svar.stdout
    assert "Alt er afgjort." in svar.stdout
    # The file may be among the applications; it is not read as one.
    iblandt = ind / "afgoerelser.yaml"
    afgoerelser.rename(iblandt)
    svar = CliRunner().invoke(
        ansoegning,
        ["breve", str(ind), "-o", str(tmp_path / "ud"), "--afgoerelser", str(iblandt), "--overskriv"],
        standalone_mode=False,
    )
    assert svar.return_value == 0, svar.output


def _to_dele(mappe: Path, partner: str = "Lejre") -> None:
    """Write two parts of a joint project, each below 20 mio. kr. ``partner``: whom Roskilde names."""
    for kommune, anden, kr in (("Lejre", "Roskilde", 9_000), ("Roskilde", partner, 8_000)):
        raekke = {
            **PROJEKT, "navn": f"Huset {kommune}", "faelles_projekt": "Huset", "partnere": [anden],
            "ansoegt_2025": kr, "ansoegt_2026": kr, "bruttoanlaegsudgift_2025": kr, "bruttoanlaegsudgift_2026": kr,
            "bruttoanlaegsudgift_andre_aar": 0,
        }  # fmt: skip
        indhold = {"pulje": PULJE, "kommune": kommune, "projekter": [raekke]}
        (mappe / f"{kommune}.yaml").write_text(yaml.safe_dump(indhold, allow_unicode=True), encoding="utf-8")


def test_en_anmodning_siger_hvilke_dele_af_et_faelles_projekt_der_er_modtaget(tmp_path: Path) -> None:
    for partner, siges in (
        ("Lejre", {"Lejre": "også fået ansøgningen fra Roskilde.", "Roskilde": "også fået ansøgningen fra Lejre."}),
        ("Køge", {"Lejre": "ikke fundet en del fra Roskilde, der", "Roskilde": "ikke fundet en del fra Køge, der"}),
    ):
        _to_dele(tmp_path, partner)
        svar, deltagere, _ = gennemfoer(tmp_path, Koerselsvalg())
        breve = lav_breve(svar, deltagere.resultater, _DATA)
        assert len(breve) == 2
        for brev in breve:
            til_ansoeger = " ".join(som_tekst(brev.blokke).partition("Til sagsbehandleren")[0].split())
            (ventet,) = (v for k, v in siges.items() if brev.navn.endswith(k))
            assert f"Projekt 1 er en del af det fælles projekt »Huset«. Vi har {ventet}" in til_ansoeger
            anden = next(k for k in siges if not brev.navn.endswith(k))
            assert f"Huset {anden}" not in til_ansoeger  # the other applicant's own row is not told


def test_en_anmodning_naevner_kun_det_den_har(runden: Runden) -> None:
    """The sender's notes on missing facts and the program's own enclosures stand only where the letter has any."""
    svar, resultater = runden
    set_ = set()
    for brev in (b for b in lav_breve(svar, resultater, _DATA) if b.art == "anmodning"):
        tekst = " ".join(som_filer(brev, svar.titel)[f"{brev.navn}.txt"].decode("utf-8").split())
        mangler, bilag = "Oplysninger, vi mangler" in tekst, "(programmets eget forslag)" in tekst
        assert ("regnes hverken som nul eller nej" in tekst) == mangler
        assert ("står ikke i kilden; ret listen til" in tekst) == bilag
        set_.add((mangler, bilag))
    assert len(set_) > 1


def test_brevets_afsender_faar_de_andre_laesninger_at_vide(tmp_path: Path) -> None:
    """Two parts of a joint project, each below 20 mio. kr.: whether the limit is for each part is a reading (F16)."""
    _to_dele(tmp_path)
    omfang: Literal["hele", "gruppe"]
    for omfang, udfald in (("hele", "ville være inden for rammen"), ("gruppe", "ville få et andet svar")):
        svar, deltagere, _ = gennemfoer(tmp_path, Koerselsvalg(omfang=omfang))
        for brev in lav_breve(svar, deltagere.resultater, _DATA):
            til_ansoeger, _, bilag = som_tekst(brev.blokke).partition("Til sagsbehandleren")
            linje = f"Projekt 1 {udfald}, læst anderledes (F16): Grænsen gælder hele det fælles projekt"
            assert linje in " ".join(bilag.split())
            assert "F16" not in til_ansoeger
