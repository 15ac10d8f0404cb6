"""The engine's own tables: FTS5 on SQLite, tsvector with GIN on PostgreSQL."""

from django.db import migrations

from yiwang.kernel.search import engine


def install(apps, schema_editor):
    engine.install(schema_editor.connection)


def uninstall(apps, schema_editor):
    engine.uninstall(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(install, uninstall)]
