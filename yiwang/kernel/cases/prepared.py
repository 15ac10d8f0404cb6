"""How is a question that every deed asks kept ready?

Django builds the text of a query anew each time it is asked; for rows that are joined with four others that
takes several times as long as the database needs to answer. Here it is built once for each database.
"""

from collections.abc import Callable
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
