"""The options that several commands share, with the same help texts, and the parsing of their values."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import click

from ..fejl import BrugsFejl, vis_sikkert


class HeltTal(click.ParamType):  # type: ignore[type-arg] # generic only in newer versions of click
    """A whole number within bounds; click's own type has English messages and writes bounds as ``1<=x<=512``."""

    name = "tal"

    def __init__(self, mindst: int, hoejst: int | None = None) -> None:
        self.mindst = mindst
        self.hoejst = hoejst

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        # The default is a number, not a string.
        skrevet = str(value).strip()
        fundet = int(skrevet) if re.fullmatch(r"[0-9]{1,18}", skrevet, re.ASCII) else -1
        if fundet < self.mindst or (self.hoejst is not None and fundet > self.hoejst):
            til = "" if self.hoejst is None else f" og højst {self.hoejst:,}".replace(",", ".")
            self.fail(
                f"»{vis_sikkert(skrevet, 40)}« kan ikke bruges. Skriv et helt tal på mindst {self.mindst}{til}.",
                param,
                ctx,
            )
        return fundet


FORMAT = click.option(
    "--format",
    "format_",
    type=click.Choice(["tekst", "json"]),
    default="tekst",
    show_default=True,
    help="Tekst til mennesker eller JSON til programmer.",
)
REGLER = click.option(
    "--regler",
    metavar="MAPPE",
    envvar="ANSOEGNING_REGLER",
    help="En mappe med egne regelsæt ved siden af de indbyggede (også miljøvariablen ANSOEGNING_REGLER).",
)
SKABELONER = click.option(
    "--skabeloner",
    metavar="MAPPE",
    envvar="ANSOEGNING_SKABELONER",
    help="En mappe med egne skabeloner, der går forud for programmets (også miljøvariablen ANSOEGNING_SKABELONER).",
)
PULJE = click.option(
    "--pulje", metavar="ID", help="Puljen, hvis filen ikke selv siger det (se »ansoegning regler list«)."
)
GIV_DAGEN = "Giv dagen for kørslen med --dato, fx --dato 30/11/2026."
DATO = click.option(
    "--dato",
    metavar="DATO",
    help="Dagen for kørslen, hvis puljens regler bruger den, fx 10/05/2024. Uret bruges aldrig.",
)
SAET = click.option("--saet", metavar="PARAMETER=VÆRDI", multiple=True, help="Regn med en anden værdi af en parameter.")
ANTAG = click.option("--antag", metavar="FAKTA=VÆRDI", multiple=True, help="Antag en værdi, hvor et faktum mangler.")
VURDERINGER = click.option(
    "--vurderinger", metavar="FIL", help="En persons vurderinger (og afvigelser i en runde), i en fil for sig."
)
OVERSKRIV = click.option("--overskriv", is_flag=True, help="Erstat filer, der findes.")
METODE = click.option(
    "--metode",
    type=click.Choice(["prioriteret", "point"]),
    help="Orden efter prioritet eller efter point; ellers puljens egen.",
)
OMFANG = click.option(
    "--omfang",
    type=click.Choice(["auto", "hele", "gruppe"]),
    default="auto",
    show_default=True,
    help="Hvad filerne dækker: hele runden, eller én gruppe, der kun ordnes indbyrdes; auto ser på ansøgerne.",
)
RUNDE = click.option(
    "--runde",
    metavar="MAPPE",
    help="Resten af runden: vis også, hvor de ville stå sammen med ansøgningerne dér.",
)
ROBUSTHED = click.option(
    "--robusthed",
    type=HeltTal(1, 1_000_000),
    metavar="N",
    help="Træk N sæt vægte, der følger den prioriterede rækkefølge, og vis, hvor ofte hver er inden for rammen.",
)
SEED = click.option("--seed", type=HeltTal(0), default=1, show_default=True, metavar="N", help="Frøet til --robusthed.")
MEDTAG_SKOEN = click.option(
    "--medtag-skoen", is_flag=True, help="Lad det, der kræver en persons vurdering, være kandidater."
)


def rundevalg(kommando: Callable[..., int]) -> Callable[..., int]:
    """Add the options of running a round to a command, which gets them as ``valg`` (``handlinger.koerselsvalg``)."""

    @functools.wraps(kommando)
    def med_valg(**andre: Any) -> int:
        from ..handlinger.koerselsvalg import Koerselsvalg

        egne = {navn: andre.pop(navn) for navn in _RUNDEVALG}
        valg = Koerselsvalg(
            **egne,
            dato=laes_dato(andre.pop("dato")),
            saet=laes_par("--saet", andre.pop("saet")),
            antag=laes_par("--antag", andre.pop("antag")),
        )
        return kommando(valg=valg, **andre)

    for tilvalg in reversed(_TILVALG):
        med_valg = tilvalg(med_valg)
    return med_valg


# In the order of the help text.
_TILVALG = (METODE, MEDTAG_SKOEN, OMFANG, RUNDE, PULJE, DATO, SAET, ANTAG, VURDERINGER, ROBUSTHED, SEED, REGLER)
_RUNDEVALG = ("metode", "medtag_skoen", "omfang", "runde", "pulje", "regler", "vurderinger", "robusthed", "seed")


def laes_par(tilvalg: str, tekster: tuple[str, ...]) -> dict[str, str]:
    """Return the values of an option given as ``navn=værdi``, by name. Raises BrugsFejl, which names the option."""
    par: dict[str, str] = {}
    for tekst in tekster:
        navn, lighed, vaerdi = tekst.partition("=")
        navn = navn.strip()
        if not lighed or not navn or not vaerdi.strip():
            raise BrugsFejl(f"{tilvalg}: skriv navn=værdi, ikke »{vis_sikkert(tekst, 60)}«.")
        if navn in par:
            raise BrugsFejl(f"{tilvalg}: »{vis_sikkert(navn, 60)}« er nævnt to gange.")
        par[navn] = vaerdi.strip()
    return par


def laes_dato(tekst: str | None) -> date | None:
    """Return the value of ``--dato``. Raises BrugsFejl for a text that is not a date."""
    if tekst is None:
        return None
    from ..indlaes.argumenter import laes_dag

    try:
        return laes_dag(tekst)
    except BrugsFejl as fejl:
        raise BrugsFejl(f"--dato: {fejl}") from None
