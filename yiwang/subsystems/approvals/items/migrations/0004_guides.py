import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("items", "0003_cleanups"),
    ]

    operations = [
        migrations.CreateModel(
            name="Guide",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, unique=True, verbose_name="实施编码")),
                ("item_code", models.CharField(max_length=60, verbose_name="基本编码")),
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
                (
                    "handling",
                    models.CharField(
                        choices=[("1", "即办件"), ("2", "承诺件"), ("9", "其他")],
                        max_length=1,
                        verbose_name="办件类型",
                    ),
                ),
                ("unit_code", models.CharField(max_length=40)),
                ("unit_name", models.CharField(max_length=120, verbose_name="实施主体")),
                (
                    "unit_order",
                    models.CharField(blank=True, help_text="path in the tree of units", max_length=64),
                ),
                ("is_for_persons", models.BooleanField()),
                ("is_for_organisations", models.BooleanField()),
                ("is_online", models.BooleanField(verbose_name="网上办理")),
                (
                    "online_depth",
                    models.CharField(
                        choices=[
                            ("1", "互联网咨询（Ⅰ级）"),
                            ("2", "互联网收件（Ⅱ级）"),
                            ("3", "互联网预审（Ⅲ级）"),
                            ("4", "全程网办（Ⅳ级）"),
                        ],
                        max_length=1,
                        verbose_name="网上办理深度",
                    ),
                ),
                ("visits", models.PositiveSmallIntegerField(verbose_name="到办事现场次数")),
                ("has_fee", models.BooleanField(verbose_name="是否收费")),
                (
                    "promise",
                    models.CharField(
                        blank=True, help_text="in words", max_length=60, verbose_name="承诺办结时限"
                    ),
                ),
                ("is_open", models.BooleanField(default=True)),
                ("effective_from", models.DateField(verbose_name="生效日期")),
                ("last_checked_on", models.DateField(verbose_name="最近核对日期")),
                ("ended_on", models.DateField(null=True, verbose_name="停止日期")),
                ("ended_because", models.TextField(blank=True, verbose_name="停止原因")),
                (
                    "successor_code",
                    models.CharField(blank=True, help_text="the item it was merged into", max_length=60),
                ),
                ("sequence", models.PositiveIntegerField(help_text="of what the inner side said last")),
            ],
            options={
                "verbose_name": "办事指南",
            },
        ),
        migrations.CreateModel(
            name="GuideEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("digest", models.CharField(help_text="SM3 of the document", max_length=64)),
                ("payload", models.JSONField(help_text="as in elements.Elements")),
                ("effective_from", models.DateField()),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="editions", to="items.guide"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("guide", "number"), name="guide_edition_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="guide",
            name="current",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="items.guideedition",
            ),
        ),
        migrations.CreateModel(
            name="GuideFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="items.guideedition",
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
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "stored"), name="guide_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="GuideTheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("theme", models.CharField(max_length=40)),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="themes", to="items.guide"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("theme", "guide"), name="guide_once_under_theme")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="guide",
            index=models.Index(fields=["unit_order", "unit_code", "name", "code"], name="guide_in_order"),
        ),
        migrations.AddIndex(
            model_name="guide",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["unit_code"], name="guide_open_of_unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="guide",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on", None), ("is_open", True)),
                    models.Q(("ended_on__isnull", False), ("is_open", False)),
                    _connector="OR",
                ),
                name="guide_ends_on_a_day",
            ),
        ),
    ]
