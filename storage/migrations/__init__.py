"""The numbered steps by which the schema has grown; alembic makes them."""
