"""Run by Alembic: migrates on the connection that it is handed."""

from alembic import context

from xltool.campaign.ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
