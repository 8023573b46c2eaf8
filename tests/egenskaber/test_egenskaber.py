"""Properties that hold for every application: settled statuses stay settled, and values are exact to the last digit."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ansoegning.bedoemmelse.bedoem import bedoem_ansoegning
from ansoegning.fejl import RegelsaetFejl
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.filformater.json_fil import laes_json
from ansoegning.indlaes.filformater.yaml_fil import laes_yaml
from ansoegning.indlaes.noder import Node, Ordbog
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.model.regelsaet import Vaerdiform
from ansoegning.model.resultat import LaesningSvar, RaekkeSvar, Resultat
from ansoegning.model.vaerdier import VaerdiFejl, laes_json_tal, laes_tekst
from ansoegning.model.visning import json_vaerdi, opremsning, vis_vaerdi
from ansoegning.motor.kaeder import kaeder
from ansoegning.motor.reference import Kontekst, bedoem, vaerdi
from ansoegning.motor.slutning import PlainKaede
from ansoegning.sprog.laes import UdtryksFejl
from ansoegning.sprog.regelsaet import Regelsaet
from ansoegning.sprog.typer import type_udtryk
from hjaelp.omfang import udsnit
from hjaelp.pakkebyg import byg_pakke, kriterium, pakkedata
from hjaelp.pakkedele import dansk
from hjaelp.strategier import PROJEKTFAKTA, PULJE, klare_ansoegninger, til_json, til_yaml

AFGJORT = ("opfyldt", "ikke_opfyldt", "kraever_vurdering")
FAA = udsnit(2)
Projekter = list[dict[str, object]]


def svar(a: Mapping[str, object], dato: date | None = None) -> Resultat:
    return _vurder(laes_yaml(til_yaml(a), "x"), dato)


def _vurder(rod: Node, dato: date | None = None) -> Resultat:
    assert isinstance(rod, Ordbog)
    regelsaet = load_regelsaet(PULJE)
    # One chainer is enough here: that the chainers agree is tested in test_kaeder.py.
    return bedoem_ansoegning(laes_ansoegning(rod, regelsaet, "x"), regelsaet, (PlainKaede(),), dato=dato)


def statusser(r: Resultat) -> list[dict[str, str]]:
    return [{k.id: k.status for k in raekke.kriterier} for raekke in r.raekker["projekter"]]


def projekter_af(a: Mapping[str, object]) -> Projekter:
    fundne = a.get("projekter", [])
    assert isinstance(fundne, list)
    return fundne


@st.composite
def hele_og_udeladte(draw: st.DrawFn) -> tuple[dict[str, object], Projekter]:
    """A complete application whose loans never exceed its costs, and its projects with some facts removed."""
    a = draw(klare_ansoegninger(fuldstaendig=True))
    projekter = projekter_af(a)
    assume(projekter)
    faerre = []
    for p in projekter:
        ude = draw(st.sets(st.sampled_from(PROJEKTFAKTA), max_size=len(PROJEKTFAKTA)))
        faerre.append({n: v for n, v in p.items() if n not in ude})
    return a, faerre


# --- Filling in missing facts -------------------------------------------------------------


@settings(max_examples=FAA)
@given(hele_og_udeladte(), st.data())
def test_en_oplysning_mere_aendrer_ikke_det_afgjorte(
    t: tuple[dict[str, object], Projekter], data: st.DataObject
) -> None:
    a, faerre = t
    foer = statusser(svar({**a, "projekter": faerre}))
    nr = data.draw(st.integers(0, len(faerre) - 1))
    mangler = [n for n in projekter_af(a)[nr] if n not in faerre[nr]]
    assume(mangler)
    navn = data.draw(st.sampled_from(mangler))
    flere = [dict(p) for p in faerre]
    flere[nr][navn] = projekter_af(a)[nr][navn]
    efter = statusser(svar({**a, "projekter": flere}))
    for i, (f, e) in enumerate(zip(foer, efter, strict=True)):
        for id_, status in f.items():
            if status in AFGJORT or i != nr:
                assert e[id_] == status, (id_, navn)


@settings(max_examples=FAA)
@given(hele_og_udeladte())
def test_det_der_mangler_er_nok(t: tuple[dict[str, object], Projekter]) -> None:
    """Adding all facts that a criterion reports as missing settles it, and none of these facts is already known."""
    a, faerre = t
    r = svar({**a, "projekter": faerre})
    for nr, raekke in enumerate(r.raekker["projekter"]):
        for k in raekke.kriterier:
            assert not set(k.mangler) & set(faerre[nr])
            if not k.mangler:
                assert k.status in AFGJORT
                continue
            flere = [dict(p) for p in faerre]
            flere[nr] |= {n: projekter_af(a)[nr][n] for n in k.mangler}
            assert statusser(svar({**a, "projekter": flere}))[nr][k.id] in AFGJORT, k


# --- File formats and order ---------------------------------------------------------------


def uden_linjer(r: Resultat) -> dict[str, Any]:
    fundet = r.til_json()
    for f in fundet["skema"]:
        f.pop("linje", None)
        f.pop("kolonne", None)
    return fundet


@settings(max_examples=FAA)
@given(hele_og_udeladte(), st.sampled_from((None, date(2024, 5, 10))))
def test_yaml_og_json_er_det_samme(t: tuple[dict[str, object], Projekter], dato: date | None) -> None:
    a = {**t[0], "projekter": t[1]}
    fra_yaml = _vurder(laes_yaml(til_yaml(a), "x"), dato)
    fra_json = _vurder(laes_json(til_json(a), "x"), dato)
    # JSON is a subset of YAML, so the YAML reader must accept the JSON file too.
    json_som_yaml = _vurder(laes_yaml(til_json(a), "x"), dato)
    assert uden_linjer(fra_yaml) == uden_linjer(fra_json) == uden_linjer(json_som_yaml)


def _flyttet(raekke: RaekkeSvar, nr: int, orden: Sequence[int]) -> RaekkeSvar:
    """Return a row's answer at its new number, with the rows it mentions (``i projekt 1 og 3``) renumbered."""

    def nye_numre(fundet: re.Match[str]) -> str:
        numre = sorted(orden.index(int(n) - 1) + 1 for n in re.findall(r"\d+", fundet[1]))
        return f"« i projekt {opremsning([*map(str, numre)])}"

    def andre(x: LaesningSvar) -> LaesningSvar:
        felter = {n: getattr(x, n) for n in ("begrundelse", "tekst")}
        nye = {n: re.sub(r"« i projekt (\d+(?:(?:, | og )\d+)*)", nye_numre, t) for n, t in felter.items()}
        return x.model_copy(update=nye)

    kriterier = tuple(
        k.model_copy(update={"laesninger": tuple(andre(x) for x in k.laesninger)}) for k in raekke.kriterier
    )
    return raekke.model_copy(update={"nr": nr, "kriterier": kriterier})


