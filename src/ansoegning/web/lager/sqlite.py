"""The storage in one SQLite file in WAL mode. Calls are short and run in the event loop: no thread, no process.

A version is synced to disk before the save is acknowledged.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    bindparam,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.pool import StaticPool

from ...handlinger.brugerdata import FIL
from .faelles import fra_json, nu, seneste_udgaver, slet_fra_loggen, som_json
from .runder import Rundelager
from .sager import IkkeFundet, Indhold, Konflikt, Sag, Udgave
from .tabeller import REVISION, alembic_version, ansoegning, metadata, udgave

# Milliseconds to wait for another process that has locked the file.
_VENT = 10_000


def uden_log(data: bytes) -> bytes:
    """Return a database file with its journal mode set to rollback (bytes 18 and 19): a copy has no WAL file."""
    return data[:18] + b"\1\1" + data[20:]


class Lager:
    """The storage in a folder that only its owner can read (mode 0700, the file 0600).

    ``mappe`` is created if it is missing; None stores everything in memory, for tests and for a browser. Raises OSError
    if the folder cannot be created or written. Each method raises IkkeFundet for an application that is not the
    owner's.
    """

    def __init__(self, mappe: Path | None) -> None:
        if mappe is None:
            self._motor = create_engine("sqlite://", poolclass=StaticPool)
        else:
            mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
            fil = mappe / FIL
            # Create the file before SQLite does, to set its mode; SQLite's other files inherit it.
            os.close(os.open(fil, os.O_RDWR | os.O_CREAT, 0o600))
            if os.name == "posix":
                mappe.chmod(0o700)
                fil.chmod(0o600)
            self._motor = create_engine(f"sqlite:///{fil}", poolclass=StaticPool)
        _indstil(self._motor)
        _opdater(self._motor)
        self._mappe = mappe
        self._runder = Rundelager(self._motor, self._laesning, self._skrivning)

    @property
    def mappe(self) -> Path | None:
        """The folder of the storage; None if it is in memory."""
        return self._mappe

    @property
    def runder(self) -> Rundelager:
        """The storage of rounds and runs, in the same database."""
        return self._runder

    async def liste(self, ejer: str) -> Sequence[Sag]:
        """Return the owner's applications, the last changed first."""
        with self._laesning() as db:
            raekker = db.execute(
                _NU.where(ansoegning.c.ejer == ejer).order_by(ansoegning.c.aendret.desc(), ansoegning.c.id)
            )
            return [_sag(r, r.indhold) for r in raekker]

    async def opret(self, ejer: str, pulje: str, indhold: Indhold, navn: str, resultat: str) -> Sag:
        """Store a new application as version 1."""
        id_, tid = secrets.token_hex(8), nu()
        with self._skrivning() as db:
            db.execute(
                insert(ansoegning).values(
                    id=id_, ejer=ejer, pulje=pulje, navn=navn, resultat=resultat, version=1, oprettet=tid, aendret=tid
                )
            )
            _ny_udgave(db, id_, 1, None, "Oprettet", tid, som_json(indhold))
            return _hent(db, ejer, id_)

    async def hent(self, ejer: str, id_: str) -> Sag:
        """Return the current version of an application."""
        with self._laesning() as db:
            return _hent(db, ejer, id_)

    async def gem(
        self, ejer: str, id_: str, version: int, indhold: Indhold, hvad: str, navn: str, resultat: str
    ) -> Sag:
        """Store a new version based on ``version``, on disk when this returns. Raises Konflikt."""
        with self._skrivning() as db:
            return _gem(db, ejer, id_, version, version, som_json(indhold), hvad, navn, resultat)

    async def fortryd(self, ejer: str, id_: str, version: int) -> Indhold | None:
        """Return the content before the last change that is not undone; None if there is none. Raises Konflikt.

        The caller then stores it with ``gem_fortrudt``.
        """
        with self._laesning() as db:
            fundet = _forrige(db, ejer, id_, version)
            return None if fundet is None else fra_json(fundet.indhold)

    async def gem_fortrudt(self, ejer: str, id_: str, version: int, navn: str, resultat: str) -> Sag:
        """Store the content returned by ``fortryd`` as a new version. Raises Konflikt."""
        with self._skrivning() as db:
            fundet = _forrige(db, ejer, id_, version)
            if fundet is None:
                raise IkkeFundet(id_)
            hvad = f"Fortrudt til version {fundet.version}"
            return _gem(db, ejer, id_, version, fundet.forrige, fundet.indhold, hvad, navn, resultat)

    async def udgaver(self, ejer: str, id_: str, hoejst: int) -> Sequence[Udgave]:
        """Return the latest versions, newest first."""
        with self._laesning() as db:
            _hent(db, ejer, id_)
            return seneste_udgaver(db, udgave.c.ansoegning, id_, hoejst)

    async def udgave(self, ejer: str, id_: str, version: int) -> Indhold:
        """Return the content of one version of an application."""
        with self._laesning() as db:
            _hent(db, ejer, id_)
            fundet = db.execute(
                select(udgave.c.indhold).where(udgave.c.ansoegning == id_, udgave.c.version == version)
            ).scalar_one_or_none()
            if fundet is None:
                raise IkkeFundet(id_)
            return fra_json(fundet)

    async def slet(self, ejer: str, id_: str) -> None:
        """Delete an application with all its versions."""
        with self._skrivning() as db:
            _hent(db, ejer, id_)
            db.execute(delete(ansoegning).where(ansoegning.c.id == id_, ansoegning.c.ejer == ejer))
        slet_fra_loggen(self._motor)

    def kopi(self) -> bytes:
        """Return the complete storage as one database file."""
        with self._motor.connect() as db:
            # Serialising needs the driver's own connection, because SQLAlchemy has no function for it.
            forbindelse: Any = db.connection.dbapi_connection
            data: bytes = forbindelse.serialize()
            return uden_log(data)

    def luk_nu(self) -> None:
        """Do as ``luk``, for callers that are not async."""
        self._motor.dispose()

    async def luk(self) -> None:
        """Close the storage."""
        self.luk_nu()

    @contextmanager
    def _laesning(self) -> Iterator[Connection]:
        with self._motor.connect() as db:
            yield db

    @contextmanager
    def _skrivning(self) -> Iterator[Connection]:
        with self._motor.connect() as db:
            # Take the write lock before reading the version, so that two processes cannot both find it unchanged.
            db.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.exec_driver_sql("ROLLBACK")
                raise
            db.exec_driver_sql("COMMIT")


