import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_records"),
        ("deadlines", "0004_lights"),
        ("files", "0001_initial"),
        ("findings", "0001_initial"),
        ("intake", "0003_entries"),
        ("organizations", "0002_oversight"),
    ]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "named",
                    models.CharField(
                        blank=True, help_text="the unit as the complainant named it", max_length=120
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("不受理", "不受理"),
                            ("超期", "超期"),
                            ("乱收费", "乱收费"),
                            ("态度", "态度"),
                            ("其他", "其他"),
                        ],
                        max_length=10,
                        verbose_name="投诉类型",
                    ),
                ),
                (
                    "about_number",
                    models.CharField(blank=True, help_text="of the submission complained of", max_length=60),
                ),
                ("text", models.TextField(verbose_name="投诉内容")),
                ("is_anonymous", models.BooleanField(default=False)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "投诉属实"), ("not_upheld", "投诉不属实")],
                        max_length=10,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "about_case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "against",
                    models.ForeignKey(
                        help_text="None: not made out yet",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="complaint", to="cases.case"
                    ),
                ),
                (
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.matter"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["against", "settled_at"], name="complaint_against"),
                    models.Index(
                        condition=models.Q(("outcome", "upheld")),
                        fields=["settled_at"],
                        name="complaint_upheld",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("settled_at", None)),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="complaint_settled_with_moment",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_lead", models.BooleanField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "办理中"),
                            ("reported", "待审核"),
                            ("accepted", "已销号"),
                            ("cancelled", "已撤销"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0, help_text="per cent")),
                ("signed_at", models.DateTimeField(help_text="when the unit signed for it", null=True)),
                ("signed_by", models.CharField(blank=True, max_length=80)),
                (
                    "reported_at",
                    models.DateTimeField(help_text="when it last said that all is done", null=True),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "settled_by",
                    models.CharField(blank=True, help_text="who accepted or returned it last", max_length=80),
                ),
                (
                    "clock",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deadlines.clock",
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
                "ordering": ["-is_lead", "id"],
            },
        ),
        migrations.CreateModel(
            name="Delay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(help_text="in the unit of the limit")),
                ("ground", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "待批准"), ("granted", "已批准"), ("refused", "未批准")],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=80)),
                ("reply", models.CharField(blank=True, max_length=300)),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delays",
                        to="supervision_orders.duty",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")), fields=("duty",), name="delay_asked_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("state", "asked")),
                            models.Q(
                                models.Q(("state", "asked"), _negated=True), ("settled_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="delay_settled_with_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("person", models.CharField(max_length=80)),
                ("post", models.CharField(blank=True, max_length=200)),
                ("progress", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("is_final", models.BooleanField(default=False, help_text="asks to be done (申请销号)")),
                (
                    "verdict",
                    models.CharField(
                        blank=True, choices=[("accepted", "同意销号"), ("returned", "退回重办")], max_length=8
                    ),
                ),
                ("verdict_text", models.CharField(blank=True, max_length=300)),
                ("verdict_by", models.CharField(blank=True, max_length=80)),
                ("verdict_at", models.DateTimeField(null=True)),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback",
                        to="supervision_orders.duty",
                    ),
                ),
                ("files", models.ManyToManyField(related_name="+", to="files.storedfile")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", ""), ("verdict_at", None)),
                            models.Q(models.Q(("verdict", ""), _negated=True), ("verdict_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="feedback_judged_with_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "returned"), _negated=True),
                            models.Q(("verdict_text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="feedback_returned_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("instruction", "领导批示"),
                            ("minutes", "会议纪要"),
                            ("plan", "年度工作任务"),
                            ("document", "上级文件"),
                            ("finding", "监察发现的问题"),
                            ("complaint", "群众投诉"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="来源",
                    ),
                ),
                (
                    "matter_kind",
                    models.CharField(blank=True, help_text="of what it is about; empty: free", max_length=80),
                ),
                ("matter_key", models.CharField(blank=True, max_length=64)),
                ("matter_title", models.CharField(blank=True, max_length=300, verbose_name="事项")),
                (
                    "matter_address",
                    models.CharField(blank=True, help_text="its page in the workbench", max_length=200),
                ),
                ("instruction", models.TextField(blank=True, verbose_name="批示或依据")),
                ("requirement", models.TextField(verbose_name="办理要求")),
                (
                    "token",
                    models.CharField(help_text="one form issues one order", max_length=40, unique=True),
                ),
                ("issued_by", models.CharField(max_length=80)),
                ("issued_post", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervision_order",
                        to="cases.case",
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        help_text="it was issued because of; the units ordered never see it",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="supervision_orders.complaint",
                    ),
                ),
                ("findings", models.ManyToManyField(related_name="+", to="findings.finding")),
            ],
        ),
        migrations.AddField(
            model_name="duty",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="duties",
                to="supervision_orders.order",
            ),
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("person", models.CharField(max_length=80)),
                ("text", models.TextField()),
                ("files", models.ManyToManyField(related_name="+", to="files.storedfile")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="supervision_orders.order",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["unit"], name="duty_open_of_unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(fields=("order", "unit"), name="duty_once_a_unit"),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_lead", True)), fields=("order",), name="duty_one_leads"
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(("progress__lte", 100)), name="duty_progress_in_per_cent"
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state__in", ["open", "reported"])),
                    models.Q(("ended_at__isnull", False), ("state__in", ["accepted", "cancelled"])),
                    _connector="OR",
                ),
                name="duty_ends_with_moment",
            ),
        ),
    ]
