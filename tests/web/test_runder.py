"""Rounds on the page have the same answers as the commands; uploads are stored completely or not at all."""

from __future__ import annotations

import asyncio
import io
import json
import os
import random
import re
import socket
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from ansoegning import load_regelsaet, rangliste
from ansoegning.handlinger.breve import skriv_breve
from ansoegning.handlinger.koerselsvalg import Koerselsvalg
from ansoegning.handlinger.runde import Rundebestilling, papir, regn_fuldt, svar_af
from ansoegning.system.steder import mappe
from ansoegning.web.delt import Delt
from ansoegning.web.runder import HOEJST_FILER
from ansoegning.web.rundesvar import ROBUSTHED, Syn
from hjaelp.lav_runde import _yaml, runde
from hjaelp.puljer import DATA, POINT, TILTAG
from hjaelp.side import Side, side

PULJE = "botilbud-2025-26"
RUNDE = mappe("samples") / PULJE / "runde"
MB = 1024 * 1024
# Few drawn rounds in every run; set the variable to try more.
TRUKNE = int(os.environ.get("ANSOEGNING_RUNDER", "4"))


@pytest.fixture
def besoeg() -> Iterator[Side]:
    with side() as s:
        yield s


def ny(besoeg: Side, navn: str = "Prøve") -> str:
    return str(besoeg.send("/runder/ny", navn=navn, pulje=PULJE).url.path).rpartition("/")[2]


def laeg_ind(besoeg: Side, id_: str, filer: Mapping[str, bytes], status: int = 200, slags: str = "egen") -> str:
    sendt = [("filer", (navn, data)) for navn, data in filer.items()]
    return str(besoeg.send(f"/runder/{id_}/filer", status, filer=sendt, slags=slags).text)


def i_mappen(rod: Path, under: str = "") -> dict[str, bytes]:
    """Return the files below a folder, with the names that a browser sends for a dropped folder."""
    return {
        f"{rod.name}/{f.relative_to(rod).as_posix()}": f.read_bytes()
        for f in sorted((rod / under).rglob("*"))
        if f.is_file()
    }


def svaret(besoeg: Side, id_: str, syn: Syn, *, fuldt: bool) -> Any:
    """Return the answer that the page shows, as the command's JSON."""
    r: Delt = besoeg.klient.app.state.delt

    async def hent() -> Any:
        fundet = await r.lager.runder.hent(r.ejer, id_)
        if fuldt:
            await r.runder.begynd(r.ejer, fundet, syn)
            while not (billede := await r.runder.billede(r.ejer, fundet, syn)).fuldt:
                arbejde = await r.runder.arbejde(r.ejer, fundet, syn)
                assert arbejde is None or arbejde.tilstand in ("koerer", "faerdig"), arbejde.besked
                await asyncio.sleep(0.05)
            return billede
        return await r.runder.billede(r.ejer, fundet, syn)

    billede = besoeg.klient._loop.run(hent())
    assert billede.fuldt is fuldt
    return json.loads(papir(billede.svar, "json"))


def som_json(svar: Any, rod: Path) -> Any:
    """Return the command's answer, with the file names of the page."""
    return json.loads(json.dumps(svar.til_json(), ensure_ascii=False).replace(f"{rod.parent}/", ""))


def test_proeverunden_felt_for_felt(besoeg: Side) -> None:
    """Compare every field of the complete answer, and of a region's own list with and without the national round."""
    id_ = ny(besoeg)
    rod = RUNDE / "ansoegninger"
    laeg_ind(besoeg, id_, i_mappen(rod))
    hele = som_json(rangliste(str(rod), robusthed=ROBUSTHED), rod)
    assert svaret(besoeg, id_, Syn(), fuldt=True) == hele
    liste = svaret(besoeg, id_, Syn("Region Nordjylland"), fuldt=False)
    egen = som_json(rangliste(str(rod / "nordjylland")), rod)
    assert _uden_det_lange(liste) == _uden_det_lange(egen)


