import django.db.models.deletion
from django.db import migrations, models

import yiwang.kernel.files.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Blob",
            fields=[
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256, 64 hex digits", max_length=64, primary_key=True, serialize=False
                    ),
                ),
                ("stored_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=yiwang.kernel.files.models.opaque_key,
                        help_text="the part of its address",
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("size", models.PositiveBigIntegerField(help_text="bytes", verbose_name="大小")),
                (
                    "format",
                    models.CharField(help_text="code in files.formats, found by content", max_length=10),
                ),
                (
                    "charset",
                    models.CharField(blank=True, help_text="of text: utf-8, gb18030, utf-16", max_length=20),
                ),
                ("width", models.PositiveIntegerField(help_text="of an image as seen, pixels", null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("clean", "正常"),
                            ("unscanned", "待查毒"),
                            ("quarantined", "已隔离"),
                            ("removed", "已删除"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="why it is not clean, or why it was released", max_length=300
                    ),
                ),
                ("received_at", models.DateTimeField()),
                (
                    "receiver_id",
                    models.BigIntegerField(help_text="person; None: the public or the system", null=True),
                ),
                ("checked_at", models.DateTimeField(help_text="when its references were last looked for")),
                (
                    "idle_since_at",
                    models.DateTimeField(help_text="since when nothing refers to it", null=True),
                ),
                (
                    "blob",
                    models.ForeignKey(
                        db_column="digest",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="files.blob",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "quarantined")),
                        fields=["-received_at"],
                        name="files_quarantined",
                    ),
                    models.Index(
                        condition=models.Q(("state", "unscanned")),
                        fields=["received_at"],
                        name="files_unscanned",
                    ),
                    models.Index(
                        condition=models.Q(("state", "removed"), _negated=True),
                        fields=["checked_at"],
                        name="files_to_check",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="files_not_empty"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("blob", None), ("state", "removed")),
                            models.Q(models.Q(("state", "removed"), _negated=True), ("blob__isnull", False)),
                            _connector="OR",
                        ),
                        name="files_has_bytes_until_removed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["quarantined", "removed"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="files_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["clean", "unscanned", "quarantined", "removed"])),
                        name="files_known_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rendition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("width", models.PositiveIntegerField()),
                ("format", models.CharField(max_length=10)),
                ("size", models.PositiveBigIntegerField()),
                (
                    "blob",
                    models.ForeignKey(
                        db_column="digest",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renditions",
                        to="files.blob",
                    ),
                ),
                (
                    "original",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renditions",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("original", "width"), name="files_one_rendition_a_width")
                ],
            },
        ),
    ]
