import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "origin_kind",
                    models.CharField(
                        help_text="what it was made from, such as portal.article", max_length=60
                    ),
                ),
                ("origin_id", models.CharField(max_length=64)),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=1, help_text="1 when first published, one more each time"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("published", "已公开"), ("withdrawn", "已撤回")], max_length=10
                    ),
                ),
                ("kind", models.CharField(help_text="declared in publications.kinds", max_length=40)),
                ("site", models.CharField(max_length=40)),
                ("published_at", models.DateTimeField(help_text="not readable before")),
                ("readable_until", models.DateTimeField(help_text="not readable from then on", null=True)),
                ("is_released", models.BooleanField(help_text="search knows it: published_at has come")),
                (
                    "changed_at",
                    models.DateTimeField(help_text="when the public last saw a change: page, feed, site map"),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "withdrawal_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("error", "内容有误"),
                            ("superseded", "已被新的内容替代"),
                            ("expired", "已过公开期限"),
                            ("legal", "依法不宜继续公开"),
                            ("other", "其他原因"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "withdrawal_note",
                    models.CharField(blank=True, help_text="shown to readers", max_length=300),
                ),
                ("title", models.CharField(max_length=300)),
                ("subtitle", models.CharField(blank=True, max_length=300)),
                ("body", models.TextField(blank=True, help_text="clean HTML")),
                ("text", models.TextField(blank=True, help_text="the words of the body")),
                ("summary", models.CharField(blank=True, max_length=500)),
                ("keywords", models.CharField(blank=True, max_length=300)),
                ("author", models.CharField(blank=True, max_length=120)),
                ("source", models.CharField(blank=True, help_text="as it was called then", max_length=200)),
                (
                    "unit_name",
                    models.CharField(blank=True, help_text="as it was called then", max_length=120),
                ),
                (
                    "original_url",
                    models.CharField(blank=True, help_text="where it first appeared", max_length=1000),
                ),
                ("image_alt", models.CharField(blank=True, max_length=200)),
                ("number", models.CharField(blank=True, help_text="发文字号 with 〔〕", max_length=120)),
                ("index_number", models.CharField(help_text="索引号", max_length=60, null=True, unique=True)),
                ("issuer", models.CharField(blank=True, help_text="发文机关", max_length=300)),
                ("written_on", models.DateField(help_text="成文日期", null=True)),
                ("effective_on", models.DateField(help_text="实施日期", null=True)),
                ("expires_on", models.DateField(help_text="有效期至, last day in force", null=True)),
                ("subject", models.CharField(blank=True, help_text="主题分类", max_length=200)),
                ("subject_words", models.JSONField(default=list, help_text="主题词")),
                ("recipients", models.TextField(blank=True, help_text="主送")),
                ("copies", models.TextField(blank=True, help_text="抄送")),
                ("disclosure", models.CharField(blank=True, help_text="公开属性", max_length=20)),
                (
                    "image",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "published")),
                        fields=["site", "-published_at", "-id"],
                        name="publication_newest",
                    ),
                    models.Index(
                        condition=models.Q(("state", "published")),
                        fields=["unit", "-published_at", "-id"],
                        name="publication_by_unit",
                    ),
                    models.Index(fields=["site", "-changed_at"], name="publication_last_change"),
                    models.Index(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=["number"],
                        name="publication_by_number",
                    ),
                    models.Index(
                        condition=models.Q(("is_released", False), ("state", "published")),
                        fields=["published_at"],
                        name="publication_unreleased",
                    ),
                    models.Index(
                        condition=models.Q(("readable_until__isnull", False), ("state", "published")),
                        fields=["readable_until"],
                        name="publication_expiring",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("origin_kind", "origin_id"), name="publication_one_each_origin"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "published"), ("withdrawal_reason", ""), ("withdrawn_at", None)
                            ),
                            models.Q(
                                ("state", "withdrawn"),
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawal_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="publication_withdrawn_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("readable_until", None),
                            ("readable_until__gt", models.F("published_at")),
                            _connector="OR",
                        ),
                        name="publication_readable_for_a_while",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("site", models.CharField(max_length=40)),
                ("column", models.CharField(help_text="slug", max_length=80)),
                ("published_at", models.DateTimeField()),
                ("readable_until", models.DateTimeField(null=True)),
                ("is_pinned", models.BooleanField(default=False)),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="publications.publication",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["site", "column", "-is_pinned", "-published_at", "-publication"],
                        name="placement_list",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("publication", "site", "column"), name="placement_once_a_column"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("is_listed", models.BooleanField(help_text="offered for download below the text")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="publications.publication",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
            },
        ),
    ]
