"""The verdicts on open questions, compared with trying every combination of answers on small rounds."""

from __future__ import annotations

import itertools
import random
import shutil
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning import load_regelsaet
from ansoegning.fejl import Sted
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.noder import Ordbog, fra_python
from ansoegning.indlaes.runde import saml_runde
from ansoegning.rangordning.aabne_spoergsmaal import aabne_spoergsmaal
from ansoegning.rangordning.beregning import Beregning, Rangvalg, beregn
from ansoegning.rangordning.deltagere import find_deltagere
from ansoegning.rangordning.tildeling import flytbare
from ansoegning.rangordning.tildeling.flytbare import Dom, Flytbare, Mulig, find_flytbare
from ansoegning.rangordning.tildeling.plan import Budget, Garanti, Kandidat, Noegle, Noegleled, Plan
from ansoegning.rangordning.tildeling.rangordn import rangordn
from ansoegning.sprog.regelsaet import Regelsaet
from hjaelp.rundestrategi import GRUPPER, runder
from hjaelp.steder import DATA

pytestmark = pytest.mark.tung


Runde = tuple[list[Mulig], Plan, frozenset[str]]
EN = Plan((Noegle("n", "n"),), (Noegleled((0,)),), (Budget("1", 10),))


@st.composite
def aabne_runder(draw: st.DrawFn, *, alle_former: bool = True) -> Runde:
    egne, plan, modtaget = draw(runder(alle_former=alle_former, hoejst=6))
    mulige, kombinationer = [], 1
    for k in egne:
        udfald: list[Kandidat | None] = [k]
        spoergsmaal: list[frozenset[tuple[int, int]]] = []
        slags = draw(st.sampled_from(["", "", "skoen", "noegle", "beloeb", "begge"]))
        if slags in ("noegle", "begge"):
            nr = draw(st.integers(0, len(k.noegler) - 1))
            tal = draw(st.lists(st.none() | st.integers(0, 5), min_size=1, max_size=2))
            udfald += [replace(k, noegler=(*k.noegler[:nr], v, *k.noegler[nr + 1 :])) for v in tal]
            spoergsmaal.append(frozenset(itertools.combinations(range(len(udfald)), 2)))
        if slags == "beloeb":
            udfald.append(replace(k, beloeb=tuple(b + 1_000 for b in k.beloeb)))
            spoergsmaal.append(frozenset({(0, 1)}))
        if slags in ("skoen", "begge"):
            spoergsmaal.append(frozenset((len(udfald), v) for v in range(len(udfald))))
            udfald.append(None)
        if kombinationer * len(udfald) > 120:
            udfald, spoergsmaal = [k], []
        kombinationer *= len(udfald)
        mulige.append(Mulig(tuple(udfald), draw(st.integers(0, len(udfald) - 1)), tuple(spoergsmaal)))
    return mulige, plan, modtaget


def _proev_alle(runde: Runde) -> list[list[bool]]:
    """Return by project and question whether, for any answers to the others, it changes what anybody gets."""
    mulige, plan, modtaget = runde
    faar = {}
    for valg in itertools.product(*(range(len(m.udfald)) for m in mulige)):
        egne = [(p, k) for p, v in enumerate(valg) if (k := mulige[p].udfald[v]) is not None]
        svar = rangordn([k for _, k in egne], plan, modtaget=modtaget)
        faar[valg] = {p: t.beloeb for (p, _), t in zip(egne, svar.ture, strict=True) if t.beloeb is not None}
    return [
        [
            any(faar[valg] != faar[*valg[:p], b, *valg[p + 1 :]] for a, b in par for valg in faar if valg[p] == a)
            for par in m.spoergsmaal
        ]
        for p, m in enumerate(mulige)
    ]


def _triage(runde: Runde, hoejst: int | None = None) -> Flytbare:
    mulige, plan, modtaget = runde
    return find_flytbare(mulige, plan, modtaget=modtaget, hoejst=hoejst)


@given(aabne_runder())
def test_hvor_alt_proeves_er_hver_dom_den_rette(runde: Runde) -> None:
    svar = _triage(runde, 10_000)
    assert svar.fuldstaendig
    assert [[d.kan for d in domme] for domme in svar.domme] == [
        ["kan" if kan else "kan_ikke" for kan in egne] for egne in _proev_alle(runde)
    ]


@given(aabne_runder() | aabne_runder(alle_former=False))
def test_hvor_ikke_alt_proeves_er_ingen_dom_forkert(runde: Runde) -> None:
    svar = _triage(runde, 0)
    for domme, facit in zip(svar.domme, _proev_alle(runde), strict=True):
        for d, kan in zip(domme, facit, strict=True):
            assert d.kan in ("uvist", "kan" if kan else "kan_ikke")


