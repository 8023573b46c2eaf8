"""The form as it is to be filled in: the context that every document of an application is rendered from.

It contains words and numbers as they are shown; a template adds only layout. It is derived from the pack's
declarations: a column is a fact with ``kolonne``, a text field is a text with ``felt``, a contact field has ``kontakt:
ja``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from pydantic import BaseModel, ConfigDict

from ..bedoemmelse.ukendte_beloeb import kun_kendte_beloeb
from ..model.felter import navn_af, raekke_af
from ..model.ord import ansoeger_ord, ord_af
from ..model.regelsaet import Blanket, Faktaerklaering
from ..model.resultat import Resultat
from ..model.vaerdier import trin_decimaler
from ..model.visning import med_lille, med_stort, opremsning, vis_tal, vis_vaerdi
from ..motor.fraser import vis_parameter, vist
from ..motor.indbygget import tegn
from ..motor.reference import Kontekst, fakt
from ..sprog.regelsaet import Regelsaet
from .fundtekst import i_celler, naevn, saml
from .papir import rens
from .rapport import forudsaetninger_tekst
from .tomme import Tomme

# A longer name would fill a sentence; the row is then named by its number.
HOEJST_NAVN = 80
# With more columns, words and dates would be split across lines.
_KOLONNER_PAA_EN_SIDE = 7


class Skemadel(BaseModel):
    """Base of the context's parts; frozen."""

    model_config = ConfigDict(frozen=True)


class Skemakolonne(Skemadel):
    """A column of the form: its letter, heading and unit (``t.kr.``; empty: none).

    ``tal``: a number to right-align. ``laegges_sammen``: a number whose total the form shows; ``kraeves``: the form's
    checks require it in every row.
    """

    bogstav: str
    navn: str
    enhed: str
    tal: bool
    laegges_sammen: bool = False
    kraeves: bool = False


class Skemacelle(Skemadel):
    """A cell as shown in a document (``7.500``) and as typed into the form (``7500``); both empty if unknown.

    ``tom``: what an empty cell is, ``mangler`` where the application needs it, else ``ikke udfyldt``; empty for a total
    and for a cell that is filled in.
    """

    vist: str
    indtast: str
    tom: str = ""


class Skemaraekke(Skemadel):
    """A row of the form. ``nr`` counts from 1 over all sheets; ``celler`` follow the order of the columns."""

    nr: int
    navn: str
    celler: tuple[Skemacelle, ...]


class Skemaark(Skemadel):
    """One sheet of rows: ``nr`` 1 is the form itself; the others are continuation sheets for rows that do not fit.

    ``i_alt``: the totals of this sheet's rows, as ``Skematabel.i_alt``.
    """

    nr: int
    raekker: tuple[Skemaraekke, ...]
    i_alt: tuple[Skemacelle, ...]


class Skematabel(Skemadel):
    """The rows of one list. ``i_alt``: each column's total; empty if the column has none, or if a value is unknown.

    ``summer``: whether any column has a total. ``bred``: the columns do not fit side by side on a page, so the rows are
    written field by field.
    """

    ental: str
    flertal: str
    kolonner: tuple[Skemakolonne, ...]
    ark: tuple[Skemaark, ...]
    i_alt: tuple[Skemacelle, ...]
    bred: bool = False
    summer: bool = False


class Tekstfelt(Skemadel):
    """A text field. ``tegn``: its length in characters.

    ``udkast``: drafted by the program, to be read and corrected. ``uden_plads``: not written, and the other texts leave
    no room for a draft within the form's limit. ``tom``: as for ``Skemacelle``.
    """

    felt: str
    navn: str
    spoergsmaal: str
    tekst: str
    tom: str
    udkast: bool
    uden_plads: bool
    tegn: int


class Oplysning(Skemadel):
    """A named value: a contact field, or a number shown beside the form. ``tom``: as for ``Skemacelle``."""

    navn: str
    vist: str
    tom: str = ""


class Skemafelt(Skemadel):
    """A field of the form outside the rows that is not a text: its name in the form, its label, its value (or empty).

    ``indtast`` is the value as typed, in the form's own unit (``enhed``), without a thousands separator. ``tom``: as
    for ``Skemacelle``.
    """

    felt: str
    navn: str
    vist: str
    tom: str
    enhed: str = ""
    indtast: str = ""


class Feltgruppe(Skemadel):
    """Consecutive fields of one kind in the form: either ``felter`` or ``tekster`` is empty.

    ``overskrift``: the heading above them; empty if they continue under the previous heading.
    """

    overskrift: str
    felter: tuple[Skemafelt, ...] = ()
    tekster: tuple[Tekstfelt, ...] = ()


