import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="版本号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "编制中"),
                            ("submitted", "待审查"),
                            ("reviewed", "已审查"),
                            ("planned", "待生效"),
                            ("in_force", "生效"),
                            ("ended", "失效"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("document", models.JSONField(help_text="as in elements.Elements")),
                (
                    "digest",
                    models.CharField(
                        blank=True, help_text="SM3 of the document, once submitted", max_length=64
                    ),
                ),
                ("change", models.TextField(blank=True, verbose_name="修订说明")),
                (
                    "revision",
                    models.PositiveIntegerField(default=0, help_text="grows with every saving of the draft"),
                ),
                ("effective_from", models.DateField(null=True, verbose_name="生效日期")),
                (
                    "effective_until",
                    models.DateField(
                        help_text="the first day on which it no longer held",
                        null=True,
                        verbose_name="失效日期",
                    ),
                ),
                ("drafted_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "files",
                    models.ManyToManyField(
                        help_text="samples and blank forms", related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "实施清单版本",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Implementation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, unique=True, verbose_name="实施编码")),
                (
                    "name",
                    models.CharField(
                        help_text="as its newest edition calls it", max_length=200, verbose_name="事项名称"
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("01", "行政许可"),
                            ("02", "行政处罚"),
                            ("03", "行政强制"),
                            ("04", "行政征收"),
                            ("05", "行政给付"),
                            ("06", "行政检查"),
                            ("07", "行政确认"),
                            ("08", "行政奖励"),
                            ("09", "行政裁决"),
                            ("10", "其他行政权力"),
                            ("20", "公共服务"),
                        ],
                        max_length=2,
                        verbose_name="事项类型",
                    ),
                ),
                (
                    "handling",
                    models.CharField(
                        blank=True,
                        choices=[("1", "即办件"), ("2", "承诺件"), ("9", "其他")],
                        max_length=1,
                        verbose_name="办件类型",
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[("waiting", "未生效"), ("in_force", "生效"), ("ended", "已停止")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("checked_on", models.DateField(null=True, verbose_name="最近核对日期")),
                ("ended_on", models.DateField(null=True, verbose_name="停止日期")),
                ("ended_because", models.TextField(blank=True, verbose_name="停止原因")),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("sent_sequence", models.PositiveIntegerField(default=0)),
                (
                    "trouble",
                    models.CharField(
                        blank=True, help_text="why the outer zone does not have it", max_length=300
                    ),
                ),
                (
                    "current",
                    models.OneToOneField(
                        help_text="in force, or the last",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="items.edition",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorbed",
                        to="items.implementation",
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
                "verbose_name": "实施清单",
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="implementation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="items.implementation",
            ),
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, unique=True, verbose_name="基本编码")),
                ("name", models.CharField(max_length=200, verbose_name="事项名称")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("01", "行政许可"),
                            ("02", "行政处罚"),
                            ("03", "行政强制"),
                            ("04", "行政征收"),
                            ("05", "行政给付"),
                            ("06", "行政检查"),
                            ("07", "行政确认"),
                            ("08", "行政奖励"),
                            ("09", "行政裁决"),
                            ("10", "其他行政权力"),
                            ("20", "公共服务"),
                        ],
                        max_length=2,
                        verbose_name="事项类型",
                    ),
                ),
            ],
            options={
                "verbose_name": "基本目录事项",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), _negated=True), name="item_has_code"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="implementation",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="implementations", to="items.item"
            ),
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agrees", models.BooleanField()),
                ("text", models.TextField(blank=True)),
                ("unit_name", models.CharField(max_length=200)),
                ("person_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="items.edition",
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
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
    ]
