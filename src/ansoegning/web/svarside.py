"""The answer as the page shows it: the text of the report, links to the form fields, and values to try."""

from __future__ import annotations

from collections.abc import Iterable

from ..handlinger.kladde import Kladdesvar
from ..model.felter import raekke_af
from ..model.regelsaet import Faktaerklaering
from ..model.resultat import ForslagSvar, Fund, JsonVaerdi, KriteriumSvar, LaesningSvar, RaekkeSvar, Udestaaende
from ..model.vaerdier import laes_json_tal, laes_tekst
from ..model.visning import med_stort
from ..motor.fraser import HOEJST_NAEVNT
from ..skriv.ansoegningsfil import som_tekst
from ..skriv.rapport import Rapportkriterium, Rapportvaegt, Udfald, fundtekst, vaegte
from ..sprog.erklaeringer import DAGEN, DATO_NAVN
from ..system.dataklasse import dataklasse
from .dele import Del, felter_af
from .sider import felt_id


@dataklasse(frozen=True, slots=True)
class Proeve:
    """A change of one fact that the user can try: its path, the new value as text, and the button's text."""

    sti: str
    vaerdi: str
    tekst: str


@dataklasse(frozen=True, slots=True)
class Forslag:
    """A suggestion in words, and alternative changes that each satisfy it."""

    tekst: str
    proever: tuple[Proeve, ...]


@dataklasse(frozen=True, slots=True)
class Henvisning:
    """A link to a fact's field: the key of its part, the field's id, and the link text.

    The field of the day of the run is in no part (``side`` is empty), but beside the complete answer.
    """

    side: str
    id: str
    tekst: str

    @property
    def sti(self) -> str:
        """The field's address, relative to the application's."""
        return f"{f'del/{self.side}' if self.side else 'svar'}#{self.id}"


@dataklasse(frozen=True, slots=True)
class Dagsfelt:
    """The field for the day of the run: its text, the ids of the rules that need it, and what is wrong with it."""

    skrevet: str
    regler: tuple[str, ...]
    fejl: str = ""


@dataklasse(frozen=True, slots=True)
class Laesning:
    """An alternative interpretation that would change a status, in words, and the interpretation used."""

    id: str
    tekst: str
    valgt: str


@dataklasse(frozen=True, slots=True)
class Kriteriumvisning:
    """A criterion with everything that the page shows of it. ``mangler`` are links to facts that would settle it."""

    ord: Rapportkriterium
    svar: KriteriumSvar
    citat: str
    forslag: tuple[Forslag, ...]
    mangler: tuple[Henvisning, ...]
    laesninger: tuple[Laesning, ...]
    noegle: str


@dataklasse(frozen=True, slots=True)
class Afsnit:
    """The criteria of one row or of the application. ``side`` is the page of the row."""

    id: str
    overskrift: str
    status: Udfald
    kriterier: tuple[Kriteriumvisning, ...]
    vaegtning: tuple[Rapportvaegt, ...]
    nr: int | None
    side: str | None


@dataklasse(frozen=True, slots=True)
class Skemafund:
    """A finding about the form. ``hvor`` is the field, ``raekke`` the row: None where it is clear without its name."""

    alvor: str
    besked: str
    hvor: Henvisning | None
    raekke: Henvisning | None


@dataklasse(frozen=True, slots=True)
class Mangelvisning:
    """A missing fact: its field, its row as in ``Skemafund``, and what it settles, such as ``K2, K6``."""

    hvor: Henvisning
    raekke: Henvisning | None
    afklarer: str


@dataklasse(frozen=True, slots=True)
class Svarside:
    """The complete answer. ``foerst`` is the fact that settles most criteria and checks."""

    afsnit: tuple[Afsnit, ...]
    mangler: tuple[Mangelvisning, ...]
    foerst: Henvisning | None
    foerst_afklarer: str
    skema: tuple[Skemafund, ...]


def lav_svarside(svar: Kladdesvar, dele: Iterable[Del]) -> Svarside:
    """Return the answer to a draft with its links. ``dele``: all parts of the draft."""
    return _Svarside(svar, dele).lav()


