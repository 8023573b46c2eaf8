"""``batch`` and names: facts, criteria, columns and files are never confused with each other, whatever their names."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ansoegning.batch.koer import Bestilling, Koersel, koer
from ansoegning.fejl import BrugsFejl, LaeseFejl
from ansoegning.handlinger.batch import Tilsvar, Tilvalg, gennemfoer
from ansoegning.indlaes.regelsaet import load_regelsaet
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.svarnavne import NOEGLER, RAEKKE, SVAR
from ansoegning.model.vaerdier import Vaerdi
from ansoegning.motor.kolonner import oversaet
from hjaelp.kolonnefacit import facit
from hjaelp.omfang import udsnit
from hjaelp.pakkebyg import KILDE, pakkedata, skriv_pakke
from hjaelp.puljer import DATA as PULJER
from hjaelp.steder import DATA, ROD

pytestmark = pytest.mark.tung


PULJE = "botilbud-2025-26"
KOMMUNER = ("0101", "0461", "0751")


def spoerg(sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as con:
        return con.execute(sql).fetchall()


def bestil(ind: Path | str, ud: Path | str, **andet: Any) -> Koersel:
    valg: dict[str, Any] = {"pulje": PULJE, "traade": 2, "grunde": False, **andet}
    return koer(Bestilling(ind=str(ind), ud=str(ud), **valg))


# --- Names of facts, criteria and lists ---------------------------------------------------

#: Names used by SQL, by DuckDB and by the program's own statements, with and without their prefixes.
ORD = (
    *(f"{b}{n}" for b in ("f", "x", "k", "c", "v", "h", "u", "t", "r", "n", "raa") for n in (0, 1, 2)),
    *("nr", "fejl", "plan", "gruppe", "fil", "ny", "gammel", "daarlige", "brud", "laes_celle", "proev_tekst", "a", "b"),
    *(
        "c",
        "g",
        "i",
        "n",
        "s",
        "t",
        "x",
        "order",
        "select",
        "from",
        "null",
        "group",
        "all",
        "table",
        "count",
        "excluded",
    ),
    *("file_row_number", "file_index", "filename", "rowid", "raekker", "raekke", *SVAR),
)
FAKTA = tuple(n for n in ORD if n != "i")
IDER = tuple(n for n in (*ORD, *(n.upper() for n in ORD)) if n.lower() not in (RAEKKE, *SVAR))
LISTER = tuple(n for n in ORD if n not in NOEGLER and n != "i")
TEKSTER = ("abc", "A\u200bB", "010190-1234 bor her", "=1+1", "")
_TAL = st.one_of(st.none(), st.integers(0, 3))


def pakke(liste: str | None, tal: list[str], tekst: str, par: str, ider: list[str]) -> dict[str, Any]:
    """Return a pack with numbers ``tal``, a text, a list of texts, and a criterion for each id."""
    form = {"type": "tal", "mindst": "0", "hoejst": "99", "brug": ["oplysning"]}
    # The title is the name that users may give the column.
    egne: dict[str, Any] = {n: {**form, "navn": f"Felt nummer {i}"} for i, n in enumerate(tal)}
    egne[tekst] = {"navn": "Den korte tekst", "type": "tekst", "brug": ["oplysning"]}
    egne[par] = {"navn": "Flere tekster", "type": "tekstliste", "brug": ["oplysning"]}
    for_ = {"for": liste} if liste is not None else {}
    kriterier = []
    for nr, id_ in enumerate(ider):
        a, b = tal[nr % len(tal)], tal[(nr + 1) % len(tal)]
        grunde = {
            "opfyldt": [{"tekst": f"{{{a}}} over {{{b}}}: {{{tekst}}} og {{{par}}}."}],
            "ikke_opfyldt": [{"tekst": f"{{{a}}} ikke over {{{b}}}: {{{tekst}}} og {{{par}}}."}],
        }
        kriterier.append({"id": id_, **for_, "titel": id_, "krav": f"{a} > {b}", "grunde": grunde, "kilde": KILDE})
    fund = {"id": "S99", "alvor": "fejl", "titel": "CPR", "for_hver": "tekst", "naar": "ligner_cpr(vaerdi)"}
    data = pakkedata(kriterier=kriterier, skema=[{**fund, "besked": "Slet det.", "kilde": KILDE}])
    if liste is None:
        return {**data, "fakta": {"ansoegning": egne}}
    led = {"ental": "række", "flertal": "rækker", "navn_fakta": tekst}
    samlet = {"samlet": "rækker opfylder kriterierne", "samlet_ental": "række opfylder kriterierne"}
    raekken = {"id": "raekkeresultat", "for": liste, "vaerste_af": "kriterier"}
    return {
        **data,
        "lister": {liste: {**led, **samlet}},
        "fakta": {"ansoegning": {}, liste: egne},
        "konklusioner": [raekken, *data["konklusioner"]],
    }


@st.composite
def navne(draw: st.DrawFn) -> tuple[str | None, list[str], str, str, list[str]]:
    *tal, tekst, par = draw(st.lists(st.sampled_from(FAKTA), min_size=4, max_size=6, unique=True))
    ider = draw(st.lists(st.sampled_from(IDER), min_size=1, max_size=4, unique_by=str.lower))
    return draw(st.sampled_from((None, *LISTER))), tal, tekst, par, ider


def facit_af(rod: Path, liste: str | None, raekker: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the answer of ``tjek`` for each row."""
    regelsaet = load_regelsaet("proevepakke", regler=str(rod))
    alle = []
    for r in raekker:
        fakta = {} if liste is not None else r
        egne: dict[str, tuple[dict[str, Vaerdi], ...]] = {liste: (r,)} if liste is not None else {}
        alle.append(Ansoegning("<prøve>", "proevepakke", fakta, egne))
    har = [n for _, n in regelsaet.fakta]
    return facit(alle, regelsaet, oversaet(regelsaet, liste=liste, har=har, proever=True), None)


