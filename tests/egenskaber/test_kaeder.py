"""The evaluator and the chainers on generated packs, compared with a naive implementation and with each other.

``pakkestrategi`` generates the packs and ``pakkefacit`` evaluates them naively, without using the program.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.cli import main
from ansoegning.fejl import InternFejl, RegelsaetFejl, Sted
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.filformater.json_fil import laes_json
from ansoegning.indlaes.filformater.yaml_fil import laes_yaml
from ansoegning.indlaes.noder import Ordbog
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.motor.kaeder import kaeder, slut_enige
from ansoegning.motor.naaelighed import unaaelige
from ansoegning.motor.reference import Kontekst, fakt, vaerdi
from ansoegning.motor.slutning import (
    Kaede,
    PlainKaede,
    Regel,
    Regelbase,
    Samling,
    Sluttet,
    Symbol,
    regelbaser,
    symbol_af,
)
from ansoegning.sprog.traeer import Knude
from ansoegning.system.steder import mappe
from hjaelp.kaedetilfaelde import Tilfaelde, sammenhold, tilfaelde
from hjaelp.omfang import udsnit
from hjaelp.pakkebyg import LISTER, byg_pakke, kriterium, pakkedata, skriv_pakke
from hjaelp.pakkedele import Udtryk, sandhedsvaerdi
from hjaelp.pakkestrategi import skriv_ansoegning
from hjaelp.strategier import ansoegninger, til_json


def kontekster(t: Tilfaelde, a: Ansoegning) -> list[Kontekst]:
    """Return the program's contexts in the order of ``steder_i``."""
    k = Kontekst(t.regelsaet, a.fakta, a.raekker, t.dato)
    return [k] + [k.i_raekke(liste, r) for liste in t.pakke.lister for r in a.raekker[liste]]


def alle_udtryk(t: Tilfaelde) -> Iterator[tuple[str, Udtryk, Knude]]:
    """Yield every condition of a pack: its list, the generated expression, and the program's expression tree."""
    pakke, regelsaet = t.pakke, t.regelsaet
    for k, typet in zip(pakke.kriterier, regelsaet.kriterier, strict=True):
        dele = ((k.krav,), k.undtagelser, k.forbehold)
        typede = (
            (typet.krav,),
            [d.naar for d in typet.undtagelser],
            [d.naar for d in typet.forbehold],
        )
        for tegnede, knuder in zip(dele, typede, strict=True):
            for u, knude in zip(tegnede, knuder, strict=True):
                yield k.liste or "", u, knude
    tjek = [(x.liste or "", felt, u) for x in pakke.skema for felt, u in x.dele]
    for (liste, felt, u), typet_tjek in zip(tjek, regelsaet.skema, strict=True):
        assert typet_tjek.felt == felt
        yield liste, u, typet_tjek.naar
    for f, typet_forhold in zip(pakke.forhold, regelsaet.forhold, strict=True):
        yield f.liste or "", f.naar, typet_forhold.naar


@given(tilfaelde())
def test_reference_er_den_naive_laesning(t: Tilfaelde) -> None:
    udtryk = list(alle_udtryk(t))
    for (liste, nr, m), k in zip(t.steder(), kontekster(t, t.a), strict=True):
        for sted, u, knude in udtryk:
            if sted == liste:
                assert vaerdi(knude, k) is sandhedsvaerdi(u.regn(m)), (u.tekst, liste, nr)
        for e in t.pakke.fakta:
            if e.afledt is None or (e.liste or "") != liste:
                continue
            beregnet, naiv = fakt(e.navn, e.liste, k), e.afledt.regn(m)
            if e.art == "ja_nej":
                assert beregnet is sandhedsvaerdi(naiv), e.afledt.tekst
            else:
                assert beregnet == (None if naiv is None else Fraction(naiv) / e.faktor), e.afledt.tekst
                assert not isinstance(beregnet, float)


