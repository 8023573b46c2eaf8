"""``ansoegning web``: start the local page; ``ansoegning data``: manage the data that the page stores."""

from __future__ import annotations

from pathlib import Path

import click

from .kommandoliste import Kommando
from .tilvalg import REGLER, HeltTal
from .ud import skriv_fejl, skriv_linje

DATA = click.option(
    "--data",
    metavar="MAPPE",
    envvar="ANSOEGNING_DATA",
    help="Mappen, som ansøgningerne gemmes i (også miljøvariablen ANSOEGNING_DATA); ellers brugerens egen datamappe.",
)


@click.command(
    cls=Kommando,
    options_metavar="[TILVALG]",
    help="""Åbn siden, hvor ansøgninger udfyldes og tjekkes, på denne maskine.

    Første linje er adressen med sin nøgle. Kun den, der har adressen, får svar. Stop med Ctrl-C.
    """,
)
@click.option("--port", type=HeltTal(1, 65535), metavar="N", help="Porten; ellers 8123 eller den næste ledige.")
@click.option("--adresse", default="127.0.0.1", show_default=True, metavar="IP", help="Adressen, der lyttes på.")
@click.option("--ingen-browser", is_flag=True, help="Åbn ikke en browser.")
@DATA
@REGLER
def web(port: int | None, adresse: str, ingen_browser: bool, data: str | None, regler: str | None) -> int:
    from ..system.steder import brugerdata
    from ..web.server import koer_server

    def klar(sted: str) -> None:
        import sys

        skriv_linje(sted)
        sys.stdout.flush()
        if not ingen_browser:
            import webbrowser

            webbrowser.open(sted)

    mappe = Path(data) if data else brugerdata()
    koer_server(port=port, adresse=adresse, mappe=mappe.absolute(), regler=regler, klar=klar)
    skriv_fejl("Siden er stoppet. Alt er gemt.\n")
    return 0


@click.command(
    cls=Kommando,
    options_metavar="[TILVALG]",
    help="""Vis, hvor »ansoegning web« gemmer ansøgningerne, eller slet dem alle.""",
)
@click.option(
    "--slet", is_flag=True, help="Slet alle ansøgninger, runder og tabeller med deres historik. Det kan ikke fortrydes."
)
@DATA
def data(slet: bool, data: str | None) -> int:
    from ..handlinger.brugerdata import omfang, slet_alt
    from ..system.steder import brugerdata

    mappe = (Path(data) if data else brugerdata()).absolute()
    fundet = omfang(mappe)
    if not fundet.filer:
        skriv_linje(f"Der er ikke gemt noget i {mappe}.")
        return 0
    skriv_linje(f"Ansøgningerne ligger i {mappe} ({fundet.kb} kB, sidst ændret {fundet.aendret}).")
    if slet:
        slet_alt(mappe)
        skriv_linje("Alle ansøgninger er slettet.")
    return 0
