"""The Python functions refuse arguments of a wrong type, and values that would lose information, with a message."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path
from typing import Any

import pytest

from ansoegning import load_regelsaet, rangliste, tjek
from ansoegning.fejl import AnsoegningFejl, BrugsFejl, LaeseFejl

PULJE = "botilbud-2025-26"
CET = timezone(timedelta(hours=1))


def _ansoegning(**fakta: Any) -> dict[str, Any]:
    return {"pulje": PULJE, "kommune": "Aarhus", "projekter": [{"navn": "Åsen", **fakta}]}


@pytest.mark.parametrize(
    ("vaerdi", "hvorfor"),
    [
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "tidszone"),
        (datetime(2027, 1, 1, 0, 0, tzinfo=CET), "tidszone"),
        (datetime(2026, 12, 31, 23, 0), "klokkeslæt"),  # noqa: DTZ001 - a naive datetime is under test
        (datetime(2026, 12, 31, 0, 0, 0, 1), "klokkeslæt"),  # noqa: DTZ001 - as above
    ],
)
def test_et_tidspunkt_mister_hverken_ur_eller_zone(vaerdi: datetime, hvorfor: str) -> None:
    with pytest.raises(LaeseFejl) as laest:
        tjek(_ansoegning(afsluttes=vaerdi))
    assert laest.value.besked.startswith("»projekter[0].afsluttes« har ")
    assert hvorfor in laest.value.besked
    for kald in (lambda: tjek(_ansoegning(), dato=vaerdi), lambda: rangliste([_ansoegning()], dato=vaerdi)):
        with pytest.raises(BrugsFejl, match=f"^dato har .*{hvorfor}"):
            kald()


def test_midnat_uden_zone_er_en_dag() -> None:
    midnat = datetime(2026, 12, 31)  # noqa: DTZ001 - a naive datetime is under test

    def fakta(v: date) -> list[Mapping[str, Any]]:
        svar = tjek(_ansoegning(afsluttes=v, art="nybyggeri"))
        return [k.fakta for k in svar.raekker["projekter"][0].kriterier]

    assert fakta(midnat) == fakta(date(2026, 12, 31))
    assert any("2026-12-31" in f.values() for f in fakta(midnat))
    svar = tjek(_ansoegning(), dato=midnat)
    assert svar == tjek(_ansoegning(), dato=date(2026, 12, 31))
    assert svar.dato == "2026-12-31"


class Tal(IntEnum):
    OTTE = 8


class Art(str, Enum):  # noqa: UP042 - the text of a StrEnum member is its value anyway
    NY = "nybyggeri"


def test_et_opregnet_navn_laeses_som_sin_vaerdi() -> None:
    assert tjek(_ansoegning(pladser_2026=Tal.OTTE, art=Art.NY)) == tjek(_ansoegning(pladser_2026=8, art="nybyggeri"))


def test_navne_skal_vaere_tekst() -> None:
    with pytest.raises(LaeseFejl, match="har et navn, der er en int"):
        tjek({**_ansoegning(), 1: "x"})  # type: ignore[dict-item] # the wrong type is under test


def _fejl(kald: Callable[[], object]) -> AnsoegningFejl:
    with pytest.raises(AnsoegningFejl) as fejl:
        kald()
    return fejl.value


@pytest.mark.parametrize("forkert", [None, 5, 1.5, b"fil.yaml", [1], object(), {1}])
def test_en_forkert_ansoegning_siges(forkert: Any) -> None:
    assert str(_fejl(lambda: tjek(forkert))).startswith("ansoegning skal være en sti eller oplysninger efter navn")
    assert str(_fejl(lambda: rangliste([_ansoegning(), forkert]))).startswith("kilder[1] skal være")


@pytest.mark.parametrize("forkert", [None, 5, 1.5])
def test_forkerte_kilder_siges(forkert: Any) -> None:
    assert str(_fejl(lambda: rangliste(forkert))).startswith("kilder skal være")


FORKERTE: list[tuple[str, list[Any]]] = [
    ("pulje", [5, b"x", ["x"]]),
    ("dato", ["2024-05-15", 20240515, 1.0]),
    ("saet", ["mindste_andel=25", ["x"], 5, {"mindste_andel": 25}, {"mindste_andel": Decimal(25)}, {1: "x"}]),
    ("antag", ["art=nybyggeri", {"art": None}, {"art": True}, 5]),
    ("regler", [5, b"x", ["x"]]),
    ("vurderinger", [5, b"x", ["x"]]),
]


@pytest.mark.parametrize(("navn", "vaerdi"), [(n, v) for n, vaerdier in FORKERTE for v in vaerdier])
def test_et_forkert_argument_siges(navn: str, vaerdi: Any) -> None:
    for kald in (
        lambda: tjek(_ansoegning(), **{navn: vaerdi}),
        lambda: rangliste([_ansoegning()], **{navn: vaerdi}),
    ):
        fejl = _fejl(kald)
        assert isinstance(fejl, BrugsFejl)
        assert navn in str(fejl)
        assert "skal være" in str(fejl)


@pytest.mark.parametrize(
    ("navn", "vaerdi"),
    [
        ("metode", "lod"), ("metode", 5), ("metode", ["point"]), ("medtag_skoen", "ja"), ("medtag_skoen", 1),
        ("robusthed", "100"), ("robusthed", 1.5), ("robusthed", True), ("robusthed", 0), ("robusthed", -5),
        ("seed", "1"), ("seed", None), ("seed", -1),
    ],
)  # fmt: skip
def test_et_forkert_argument_til_rangliste_siges(navn: str, vaerdi: Any) -> None:
    fejl = _fejl(lambda: rangliste([_ansoegning()], **{navn: vaerdi}))
    assert isinstance(fejl, BrugsFejl)
    assert str(fejl).startswith(f"{navn} skal være")


def test_et_forkert_navn_paa_et_regelsaet_siges() -> None:
    for forkert in (None, 5, Path("x")):
        assert str(_fejl(lambda v=forkert: load_regelsaet(v))).startswith("navn skal være tekst")  # type: ignore[misc]
    assert "hvorfor skal være" in str(_fejl(lambda: tjek(_ansoegning(), hvorfor="ja")))  # type: ignore[arg-type]


class Sti(os.PathLike[str]):
    def __init__(self, sti: Path) -> None:
        self.sti = sti

    def __fspath__(self) -> str:
        return str(self.sti)


def test_en_sti_kan_vaere_enhver_sti(tmp_path: Path) -> None:
    fil = tmp_path / "a.yaml"
    fil.write_text(f"pulje: {PULJE}\nkommune: Aarhus\nprojekter:\n  - navn: Åsen\n", encoding="utf-8")
    assert tjek(Sti(fil)) == tjek(fil) == tjek(str(fil))
    assert rangliste(Sti(fil)).projekter == rangliste(str(fil)).projekter
