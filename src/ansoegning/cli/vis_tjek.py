"""The terminal views: the result first, then the reasons. Readable without colour and at 80 columns."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap

import click

from ..fejl import LaeseFejl, en_linje, vis_sikkert
from ..indlaes.regelsaet import load_regelsaet
from ..model.regelsaet import Faktaerklaering, RegelsaetData, Vaerdiform
from ..model.resultat import KriteriumSvar, Resultat, SporSvar
from ..model.visning import med_stort, opremsning
from ..motor.hvorfor import ALLE
from ..skriv.opslagstabeller import opslagstabeller
from ..skriv.rapport import (
    VAEGTNINGSTITEL,
    VEJLEDENDE,
    Rapport,
    Rapportafsnit,
    Rapportkriterium,
    Rapportvaegt,
    kilde_tekst,
    lav_rapport,
    vaegte,
)
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse

_FARVE = {"opfyldt": "green", "skoen": "yellow", "uoplyst": "cyan", "ikke_opfyldt": "red"}
# A space at which lines are not wrapped.
_FAST = "\u00a0"


@dataklasse(frozen=True, slots=True)
class Skaerm:
    """The capabilities of the terminal: its width, colours, and whether its encoding has symbols such as ✓."""

    bredde: int
    farver: bool
    tegn: bool

    @classmethod
    def nu(cls, hoejst: int = 100) -> Skaerm:
        """Return the capabilities of standard output, of whose width at most ``hoejst`` characters are used."""
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
        """Wrap a text with a hanging indent; its line breaks are treated as spaces."""
        videre = " " * (len(foer) if indryk is None else indryk)
        linjer = textwrap.wrap(
            vis_sikkert(re.sub(r"[ \t\r\n]+", " ", tekst)).strip(" "),
            self.bredde,
            initial_indent=foer,
            subsequent_indent=videre,
            break_on_hyphens=False,
        )
        return "\n".join(linjer or [foer.rstrip()]).replace(_FAST, " ") + "\n"

    def overskrift(self, tekst: str, indryk: int = 0) -> str:
        return "\n" + self.farvet(self.afsnit(tekst, indryk=indryk).rstrip("\n"), fed=True) + "\n"


def vis_laesefejl(fejl: LaeseFejl, skaerm: Skaerm) -> str:
    """Show that a file could not be read."""
    return skaerm.afsnit(f"Kan ikke læses: {fejl}", indryk=4)


def vis_resultat(resultat: Resultat, skaerm: Skaerm, regler: str | None = None, *, fuldt: bool = False) -> str:
    """Show the complete answer for one application; ``fuldt`` adds the derivation with the identifiers of the rules."""
    data = load_regelsaet(resultat.pulje, regler=regler).data
    rapport = lav_rapport(resultat, data, noegler=True)
    raekker = [(f"{data.lister[li].ental} {x.nr}", x) for li, fundne in resultat.raekker.items() for x in fundne]
    kriterier = {(hvem, k.id): k for hvem, x in raekker for k in x.kriterier} | {
        ("", k.id): k for k in resultat.kriterier
    }
    vaegtning = {"": vaegte(resultat)} | {hvem: vaegte(x) for hvem, x in raekker}
    dele = [_hoved(resultat, rapport, skaerm)]
    for a in rapport.afsnit:
        dele.append(skaerm.overskrift(_afsnitshoved(a), indryk=2))
        for k in a.kriterier:
            dele.append(_kriterium(k, k.begrundelse, data, skaerm))
            dele.append(_udledning(kriterier[a.hvem, k.id], skaerm, _indryk(data, skaerm), fuldt))
        if vaegtning.get(a.hvem):
            dele.append(skaerm.afsnit(f"{VAEGTNINGSTITEL}:", "  "))
            dele += [_vaegt(v, skaerm) for v in vaegtning[a.hvem]]
    if rapport.laesninger:
        dele.append(skaerm.overskrift("Andre læsninger, der mangler oplysninger"))
        dele += [skaerm.afsnit(x, "  ", 4) for x in rapport.laesninger]
    dele += [
        _mangler(rapport, skaerm),
        _skema(rapport, skaerm),
        _opgaver(rapport, skaerm),
        _forklaringer(rapport, skaerm),
        _konklusioner(resultat, skaerm, fuldt),
        f"\n{VEJLEDENDE}\n",
    ]
    return "".join(dele)


def vis_kort(resultat: Resultat, skaerm: Skaerm, regler: str | None = None) -> str:
    """Show only what is wrong or missing; what several rows have in common is shown once."""
    data = load_regelsaet(resultat.pulje, regler=regler).data
    rapport = lav_rapport(resultat, data, noegler=True)
    ens: dict[Rapportkriterium, list[str]] = {}
    uoplyst: dict[Rapportvaegt, list[str]] = {}
    for a in rapport.afsnit:
        for k in a.kriterier:
            if k.status.rolle != "opfyldt":
                ens.setdefault(k, []).append(a.hvem)
        for v in a.vaegtning:
            if v.mangler:
                uoplyst.setdefault(v, []).append(a.hvem)
    dele = [_hoved(resultat, rapport, skaerm)]
    if ens:
        dele.append(skaerm.overskrift(rapport.kriterier))
        dele += [_kriterium(k, f"{_hvem(hvem)}{k.begrundelse}", data, skaerm) for k, hvem in ens.items()]
    dele += [_mangler(rapport, skaerm), _skema(rapport, skaerm)]
    if uoplyst:
        dele.append(skaerm.overskrift(VAEGTNINGSTITEL))
        dele += [_vaegt(v, skaerm, _hvem(hvem)) for v, hvem in uoplyst.items()]
    dele += [_forklaringer(rapport, skaerm), f"\n{VEJLEDENDE}\n"]
    return "".join(dele)


def _hvem(hvem: list[str]) -> str:
    """Return ``Projekt 1, 2 og 5: ``; empty for the application itself."""
    ental, _, _ = hvem[0].rpartition(" ")
    return f"{ental.capitalize()} {opremsning([h.rpartition(' ')[2] for h in hvem])}: " if ental else ""


def _hoved(resultat: Resultat, rapport: Rapport, skaerm: Skaerm) -> str:
    hvem = resultat.fil
    if rapport.ansoeger:
        hvem += f" – {rapport.ansoeger}"
    antal, klar = rapport.sammenfatning
    linjer = [skaerm.afsnit(hvem, indryk=2), skaerm.afsnit(f"{rapport.pulje} · {VEJLEDENDE}", indryk=2), "\n"]
    linjer.append(skaerm.farvet(skaerm.afsnit(f"Resultat: {antal}", indryk=2).rstrip("\n"), fed=True) + "\n")
    fejl = any(f.ord == "Fejl" for f in rapport.skema)
    rolle = "opfyldt" if resultat.klar else "ikke_opfyldt" if fejl else "skoen"
    linjer.append(skaerm.farvet(skaerm.afsnit(klar, "  ").rstrip("\n"), rolle) + "\n")
    linjer += [skaerm.afsnit(f"{dag}.", "  ", 4) for dag in rapport.dage]
    linjer += [skaerm.afsnit(f, "  ", 4) for f in rapport.forudsaetninger]
    return "".join(linjer)


def _afsnitshoved(a: Rapportafsnit) -> str:
    return f"{vis_sikkert(a.overskrift, 80)} – {a.status.navn}" if a.hvem else a.overskrift


def _indryk(data: RegelsaetData, skaerm: Skaerm) -> str:
    return " " * (max(len(s.tegn if skaerm.tegn else s.tegn_ascii) for s in data.statusser.values()) + 3)


def _kriterium(k: Rapportkriterium, begrundelse: str, data: RegelsaetData, skaerm: Skaerm) -> str:
    indryk = _indryk(data, skaerm)
    ascii_ = next(s.tegn_ascii for s in data.statusser.values() if s.navn == k.status.navn)
    tegn = k.status.tegn if skaerm.tegn else ascii_
    hoved = skaerm.afsnit(f"{k.id} {k.titel}: {k.status.navn}", f"  {tegn:<{len(indryk) - 3}} ", len(indryk))
    tekst = "".join(skaerm.farvet(linje, k.status.farve) + "\n" for linje in hoved.splitlines())
    tekst += skaerm.afsnit(f"{begrundelse} [{k.kilde}]", indryk)
    pil, ogsaa = ("→ ", "≠ ") if skaerm.tegn else ("> ", "| ")
    tekst += "".join(skaerm.afsnit(f, indryk + pil) for f in k.forslag)
    return tekst + "".join(skaerm.afsnit(x, indryk + ogsaa) for x in k.laesninger)


def _vaegt(v: Rapportvaegt, skaerm: Skaerm, hvem: str = "") -> str:
    return skaerm.afsnit(f"{v.titel}: {hvem}{v.tekst}", "    ", 6)


_UDFALD = {"ja": "ja", "nej": "nej", "ukendt": "vides ikke"}


# Texts for an exception or reservation that has no effect, by the value of the requirement.
_UDEN_BETYDNING = {
    ("undtagelse", "ja"): "undtagelse: uden betydning, for kravet er opfyldt",
    ("forbehold", "nej"): "forbehold: uden betydning, for kravet er ikke opfyldt",
}


def _udledning(kriterium: KriteriumSvar, skaerm: Skaerm, indryk: str, fuldt: bool) -> str:
    linjer = []
    krav = next((u.trae.vaerdi for u in kriterium.hvorfor or () if u.del_ == "krav"), "")
    for u in kriterium.hvorfor or ():
        if fuldt:
            linjer.append(f"{indryk}{u.del_}:\n" + _trae(u.trae, indryk + "  ", skaerm))
        elif (tekst := _UDEN_BETYDNING.get((u.del_, krav))) is not None:
            linjer.append(skaerm.afsnit(tekst, indryk + "· "))
        elif u.del_ == "krav":
            linjer += [_led(s, skaerm, "krav: ", indryk + "· ") for s in u.led]
        else:
            # If a reservation does not apply, nothing needs judgement; a bare "nej" would not make that clear.
            hele = u.led[0] if len(u.led) == 1 else SporSvar(udtryk=ALLE, vaerdi=u.trae.vaerdi, dele=u.led)
            linjer.append(_led(hele, skaerm, f"{u.del_} (så skal en person vurdere det): ", indryk + "· "))
    return "".join(dict.fromkeys(linjer))


def _led(s: SporSvar, skaerm: Skaerm, foran: str, indryk: str) -> str:
    """Show a condition with its value, and its parts below it."""
    under = " " * len(indryk) + "- "
    return skaerm.afsnit(f"{foran}{s.udtryk}? {_UDFALD[s.vaerdi]}", indryk) + "".join(
        _led(d, skaerm, "", under) for d in s.dele
    )


def _trae(s: SporSvar, indryk: str, skaerm: Skaerm) -> str:
    return skaerm.afsnit(f"{s.udtryk} = {s.vaerdi}", indryk, len(indryk) + 4) + "".join(
        _trae(d, indryk + "  ", skaerm) for d in s.dele
    )


def _konklusioner(resultat: Resultat, skaerm: Skaerm, fuldt: bool) -> str:
    """Show the derivation of results and tasks: the rule, and the symbolic facts it was drawn from."""
    if not (resultat.hvorfor and fuldt):
        return ""
    linjer = [skaerm.overskrift("Konklusioner")]
    for b in resultat.belaeg:
        hvor = f" (række {b.raekke})" if b.raekke else ""
        af = ", ".join(b.af) or "intet"
        linjer.append(skaerm.afsnit(f"{b.konklusion} = {b.vaerdi}{hvor}, regel {b.regel}, af {af}", "  ", 4))
    return "".join(linjer)


def _mangler(rapport: Rapport, skaerm: Skaerm) -> str:
    if not rapport.mangler:
        return ""
    linjer = [skaerm.afsnit(f"{m.hvad}: {m.navn} – {m.afklarer} [{m.hvor}]", "  ", 4) for m in rapport.mangler]
    return skaerm.overskrift("Det mangler") + "".join(linjer)


def _skema(rapport: Rapport, skaerm: Skaerm) -> str:
    if not rapport.skema:
        return ""
    linjer = [skaerm.overskrift("Skemaet")]
    for f in rapport.skema:
        hoved = f"{f.ord} {f.id}"
        kilde = f" ({f.kilde})" if f.kilde else ""
        tekst = skaerm.afsnit(f"{hoved}{kilde}: {f.besked} [{f.hvor}]", "  ", 4)
        rolle = "ikke_opfyldt" if f.ord == "Fejl" else "skoen"
        linjer.append(tekst.replace(hoved, skaerm.farvet(hoved, rolle), 1))
    return "".join(linjer)


def _opgaver(rapport: Rapport, skaerm: Skaerm) -> str:
    if not rapport.opgaver:
        return ""
    linjer = [skaerm.overskrift("Opgaver")]
    for nr, o in enumerate(rapport.opgaver, 1):
        linjer.append(skaerm.afsnit(f"{o.tekst} [{o.kilde}]", f"  {nr:>2}. "))
    return "".join(linjer)


def _forklaringer(rapport: Rapport, skaerm: Skaerm) -> str:
    return "".join("\n" + skaerm.afsnit(f, "  ") for f in rapport.forklaringer)


def _faktum(navn: str, f: Vaerdiform) -> str:
    """Return a fact for an author: its key and name, its choices or type, its bounds, and where it comes from."""
    dele = ["; ".join(f"{n} = {ord_}" for n, ord_ in f.valg.items())] if f.valg else [f.type]
    dele += [f.enhed] if f.enhed else []
    dele += [f"fra {f.mindst} til {f.hoejst}"] if f.mindst is not None and f.hoejst is not None else []
    if isinstance(f, Faktaerklaering):
        dele += [f"kolonne {f.kolonne}"] if f.kolonne else []
        dele += [f"regnet ud: {f.afledt}"] if f.afledt else []
    return f"{navn}: {f.navn} ({', '.join(dele)})"


def vis_regelsaet(regelsaet: Regelsaet, skaerm: Skaerm) -> str:
    """Show a pack for a lawyer: criteria in words and as rules, parameters, checks, facts, interpretations."""
    data = regelsaet.data
    dele = [skaerm.farvet(en_linje(data.titel), fed=True) + "\n", skaerm.afsnit(data.beskrivelse)]
    dele.append(f"id {data.id} · sha256 {regelsaet.sha256[:16]}…\n")
    dele.append(skaerm.overskrift(med_stort(data.kriterieord.flertal)))
    for k in data.kriterier:
        dele.append(skaerm.afsnit(f"{k.id} {k.titel} [{kilde_tekst(k.kilde, data)}]", "  ", 5))
        dele.append(skaerm.afsnit(f"krav: {k.krav}", "     ", 7))
        for art, led in (("undtagelse", k.undtagelser), ("forbehold", k.forbehold)):
            dele += [skaerm.afsnit(f"{art}: {d.naar}", "     ", 7) for d in led]
    dele.append(skaerm.overskrift("Parametre"))
    for navn, p in data.parametre.items():
        enhed = f" {p.enhed}" if p.enhed else ""
        dele.append(skaerm.afsnit(f"{navn} = {p.vaerdi}{enhed} · {p.navn} [{kilde_tekst(p.kilde, data)}]", "  ", 4))
    if data.tabeller:
        dele.append(skaerm.overskrift("Tabeller"))
    for t in opslagstabeller(regelsaet):
        dele.append(skaerm.afsnit(f"{t.id} · {t.data.navn} [{kilde_tekst(t.data.kilde, data)}]", "  ", 4))
        dele += [skaerm.afsnit(f"{naar} = {vaerdi}", "    ", 6) for naar, vaerdi in t.linjer]
    if data.raekkefoelge is not None:
        from ..vaerksted.oversigt_rangordning import raekkefoelge_i_ord

        dele.append(skaerm.overskrift("Rækkefølge og fordeling"))
        linjer = raekkefoelge_i_ord(regelsaet)
        dele += [skaerm.afsnit(f"{id_} {tekst}".strip().replace("`", ""), "  ", 5) for id_, tekst in linjer]
    if data.skema:
        dele.append(skaerm.overskrift("Tjek af skemaet"))
        dele += [
            skaerm.afsnit(f"{t.id} {t.alvor}: {t.titel} [{kilde_tekst(t.kilde, data)}]", "  ", 6) for t in data.skema
        ]
    dele.append(skaerm.overskrift("Fakta"))
    for omraade, fakta in data.fakta.items():
        dele.append(f"  {omraade}\n")
        dele += [skaerm.afsnit(_faktum(navn, f), "    ", 6) for navn, f in fakta.items()]
    if data.vurderingsfakta:
        dele.append("  fra den, der vurderer\n")
        dele += [skaerm.afsnit(_faktum(navn, v), "    ", 6) for navn, v in data.vurderingsfakta.items()]
    if data.fortolkninger:
        dele.append(skaerm.overskrift("Fortolkninger: det, kilden lader stå åbent"))
        for fo in data.fortolkninger:
            dele.append(skaerm.afsnit(f"{fo.id} {fo.spoergsmaal}", "  ", 4))
            dele.append(skaerm.afsnit(f"Valgt: {fo.valg} {fo.begrundelse}", "    ", 4))
            dele += [skaerm.afsnit(f"Alternativ: {a.tekst}", "    ", 4) for a in fo.alternativer]
    return "".join(dele)
