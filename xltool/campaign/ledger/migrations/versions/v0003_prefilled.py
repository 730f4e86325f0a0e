"""What each form is filled in with from last year's documents."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table. What was sent out before is read from the outbox by the next `distribute`."""
    op.create_table(
        "prefilled",
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("version", sa.Text),
        sa.Column("document", sa.Text),
        sa.Column("recorded_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("unit", "project", name="pk_prefilled"),
    )
