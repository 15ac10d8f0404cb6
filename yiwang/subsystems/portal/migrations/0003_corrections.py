import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("intake", "0001_initial"),
        ("organizations", "0001_initial"),
        ("organizations", "__first__"),
        ("portal", "0002_texts_and_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.CharField(max_length=500, verbose_name="有错的网页")),
                ("page_title", models.CharField(blank=True, max_length=300, verbose_name="网页标题")),
                (
                    "fault",
                    models.CharField(
                        choices=[
                            ("错别字", "错别字"),
                            ("链接失效", "链接失效"),
                            ("内容过期", "内容过期"),
                            ("功能不可用", "功能不可用"),
                            ("其他", "其他"),
                        ],
                        max_length=10,
                        verbose_name="问题类型",
                    ),
                ),
                ("text", models.TextField(verbose_name="问题描述")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "待受理"),
                            ("handling", "处理中"),
                            ("asked", "待补充"),
                            ("answered", "已答复"),
                            ("dismissed", "未采纳"),
                            ("withdrawn", "网民已撤回"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("is_timed", models.BooleanField(default=False, help_text="its clock could be started")),
                (
                    "said",
                    models.TextField(
                        blank=True,
                        help_text="the last thing the public was told",
                        verbose_name="对网民的说明",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("stars", models.PositiveSmallIntegerField(help_text="1 to 5, by the public", null=True)),
                ("comment", models.TextField(blank=True)),
                ("files", models.ManyToManyField(related_name="+", to="files.storedfile")),
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
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.matter"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="whose page it is",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-received_at", "-id"], name="correction_newest"),
                    models.Index(
                        condition=models.Q(("state__in", ["received", "handling", "asked"])),
                        fields=["received_at"],
                        name="correction_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state__in", ["received", "handling", "asked"])),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state__in", ["answered", "dismissed", "withdrawn"]),
                            ),
                            _connector="OR",
                        ),
                        name="correction_ends_with_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["answered", "dismissed"]), _negated=True),
                            models.Q(("said", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="correction_end_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrectionSupplement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("handed_in_at", models.DateTimeField()),
                (
                    "correction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supplements",
                        to="portal.correction",
                    ),
                ),
                ("files", models.ManyToManyField(related_name="+", to="files.storedfile")),
            ],
            options={
                "ordering": ["handed_in_at", "pk"],
            },
        ),
    ]
