"""Databases of a real PostgreSQL, one for each run, copied from a template."""

import asyncio
from itertools import count
from pathlib import Path

import psycopg

from storage.memory import Memory
from tests.clocks import NOON, ManualClock
from tests.servers.postgres import PostgresServer
from tests.trial.scenarios import SCENARIOS


class Databases:
    """Makes databases that hold what a scenario begins with."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = count(1)
        #: Nobody may be connected to a template while it is copied.
        self._turn = asyncio.Lock()
        self._templates: dict[str, str] = {}

    async def create(self, scenario: str) -> str:
        """Return the address of a new database for *scenario*, as YAML has it."""
        async with self._turn:
            return await asyncio.to_thread(self._create, scenario)

    def _create(self, scenario: str) -> str:
        if scenario not in self._templates:
            self._templates[scenario] = self._make_template(scenario)
        name = f"run_{next(self._numbers)}"
        plain = self._server.url.replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True) as connection:
            template = self._templates[scenario]
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return plain.removesuffix("postgres") + name

    def _make_template(self, scenario: str) -> str:
        name = f"template_{len(self._templates)}"
        url = self._server.create_database(name)
        memory = Memory.open(url, Path("/nowhere"), ManualClock(NOON))
        try:
            SCENARIOS[scenario].seed(memory)
        finally:
            memory.close()
        return name
