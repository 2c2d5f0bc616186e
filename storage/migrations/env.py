"""What alembic runs: the steps, in the transaction that `storage.migrate` has begun."""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite can alter little: tables are made anew
    transactional_ddl=True,  # on SQLite too, for we write BEGIN ourselves
)
with context.begin_transaction():
    context.run_migrations()
