"""Answer for a pack of a joint cost: its split components, its table's deviations, and the effect of changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from ..fejl import BrugsFejl, ascii_noegle, mente_du, vis_sikkert
from ..indlaes import argumenter
from ..indlaes.fordelingspakke import (
    laes_noeglefil,
    offentlig_andel,
    offentligt_beloeb,
    oplyst_noeglesum,
)
from ..model.fordelingspakke import Afrunding, Fordelingsdel, Fordelingspakke, Komponent, Offentliggjort, Part
from ..model.fordelingssvar import (
    FordelingslaesningSvar,
    FordelingssumSvar,
    FordelSvar,
    KomponentSvar,
    OffentliggjortSvar,
    PartSvar,
)
from ..model.resultat import JsonVaerdi
from ..model.visning import json_vaerdi, nogle, vis_kr, vis_vaerdi
from ..version import VERSION
from .afvigelser import afrundet, afvigelser, oplyst_sum
from .beregn import Beregning, Betaling, Grundlag, beregn

_NAEVNES = 10


def fordel_pakken(
    pakke: Fordelingspakke,
    *,
    saet: Iterable[str] = (),
    uden: Iterable[str] = (),
    noegler: str | None = None,
    afrunding: Afrunding | None = None,
) -> FordelSvar:
    """Return the answer for a pack.

    Args:
        pakke: the pack, with changed parameters already applied.
        saet: the names of the changed parameters.
        uden: the parties that leave.
        noegler: a file with other keys, or None.
        afrunding: another rounding method, or None.

    Raises the same errors as ``handlinger.fordel``.
    """
    bemaerkninger: list[str] = []
    alle = pakke.parter
    nye: frozenset[str] = frozenset()
    if noegler is not None:
        alle, nye = _med_noegler(pakke, noegler, bemaerkninger)
    gaar = _uden(pakke, uden)
    grundlag = Grundlag(tuple(p for p in alle if p.navn not in gaar), pakke.vaerdier, afrunding)
    eget = Grundlag(pakke.parter, pakke.egne_vaerdier, afrunding)
    komponenter = []
    for k in pakke.data.komponenter:
        aendret = _aendret(pakke, k, gaar, nye)
        foer = beregn(pakke, k, eget)
        komponenter.append(_komponent(pakke, k, beregn(pakke, k, grundlag) if aendret else foer, foer, gaar, aendret))
    return FordelSvar(
        program=VERSION,
        pulje=pakke.id,
        titel=pakke.data.titel,
        beskrivelse=pakke.data.beskrivelse,
        regelsaet_sha256=pakke.sha256,
        sat={n: json_vaerdi(pakke.vaerdier[n]) for n in saet},
        uden=tuple(gaar),
        noegler=noegler,
        komponenter=tuple(komponenter),
        dokumenter={n: d.titel for n, d in pakke.data.dokumenter.items()},
        fortolkninger=tuple(
            FordelingslaesningSvar(id=f.id, spoergsmaal=f.spoergsmaal, valg=f.valg, begrundelse=f.begrundelse)
            for f in pakke.data.fortolkninger
        ),
        bemaerkninger=(*_satte(pakke, saet), *bemaerkninger),
    )


def _satte(pakke: Fordelingspakke, saet: Iterable[str]) -> list[str]:
    ud = []
    for navn in saet:
        p = pakke.data.parametre[navn]
        ny, gammel = vis_vaerdi(p, pakke.vaerdier[navn]), vis_vaerdi(p, pakke.egne_vaerdier[navn])
        ud.append(f"Der er regnet med {p.navn} {ny} i stedet for {gammel}" + ("" if gammel.endswith(".") else "."))
    return ud


def _uden(pakke: Fordelingspakke, uden: Iterable[str]) -> list[str]:
    kendte = {ascii_noegle(p.navn): p.navn for p in pakke.parter}
    gaar: list[str] = []
    fremmede: list[str] = []
    for skrevet in uden:
        argumenter.kun_tekst("uden", skrevet)
        navn = kendte.get(ascii_noegle(skrevet))
        if navn is None:
            fremmede.append(f"»{vis_sikkert(skrevet, 60)}« er ikke en part.{mente_du(skrevet, kendte.values())}")
        elif navn not in gaar:
            gaar.append(navn)
    if fremmede:
        raise BrugsFejl(f"--uden: {' '.join(fremmede)}")
    return gaar


def _med_noegler(pakke: Fordelingspakke, fil: str, bemaerkninger: list[str]) -> tuple[tuple[Part, ...], frozenset[str]]:
    """Return the parties with the file's keys, and which keys it has. Raises LaeseFejl."""
    tabel, tal = laes_noeglefil(fil, pakke)
    # The answer is shown to the other parties, so it contains the file's name without its folder.
    filnavn = vis_sikkert(Path(fil).name, 200)
    i_filen = {ascii_noegle(r.part): noegler for r, noegler in zip(tabel.raekker, tal, strict=True)}
    kendte = {ascii_noegle(p.navn): p.navn for p in pakke.parter}
    manglende = [navn for n, navn in kendte.items() if n not in i_filen]
    fremmede = [f"»{vis_sikkert(r.part, 60)}«" for r in tabel.raekker if ascii_noegle(r.part) not in kendte]
    if fremmede:
        hvad = "en part" if len(fremmede) == 1 else "parter"
        bemaerkninger.append(f"{nogle(fremmede, _NAEVNES)} i {filnavn} er ikke {hvad} og er ikke regnet med.")
    tomme = frozenset(tabel.kolonner)
    parter = tuple(
        replace(p, noegler=p.noegler | i_filen.get(ascii_noegle(p.navn), dict.fromkeys(tomme))) for p in pakke.parter
    )
    if len(manglende) == len(pakke.parter):
        raise BrugsFejl(f"Ingen af parterne er i {vis_sikkert(fil, 200)}. Skriv deres navne i kolonnen part.")
    for kolonne in tabel.kolonner:
        deltager = [p.navn for p in pakke.parter if _bruger(pakke, kolonne, p)]
        uden_tal = [p.navn for p in parter if p.navn in deltager and p.noegler[kolonne] is None]
        if uden_tal:
            bemaerkninger.append(
                f"{nogle(uden_tal, _NAEVNES)} har intet tal for {pakke.data.noegler[kolonne].navn} i {filnavn} og "
                "betaler ikke med."
            )
    return parter, tomme


