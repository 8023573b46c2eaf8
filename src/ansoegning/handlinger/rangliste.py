"""``rangliste`` as one call, for the command line and for Python: takes a round, returns an order with reasons."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path, PurePath
from typing import Any

from ..bedoemmelse.ukendte_beloeb import ukendte_beloeb
from ..fejl import AnsoegningFejl, BrugsFejl, Sted, vis_sikkert
from ..indlaes import argumenter
from ..indlaes.afvist import Afvist, afvist_af
from ..indlaes.ansoegning import laes_antagelser
from ..indlaes.regelsaet import load_regelsaet
from ..indlaes.runde import Indkomne, laes_runde, laes_vaerdier, med_resten
from ..indlaes.vurderinger import laes_vurderinger
from ..model.ord import ord_af
from ..model.rangliste import FilFejl, Metode, Omfang, RanglisteSvar, SaetSvar, SkemafejlSvar, SprungetOver
from ..model.resultat import JsonVaerdi
from ..model.vaerdier import Vaerdi
from ..model.visning import antal, json_vaerdi, med_stort, nogle, opremsning
from ..model.vurderinger import Vurdering
from ..motor.fraser import vis_antaget, vis_parameter, vis_sat
from ..rangordning import svar as byg
from ..rangordning.begrundelse import bemaerkninger
from ..rangordning.beregning import Beregning, Rangvalg, beregn, raekkefoelge_af, vaelg_metode
from ..rangordning.deltagere import Deltager, Deltagere, find_deltagere, med_andre_parametre
from ..rangordning.omfang import find_gruppe, med_plads_i_runden, omfangssvar, rundesvar
from ..rangordning.robusthed import med_robusthed
from ..sprog.dagen import kraever_dagen
from ..sprog.regelsaet import Regelsaet
from ..system.navne import som_navn
from ..version import VERSION
from .koerselsvalg import Koerselsvalg

Kilde = str | os.PathLike[str] | Mapping[str, Any]


def rangliste(  # noqa: PLR0913 - the options of the command
    kilder: Kilde | Iterable[Kilde],
    *,
    metode: Metode | None = None,
    medtag_skoen: bool = False,
    omfang: Omfang = "auto",
    runde: str | os.PathLike[str] | None = None,
    pulje: str | None = None,
    dato: date | None = None,
    saet: Mapping[str, str] | None = None,
    antag: Mapping[str, str] | None = None,
    regler: str | os.PathLike[str] | None = None,
    vurderinger: str | Path | None = None,
    robusthed: int | None = None,
    seed: int = 1,
    meld: Callable[[int], object] | None = None,
) -> RanglisteSvar:
    """Order the applications of a round and allocate its budgets.

    Args:
        kilder: paths to files and folders (YAML, JSON, workbooks), or the facts of applications as mappings; not both.
        metode: the ordering method; None: the pack's own.
        medtag_skoen: whether applications that need an assessor's judgement take part.
        omfang: whether ``kilder`` are a complete round or one group's (a region's) own list, which is ordered but
            allocated nothing. ``auto`` treats them as such a list if all applicants belong to one region.
        runde: a folder or file with the rest of the round. The answer then also gives the projects' ranks in the
            complete round.
        robusthed: the number of weight sets to draw; None: none.
        seed: the seed of the random draws.
        meld: called with the number of weight sets drawn so far.

    The other arguments are those of ``tjek``. An application that cannot be read or calculated is listed under ``fejl``
    in the answer, and the others are answered all the same.

    Raises:
        BrugsFejl: an argument is invalid.
        LaeseFejl: the assessor's file cannot be read.
        RegelsaetFejl: the pack is invalid.
        InternFejl: the program contradicts itself.
    """
    valg = Koerselsvalg(
        metode=metode,
        medtag_skoen=medtag_skoen,
        omfang=omfang,
        runde=runde,
        pulje=pulje,
        dato=dato,
        saet={} if saet is None else saet,
        antag={} if antag is None else antag,
        regler=regler,
        vurderinger=vurderinger,
        robusthed=robusthed,
        seed=seed,
    )
    return gennemfoer(kilder, valg, meld=meld)[0]


def gennemfoer(
    kilder: Kilde | Iterable[Kilde],
    valg: Koerselsvalg,
    *,
    meld: Callable[[int], object] | None = None,
    uden: Sequence[str] = (),
) -> tuple[RanglisteSvar, Deltagere, Beregning]:
    """Do as ``rangliste``, and also return the participants and the calculation, for callers that build on them.

    Args:
        uden: files to skip although they are in one of the folders: they are not applications.
    """
    vurderinger, saet, runde = valg.vurderinger, dict(valg.saet), valg.runde
    egne = (*uden, *(() if vurderinger is None else (str(vurderinger),)))
    indkomne = _indkomne(kilder, valg.pulje, valg.regler, saet, egne)
    resten = _resten(indkomne, runde, valg.pulje, valg.regler, saet, egne) if runde is not None else None
    vurderet = laes_vurderinger(str(vurderinger), indkomne.regelsaet) if vurderinger is not None else ()
    return regn(saml_grundlag(indkomne, resten, valg, vurderet), valg, meld=meld)


@dataclass(slots=True)
class Rundegrundlag:
    """A round that has been read and judged, before anything is calculated.

    Attributes:
        alle: all participants, including those of the rest of the round.
        egne_filer: the files of the list itself.
        resten: whether a rest of the round was given.
        erstattet: files of the rest that are not used, because their applicant is also in the list.
    """

    indkomne: Indkomne
    alle: Deltagere
    egne_filer: frozenset[str]
    resten: bool
    erstattet: tuple[str, ...]
    antaget: Mapping[tuple[str | None, str], Vaerdi]

    def rangvalg(self, valg: Koerselsvalg) -> Rangvalg:
        """Return how the list itself is ordered. Raises BrugsFejl for an option that does not fit the pack."""
        metode = vaelg_metode(self.alle.regelsaet, valg.metode)
        return Rangvalg(metode, valg.medtag_skoen, find_gruppe(self.alle.kun(self.egne_filer), valg.omfang))


def saml_grundlag(
    indkomne: Indkomne, resten: Indkomne | None, valg: Koerselsvalg, vurderinger: tuple[Vurdering, ...]
) -> Rundegrundlag:
    """Judge the applications read. ``resten`` is the rest of the round. Raises as ``rangliste``."""
    vaelg_metode(indkomne.regelsaet, valg.metode)
    antaget = laes_antagelser(indkomne.regelsaet, valg.antag)
    egne_filer = frozenset(a.fil for a in indkomne.modtaget)
    erstattet: tuple[str, ...] = ()
    if resten is not None:
        indkomne, erstattet = med_resten(indkomne, resten)
    alle = find_deltagere(
        indkomne,
        afvis=_afviser(indkomne),
        dato=valg.dato,
        antag=antaget,
        sat=tuple(valg.saet),
        vurderinger=vurderinger,
    )
    return Rundegrundlag(indkomne, alle, egne_filer, resten is not None, erstattet, antaget)


def _afviser(indkomne: Indkomne) -> Callable[[str, Exception], None]:
    def afvis(fil: str, fejl: Exception) -> None:
        indkomne.afvist.append(afvist_af(fil, fejl))

    return afvis


def regn(
    grundlag: Rundegrundlag,
    valg: Koerselsvalg,
    *,
    meld: Callable[[int], object] | None = None,
    om_laesninger: Callable[[float], object] | None = None,
    om_spoergsmaal: Callable[[float], object] | None = None,
    kun_listen: bool = False,
) -> tuple[RanglisteSvar, Deltagere, Beregning]:
    """Return the answer to a judged round, with the participants and the calculation that it was made from.

    Args:
        meld: called with the number of weight sets drawn so far.
        om_laesninger: called with the share (0–1) of the alternative interpretations calculated so far.
        om_spoergsmaal: called with the share (0–1) of the open questions tried so far.
        kun_listen: leave out every answer that requires recalculating the round: alternative interpretations, open
            questions, the best use of the money, weight sets, and the difference that changed parameters make.
    """
    rangvalg = grundlag.rangvalg(valg)

    def fast(svar: RanglisteSvar, beregning: Beregning) -> RanglisteSvar:
        return med_robusthed(svar, beregning, valg.robusthed, valg.seed, meld, om_spoergsmaal)

    def udregn(alle: Deltagere) -> tuple[RanglisteSvar, Beregning]:
        egne = alle.kun(grundlag.egne_filer)
        beregning = beregn(egne, rangvalg)
        svar = _svar(egne, beregning, valg, grundlag.antaget, om_laesninger, kun_listen=kun_listen)
        if not grundlag.resten:
            return (svar if kun_listen else fast(svar, beregning)), beregning
        hel = beregn(alle, replace(rangvalg, gruppe=None))
        svar = svar.model_copy(
            update={
                "omfang": omfangssvar(rangvalg.gruppe, med_runde=True),
                "projekter": med_plads_i_runden(svar.projekter, hel),
                "runde": rundesvar(hel, alle, egne, grundlag.erstattet),
                "bemaerkninger": (*svar.bemaerkninger, *_erstattet(grundlag.erstattet)),
            }
        )
        if kun_listen:
            return svar, beregning
        return fast(svar, beregning if beregning.fordeles else hel), beregning

    svar, beregning, alle = _uden_dem_der_vaelter(grundlag.alle, _afviser(grundlag.indkomne), udregn)
    deltagere = alle.kun(grundlag.egne_filer)
    afvist = sorted(grundlag.indkomne.afvist, key=lambda a: (a.fil, a.besked))
    svar = svar.model_copy(
        update={
            "fejl": tuple(map(_filfejl, afvist)),
            "sprunget_over": tuple(SprungetOver(fil=fil, grund=grund) for fil, grund in grundlag.indkomne.oversprunget),
        }
    )
    deltagere.interne = [a.intern for a in afvist if a.intern is not None]
    return svar, deltagere, beregning


def _filfejl(a: Afvist) -> FilFejl:
    sted, intern = a.sted or Sted(a.fil), a.intern is not None
    return FilFejl(fil=a.fil, besked=a.besked, linje=sted.linje, kolonne=sted.kolonne, celle=sted.celle, intern=intern)


def _uden_dem_der_vaelter(
    deltagere: Deltagere,
    afvis: Callable[[str, Exception], object],
    regn: Callable[[Deltagere], tuple[RanglisteSvar, Beregning]],
) -> tuple[RanglisteSvar, Beregning, Deltagere]:
    """Calculate without the applications that make the calculation fail, and reject each of these through ``afvis``.

    Each application is tried alone, but only after the calculation of all has failed. The original exception is raised
    again if no single application causes it.
    """
    try:
        return (*regn(deltagere), deltagere)
    except AnsoegningFejl:
        raise
    except Exception:
        skyldige = set()
        for fil in {d.fil for d in deltagere.alle}:
            try:
                regn(deltagere.kun({fil}))
            except Exception as fejl:
                skyldige.add(fil)
                afvis(fil, fejl)
        if not skyldige:
            raise
    deltagere = deltagere.kun(set(deltagere.filer) - skyldige)
    return (*regn(deltagere), deltagere)


def _svar(
    deltagere: Deltagere,
    beregning: Beregning,
    valg: Koerselsvalg,
    antaget: Mapping[tuple[str | None, str], Vaerdi],
    om_laesninger: Callable[[float], object] | None,
    *,
    kun_listen: bool,
) -> RanglisteSvar:
    """Build the answer to one calculation, apart from the files left out of it; ``kun_listen`` as in ``regn``."""
    regelsaet, dato, saet = deltagere.regelsaet, valg.dato, valg.saet
    return RanglisteSvar(
        program=VERSION,
        pulje=regelsaet.id,
        titel=regelsaet.data.titel,
        dokumenter={navn: d.titel for navn, d in regelsaet.data.dokumenter.items()},
        myndighed=regelsaet.data.myndighed,
        regelsaet_sha256=regelsaet.sha256,
        dato=dato.isoformat() if dato is not None else None,
        metode=beregning.valg.metode,
        medtag_skoen=beregning.valg.medtag_skoen,
        antaget={navn: json_vaerdi(v) for (_, navn), v in antaget.items()},
        antaget_tekst=vis_antaget(regelsaet, antaget),
        sat=_parametre(regelsaet, saet),
        sat_tekst=vis_sat(regelsaet, saet),
        omfang=omfangssvar(beregning.valg.gruppe),
        ansoegninger=len(deltagere.filer),
        budget=byg.beloeb_af(beregning, (x.ramme for x in beregning.plan.budgetter)),
        ansoegt=byg.beloeb_af(beregning, byg.ansoegt(beregning)),
        ansoegt_alle=byg.beloeb_af(beregning, beregning.ansoegt_alle),
        beregnet=byg.beloeb_af(beregning, byg.beregnet(beregning)) if beregning.fordeles else None,
        ubrugt=byg.beloeb_af(beregning, beregning.fordeling.rest) if beregning.fordeles else None,
        tildelingsregel=byg.har_tildelingsregel(beregning),
        ydelse_enhed=byg.ydelse_enhed(beregning),
        ord=ord_af(beregning.regelsaet.data),
        gruppe_navn=beregning.orden.data.gruppe.navn if beregning.orden.data.gruppe is not None else None,
        overansoegt=beregning.fordeling.knap if beregning.fordeles else None,
        soeges=beregning.regelsaet.soeges,
        rammer_lukkes=beregning.plan.ved_loft != "spring_over"
        and beregning.plan.garanti is None
        and beregning.plan.deling is None,
        regionsgaranti=byg.garanti(deltagere, beregning, beregning.valg),
        skemafejl=_skemafejl(deltagere),
        faelles_projekter=byg.faelles_projekter(deltagere),
        projekter=byg.projekter(beregning, deltagere.faelles_af()),
        lige_rang=byg.lige_rang(beregning),
        fortolkninger=() if kun_listen else byg.fortolkninger(deltagere, beregning, om_laesninger),
        grupper=byg.grupper(deltagere, beregning),
        bemaerkninger=(
            *_fejl_i_skemaet(deltagere),
            *bemaerkninger(beregning),
            *_uden_ansoeger(deltagere),
            *_samme_navn(deltagere),
            *_ufuldstaendige(deltagere),
        ),
        uden_dagen=kraever_dagen(regelsaet) if dato is None else (),
        forskel=_forskel(deltagere, beregning, valg.regler, saet) if saet and not kun_listen else None,
        vurderinger_ikke_brugt=tuple(deltagere.ikke_brugt),
    )


def _indkomne(
    kilder: Kilde | Iterable[Kilde],
    pulje: str | None,
    regler: str | os.PathLike[str] | None,
    saet: dict[str, str],
    uden: Sequence[str],
) -> Indkomne:
    if isinstance(kilder, str | os.PathLike | Mapping):
        givne: list[Kilde] = [kilder]
    elif isinstance(kilder, Iterable):
        givne = list(kilder)
    else:
        raise BrugsFejl(
            "kilder skal være stier eller ansøgninger som værdier, eller en liste af dem, ikke en "
            f"{type(kilder).__name__}."
        )
    for nr, k in enumerate(givne):
        argumenter.ansoegning(f"kilder[{nr}]", k)
    stier = [os.fspath(k) for k in givne if not isinstance(k, Mapping)]
    if len(stier) == len(givne):
        return laes_runde(stier, pulje=pulje, regler=regler, saet=saet, uden=uden)
    if stier:
        raise BrugsFejl("Giv enten filer og mapper eller ansøgninger som værdier, ikke begge dele.")
    return laes_vaerdier([k for k in givne if isinstance(k, Mapping)], pulje=pulje, regler=regler, saet=saet)


def _resten(
    egne: Indkomne,
    runde: str | os.PathLike[str],
    pulje: str | None,
    regler: str | os.PathLike[str] | None,
    saet: dict[str, str],
    uden: Sequence[str],
) -> Indkomne:
    """Read the rest of the round that the list belongs to. Raises BrugsFejl."""
    try:
        resten = laes_runde([os.fspath(runde)], pulje=pulje, regler=regler, saet=saet, uden=uden)
    except BrugsFejl as fejl:
        raise BrugsFejl(f"--runde: {fejl}") from None
    if resten.regelsaet.id != egne.regelsaet.id:
        raise BrugsFejl(
            f"--runde: ansøgningerne hører til puljen »{resten.regelsaet.id}« og de andre til »{egne.regelsaet.id}«. "
            "Giv resten af den samme runde."
        )
    return resten


def _erstattet(filer: tuple[str, ...]) -> tuple[str, ...]:
    """Return the remark about applicants that are both in the list and in the rest of the round."""
    if not filer:
        return ()
    # Documents are read by people who do not have the folders.
    navne = [vis_sikkert(PurePath(f).name, 200) for f in filer]
    return (
        f"Er en ansøger både her og i resten af runden, er det filen her, der gælder; ikke brugt: {nogle(navne, 3)}.",
    )


def _skemafejl(deltagere: Deltagere) -> SkemafejlSvar:
    fejl = [sum(f.alvor == "fejl" for f in r.skema) for r in deltagere.resultater]
    return SkemafejlSvar(ansoegninger=sum(map(bool, fejl)), fejl=sum(fejl))


def _fejl_i_skemaet(deltagere: Deltagere) -> tuple[str, ...]:
    """Return the first remark on a round: how many applications have form errors, and whose amounts do not count."""
    fundet = _skemafejl(deltagere)
    if not fundet.fejl:
        return ()
    ukendte = [d.betegnelse for d in deltagere.alle if ukendte_beloeb(d.k)]
    alle = len(deltagere.resultater)
    af = antal(alle, "ansøgning", "ansøgninger")
    if alle < len(deltagere.filer):
        # Applications of an applicant who sent several are received, and not part of the round.
        af = f"de {af}, der er med," if alle > 1 else f"den {af}, der er med,"
    tekst = f"{fundet.ansoegninger} af {af} har fejl i skemaet, i alt {fundet.fejl} fejl, som skal rettes."
    if ukendte:
        tekst += f" Beløb, der kun kan være i en forkert enhed, regnes som ikke oplyst: {nogle(ukendte, 5)}."
    return (tekst,)


def _ufuldstaendige(deltagere: Deltagere) -> tuple[str, ...]:
    """Return the remarks about joint projects with missing participants."""
    raekke = ord_af(deltagere.regelsaet.data).raekke
    return tuple(
        f"Fælles {raekke} »{vis_sikkert(p.navn, 60)}«, en del mangler: {' '.join(p.bemaerkninger)}"
        for p in deltagere.faelles
        if not p.helt
    )


def _samme_navn(deltagere: Deltagere) -> tuple[str, ...]:
    """Return a warning per application with several rows of the same name: each of them may be allocated money."""
    orden = deltagere.regelsaet.raekkefoelge
    if orden is None or orden.liste is None:
        return ()
    flertal = deltagere.regelsaet.data.lister[orden.liste].flertal
    samme: dict[tuple[str, str], list[Deltager]] = {}
    for d in deltagere.alle:
        if d.k.raekke is not None and d.k.raekke.get(deltagere.regelsaet.data.lister[orden.liste].navn_fakta):
            samme.setdefault((d.fil, som_navn(d.navn)), []).append(d)
    return tuple(
        f"SAMME NAVN: {d[0].kommune.navn if d[0].kommune and d[0].kommune.navn else vis_sikkert(d[0].fil, 200)} har "
        f"{len(d)} {flertal}, der hedder »{vis_sikkert(d[0].navn, 60)}« (nr. {opremsning([str(x.nr) for x in d])}). De "
        "er ordnet hver for sig, og beløbene regnes med for dem alle. Er det samme skrevet flere gange, så slet det "
        "overflødige; giv dem ellers hver sit navn."
        for d in samme.values()
        if len(d) > 1
    )


def _uden_ansoeger(deltagere: Deltagere) -> tuple[str, ...]:
    """Return a warning per application whose applicant is unknown: it takes part, but cannot be identified."""
    if deltagere.regelsaet.data.ansoeger is None:
        return ()
    raekker = med_stort(ord_af(deltagere.regelsaet.data).raekker)
    return tuple(
        f"Det er ikke kendt, hvem der har sendt {vis_sikkert(r.fil, 200)}"
        + (f" (»{vis_sikkert(r.ansoeger.navn, 60)}«)" if r.ansoeger is not None and r.ansoeger.navn else "")
        + f". {raekker} derfra er med, men det kan ikke ses, om ansøgeren har flere filer. Ret navnet."
        for r in deltagere.resultater
        if r.ansoeger is None or r.ansoeger.kode is None
    )


def _forskel(
    deltagere: Deltagere, beregning: Beregning, regler: str | os.PathLike[str] | None, saet: Mapping[str, str]
) -> SaetSvar:
    """Return the effect of the parameters that were set, compared with the pack's own values."""
    egne = load_regelsaet(beregning.regelsaet.id, regler=regler)
    raekkefoelge_af(egne)
    return saetsvar(beregn(med_andre_parametre(deltagere, egne), beregning.valg), beregning, saet)