class Bilag(Skemadel):
    """Evidence that is named in the application, and the row it belongs to."""

    raekke: str
    navn: str


class Dokumentation(Skemadel):
    """Where to send evidence, the subject of the mail, and what to send.

    ``hvad``: what it is evidence of, as a phrase; ``mangler``: evidence that should be sent but that the application
    does not name.
    """

    til: str
    emne: str
    hvad: str
    bilag: tuple[Bilag, ...]
    mangler: tuple[Bilag, ...]


class Skemaside(Skemadel):
    """The whole form. Texts are as written, with line breaks; nothing is escaped.

    Attributes:
        skema: the form's name, as the pack writes it.
        skemaets_navn: the same as a heading: ``Ansøgningsskema LanBotilbud``, or the name itself if it has the word.
        har_ansoeger: whether the pool has applicants.
        ansoegerord: the pool's word for an applicant, as a heading.
        myndighed: the name of the authority.
        feltgrupper: ``felter`` and ``tekster`` in the form's order.
        tegn_hoejst: the form's limit for all text fields together; None if it sets none.
        klar: whether the application has no obstacle to being sent.
        resultat: the result, as a sentence.
        forudsaetninger: what was changed or assumed for this run.
        fejl: the form's errors, in words.
        udestaaende: what is still missing, in words.
    """

    titel: str
    pulje: str
    hvad: str
    skema: str
    skemaets_navn: str
    sted: str
    frist: str
    har_ansoeger: bool
    ansoegerord: str
    ansoeger: str
    afsender: str
    bruger: str
    myndighed: str
    tabeller: tuple[Skematabel, ...]
    ved_siden_af: tuple[Oplysning, ...]
    felter: tuple[Skemafelt, ...]
    tekster: tuple[Tekstfelt, ...]
    feltgrupper: tuple[Feltgruppe, ...]
    tegn_i_alt: int
    tegn_hoejst: int | None
    kontakt: tuple[Oplysning, ...]
    opgaver: tuple[str, ...]
    klar: bool
    resultat: str
    forudsaetninger: tuple[str, ...]
    fejl: tuple[str, ...]
    udestaaende: tuple[str, ...]
    dokumentation: Dokumentation | None

    @property
    def har_skema(self) -> bool:
        """Whether the pack has a form with at least one field."""
        return bool(self.tabeller or self.felter or self.tekster)


def lav_side(k: Kontekst, resultat: Resultat, udkast: Mapping[str, str]) -> Skemaside:
    """Return the form of an application. ``udkast``: drafts of the text fields that are not written, by fact."""
    regelsaet = k.regelsaet
    data = regelsaet.data
    blanket = data.blanket
    tomme = Tomme(k, resultat)
    tekster = {navn: _tekstfelt(navn, form, k, udkast, tomme) for navn, form in tekstfelter(regelsaet).items()}
    felter = _felter(k, tomme)
    frist = blanket.frist if blanket is not None else None
    return Skemaside(
        titel=data.titel,
        pulje=data.id,
        hvad="Ansøgning" if data.ansoeger is not None else "Opgørelse",
        skema=blanket.navn if blanket is not None else "",
        skemaets_navn=skemaets_navn(blanket.navn) if blanket is not None else "",
        sted=blanket.sted if blanket is not None else "",
        frist=vis_parameter(regelsaet, frist) if frist is not None else "",
        har_ansoeger=data.ansoeger is not None,
        ansoegerord=med_stort(ansoeger_ord(data)[0]),
        ansoeger=_ansoeger(k),
        afsender=_afsender(k),
        bruger=(resultat.bruger[1] or "") if resultat.bruger is not None else "",
        myndighed=data.myndighed,
        tabeller=tuple(t for liste in data.lister if (t := _tabel(liste, k, tomme)).kolonner),
        ved_siden_af=tuple(
            Oplysning(navn=med_stort(regelsaet.fakta[None, navn].navn), vist=vist(navn, k))
            for navn in (blanket.ved_siden_af if blanket is not None else ())
        ),
        felter=tuple(felter.values()),
        tekster=tuple(tekster.values()),
        feltgrupper=_feltgrupper(regelsaet, felter, tekster),
        tegn_i_alt=sum(t.tegn for t in tekster.values()),
        tegn_hoejst=tegn_hoejst(regelsaet),
        kontakt=tuple(
            Oplysning(navn=med_stort(form.navn), vist=(v := _enkel(k.ansoegning.get(navn))), tom=tomme.ord(navn, v))
            for navn, form in regelsaet.fakta_i(None).items()
            if form.kontakt == "ja"
        ),
        opgaver=tuple(o.tekst for o in resultat.opgaver),
        klar=resultat.klar,
        resultat=_resultat(regelsaet, resultat),
        forudsaetninger=forudsaetninger_tekst(resultat, regelsaet.data),
        fejl=_fejl(k, resultat, tuple(tekster.values())),
        udestaaende=_udestaaende(k, resultat),
        dokumentation=_dokumentation(blanket, k, resultat),
    )


