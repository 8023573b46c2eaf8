"""Read a pack's cases of complete rounds: a few small applications, with the order and amounts they must result in.

The rounds are listed under ``runder`` in the files of the pack's cases, and are read with the pack's own facts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import get_args

from ..fejl import Mangel, RegelsaetFejl, Sted, mente_du, vis_sikkert
from ..indlaes.ansoegning import laes_ansoegning
from ..indlaes.noder import Liste, Node, Ordbog, efter_komma
from ..indlaes.regelsaet import find_pakker, load_regelsaet
from ..model.ansoegning import PULJE, Ansoegning
from ..model.rangliste import Metode, Udfald
from ..model.regelsaet import Vaerdiform
from ..model.vaerdier import Vaerdi
from ..sprog.raekkefoelge import I_ALT, tal_af
from ..sprog.regelsaet import Regelsaet
from ..system.dataklasse import dataklasse
from .tilfaelde import (
    FAELLES,
    JA_NEJ,
    MAPPE,
    RANGGIVER,
    RUNDER,
    TILFAELDENOEGLER,
    TilfaeldeFejl,
    Tilfaeldelaeser,
)

NOEGLER = (
    "navn", "faelles", "ansoegninger", "vurderet", "metode", "medtag_skoen", "dato", "saet", "antag", "giver",
)  # fmt: skip
GIVER = ("orden", "inde", "garanti", "udfald", "beregnet", "point", "fakta", "lige", "overansoegt", "udloest")
_METODER: tuple[Metode, ...] = get_args(Metode)
# The round of a case is complete, so every candidate is either inside or outside the budget.
UDFALD: tuple[Udfald, ...] = tuple(u for u in get_args(Udfald) if u != "kandidat")
_KRONER = Vaerdiform(navn="beløbet", type="tal", enhed="kr.", trin="1", mindst="0")


@dataklasse(frozen=True, slots=True)
class Rundegiver:
    """The expected result of a round, rows by their names; anything not mentioned (None) may have any value.

    ``orden``: all candidates in order. ``inde`` and ``garanti``: the complete sets. ``beregnet``: whole kroner of each
    budget. ``point``: of each criterion before its weight, and ``i_alt``. ``fakta``: calculated facts in their own
    unit. ``lige``: all groups of tied candidates, by rank.
    """

    orden: tuple[str, ...] | None = None
    inde: frozenset[str] | None = None
    garanti: frozenset[str] | None = None
    udfald: Mapping[str, str] = field(default_factory=dict)
    beregnet: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    point: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    fakta: Mapping[str, Mapping[str, Vaerdi | Fraction]] = field(default_factory=dict)
    lige: tuple[tuple[str, ...], ...] | None = None
    overansoegt: bool | None = None
    udloest: bool | None = None


@dataklasse(frozen=True, slots=True)
class Rundetilfaelde:
    """One round. ``regelsaet`` has the parameter values of the case; ``vurderet`` are assessed facts by row name."""

    navn: str
    sted: Sted
    regelsaet: Regelsaet = field(repr=False)
    ansoegninger: tuple[Ansoegning, ...]
    vurderet: Mapping[str, Mapping[str, Vaerdi]]
    metode: Metode | None
    medtag_skoen: bool
    dato: date | None
    antag: Mapping[tuple[str | None, str], Vaerdi]
    sat: tuple[str, ...]
    giver: Rundegiver
    # Whether this is a case of one row, which is also run as an ordinary case.
    een_raekke: bool = False


def laes_rundetilfaelde(navn: str, *, regler: str | os.PathLike[str] | None = None) -> tuple[Rundetilfaelde, ...]:
    """Read the rounds among a pack's cases, ordered by file and then as in the file.

    They are followed by the cases of one row that state points, calculated facts or an award, each as a round of that
    row alone. Raises BrugsFejl for an unknown id, RegelsaetFejl with every fault of an invalid pack or of its cases.
    """
    regelsaet = load_regelsaet(navn, regler=regler)
    return _Rundetilfaeldelaeser(find_pakker(regler)[navn], regelsaet, regler).laes_runder()


def mangler_i_tilfaelde(navn: str, *, regler: str | os.PathLike[str] | None = None) -> list[Mangel]:
    """Return every fault of the cases and rounds of a valid pack. Raises BrugsFejl for an unknown id."""
    pakke, regelsaet = find_pakker(regler)[navn], load_regelsaet(navn, regler=regler)
    fundne: dict[Mangel, None] = {}
    egne, runder = Tilfaeldelaeser(pakke, regelsaet, regler), _Rundetilfaeldelaeser(pakke, regelsaet, regler)
    # Both readers use the same files, so they are parsed only once.
    runder.roedder = egne.roedder
    for laes in (egne.laes, runder.laes_runder):
        try:
            laes()
        except RegelsaetFejl as fejl:
            fundne |= dict.fromkeys(fejl.mangler)
    return list(fundne)


class _Rundetilfaeldelaeser(Tilfaeldelaeser):
    def laes_runder(self) -> tuple[Rundetilfaelde, ...]:
        runder = self.alle(RUNDER, self.runde)
        return (*runder, *(t for t in self.alle(MAPPE, self.een_raekke) if t is not None))

    def runde(self, node: Node) -> Rundetilfaelde:
        dele = self.ordbog(node, NOEGLER, "En runde")
        orden = self.regelsaet.raekkefoelge
        if orden is None:
            raise TilfaeldeFejl("Regelsættet siger ikke, hvordan der ordnes (raekkefoelge.yaml).", node.sted)
        hoved = self.hoved(dele, node)
        ansoegninger = tuple(self._ansoegninger(dele, node.sted, hoved.regelsaet, orden.liste))
        navne = self._raekkenavne(ansoegninger, orden.liste, node.sted)
        metode, medtag = dele.get("metode"), dele.get("medtag_skoen")
        valgt = None if metode is None else self.kendt(metode, _METODER, "en metode")
        return Rundetilfaelde(
            navn=hoved.navn,
            sted=node.sted,
            regelsaet=hoved.regelsaet,
            ansoegninger=ansoegninger,
            vurderet=self._vurderet(dele.get("vurderet"), navne),
            metode=next((m for m in _METODER if m == valgt), None),
            medtag_skoen=medtag is not None and self.vaerdi(JA_NEJ, medtag) is True,
            dato=hoved.dato,
            antag=hoved.antag,
            sat=hoved.sat,
            giver=self._rundegiver(dele["giver"], navne),
        )

    def een_raekke(self, node: Node) -> Rundetilfaelde | None:
        """Return a case of one row as a round; None if it states nothing about the order."""
        dele = self.ordbog(node, TILFAELDENOEGLER, "Et tilfælde")
        sagt = dele.get("giver")
        giver = sagt.dele if isinstance(sagt, Ordbog) else {}
        if not giver.keys() & {*RANGGIVER}:
            if (vurderet := dele.get("vurderet")) is not None:
                besked = "»vurderet« bruges til point, fakta og beregnet. Skriv et af dem i »giver«, eller slet det."
                raise TilfaeldeFejl(besked, vurderet.sted)
            return None
        orden = self.regelsaet.raekkefoelge
        if orden is None:
            raise TilfaeldeFejl("Regelsættet siger ikke, hvordan der ordnes (raekkefoelge.yaml).", node.sted)
        hoved = self.hoved(dele, node)
        ansoegning = laes_ansoegning(self._rod(dele, node.sted), hoved.regelsaet, "ansøgning 1", i_tilfaelde=True)
        navne = self._raekkenavne((ansoegning,), orden.liste, node.sted)
        if len(navne) != 1:
            hvad = f"Her er {len(navne)} rækker. Point, fakta og beregnet siges om én; brug ellers runder."
            raise TilfaeldeFejl(hvad, node.sted)
        (navn,) = navne
        egne = {n: giver[n] for n in RANGGIVER if n in giver}
        return Rundetilfaelde(
            navn=hoved.navn,
            sted=node.sted,
            regelsaet=hoved.regelsaet,
            ansoegninger=(ansoegning,),
            vurderet={navn: self._vurderede(navn, dele.get("vurderet"))},
            metode=None,
            medtag_skoen=False,
            dato=hoved.dato,
            antag=hoved.antag,
            sat=hoved.sat,
            giver=Rundegiver(
                beregnet={navn: self._kroner(navn, egne["beregnet"])} if "beregnet" in egne else {},
                point={navn: self._point(navn, egne["point"])} if "point" in egne else {},
                fakta={navn: self._beregnede(navn, egne["fakta"])} if "fakta" in egne else {},
            ),
            een_raekke=True,
        )

    def _ansoegninger(
        self, dele: Mapping[str, Node], sted: Sted, regelsaet: Regelsaet, liste: str | None
    ) -> Iterator[Ansoegning]:
        """Yield the applications, named by their numbers; ``faelles`` are default facts of every row."""
        faelles = Ordbog({}, {}, sted)
        for node in (self.faelles, dele.get(FAELLES)):
            if node is not None and not isinstance(node, Ordbog):
                raise TilfaeldeFejl("»faelles« skal være nøgler og værdier, som en række har dem.", node.sted)
            faelles = faelles if node is None else _lagt(faelles, node)
        alle = dele.get("ansoegninger")
        if not isinstance(alle, Liste) or not alle.dele:
            her = alle.sted if alle is not None else sted
            raise TilfaeldeFejl("»ansoegninger« skal være en liste med mindst én ansøgning.", her)
        for nr, node in enumerate(alle.dele, 1):
            if not isinstance(node, Ordbog):
                raise TilfaeldeFejl("En ansøgning skal være nøgler og værdier som i en fil.", node.sted)
            if PULJE in node.dele:
                raise TilfaeldeFejl("Runden hører til regelsættets egen pulje. Slet linjen.", node.noeglesteder[PULJE])
            yield laes_ansoegning(_med_faelles(node, faelles, liste), regelsaet, f"ansøgning {nr}", i_tilfaelde=True)

    def _ansoegernavn(self, kode: str) -> str:
        ansoeger = self.regelsaet.data.ansoeger
        if ansoeger is None or self.regelsaet.fakta[None, ansoeger.fakta].type != "kommune":
            return kode
        return self.regelsaet.kommuner.kode(kode).navn

    def _raekkenavne(self, ansoegninger: Sequence[Ansoegning], liste: str | None, sted: Sted) -> list[str]:
        """Return the rows' names in the answer: each row's own name (or an application's applicant)."""
        data = self.regelsaet.data
        navne: list[str] = []
        for a in ansoegninger:
            if liste is None:
                kode = a.fakta.get(data.ansoeger.fakta) if data.ansoeger is not None else None
                navne.append(self._ansoegernavn(kode) if isinstance(kode, str) else a.fil)
                continue
            fakta = data.lister[liste].navn_fakta
            for nr, r in enumerate(a.raekker[liste], 1):
                v = r.get(fakta) if fakta is not None else None
                navne.append(v if isinstance(v, str) else f"{data.lister[liste].ental} {nr}")
        to = next((n for n in navne if navne.count(n) > 1), None)
        if to is not None:
            raise TilfaeldeFejl(f"To hedder »{vis_sikkert(to, 60)}«. Giv dem hver sit navn, så de kan kendes.", sted)
        return navne

    def _vurderet(self, node: Node | None, navne: Sequence[str]) -> dict[str, dict[str, Vaerdi]]:
        fundet: dict[str, dict[str, Vaerdi]] = {}
        for navn, egne, sted in self.poster(node, "vurderet"):
            self._navngivet(navn, navne, sted)
            fundet[navn] = self._vurderede(navn, egne)
        return fundet

    def _vurderede(self, navn: str, node: Node | None) -> dict[str, Vaerdi]:
        """Read the assessed facts of one row."""
        former = self.regelsaet.data.vurderingsfakta
        fundet: dict[str, Vaerdi] = {}
        for fakta, v, her in self.poster(node, navn):
            if fakta not in former:
                raise TilfaeldeFejl(f"»{vis_sikkert(fakta, 60)}« er ikke noget, en person vurderer.", her)
            fundet[fakta] = self.vaerdi(former[fakta], v)
        return fundet

    # The expected result

    def _rundegiver(self, node: Node, navne: Sequence[str]) -> Rundegiver:
        dele = self.ordbog(node, GIVER, "»giver«")
        if not dele:
            raise TilfaeldeFejl(f"»giver« skal sige noget. Her kan stå: {', '.join(GIVER)}.", node.sted)
        udfald, beregnet, point, fakta = (self.poster(dele.get(n), n) for n in ("udfald", "beregnet", "point", "fakta"))
        for navn, _, sted in (*udfald, *beregnet, *point, *fakta):
            self._navngivet(navn, navne, sted)
        ja_nej = {n: self.vaerdi(JA_NEJ, dele[n]) is True for n in ("overansoegt", "udloest") if n in dele}
        lister = {n: self._liste(dele[n], navne) for n in ("orden", "inde", "garanti") if n in dele}
        return Rundegiver(
            orden=lister.get("orden"),
            inde=frozenset(lister["inde"]) if "inde" in lister else None,
            garanti=frozenset(lister["garanti"]) if "garanti" in lister else None,
            udfald={n: self.kendt(v, UDFALD, "et udfald") for n, v, _ in udfald},
            beregnet={n: self._kroner(n, v) for n, v, _ in beregnet},
            point={n: self._point(n, v) for n, v, _ in point},
            fakta={n: self._beregnede(n, v) for n, v, _ in fakta},
            lige=tuple(self._liste(g, navne) for g in _dele(dele["lige"])) if "lige" in dele else None,
            overansoegt=ja_nej.get("overansoegt"),
            udloest=ja_nej.get("udloest"),
        )

    def _navngivet(self, navn: str, navne: Sequence[str], sted: Sted) -> None:
        if navn not in navne:
            raise TilfaeldeFejl(
                f"Der er ingen »{vis_sikkert(navn, 60)}« i runden. Her er: {vis_sikkert(', '.join(navne), 300)}.", sted
            )

    def _liste(self, node: Node, navne: Sequence[str]) -> tuple[str, ...]:
        fundne = tuple((self.fri_tekst(d), d.sted) for d in _dele(node))
        for navn, sted in fundne:
            self._navngivet(navn, navne, sted)
        return tuple(navn for navn, _ in fundne)

    def _point(self, navn: str, node: Node) -> dict[str, Fraction]:
        """Read points by criterion, and the total."""
        orden = self.regelsaet.raekkefoelge
        kendte = [*(p.data.id for p in orden.point), I_ALT] if orden is not None and orden.point else []
        fundne: dict[str, Fraction] = {}
        for id_, v, sted in self.poster(node, navn):
            if id_ not in kendte:
                hjaelp = efter_komma(v) or mente_du(id_, kendte)
                raise TilfaeldeFejl(f"»{vis_sikkert(id_, 60)}« giver ikke point.{hjaelp}", sted)
            fundne[id_] = self._broek(v)
        return fundne

    def _beregnede(self, navn: str, node: Node) -> dict[str, Vaerdi | Fraction]:
        """Read calculated facts of the row or of its application."""
        orden = self.regelsaet.raekkefoelge
        liste = orden.liste if orden is not None else None
        former = {n: self.regelsaet.fakta[li, n] for li, n in self.regelsaet.afledte if li in (None, liste)}
        fundne: dict[str, Vaerdi | Fraction] = {}
        for n, v, sted in self.poster(node, navn):
            if n not in former:
                raise TilfaeldeFejl(f"»{vis_sikkert(n, 60)}« er ikke et afledt faktum her.{mente_du(n, former)}", sted)
            fundne[n] = self._broek(v) if former[n].type == "tal" else self.vaerdi(former[n], v)
        return fundne

    def _broek(self, node: Node) -> Fraction:
        """Read an exact number, also one without a finite decimal form: ``62,5`` or ``188/3``."""
        try:
            return tal_af(self.tekst(node))
        except ValueError as fejl:
            raise TilfaeldeFejl(str(fejl), node.sted) from None

    def _kroner(self, navn: str, node: Node) -> dict[str, int]:
        orden = self.regelsaet.data.raekkefoelge
        assert orden is not None
        fundne: dict[str, int] = {}
        for budget, v, sted in self.poster(node, navn):
            if budget not in orden.budgetter:
                raise TilfaeldeFejl(
                    f"»{vis_sikkert(budget, 60)}« er ingen af rammerne: {', '.join(orden.budgetter)}.{efter_komma(v)}",
                    sted,
                )
            beloeb = self.vaerdi(_KRONER, v)
            assert isinstance(beloeb, int)
            fundne[budget] = beloeb
        return fundne


def _dele(node: Node) -> tuple[Node, ...]:
    if not isinstance(node, Liste):
        raise TilfaeldeFejl("Her skal stå en liste i kantede parenteser; [], hvis den er tom.", node.sted)
    return node.dele


def _med_faelles(node: Ordbog, faelles: Ordbog, liste: str | None) -> Ordbog:
    """Add the common facts to an application's rows, or to the application itself if the order is of applications."""
    if liste is None:
        return _lagt(faelles, node)
    raekker = node.dele.get(liste)
    if not isinstance(raekker, Liste):
        return node
    nye = Liste(tuple(_lagt(faelles, r) if isinstance(r, Ordbog) else r for r in raekker.dele), raekker.sted)
    return Ordbog({**node.dele, liste: nye}, node.noeglesteder, node.sted)


def _lagt(under: Ordbog, over: Ordbog) -> Ordbog:
    return Ordbog({**under.dele, **over.dele}, {**under.noeglesteder, **over.noeglesteder}, over.sted)
