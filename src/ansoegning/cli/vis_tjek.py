"""The terminal views: result first, then what it rests on. Readable without colour and at 80 columns."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from dataclasses import dataclass

import click

from ..fejl import LaeseFejl, en_linje, vis_sikkert
from ..indlaes.regelsaet import load_regelsaet
from ..model.regelsaet import RegelsaetData
from ..model.resultat import Fund, KriteriumSvar, RaekkeSvar, Resultat, SporSvar
from ..skriv.rapport import (
    VEJLEDENDE,
    ansoeger_tekst,
    antal_tekst,
    dansk_dato,
    forudsaetninger_tekst,
    kilde_tekst,
    klar_tekst,
    raekke_tekst,
)
from ..sprog.regelsaet import Regelsaet

_FARVE = {"opfyldt": "green", "skoen": "yellow", "uoplyst": "cyan", "ikke_opfyldt": "red"}
# A space that lines are not broken at.
_FAST = "\u00a0"


@dataclass(frozen=True, slots=True)
class Skaerm:
    """What the terminal can show: its width, colours, and signs beyond plain letters."""

    bredde: int
    farver: bool
    tegn: bool

    @classmethod
    def nu(cls, hoejst: int = 100) -> Skaerm:
        bredde = max(40, min(shutil.get_terminal_size((80, 24)).columns, hoejst))
        farver = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        try:
            "✓✗".encode(sys.stdout.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            return cls(bredde, farver, tegn=False)
        return cls(bredde, farver, tegn=True)

    def farvet(self, tekst: str, rolle: str | None = None, *, fed: bool = False) -> str:
        if not self.farver:
            return tekst
        return click.style(tekst, fg=_FARVE.get(rolle or ""), bold=fed or None)

    def afsnit(self, tekst: str, foer: str = "", indryk: int | None = None) -> str:
        """Wrapped text with a hanging indent; line breaks in it are taken as blanks."""
        videre = " " * (len(foer) if indryk is None else indryk)
        linjer = textwrap.wrap(
            vis_sikkert(re.sub(r"[ \t\r\n]+", " ", tekst)).strip(" "),
            self.bredde,
            initial_indent=foer,
            subsequent_indent=videre,
            break_on_hyphens=False,
        )
        return "\n".join(linjer or [foer.rstrip()]).replace(_FAST, " ") + "\n"

    def overskrift(self, tekst: str) -> str:
        return "\n" + self.farvet(en_linje(tekst), fed=True) + "\n"


def vis_laesefejl(fejl: LaeseFejl, skaerm: Skaerm) -> str:
    """A file that could not be read."""
    return skaerm.afsnit(f"Kan ikke læses: {fejl}", indryk=4)


def vis_resultat(r: Resultat, skaerm: Skaerm, regler: str | None = None, *, fuldt: bool = False) -> str:
    """The whole answer for one application; ``fuldt`` gives a derivation in the rules' own names."""
    data = load_regelsaet(r.pulje, regler=regler).data
    dele = [_hoved(r, data, skaerm)]
    for liste, raekker in r.raekker.items():
        dele += [_raekke(raekke, data.lister[liste].ental, data, skaerm, fuldt) for raekke in raekker]
    if r.kriterier:
        dele.append(skaerm.overskrift("Kriterier") + "".join(_kriterium(k, data, skaerm, fuldt) for k in r.kriterier))
    dele += [
        _udestaaende(r, skaerm),
        _skema(r.skema, skaerm),
        _opgaver(r, data, skaerm),
        _konklusioner(r, skaerm, fuldt),
        f"\n{VEJLEDENDE}\n",
    ]
    return "".join(dele)


def _hoved(r: Resultat, data: RegelsaetData, skaerm: Skaerm) -> str:
    hvem = r.fil
    if r.ansoeger is not None:
        hvem += f" – {ansoeger_tekst(r)}"
    status = data.statusser[r.resultat]
    tegn = status.tegn if skaerm.tegn else status.tegn_ascii
    linjer = [skaerm.afsnit(hvem, indryk=2), skaerm.afsnit(f"{data.titel} · {VEJLEDENDE}", indryk=2), "\n"]
    linjer.append(skaerm.farvet(f"{tegn} Resultat: {status.navn}", status.rolle, fed=True) + "\n")
    linjer.append(skaerm.afsnit(antal_tekst(r, data), "  "))
    linjer.append(skaerm.afsnit(klar_tekst(r), "  "))
    if r.dato is not None:
        linjer.append(skaerm.afsnit(f"Dagen for indsendelse: {dansk_dato(r.dato)}.", "  "))
    linjer += [skaerm.afsnit(f, "  ", 4) for f in forudsaetninger_tekst(r, data)]
    return "".join(linjer)


