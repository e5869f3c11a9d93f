"""Rows of a database many times over, each time with references and numbers of their own.

What belongs together is found, not listed: from the rows that are named, along foreign keys to their children, and to every
row that says one of their references. References keep their form, so that a copy is read like the original.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import sql

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, as in values.references
_CODE_LENGTH = 5
_REF = re.compile(r"([a-z]+)_[0-9a-z]{12}")
_TEXTS = ("character varying", "text", "jsonb", "ARRAY")

Word = Callable[[int], str]
"""What stands in the copy of this number where the original has its word."""


def code(number: int) -> str:
    """Five letters, another for each number below 33 million."""
    return "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(_CODE_LENGTH)))


def renamed(ref: str) -> Word:
    """The same reference with another end in each copy."""
    return lambda number: ref[:-_CODE_LENGTH] + code(number)


@dataclass(frozen=True)
class Column:
    """name and type: as SQL writes them. target: the table that a foreign key leads to, or nothing."""

    name: str
    kind: str
    type: str
    target: str


@dataclass
class Thread:
    """What happened once: its rows by table, its references, and the words that are others in each copy."""

    rows: dict[str, set[int]]
    words: dict[str, Word]
    refs: set[str] = field(default_factory=set)

    @property
    def size(self) -> tuple[int, int]:
        return sum(map(len, self.rows.values())), len(self.refs)


class Copier:
    """Finds threads in one database, and copies them. Find all that are wanted before the first is copied."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._ask = connection.execute
        self._cursor = connection.cursor
        self._tables: dict[str, list[Column]] = {}
        self._followed = self._tables
        for table, *column in self._ask(_COLUMNS):
            self._tables.setdefault(table, []).append(Column(*column))

    def find(
        self,
        roots: Mapping[str, str],
        *,
        bears: str,
        words: Mapping[str, Word] | None = None,
        leave: str = "",
    ) -> Thread:
        """roots: a condition for each table to begin with. bears: kinds of references whose rows belong to the thread, such
        as "order parcel". words: what else is another in each copy. leave: beginnings of tables that are not followed."""
        self._followed = {
            table: columns
            for table, columns in self._tables.items()
            if not table.startswith(("django_", *leave.split()))
        }
        thread = Thread({table: self._ids(table, where) for table, where in roots.items()}, dict(words or {}))
        size = (0, 0)
        while thread.size != size:
            size = thread.size
            self._follow_keys(thread)
            for table, ids in thread.rows.items():
                thread.refs |= self._refs_of(table, ids, bears.split())
            self._follow_refs(thread)
        thread.words |= {ref: renamed(ref) for ref in thread.refs}
        ends = [word(1) for word in thread.words.values()]
        if len(set(ends)) != len(ends):
            raise ValueError("two references of a thread begin alike; tell the story again")
        return thread

    def copy(self, thread: Thread, numbers: range, *, every: timedelta = timedelta(0)) -> dict[str, int]:
        """A copy for each number, each that much earlier than the one before. Returns the new rows of each table."""
        self._write_words(thread, numbers)
        stride = 1 + max(self._ask(f"SELECT max(id) FROM {table}").fetchone()[0] for table in thread.rows)
        made = {table: self._copy_table(table, thread, stride, every) for table in thread.rows}
        self._ask("DROP TABLE copy_words")
        return made

    def _ids(self, table: str, where: str, *values: object) -> set[int]:
        return {row[0] for row in self._ask(f"SELECT id FROM {table} WHERE {where}", values)}

    def _follow_keys(self, thread: Thread) -> None:
        for table, columns in self._followed.items():
            for column in columns:
                if ids := thread.rows.get(column.target):
                    self._add(thread, table, f"{column.name} = ANY(%s)", list(ids))

    def _follow_refs(self, thread: Thread) -> None:
        for table, columns in self._followed.items():
            says = [f"{column.name}::text ~ %s" for column in columns if column.kind in _TEXTS]
            if thread.refs and says:
                self._add(thread, table, " OR ".join(says), *["|".join(thread.refs)] * len(says))

    def _add(self, thread: Thread, table: str, where: str, *values: object) -> None:
        if found := self._ids(table, where, *values):
            thread.rows.setdefault(table, set()).update(found)

    def _refs_of(self, table: str, ids: set[int], kinds: list[str]) -> set[str]:
        """References by which these rows and what they belong to are called."""
        found: set[str] = set()
        for column in self._tables[table]:
            if column.kind == "character varying" and column.name.endswith("ref"):
                rows = self._ask(
                    f"SELECT DISTINCT {column.name} FROM {table} WHERE id = ANY(%s)", [list(ids)]
                )
                found |= {ref for (ref,) in rows if (form := _REF.fullmatch(ref)) and form[1] in kinds}
        return found

    def _write_words(self, thread: Thread, numbers: range) -> None:
        columns = ", ".join(f"w{place} text" for place in range(len(thread.words)))
        self._ask(f"CREATE TEMP TABLE copy_words (n bigint, {columns})")
        with self._cursor() as cursor, cursor.copy("COPY copy_words FROM STDIN") as rows:
            for number in numbers:
                rows.write_row([number, *(word(number) for word in thread.words.values())])

    def _copy_table(self, table: str, thread: Thread, stride: int, every: timedelta) -> int:
        ids, columns = list(thread.rows[table]), self._tables[table]
        query = sql.SQL(
            "INSERT INTO {table} ({names}) SELECT {values} FROM {table} r, copy_words w WHERE r.id = ANY({ids})"
        ).format(
            table=sql.Identifier(table),
            names=sql.SQL(", ").join(sql.SQL(column.name) for column in columns),
            values=sql.SQL(", ").join(
                self._value(table, column, thread, stride, every) for column in columns
            ),
            ids=ids,
        )
        made = self._ask(query).rowcount
        self._ask(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        return made

    def _value(
        self, table: str, column: Column, thread: Thread, stride: int, every: timedelta
    ) -> sql.Composable:
        here = sql.SQL("r.") + sql.SQL(column.name)
        if column.name == "id":
            return sql.SQL("r.id + w.n * {}").format(stride)
        if ids := thread.rows.get(column.target):
            moved = "CASE WHEN {here} = ANY({ids}) THEN {here} + w.n * {stride} ELSE {here} END"
            return sql.SQL(moved).format(here=here, ids=list(ids), stride=stride)
        if column.kind.startswith("timestamp") and every:
            return sql.SQL("{} - w.n * {}").format(here, every)
        if column.kind not in _TEXTS:
            return here
        said = self._ask(
            f"SELECT string_agg({column.name}::text, ' ') FROM {table} WHERE id = ANY(%s)",
            [list(thread.rows[table])],
        ).fetchone()[0]
        text: sql.Composable = here + sql.SQL("::text")
        for place, word in enumerate(thread.words):
            if word in (said or ""):
                text = sql.SQL("replace({}, {}, w.{})").format(text, word, sql.Identifier(f"w{place}"))
        return sql.SQL("({})::").format(text) + sql.SQL(column.type)


_COLUMNS = """
SELECT c.relname, quote_ident(a.attname), i.data_type, format_type(a.atttypid, a.atttypmod), coalesce(f.confrelid::regclass::text, '')
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN information_schema.columns i
  ON i.table_schema = 'public' AND i.table_name = c.relname AND i.column_name = a.attname
LEFT JOIN pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attgenerated = ''
  AND EXISTS (SELECT FROM pg_attribute id WHERE id.attrelid = c.oid AND id.attname = 'id')
ORDER BY c.relname, a.attnum
"""