@settings(max_examples=FAA)
@given(hele_og_udeladte(), st.randoms(use_true_random=False))
def test_raekkefoelgen_aendrer_kun_raekkefoelgen(t: tuple[dict[str, object], Projekter], tilfaeldigt: Any) -> None:
    a = {**t[0], "projekter": t[1]}
    r = svar(a)

    # The order of keys has no effect at all.
    def blandet(d: Mapping[str, object]) -> dict[str, object]:
        noegler = list(d)
        tilfaeldigt.shuffle(noegler)
        return {n: d[n] for n in noegler}

    b = blandet({**a, "projekter": [blandet(p) for p in t[1]]})
    assert uden_linjer(svar(b)) == uden_linjer(r)

    # Rows in another order give results and findings in that order.
    orden = list(range(len(t[1])))
    tilfaeldigt.shuffle(orden)
    q = svar({**a, "projekter": [t[1][i] for i in orden]})
    raekker, nye = r.raekker["projekter"], q.raekker["projekter"]
    assert nye == tuple(_flyttet(raekker[i], ny, orden) for ny, i in enumerate(orden, 1))
    sted = {f"projekter[{i}]": f"projekter[{ny}]" for ny, i in enumerate(orden)}

    def nyt_sted(felt: str) -> str:
        raekke, prik, navn = felt.partition(".")
        return sted[raekke] + prik + navn if raekke in sted else felt

    def fund(x: Resultat) -> list[tuple[str, str, str, str]]:
        return [(f.id, f.alvor, f.felt, f.besked) for f in x.skema]

    assert sorted((i, s, nyt_sted(f), b) for i, s, f, b in fund(r)) == sorted(fund(q))
    assert (q.resultat, q.resultat_antal, q.klar) == (r.resultat, r.resultat_antal, r.klar)
    assert [o.id for o in q.opgaver] == [o.id for o in r.opgaver]


