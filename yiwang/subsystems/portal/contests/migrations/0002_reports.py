import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("findings", "0001_initial"),
        ("organizations", "0002_oversight"),
        ("portal_contests", "0001_initial"),
        ("portal_inspection", "0002_rounds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="通报名称")),
                ("issuer", models.CharField(max_length=80, verbose_name="通报机关")),
                ("received_on", models.DateField(verbose_name="收到日期")),
                ("taken_at", models.DateTimeField()),
                ("rejected", models.JSONField(default=list, help_text="list of [line, text, reason]")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["-received_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Reported",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待整改"), ("claimed", "已报整改，待核实"), ("closed", "已销号")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("measure", models.CharField(blank=True, max_length=500)),
                ("claimed_at", models.DateTimeField(null=True)),
                (
                    "verdict",
                    models.CharField(blank=True, help_text="of whoever looked at it", max_length=500),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "finding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="findings.finding"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="portal_contests.report",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portal_inspection.watched",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="who puts it right",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="reported",
            index=models.Index(fields=["state", "due_on", "id"], name="contest_problem_due"),
        ),
        migrations.AddConstraint(
            model_name="reported",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                    _connector="OR",
                ),
                name="contest_problem_closed_at",
            ),
        ),
    ]
