"""Generate the pictures of the guides: ``PYTHONPATH=tests python -m hjaelp.lav_billeder [siden|papirer]``.

Every picture shows the page itself in Chromium, or a document that the program has just written from a sample. The
documents need LibreOffice (``soffice``) and Poppler (``pdftoppm``), which show them as they are printed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hjaelp.steder import ROD

BILLEDER = ROD / "docs" / "billeder"
SAMPLES = ROD / "samples" / "botilbud-2025-26"
# Renders a text as in an editor.
_SOM_TEKST = """#set page(width: 190mm, height: auto, margin: 6mm)
#set text(font: "DejaVu Sans Mono", size: 8pt, lang: "da")
#raw(block: true, sys.inputs.tekst)
"""


@dataclass(frozen=True, slots=True)
class Billede:
    """A page of a PDF: its resolution in dpi, and the width and height in pixels of the top left part (0: all)."""

    pdf: str
    side: int
    dpi: int
    bredde: int = 0
    hoejde: int = 0


FRA_PDF = {
    "projektmappe-ansoegning": Billede("ansoegning.pdf", 2, 105, 1100, 440),
    "projektmappe-projekter": Billede("ansoegning.pdf", 3, 130, 1520, 420),
    "rapport": Billede("skovbrynet-rapport.pdf", 1, 80, 0, 575),
    "word": Billede("klar-skema-word.pdf", 1, 72),
    "pdf": Billede("klar-skema.pdf", 1, 72),
}
# The pictures of the page in the browser (docs/vejledning.md).
FRA_SIDEN = ("side-forside", "side-projekt", "side-tekster", "side-svar", "side-til-skemaet", "side-opgaver")
INDTAST = "mangler-oplysninger"
LINJER = 62


def _koer(*led: str | Path) -> None:
    # LibreOffice formats numbers according to the locale.
    miljoe = os.environ | {"LC_ALL": "da_DK.UTF-8"}
    subprocess.run([str(d) for d in led], check=True, capture_output=True, env=miljoe)


def _ansoegning(*led: str | Path) -> None:
    _koer(sys.executable, "-m", "ansoegning", *led)


def siden() -> None:
    """Take the pictures of the page."""
    from hjaelp.browser import Fane, chromium, server

    with tempfile.TemporaryDirectory() as mappe, server(Path(mappe)) as adresse, chromium() as browser:
        f = Fane(browser, adresse, viewport={"width": 1100, "height": 760})
        s = f.side

        def tag(navn: str, hoejde: int, fra: int = 0) -> None:
            s.evaluate(f"window.scrollTo(0, {fra})")
            s.wait_for_timeout(200)
            s.screenshot(path=BILLEDER / f"{navn}.png", clip={"x": 0, "y": 0, "width": 1100, "height": hoejde})

        f.aabn("skoen-vedligeholdelse.yaml")
        f.aabn("klar.yaml")
        sag = f.aabn("skovbrynet.yaml")
        f.gaa("/")
        # The path of the data folder on this machine is not in the picture.
        tag("side-forside", 600)
        s.goto(f"{sag}/del/projekter/1")
        s.get_by_label("Bruttoanlægsudgift i 2025").fill("8 mio.")
        s.get_by_text("8.000.000 kr.").first.wait_for()
        top = s.get_by_label("Det, pladserne opføres efter").evaluate("e => e.getBoundingClientRect().top + scrollY")
        tag("side-projekt", 760, int(top) - 90)
        s.goto(f"{sag}/del/beskrivelse")
        tag("side-tekster", 700)
        s.goto(f"{sag}/svar")
        k4 = s.locator(".kriterium-ikke_opfyldt").first.evaluate("e => e.getBoundingClientRect().top + scrollY")
        tag("side-svar", 560, int(k4) - 210)
        s.goto(f"{sag}/faerdig")
        tag("side-til-skemaet", 700)
        s.get_by_role("button", name="Sæt flueben").first.click()
        s.get_by_text("Udført").first.wait_for()
        ned = s.locator("#gem-titel").evaluate("e => e.getBoundingClientRect().top + scrollY")
        tag("side-opgaver", 620, int(ned) - 20)
        # luk() would fail, because taking pictures violates the content security policy for styles.
        f.kontekst.close()


def papirer() -> None:
    """Take the pictures of documents."""
    import typst

    soffice, pdftoppm = shutil.which("soffice"), shutil.which("pdftoppm")
    if soffice is None or pdftoppm is None:
        sys.exit("LibreOffice (soffice) og Poppler (pdftoppm) skal være installeret.")
    with tempfile.TemporaryDirectory() as mappe:
        ud = Path(mappe)
        som_pdf = [soffice, "--headless", f"-env:UserInstallation={(ud / 'profil').as_uri()}", "--convert-to", "pdf"]
        _ansoegning("ny", "--fra", SAMPLES / "skovbrynet.yaml", "-o", ud / "ansoegning.xlsx")
        _ansoegning("skriv", SAMPLES / "skovbrynet.yaml", "-o", ud, "--som", "rapport")
        _ansoegning("skriv", SAMPLES / "klar.yaml", "-o", ud, "--som", "docx")
        (ud / "klar-skema.docx").rename(ud / "klar-skema-word.docx")
        _ansoegning("skriv", SAMPLES / "klar.yaml", "-o", ud, "--som", "pdf")
        _ansoegning("skriv", SAMPLES / f"{INDTAST}.yaml", "-o", ud, "--som", "indtast")
        _koer(*som_pdf, "--outdir", ud, ud / "ansoegning.xlsx", ud / "klar-skema-word.docx")
        for navn, b in FRA_PDF.items():
            udsnit = ["-x", "0", "-y", "0", "-W", str(b.bredde), "-H", str(b.hoejde)]
            side = ["-f", str(b.side), "-l", str(b.side), "-r", str(b.dpi), "-gray", "-png", "-singlefile"]
            _koer(pdftoppm, *side, *udsnit, ud / b.pdf, BILLEDER / navn)
        linjer = (ud / f"{INDTAST}-indtast.txt").read_text(encoding="utf-8").splitlines()[:LINJER]
        billede = typst.compile(
            _SOM_TEKST.encode(), format="png", ppi=90, ignore_system_fonts=True, sys_inputs={"tekst": "\n".join(linjer)}
        )
        (BILLEDER / "indtast.png").write_bytes(billede)


def main() -> None:
    BILLEDER.mkdir(exist_ok=True)
    for navn in sys.argv[1:] or ("siden", "papirer"):
        {"siden": siden, "papirer": papirer}[navn]()


if __name__ == "__main__":
    main()
