import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scheme", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField(help_text="of the scheme; 0: as declared in code")),
                ("text", models.JSONField(help_text="the scheme in full")),
                ("month", models.DateField(help_text="its first day")),
                ("taken_at", models.DateTimeField()),
                ("taken_by", models.CharField(max_length=80)),
                ("units", models.PositiveIntegerField()),
                ("digest", models.CharField(help_text="SM3 over scheme, scores and values", max_length=64)),
            ],
            options={
                "ordering": ["-month", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("scheme", "month"), name="snapshot_once_a_month")
                ],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_name", models.CharField(max_length=120)),
                ("total", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("rank", models.PositiveIntegerField(null=True)),
                ("grade", models.CharField(max_length=20)),
                ("veto", models.CharField(blank=True, max_length=120)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.unit"
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="indicators.snapshot",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "-snapshot"], name="score_of_unit")],
                "constraints": [
                    models.UniqueConstraint(fields=("snapshot", "unit"), name="score_once_a_month")
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredScheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("text", models.JSONField(help_text="see indicators.schemes.written")),
                ("in_force_from", models.DateField(help_text="first day of the first month it holds for")),
                ("laid_down_at", models.DateTimeField()),
                ("laid_down_by", models.CharField(max_length=80)),
                ("reason", models.CharField(max_length=300)),
            ],
            options={
                "ordering": ["code", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="scheme_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Value",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.CharField(help_text="code in the scheme", max_length=60)),
                ("label", models.CharField(max_length=120)),
                ("figure", models.CharField(blank=True, max_length=60)),
                ("part", models.DecimalField(decimal_places=6, max_digits=16, null=True)),
                ("whole", models.DecimalField(decimal_places=6, max_digits=16, null=True)),
                (
                    "points",
                    models.DecimalField(
                        decimal_places=6, help_text="None: did not count", max_digits=16, null=True
                    ),
                ),
                ("full", models.DecimalField(decimal_places=6, max_digits=16)),
                ("is_exempt", models.BooleanField(default=False)),
                (
                    "score",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="indicators.score",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("score", "line"), name="value_once")],
            },
        ),
        migrations.CreateModel(
            name="Exemption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scheme", models.CharField(max_length=60)),
                ("line", models.CharField(max_length=60)),
                ("first_month", models.DateField()),
                ("last_month", models.DateField(null=True)),
                ("reason", models.CharField(max_length=300)),
                ("granted_at", models.DateTimeField()),
                ("granted_by", models.CharField(max_length=80)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("scheme", "line", "unit"),
                        name="exemption_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_month", None),
                            ("last_month__gte", models.F("first_month")),
                            _connector="OR",
                        ),
                        name="exemption_ends_after_start",
                    ),
                ],
            },
        ),
    ]
