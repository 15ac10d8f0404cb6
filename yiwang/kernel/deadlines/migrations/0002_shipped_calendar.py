"""The State Council's notices of 2007 to 2026."""

from django.db import migrations

from yiwang.kernel.deadlines import shipped


def load(apps, schema_editor):
    shipped.load(apps)


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