# No shrinking: it takes minutes, and the drawn example shows the fault as well.
@settings(max_examples=udsnit(1, 10), phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    n=navne(),
    data=st.lists(
        st.tuples(st.lists(_TAL, min_size=4, max_size=4), st.sampled_from(TEKSTER), st.sampled_from(TEKSTER)),
        min_size=1,
        max_size=6,
    ),
    endelse=st.sampled_from(("csv", "parquet")),
)
def test_ethvert_navn_giver_evaluatorens_svar(
    tmp_path_factory: pytest.TempPathFactory,
    n: tuple[str | None, list[str], str, str, list[str]],
    data: list[tuple[list[int | None], str, str]],
    endelse: str,
) -> None:
    liste, tal, tekst, par, ider = n
    mappe = tmp_path_factory.mktemp("navne")
    rod = skriv_pakke(pakke(*n), mappe / _ny(mappe, "regler"))
    raekker: list[dict[str, Any]] = []
    for vaerdier, t, u in data:
        r: dict[str, Any] = {a: v for a, v in zip(tal, vaerdier, strict=False) if v is not None}
        raekker.append(r | ({tekst: t} if t else {}) | ({par: (u, "to")} if u else {}))
    egne = {x.lower() for x in (RAEKKE, *SVAR, *ider)}
    # A fact whose key is also a column of the answer is given by its title.
    titler = {a: f"Felt nummer {i}" for i, a in enumerate(tal)} | {tekst: "Den korte tekst", par: "Flere tekster"}
    hoveder = {a: titler[a] if a in egne else a for a in (*tal, tekst, par)}
    con = duckdb.connect()
    kolonner = ", ".join(f'"{h}" {"INTEGER" if a in tal else "VARCHAR"}' for a, h in hoveder.items())
    con.execute(f"CREATE TABLE ind ({kolonner})")
    for r in raekker:
        celler = [("; ".join(r[a]) if a == par else r[a]) if a in r else None for a in hoveder]
        con.execute(f"INSERT INTO ind VALUES ({', '.join('?' * len(celler))})", celler)
    con.execute(f"COPY ind TO '{mappe}/ind.{endelse}'" + (" (DELIMITER ';')" if endelse == "csv" else ""))
    b = Bestilling(f"{mappe}/ind.{endelse}", f"{mappe}/ud.parquet", "proevepakke", regler=str(rod), traade=1)
    assert koer(b).ud == len(raekker)
    alle = ("resultat", *ider, "mangler", "skema", "begrundelse")
    svar = con.execute(f"SELECT {', '.join(map(_navn, alle))} FROM '{mappe}/ud.parquet' ORDER BY raekke").fetchall()
    ventet = [tuple(r[k] for k in alle) for r in facit_af(rod, liste, raekker)]
    assert svar == ventet
    con.close()
    # The same rows compared with themselves, and with a scenario.
    (mappe / "scen.yaml").write_text(f'scenarier: [{{navn: ens, antag: {{"{tal[0]}": "1"}}}}]', encoding="utf-8")
    valg = Tilvalg(scenarier=f"{mappe}/scen.yaml", sammenlign=f"{mappe}/ud.parquet", noegle=(RAEKKE,))
    igen = gennemfoer(Bestilling(b.ind, f"{mappe}/igen.csv", b.pulje, regler=b.regler, traade=1), valg)[1]
    assert igen is not None
    assert igen.sammenligning is not None
    assert (igen.sammenligning.faelles, igen.sammenligning.aendret) == (len(raekker), 0)
    assert igen.scenarier[0].antal == _talt(ventet, igen.scenarier[0].antal)
    antaget = [{tal[0]: 1} | r for r in raekker]
    assert igen.scenarier[1].antal == _talt([(r["resultat"],) for r in facit_af(rod, liste, antaget)], _tomt(igen))