def skemaets_navn(navn: str) -> str:
    """Return a form's name as a heading, with the word for a form where the name does not have it."""
    return med_stort(navn) if "skema" in navn.lower() else f"Ansøgningsskema {navn}"


def _ansoeger(k: Kontekst) -> str:
    """Return the applicant; empty if unknown, or if the pool has no applicants."""
    ansoeger = k.regelsaet.data.ansoeger
    if ansoeger is None or k.ansoegning.get(ansoeger.fakta) is None:
        return ""
    return vist(ansoeger.fakta, k)


def _afsender(k: Kontekst) -> str:
    """Return the applicant as the sender of a mail: ``Københavns Kommune``; empty if unknown."""
    ansoeger = k.regelsaet.data.ansoeger
    v = k.ansoegning.get(ansoeger.fakta) if ansoeger is not None else None
    if ansoeger is not None and isinstance(v, str) and k.regelsaet.fakta[None, ansoeger.fakta].type == "kommune":
        return k.regelsaet.kommuner.kode(v).fulde_navn
    return _ansoeger(k)


def _fejl(k: Kontekst, resultat: Resultat, tekster: Sequence[Tekstfelt]) -> tuple[str, ...]:
    """Return the form's errors; equal errors are merged with all their rows, and drafted text fields into one."""
    udkast = {
        navn: t.felt
        for navn, t in zip(tekstfelter(k.regelsaet), tekster, strict=True)
        if t.udkast and any(f.felt == navn and f.alvor == "fejl" for f in resultat.skema)
    }
    fundne = [f for f in resultat.skema if f.alvor == "fejl" and f.felt not in udkast]
    beskeder = [tekst for _, tekst in saml(fundne, lambda felt: _raekke(felt, k), celler=True)]
    if udkast:
        er, det = ("er et udkast", "det") if len(udkast) == 1 else ("er udkast", "dem")
        felter = med_stort(opremsning([med_lille(felt) for felt in udkast.values()]))
        beskeder.append(f"{felter} {er} fra programmet. Læs {det}, ret {det}, og skriv {det} i ansøgningen.")
    return tuple(beskeder)


def _udestaaende(k: Kontekst, resultat: Resultat) -> tuple[str, ...]:
    """Return what is still missing, each item once with the rows that lack it."""
    raekker: dict[str, dict[str, None]] = {}
    celler: dict[str, list[str]] = {}
    for u in resultat.udestaaende:
        raekker.setdefault(u.navn, {})[_raekke(u.felt, k)] = None
        celler.setdefault(u.navn, []).extend([u.celle] if u.celle is not None else [])
    hvor = {navn: naevn([n for n in navne if n]) for navn, navne in raekker.items()}
    return tuple(
        (f"{med_stort(navn)} ({h})" if h else med_stort(navn)) + i_celler(celler[navn]) for navn, h in hvor.items()
    )


def tekstfelter(regelsaet: Regelsaet) -> dict[str, Faktaerklaering]:
    """Return the form's text fields, in its order. The applicant's name is not among them; it is at the top."""
    return {navn: form for navn, form in _skemafelter(regelsaet).items() if form.type == "tekst"}


def _skemafelter(regelsaet: Regelsaet) -> dict[str, Faktaerklaering]:
    """Return the form's fields outside the rows, except the applicant, who is at the top."""
    ansoeger = regelsaet.data.ansoeger
    return {
        navn: form
        for navn, form in regelsaet.fakta_i(None).items()
        if form.felt is not None
        and form.kontakt == "nej"
        and form.afledt is None
        and (ansoeger is None or navn != ansoeger.fakta)
    }


