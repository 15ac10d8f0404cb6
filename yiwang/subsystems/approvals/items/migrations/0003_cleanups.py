import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("items", "0002_constraints"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CleanUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("ground", models.TextField(verbose_name="清理依据")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "进行中"), ("closed", "已完成")], default="open", max_length=10
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("count_before", models.PositiveIntegerField(verbose_name="清理前事项数")),
                ("count_after", models.PositiveIntegerField(null=True, verbose_name="清理后事项数")),
                (
                    "reviewers",
                    models.ManyToManyField(
                        help_text="each has to agree to every decision",
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "清理轮次",
                "ordering": ["-opened_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("state",), name="cleanup_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("count_after", None), ("state", "open")),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("count_after__isnull", False),
                                ("state", "closed"),
                            ),
                            _connector="OR",
                        ),
                        name="cleanup_closes_with_count",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("keep", "保留"),
                            ("cancel", "取消"),
                            ("merge", "合并"),
                            ("delegate", "下放"),
                        ],
                        max_length=10,
                        verbose_name="清理意见",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("proposed_at", models.DateTimeField(null=True)),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="items.cleanup",
                    ),
                ),
                (
                    "target_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                        verbose_name="下放到",
                    ),
                ),
                (
                    "implementation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="items.implementation",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="items.implementation",
                        verbose_name="合并到",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("round", "implementation"), name="decision_once_a_round"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("choice", ""), ("proposed_at", None)),
                            models.Q(models.Q(("reason", ""), _negated=True), ("proposed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="decision_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("choice", "merge"), ("target__isnull", False)),
                            models.Q(models.Q(("choice", "merge"), _negated=True), ("target", None)),
                            _connector="OR",
                        ),
                        name="decision_merger_names_target",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("choice", "delegate"), ("target_unit__isnull", False)),
                            models.Q(models.Q(("choice", "delegate"), _negated=True), ("target_unit", None)),
                            _connector="OR",
                        ),
                        name="decision_delegation_names_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("target", None),
                            models.Q(("target", models.F("implementation")), _negated=True),
                            _connector="OR",
                        ),
                        name="decision_not_into_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_name", models.CharField(max_length=200)),
                ("person_name", models.CharField(max_length=80)),
                ("agrees", models.BooleanField()),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="items.decision",
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("decision", "unit"), name="verdict_once_a_unit"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agrees", True), models.Q(("text", ""), _negated=True), _connector="OR"
                        ),
                        name="verdict_objection_says_why",
                    ),
                ],
            },
        ),
    ]
