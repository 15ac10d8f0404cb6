import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("deadlines", "0002_shipped_calendar"),
        ("organizations", "0001_initial"),
        ("organizations", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Definition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=60, verbose_name="流程代码")),
                ("version", models.PositiveIntegerField(verbose_name="版本")),
                ("name", models.CharField(max_length=120, verbose_name="流程名称")),
                ("xml", models.TextField(help_text="BPMN 2.0, as it was handed in")),
                ("digest", models.CharField(help_text="SM3 of the document", max_length=64)),
                (
                    "counts",
                    models.JSONField(
                        default=dict, help_text="how many steps, gateways, events, flows it has"
                    ),
                ),
                (
                    "obstacle",
                    models.CharField(
                        blank=True, help_text="why it can only be drawn; empty: it can be run", max_length=300
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="修改说明")),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
                ("in_force_from", models.DateTimeField(null=True)),
                ("in_force_by", models.CharField(blank=True, max_length=80)),
                ("in_force_until", models.DateTimeField(help_text="replaced by another version", null=True)),
            ],
            options={
                "ordering": ["key", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "version"), name="definition_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("in_force_from__isnull", False), ("in_force_until", None)),
                        fields=("key",),
                        name="definition_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("in_force_from", None), ("obstacle", ""), _connector="OR"),
                        name="definition_in_force_runs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force_until", None),
                            ("in_force_until__gte", models.F("in_force_from")),
                            _connector="OR",
                        ),
                        name="definition_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject_kind",
                    models.CharField(help_text="package.noun of what it is about", max_length=80),
                ),
                ("subject_key", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "办理中"), ("finished", "已办结"), ("cancelled", "已撤销")],
                        default="running",
                        max_length=9,
                    ),
                ),
                (
                    "seats",
                    models.JSONField(default=dict, help_text="seat: list of [unit, role, person, limit]"),
                ),
                ("journal", models.TextField(help_text="see processes.journal")),
                ("data", models.JSONField(default=dict, help_text="the declared fields as they stand")),
                ("last_number", models.PositiveIntegerField(default=0, help_text="of its steps")),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, help_text="why it was cancelled", max_length=300)),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="processes.definition",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subject_kind", "subject_key"], name="run_of_subject")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state", "running")),
                            models.Q(("ended_at__isnull", False), ("state__in", ["finished", "cancelled"])),
                            _connector="OR",
                        ),
                        name="run_ends_with_moment",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="in the run, from 1")),
                ("node", models.CharField(help_text="id in the diagram", max_length=120)),
                (
                    "slot",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="which of several seats that act together"
                    ),
                ),
                ("label", models.CharField(max_length=120)),
                ("seat", models.CharField(max_length=120)),
                ("stage", models.CharField(blank=True, max_length=40)),
                ("is_public", models.BooleanField(default=True)),
                ("role", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待办"),
                            ("done", "已办"),
                            ("cancelled", "已取消"),
                            ("taken_back", "已退回重办"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=60)),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="why it was sent back or cancelled", max_length=300
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "clock",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deadlines.clock",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="processes.run"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["person", "opened_at"],
                        name="step_of_person",
                    ),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["unit", "role", "opened_at"],
                        name="step_of_unit",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "number"), name="step_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("state", "open")),
                            models.Q(
                                ("done_at__isnull", False), ("state__in", ["done", "cancelled", "taken_back"])
                            ),
                            _connector="OR",
                        ),
                        name="step_ends_with_moment",
                    ),
                ],
            },
        ),
    ]