def test_ansoegningens_kriterium_mangler_en_raekkes_fakta() -> None:
    data = pakkedata(
        lister={
            "raekker": {
                "ental": "række",
                "flertal": "rækker",
                "navn_fakta": "navn",
                "samlet": "rækker",
                "samlet_ental": "række",
            }
        },
        fakta={
            "raekker": {
                "navn": {"navn": "navnet", "type": "tekst"},
                "klart": {"navn": "klart", "type": "ja_nej"},
            }
        },
        kriterier=[kriterium("K1", "alle(klart for raekker)")],
        konklusioner=[
            {"id": "raekkeresultat", "for": "raekker", "vaerste_af": "kriterier", "uden": "opfyldt"},
            *pakkedata()["konklusioner"],
        ],
    )
    svar = bedoem_ansoegning(Ansoegning("x", "x", {}, {"raekker": ({},)}), byg_pakke(data), kaeder())
    assert svar.kriterier[0].mangler == ("klart",)


def test_en_raekkes_kriterium_mangler_en_anden_listes_fakta() -> None:
    ja_nej = {"type": "ja_nej", "brug": ["oplysning"]}
    data = pakkedata(
        lister={
            liste: {"ental": "r", "flertal": "r", "navn_fakta": f"{liste}_n", "samlet": "r", "samlet_ental": "r"}
            for liste in LISTER
        },
        fakta={
            liste: {f"{liste}_n": {"navn": "n", "type": "tekst"}, f"{liste}_s": {"navn": "s", **ja_nej}}
            for liste in LISTER
        },
        kriterier=[kriterium("K1", "alle(andre_s for andre)", **{"for": "raekker"})],
        konklusioner=[
            *({"id": "raekkeresultat", "for": li, "vaerste_af": "kriterier", "uden": "opfyldt"} for li in LISTER),
            *pakkedata()["konklusioner"],
        ],
    )
    a = Ansoegning("x", "x", {}, {"raekker": ({},), "andre": ({"andre_s": True}, {})})
    svar = bedoem_ansoegning(a, byg_pakke(data), kaeder())
    assert svar.raekker["raekker"][0].kriterier[0].mangler == ("andre_s",)
    assert [u.felt for u in svar.udestaaende] == ["andre[1].andre_s"]


@given(tilfaelde())
def test_hele_svaret(t: Tilfaelde) -> None:
    # With both chainers, the program itself compares their conclusions and justifications.
    resultat = t.vurder(kaeder())
    sammenhold(resultat, t)
    # Each chainer alone gives the same result.
    for kaede in kaeder():
        assert t.vurder((kaede,)) == resultat
    event(resultat.resultat)


@settings(max_examples=udsnit(5))
@given(tilfaelde())
def test_pakken_som_filer(t: Tilfaelde) -> None:
    """Written to files and read again, the pack and the application give the same answer."""
    a = t.a
    tekst = json.dumps(skriv_ansoegning(a), ensure_ascii=False)
    for rod in (laes_json(tekst, a.fil), laes_yaml(tekst, a.fil)):
        assert isinstance(rod, Ordbog)
        laest = laes_ansoegning(rod, t.regelsaet, a.fil)
        assert (laest.fakta, laest.raekker, laest.vaerdimangler) == (a.fakta, a.raekker, ())
    with TemporaryDirectory() as mappe:
        try:
            fra_filer = load_regelsaet(t.regelsaet.id, regler=skriv_pakke(t.pakke.data, Path(mappe)))
        except RegelsaetFejl as fejl:
            # Generated conditions can often never hold. A pack in a folder is refused for that.
            if not all("aldrig" in m.besked and m.sted.linje for m in fejl.mangler):
                raise
            event("mappen afvist: uopnåeligt")
            return
    svar, svar_fra_filer = (
        bedoem_ansoegning(a, r, kaeder(), dato=t.dato).model_dump(exclude={"regelsaet_sha256"})
        for r in (t.regelsaet, fra_filer)
    )
    assert svar == svar_fra_filer
    event("læst fra mappen")