def _uden_det_lange(svar: Any) -> Any:
    """Return an answer without the parts calculated in the background, and without files outside the list."""
    lange = ("fortolkninger", "triage", "ubrugt_kunne", "robusthed", "fejl", "sprunget_over", "forskel")
    return {n: v for n, v in svar.items() if n not in lange}


def test_en_region_i_den_nationale_runde(besoeg: Side, tmp_path: Path) -> None:
    """The rest of the same round, or separate files as the rest: the same answer as ``--runde``."""
    rod = RUNDE / "ansoegninger"
    resten = tmp_path / "ansoegninger"
    for navn, data in i_mappen(rod).items():
        if "/nordjylland/" not in navn:
            (tmp_path / navn).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / navn).write_bytes(data)
    ventet = som_json(rangliste(str(rod / "nordjylland"), runde=str(resten)), rod)
    id_ = ny(besoeg)
    laeg_ind(besoeg, id_, i_mappen(rod))
    fundet = svaret(besoeg, id_, Syn("Region Nordjylland", med_runden=True), fuldt=False)
    assert fundet["runde"] == ventet["runde"]
    assert fundet["projekter"] == ventet["projekter"]
    andet = ny(besoeg)
    laeg_ind(besoeg, andet, i_mappen(rod, "nordjylland"))
    laeg_ind(besoeg, andet, i_mappen(resten), slags="resten")
    assert svaret(besoeg, andet, Syn(med_runden=True), fuldt=False)["projekter"] == ventet["projekter"]


@pytest.mark.parametrize("froe", range(TRUKNE))
def test_trukne_runder(besoeg: Side, tmp_path: Path, froe: int) -> None:
    """Some of the invented municipalities, with facts changed at random; and a changed parameter."""
    r = random.Random(froe)
    alle = list(runde().values())
    rod = tmp_path / "runde"
    rod.mkdir()
    for nr, egen in enumerate(r.sample(alle, r.randrange(2, 25))):
        a = {**egen, "projekter": [dict(p) for p in egen["projekter"]]}
        for p in a["projekter"]:
            for navn in r.sample(sorted(p), r.randrange(4)):
                if navn != "navn":
                    p.pop(navn)
            p["koordinering"] = r.choice(["kkr", "tvaerkommunal", "ingen"])
            p["bruttoanlaegsudgift_2026"] = r.randrange(8_000, 60_000)
        (rod / f"{nr:02d}.yaml").write_bytes(_yaml(a))
    (rod / "forkert.yaml").write_text("kommune: [", encoding="utf-8")
    id_ = ny(besoeg)
    laeg_ind(besoeg, id_, i_mappen(rod))
    fuldt = froe % 4 == 0
    hele = som_json(rangliste(str(rod), robusthed=ROBUSTHED if fuldt else None), rod)
    fundet = svaret(besoeg, id_, Syn(), fuldt=fuldt)
    if fuldt:
        assert fundet == hele
    else:
        assert _uden_det_lange(fundet) == _uden_det_lange(hele)
        assert fundet["fejl"] == hele["fejl"]
    saet = {"mindste_anlaegsudgift": str(r.randrange(10_000, 50_000))}
    ventet = rangliste(str(rod), saet=saet).forskel
    delt: Delt = besoeg.klient.app.state.delt
    gemt = besoeg.klient._loop.run(delt.lager.runder.hent(delt.ejer, id_))
    ((navn, vaerdi),) = saet.items()
    proevet = besoeg.klient._loop.run(delt.runder.parameter(delt.ejer, gemt, Syn(), navn, vaerdi))
    assert proevet.forskel == ventet