def _ny(mappe: Path, navn: str) -> str:
    (mappe / navn).mkdir()
    return navn


def _navn(id_: str) -> str:
    return f'"{id_}"'


def _talt(svar: list[tuple[Any, ...]], statusser: dict[str, int]) -> dict[str, int]:
    return {s: sum(r[0] == s for r in svar) for s in statusser}


def _tomt(svar: Tilsvar) -> dict[str, int]:
    return dict.fromkeys(svar.scenarier[0].antal, 0)


def test_oplysninger_med_samme_navne_som_inputkolonnerne(tmp_path: Path) -> None:
    data = pakke("projekter", ["f2", "f3"], "navn", "bilag", ["K1"])
    rod = skriv_pakke(data, tmp_path / _ny(tmp_path, "regler"))
    (tmp_path / "ind.csv").write_text("navn;f2;f3\nA;1;2\nB;2;1\n", encoding="utf-8")
    koer(Bestilling(f"{tmp_path}/ind.csv", f"{tmp_path}/ud.parquet", "proevepakke", regler=str(rod)))
    svar = spoerg(f"SELECT navn, K1 FROM '{tmp_path}/ud.parquet'")
    assert svar == [("A", "ikke_opfyldt"), ("B", "opfyldt")]


@pytest.mark.parametrize(
    ("tal", "id_", "hoved", "sagt"),
    [
        ("k1", "K1", "k1", "»K1«"),
        ("k1", "K1", "Felt nummer 0", None),
        ("begrundelse", "K1", "begrundelse", "»begrundelse«"),
        ("grundlag", "K1", "Grundlag", "»grundlag«"),
        ("ansoegning", "K1", "ansøgning", "holder en ansøgnings rækker sammen"),
        ("ansoegning", "K1", "Felt nummer 0", None),
    ],
)
def test_et_synligt_sammenfald_af_navne_meldes(
    tal: str, id_: str, hoved: str, sagt: str | None, tmp_path: Path
) -> None:
    rod = skriv_pakke(pakke("projekter", [tal, "andet"], "navn", "bilag", [id_]), tmp_path / _ny(tmp_path, "regler"))
    (tmp_path / "ind.csv").write_text(f"navn;{hoved};andet\nA;2;1\n", encoding="utf-8")
    b = Bestilling(f"{tmp_path}/ind.csv", f"{tmp_path}/ud.parquet", "proevepakke", regler=str(rod))
    if sagt is None:
        koer(b)
        assert spoerg(f"SELECT {id_} FROM '{tmp_path}/ud.parquet'") == [("opfyldt",)]
        return
    with pytest.raises(BrugsFejl) as fejl:
        koer(b)
    assert sagt in str(fejl.value)
    assert not (tmp_path / "ud.parquet").exists()


