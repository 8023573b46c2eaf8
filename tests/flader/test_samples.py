"""The samples: every invented application gives the answer stored beside it, every broken file its error.

``NAVN.svar.json`` is stored beside a sample, ``NAVN.fejl.json`` beside a broken file. Both are derived from the letter
and the contract, so a difference is a fault in the program, the pack or the answer; never copy the program's output to
the file.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ansoegning import load_regelsaet
from ansoegning.cli.gruppe import koer_kommando
from ansoegning.indlaes.ansoegning import laes_ansoegning
from ansoegning.indlaes.fil import laes_fil
from ansoegning.model.ansoegning import Ansoegning
from ansoegning.model.regelsaet import Rolle
from ansoegning.system.steder import mappe

pytestmark = pytest.mark.tung

SAMPLES = mappe("samples")
BROKEN = SAMPLES / "fejl"
# Every other folder is named after its pack, so that a new folder is tested too.
PULJER = sorted(p.name for p in SAMPLES.iterdir() if p.is_dir() and p != BROKEN)
ANSWER = ".svar.json"
ERROR = ".fejl.json"
# Complete rounds are tested elsewhere.
ROUNDS = {"runde"}
# Figures that were really reported; these files name their source instead.
REAL = {"laanepulje-2020/ikast-brande.yaml", "resultatkontrakt-2023/aaret-2023.yaml"}
MISTAKE_FREE = SAMPLES / "botilbud-2025-26" / "klar.yaml"
YAML_TWIN = SAMPLES / "botilbud-2025-26" / "lyngbakken.yaml"
JSON_TWIN = SAMPLES / "botilbud-2025-26" / "lyngbakken-som-json.json"
TWINS = [
    (YAML_TWIN, JSON_TWIN),
    (YAML_TWIN, YAML_TWIN.with_name("lyngbakken-som-projektmappe.xlsx")),
    # Formulas, numbers as text, per cents as shares, moved and renamed columns; saved by LibreOffice.
    (MISTAKE_FREE, MISTAKE_FREE.with_name("klar-fra-libreoffice.xlsx")),
]


def _files(folder: Path, beside: str) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.is_file() and not p.name.endswith(beside))


def _name(path: Path) -> str:
    return path.relative_to(SAMPLES).as_posix()


def _expected(path: Path, beside: str) -> dict[str, Any]:
    answer = json.loads(path.with_name(path.stem + beside).read_text(encoding="utf-8"))
    assert isinstance(answer, dict)
    return answer


def _words(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8")
    book = openpyxl.load_workbook(path, read_only=True)
    texts = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    book.close()
    return "\n".join(str(text) for text in texts if text is not None)


APPLICATIONS = [p for pulje in PULJER for p in _files(SAMPLES / pulje, ANSWER)]
BROKEN_FILES = _files(BROKEN, ERROR)


def _answer(obj: dict[str, Any], code: int, lists: list[str]) -> dict[str, Any]:
    """Return the program's answer in the format of an answer file."""
    # Rows that only contain figures for the application's own criteria have no criteria.
    rows = {str(row["nr"]): row["kriterier"] for name in lists for row in obj[name] if row["kriterier"]}
    if "kriterier" in obj:
        rows["0"] = obj["kriterier"]
    return {
        "udgangskode": code,
        "resultat": obj["resultat"],
        "klar": obj["klar"],
        "resultat_antal": obj["resultat_antal"],
        "kriterier": {nr: {k["id"]: k["status"] for k in criteria} for nr, criteria in rows.items()},
        "skema": [[finding["id"], finding["felt"]] for finding in obj["skema"]],
        "opgaver": [task["id"] for task in obj["opgaver"]],
    }


def _lists(pulje: str) -> list[str]:
    return list(load_regelsaet(pulje).data.lister)


def _run(path: Path, capture: pytest.CaptureFixture[bytes]) -> tuple[int, dict[str, Any], str]:
    """Run the command in this process; returns the exit code, the file's object, and the messages."""
    code = koer_kommando(["tjek", str(path), "--format", "json"])
    out = capture.readouterr()
    (obj,) = json.loads(out.out.decode("utf-8"))
    return code, obj, out.err.decode("utf-8", "replace")


def _run_process(path: Path) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "ansoegning", "tjek", str(path), "--format", "json"],
        capture_output=True,
        check=False,
        timeout=120,
    )
    (obj,) = json.loads(done.stdout.decode("utf-8"))
    return done.returncode, obj


# The folders themselves


def test_mapperne_er_ikke_tomme() -> None:
    assert len(_files(SAMPLES / "botilbud-2025-26", ANSWER)) >= 14
    assert all(len(_files(SAMPLES / pulje, ANSWER)) >= 2 for pulje in PULJER)
    assert len(BROKEN_FILES) >= 20


def test_alt_i_mapperne_bliver_proevet() -> None:
    assert all(_files(SAMPLES / pulje, ANSWER) for pulje in PULJER)
    assert all(
        p.is_file() or p.name in ROUNDS for folder in (*PULJER, BROKEN.name) for p in (SAMPLES / folder).iterdir()
    )


@pytest.mark.parametrize(("folder", "beside"), [*((p, ANSWER) for p in PULJER), (BROKEN.name, ERROR)])
def test_hver_proeve_har_et_svar_og_hvert_svar_en_proeve(folder: str, beside: str) -> None:
    samples = [p.stem for p in _files(SAMPLES / folder, beside)]
    answers = {p.name.removesuffix(beside) for p in (SAMPLES / folder).glob(f"*{beside}")}
    assert len(samples) == len(set(samples)), "two samples would share one answer"
    assert set(samples) == answers