def test_vurderinger_og_afgoerelser_fra_filer_og_brevene(besoeg: Side, tmp_path: Path) -> None:
    """A dropped folder with an assessor's file and decisions has the same answer as the commands."""
    id_ = ny(besoeg)
    laeg_ind(besoeg, id_, i_mappen(RUNDE))
    rod = RUNDE / "ansoegninger"
    vurderinger = RUNDE / "vurderinger.yaml"
    skrevet = skriv_breve(
        str(rod), tmp_path, Koerselsvalg(vurderinger=str(vurderinger)), afgoerelser=str(RUNDE / "afgoerelser.yaml")
    )
    ventet = skrevet.svar.til_json()
    fundet = svaret(besoeg, id_, Syn(), fuldt=False)
    assert [(p["betegnelse"], p["rang"], p["udfald"]) for p in fundet["projekter"]] == [
        (p["betegnelse"], p["rang"], p["udfald"]) for p in ventet["projekter"]
    ]
    assert not fundet["vurderinger_ikke_brugt"]
    svar = besoeg.klient.get(f"{besoeg.rod}/runder/{id_}/breve")
    assert svar.status_code == 200, svar.text
    with zipfile.ZipFile(io.BytesIO(svar.content)) as arkiv:
        assert sorted(arkiv.namelist()) == sorted(f.name for f in tmp_path.iterdir())
        for f in tmp_path.glob("*.txt"):
            assert arkiv.read(f.name) == f.read_bytes(), f.name
    afgjort = besoeg.hent(f"/runder/{id_}/afgoerelser")
    assert afgjort.count("Afviger fra beregningen") >= 1
    # If the entries are downloaded and uploaded again, none is added twice.
    for slags in ("vurderinger", "afgoerelser"):
        fil = besoeg.klient.get(f"{besoeg.rod}/runder/{id_}/poster/{slags}").content
        antal = len(json.loads(fil)[slags])
        laeg_ind(besoeg, id_, {f"{slags}.json": fil})
        igen = besoeg.klient.get(f"{besoeg.rod}/runder/{id_}/poster/{slags}").content
        assert antal > 0
        assert len(json.loads(igen)[slags]) == antal


def test_vaerdier_fra_json_staar_som_tekst() -> None:
    from ansoegning.web.runder import ny_post

    post = {"svar": True, "beloeb": {"2025": 12_500_000}, "hviler_paa": {"bortfald_forventes": False, "x": None}}
    assert ny_post(post)["post"] == {
        "svar": "ja",
        "beloeb": {"2025": "12500000"},
        "hviler_paa": {"bortfald_forventes": "nej"},
    }


def test_en_afgoerelse_om_et_projekt_der_ikke_er_her(besoeg: Side) -> None:
    """It is listed separately and can be removed; until then no letters are written, and the page states why."""
    id_ = ny(besoeg)
    filer = i_mappen(RUNDE, "ansoegninger/nordjylland")
    laeg_ind(besoeg, id_, filer | {"afgoerelser.yaml": (RUNDE / "afgoerelser.yaml").read_bytes()})
    svar = besoeg.klient.get(f"{besoeg.rod}/runder/{id_}/breve")
    assert svar.status_code == 422
    assert "Brevene kan ikke skrives endnu" in svar.text
    assert "Om projekter, der ikke er her" in svar.text
    while (post := re.search(r'name="post" value="(\w+)"', besoeg.hent(f"/runder/{id_}/afgoerelser"))) is not None:
        version = re.search(r'name="version" value="(\d+)"', besoeg.hent(f"/runder/{id_}/afgoerelser"))
        assert version is not None
        besoeg.send(f"/runder/{id_}/afgoerelser/fjern", post=post[1], version=version[1])
    assert besoeg.klient.get(f"{besoeg.rod}/runder/{id_}/breve").status_code == 200


