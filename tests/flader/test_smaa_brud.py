"""Faults that were found by attacking the program, each with the message or the limit that prevents it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ansoegning import load_regelsaet
from ansoegning.fejl import BrugsFejl, RegelsaetFejl
from ansoegning.indlaes.runde import afklar
from ansoegning.skriv.skabeloner import Skabeloner
from ansoegning.sprog.byg import HOEJST_TJEK
from hjaelp.batchkoersel import PULJE, bestil
from hjaelp.steder import DATA, ROD
from hjaelp.uden_rettigheder import koer as koer_uden_rettigheder
from hjaelp.uden_rettigheder import mappe_for_alle

pytestmark = pytest.mark.tung


SKOVBRYNET = ROD / "samples" / "botilbud-2025-26" / "skovbrynet.yaml"
UNIX = pytest.mark.skipif(os.name != "posix", reason="permissions and deleted current folders are Unix's")


@UNIX
@pytest.mark.parametrize(
    "argumenter",
    [
        ("tjek", "a.yaml"),
        ("rangliste", "."),
        ("rangliste", "a.yaml"),
        ("ny", "--pulje", PULJE),
        ("ny", "--pulje", PULJE, "-o", "b.yaml"),
        ("batch", "a.csv", "-o", "b.csv", "--pulje", PULJE),
        ("skriv", "a.yaml", "-o", "ud"),
        ("breve", ".", "-o", "ud"),
        ("regler", "skemaer", "-o", "ud"),
        ("regler", "list", "--regler", "x"),
    ],
    ids=lambda a: " ".join(a[:2]),
)
def test_i_en_slettet_mappe_er_der_en_besked(
    argumenter: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ansoegning.cli.gruppe import koer_kommando

    vaek = tmp_path / "vaek"
    vaek.mkdir()
    monkeypatch.chdir(vaek)
    vaek.rmdir()
    assert koer_kommando(list(argumenter)) == 2
    assert capsys.readouterr().err.strip()


@UNIX
def test_mapper_der_ikke_maa_ses_er_en_besked() -> None:
    with mappe_for_alle() as mappe:
        (mappe / "regler" / "lukket").mkdir(parents=True)
        (mappe / "ulistet").mkdir()
        (mappe / "regler" / "lukket").chmod(0)
        (mappe / "ulistet").chmod(0o111)
        for argumenter, besked in (
            (("regler", "list", "--regler", "regler"), "kan ikke læses. Se rettighederne"),
            (("tjek", "ulistet/a.yaml"), "Filen findes ikke"),
            (("batch", "ulistet/a.csv", "-o", "{ud}.csv", "--pulje", PULJE), "Filen findes ikke"),
            (("regler", "list", "--regler", "ulistet"), "kan ikke læses. Se rettighederne"),
        ):
            svar = koer_uden_rettigheder(argumenter, mappe)
            assert svar.returncode == 2, svar.stderr.decode()
            assert besked in " ".join(svar.stderr.decode().split())
        (mappe / "regler" / "lukket").chmod(0o700)
        (mappe / "ulistet").chmod(0o700)


def _pakke(mappe: Path, tekster: int, tjek: int) -> Path:
    pakke = mappe / f"p{tekster}-{tjek}" / "point-pulje"
    shutil.copytree(DATA / "puljer" / "point-pulje", pakke)
    fakta = (pakke / "fakta.yaml").read_text(encoding="utf-8")
    nye = "".join(f"    t{nr}: {{navn: tekst {nr}, type: tekst, brug: [oplysning]}}\n" for nr in range(tekster))
    (pakke / "fakta.yaml").write_text(fakta.replace("  ansoegning:\n", f"  ansoegning:\n{nye}"), encoding="utf-8")
    dokument = next(iter(load_regelsaet("point-pulje", regler=DATA / "puljer").data.dokumenter))
    (pakke / "skema.yaml").write_text(
        "skema:\n"
        + "".join(
            f"  - {{id: S{nr}, for_hver: tekst, alvor: advarsel, titel: t, naar: tegn(vaerdi) > {nr + 1} tegn, "
            f"besked: b, kilde: {{dokument: {dokument}, afsnit: a}}}}\n"
            for nr in range(tjek)
        ),
        encoding="utf-8",
    )
    return pakke


def test_en_pakke_har_et_budget_af_tjek(tmp_path: Path) -> None:
    # One of the texts belongs to the pack itself.
    assert len(load_regelsaet("point-pulje", regler=_pakke(tmp_path, 99, HOEJST_TJEK // 100)).skema) == HOEJST_TJEK
    begyndt = time.process_time()
    with pytest.raises(RegelsaetFejl) as fejl:
        load_regelsaet("point-pulje", regler=_pakke(tmp_path, 1_000, 300))
    assert "Regelsættet har over 5.000 tjek, når" in str(fejl.value)
    assert len(fejl.value.mangler) == 1
    assert time.process_time() - begyndt < 30


def test_mange_filer_af_en_ansoeger_giver_korte_beskeder() -> None:
    """Four times the files result in four times the text."""

    def tegn(antal: int) -> int:
        fejl, _ = afklar([(f"mappe/fil-{nr:04}.yaml", "0751", None) for nr in range(antal)])
        assert len(fejl) == antal
        return sum(map(len, fejl.values()))

    assert tegn(1_000) < 4.2 * tegn(250)


def test_en_lang_raekke_afviser_ikke_filen(tmp_path: Path) -> None:
    for laengde, afvist in ((900_000, 0), (1_100_000, 1)):
        (tmp_path / "a.csv").write_text(f"navn;fremmed\nA;x\nB;{'y ' * (laengde // 2)}\nC;z\n", encoding="utf-8")
        svar = bestil(tmp_path / "a.csv", tmp_path / "ud.csv", overskriv=True)
        assert (svar.ind, svar.afvist) == (3, afvist)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_en_skabelon_er_intet_link_ud_af_sin_mappe(tmp_path: Path) -> None:
    hemmelig = tmp_path / "hemmelig.txt"
    hemmelig.write_text("hemmeligt", encoding="utf-8")
    egne = tmp_path / "egne"
    (egne / "x").mkdir(parents=True)
    (egne / "x" / "link.j2").symlink_to(hemmelig)
    (egne / "x" / "henter.j2").write_text("{% include 'x/link.j2' %}", encoding="utf-8")
    (egne / "x" / "rigtig.j2").write_text("rigtig", encoding="utf-8")
    (egne / "x" / "inde.j2").symlink_to(egne / "x" / "rigtig.j2")
    skabeloner = Skabeloner(egne)
    assert skabeloner.udfyld("x/inde.j2", {}) == "rigtig"
    for navn in ("x/link.j2", "x/henter.j2"):
        with pytest.raises(BrugsFejl, match="er et link ud af mappen"):
            skabeloner.udfyld(navn, {})


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on a file's size is of Unix")
def test_er_der_ikke_plads_skrives_intet(tmp_path: Path) -> None:
    program = (
        "import resource, signal, sys\n"
        "from ansoegning.cli.gruppe import koer_kommando\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (3500, 3500))\n"
        f"sys.exit(koer_kommando(['skriv', {str(SKOVBRYNET)!r}, '-o', {str(tmp_path)!r}, '--som', 'indtast']) or\n"
        f"         koer_kommando(['skriv', {str(SKOVBRYNET)!r}, '-o', {str(tmp_path / 'b')!r}, '--som', 'print']))\n"
    )
    svar = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert svar.returncode == 2, svar.stderr
    assert "kan ikke skrives: filen bliver større, end systemet tillader." in svar.stderr
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["skovbrynet-indtast.txt"]
