"""The cells of a table are read once: what follows the answer reads what has been read, or the answer itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansoegning.batch.ind import LAES
from ansoegning.batch.koer import Aaben, Bestilling, Koersel, koer

PULJE = "botilbud-2025-26"
HOVED = "navn;kommune;ansoegt_2025;ansoegt_2026;art;lovgrundlag;pladser_2025;pladser_2026;andel_andre\n"
RAEKKER = (
    "A;0751;12.500;18000;nybyggeri;sel107;3;4;30\n",
    "B;Aarhus;12500,0;;blandet;abl105;0;0;12,5\n",
    "C;9999;1;2;nybyggeri;sel107;3;4;30\n",
    "D;0101;ca. 5;2;ukendt;sel107;3;4;30\n",
    "D;0101;5000;2000;vedligeholdelse;;;;\n",
    "D;0101;5000;2000;vedligeholdelse;;;;\n",
)


def _koert(mappe: Path, ind: Path, ud: str, mere: list[str]) -> Koersel:
    def efter(aaben: Aaben) -> None:
        mere.append(aaben.gode)
        mere.append(aaben.svar.fra(aaben.gode))

    return koer(Bestilling(str(ind), str(mappe / ud), PULJE, traade=1, overskriv=True), efter=efter)


@pytest.mark.parametrize("endelse", ["csv", "parquet"])
def test_cellerne_laeses_een_gang_og_tallene_er_de_samme(tmp_path: Path, endelse: str) -> None:
    ind = tmp_path / "ind.csv"
    ind.write_text(HOVED + "".join(RAEKKER), encoding="utf-8")
    if endelse == "parquet":
        import duckdb

        til = tmp_path / "ind.parquet"
        duckdb.sql(f"COPY (SELECT * FROM read_csv('{ind}', all_varchar = true)) TO '{til}'")
        ind = til
    senere: list[str] = []
    i_parquet, i_csv = (_koert(tmp_path, ind, ud, senere) for ud in ("ud.parquet", "ud.csv"))
    assert not any(LAES in sql or str(ind) in sql for sql in senere)
    assert (i_parquet.ind, i_parquet.ud, i_parquet.afvist) == (6, 4, 2)
    assert i_parquet.totaler == i_csv.totaler
    assert i_parquet.totaler.kriterier[0].antal != i_parquet.totaler.kriterier[1].antal
    afviste = (tmp_path / "ud.afviste.csv").read_bytes()
    assert b"9999" in afviste
    assert b"ca. 5" in afviste