def saetsvar(grundlag: Beregning, beregning: Beregning, saet: Mapping[str, str]) -> SaetSvar:
    """Return the effect of changed parameters; ``grundlag`` is the calculation with the pack's own values."""
    egne = grundlag.regelsaet
    tekst = (
        f"{beregning.regelsaet.data.parametre[n].navn}: {vis_parameter(beregning.regelsaet, n)} (ellers "
        f"{vis_parameter(egne, n)})"
        for n in saet
    )
    return SaetSvar(
        tekst=tuple(map(med_stort, tekst)),
        sat=_parametre(beregning.regelsaet, saet),
        grundlag=_parametre(egne, saet),
        flyt=byg.flyt(grundlag, beregning),
        beregnet=byg.beloeb_af(grundlag, byg.beregnet(grundlag)) if grundlag.fordeles else None,
        budget=byg.beloeb_af(grundlag, (x.ramme for x in grundlag.plan.budgetter)),
    )


def som_papir(svar: RanglisteSvar, form: str, skabeloner: Path | None = None) -> bytes:
    """Render an answer as ``json``, ``html``, ``docx`` or ``xlsx``. Raises BrugsFejl if the user's template is invalid.

    The modules that write documents are imported only when one is written.
    """
    match form:
        case "html":
            from ..skriv.rangliste_html import skriv_rangliste_html

            return skriv_rangliste_html(svar, skabeloner=skabeloner).encode("utf-8", "replace")
        case "docx":
            from ..skriv.rangliste_docx import skriv_rangliste_docx

            return skriv_rangliste_docx(svar, skabeloner=skabeloner)
        case "xlsx":
            from ..skriv.rangliste_xlsx import skriv_rangliste_xlsx

            return skriv_rangliste_xlsx(svar)
    return (json.dumps(svar.til_json(), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _parametre(regelsaet: Regelsaet, navne: Iterable[str]) -> dict[str, JsonVaerdi]:
    """Return the values of parameters, each in the unit that the pack declares."""
    fundne: dict[str, JsonVaerdi] = {}
    for navn in navne:
        v = regelsaet.parametre[navn]
        erklaering = regelsaet.omfang.find(navn)
        if isinstance(v, int | Decimal) and not isinstance(v, bool) and erklaering is not None:
            fundne[navn] = json_vaerdi(Fraction(v) / erklaering.faktor)
        else:
            fundne[navn] = json_vaerdi(v)
    return fundne