@settings(max_examples=udsnit(5))
@given(tilfaelde())
def test_det_uopnaaelige_naas_ikke(t: Tilfaelde) -> None:
    """An outcome that the pack check reports as unreachable does not occur for any application."""
    pakke = t.pakke
    mangler = unaaelige(t.regelsaet, lambda sti, _plads: Sted("/".join(map(str, sti))))
    for liste, _, m in t.steder():
        for mangel in mangler:
            art, nr, *resten = mangel.sted.fil.split("/")
            del_ = {"kriterier": pakke.kriterier, "skema": pakke.data["skema"], "forhold": pakke.forhold}[art][int(nr)]
            if art == "skema":
                dele = [(x.liste or "", u) for x in pakke.skema if x.id == del_["id"] for _, u in x.dele]
                # A check for several facts is reported if it can never find any one of them.
                assert len(dele) > 1 or all(u.regn(m) != 2 for sted, u in dele if sted == liste), mangel
                continue
            if (del_.liste or "") != liste:
                continue
            if art == "forhold":
                assert del_.naar.regn(m) != 2, mangel
            elif resten == ["krav"]:
                umuligt = 2 if "aldrig sandt" in mangel.besked else 0
                assert del_.krav.regn(m) != umuligt, mangel
            else:
                hvad, j, _ = resten
                del_af, krav = (del_.forbehold, 2) if hvad == "forbehold" else (del_.undtagelser, 0)
                assert not (del_.krav.regn(m) == krav and del_af[int(j)].regn(m) == 2), mangel


@settings(max_examples=udsnit(2))
@given(tilfaelde(), st.randoms(use_true_random=False))
def test_flere_oplysninger_aendrer_ikke_et_kendt_svar(t: Tilfaelde, tilfaeldigt: Any) -> None:
    """Kleene logic is monotone: more known facts never change a known value.

    Tests of whether a fact is filled in are the exception.
    """

    def faerre(fakta: dict[str, Any]) -> dict[str, Any]:
        return {n: v for n, v in fakta.items() if tilfaeldigt.random() < 0.7}

    raekker = {li: tuple(map(faerre, r)) for li, r in t.a.raekker.items()}
    mindre = Ansoegning(t.a.fil, t.a.pulje, faerre(t.a.fakta), raekker)
    udtryk = [(sted, u, knude) for sted, u, knude in alle_udtryk(t) if u.monoton]
    for k_mindre, k in zip(kontekster(t, mindre), kontekster(t, t.a), strict=True):
        for sted, u, knude in udtryk:
            if sted == (k.liste or ""):
                assert vaerdi(knude, k_mindre) in (None, vaerdi(knude, k)), u.tekst


# --- The chainers on generated rule bases -------------------------------------------------

ARTER = ("kriterium", "fund", "forhold", "konklusion")
NAVNE = ("K1", "K2", "liquid", "costarring")
VAERDIER = ("ja", "opfyldt", "skoen", "fejl")


@st.composite
def regelbaserne(draw: st.DrawFn) -> Regelbase:
    """Rule bases of any shape: random layers, and patterns that are required twice, or both required and excluded."""
    navne = st.sampled_from(NAVNE)
    samlinger = draw(
        st.lists(
            st.builds(
                Samling,
                st.sampled_from(ARTER),
                st.none() | navne,
                st.none() | st.lists(st.sampled_from(VAERDIER), min_size=1, max_size=3).map(tuple),
            ),
            max_size=8,
            unique=True,
        )
    )
    numre = st.lists(st.integers(0, len(samlinger) - 1), max_size=4).map(tuple) if samlinger else st.just(())
    regler = draw(
        st.lists(
            st.builds(Regel, st.just("R"), navne, st.sampled_from(VAERDIER), numre, numre, st.integers(0, 3)),
            max_size=12,
        )
    )
    nummererede = tuple(Regel(f"R{i}", r.konklusion, r.vaerdi, r.alle, r.ingen, r.lag) for i, r in enumerate(regler))
    return Regelbase("proeve:", draw(st.sampled_from(("", "raekker"))), tuple(samlinger), nummererede)


SYMBOLER = st.builds(
    Symbol,
    st.sampled_from(ARTER),
    st.sampled_from(NAVNE),
    st.sampled_from(VAERDIER),
    st.sampled_from(("", "raekker", "andre")),
    st.integers(0, 2),
)


def naiv_slutning(base: Regelbase, fakta: Iterable[Symbol]) -> set[tuple[int, tuple[Symbol, ...]]]:
    """Return the rules that fire, by number, and the symbols each was drawn from.

    The rules are evaluated one by one, layer by layer, without caching.
    """
    kendte = set(fakta)
    draget: set[tuple[int, tuple[Symbol, ...]]] = set()
    for lag in range(4):
        foer = frozenset(kendte)
        for nr, r in enumerate(base.regler):
            if r.lag != lag:
                continue
            af = [{s for s in foer if _er(base.samlinger[i], s)} for i in r.alle]
            mod = [s for i in r.ingen for s in foer if _er(base.samlinger[i], s)]
            if all(af) and not mod:
                draget.add((nr, tuple(sorted(set().union(*af)))))
                kendte.add(Symbol("konklusion", r.konklusion, r.vaerdi, base.liste))
    return draget


