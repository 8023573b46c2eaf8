"""Pass a pack through every command, document and page, and collect the text a user sees, by location."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl

from ansoegning.cli.gruppe import koer_kommando
from hjaelp.papirtekst import docx_tekst, pdf_sider
from hjaelp.puljer import DATA, TILTAG
from hjaelp.side import Side, side

_GIVER_IKKE_TEKST = {".parquet", ".pdf"}


@dataclass(frozen=True)
class Puljeproeve:
    """A pack, invented applications to it, and assessments and decisions (YAML).

    ``regler``: its folder; ``dato``: the day to judge at, where its rules read it; ``saet``: a parameter and its value
    for the scenario.
    """

    pulje: str
    ansoegninger: Sequence[Mapping[str, Any]]
    vurderinger: str = ""
    afgoerelser: str = ""
    regler: Path | None = DATA
    saet: str = "ramme: 400.000"
    dato: str = ""


def _rute(
    navn: str,
    omraade: str,
    laengde: int | str,
    naetter: int,
    passagerer: tuple[int, int],
    kr: tuple[int, int],
    drivmiddel: tuple[str, int | str | None],
    aar: int,
) -> dict[str, Any]:
    """Return a route. ``passagerer``: all and the young; ``kr``: the cost and the requested amount."""
    bus, ladeafstand = drivmiddel
    rute = {
        "rutenavn": navn,
        "omraade": omraade,
        "laengde": laengde,
        "naetter": naetter,
        "passagerer": passagerer[0],
        "unge": passagerer[1],
        "udgift": kr[0],
        "soegt": kr[1],
        "drivmiddel": bus,
        "start": f"01/04/{aar}",
        "slut": "31/12/2028",
    }
    return rute | ({} if ladeafstand is None else {"ladeafstand": ladeafstand})


SKOV = Puljeproeve(
    "skovrejsning",
    (
        {
            "lodsejer": "Asta Ask",
            "skove": [
                {"ejendom": "Nord", "areal": 12, "miljoehensyn": True, "i_omraade": 12, "afstand": "0,5"},
                {"ejendom": "Syd", "areal": 20, "miljoehensyn": False, "i_omraade": 20, "afstand": 2},
            ],
        },
        {
            "lodsejer": "Bo Birk",
            "skove": [
                {"ejendom": "Vest", "areal": 1, "miljoehensyn": False, "i_omraade": 0, "afstand": 9},
                {"ejendom": "Midt", "areal": 30},
            ],
        },
    ),
    afgoerelser="""afgoerelser:
  - {lodsejer: Asta Ask, skov: Nord, udfald: tilsagn, begrundelse: Flest point., af: AB, dato: 01/07/2024}
""",
)
LEGAT = Puljeproeve(
    "familielegat",
    (
        *(
            {
                "navn": navn,
                "foedt": "01/01/1990",
                "boern": 2,
                "indkomst": indkomst,
                "faaet_foer": False,
                "udgift": 12_000,
                "indsendt": f"0{nr}/03/2024",
            }
            for nr, (navn, indkomst) in enumerate(
                (("Asta", 100_000), ("Bo", 255_000), ("Cilia", 1), ("Dan", 2), ("Eva", 3), ("Finn", 300_000)), 1
            )
        ),
        {"navn": "Gry", "foedt": "01/01/1990"},
    ),
    afgoerelser="""afgoerelser:
  - {navn: Asta, udfald: tilsagn, begrundelse: Kom først., af: AB, dato: 01/07/2024}
""",
)
TILTAGENE = Puljeproeve(
    "point-pulje",
    tuple({"kommune": k, "tiltag": t} for k, t in TILTAG.items()),
    vurderinger="""vurderinger:
  - {kommune: Aarhus, tiltag: A, fakta: nytte, vaerdi: 4, begrundelse: Set., af: AB, dato: 01/06/2024}
  - {kommune: Aarhus, tiltag: B, fakta: nytte, vaerdi: 2, begrundelse: Set., af: AB, dato: 01/06/2024}
  - {kommune: Odense, tiltag: C, fakta: nytte, vaerdi: 5, begrundelse: Set., af: AB, dato: 01/06/2024}
  - {kommune: Odense, tiltag: F, fakta: nytte, vaerdi: 2, begrundelse: Set., af: AB, dato: 01/06/2024}
""",
    afgoerelser="""afgoerelser:
  - {kommune: Aarhus, tiltag: A, udfald: tilsagn, begrundelse: Flest point., af: AB, dato: 01/07/2024}