def test_en_vurdering_flytter_stregen(besoeg: Side) -> None:
    """A project that needed judgement becomes a candidate, and the sums follow."""
    id_ = ny(besoeg)
    laeg_ind(besoeg, id_, i_mappen(RUNDE / "ansoegninger"))
    foer = svaret(besoeg, id_, Syn(), fuldt=False)
    skoen = next(p for p in foer["projekter"] if p["udfald"] == "kraever_vurdering")
    side_ = besoeg.hent(f"/runder/{id_}/vurderinger")
    nr = re.search(rf"vurdering/(\d+)\">Vurdér<span class=\"sr-only\"> {re.escape(skoen['betegnelse'])}", side_)
    assert nr is not None
    felter = {"begrundelse": "Opdigtet.", "af": "AB", "dato": "20/05/2024"}
    for kriterium in [a["id"] for a in skoen["aabent"]]:
        version = re.search(r'name="version" value="(\d+)"', besoeg.hent(f"/runder/{id_}/vurdering/{nr[1]}"))
        assert version is not None
        felter["version"] = version[1]
        sene = {**felter, "dato": "20/05/2124", "hvad": f"kriterium:{kriterium}", "svar": "opfyldt"}
        afvist = besoeg.send(f"/runder/{id_}/vurdering/{nr[1]}", 422, felter=sene)
        assert "20/05/2124 ligger uden for de datoer" in afvist.text
        besoeg.send(
            f"/runder/{id_}/vurdering/{nr[1]}", felter={**felter, "hvad": f"kriterium:{kriterium}", "svar": "opfyldt"}
        )
    efter = svaret(besoeg, id_, Syn(), fuldt=False)
    nu = next(p for p in efter["projekter"] if p["betegnelse"] == skoen["betegnelse"])
    assert nu["rang"] is not None
    assert efter["ansoegt"] != foer["ansoegt"]
    # Submitting the same form again is based on an older version and is refused.
    besoeg.send(f"/runder/{id_}/vurdering/{nr[1]}", 409, felter={**felter, "hvad": "afvigelse", "vaerdi": "3"})


# ---- Uploads are stored completely or not at all


def filer_i(besoeg: Side, id_: str) -> int:
    r: Delt = besoeg.klient.app.state.delt
    return len(besoeg.klient._loop.run(r.lager.runder.filer(r.ejer, id_)))


def test_den_stoerste_tilladte_maengde_og_lidt_til(besoeg: Side) -> None:
    id_ = ny(besoeg)
    stor = b"PK\x03\x04" + bytes(10 * MB - 4)
    laeg_ind(besoeg, id_, {f"{nr}.xlsx": stor for nr in range(10)})
    assert filer_i(besoeg, id_) == 10
    svar = laeg_ind(besoeg, id_, {"for-stor.xlsx": stor + b"x", "god.yaml": b"pulje: botilbud-2025-26"}, 422)
    assert "for-stor.xlsx fylder over 10 MB" in svar
    assert "Intet er lagt ind" in svar
    laeg_ind(besoeg, id_, {f"{nr}.xlsx": stor for nr in range(11, 23)}, 413)
    assert filer_i(besoeg, id_) == 10