def _raekke(raekke: RaekkeSvar, ental: str, data: RegelsaetData, skaerm: Skaerm, fuldt: bool) -> str:
    status = data.statusser[raekke.resultat]
    hoved = f"{raekke_tekst(raekke, ental, 60)} – {status.navn}"
    return skaerm.overskrift(hoved) + "".join(_kriterium(k, data, skaerm, fuldt) for k in raekke.kriterier)


def _kriterium(k: KriteriumSvar, data: RegelsaetData, skaerm: Skaerm, fuldt: bool) -> str:
    status = data.statusser[k.status]
    tegn = status.tegn if skaerm.tegn else status.tegn_ascii
    bredde = max(len(s.tegn if skaerm.tegn else s.tegn_ascii) for s in data.statusser.values())
    indryk = " " * (bredde + 3)
    hoved = skaerm.afsnit(f"{k.id} {k.titel}: {status.navn}", f"  {tegn:<{bredde}} ", len(indryk))
    tekst = "".join(skaerm.farvet(linje, k.rolle) + "\n" for linje in hoved.splitlines())
    tekst += skaerm.afsnit(f"{k.begrundelse} [{kilde_tekst(k.kilde, data)}]", indryk)
    pil = "→ " if skaerm.tegn else "> "
    for f in k.forslag:
        veje = " eller ".join(v.fakta for v in f.via) or f.fakta
        tekst += skaerm.afsnit(f"{f.tekst} [{veje}]", indryk + pil)
    return tekst + _udledning(k, skaerm, indryk, fuldt)


_UDFALD = {"ja": "ja", "nej": "nej", "ukendt": "vides ikke"}


def _udledning(k: KriteriumSvar, skaerm: Skaerm, indryk: str, fuldt: bool) -> str:
    linjer = []
    for u in k.hvorfor or ():
        if fuldt:
            linjer.append(f"{indryk}{u.del_}:\n" + _trae(u.trae, indryk + "  ", skaerm))
        else:
            linjer += [skaerm.afsnit(f"{u.del_}: {s.udtryk}? {_UDFALD[s.vaerdi]}", indryk + "· ") for s in u.led]
    return "".join(linjer)


def _trae(s: SporSvar, indryk: str, skaerm: Skaerm) -> str:
    return skaerm.afsnit(f"{s.udtryk} = {s.vaerdi}", indryk, len(indryk) + 4) + "".join(
        _trae(d, indryk + "  ", skaerm) for d in s.dele
    )


def _konklusioner(r: Resultat, skaerm: Skaerm, fuldt: bool) -> str:
    """The derivation of results and tasks: which rule, from which symbolic facts."""
    if not (r.hvorfor and fuldt):
        return ""
    linjer = [skaerm.overskrift("Konklusioner")]
    for b in r.belaeg:
        hvor = f" (række {b.raekke})" if b.raekke else ""
        af = ", ".join(b.af) or "intet"
        linjer.append(skaerm.afsnit(f"{b.konklusion} = {b.vaerdi}{hvor}, regel {b.regel}, af {af}", "  ", 4))
    return "".join(linjer)


def _udestaaende(r: Resultat, skaerm: Skaerm) -> str:
    if not r.udestaaende:
        return ""
    linjer = [skaerm.overskrift("Det udestår")]
    for u in r.udestaaende:
        hvad = "Dokument" if u.dokument else "Oplysning"
        linjer.append(skaerm.afsnit(f"{hvad}: {u.navn} – {', '.join(u.afklarer)} [{u.felt}]", "  ", 4))
    return "".join(linjer)


