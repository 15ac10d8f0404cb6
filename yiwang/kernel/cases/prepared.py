"""How is kept ready what every deed asks and writes?

Django builds the text of a statement anew each time; for rows that are joined with four others that takes
several times as long as the database needs to answer. Here it is built once for each database.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection, models
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=models.Model)
# Stands in the built query for the one value that differs; no key is negative.
ASKED = -987_654_321


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
    """``build(value)``: the query for one value, an integer, used in a place where it is compared.

    The query may join and lock; it may not annotate, prefetch or defer.
    """

    def __init__(self, build: "Callable[[int], models.QuerySet[Row]]") -> None:
        self._build = build
        self._plans: dict[str, Plan] = {}

    def first(self, value: int) -> Row | None:
        """The first row, as the query's own ``first`` without an order would give it."""
        plan = self._plan()
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, [value if each == ASKED else each for each in plan.values])
            row = cursor.fetchone()
        if row is None:
            return None
        if plan.converters:
            row = next(iter(plan.compiler.apply_converters([row], plan.converters)))
        made: Any = plan.model.from_db(connection.alias, plan.names, row[plan.start : plan.end])
        for populator in plan.populators:
            populator.populate(row, made)
        return made

    def _plan(self) -> Plan:
        known = self._plans.get(connection.vendor)
        if known is None:
            known = self._plans[connection.vendor] = _planned(self._build(ASKED).order_by()[:1].query)
        return known


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
    fields, sql = _insertion(type(row), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, _written(fields, row))
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def update(row: models.Model, names: Sequence[str]) -> None:
    """As ``row.save(update_fields=names)`` for a row that the caller holds."""
    fields, sql = _change(type(row), tuple(names), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_written(fields, row), row.pk])


Fields = tuple["models.Field[Any, Any]", ...]


@cache
def _insertion(model: type[models.Model], vendor: str) -> tuple[Fields, str]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    names = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table, key = model._meta.db_table, model._meta.pk.column
    return fields, f'INSERT INTO "{table}" ({names}) VALUES ({places}) RETURNING "{key}"'  # noqa: S608


@cache
def _change(model: type[models.Model], names: tuple[str, ...], vendor: str) -> tuple[Fields, str]:
    fields: Fields = tuple(model._meta.get_field(name) for name in names)  # type: ignore[misc]
    changed = ", ".join(f'"{field.column}" = %s' for field in fields)
    table, key = model._meta.db_table, model._meta.pk.column
    return fields, f'UPDATE "{table}" SET {changed} WHERE "{key}" = %s'  # noqa: S608


def _written(fields: Fields, row: models.Model) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