# The form parser leaves its last part to be closed by the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_det_der_ender_halvvejs(besoeg: Side) -> None:
    id_ = ny(besoeg)
    krop = (
        f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{besoeg.csrf}\r\n'
        '--x\r\nContent-Disposition: form-data; name="filer"; filename="a.yaml"\r\n\r\npulje: botilb'
    ).encode()
    svar = besoeg.klient.post(
        f"{besoeg.rod}/runder/{id_}/filer", content=krop, headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert svar.status_code in (400, 422)
    assert filer_i(besoeg, id_) == 0


def test_forbindelsen_brydes_midt_i_det_hele(tmp_path: Path) -> None:
    """Over a real connection: nothing is stored, and the server answers the next request."""
    proces = subprocess.Popen(
        [sys.executable, "-m", "ansoegning", "web", "--ingen-browser", "--data", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert proces.stdout is not None
    try:
        with httpx.Client(follow_redirects=True) as k:
            forside = k.get(proces.stdout.readline().strip())
            rod = str(forside.url).rstrip("/")
            csrf = re.search(r'name="csrf" value="([^"]*)"', forside.text)
            assert csrf is not None
            runden = k.post(f"{rod}/runder/ny", data={"csrf": csrf[1], "navn": "Brudt", "pulje": PULJE}).url
            hoved = (
                f"POST {runden.path}/filer HTTP/1.1\r\nHost: {runden.netloc.decode()}\r\n"
                f"Cookie: ansoegning={k.cookies['ansoegning']}\r\nContent-Length: 5000000\r\n"
                "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
                f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf[1]}\r\n'
                '--x\r\nContent-Disposition: form-data; name="filer"; filename="a.yaml"\r\n\r\npulje: '
            )
            with socket.create_connection((runden.host, runden.port or 80)) as stik:
                stik.sendall(hoved.encode() + b"x" * 100_000)
            time.sleep(0.3)
            assert "a.yaml" not in k.get(str(runden)).text
    finally:
        proces.terminate()
        _, fejl = proces.communicate(timeout=60)
    assert "Traceback" not in fejl
    assert not list(tmp_path.glob("tabeller/*"))


@pytest.mark.parametrize(
    ("navn", "kaldt"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\Users\\x\\a.yaml", "C/Users/x/a.yaml"),
        ("a\x00b\n.yaml", "a b .yaml"),
        ("/abs.yaml", "abs.yaml"),
        ("mappe/.skjult.yaml", "mappe/.skjult.yaml"),
    ],
)
def test_navne_foerer_ingen_steder_hen(navn: str, kaldt: str) -> None:
    from ansoegning.web.runder import _filnavn

    fundet = _filnavn(navn)
    assert ".." not in fundet.split("/")
    assert not fundet.startswith("/")
    assert fundet.replace(" ", "") == kaldt.replace(" ", "")


def test_en_anden_persons_runde_og_fremmede_numre(besoeg: Side) -> None:
    id_ = ny(besoeg)
    r: Delt = besoeg.klient.app.state.delt
    fremmed = besoeg.klient._loop.run(
        r.lager.runder.opret("en anden", "Fremmed", {"valg": {"pulje": PULJE}, "vurderinger": [], "afgoerelser": []})
    )
    for sti in ("", "/liste", "/breve", "/poster/vurderinger"):
        assert besoeg.klient.get(f"{besoeg.rod}/runder/{fremmed.id}{sti}").status_code == 404
    besoeg.send(f"/runder/{fremmed.id}/slet", 404)
    for sti in ("/afgoerelse/0", "/afgoerelse/9999", "/vurdering/1", "/hent/exe", "/poster/filer"):
        assert besoeg.klient.get(f"{besoeg.rod}/runder/{id_}{sti}").status_code == 404
    besoeg.send(f"/runder/{id_}/fjern", 404, fil="12345")


def test_uden_sidens_maerke_aendres_intet(besoeg: Side) -> None:
    id_ = ny(besoeg)
    for sti in ("filer", "fjern", "valg", "slet", "begynd", "stands", "vurdering/1", "afgoerelse/1"):
        svar = besoeg.klient.post(f"{besoeg.rod}/runder/{id_}/{sti}", data={"csrf": "forkert"})
        assert svar.status_code == 403, sti
    assert "Prøve" in besoeg.hent(f"/runder/{id_}")


def test_alt_i_runden_vises_kun_som_tekst(besoeg: Side) -> None:
    """Names and reasons that contain code are shown as text, and are harmless cells in downloaded files."""
    id_ = ny(besoeg, "<script>alert(1)</script>")
    fil = (RUNDE / "ansoegninger" / "nordjylland" / "0810-broenderslev.yaml").read_text(encoding="utf-8")
    ond = re.sub(r"navn: .*", "navn: '=cmd|''/c calc''!A1<img src=x>'", fil, count=1)
    laeg_ind(besoeg, id_, {"<b>.yaml": ond.encode()})
    for sti in ("", "/liste", "/fasthed", "/vurderinger", "/afgoerelser", "/parametre", "/papirer", "/historik"):
        side_ = besoeg.hent(f"/runder/{id_}{sti}")
        assert "<script>alert" not in side_
        assert "<img" not in side_
    csv = besoeg.klient.get(f"{besoeg.rod}/runder/{id_}/hent/csv").text
    assert ";'=cmd" in csv or "\"'=cmd" in csv


def test_et_arbejde_kan_standses(besoeg: Side) -> None:
    id_ = ny(besoeg)
    laeg_ind(besoeg, id_, i_mappen(RUNDE / "ansoegninger"))
    besoeg.send(f"/runder/{id_}/begynd")
    assert "Det regnes ved siden af" in besoeg.hent(f"/runder/{id_}/fasthed")
    besoeg.send(f"/runder/{id_}/stands")
    time.sleep(0.2)
    assert "Arbejdet er standset" in besoeg.hent(f"/runder/{id_}/fasthed")


def test_flere_filer_end_der_laeses_ad_gangen(besoeg: Side) -> None:
    """The message states the number and what to do; none of the files is stored."""
    id_ = ny(besoeg)
    assert f"Højst {HOEJST_FILER} filer ad gangen" in besoeg.hent(f"/runder/{id_}")
    svar = laeg_ind(besoeg, id_, {f"{nr}.yaml": b"kommune: Aarhus" for nr in range(HOEJST_FILER + 1)}, 422)
    assert f"flere end {HOEJST_FILER} filer" in svar
    assert f"højst {HOEJST_FILER} hver gang" in svar
    assert "0.yaml" not in besoeg.hent(f"/runder/{id_}")


def test_fremgangen_siger_hvert_trin() -> None:
    """Reading, interpretations, open questions and weight sets: each step is reported, and progress never decreases."""
    sagt: list[tuple[str, float]] = []
    filer = i_mappen(RUNDE / "ansoegninger")
    bestilling = Rundebestilling(egne=tuple(filer.items()), pulje=PULJE, robusthed=5)
    regn_fuldt(lambda hvad, pct: sagt.append((hvad, pct)), bestilling)
    assert [pct for _, pct in sagt] == sorted(pct for _, pct in sagt)
    trin = Counter(hvad for hvad, _ in sagt)
    assert list(trin) == [
        "Læser og vurderer ansøgningerne",
        "Prøver de andre læsninger",
        "Prøver de åbne spørgsmål",
        "Trækker vægtsæt",
    ]
    assert trin["Prøver de andre læsninger"] == sum(
        len(f.alternativer) for f in load_regelsaet(PULJE).data.fortolkninger
    )
    assert trin["Prøver de åbne spørgsmål"] > 1
    assert 0 < sagt[0][1] < sagt[-1][1] < 100


def test_en_pulje_med_point_regnes_faerdig() -> None:
    """The method's weights are fixed, so no weight sets are drawn; the rest is calculated as for any pool."""
    filer = {f"{k}.json": json.dumps({"pulje": POINT, "kommune": k, "tiltag": t}).encode() for k, t in TILTAG.items()}
    bestilling = Rundebestilling(egne=tuple(filer.items()), pulje=POINT, regler=str(DATA), robusthed=ROBUSTHED)
    svar = svar_af(regn_fuldt(lambda *_: None, bestilling))
    assert svar.robusthed is None
    assert len(svar.projekter) == sum(len(t) for t in TILTAG.values())


def test_den_seneste_runde_laeses_mens_den_findes(tmp_path: Path) -> None:
    """After a restart the start page reads the latest round in the background, for pages that need the judged round."""
    with side(tmp_path) as s:
        id_ = ny(s)
        laeg_ind(s, id_, i_mappen(RUNDE / "ansoegninger", "nordjylland"))
    with side(tmp_path) as s:
        r: Delt = s.klient.app.state.delt
        slut = time.monotonic() + 60
        while not r.runder._grundlag and time.monotonic() < slut:
            s.vent(0.05)
        (kendt,) = r.runder._grundlag.values()
        assert len(kendt.alle.alle) >= 1
        s.hent(f"/runder/{id_}/parametre?navn=mindste_anlaegsudgift&vaerdi=30.000")
        assert list(r.runder._grundlag.values()) == [kendt]
