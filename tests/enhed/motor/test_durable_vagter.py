"""The guards around the native module of durable-rules, one by one: that each holds, and that it is needed.

What the module does without a guard is shown in processes of their own, since some of it ends the process. Where a
fault depends on what memory happens to hold, the allocator is told to hand out memory that is not blank.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
import threading
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.cli import main
from ansoegning.fejl import InternFejl, RegelsaetFejl
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.motor.kaeder import kaeder
from ansoegning.motor.slutning import (
    HOEJST_LED,
    HOEJST_REGLER,
    HOEJST_SOESKENDE,
    PlainKaede,
    Regel,
    Regelbase,
    Samling,
    Symbol,
    regelbaser,
)
from hjaelp.pakkestrategi import ROLLER, byg_pakke, kriterium, pakkedata, pakker, skriv_pakke

# ImportError too: from Python 3.13 an ordinary build of the package is there and does not load.
native = pytest.importorskip("durable_rules_engine", reason="durable-rules does not load", exc_type=ImportError)
from ansoegning.motor import durable  # noqa: E402 - not importable without it
from ansoegning.motor.durable import DurableKaede  # noqa: E402

PAKKER = ("botilbud-2025-26", "resultatkontrakt-2023")
HJAELP = """
import json, durable_rules_engine as n

def regler(navn="x", **regler):
    return n.create_ruleset(navn, json.dumps(regler))

def haevd(h, **fakta):
    return n.assert_fact(h, json.dumps(fakta))

def affyr(h, tilstand):
    fundne = []
    svar = n.start_action_for_state(h, tilstand)
    besked = svar[1] if svar else None
    while besked:
        fundne.append(json.loads(besked))
        besked = n.complete_and_start_action(h, tilstand)
    return fundne