def _feltgrupper(
    regelsaet: Regelsaet, felter: Mapping[str, Skemafelt], tekster: Mapping[str, Tekstfelt]
) -> tuple[Feltgruppe, ...]:
    """Return the fields in the form's order, grouped into runs of the same kind."""
    grupper: list[Feltgruppe] = []
    for er_tekst, navne in groupby(_skemafelter(regelsaet), tekster.__contains__):
        overskrift = "" if grupper else "Felter"
        if er_tekst:
            grupper.append(Feltgruppe(overskrift=overskrift, tekster=tuple(tekster[n] for n in navne)))
        else:
            grupper.append(Feltgruppe(overskrift=overskrift, felter=tuple(felter[n] for n in navne)))
    if len(grupper) == 1 and tekster:
        return (grupper[0].model_copy(update={"overskrift": "Tekstfelter"}),)
    return tuple(grupper)


def _felter(k: Kontekst, tomme: Tomme) -> dict[str, Skemafelt]:
    """Return the form's fields that are not texts: numbers, dates, choices."""
    return {
        navn: Skemafelt(
            felt=med_stort(form.felt or ""),
            navn=med_stort(form.navn),
            vist=vist(navn, k) if k.ansoegning.get(navn) is not None else "",
            tom=tomme.ord(navn, k.ansoegning.get(navn)),
            enhed=form.enhed or "",
            indtast=_indtastet(form, k.ansoegning.get(navn), k),
        )
        for navn, form in _skemafelter(k.regelsaet).items()
        if form.type != "tekst"
    }


def _indtastet(form: Faktaerklaering, v: Any, k: Kontekst) -> str:
    """Return a value as it is typed into the form."""
    return vis_vaerdi(form, v, k.regelsaet.kommuner) if isinstance(v, str) else _celle(form, v).indtast


def tegn_hoejst(regelsaet: Regelsaet) -> int | None:
    """Return how many characters the text fields may have together; None if the form sets no limit."""
    blanket = regelsaet.data.blanket
    return _antal(regelsaet, blanket.tegn_hoejst if blanket is not None else None)


def _raekker_hoejst(regelsaet: Regelsaet) -> int | None:
    blanket = regelsaet.data.blanket
    return _antal(regelsaet, blanket.raekker_hoejst if blanket is not None else None)


def _antal(regelsaet: Regelsaet, parameter: str | None) -> int | None:
    v = regelsaet.parametre[parameter] if parameter is not None else None
    return int(v) if isinstance(v, int | Decimal | Fraction) else None


def raekkenavn(k: Kontekst, nr: int) -> str:
    """Return a row's name, or its number (``projekt 3``) if it has none."""
    assert k.liste is not None
    liste = k.regelsaet.data.lister[k.liste]
    navn = fakt(liste.navn_fakta, k.liste, k)
    return _enkel(navn) or f"{liste.ental} {vis_tal(nr)}"


def _tabel(liste: str, k: Kontekst, tomme: Tomme) -> Skematabel:
    regelsaet = k.regelsaet
    former = {n: f for n, f in regelsaet.fakta_i(liste).items() if f.kolonne is not None}
    alle = k.fra_raekkerne(liste)
    # An amount that can only be in a wrong unit is shown as it is typed, and is unknown to the totals.
    kendte = kun_kendte_beloeb(k).fra_raekkerne(liste)
    raekker = tuple(
        Skemaraekke(
            nr=nr,
            navn=raekkenavn(r, nr),
            celler=tuple(
                _celle(form, v := fakt(navn, liste, r), tomme.ord(f"{liste}[{nr - 1}].{navn}", v))
                for navn, form in former.items()
            ),
        )
        for nr, r in enumerate(alle, 1)
    )

    def i_alt(paa: Sequence[Kontekst]) -> tuple[Skemacelle, ...]:
        return tuple(_i_alt(navn, form, liste, paa) for navn, form in former.items())

    plads = _raekker_hoejst(regelsaet) or max(len(raekker), 1)
    return Skematabel(
        ental=regelsaet.data.lister[liste].ental,
        flertal=regelsaet.data.lister[liste].flertal,
        kolonner=tuple(
            Skemakolonne(
                bogstav=f.kolonne or "",
                navn=med_stort(f.navn),
                enhed=f.enhed or "",
                tal=f.type == "tal",
                laegges_sammen=f.laegges_sammen,
                kraeves=(liste, n) in regelsaet.kraevede,
            )
            for n, f in former.items()
        ),
        ark=tuple(
            Skemaark(nr=nr, raekker=raekker[fra : fra + plads], i_alt=i_alt(kendte[fra : fra + plads]))
            for nr, fra in enumerate(range(0, max(len(raekker), 1), plads), 1)
        ),
        i_alt=i_alt(kendte),
        bred=len(former) > _KOLONNER_PAA_EN_SIDE,
        summer=any(f.laegges_sammen for f in former.values()),
    )