@pytest.mark.parametrize("path", APPLICATIONS, ids=_name)
def test_hver_proeve_siger_at_den_er_opdigtet(path: Path) -> None:
    text = _words(path)
    if _name(path) in REAL:
        assert "Kilde: " in text.split("\n\n")[0]
    elif path.suffix in (".json", ".xlsx"):
        assert "Opdigtet ansøgning. Projekterne findes ikke." in text
    else:
        # The first line after the one that tells an editor the schema.
        first = next(line for line in text.splitlines() if not line.startswith("# yaml-language-server:"))
        assert first.startswith(("# Opdigtet ", "# Opdigtede ")), "the first line says it"


@pytest.mark.parametrize("path", APPLICATIONS, ids=_name)
def test_kontakter_er_tydeligt_opdigtede(path: Path) -> None:
    application = _read(path)
    if "kontakt.navne" in application.fakta:
        assert "(opdigtet)" in str(application.fakta["kontakt.navne"])
        mails = str(application.fakta["kontakt.e_postkasser"]).split(";")
        assert all(mail.strip().endswith("@example.dk") for mail in mails)


# Applications


@pytest.mark.parametrize("path", APPLICATIONS, ids=_name)
def test_en_proeve_giver_sit_svar(path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, obj, err = _run(path, capfdbinary)
    assert _answer(obj, code, _lists(path.parent.name)) == _expected(path, ANSWER)
    assert obj["pulje"] == path.parent.name
    assert not err


def test_hvert_udfald_er_blandt_proeverne() -> None:
    answers = [_expected(p, ANSWER) for p in APPLICATIONS if p.parent.name == "botilbud-2025-26"]
    assert {a["udgangskode"] for a in answers} == {0, 1, 3}
    statuses = {(id_, s) for a in answers for row in a["kriterier"].values() for id_, s in row.items()}
    pack = load_regelsaet("botilbud-2025-26")
    roles: tuple[Rolle, ...] = ("opfyldt", "ikke_opfyldt", "uoplyst", "skoen")
    # A date is in time or not, so K3 never needs an assessor's judgement. Nor does K4, which has no exception.
    assert {(k.data.id, pack.status(r)) for k in pack.kriterier for r in roles} - statuses == {
        ("K3", pack.status("skoen")),
        ("K4", pack.status("skoen")),
    }


def test_den_fejlfri_proeve_har_ingen_fund(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, obj, _ = _run(MISTAKE_FREE, capfdbinary)
    assert code == 0
    assert obj["skema"] == []
    assert obj["klar"] is True
    assert len(obj["projekter"]) == 2


def _read(path: Path) -> Ansoegning:
    return laes_ansoegning(laes_fil(str(path)), load_regelsaet(path.parent.name), str(path))


@pytest.mark.parametrize(("path", "twin"), TWINS, ids=lambda path: path.name)
def test_samme_ansoegning_i_et_andet_format_har_de_samme_fakta(path: Path, twin: Path) -> None:
    one, other = _read(path), _read(twin)
    assert dict(one.fakta) == dict(other.fakta)
    assert {name: list(rows) for name, rows in one.raekker.items()} == {
        name: list(rows) for name, rows in other.raekker.items()
    }
    assert not one.vaerdimangler
    assert not other.vaerdimangler
    assert len(one.fakta) >= 10
    assert _expected(path, ANSWER) == _expected(twin, ANSWER)


# Broken files


@pytest.mark.parametrize("path", BROKEN_FILES, ids=_name)
def test_en_oedelagt_fil_giver_sin_fejl(path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    expected = _expected(path, ERROR)
    code, obj, err = _run(path, capfdbinary)
    assert code == expected.pop("udgangskode")
    assert obj == {"fil": str(path), "fejl": [expected]}
    assert expected["besked"] in err


@pytest.mark.parametrize("path", BROKEN_FILES, ids=_name)
def test_en_fejl_er_en_hel_dansk_saetning(path: Path) -> None:
    error = _expected(path, ERROR)
    place = {"linje", "kolonne"} | ({"ark", "celle"} if "ark" in error else set())
    assert set(error) == {"udgangskode", "besked"} | place
    message = error["besked"]
    assert message.endswith((".", "?"))
    english = {"the", "expected", "found", "could", "while", "unexpected", "invalid", "line", "character"}
    assert not english & set(message.lower().replace(".", " ").replace(",", " ").split())
    assert (error["linje"] is None) == (error["kolonne"] is None)


# In a separate process


@pytest.mark.parametrize(
    "path",
    [MISTAKE_FREE, SAMPLES / "botilbud-2025-26" / "skovbrynet.yaml", JSON_TWIN, SAMPLES / sorted(REAL)[0]],
    ids=_name,
)
def test_programmet_selv_giver_svaret(path: Path) -> None:
    code, obj = _run_process(path)
    assert _answer(obj, code, _lists(path.parent.name)) == _expected(path, ANSWER)


@pytest.mark.parametrize("name", ["bombe.yaml", "json-afkortet.json", "windows-1252.yaml"])
def test_programmet_selv_giver_fejlen(name: str) -> None:
    expected = _expected(BROKEN / name, ERROR)
    code, obj = _run_process(BROKEN / name)
    assert code == expected.pop("udgangskode")
    assert obj["fejl"] == [expected]
