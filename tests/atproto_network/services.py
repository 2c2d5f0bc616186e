"""The database and the cache that the full network needs."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer


def missing_reason() -> str | None:
    """Tell in words why the services cannot be had here; None when they can."""
    return PostgresServer.missing_reason() or RedisServer.missing_reason()


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """Run PostgreSQL and Redis; yield the environment that tells node of them.

    Raises:
        RuntimeError: One of them did not start; with its last words.
    """
    with PostgresServer() as postgres, RedisServer() as redis:
        yield {"DB_POSTGRES_URL": postgres.dsn, "REDIS_HOST": redis.address}
