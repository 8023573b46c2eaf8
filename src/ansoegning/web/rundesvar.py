"""The answers to rounds: calculated in the background, and stored under a hash of everything they depend on."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..fejl import AnsoegningFejl
from ..handlinger import runde as handling
from ..handlinger.regler import puljer
from ..handlinger.runde import Rundebestilling, Rundegrundlag
from ..model.rangliste import RanglisteSvar
from ..system.dataklasse import dataklasse
from ..system.egen_proces import Graenser, har_processer
from ..system.langt_arbejde import Langt, ved_siden_af
from ..version import VERSION
from .lager.runder import Runde, Rundelager
from .lager.sager import IkkeFundet

# Maximum number of judged rounds held in memory, for trying parameters, letters and assessments.
_HOEJST_HOLDT = 3
_GRAENSER = Graenser(hukommelse=4_000_000_000, processor=1_800, frist=3_600.0)
ROBUSTHED = 1_000


@dataklasse(frozen=True, slots=True)
class Syn:
    """The view of a round: one region's own list (None: all), and whether ranked in the complete national round."""

    region: str | None = None
    med_runden: bool = False

    def adresse(self) -> dict[str, str]:
        """Return the query parameters of a URL with this view."""
        egne = {"region": self.region} if self.region is not None else {}
        return egne | ({"runden": "1"} if self.med_runden else {})


@dataklasse(frozen=True, slots=True)
class Rundebillede:
    """What a page shows of a round.

    ``fuldt``: whether alternative interpretations, open questions and weight sets are calculated.
    """

    svar: RanglisteSvar
    ansoegninger: list[dict[str, Any]]
    regioner: list[str]
    fuldt: bool


