import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_records"),
        ("files", "0001_initial"),
        ("intake", "0003_entries"),
        ("items", "0004_guides"),
        ("organizations", "0001_initial"),
        ("organizations", "__first__"),
        ("systems", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answers", models.JSONField(default=dict, help_text="as the sheet of the edition asks")),
                (
                    "content_digest",
                    models.CharField(help_text="SM3 of item, answers, party and files", max_length=64),
                ),
                (
                    "delivery",
                    models.JSONField(
                        default=dict, help_text="messages.Delivery: how the result is to be handed over"
                    ),
                ),
                (
                    "tracking",
                    models.CharField(
                        blank=True,
                        help_text="of the result, when posted",
                        max_length=60,
                        verbose_name="邮件号码",
                    ),
                ),
                ("signature", models.JSONField(default=dict, help_text="messages.Signature, or empty")),
                (
                    "project",
                    models.CharField(blank=True, db_index=True, max_length=24, verbose_name="投资项目代码"),
                ),
                ("submitted_at", models.DateTimeField(help_text="by the clock where it was handed in")),
                ("registered_at", models.DateTimeField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="application",
                        to="cases.case",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="items.edition"
                    ),
                ),
                (
                    "matter",
                    models.OneToOneField(
                        help_text="None: taken in where nobody can track it outside",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="intake.matter",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        help_text="parallel approval",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="applications.application",
                    ),
                ),
                (
                    "seen",
                    models.ForeignKey(
                        help_text="whose form the applicant filled in",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="items.edition",
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        help_text="the program that handed it in",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="systems.system",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["content_digest"], name="application_of_content"),
                    models.Index(fields=["edition", "registered_at"], name="application_of_edition"),
                    models.Index(
                        condition=models.Q(("system", None), _negated=True),
                        fields=["system", "id"],
                        name="application_of_system",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("acceptance", "受理通知书"),
                            ("missing", "申请材料补正告知书"),
                            ("declining", "不予受理决定书"),
                            ("granting", "准予行政许可决定书"),
                            ("refusing", "不予行政许可决定书"),
                            ("extension", "延长审批期限告知书"),
                            ("special", "特别程序告知书"),
                            ("handover", "送达回证"),
                        ],
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(max_length=60)),
                ("unit_name", models.CharField(help_text="as it was called then", max_length=120)),
                ("year", models.PositiveSmallIntegerField()),
                ("serial", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=80, verbose_name="文书编号")),
                ("words", models.JSONField(help_text="kernel.papers.Paper without its files")),
                ("issued_at", models.DateTimeField()),
                ("issued_by", models.CharField(max_length=80)),
                (
                    "voided_at",
                    models.DateTimeField(help_text="the deed was undone before anybody was told", null=True),
                ),
                (
                    "trouble",
                    models.CharField(blank=True, help_text="why it could not be drawn", max_length=300),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="applications.application",
                    ),
                ),
                (
                    "docx",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
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
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("pdf", None), ("voided_at", None)),
                        fields=["id"],
                        name="paper_undrawn",
                    ),
                    models.Index(fields=["application", "id"], name="paper_of_application"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "form", "year", "serial"), name="paper_number_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=12)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "form", "year"), name="paper_series_once_a_year")
                ],
            },
        ),
        migrations.CreateModel(
            name="Telling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(help_text="note, ask, answer or close", max_length=6)),
                ("label", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                (
                    "unit",
                    models.CharField(
                        blank=True, help_text="who says so, as it was called then", max_length=120
                    ),
                ),
                (
                    "person",
                    models.CharField(help_text="who did it, as named in the record of acts", max_length=80),
                ),
                ("due_on", models.DateField(null=True)),
                ("asks", models.JSONField(default=list, help_text="intake.messages.Asked")),
                ("facts", models.JSONField(default=dict, help_text="for the panels of the progress page")),
                ("created_at", models.DateTimeField()),
                (
                    "told_at",
                    models.DateTimeField(help_text="when its envelope was signed and kept", null=True),
                ),
                ("envelope", models.CharField(blank=True, help_text="uid", max_length=32)),
                (
                    "trouble",
                    models.CharField(blank=True, help_text="why it could not be sent", max_length=300),
                ),
                ("files", models.ManyToManyField(related_name="+", to="files.storedfile")),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.matter"
                    ),
                ),
                (
                    "papers",
                    models.ManyToManyField(
                        help_text="drawn before it is sent", related_name="tellings", to="applications.paper"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("told_at", None)), fields=["id"], name="telling_unsent"),
                    models.Index(
                        condition=models.Q(("told_at", None)),
                        fields=["matter", "id"],
                        name="telling_unsent_of",
                    ),
                ],
            },
        ),
    ]
