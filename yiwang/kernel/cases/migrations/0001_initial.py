import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import yiwang.kernel.cases.models.cases


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("deadlines", "0002_shipped_calendar"),
        ("files", "0001_initial"),
        ("organizations", "0001_initial"),
        ("organizations", "__first__"),
        ("processes", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Series",
            fields=[
                ("key", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "自然人"),
                            ("enterprise", "企业法人"),
                            ("institution", "事业法人"),
                            ("society", "社会组织法人"),
                            ("organ", "行政机关"),
                            ("other", "其他组织"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "identifier_kind",
                    models.CharField(blank=True, help_text="kernel.identifiers.rules.KINDS", max_length=16),
                ),
                (
                    "identifier_digest",
                    models.CharField(
                        blank=True,
                        help_text="HMAC-SM3 of kind and number: finds other cases of the party",
                        max_length=64,
                    ),
                ),
                (
                    "sealed",
                    models.TextField(
                        help_text="SM4-GCM: number, phone, address, agent and who else was named"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("identifier_digest", ""), _negated=True),
                        fields=["identifier_digest"],
                        name="party_by_identifier",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
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
                        default=yiwang.kernel.cases.models.cases.new_reference,
                        help_text="for outside",
                        max_length=32,
                        unique=True,
                    ),
                ),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="编号")),
                ("serial", models.PositiveIntegerField()),
                ("kind", models.CharField(help_text="declared in cases.kinds", max_length=60)),
                ("title", models.CharField(max_length=200, verbose_name="事项")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("counter", "窗口"),
                            ("web", "电脑端"),
                            ("mobile", "移动端"),
                            ("express", "快递"),
                            ("phone", "电话"),
                            ("referral", "转办"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "待受理"),
                            ("asked", "待补正"),
                            ("accepted", "办理中"),
                            ("paused", "特别程序中"),
                            ("decided", "已决定待送达"),
                            ("closed", "已办结"),
                            ("declined", "不予受理"),
                            ("withdrawn", "已撤回"),
                            ("terminated", "已终止"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                (
                    "stored_terms",
                    models.JSONField(db_column="terms", default=dict, help_text="see cases.terms"),
                ),
                (
                    "is_timed",
                    models.BooleanField(
                        default=True, help_text="False: accepted, but its clock waits for a calendar"
                    ),
                ),
                ("received_at", models.DateTimeField(help_text="when the party handed it in")),
                ("opened_at", models.DateTimeField(help_text="when it was entered here")),
                (
                    "accept_due_at",
                    models.DateTimeField(help_text="when it must have been accepted or answered", null=True),
                ),
                (
                    "asked_at",
                    models.DateTimeField(help_text="told once of everything missing, art. 32(四)", null=True),
                ),
                ("supplied_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(help_text="day 0 of the clock", null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(help_text="ended, whichever way", null=True)),
                (
                    "outcome",
                    models.CharField(blank=True, help_text="code among the kind's outcomes", max_length=30),
                ),
                ("reason", models.TextField(blank=True, help_text="of the ending, as the party was told")),
                ("delivery_way", models.CharField(blank=True, max_length=60)),
                (
                    "rating",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("very_satisfied", "非常满意"),
                            ("satisfied", "满意"),
                            ("fairly_satisfied", "基本满意"),
                            ("dissatisfied", "不满意"),
                            ("very_dissatisfied", "非常不满意"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rating_text", models.TextField(blank=True)),
                ("rating_channel", models.CharField(blank=True, max_length=20)),
                ("rated_at", models.DateTimeField(null=True)),
                ("follow_up_text", models.TextField(blank=True, help_text="追评")),
                ("follow_up_at", models.DateTimeField(null=True)),
                (
                    "clock",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case",
                        to="deadlines.clock",
                    ),
                ),
                (
                    "delivery_clock",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deadlines.clock",
                    ),
                ),
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
                    "run",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case",
                        to="processes.run",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="responsible",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                    ),
                ),
                (
                    "party",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="case", to="cases.party"
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="cases.series"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-opened_at", "-id"], name="case_newest"),
                    models.Index(fields=["unit", "-opened_at", "-id"], name="case_of_unit"),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["-opened_at", "-id"],
                        name="case_open_newest",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["unit", "opened_at"],
                        name="case_open_of_unit",
                    ),
                    models.Index(
                        condition=models.Q(("handler__isnull", False)),
                        fields=["handler", "-opened_at"],
                        name="case_of_handler",
                    ),
                    models.Index(
                        condition=models.Q(("state", "received")),
                        fields=["accept_due_at"],
                        name="case_to_accept",
                    ),
                    models.Index(
                        condition=models.Q(("accepted_at__isnull", False), ("is_timed", False)),
                        fields=["accepted_at"],
                        name="case_untimed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("series", "serial"), name="case_serial_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at", None),
                                ("state__in", ["accepted", "asked", "decided", "paused", "received"]),
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("state__in", ["closed", "declined", "terminated", "withdrawn"]),
                            ),
                            _connector="OR",
                        ),
                        name="case_ends_with_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["accepted", "decided", "paused"]), _negated=True),
                            ("accepted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="case_in_hand_was_accepted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "decided"), _negated=True),
                            models.Q(("decided_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="case_decided_has_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "asked"), _negated=True),
                            ("asked_at__isnull", False),
                            _connector="OR",
                        ),
                        name="case_asked_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["declined", "terminated"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="case_ended_early_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rated_at", None), ("rating", "")),
                            models.Q(("rated_at__isnull", False), models.Q(("rating", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="case_rated_with_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("follow_up_at", None), ("rated_at__isnull", False), _connector="OR"
                        ),
                        name="case_follow_up_after_rating",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at", None),
                            ("accepted_at__gte", models.F("received_at")),
                            _connector="OR",
                        ),
                        name="case_accepted_after_receipt",
                    ),
                ],
            },
        ),
    ]
