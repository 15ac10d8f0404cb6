import django.db.models.deletion
from django.db import migrations, models

import yiwang.subsystems.approvals.hall.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("intake", "0003_entries"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=yiwang.subsystems.approvals.hall.models.new_reference,
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="草稿编号")),
                ("code_digest", models.CharField(help_text="HMAC-SM3 of number and code", max_length=64)),
                ("item", models.CharField(help_text="code of the guide", max_length=60)),
                (
                    "edition",
                    models.PositiveIntegerField(help_text="of the guide, by which the answers were given"),
                ),
                ("content", models.TextField(blank=True, help_text="sealed: see hall.content")),
                (
                    "told",
                    models.JSONField(
                        default=list, help_text="what its author should hear of changes, in sentences"
                    ),
                ),
                (
                    "is_kept",
                    models.BooleanField(default=False, help_text="its author asked for number and code"),
                ),
                ("begun_at", models.DateTimeField()),
                ("touched_at", models.DateTimeField()),
                (
                    "token_digest",
                    models.CharField(blank=True, help_text="of the form that handed it in", max_length=64),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="intake.submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "申请草稿",
                "indexes": [models.Index(fields=["touched_at"], name="draft_touched")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("submission", None), ("token_digest", "")),
                            models.Q(
                                ("content", ""),
                                ("submission__isnull", False),
                                models.Q(("token_digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="draft_handed_in_is_empty",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("material", models.CharField(help_text="code in the guide", max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("is_brought", models.BooleanField(default=False, help_text="from an earlier application")),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="hall.draft"
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "material", "stored"), name="draft_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "item",
                    models.CharField(
                        help_text="code of the guide", max_length=60, primary_key=True, serialize=False
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["-count"], name="tally_most_first")],
            },
        ),
    ]