""",
)
MOELLEN = Puljeproeve(
    "foerst-til-moelle",
    (
        *(
            {"kommune": k, "modtaget": f"{nr:02}/04/2024", "pulje_foer": k == "Vejle"}
            for nr, k in enumerate(("Aarhus", "Odense", "Vejle", "Esbjerg"), 1)
        ),
        {"kommune": "Randers"},
    ),
    saet='ramme: "10,0"',
)
NATBUSSER = Puljeproeve(
    "natbusser",
    (
        {
            "selskab": "Anker Bus A/S (opdigtet)",
            "indsendt": "10/01/2027",
            "behov": "Der er ingen nattog.",
            "kontakt": {"mail": "anker@example.dk"},
            "ruter": [
                _rute("Alfa", "land", "23,5", 6, (37_500, 18_750), (1_500_000, 900_000), ("el", None), 2027),
                _rute("Aften", "andet", 12, 7, (120_000, 40_000), (3_600_000, 2_400_000), ("el", None), 2027),
                _rute("Ask", "andet", 7, 1, (4_000, 100), (400_000, 200_000), ("biogas", 20), 2026),
            ],
        },
        {
            "selskab": "Bølge Trafik ApS (opdigtet)",
            "indsendt": "20/01/2027",
            "ruter": [
                _rute("Beta", "land", 40, 4, (20_000, 5_000), (1_000_999, 700_000), ("biogas", "31,5"), 2027),
                _rute("Birk", "land", 30, 3, (10_000, 1_000), (600_000, 300_000), ("biogas", None), 2027),
            ],
        },
    ),
    vurderinger="""vurderinger:
  - {selskab: Anker Bus A/S (opdigtet), rute: Alfa, fakta: jury, vaerdi: 8, begrundelse: Set, af: AB, dato: 01/02/2027}
  - {selskab: Anker Bus A/S (opdigtet), rute: Aften, fakta: jury, vaerdi: 6, begrundelse: Set, af: AB, dato: 01/02/2027}
  - selskab: Bølge Trafik ApS (opdigtet)
    rute: Beta
    fakta: jury
    vaerdi: 5
    begrundelse: Set
    af: AB
    dato: 01/02/2027
""",
    afgoerelser="""afgoerelser:
  - {selskab: Anker Bus A/S (opdigtet), rute: Alfa, udfald: tilsagn, begrundelse: God., af: AB, dato: 01/03/2027}
  - {selskab: Anker Bus A/S (opdigtet), rute: Ask, udfald: afslag, begrundelse: For kort., af: AB, dato: 01/03/2027}
""",
    saet="bevilling_land: 1.000.000",
)
STIPENDIET = Puljeproeve(
    "studiestipendium",
    (
        {
            "ansoeger": "Asta Opdigtet",
            "indsendt": "20/09/2026",
            "foedt": "01/02/2003",
            "uddannelse": "Bachelor i kemi",
            "soeskende": 1,
            "indkomst": 300_000,
            "partner": False,
            "ects": 30,
            "kontakt": {"mail": "asta@example.dk"},
        },
        {
            "ansoeger": "Bo Opdigtet",
            "indsendt": "02/10/2026",
            "foedt": "16/10/1996",
            "soeskende": 0,
            "indkomst": 180_000,
            "partner": True,
            "partnerindkomst": 260_000,
            "sidst_tildelt": "15/10/2024",
            "ects": "47,5",
        },
        {
            "ansoeger": "Cilia Opdigtet",
            "indsendt": "02/10/2026",
            "foedt": "15/10/2005",
            "soeskende": 4,
            "indkomst": 280_000,
            "partner": False,
            "sidst_tildelt": "16/10/2024",
            "ects": "12,5",
            "erklaering": ["Erklæring fra studiekontoret (opdigtet)"],
        },
        {"ansoeger": "Dan Opdigtet", "indsendt": "20/09/2026", "indkomst": 280_000},
    ),
    afgoerelser="""afgoerelser:
  - {ansoeger: Asta Opdigtet, udfald: tilsagn, begrundelse: Alt er opfyldt., af: AB, dato: 20/10/2026}
  - {ansoeger: Bo Opdigtet, udfald: afslag, begrundelse: Indkomsten er for høj., af: AB, dato: 20/10/2026}