# --- Values are exact ---------------------------------------------------------------------

TKR = Vaerdiform(navn="beløb", type="tal", enhed="t.kr.", mindst="0", hoejst="99.999.999")
PCT = Vaerdiform(navn="andel", type="tal", enhed="pct.", trin="0,01", mindst="0", hoejst="100")
KR = Vaerdiform(navn="takst", type="tal", enhed="kr.", trin="0,01", mindst="0", hoejst="999.999.999.999")
DAG = Vaerdiform(navn="dag", type="dato")


def fra_json_vaerdi(v: object) -> Fraction:
    """Return a number from JSON exactly. It is a double, a whole number, or text with exact digits."""
    assert isinstance(v, int | float | str)
    return Fraction(v)


@given(st.integers(0, 99_999_999))
@example(0)
@example(999)
@example(1_000)
@example(99_999_999)
def test_beloeb_frem_og_tilbage(n: int) -> None:
    tusinder = f"{n:,}".replace(",", ".")
    skrevet = [str(n), tusinder, f"{tusinder} t.kr.", f"{n}t.kr.", f" {tusinder} "]
    skrevet += [f"{tusinder}.000 kr." if n else "0 kr.", f"{dansk(Decimal(n) / 1000)} mio. kr."]
    for tekst in skrevet:
        laest = laes_tekst(TKR, tekst)
        assert (laest, type(laest)) == (n, int), tekst
    assert laes_json_tal(TKR, str(n)) == n
    assert json_vaerdi(n) == n
    vist = vis_vaerdi(TKR, n)
    assert laes_tekst(TKR, vist) == n, vist


@given(st.integers(0, 10_000))
@example(2_500)
@example(2_499)
@example(1)
def test_andele_frem_og_tilbage(hundrededele: int) -> None:
    v = Decimal(hundrededele) / 100
    komma = f"{v:.2f}".replace(".", ",")
    former = [
        f"{v:.2f}",
        komma,
        dansk(v.normalize() + 0),
        f"{komma} pct.",
        f"{komma}%",
        f"{komma} %",
        f"{komma} pct",
    ]
    for tekst in former:
        laest = laes_tekst(PCT, tekst)
        assert laest == v, tekst
        assert isinstance(laest, Decimal)
    assert laes_json_tal(PCT, f"{v:.2f}") == v
    assert fra_json_vaerdi(json_vaerdi(v)) == Fraction(v)
    assert laes_tekst(PCT, vis_vaerdi(PCT, v)) == v
    with pytest.raises(VaerdiFejl):
        laes_tekst(PCT, f"{v:.2f}1".replace(".", ","))


@given(st.integers(0, 99_999_999_999_900))
def test_kroner_og_oerer_frem_og_tilbage(oerer: int) -> None:
    v = Decimal(oerer) / 100
    for skrevet in (dansk(v), dansk(v, tusinder=True)):
        assert laes_tekst(KR, skrevet) == v
    assert fra_json_vaerdi(json_vaerdi(v)) == Fraction(v)
    assert laes_tekst(KR, vis_vaerdi(KR, v)) == v


@given(st.fractions())
@example(Fraction(2857, 100))
@example(Fraction(-1, 3))
@example(Fraction(1, 2**90))
def test_broeker_skrives_helt_ud_hvor_de_kan(f: Fraction) -> None:
    skrevet = json_vaerdi(f)
    uendelig = 10 ** f.denominator.bit_length() % f.denominator != 0
    # A number without a finite decimal expansion becomes the nearest double, and never text with a slash.
    assert fra_json_vaerdi(skrevet) == (Fraction(float(f)) if uendelig else f)
    assert not (isinstance(skrevet, str) and "/" in skrevet)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
@example(date(2024, 2, 29))
@example(date(2026, 12, 31))
def test_datoer_frem_og_tilbage(d: date) -> None:
    for tekst in (
        f"{d:%d/%m/%Y}",
        f"{d.day}/{d.month}/{d.year}",
        f"{d:%d.%m.%Y}",
        f"{d.day}-{d.month}-{d.year}",
    ):
        assert laes_tekst(DAG, tekst) == d
    assert laes_tekst(DAG, d.isoformat()) == d
    assert json_vaerdi(d) == d.isoformat()
    assert vis_vaerdi(DAG, d) == f"{d:%d/%m/%Y}"


