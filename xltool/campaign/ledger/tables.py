"""The tables of the ledger. Keys are natural (hashes, paths, unit ids), so that the same files give the same rows.

A change here needs a migration in `migrations/versions/`; a test holds the two together.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)


class Moment(TypeDecorator[datetime]):
    """A moment as text in UTC, `2022-12-31T10:00:00.000000+00:00`: it sorts as time does, in every database."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """To the database."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the same
        """From the database."""
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_SHA256 = String(64)

#: The campaign itself, in one row, with its secrets: they leave the ledger only inside `xltool export`.
campaign = Table(
    "campaign",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("key", LargeBinary, nullable=False),  # of the signatures (HMAC-SHA-256)
    Column("password", Text, nullable=False),  # of the sheets' protection
    Column("created_at", Moment, nullable=False),
)

#: Every workbook sent out. `project` is "" where the roster lists none.
issued = Table(
    "issued",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("project", Text, primary_key=True),
    Column("path", Text, nullable=False),  # below outbox/, with "/"
    Column("fingerprint", _SHA256, nullable=False),  # of all that it was made from
    Column("sha256", _SHA256, nullable=False),  # of the workbook
    Column("issued_at", Moment, nullable=False),
)

#: What each form is filled in with from last year's documents; every form has a row from its first workbook on.
prefilled = Table(
    "prefilled",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("project", Text, primary_key=True),
    Column("outcome", String(16), nullable=False),  # filled, or why not; see `prefill_records.py`
    Column("source", Text, nullable=False),  # file that held the document
    Column("detail", Text, nullable=False),
    Column("version", Text),  # of the form that the document was filled in on
    Column("document", Text),  # JSON, whole
    Column("recorded_at", Moment, nullable=False),
)

#: Every letter mailed to a unit, a row for each form that it was about.
mailed = Table(
    "mailed",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("fingerprint", _SHA256, primary_key=True),  # of what it said about the form
    Column("sent_at", Moment, primary_key=True),
    Column("kind", String(16), nullable=False),  # distribute, remind, return, receipt
    Column("project", Text),  # "" for none; null: all of the unit, as an older xltool recorded it
    Column("recipient", Text, nullable=False),  # addresses that the server accepted, parted by "; "
)

#: Every content received, kept in the store under its hash.
file = Table(
    "file",
    metadata,
    Column("sha256", _SHA256, primary_key=True),
    Column("size", BigInteger, nullable=False),  # bytes
    Column("stored_at", Moment, nullable=False),
)

#: How a content came: under which path, or as which member of a zip or attachment of a mail. One content may come often.
arrival = Table(
    "arrival",
    metadata,
    Column("sha256", _SHA256, ForeignKey("file.sha256"), primary_key=True),
    Column("source", Text, primary_key=True),  # `inbox/a.xlsx`, `inbox/b.zip!/a.xlsx`
    Column("container", _SHA256, ForeignKey("file.sha256")),  # the zip or mail that held it
    Column("mtime_ns", BigInteger, nullable=False),  # of the path on disk, to know it again
    Column("received_at", Moment, nullable=False),  # date of the mail, else of the file on disk
    Column("saved_at", Moment),  # what a zip says of its member
    Column("sender", Text),  # of the mail
    Column("recorded_at", Moment, nullable=False),
)

#: What a content was read as, and what was decided.
submission = Table(
    "submission",
    metadata,
    Column("sha256", _SHA256, ForeignKey("file.sha256"), primary_key=True),
    Column("name", Text, nullable=False),  # source of its first arrival
    Column("decision", String(16), nullable=False),  # accepted, rejected, unreadable, unlisted, foreign
    Column("template", Text),
    Column("version", Text),
    Column("program", Text),  # that saved it
    Column("unit", Text),  # id on the roster, else the one that the workbook says
    Column("unit_name", Text),  # as the form names it
    Column("department", Text),
    Column("project", Text, nullable=False),  # for which it was issued, else the one that the form names; "" for none
    Column("year", Text),
    Column("is_outdated", Boolean, nullable=False),
    Column("n_errors", Integer, nullable=False),
    Column("n_warnings", Integer, nullable=False),
    Column("n_infos", Integer, nullable=False),
    Column("document", Text, nullable=False),  # JSON
    Column("origins", LargeBinary, nullable=False),  # cells of the document's values; see `records.py`
    Column("checked_with", _SHA256, nullable=False),  # fingerprint of definition, roster and settings
    Column("checked_at", Moment, nullable=False),
    Column("returned", Text),  # path of the marked return, below returns/
    Column("authenticity", String(16)),  # signed, wrong, unsigned, recognised
    Index(None, "unit", "project"),
)

#: Every content that the officer accepted as authentic, though its signature does not say so (`collect --accept`).
acceptance = Table(
    "acceptance",
    metadata,
    Column("sha256", _SHA256, ForeignKey("file.sha256"), primary_key=True),
    Column("accepted_at", Moment, nullable=False),
)

#: Every finding of a submission, in the order of the check.
finding = Table(
    "finding",
    metadata,
    Column("sha256", _SHA256, ForeignKey("submission.sha256", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("rule", Text, nullable=False),
    Column("severity", String(8), nullable=False),
    Column("field", Text),
    Column("sheet", Text),
    Column("row", Integer),
    Column("column", Integer),
    Column("value", Text),  # JSON
    Column("message_zh", Text, nullable=False),
    Column("message_en", Text, nullable=False),
    Index(None, "rule"),
)
