"""How does the database itself refuse to change the result of a month?"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("indicators_snapshot", "indicators_score", "indicators_value")
_SENTENCE = "The result of a month is never changed."
_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION indicators_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers that are not there yet; called by the migration and by tests."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Take them away: to migrate backwards, and for tests that play the intruder."""
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_fixed ON {table}")
            else:
                for deed in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed}")


def _statements(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [_FUNCTION] + [
            f"CREATE OR REPLACE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION indicators_refuse()"
            for table in TABLES
        ]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{deed} BEFORE {deed.upper()} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
        for table in TABLES
        for deed in ("update", "delete")
    ]
