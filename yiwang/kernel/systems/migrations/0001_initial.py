import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="System",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="系统代码")),
                ("name", models.CharField(max_length=120, verbose_name="系统名称")),
                ("purpose", models.CharField(blank=True, max_length=300, verbose_name="用途")),
                (
                    "interface",
                    models.CharField(
                        blank=True,
                        help_text="over which it is joined: API, webhook, database, files",
                        max_length=300,
                        verbose_name="接口",
                    ),
                ),
                ("contact_name", models.CharField(blank=True, max_length=60, verbose_name="联系人")),
                (
                    "contact_phone",
                    models.CharField(
                        blank=True, help_text="shown masked only", max_length=30, verbose_name="联系电话"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "规划中"),
                            ("testing", "联调中"),
                            ("live", "已上线"),
                            ("retired", "已下线"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="对接状态",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                ("registered_at", models.DateTimeField(null=True)),
                ("webhook_address", models.CharField(blank=True, max_length=300, verbose_name="回调地址")),
                ("webhook_secret", models.TextField(blank=True, help_text="under organizations.sealing")),
                (
                    "rests_until",
                    models.DateTimeField(help_text="its receiver is silent: left alone so long", null=True),
                ),
                (
                    "failures",
                    models.PositiveIntegerField(
                        default=0, help_text="attempts in a row that did not get through"
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
                "indexes": [models.Index(fields=["unit", "name"], name="system_of_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "retired"), _negated=True),
                            ("is_active", False),
                            _connector="OR",
                        ),
                        name="system_retired_is_inactive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("webhook_address", ""),
                            models.Q(("webhook_secret", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="system_webhook_is_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("deed", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=200)),
                ("digest", models.CharField(help_text="SM3 of what was asked", max_length=64)),
                (
                    "outcome",
                    models.CharField(blank=True, help_text="what came of it, such as a uid", max_length=64),
                ),
                ("asked_at", models.DateTimeField(db_index=True)),
                (
                    "system",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="systems.system",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("system", "deed", "key"), name="submission_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event", models.CharField(help_text="declared in systems.happenings", max_length=60)),
                ("body", models.JSONField()),
                ("key", models.CharField(help_text="the same key is told a system once", max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待推送"),
                            ("sending", "正在推送"),
                            ("delivered", "已送达"),
                            ("dead", "多次未成"),
                            ("dropped", "已取消"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                (
                    "next_attempt_at",
                    models.DateTimeField(help_text="while sending: when the sender's claim lapses"),
                ),
                (
                    "claim",
                    models.CharField(blank=True, help_text="random token of the sender at it", max_length=32),
                ),
                ("delivered_at", models.DateTimeField(null=True)),
                ("last_error", models.CharField(blank=True, max_length=300)),
                (
                    "system",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="systems.system",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sending"])),
                        fields=["system", "next_attempt_at", "id"],
                        name="call_due",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state", "dead"),
                            models.Q(("state", "waiting"), models.Q(("last_error", ""), _negated=True)),
                            _connector="OR",
                        ),
                        fields=["id"],
                        name="call_stuck",
                    ),
                    models.Index(fields=["system", "-id"], name="call_of_system"),
                    models.Index(
                        condition=models.Q(("state__in", ["delivered", "dropped", "dead"])),
                        fields=["created_at"],
                        name="call_settled",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("system", "key"), name="call_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "delivered"), _negated=True),
                            ("delivered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="call_delivered_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dead"), _negated=True),
                            models.Q(("last_error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="call_dead_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=60, verbose_name="用途")),
                (
                    "prefix",
                    models.CharField(
                        help_text="its first characters, to tell one from another", max_length=12
                    ),
                ),
                ("digest", models.CharField(help_text="SM3 of the token", max_length=64, unique=True)),
                ("scopes", models.JSONField(default=list, verbose_name="权限")),
                ("calls_per_minute", models.PositiveIntegerField(default=600, verbose_name="每分钟调用次数")),
                ("issued_at", models.DateTimeField()),
                ("issued_by", models.CharField(help_text="person, as named then", max_length=80)),
                (
                    "expires_on",
                    models.DateField(help_text="the last day on which it counts", verbose_name="有效期至"),
                ),
                ("last_used_at", models.DateTimeField(help_text="written at most once a minute", null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="systems.system",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
    ]