""",
    saet='bevilling: "0,2"',
    dato="15/10/2026",
)
OEERNE = Puljeproeve(
    "lag-oeer",
    (
        {
            "ansoeger": "Foreningen Ting",
            "initiativer": [
                {"navn": "Ark", "oe": "fladoe", "ansoegt": 150_000, "udgift": 300_000},
                {"navn": "Bro", "oe": "rundoe", "ansoegt": 400_000, "udgift": 300_000},
            ],
        },
        {"ansoeger": "Foreningen Vind", "initiativer": [{"navn": "Dam", "oe": "stenoe", "ansoegt": 90_000}]},
    ),
)
AADALENE = Puljeproeve(
    "aadale",
    (
        {
            "ansoeger": "Foreningen Eng",
            "projekter": [
                {"navn": "Nord", "aadal": "nord", "pris": 20_000, "vaadt": 50, "deltagere": 1, "anlaeg": 300_000,
                 "formidling": 90_000},
                {"navn": "Syd", "aadal": "syd", "pris": 30_000, "vaadt": 0, "deltagere": 9, "anlaeg": 1,
                 "formidling": 0},
            ],
        },
        {"ansoeger": "Foreningen Å", "projekter": [{"navn": "Vest", "aadal": "syd", "pris": 40_000}]},
    ),
    saet="ramme_anlaeg: 100.000",
)  # fmt: skip
BREDBAAND = Puljeproeve(
    "bredbaand",
    (
        {"forening": "Anden By", "boliger": 30, "tilsluttes": 30, "i_landzone": 9, "mobil": 5, "udgift": 900_000,
         "egenbetaling": 100_000, "saerlig": False},
        {"forening": "Bakken", "boliger": 1, "tilsluttes": 1, "i_landzone": 1, "mobil": 0, "udgift": 100_000,
         "egenbetaling": 100_001, "saerlig": True},
        {"forening": "Gryden"},
    ),
    saet="bevilling: 30",
)  # fmt: skip
KONTRAKT = Puljeproeve("resultatkontrakt-2023", ({"rapporteret": "01/02/2024", "realiseret_1a": 10},), regler=None)
PROEVER = (SKOV, LEGAT, TILTAGENE, MOELLEN, NATBUSSER, STIPENDIET, OEERNE, AADALENE, BREDBAAND, KONTRAKT)


def kommando(*argumenter: str) -> tuple[int, str]:
    """Run a command in this process; returns its exit code and all its output."""
    ud = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    with redirect_stdout(ud), redirect_stderr(ud):
        kode = koer_kommando(list(argumenter))
        ud.flush()
    tekst = ud.buffer.getvalue().decode("utf-8")
    return kode, tekst


def skriv_ansoegninger(p: Puljeproeve, mappe: Path) -> Path:
    """Write the pack's applications into the folder ``ind``, numbered from 1; returns that folder."""
    ind = mappe / "ind"
    ind.mkdir()
    for nr, a in enumerate(p.ansoegninger, 1):
        (ind / f"{nr}.json").write_text(json.dumps({"pulje": p.pulje, **a}), encoding="utf-8")
    return ind


def fladt(tekst: str) -> str:
    """Return a text on one line, with single spaces."""
    return " ".join(tekst.split())


def flader(p: Puljeproeve, mappe: Path) -> dict[str, str]:
    """Return the text of every command, document and page. ``mappe``: an empty folder. Raises AssertionError."""
    return {**dict(_kommandoer(p, mappe)), **dict(_sider(p, mappe))}


def tekst_af(navn: str, indhold: bytes) -> Iterator[tuple[str, str]]:
    """Yield the visible text of a file, with its name; files of a zip archive separately."""
    endelse = Path(navn).suffix
    if endelse == ".zip":
        with zipfile.ZipFile(io.BytesIO(indhold)) as zip_:
            for x in zip_.namelist():
                yield from tekst_af(f"{navn}/{x}", zip_.read(x))
    elif endelse == ".docx":
        yield navn, docx_tekst(indhold)
    elif endelse == ".xlsx":
        yield navn, _xlsx(indhold)
    elif endelse == ".html":
        yield navn, html(indhold.decode("utf-8"))
    elif endelse not in _GIVER_IKKE_TEKST:
        yield navn, indhold.decode("utf-8-sig")


def html(side_: str) -> str:
    """Return the text of a page that a user sees or hears: texts, and the attributes that screen readers read."""
    uden = re.sub(r"<(style|script)\b.*?</\1>", "", side_, flags=re.DOTALL)
    maerker = re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*)"', uden)
    return unescape("\n".join([re.sub(r"<[^>]*>", "\n", uden), *maerker]))