@given(aabne_runder())
def test_det_der_ikke_er_taget_med_goer_intet_umuligt(runde: Runde) -> None:
    """If a project's outcomes are incomplete, nothing is proven."""
    mulige, plan, modtaget = runde
    if mulige:
        mulige = [replace(mulige[0], hele=False), *mulige[1:]]
        svar = _triage((mulige, plan, modtaget))
        assert not svar.fuldstaendig
        assert all(d.kan != "kan_ikke" for domme in svar.domme for d in domme)


@given(aabne_runder() | aabne_runder(alle_former=False), st.sampled_from([None, 0, 10_000]))
def test_uden_numpy_er_svaret_det_samme(runde: Runde, hoejst: int | None) -> None:
    mulige, plan, modtaget = runde
    uden = find_flytbare(mulige, plan, modtaget=modtaget, hoejst=hoejst, numpy=False)
    assert uden == _triage(runde, hoejst)


def _k(navn: str, noegle: int | Fraction | None, beloeb: int, gruppe: str | None = None) -> Kandidat:
    return Kandidat(navn, 1, navn, "", gruppe, (noegle,), (beloeb,))


def _fast(*k: Kandidat) -> list[Mulig]:
    return [Mulig((x,), 0) for x in k]


def _skoen(k: Kandidat) -> Mulig:
    return Mulig((k, None), 1, (frozenset({(1, 0)}),))


def test_eksemplet_siger_hvem_der_kommer_ind_og_gaar_ud() -> None:
    mulige = [*_fast(_k("a", 9, 6), _k("b", 3, 4)), _skoen(_k("c", 5, 4))]
    svar = find_flytbare(mulige, EN)
    assert svar.domme[2] == (Dom("kan", ind=(2,), ud=(1,), alene=True),)


def test_kun_sammen_med_et_andet_svar() -> None:
    """The second question only matters if the first has another answer than the present one."""
    mulige = [Mulig((_k("a", 9, 8), None), 0, (frozenset({(0, 1)}),)), _skoen(_k("b", 5, 4))]
    svar = find_flytbare(mulige, EN)
    assert svar.domme[1] == (Dom("kan", ind=(1,), alene=False),)


@pytest.mark.parametrize("hoejst", [None, 0])
def test_det_der_aldrig_kan_vaere_der_kan_ikke(hoejst: int | None) -> None:
    mulige = [*_fast(_k("a", 9, 6)), _skoen(_k("b", 5, 5)), _skoen(_k("c", 99, 11))]
    svar = find_flytbare(mulige, EN, hoejst=hoejst)
    assert [d.kan for domme in svar.domme for d in domme] == ["kan_ikke", "kan_ikke"]


@pytest.mark.parametrize("hoejst", [None, 0])
def test_en_noegle_der_kun_flytter_blandt_dem_der_altid_er_inde(hoejst: int | None) -> None:
    hoejere = Mulig((_k("c", None, 2), _k("c", 7, 2), _k("c", 99, 2)), 0, (frozenset({(0, 1), (0, 2), (1, 2)}),))
    mulige = [*_fast(_k("a", 9, 3), _k("b", 5, 3)), hoejere, *_fast(_k("d", None, 9))]
    svar = find_flytbare(mulige, EN, hoejst=hoejst)
    assert [d.kan for d in svar.domme[2]] == ["kan_ikke"]


def test_graenserne_beviser_i_en_stor_runde() -> None:
    """In a round with too many combinations, safe projects are proven, and changes near the limit are found."""
    plan = replace(EN, budgetter=(Budget("1", 1_000),), garanti=Garanti("foerst", GRUPPER))
    faste = _fast(*(_k(f"{i:03d}", 1_000 - i, 20, GRUPPER[i % 3]) for i in range(100)))
    aabne = [_skoen(replace(_k(f"x{i:02d}", 10 - i, 20, "x"), beloeb=(20,))) for i in range(40)]
    svar = find_flytbare([*faste, *aabne], plan, modtaget=frozenset(GRUPPER))
    assert not svar.fuldstaendig
    assert Counter(d.kan for domme in svar.domme for d in domme) == {"kan_ikke": 40}
    foran = [_skoen(_k(f"y{i:02d}", 2_000 - i, 20, "x")) for i in range(3)]
    svar = find_flytbare([*faste, *aabne, *foran], plan, modtaget=frozenset(GRUPPER))
    assert Counter(d.kan for domme in svar.domme for d in domme) == {"kan_ikke": 40, "kan": 3}


