"""How a submission shows that it was sent out, and which ones the officer accepted all the same."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, filled in from the findings, and the table."""
    op.add_column("submission", sa.Column("authenticity", sa.String(16)))
    op.create_table(
        "acceptance",
        sa.Column("sha256", sa.String(64), sa.ForeignKey("file.sha256", name="fk_acceptance_sha256_file"), nullable=False),
        sa.Column("accepted_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_acceptance"),
    )
    submission = sa.table("submission", sa.column("sha256"), sa.column("decision"), sa.column("authenticity"))
    finding = sa.table("finding", sa.column("sha256"), sa.column("rule"))

    def breaks(rule: str) -> sa.Exists:
        return sa.exists().where(finding.c.sha256 == submission.c.sha256, finding.c.rule == rule)

    authenticity = sa.case(
        (breaks("campaign.signature"), "wrong"),
        (~breaks("campaign.unsigned"), "signed"),
        (breaks("template.recognised"), "recognised"),
        else_="unsigned",
    )
    judged = submission.c.decision.in_(["accepted", "rejected", "unlisted"])
    op.execute(submission.update().where(judged).values(authenticity=authenticity))