def _skema(skema: tuple[Fund, ...], skaerm: Skaerm) -> str:
    if not skema:
        return ""
    linjer = [skaerm.overskrift("Skemaet")]
    for f in skema:
        ord_ = "Fejl" if f.alvor == "fejl" else "Advarsel"
        rolle = "ikke_opfyldt" if f.alvor == "fejl" else "skoen"
        sted = f"{f.felt}{f', {f.celle}' if f.celle else f', linje {f.linje}' if f.linje else ''}"
        tekst = skaerm.afsnit(f"{ord_} {f.id}: {f.besked} [{sted}]", "  ", 4)
        linjer.append(tekst.replace(f"{ord_} {f.id}", skaerm.farvet(f"{ord_} {f.id}", rolle), 1))
    return "".join(linjer)


def _opgaver(r: Resultat, data: RegelsaetData, skaerm: Skaerm) -> str:
    if not r.opgaver:
        return ""
    linjer = [skaerm.overskrift("Opgaver")]
    for nr, o in enumerate(r.opgaver, 1):
        linjer.append(skaerm.afsnit(f"{o.tekst} [{kilde_tekst(o.kilde, data)}]", f"  {nr:>2}. "))
    return "".join(linjer)


def vis_regelsaet(regelsaet: Regelsaet, skaerm: Skaerm) -> str:
    """A pack as a lawyer reads it: criteria in words and as rule, parameters, checks, facts, interpretations."""
    data = regelsaet.data
    dele = [skaerm.farvet(en_linje(data.titel), fed=True) + "\n", skaerm.afsnit(data.beskrivelse)]
    dele.append(f"id {data.id} · sha256 {regelsaet.sha256[:16]}…\n")
    dele.append(skaerm.overskrift("Kriterier"))
    for k in data.kriterier:
        dele.append(skaerm.afsnit(f"{k.id} {k.titel} [{kilde_tekst(k.kilde, data)}]", "  ", 5))
        dele.append(skaerm.afsnit(f"krav: {k.krav}", "     ", 7))
        for art, led in (("undtagelse", k.undtagelser), ("forbehold", k.forbehold)):
            dele += [skaerm.afsnit(f"{art}: {d.naar}", "     ", 7) for d in led]
    dele.append(skaerm.overskrift("Parametre"))
    for navn, p in data.parametre.items():
        enhed = f" {p.enhed}" if p.enhed else ""
        dele.append(skaerm.afsnit(f"{navn} = {p.vaerdi}{enhed} · {p.navn} [{kilde_tekst(p.kilde, data)}]", "  ", 4))
    if data.raekkefoelge is not None:
        from ..vaerksted.oversigt_rangordning import raekkefoelge_i_ord

        dele.append(skaerm.overskrift("Rækkefølge og fordeling"))
        linjer = raekkefoelge_i_ord(data.raekkefoelge)
        dele += [skaerm.afsnit(f"{id_} {tekst}".strip().replace("`", ""), "  ", 5) for id_, tekst in linjer]
    if data.skema:
        dele.append(skaerm.overskrift("Tjek af skemaet"))
        dele += [
            skaerm.afsnit(f"{t.id} {t.alvor}: {t.titel} [{kilde_tekst(t.kilde, data)}]", "  ", 6) for t in data.skema
        ]
    dele.append(skaerm.overskrift("Fakta"))
    for omraade, fakta in data.fakta.items():
        dele.append(f"  {omraade}\n")
        for navn, f in fakta.items():
            hvad = ", ".join(f.valg) if f.valg else f.type + (f", {f.enhed}" if f.enhed else "")
            kolonne = f", kolonne {f.kolonne}" if f.kolonne else ""
            afledt = f", regnet ud: {f.afledt}" if f.afledt else ""
            dele.append(skaerm.afsnit(f"{navn}: {f.navn} ({hvad}{kolonne}{afledt})", "    ", 6))
    if data.fortolkninger:
        dele.append(skaerm.overskrift("Fortolkninger: det, kilden lader stå åbent"))
        for fo in data.fortolkninger:
            dele.append(skaerm.afsnit(f"{fo.id} {fo.spoergsmaal}", "  ", 4))
            dele.append(skaerm.afsnit(f"Valgt: {fo.valg} {fo.begrundelse}", "    ", 4))
            dele += [skaerm.afsnit(f"Alternativ: {a.tekst}", "    ", 4) for a in fo.alternativer]
    return "".join(dele)
