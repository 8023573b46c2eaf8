"""CSV: every row is found where a plain reading, one sign at a time, finds it; none is lost, whatever is in the file."""

# ruff: noqa: E501 - tables of cases
from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansoegning.batch import csv_skan
from ansoegning.batch.csv_skan import Daarlig, Opgave, Skan, Skanner

LILLE = 300


def _brud(data: bytes, i: int) -> int:
    if data[i : i + 2] == b"\r\n":
        return 2
    return int(data[i : i + 1] in (b"\n", b"\r"))


def _raekke(data: bytes, i: int, delt: int) -> tuple[int, int] | None:
    """Where the row at ``i`` ends and its number of fields; None: it breaks the rules."""
    felter = 1
    while True:
        if data[i : i + 1] == b'"':
            i += 1
            while True:
                if i >= len(data):
                    return None
                if data[i : i + 2] == b'""':
                    i += 2
                elif data[i] == ord('"'):
                    i += 1
                    break
                else:
                    i += 1
            if i < len(data) and data[i] != delt and not _brud(data, i):
                return None
        else:
            while i < len(data) and data[i] != delt and not _brud(data, i):
                if data[i] == ord('"'):
                    return None
                i += 1
        if i >= len(data) or data[i] != delt:
            return i, felter
        felter += 1
        i += 1


def plain(data: bytes, felter: int, tegnsaet: str, hoejst: int) -> list[tuple[bool, int, bytes]]:
    """Each row: whether it can be read, its line, its bytes."""
    fundne: list[tuple[bool, int, bytes]] = []
    i, linje = 0, 1
    while i < len(data):
        if brud := _brud(data, i):
            i, linje = i + brud, linje + 1
            continue
        svar = _raekke(data, i, ord(";"))
        til, antal = svar or (i, 0)
        flere = any(_brud(data, j) for j in range(i, til))
        if svar is None or (til + _brud(data, til) - i > hoejst and flere):
            til = i
            while til < len(data) and not _brud(data, til):
                til += 1
            god = False
        else:
            god = antal == felter and b"\0" not in data[i:til] and til - i <= hoejst
            try:
                data[i:til].decode(tegnsaet)
            except UnicodeDecodeError:
                god = False
        fundne.append((god, linje, data[i:til]))
        while i < til:
            b = _brud(data, i)
            linje, i = linje + bool(b), i + max(b, 1)
        if i < len(data):
            i, linje = i + _brud(data, i), linje + 1
    return fundne


def skan(data: bytes, felter: int, tegnsaet: str = "utf-8") -> tuple[Skan, list[Daarlig], bytes, dict[int, int]]:
    daarlige: list[Daarlig] = []
    brud: list[tuple[int, int]] = []
    ud = io.BytesIO()
    opgave = Opgave(";", tegnsaet, felter, 0, 1)
    svar = Skanner(opgave, daarlige.append, lambda nr, f: brud.append((nr, f)), ud).koer(io.BytesIO(data))
    linjer = {}
    forskydninger = dict(brud)
    nu = 0
    for nr in range(1, svar.raekker + 1):
        nu = forskydninger.get(nr, nu)
        linjer[nr] = nr + nu
    return svar, daarlige, ud.getvalue(), linjer


_STYKKER = st.sampled_from(
    [b";", b'"', b"\n", b"\r\n", b"\r", b"a", b"12.500", "æ".encode(), b"\xe6", b"\x81", b"\0", b'""', b';"', b'";', b'"\n',
     b"x" * 50, b'"' + b"lang\n" * 20 + b'"']
)  # fmt: skip


@given(
    stykker=st.lists(_STYKKER, max_size=60),
    felter=st.integers(1, 4),
    blok=st.sampled_from([1, 7, 40, 1 << 23]),
    efter=st.sampled_from([1, 50, 65_536]),
    tegnsaet=st.sampled_from(["utf-8", "cp1252"]),
)
@example(stykker=[b'"', b"x" * 50, b"\n", b"x" * 50] * 10, felter=1, blok=1, efter=1, tegnsaet="utf-8")
def test_every_row_is_found(stykker: list[bytes], felter: int, blok: int, efter: int, tegnsaet: str) -> None:
    data = b"".join(stykker)
    with pytest.MonkeyPatch.context() as m:
        m.setattr(csv_skan, "_BLOK", blok)
        m.setattr(csv_skan, "_BLOK_EFTER_FEJL", efter)
        m.setattr(csv_skan, "HOEJST_RAEKKE", LILLE)
        svar, daarlige, kopi, linjer = skan(data, felter, tegnsaet)
    raekker = plain(data, felter, tegnsaet, LILLE)
    assert svar.raekker == len(raekker)
    assert [(d.nr, d.linje) for d in daarlige] == [(i, li) for i, (god, li, _) in enumerate(raekker, 1) if not god]
    assert [linjer[i] for i in range(1, len(raekker) + 1)] == [li for _, li, _ in raekker]

    def celler(tekst: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(tekst, newline=""), delimiter=";"))

    ventet = [celler(r.decode(tegnsaet))[0] if god else [""] * felter for god, _, r in raekker]
    assert celler(kopi.decode()) == ventet


@given(
    raekker=st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), min_size=2, max_size=2),
        max_size=30,
    ),
    linjeskift=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_pythons_writer_wrote_is_read_whole(raekker: list[list[str]], linjeskift: str) -> None:
    ud = io.StringIO(newline="")
    csv.writer(ud, delimiter=";", lineterminator=linjeskift, quoting=csv.QUOTE_ALL).writerows(raekker)
    data = ud.getvalue().encode()
    svar, daarlige, kopi, _ = skan(data, 2)
    ventet = [r for r in csv.reader(io.StringIO(data.decode(), newline=""), delimiter=";") if r]
    assert not daarlige
    assert svar.raekker == len(ventet)
    assert list(csv.reader(io.StringIO(kopi.decode(), newline=""), delimiter=";")) == ventet


class _Uendelig(io.RawIOBase):
    """A file of one line, far longer than memory should hold, and a good row after it."""

    def __init__(self, laengde: int) -> None:
        self.laengde, self.plads = laengde, 0

    def seek(self, til: int, hvorfra: int = 0) -> int:
        self.plads = til
        return til

    def read(self, antal: int = -1) -> bytes:
        slut = b"\na;b\n"
        tilbage = self.laengde - self.plads
        stykke = slut[-tilbage : -tilbage + antal] if tilbage <= 0 else b"x" * min(antal, tilbage)
        self.plads += len(stykke)
        return stykke


def test_a_line_of_two_gigabytes_costs_its_own_row_and_no_memory() -> None:
    import tracemalloc

    daarlige: list[Daarlig] = []
    fil: Any = _Uendelig(2 * 1024**3)
    tracemalloc.start()
    svar = Skanner(Opgave(";", "utf-8", 2, 0, 1), daarlige.append).koer(fil)
    _, hoejst = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (svar.raekker, svar.daarlige) == (2, 1)
    assert daarlige[0].aarsag == csv_skan.LANG_FEJL
    assert hoejst < 100 * 1024**2
