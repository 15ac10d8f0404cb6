import datetime

import django.db.models.deletion
from django.db import migrations, models

import yiwang.subsystems.approvals.certificates.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Kind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="种类代码")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="证照名称")),
                (
                    "pattern",
                    models.CharField(
                        default="{code}{year}{serial:5}", max_length=60, verbose_name="编号规则"
                    ),
                ),
                ("basis", models.TextField(blank=True, verbose_name="设定依据")),
                (
                    "renewal_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="届满前多少日提出延续"),
                ),
                ("takes_late", models.BooleanField(default=False, verbose_name="接受逾期提出的延续申请")),
                ("has_checks", models.BooleanField(default=False, verbose_name="需要年检")),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Shown",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=32, unique=True)),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="证照编号")),
                ("check_code", models.CharField(max_length=8)),
                ("revision", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=100, verbose_name="证照名称")),
                (
                    "holder",
                    models.CharField(
                        help_text="a person's name is masked", max_length=200, verbose_name="持证人"
                    ),
                ),
                ("unit", models.CharField(max_length=200, verbose_name="发证机关")),
                ("content", models.TextField(verbose_name="许可内容")),
                ("issued_on", models.DateField(verbose_name="发证日期")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("valid", "有效"),
                            ("changed", "有效（已变更）"),
                            ("renewed", "有效（已延续）"),
                            ("deemed", "视为准予延续"),
                            ("suspended", "暂扣"),
                            ("expired", "过期"),
                            ("revoked", "吊销"),
                            ("annulled", "撤销"),
                            ("cancelled", "注销"),
                        ],
                        max_length=10,
                    ),
                ),
                ("suspended_until", models.DateField(null=True)),
                ("has_timely_request", models.BooleanField(default=False)),
                (
                    "said_at",
                    models.DateTimeField(help_text="by the clock of the inner side", verbose_name="更新时间"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Certificate",
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
                        default=yiwang.subsystems.approvals.certificates.models.new_reference,
                        help_text="in the QR code",
                        max_length=32,
                        unique=True,
                    ),
                ),
                (
                    "check_code",
                    models.CharField(
                        default=yiwang.subsystems.approvals.certificates.models.new_code,
                        help_text="printed on it",
                        max_length=8,
                        verbose_name="校验码",
                    ),
                ),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="证照编号")),
                ("name", models.CharField(max_length=100, verbose_name="证照名称")),
                (
                    "holder_kind",
                    models.CharField(
                        choices=[
                            ("organisation", "法人及非法人组织"),
                            ("household", "个体工商户"),
                            ("person", "自然人"),
                        ],
                        max_length=12,
                        verbose_name="持证人类别",
                    ),
                ),
                ("holder_name", models.CharField(max_length=200, verbose_name="持证人")),
                (
                    "id_kind",
                    models.CharField(
                        choices=[
                            ("identity", "居民身份证"),
                            ("credit", "统一社会信用代码"),
                            ("organisation", "组织机构代码"),
                            ("passport", "普通护照"),
                            ("permit_hk_mo", "港澳居民来往内地通行证"),
                            ("permit_tw", "台湾居民来往大陆通行证"),
                            ("other", "其他证件"),
                        ],
                        max_length=20,
                        verbose_name="证件类型",
                    ),
                ),
                ("id_masked", models.CharField(max_length=60, verbose_name="证件号码")),
                (
                    "id_digest",
                    models.CharField(help_text="HMAC-SM3 of kind and number, to find them", max_length=64),
                ),
                ("sealed", models.TextField(help_text="number, representative, phone, address: see holders")),
                (
                    "unit_name",
                    models.CharField(
                        help_text="as it was called on that day", max_length=200, verbose_name="发证机关"
                    ),
                ),
                ("decision_number", models.CharField(blank=True, max_length=100, verbose_name="决定文书号")),
                ("basis", models.TextField(blank=True, verbose_name="依据")),
                ("content", models.TextField(verbose_name="许可内容")),
                ("issued_on", models.DateField(verbose_name="发证日期")),
                ("valid_from", models.DateField(verbose_name="有效期自")),
                (
                    "valid_until",
                    models.DateField(help_text="2099-12-31: without end", verbose_name="有效期至"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("valid", "有效"),
                            ("changed", "有效（已变更）"),
                            ("renewed", "有效（已延续）"),
                            ("deemed", "视为准予延续"),
                            ("suspended", "暂扣"),
                            ("expired", "过期"),
                            ("revoked", "吊销"),
                            ("annulled", "撤销"),
                            ("cancelled", "注销"),
                        ],
                        default="valid",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("suspended_until", models.DateField(null=True, verbose_name="暂扣至")),
                ("renewal_asked_on", models.DateField(null=True, verbose_name="提出延续日期")),
                ("is_renewal_timely", models.BooleanField(default=False)),
                ("checked_for", models.PositiveSmallIntegerField(null=True, verbose_name="最近年检年度")),
                (
                    "reminded_for",
                    models.DateField(
                        help_text="the end of which holder and keepers were reminded", null=True
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "shown_revision",
                    models.PositiveIntegerField(default=0, help_text="which one the outer zone was told"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="who issued it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="certificates.kind",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "-id"], name="certificate_of_unit"),
                    models.Index(fields=["id_digest"], name="certificate_of_holder"),
                    models.Index(fields=["valid_until"], name="certificate_ending"),
                    models.Index(
                        condition=models.Q(("renewal_asked_on__isnull", False)),
                        fields=["renewal_asked_on"],
                        name="certificate_renewal_waits",
                    ),
                    models.Index(
                        condition=models.Q(("shown_revision__lt", models.F("revision"))),
                        fields=["id"],
                        name="certificate_unshown",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__gte", models.F("valid_from")),
                            ("valid_until__lte", datetime.date(2099, 12, 31)),
                        ),
                        name="certificate_ends_after_beginning",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "annulled",
                                    "cancelled",
                                    "changed",
                                    "deemed",
                                    "expired",
                                    "renewed",
                                    "revoked",
                                    "suspended",
                                    "valid",
                                ],
                            )
                        ),
                        name="certificate_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_renewal_timely", False), ("renewal_asked_on__isnull", False), _connector="OR"
                        ),
                        name="certificate_timely_was_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("shown_revision__lte", models.F("revision"))),
                        name="certificate_shown_not_ahead",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Series",
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
                        blank=True, help_text="unit and year where the rule names them", max_length=60
                    ),
                ),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="certificates.kind",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key"), name="certificate_series_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("issue", "发证"),
                            ("change", "变更"),
                            ("ask_renewal", "登记延续申请"),
                            ("renew", "准予延续"),
                            ("refuse_renewal", "不予延续"),
                            ("annual_check", "年检"),
                            ("suspend", "暂扣"),
                            ("restore", "解除暂扣"),
                            ("revoke", "吊销"),
                            ("annul", "撤销"),
                            ("cancel", "注销"),
                            ("expire", "过期"),
                            ("deem", "视为准予延续"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("person", models.CharField(max_length=80)),
                ("unit", models.CharField(blank=True, max_length=200)),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        help_text="article, paragraph and item",
                        max_length=10,
                        verbose_name="情形",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="理由")),
                ("decision_number", models.CharField(blank=True, max_length=100, verbose_name="文书号")),
                ("changes", models.JSONField(default=dict, help_text="by label: before and after")),
                ("state_before", models.CharField(blank=True, max_length=10)),
                ("state_after", models.CharField(max_length=10)),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="certificates.certificate",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("certificate", "number"), name="certificate_event_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deed__in", ["annul", "cancel"]), _negated=True),
                            models.Q(("ground", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="certificate_end_has_ground",
                    ),
                ],
            },
        ),
    ]