# --- Through a pack: facts removed from applications and filled in again ----------------------------


_VAERDIER: dict[str, list[Any]] = {
    "koordinering": ["kkr", "tvaerkommunal", "ingen"],
    "lovgrundlag": ["sel107", "abl105"],
    "andel_andre": [10, 25, 29, 31, 60],
    "bruttoanlaegsudgift_2026": [0, 12_000, 14_500, 15_500, 40_000],
    "omdannede_abl105_pladser": [0],
}
_SAET = {"ramme_2025": "43.000", "ramme_2026": "52.000"}


def _spaerret(antal: int) -> list[Mulig]:
    """Projects that only come in if each of 20 earlier ones turns out to request little: 1 combination in a million."""
    store = [Mulig((_k(f"s{i}", 99, 900), _k(f"s{i}", 99, 1)), 0, (frozenset({(0, 1)}),)) for i in range(20)]
    return store + [_skoen(_k(f"q{i}", 1, 101)) for i in range(antal)]


def test_hvor_der_ikke_proeves_mere_staar_det_uafgjorte_som_uafgjort() -> None:
    """If the combinations tried do not settle a question, it is neither possible nor impossible."""
    plan = replace(EN, budgetter=(Budget("1", 1_000),))
    svar = find_flytbare(_spaerret(150), plan)
    assert [{d.kan for domme in egne for d in domme} for egne in (svar.domme[:20], svar.domme[20:])] == [
        {"kan"},
        {"uvist"},
    ]
    assert not svar.fuldstaendig
    assert svar.stoppet_efter is not None
    assert 10_000 < svar.stoppet_efter <= 30_000
    # If the 20 projects request little, the first of the others comes in, so »cannot« would have been wrong.
    smaa = [replace(m, nu=1) for m in _spaerret(150)[:20]] + _spaerret(150)[20:]
    assert find_flytbare(smaa, plan).domme[20] == (Dom("kan", ind=(20,), alene=True),)


def test_hvor_alt_der_skal_proeves_er_proevet_er_der_ikke_stoppet() -> None:
    plan = replace(EN, budgetter=(Budget("1", 1_000),))
    svar = find_flytbare(_spaerret(2), plan)
    assert {d.kan for domme in svar.domme[20:] for d in domme} == {"uvist"}
    assert svar.stoppet_efter is None


def test_svaret_siger_at_der_ikke_er_proevet_mere(monkeypatch: pytest.MonkeyPatch) -> None:
    alle = _ansoegninger(random.Random(0))
    for a in alle:
        del a["projekter"][0]["art"]
        del a["projekter"][0]["koordinering"]
    hele = aabne_spoergsmaal(_beregnet(alle))
    assert "sammensætninger af svar" not in hele.forklaring
    monkeypatch.setattr(flytbare, "_ALLE", 0)
    monkeypatch.setattr(flytbare, "_HOEJST_FORSOEG", 2)
    svar = aabne_spoergsmaal(_beregnet(alle))
    assert "Der er prøvet 2 sammensætninger af svar. Flere prøves ikke" in svar.forklaring
    assert "uvist" in {s.kan for s in svar.spoergsmaal}


def test_eksemplet_er_set_fra_listen_som_den_er() -> None:
    """Whoever is inside now is never said to come in, also where the answer matters only together with others."""
    sammen = 0
    for froe in range(12):
        alle = _ansoegninger(random.Random(froe))
        for nr, a in enumerate(alle):
            del a["projekter"][0]["koordinering" if nr % 2 else "art"]
        beregning = _beregnet(alle)
        inde = {
            o.deltager.betegnelse
            for o, s in zip(beregning.opgjorte, beregning.stillinger, strict=True)
            if s.beloeb is not None
        }
        for s in aabne_spoergsmaal(beregning).spoergsmaal:
            assert inde.isdisjoint(s.ind), s
            assert inde.issuperset(s.ud), s
            if "sammen med andre svar" in s.tekst:
                sammen += 1
                assert "kommer ind" not in s.tekst
                assert "går ud" not in s.tekst
                assert all(navn in s.tekst for navn in (*s.ind, *s.ud))
    assert sammen