def _bruger(pakke: Fordelingspakke, kolonne: str, part: Part) -> bool:
    """Return whether a party participates by this key, or may.

    It may if it is of a participating kind and the pack has no keys of its own.
    """
    arter = {a for k in pakke.data.komponenter for d in k.dele if d.noegle == kolonne for a in d.arter}
    uden_egne = all(x.noegler[kolonne] is None for x in pakke.parter)
    return part.art in arter and (uden_egne or part.noegler[kolonne] is not None)


def _aendret(pakke: Fordelingspakke, komponent: Komponent, gaar: list[str], nye: frozenset[str]) -> bool:
    """Return whether a component is calculated with other figures than the pack's own."""
    sat = any(pakke.vaerdier[n] != pakke.egne_vaerdier[n] for d in komponent.dele for n in d.parametre)
    arter = {a for d in komponent.dele for a in d.arter}
    return (
        sat
        or any(d.noegle in nye for d in komponent.dele)
        or any(p.navn in gaar and p.art in arter for p in pakke.parter)
    )


def _komponent(
    pakke: Fordelingspakke, komponent: Komponent, beregning: Beregning, foer: Beregning, gaar: list[str], aendret: bool
) -> KomponentSvar:
    egne = {x.part.navn: x.beloeb for x in foer.betalinger}
    deltog = {navn: egne[navn] for navn in gaar if navn in egne}
    return KomponentSvar(
        id=komponent.id,
        titel=komponent.titel,
        beloeb=json_vaerdi(beregning.beloeb),
        noegle=_noegle(komponent.dele),
        noegle_navn=_noeglenavn(pakke, komponent.dele),
        afrunding=beregning.afrunding,
        trin=komponent.trin,
        parter=tuple(_part(pakke, beregning, x, egne.get(x.part.navn)) for x in beregning.betalinger),
        sum=_sum(pakke, beregning),
        afvigelser=() if aendret else tuple(afvigelser(pakke, beregning)),
        uden=tuple(deltog),
        aendret=aendret,
        mangler=None if beregning.beloeb is not None else komponent.mangler or "Ingen part har en nøgle.",
        bemaerkninger=tuple(_bemaerkninger(pakke, beregning, deltog, aendret)),
        kilde=komponent.kilde,
    )