def _indstil(motor: Engine) -> None:
    @event.listens_for(motor, "connect")
    def _(forbindelse: Any, _post: object) -> None:
        # This class begins and ends transactions; the driver must not.
        forbindelse.isolation_level = None
        for pragma in (
            f"busy_timeout={_VENT}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            forbindelse.execute(f"PRAGMA {pragma}")


def _opdater(motor: Engine) -> None:
    """Upgrade the tables to ``REVISION``. Alembic is imported only for older tables, to keep the start-up time low."""
    with motor.connect() as db:
        # The write lock prevents two programs that start simultaneously from both creating the tables.
        db.exec_driver_sql("BEGIN IMMEDIATE")
        if not inspect(db).get_table_names():
            metadata.create_all(db)
            db.execute(insert(alembic_version).values(version_num=REVISION))
        fundet = db.execute(select(alembic_version.c.version_num)).scalar_one_or_none()
        db.exec_driver_sql("COMMIT")
        if fundet == REVISION:
            return
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrationer"))
        config.attributes["connection"] = db
        command.upgrade(config, "head")
        db.commit()


# The queries of every save are built once.
_NU = select(ansoegning, udgave.c.indhold).join(
    udgave, (udgave.c.ansoegning == ansoegning.c.id) & (udgave.c.version == ansoegning.c.version)
)
_EN = _NU.where(ansoegning.c.id == bindparam("id"), ansoegning.c.ejer == bindparam("ejer"))
_NY_VERSION = (
    update(ansoegning)
    .where(
        ansoegning.c.id == bindparam("hvis"),
        ansoegning.c.ejer == bindparam("hvem"),
        ansoegning.c.version == bindparam("fra"),
    )
    .values({n: bindparam(n) for n in ("version", "aendret", "navn", "resultat")})
    .returning(ansoegning)
)


def _hent(db: Connection, ejer: str, id_: str) -> Sag:
    raekke = db.execute(_EN, {"ejer": ejer, "id": id_}).one_or_none()
    if raekke is None:
        raise IkkeFundet(id_)
    return _sag(raekke, raekke.indhold)


def _gem(  # noqa: PLR0913, PLR0917 - the data of a version
    db: Connection,
    ejer: str,
    id_: str,
    version: int,
    forrige: int | None,
    indhold: str,
    hvad: str,
    navn: str,
    resultat: str,
) -> Sag:
    tid = nu()
    ny = {"version": version + 1, "aendret": tid, "navn": navn, "resultat": resultat}
    aendret = db.execute(_NY_VERSION, {"hvem": ejer, "hvis": id_, "fra": version, **ny}).one_or_none()
    if aendret is None:
        raise Konflikt(_hent(db, ejer, id_))
    _ny_udgave(db, id_, version + 1, forrige, hvad, tid, indhold)
    return _sag(aendret, indhold)


def _forrige(db: Connection, ejer: str, id_: str, version: int) -> Row[Any] | None:
    """Return the version that the current one was based on. Raises Konflikt if the current one is not ``version``."""
    kendt = _hent(db, ejer, id_)
    if kendt.version != version:
        raise Konflikt(kendt)
    her = select(udgave.c.forrige).where(udgave.c.ansoegning == id_, udgave.c.version == version).scalar_subquery()
    return db.execute(select(udgave).where(udgave.c.ansoegning == id_, udgave.c.version == her)).one_or_none()


def _ny_udgave(db: Connection, id_: str, version: int, forrige: int | None, hvad: str, tid: str, indhold: str) -> None:
    ny = {"ansoegning": id_, "version": version, "forrige": forrige, "hvad": hvad, "tid": tid, "indhold": indhold}
    db.execute(insert(udgave), ny)


def _sag(r: Row[Any], indhold: str) -> Sag:
    return Sag(
        id=r.id,
        pulje=r.pulje,
        navn=r.navn,
        resultat=r.resultat,
        version=r.version,
        indhold=fra_json(indhold),
        oprettet=datetime.fromisoformat(r.oprettet),
        aendret=datetime.fromisoformat(r.aendret),
    )
