"""The guards around the native module of durable-rules, one by one: each works, and each is needed.

The behaviour without a guard is demonstrated in separate processes, because some of it ends the process. Where a fault
depends on the contents of uninitialised memory, the allocator is configured to return non-zero memory.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from ansoegning.fejl import InternFejl, RegelsaetFejl
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.motor import durable
from ansoegning.motor.durable import DurableKaede
from ansoegning.motor.slutning import (
    HOEJST_LED,
    PlainKaede,
    Regel,
    Regelbase,
    Samling,
    Symbol,
    regelbaser,
)
from hjaelp.durable_regler import FAKTA, Lytter, en_regel, i_egen_proces, ud
from hjaelp.omfang import udsnit
from hjaelp.pakkebyg import byg_pakke
from hjaelp.pakkestrategi import pakker

PAKKER = ("botilbud-2025-26", "resultatkontrakt-2023")


# --- Patterns contain constants only -------------------------------------------------------


def kun_konstanter(base: Regelbase) -> int:
    """Walk a native definition and return its number of rules; fails on anything but constants in known places."""

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
            # No alias has the name of a field, so none can be mistaken for a reference to it.
            assert alias.removesuffix("$not") not in ("t", "n", "v", "id", "sid")
            assert isinstance(m, dict)
            moenster(m)
        # A negation is never first: it must follow the end marker.
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


@settings(max_examples=udsnit(5))
@given(pakker())
def test_kun_konstanter_i_enhver_pakke(pakke: Any) -> None:
    try:
        baser = regelbaser(byg_pakke(pakke.data))
    except RegelsaetFejl:
        return
    for base in baser.values():
        kun_konstanter(base)


def test_uden_vagten_rammer_et_manglende_felt() -> None:
    """A field is compared with a missing field: the rule fires."""
    assert (
        ud("""
        h = regler(r={"all": [{"m": {"$and": [{"t": "p"}, {"$gt": {"laan": {"$m": "udgift"}}}]}}]})
        _, tilstand = haevd(h, t="p", laan=5, id="1", sid="s")
        print(len(affyr(h, tilstand)))
        """)
        == "1"
    )


def test_uden_vagten_taeller_et_fakta_ikke_to_gange() -> None:
    """One fact that matches two patterns of a rule satisfies only one, and does not block its own negation."""
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


# --- The life cycle of a state ---------------------------------------------------------------


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
        # The end marker of each layer follows its facts; facts asserted after it belong to the next layer.
        assert haendelser[-2] == "slut"
    # The begin rule fires before anything else is asserted.
    navne = [navn for navn, _ in lytter.kald]
    assert navne[:3] == ["create_ruleset", "assert_fact", "start_action_for_state"]


def test_tilstanden_slettes_ogsaa_ved_fejl(lytter: Lytter, monkeypatch: pytest.MonkeyPatch) -> None:
    kaede = DurableKaede()
    with monkeypatch.context() as m:
        m.setattr(durable, "_HOEJST_AFFYRINGER", 2)
        # One fact fires two rules, which exceeds the limit set above.
        samlinger = (Samling("fund", None, None), Samling("fund", "F", None))
        base = Regelbase("to:", "", samlinger, (Regel("A", "A", "ja", (0, 1), (), 0),))
        with pytest.raises(InternFejl, match="blev ikke færdig"):
            kaede.slut(base, [Symbol("fund", "F", "fejl")])
    assert [navn for navn, _ in lytter.kald].count("delete_state") == 1
    assert kaede.slut(base, [Symbol("fund", "F", "fejl")]) == PlainKaede().slut(base, [Symbol("fund", "F", "fejl")])


def test_hvert_fakta_har_sit_id_og_hver_koersel_sin_tilstand(lytter: Lytter) -> None:
    kaede = DurableKaede()
    # The same fact three times, and one fact that differs only in its row.
    fakta = [*FAKTA[:1] * 3, Symbol("kriterium", "K1", "opfyldt", "projekter", 2)]
    for _ in range(5):
        kaede.slut(en_regel(), fakta)
    haevdet = lytter.fakta()
    assert len({f["sid"] for f in haevdet}) == 5
    ider = [(f["sid"], f["id"]) for f in haevdet]
    assert len(set(ider)) == len(ider)
    for f in haevdet:
        # Only short ASCII texts: no number, null or boolean can be misread.
        assert set(f) <= {"t", "n", "v", "id", "sid"}
        assert all(isinstance(v, str) and v.isascii() and len(v) <= 62 for v in f.values())
    # Two chainers in one process have their own rulesets, and therefore their own states.
    anden = DurableKaede()
    assert anden.slut(en_regel(), fakta) == kaede.slut(en_regel(), fakta)


def test_uden_vagten_falder_ens_fakta_sammen() -> None:
    """A second fact with the same values, or the same id, is rejected (code 2)."""
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
    """Two evaluations in one state: facts of the first are joined with facts of the second."""
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


@pytest.mark.tung
def test_tre_tusinde_koersler_fylder_ikke_mere_end_faa() -> None:
    """Far more than 1.024 states, with constant memory use."""
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
    """A negation is true until the fact arrives, even if the fact is about to be asserted."""
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