def _bemaerkninger(
    pakke: Fordelingspakke, beregning: Beregning, deltog: Mapping[str, Fraction | int], aendret: bool
) -> Iterator[str]:
    """Yield the remarks on a component. ``deltog``: what each party that leaves would have paid."""
    # The help texts of parameters left at their default, for example an assumption that the source does not state.
    for navn in dict.fromkeys(navn for d in beregning.komponent.dele for navn in d.beloeb):
        hjaelp = pakke.data.parametre[navn].hjaelp
        if hjaelp and pakke.vaerdier[navn] == pakke.egne_vaerdier[navn]:
            yield hjaelp
    if deltog:
        beloeb = sum(deltog.values(), Fraction(0))
        hvem = "ville parten" if len(deltog) == 1 else "ville de tilsammen"
        yield f"{nogle(deltog, _NAEVNES)} er ikke med. Efter fordelingens egne tal {hvem} betale {vis_kr(beloeb)}"
    if beregning.beloeb is not None and beregning.i_alt != beregning.beloeb:
        forskel = beregning.i_alt - beregning.beloeb
        yield (
            f"Afrundet hver for sig er beløbene tilsammen {vis_kr(beregning.i_alt)}, {vis_kr(abs(forskel))} "
            f"{'mere' if forskel > 0 else 'mindre'} end de {vis_kr(beregning.beloeb)}, der skal fordeles."
        )
    if aendret and beregning.komponent.offentliggjort is not None:
        yield "De offentliggjorte tal er ikke efterregnet, for der er regnet med andet end tabellens egne."


def _noegle(dele: tuple[Fordelingsdel, ...]) -> str | None:
    fundne = {d.noegle for d in dele}
    return next(iter(fundne)) if len(fundne) == 1 else None


def _noeglenavn(pakke: Fordelingspakke, dele: tuple[Fordelingsdel, ...]) -> str:
    noegle = _noegle(dele)
    if any(d.vaegte for d in dele):
        return "vægt" if len(dele) == 1 else "vægt eller antal"
    return "nøgle" if noegle is None else pakke.data.noegler[noegle].navn


def _part(pakke: Fordelingspakke, beregning: Beregning, betaling: Betaling, foer: Fraction | None) -> PartSvar:
    assert beregning.beloeb is not None
    # Of an amount of 0, the share is the key's.
    del_, hele = (betaling.noejagtigt, beregning.beloeb) if beregning.beloeb else (betaling.noegle, beregning.noeglesum)
    andel = afrundet(100 * del_ / hele if hele else Fraction(0), 2)
    o = beregning.komponent.offentliggjort
    return PartSvar(
        part=betaling.part.navn,
        art=pakke.data.arter[betaling.part.art].ental,
        noegle=json_vaerdi(betaling.noegle),
        andel=f"{andel}",
        beloeb=json_vaerdi(betaling.beloeb),
        offentliggjort=None if o is None else _offentliggjort(betaling.part, o),
        foer=json_vaerdi(foer),
    )


def _offentliggjort(part: Part, offentliggjort: Offentliggjort) -> OffentliggjortSvar | None:
    beloeb = part.offentliggjort[offentliggjort.beloeb]
    andel = None if offentliggjort.andel is None else part.offentliggjort[offentliggjort.andel]
    if beloeb is None and andel is None:
        return None
    vist = None
    if andel is not None:
        tal, decimaler = offentlig_andel(andel)
        vist = f"{tal:.{decimaler}f}"
    return OffentliggjortSvar(andel=vist, beloeb=None if beloeb is None else json_vaerdi(offentligt_beloeb(beloeb)))


def _sum(pakke: Fordelingspakke, beregning: Beregning) -> FordelingssumSvar:
    o = beregning.komponent.offentliggjort
    offentlige: list[Fraction] = []
    if o is not None:
        # All published amounts, including those of parties that have left.
        tekster = [t for p in pakke.parter if (t := p.offentliggjort[o.beloeb]) is not None]
        offentlige = [Fraction(offentligt_beloeb(t)) for t in tekster]
    (d, *flere) = beregning.komponent.dele
    noegle = None if flere or d.noegle is None or d.satser else pakke.data.noegler[d.noegle]
    oplyst: JsonVaerdi = None if o is None else json_vaerdi(oplyst_sum(o))
    return FordelingssumSvar(
        noegle=json_vaerdi(beregning.noeglesum) if beregning.beloeb is not None else None,
        beloeb=json_vaerdi(beregning.i_alt) if beregning.beloeb is not None else None,
        offentliggjort=json_vaerdi(sum(offentlige, Fraction(0))) if offentlige else None,
        oplyst=oplyst,
        oplyst_noegle=None if noegle is None else oplyst_noeglesum(noegle),
    )
