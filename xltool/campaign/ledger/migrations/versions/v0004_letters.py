"""Of every mail which letter it was, which forms it was about, and each time that it was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table anew with the rows that it has: its key is another one. What was mailed before were whole distributions."""
    before = sa.table("mailed", sa.column("unit"), sa.column("fingerprint"), sa.column("recipient"), sa.column("sent_at"))
    rows = [dict(row._mapping) for row in op.get_bind().execute(sa.select(before))]  # noqa: SLF001 - SQLAlchemy's public name
    op.drop_table("mailed")
    mailed = op.create_table(
        "mailed",
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("sent_at", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("project", sa.Text),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("unit", "fingerprint", "sent_at", name="pk_mailed"),
    )
    if rows:
        op.bulk_insert(mailed, [{**row, "kind": "distribute", "project": None} for row in rows])
