"""The storage of rounds and large tables, in the same database as the applications."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, Table, delete, insert, select, update

from ...system.dataklasse import dataklasse
from .faelles import fra_json, nu, seneste_udgaver, slet_fra_loggen, som_json
from .sager import IkkeFundet, Indhold, Udgave
from .tabeller import koersel, runde, rundefil, rundesvar, rundeudgave

# Whether a file belongs to the round itself, or to the rest of the national round.
Slags = Literal["egen", "resten"]
# At most this many answers are stored per round, those used last.
_SVAR_HUSKES = 12


@dataklasse(frozen=True, slots=True)
class Runde:
    """A stored round. ``indhold`` is JSON (settings, assessments, decisions); ``version`` counts from 1."""

    id: str
    navn: str
    version: int
    indhold: dict[str, Any]
    oprettet: datetime
    aendret: datetime


@dataklasse(frozen=True, slots=True)
class Rundefil:
    """A file of a round: its name, and the SHA-256 of its content."""

    id: int
    slags: Slags
    navn: str
    aftryk: str


@dataklasse(frozen=True, slots=True)
class Tabelkoersel:
    """A table that is judged row by row. ``indhold`` is JSON; the files are in a folder named ``id``."""

    id: str
    navn: str
    tilstand: str
    indhold: dict[str, Any]
    oprettet: datetime
    aendret: datetime


class Rundekonflikt(Exception):
    """Another change of the round was saved since the version that a change was made from."""


class Rundelager:
    """The storage of rounds and runs, in the database of ``Lager`` and with its transactions.

    Each method raises IkkeFundet for an id that this owner does not have.
    """

    def __init__(
        self,
        motor: Engine,
        laesning: Callable[[], AbstractContextManager[Connection]],
        skrivning: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._motor = motor
        self._laesning = laesning
        self._skrivning = skrivning

    async def liste(self, ejer: str) -> Sequence[Runde]:
        """Return the owner's rounds, the last changed first."""
        with self._laesning() as db:
            raekker = db.execute(select(runde).where(runde.c.ejer == ejer).order_by(runde.c.aendret.desc(), runde.c.id))
            return [_runde(r) for r in raekker]

    async def opret(self, ejer: str, navn: str, indhold: Indhold) -> Runde:
        """Store a new round as version 1."""
        id_, tid, tekst = secrets.token_hex(8), nu(), som_json(indhold)
        with self._skrivning() as db:
            db.execute(
                insert(runde).values(id=id_, ejer=ejer, navn=navn, version=1, oprettet=tid, aendret=tid, indhold=tekst)
            )
            db.execute(insert(rundeudgave).values(runde=id_, version=1, hvad="Oprettet", tid=tid, indhold=tekst))
            return _hent(db, ejer, id_)

    async def hent(self, ejer: str, id_: str) -> Runde:
        """Return the current version of a round."""
        with self._laesning() as db:
            return _hent(db, ejer, id_)

    async def gem(self, ejer: str, id_: str, version: int, indhold: Indhold, hvad: str) -> Runde:
        """Store a new version based on ``version``. Raises Rundekonflikt."""
        with self._skrivning() as db:
            kendt = _hent(db, ejer, id_)
            if kendt.version != version:
                raise Rundekonflikt
            return self._ny_version(db, ejer, kendt, som_json(indhold), hvad)

    async def udgaver(self, ejer: str, id_: str, hoejst: int) -> Sequence[Udgave]:
        """Return the latest versions, newest first."""
        with self._laesning() as db:
            _hent(db, ejer, id_)
            return seneste_udgaver(db, rundeudgave.c.runde, id_, hoejst)

    async def slet(self, ejer: str, id_: str) -> None:
        """Delete a round with its files, answers and versions."""
        with self._skrivning() as db:
            _hent(db, ejer, id_)
            db.execute(delete(runde).where(runde.c.id == id_, runde.c.ejer == ejer))
        slet_fra_loggen(self._motor)

    async def filer(self, ejer: str, id_: str) -> Sequence[Rundefil]:
        """Return a round's files, by name."""
        with self._laesning() as db:
            _hent(db, ejer, id_)
            k = rundefil.c
            raekker = db.execute(select(k.id, k.slags, k.navn, k.aftryk).where(k.runde == id_).order_by(k.navn))
            return [Rundefil(r.id, r.slags, r.navn, r.aftryk) for r in raekker]

    async def indhold(self, ejer: str, id_: str) -> Sequence[tuple[Slags, str, bytes]]:
        """Return the content of a round's files as (type, name, bytes), by name."""
        with self._laesning() as db:
            _hent(db, ejer, id_)
            raekker = db.execute(select(rundefil).where(rundefil.c.runde == id_).order_by(rundefil.c.navn))
            return [(r.slags, r.navn, r.indhold) for r in raekker]

    async def tilfoej(self, ejer: str, id_: str, filer: Sequence[tuple[Slags, str, bytes]]) -> int:
        """Store files, all or none; a file of the same name is replaced. Returns the number of replaced files."""
        with self._skrivning() as db:
            kendt = _hent(db, ejer, id_)
            erstattet = 0
            for slags, navn, data in filer:
                her = (rundefil.c.runde == id_) & (rundefil.c.slags == slags) & (rundefil.c.navn == navn)
                erstattet += db.execute(delete(rundefil).where(her)).rowcount
                sha = hashlib.sha256(data).hexdigest()
                db.execute(
                    insert(rundefil).values(
                        runde=id_, slags=slags, navn=navn, stoerrelse=len(data), aftryk=sha, indhold=data
                    )
                )
            hvad = f"Lagde {len(filer)} filer ind" if len(filer) != 1 else "Lagde 1 fil ind"
            self._ny_version(db, ejer, kendt, som_json(kendt.indhold), hvad)
            return erstattet

    async def fjern(self, ejer: str, id_: str, fil: int) -> str:
        """Remove a file and return its name."""
        with self._skrivning() as db:
            kendt = _hent(db, ejer, id_)
            her = (rundefil.c.runde == id_) & (rundefil.c.id == fil)
            navn = db.execute(select(rundefil.c.navn).where(her)).scalar_one_or_none()
            if navn is None:
                raise IkkeFundet(id_)
            db.execute(delete(rundefil).where(her))
            self._ny_version(db, ejer, kendt, som_json(kendt.indhold), f"Fjernede {navn}")
            return str(navn)

    async def svar(self, ejer: str, id_: str, aftryk: str) -> str | None:
        """Return a stored answer by the hash of what it depends on, or None."""
        with self._laesning() as db:
            _hent(db, ejer, id_)
            fundet = db.execute(
                select(rundesvar.c.svar).where(rundesvar.c.runde == id_, rundesvar.c.aftryk == aftryk)
            ).scalar_one_or_none()
            return None if fundet is None else str(fundet)

    async def gem_svar(self, ejer: str, id_: str, aftryk: str, svar: str) -> None:
        """Store an answer."""
        with self._skrivning() as db:
            _hent(db, ejer, id_)
            db.execute(delete(rundesvar).where(rundesvar.c.runde == id_, rundesvar.c.aftryk == aftryk))
            db.execute(insert(rundesvar).values(runde=id_, aftryk=aftryk, tid=nu(), svar=svar))
            nyeste = (
                select(rundesvar.c.aftryk)
                .where(rundesvar.c.runde == id_)
                .order_by(rundesvar.c.tid.desc())
                .limit(_SVAR_HUSKES)
            )
            db.execute(delete(rundesvar).where(rundesvar.c.runde == id_, rundesvar.c.aftryk.not_in(nyeste)))

    async def koersler(self, ejer: str) -> Sequence[Tabelkoersel]:
        """Return the owner's runs, the newest first."""
        with self._laesning() as db:
            raekker = db.execute(
                select(koersel).where(koersel.c.ejer == ejer).order_by(koersel.c.oprettet.desc(), koersel.c.id)
            )
            return [_koersel(r) for r in raekker]

    async def opret_koersel(self, ejer: str, navn: str, tilstand: str, indhold: Indhold) -> Tabelkoersel:
        """Store a new run."""
        id_, tid = secrets.token_hex(8), nu()
        with self._skrivning() as db:
            db.execute(
                insert(koersel).values(
                    id=id_,
                    ejer=ejer,
                    navn=navn,
                    tilstand=tilstand,
                    oprettet=tid,
                    aendret=tid,
                    indhold=som_json(indhold),
                )
            )
            return _hent_koersel(db, ejer, id_)

    async def hent_koersel(self, ejer: str, id_: str) -> Tabelkoersel:
        """Return one run."""
        with self._laesning() as db:
            return _hent_koersel(db, ejer, id_)

    async def gem_koersel(self, ejer: str, id_: str, tilstand: str, indhold: Indhold) -> Tabelkoersel:
        """Store the new state of a run."""
        with self._skrivning() as db:
            _hent_koersel(db, ejer, id_)
            db.execute(
                update(koersel)
                .where(koersel.c.id == id_)
                .values(tilstand=tilstand, aendret=nu(), indhold=som_json(indhold))
            )
            return _hent_koersel(db, ejer, id_)

    async def slet_koersel(self, ejer: str, id_: str) -> None:
        """Delete a run; the caller deletes its folder."""
        with self._skrivning() as db:
            _hent_koersel(db, ejer, id_)
            db.execute(delete(koersel).where(koersel.c.id == id_, koersel.c.ejer == ejer))

    def _ny_version(self, db: Connection, ejer: str, fra: Runde, indhold: str, hvad: str) -> Runde:
        tid = nu()
        db.execute(
            update(runde).where(runde.c.id == fra.id).values(version=fra.version + 1, aendret=tid, indhold=indhold)
        )
        db.execute(
            insert(rundeudgave).values(runde=fra.id, version=fra.version + 1, hvad=hvad, tid=tid, indhold=indhold)
        )
        return _hent(db, ejer, fra.id)


def _hent(db: Connection, ejer: str, id_: str) -> Runde:
    return _runde(_raekke(db, runde, ejer, id_))


def _hent_koersel(db: Connection, ejer: str, id_: str) -> Tabelkoersel:
    return _koersel(_raekke(db, koersel, ejer, id_))


def _raekke(db: Connection, tabel: Table, ejer: str, id_: str) -> Row[Any]:
    raekke = db.execute(select(tabel).where(tabel.c.id == id_, tabel.c.ejer == ejer)).one_or_none()
    if raekke is None:
        raise IkkeFundet(id_)
    return raekke


def _runde(r: Row[Any]) -> Runde:
    return Runde(
        r.id, r.navn, r.version, fra_json(r.indhold), datetime.fromisoformat(r.oprettet),
        datetime.fromisoformat(r.aendret),
    )  # fmt: skip


def _koersel(r: Row[Any]) -> Tabelkoersel:
    return Tabelkoersel(
        r.id, r.navn, r.tilstand, fra_json(r.indhold), datetime.fromisoformat(r.oprettet),
        datetime.fromisoformat(r.aendret),
    )  # fmt: skip