@settings(max_examples=FAA)
@given(klare_ansoegninger(fuldstaendig=True))
def test_svaret_har_filens_egne_vaerdier(a: dict[str, object]) -> None:
    """Values pass from the file through the program to the facts of the answer without losing a digit."""
    raekker = svar(a).raekker["projekter"]
    for p, raekke in zip(projekter_af(a), raekker, strict=True):
        assert raekke.navn == p["navn"]
        for k in raekke.kriterier:
            for navn, v in k.fakta.items():
                if navn not in p:
                    continue
                ventet = p[navn]
                if isinstance(ventet, Decimal):
                    assert fra_json_vaerdi(v) == Fraction(ventet)
                else:
                    assert v == (ventet.isoformat() if isinstance(ventet, date) else ventet)


# --- The expression language --------------------------------------------------------------

SANDHEDER: tuple[bool | None, ...] = (True, None, False)
#: The truth tables of Kleene logic.
OG = {
    (True, True): True, (True, None): None, (True, False): False,
    (None, True): None, (None, None): None, (None, False): False,
    (False, True): False, (False, None): False, (False, False): False,
}  # fmt: skip
ELLER = {
    (True, True): True, (True, None): True, (True, False): True,
    (None, True): True, (None, None): None, (None, False): None,
    (False, True): True, (False, None): None, (False, False): False,
}  # fmt: skip
IKKE = {True: False, None: None, False: True}


@pytest.fixture(scope="module")
def regelsaet() -> Regelsaet:
    """A pack with three yes/no facts, one yes/no fact in a list, and numbers with decimals."""
    ja_nej = {"type": "ja_nej", "brug": ["oplysning"]}
    tal = {"type": "tal", "trin": "0,01", "mindst": "0", "hoejst": "999.999", "brug": ["oplysning"]}
    liste = {
        "ental": "række",
        "flertal": "rækker",
        "navn_fakta": "n",
        "samlet": "rækker",
        "samlet_ental": "række",
    }
    return byg_pakke(
        pakkedata(
            lister={"raekker": liste},
            fakta={
                "ansoegning": {
                    **{n: {"navn": n, **ja_nej} for n in "abc"},
                    "x": {"navn": "x", **tal},
                    "y": {"navn": "y", **tal},
                    "k": {"navn": "k", **tal, "enhed": "mio. kr."},
                },
                "raekker": {
                    "n": {"navn": "n", "type": "tekst", "brug": ["oplysning"]},
                    "r": {"navn": "r", **ja_nej},
                    "z": {"navn": "z", **tal},
                },
            },
            kriterier=[kriterium("K1", "a")],
            konklusioner=[
                {"id": "raekkeresultat", "for": "raekker", "vaerste_af": "kriterier", "uden": "opfyldt"},
                *pakkedata()["konklusioner"],
            ],
        )
    )


def regn(regelsaet: Regelsaet, tekst: str, raekker: list[dict[str, Any]] | None = None, **fakta: Any) -> Any:
    kendte = {n: v for n, v in fakta.items() if v is not None}
    k = Kontekst(regelsaet, kendte, {"raekker": raekker or []})
    return vaerdi(type_udtryk(tekst, regelsaet.omfang, None), k)


def test_kleenes_tabeller(regelsaet: Regelsaet) -> None:
    for a, b in itertools.product(SANDHEDER, repeat=2):
        assert regn(regelsaet, "a og b", a=a, b=b) is OG[a, b]
        assert regn(regelsaet, "a eller b", a=a, b=b) is ELLER[a, b]
        # De Morgan's laws.
        assert regn(regelsaet, "ikke (a og b)", a=a, b=b) is regn(regelsaet, "ikke a eller ikke b", a=a, b=b)
        assert regn(regelsaet, "ikke (a eller b)", a=a, b=b) is regn(regelsaet, "ikke a og ikke b", a=a, b=b)
    for a in SANDHEDER:
        assert regn(regelsaet, "ikke a", a=a) is IKKE[a]
        assert regn(regelsaet, "a er udfyldt", a=a) is (a is not None)
        assert regn(regelsaet, "a er ikke udfyldt", a=a) is (a is None)