# --- Names of the columns of a Parquet file -----------------------------------------------

#: DuckDB's virtual columns and the program's own names, as columns of a file.
VIRTUELLE = (
    "file_row_number",
    "file_index",
    "filename",
    "rowid",
    "__nr",
    "__fil",
    "__raa0",
    "__f0",
    "__fejl",
    "__plan",
)


@pytest.mark.parametrize("type_", ["INTEGER", "VARCHAR"])
@pytest.mark.parametrize("dele", [1, 3])
def test_en_parquetfil_med_duckdbs_egne_kolonnenavne(type_: str, dele: int, tmp_path: Path) -> None:
    (tmp_path / "dele").mkdir()
    ekstra = ", ".join(f"CAST(90 + i AS {type_}) AS {_navn(n)}" for n in VIRTUELLE)
    con = duckdb.connect()
    for d in range(dele):
        con.execute(
            f"COPY (SELECT {ekstra}, 'Aarhus' AS kommune, concat('P', {d * 4} + i) AS navn, "
            "CASE WHEN i = 2 THEN 12.5 ELSE 7500 END AS ansoegt_2025 FROM range(1, 5) t(i)) "
            f"TO '{tmp_path}/dele/{d}.parquet' (FORMAT parquet)"
        )
    con.close()
    svar = bestil(tmp_path / "dele", tmp_path / "ud.parquet")
    assert (svar.ind, svar.ud, svar.afvist) == (4 * dele, 3 * dele, dele)
    raekker = spoerg(f"SELECT raekke, navn, {', '.join(map(_navn, VIRTUELLE))} FROM '{tmp_path}/ud.parquet'")
    numre = [n for n in range(1, 4 * dele + 1) if n % 4 != 2]
    assert [r[:2] for r in raekker] == [(n, f"P{n}") for n in numre]
    vaerdier = [[90 + (n - 1) % 4 + 1] * len(VIRTUELLE) for n in numre]
    assert [list(r[2:]) for r in raekker] == [v if type_ == "INTEGER" else list(map(str, v)) for v in vaerdier]
    afvist = spoerg(f"SELECT raekke FROM read_csv('{tmp_path}/ud.afviste.csv', delim = ';')")
    assert [r[0] for r in afvist] == [4 * d + 2 for d in range(dele)]


def test_to_kolonner_der_kun_afviger_i_store_bogstaver_meldes(tmp_path: Path) -> None:
    # DuckDB refuses to write such a file; it reads the two columns as »navn« and »Navn_1«.
    data = DATA / "store-bogstaver.parquet"
    with pytest.raises(BrugsFejl, match="Overskriften »Navn« står to gange"):
        bestil(data, tmp_path / "ud.parquet")


@pytest.mark.parametrize("anden", ["Ansøgning", "ANSOEGNING", " ansøgning ", "__ansoegning"])
def test_to_kolonner_der_holder_ansoegningens_raekker_sammen_meldes(anden: str, tmp_path: Path) -> None:
    """A title and an id: rows grouped by the wrong one would get the answers of another application."""
    sti = tmp_path / "ind.csv"
    sti.write_text(f"{anden};ansoegning;kommune;navn\nT;1;0751;A\nT;2;0461;B\n", encoding="utf-8")
    bestilling = Bestilling(ind=str(sti), ud=str(tmp_path / "ud.csv"), pulje="botilbud-2025-26", traade=1)
    with pytest.raises(BrugsFejl, match=r"begge den kolonne, der holder en ansøgnings rækker sammen|står to gange"):
        koer(bestilling)