def _xlsx(indhold: bytes) -> str:
    bog = openpyxl.load_workbook(io.BytesIO(indhold))
    dele = []
    for ark in bog:
        if ark.sheet_state != "visible":
            continue
        dele.append(ark.title)
        for nr, raekke in enumerate(ark.iter_rows(), 1):
            if ark.row_dimensions[nr].hidden:
                continue
            dele += [str(c.value) for c in raekke if c.value is not None]
            dele += [c.comment.text for c in raekke if c.comment is not None]
        for regel in ark.data_validations.dataValidation:
            dele += [t for t in (regel.prompt, regel.promptTitle, regel.error, regel.errorTitle) if t]
    return "\n".join(dele)


def _kommandoer(p: Puljeproeve, mappe: Path) -> Iterator[tuple[str, str]]:
    egne = ["--regler", str(p.regler)] if p.regler is not None else []
    ind, ud = skriv_ansoegninger(p, mappe), mappe / "ud"
    filer = [str(ind / f"{nr}.json") for nr in range(1, len(p.ansoegninger) + 1)]
    poster = {}
    for navn, indhold in (("vurderinger", p.vurderinger), ("afgoerelser", p.afgoerelser)):
        if indhold:
            poster[navn] = [f"--{navn}", str(mappe / f"{navn}.yaml")]
            (mappe / f"{navn}.yaml").write_text(indhold, encoding="utf-8")
    vurderet = poster.get("vurderinger", [])
    dag = ["--dato", p.dato] if p.dato else []

    def koer(navn: str, *argumenter: str, koder: Sequence[int] = (0,)) -> tuple[str, str]:
        kode, tekst = kommando(*argumenter)
        assert kode in koder, (argumenter, kode, tekst)
        return navn, tekst.replace(str(mappe), "MAPPE")

    for nr, fil in enumerate(filer, 1):
        yield koer(f"tjek {nr}", "tjek", fil, *egne, *dag, *vurderet, "--hvorfor", koder=(0, 1, 3))
        yield koer(f"tjek --kort {nr}", "tjek", fil, *egne, *dag, "--kort", koder=(0, 1, 3))
    yield koer("tjek alle", "tjek", *filer, *egne, *dag, koder=(0, 1, 3))
    svarark = mappe / "svar.xlsx"
    yield koer("tjek --svar-i-ark", "tjek", filer[-1], *egne, *dag, "--svar-i-ark", str(svarark), koder=(0, 1, 3))
    yield from tekst_af("svar.xlsx", svarark.read_bytes())
    for endelse in ("yaml", "xlsx", "json"):
        ny = mappe / f"ny.{endelse}"
        yield koer(f"ny {endelse}", "ny", "--pulje", p.pulje, *egne, "-o", str(ny))
        yield from tekst_af(ny.name, ny.read_bytes())
    yield koer("skriv", "skriv", filer[0], *egne, *dag, "-o", str(ud / "skriv"), "--som", "alt")
    raekker = [
        x | _flad({n: v for n, v in a.items() if v is not liste})
        for a in p.ansoegninger
        for liste in _liste(a)
        for x in liste
    ]
    tabel = mappe / "ind.jsonl"
    tabel.write_text("".join(json.dumps(r) + "\n" for r in raekker), encoding="utf-8")
    ordnet = _ordner(p)
    scenarier = mappe / "scenarier.yaml"
    scenarier.write_text(f"scenarier:\n  - {{navn: Lidt, saet: {{{p.saet}}}}}\n", encoding="utf-8")
    batch = ["--rangliste", "--scenarier", str(scenarier)] if ordnet else []
    for endelse in ("csv", "xlsx"):
        svar = ud / f"batch-{endelse}" / f"svar.{endelse}"
        svar.parent.mkdir(parents=True, exist_ok=True)
        yield koer(
            f"batch {endelse}", "batch", str(tabel), "-o", str(svar), "--pulje", p.pulje, *egne, *dag, *batch,
            koder=(0, 3),
        )  # fmt: skip
    if ordnet:
        valg = [*egne, *dag, *vurderet]
        robust = ["--robusthed", "20"] if ordnet == "prioriteret" else []
        yield koer("rangliste", "rangliste", str(ind), *valg, koder=(0, 3))
        yield koer("rangliste --fuldt", "rangliste", str(ind), *valg, *robust, "--fuldt", koder=(0, 3))
        for endelse in ("xlsx", "html", "docx"):
            fil = str(mappe / f"rangliste.{endelse}")
            yield koer(f"rangliste {endelse}", "rangliste", str(ind), *valg, *robust, "-o", fil, koder=(0, 3))
            yield from tekst_af(f"rangliste.{endelse}", Path(fil).read_bytes())
        beslutninger = poster.get("afgoerelser", [])
        yield koer("breve", "breve", str(ind), *valg, *beslutninger, "-o", str(ud / "breve"), koder=(0, 3))
        if poster.get("afgoerelser"):
            yield koer("breve uden", "breve", str(ind), *valg, "-o", str(ud / "breve-uden"), koder=(0, 3))
    yield koer("tjek json", "tjek", *filer, *egne, *dag, "--format", "json", koder=(0, 1, 3))
    for under in (["list"], ["vis", p.pulje], ["tjek", p.pulje], ["oversigt", p.pulje], ["graenser", p.pulje]):
        yield koer(f"regler {under[0]}", "regler", *under, *egne)
    yield koer("regler proev", "regler", "proev", p.pulje, *egne, koder=(0, 1))
    for sti in sorted(ud.rglob("*")):
        if sti.is_file():
            if sti.suffix == ".pdf":
                yield str(sti.relative_to(ud)), "\n".join(pdf_sider(sti.read_bytes()))
            yield from tekst_af(str(sti.relative_to(ud)), sti.read_bytes())