def _ansoegninger(r: random.Random) -> list[dict[str, Any]]:
    kommuner = ["Aarhus", "Odense", "Roskilde", "Aalborg", "Ballerup"]
    projekt = {"afsluttes": "30/11/2026", "lovgrundlag": "sel107", "pladser_2025": 0, "omdannede_abl105_pladser": 0}
    return [
        {
            "pulje": "botilbud-2025-26",
            "kommune": kommune,
            "projekter": [
                {
                    **projekt,
                    "navn": f"Hus {kommune} (opdigtet)",
                    "ansoegt_2025": r.choice([9_000, 10_000, 13_000]),
                    "ansoegt_2026": r.choice([11_000, 12_000, 15_000]),
                    "pladser_2026": 10,
                    "andel_andre": r.choice([25, 30]),
                    "bruttoanlaegsudgift_2025": 14_000,
                    "bruttoanlaegsudgift_2026": r.choice([15_000, 16_000]),
                    "art": "nybyggeri",
                    "koordinering": r.choice(["kkr", "tvaerkommunal", "ingen"]),
                }
            ],
        }
        for kommune in kommuner
    ]


def _beregnet(alle: list[dict[str, Any]]) -> Beregning:
    return _i_runde(alle, load_regelsaet("botilbud-2025-26", saet=_SAET))


def _i_runde(alle: list[dict[str, Any]], regelsaet: Regelsaet) -> Beregning:
    roedder = [fra_python(a, Sted(f"{nr}")) for nr, a in enumerate(alle)]
    laest = [laes_ansoegning(rod, regelsaet, f"{nr}") for nr, rod in enumerate(roedder) if isinstance(rod, Ordbog)]
    return beregn(find_deltagere(saml_runde(laest, regelsaet)), Rangvalg("prioriteret"))


def _inde(b: Beregning) -> frozenset[str]:
    return frozenset(k.fil for i, k in enumerate(b.kandidater) if b.fordeling.inde(i))


@pytest.mark.parametrize("froe", range(6))
def test_ingen_oplysning_modsiger_dommen(froe: int) -> None:
    r = random.Random(froe)
    alle = _ansoegninger(r)
    # Facts that only change the rank of projects safely inside, and facts that also settle a criterion.
    slags = ["koordinering", "koordinering", r.choice(sorted(_VAERDIER))]
    mangler = list(zip(r.sample(range(5), 3), slags, strict=True))
    for nr, navn in mangler:
        del alle[nr]["projekter"][0][navn]
    nu = _beregnet(alle)
    svar = aabne_spoergsmaal(nu)
    assert svar is not None
    inde: dict[tuple[Any, ...], frozenset[str]] = {}
    for valg in itertools.product(*([None, *_VAERDIER[navn]] for _, navn in mangler)):
        for (nr, navn), v in zip(mangler, valg, strict=True):
            alle[nr]["projekter"][0].pop(navn, None)
            if v is not None:
                alle[nr]["projekter"][0][navn] = v
        inde[valg] = _inde(_beregnet(alle))
    for i, (nr, _) in enumerate(mangler):
        kan = any(inde[v] != inde[*v[:i], None, *v[i + 1 :]] for v in inde)
        navn = alle[nr]["projekter"][0]["navn"]
        # At least one of a project's questions about the fact says so. The price is not assessed for any project.
        domme = {s.kan for s in svar.spoergsmaal if navn in s.projekt and s.id != "V4"}
        assert domme
        if kan:
            assert domme != {"kan_ikke"}


def test_en_ukendt_dag_proeves_ogsaa_hvor_kriterierne_vender(tmp_path: Path) -> None:
    """The only days that place A before B lie between two limits of a criterion, far from every other project's day."""
    mappe = tmp_path / "foerst-til-moelle"
    shutil.copytree(DATA / "puljer" / mappe.name, mappe)
    for fil, gammelt, nyt in (
        ("fakta.yaml", "    pulje_foer:", "    undtaget: {navn: undtaget fra fristen, type: ja_nej}\n    pulje_foer:"),
        ("kriterier.yaml", "modtaget <= frist\n", "modtaget >= 01/06/2026 og modtaget <= frist eller undtaget\n"),
    ):
        tekst = (mappe / fil).read_text(encoding="utf-8")
        assert gammelt in tekst
        (mappe / fil).write_text(tekst.replace(gammelt, nyt), encoding="utf-8")
    grund = {"pulje": mappe.name, "pulje_foer": False}
    alle = [
        {**grund, "kommune": "Aarhus", "undtaget": False},
        {**grund, "kommune": "Odense", "undtaget": True, "modtaget": "20/07/2026"},
    ]
    regelsaet = load_regelsaet(
        mappe.name, regler=tmp_path, saet={"frist": "10/06/2026", "ramme": "4,0", "fast_tilskud": "4,0"}
    )
    svar = aabne_spoergsmaal(_i_runde(alle, regelsaet))
    assert {(s.id, s.kan) for s in svar.spoergsmaal if s.id == "N1"} == {("N1", "kan")}