def _er(samling: Samling, s: Symbol) -> bool:
    navn = samling.navn in (None, s.navn)
    return s.art == samling.art and navn and (samling.vaerdier is None or s.vaerdi in samling.vaerdier)


@settings(max_examples=2 * settings().max_examples)
@given(regelbaserne(), st.lists(SYMBOLER, max_size=12), st.randoms(use_true_random=False))
def test_kaederne_er_enige(base: Regelbase, fakta: list[Symbol], tilfaeldigt: Any) -> None:
    svar = slut_enige(base, fakta, kaeder())
    assert {(int(s.regel[1:]), s.belaeg) for s in svar} == naiv_slutning(base, fakta)
    for s in svar:
        regel = base.regler[int(s.regel[1:])]
        assert (s.konklusion, s.vaerdi) == (regel.konklusion, regel.vaerdi)
        assert symbol_af(s, base) == Symbol("konklusion", regel.konklusion, regel.vaerdi, base.liste)
    # The order of the facts, and repeated facts, do not matter.
    blandede = [*fakta, *fakta[:3]]
    tilfaeldigt.shuffle(blandede)
    assert slut_enige(base, blandede, kaeder()) == svar


def test_et_id_kan_ligne_et_andets_regel() -> None:
    """The id of a conclusion may equal the name of another conclusion's rule. Both are drawn, each by its own rule."""
    data = pakkedata(
        fakta={"ansoegning": {"a": {"navn": "a", "type": "ja_nej"}}},
        kriterier=[kriterium("K1", "a")],
        forhold=[{"id": "H1", "titel": "H1", "naar": "a"}, {"id": "H2", "titel": "H2", "naar": "ikke a"}],
        konklusioner=[
            *pakkedata()["konklusioner"],
            {"id": "C", "naar": {"mindst_en": [{"forhold": "H1"}]}},
            {"id": "C_1", "naar": {"mindst_en": [{"forhold": "H2"}]}},
            {"id": "resultat_opfyldt", "naar": {"alle": [{"forhold": "H2"}]}},
        ],
    )
    regelsaet = byg_pakke(data)
    for a, ventet in ((True, {"C"}), (False, {"C_1", "resultat_opfyldt"})):
        svar = bedoem_ansoegning(Ansoegning("x", "x", {"a": a}), regelsaet, kaeder())
        assert {b.konklusion for b in svar.belaeg} & {"C", "C_1", "resultat_opfyldt"} == ventet


def test_det_samme_moenster_to_gange() -> None:
    """A pattern required twice counts once. A pattern both required and excluded is refused."""
    er = {"kriterium": "K1", "er": ["opfyldt"]}
    faelles = {
        "fakta": {"ansoegning": {"a": {"navn": "a", "type": "ja_nej"}}},
        "kriterier": [kriterium("K1", "a")],
    }
    konklusioner = pakkedata()["konklusioner"]
    to = {"id": "C", "naar": {"mindst_en": [er, {"fund": "fejl"}], "alle": [er, er]}}
    svar = bedoem_ansoegning(
        Ansoegning("x", "x", {"a": True}),
        byg_pakke(pakkedata(**faelles, konklusioner=[*konklusioner, to])),
        kaeder(),
    )
    assert [b.regel for b in svar.belaeg if b.konklusion == "C"] == ["C_1"]
    mod = {"id": "C", "naar": {"alle": [er], "ingen": [er]}}
    with pytest.raises(RegelsaetFejl, match="både kræver og udelukker"):
        regelbaser(byg_pakke(pakkedata(**faelles, konklusioner=[*konklusioner, mod])))


# --- Disagreement -------------------------------------------------------------------------