def _liste(a: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    return [v for v in a.values() if isinstance(v, list) and isinstance(v[0], dict)] or [[{}]]


def _flad(a: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of an application with those of a group by their full names: ``kontakt.mail``."""
    grupper = [(f"{n}.{m}", v) for n, g in a.items() if isinstance(g, dict) for m, v in g.items()]
    return {n: v for n, v in a.items() if not isinstance(v, dict)} | dict(grupper)


def _ordner(p: Puljeproeve) -> str:
    """Return the pack's method of ordering; empty if it has no order."""
    from ansoegning import load_regelsaet

    orden = load_regelsaet(p.pulje, regler=p.regler).data.raekkefoelge
    return orden.metode if orden is not None else ""


def _sider(p: Puljeproeve, mappe: Path) -> Iterator[tuple[str, str]]:
    """Yield the pages of an application and of a round, and every page that they and the pack link to."""
    filer = sorted((mappe / "ind").iterdir())
    with side(regler=p.regler) as s:
        set_: dict[str, str] = {}
        s.send("/ny", pulje=p.pulje)
        sager = [s.aabn(fil) for fil in filer[:2]]
        begynd = ["/", "/ny", f"/regler/{p.pulje}", *(f"/a/{i}" for i in sager)]
        if _ordner(p):
            runde = str(s.send("/runder/ny", navn="Prøve", pulje=p.pulje).url.path).rpartition("/")[2]
            s.send(f"/runder/{runde}/filer", filer=[("filer", (f.name, f.read_bytes())) for f in filer], slags="runden")
            for navn in ("vurderinger", "afgoerelser"):
                if (fil := mappe / f"{navn}.yaml").exists():
                    s.send(f"/runder/{runde}/filer", filer=[("filer", (fil.name, fil.read_bytes()))], slags="runden")
            begynd += [f"/runder/{runde}", "/runder", "/tabeller"]
        _gaa(s, begynd, set_, lambda sti: p.pulje in sti or not sti.startswith("/regler/"))
        yield from set_.items()


def _gaa(s: Side, begynd: Sequence[str], set_: dict[str, str], maa: Callable[[str], bool]) -> None:
    koe, kendt = list(begynd), set(begynd)
    while koe:
        sti = koe.pop(0)
        svar = s.klient.get(f"{s.rod}{sti}")
        # An empty draft cannot be written as a workbook yet; the page says so.
        assert svar.status_code in (200, 422), (sti, svar.status_code, svar.text[:500])
        if "text/html" in svar.headers["content-type"]:
            set_[f"side {sti}"] = html(svar.text)
            links = re.findall(r'href="([^"#]+)', svar.text)
        else:
            navn = re.search(r'filename="([^"]+)"', svar.headers.get("content-disposition", ""))
            set_ |= {f"side {sti} {n}": t for n, t in tekst_af(navn[1] if navn else "x.txt", svar.content)}
            links = []
        for link in map(unescape, links):
            rent = link.removeprefix(s.rod)
            if link.startswith(f"{s.rod}/") and "/statisk/" not in rent and rent not in kendt and maa(rent):
                kendt.add(rent)
                koe.append(rent)
