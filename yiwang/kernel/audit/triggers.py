"""How does the database itself refuse to change the record?"""

from django.db.backends.base.base import BaseDatabaseWrapper

# INSERT OR REPLACE deletes without asking a DELETE trigger: what an insert may do is checked too.
SQLITE = {
    "audit_entry_no_update": """
        CREATE TRIGGER IF NOT EXISTS audit_entry_no_update BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'The audit record is append-only.'); END""",
    "audit_entry_no_delete": """
        CREATE TRIGGER IF NOT EXISTS audit_entry_no_delete BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'The audit record is append-only.'); END""",
    "audit_entry_follows": """
        CREATE TRIGGER IF NOT EXISTS audit_entry_follows BEFORE INSERT ON audit_entry
        WHEN NEW.number IS NOT (SELECT COALESCE(MAX(number), 0) + 1 FROM audit_entry)
          OR NEW.previous_digest IS NOT COALESCE(
            (SELECT digest FROM audit_entry ORDER BY number DESC LIMIT 1), hex(zeroblob(32)))
        BEGIN SELECT RAISE(ABORT, 'An audit entry follows the last one: next number, its digest.'); END""",
}

POSTGRESQL_FUNCTIONS = (
    """
    CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'The audit record is append-only.'; END $$""",
    """
    CREATE OR REPLACE FUNCTION audit_entry_follow() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE last audit_entry%ROWTYPE;
    BEGIN
      SELECT * INTO last FROM audit_entry ORDER BY number DESC LIMIT 1;
      IF NEW.number <> COALESCE(last.number, 0) + 1
         OR NEW.previous_digest <> COALESCE(last.digest, repeat('0', 64)) THEN
        RAISE EXCEPTION 'An audit entry follows the last one: next number, its digest.';
      END IF;
      RETURN NEW;
    END $$""",
)
POSTGRESQL = {
    "audit_entry_no_change": """
        CREATE OR REPLACE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()""",
    "audit_entry_follows": """
        CREATE OR REPLACE TRIGGER audit_entry_follows BEFORE INSERT ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION audit_entry_follow()""",
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers that are not there yet; called by the migration and by tests."""
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: to migrate backwards, and for tests that play the intruder."""
    on_table = " ON audit_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in _triggers(connection):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Triggers that are not there or are switched off: SQLite drops them where a table is rebuilt."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entry'::regclass AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in _triggers(connection) if name not in present]


def _triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE


def _statements(connection: BaseDatabaseWrapper) -> list[str]:
    functions = POSTGRESQL_FUNCTIONS if connection.vendor == "postgresql" else ()
    return [*functions, *_triggers(connection).values()]
