"""The limits on packs that keep durable-rules within its tested range, and hostile symbols and threads."""

from __future__ import annotations

import re
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.cli import main
from ansoegning.fejl import InternFejl, RegelsaetFejl
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.motor.durable import DurableKaede
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
from hjaelp.durable_regler import FAKTA, FASTE, Lytter, en_regel, led, moenstre, pakke_med, regler, ud
from hjaelp.omfang import udsnit
from hjaelp.pakkebyg import byg_pakke, skriv_pakke

pytestmark = pytest.mark.tung


def soeskende(antal: int) -> dict[str, Any]:
    """Return a pack with this many conclusions in one layer."""
    return pakke_med([{"id": f"C{i}", "naar": "altid"} for i in range(antal - FASTE)])


def samme(antal: int) -> dict[str, Any]:
    """Return a pack with this many conclusions, in two layers, that depend on the same condition."""
    naar = {"mindst_en": [{"forhold": "H1"}]}
    halv = antal // 2
    foerste = [{"id": f"C{i}", "naar": naar} for i in range(halv)]
    ekstra = [{"konklusion": "C0"}]
    anden = [{"id": f"D{i}", "naar": {**naar, "alle": ekstra}} for i in range(antal - halv)]
    return pakke_med([*foerste, *anden], forhold=1)


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
    # The end marker uses one of the places.
    assert HOEJST_LED + 1 < 16


# --- Input and output ----------------------------------------------------------------------


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


@settings(max_examples=udsnit(3))
@given(st.text(max_size=80), st.text(max_size=80))
def test_enhver_tekst_gaar_ind_eller_afvises(navn: str, vaerdi: str) -> None:
    """For any text, the answer is that of the plain Python chainer, or an InternFejl."""
    fakta = [Symbol("kriterium", navn, vaerdi)]
    try:
        svar = DURABLE.slut(en_regel(), fakta)
    except InternFejl:
        assert not all(re.fullmatch("[A-Za-z0-9_]{1,60}", x) and x.strip("_") for x in (navn, vaerdi))
        return
    assert svar == PlainKaede().slut(en_regel(), fakta)


DURABLE = DurableKaede()


def test_fremmede_fejl_bliver_vores() -> None:
    """A rule base past the module's limits, not rejected first: InternFejl is raised, and the chainer still works."""
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
    """Four threads on one chainer, each with its own facts, switching as often as possible."""
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
    """A second caller waits while the first has the lock."""
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
    """A complete check does not import the module's own Host, with its timers and threads."""
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
    """The module's own Host starts background timers as soon as it is constructed."""
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
