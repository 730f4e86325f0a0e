"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.String(32)
_SHA256 = sa.String(64)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "campaign",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
    )
    op.create_table(
        "issued",
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("fingerprint", _SHA256, nullable=False),
        sa.Column("sha256", _SHA256, nullable=False),
        sa.Column("issued_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("unit", "project", name="pk_issued"),
    )
    op.create_table(
        "mailed",
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("fingerprint", _SHA256, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("unit", "fingerprint", name="pk_mailed"),
    )
    op.create_table(
        "file",
        sa.Column("sha256", _SHA256, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("stored_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_file"),
    )
    op.create_table(
        "arrival",
        sa.Column("sha256", _SHA256, sa.ForeignKey("file.sha256", name="fk_arrival_sha256_file"), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("container", _SHA256, sa.ForeignKey("file.sha256", name="fk_arrival_container_file")),
        sa.Column("mtime_ns", sa.BigInteger, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("saved_at", _MOMENT),
        sa.Column("sender", sa.Text),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", "source", name="pk_arrival"),
    )
    _submissions()


def _submissions() -> None:
    op.create_table(
        "submission",
        sa.Column("sha256", _SHA256, sa.ForeignKey("file.sha256", name="fk_submission_sha256_file"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("decision", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Text) for name in ("template", "version", "program", "unit", "unit_name", "department")),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("year", sa.Text),
        sa.Column("is_outdated", sa.Boolean, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("n_errors", "n_warnings", "n_infos")),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("origins", sa.LargeBinary, nullable=False),
        sa.Column("checked_with", _SHA256, nullable=False),
        sa.Column("checked_at", _MOMENT, nullable=False),
        sa.Column("returned", sa.Text),
        sa.PrimaryKeyConstraint("sha256", name="pk_submission"),
    )
    op.create_index("ix_submission_unit_project", "submission", ["unit", "project"])
    op.create_table(
        "finding",
        sa.Column(
            "sha256",
            _SHA256,
            sa.ForeignKey("submission.sha256", name="fk_finding_sha256_submission", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("severity", sa.String(8), nullable=False),
        sa.Column("field", sa.Text),
        sa.Column("sheet", sa.Text),
        sa.Column("row", sa.Integer),
        sa.Column("column", sa.Integer),
        sa.Column("value", sa.Text),
        sa.Column("message_zh", sa.Text, nullable=False),
        sa.Column("message_en", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sha256", "position", name="pk_finding"),
    )
    op.create_index("ix_finding_rule", "finding", ["rule"])