def _i_alt(navn: str, form: Faktaerklaering, liste: str, raekker: Sequence[Kontekst]) -> Skemacelle:
    """Return a column's total, empty if the column is not added; a sum with an unknown value is unknown."""
    if not form.laegges_sammen:
        return Skemacelle(vist="", indtast="")
    vaerdier = [fakt(navn, liste, r) for r in raekker]
    return _celle(form, None) if None in vaerdier else _celle(form, sum(vaerdier))


def _celle(form: Faktaerklaering, v: Any, tom: str = "") -> Skemacelle:
    if v is None:
        return Skemacelle(vist="", indtast="", tom=tom)
    if form.type == "tal":
        vises = vis_tal(v, max(2, trin_decimaler(form)))
        return Skemacelle(vist=vises, indtast=vises.replace(".", ""))
    vises = _enkel(v) if form.type == "tekst" else vis_vaerdi(form, v)
    return Skemacelle(vist=vises, indtast=vises)


def _tekstfelt(navn: str, form: Faktaerklaering, k: Kontekst, udkast: Mapping[str, str], tomme: Tomme) -> Tekstfelt:
    skrevet = k.ansoegning.get(navn)
    raa = str(skrevet if skrevet is not None else udkast.get(navn, ""))
    tekst = _ren(rens(raa))
    return Tekstfelt(
        felt=med_stort(form.felt or ""),
        navn=med_stort(form.navn),
        spoergsmaal=form.hjaelp or "",
        tekst=tekst,
        tom=tomme.ord(navn, tekst),
        udkast=skrevet is None and bool(tekst),
        uden_plads=skrevet is None and not tekst and navn in udkast,
        # The length of the unmodified text, as the pack's checks count it, including trailing blanks that are not
        # shown.
        tegn=tegn(raa),
    )


def _resultat(regelsaet: Regelsaet, resultat: Resultat) -> str:
    status = regelsaet.data.statusser[resultat.resultat].navn
    hvad = med_stort(ord_af(regelsaet.data).sagen)
    return f"Beregnet resultat: {status}. {hvad} er {'klar' if resultat.klar else 'ikke klar'}."


def _raekke(felt: str, k: Kontekst) -> str:
    """Return the name of the row that a path is in; empty outside a row."""
    liste, nr = raekke_af(felt)
    if not nr:
        return ""
    navn = raekkenavn(k.fra_raekkerne(liste)[nr - 1], nr)
    return navn if len(navn) <= HOEJST_NAVN else f"{k.regelsaet.data.lister[liste].ental} {nr}"


def _dokumentation(blanket: Blanket | None, k: Kontekst, resultat: Resultat) -> Dokumentation | None:
    mail = blanket.dokumentation if blanket is not None else None
    if mail is None:
        return None
    steder = [(None, 0, k)] + [
        (liste, nr, r) for liste in k.regelsaet.data.lister for nr, r in enumerate(k.fra_raekkerne(liste), 1)
    ]
    bilag = [
        Bilag(raekke=raekkenavn(her, nr) if liste is not None else "", navn=_enkel(navn))
        for liste, nr, her in steder
        for fakta in mail.fakta
        if (liste, fakta) in k.regelsaet.fakta
        for navn in fakt(fakta, liste, her) or ()
    ]
    mangler = [
        Bilag(raekke=_raekke(u.felt, k), navn=u.navn)
        for u in resultat.udestaaende
        if u.dokument and navn_af(u.felt)[1] in mail.fakta
    ]
    navne = {f: form.navn for f in mail.fakta for (_, navn), form in k.regelsaet.fakta.items() if navn == f}
    return Dokumentation(
        til=mail.til,
        emne=mail.emne,
        hvad=opremsning(list(dict.fromkeys(navne.values()))),
        bilag=tuple(bilag),
        mangler=tuple(mangler),
    )


def _ren(tekst: str) -> str:
    return "\n".join(linje.rstrip() for linje in tekst.split("\n")).strip()


def _enkel(v: object) -> str:
    """Return a value on one line; empty if unknown."""
    if isinstance(v, tuple):
        return "; ".join(_enkel(d) for d in v)
    return " ".join(str(v).split()) if v is not None else ""


__all__ = ["HOEJST_NAVN", "Skemaside", "lav_side", "raekkenavn", "tegn_hoejst", "tekstfelter"]
