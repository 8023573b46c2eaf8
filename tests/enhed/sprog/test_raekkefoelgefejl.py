"""Invalid orders: every impossible combination is reported when the pack is loaded, with its location and advice.

Each case replaces one text of a small valid order (``data/puljer``); ¶ marks the character that the error must point
at.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ansoegning.cli.gruppe import koer_kommando
from ansoegning.fejl import RegelsaetFejl
from ansoegning.indlaes.regelsaet import load_regelsaet
from hjaelp.steder import ROD

pytestmark = pytest.mark.tung

DATA = ROD / "tests" / "data" / "puljer"
KILDE = "kilde: {dokument: opslag, afsnit: Fordeling}"
GRUPPE = "  gruppe: {navn: region, region_af: [kommune]}\n"
GARANTI = f"  garanti: {{id: G1, titel: Mindst en, {KILDE}}}\n"
DELING = f"  deling: {{id: D1, titel: Lige, form: lige, {KILDE}}}\n"


def FORHOLD(skrevet: str) -> tuple[str, str]:  # noqa: N802 - used like a constant in the table below
    """Return a replacement that inserts another point criterion before the others."""
    kriterium = f"      - id: P0\n        titel: T\n        {skrevet}\n        {KILDE}\n"
    return "    kriterier:\n", f"    kriterier:\n{kriterium}"


# Pack, text, replacement, part of the message.
FEJL: dict[str, tuple[str, str, str, str]] = {
    # Keys
    "ukendt faktum": ("m", "udtryk: modtaget\n", "udtryk: ¶modtagett\n", "Mente du »modtaget«?"),
    "retning passer ikke": ("m", "retning: tidligst_foerst", "retning: ¶stoerst_foerst", "eller senest_foerst"),
    "retning mangler": ("m", "      retning: tidligst_foerst\n", "", "netop én af nøglerne retning"),
    "retning ukendt": ("m", "retning: tidligst_foerst", "retning: ¶foerst", "kan ikke stå her"),
    "to kilder til vaerdien": ("m", "retning: tidligst", "vurdering: x\n      retning: tidligst", "vurdering og point"),
    "vurdering findes ikke": ("m", "udtryk: modtaget\n", "vurdering: ¶nytte\n", "blandt vurderingsfakta"),
    "ens for alle": ("m", "udtryk: modtaget\n", "udtryk: ¶frist\n", "læser intet faktum"),
    "ellers af en anden slags": (
        "m", "udtryk: modtaget\n", "udtryk: modtaget\n      ellers: ¶fast_tilskud\n", "Her skal stå en dato"),
    "ukendt hvorhen": ("m", "udtryk: modtaget\n", "udtryk: modtaget\n      ukendt: ¶midten\n", "foerst, sidst"),
    "lag af datoer": ("m", "udtryk: modtaget\n", "udtryk: modtaget\n      ¶lag: [01/01/2024]\n", "Kun tal"),
    "ja foerst": ("m", "udtryk: modtaget\n", "udtryk: pulje_foer\n", "ja_foerst eller nej_foerst"),
    "kort med et fremmed valg": (
        "m", "retning: tidligst_foerst\n", "retning: tidligst_foerst\n      kort: {valg: {tidligt: T}}\n", "»tidligt«"),
    # Money
    "ramme findes ikke": ("m", "ramme: ramme,", "ramme: ¶rammme,", "Mente du »ramme«?"),
    "ramme er en dato": ("m", "ramme: ramme,", "ramme: ¶frist,", "Her skal stå et tal"),
    "ansoegt er ikke penge": ("p", "ansoegt: udgift", "ansoegt: ¶andel", "Her skal stå et beløb"),
    "mindst over hoejst": ("p", "mindst: mindste_tilskud", "mindst: ¶ramme", "større end det højeste"),
    "afrundet til intet": ("p", "til: 1.000 kr.", "til: ¶0 kr.", "mindst 1 kr."),
    "afrundet til procent": ("p", "til: 1.000 kr.", "til: ¶10 pct.", "Enhederne passer ikke sammen"),
    "intet budget": ("m", "    puljen: {ramme: ramme, ansoegt: fast_tilskud}\n", "    {}\n", "må ikke være tom"),
    "en del med flere budgetter": (
        "p", "  pr_ansoeger: {hoejst: hoejst_pr_kommune}\n",
        "    mere: {ramme: ramme, ansoegt: udgift}\n  ved_loft: delvis\n  pr_ansoeger: {hoejst: ¶hoejst_pr_kommune}\n",
        "hvilket budget"),
    "mindst over hoejst for en ansoeger": (
        "p", "{hoejst: hoejst_pr_kommune}", "{hoejst: hoejst_pr_kommune, mindst: ¶ramme}", "større end det højeste"),
    # Points
    "metode uden point": ("m", "  noegler:\n", "  metode: ¶point\n  noegler:\n", "ingen pointkriterier"),
    "metode uden noegler": ("p", "metode: point", "metode: ¶prioriteret", "ingen nøgler"),
    "point ikke i orden": ("p", "{fra: 50 pct., point: 5}", "{fra: ¶20 pct., point: 5}", "stigende orden"),
    "point i en anden enhed": ("p", "{fra: 50 pct., point: 5}", "{fra: ¶50 kr., point: 5}", "pct. og kr."),
    "to former": ("p", "        loft: 8", "        trin: []\n        valg: {a: 1}\n        loft: 8", "højst én"),
    "ingen naar mindst": ("p", "        mindst: 1\n", "        mindst: ¶9\n", "højst give 8 point"),
    "ingen naar i alt": ("p", "mindst_i_alt: 15", "mindst_i_alt: ¶43", "højst give 42 point"),
    "point uden en parameter": ("p", "mindst_i_alt: 15", "mindst_i_alt: ¶mindste_udgfit", "Mente du »mindste_udgift«?"),
    "point er en parameter i kr": ("p", "mindst_i_alt: 15", "mindst_i_alt: ¶mindste_udgift", "passer ikke sammen"),
    "point af et faktum": ("p", "mindst_i_alt: 15", "mindst_i_alt: ¶udgift × mindste_udgift", "hverken et faktum"),
    "point deles": ("p", "mindst_i_alt: 15", "mindst_i_alt: ¶ramme pr. mindste_udgift", "Her kan kun stå"),
    "noegle uden point": (
        "m", "udtryk: modtaget\n      retning: tidligst_foerst", "point: ¶i_alt\n      retning: stoerst_foerst",
        "ingen pointkriterier"),
    "over paa en linje": ("p", "{fra: 50 pct., point: 5}", "{over: ¶50 pct., point: 5}", "Skriv fra"),
    "fra og over": ("p", "{fra: 100.000 kr., point: 2}", "¶{fra: 1 kr., over: 2 kr., point: 2}", "fra og over"),
    "et trin uden fra er det foerste": ("p", "{fra: 400.000 kr., point: 5}", "¶{point: 5}", "Kun det første trin"),
    "rammen er under nul": ("p", "ramme: ramme", "ramme: ¶mindste_tilskud - ramme", "under 0 kr."),
    "rammen er et tal": ("p", "ramme: ramme", "ramme: ¶1.000.000 kr.", "Erklær det som en parameter"),
    "rammen ganges": ("p", "ramme: ramme", "ramme: ¶ramme × ramme", "passer ikke sammen"),
    "budget hvor intet er sagt": ("p", "ramme: ramme", "ramme: ramme\n      naar: ¶udgift", "en betingelse"),
    "vaegt nul": ("p", "vaegt: 3", "vaegt: ¶0", "over nul"),
    "et valg glemt": ("p", "valg: {flere: 10, en: 6, ingen: 0}", "¶valg: {flere: 10, en: 6}", "ingen giver"),
    "et punkt er ingen linje": (
        "p", "          - {fra: 50 pct., point: 5}\n          - {fra: 100 pct., point: 10}\n", "", "mindst to punkter"),
    "beloeb er ikke point": (
        "p", "        trin:\n          - {fra: 100.000 kr., point: 2}\n          - {fra: 400.000 kr., point: 5}\n", "",
        "Kun et tal uden enhed er selv point"),
    "mindst over rammen": (
        "p",
        "      ramme: ramme\n      ansoegt: udgift\n      tildeling: sats × udgift\n      mindst: mindste_tilskud\n"
        "      hoejst: hoejeste_tilskud\n      afrund: {til: 1.000 kr., retning: naermest}\n"
        "  pr_ansoeger: {hoejst: hoejst_pr_kommune}\n",
        "      ramme: hoejeste_tilskud\n      ansoegt: udgift\n      tildeling: sats × udgift\n"
        "      mindst: ¶hoejst_pr_kommune\n      hoejst: ramme\n      afrund: {til: 1.000 kr., retning: naermest}\n"
        "  pr_ansoeger: {hoejst: mindste_tilskud}\n",
        "større end rammen, så ingen kan få noget"),
    "mindst pr ansoeger over rammen": (
        "m", "    puljen: {ramme: ramme, ansoegt: fast_tilskud}\n",
        "    puljen: {ramme: fast_tilskud, ansoegt: fast_tilskud}\n  pr_ansoeger: {mindst: ¶ramme}\n",
        "større end rammen, så ingen kan få noget"),
    # Groups
    "garanti uden grupper": ("m", "  ved_loft: delvis\n", f"  ved_loft: delvis\n  ¶{GARANTI[2:]}", "Skriv gruppe"),
    "deling uden grupper": ("m", "  ved_loft: delvis\n", f"  ved_loft: delvis\n  ¶{DELING[2:]}", "Skriv gruppe"),
    "garanti og deling": (
        "m", "  ved_loft: delvis\n", f"  ved_loft: delvis\n{GRUPPE}{DELING}  ¶{GARANTI[2:]}", "Vælg den ene"),
    "bytte og en del": (
        "m", "  ved_loft: delvis\n", f"  ved_loft: delvis\n{GRUPPE}{GARANTI.replace('titel', 'form: ¶bytte, titel')}",
        "Vælg en anden form"),
    "gruppe af en dato": (
        "m", "  ved_loft: delvis\n", "  ved_loft: delvis\n  gruppe: {¶region_af: [modtaget]}\n", "ikke en kommune"),
    "gruppe af intet": ("m", "  ved_loft: delvis\n", "  ved_loft: delvis\n  gruppe: ¶{navn: x}\n", "og valg_af"),
    "gulv over rammen": (
        "m", "  ved_loft: delvis\n",
        f"  ved_loft: delvis\n{GRUPPE}{DELING.replace('form: lige', 'form: gulv, gulv: {puljen: ¶ramme}')}",
        "større end rammen"),
    "gulv uden gulv": (
        "m", "  ved_loft: delvis\n", f"  ved_loft: delvis\n{GRUPPE}{DELING.replace('form: lige', 'form: gulv')}",
        "hører kun til form: gulv"),
    "deling efter intet": (
        "m", "  ved_loft: delvis\n",
        f"  ved_loft: delvis\n{GRUPPE}{DELING.replace('form: lige', 'form: efter, efter: ¶folk')}",
        "ingen tabel »folk«"),
    "deling efter uden tabel": (
        "m", "  ved_loft: delvis\n", f"  ved_loft: delvis\n{GRUPPE}{DELING.replace('form: lige', 'form: efter')}",
        "netop én af nøglerne efter"),
    "deling efter begge": (
        "m", "  ved_loft: delvis\n",
        f"  ved_loft: delvis\n{GRUPPE}"
        + DELING.replace("form: lige", "form: efter, efter: folk, efter_sum: fast_tilskud"), "netop én af nøglerne"),
    "deling efter ingen oplysning": (
        "m", "  ved_loft: delvis\n",
        f"  ved_loft: delvis\n{GRUPPE}{DELING.replace('form: lige', 'form: efter, efter_sum: ¶ramme')}",
        "læser intet faktum"),
    "deling efter noget under nul": (
        "p", "  pr_ansoeger: {hoejst: hoejst_pr_kommune}\n",
        f"{GRUPPE}{DELING.replace('form: lige', 'form: efter, efter_sum: ¶udgift - ramme')}", "mindst nul"),
    "deling efter en sum af intet": (
        "p", "  pr_ansoeger: {hoejst: hoejst_pr_kommune}\n",
        f"{GRUPPE}{DELING.replace('form: lige', 'form: efter, efter_sum: ¶folk')}", "hverken et faktum"),
    # Points in proportion to the other candidates
    "i forhold til nul": ("p", *FORHOLD("udtryk: udgift\n        i_forhold_til: ¶laveste\n        point: 10"),
        "altid være over nul"),
    "i forhold til et valg": ("p", *FORHOLD("udtryk: samarbejde\n        i_forhold_til: ¶laveste\n        point: 10"),
        "Kun et tal"),
    "i forhold uden point": ("p", *FORHOLD("udtryk: udgift\n        i_forhold_til: hoejeste"), "Skriv begge"),
    "point uden forhold": ("p", *FORHOLD("udtryk: udgift\n        point: 10"), "hører sammen med i_forhold_til"),
    "i forhold og trin": ("p", *FORHOLD("udtryk: udgift\n        i_forhold_til: hoejeste\n        point: 1\n"
        "        trin: [{point: 1}]"), "højst én"),
    "i forhold til noget andet": (
        "p", *FORHOLD("udtryk: udgift\n        i_forhold_til: ¶lavest\n        point: 1"), "laveste"),
    "i forhold for intet": (
        "p", *FORHOLD("udtryk: udgift\n        i_forhold_til: hoejeste\n        point: ¶0"), "point over nul"),
    # Amounts that depend on rank or points
    "plads uden for tildeling": ("p", "ansoegt: udgift", "ansoegt: ¶rang × udgift", "hverken et faktum"),
    "plads og et mindste beloeb": (
        "p", "tildeling: sats × udgift\n      mindst: mindste", "tildeling: udgift pr. rang\n      mindst: ¶mindste",
        "Beløbet følger pladsen"),
    "plads er intet beloeb": ("p", "tildeling: sats × udgift\n      mindst: mindste_tilskud", "tildeling: ¶rang",
        "Her skal stå et beløb"),
    "point uden pointkriterier": (
        "m", "ansoegt: fast_tilskud}", "ansoegt: fast_tilskud, tildeling: ¶point_i_alt × fast_tilskud}",
        "ingen pointkriterier"),
    "id brugt to gange": ("m", "id: U1", "id: ¶K1", "brugt to gange"),
    "ukendt noegle": ("m", "  ved_loft: delvis", "  ¶ved_loftet: delvis", "Mente du »ved_loft«?"),
    "liste findes ikke": ("p", "  for: tiltag\n  metode", "  for: ¶tiltaget\n  metode", "Mente du »tiltag«?"),
}  # fmt: skip
PULJER = {"m": "foerst-til-moelle", "p": "point-pulje"}


@pytest.mark.parametrize("navn", list(FEJL), ids=[n.replace(" ", "-") for n in FEJL])
def test_en_umulig_orden_siges_paa_stedet(navn: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pakke, fra, til, besked = FEJL[navn]
    mappe = shutil.copytree(DATA / PULJER[pakke], tmp_path / PULJER[pakke])
    fil = mappe / "raekkefoelge.yaml"
    tekst = fil.read_text(encoding="utf-8")
    assert tekst.count(fra) == 1
    tekst = tekst.replace(fra, til)
    plads = tekst.find("¶")
    tekst = tekst.replace("¶", "")
    fil.write_text(tekst, encoding="utf-8")
    with pytest.raises(RegelsaetFejl) as fanget:
        load_regelsaet(mappe.name, regler=mappe)
    mangler = fanget.value.mangler
    assert any(besked in m.besked for m in mangler), mangler
    assert {Path(m.sted.fil).name for m in mangler} == {"raekkefoelge.yaml"}
    if plads >= 0:
        sted = (tekst.count("\n", 0, plads) + 1, plads - tekst.rfind("\n", 0, plads))
        assert sted in {(m.sted.linje, m.sted.kolonne) for m in mangler}, mangler
    assert koer_kommando(["rangliste", "--regler", str(mappe), "--pulje", mappe.name, str(tmp_path)]) == 4
    assert besked in capsys.readouterr().err


@pytest.mark.parametrize(
    ("den_ene", "den_anden", "hver_sit"),
    [
        ("afproevet", "ikke afproevet", True),
        ("samarbejde er flere", "samarbejde er en", True),
        ("samarbejde er flere", "samarbejde er ikke flere", True),
        ("samarbejde er flere og afproevet", "udgift > 5 kr. og ikke afproevet", True),
        ("afproevet", "samarbejde er en", False),
        ("afproevet", "afproevet", False),
        ("samarbejde er flere", "udgift > 5 kr.", False),
    ],
)
def test_en_del_og_ansoegerens_hoejeste_gaar_sammen_hvor_hver_har_sit_budget(
    den_ene: str, den_anden: str, hver_sit: bool, tmp_path: Path
) -> None:
    mappe = shutil.copytree(DATA / PULJER["p"], tmp_path / PULJER["p"])
    fil = mappe / "raekkefoelge.yaml"
    tekst = fil.read_text(encoding="utf-8")
    sidst = "  pr_ansoeger: {hoejst: hoejst_pr_kommune}\n"
    mere = f"    mere: {{ramme: ramme, ansoegt: udgift, naar: {den_anden}}}\n  ved_loft: delvis\n{sidst}"
    tekst = tekst.replace(sidst, mere).replace("    puljen:\n", f"    puljen:\n      naar: {den_ene}\n")
    fil.write_text(tekst, encoding="utf-8")
    if hver_sit:
        assert load_regelsaet(mappe.name, regler=mappe).raekkefoelge is not None
        return
    with pytest.raises(RegelsaetFejl, match="hvilket budget delen tages fra"):
        load_regelsaet(mappe.name, regler=mappe)


@pytest.mark.parametrize(
    ("rettelse", "besked"),
    [
        (
            "{noegler: [{id: N9, titel: x, udtryk: modtaget, retning: tidligst_foerst, " + KILDE + "}]}",
            "ingen nøgle »N9«",
        ),
        ("{garanti: {form: bytte}}", "ingen garanti at ændre"),
        ("{sammen: {noegler: [N1, N2]}}", "ingen nøgle »N2«"),
        ("{}", "hvad der ændres ved rækkefølgen"),
        ("{ved_loft: hop}", "kan ikke stå her"),
    ],
)
def test_en_laesning_der_ikke_kan_regnes_siges(rettelse: str, besked: str, tmp_path: Path) -> None:
    mappe = shutil.copytree(DATA / PULJER["m"], tmp_path / PULJER["m"])
    (mappe / "fortolkninger.yaml").write_text(
        "fortolkninger:\n  - id: F1\n    spoergsmaal: Hvad?\n    valg: Det.\n    begrundelse: Derfor.\n"
        f"    alternativer: [{{tekst: Andet., retter: [{{raekkefoelge: {rettelse}}}]}}]\n    {KILDE}\n",
        encoding="utf-8",
    )
    with pytest.raises(RegelsaetFejl) as fanget:
        load_regelsaet(mappe.name, regler=mappe)
    assert [besked in m.besked and Path(m.sted.fil).name == "fortolkninger.yaml" for m in fanget.value.mangler] == [
        True
    ]