class FalskKaede:
    """A chainer that differs from the plain one in one respect."""

    navn = "falsk"

    def __init__(self, hvad: str) -> None:
        self.hvad = hvad

    def slut(self, base: Regelbase, fakta: Iterable[Symbol]) -> tuple[Sluttet, ...]:
        svar = PlainKaede().slut(base, fakta)
        if base.liste or not svar:
            return svar
        s = svar[0]
        match self.hvad:
            case "mangler":
                return svar[1:]
            case "vaerdi":
                return (Sluttet(s.konklusion, "andet", s.regel, s.belaeg), *svar[1:])
            case "belaeg":
                return (Sluttet(s.konklusion, s.vaerdi, s.regel, (Symbol("fund", "X", "fejl"),)), *svar[1:])
            case "orden":
                return svar[::-1]
        return (*svar, Sluttet("ekstra", "ja", "ekstra", ()))


FORSKELLE = ("mangler", "vaerdi", "belaeg", "orden", "ekstra")


@pytest.mark.parametrize("hvad", FORSKELLE)
@pytest.mark.parametrize("plads", [0, -1])
def test_uenighed_giver_intet_svar(hvad: str, plads: int) -> None:
    brug: list[Kaede] = list(kaeder())
    brug.insert(plads if plads == 0 else len(brug), FalskKaede(hvad))
    regelsaet = load_regelsaet("botilbud-2025-26")
    a = Ansoegning("x", regelsaet.id, {}, {"projekter": ({"navn": "Et"},)})
    with pytest.raises(InternFejl, match="uenige") as fejl:
        bedoem_ansoegning(a, regelsaet, tuple(brug))
    assert fejl.value.kode == 70
    assert "falsk" in str(fejl.value)


@pytest.mark.parametrize("format_", ["tekst", "json"])
def test_uenighed_er_udgangskode_70(
    format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    fil = tmp_path / "a.yaml"
    fil.write_text("pulje: botilbud-2025-26\nkommune: Aarhus\n", encoding="utf-8")
    alle = (*kaeder(), FalskKaede("mangler"))
    monkeypatch.setattr("ansoegning.handlinger.tjek.kaeder", lambda: alle)
    monkeypatch.setattr(sys, "argv", ["ansoegning", "tjek", str(fil), "--format", format_])
    with pytest.raises(SystemExit) as slut:
        main()
    ud, fejl = capsysbinary.readouterr()
    assert slut.value.code == 70
    if format_ == "tekst":
        assert ud == b""
    else:
        (svar,) = json.loads(ud)
        assert set(svar) == {"fil", "fejl"}, "no result of a file on which the chainers disagree"
    assert "uenige" in fejl.decode()


@settings(max_examples=udsnit(5))
@given(ansoegninger())
def test_enighed_paa_botilbud(a: dict[str, object]) -> None:
    """The plain chainer alone, as on platforms other than Linux, gives the same answer as both together."""
    regelsaet = load_regelsaet("botilbud-2025-26")
    rod = laes_json(til_json(a), "x")
    assert isinstance(rod, Ordbog)
    laest = laes_ansoegning(rod, regelsaet, "x")
    assert bedoem_ansoegning(laest, regelsaet, (PlainKaede(),)) == bedoem_ansoegning(laest, regelsaet, kaeder())


# --- A module that is not installed or does not load ----------------------------------------


UDEN = """
import sys
from importlib.abc import MetaPathFinder

class Uden(MetaPathFinder):
    def find_spec(self, navn, sti=None, maal=None):
        if navn == "durable_rules_engine":
            raise {fejl}
        return None

sys.meta_path.insert(0, Uden())
sys.argv[1:] = {argumenter}
from ansoegning.cli import main
main()
"""


@pytest.mark.parametrize(
    ("fejl", "besked"),
    [
        ("ModuleNotFoundError('durable_rules_engine')", "(durable-rules er ikke installeret)"),
        (
            "ImportError('undefined symbol: PyEval_CallObject')",
            "(durable-rules er installeret, men kan ikke indlæses: undefined symbol: PyEval_CallObject)",
        ),
    ],
)
def test_uden_durable_svarer_den_ene_alene_og_det_siges(fejl: str, besked: str) -> None:
    """Run in a separate process, in which loading the native module fails as it does on other platforms."""

    def koer(*argumenter: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", UDEN.format(fejl=fejl, argumenter=list(argumenter))],
            env=os.environ | {"PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    version = koer("--version")
    assert (version.returncode, version.stderr) == (0, "")
    assert version.stdout.endswith(f"slutningsmotorer: python {besked}\n")
    assert koer("tjek", str(mappe("samples") / "botilbud-2025-26" / "klar.yaml")).returncode == 0