class Rundeholder:
    """The answers to the rounds in one store."""

    def __init__(self, lager: Rundelager, regler: str | None) -> None:
        self.lager = lager
        self.regler = regler
        self._grundlag: OrderedDict[str, Rundegrundlag] = OrderedDict()
        self._laas = asyncio.Lock()
        self._arbejder: dict[str, tuple[str, Langt]] = {}
        self._varmes: set[asyncio.Task[object]] = set()

    def luk(self) -> None:
        """Stop all background work."""
        for _, arbejde in self._arbejder.values():
            arbejde.stands()

    async def aftryk(self, ejer: str, runde: Runde, syn: Syn) -> str:
        """Return a hash of everything that an answer depends on, to recognise an outdated answer."""
        filer = await self.lager.filer(ejer, runde.id)
        pakker = {p: x.sha256 for p, x in puljer(self.regler).items()}
        dele = [
            VERSION,
            pakker,
            [(f.slags, f.navn, f.aftryk) for f in filer],
            runde.indhold["valg"],
            runde.indhold["vurderinger"],
            syn.adresse(),
        ]
        return hashlib.sha256(json.dumps(dele, sort_keys=True).encode()).hexdigest()

    async def bestilling(self, ejer: str, runde: Runde, syn: Syn) -> Rundebestilling:
        """Return what to calculate for a round, with the content of its files."""
        indhold = await self.lager.indhold(ejer, runde.id)
        valg: Mapping[str, Any] = runde.indhold["valg"]
        return Rundebestilling(
            egne=tuple((n, d) for s, n, d in indhold if s == "egen"),
            resten=tuple((n, d) for s, n, d in indhold if s == "resten"),
            pulje=valg.get("pulje") or None,
            region=syn.region,
            med_runden=syn.med_runden,
            medtag_skoen=bool(valg.get("medtag_skoen")),
            omfang=valg.get("omfang", "auto"),
            dato=valg.get("dato") or None,
            robusthed=ROBUSTHED,
            vurderinger=tuple(v["post"] for v in runde.indhold["vurderinger"]),
            regler=self.regler,
        )

    async def billede(self, ejer: str, runde: Runde, syn: Syn) -> Rundebillede:
        """Return the list as far as it is calculated: the complete answer if stored, otherwise without the slow parts.

        Raises as ``handling.laes_grundlag``.
        """
        aftryk = await self.aftryk(ejer, runde, syn)
        fuldt = await self._fuldt(ejer, runde, aftryk)
        if fuldt is not None:
            return _billede(fuldt, fuldt=True)
        kendt = await self.lager.svar(ejer, runde.id, f"k{aftryk[1:]}")
        if kendt is None:
            b = await self.bestilling(ejer, runde, syn)
            g = await self.grundlag(ejer, runde, syn, b)
            kendt = json.dumps(await ved_siden_af(handling.listen, g, b), ensure_ascii=False)
            await self.lager.gem_svar(ejer, runde.id, f"k{aftryk[1:]}", kendt)
        return _billede(kendt, fuldt=False)

    async def _fuldt(self, ejer: str, runde: Runde, aftryk: str) -> str | None:
        """Return the complete answer if there is one; an answer that has just been calculated is stored first."""
        egen = self._arbejder.get(runde.id)
        if egen is not None and egen[0] == aftryk and egen[1].tilstand == "faerdig":
            svar = json.dumps(egen[1].svar, ensure_ascii=False)
            await self.lager.gem_svar(ejer, runde.id, aftryk, svar)
            del self._arbejder[runde.id]
            return svar
        return await self.lager.svar(ejer, runde.id, aftryk)

    async def begynd(self, ejer: str, runde: Runde, syn: Syn) -> None:
        """Start calculating the complete answer unless that is running or done; stops work on an outdated one."""
        aftryk = await self.aftryk(ejer, runde, syn)
        egen = self._arbejder.get(runde.id)
        if egen is not None:
            if egen[0] == aftryk and egen[1].tilstand in ("koerer", "faerdig"):
                return
            egen[1].stands()
        b = await self.bestilling(ejer, runde, syn)
        self._arbejder[runde.id] = (aftryk, Langt(_GRAENSER, handling.regn_fuldt, b))

    def stands(self, runde: Runde) -> None:
        """Stop the work on a round."""
        egen = self._arbejder.get(runde.id)
        if egen is not None:
            egen[1].stands()

    async def arbejde(self, ejer: str, runde: Runde, syn: Syn) -> Langt | None:
        """Return the background work on this view of a round, or None."""
        egen = self._arbejder.get(runde.id)
        aftryk = await self.aftryk(ejer, runde, syn)
        return egen[1] if egen is not None and egen[0] == aftryk else None

    def goer_klar(self, ejer: str, runde: Runde, syn: Syn) -> None:
        """Start reading a round into memory in the background, for a parameter that may be tried next."""
        if har_processer():
            opgave = asyncio.ensure_future(self._goer_klar(ejer, runde, syn))
            self._varmes.add(opgave)
            opgave.add_done_callback(self._varmes.discard)

    async def goer_seneste_klar(self, ejer: str) -> None:
        """Do as ``goer_klar`` for the round that was changed last, the one most likely to be opened."""
        runder = await self.lager.liste(ejer)
        if runder:
            self.goer_klar(ejer, runder[0], Syn())

    async def _goer_klar(self, ejer: str, runde: Runde, syn: Syn) -> None:
        # The page that needs the round reports any error.
        with contextlib.suppress(AnsoegningFejl, IkkeFundet):
            if any(f.slags == "egen" for f in await self.lager.filer(ejer, runde.id)):
                await self.grundlag(ejer, runde, syn)

    async def grundlag(self, ejer: str, runde: Runde, syn: Syn, b: Rundebestilling | None = None) -> Rundegrundlag:
        """Return the round as read and judged, from memory if possible."""
        aftryk = await self.aftryk(ejer, runde, syn)
        async with self._laas:
            kendt = self._grundlag.get(aftryk)
            if kendt is None:
                if b is None:
                    b = await self.bestilling(ejer, runde, syn)
                kendt = self._grundlag[aftryk] = await ved_siden_af(handling.laes_grundlag, b)
                while len(self._grundlag) > _HOEJST_HOLDT:
                    self._grundlag.popitem(last=False)
            self._grundlag.move_to_end(aftryk)
            return kendt

    async def parameter(self, ejer: str, runde: Runde, syn: Syn, navn: str, vaerdi: str) -> handling.Parametersvar:
        """Return the effect of another value of a parameter. Raises BrugsFejl for an invalid value."""
        b = replace(await self.bestilling(ejer, runde, syn), robusthed=None)
        g = await self.grundlag(ejer, runde, syn, b)
        return await ved_siden_af(handling.med_parametre, g, b, {navn: vaerdi})


def _billede(tekst: str, *, fuldt: bool) -> Rundebillede:
    data = json.loads(tekst)
    return Rundebillede(handling.svar_af(data), data["ansoegninger"], data["regioner"], fuldt)
