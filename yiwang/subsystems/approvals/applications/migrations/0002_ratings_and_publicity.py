import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import yiwang.kernel.intake.models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_initial"),
        ("intake", "0003_entries"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stars", models.PositiveSmallIntegerField()),
                ("comment", models.TextField(blank=True)),
                ("opened_at", models.DateTimeField()),
                ("is_timed", models.BooleanField(default=False)),
                ("measures", models.TextField(blank=True, verbose_name="整改措施")),
                ("outcome", models.CharField(blank=True, help_text="rectified or unfounded", max_length=10)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_up",
                        to="applications.application",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["opened_at"], name="follow_up_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stars__in", [1, 2])), name="follow_up_of_bad_rating"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("outcome", "")),
                            models.Q(
                                ("closed_at__isnull", False), ("outcome__in", ["rectified", "unfounded"])
                            ),
                            _connector="OR",
                        ),
                        name="follow_up_ends_with_outcome",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("is_reached", models.BooleanField()),
                ("said", models.TextField(blank=True)),
                (
                    "follow_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="call_backs",
                        to="applications.followup",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Publicity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=yiwang.kernel.intake.models.new_reference,
                        help_text="the same outside",
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("record", models.JSONField(help_text="by the national field codes; not masked")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "待公示"),
                            ("published", "已公示"),
                            ("exempt", "不予公示"),
                            ("withdrawn", "已撤下"),
                        ],
                        default="due",
                        max_length=10,
                    ),
                ),
                (
                    "ground",
                    models.CharField(blank=True, help_text="why it is exempt or withdrawn", max_length=20),
                ),
                ("reason", models.TextField(blank=True)),
                ("decided_on", models.DateField()),
                ("owed_at", models.DateTimeField(help_text="since when it is to be published")),
                ("is_timed", models.BooleanField(default=False)),
                (
                    "version",
                    models.PositiveIntegerField(default=0, help_text="how often it was sent outside"),
                ),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publicity",
                        to="applications.application",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "due")), fields=["decided_on"], name="publicity_due"
                    ),
                    models.Index(fields=["unit", "-decided_on"], name="publicity_of_unit"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="publicity_published_with_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["exempt", "withdrawn"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="publicity_kept_back_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.CharField(max_length=32, unique=True)),
                ("version", models.PositiveIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("item", models.CharField(max_length=200)),
                ("item_code", models.CharField(blank=True, max_length=60)),
                ("unit", models.CharField(max_length=200)),
                ("holder", models.CharField(max_length=200)),
                ("number", models.CharField(max_length=64)),
                ("decided_on", models.DateField()),
                ("record", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "published")),
                        fields=["-decided_on", "-id"],
                        name="result_newest",
                    ),
                    models.Index(
                        condition=models.Q(("state", "published")),
                        fields=["unit", "-decided_on"],
                        name="result_of_unit",
                    ),
                ],
            },
        ),
    ]
