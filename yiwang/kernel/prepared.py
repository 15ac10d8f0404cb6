"""How is kept ready what every deed asks and writes?

Django builds the text of a statement anew each time; for rows that are joined with four others that takes
several times as long as the database needs to answer. Here it is built once for each database.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=models.Model)
Value = int | str | date
# Stand in the built query for the values that differ; no key is negative, no code begins like this.
ASKED = -987_654_321
ASKED_TEXT, ASKED_TEXT_TOO = "\x01asked", "\x01asked too"
ASKED_MOMENT = datetime(1777, 7, 7, 7, 7, 7, 777_777, tzinfo=UTC)
ASKED_DAY = date(1777, 7, 7)
# Rows of one statement; to a server each is a round trip.
AT_ONCE = {"sqlite": 40, "postgresql": 500}


class Plan(NamedTuple):
    """The text with its values, and how a row of the answer becomes an object with those joined to it."""

    sql: str
    values: tuple[Any, ...]
    converters: Any
    compiler: Any
    model: type[models.Model]
    names: list[str]
    start: int
    end: int
    populators: list[Any]


class Prepared(Generic[Row]):
    """``build(value, …)``: the query for these values, used in places where they are compared.

    ``asked``: what stands for each while the query is built: ASKED for a number, ASKED_TEXT for a code,
    ASKED_MOMENT for a moment, ASKED_DAY for a day. The query may join, lock and defer columns; it may not
    annotate or prefetch.
    """

    def __init__(self, build: "Callable[..., models.QuerySet[Row]]", *asked: Value) -> None:
        self._build, self._asked = build, asked or (ASKED,)
        self._plans: dict[tuple[str, bool], Plan] = {}

    def first(self, *values: Value) -> Row | None:
        """The first row, as the query's own ``first`` without an order would give it."""
        plan = self._plan(is_one=True)
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, self._values(plan, values))
            row = cursor.fetchone()
        return next(_made(plan, [row])) if row is not None else None

    def rows(self, *values: Value) -> list[Row]:
        """All rows, in the order that the query gives them."""
        plan = self._plan(is_one=False)
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, self._values(plan, values))
            found = cursor.fetchall()
        return list(_made(plan, found))

    def _values(self, plan: Plan, values: Sequence[Value]) -> list[Any]:
        given = dict(zip(map(_adapted, self._asked), map(_adapted, values), strict=True))
        return [given.get(each, each) for each in plan.values]

    def _plan(self, *, is_one: bool) -> Plan:
        key = (connection.vendor, is_one)
        known = self._plans.get(key)
        if known is None:
            built = self._build(*self._asked)
            known = self._plans[key] = _planned((built.order_by()[:1] if is_one else built).query)
        return known


def _adapted(value: Value) -> Any:
    """As the query has it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _made(plan: Plan, rows: Sequence[Sequence[Any]]) -> Iterator[Any]:
    converted = plan.compiler.apply_converters(rows, plan.converters) if plan.converters else rows
    for row in converted:
        made: Any = plan.model.from_db(connection.alias, plan.names, row[plan.start : plan.end])
        for populator in plan.populators:
            populator.populate(row, made)
        yield made


def _planned(query: Any) -> Plan:
    joined: Any = get_related_populators
    compiler = query.get_compiler(connection=connection)
    sql, values = compiler.as_sql()
    klass_info, select = compiler.klass_info, compiler.select
    fields = klass_info["select_fields"]
    start, end = fields[0], fields[-1] + 1
    return Plan(
        sql=sql,
        values=tuple(values),
        converters=compiler.get_converters([expression for expression, _, _ in select]),
        compiler=compiler,
        model=klass_info["model"],
        names=[select[index][0].target.attname for index in range(start, end)],
        start=start,
        end=end,
        populators=joined(klass_info, select, connection.alias),
    )


def insert(row: models.Model) -> None:
    """As ``row.save(force_insert=True)`` for a row whose key the database gives."""
    insert_all([row])


def insert_own(row: models.Model) -> None:
    """The same for a row that brings its key. Raises IntegrityError where there is one with that key."""
    fields, sql = _own_insertion(type(row), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, _written(fields, row, connections[DEFAULT_DB_ALIAS]))
    row._state.adding, row._state.db = False, connection.alias


def insert_missing(row: models.Model) -> None:
    """The same; where there is one with that key, nothing happens."""
    fields, sql = _own_insertion(type(row), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ON CONFLICT DO NOTHING", _written(fields, row, connections[DEFAULT_DB_ALIAS]))


def insert_all(rows: Sequence[models.Model]) -> None:
    """The same for several rows of one model, in their order; as ``bulk_create``."""
    most = AT_ONCE[connection.vendor]
    for first in range(0, len(rows), most):
        _insert(rows[first : first + most])


def _insert(rows: Sequence[models.Model]) -> None:
    fields, sql = _insertion(type(rows[0]), len(rows), connection.vendor)
    with connection.cursor() as cursor:
        real = connections[DEFAULT_DB_ALIAS]
        cursor.execute(sql, [value for row in rows for value in _written(fields, row, real)])
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


def update(row: models.Model, names: Sequence[str]) -> None:
    """As ``row.save(update_fields=names)`` for a row that the caller holds."""
    update_alike([row], names)


def update_alike(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """The same for several rows of one model that hold the same values under these names."""
    fields, sql = _change(type(rows[0]), tuple(names), len(rows), connection.vendor)
    with connection.cursor() as cursor:
        values = _written(fields, rows[0], connections[DEFAULT_DB_ALIAS])
        cursor.execute(sql, [*values, *(row.pk for row in rows)])


Fields = tuple["models.Field[Any, Any]", ...]


@lru_cache(maxsize=512)
def _insertion(model: type[models.Model], count: int, vendor: str) -> tuple[Fields, str]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    names = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    table, key = model._meta.db_table, model._meta.pk.column
    return fields, f'INSERT INTO "{table}" ({names}) VALUES {places} RETURNING "{key}"'  # noqa: S608


@cache
def _own_insertion(model: type[models.Model], vendor: str) -> tuple[Fields, str]:
    fields = tuple(model._meta.concrete_fields)
    names = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return fields, f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places})'  # noqa: S608


@lru_cache(maxsize=512)
def _change(model: type[models.Model], names: tuple[str, ...], count: int, vendor: str) -> tuple[Fields, str]:
    fields: Fields = tuple(model._meta.get_field(name) for name in names)  # type: ignore[misc]
    changed = ", ".join(f'"{field.column}" = %s' for field in fields)
    table, key, places = model._meta.db_table, model._meta.pk.column, ", ".join(["%s"] * count)
    return fields, f'UPDATE "{table}" SET {changed} WHERE "{key}" IN ({places})'  # noqa: S608


def _written(fields: Fields, row: models.Model, real: Any) -> list[Any]:
    """``real``: the connection itself; the module's stands for it and looks for it at every value."""
    return [field.get_db_prep_save(getattr(row, field.attname), real) for field in fields]
