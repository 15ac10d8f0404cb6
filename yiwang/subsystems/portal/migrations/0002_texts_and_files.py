"""What hangs on an article: document attributes, versions, files, presence, and imported documents."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("organizations", "__first__"),
        ("portal", "0001_initial"),
        ("publications", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentAttributes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("index_number", models.CharField(blank=True, max_length=60, verbose_name="索引号")),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="文号")),
                ("issuer", models.CharField(blank=True, max_length=120, verbose_name="发文机关")),
                ("written_on", models.DateField(blank=True, null=True, verbose_name="成文日期")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("subject", models.CharField(blank=True, max_length=60, verbose_name="主题分类")),
                ("subject_words", models.CharField(blank=True, max_length=200, verbose_name="主题词")),
                ("recipients", models.CharField(blank=True, max_length=500, verbose_name="主送")),
                ("copies", models.CharField(blank=True, max_length=500, verbose_name="抄送")),
                ("disclosure", models.CharField(blank=True, max_length=20, verbose_name="公开属性")),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="document",
                        to="portal.article",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReadDocument",
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
                        help_text="SHA-256 of its address, or of its text without one",
                        max_length=64,
                        unique=True,
                    ),
                ),
                ("digest", models.CharField(help_text="SHA-256 of what was recognised", max_length=64)),
                (
                    "former_digests",
                    models.JSONField(default=list, help_text="wordings that a later one has replaced"),
                ),
                (
                    "url",
                    models.CharField(blank=True, help_text="where it was first published", max_length=1000),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        help_text="of the article, as this document; a newer one was written here"
                    ),
                ),
                ("read_at", models.DateTimeField()),
                (
                    "article",
                    models.OneToOneField(
                        help_text="none: deleted here for good",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reading",
                        to="portal.article",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField(help_text="the Text, see text.as_json")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="修改说明")),
                ("saved_at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="portal.article",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "number"), name="version_number_once")
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
                (
                    "role",
                    models.CharField(
                        choices=[("file", "附件"), ("image", "图片"), ("former", "旧版附件")],
                        default="file",
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("order", models.PositiveIntegerField(default=0)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="portal.article",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "file"), name="attachment_file_once_an_article"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Editing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen_at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="portal.article"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("article", "person"), name="editing_once_a_person")
                ],
            },
        ),
    ]