"""


def i_egen_proces(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", HJAELP + textwrap.dedent(program)],
        env={**os.environ, "MALLOC_PERTURB_": "165", "PYTHONUTF8": "1", "PYTHONFAULTHANDLER": ""},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def ud(program: str) -> str:
    svar = i_egen_proces(program)
    assert svar.returncode == 0, svar.stderr
    return svar.stdout.strip()


def en_regel(navn: str = "x:") -> Regelbase:
    """K1 met gives A; nothing found gives B, and in the next layer C from both."""
    samlinger = (
        Samling("kriterium", None, ("opfyldt",)),
        Samling("fund", None, ("fejl",)),
        Samling("konklusion", "A", ("ja",)),
        Samling("konklusion", "B", ("ja",)),
    )
    regler = (
        Regel("A", "A", "ja", (0,), (), 0),
        Regel("B", "B", "ja", (), (1,), 0),
        Regel("C", "C", "ja", (2, 3), (), 1),
    )
    return Regelbase(navn, "", samlinger, regler)


FAKTA = [
    Symbol("kriterium", "K1", "opfyldt", "projekter", 1),
    Symbol("kriterium", "K2", "opfyldt", "projekter", 1),
]


class Lytter:
    """The native module with every call written down, and passed on to the real one."""

    def __init__(self) -> None:
        self.kald: list[tuple[str, Any]] = []

    def __getattr__(self, navn: str) -> Any:
        rigtig = getattr(native, navn)

        def kald(*argumenter: Any) -> Any:
            self.kald.append((navn, argumenter))
            return rigtig(*argumenter)

        return kald

    def fakta(self) -> list[dict[str, Any]]:
        return [json.loads(a[1]) for navn, a in self.kald if navn == "assert_fact"]


@pytest.fixture
def lytter(monkeypatch: pytest.MonkeyPatch) -> Lytter:
    ny = Lytter()
    monkeypatch.setattr(durable, "native", ny)
    return ny


# --- Patterns hold constants only ---------------------------------------------------------


def kun_konstanter(base: Regelbase) -> int:
    """Walk a native definition; how many rules it has. Anything but constants in known places is an error."""

    def moenster(m: dict[str, Any]) -> None:
        ((noegle, v),) = m.items()
        if noegle == "$and":
            assert 2 <= len(v) <= 3
            for led in v:
                ((felt, indre),) = led.items()
                if felt == "$or":
                    assert len(indre) > 1
                    assert all(set(x) == {"v"} and isinstance(x["v"], str) for x in indre)
                else:
                    assert felt in ("t", "n", "v")
                    assert isinstance(indre, str)
        else:
            assert noegle == "t"
            assert isinstance(v, str)

    definition = durable._definition(base)
    assert next(iter(definition.items())) == ("begynd", {"all": [{"m": {"t": "begynd"}}]})
    for navn, regel in definition.items():
        assert navn.isascii()
        assert set(regel) == {"all"}
        assert 1 <= len(regel["all"]) <= HOEJST_LED + 1
        for led in regel["all"]:
            ((alias, m),) = led.items()
            # No pattern is called what could be a field's name, so none can be taken for a reference.
            assert alias.removesuffix("$not") not in ("t", "n", "v", "id", "sid")
            assert isinstance(m, dict)
            moenster(m)
        # A negation never stands first: it needs the end marker before it.
        if any(next(iter(led)).endswith("$not") for led in regel["all"]):
            assert regel["all"][0]["e"]["$and"][0] == {"t": "slut"}
    tekst = json.dumps(definition)
    for farligt in ("$m", "$i", "$ex", "$nex", "$lt", "$gt", "$neq", "$add", "$sub", "$s", "run"):
        assert f'"{farligt}' not in tekst
    return len(definition)


@pytest.mark.parametrize("pakke", PAKKER)
def test_kun_konstanter_i_de_indbyggede(pakke: str) -> None:
    for base in regelbaser(load_regelsaet(pakke)).values():
        assert kun_konstanter(base) > len(base.samlinger)


@settings(max_examples=max(1, settings().max_examples // 5))
@given(pakker())
def test_kun_konstanter_i_enhver_pakke(pakke: Any) -> None:
    try:
        baser = regelbaser(byg_pakke(pakke.data))
    except RegelsaetFejl:
        return
    for base in baser.values():
        kun_konstanter(base)


def test_uden_vagten_rammer_et_manglende_felt() -> None:
    """A field compared with a field that is not there: the rule fires."""
    assert (
        ud("""
        h = regler(r={"all": [{"m": {"$and": [{"t": "p"}, {"$gt": {"laan": {"$m": "udgift"}}}]}}]})
        _, tilstand = haevd(h, t="p", laan=5, id="1", sid="s")
        print(len(affyr(h, tilstand)))
        """)
        == "1"
    )


def test_uden_vagten_taeller_et_fakta_ikke_to_gange() -> None:
    """Two patterns that one fact fits are not both met by it, and it does not count against itself."""
    assert (
        ud("""
        h = regler(
            to={"all": [{"a": {"t": "p"}}, {"b": {"t": "p"}}]},
            mod={"all": [{"a": {"t": "p"}}, {"b$not": {"t": "p"}}]},
        )
        _, tilstand = haevd(h, t="p", id="1", sid="s")
        print([list(f) for f in affyr(h, tilstand)])
        """)
        == "[['mod']]"
    )
    base = Regelbase(
        "selv:",
        "",
        (Samling("fund", None, None),),
        (Regel("to", "A", "ja", (0, 0), (), 0), Regel("mod", "B", "ja", (0,), (0,), 0)),
    )
    (svar,) = DurableKaede().slut(base, [Symbol("fund", "F", "fejl")])
    assert svar.regel == "to"


# --- A state's life -----------------------------------------------------------------------


def test_uden_vagten_doer_processen_af_en_tilstand_uden_affyring() -> None:
    svar = i_egen_proces("""
        h = regler(b={"all": [{"m": {"t": "begynd"}}]}, r={"all": [{"a": {"t": "a"}}, {"b": {"t": "b"}}]})
        for i in range(50):
            haevd(h, t="a", id="1", sid=f"s{i}")
            n.delete_state(h, f"s{i}")
        """)
    assert svar.returncode < 0, "deleted without harm"


def test_tilstanden_slettes_altid_efter_begynd(lytter: Lytter) -> None:
    kaede = DurableKaede()
    for _ in range(3):
        kaede.slut(en_regel(), FAKTA)
    kaede.slut(en_regel(), [])
    sider: dict[str, list[str]] = {}
    for navn, argumenter in lytter.kald:
        if navn == "assert_fact":
            fakta = json.loads(argumenter[1])
            sider.setdefault(fakta["sid"], []).append(fakta["t"])
        elif navn == "delete_state":
            sider[argumenter[1]].append("slettet")
    assert len(sider) == 4
    for haendelser in sider.values():
        assert haendelser[0] == "begynd"
        assert haendelser[-1] == "slettet"
        assert haendelser.count("slettet") == 1
        # Each layer's end comes after its facts, and what follows belongs to the next.
        assert haendelser[-2] == "slut"
    # The begin rule has fired before anything else is asserted.
    navne = [navn for navn, _ in lytter.kald]
    assert navne[:3] == ["create_ruleset", "assert_fact", "start_action_for_state"]


def test_tilstanden_slettes_ogsaa_ved_fejl(lytter: Lytter, monkeypatch: pytest.MonkeyPatch) -> None:
    kaede = DurableKaede()
    with monkeypatch.context() as m:
        m.setattr(durable, "_HOEJST_AFFYRINGER", 2)
        # One fact that fires two rules: more than is allowed now.
        samlinger = (Samling("fund", None, None), Samling("fund", "F", None))
        base = Regelbase("to:", "", samlinger, (Regel("A", "A", "ja", (0, 1), (), 0),))
        with pytest.raises(InternFejl, match="blev ikke færdig"):
            kaede.slut(base, [Symbol("fund", "F", "fejl")])
    assert [navn for navn, _ in lytter.kald].count("delete_state") == 1
    assert kaede.slut(base, [Symbol("fund", "F", "fejl")]) == PlainKaede().slut(base, [Symbol("fund", "F", "fejl")])


def test_hvert_fakta_har_sit_id_og_hver_koersel_sin_tilstand(lytter: Lytter) -> None:
    kaede = DurableKaede()
    # The same fact three times, and one that differs only by its row.
    fakta = [*FAKTA[:1] * 3, Symbol("kriterium", "K1", "opfyldt", "projekter", 2)]
    for _ in range(5):
        kaede.slut(en_regel(), fakta)
    haevdet = lytter.fakta()
    assert len({f["sid"] for f in haevdet}) == 5
    ider = [(f["sid"], f["id"]) for f in haevdet]
    assert len(set(ider)) == len(ider)
    for f in haevdet:
        # Texts only, plain and short: no number, null or boolean can be misread.
        assert set(f) <= {"t", "n", "v", "id", "sid"}
        assert all(isinstance(v, str) and v.isascii() and len(v) <= 62 for v in f.values())
    # Two chainers in one process have rulesets, and so states, of their own.
    anden = DurableKaede()
    assert anden.slut(en_regel(), fakta) == kaede.slut(en_regel(), fakta)


def test_uden_vagten_falder_ens_fakta_sammen() -> None:
    """The same values, or the same id, and the second is turned away (code 2)."""
    assert (
        ud("""
        h = regler(r={"all": [{"m": {"t": "p"}}]})
        ens = [haevd(h, t="p", n="x", sid="s")[0] for _ in range(2)]
        samme_id = [haevd(h, t="p", n=navn, id="1", sid="s")[0] for navn in "yz"]
        print(ens, samme_id)
        """)
        == "[0, 2] [0, 2]"
    )


def test_uden_vagten_blandes_to_koersler() -> None:
    """Two evaluations in one state: the facts of the first meet those of the second."""
    assert (
        ud("""
        h = regler(r={"all": [{"a": {"t": "x"}}, {"b": {"t": "y"}}]})
        haevd(h, t="x", id="foerste", sid="s")
        _, tilstand = haevd(h, t="y", id="anden", sid="s")
        print(len(affyr(h, tilstand)))
        """)
        == "1"
    )


def test_uden_vagten_er_der_plads_til_1024_tilstande() -> None:
    assert (
        ud("""
        h = regler(r={"all": [{"m": {"t": "p"}}]})
        try:
            for i in range(2000):
                affyr(h, haevd(h, t="p", id="1", sid=f"s{i}")[1])
        except MemoryError:
            print(i)
        """)
        == "1024"
    )


def test_tre_tusinde_koersler_fylder_ikke_mere_end_faa() -> None:
    """Past 1.024 states by far, in steady memory."""
    voksede = ud("""
        import os
        from ansoegning.indlaes.regelsaet import load_regelsaet
        from ansoegning.motor.durable import DurableKaede
        from ansoegning.motor.slutning import PlainKaede, Symbol, regelbaser

        base = regelbaser(load_regelsaet("botilbud-2025-26"))["projekter"]
        kaede, plain = DurableKaede(), PlainKaede()
        fakta = [Symbol("kriterium", f"K{i}", "opfyldt", "projekter", 1) for i in range(1, 7)]
        ventet = plain.slut(base, fakta)

        def sider():
            with open("/proc/self/statm") as fil:
                return int(fil.read().split()[1])

        for nr in range(3000):
            assert kaede.slut(base, fakta) == ventet
            if nr == 500:
                foer = sider()
        print((sider() - foer) * os.sysconf("SC_PAGE_SIZE") // 1024)
        """)
    assert int(voksede) < 2_000, f"{voksede} KiB more"


# --- Absence only after the end marker ----------------------------------------------------


def test_uden_vagten_er_intet_for_tidligt_sandt() -> None:
    """ "None of" holds until the fact comes, also when the fact is on its way."""
    assert (
        ud("""
        h = regler(r={"all": [{"e": {"t": "noget"}}, {"x$not": {"t": "fejl"}}]})
        _, tilstand = haevd(h, t="noget", id="1", sid="s")
        for_tidligt = len(affyr(h, tilstand))
        haevd(h, t="fejl", id="2", sid="s")
        print(for_tidligt)
        """)
        == "1"
    )


@pytest.mark.parametrize("fejl_foerst", [True, False])
def test_intet_fund_staar_fast_uanset_raekkefoelgen(fejl_foerst: bool) -> None:
    fund = Symbol("fund", "S01", "fejl")
    fakta = [fund, *FAKTA] if fejl_foerst else [*FAKTA, fund]
    assert [s.konklusion for s in DurableKaede().slut(en_regel(), fakta)] == ["A"]
    assert [s.konklusion for s in DurableKaede().slut(en_regel(), FAKTA)] == ["A", "B", "C"]


# --- Limits, when the pack is loaded ------------------------------------------------------


def pakke_med(konklusioner: list[dict[str, Any]], kriterier: int = 1, forhold: int = 0) -> dict[str, Any]:
    return pakkedata(
        id="graensepakke",
        fakta={"ansoegning": {"a": {"navn": "a", "type": "ja_nej"}}},
        kriterier=[kriterium(f"K{i}", "a") for i in range(1, kriterier + 1)],
        forhold=[{"id": f"H{i}", "titel": f"H{i}", "naar": "a"} for i in range(1, forhold + 1)],
        konklusioner=[*pakkedata()["konklusioner"], *konklusioner],
    )


# ``pakkedata`` has these rules already: five of ``resultat``, four of ``resultat_antal``, and ``klar``.
_FASTE = 10


def soeskende(antal: int) -> dict[str, Any]:
    """So many conclusions in one layer."""
    return pakke_med([{"id": f"C{i}", "naar": "altid"} for i in range(antal - _FASTE)])


def led(antal: int) -> dict[str, Any]:
    """A conclusion of so many parts."""
    moenstre = [{"forhold": f"H{i}"} for i in range(1, antal + 1)]
    return pakke_med([{"id": "C", "naar": {"alle": moenstre}}], forhold=antal)


def moenstre(antal: int) -> dict[str, Any]:
    """So many patterns that one fact fits: each has the statuses in an order of its own."""
    # The fixed conclusions have five on every criterion: one for each status, and any.
    ordener = [list(o) for nr in (2, 3, 4) for o in permutations(ROLLER, nr)][: antal - 5]
    grupper = [ordener[i : i + 10] for i in range(0, len(ordener), 10)]
    return pakke_med(
        [
            {"id": f"C{i}", "naar": {"alle": [{"kriterium": "alle", "er": o} for o in gruppe]}}
            for i, gruppe in enumerate(grupper)
        ]
    )


def samme(antal: int) -> dict[str, Any]:
    """So many conclusions that rest on the same, over two layers."""
    naar = {"mindst_en": [{"forhold": "H1"}]}
    halv = antal // 2
    foerste = [{"id": f"C{i}", "naar": naar} for i in range(halv)]
    ekstra = [{"konklusion": "C0"}]
    anden = [{"id": f"D{i}", "naar": {**naar, "alle": ekstra}} for i in range(antal - halv)]
    return pakke_med([*foerste, *anden], forhold=1)


def regler(antal: int) -> dict[str, Any]:
    """So many rules and patterns in all, over many layers."""
    # Fixed: ten rules; patterns: any criterion, the four statuses, and an error.
    rest = antal - _FASTE - 6
    konklusioner: list[dict[str, Any]] = [{"id": "C0", "naar": "altid"}]
    rest -= 1
    while rest >= 2:
        # A rule, and the pattern for the conclusion before it.
        konklusioner.append({"id": f"C{len(konklusioner)}", "naar": {"alle": [{"konklusion": konklusioner[-1]["id"]}]}})
        rest -= 2
    if rest:
        konklusioner.append({"id": "sidste", "naar": "altid"})
    return pakke_med(konklusioner)


GRAENSER = [
    (soeskende, HOEJST_SOESKENDE, "i samme lag"),
    (led, HOEJST_LED, "led"),
    (moenstre, HOEJST_SOESKENDE, "mønstre passer på det samme"),
    (samme, HOEJST_SOESKENDE, "bygger på det samme"),
    (regler, HOEJST_REGLER, "regler"),
]


@pytest.mark.parametrize(("byg_til", "graense", "ord_"), GRAENSER, ids=[g[0].__name__ for g in GRAENSER])
def test_lige_inden_for_graensen_er_kaederne_enige(byg_til: Any, graense: int, ord_: str) -> None:
    regelsaet = byg_pakke(byg_til(graense))
    regelbaser(regelsaet)
    for fakta in ({"a": True}, {"a": False}, {}):
        bedoem_ansoegning(Ansoegning("x", "x", dict(fakta)), regelsaet, kaeder())


@pytest.mark.parametrize(("byg_til", "graense", "ord_"), GRAENSER, ids=[g[0].__name__ for g in GRAENSER])
def test_over_graensen_afvises_pakken(byg_til: Any, graense: int, ord_: str) -> None:
    with pytest.raises(RegelsaetFejl, match=ord_) as fejl:
        regelbaser(byg_pakke(byg_til(graense + 1)))
    assert fejl.value.kode == 4


def koer(*argumenter: str, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(sys, "argv", ["ansoegning", *argumenter])
    with pytest.raises(SystemExit) as slut:
        main()
    return slut.value.code


@pytest.mark.parametrize("kommando", ["regler", "tjek"])
def test_over_graensen_er_udgangskode_4(
    kommando: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = led(HOEJST_LED + 1)
    mappe = tmp_path / "regler"
    mappe.mkdir()
    skriv_pakke(data, mappe)
    fil = tmp_path / "a.yaml"
    fil.write_text("pulje: graensepakke\na: ja\n", encoding="utf-8")
    hvad = ("regler", "tjek", "graensepakke") if kommando == "regler" else ("tjek", str(fil))
    assert koer(*hvad, "--regler", str(mappe), monkeypatch=monkeypatch) == 4
    assert f"over {HOEJST_LED} led" in capsys.readouterr().err


def test_uden_vagten_slipper_for_mange_soeskende_ikke_ind() -> None:
    svar = ud("""
        for antal in (64, 65):
            h = regler(f"x{antal}", **{
                f"r{i}": {"all": [{"m": {"$and": [{"t": "p"}, {"$neq": {"v": f"x{i}"}}]}}]} for i in range(antal)
            })
            try:
                _, tilstand = haevd(h, t="p", v="q", id="1", sid="s")
                print(len(affyr(h, tilstand)), end=" ")
            except n.error as fejl:
                print(fejl)
        """)
    assert svar == "64 Could not assert fact, error code: 303"
    assert HOEJST_SOESKENDE < 64


def test_uden_vagten_er_der_plads_til_16_led() -> None:
    svar = ud("""
        for antal in (16, 17):
            h = regler(f"x{antal}", r={"all": [{f"a{i}": {"t": f"p{i}"}} for i in range(antal)]})
            try:
                print(sum(len(affyr(h, haevd(h, t=f"p{i}", id=str(i), sid="s")[1])) for i in range(antal)), end=" ")
            except n.error as fejl:
                print(fejl)
        """)
    assert svar == "1 Could not assert fact, error code: 304"
    # The end marker takes one place.
    assert HOEJST_LED + 1 < 16


# --- What is sent in, and what comes out --------------------------------------------------


@pytest.mark.parametrize(
    "symbol",
    [
        Symbol("kriterium", "Å1", "opfyldt"),
        Symbol("kriterium", "K1", "ikke opfyldt"),
        Symbol("kriterium", 'K"1', "opfyldt"),
        Symbol("kriterium", "K1\x00", "opfyldt"),
        Symbol("kriterium", "K.1", "opfyldt"),
        Symbol("kriterium", "K1", ""),
        Symbol("kriterium", "$m", "opfyldt"),
        Symbol("kriterium", "K" * 61, "opfyldt"),
        Symbol("kriterium", "K1", "o\ud800"),
        Symbol("kri-terium", "K1", "opfyldt"),
        Symbol("kriterium", "K²", "opfyldt"),
    ],
)
def test_saere_symboler_naar_ikke_den_fremmede_kode(symbol: Symbol, lytter: Lytter) -> None:
    with pytest.raises(InternFejl, match="kan ikke få"):
        DurableKaede().slut(en_regel(), [*FAKTA, symbol])
    assert lytter.kald == []


@settings(max_examples=max(1, settings().max_examples // 3))
@given(st.text(max_size=80), st.text(max_size=80))
def test_enhver_tekst_gaar_ind_eller_afvises(navn: str, vaerdi: str) -> None:
    """Whatever the text, the answer is the plain chainer's or an error of ours."""
    fakta = [Symbol("kriterium", navn, vaerdi)]
    try:
        svar = DURABLE.slut(en_regel(), fakta)
    except InternFejl:
        assert not all(re.fullmatch("[A-Za-z0-9_]{1,60}", x) and x.strip("_") for x in (navn, vaerdi))
        return
    assert svar == PlainKaede().slut(en_regel(), fakta)


DURABLE = DurableKaede()


def test_fremmede_fejl_bliver_vores() -> None:
    """A rule base past the module's limits, not refused first: its error is told as ours, and the chainer lives on."""
    samlinger = tuple(Samling("fund", None, ("fejl", f"x{i}")) for i in range(70))
    base = Regelbase("for_mange:", "", samlinger, (Regel("A", "A", "ja", (0,), (), 0),))
    kaede = DurableKaede()
    for _ in range(3):
        with pytest.raises(InternFejl, match=r"durable-rules fejlede.*303") as fejl:
            kaede.slut(base, [Symbol("fund", "F", "fejl")])
        assert fejl.value.kode == 70
        assert type(fejl.value.__cause__).__name__ == "error"
    assert kaede.slut(en_regel(), FAKTA) == PlainKaede().slut(en_regel(), FAKTA)


# --- Processes and threads ----------------------------------------------------------------


def test_en_fork_faar_sit_eget_regelsaet() -> None:
    svar = ud("""
        import os, sys
        from ansoegning.indlaes.regelsaet import load_regelsaet
        from ansoegning.motor.durable import DurableKaede
        from ansoegning.motor.slutning import PlainKaede, Symbol, regelbaser

        base = regelbaser(load_regelsaet("botilbud-2025-26"))["projekter"]
        fakta = [Symbol("kriterium", f"K{i}", "opfyldt", "projekter", 1) for i in range(1, 7)]
        kaede = DurableKaede()
        ventet = PlainKaede().slut(base, fakta)
        assert kaede.slut(base, fakta) == ventet
        barn = os.fork()
        if not barn:
            fem = all(kaede.slut(base, fakta) == ventet for _ in range(1500))
            egne = [pid for pid, _ in kaede._regelsaet if pid == os.getpid()]
            handtag = len(set(kaede._regelsaet.values()))
            os._exit(0 if fem and len(egne) == 1 and handtag == 2 else 1)
        fem = all(kaede.slut(base, fakta) == ventet for _ in range(1500))
        _, status = os.waitpid(barn, 0)
        print(fem, os.waitstatus_to_exitcode(status), len(kaede._regelsaet))
        """)
    assert svar == "True 0 1"


def test_traade_faar_rigtige_svar() -> None:
    """Four threads on one chainer, each with its own facts, taking turns as often as they can."""
    kaede = DurableKaede()
    base = en_regel()
    varianter = [FAKTA, [], [Symbol("fund", "S01", "fejl")], [*FAKTA, Symbol("fund", "S01", "fejl")]]
    ventet = [PlainKaede().slut(base, v) for v in varianter]
    forkerte: list[object] = []

    def arbejd(nr: int) -> None:
        try:
            for i in range(300):
                valg = (nr + i) % 4
                if kaede.slut(base, varianter[valg]) != ventet[valg]:
                    forkerte.append((nr, i))
        except BaseException as fejl:
            forkerte.append(fejl)

    foer = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        traade = [threading.Thread(target=arbejd, args=(nr,)) for nr in range(4)]
        for traad in traade:
            traad.start()
        for traad in traade:
            traad.join()
    finally:
        sys.setswitchinterval(foer)
    assert forkerte == []
    assert len(kaede._regelsaet) == 1


def test_en_ad_gangen(lytter: Lytter) -> None:
    """While one is let in, another waits."""
    kaede = DurableKaede()
    faerdig = threading.Event()
    with kaede._laas:

        def arbejd() -> None:
            kaede.slut(en_regel(), FAKTA)
            faerdig.set()

        traad = threading.Thread(target=arbejd)
        traad.start()
        assert not faerdig.wait(0.05)
        assert lytter.kald == []
    traad.join(10)
    assert faerdig.is_set()


@pytest.fixture(scope="module")
def ansoegningsfil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    fil = tmp_path_factory.mktemp("vaert") / "a.yaml"
    fil.write_text("pulje: botilbud-2025-26\nkommune: Aarhus\nprojekter:\n  - navn: Et\n", encoding="utf-8")
    return fil


def test_ingen_vaert_og_ingen_traade(ansoegningsfil: Path) -> None:
    """A whole check leaves the module's own Host, with its timers and threads, unimported."""
    svar = ud(f"""
        import sys, threading
        import ansoegning
        from ansoegning.motor.kaeder import kaeder

        r = ansoegning.tjek({str(ansoegningsfil)!r})
        print([k.navn for k in kaeder()], "durable_rules_engine" in sys.modules)
        print([m for m in sys.modules if m.split(".")[0] == "durable"], threading.active_count())
        """)
    assert svar.splitlines() == ["['python', 'durable-rules'] True", "[] 1"]


def test_uden_vagten_har_vaerten_traade() -> None:
    """The module's own Host starts timers in the background as soon as it is made."""
    svar = ud("""
        import threading
        from durable import engine
        vaert = engine.Host()
        # The timers are threads that start threads; they are the process's only others.
        print(threading.active_count() > 1)
        import os, sys
        sys.stdout.flush()
        os._exit(0)
        """)
    assert svar == "True"