def test_tre_led_og_bindingen(regelsaet: Regelsaet) -> None:
    """``ikke`` binds tightest, then ``og``, then ``eller``; the order of the operands does not matter."""
    for a, b, c in itertools.product(SANDHEDER, repeat=3):

        def r(tekst: str, a: bool | None = a, b: bool | None = b, c: bool | None = c) -> Any:
            return regn(regelsaet, tekst, a=a, b=b, c=c)

        assert r("a og b og c") is OG[OG[a, b], c]
        assert r("a eller b eller c") is ELLER[ELLER[a, b], c]
        assert r("a eller b og c") is ELLER[a, OG[b, c]]
        assert r("a og b eller c") is ELLER[OG[a, b], c]
        assert r("(a eller b) og c") is OG[ELLER[a, b], c]
        assert r("ikke a og b") is OG[IKKE[a], b]
        assert r("ikke a eller b og ikke c") is ELLER[IKKE[a], OG[b, IKKE[c]]]
        # The same over a list's rows.
        raekker = [{"r": v} if v is not None else {} for v in (a, b, c)]
        assert regn(regelsaet, "alle(r for raekker)", raekker) is r("a og b og c")
        assert regn(regelsaet, "nogen(r for raekker)", raekker) is r("a eller b eller c")
        antal = None if None in (a, b, c) else (a, b, c).count(True)
        assert regn(regelsaet, "antal(r for raekker)", raekker) == antal
    assert regn(regelsaet, "alle(r for raekker)") is True
    assert regn(regelsaet, "nogen(r for raekker)") is False


def test_kriteriets_tabel(regelsaet: Regelsaet) -> None:
    """All 27 combinations of requirement, exception and reservation, as the domain description defines them."""
    data = pakkedata(
        fakta={"ansoegning": {n: {"navn": n, "type": "ja_nej"} for n in "abc"}},
        kriterier=[
            kriterium(
                "K1",
                "a",
                undtagelser=[{"naar": "b", "grund": "U."}],
                forbehold=[{"naar": "c", "grund": "F."}],
            )
        ],
    )
    pakke = byg_pakke(data)
    for a, b, c in itertools.product(SANDHEDER, repeat=3):
        fakta = {n: v for n, v in zip("abc", (a, b, c), strict=True) if v is not None}
        if a is None:
            ventet = "uoplyst"
        elif a:
            ventet = {True: "skoen", None: "uoplyst", False: "opfyldt"}[c]
        else:
            ventet = {True: "skoen", None: "uoplyst", False: "ikke_opfyldt"}[b]
        assert bedoem(pakke.kriterier[0], Kontekst(pakke, fakta, {})).rolle == ventet


EKSAKTE: tuple[tuple[str, dict[str, str]], ...] = (
    # Each of these would be false in binary floating point.
    ("x × 3 pct. = 0,003", {"x": "0.1"}),
    ("x + y = 0,3", {"x": "0.1", "y": "0.2"}),
    ("x × 3 = 0,3", {"x": "0.1"}),
    ("y - x = 0,1", {"x": "0.3", "y": "0.4"}),
    ("1,1 × x = 1,21", {"x": "1.1"}),
    ("k = 1.100.000 kr.", {"k": "1.1"}),
    ("k × 10 pct. = 110 t.kr.", {"k": "1.1"}),
    ("x × 7 pct. × 100 = 0,7", {"x": "0.1"}),
    ("oprundet(x × 100) = 7", {"x": "0.07"}),
    ("andel(x, y) = 33 pct.", {"x": "0.33", "y": "1"}),
    # Halves are rounded up, whether the neighbour is even or odd.
    ("afrundet(x) = 1 og afrundet(y) = 3", {"x": "0.5", "y": "2.5"}),
    ("afrundet(x) = 2 og afrundet(0 - y) = 0 - 2", {"x": "2.49", "y": "2.5"}),
    ("oprundet(x) = 3 og oprundet(y) = 2", {"x": "2.01", "y": "2"}),
)


@pytest.mark.parametrize(("udtryk", "fakta"), EKSAKTE)
def test_intet_afrundes_undervejs(udtryk: str, fakta: dict[str, str], regelsaet: Regelsaet) -> None:
    kendte: dict[str, Any] = {n: Decimal(v) for n, v in fakta.items()}
    assert regn(regelsaet, udtryk, **kendte) is True


