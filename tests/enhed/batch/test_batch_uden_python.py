"""A small table whose cells SQL reads itself needs neither Python functions in SQL nor NumPy."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansoegning.batch.csv_skan import Daarlig, Skanneopgave, Skanner

PULJE = "botilbud-2025-26"
HOVED = "navn;ansoegt_2025;ansoegt_2026;art\n"
_KOER = """
import sys
from ansoegning.batch.koer import Bestilling, koer
svar = koer(Bestilling(sys.argv[1], sys.argv[2], "botilbud-2025-26", traade=1))
print("numpy" in sys.modules, svar.ud, svar.afvist)
"""


def _koert(ind: Path, ud: Path) -> list[str]:
    svar = subprocess.run([sys.executable, "-c", _KOER, str(ind), str(ud)], capture_output=True, text=True, check=True)
    return svar.stdout.split()


@pytest.mark.parametrize(
    ("endelse", "raekke", "numpy", "ud", "afvist"),
    [
        ("csv", "A;12500;18.000;nybyggeri", False, 1, 0),
        ("parquet", "A;12500;18.000;nybyggeri", False, 1, 0),
        # A notation that only the Python reader knows, a cell it refuses, a sum row, and what may be a CPR number.
        ("csv", "A;12500,0;18000;nybyggeri", True, 1, 0),
        ("csv", "A;ca. 5;18000;nybyggeri", True, 0, 1),
        ("csv", "I alt;12500;18000;", True, 0, 1),
        ("csv", "A 0101501234;12500;18000;nybyggeri", True, 1, 0),
        ("parquet", "A 0101501234;12500;18000;nybyggeri", True, 1, 0),
    ],
)
def test_python_bruges_kun_til_de_raekker_der_kraever_det(
    tmp_path: Path, endelse: str, raekke: str, numpy: bool, ud: int, afvist: int
) -> None:
    ind = tmp_path / "ind.csv"
    ind.write_text(f"{HOVED}{raekke}\n", encoding="utf-8")
    assert _koert(ind, tmp_path / f"ud.{endelse}") == [str(numpy), str(ud), str(afvist)]
    if "0101501234" in raekke and endelse == "csv":
        assert "S13 navn" in (tmp_path / "ud.csv").read_text(encoding="utf-8")


def _skannet(data: bytes, felter: int, tegnsaet: str, *, med_genvej: bool) -> tuple[object, ...]:
    daarlige: list[Daarlig] = []
    brud: list[tuple[int, int]] = []
    skanner = Skanner(Skanneopgave(";", tegnsaet, felter, 0, 2), daarlige.append, lambda *x: brud.append(x))
    if not med_genvej:
        skanner._almindelig = lambda _data, _slut: None  # type: ignore[method-assign,assignment] # the general way alone
    return skanner.koer(io.BytesIO(data)), daarlige, brud, skanner.linje


@given(
    st.lists(
        st.sampled_from([b"a;b", b"1;2;3", "æ;ø".encode(), b"\xe6;x", b"", b"a", b'"x;y";z', b"\0;1", b"\r", b"x;"])
    ),
    st.sampled_from([b"\n", b"\r\n", b"\r"]),
    st.booleans(),
    st.integers(1, 3),
    st.sampled_from(["utf-8", "cp1252"]),
)
def test_en_almindelig_blok_taelles_som_enhver_anden(
    linjer: list[bytes], skift: bytes, slut: bool, felter: int, tegnsaet: str
) -> None:
    data = skift.join(linjer) + (skift if slut else b"")
    svar, uden = (_skannet(data, felter, tegnsaet, med_genvej=genvej) for genvej in (True, False))
    assert svar == uden
