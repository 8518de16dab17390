"""Fixtures that every room may use."""

from tests.support.databases import (
    database_url,
    empty_database_url,
    empty_postgresql_url,
    postgresql_server,
    postgresql_template,
    postgresql_url,
    sqlite_template,
    sqlite_url,
)
from tests.support.servers import any_desk, desk, plan, scenario, temporal_server

__all__ = [
    "any_desk",
    "database_url",
    "desk",
    "empty_database_url",
    "empty_postgresql_url",
    "plan",
    "postgresql_server",
    "postgresql_template",
    "postgresql_url",
    "scenario",
    "sqlite_template",
    "sqlite_url",
    "temporal_server",
]