@pytest.mark.parametrize("endelse", ["csv", "parquet", "jsonl", "xlsx"])
def test_en_raekke_fra_en_anden_pulje_afvises(endelse: str, tmp_path: Path) -> None:
    """``tjek`` refuses a file of another pool, and so is a row refused: its project gets none of this pool's money."""
    sti = tmp_path / f"ind.{endelse}"
    titel = load_regelsaet(PULJE).data.titel
    raekker = [(PULJE, "A"), ("sygehuse-2025", "B"), ("", "C"), (titel.upper().replace(" ", "  "), "D")]
    if endelse == "xlsx":
        bog = openpyxl.Workbook()
        ark = bog.create_sheet("Projekter", 0)
        for raekke in (("Pulje", "kommune", "navn"), *((p, "0751", n) for p, n in raekker)):
            ark.append(raekke)
        bog.save(sti)
    else:
        til = {"csv": "FORMAT csv, DELIMITER ';'", "parquet": "FORMAT parquet", "jsonl": "FORMAT json"}[endelse]
        vaerdier = ", ".join(f"('{p}', '0751', '{n}')" for p, n in raekker)
        spoerg(f"COPY (SELECT * FROM (VALUES {vaerdier}) t(\"Pulje\", kommune, navn)) TO '{sti}' ({til})")
    svar = bestil(sti, tmp_path / "ud.csv")
    assert (svar.ind, svar.ud, svar.afvist) == (4, 3, 1)
    (afvist,) = (tmp_path / "ud.afviste.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert afvist.startswith("2;")
    assert "Pulje;sygehuse-2025;Rækken hører til en anden pulje end botilbud-2025-26." in afvist


@pytest.mark.parametrize("anden", ["A 1", "A 1 ", " A\u00a0 1", "A\u200b 1", "a 1"])
def test_ansoegninger_kendes_uden_mellemrum_og_usynlige_tegn(anden: str, tmp_path: Path) -> None:
    sti = tmp_path / "ind.csv"
    sti.write_text(f"ansoegning;kommune;navn\nA 1;0751;A\n{anden};0751;B\n", encoding="utf-8")
    b = Bestilling(ind=str(sti), ud=str(tmp_path / "ud.csv"), pulje="botilbud-2025-26", traade=1)
    # Some systems distinguish ids by case alone.
    assert koer(b).totaler.ansoegninger == (2 if anden == "a 1" else 1)


@pytest.mark.parametrize("anden", ["Åen", "ÅEN ", "A\u030aen", "\u00a0åen", "Å\u00aden"])
def test_ansoegere_med_navn_kendes_i_samme_form_som_i_ranglisten(anden: str, tmp_path: Path) -> None:
    """An applicant that is not a municipality is known by its name; the same project twice is told."""
    sti, sagt = tmp_path / "ind.csv", list[str]()
    sti.write_text(f"ansoeger;navn\nÅen;Eng\n{anden};eng\nSøen;Eng\n", encoding="utf-8")
    b = Bestilling(ind=str(sti), ud=str(tmp_path / "ud.csv"), pulje="aadale", regler=str(PULJER), sig=sagt.append)
    totaler = koer(b).totaler
    assert (totaler.ansoegninger, totaler.ansoegere) == (2, 2)
    assert [s for s in sagt if "står i flere rækker: række 1 og 2 (Åen, Eng)" in s]


def test_mapper_med_navn_efter_en_kolonne(tmp_path: Path) -> None:
    for mappe, nr in (("kommune=Aarhus/note=a%2Fb", 1), ("kommune=__HIVE_DEFAULT_PARTITION__/note=c'd", 2)):
        (tmp_path / "dele[1]" / mappe).mkdir(parents=True)
        spoerg(f"COPY (SELECT {nr} AS pladser_2025) TO '{tmp_path}/{nr}.parquet' (FORMAT parquet)")
        shutil.move(tmp_path / f"{nr}.parquet", tmp_path / "dele[1]" / mappe / "d[1].parquet")
    bestil(tmp_path / "dele[1]", tmp_path / "ud.parquet")
    svar = spoerg(f"SELECT raekke, kommune, note, pladser_2025 FROM '{tmp_path}/ud.parquet'")
    assert sorted(svar, key=lambda r: r[3]) == [(1, "0751", "a/b", 1), (2, None, "c'd", 2)]
    (tmp_path / "dele[1]" / "pladser_2025=3").mkdir()
    shutil.copy(tmp_path / "dele[1]" / "kommune=Aarhus/note=a%2Fb/d[1].parquet", tmp_path / "dele[1]/pladser_2025=3")
    with pytest.raises(LaeseFejl, match=r"mappernes navne|samme kolonner"):
        bestil(tmp_path / "dele[1]", tmp_path / "ud.parquet", overskriv=True)


# --- Names of files -----------------------------------------------------------------------

# A small pack, since only the names matter.
LILLE: dict[str, Any] = {"pulje": "point-pulje", "regler": str(ROD / "tests" / "data" / "puljer")}
HOVED = "kommune;navn;udgift\n"
NAVNE = (
    "k[1].csv",
    "a*.csv",
    "b?.csv",
    "[a-z].csv",
    "{a,b}.csv",
    "a'b;c.csv",
    "aar=2026.csv",
    "~.csv",
    "s3:x.csv",
    "å %.csv",
)
_WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="no such names there")


