"""What is asked of the ledger and written into it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, Table, and_, bindparam, case, delete, func, inspect, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, IntegrityError

from xltool.base.cells import Location
from xltool.base.errors import UsageError
from xltool.base.findings import Finding
from xltool.base.messages import Text
from xltool.base.states import STATES, SubmissionState
from xltool.campaign.ledger import tables
from xltool.campaign.ledger.connect import DamagedLedgerError, connect, is_sound, reading, writing
from xltool.campaign.ledger.migrations import HEAD, current, migrate
from xltool.campaign.ledger_records import (
    UNDECIDED,
    Arrival,
    CheckedWith,
    Issued,
    LetterRecord,
    Packed,
    Secrets,
    Submission,
    dump_json,
    load_json,
    pack,
    storable,
    unpack_origins,
)
from xltool.campaign.prefill_records import OUTCOMES, Prefilled

#: Mode of a ledger's file: it holds the key and the password.
_OWNER_ONLY = 0o600
#: Submissions that are read from the database at a time.
_PAGE = 200
_HEAD_COLUMNS = [column for column in tables.submission.c if column.name not in ("document", "origins")]


def create_ledger(
    folder: Path, campaign: str, *, url: str | None = None, wait_seconds: float = 30.0, kept: Secrets | None = None
) -> Ledger:
    """Make the ledger of a new campaign, with new secrets unless some are given.

    Raises UsageError when there is one already, LedgerError when the database cannot be used.
    """
    engine = connect(folder, url, wait_seconds)
    own = kept or Secrets(key=secrets.token_bytes(32), password=secrets.token_urlsafe(12))
    with writing(engine) as connection:
        _make_tables(connection, engine)
        row = {"id": campaign, "key": own.key, "password": own.password, "created_at": datetime.now(UTC)}
        connection.execute(tables.campaign.insert(), row)
    return Ledger(engine, own)


def open_ledger(folder: Path, campaign: str, *, url: str | None = None, wait_seconds: float = 30.0) -> Ledger:
    """Open the ledger of a campaign; tables of an older xltool are brought up to date.

    Raises NoLedgerError when there is none, UsageError when it is another campaign's, LedgerError when the database cannot be used.
    """
    engine = connect(folder, url, wait_seconds)
    where = engine.url.render_as_string(hide_password=True)
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").is_file():
        raise NoLedgerError(where)
    with reading(engine) as connection:
        version = current(connection)
    if version is None:
        raise NoLedgerError(where)
    if version != HEAD:
        with writing(engine) as connection:
            migrate(connection)
    with reading(engine) as connection:
        row = connection.execute(select(tables.campaign)).one()
    if row.id != campaign:
        zh = f"台账 {where} 属于收集任务“{row.id}”，而 campaign.yaml 写的是“{campaign}”"
        en = f"the ledger {where} belongs to the campaign {row.id!r}, but campaign.yaml says {campaign!r}"
        raise UsageError(Text(zh=zh, en=en))
    return Ledger(engine, Secrets(key=row.key, password=row.password))


def restore_ledger(
    folder: Path,
    rows: Iterable[tuple[str, dict[str, Any]]],
    *,
    version: str = HEAD,
    url: str | None = None,
    wait_seconds: float = 30.0,
) -> None:
    """Make a ledger of the rows that `Ledger.dump` gave, in one transaction; rows of an older version are brought up to date.

    Raises UsageError when there is one already, ValueError when the rows do not fit together, LedgerError when the
    database cannot be used.
    """
    engine = connect(folder, url, wait_seconds)
    try:
        with writing(engine) as connection:
            _make_tables(connection, engine, version)
            for name, group in groupby(rows, key=itemgetter(0)):
                _insert_all(connection, tables.metadata.tables[name], (row for _, row in group))
            migrate(connection)
    finally:
        engine.dispose()


def _insert_all(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    """Insert rows of a table as it is in the database. Raises ValueError for rows that are not its own."""
    inspector = inspect(connection)
    columns = {column["name"] for column in inspector.get_columns(table.name)} if inspector.has_table(table.name) else set()
    while page := list(islice(rows, _PAGE)):
        if any(row.keys() != columns for row in page):
            raise ValueError(table.name)
        try:
            connection.execute(table.insert(), page)
        except (IntegrityError, DataError) as error:
            raise ValueError(table.name) from error


def remove_ledger(folder: Path, *, url: str | None = None, wait_seconds: float = 30.0) -> None:
    """Take back what `restore_ledger` made."""
    engine = connect(folder, url, wait_seconds)
    try:
        with writing(engine) as connection:
            tables.metadata.drop_all(connection)
            connection.execute(text("DROP TABLE alembic_version"))
    finally:
        engine.dispose()


def _make_tables(connection: Connection, engine: Engine, version: str = HEAD) -> None:
    if current(connection) is not None:
        where = engine.url.render_as_string(hide_password=True)
        zh, en = f"{where} 已有台账，请另选一个数据库", f"{where} holds a ledger already; choose another database"
        raise UsageError(Text(zh=zh, en=en))
    migrate(connection, version)
    if engine.dialect.name == "sqlite":
        Path(engine.url.database or "").chmod(_OWNER_ONLY)


class NoLedgerError(UsageError):
    """There is no ledger where the settings say."""

    def __init__(self, where: str) -> None:
        zh = f"没有台账 {where}。请按 docs/campaign.md 的“恢复”一节处理，收到的文件都在 store 中"
        en = f"there is no ledger {where}. See “Recovery” in docs/campaign.md; all files received are in store/"
        super().__init__(Text(zh=zh, en=en))


class Ledger:
    """A campaign's ledger. Every method that writes does so in one transaction: all of it or nothing.

    All methods raise LedgerError when the database cannot be used.
    """

    def __init__(self, engine: Engine, kept: Secrets) -> None:
        self.engine = engine
        self.secrets = kept

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def check_sound(self) -> str:
        """What the database finds wrong with its own file; "ok" if nothing."""
        return is_sound(self.engine)

    def refuse_unsound(self) -> None:
        """Raises DamagedLedgerError when the database finds something wrong with its own file."""
        verdict = self.check_sound()
        if verdict != "ok":
            raise DamagedLedgerError(self.engine.url.render_as_string(hide_password=True), verdict)

    # --- what was sent out --------------------------------------------------------------------------------------------

    def issued(self) -> list[Issued]:
        """Every workbook sent out, by unit and project."""
        query = select(tables.issued).order_by(tables.issued.c.unit, tables.issued.c.project)
        with reading(self.engine) as connection:
            return [Issued(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's public name

    def record_issued(self, rows: Iterable[Issued], *, gone: Iterable[tuple[str, str]] = ()) -> None:
        """Note workbooks sent out; `gone` names those (unit, project) that are no longer."""
        with writing(self.engine) as connection:
            for unit, project in gone:
                connection.execute(delete(tables.issued).where(_is_unit(tables.issued, unit, project)))
            values = [vars(row) for row in rows]
            if values:
                self._replace(connection, tables.issued, values)

    def prefilled(self) -> list[Prefilled]:
        """What each form is filled in with, by unit and project."""
        query = select(tables.prefilled).order_by(tables.prefilled.c.unit, tables.prefilled.c.project)
        with reading(self.engine) as connection:
            return [prefilled_of(dict(row._mapping)) for row in connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's public name

    def record_prefilled(self, rows: Iterable[Prefilled], *, is_all: bool = False) -> None:
        """Note what forms are filled in with; `is_all` forgets all that was noted before."""
        values = [{**_values(row, tables.prefilled), "document": _json(row.document)} for row in rows]
        with writing(self.engine) as connection:
            if is_all:
                connection.execute(delete(tables.prefilled))
            if values:
                self._replace(connection, tables.prefilled, values)

    def mailed(self, unit: str | None = None, *, as_of: datetime | None = None) -> list[LetterRecord]:
        """Every letter that was mailed, first sent first, to all units or one; `as_of` leaves out what was sent later."""
        table = tables.mailed
        query = select(table).order_by(table.c.sent_at, table.c.unit, table.c.project, table.c.fingerprint)
        if unit is not None:
            query = query.where(table.c.unit == unit)
        if as_of is not None:
            query = query.where(table.c.sent_at <= as_of)
        with reading(self.engine) as connection:
            return [LetterRecord(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's public name

    def record_mailed(self, rows: Iterable[LetterRecord]) -> None:
        """Note letters that were sent; what is noted already stays."""
        values = [_values(row, tables.mailed) for row in rows]
        if values:
            with writing(self.engine) as connection:
                self._insert_new(connection, tables.mailed, values)

    # --- what came ----------------------------------------------------------------------------------------------------

    def arrivals(self) -> list[tuple[str, int, int, str]]:
        """Source, mtime in ns, size and hash of every content that came, containers included."""
        table = tables.arrival
        query = select(table.c.source, table.c.mtime_ns, tables.file.c.size, table.c.sha256).join_from(
            table, tables.file, table.c.sha256 == tables.file.c.sha256
        )
        with reading(self.engine) as connection:
            return [(row.source, row.mtime_ns, row.size, row.sha256) for row in connection.execute(query)]

    def arrivals_of(self, sha256: str) -> list[Arrival]:
        """How one content came, first arrival first."""
        return self._arrivals(tables.arrival.c.sha256 == sha256)

    def arrivals_until(self, as_of: datetime | None = None) -> dict[str, list[Arrival]]:
        """How each content came, first arrival first; `as_of` leaves out what came later."""
        by_hash: dict[str, list[Arrival]] = {}
        for arrival in self._arrivals(*([] if as_of is None else [tables.arrival.c.received_at <= as_of])):
            by_hash.setdefault(arrival.sha256, []).append(arrival)
        return by_hash

    def _arrivals(self, *conditions: Any) -> list[Arrival]:
        table = tables.arrival
        query = (
            select(table, tables.file.c.size)
            .join_from(table, tables.file, table.c.sha256 == tables.file.c.sha256)
            .where(*conditions)
            .order_by(table.c.received_at, table.c.source)
        )
        with reading(self.engine) as connection:
            rows = [dict(row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's public name
        return [Arrival(**{name: value for name, value in row.items() if name != "recorded_at"}) for row in rows]

    def decided(self) -> set[str]:
        """Hash of every content decided."""
        with reading(self.engine) as connection:
            return set(connection.execute(select(tables.submission.c.sha256)).scalars())

    def files(self) -> list[tuple[str, int]]:
        """Hash and size in bytes of everything in the store."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(tables.file.c.sha256, tables.file.c.size).order_by(tables.file.c.sha256))
            return [(row.sha256, row.size) for row in rows]

    def record(
        self,
        arrivals: Sequence[Arrival],
        submissions: Sequence[Submission | Packed],
        sizes: Mapping[str, int] | None = None,
        *,
        seen: Mapping[str, datetime] | None = None,
        withdrawn: Collection[str] = (),
    ) -> frozenset[str]:
        """Note contents that came and what was decided about them; return the hashes of those whose decision is now this one.

        What is noted already stays. A decision is renewed that was `seen` when the new one was made, by the hash of its content
        with its `checked_at`, and is still there; of two runs at once that decide about one content, one is recorded. Decisions
        about contents in `withdrawn` go. `sizes` tells the bytes of contents, also of containers that are noted later.
        """
        if not arrivals and not submissions and not withdrawn:
            return frozenset()
        now = datetime.now(UTC)
        kept = {item.sha256: item.size for item in arrivals}
        kept |= {item.container: (sizes or {})[item.container] for item in arrivals if item.container}
        came = [{**_values(item, tables.arrival), "recorded_at": now} for item in arrivals]
        with writing(self.engine) as connection:
            if came:
                came.sort(key=lambda row: (row["sha256"], row["source"]))
                files = [{"sha256": sha256, "size": size, "stored_at": now} for sha256, size in sorted(kept.items())]
                self._insert_new(connection, tables.file, files)
                self._insert_new(connection, tables.arrival, came)
            for table in (tables.finding, tables.submission) if withdrawn else ():
                connection.execute(delete(table).where(table.c.sha256.in_(sorted(withdrawn))))
            return self._decide(connection, sorted(map(pack, submissions), key=lambda item: item.head.sha256), seen or {})

    def _decide(self, connection: Connection, submissions: Sequence[Packed], seen: Mapping[str, datetime]) -> frozenset[str]:
        """Record decisions in the order of their hashes, each row locked before its findings change: two runs do not meet head-on."""
        fresh = [_submission_values(item) for item in submissions if item.head.sha256 not in seen]
        recorded = self._insert_own(connection, fresh) if fresh else set()
        renewed = [item for item in submissions if item.head.sha256 in seen]
        recorded |= {item.head.sha256 for item in renewed if _renew(connection, item, seen[item.head.sha256])}
        if renewed:
            connection.execute(delete(tables.finding).where(tables.finding.c.sha256.in_(sorted(recorded & seen.keys()))))
        findings = [row for item in submissions if item.head.sha256 in recorded for row in _finding_values(item)]
        if findings:
            connection.execute(tables.finding.insert(), findings)
        return frozenset(recorded)

    def _insert_own(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> set[str]:
        """Insert decisions about contents that nobody has decided about; return the hashes of those inserted."""
        statement = self._insert(tables.submission).on_conflict_do_nothing().returning(tables.submission.c.sha256)
        return set(connection.execute(statement, rows).scalars())

    # --- what was decided ---------------------------------------------------------------------------------------------

    def heads(self, *, as_of: datetime | None = None) -> list[Submission]:
        """Every submission without its content, in the order in which they came; `as_of` leaves out what came later."""
        with reading(self.engine) as connection:
            return [_head(row) for row in connection.execute(_heads(as_of))]

    def stale(self, checked_with: CheckedWith) -> list[Submission]:
        """The submissions that were checked with something else or lack their marked return, without content, first come first."""
        table = tables.submission
        due = case((tables.acceptance.c.accepted_at.is_not(None), checked_with.vouched), else_=checked_with.usual)
        lacks_return = and_(table.c.decision == SubmissionState.REJECTED.value, table.c.returned.is_(None))
        with reading(self.engine) as connection:
            rows = connection.execute(_heads(None).where(or_(table.c.checked_with != due, lacks_return)))
            return [_head(row) for row in rows]

    def undecided(self) -> dict[str, Submission]:
        """The submissions that the machine's trouble kept from being read, by their hash, without their content."""
        with reading(self.engine) as connection:
            rows = connection.execute(_heads(None).where(tables.submission.c.checked_with == UNDECIDED))
            return {head.sha256: head for head in map(_head, rows)}

    def passed_over(self) -> dict[str, Submission]:
        """The submissions that were passed over, by their hash, without their content."""
        with reading(self.engine) as connection:
            rows = connection.execute(_heads(None).where(tables.submission.c.decision == SubmissionState.PASSED_OVER.value))
            return {head.sha256: head for head in map(_head, rows)}

    def accept(self, hashes: Iterable[str], moment: datetime) -> None:
        """Note contents that the officer accepts as authentic; one accepted before keeps its moment."""
        rows = [{"sha256": sha256, "accepted_at": moment} for sha256 in hashes]
        if rows:
            with writing(self.engine) as connection:
                self._insert_new(connection, tables.acceptance, rows)

    def record_returned(self, moved: Iterable[tuple[str, str, str]]) -> None:
        """Note marked returns that were moved: hash of what each marks, path before and path now, below returns/.

        One that another run has made anew meanwhile lies where that run says.
        """
        table = tables.submission
        rows = [{"content": sha256, "before": before, "now": now} for sha256, before, now in sorted(moved)]
        if rows:
            is_there = and_(table.c.sha256 == bindparam("content"), table.c.returned == bindparam("before"))
            with writing(self.engine) as connection:
                connection.execute(update(table).where(is_there).values(returned=bindparam("now")), rows)

    def submissions(self, hashes: Sequence[str]) -> Iterator[Submission]:
        """Whole submissions, in the order asked for, read a page at a time."""
        for start in range(0, len(hashes), _PAGE):
            yield from self._page(hashes[start : start + _PAGE])

    def _page(self, hashes: Sequence[str]) -> list[Submission]:
        table = tables.submission
        first = _first_arrivals(tables.arrival.c.sha256.in_(hashes))
        query = _with_moments(select(table), first).where(table.c.sha256.in_(hashes))
        with reading(self.engine) as connection:
            rows = {row.sha256: row for row in connection.execute(query)}
            findings = _findings(connection, hashes)
        return [_whole(rows[sha256], findings.get(sha256, [])) for sha256 in hashes if sha256 in rows]

    def documents(self, hashes: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the hash and the document alone of submissions, read a page at a time; those that are not there are left out."""
        table = tables.submission
        for start in range(0, len(hashes), _PAGE):
            with reading(self.engine) as connection:
                query = select(table.c.sha256, table.c.document).where(table.c.sha256.in_(hashes[start : start + _PAGE]))
                rows = connection.execute(query).all()
            by_hash = {row.sha256: row.document for row in rows}
            yield from ((sha256, load_json(by_hash[sha256])) for sha256 in hashes[start : start + _PAGE] if sha256 in by_hash)

    # --- all rows, for moving a campaign ------------------------------------------------------------------------------

    def dump(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Table and columns of every row, in an order in which they can be put back: one state of the ledger."""
        with reading(self.engine) as connection:
            for table in tables.metadata.sorted_tables:
                query = select(table).order_by(*table.primary_key).execution_options(yield_per=_PAGE)
                for row in connection.execute(query):
                    yield table.name, dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name

    # --- the two dialects ---------------------------------------------------------------------------------------------

    def _insert(self, table: Table) -> Any:
        dialect = postgresql if self.engine.dialect.name == "postgresql" else sqlite
        return dialect.insert(table)

    def _insert_new(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows whose keys are not there yet."""
        connection.execute(self._insert(table).on_conflict_do_nothing(), rows)

    def _replace(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, or renew those whose keys are there."""
        statement = self._insert(table)
        others = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
        keys = [column.name for column in table.primary_key]
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), rows)


def _renew(connection: Connection, item: Packed, seen: datetime) -> bool:
    """Put a decision in the place of the one that was made at a moment; return whether that one was still there."""
    table = tables.submission
    statement = update(table).where(table.c.sha256 == item.head.sha256, table.c.checked_at == seen).values(_submission_values(item))
    return connection.execute(statement).rowcount == 1


def prefilled_of(values: Mapping[str, Any]) -> Prefilled:
    """Return a row of the table `prefilled`, by the names of its columns, as a record. Raises ValueError for one that is none."""
    document = load_json(values["document"]) if values["document"] is not None else None
    try:
        return Prefilled(**{**values, "outcome": OUTCOMES[values["outcome"]], "document": document})
    except (KeyError, TypeError) as error:
        raise ValueError(str(error)) from error


def _json(value: Any) -> str | None:
    return None if value is None else dump_json(value)


def _is_unit(table: Table, unit: str, project: str) -> Any:
    return and_(table.c.unit == unit, table.c.project == project)


def _first_arrivals(*conditions: Any) -> Any:
    """When each content came first; of contents that came together (in one zip), when each was saved."""
    table = tables.arrival
    received, saved = func.min(table.c.received_at), func.coalesce(func.min(table.c.saved_at), "")
    query = select(table.c.sha256, received.label("received_at"), saved.label("saved_at"))
    return query.where(*conditions).group_by(table.c.sha256).subquery()


def _heads(as_of: datetime | None) -> Select[Any]:
    first = _first_arrivals()
    query = _with_moments(select(*_HEAD_COLUMNS), first).order_by(
        first.c.received_at, first.c.saved_at, tables.submission.c.name, tables.submission.c.sha256
    )
    return query if as_of is None else query.where(first.c.received_at <= as_of)


def _with_moments(columns: Select[Any], first: Any) -> Select[Any]:
    """Add to columns of submissions when each content came first and when the officer accepted it."""
    table, acceptance = tables.submission, tables.acceptance
    joined = table.join(first, first.c.sha256 == table.c.sha256).outerjoin(acceptance, acceptance.c.sha256 == table.c.sha256)
    return columns.add_columns(first.c.received_at, acceptance.c.accepted_at.label("vouched_at")).select_from(joined)


def _head(row: Row[Any]) -> Submission:
    return _submission(dict(row._mapping))  # noqa: SLF001 - SQLAlchemy's public name


def _submission(values: dict[str, Any], **content: Any) -> Submission:
    return Submission(**{**values, "decision": STATES[values["decision"]]}, **content)


def _whole(row: Row[Any], findings: list[Finding]) -> Submission:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    document, origins = values.pop("document"), values.pop("origins")
    return _submission(values, data=load_json(document), origins=unpack_origins(origins), findings=tuple(findings))


def _findings(connection: Connection, hashes: Sequence[str]) -> dict[str, list[Finding]]:
    table = tables.finding
    query = select(table).where(table.c.sha256.in_(hashes)).order_by(table.c.sha256, table.c.position)
    by_hash: dict[str, list[Finding]] = {}
    for row in connection.execute(query):
        by_hash.setdefault(row.sha256, []).append(_finding(row))
    return by_hash


def _finding(row: Row[Any]) -> Finding:
    return Finding(
        rule=row.rule,
        severity=row.severity,
        message=Text(zh=row.message_zh, en=row.message_en),
        field=row.field,
        location=Location(row.sheet, row.row, row.column) if row.sheet is not None else None,
        value=load_json(row.value) if row.value is not None else None,
    )


def _values(record: Any, table: Table) -> dict[str, Any]:
    """A record as the columns of a table."""
    return {column.name: storable(getattr(record, column.name)) for column in table.c if hasattr(record, column.name)}


def _submission_values(item: Packed) -> dict[str, Any]:
    return {**_values(item.head, tables.submission), "document": item.document, "origins": item.origins}


_FINDING_COLUMNS = ("rule", "severity", "field", "sheet", "row", "column", "value", "message_zh", "message_en")


def _finding_values(item: Packed) -> Iterator[dict[str, Any]]:
    for position, row in enumerate(item.findings):
        yield {"sha256": item.head.sha256, "position": position, **dict(zip(_FINDING_COLUMNS, row, strict=True))}
