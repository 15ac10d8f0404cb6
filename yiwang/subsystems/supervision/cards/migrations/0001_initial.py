import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("deadlines", "0003_whose_matter"),
        ("exchange", "0002_constraints"),
        ("files", "0001_initial"),
        ("findings", "0001_initial"),
        ("organizations", "0002_oversight"),
    ]

    operations = [
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "key",
                    models.CharField(
                        help_text="yellow:2026", max_length=12, primary_key=True, serialize=False
                    ),
                ),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="StoredTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reply_days", models.PositiveSmallIntegerField(verbose_name="说明期限（工作日）")),
                ("appeal_days", models.PositiveSmallIntegerField(verbose_name="申诉期限（工作日）")),
                (
                    "yellow_points",
                    models.DecimalField(decimal_places=1, max_digits=5, verbose_name="黄牌扣分"),
                ),
                ("red_points", models.DecimalField(decimal_places=1, max_digits=5, verbose_name="红牌扣分")),
                ("laid_down_at", models.DateTimeField()),
                ("laid_down_by", models.CharField(max_length=80)),
                ("reason", models.CharField(max_length=500)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("colour", models.CharField(choices=[("yellow", "黄牌"), ("red", "红牌")], max_length=6)),
                ("year", models.PositiveSmallIntegerField()),
                ("serial", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="编号")),
                ("unit_name", models.CharField(max_length=200)),
                (
                    "addressee",
                    models.CharField(blank=True, help_text="post and person, as they were", max_length=200),
                ),
                ("issuer_name", models.CharField(max_length=200)),
                ("rule", models.CharField(max_length=60)),
                ("label", models.CharField(max_length=120)),
                ("basis", models.CharField(max_length=300)),
                ("title", models.CharField(max_length=200)),
                (
                    "address",
                    models.CharField(
                        blank=True, help_text="page of the matter in the workbench", max_length=200
                    ),
                ),
                ("subject_kind", models.CharField(max_length=80)),
                ("subject_key", models.CharField(max_length=64)),
                ("item", models.CharField(blank=True, max_length=120)),
                ("happened_at", models.DateTimeField()),
                ("evidence", models.JSONField(help_text="list of [label, value]")),
                (
                    "points",
                    models.DecimalField(
                        decimal_places=1, help_text="what it costs once confirmed", max_digits=5
                    ),
                ),
                ("reply_days", models.PositiveSmallIntegerField()),
                ("appeal_days", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "待说明"),
                            ("explained", "已说明"),
                            ("confirmed", "已确认"),
                            ("appealed", "申诉中"),
                            ("upheld", "申诉后维持"),
                            ("cancelled", "已撤销"),
                        ],
                        default="issued",
                        max_length=9,
                    ),
                ),
                ("issued_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(help_text="first opened by the unit", null=True)),
                ("explained_at", models.DateTimeField(null=True)),
                ("explainer_id", models.BigIntegerField(help_text="person", null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("appeal_until", models.DateTimeField(help_text="first moment that is too late", null=True)),
                ("appealed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(help_text="upheld or cancelled", null=True)),
                ("reason", models.CharField(blank=True, help_text="of the last decision", max_length=500)),
                (
                    "clock",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="deadlines.clock"
                    ),
                ),
                (
                    "finding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="findings.finding"
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        help_text="None: the unit's inbox",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.post",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        help_text="whose problem it is",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "-id"], name="card_of_unit"),
                    models.Index(fields=["issuer", "state", "-id"], name="card_of_issuer"),
                    models.Index(fields=["state", "-id"], name="card_by_state"),
                    models.Index(fields=["subject_kind", "subject_key"], name="card_of_subject"),
                    models.Index(
                        condition=models.Q(("confirmed_at__isnull", False)),
                        fields=["confirmed_at"],
                        name="card_confirmed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("colour", "year", "serial"), name="card_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("points__lte", 0)), name="card_points_take_away"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True),
                            models.Q(("confirmed_at", None), ("ended_at", None), ("explained_at", None)),
                            _connector="OR",
                        ),
                        name="card_issued_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "explained"), _negated=True),
                            models.Q(
                                ("confirmed_at", None), ("ended_at", None), ("explained_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="card_explained_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["appealed", "confirmed", "upheld"]), _negated=True),
                            models.Q(("appeal_until__isnull", False), ("confirmed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="card_counts_once_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["appealed", "upheld"]), _negated=True),
                            ("appealed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="card_appealed_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state__in", ["cancelled", "upheld"]),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ["cancelled", "upheld"]), _negated=True),
                                ("ended_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="card_ends_with_reason",
                    ),
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
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("issue", "发牌"),
                            ("read", "阅读"),
                            ("explain", "提交说明"),
                            ("confirm", "确认"),
                            ("cancel", "撤销"),
                            ("appeal", "提出申诉"),
                            ("uphold", "维持"),
                            ("overturn", "申诉成立，撤销"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("person", models.CharField(max_length=80)),
                ("post", models.CharField(blank=True, max_length=200)),
                ("unit", models.CharField(blank=True, max_length=200)),
                ("text", models.CharField(blank=True, max_length=4000)),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="supervision_cards.card",
                    ),
                ),
                ("files", models.ManyToManyField(related_name="+", to="files.storedfile")),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("issue", "发牌"),
                            ("read", "阅读"),
                            ("explain", "提交说明"),
                            ("confirm", "确认"),
                            ("cancel", "撤销"),
                            ("appeal", "提出申诉"),
                            ("uphold", "维持"),
                            ("overturn", "申诉成立，撤销"),
                        ],
                        max_length=8,
                    ),
                ),
                ("again_at", models.DateTimeField(help_text="sent not before this moment")),
                ("tries", models.PositiveIntegerField(default=0)),
                ("fault", models.CharField(blank=True, help_text="why it could not be sent", max_length=300)),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to="supervision_cards.card",
                    ),
                ),
                (
                    "envelope",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="exchange.envelope",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        models.F("again_at"),
                        condition=models.Q(("envelope", None)),
                        name="card_notification_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("card", "verb"), name="card_notification_once")
                ],
            },
        ),
    ]