def lokkedue(mappe: Path) -> None:
    """Write other files that the names would match as patterns."""
    for navn in ("k1", "ax", "bx", "a", "b"):
        (mappe / f"{navn}.csv").write_text(f"{HOVED}Odense;forkert;1\n", encoding="utf-8")
        spoerg(f"COPY (SELECT 'Odense' AS kommune, 'forkert' AS navn) TO '{mappe}/{navn}.parquet' (FORMAT parquet)")


@_WINDOWS
@pytest.mark.parametrize(
    ("navn", "endelse"), [*((n, "csv") for n in NAVNE), *((n, "parquet") for n in (NAVNE[0], NAVNE[4], NAVNE[6]))]
)
def test_en_fil_laeses_ved_sit_navn_og_ikke_som_et_moenster(navn: str, endelse: str, tmp_path: Path) -> None:
    lokkedue(tmp_path)
    navn = navn.replace(".csv", f".{endelse}")
    raa = tmp_path / f"raa.{endelse}"
    if endelse == "csv":
        raa.write_text(f"{HOVED}Aarhus;ret;2\nAarhus;skidt;2,5\n", encoding="utf-8")
    else:
        spoerg(
            "COPY (SELECT * FROM (VALUES ('Aarhus', 'ret', 2.0), ('Aarhus', 'skidt', 2.5)) "
            f"t(kommune, navn, udgift)) TO '{raa}' (FORMAT parquet)"
        )
    # None of these is interpreted as a pattern: the input, its folder, the answer's folder and name, the rejects.
    mappe = tmp_path / "m[1]=*"
    mappe.mkdir()
    ud = mappe / f"ud-{navn}"
    for sted in (tmp_path / navn, mappe / navn):
        shutil.copy(raa, sted)
        svar = bestil(sted, ud, **LILLE, afviste=str(mappe / f"af-{navn}.csv"), overskriv=True)
        assert (svar.ud, svar.afvist) == (1, 1)
        shutil.copy(ud, tmp_path / f"laes.{endelse}")
        ende = ", delim = ';'" if endelse == "csv" else ""
        laes = f"read_{endelse}('{tmp_path}/laes.{endelse}'{ende})"
        assert spoerg(f"SELECT navn FROM {laes}") == [("ret",)]
        assert sted.read_bytes() == raa.read_bytes()
    # The earlier answer to compare with, whose name as a pattern matches another file.
    gammel = mappe / f"g-{navn}"
    shutil.copy(ud, gammel)
    b = Bestilling(str(sted), f"{tmp_path}/ny.csv", **LILLE, overskriv=True)
    tilsvar = gennemfoer(b, Tilvalg(sammenlign=str(gammel)))[1]
    assert tilsvar is not None
    assert tilsvar.sammenligning is not None
    assert (tilsvar.sammenligning.faelles, tilsvar.sammenligning.kun_ny) == (1, 0)
    assert not [p for m in (mappe, tmp_path) for p in m.glob(".ansoegning*")]