class _Svarside:
    def __init__(self, svar: Kladdesvar, dele: Iterable[Del]) -> None:
        self.svar = svar
        self.felter = felter_af(dele)
        self.data = svar.regelsaet.data
        # The texts of the report for every row; a report of many rows shows these in a table instead.
        self.ord = {(a.hvem, k.id): k for a in svar.rapport.afsnit for k in a.kriterier}

    def lav(self) -> Svarside:
        r = self.svar.resultat
        afsnit = []
        hoveder = {a.hvem: a for a in self.svar.rapport.afsnit}
        if r.kriterier:
            hoved = hoveder[""]
            kriterier = tuple(self._kriterium(k, "", None, 0) for k in r.kriterier)
            afsnit.append(Afsnit("svar-0", hoved.overskrift, hoved.status, kriterier, vaegte(r), None, None))
        for liste, raekker in r.raekker.items():
            for x in raekker:
                hvem = f"{self.data.lister[liste].ental} {x.nr}"
                if hvem in hoveder:
                    afsnit.append(self._raekke(liste, x, hvem, hoveder[hvem].status))
        mangler = tuple(
            Mangelvisning(h, self._raekke_ved(u.felt, h), ", ".join(u.afklarer))
            for u in r.udestaaende
            if (h := self._aaben(u)) is not None
        )
        vigtigst = max(r.udestaaende, key=lambda u: len(u.afklarer), default=None)
        return Svarside(
            afsnit=tuple(afsnit),
            mangler=mangler,
            foerst=self._aaben(vigtigst) if vigtigst is not None else None,
            foerst_afklarer=", ".join(vigtigst.afklarer) if vigtigst is not None else "",
            skema=tuple(self._skemafund(f) for f in r.skema),
        )

    def _skemafund(self, fund: Fund) -> Skemafund:
        hvor = self._sted(fund.felt)
        return Skemafund(fund.alvor, fundtekst(fund, self.data), hvor, self._raekke_ved(fund.felt, hvor))

    def _raekke_ved(self, felt: str, hvor: Henvisning | None) -> Henvisning | None:
        """Return the row that a path is in, unless the list has one row and the field is known."""
        liste, nr = raekke_af(felt)
        if not nr or (hvor is not None and len(self.svar.ansoegning.raekker[liste]) == 1):
            return None
        return Henvisning(f"{liste}/{nr}", "", f"{self.data.lister[liste].ental} {nr}")

    def _raekke(self, liste: str, x: RaekkeSvar, hvem: str, status: Udfald) -> Afsnit:
        kriterier = tuple(self._kriterium(k, hvem, liste, x.nr) for k in x.kriterier)
        overskrift = f"{med_stort(hvem)}{f': {x.navn}' if x.navn else ''}"
        return Afsnit(f"svar-{liste}-{x.nr}", overskrift, status, kriterier, vaegte(x), x.nr, f"{liste}/{x.nr}")

    def _kriterium(self, kriterium: KriteriumSvar, hvem: str, liste: str | None, nr: int) -> Kriteriumvisning:
        return Kriteriumvisning(
            ord=self.ord[hvem, kriterium.id],
            svar=kriterium,
            citat=kriterium.kilde.citat or "",
            forslag=tuple(self._forslag(f, liste, nr) for f in kriterium.forslag),
            mangler=tuple(h for sti in self._spurgt(kriterium, liste, nr) if (h := self._sted(sti)) is not None),
            laesninger=tuple(self._laesning(x) for x in kriterium.laesninger),
            noegle=f"{kriterium.id}/{nr}",
        )

    def _spurgt(self, kriterium: KriteriumSvar, liste: str | None, nr: int) -> list[str]:
        """Return the facts to go to for a criterion: all that it lacks, or of many the fewest that settle it."""
        alle = [_sti(liste, nr, m, self.svar) for m in kriterium.mangler]
        faa = {u.felt for u in self.svar.resultat.udestaaende if kriterium.id in u.afklarer}
        return alle if len(alle) <= HOEJST_NAEVNT else [sti for sti in alle if sti in faa] or alle

    def _laesning(self, x: LaesningSvar) -> Laesning:
        return Laesning(x.id, x.tekst, next(f.valg for f in self.data.fortolkninger if f.id == x.id))

    def _forslag(self, f: ForslagSvar, liste: str | None, nr: int) -> Forslag:
        via = [(v.fakta, v.til) for v in f.via] or [(f.fakta, f.til)]
        proever = []
        for navn, til in via:
            form = self.svar.regelsaet.fakta.get((liste, navn)) or self.svar.regelsaet.fakta.get((None, navn))
            if form is None or form.afledt is not None:
                continue
            tekst = _tekst(self.svar, form, til)
            proever.append(Proeve(_sti(liste, nr, navn, self.svar), tekst, f"{form.navn} = {_med_enhed(form, tekst)}"))
        return Forslag(f.tekst, tuple(proever))

    def _aaben(self, u: Udestaaende) -> Henvisning | None:
        h = self._sted(u.felt)
        return None if h is None else Henvisning(h.side, h.id, med_stort(u.navn))

    def _sted(self, sti: str) -> Henvisning | None:
        if sti == DATO_NAVN:
            return Henvisning("", "dato", med_stort(DAGEN.navn))
        if sti not in self.felter:
            return None
        del_, navn = self.felter[sti]
        form = self.svar.regelsaet.fakta[del_.liste, navn]
        return Henvisning(del_.noegle, felt_id(sti), med_stort(form.navn))


def _sti(liste: str | None, nr: int, navn: str, svar: Kladdesvar) -> str:
    """Return the path of a fact as seen from a row (from 1): the row's own fact, otherwise the application's."""
    return f"{liste}[{nr - 1}].{navn}" if (liste, navn) in svar.regelsaet.fakta and liste is not None else navn


def _tekst(svar: Kladdesvar, form: Faktaerklaering, til: JsonVaerdi) -> str:
    """Return a suggested value as a user would type it."""
    if isinstance(til, bool):
        return "ja" if til else "nej"
    if isinstance(til, int | float):
        return som_tekst(svar.regelsaet, form, laes_json_tal(form, str(til)))
    if isinstance(til, str) and form.type in ("dato", "tal"):
        laest = laes_json_tal(form, til) if form.type == "tal" else laes_tekst(form, til)
        return som_tekst(svar.regelsaet, form, laest)
    return str(til)


def _med_enhed(form: Faktaerklaering, tekst: str) -> str:
    if form.valg:
        return form.valg[tekst]
    return f"{tekst} {form.enhed}" if form.enhed and form.enhed not in tekst else tekst