def test_ti_tiendedele_er_en_hel(regelsaet: Regelsaet) -> None:
    assert regn(regelsaet, "sum(z for raekker) = 1", [{"z": Decimal("0.1")}] * 10) is True
    # The quotient is stored exactly, so three thirds are one.
    assert 3 * regn(regelsaet, "andel(x, y)", x=Decimal(1), y=Decimal(3)) == 100


HUNDREDEDELE = st.integers(0, 99_999_900).map(lambda n: Decimal(n) / 100)


@given(x=HUNDREDEDELE, y=HUNDREDEDELE, z=st.lists(HUNDREDEDELE, max_size=5), pct=st.integers(0, 10_000))
def test_regning_er_broekregning(x: Decimal, y: Decimal, z: list[Decimal], pct: int, regelsaet: Regelsaet) -> None:
    fx, fy, p = Fraction(x), Fraction(y), dansk(Decimal(pct) / 100)
    raekker = [{"z": v} for v in z]
    facit = {
        "x + y": fx + fy,
        "x - y": fx - fy,
        "x × y": fx * fy,
        f"x × {p} pct.": fx * pct / 10_000,
        f"(x - y) × {p} %": (fx - fy) * pct / 10_000,
        f"{p} × x - y × {p}": (fx - fy) * pct / 100,
        "sum(z for raekker)": sum(map(Fraction, z), Fraction()),
        "sum(z × x - y for raekker)": sum((Fraction(v) * fx - fy for v in z), Fraction()),
        "andel(x, y)": 100 * fx / fy if fy else None,
    }
    for tekst, ventet in facit.items():
        fundet = regn(regelsaet, tekst, raekker, x=x, y=y)
        assert fundet == ventet, tekst
        assert not isinstance(fundet, float)
    for op, sandt in (("<", fx < fy), ("<=", fx <= fy), ("=", fx == fy), ("<>", fx != fy), (">", fx > fy)):
        assert regn(regelsaet, f"x {op} y", x=x, y=y) is sandt


@pytest.mark.parametrize("tegn", ["+", "-", "×"])
def test_et_udtryk_har_hoejst_hundrede_regnetegn(tegn: str, regelsaet: Regelsaet) -> None:
    """An expression with the maximum number of terms does not exceed the recursion limit; longer ones are refused."""
    plads = "1" if tegn == "×" else "x"
    led = [plads] * 101
    led[0] = "x"
    ventet = {"+": 101, "-": -99, "×": 1}[tegn]
    assert regn(regelsaet, f" {tegn} ".join(led), x=Decimal(1)) == ventet
    for antal in (102, 500, 900):
        with pytest.raises(UdtryksFejl, match="over 100 regnetegn"):
            type_udtryk(tegn.join(["x"] * antal), regelsaet.omfang, None)


@pytest.mark.parametrize(("udtryk", "antal"), [("ikke x{}", 20), ("x{0} = x{0}", 8)])
def test_afledte_fakta_bygger_paa_hinanden_i_faa_led(udtryk: str, antal: int) -> None:
    """A chain of derived facts of this length can be expanded. A much longer one would take forever and is refused."""

    def pakke(led: int) -> dict[str, Any]:
        fakta: dict[str, Any] = {"x0": {"navn": "x", "type": "ja_nej"}}
        for nr in range(1, led + 1):
            fakta[f"x{nr}"] = {"navn": f"x{nr}", "type": "ja_nej", "afledt": udtryk.format(nr - 1)}
        return pakkedata(fakta={"ansoegning": fakta}, kriterier=[kriterium("K1", f"x{led}")])

    byggede = byg_pakke(pakke(antal))
    assert bedoem(byggede.kriterier[0], Kontekst(byggede, {"x0": True}, {})).rolle == "opfyldt"
    for led in (antal + 5, 60, 400):
        with pytest.raises(RegelsaetFejl, match="for mange andre afledte fakta"):
            byg_pakke(pakke(led))


def test_begge_kaeder_er_der_paa_linux() -> None:
    """The other tests only compare chainers if both are installed; on platforms other than Linux only one is."""
    pytest.importorskip("durable_rules_engine", exc_type=ImportError)
    assert [k.navn for k in kaeder()] == ["python", "durable-rules"]