@_WINDOWS
@pytest.mark.skipif(sys.platform == "win32", reason="the names cannot exist there")
@pytest.mark.parametrize("navn", [b"k\xff", b"a\\b"])
@pytest.mark.parametrize("endelse", ["csv", "parquet"])
def test_et_navn_som_motoren_ikke_kan_faa(navn: bytes, endelse: str, tmp_path: Path) -> None:
    """A name that is not Unicode, and one with the character that DuckDB takes for the separator of folders."""
    raa = tmp_path / f"raa.{endelse}"
    if endelse == "csv":
        raa.write_text(f"{HOVED}Aarhus;ret;2\n", encoding="utf-8")
    else:
        spoerg(f"COPY (SELECT 'Aarhus' AS kommune, 'ret' AS navn) TO '{raa}' (FORMAT parquet)")
    sted = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + navn + b"." + endelse.encode()))
    try:
        shutil.copy(raa, sted)
    except OSError:
        pytest.skip("the file system takes Unicode only")
    assert bestil(sted, tmp_path / "ud.csv", **LILLE).ud == 1


@_WINDOWS
@pytest.mark.parametrize("navn", ["k1.csv", "k[1].csv"])
@pytest.mark.parametrize("uden", [("symlink",), ("symlink", "link")])
def test_hvor_links_ikke_kan_laves(
    navn: str, uden: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows without the privilege, and on a FAT drive."""
    lokkedue(tmp_path)
    (tmp_path / navn).write_text(f"{HOVED}Aarhus;ret;2\n", encoding="utf-8")

    def ingen(*_: object, **_andet: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    for kald in uden:
        monkeypatch.setattr(os, kald, ingen)
    bestil(tmp_path / navn, tmp_path / "ud.parquet", **LILLE)
    assert spoerg(f"SELECT navn FROM '{tmp_path}/ud.parquet'") == [("ret",)]
    assert (tmp_path / navn).stat().st_nlink == 1


def test_midlertidige_filer_i_en_mappe_der_er_et_moenster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mappe = tmp_path / "m[1]"
    mappe.mkdir()
    (mappe / "k.csv").write_text(f"{HOVED}Aarhus;ret;2\n", encoding="utf-8")
    monkeypatch.setattr("tempfile.tempdir", str(mappe))
    with pytest.raises(BrugsFejl, match="TMPDIR"):
        bestil(mappe / "k.csv", mappe / "ud.csv", **LILLE)
    assert bestil(mappe / "k.csv", tmp_path / "ud.csv", **LILLE).ud == 1


# --- The schema of the answer --------------------------------------------------------------


def skema(fil: Path) -> dict[str, tuple[Any, ...]]:
    sql = f"SELECT name, type, converted_type, scale, repetition_type FROM parquet_schema('{fil}')"
    return {r[0]: r[1:] for r in spoerg(sql)}


def test_parquetsvar_har_samme_skema(tmp_path: Path) -> None:
    hoved = "kommune;navn;ansoegt_2025;andel_andre;afsluttes;bortfald_forventes;dokumentation\n"
    fuld, tom = "Aarhus;A;12500;31,25;30/11/2026;ja;a; b\n".replace("a; b", '"a; b"'), ";;;;;;\n"
    (tmp_path / "fuld.csv").write_text(hoved + fuld, encoding="utf-8")
    (tmp_path / "huller.csv").write_text(hoved + fuld + tom, encoding="utf-8")
    (tmp_path / "tom.csv").write_text(hoved + tom, encoding="utf-8")
    (tmp_path / "afvist.csv").write_text(hoved + fuld + fuld.replace("12500", "x"), encoding="utf-8")
    spoerg(
        "COPY (SELECT 'Aarhus' AS kommune, 'A' AS navn, 12500 AS ansoegt_2025, 31.25::DOUBLE AS andel_andre, "
        "DATE '2026-11-30' AS afsluttes, true AS bortfald_forventes, ['a'] AS dokumentation FROM range(3)) "
        f"TO '{tmp_path}/tal.parquet' (FORMAT parquet)"
    )
    former = []
    for ind in ("fuld.csv", "huller.csv", "tom.csv", "afvist.csv", "tal.parquet"):
        bestil(tmp_path / ind, tmp_path / f"{ind}.ud.parquet")
        former.append(skema(tmp_path / f"{ind}.ud.parquet"))
    for andet in former[1:]:
        assert andet == former[0]
    roden, *kolonner = former[0].items()
    assert {n: v[3] for n, v in kolonner if n != "list"} == {n: "OPTIONAL" for n, _ in kolonner if n != "list"}
    assert former[0]["andel_andre"][:3] == ("INT64", "DECIMAL", 2), roden
    assert former[0]["ansoegt_2025"][:2] == ("INT64", "INT_64")


# --- Types that lose information when they are read ----------------------------------------


@pytest.mark.parametrize(
    ("type_", "ord_"),
    [
        ("TIMESTAMPTZ", "tidszonen (TIMESTAMP WITH TIME ZONE)"),
        ("BLOB", "typen BLOB"),
        ("TIME", "typen TIME"),
        ("INTERVAL", "typen INTERVAL"),
    ],
)
def test_en_type_der_ikke_kan_laeses_som_dato(type_: str, ord_: str, tmp_path: Path) -> None:
    vaerdi = {"TIMESTAMPTZ": "2025-12-31 23:00:00+00", "TIME": "23:00:00", "INTERVAL": "1 day"}.get(type_, "x")
    spoerg(
        f"COPY (SELECT 'Aarhus' AS kommune, CAST('{vaerdi}' AS {type_}) AS afsluttes) TO '{tmp_path}/a.parquet' "
        "(FORMAT parquet)"
    )
    with pytest.raises(BrugsFejl) as fejl:
        bestil(tmp_path / "a.parquet", tmp_path / "ud.csv")
    assert "»afsluttes«" in str(fejl.value)
    assert ord_ in str(fejl.value)


def test_et_int96_tidspunkt_afvises(tmp_path: Path) -> None:
    with pytest.raises(BrugsFejl, match=r"tidszonen \(INT96\)"):
        bestil(DATA / "int96.parquet", tmp_path / "ud.csv")
    # A timestamp column that is not a fact is copied unchanged.
    spoerg(
        "COPY (SELECT 'Aarhus' AS kommune, TIMESTAMPTZ '2025-12-31 23:00:00+00' AS hentet) "
        f"TO '{tmp_path}/a.parquet' (FORMAT parquet)"
    )
    bestil(tmp_path / "a.parquet", tmp_path / "ud.parquet")
    assert spoerg(f"SELECT epoch(hentet) FROM '{tmp_path}/ud.parquet'") == [(1767222000.0,)]


def test_beskeden_om_et_tal_i_parquet_handler_ikke_om_json(tmp_path: Path) -> None:
    spoerg(
        "COPY (SELECT 'Aarhus' AS kommune, 7 AS navn, 12.5 AS ansoegt_2025, 1e12::FLOAT AS ansoegt_2026) "
        f"TO '{tmp_path}/a.parquet' (FORMAT parquet)"
    )
    bestil(tmp_path / "a.parquet", tmp_path / "ud.csv")
    sagt = dict(spoerg(f"SELECT kolonne, aarsag FROM read_csv('{tmp_path}/ud.afviste.csv', delim = ';')"))
    assert sagt["ansoegt_2025"] == "»12,5« er ikke et helt tal (t.kr.). Ret tallet i tabellen."
    assert sagt["navn"] == "Her skal stå en tekst, men kolonnen har tal (7). Gem den som tekst."
    assert not [s for s in sagt.values() if "JSON" in s or "anførselstegn" in s]
