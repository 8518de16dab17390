"""Shared by every table: the base class, and the column types for moments and for the codes of our enums."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import (
    DateTime,
    Dialect,
    MetaData,
    String,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no offset, so reading adds it again. A time without an offset is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC. Raises ValueError for a time without an offset."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its offset from UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Add the offset again."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Coded = TypeVar("Coded", bound=StrEnum)


class Code(TypeDecorator[Coded]):
    """A code of one of our enums, kept as text and read as the enum."""

    impl = String
    cache_ok = True

    def __init__(self, codes: type[Coded], length: int) -> None:
        """`codes`: the enum. `length`: of the column, in characters."""
        super().__init__(length)
        self.codes = codes

    def process_bind_param(self, value: Coded | str | None, dialect: Dialect) -> str | None:
        """Convert to text. Raises ValueError for anything that is not one of the codes."""
        del dialect
        return None if value is None else str(self.codes(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Coded | None:
        """Convert to the enum."""
        del dialect
        return None if value is None else self.codes(value)


class Table(DeclarativeBase):
    """The base of every table. Constraints have the same names on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
